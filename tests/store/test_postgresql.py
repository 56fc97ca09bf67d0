"""The store in PostgreSQL."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy import event as sqlalchemy_event

from tests.cluster import eventually
from tests.databases import TEMPLATE, address, administer, database, emptied, query, require_transaction_timeout
from tests.factory import event
from tests.store.contract import StoreContract, added
from tests.store.histories import HistoryContract
from timeline.errors import QuestionTooSlow, StoreUnavailable
from timeline.model.query import Filter, Query
from timeline.model.search_terms import has_words
from timeline.model.source import Health
from timeline.store import DatabaseLimits, Store, migrations, open_store, versions
from timeline.store.contract import Outcome
from timeline.store.postgresql import writing
from timeline.store.postgresql.connecting import address_of, domain_error
from timeline.store.postgresql.store import PostgreSQLStore
from timeline.store.tables import CURRENT

pytestmark = pytest.mark.postgres


@pytest.fixture
def url() -> Iterator[str]:
    with database() as url:
        yield url


class TestPostgreSQL(StoreContract):
    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        store = open_store(url)
        yield store
        store.close()

    @pytest.fixture(autouse=True)
    def several(self) -> Iterator[None]:
        """A database for all examples of a property, emptied for each."""
        with database() as self.shared:
            yield

    def fresh(self, factory: pytest.TempPathFactory) -> Store:
        return open_store(emptied(self.shared))


class TestHistoriesInPostgreSQL(HistoryContract):
    @pytest.fixture(autouse=True)
    def several(self) -> Iterator[None]:
        with database() as self.shared:
            yield

    def fresh(self, factory: pytest.TempPathFactory) -> Store:
        return open_store(emptied(self.shared))


def test_another_process_is_seen_at_once(url: str) -> None:
    here, there = open_store(url), open_store(url)
    version = here.version()
    there.apply([added(event("a"))])
    assert (here.position(), here.event("a").id) == (1, "a")
    assert here.version() != version
    here.close()
    there.close()


def test_writers_side_by_side_leave_no_gap_and_readers_see_no_later_position_first(url: str) -> None:
    stores = [open_store(url) for _ in range(3)]
    reader, seen = open_store(url), []

    def write(number: int) -> None:
        for n in range(8):
            stores[number].apply([added(event(f"e{number}-{n}"))])

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for each in writers:
        each.start()
    while len(seen) < 24:
        after = seen[-1] if seen else 0
        seen += [change.position for change in reader.changes(after)]
    for each in writers:
        each.join()
    assert seen == list(range(1, 25))
    for store in (*stores, reader):
        store.close()


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
def test_writers_wait_for_each_other_whatever_isolation_the_server_has_as_its_default(url: str, isolation: str) -> None:
    (name,) = query(url, "SELECT current_database()")[0]
    administer("ALTER DATABASE {} SET default_transaction_isolation = " + repr(isolation), name)
    first, second = open_store(url), open_store(url)
    assert isinstance(first, PostgreSQLStore)
    with ThreadPoolExecutor(1) as pool:
        with first.write() as connection:
            writing = pool.submit(second.apply, [added(event("b"))])
            wait_for_a_lock(url)
            connection.execute(text("UPDATE meta SET position = position"))
        assert writing.result() == 1
    assert second.position() == 1
    first.close()
    second.close()


def wait_for_a_lock(url: str, waiting: int = 1) -> None:
    """Return when so many connections to the database wait for another one."""
    wait = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    eventually(lambda: len(query(url, wait)) >= waiting, wanted="a lock that is waited for")


def test_processes_that_open_an_empty_database_at_once_all_open_it() -> None:
    with database(empty=True) as url, ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(open_store, [url] * 4, ["a", "b", "c", "d"]))
        assert len({store.generation for store in stores}) == 1
        assert stores[0].apply([added(event("a"))]) == 1
        assert [store.position() for store in stores] == [1] * 4
        for store in stores:
            store.close()


def test_of_processes_that_open_an_older_database_at_once_one_migrates_it(url: str) -> None:
    store = open_store(url)
    store.apply([added(event("a", tags=("river",)))])
    store.close()
    # As the version before had it, with rows by other rules.
    query(url, "DROP TABLE answers")
    query(url, "UPDATE alembic_version SET version_num = '0007'")
    query(url, "UPDATE settings SET value = 'older' WHERE name = 'derived'")
    runs, derived = [], []
    real_upgrade, real_derive = command.upgrade, PostgreSQLStore.derive

    def upgrade(config: Config, revision: str) -> None:
        runs.append(revision)
        real_upgrade(config, revision)

    def derive(store: PostgreSQLStore, connection: Connection) -> None:
        derived.append(store)
        real_derive(store, connection)

    with (
        patch.object(command, "upgrade", upgrade),
        patch.object(PostgreSQLStore, "derive", derive),
        ThreadPoolExecutor(4) as pool,
    ):
        stores = list(pool.map(open_store, [url] * 4))
    assert (len(runs), len(derived)) == (1, 1)
    for number, each in enumerate(stores):
        assert [found.id for found in each.select(Filter(tags=("river",)))] == ["a"]
        assert each.claim_answer(f"k{number}", "r", datetime(2026, 5, 1, tzinfo=UTC)) is None
        each.close()


def test_an_upgrade_waits_for_those_who_write_and_those_who_wait_to(url: str) -> None:
    open_store(url).close()
    ((before,),) = query(url, "SELECT number FROM writes")
    query(url, "UPDATE alembic_version SET version_num = '0008'")
    query(url, "UPDATE settings SET value = 'older' WHERE name = 'derived'")
    with psycopg.connect(url.replace("+psycopg", "")) as writer, ThreadPoolExecutor(3) as pool:
        writer.execute(str(writing.BEGIN))
        earlier = pool.submit(query, url, str(writing.BEGIN))
        wait_for_a_lock(url)
        upgrade = pool.submit(open_store, url)
        wait_for_a_lock(url, 2)
        later = pool.submit(query, url, str(writing.BEGIN))
        wait_for_a_lock(url, 3)
        writer.commit()
        store = upgrade.result()
        assert len(earlier.result()) == len(later.result()) == 1
    assert query(url, "SELECT version_num, number FROM alembic_version, writes") == [(migrations.latest(), before + 4)]
    assert store.apply([added(event("a"))]) == 1
    store.close()


def test_a_start_that_changes_nothing_waits_for_nobody(url: str) -> None:
    open_store(url).close()
    with psycopg.connect(url.replace("+psycopg", "")) as writer:
        writer.execute(str(writing.BEGIN))
        # It would wait as long as others write.
        open_store(url).close()


def test_a_program_that_does_not_count_its_writes_is_refused(url: str) -> None:
    """It knows the shape by its name, and writes where that is its own only."""
    store = open_store(url)
    with patch.object(versions, "_LATEST", "0008"), pytest.raises(StoreUnavailable, match="upgrade it"):
        store.apply([added(event("a"))])
    store.close()


def test_only_a_change_of_shape_is_waited_for_aloud(url: str, caplog: pytest.LogCaptureFixture) -> None:
    store = PostgreSQLStore(url, "1", DatabaseLimits())
    for lock, lines in ((writing.CACHE, 0), (writing.MIGRATIONS, 1)):
        with psycopg.connect(url.replace("+psycopg", "")) as other, ThreadPoolExecutor(1) as pool:
            other.execute("SELECT pg_advisory_xact_lock(%s)", (lock,))
            waiting = pool.submit(hold, store, lock)
            wait_for_a_lock(url)
            other.rollback()
            waiting.result()
        assert caplog.text.count("waiting for it") == lines
    store.close()


def hold(store: PostgreSQLStore, lock: int) -> None:
    """Have a lock for a moment."""
    with store.engine.begin() as connection, writing.alone(connection, lock):
        pass


def test_a_program_beside_a_newer_database_neither_writes_nor_answers(url: str) -> None:
    store = open_store(url)
    query(url, "UPDATE alembic_version SET version_num = '9999'")
    for use in (lambda: store.apply([added(event("a"))]), store.position, store.version):
        with pytest.raises(StoreUnavailable, match="upgrade it"):
            use()
    with pytest.raises(StoreUnavailable, match="newer version"):
        open_store(url)
    store.close()
    assert query(url, "SELECT count(*) FROM changes") == [(0,)]


def test_a_program_beside_rows_of_other_rules_writes_nothing(url: str) -> None:
    store = open_store(url)
    query(url, "UPDATE settings SET value = 'other' WHERE name = 'derived'")
    with pytest.raises(StoreUnavailable, match="another version"):
        store.settle(Outcome(health=Health(source="s")))
    store.close()


AT_COMMIT = """
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(9); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON changes DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION die();
"""


def test_a_connection_killed_before_its_commit_was_kept_wrote_nothing(url: str) -> None:
    store = open_store(url)
    query(url, AT_COMMIT)
    with pytest.raises(StoreUnavailable, match="nothing was written"):
        store.apply([added(event("a"))])
    assert (store.position(), store.changes()) == (0, [])
    query(url, "DROP TRIGGER dies ON changes")
    assert store.apply([added(event("a"))]) == 1
    store.close()


def test_a_connection_killed_after_its_commit_was_kept_says_what_was_written(url: str) -> None:
    store = open_store(url)
    real = Connection.commit

    def killed(connection: Connection) -> None:
        """The server commits; its answer is lost on the way."""
        number = connection.connection.driver_connection.info.backend_pid
        real(connection)
        connection.execute(text("SELECT 1"))
        query(url, "SELECT pg_terminate_backend(%s, 5000)", number)
        connection.execute(text("SELECT 2"))

    with patch.object(Connection, "commit", killed):
        assert store.apply([added(event("a"))]) == 1
    assert [change.event for change in store.changes()] == ["a"]
    store.close()


def test_a_server_that_is_not_there_is_said_to_be_none() -> None:
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        open_store("postgresql://nobody@127.0.0.1:1/none")
    for url in (
        *("host/name?colour=red", "ana:wh%zzale@host/name", "ana:whale@[::1/name"),
        *("ana:wh@ale@host/name", "ana:wh/ale@host/name"),
    ):
        with pytest.raises(StoreUnavailable, match="no address") as refused:
            open_store(f"postgresql://{url}")
        assert "ale" not in str(refused.value), "the password is shown"


def test_an_address_with_an_at_sign_behind_its_question_mark_is_one() -> None:
    assert address_of("postgresql://ana%40b:wh%2Fale@host/name?application_name=a@b@c")["user"] == "ana@b"
    assert address_of("postgres:///name?host=/tmp@a@b")["dbname"] == "name"


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_does_not_hold_every_character_is_refused(encoding: str) -> None:
    name = f"{TEMPLATE}_{encoding.lower()}"
    administer(f"CREATE DATABASE {{}} ENCODING {encoding} LOCALE 'C' TEMPLATE template0", name)
    try:
        with pytest.raises(StoreUnavailable, match=f"encoding {encoding}: make one"):
            open_store(address(name))
    finally:
        administer("DROP DATABASE {}", name)


@pytest.mark.parametrize(
    "of_others",
    [
        "TABLE events AS SELECT 1 AS number",
        "TABLE meta AS SELECT 'a' AS name",
        "TABLE alembic_version AS SELECT 'a' AS version_num",
        "TABLE found AS SELECT 'a' AS name",
        "TABLE past_found AS SELECT 'a' AS name",
        "TABLE writes AS SELECT 1 AS number",
        "VIEW changes AS SELECT 1 AS position",
        "MATERIALIZED VIEW names AS SELECT 'a' AS name",
    ],
)
def test_tables_of_another_program_are_left_alone(of_others: str) -> None:
    with database(empty=True) as url:
        query(url, f"CREATE {of_others}")
        with pytest.raises(StoreUnavailable, match="tables of another program"):
            open_store(url)
        ((name,),) = query(url, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        assert query(url, f"SELECT count(*) FROM {name}") == [(1,)]


def test_statistics_are_made_of_our_tables_alone(url: str) -> None:
    query(url, "CREATE TABLE others (name text)")
    query(url, "INSERT INTO others SELECT 'x' FROM generate_series(1, 9)")
    query(url, "UPDATE settings SET value = 'older' WHERE name = 'derived'")
    store = open_store(url)
    store.apply([added(event("a", tags=("river",)))])
    assert isinstance(store, PostgreSQLStore)
    with store.write_all() as connection:
        store.derive(connection)
    looked_at = {name for (name,) in query(url, "SELECT relname FROM pg_class WHERE reltuples > 0 AND relkind = 'r'")}
    assert {"changes", "events", "labels", CURRENT.words} <= looked_at
    assert "others" not in looked_at
    store.close()


def test_a_connection_is_set_up_before_it_asks_anything(url: str) -> None:
    """What its user has as a default may be a moment, also for what the library asks of a new connection."""
    statements = []
    real = psycopg.ClientCursor.execute

    def execute(cursor: Any, statement: Any, *values: Any, **options: Any) -> Any:
        statements.append(str(statement))
        return real(cursor, statement, *values, **options)

    with patch.object(psycopg.ClientCursor, "execute", execute):
        open_store(url).close()
    assert statements[0].startswith("SELECT set_config")
    assert len(statements) > 1


def test_a_user_without_a_schema_is_told_so(url: str) -> None:
    (name,) = query(url, "SELECT current_database()")[0]
    administer("ALTER DATABASE {} SET search_path = nowhere", name)
    with pytest.raises(StoreUnavailable, match="CREATE SCHEMA"):
        open_store(url)


def test_a_database_that_is_not_there_is_named_with_what_to_do() -> None:
    with pytest.raises(StoreUnavailable, match="createdb"):
        open_store(address("never_made"))


def test_connections_that_were_cut_are_made_anew(url: str) -> None:
    store = open_store(url)
    store.apply([added(event("a"))])
    query(url, "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database()"
               " AND pid != pg_backend_pid()")  # fmt: skip
    assert store.event("a").id == "a"
    assert store.apply([added(event("b"))]) == 2
    store.close()


def test_a_writer_that_waits_too_long_is_told_that_another_writes(url: str) -> None:
    store = open_store(url, limits=DatabaseLimits(lock=0.05))
    with psycopg.connect(url.replace("+psycopg", "")) as other:
        other.execute("SELECT position FROM meta FOR UPDATE")
        with pytest.raises(StoreUnavailable, match="another process"):
            store.apply([added(event("a"))])
        assert store.position() == 0
    assert store.apply([added(event("a"))]) == 1
    store.close()


def test_a_process_that_dies_within_a_long_statement_lets_go_of_the_lock_of_writers(url: str) -> None:
    dying, other = PostgreSQLStore(url, "1", DatabaseLimits()), open_store(url)

    def cut(connection: Connection) -> None:
        """The machine is gone: nothing is said to the server."""
        while not query(url, "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'"):
            pass
        with socket.socket(fileno=os.dup(connection.connection.driver_connection.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)

    def write() -> None:
        with dying.write_all() as connection, ThreadPoolExecutor(1) as pool:
            pool.submit(cut, connection)
            connection.execute(text("SELECT pg_sleep(600)"))

    with pytest.raises(StoreUnavailable):
        write()
    assert other.apply([added(event("a"))]) == 1
    dying.close()
    other.close()


def test_what_is_read_whole_waits_for_a_lock_no_longer_than_anything_else(url: str) -> None:
    store = PostgreSQLStore(url, "1", DatabaseLimits(lock=0.05))
    with psycopg.connect(url.replace("+psycopg", "")) as other:
        other.execute("LOCK TABLE events")
        with pytest.raises(StoreUnavailable, match="another process"), store.read_all() as connection:
            connection.execute(text("SELECT 1 FROM events"))
    store.close()


def test_what_is_asked_within_a_bound_ends_when_it_is_over(url: str) -> None:
    store = PostgreSQLStore(url, "1", DatabaseLimits())
    looks = iter([False, True])
    with pytest.raises(QuestionTooSlow), store.bound(lambda: next(looks)), store.read() as connection:
        connection.execute(text("SELECT pg_sleep(60)"))
    with store.bound(lambda: False):
        assert store.count(Filter()) == 0
    store.close()


def test_a_statement_has_a_bound_of_its_own(url: str) -> None:
    store = PostgreSQLStore(url, "1", DatabaseLimits(statement=0.05))
    with pytest.raises(QuestionTooSlow), store.read() as connection:
        connection.execute(text("SELECT pg_sleep(60)"))
    store.close()


def test_a_question_ends_with_the_server_s_limit_on_transactions(url: str) -> None:
    require_transaction_timeout()
    store = PostgreSQLStore(url, "1", DatabaseLimits())
    for use in (store.read, store.write):
        with pytest.raises(QuestionTooSlow), use() as connection:
            connection.execute(text("SELECT set_config('transaction_timeout', '1', true), pg_sleep(60)"))
    assert store.count(Filter()) == 0
    store.close()


def test_a_write_whose_commit_ends_with_the_server_s_limit_on_transactions_wrote_nothing(url: str) -> None:
    require_transaction_timeout()
    store = open_store(url)
    query(
        url, AT_COMMIT.replace("pg_terminate_backend(pg_backend_pid())", "set_config('transaction_timeout', '1', true)")
    )
    with pytest.raises(StoreUnavailable, match="nothing was written"):
        store.apply([added(event("a"))])
    assert (store.position(), store.changes()) == (0, [])
    store.close()


def test_a_connection_that_is_let_go_of_because_it_asked_nothing_is_an_error_of_ours() -> None:
    ours = domain_error(psycopg.errors.IdleInTransactionSessionTimeout("terminating connection"))
    assert isinstance(ours, StoreUnavailable)
    assert "let go of a connection" in ours.sentence


def test_all_connections_in_use_are_an_error_of_ours(url: str) -> None:
    store = PostgreSQLStore(url, "1", DatabaseLimits(pool=1, lock=0.05))
    with store.read(), pytest.raises(StoreUnavailable, match="DATABASE_POOL"):
        store.position()
    store.close()


LONG = " ".join(f"word{n}" for n in range(40_000))


@pytest.mark.parametrize(
    ("summary", "typed"),
    [
        (f"{'river ' * 300}dam {'river ' * 300}lake", '"dam river"'),
        (f"{'a ' * 20_000}yangtze sturgeon", '"yangtze sturgeon"'),
        (LONG * 4, "word399"),
        ("x" * 5_000, "x" * 3_000),
        ("长" * 3_000, "长长"),
    ],
)
def test_texts_that_a_tsvector_does_not_take_are_found_all_the_same(url: str, summary: str, typed: str) -> None:
    store = open_store(url)
    long = event("long", summary=summary)
    store.apply([added(long), added(event("short", summary="river"))])
    for q in (typed, typed + "z", '"lake dam"', "river"):
        wanted = [each for each in (long, store.event("short")) if has_words(each, q)]
        assert {each.id for each in store.select(Filter(q=q))} == {each.id for each in wanted}, q[:20]
    store.close()


@pytest.fixture(scope="module")
def harvests() -> Iterator[PostgreSQLStore]:
    """A word in every event, and others in few; one of them is too long for the index."""
    with database() as url:
        store = open_store(url)
        assert isinstance(store, PostgreSQLStore)
        texts = [f"harvest of river{n}" for n in range(300)] + ["river7 harvest", "river7", f"river7 harvest {LONG}"]
        store.apply([added(event(f"e{n}", title=f"The {text}")) for n, text in enumerate(texts)])
        query(url, "ANALYZE found")
        yield store
        store.close()


@pytest.mark.parametrize(
    ("typed", "asked_of_the_index"),
    [
        ("river7 harvest", ["'river7':*"]),
        ("harvest river7", ["'river7':*"]),
        ("river71 river72", ["'river71':*", "'river72':*"]),
        ("harv the", ["'harv':*", "'the':*"]),
        ('"river7" "harvest of" river7', ["'river7'", "'river7':*"]),
        ('"harvest of" "the river7"', ["'the'", "'river7'"]),
        ("word3999 harvest", ["'word3999':*"]),
        ("nothing harvest", ["'nothing':*"]),
    ],
)
def test_the_index_is_asked_for_the_words_that_are_rare_and_each_row_for_the_others(
    harvests: PostgreSQLStore, typed: str, asked_of_the_index: list[str]
) -> None:
    statements: list[Any] = []

    def keep(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        statements.append((statement, parameters))

    wanted = {each.id for each in harvests.select(Filter()) if has_words(each, typed)}
    sqlalchemy_event.listen(harvests.engine, "before_cursor_execute", keep)
    try:
        assert {each.id for each in harvests.page(Query(limit=400, filter=Filter(q=typed))).events} == wanted
    finally:
        sqlalchemy_event.remove(harvests.engine, "before_cursor_execute", keep)
    (asked,) = {v for _, said in statements for v in said.values() if isinstance(v, str) and v.endswith("| '*'")}
    assert asked == f"({' & '.join(asked_of_the_index)}) | '*'"
