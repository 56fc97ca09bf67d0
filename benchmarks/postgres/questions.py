"""Every question of the growth benchmark, asked of SQLite and of PostgreSQL, in milliseconds.

On the wall the least and the middle of some times: beside the work of both sides these have the wait for the other
process, which on a busy machine is most of it. "CPU" is what our process uses, of SQLite with the database's own work.
"raw" is what PostgreSQL says of itself: the same statements planned and run, without our side of it. "waits" is how
often an answer of the server is waited for.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, Final

import msgspec
from sqlalchemy import event as listen

from benchmarks.store import DAWN
from tests.wire import waits
from timeline.model.change import classify
from timeline.model.parameters import parse_query
from timeline.model.query import Filter, Query
from timeline.store import Store
from timeline.store.sql import SQLStore

TIMES: Final = 20
HEAD: Final = "{:32}{:>9}{:>8}{:>8}{:>12}{:>8}{:>8}{:>8}{:>6}"
ROW: Final = "{:32}{:9.2f}{:8.2f}{:8.2f}{:12.2f}{:8.2f}{:8.2f}{:8.2f}{:6}"
PAGES: Final[dict[str, dict[str, str]]] = {
    "newest": {"sort": "-updated"},
    "tag": {"tag": "t7"},
    "tag with place": {"tag": "u3", "place": "place 17"},
    "window of a century": {"from": "1800", "to": "1899"},
    "from a day on, newest": {"from": "1900", "sort": "-updated"},
    "a rare word": {"q": "river4711"},
    "two middling words": {"q": "river17 harvest"},
    "a common word": {"q": "harvest"},
    "two common words": {"q": "river harvest"},
    "a common word with a tag": {"q": "harvest", "tag": "t7"},
    "a common word with a common tag": {"q": "harvest", "tag": "u3"},
    "a common word in two years": {"q": "harvest", "from": "1800", "to": "1801"},
    "a common word by relevance": {"q": "harvest", "sort": "relevance"},
    "two letters": {"q": "ha"},
}


def questions(size: int) -> dict[str, Callable[[Store], object]]:
    """What is asked, by name."""
    asked: dict[str, Callable[[Store], object]] = {}
    for name, parameters in PAGES.items():
        query = parse_query({"limit": ["50"]} | {key: [value] for key, value in parameters.items()})
        asked[name] = partial(_page, query)
    asked["page by cursor"] = lambda store: store.page(
        Query(limit=50, cursor=store.page(Query(limit=1, filter=Filter(since="1830"))).next)
    )
    asked["latest change of a window"] = lambda store: store.latest(Filter(since="1850", until="1850"))
    asked["tags"] = lambda store: store.tags()
    asked["places"] = lambda store: store.places()
    asked["count of a tag"] = lambda store: store.count(Filter(tags=("t7",)))
    at = DAWN + timedelta(seconds=size // 2)
    asked["page of an instant that is past"] = lambda store: store.page(Query(limit=50), at=at)
    asked["position"] = lambda store: store.position()
    asked["one event written"] = _revise
    return asked


def _page(query: Query, store: Store) -> object:
    return store.page(query)


def _revise(store: Store) -> None:
    number = store.position()
    event = store.event(f"e{number * 7 % 10_000:07}")
    renamed = msgspec.structs.replace(event, title=f"Harvest {number}")
    change = classify(event, renamed, event.updated + timedelta(hours=1))
    assert change is not None
    store.apply([change], recorded=True)


def timed(ask: Callable[[Store], object], store: Store) -> tuple[float, float, float]:
    """The least and the middle of some times on the wall, and the middle of our CPU, in milliseconds."""
    ask(store)
    walls: list[float] = []
    spent = []
    while len(walls) < TIMES and sum(walls) < 20_000:
        wall, cpu = time.perf_counter(), time.process_time()
        ask(store)
        walls.append((time.perf_counter() - wall) * 1000)
        spent.append((time.process_time() - cpu) * 1000)
    return min(walls), statistics.median(walls), statistics.median(spent)


def raw(ask: Callable[[Store], object], store: SQLStore) -> float:
    """What the server says its own work of one question takes, planning and running, in milliseconds."""
    statements: list[tuple[str, Any]] = []

    def keep(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")) and "FOR UPDATE" not in statement:
            statements.append((statement, parameters))

    listen.listen(store.engine, "before_cursor_execute", keep)
    try:
        ask(store)
    finally:
        listen.remove(store.engine, "before_cursor_execute", keep)
    total = 0.0
    with store.read() as connection:
        for statement, parameters in statements:
            plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}", parameters)
            told = plan.scalar_one()[0]
            total += told["Planning Time"] + told["Execution Time"]
    return total


def table(small: Store, large: SQLStore, size: int) -> None:
    """Print what each question costs of both."""
    head = ("SQLite", "middle", "CPU", "PostgreSQL", "middle", "CPU", "raw", "waits")
    print(HEAD.format(f"ms at {size:,}", *head))
    for name, ask in questions(size).items():
        figures = (
            *timed(ask, small),
            *timed(ask, large),
            raw(ask, large),
            waits(large.engine, partial(ask, large)),
        )
        print(ROW.format(name, *figures), flush=True)
