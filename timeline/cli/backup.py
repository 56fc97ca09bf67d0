"""`timeline backup FILE`: the database in one file, while the server runs."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from timeline.cli.opening import Rows, file_of, files_option, settings_of
from timeline.model.values import counted
from timeline.store import backups, limits_of, servers


@click.command("backup", epilog='Example: timeline backup "timeline-$(date +%F).db"')
@files_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="FILE may be there already.")
def command(directory: Path, file: Path, replace: bool) -> None:
    """Copy the database to FILE as it stands at this instant, and verify the copy. The server may run meanwhile.

    FILE is an SQLite database, of PostgreSQL too. `timeline restore FILE` puts it back.
    """
    settings = settings_of(directory)
    source = file_of(settings)
    is_itself = source is not None and source.exists() and file.exists() and file.samefile(source)
    if file.exists() and (not replace or is_itself):
        raise click.UsageError(f"{file} is there already: name another file, or say --replace for an older backup")
    if source is not None:
        copy = backups.backup(source, file)
    else:
        show = Rows()
        copy = servers.backup(settings.database, file, limits_of(settings), show.progress)
        show.end()
    click.echo(f"{counted(copy.events, 'event')}, {counted(copy.position, 'change')} in {file}")
