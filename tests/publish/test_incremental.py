"""Whatever is kept from before, the bytes are those that a process started now would write."""

from __future__ import annotations

import gzip
import random
import zlib
from datetime import datetime, timedelta
from functools import partial

import msgspec
import pytest

from tests.factory import DAWN, event
from tests.render.chronicle import CHRONOLOGY, FEED, store_of
from timeline.dates import When
from timeline.model.change import classify
from timeline.model.event import Place, Translation
from timeline.model.feed import Feed
from timeline.model.query import Filter
from timeline.publish.body import compressed
from timeline.publish.cache import FragmentCache
from timeline.publish.freshness import MatchingEvents, RecentChanges
from timeline.publish.publisher import Publisher
from timeline.publish.stretches import StretchCache
from timeline.render import FORMATS

DATES = [
    "2025-07-01",
    "2025-07-04",
    "2025-07",
    "2013-21",
    "198X",
    "2025-06-30/2025-07-10",
    "[..2025-09]",
    "-0043",
    "1999-07-02",
]
STATUSES = ["happened", "expected", "cancelled", "postponed", "withdrawn", "merged", "disputed"]
TAGS = [(), ("fish",), ("boats",), ("fish", "boats")]
FEEDS = (
    FEED,
    Feed(slug="fish", title="Fish", filter=Filter(tags=("fish",)), limit=3, updated=DAWN),
    Feed(slug="new", title="New", filter=Filter(since="2025", statuses=("expected", "happened")), updated=DAWN),
)
ASKED = [
    ("all", "", {}), ("all", "changes", {}), ("all", "coming", {}), ("all", "on-this-day", {}), ("fish", "", {}),
    ("fish", "changes", {}), ("new", "", {}), ("new", "coming", {}), ("all", "", {"tag": ["boats"]}),
    ("all", "", {"q": ["again"]}), ("fish", "", {"past": ["none"], "cancelled": ["drop"]}),
    ("all", "", {"feed": ["fish", "new"]}), ("all", "", {"fuzzy": ["omit"], "lang": ["de"], "alarm": ["-P1D"]}),
]  # fmt: skip


def edit(dice: random.Random, store, id: str, at: datetime) -> None:
    """Revise one event in one way or another."""
    old = store.event(id)
    status = dice.choice(STATUSES)
    edits = [
        {"when": When.parse(dice.choice(DATES))},
        {
            "status": status,
            "merged_into": "e0" if status == "merged" and id != "e0" else "",
            "reason": dice.choice("abc"),
        },
        {"tags": dice.choice(TAGS)},
        {"title": f"{old.title} again"[:80]},
        {"places": (Place(name=dice.choice("ABC")),)},
        {"translations": {"de": Translation(title=f"Titel {dice.random()}")}},
    ]
    change = classify(old, msgspec.structs.replace(old, **dice.choice(edits)), at)
    if change is not None:
        store.apply([change])


@pytest.mark.parametrize("seed", range(3))
def test_random_edits_leave_what_a_fresh_process_would_write(seed):
    dice = random.Random(seed)
    store = store_of(*(event(f"e{n}", dice.choice(DATES), tags=dice.choice(TAGS)) for n in range(12)), feeds=FEEDS)
    kept = Publisher(store, CHRONOLOGY)
    modified: dict[tuple[str, str, str, str], datetime] = {}
    now = DAWN
    for _ in range(12):
        now += timedelta(hours=dice.choice([1, 5, 30, 24 * 40]))
        for _ in range(dice.choice([0, 1, 1, 4])):
            edit(dice, store, f"e{dice.randrange(12)}", now - timedelta(seconds=dice.randrange(1, 3000)))
        format = dice.choice(list(FORMATS))
        fresh = Publisher(store, CHRONOLOGY)
        for slug, view, parameters in ASKED:
            one, two = (each.feed(slug, format, parameters, now, view) for each in (kept, fresh))
            assert one.data == two.data
            assert (one.gzip, one.modified, one.expires) == (two.gzip, two.modified, two.expires)
            address = (slug, view, str(parameters), format)
            assert one.modified >= modified.get(address, DAWN)
            assert one.modified <= now
            modified[address] = one.modified


