"""What another process commits is heard of, and nothing is asked while nothing is committed."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
from sqlalchemy import event as events

from tests import databases
from tests.factory import event
from tests.store.contract import added
from timeline.errors import PositionGone, StoreUnavailable
from timeline.publish.change_log import read_token, token
from timeline.store import open_store
from timeline.store.postgresql import listening
from timeline.store.postgresql.connecting import address_of
from timeline.store.postgresql.store import PostgreSQLStore

MANY = 3000


@pytest.fixture
def stores() -> Iterator[tuple[PostgreSQLStore, PostgreSQLStore]]:
    """Two, as two processes have them; the first follows what the second writes."""
    with databases.database() as url:
        first, second = open_store(url), open_store(url)
        assert isinstance(first, PostgreSQLStore)
        assert isinstance(second, PostgreSQLStore)
        first.follow()
        until(lambda: first._listener.hears)
        yield first, second
        first.close()
        second.close()


def until(condition: Callable[[], bool]) -> None:
    """Ask the database to wait a little, until something is so."""
    for _ in range(MANY):
        if condition():
            return
        databases.administer("SELECT pg_sleep(0.01)")
    raise AssertionError("it did not come about")


def test_what_another_writes_is_heard(stores: tuple[PostgreSQLStore, PostgreSQLStore]) -> None:
    reader, writer = stores
    version = reader.version()
    writer.apply([added(event("a"))])
    until(lambda: reader.position() == 1)
    assert reader.version() != version


def test_nobody_asks_the_database_where_nothing_was_committed(
    stores: tuple[PostgreSQLStore, PostgreSQLStore],
) -> None:
    reader, _ = stores
    asked: list[str] = []
    events.listen(reader.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    for _ in range(MANY):
        reader.version()
        reader.position()
    assert asked == []


def test_what_a_process_writes_itself_it_sees_at_once(stores: tuple[PostgreSQLStore, PostgreSQLStore]) -> None:
    reader, _ = stores
    for number in range(1, 20):
        assert reader.apply([added(event(f"e{number}"))]) == number == reader.position()


def test_a_position_that_another_gave_out_is_none_of_the_future(
    stores: tuple[PostgreSQLStore, PostgreSQLStore],
) -> None:
    reader, writer = stores
    for number in range(1, 20):
        writer.apply([added(event(f"e{number}"))])
        assert read_token(reader, token(writer, number)) == number
    with pytest.raises(PositionGone):
        read_token(reader, token(writer, 20))


def test_a_lost_connection_is_opened_again(stores: tuple[PostgreSQLStore, PostgreSQLStore]) -> None:
    reader, writer = stores
    with writer.engine.begin() as connection:
        others = "datname = current_database() AND pid != pg_backend_pid()"
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
    writer.apply([added(event("a"))])
    until(lambda: reader.position() == 1)
    until(lambda: reader._listener.hears)
    writer.apply([added(event("b"))])
    until(lambda: reader.position() == 2)


def test_a_server_that_takes_connections_and_says_nothing_is_not_asked_by_anybody_else(
    stores: tuple[PostgreSQLStore, PostgreSQLStore],
) -> None:
    reader, writer = stores
    position = writer.apply([added(event("a"))])
    until(lambda: reader.position() == position)
    with patch.object(listening, "STUCK", 0.0), socket.create_server(("127.0.0.1", 0)) as silent:
        reader._listener._address = {"host": "127.0.0.1", "port": silent.getsockname()[1], "connect_timeout": 2}
        with writer.engine.begin() as connection:
            others = "datname = current_database() AND pid != pg_backend_pid()"
            connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        until(lambda: not reader._listener.hears and reader._listener._asked is not None)
        for use in (reader.check, reader.feeds, lambda: reader.apply([added(event("b"))])):
            with pytest.raises(StoreUnavailable, match="does not answer"):
                use()
        assert reader.position() == position, "what was heard is still known"
        reader._listener._address = address_of(reader._url)
    until(lambda: reader._listener.hears)
    assert reader.apply([added(event("b"))]) == position + 1
