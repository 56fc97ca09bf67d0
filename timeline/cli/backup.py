"""`timeline backup FILE`: the database in one file, while the server runs."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from timeline.cli.opening import database_file, files_option
from timeline.model.values import counted
from timeline.store import backups


@click.command("backup", epilog='Example: timeline backup "timeline-$(date +%F).db"')
@files_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="FILE may be there already.")
def command(directory: Path, file: Path, replace: bool) -> None:
    """Copy the database to FILE as it stands at this instant, and verify the copy. The server may run meanwhile.

    `timeline restore FILE` puts it back.
    """
    source = database_file(directory)
    if file.exists() and (not replace or (source.exists() and file.samefile(source))):
        raise click.UsageError(f"{file} is there already: name another file, or say --replace for an older backup")
    copy = backups.backup(source, file)
    click.echo(f"{counted(copy.events, 'event')}, {counted(copy.position, 'change')} in {file}")
