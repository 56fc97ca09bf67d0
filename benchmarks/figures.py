"""What benchmarks printed when they were last run, and the document that is made of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

RECORDED: Final = Path(__file__).parent / "recorded"
DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "figures.md"
UNJUDGED: Final = os.EX_UNAVAILABLE
"""With this a benchmark ends that could measure nothing, as what it needs is missing: what was measured is kept."""
HEAD: Final = """\
# Figures

What each benchmark printed when it was last run: `make bench` runs those that take minutes, `python -m benchmarks
NAME …` any. On a shared machine ratios and growth repeat, single times do not.
"""


class Printed(NamedTuple):
    """What a benchmark printed, by which command, and when and where."""

    command: str
    circumstances: str
    output: str


def read(name: str) -> Printed | None:
    """What was kept of a benchmark; None where it was never run."""
    path = _path(name)
    return Printed(*path.read_text(encoding="utf-8").split("\n", 2)) if path.exists() else None


def keep(name: str, printed: Printed) -> None:
    """Keep what it printed this time."""
    RECORDED.mkdir(exist_ok=True)
    _path(name).write_text("\n".join(printed).rstrip() + "\n", encoding="utf-8")


def document(names: Iterable[str]) -> str:
    """The document of those of the benchmarks that were run."""
    return "\n".join([HEAD, *_sections(names)])


def _sections(names: Iterable[str]) -> Iterator[str]:
    for printed in filter(None, map(read, names)):
        yield f"## `{printed.command}`\n\n{printed.circumstances}\n\n```\n{printed.output.rstrip()}\n```\n"


def _path(name: str) -> Path:
    return RECORDED / f"{name}.txt"
