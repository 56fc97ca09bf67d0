"""What a save of the curator's files costs, by the number of entries beside the one that was edited."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

from benchmarks.growth import Growth, cpu, once
from timeline.load import Loader
from timeline.store import open_store

NOON: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)
SETTINGS: Final = 'title = "T"\nauthority = "example.org,2026"\n'
ENTRY: Final = """\
  - id: e{n}
    added: 2025-01-01T10:00:00Z
    title: The {n}. meeting of the council & its {said}
    summary: >
      The council met in the hall, people came, and it was decided
      that the bridge be built.
    when: {year}-{month:02}-{day:02}
    tags: [council, tag-{tag}]
    places:
      - name: Town {tag}
    sources:
      - {{publisher: The Paper, title: Report {n}, url: 'https://paper.example/{n}', published: 2024-01-01}}
"""


def entry(number: int, said: str) -> str:
    """One of ten thousand entries, that says something."""
    return ENTRY.format(
        n=number, said=said, year=1600 + number % 400, month=1 + number % 12, day=1 + number % 28, tag=number % 50
    )


def _loading(size: int, directory: Path, *, record: bool) -> Callable[[str], object]:
    """What saves so many entries, one in the middle of which says something new, and loads them."""
    (directory / "timeline.toml").write_text(SETTINGS, encoding="utf-8")
    written = [entry(number, "guests") for number in range(size)]
    loader = Loader(directory, {}, open_store(str(directory / "timeline.db")))

    def save(said: str) -> object:
        written[size // 2] = entry(size // 2, said)
        (directory / "events.yaml").write_text("events:\n" + "".join(written), encoding="utf-8")
        return loader.load(NOON, record=record)

    return save


def _first(size: int) -> float:
    """The first load of a folder into a new database."""
    with tempfile.TemporaryDirectory() as name:
        save = _loading(size, Path(name), record=False)
        return once(lambda: save("guests"))


def _edit(size: int) -> float:
    """One entry edited, completed and recorded, as `serve --fix --watch` does."""
    with tempfile.TemporaryDirectory() as name:
        save, numbers = _loading(size, Path(name), record=True), count()
        save("guests")
        return cpu(lambda: save(f"guest {next(numbers)}"), 5)


ROWS: Final = (
    Growth("edit of one entry", _edit, sizes=(1_000, 10_000, 40_000), reach="100 / 300 / 1000"),
    Growth("first load of files", _first, sizes=(1_000, 10_000), reach="- / 4000"),
)
