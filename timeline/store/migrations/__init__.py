"""Bring a database to the shape that this version of the program knows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from timeline.errors import StoreUnavailable
from timeline.store import fragments
from timeline.store.tables import CURRENT, PAST, counts, meta, metadata

FOLDER: Final = Path(__file__).parent
"""Where alembic's `env.py` and the `versions` are."""
VERSION: Final = "alembic_version"
"""The table in which alembic keeps what the shape of a database is."""


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations that are missing up to a revision, within the connection's transaction.

    Raises `StoreUnavailable` for a database that this program does not know.
    """
    if revision == "head" and is_current(connection):
        return
    is_new = refuse_tables_of_others(connection)
    # Loading alembic takes as long as opening the database; it is needed after an upgrade of the program only.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    # alembic reads it with configparser, to which a percent sign is syntax.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    if revision == "head" and connection.dialect.name != "sqlite" and is_new:
        # The first versions knew SQLite alone: on a server a database begins with the shape of its day.
        metadata.create_all(connection)
        command.stamp(config, revision)
        return
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        message = (
            "the database was written by a newer version of timeline: upgrade the program, or name another database"
        )
        raise StoreUnavailable(message) from error


def is_current(connection: Connection) -> bool:
    """Whether no migration is missing: the database names the last of the `versions`."""
    if not is_ours(connection):
        return False
    return connection.scalars(text("SELECT version_num FROM alembic_version")).all() == [latest()]


def is_ours(connection: Connection) -> bool:
    """Whether a version of this program has made the database. Many a program has a table of its versions."""
    tables = inspect(connection)
    if not (tables.has_table(VERSION) and tables.has_table(meta.name)):
        return False
    return meta.c.generation.name in {column["name"] for column in tables.get_columns(meta.name)}


def refuse_tables_of_others(connection: Connection) -> bool:
    """Whether the database is empty. Raises `StoreUnavailable` where tables of another program have names of ours."""
    if is_ours(connection):
        return False
    made = (metadata, fragments.cache, counts)
    names = {table.name for each in made for table in each.sorted_tables} | {VERSION, CURRENT.words, PAST.words}
    # A view is in the way as well, and so is whatever is found in another schema.
    tables = inspect(connection)
    if others := sorted(name for name in names if tables.has_table(name)):
        message = (
            f"the database has tables of another program ({', '.join(others)}): name an empty database in DATABASE_URL"
        )
        raise StoreUnavailable(message)
    return True


def latest() -> str:
    """The last revision; the name of its file begins with it."""
    return max(file.name for file in (FOLDER / "versions").glob("[0-9]*.py")).partition("_")[0]
