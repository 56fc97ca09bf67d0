"""Reading from a hot standby takes nobody back, whatever becomes of either server."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy import event as events

from tests.cluster import Cluster, cluster, eventually
from tests.factory import DAWN, event
from tests.store.contract import added
from tests.store.proxy import Proxy
from timeline.errors import StoreUnavailable
from timeline.model.feed import Feed
from timeline.model.token import Token
from timeline.publish.change_log import read_token, token
from timeline.serve.http.pools import ask_again
from timeline.store import open_store
from timeline.store.contract import Readiness, StandbyState
from timeline.store.postgresql import distance
from timeline.store.postgresql.reading import StandbyReads
from timeline.store.postgresql.store import PostgreSQLStore

pytestmark = pytest.mark.postgres

Open = Callable[..., PostgreSQLStore]
CONFLICT = "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"


@pytest.fixture(scope="module")
def servers() -> Iterator[Cluster]:
    with cluster() as started:
        yield started


@pytest.fixture
def opened(servers: Cluster) -> Iterator[Open]:
    """Opens stores of one new database, which follow each other's writes and read from the standby."""
    name = servers.database()
    stores: list[PostgreSQLStore] = []

    def open_one(read_url: str = servers.standby.address(name)) -> PostgreSQLStore:
        store = open_store(servers.primary.address(name), read_url=read_url)
        assert isinstance(store, PostgreSQLStore)
        stores.append(store)
        store.follow()
        servers.catch_up()
        return store

    yield open_one
    for store in stores:
        store.close()


def asked(store: PostgreSQLStore) -> int:
    """The port of the server that the next question would be asked of."""
    with store.read() as connection:
        return connection.connection.driver_connection.info.port


def test_what_is_asked_is_asked_of_the_standby(servers: Cluster, opened: Open):
    store = opened()
    assert store.apply([added(event("a"))]) == 1
    servers.catch_up()
    assert asked(store) == servers.standby.port
    assert store.event("a").id == "a"
    assert store.check() == Readiness("", StandbyState(0, 0.0))


def test_who_writes_reads_what_was_written_though_the_standby_lags(servers: Cluster, opened: Open):
    store = opened()
    servers.standby.pause_replay()
    try:
        store.apply([added(event("a"))])
        assert asked(store) == servers.primary.port
        assert store.event("a").id == "a"
        assert [change.position for change in store.changes()] == [1]
        standby = store.check().standby
        assert (standby.positions, standby.problem) == (1, "")
        assert standby.seconds > 0
    finally:
        servers.standby.resume_replay()
    servers.catch_up()
    assert asked(store) == servers.standby.port
    assert store.check().standby == StandbyState(0, 0.0)


def test_a_standby_that_has_no_tables_yet_is_behind_and_not_away(
    servers: Cluster, opened: Open, caplog: pytest.LogCaptureFixture
):
    name = servers.database()
    servers.standby.pause_replay()
    try:
        with (
            caplog.at_level(logging.WARNING),
            closing(open_store(servers.primary.address(name), read_url=servers.standby.address(name))) as store,
        ):
            assert isinstance(store, PostgreSQLStore)
            store.apply([added(event("a"))])
            assert asked(store) == servers.primary.port
            assert store.event("a").id == "a"
            standby = store.check().standby
            assert (standby.positions, standby.problem) == (1, "")
            servers.standby.resume_replay()
            servers.catch_up()
            # At the next question, and not when somebody has looked for it.
            assert asked(store) == servers.standby.port
            assert store.event("a").id == "a"
            assert store.check().standby == StandbyState(0, 0.0)
    finally:
        servers.standby.resume_replay()
    assert caplog.messages == []


