"""How often PostgreSQL is waited for. On a busy machine, or over a network, that is what an answer takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest

from tests.databases import database, query
from tests.factory import DAWN, event
from tests.store.contract import added, revised
from tests.wire import waits
from timeline.errors import Conflict
from timeline.model.event import Citation, Place
from timeline.model.parameters import parse_query
from timeline.model.query import Filter
from timeline.store import open_store
from timeline.store.asking import LAST, WAITS
from timeline.store.postgresql.store import PostgreSQLStore
from timeline.store.tables import meta

pytestmark = pytest.mark.postgres

PAGES: dict[str, tuple[int, dict[str, list[str]]]] = {
    # question: waits, parameters. One for the page, one for the numbers of names and spans, one for counts.
    "a page": (1, {}),
    "the newest": (1, {"sort": ["-updated"]}),
    "the first published": (1, {"sort": ["published"]}),
    "a tag": (2, {"tag": ["nature"]}),
    "two tags": (2, {"tag": ["nature", "trade"]}),
    "a tag and a place": (3, {"tag": ["nature"], "place": ["lyon"]}),
    "a tag, a place and a source in a window": (
        3,
        {"tag": ["nature"], "place": ["lyon"], "source": ["Le Monde"], "from": ["2013"], "to": ["2014"]},
    ),
    "a status": (2, {"status": ["withdrawn"]}),
    "a window": (3, {"from": ["2013"], "to": ["2013"]}),
    "a window, newest": (3, {"from": ["2013"], "sort": ["-updated"]}),
    "a word": (1, {"q": ["river"]}),
    "words, of which the rare ones are known first": (2, {"q": ["river sturg"]}),
    "words by relevance": (1, {"q": ["river"], "sort": ["relevance"]}),
    "words in a window": (4, {"q": ["river"], "from": ["2013"]}),
}
ASKED: dict[str, tuple[int, Callable[[PostgreSQLStore], object]]] = {
    "an event": (1, lambda store: store.event("e3")),
    "several": (1, lambda store: store.held(["e3", "e4"])),
    "a count of a tag": (1, lambda store: store.count(Filter(tags=("nature",)))),
    "tags": (1, lambda store: store.tags()),
    "places": (1, lambda store: store.places()),
    "feeds": (1, lambda store: store.feeds()),
    "the position, where nobody listens": (1, lambda store: store.position()),
    "the latest change": (2, lambda store: store.latest(Filter())),
    "the latest change of a tag": (6, lambda store: store.latest(Filter(tags=("nature",)))),
    "changes": (1, lambda store: store.changes(3, 10)),
    "the past": (4, lambda store: store.page(parse_query({}), at=DAWN)),
    "fragments": (1, lambda store: store.fragments("s", {"a": "b"})),
}


@pytest.fixture(scope="module")
def store() -> Iterator[PostgreSQLStore]:
    with database() as url:
        opened = open_store(url)
        assert isinstance(opened, PostgreSQLStore)
        source, place = Citation(publisher="Le Monde"), Place(name="Lyon", latitude=45.7, longitude=4.8)
        held = [
            event(f"e{n}", f"{1990 + n % 40}", tags=("nature", f"t{n}"), places=(place,), sources=(source,))
            for n in range(60)
        ]
        opened.apply([added(each) for each in held])
        opened.apply([revised(each, DAWN + timedelta(hours=1), title="River") for each in held[:20]])
        yield opened
        opened.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_waits_for_what_it_needs_to_know(store: PostgreSQLStore, name: str) -> None:
    most, parameters = PAGES[name]
    asked = parse_query(parameters | {"limit": ["5"]})
    assert waits(store.engine, lambda: store.page(asked)) == most


@pytest.mark.parametrize("name", ASKED)
def test_what_one_statement_says_is_waited_for_once(store: PostgreSQLStore, name: str) -> None:
    most, ask = ASKED[name]
    assert waits(store.engine, lambda: ask(store)) == most


def test_an_event_is_written_in_six_waits_however_many_rows_follow_from_it(store: PostgreSQLStore) -> None:
    for hour, tags in ((2, ("nature",)), (3, ("nature", "trade", "fish", "water", "dam", "law"))):
        change = revised(store.event("e30"), DAWN + timedelta(hours=hour), title=f"Dam {hour}%", tags=tags)
        # The lock, the position, the event, numbers of its names (after new ones are put in, again), places, the rest.
        assert waits(store.engine, partial(store.apply, [change])) == (6 if hour == 2 else 7)
        assert store.event("e30").tags == tags
        assert store.event("e30").title == f"Dam {hour}%"


def test_a_write_that_is_refused_leaves_nothing_that_waits(store: PostgreSQLStore) -> None:
    position = store.position()
    old = revised(store.event("e31"), DAWN + timedelta(hours=2), title="First")
    with suppress(Conflict), store.write() as connection:
        connection.execute(meta.update().values(position=99), execution_options=WAITS)
        raise Conflict("no")
    assert (store.position(), store.apply([old])) == (position, position + 1)
    with pytest.raises(Conflict):
        store.apply([old])
    assert store.position() == position + 1


def test_nothing_is_asked_after_the_last_statement(store: PostgreSQLStore) -> None:
    with store.read() as connection:
        connection.execute(meta.select(), execution_options=LAST)
        with pytest.raises(RuntimeError, match="last"):
            connection.execute(meta.select())


def test_the_statements_of_an_answer_see_one_instant(store: PostgreSQLStore) -> None:
    with store.read() as connection:
        first = connection.execute(meta.select()).one()
        store.apply([added(event("later"))])
        assert connection.execute(meta.select(), execution_options=LAST).one() == first
    assert store.position() == first.position + 1


def test_a_connection_that_was_cut_is_noticed_without_a_question(store: PostgreSQLStore) -> None:
    url = store._url
    query(url, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
               " AND pid != pg_backend_pid()")  # fmt: skip
    assert store.event("e3").id == "e3"
