"""Ten thousand random edits, and what must hold of everything that is published of them.

`TIMELINE_EDITS` asks for another number, `TIMELINE_SEED` for others.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from typing import NamedTuple

import msgspec
import pytest

from tests.edits import World
from tests.factory import DAWN, event
from tests.render.chronicle import CHRONOLOGY
from timeline.dates import When
from timeline.model.change import Change, classify, replay
from timeline.model.event import Event
from timeline.model.feed import Feed
from timeline.model.query import Filter
from timeline.publish.change_log import Following, part, read_token, token
from timeline.publish.publisher import Body, Publisher
from timeline.store import Store, open_store

EDITS = int(os.environ.get("TIMELINE_EDITS", "10000"))
SEED = int(os.environ.get("TIMELINE_SEED", "2013"))
NATURE = Filter(tags=("nature",))
FEEDS = (
    Feed(slug="all", title="Everything", updated=DAWN),
    Feed(slug="nature", title="Nature", query={"tag": ("nature",)}, filter=NATURE, updated=DAWN),
)
FILTERS = (
    # of the long run, and of the short one whose clock goes back as well
    (False, None),
    (False, NATURE),
    (True, NATURE),
    (True, Filter(statuses=("cancelled", "withdrawn"))),
    (True, Filter(q="sturgeon")),
    (True, Filter(since="2013", until="2025-08-01", match="within")),
    (True, Filter(places=("yichang",), precisions=("day", "month"))),
    (True, Filter(sources=("river post",))),
    (True, Filter(feeds=(("nature", NATURE),))),
)
WATCHED = [("all", format, "") for format in ("atom", "json", "ics")]
WATCHED += [("nature", format, "") for format in ("atom", "ics", "csv")] + [("nature", "atom", "changes")]


class Moment(NamedTuple):
    """What was served when nothing was later than `at`."""

    at: datetime
    position: int
    events: list[Event]
    bodies: dict[tuple[str, str], bytes]


class Run(NamedTuple):
    """All edits applied, what was seen on the way, and what went wrong (nothing)."""

    store: Store
    log: list[Change]
    moments: list[Moment]
    wrong: list[str]
    quiet: int


@lru_cache(maxsize=2)
def run(jitter: bool) -> Run:
    """Apply the edits in batches. Four in ten touch nothing of the feed of nature."""
    store, world = open_store(":memory:", "gen"), World(SEED, DAWN, jitter=jitter)
    store.set_feeds(FEEDS, DAWN)
    publisher, sizes = Publisher(store, CHRONOLOGY), Random(SEED)
    moments: list[Moment] = []
    wrong: list[str] = []
    quiet, now, instants = 0, DAWN, dict[str, tuple[int, str]]()
    edits, before = EDITS // 10 if jitter else EDITS, bodies(publisher, DAWN)
    while store.position() < edits:
        outside = bool(moments) and sizes.random() < 0.4
        size = min(sizes.randrange(1, edits // 12), edits - store.position())
        batch = world.batch(size, (lambda e: "nature" not in e.tags) if outside else None)
        now = max([now, world.now, *(change.at for change in batch)])
        store.apply(batch)
        after = bodies(publisher, now)
        wrong += list(compared(before, after, batch, now, jitter))
        wrong += list(gone_back(instants, after["all", "ics", ""].data))
        quiet += not any(NATURE.touches(change) for change in batch)
        kept = {(slug, format): body.data for (slug, format, view), body in after.items() if not view}
        before = after
        moments.append(Moment(now, store.position(), store.select(Filter()), kept))
        world.now = max(world.now, now) if not jitter else world.now
        world.now += timedelta(seconds=1)
    return Run(store, store.changes(), moments, wrong, quiet)


def bodies(publisher: Publisher, now: datetime) -> dict[tuple[str, str, str], Body]:
    return {(slug, format, view): publisher.feed(slug, format, {}, now, view) for slug, format, view in WATCHED}


Bodies = dict[tuple[str, str, str], Body]


def compared(before: Bodies, after: Bodies, batch: list[Change], now: datetime, jitter: bool) -> Iterator[str]:
    """What is wrong with bodies before and after a batch; what the clock alone may change has said so."""
    for address, body in after.items():
        old, filter = before[address], NATURE if address[0] == "nature" else Filter()
        touched = any(filter.touches(change) for change in batch)
        if body.modified < old.modified:
            yield f"{address}: Last-Modified went from {old.modified} to {body.modified}"
        if not touched and body is not old and (old.expires is None or old.expires > now):
            yield f"{address}: another body, though nothing in it changed"
        if touched and body.etag == old.etag and not (jitter and address[1] != "ics"):
            yield f"{address}: the same ETag, though something in it changed"
        if address[1] == "atom" and (updated(body.data), updated(old.data)) != (body.modified, old.modified):
            yield f"{address}: <updated> is not Last-Modified"


def updated(atom: bytes) -> datetime:
    found = re.search(rb"<updated>([^<]+)</updated>", atom.partition(b"<entry")[0])
    assert found is not None
    return datetime.fromisoformat(found[1].decode())


def gone_back(known: dict[str, tuple[int, str]], calendar: bytes) -> Iterator[str]:
    """Entries of a calendar whose SEQUENCE or LAST-MODIFIED is less than it was, and entries that stand twice."""
    seen: set[str] = set()
    for entry in entries(calendar, "ics"):
        uid = field(entry, b"UID")
        now = int(field(entry, b"SEQUENCE")), field(entry, b"LAST-MODIFIED")
        before = known.get(uid, now)
        if now[0] < before[0] or now[1] < before[1] or uid in seen:
            yield f"{uid} went from {before} to {now}"
        known[uid] = now
        seen.add(uid)


def field(entry: bytes, name: bytes) -> str:
    found = re.search(rb"^" + name + rb":(.*?)\r$", entry, re.MULTILINE)
    assert found is not None, entry
    return found[1].decode()


def entries(data: bytes, format: str) -> list[bytes]:
    """The entries of a feed, without what says which feed it is."""
    tag = {"ics": rb"BEGIN:VEVENT.*?END:VEVENT", "atom": rb"<entry.*?</entry>|<at:deleted-entry.*?</at:deleted-entry>"}
    return re.findall(tag[format], data, re.DOTALL)


@pytest.fixture(params=[False, True], ids=["clock forward", "clock back and forth"])
def edited(request: pytest.FixtureRequest) -> Run:
    return run(request.param)


def test_positions_have_no_gaps_and_instants_of_one_event_only_rise(edited: Run) -> None:
    assert [change.position for change in edited.log] == list(range(1, len(edited.log) + 1))
    last: dict[str, Event] = {}
    for change in edited.log:
        old = last.get(change.event)
        assert change.before == old
        if old is not None:
            assert (change.at, change.after.published) == (change.after.updated, old.published)
            assert change.at > old.updated
            assert change.after.sequence >= old.sequence
        last[change.event] = change.after
    assert {change.kind for change in edited.log} >= {"added", "refined", "corrected", "reinstated", "split", "merged"}


def test_nothing_published_goes_back_and_only_what_changed_is_new(edited: Run) -> None:
    assert edited.wrong == []
    assert edited.quiet > len(edited.moments) // 10  # batches that left the feed of nature alone


def test_the_state_rebuilt_from_the_changes_is_the_store_s(edited: Run) -> None:
    for moment in edited.moments:
        rebuilt = replay(edited.log[: moment.position])
        assert by_id(each for each in rebuilt.values() if not each.is_gone) == by_id(moment.events)
    assert replay(edited.log) == edited.store.held(replay(edited.log))


@pytest.mark.parametrize(("jitter", "filter"), FILTERS)
def test_a_reader_from_any_position_holds_at_every_later_one_what_matches(jitter: bool, filter: Filter | None) -> None:
    """By induction: whoever is right at one position is right at the next. The reader drops and resumes at random."""
    edited = run(jitter)
    told = resuming(Following(edited.store, CHRONOLOGY, filter))
    assert [position for position, _ in told] == sorted({position for position, _ in told})
    rows, held = dict(told), set[str]()
    for change in edited.log:
        was, matches = change.event in held, filter is None or filter.matches(change.after)
        wanted = matches if was or matches else "not told"
        assert rows.get(change.position, "not told") == (None if filter is None else wanted)
        (held.add if matches else held.discard)(change.event)


def resuming(following: Following) -> list[tuple[int, bool | None]]:
    """What a reader takes who goes on after the last change seen, or after the last answer if it came whole."""
    random, kept, more = Random(SEED), "0", True
    taken: list[tuple[int, bool | None]] = []
    while more:
        found = part(following, read_token(following.store, kept), random.randrange(1, 800))
        count = random.choice((len(found.changes), random.randrange(len(found.changes) + 1)))
        taken += [(change.position, matches) for change, matches in found.changes[:count]]
        whole = count == len(found.changes)
        if whole or count:
            kept = token(following.store, found.position if whole else found.changes[count - 1][0].position)
        more = found.more or not whole
    return taken


@pytest.mark.parametrize(("jitter", "filter"), FILTERS)
def test_a_copy_of_any_position_and_the_changes_since_are_the_present(jitter: bool, filter: Filter | None) -> None:
    edited = run(jitter)
    random = Random(SEED)
    final = edited.store.held(change.event for change in edited.log)
    matching = {id: each for id, each in final.items() if filter is None or filter.matches(each)}
    if filter is not None:
        assert by_id(edited.store.select(filter)) == matching
    for start in random.sample(range(len(edited.log)), 2):
        then = replay(edited.log[:start])
        held = {id: each for id, each in then.items() if filter is None or filter.matches(each)}
        for change, matches in pages(Following(edited.store, CHRONOLOGY, filter), start, random.choice((100, 1000))):
            follow(held, change, matches)
        assert held == matching


def follow(held: dict[str, Event], change: Change, matches: bool | None) -> None:
    """What a client does with one change."""
    if matches is False:
        held.pop(change.event, None)
    else:
        held[change.event] = change.after


def by_id(events: Iterable[Event]) -> dict[str, Event]:
    return {each.id: each for each in events}


def pages(following: Following, after: int, limit: int) -> Iterator[tuple[Change, bool | None]]:
    more = True
    while more:
        found = part(following, after, limit)
        assert found.position > after or not found.more
        yield from found.changes
        after, more = found.position, found.more


def test_what_was_served_then_is_answered_as_of_then() -> None:
    done = run(False)
    publisher, later = Publisher(done.store, CHRONOLOGY), done.moments[-1].at + timedelta(days=1)
    for moment in Random(SEED).sample(done.moments, min(len(done.moments), 4)):
        then = {"as_of": [moment.at.isoformat()]}
        assert by_id(each for each in done.store.as_of(moment.at) if not each.is_gone) == by_id(moment.events)
        for (slug, format), data in moment.bodies.items():
            if format in ("atom", "ics"):
                found = publisher.feed(slug, format, then, later)
                assert entries(found.data, format) == entries(data, format)
                assert found.modified <= moment.at
        if slug == "atom":
            assert updated(found.data) == updated(data)


def test_a_correction_to_the_oldest_of_a_thousand_events_reaches_a_feed_of_fifty() -> None:
    store = open_store(":memory:")
    store.set_feeds(FEEDS[:1], DAWN)
    held = [event(f"e{n}", "2013-21", published=DAWN + timedelta(minutes=n)) for n in range(1000)]
    store.apply([change for each in held if (change := classify(None, each, each.published))])
    publisher, now = Publisher(store, CHRONOLOGY), DAWN + timedelta(days=3)
    feeds = {format: publisher.feed("all", format, {}, now) for format in ("atom", "rss", "json")}
    assert all(b"rivers.example,2025:e0<" not in body.data for body in feeds.values())
    oldest = store.event("e0")
    corrected = classify(oldest, msgspec.structs.replace(oldest, when=When.parse("2013-04-16")), now)
    assert corrected is not None
    store.apply([corrected])
    for format, old in feeds.items():
        body = publisher.feed("all", format, {}, now)
        assert re.search(rb"rivers\.example,2025:e0\W", body.data)
        assert body.data.count(b"rivers.example,2025:e") == 50
        assert body.etag != old.etag
        assert body.modified == now
