"""What several commands do first: read the folder, open its store."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import rich_click as click

from timeline import config, files, load, source_log
from timeline.config import Settings
from timeline.files import Folder
from timeline.store import Store, database_path, is_there, limits_of, open_store

F = TypeVar("F", bound=Callable[..., Any])


def files_option(command: F) -> F:
    """`--files DIR`, the folder of the chronology, given to the command as `directory`."""
    return click.option(
        "--files",
        "directory",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        default=".",
        show_default="the current folder",
        help="The chronology's folder.",
    )(command)


def now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def read_folder(directory: Path) -> Folder:
    """The folder as it is, entries without an id left out. Raises `InvalidFiles`."""
    return files.read(directory, os.environ)


def database(folder: Folder) -> Store:
    """The folder's store, created and migrated if need be; a new one gets a generation of its own."""
    return open_store(folder.settings.database, secrets.token_hex(8), limits_of(folder.settings))


@contextmanager
def open_current(directory: Path, *, dry: bool = False) -> Iterator[tuple[Folder, Store]]:
    """The folder and its database, into which it was loaded, so that what sources say meets what the curator says.
    An entry without an id is left out, and named on standard error: it costs itself, and nothing else.

    With `dry` nothing is written: the database is taken as it is, or made aside where there is none yet.
    """
    if dry:
        with open_published(directory) as opened:
            yield opened
        return
    folder = read_folder(directory)
    store = database(folder)
    try:
        load.load(folder, store, now(), record=False, partial=True)
        for problem in folder.unminted:
            click.echo(str(problem), err=True)
        try:
            yield folder, store
        finally:
            source_log.record(folder.directory, folder.chronology.authority, store, now())
    finally:
        store.close()


@contextmanager
def open_published(directory: Path) -> Iterator[tuple[Folder, Store]]:
    """The folder, and what of it is published: its database, or where there is none yet the files alone, set aside.

    A database set aside is a file that goes away again, not one in memory, on which threads take turns.
    """
    folder = files.read(directory, os.environ)
    url = folder.settings.database
    with tempfile.TemporaryDirectory() as aside:
        there = is_there(url)
        store = database(folder) if there else open_store(str(Path(aside) / "timeline.db"))
        try:
            if not there:
                load.load(folder, store, now(), record=False, partial=True)
            yield folder, store
        finally:
            store.close()


def settings_of(directory: Path) -> Settings:
    """The settings of the folder. Raises `InvalidSettings`."""
    return config.read(directory, os.environ)


def file_of(settings: Settings) -> Path | None:
    """Where the folder's database is, or will be; None where a server has it."""
    return database_path(settings.database)


class Rows:
    """How many rows were copied, on one line of a terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def progress(self, rows: int) -> None:
        """So many were."""
        if self._shown:
            click.echo(f"\r{rows:,} rows ", nl=False, err=True)

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            click.echo(err=True)
