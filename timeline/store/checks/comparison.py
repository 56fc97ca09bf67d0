"""Two long results in the same order, told apart without keeping either in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, Final, Protocol

BATCH: Final = 2_000


class Rows(Protocol):
    """A result that is read a batch at a time."""

    def fetchmany(self, size: int, /) -> Sequence[Any]:
        """The next rows, none at the end."""
        ...


def differing(kept: Rows, made: Rows, keys: Sequence[int]) -> Iterator[Any]:
    """The rows that only one of both has; of two with the same values in the columns `keys`, by which both are in
    order, the one that was kept."""
    while True:
        here, there = kept.fetchmany(BATCH), made.fetchmany(BATCH)
        # Nearly always they are alike, which is told of a batch at once.
        if here != there:
            yield from _merged(chain(here, _rest(kept)), chain(there, _rest(made)), lambda row: [row[k] for k in keys])
            return
        if not here:
            return


def _rest(result: Rows) -> Iterator[Any]:
    while batch := result.fetchmany(BATCH):
        yield from batch


def _merged(kept: Iterator[Any], made: Iterator[Any], key: Callable[[Any], Any]) -> Iterator[Any]:
    here, there = next(kept, None), next(made, None)
    while here is not None or there is not None:
        if there is None or (here is not None and key(here) < key(there)):
            yield here
            here = next(kept, None)
        elif here is None or key(there) < key(here):
            yield there
            there = next(made, None)
        else:
            if here != there:
                yield here
            here, there = next(kept, None), next(made, None)
