"""Loading a folder into a store: what becomes a change, when, and that every machine with the same files agrees."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.factory import event
from tests.files import folder
from tests.files.folder import DAWN, ENTRY, FEED
from timeline import files, load
from timeline.dates import When
from timeline.errors import Conflict, InvalidFiles, InvalidHistory
from timeline.files import comparison, history
from timeline.files.comparison import unrecorded_problems
from timeline.model.change import classify
from timeline.model.event import Citation, Event
from timeline.model.event import Conflict as Contrary
from timeline.store import Store, open_store

HOUR = timedelta(hours=1)
HISTORY = history.FILE


@pytest.fixture
def store():
    opened = open_store(":memory:")
    yield opened
    opened.close()


@pytest.fixture
def directory(tmp_path) -> Path:
    return folder.make(tmp_path / "rivers")


def served(directory: Path, store: Store, hours: int) -> load.Loaded:
    """What plain `serve` does, so many hours after the first entry."""
    return load.load_directory(directory, {}, store, DAWN + hours * HOUR)


def run(directory: Path, store: Store, hours: int) -> load.Loaded:
    """What `make run` and `check --fix` do."""
    return load.load_directory(directory, {}, store, DAWN + hours * HOUR, record=True)


def rebuilt(directory: Path) -> Store:
    """A new database made from the folder alone, much later."""
    fresh = open_store(":memory:")
    served(directory, fresh, 1000)
    return fresh


def edit(directory: Path, old: str, new: str) -> None:
    path = directory / "events.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# What becomes a change


def test_a_new_entry_is_as_old_as_it_says_however_late_it_is_loaded(directory, store):
    [added] = served(directory, store, 500).changes
    assert (added.kind, added.at, added.after.published) == ("added", DAWN, DAWN)


def test_two_machines_with_the_same_files_agree_before_anything_is_recorded(directory, store):
    served(directory, store, 5)
    other = rebuilt(directory)
    assert store.history("hatching") == other.history("hatching")
    assert store.feeds() == other.feeds()


def test_unchanged_files_are_not_even_read(directory, store, monkeypatch):
    served(directory, store, 1)
    monkeypatch.setattr(files, "read", None)
    assert served(directory, store, 2).unchanged


def test_unchanged_files_write_nothing(directory, tmp_path):
    path = tmp_path / "rivers.db"
    store = open_store(str(path))
    run(directory, store, 1)
    before = store.position(), (directory / HISTORY).read_bytes(), store.feeds()
    for write in ("apply", "set_feeds", "set_setting", "mark_recorded"):
        setattr(store, write, None)
    load.load(folder.read(directory), store, DAWN + 2 * HOUR, record=True)
    assert (store.position(), (directory / HISTORY).read_bytes(), store.feeds()) == before


def test_an_edit_is_a_change_of_now(directory, store):
    served(directory, store, 1)
    edit(directory, "2013-21", "2013-04-16")
    [refined] = served(directory, store, 2).changes
    assert (refined.kind, refined.at, refined.after.sequence) == ("refined", DAWN + 2 * HOUR, 1)


def test_an_edit_undone_is_a_change_too(directory, store):
    served(directory, store, 1)
    edit(directory, "Sturgeon hatch", "Sturgeon return")
    served(directory, store, 2)
    edit(directory, "Sturgeon return", "Sturgeon hatch")
    assert [change.kind for change in served(directory, store, 3).changes] == ["revised"]
    assert [change.after.sequence for change in store.history("hatching")] == [0, 1, 2]


def test_all_that_a_load_changes_has_one_instant_and_the_order_of_ids(directory, store):
    folder.make(directory, ENTRY + ENTRY.replace("hatching", "another"))
    served(directory, store, 1)
    edit(directory, "Sturgeon hatch", "Sturgeon return")
    assert [(c.at, c.event) for c in served(directory, store, 2).changes] == [
        (DAWN + 2 * HOUR, "another"),
        (DAWN + 2 * HOUR, "hatching"),
    ]


def test_a_deleted_entry_is_withdrawn(directory, store):
    run(directory, store, 1)
    folder.make(directory, "")
    [gone] = run(directory, store, 2).changes
    assert (gone.kind, gone.reason) == ("withdrawn", comparison.REMOVED)
    assert run(directory, store, 3).unchanged
    folder.make(directory)
    [back] = run(directory, store, 4).changes
    assert (back.kind, back.after.reason) == ("reinstated", "")


def test_a_withdrawn_entry_may_be_deleted(directory, store):
    folder.make(directory, ENTRY + "    status: withdrawn\n    reason: a rumour\n")
    run(directory, store, 1)
    folder.make(directory, "")
    assert run(directory, store, 2).changes == ()
    assert store.event("hatching").reason == "a rumour"


def test_half_a_file_is_not_taken_for_deleted_entries(directory, store):
    entries = [ENTRY.replace("hatching", f"e{n}") for n in range(40)]
    folder.make(directory, "".join(entries))
    run(directory, store, 1)
    folder.make(directory, "".join(entries[:20]))
    with pytest.raises(InvalidFiles, match="20 of 40 entries are gone"):
        run(directory, store, 2)
    assert store.event("e39").status == "happened"


def test_events_of_other_origins_are_left_alone(directory, store):
    other = event("from-a-source", origin="source")
    store.apply([classify(None, other, DAWN)])
    held = store.event("from-a-source")
    served(directory, store, 1)
    run(directory, store, 2)
    assert store.event("from-a-source") == held


def test_what_sources_say_of_an_entry_stays_with_it(directory, store):
    run(directory, store, 1)
    said = Citation(source="gazette", key="1", title="Sturgeon", when=When.parse("2014-05"))
    old = store.event("hatching")
    cited = replace(old, sources=(said,), conflicts=(Contrary(when=When.parse("2014-05"), citation=said),))
    store.apply([classify(old, cited, DAWN + 2 * HOUR)])
    edit(directory, "Sturgeon hatch", "Sturgeon return")
    run(directory, store, 3)
    held = store.event("hatching")
    assert (held.sources, held.conflicts) == (cited.sources, cited.conflicts)
    edit(directory, "2013-21", "2014")
    run(directory, store, 4)
    assert (store.event("hatching").sources, store.event("hatching").conflicts) == ((said,), ())
    assert [change.kind for change in rebuilt(directory).history("hatching")] == [
        "added",
        "sourced",
        "revised",
        "corrected",
    ]
    assert unrecorded_problems(folder.read(directory), DAWN + 5 * HOUR) == []


# What contradicts what is held


@pytest.mark.parametrize("record", [True, False])
def test_added_never_changes(directory, store, record):
    load.load_directory(directory, {}, store, DAWN + HOUR, record=record)
    edit(directory, "09:00:00Z", "09:00:01Z")
    with pytest.raises(InvalidFiles, match=r"events.yaml:2:5: .* write added: 2026-01-01T09:00:00Z"):
        served(directory, store, 2)


def test_an_id_never_changes(directory, store):
    run(directory, store, 1)
    edit(directory, "id: hatching", "id: hatched")
    with pytest.raises(InvalidFiles, match="had the id hatching, now hatched: ids never change: write id: hatching"):
        run(directory, store, 2)


def test_added_does_not_lie_in_the_future(directory, store):
    with pytest.raises(InvalidFiles, match="lies in the future"):
        served(directory, store, -1)


def test_plain_serve_refuses_an_entry_without_an_id_and_names_the_command(directory, store):
    edit(directory, "  - id: hatching\n    added", "  - added")
    with pytest.raises(InvalidFiles, match=r"events.yaml:2:5: .* has no id: run `timeline check --fix`"):
        served(directory, store, 1)
    assert run(directory, store, 1).fixed == 1


# History


def test_what_plain_serve_applied_is_recorded_as_it_was(directory, store):
    served(directory, store, 1)
    edit(directory, "2013-21", "2013-04-16")
    served(directory, store, 2)
    edit(directory, "2013-04-16", "2013-04-17")
    assert run(directory, store, 7).recorded == 4
    assert [change.at for change in rebuilt(directory).history("hatching")] == [DAWN, DAWN + 2 * HOUR, DAWN + 7 * HOUR]
    assert store.unrecorded() == []
    assert rebuilt(directory).history("hatching") == store.history("hatching")


def test_unrecorded_changes_are_told_with_the_command(directory, store):
    assert [problem.what for problem in unrecorded_problems(folder.read(directory), DAWN + HOUR)] == [
        'the entry "Sturgeon hatch" (hatching) is added, which is not in the history yet',
        "this revision of the feed is not in the history yet",
    ]
    run(directory, store, 1)
    assert unrecorded_problems(folder.read(directory), DAWN + 2 * HOUR) == []
    folder.make(directory, "", all=FEED + "limit: 5\n")
    told = unrecorded_problems(folder.read(directory), DAWN + 2 * HOUR)
    assert [(p.file, "check --fix" in p.remedy) for p in told] == [("events.yaml", True), ("feeds/all.yaml", True)]


def test_a_crash_between_recording_and_storing_is_healed(directory, store, monkeypatch):
    monkeypatch.setattr(store, "apply", None)
    with pytest.raises(TypeError):
        run(directory, store, 1)
    monkeypatch.undo()
    assert served(directory, store, 2).replayed == 1
    assert store.unrecorded() == []


def test_a_crash_while_recording_is_healed(directory, store):
    run(directory, store, 1)
    edit(directory, "2013-21", "2013-04-16")
    path = directory / HISTORY
    path.write_bytes(path.read_bytes() + b'{"digest":"0123","parent":"01')
    with pytest.raises(InvalidFiles, match=r"jsonl:4:1: the last line is cut off: run `timeline check --fix`"):
        served(directory, store, 2)
    assert [change.kind for change in run(directory, store, 2).changes] == ["refined"]
    assert len(path.read_bytes().splitlines()) == 4


def test_a_program_that_recorded_meanwhile_is_not_overwritten(directory, store):
    read = folder.read(directory)
    run(directory, open_store(":memory:"), 1)
    with pytest.raises(Conflict):
        load.load(read, store, DAWN + HOUR, record=True)
    assert run(directory, store, 1).replayed == 1


def test_an_older_folder_changes_nothing(directory, store):
    run(directory, store, 1)
    older = shutil.copytree(directory, directory.parent / "older")
    edit(directory, "2013-21", "2013-04-16")
    run(directory, store, 2)
    held = store.history("hatching")
    assert served(older, store, 3).older
    assert run(older, store, 3).older
    assert store.history("hatching") == held


def test_a_history_that_lost_lines_and_has_others_is_refused(directory, store):
    run(directory, store, 1)
    elsewhere = shutil.copytree(directory, directory.parent / "elsewhere")
    edit(directory, "2013-21", "2013-04-16")
    run(directory, store, 2)
    edit(elsewhere, "Sturgeon hatch", "Sturgeon return")
    run(elsewhere, open_store(":memory:"), 3)
    with pytest.raises(InvalidHistory, match="lacks 1 line that"):
        served(elsewhere, store, 4)


STORY = [
    # an edit of the entry, and the kind of change that it is
    ("when: 2013-21", "when: 2013-04-16", "refined"),
    ("when: 2013-04-16", "when: 2030-05\n    status: expected", "moved"),
    ("status: expected", "status: postponed\n    reason: floods\n    successor: second", "postponed"),
    ("status: postponed\n    reason: floods", "status: cancelled\n    reason: no money", "cancelled"),
    ("status: cancelled\n    reason: no money", "status: expected", "reinstated"),
    ("status: expected", "status: merged\n    merged_into: second", "merged"),
    ("status: merged\n    merged_into: second", "status: happened", "split"),
    ("title: Sturgeon hatch\n    when: 2030-05", "title: Sturgeon swim\n    when: 2030-05", "revised"),
    ("status: happened", "status: withdrawn\n    reason: a rumour", "withdrawn"),
]


def test_a_database_rebuilt_after_each_step_of_a_story_is_the_same(directory, store):
    second = ENTRY.replace("hatching", "second").replace("Sturgeon hatch", "Another").replace("2013-21", "2031")
    folder.make(directory, ENTRY + second)
    run(directory, store, 1)
    for hours, (old, new, kind) in enumerate(STORY, 2):
        edit(directory, old, new)
        assert [change.kind for change in run(directory, store, hours).changes] == [kind]
        fresh = rebuilt(directory)
        assert fresh.changes() == store.changes()
        assert fresh.feeds() == store.feeds()
    assert [change.after.sequence for change in store.history("hatching")] == list(range(len(STORY) + 1))


# Feeds


def test_a_feed_is_as_old_as_its_latest_revision(directory, store):
    run(directory, store, 1)
    assert [feed.updated for feed in store.feeds()] == [DAWN]
    folder.make(directory, all=FEED + "limit: 5\n", nature="title: Nature\nquery: {tag: nature}\n")
    loaded = run(directory, store, 2)
    assert loaded.feeds == ("all", "nature")
    assert {feed.slug: feed.updated for feed in store.feeds()} == {"all": DAWN + 2 * HOUR, "nature": DAWN}
    folder.make(directory, all=FEED, nature="title: Nature\nquery: {tag: nature}\n")
    run(directory, store, 3)
    assert {feed.slug: feed.updated for feed in store.feeds()} == {"all": DAWN + 3 * HOUR, "nature": DAWN}
    assert rebuilt(directory).feeds() == store.feeds()


def test_a_feed_that_another_machine_recorded_later_does_not_stay_behind(directory, store):
    run(directory, store, 1)
    folder.make(directory, all=FEED + "limit: 5\n")
    served(directory, store, 2)
    run(directory, open_store(":memory:"), 9)
    served(directory, store, 10)
    assert store.feeds() == rebuilt(directory).feeds()


def test_a_deleted_feed_is_gone(directory, store):
    run(directory, store, 1)
    (directory / "feeds" / "all.yaml").unlink()
    assert run(directory, store, 2).feeds == ("all",)
    assert store.feeds() == []


# Branches

TITLES = st.sampled_from(["hatch", "swim", "return"])
TAGS = st.sampled_from(["nature", "rivers"])
EDITS = st.lists(st.tuples(TITLES, TAGS, st.booleans(), st.integers(1, 3)), max_size=4)


def state(title: str, tag: str, translated: bool) -> str:
    """An entry; its translation is nothing that a calendar shows."""
    extra = "    translations: {fr: {title: Eclosion}}\n" if translated else ""
    return ENTRY.replace("hatch\n", f"{title}\n").replace("nature", tag) + extra


def work(directory: Path, edits: list[tuple[str, str, bool, int]], start: int) -> tuple[Store, int]:
    """A curator's branch with its own database, and the hour at which it ends."""
    store = open_store(":memory:")
    run(directory, store, start)
    for title, tag, translated, later in edits:
        start += later
        folder.make(directory, state(title, tag, translated))
        run(directory, store, start)
    return store, start


