"""`timeline verify`: whether a database is sound."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Final

import rich_click as click

from timeline.cli.opening import file_of, files_option, settings_of
from timeline.errors import visible
from timeline.store import DatabaseLimits, limits_of
from timeline.verification import verify

EVERY: Final = 0.1
"""Seconds between two looks of a person at a terminal."""


@click.command("verify", epilog="Examples: timeline verify · timeline verify --files news/ · timeline verify backup.db")
@files_option
@click.argument("backup", type=click.Path(path_type=Path, dir_okay=False, exists=True), required=False)
def command(directory: Path, backup: Path | None) -> None:
    """Prove a database sound, or say line by line what is wrong with it and what to do.

    Looked at are its pages and indexes (of PostgreSQL the server looks after those itself), the log of changes (no
    position left out, every change made on the one before it, and later), that everything by which events are found is
    what the log gives, and that the history files of the folder and the database know the same. BACKUP is a copy that
    is verified in the database's place, by itself.

    Nothing is changed, and the server may run meanwhile. Exits 1 if anything is wrong.
    """
    if backup is None:
        settings = settings_of(directory)
        url, named, limits = settings.database, file_of(settings), limits_of(settings)
    else:
        url, named, limits = f"sqlite:{backup}", backup, DatabaseLimits()
    shown = _Progress()
    count = 0
    for finding in verify(url, directory if backup is None else None, shown.progress, limits):
        shown.end()
        click.echo(visible(str(finding)))
        count += 1
    shown.end()
    if count:
        sys.exit(1)
    click.echo(f"{named or 'the database of DATABASE_URL'} is sound")


class _Progress:
    """How far it is, on one line of a terminal."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty()
        self._what = ""
        self._at = 0.0
        self._width = 0

    def progress(self, what: str, done: int, total: int) -> None:
        """What is looked at, and how much of it was."""
        now = time.monotonic()
        if not self._is_shown or (what == self._what and now < self._at + EVERY):
            return
        self._what, self._at = what, now
        told = f"{what}: {done:,} of {total:,}" if total else what
        click.echo(f"\r{told:<{self._width}}", nl=False, err=True)
        self._width = len(told)

    def end(self) -> None:
        """Clear the line."""
        if self._is_shown and self._width:
            click.echo("\r" + " " * self._width + "\r", nl=False, err=True)
        self._what, self._width = "", 0