@pytest.mark.parametrize("seed", range(3))
def test_what_is_followed_is_what_the_store_selects(seed):
    dice = random.Random(seed)
    store = store_of(*(event(f"e{n}", dice.choice(DATES), tags=dice.choice(TAGS)) for n in range(12)))
    matches = MatchingEvents(store, RecentChanges(store))
    filters = [
        Filter(),
        Filter(tags=("fish",)),
        Filter(since="2025"),
        Filter(statuses=("expected",)),
        Filter(q="again"),
    ]
    for step in range(40):
        edit(dice, store, f"e{dice.randrange(12)}", DAWN + timedelta(hours=step))
        filter = dice.choice(filters)
        assert [e.id for e in matches.standing(filter)] == [e.id for e in store.select(filter)]
        assert matches.standing(filter) == store.select(filter)
        assert {e.id for e in matches.gone(filter)} == {
            e.id for e in store.select(filter, gone_since=DAWN) if filter.gone(e)
        }


def test_matches_that_have_no_room_are_read_again():
    store = store_of(*(event(f"e{n}") for n in range(5)))
    matches = MatchingEvents(store, RecentChanges(store), room=3)
    assert len(matches.standing(Filter())) == 5
    assert len(matches.standing(Filter())) == 5


def test_recent_changes_are_read_once(monkeypatch):
    store = store_of(*(event(f"e{n}") for n in range(5)))
    recent = RecentChanges(store)
    asked = []
    changes = store.changes
    monkeypatch.setattr(store, "changes", lambda after, limit: asked.append((after, limit)) or changes(after, limit))
    assert [change.position for change in recent.between(2, 5)] == [3, 4, 5]
    assert [change.position for change in recent.between(3, 5)] == [4, 5]
    assert recent.between(5, 5) == []
    assert [change.position for change in recent.between(1, 5)] == [2, 3, 4, 5]
    assert asked == [(2, 3), (1, 4)]
    assert recent.between(0, 10_000) is None


def test_pieces_joined_and_compressed_in_stretches_are_the_same_bytes():
    dice = random.Random(1)
    pieces = [f"entry {n} {dice.random()}\r\n".encode() * 5 for n in range(1000)]
    kept = StretchCache()
    first = kept.body(pieces, "text/plain", DAWN)
    pieces[500] = b"another\r\n"
    del pieces[700]
    second, fresh = kept.body(pieces, "text/plain", DAWN), StretchCache().body(pieces, "text/plain", DAWN)
    assert (second.data, second.gzip, second.etag) == (fresh.data, fresh.gzip, fresh.etag)
    assert gzip.decompress(second.gzip) == second.data == b"".join(pieces)
    assert second.etag != first.etag
    assert len(second.gzip) < 1.2 * len(compressed(second.data))


def test_one_changed_piece_compresses_one_stretch(monkeypatch):
    dice = random.Random(1)
    pieces = [f"entry {n} {dice.random()}\r\n".encode() for n in range(2000)]
    kept = StretchCache()
    kept.body(pieces, "text/plain", DAWN)
    compressed_bytes = []
    fine = zlib.compressobj
    monkeypatch.setattr(zlib, "compressobj", lambda *given: compressed_bytes.append(1) or fine(*given))
    pieces[1000] = b"another\r\n"
    kept.body(pieces, "text/plain", DAWN)
    assert len(compressed_bytes) <= 4  # the stretch, at most two beside it, and the end


def test_nothing_makes_an_empty_body():
    made = StretchCache().body([], "text/plain", DAWN)
    assert (made.data, gzip.decompress(made.gzip)) == (b"", b"")


def test_a_fragment_is_rendered_once_for_each_state():
    rendered = []
    kept = FragmentCache()

    def get(state: int) -> bytes:
        return kept.get("atom", "a", state, lambda: rendered.append(state) or str(state).encode())

    assert [get(1), get(1), get(2), get(2), get(1)] == [b"1", b"1", b"2", b"2", b"1"]
    assert rendered == [1, 2, 1]


def test_fragments_of_other_groups_make_room_and_what_has_none_is_not_kept():
    kept = FragmentCache(room=5000)
    for n in range(3):
        kept.get("old", f"{n}", 1, lambda: b"x" * 1000)
    rendered: list[int] = []

    def render(n: int) -> bytes:
        rendered.append(n)
        return b"x" * 1000

    for _ in range(2):
        for n in range(6):
            kept.get("new", f"{n}", 1, partial(render, n))
    assert rendered == [0, 1, 2, 3, 4, 5, 3, 4, 5]
    assert kept.get("old", "0", 1, lambda: b"again") == b"again"