def test_a_standby_that_has_no_database_yet_is_said_to_lack_it(servers: Cluster, caplog: pytest.LogCaptureFixture):
    servers.standby.pause_replay()
    try:
        name = servers.database(wait=False)
        with closing(open_store(servers.primary.address(name), read_url=servers.standby.address(name))) as store:
            store.apply([added(event("a"))])
            assert store.event("a").id == "a"
            assert "no such database" in store.check().standby.problem
            assert "does not answer" not in caplog.text
            servers.standby.resume_replay()
            assert eventually(lambda: asked(store) == servers.standby.port)
    finally:
        servers.standby.resume_replay()


def test_what_is_no_change_of_an_event_is_not_forgotten_either(servers: Cluster, opened: Open):
    store = opened()
    store.add_token(Token(digest="d" * 64, name="n", scope="review", created=0))
    servers.catch_up()
    servers.standby.pause_replay()
    try:
        store.set_feeds([Feed(slug="all", title="Everything")], DAWN)
        store.drop_token("d" * 64)
        assert [feed.slug for feed in store.feeds()] == ["all"]
        assert store.tokens() == []
    finally:
        servers.standby.resume_replay()


def test_a_position_of_another_replica_is_read_at_the_primary(servers: Cluster, opened: Open):
    reader, writer = opened(), opened()
    servers.standby.pause_replay()
    try:
        writer.apply([added(event("a"))])
        assert read_token(reader, token(writer, 1)) == 1
        assert [change.event for change in reader.changes()] == ["a"]
        # What another has heard of is not asked of a server that lacks it.
        assert eventually(lambda: reader.position() == 1)
        assert asked(reader) == servers.primary.port
    finally:
        servers.standby.resume_replay()


def test_what_was_read_once_is_not_missed_by_the_next_question(servers: Cluster, opened: Open):
    reader, writer = opened(), opened()
    reader._listener.stop()  # it hears of nothing more
    before = reader.position()
    servers.standby.pause_replay()
    try:
        writer.apply([added(event("a"))])
        assert isinstance(reader._reads, StandbyReads)
        with reader._reads._standby.avoid():  # this once it reads at the primary
            assert reader.event("a").id == "a"
        assert reader.position() == before
        assert reader.event("a").id == "a"
    finally:
        servers.standby.resume_replay()


def test_a_revoked_token_is_gone_for_whoever_asks_next(servers: Cluster, opened: Open):
    reader, writer = opened(), opened()
    writer.add_token(Token(digest="d" * 64, name="n", scope="review", created=0))
    servers.catch_up()
    servers.standby.pause_replay()
    try:
        writer.drop_token("d" * 64)
        reader.position_now()
        assert reader.tokens() == []
    finally:
        servers.standby.resume_replay()


