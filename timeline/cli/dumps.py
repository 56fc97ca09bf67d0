"""`timeline import --bulk`: dumps, with every event as it is."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import rich_click as click

from timeline import bulk, source_log
from timeline.bulk import DumpFile, Taken
from timeline.cli.opening import now, open_current
from timeline.errors import Problem
from timeline.files import Folder
from timeline.files.dump import Line
from timeline.files.source_history import Dump
from timeline.model.values import counted
from timeline.store import Store

ENDING: Final = ".ndjson"
"""What dumps in a folder are called."""
OBJECTS: Final = 1_000_000
"""New objects after which cycles are looked for."""


def take_in(directory: Path, names: Sequence[str], *, dry: bool) -> bool:
    """Take in the dumps, or all that are in a folder; whether every line was right."""
    paths = [path for name in names for path in _dumps(Path(name))]
    with open_current(directory, dry=dry) as (folder, store), few_collections():
        wrong = sum(_take_in(path, folder, store, dry=dry) for path in paths)
    return not wrong


def _dumps(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.iterdir() if each.name.endswith(ENDING))
    if not found:
        raise click.UsageError(f"{path} holds no file whose name ends in {ENDING}")
    return found


@contextmanager
def few_collections() -> Iterator[None]:
    """Looking for cycles among a hundred thousand new objects, of which none is in one, takes a fourth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _take_in(path: Path, folder: Folder, store: Store, *, dry: bool) -> int:
    """Take in one dump and say what came of it; how many lines were left out."""
    try:
        file = DumpFile.of(path)
        dump = Dump(digest=file.digest, name=path.name, size=path.stat().st_size)
        if not dry:
            source_log.name_dump(folder.directory, folder.chronology.authority, store, dump, now())
        show = _Progress(dump)
        taken = bulk.take_in(file, store, folder, now(), tell=_tell, progress=show.progress, dry=dry)
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}: name a dump, or a folder of them") from error
    show.end()
    condition = ", if it were not a dry run" if dry else ""
    click.echo(f"{path}: {_summary(taken)}{condition}")
    return taken.wrong


def _tell(problem: Problem) -> None:
    click.echo(str(problem), err=True)


def _summary(taken: Taken) -> str:
    said = f"{taken.added:,} new, {taken.revised:,} revised, {taken.unchanged:,} unchanged, {taken.wrong:,} left out"
    return f"{said}; gone on with after line {taken.resumed:,}" if taken.resumed else said


class _Progress:
    """How far a dump is, on one line of a terminal."""

    def __init__(self, dump: Dump) -> None:
        self._dump = dump
        self._begun = time.monotonic()
        self._shown = sys.stderr.isatty()

    def progress(self, taken: Taken, last: Line) -> None:
        """What came of it up to a line."""
        if not self._shown:
            return
        lines = last.number - taken.resumed
        rate = lines / max(time.monotonic() - self._begun, 0.001)
        share = last.end / max(self._dump.size, 1)
        told = f"{self._dump.name}: {counted(last.number, 'line')}, {share:.0%}, {rate:,.0f} a second"
        click.echo(f"\r{told} ", nl=False, err=True)

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            click.echo(err=True)
