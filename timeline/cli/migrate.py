"""`timeline migrate`: the database in the shape that this version knows, and one moved to another place."""

from __future__ import annotations

import secrets
from pathlib import Path

import rich_click as click

from timeline.cli.opening import Rows, file_of, files_option, settings_of
from timeline.config import Settings
from timeline.model.values import counted
from timeline.store import DatabaseLimits, backups, limits_of, open_store, servers

EPILOG = "Example: timeline migrate --from sqlite:data/timeline.db --to postgresql://timeline@localhost/timeline"


@click.command("migrate", epilog=EPILOG)
@files_option
@click.option("--from", "source", metavar="URL", help="Copy this database: sqlite:PATH or postgresql://…")
@click.option("--to", "target", metavar="URL", help="The one to copy into; it must hold nothing yet.")
@click.option("--derive", is_flag=True, help="Make all that follows from the log of changes anew.")
def command(directory: Path, source: str | None, target: str | None, derive: bool) -> None:
    """Bring the database to the shape of this version of timeline; `serve` does so too when it starts.

    It happens in one transaction: done, or not begun. A database of a newer version is refused.

    With `--from` and `--to` everything of one database is copied into another one, of either kind: events with their
    ids, the log with its positions, claims, the review queue, tokens. What both hold is compared at the end. Stop the
    server first, and name the new database in DATABASE_URL afterwards.

    With `--derive`, the search index, days, tags, places and occurrences of all events are made anew: what to do where
    `timeline verify` says that they are wrong. Stop the server first.
    """
    if (source is None) != (target is None):
        raise click.UsageError("--from and --to go together: name the database to copy, and the one to copy into")
    if source is not None and target is not None:
        if source == target:
            raise click.UsageError("--from and --to name the same database: name another one to copy into")
        if derive:
            raise click.UsageError("--derive goes without --from and --to: what is copied is derived anew")
        _move(source, target, DatabaseLimits())
    else:
        _reshape(directory, derive=derive)


def _move(source: str, target: str, limits: DatabaseLimits) -> None:
    show = Rows()
    moved = servers.move_database(source, target, limits, show.progress)
    show.end()
    click.echo(
        f"{counted(moved.events, 'event')}, {counted(moved.position, 'change')} moved; both hold {moved.digest[:16]}"
    )


def _reshape(directory: Path, *, derive: bool) -> None:
    settings = settings_of(directory)
    file = file_of(settings)
    if file is None:
        open_store(settings.database, secrets.token_hex(8), limits_of(settings)).close()
        click.echo("the database of DATABASE_URL has the shape of this version")
        if derive:
            _derive(settings)
        return
    if not file.exists():
        click.echo(f"there is no database at {file} yet: nothing to do")
        return
    before = backups.inspect(file)
    open_store(str(file)).close()
    after = backups.inspect(file)
    moved = "it was already" if after.revision == before.revision else f"it was {before.revision}"
    click.echo(f"{file}: {after.revision}, the shape of this version ({moved})")
    if derive:
        _derive(settings)


def _derive(settings: Settings) -> None:
    position = servers.derive(settings.database, limits_of(settings))
    click.echo(f"what follows from {counted(position, 'change')} was made anew")
