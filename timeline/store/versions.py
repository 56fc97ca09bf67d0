"""Which database this is, and whether it is still the one that this version of the program opened."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, TableClause, column, select, table

from timeline.errors import StoreUnavailable
from timeline.store import migrations, rows
from timeline.store.derivation import STAMP
from timeline.store.tables import meta

SHAPE: Final[TableClause] = table("alembic_version", column("version_num"))
VERSIONS: Final = (
    f"SELECT (SELECT version_num FROM alembic_version), (SELECT value FROM settings WHERE name = '{STAMP}')"  # noqa: S608
)
"""Asks a database for its shape and for the rules by which its rows were made."""
REMEDY: Final = "another version of timeline has changed the database since: start this one anew, or upgrade it"


def name_log(connection: Connection, generation: str) -> str:
    """The generation of the database's log; a new one gets the one given."""
    kept = connection.scalar(select(meta.c.generation))
    if kept is None:
        connection.execute(meta.insert().values(id=1, generation=generation, position=0))
    return str(kept or generation)


def refuse_other_versions(connection: Connection) -> None:
    """Raises `StoreUnavailable` where a database has another shape than this program's, or rows by other rules: what
    it writes would be read wrongly, and what it takes out again would not be found."""
    refuse_others(*connection.exec_driver_sql(VERSIONS).one())


def shape_of(connection: Connection) -> str | None:
    """The shape of a database where it is the one that this program knows."""
    return _LATEST if migrations.is_current(connection) else None


def refuse_others(shape: Any, rules: Any) -> None:
    """The same of what a database says of itself."""
    if shape != _LATEST or rules != rows.DERIVATION:
        raise StoreUnavailable(REMEDY)


_LATEST: Final = migrations.latest()
