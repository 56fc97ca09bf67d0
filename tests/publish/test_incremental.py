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
from timeline.publish import stretches
from timeline.publish.body import body, compressed, digest
from timeline.publish.crc import combined, shift
from timeline.publish.fragments import Fragments
from timeline.publish.freshness import MatchingEvents, RecentChanges
from timeline.publish.publisher import Publisher
from timeline.publish.stretches import FIRST, LAST, Stretch, cut, long_body, revise
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


def placed(pieces: list[bytes]) -> list[tuple]:
    return [(((n,), ""), piece) for n, piece in enumerate(pieces)]


def texts(dice: random.Random, number: int) -> list[bytes]:
    return [f"entry {n} {dice.random()}\r\n".encode() * 5 for n in range(number)]


def bytes_of(stretches: list[Stretch]) -> list[tuple]:
    return [
        (each.pieces(), each.count, each.last, each.plain, each.deflated, each.crc, each.digest) for each in stretches
    ]


def test_pieces_joined_and_compressed_in_stretches_are_the_same_bytes():
    pieces = texts(random.Random(1), 1000)
    first = long_body(list(cut(placed(pieces))), "text/plain", DAWN)
    assert gzip.decompress(first.gzip) == first.data == b"".join(pieces)
    assert first.etag == digest(first.data)
    assert (first.length, first.packed_length) == (len(first.data), len(first.gzip))
    assert len(first.gzip) < 1.2 * len(compressed(first.data))


@pytest.mark.parametrize("seed", range(8))
def test_stretches_that_were_revised_are_those_that_a_fresh_cut_makes(seed):
    dice = random.Random(seed)
    pieces: dict = dict(placed(texts(dice, dice.choice([0, 1, 70, 900]))))
    stretches = list(cut(pieces.items()))
    for _ in range(12):
        edits: dict = {FIRST: b"head %d" % dice.randrange(3), LAST: dice.choice([b"", b"tail"])}
        for _ in range(dice.choice([0, 1, 1, 5, 400])):
            key = ((dice.randrange(1000),), dice.choice(["", "", "a"]))
            edits[key] = dice.choice([None, *texts(dice, 2)])
        pieces = {key: piece for key, piece in (pieces | edits).items() if piece is not None}
        revised = revise(stretches, edits)
        assert bytes_of(revised) == bytes_of(list(cut(sorted(pieces.items()))))
        former = set(map(id, stretches))
        kept = [each for each in revised if id(each) in former]
        assert len(edits) > 30 or len(kept) >= len(stretches) - 4 * len(edits)
        stretches = revised


def test_one_changed_piece_compresses_one_stretch(monkeypatch):
    pieces = texts(random.Random(1), 2000)
    stretches = list(cut(placed(pieces)))
    compressions = []
    fine = zlib.compressobj
    monkeypatch.setattr(zlib, "compressobj", lambda *given: compressions.append(1) or fine(*given))
    list(cut(placed([*pieces[:1000], b"another\r\n", *pieces[1001:]]), stretches))
    assert len(compressions) <= 3  # the stretch, and at most two beside it
    revise(stretches, {((1000,), ""): b"another\r\n"})
    assert len(compressions) <= 6


def test_plain_bytes_that_were_forgotten_are_inflated_again():
    pieces = texts(random.Random(2), 300)
    long, short = long_body(list(cut(placed(pieces))), "text/plain", DAWN), body(b"short", "text/plain", DAWN)
    for made, data in ((long, b"".join(pieces)), (short, b"short")):
        packed = made.gzip
        made.forget_plain()
        assert made.plain_size == 0
        assert (made.data, made.gzip, made.length) == (data, packed, len(data))
        inflations: list[int] = []
        made.on_inflate = partial(inflations.append, 1)
        assert made.data == made.data == data
        assert inflations == [1]
        assert made.plain_size == len(data)


def test_the_etag_of_a_body_over_32_megabytes_is_one_of_its_stretches(monkeypatch):
    pieces = texts(random.Random(3), 500)
    whole = long_body(list(cut(placed(pieces))), "text/plain", DAWN)
    monkeypatch.setattr(stretches, "WHOLE", 1000)
    first = long_body(list(cut(placed(pieces))), "text/plain", DAWN)
    again = long_body(revise(list(cut(placed(pieces))), {}), "text/plain", DAWN)
    other = long_body(list(cut(placed([*pieces[:-1], b"other"]))), "text/plain", DAWN)
    assert first.etag == again.etag
    assert len({whole.etag, first.etag, other.etag}) == 3
    assert (first.data, first.gzip) == (whole.data, whole.gzip)


def test_nothing_makes_an_empty_body():
    made = long_body(list(cut([])), "text/plain", DAWN)
    assert (made.data, gzip.decompress(made.gzip)) == (b"", b"")


def test_crcs_combine_as_if_the_bytes_stood_together():
    dice = random.Random(4)
    for sizes in ((0, 0), (0, 5), (5, 0), (1, 1), (70_000, 65_537)):
        one, two = map(dice.randbytes, sizes)
        assert combined(zlib.crc32(one), zlib.crc32(two), shift(len(two))) == zlib.crc32(one + two)


def test_a_fragment_is_rendered_once_for_each_state():
    rendered = []
    kept = Fragments(store_of())

    def get(state: int) -> bytes:
        return kept.get("atom", "a", state, lambda: rendered.append(state) or str(state).encode())

    assert [get(1), get(1), get(2), get(2), get(1)] == [b"1", b"1", b"2", b"2", b"1"]
    assert rendered == [1, 2, 1]
