"""`timeline restore FILE`: a backup becomes the database."""

from __future__ import annotations

import secrets
from pathlib import Path

import rich_click as click

from timeline.cli.opening import Rows, file_of, files_option, settings_of
from timeline.config import Settings
from timeline.model.values import counted
from timeline.store import backups, limits_of, open_store, servers
from timeline.store.backups import Summary


@click.command("restore", epilog="Example: timeline restore timeline-2026-05-01.db")
@files_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="The database in PostgreSQL may hold something, which is lost.")
def command(directory: Path, file: Path, replace: bool) -> None:
    """Verify FILE and put it in the place of the database, which is kept beside it as NAME.replaced.

    A database in PostgreSQL must be empty, or is replaced where --replace says so: back it up first.

    Stop the server first. Who follows the changes is told to take the full copy, since positions of before the
    restore mean something else after it. The next `timeline serve` loads the folder as always.
    """
    settings = settings_of(directory)
    target = file_of(settings)
    copy = _into_server(file, settings, replace=replace) if target is None else _into_file(file, target)
    click.echo(f"{counted(copy.events, 'event')}, {counted(copy.position, 'change')} restored from {file}")


def _into_file(file: Path, target: Path) -> Summary:
    if target.exists() and file.samefile(target):
        raise click.UsageError(f"{file} is the database itself: name a backup")
    copy = backups.restore(file, target, secrets.token_hex(8))
    open_store(str(target)).close()  # brings an older one to the shape of this version
    return copy


def _into_server(file: Path, settings: Settings, *, replace: bool) -> Summary:
    show = Rows()
    generation, limits = secrets.token_hex(8), limits_of(settings)
    copy = servers.restore(file, settings.database, generation, limits, replace=replace, progress=show.progress)
    show.end()
    return copy
