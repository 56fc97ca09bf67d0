"""Databases into databases of the other kind, and back: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import Connection
from sqlalchemy import event as listen

from tests.databases import database, query
from tests.factory import DAWN, event
from tests.store.contract import added, revised
from timeline.dates import When
from timeline.errors import StoreUnavailable
from timeline.model.event import Claim, Mention
from timeline.model.feed import Feed
from timeline.model.query import Query
from timeline.model.source import Candidate, Decision, Health
from timeline.model.token import Token
from timeline.store import DatabaseLimits, Store, moving, open_store, servers
from timeline.store.contract import KeptDocument, Outcome
from timeline.store.moving import move

pytestmark = pytest.mark.postgres
LIMITS = DatabaseLimits()


def nothing(rows: int) -> None:
    """Progress that nobody looks at."""


def filled(url: str) -> None:
    """A database with something of every kind, and an event that is gone."""
    store = open_store(url, "first")
    store.apply([added(event(f"e{n}", f"{1990 + n}", tags=("water",), title="River\0 é")) for n in range(5)])
    later = DAWN + timedelta(hours=1)
    store.apply([revised(store.event("e1"), later, status="withdrawn"), revised(store.event("e2"), later, title="Dam")])
    store.set_feeds([Feed(slug="all", title="All")], DAWN)
    store.set_setting("authority", "example.org,2026")
    store.add_token(Token(digest="d", name="ana", scope="review", created=1, expires=9))
    claim = Claim(source="s", mention=Mention(key="k", title="T"), when=When.parse("2024"))
    store.settle(
        Outcome(
            attached={("s", "k"): (claim, "e1")},
            candidates=(Candidate(id="c", claim=claim, since=DAWN),),
            decisions=(Decision(source="s", key="k", verdict="same", event="e1", at=DAWN),),
            health=Health(source="s"),
            documents=(KeptDocument("s", "1", "{}", b"\0\xff", datetime(2026, 1, 1, tzinfo=UTC)),),
        )
    )
    store.settle(Outcome(dropped=(("s", "gone"),)))
    store.close()


def held(store: Store) -> list[object]:
    """What a reader can tell of a database."""
    page = store.page(Query(limit=2))
    following = store.page(Query(limit=9, cursor=page.next)).events
    evidence = [store.claims(), store.candidates(""), store.decisions(), store.health(), store.documents("s")]
    words = [store.page(Query(limit=9, cursor="")).events, store.tags(), store.heads(["e1"]), store.unwritten()]
    log = [store.generation, store.position(), store.changes(), page, following]
    return [*log, *evidence, *words, store.feeds(), store.tokens(), store.setting("authority")]


def opened(url: str) -> list[object]:
    store = open_store(url)
    try:
        return held(store)
    finally:
        store.close()


@pytest.fixture
def url() -> Iterator[str]:
    with database(empty=True) as url:
        yield url


def test_what_goes_to_a_server_and_back_is_what_it_was(tmp_path: Path, url: str) -> None:
    first, back = f"sqlite:{tmp_path / 'a.db'}", f"sqlite:{tmp_path / 'b.db'}"
    filled(first)
    moved = servers.move_database(first, url, LIMITS, nothing)
    assert (moved.events, moved.position) == (5, 7)
    assert opened(url) == opened(first)
    assert servers.move_database(url, back, LIMITS, nothing) == moved
    assert opened(back) == opened(first)
    store = open_store(url)
    assert store.apply([added(event("new", "2030", title="Dam"))]) == 8
    assert [each.id for each in store.select(Query().filter)][-1] == "new"
    store.close()


def test_a_target_that_holds_something_is_refused_and_stays_as_it_was(tmp_path: Path, url: str) -> None:
    first = f"sqlite:{tmp_path / 'a.db'}"
    filled(first)
    store = open_store(url)
    store.set_feeds([Feed(slug="mine", title="Mine")], DAWN)
    store.close()
    before = opened(url)
    with pytest.raises(StoreUnavailable, match=r"not empty \(feeds\)"):
        servers.move_database(first, url, LIMITS, nothing)
    assert opened(url) == before


@pytest.mark.parametrize("forwards", [True, False])
def test_a_move_that_fails_at_the_end_leaves_nothing(tmp_path: Path, url: str, forwards: bool) -> None:
    file = tmp_path / "a.db"
    source, target = (f"sqlite:{file}", url) if forwards else (url, f"sqlite:{file}")
    filled(source)
    digests = iter(["read", "written"])
    with (
        patch.object(moving, "_digest", lambda rows: (list(rows), next(digests))[1]),
        pytest.raises(StoreUnavailable, match="nothing was moved"),
    ):
        servers.move_database(source, target, LIMITS, nothing)
    if forwards:
        store = open_store(url)
        assert (store.position(), store.feeds(), store.tokens(), store.claims()) == (0, [], [], {})
        store.close()
    else:
        assert not list(tmp_path.iterdir())


def test_a_source_that_is_not_there_is_not_made(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreUnavailable, match="no such database"):
        servers.move_database(f"sqlite:{tmp_path / 'none.db'}", url, LIMITS, nothing)
    assert not list(tmp_path.iterdir())


def test_a_backup_of_a_server_is_restored_into_it_under_another_generation(tmp_path: Path, url: str) -> None:
    filled(url)
    kept = opened(url)
    copy = servers.backup(url, tmp_path / "copy.db", LIMITS, nothing)
    assert (copy.events, copy.position) == (5, 7)
    assert opened(str(tmp_path / "copy.db")) == kept
    # A name that an address gives its connections hides them from nobody.
    store = open_store(f"{url}&application_name=replica")
    store.apply([added(event("later"))])
    with pytest.raises(StoreUnavailable, match="in use"):
        servers.restore(tmp_path / "copy.db", url, "second", LIMITS, replace=True, progress=nothing)
    store.close()
    with pytest.raises(StoreUnavailable, match="not empty"):
        servers.restore(tmp_path / "copy.db", url, "second", LIMITS, replace=False, progress=nothing)
    servers.restore(tmp_path / "copy.db", url, "second", LIMITS, replace=True, progress=nothing)
    assert opened(url) == ["second", *kept[1:]]


def test_a_backup_into_a_file_that_cannot_be_made_says_so(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreUnavailable, match="folder that can be written"):
        servers.backup(url, tmp_path / "none" / "copy.db", LIMITS, nothing)


def test_a_damaged_backup_is_not_restored(tmp_path: Path, url: str) -> None:
    (tmp_path / "copy.db").write_bytes(b"not a database " * 100)
    with pytest.raises(StoreUnavailable, match="damaged"):
        servers.restore(tmp_path / "copy.db", url, "g", LIMITS, replace=False, progress=nothing)


def test_the_log_is_gone_through_with_statistics_of_what_was_copied(tmp_path: Path) -> None:
    """With those of the empty table, which a server gathers by itself, the log is joined with itself row by row."""
    filled(str(tmp_path / "small.db"))
    known: list[float] = []

    def look(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        if "lead(changes" in statement:
            known.append(
                connection.exec_driver_sql("SELECT reltuples FROM pg_class WHERE relname = 'changes'").scalar()
            )

    with database() as url, servers.opened(url, LIMITS) as target:
        query(url, "ANALYZE changes")
        listen.listen(target.engine, "before_cursor_execute", look)
        with servers.opened(str(tmp_path / "small.db"), LIMITS) as source, source.read_all() as rows:
            moved = move(rows, target)
    assert known == [moved.position]
