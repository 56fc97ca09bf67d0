"""`timeline verify` on PostgreSQL: what is sound, and what is damaged, is said of it as of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.test_verify import DAMAGES, fill
from tests.databases import address, administer, database, new_database, query
from timeline.cli.main import main
from timeline.store import open_store

pytestmark = pytest.mark.postgres

SOUND = "the database of DATABASE_URL is sound\n"


@pytest.fixture(scope="module")
def sound() -> Iterator[str]:
    """The name of a database with events of sources."""
    name = new_database()
    with closing(open_store(address(name), "first")) as store:
        fill(store)
    yield name
    administer("DROP DATABASE {}", name)


@pytest.fixture
def url(sound: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A copy of it, to be damaged, named by the settings of a folder."""
    name = f"{sound}_damaged"
    administer("CREATE DATABASE {} TEMPLATE {}", name, sound)
    (tmp_path / "timeline.toml").write_text('title = "Rivers"\nauthority = "rivers.example,2026"\n', encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", address(name))
    monkeypatch.chdir(tmp_path)
    yield address(name)
    administer("DROP DATABASE {} WITH (FORCE)", name)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, [*words], env={"COLUMNS": "200"})


def test_a_sound_database_is_said_to_be_so_and_its_backup_too(url: str) -> None:
    done = run("verify")
    assert (done.exit_code, done.output) == (0, SOUND)
    assert run("backup", "copy.db").exit_code == 0
    assert run("verify", "copy.db").output == "copy.db is sound\n"


DERIVED = [said for said in DAMAGES if "1 row" in said or "(place Lyon)" in said]
INDEX = {
    # what is said                              # what was done
    "found: 1 entry not as the log has it (list)": "UPDATE found SET vector = 'other' WHERE position ="
    " (SELECT position FROM events WHERE id = 'list')",
    "past_found: 1 entry not as the log has it (market)": "DELETE FROM past_found WHERE position ="
    " (SELECT position FROM past_events WHERE id = 'market')",
    "found: 1 entry not as the log has it (position 99)": "INSERT INTO found VALUES (99, true, ' a ', 'a')",
    "found: 1 entry not as the log has it (spring)": "UPDATE found SET terms = ' kerry ' WHERE position ="
    " (SELECT position FROM events WHERE id = 'spring')",
}


@pytest.mark.parametrize("said", INDEX)
def test_what_is_wrong_with_the_full_text_index_is_named(url: str, said: str) -> None:
    query(url, INDEX[said])
    done = run("verify")
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert said in done.output
    assert "`timeline migrate --derive`" in done.output


def test_what_follows_from_the_log_is_made_anew(url: str) -> None:
    for said in DERIVED:
        query(url, DAMAGES[said])
    done = run("verify")
    assert done.exit_code == 1
    for table in ("events", "past_events", "spans", "past_spans", "labels", "past_labels", "names", "occurrences"):
        assert f" of the table {table} " in done.output
    assert run("migrate", "--derive").exit_code == 0
    assert run("verify").output == SOUND


@pytest.mark.parametrize(
    "said", ["missing from the log of changes", "cannot be read", "of another version of timeline"]
)
def test_what_is_wrong_with_the_log_and_the_shape_is_named(url: str, said: str) -> None:
    query(url, DAMAGES[said].replace("= 40", "= 3").replace("= 7", "= 4"))
    done = run("verify")
    assert (done.exit_code, said in done.output) == (1, True)


def test_a_database_that_timeline_never_opened_is_no_sound_one(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with database(empty=True) as empty:
        monkeypatch.setenv("DATABASE_URL", empty)
        done = run("verify")
        assert (done.exit_code, done.output.count("\n")) == (1, 1)
        assert "Traceback" not in done.output
        assert query(empty, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
