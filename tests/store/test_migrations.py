"""A database of every earlier version becomes what `tables` describes, with the rows that a fresh one has."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from tests.factory import DAWN
from tests.factory import event as made
from timeline.dates import When
from timeline.model.change import Change
from timeline.model.event import Claim, Mention
from timeline.model.query import Filter
from timeline.model.source import Candidate
from timeline.model.titles import listing
from timeline.store import evidence, migrations, rows, tables
from timeline.store.contract import Store
from timeline.store.sqlite import SQLiteStore

VERSIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
"""Each has a file of rows as that version wrote them, put into what the migrations up to it make."""
SAMPLES = Path(__file__).parent / "versions"
NAMED = "kind, name, words, events, latitude, longitude, located"
LABELS = " JOIN names ON names.id = {prefix}labels.name"
DERIVED = {
    "occurrences": "SELECT * FROM occurrences ORDER BY event, key",
    "changes": "SELECT position, event, at, previous, about, body FROM changes ORDER BY position",
    "events": "SELECT * FROM events ORDER BY position",
    "past": "SELECT * FROM past_events ORDER BY position",
    "names": f"SELECT {NAMED} FROM names WHERE events > 0 ORDER BY kind, name",
    "search": "SELECT term, col, doc, offset FROM terms ORDER BY doc, col, offset",
    "past search": "SELECT term, col, doc, offset FROM past_terms ORDER BY doc, col, offset",
    **{
        f"{prefix}{name}": f"SELECT {columns} FROM {prefix}{name}{joined} ORDER BY {columns}"
        for prefix in ("", "past_")
        for name, columns, joined in (
            ("spans", "position, kind, size, first, last", ""),
            ("labels", "position, kind, names.name, sort, updated", LABELS.format(prefix=prefix)),
        )
    },
}
LATER = """
from alembic import op
from sqlalchemy import Column, Text

revision = "9000"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("feeds", Column("colour", Text, nullable=False, server_default=""))
"""


def database(path: Path, version: str) -> Path:
    """A database of an earlier version, filled with the rows of it and of those before."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        for earlier in VERSIONS[: VERSIONS.index(version) + 1]:
            migrations.upgrade(connection, earlier)
            for line in (SAMPLES / f"{earlier}.sql").read_text(encoding="utf-8").splitlines():
                connection.exec_driver_sql(line)
    engine.dispose()
    return path


def shape(connection: Connection) -> dict[str, tuple[list[str], list[str], list[str], list[str]]]:
    """Columns, keys, indexes and references of each table; those of alembic, of the full-text index and of what is
    only a cache excepted."""
    inspector = inspect(connection)
    own = [
        name
        for name in inspector.get_table_names()
        if not name.startswith(("alembic", "found", "past_found", "fragments"))
    ]
    return {name: described(inspector, name) for name in own}


def described(inspector: Any, table: str) -> tuple[list[str], list[str], list[str], list[str]]:
    columns = [f"{c['name']} {c['type']} {c['nullable']}" for c in inspector.get_columns(table)]
    indexes = [f"{i['name']} {i['column_names']} {i['unique']}" for i in inspector.get_indexes(table)]
    references = [
        f"{k['constrained_columns']} {k['referred_table']} {k['options']}" for k in inspector.get_foreign_keys(table)
    ]
    primary = list(inspector.get_pk_constraint(table)["constrained_columns"])
    return columns, primary, sorted(indexes), sorted(references)


def strict(connection: Connection) -> list[str]:
    names = connection.scalars(
        text("SELECT name FROM pragma_table_list WHERE strict AND name != 'fragments' ORDER BY name")
    )
    return list(names)


def derived(store: SQLiteStore) -> dict[str, list[tuple[Any, ...]]]:
    with store.engine.begin() as connection:
        for prefix in ("", "past_"):
            words = f"CREATE VIRTUAL TABLE temp.{prefix}terms USING fts5vocab(main, {prefix}found, instance)"
            connection.execute(text(words))
        found = {name: list(map(tuple, connection.execute(text(sql)))) for name, sql in DERIVED.items()}
        for prefix in ("", "past_"):
            connection.execute(text(f"DROP TABLE temp.{prefix}terms"))
    return found


