"""Bring a database to the shape that this version of the program knows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from timeline.errors import StoreUnavailable

FOLDER: Final = Path(__file__).parent
"""Where alembic's `env.py` and the `versions` are."""


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations that are missing up to a revision, within the connection's transaction.

    Raises `StoreUnavailable` for a database that this program does not know.
    """
    config = Config()
    # alembic reads it with configparser, to which a percent sign is syntax.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        message = (
            "the database was written by a newer version of timeline: upgrade the program, or name another database"
        )
        raise StoreUnavailable(message) from error
