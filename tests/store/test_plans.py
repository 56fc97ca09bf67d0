"""No question goes through all events: what SQLite says that it will do. It is given no statistics (ANALYZE): those of
a small table make it scan, and are still believed when the table has grown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import event as listen

from tests.factory import DAWN, event
from tests.store.contract import added, revised
from timeline.model.event import Citation, Place
from timeline.model.parameters import parse_query
from timeline.model.query import Filter
from timeline.store import matching
from timeline.store.sqlite import SQLiteStore

SCAN = re.compile(r"SCAN (past_)?(events|labels|spans|changes|names|occurrences)\b(?!.* USING (COVERING )?INDEX)")
"""A table gone through from end to end; along an index, a page ends when it is full."""
TALLIES = "SELECT names.name"
"""Tags and places are listed from a table of their names, which has a row for each."""
ASKED: dict[str, dict[str, list[str]]] = {
    "a page": {},
    "the newest": {"sort": ["-updated"]},
    "the first published": {"sort": ["published"]},
    "a tag": {"tag": ["nature"]},
    "a tag, newest": {"tag": ["nature"], "sort": ["-updated"]},
    "two tags": {"tag": ["nature", "trade"]},
    "a tag and a place": {"tag": ["nature"], "place": ["lyon"]},
    "a source": {"source": ["Le Monde"]},
    "a status": {"status": ["withdrawn"]},
    "a precision": {"precision": ["month"]},
    "a window": {"from": ["2013"], "to": ["2013"]},
    "a window backwards": {"from": ["2013"], "to": ["2013"], "sort": ["-when"]},
    "possibly in a window": {"from": ["2013"], "match": ["possibly"]},
    "within a window": {"to": ["2013"], "match": ["within"]},
    "a window, newest": {"from": ["2013"], "sort": ["-updated"]},
    "words": {"q": ["river sturg"]},
    "words by relevance": {"q": ["river"], "sort": ["relevance"]},
    "words in a window": {"q": ["river"], "from": ["2013"]},
}


@pytest.fixture
def store() -> Iterator[SQLiteStore]:
    opened = SQLiteStore(":memory:", "1")
    source = Citation(publisher="Le Monde")
    held = [
        event(f"e{n}", f"{1990 + n % 40}", tags=("nature", f"t{n}"), places=(Place(name="Lyon"),), sources=(source,))
        for n in range(60)
    ]
    opened.apply([added(each) for each in held])
    opened.apply([revised(each, DAWN + timedelta(hours=1), title="River") for each in held[:20]])
    yield opened
    opened.close()


def plans(store: SQLiteStore, ask: Callable[[], object]) -> list[str]:
    """What SQLite says of each statement that is asked."""
    statements: list[tuple[str, Any]] = []

    def keep(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        statements.append((statement, parameters))

    listen.listen(store.engine, "before_cursor_execute", keep)
    try:
        ask()
    finally:
        listen.remove(store.engine, "before_cursor_execute", keep)
    with store.read() as connection:
        return [
            f"{row.detail} in {statement}"
            for statement, parameters in statements
            if not statement.startswith(TALLIES)
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


def scans(found: list[str]) -> list[str]:
    return [line for line in found if SCAN.match(line.partition(" in ")[0])]


@pytest.mark.parametrize("few", [0, 5_000])
@pytest.mark.parametrize("name", ASKED)
def test_no_question_of_a_page_goes_through_all_events(store: SQLiteStore, name: str, few: int) -> None:
    query = parse_query(ASKED[name] | {"limit": ["5"]})
    with patch.object(matching, "FEW", few):
        assert scans(plans(store, lambda: store.page(query))) == []
        assert scans(plans(store, lambda: store.latest(query.filter))) == []
        if not query.filter.q:
            assert scans(plans(store, lambda: store.page(query, at=DAWN))) == []


def test_a_write_and_counts_go_through_nothing(store: SQLiteStore) -> None:
    held = store.event("e30")
    assert scans(plans(store, lambda: store.apply([revised(held, DAWN + timedelta(hours=2), title="Dam")]))) == []
    assert scans(plans(store, lambda: store.count(Filter(tags=("nature",))))) == []
    assert scans(plans(store, lambda: store.history("e3"))) == []
    assert scans(plans(store, lambda: store.unrecorded())) == []


def test_a_scan_is_seen_where_there_is_one(store: SQLiteStore) -> None:
    with store.read() as connection:
        found = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM events WHERE published > 1 + updated"
        ).all()
    assert scans([row.detail for row in found]) != []
