"""The store in PostgreSQL."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, Engine, Select, text

from timeline.errors import StoreUnavailable
from timeline.store import fragments, migrations
from timeline.store.conditions import Condition
from timeline.store.contract import DatabaseLimits, Readiness
from timeline.store.derivation import derive, is_stale
from timeline.store.postgresql import counting, searching, writing
from timeline.store.postgresql.cancelling import Cancelling
from timeline.store.postgresql.connecting import connect, connected
from timeline.store.postgresql.latest import Latest, State
from timeline.store.postgresql.leases import DatabaseLease
from timeline.store.postgresql.listening import Listener
from timeline.store.postgresql.reading import Reads, StandbyReads
from timeline.store.postgresql.standby import IDENTITY, Standby
from timeline.store.postgresql.succession import go_on
from timeline.store.rows import Terms
from timeline.store.sql import SQLStore
from timeline.store.tables import CURRENT, PAST, Revisions, metadata
from timeline.store.versions import name_log

log = logging.getLogger(__name__)
OTHERS: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'timeline%'"
    " AND pid != pg_backend_pid()"
)
ENDING: Final = text("SELECT pg_stat_clear_snapshot(), pg_sleep(0.1)")
ENDINGS: Final = 20
"""How often it is looked again: a process that has just closed its connection is seen there a moment longer."""


class PostgreSQLStore(SQLStore):
    """The store in one database of a server."""

    def __init__(self, url: str, generation: str, limits: DatabaseLimits, read_url: str = "") -> None:
        self._url = url
        self._latest = Latest()
        self._follows = False
        self._lost: Callable[[], None] = lambda: None
        self._listener = Listener(url, self._refresh_with, self._go_on, self._refresh_at_standby)
        self._cancelling = Cancelling()
        engine = connect(url, limits, self._cancelling)
        try:
            with writing.domain_errors(), engine.begin() as connection:
                generation = self._prepare(connection, generation)
                identity = str(connection.exec_driver_sql(IDENTITY).scalar_one())
            self._reads = self._readers(engine, limits, read_url, identity)
        except BaseException:
            engine.dispose()
            raise
        super().__init__(engine, generation)

    @property
    def generation(self) -> str:
        """The log's name as this process saw it last."""
        return self._latest.generation

    @generation.setter
    def generation(self, name: str) -> None:
        self._latest.name(name)

    def _readers(self, engine: Engine, limits: DatabaseLimits, read_url: str, identity: str) -> Reads:
        if not read_url:
            return Reads(engine, self._listener.refuse_silence)
        standby = Standby(read_url, limits, self._cancelling, identity)
        try:
            standby.verify()
        except BaseException:
            standby.close()
            raise
        return StandbyReads(engine, self._listener.refuse_silence, standby, self._latest)

    def _prepare(self, connection: Connection, generation: str) -> str:
        """Bring the database to the shape and the rules of this version; the generation of its log."""
        writing.patient(connection)
        with writing.alone(connection, writing.MIGRATIONS):
            is_written = not migrations.is_current(connection) or is_stale(connection)
            if is_written and migrations.is_ours(connection):
                # Before all else: writers have their share of it while they wait for their turn to count.
                connection.execute(text("LOCK TABLE meta IN EXCLUSIVE MODE"))
            migrations.upgrade(connection)
            fragments.cache.create_all(connection)
            counting.prepare(connection)
            if is_written:
                counting.count(connection)
            go_on(connection)
            generation = name_log(connection, generation)
            if is_stale(connection):
                self.derive(connection)
            self._latest.name(generation)
            if write := counting.latest(connection):
                self._latest.advance(write)
        return generation

    def derive(self, connection: Connection) -> None:
        empty = [tables.words for tables in (CURRENT, PAST) if searching.make_room(connection, tables.words)]
        # Rows that were copied in this transaction have no statistics, or those of an empty table: the log would be
        # joined with itself row by row.
        connection.execute(text("ANALYZE changes"))
        derive(connection, self.index)
        # Rows are sorted into an index one by one, or all at once where there were none.
        for words in empty:
            searching.words_index(words).create(connection)
        # Of all tables there are, the server would say which of its own are not ours to look at, a line each.
        ours = [*metadata.sorted_tables, *(searching.words_table(tables.words) for tables in (CURRENT, PAST))]
        connection.execute(text(f"ANALYZE {', '.join(table.name for table in ours)}"))

    def lease(self) -> DatabaseLease:
        return DatabaseLease(self._url)

    def bound(self, over: Callable[[], bool]) -> AbstractContextManager[None]:
        return self._cancelling.bound(over)

    def read(self) -> Connection:
        return self._reads.connect()

    def read_all(self) -> Connection:
        connection = self.read()
        try:
            writing.patient(connection, locks=False)
        except BaseException:
            connection.close()
            raise
        return connection

    def others(self) -> int:
        with self._reads.primary() as connection:
            for _ in range(ENDINGS):
                count = int(connection.scalar(OTHERS) or 0)
                if not count:
                    break
                connection.execute(ENDING)
            return count

    @contextmanager
    def write(self) -> Iterator[Connection]:
        self._listener.refuse_silence()
        # Of one that failed nobody was told: who does not see it is not taken back.
        with writing.write(self.engine, self._latest.advance) as connection:
            yield connection
        if self._follows:
            # Who writes sees it at once, before anybody is notified. It is written, whatever becomes of the look.
            with suppress(StoreUnavailable):
                self._refresh()

    @contextmanager
    def write_all(self) -> Iterator[Connection]:
        with self.write() as connection:
            writing.patient(connection)
            yield connection

    @contextmanager
    def write_answers(self) -> Iterator[Connection]:
        self._listener.refuse_silence()
        with writing.domain_errors(), connected(self.engine) as connection, connection.begin():
            yield connection

    @contextmanager
    def write_cache(self) -> Iterator[Connection]:
        with self.write_answers() as connection, writing.alone(connection, writing.CACHE):
            yield connection

    def search(self, connection: Connection, tables: Revisions, typed: str, *, alone: bool) -> Condition:
        return searching.condition(connection, tables, typed, alone=alone)

    def ranked(self, typed: str, chosen: Select[Any]) -> Select[Any]:
        return searching.ranked(typed, chosen)

    def index(self, connection: Connection, words: str, gone: Sequence[Terms], held: Sequence[Terms]) -> None:
        searching.index_rows(connection, words, gone, held)

    def follow(self, lost: Callable[[], None] = lambda: None) -> None:
        self._lost = lost
        self._refresh()
        self._follows = True
        self._listener.start()

    def is_shared(self) -> bool:
        return self._follows

    def close(self) -> None:
        self._listener.stop()
        self._reads.close()
        super().close()

    def check(self) -> Readiness:
        try:
            self._refresh()
        except StoreUnavailable as error:
            self._reads.refuse(error)
            problem = f"nothing can be written: {error.sentence}"
        else:
            problem = ""
        return Readiness(problem, self._reads.standby(self._latest.state().position))

    def position(self) -> int:
        return self._state().position

    def position_now(self) -> int:
        try:
            return self._refresh().position
        except StoreUnavailable:
            # Another process may have shown what it committed last, and the standby may have that.
            self._refresh_at_standby()
            raise

    def version(self) -> int:
        return self._state().version

    def _state(self) -> State:
        """The state of now, or what whoever follows has heard. That asks nobody, so it is answered, and at
        once, while the database cannot be reached; what then has to be read is refused."""
        return self._latest.state() if self._follows else self._refresh()

    def _refresh(self) -> State:
        with self._reads.primary() as connection, writing.domain_errors():
            driver: Any = connection.connection.driver_connection
            return self._refresh_with(driver)

    def _refresh_at_standby(self) -> State | None:
        """The state of a standby that has all that is known here, which is known from then on; None where there is
        none."""
        with suppress(StoreUnavailable):
            connection = self._reads.from_standby()
            if connection is not None:
                with connection, writing.domain_errors():
                    driver: Any = connection.connection.driver_connection
                    # Not in turn: whoever has that may wait for the other server.
                    return self._latest.refresh_at_standby(driver)
        return None

    def _go_on(self) -> None:
        """Where another server goes on with the log, write that down before anybody writes."""
        if self._latest.is_succeeded:
            with suppress(StoreUnavailable), self.write():
                log.info("another server goes on with the log")

    def _refresh_with(self, connection: psycopg.Connection[Any]) -> State:
        losses = self._latest.losses
        state = self._latest.refresh(connection)
        if self._latest.losses != losses:
            log.error("changes that were shown are not in the database any more: what was made of them is forgotten")
            self._lost()
        return state
