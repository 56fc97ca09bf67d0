"""What is kept. `open_store(url)` gives a `contract.Store`; a backend is a row of `BACKENDS`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from timeline.errors import StoreUnavailable
from timeline.store.contract import Count, Counted, Page, Store
from timeline.store.sqlite import SQLiteStore

BACKENDS: Final[dict[str, Callable[[str, str], Store]]] = {
    # scheme    opens(path, generation)
    "sqlite": SQLiteStore,
}


def open_store(url: str, generation: str = "1") -> Store:
    """The store at an address (`sqlite:PATH`, or just a path), created and migrated if need be.

    `generation` names the log of a database that is created now; an existing one keeps its own. Raises
    `StoreUnavailable`.
    """
    scheme, colon, path = url.partition(":")
    if not colon or scheme not in BACKENDS:
        if colon and "://" in url:
            raise StoreUnavailable(f"{scheme}: no such kind of database: use one of {', '.join(BACKENDS)}")
        scheme, path = "sqlite", url
    return BACKENDS[scheme](path.removeprefix("///"), generation)


__all__ = ["Count", "Counted", "Page", "Store", "open_store"]
