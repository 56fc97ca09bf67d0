"""Bring a database to the shape that this version of the program knows."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from timeline.errors import StoreUnavailable


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, within the connection's transaction. Raises `StoreUnavailable`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        message = (
            "the database was written by a newer version of timeline: upgrade the program, or name another database"
        )
        raise StoreUnavailable(message) from error