@given(EDITS, EDITS, st.sampled_from("ab"), st.booleans())
@settings(max_examples=15)
def test_every_machine_agrees_after_two_branches_are_merged(ours, theirs, winner, reverse):
    with tempfile.TemporaryDirectory() as name:
        a = folder.make(Path(name) / "a")
        run(a, open_store(":memory:"), 0)
        b = shutil.copytree(a, Path(name) / "b")
        (store_a, end_a), (store_b, end_b) = work(a, ours, 1), work(b, theirs, 1)
        seen = [[store.event("hatching")] for store in (store_a, store_b)]
        merged = shutil.copytree(a if winner == "a" else b, Path(name) / "merged")
        (merged / HISTORY).write_bytes(union(b, a) if reverse else union(a, b))
        hours = max(end_a, end_b) + 1
        stores = [store_a, store_b]
        for step in range(2):
            run(merged, stores[step % 2], hours + step)
            for store, revisions in zip(stores, seen, strict=True):
                served(merged, store, hours + step + 10)
                revisions.append(store.event("hatching"))
        fresh = rebuilt(merged).event("hatching")
    assert [store.event("hatching") for store in stores] == [fresh, fresh]
    assert all(map(never_back, seen))


def union(first: Path, second: Path) -> bytes:
    """The history that git's union merge makes of two."""
    lines = [line for directory in (first, second) for line in (directory / HISTORY).read_bytes().splitlines()]
    return b"".join(line + b"\n" for line in dict.fromkeys(lines))


def never_back(revisions: list[Event]) -> bool:
    """Whether instants and sequences only rise, and rise with every difference that a calendar must see."""
    return all(
        old == new or (new.updated > old.updated and new.sequence >= old.sequence + (old.title != new.title))
        for old, new in pairwise(revisions)
    )