def execute(path: Path, *statements: str) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def fresh(like: Store) -> SQLiteStore:
    """A database made now, to which the same changes were applied."""
    store = SQLiteStore(":memory:", "1")
    store.apply(like.changes())
    return store


@pytest.fixture
def live() -> Iterator[Connection]:
    """A database made from the tables of this version, without migrations."""
    assert evidence.TABLES  # they are registered when the module is imported
    with create_engine("sqlite://").begin() as connection:
        tables.metadata.create_all(connection)
        yield connection


def test_every_version_has_a_sample() -> None:
    folder = migrations.FOLDER / "versions"
    assert sorted(path.name[:4] for path in folder.glob("[0-9]*.py")) == list(VERSIONS)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_filled_database_of_an_earlier_version_gets_the_shape_of_this_one(
    tmp_path: Path, live: Connection, version: str
) -> None:
    store = SQLiteStore(str(database(tmp_path / "a.db", version)), "1")
    with store.read() as connection:
        assert shape(connection) == shape(live)
        assert strict(connection) == strict(live)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_filled_database_of_an_earlier_version_keeps_its_rows_and_derives_the_rest(
    tmp_path: Path, version: str
) -> None:
    store = SQLiteStore(str(database(tmp_path / "a.db", version)), "1")
    assert (store.generation, store.position(), store.setting("files")) == ("first", 3, "abc")
    assert [event.id for event in store.select(Filter(q="yangtze"))] == ["sturgeon"]
    held = derived(store)
    assert len(held["events"]) == len({row[2] for row in held["search"]}) == 3
    assert held == derived(fresh(store))


def test_what_sources_said_in_an_earlier_version_is_still_read(tmp_path: Path) -> None:
    store = SQLiteStore(str(database(tmp_path / "a.db", "0002")), "1")
    assert [event for _, event in store.claims().values()] == ["sturgeon"]
    assert store.decisions()["wire", "k1"][0].verdict == "same"
    assert store.health_of("wire").failures == 2
    assert store.documents("wire") == [("{}", b"<html>")]
    assert [(token.name, token.expires, token.used) for token in store.tokens()] == [("laptop", 0, 0)]


def test_claims_of_an_earlier_version_are_found_by_what_identifies_them(tmp_path: Path) -> None:
    path = database(tmp_path / "a.db", "0002")
    claim = Claim(
        source="wire", mention=Mention(key="k2", title="Dam", uid="u", url="https://a"), when=When.parse("1913")
    )
    candidate = Candidate(id="c", claim=claim, since=DAWN)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        body, waiting = msgspec.json.encode(claim).decode(), msgspec.json.encode(candidate).decode()
        values = {"body": body, "waiting": waiting}
        connection.execute(text("INSERT INTO claims VALUES ('wire', 'k2', 'dam', :body)"), values)
        connection.execute(text("INSERT INTO candidates VALUES ('c', 'waiting', 0, :waiting)"), values)
    engine.dispose()
    store = SQLiteStore(str(path), "1")
    assert store.claims_named(["u"], []) == store.claims_named([], ["https://a"]) == {("wire", "k2"): (claim, "dam")}
    assert store.listed([listing("The dam", claim.when)]) == {listing("Dam", claim.when): {"wire"}}
    assert [each.id for each in store.candidates(source="wire")] == ["c"]


def test_a_later_version_adds_its_column_to_a_fresh_database_and_to_a_filled_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = database(tmp_path / "a.db", "0002")
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, folder)
    (folder / "versions" / "9000_colour.py").write_text(LATER, encoding="utf-8")
    monkeypatch.setattr(migrations, "FOLDER", folder)
    for path in (str(filled), str(tmp_path / "fresh.db")):
        with SQLiteStore(path, "1").read() as connection:
            assert "colour" in [column["name"] for column in inspect(connection).get_columns("feeds")]
            assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9000"


