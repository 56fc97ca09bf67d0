"""Something that is wrong with a database, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from timeline.store.failures import RESTORE

MOST: Final = 20
"""Findings that one check tells of: where a page is lost, thousands of rows are wrong."""
DERIVE: Final = "run `timeline migrate --derive`, which makes it anew from the log of changes"
"""What to do about rows that follow from the log."""
NAMED: Final = 3
"""Events that one finding names."""

Progress = Callable[[str, int, int], None]
"""Told what is looked at, how many of it were, and how many there are; 0 where nobody knows."""


class Finding(NamedTuple):
    """What is wrong, and what to do."""

    what: str
    remedy: str = RESTORE

    def __str__(self) -> str:
        return f"{self.what}: {self.remedy}"


def limited(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The first of them, and then that there are more."""
    rest = iter(findings)
    yield from islice(rest, MOST)
    for finding in rest:
        yield Finding("more of the same is wrong", finding.remedy)
        return


def listed(names: Iterable[str]) -> str:
    """Some names for a sentence: the first few, and that there are more."""
    few = list(islice(iter(names), NAMED + 1))
    return ", ".join(few[:NAMED]) + (" and others" if len(few) > NAMED else "")
