"""`timeline restore FILE`: a backup becomes the database."""

from __future__ import annotations

import secrets
from pathlib import Path

import rich_click as click

from timeline.cli.opening import database_file, files_option
from timeline.model.values import counted
from timeline.store import backups, open_store


@click.command("restore", epilog="Example: timeline restore timeline-2026-05-01.db")
@files_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def command(directory: Path, file: Path) -> None:
    """Verify FILE and put it in the place of the database, which is kept beside it as NAME.replaced.

    Stop the server first. Who follows the changes is told to take the full copy, since positions of before the
    restore mean something else after it. The next `timeline serve` loads the folder as always.
    """
    target = database_file(directory)
    if target.exists() and file.samefile(target):
        raise click.UsageError(f"{file} is the database itself: name a backup")
    copy = backups.restore(file, target, secrets.token_hex(8))
    open_store(str(target)).close()  # brings an older one to the shape of this version
    click.echo(f"{counted(copy.events, 'event')}, {counted(copy.position, 'change')} restored from {file}")
