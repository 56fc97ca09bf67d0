"""What our side of a question to PostgreSQL costs, over what the whole question costs on SQLite. How often the server
is waited for is counted by `tests/store/test_waits.py`; seconds are in `benchmarks.postgres`."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.growth import Ratio, cpu, held
from benchmarks.postgres.questions import questions
from tests.databases import database
from timeline.store import DatabaseLimits, Store, backups, open_store, servers

SIZE: Final = 10_000
BOUNDS: Final = {
    "newest": 2.0,
    "tag": 2.0,
    "tag with place": 2.0,
    "window of a century": 2.0,
    "a common word": 1.0,
    "one event written": 2.0,
}


@cache
def server() -> Store:
    """The same events in PostgreSQL."""
    held.store(SIZE)
    with ExitStack() as stack:
        url = stack.enter_context(database(empty=True))
        folder = stack.enter_context(TemporaryDirectory())
        backups.copy(held.path(SIZE), copy := Path(folder) / "copy.db")
        servers.move_database(f"sqlite:{copy}", url, DatabaseLimits(), lambda rows: None)
        store = open_store(url)
        stack.callback(store.close)
        atexit.register(stack.pop_all().close)
    return store


def _ratio(ask: Callable[[Store], object]) -> float:
    return cpu(partial(ask, server())) / cpu(partial(ask, held.store(SIZE)))


ROWS: Final = tuple(
    Ratio(f"{name}: PostgreSQL, our side ÷ SQLite", partial(_ratio, questions(SIZE)[name]), bound)
    for name, bound in BOUNDS.items()
)
