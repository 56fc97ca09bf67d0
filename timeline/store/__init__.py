"""What is kept. `open_store(url)` gives a `contract.Store`; a backend is a row of `BACKENDS`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from timeline.config import Settings
from timeline.errors import StoreUnavailable
from timeline.store.contract import Count, Counted, DatabaseLimits, Page, Store
from timeline.store.sqlite import SQLiteStore

NO_DRIVER: Final = "PostgreSQL needs psycopg: pip install 'timeline[postgres]'"


def _postgresql(url: str, generation: str, limits: DatabaseLimits, read_url: str) -> Store:
    try:
        from timeline.store.postgresql.store import PostgreSQLStore
    except ModuleNotFoundError as error:
        raise StoreUnavailable(NO_DRIVER) from error
    return PostgreSQLStore(url, generation, limits, read_url)


def _sqlite(url: str, generation: str, limits: DatabaseLimits, read_url: str) -> Store:
    if read_url:
        raise StoreUnavailable(
            "READ_URL names a standby of PostgreSQL: leave it out, or let DATABASE_URL name PostgreSQL"
        )
    return SQLiteStore(url.partition(":")[2].removeprefix("///"), generation)


BACKENDS: Final[dict[str, Callable[[str, str, DatabaseLimits, str], Store]]] = {
    # scheme    opens(url, generation, limits, read_url)
    "sqlite": _sqlite,
    "postgresql": _postgresql,
    "postgresql+psycopg": _postgresql,
    "postgres": _postgresql,
}


def open_store(
    url: str,
    generation: str = "1",
    limits: DatabaseLimits = DatabaseLimits(),  # noqa: B008  # never changed
    read_url: str = "",
) -> Store:
    """The store at an address (`postgresql://…`, `sqlite:PATH`, or just a path), created and migrated if need be.

    `generation` names the log of a database that is created now; an existing one keeps its own. `read_url` is the
    address of a hot standby that answers questions as long as it has all that was seen here. Raises `StoreUnavailable`.
    """
    scheme, colon, _ = url.partition(":")
    if scheme in BACKENDS and colon:
        return BACKENDS[scheme](url, generation, limits, read_url)
    if "://" in url:
        raise StoreUnavailable(f"{scheme}: no such kind of database: use one of {', '.join(BACKENDS)}")
    return _sqlite(f"sqlite:{url}", generation, limits, read_url)


def limits_of(settings: Settings) -> DatabaseLimits:
    """What the settings let a server of a database cost."""
    return DatabaseLimits(settings.database_pool, settings.statement_timeout, settings.lock_timeout)


def database_path(url: str) -> Path | None:
    """The file of a database at an address; None for one of a server."""
    scheme, colon, path = url.partition(":")
    if colon and scheme in BACKENDS:
        return Path(path.removeprefix("///")) if scheme == "sqlite" else None
    return None if "://" in url else Path(url)


def is_there(url: str) -> bool:
    """Whether an address names a database of a server, or a file that exists."""
    path = database_path(url)
    return path is None or path.exists()


__all__ = [
    "NO_DRIVER",
    "Count",
    "Counted",
    "DatabaseLimits",
    "Page",
    "Store",
    "database_path",
    "is_there",
    "limits_of",
    "open_store",
]
