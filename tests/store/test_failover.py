"""Another server takes over: writing goes on by itself, and no position stands for two changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tests import small_chronology
from tests.cluster import Cluster, cluster, eventually
from tests.factory import event
from tests.render.chronicle import CHRONOLOGY
from tests.store.contract import added
from timeline.errors import EventNotFound, PositionGone, StoreUnavailable
from timeline.load import Loader
from timeline.publish.change_log import Following, NamedLog, continued, part, read_token, token
from timeline.store import open_store
from timeline.store.postgresql.store import PostgreSQLStore

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def servers() -> Iterator[Cluster]:
    with cluster() as started:
        yield started


@pytest.fixture
def opened(servers: Cluster) -> Iterator[Callable[..., PostgreSQLStore]]:
    """Opens stores that follow; how often each lost what it had seen is its `losses`."""
    stores: list[PostgreSQLStore] = []

    def open_one(url: str = servers.url, read_url: str = servers.standby.url) -> PostgreSQLStore:
        store = open_store(url, read_url=read_url)
        assert isinstance(store, PostgreSQLStore)
        stores.append(store)
        store.follow()
        return store

    yield open_one
    for store in stores:
        store.close()


def applied(store: PostgreSQLStore, id: str) -> int:
    """The position of an event that was written as soon as that was possible."""

    def attempt() -> int:
        try:
            return store.apply([added(event(id))])
        except StoreUnavailable:
            return 0

    return eventually(attempt)


def asked(store: PostgreSQLStore) -> int:
    """The port of the server that the next question would be asked of."""
    with store.read() as connection:
        return connection.connection.driver_connection.info.port


def test_a_promoted_standby_is_written_to_and_every_position_stays_good(servers: Cluster, opened):
    servers.primary.configure(synchronous_standby_names="*")
    first, second = opened(), opened()
    lease = first.lease()
    assert lease.acquire()
    for number in range(1, 4):
        assert first.apply([added(event(f"e{number}"))]) == number
    tokens = [token(first, number) for number in range(4)]
    following = Following(NamedLog(second), CHRONOLOGY)
    assert eventually(lambda: second.position() == 3)
    servers.catch_up()

    servers.primary.kill()
    assert [change.event for change in first.changes()] == ["e1", "e2", "e3"]
    servers.standby.promote()
    assert applied(second, "e4") == 4
    assert eventually(lambda: first.position() == 4)
    assert [change.event for change in first.changes(3)] == ["e4"]

    # The log has another name, under which it goes on, and knows the former one.
    assert first.generation == second.generation
    assert not tokens[3].startswith(first.generation)
    assert [read_token(first, said) for said in tokens] == [0, 1, 2, 3]
    with pytest.raises(PositionGone):
        read_token(first, tokens[3].replace("-3", "-4"))
    # Who follows goes on where it stood, under the new name.
    following = continued(following, second, 3)
    assert [change.event for change, _ in part(following, 3, 10).changes] == ["e4"]
    assert token(following.store, 4) == token(second, 4)
    assert (first._latest.losses, second._latest.losses) == (0, 0)

    def leads() -> bool:
        try:
            return lease.acquire()
        except StoreUnavailable:
            return False

    assert eventually(leads)
    # One that comes later finds the name that was given.
    assert opened().generation == first.generation
    # READ_URL leads to the server that writes now: it is asked.
    assert asked(first) == servers.standby.port
    assert first.check().standby.positions == 0
    # Once the former primary is a standby, an address of both leads to it.
    servers.standby.configure(synchronous_standby_names="")
    servers.rejoin(servers.primary, servers.standby)
    both = servers.url.replace("=read-write", "=standby")
    third = opened(read_url=both)
    eventually(lambda: asked(third) == servers.primary.port)
    assert [change.position for change in third.changes()] == [1, 2, 3, 4]


def test_what_only_the_former_server_had_is_never_taken_for_something_else(servers: Cluster, opened):
    reader, writer = opened(read_url=""), opened(read_url="")
    writer.apply([added(event("kept"))])
    servers.catch_up()
    servers.standby.kill()
    for number in (2, 3):
        writer.apply([added(event(f"lost{number}"))])
    assert eventually(lambda: reader.position() == 3)
    kept, lost = token(reader, 1), token(reader, 3)
    follower = Following(NamedLog(reader), CHRONOLOGY)
    forgotten: list[str] = []
    reader._lost = lambda: forgotten.append("all")

    servers.primary.kill()
    servers.standby.start()
    servers.standby.promote()
    # As the first to see the new server, or by the first write: the log is cut before anything is written behind it.
    assert applied(writer, "new2") == 2
    for number in (3, 4, 5):
        writer.apply([added(event(f"new{number}"))])
    assert eventually(lambda: reader.position() == 5)
    assert eventually(lambda: forgotten == ["all"])

    assert read_token(reader, kept) == 1
    for store in (reader, writer, opened(read_url="")):
        with pytest.raises(PositionGone, match="was given out by a server that is gone"):
            read_token(store, lost)
    with pytest.raises(PositionGone):
        continued(follower, reader, 3)
    renewed = continued(follower, reader, 1)
    assert [change.event for change, _ in part(renewed, 1, 10).changes] == ["new2", "new3", "new4", "new5"]
    # A second failover keeps both names.
    assert reader.former(kept.partition("-")[0]) == 1


def test_a_server_that_was_promoted_by_mistake_is_not_asked(servers: Cluster, opened):
    store = opened(servers.primary.url)
    store.apply([added(event("a"))])
    servers.catch_up()
    servers.standby.promote()
    beside = opened(servers.standby.url, "")
    assert beside.apply([added(event("b"))]) == 2
    assert beside.generation != store.generation
    # READ_URL names a server that writes a log of its own.
    store.apply([added(event("c"))])
    assert asked(store) == servers.primary.port
    assert [change.event for change in store.changes()] == ["a", "c"]


def test_a_server_that_only_reads_is_no_database_to_write_to(servers: Cluster):
    open_store(servers.primary.url).close()
    servers.catch_up()
    store = open_store(servers.standby.url)
    assert store.position() == 0
    with pytest.raises(StoreUnavailable, match="DATABASE_URL must name the server that writes"):
        store.apply([added(event("a"))])
    store.close()


def test_what_the_files_hold_comes_back_with_its_instants(servers: Cluster, opened, tmp_path: Path):
    folder = small_chronology.write(tmp_path / "folder")
    store = opened(read_url="")
    Loader(folder, {}, store).load(NOW, record=True)
    servers.catch_up()
    servers.standby.kill()
    with (folder / "events.yaml").open("a") as entries:
        entries.write("  - {id: second, added: 2026-01-02T00:00:00Z, title: Second, summary: Two., when: 1914}\n")
    Loader(folder, {}, store).load(NOW + timedelta(hours=1), record=True)
    written = store.event("second")

    servers.primary.kill()
    servers.standby.start()
    servers.standby.promote()
    later = opened(read_url="")
    with pytest.raises(EventNotFound):
        later.event("second")
    Loader(folder, {}, later).load(NOW + timedelta(days=1), record=True)
    assert later.event("second") == written


def test_what_was_never_committed_is_not_waited_for(servers: Cluster, opened):
    store = opened()
    store.apply([added(event("a"))])
    servers.catch_up()
    servers.primary.configure(wal_writer_delay="10s")
    with closing(psycopg.connect(servers.primary.url)) as unfinished:
        unfinished.execute("INSERT INTO settings VALUES ('never', 'committed')")
        store.position_now()
        servers.primary.kill()
        assert asked(store) == servers.standby.port
        assert store.event("a").id == "a"
