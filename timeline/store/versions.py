"""Which database this is, and whether it is still the one that this version of the program opened."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sqlalchemy import Connection, TableClause, column, delete, insert, select, table, update

from timeline.errors import StoreUnavailable
from timeline.store import migrations, rows
from timeline.store.derivation import STAMP
from timeline.store.tables import meta, settings

SHAPE: Final[TableClause] = table("alembic_version", column("version_num"))
VERSIONS: Final = (
    f"SELECT (SELECT version_num FROM alembic_version), (SELECT value FROM settings WHERE name = '{STAMP}')"  # noqa: S608
)
"""Asks a database for its shape and for the rules by which its rows were made."""
LAST_WRITER: Final = "server"
"""The setting that names the server which wrote last, where there are servers."""
FORMER: Final = "former names"
"""The setting that keeps under which names positions of the log were given out before."""
REMEDY: Final = "another version of timeline has changed the database since: start this one anew, or upgrade it"


def name_log(connection: Connection, generation: str) -> str:
    """The generation of the database's log; a new one gets the one given."""
    kept = connection.scalar(select(meta.c.generation))
    if kept is None:
        connection.execute(meta.insert().values(id=1, generation=generation, position=0))
    return str(kept or generation)


def former_names(kept: str | None) -> dict[str, int]:
    """The names that the log had before, each with the last position of it that was given out under that name and is
    in the log still, as the setting `FORMER` keeps them."""
    return msgspec.json.decode(kept or "{}", type=dict[str, int])


def rename_log(connection: Connection, generation: str) -> None:
    """Give the log another name from its latest position on."""
    former, position = connection.execute(select(meta.c.generation, meta.c.position)).one()
    kept = connection.scalar(select(settings.c.value).where(settings.c.name == FORMER))
    value = msgspec.json.encode(former_names(kept) | {former: position}, order="sorted").decode()
    connection.execute(delete(settings).where(settings.c.name == FORMER))
    connection.execute(insert(settings).values(name=FORMER, value=value))
    connection.execute(update(meta).values(generation=generation))


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