def test_the_primary_itself_may_be_named(servers: Cluster, opened: Open):
    store = opened()
    name = store.engine.connect().connection.driver_connection.info.dbname
    other = opened(servers.primary.address(name))
    other.apply([added(event("a"))])
    assert asked(other) == servers.primary.port
    assert other.check().standby == StandbyState(0, 0.0)
    statements: list[str] = []
    events.listen(other.engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
    assert other.event("a").id == "a"
    assert statements == []


def test_another_database_is_refused(servers: Cluster, opened: Open):
    with pytest.raises(StoreUnavailable, match="READ_URL names another database"):
        opened(servers.standby.url)


def test_no_other_kind_of_database_has_a_standby(servers: Cluster):
    with pytest.raises(StoreUnavailable, match="READ_URL"):
        open_store(":memory:", read_url=servers.standby.url)


def test_a_conflict_with_the_replay_is_asked_again_of_the_primary(
    servers: Cluster, opened: Open, caplog: pytest.LogCaptureFixture
):
    store = opened()
    servers.standby.configure(max_standby_streaming_delay="0")
    count = text("SELECT count(*) FROM changes")
    ports: list[int] = []

    def question() -> int:
        """Looks for so long, the first time, at what the primary changes that the standby has to end it."""
        with store.read() as connection:
            ports.append(connection.connection.driver_connection.info.port)
            answer = int(connection.scalar(count) or 0)
            if len(ports) == 1:
                with store.engine.begin() as writing:
                    writing.execute(text("ALTER TABLE changes ADD COLUMN passing int"))
                eventually(lambda: connection.scalar(count) == 0)
            return answer

    try:
        store.apply([added(event("a"))])
        servers.catch_up()
        with caplog.at_level(logging.WARNING):
            assert ask_again(question) == 1
        assert ports == [servers.standby.port, servers.primary.port]
        # The standby is there as before, for this thread too, unless the replay needs to go on just now.
        servers.catch_up()
        assert eventually(lambda: asked(store) == servers.standby.port)
        assert caplog.messages == []
    finally:
        servers.standby.configure(max_standby_streaming_delay="30s")


@pytest.mark.parametrize(("broken", "state"), [(1, StandbyState(0, 0.0)), (2, StandbyState())])
def test_a_conflict_says_nothing_of_how_far_the_standby_is(
    opened: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, broken: int, state: StandbyState
):
    store = opened()
    ask, questions = distance.ask, list[str]()

    def broken_off(connection: Connection, statement: str) -> tuple[object, ...] | None:
        """As the server says it, the first times."""
        questions.append(statement)
        return ask(connection, CONFLICT if len(questions) <= broken else statement)

    monkeypatch.setattr(distance, "ask", broken_off)
    with caplog.at_level(logging.WARNING):
        assert store.check() == Readiness("", state)
    assert questions == [distance.DISTANCE] * 2
    assert caplog.messages == []


def test_a_connection_that_the_replay_ends_between_two_statements_takes_the_standby_from_nobody(
    servers: Cluster, opened: Open, caplog: pytest.LogCaptureFixture
):
    store = opened()
    store.apply([added(event("a"))])
    servers.catch_up()
    servers.standby.configure(max_standby_streaming_delay="0")
    ports: list[int] = []

    def question() -> int:
        with store.read() as connection:
            ports.append(connection.connection.driver_connection.info.port)
            count = int(connection.scalar(text("SELECT count(*) FROM changes")) or 0)
            if len(ports) == 1:
                with store.engine.begin() as writing:
                    writing.execute(text("ALTER TABLE changes ADD COLUMN passing int"))
                servers.catch_up()
            connection.scalar(text("SELECT position FROM meta"))
            return count

    try:
        with caplog.at_level(logging.WARNING):
            assert ask_again(question) == 1
        assert ports == [servers.standby.port, servers.primary.port]
        assert eventually(lambda: asked(store) == servers.standby.port)
        assert caplog.messages == []
    finally:
        servers.standby.configure(max_standby_streaming_delay="30s")


def test_a_connection_that_is_cut_while_it_is_read_is_asked_for_again(servers: Cluster, opened: Open):
    store = opened("")
    store.apply([added(event("a"))])
    tries: list[int] = []

    def question() -> int:
        with store.read() as connection:
            tries.append(int(connection.scalar(text("SELECT pg_backend_pid()")) or 0))
            if len(tries) == 1:
                servers.primary.query("SELECT pg_terminate_backend(%s, 60000)", tries[0])
            return int(connection.scalar(text("SELECT position FROM meta")) or 0)

    assert ask_again(question) == 1
    assert len(tries) == 2


def test_a_connection_that_was_cut_is_given_back_without_a_word(
    servers: Cluster, opened: Open, caplog: pytest.LogCaptureFixture
):
    store = opened("")
    with caplog.at_level(logging.WARNING), store._reads.primary() as connection:
        driver = connection.connection.driver_connection
        servers.primary.query("SELECT pg_terminate_backend(%s, 60000)", driver.info.backend_pid)
        with pytest.raises(psycopg.Error):
            driver.execute("SELECT 1")
    assert caplog.messages == []
    assert store.check().problem == ""


def test_who_cannot_reach_the_primary_hears_at_the_standby_of_what_others_write(servers: Cluster, opened: Open):
    writer = opened()
    name = writer.engine.connect().connection.driver_connection.info.dbname
    proxy = Proxy(servers.primary.port)
    far = f"postgresql://postgres@127.0.0.1:{proxy.port}/{name}?application_name=far"
    with closing(open_store(far, read_url=servers.standby.address(name))) as reader:
        assert isinstance(reader, PostgreSQLStore)
        reader.follow()
        proxy.close()
        servers.primary.query(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE application_name ~ 'far'"
        )
        position = writer.apply([added(event("a"))])
        servers.catch_up()
        # At once, where somebody knows of it, and soon by itself.
        assert read_token(reader, token(writer, position)) == position
        assert [change.event for change in reader.changes()] == ["a"]
        writer.apply([added(event("b"))])
        servers.catch_up()
        assert eventually(lambda: reader.position() == position + 1)
        assert reader.event("b").id == "b"
        with reader._latest._turn():  # whoever has it waits for a server that stands still
            position = writer.apply([added(event("c"))])
            servers.catch_up()
            assert read_token(reader, token(writer, position)) == position
        assert "nothing can be written" in reader.check().problem


def test_a_standby_that_is_gone_is_missed_once_and_found_again(
    servers: Cluster, opened: Open, caplog: pytest.LogCaptureFixture
):
    store = opened()
    store.apply([added(event("a"))])
    servers.catch_up()
    assert asked(store) == servers.standby.port
    with caplog.at_level(logging.WARNING):
        servers.standby.kill()
        try:
            for _ in range(20):
                assert store.event("a").id == "a"
            ready = store.check()
            assert (ready.problem, ready.standby.positions) == ("", None)
            assert "READ_URL" in ready.standby.problem
            assert len([each for each in caplog.messages if "is not asked" in each]) == 1
        finally:
            servers.standby.start()
        servers.catch_up()
        assert eventually(lambda: asked(store) == servers.standby.port)
    assert store.check().standby == StandbyState(0, 0.0)


def test_without_the_primary_reading_goes_on_where_it_stood(servers: Cluster, opened: Open):
    store = opened()
    store.apply([added(event("a"))])
    servers.catch_up()
    assert asked(store) == servers.standby.port
    servers.primary.kill()
    try:
        assert store.event("a").id == "a"
        assert store.position() == 1
        assert [change.position for change in store.changes()] == [1]
        ready = store.check()
        assert "nothing can be written" in ready.problem
        assert ready.standby == StandbyState(0, 0.0)
        with pytest.raises(StoreUnavailable):
            store.apply([added(event("b"))])
        # What was refused leaves nothing behind, and nobody is kept from reading.
        assert store.event("a").id == "a"
    finally:
        servers.primary.start()
    assert eventually(lambda: store._listener.hears)
    assert store.apply([added(event("b"))]) == 2
    assert store.event("b").id == "b"


def test_what_the_standby_lacks_is_refused_while_the_primary_is_gone(servers: Cluster, opened: Open):
    store, other = opened(), opened()
    other._listener.stop()  # it hears of nothing more
    servers.standby.pause_replay()
    try:
        position = token(store, store.apply([added(event("a"))]))
        servers.primary.kill()
        # It is in the log, and who never heard of it cannot know: nobody takes a full copy for that.
        with pytest.raises(StoreUnavailable):
            read_token(other, position)
        with pytest.raises(StoreUnavailable):
            store.event("a")
        with pytest.raises(StoreUnavailable):
            store.check()
    finally:
        servers.standby.resume_replay()
        # What it had received it repeats, and then it has what was seen.
        try:
            assert eventually(lambda: store.event("a").id == "a" if _answers(store) else False)
            assert read_token(other, position) == 1
        finally:
            servers.primary.start()


def _answers(store: PostgreSQLStore) -> bool:
    try:
        return bool(store.changes())
    except StoreUnavailable:
        return False
