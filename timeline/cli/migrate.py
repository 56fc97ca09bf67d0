"""`timeline migrate`: the database in the shape that this version knows."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from timeline.cli.opening import database_file, files_option
from timeline.store import backups, open_store


@click.command("migrate", epilog="Example: timeline backup before.db && timeline migrate")
@files_option
def command(directory: Path) -> None:
    """Bring the database to the shape of this version of timeline; `serve` does so too when it starts.

    It happens in one transaction: done, or not begun. A database of a newer version is refused.
    """
    file = database_file(directory)
    if not file.exists():
        click.echo(f"there is no database at {file} yet: nothing to do")
        return
    before = backups.inspect(file)
    open_store(str(file)).close()
    after = backups.inspect(file)
    moved = "it was already" if after.revision == before.revision else f"it was {before.revision}"
    click.echo(f"{file}: {after.revision}, the shape of this version ({moved})")
