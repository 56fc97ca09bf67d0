"""SQLite: one file, one writer at a time, readers never blocked."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    TableClause,
    column,
    create_engine,
    event,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from timeline.errors import StoreUnavailable
from timeline.model.search_terms import phrases
from timeline.store import failures, fragments, migrations
from timeline.store.batches import insert_rows
from timeline.store.conditions import Condition, plain
from timeline.store.contract import Lease, Readiness
from timeline.store.database_file import DatabaseFile
from timeline.store.derivation import derive, is_stale
from timeline.store.interrupts import Interrupts
from timeline.store.leases import ENDING, FileLease, OwnLease
from timeline.store.rows import Terms
from timeline.store.sql import SQLStore
from timeline.store.tables import CURRENT, PAST, Revisions
from timeline.store.versions import VERSIONS, name_log, refuse_other_versions, refuse_others

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000", "cache_size=-16000")
TITLE: Final = 10.0
"""How much more a word counts in a title than in the rest of a text."""


@cache
def _index(words: str) -> TableClause:
    """A full-text index: a column of its own name is what is searched. Titles stand in `terms` too, so that a phrase
    is found wherever it stands."""
    return table(words, column("rowid", Integer), column(words), column("title"), column("terms"))


@cache
def _columns(words: str) -> TableClause:
    """The columns that a row of it is put in with."""
    return table(words, column("rowid", Integer), column("title"), column("terms"))


def _create(words: str) -> str:
    # Without content: the bodies have it. What is taken out is said again, and `derivation` keeps the rules in step.
    # A longer prefix is found by going through all words that begin so: what is typed is rarely longer than these.
    options = "content='', tokenize='unicode61', prefix='2 3 4 5 6 7'"
    return f"CREATE VIRTUAL TABLE IF NOT EXISTS {words} USING fts5(title, terms, {options})"


def _quoted(typed: str) -> str:
    """Typed words as an FTS5 query in which everything is quoted, so nothing a reader types is syntax."""
    parts = ['"' + " ".join(phrase) + '"' + ("*" if phrase.prefix else "") for phrase in phrases(typed)]
    return " ".join(parts)


class Look(NamedTuple):
    """What was seen when the log and the feeds were last looked at."""

    commits: int
    position: int
    feeds: list[tuple[str, str]]
    version: int


class SQLiteStore(SQLStore):
    """The store in one SQLite file; `:memory:` keeps it in memory, on one connection that threads take in turn."""

    def __init__(self, path: str, generation: str) -> None:
        self._lock = threading.Lock()
        self._former = Look(-1, -1, [], 0)
        self._seen: Look | None = None
        self._interrupts = Interrupts()
        self._file = DatabaseFile(path)
        engine = _engine(self._file, self._interrupts)
        try:
            with engine.begin() as connection:
                migrations.upgrade(connection)
                self._derive(connection)
                fragments.cache.create_all(connection)
                generation = name_log(connection, generation)
            self._file.remember()
            self._watch = None if path == ":memory:" else _plain(path)
        except StoreUnavailable as error:
            engine.dispose()
            raise type(error)(error.sentence, path) from error.__cause__
        except (DBAPIError, sqlite3.Error) as error:
            engine.dispose()
            raise StoreUnavailable(f"it cannot be opened ({getattr(error, 'orig', error)})", path) from error
        super().__init__(engine, generation)

    def _derive(self, connection: Connection) -> None:
        """Make the index where there is none, and all that follows from the events where the rules have changed."""
        if is_stale(connection):
            self.derive(connection)
        for tables in (CURRENT, PAST):
            connection.execute(text(_create(tables.words)))

    def derive(self, connection: Connection) -> None:
        for tables in (CURRENT, PAST):
            connection.execute(text(f"DROP TABLE IF EXISTS {tables.words}"))
            connection.execute(text(_create(tables.words)))
        derive(connection, self.index)

    def bound(self, over: Callable[[], bool]) -> AbstractContextManager[None]:
        return self._interrupts.bound(over)

    def search(self, connection: Connection, tables: Revisions, typed: str, *, alone: bool) -> Condition:
        index = _index(tables.words)
        matches = index.c[tables.words].match(_quoted(typed))
        positions = select(index.c.rowid.label("position")).where(matches)
        # Asked once: for one row alone FTS5 goes through all that begins with a word.
        return Condition(plain(tables.events.c.position).in_(positions), positions, typed=typed, is_of_row=False)

    def ranked(self, typed: str, chosen: Select[Any]) -> Select[Any]:
        index = _index(CURRENT.words)
        matches = index.c[CURRENT.words].match(_quoted(typed))
        score = func.bm25(literal_column(CURRENT.words), TITLE, 1.0)
        newest = chosen.cte("chosen")
        # The plus keeps the index from being asked anew for each of the chosen; it begins at the first of them.
        among = plain(index.c.rowid).in_(select(newest.c.position))
        first = select(func.min(newest.c.position)).scalar_subquery()
        ranked = select(index.c.rowid.label("position"), score.label("score"))
        return ranked.where(matches, index.c.rowid >= first, among)

    def close(self) -> None:
        self._file.is_open = False
        if self._watch is not None:
            self._watch.close()
        super().close()

    def lease(self) -> Lease:
        path = self._file.path
        return OwnLease() if path == ":memory:" else FileLease(Path(path + ENDING))

    def check(self) -> Readiness:
        self._file.check_room()
        return super().check()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            refuse_other_versions(connection)
            yield connection

    def write_cache(self) -> AbstractContextManager[Connection]:
        return self.engine.begin()

    def position(self) -> int:
        return self._look().position

    def position_now(self) -> int:
        return self.position()

    def follow(self, lost: Callable[[], None] = lambda: None) -> None:
        """To look costs nothing here, and no other server has the log."""

    def is_shared(self) -> bool:
        return False

    def version(self) -> int:
        return self._look().version

    def _look(self) -> Look:
        """The state of what answers are made from. `PRAGMA data_version` of one kept connection tells whether any other
        has committed since; most commits change neither the log nor the feeds (health of sources, kept fragments)."""
        if self._watch is None:
            # Its one connection does not count its own commits, and in the middle of one shows what may yet be undone.
            with self.read() as connection, self._lock:
                return self._look_again(connection.exec_driver_sql, commits=0)
        with self._lock, self._explained():
            self._file.check()
            commits = int(self._watch.execute("PRAGMA data_version").fetchone()[0])
            if self._seen is None or self._seen.commits != commits:
                refuse_others(*self._watch.execute(VERSIONS).fetchone())
                self._seen = self._look_again(self._watch.execute, commits)
            return self._seen

    def _look_again(self, ask: Callable[[str], Any], commits: int) -> Look:
        position = int(ask("SELECT position FROM meta").fetchone()[0])
        feeds = [(slug, body) for slug, body in ask("SELECT slug, body FROM feeds ORDER BY slug")]
        same = (position, feeds) == (self._former.position, self._former.feeds)
        self._former = Look(commits, position, feeds, self._former.version + (not same))
        return self._former

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise failures.explained(error) or error from error

    def index(self, connection: Connection, words: str, gone: Sequence[Terms], held: Sequence[Terms]) -> None:
        if gone:
            # A row whose first column, named like the index, says so is a command.
            forget = [(position, "delete", title, terms) for position, title, terms in gone]
            insert_rows(connection, _index(words), forget)
        insert_rows(connection, _columns(words), held)


def _engine(file: DatabaseFile, interrupts: Interrupts) -> Any:
    path = file.path
    if path != ":memory:":
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"{error.strerror}: choose another folder with DATA", path) from error
    memory: dict[str, Any] = {}
    if path == ":memory:":
        # Another connection would see another database, and two threads at once on one would be in one transaction.
        memory = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
    engine = create_engine(f"sqlite+pysqlite:///{path}", connect_args={"check_same_thread": False}, **memory)
    failures.translate(engine)

    @event.listens_for(engine, "handle_error")
    def _abandon(context: Any) -> None:
        if interrupts.is_abandoned(context.original_exception):
            raise KeyboardInterrupt from context.original_exception

    @event.listens_for(engine, "do_connect")
    def _before_connecting(*_: Any) -> None:
        file.check()  # SQLite would make a new file in the place of one that was deleted

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        interrupts.watch(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        file.check()
        connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reads") else "BEGIN IMMEDIATE")

    return engine


def _plain(path: str) -> sqlite3.Connection:
    return sqlite3.connect(path, check_same_thread=False, isolation_level=None)