def test_rows_made_by_other_rules_are_made_anew_at_open(tmp_path: Path) -> None:
    path = database(tmp_path / "a.db", "0002")
    SQLiteStore(str(path), "1").close()
    execute(
        path,
        "UPDATE settings SET value = 'earlier' WHERE name = 'derived'",
        "UPDATE events SET sort = x'00', precision = 'century' WHERE id = 'sturgeon'",
        "DELETE FROM spans",
        "DELETE FROM names",
        "INSERT INTO names (kind, name, words, events) VALUES ('tag', 'of no event', '', 7)",
        "INSERT INTO labels SELECT id, x'00', 99, 0 FROM names",
        "INSERT INTO past_spans VALUES (0, 0, 0, 0, 99)",
        "INSERT INTO found (rowid, title, terms) VALUES (99, 'words', 'of no event')",
    )
    store = SQLiteStore(str(path), "1")
    assert derived(store) == derived(fresh(store))
    assert store.setting("derived") == rows.DERIVATION
    assert store.position() == 3


def test_rows_made_by_the_same_rules_are_not_looked_at(tmp_path: Path) -> None:
    path = database(tmp_path / "a.db", "0002")
    SQLiteStore(str(path), "1").close()
    execute(path, "UPDATE spans SET last = 0", "DELETE FROM names WHERE name = 'rivers'")
    before = path.read_bytes()
    store = SQLiteStore(str(path), "1")
    with store.read() as connection:
        assert connection.scalar(text("SELECT max(last) FROM spans")) == 0
    store.close()
    assert path.read_bytes() == before


def test_more_events_than_a_batch_are_all_derived(tmp_path: Path) -> None:
    path = database(tmp_path / "a.db", "0001")
    copies = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)"
    body = "replace(body, '\"dam\"', '\"dam' || i || '\"')"
    columns = f"3 + i, 'dam' || i, at, {body}, recorded"
    execute(path, f"INSERT INTO changes {copies} SELECT {columns} FROM changes, n WHERE event = 'dam'")
    store = SQLiteStore(str(path), "1")
    assert store.count(Filter()) == 6002
    held = derived(store)
    assert len(held["events"]) == 6003
    assert {row[2] for row in held["search"]} == {row[0] for row in held["spans"]} == {row[0] for row in held["events"]}
    assert all(store.event(f"dam{n}").id == f"dam{n}" for n in (1, 5000, 6000))


@pytest.mark.parametrize("seconds", [(0, 1, 2), (0, 5, 3), (0, 5, 5, 1), (4, 3, 2, 1), (3, 6, 0, 8, 2)])
def test_revisions_of_an_earlier_version_are_told_by_instant_even_where_a_clock_went_back(
    tmp_path: Path, seconds: tuple[int, ...]
) -> None:
    path = database(tmp_path / "a.db", "0005")
    insert = text("INSERT INTO changes VALUES (:position, 'a', :at, :body, 0)")
    engine = create_engine(f"sqlite:///{path}")
    before, log = None, []
    for number, second in enumerate(seconds):
        at, after = DAWN + timedelta(seconds=second), made("a", title=f"Title {number}", tags=(f"t{number}",))
        log.append(Change(event="a", kind="revised", at=at, fields=("title",), before=before, after=after))
        before = after
    with engine.begin() as connection:
        for number, change in enumerate(log):
            body = msgspec.json.encode(change, order="deterministic").decode()
            connection.execute(insert, {"position": 4 + number, "at": int(change.at.timestamp()), "body": body})
    engine.dispose()
    store = SQLiteStore(str(path), "1")
    assert [msgspec.structs.replace(change, position=0) for change in store.history("a")] == log
    assert derived(store) == derived(fresh(store))
    for second in range(-1, 9):
        then = DAWN + timedelta(seconds=second)
        earlier = [change.after for change in log if change.at <= then]
        assert [each for each in store.as_of(then) if each.id == "a"] == earlier[-1:]


def test_the_last_revision_is_told_by_the_names_of_the_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.latest()]
