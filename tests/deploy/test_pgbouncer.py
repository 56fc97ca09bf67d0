"""The whole store through PgBouncer in transaction mode: each transaction meets another connection to the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import text

from tests.cluster import cluster, eventually
from tests.databases import database
from tests.deploy.pgbouncer import POOL, SETTINGS, pooler
from tests.factory import event
from tests.running import wait_until
from tests.store.contract import StoreContract, added
from timeline.errors import QuestionTooSlow, StoreUnavailable
from timeline.model.query import Filter
from timeline.publish.change_log import read_token, token
from timeline.store import DatabaseLimits, Store, open_store
from timeline.store.postgresql.store import PostgreSQLStore

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def port(tool: Callable[[str], str]) -> Iterator[int]:
    with pooler(tool("pgbouncer")) as started:
        yield started.port


def through(port: int, url: str) -> str:
    """The address of the same database through the pooler."""
    name = url.partition("?")[0].rpartition("/")[2]
    return f"postgresql://anybody@127.0.0.1:{port}/{name}"


@pytest.fixture
def url(port: int) -> Iterator[str]:
    with database() as direct:
        yield through(port, direct)


class TestPgBouncer(StoreContract):
    # Properties of what is answered, of some hundred examples each, know nothing of connections: they are taken away.
    test_a_query_finds_what_its_filter_matches = None  # type: ignore[assignment]
    test_occurrences_are_those_of_each_event_that_matches_a_page_at_a_time = None  # type: ignore[assignment]
    test_paging_by_cursor_gives_what_the_plain_sort_does = None

    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        store = open_store(url)
        yield store
        store.close()


def test_more_writers_than_connections_leave_no_gap(url: str) -> None:
    stores = [open_store(url) for _ in range(2 * POOL)]
    with ThreadPoolExecutor(len(stores)) as threads:
        list(threads.map(lambda n: stores[n].apply([added(event(f"e{n}"))]), range(len(stores))))
    assert [change.position for change in stores[0].changes()] == list(range(1, len(stores) + 1))
    for store in stores:
        store.close()


def test_what_another_process_writes_is_seen_without_a_notification(url: str) -> None:
    reader, writer = open_store(url), open_store(url)
    reader.follow()
    writer.apply([added(event("a"))])
    wait_until(lambda: reader.position() == 1)
    reader.close()
    writer.close()


def test_one_holds_the_lease_and_the_next_when_it_is_gone(url: str) -> None:
    store = open_store(url)
    first, second = store.lease(), store.lease()
    assert (first.acquire(), second.acquire(), first.acquire()) == (True, False, True)
    store.apply([added(event("a"))])
    assert (second.acquire(), first.acquire()) == (False, True), "others use its connection to the server meanwhile"
    first.release()
    wait_until(second.acquire)
    second.release()
    store.close()


def test_a_question_that_takes_too_long_is_interrupted(url: str) -> None:
    store = PostgreSQLStore(url, "1", DatabaseLimits())
    looks = iter([False, True])
    with pytest.raises(QuestionTooSlow), store.bound(lambda: next(looks)), store.read() as connection:
        connection.execute(text("SELECT pg_sleep(60)"))
    assert store.count(Filter()) == 0
    store.close()


def test_each_connection_to_the_server_has_the_settings_that_the_guide_says(port: int, url: str) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "scaling.md").read_text()
    assert SETTINGS in guide
    with psycopg.connect(url) as connection:
        shown = [connection.execute(f"SHOW {name}").fetchone() for name in ("jit", "statement_timeout")]
    assert shown == [("off",), ("30s",)]


def test_a_failover_behind_it_is_followed_once_it_leads_to_the_new_primary(tool: Callable[[str], str]) -> None:
    with cluster() as servers, pooler(tool("pgbouncer"), servers.primary.url) as started, ExitStack() as opened:
        servers.primary.configure(synchronous_standby_names="*")
        url = through(started.port, servers.primary.url)
        stores = [open_store(url, read_url=servers.standby.url) for _ in range(2)]
        for store in stores:
            opened.callback(store.close)
            store.follow()
        reader, writer = stores
        position = writer.apply([added(event("a"))])
        before = token(writer, position)
        wait_until(lambda: reader.position() == position)
        servers.catch_up()

        servers.primary.kill()
        assert reader.event("a").id == "a"
        assert [change.position for change in reader.changes()] == [1]
        with pytest.raises(StoreUnavailable):
            writer.apply([added(event("b"))])
        servers.standby.promote()
        started.lead_to(conninfo_to_dict(servers.standby.url))

        def written() -> int:
            try:
                return writer.apply([added(event("b"))])
            except StoreUnavailable:
                return 0

        assert eventually(written) == 2
        assert eventually(lambda: reader.position() == 2)
        assert (reader.generation, read_token(reader, before)) == (writer.generation, 1)
        assert [change.event for change in reader.changes(1)] == ["b"]
