"""Calendars that follow the changes, and entries that the store keeps, have the bytes of the plain way."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import msgspec
import pytest

from tests.factory import DAWN, event
from tests.publish.test_incremental import DATES, FEEDS, STATUSES, TAGS, edit
from tests.render.chronicle import CHRONOLOGY, store_of
from timeline.dates import When
from timeline.model.change import classify
from timeline.model.event import Event
from timeline.model.query import Filter
from timeline.model.subscription import parse
from timeline.publish import compose, fragments
from timeline.publish.body import Body
from timeline.publish.compose import Composer, Edition
from timeline.publish.fragments import Fragments
from timeline.publish.freshness import MatchingEvents, RecentChanges
from timeline.publish.publisher import Publisher
from timeline.publish.selection import Question
from timeline.publish.views import select
from timeline.render import FORMATS
from timeline.store import Store

ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Asia/Shanghai", "Africa/Cairo", "Australia/Sydney",
    "America/Lima", "Asia/Kolkata", "Europe/London", "Pacific/Auckland",
)  # fmt: skip
ASKED = [
    ("all", "ics", {}), ("all", "csv", {}), ("fish", "ics", {}), ("new", "csv", {"lang": ["de"]}),
    ("all", "ics", {"past": ["none"], "alarm": ["-P1D"]}), ("all", "ics", {"fuzzy": ["omit"]}),
    ("all", "csv", {"cancelled": ["drop"]}), ("all", "ics", {"status": ["withdrawn", "merged", "happened"]}),
    ("all", "ics", {"q": ["again"]}), ("fish", "csv", {"tag": ["boats"]}),
    ("all", "mw", {}), ("all", "timelinejs", {}), ("fish", "timelinejs", {"q": ["again"]}),
]  # fmt: skip


def plainly(store: Store, slug: str, format: str, parameters: dict, now: datetime, modified: datetime) -> Body:
    """The body by going through every event, with nothing kept."""
    feed = next(feed for feed in FEEDS if feed.slug == slug)
    subscription = parse(feed, format, "", parameters)
    chronology = CHRONOLOGY
    question = Question(store, MatchingEvents(store, RecentChanges(store)), chronology, subscription, now)
    composer = Composer(chronology, Fragments(store_of()))
    address = composer.urls.feed(slug, format, "", subscription.pairs())
    return composer.feed(Edition(subscription, address, select(question), modified, now))


def zoned(dice: random.Random, old: Event) -> Event:
    """The event at a time by some clock, at a time by none, or every week."""
    when = When("2025-07-01", start_time="10:00", timezone=dice.choice(ZONES))
    rules = dice.choice([(), (), ("RRULE:FREQ=WEEKLY;COUNT=4",)])
    return msgspec.structs.replace(old, when=when, recurrence=rules)


def change(dice: random.Random, store: Store, id: str, at: datetime) -> None:
    if dice.random() < 0.6:
        edit(dice, store, id, at)
        return
    old = store.event(id)
    made = classify(old, zoned(dice, old), at)
    if made is not None:
        store.apply([made])


@pytest.mark.parametrize("seed", range(6))
def test_calendars_that_follow_random_histories_are_those_of_the_plain_way(seed):
    dice = random.Random(seed)
    held = [event(f"e{n}", dice.choice(DATES), tags=dice.choice(TAGS)) for n in range(30)]
    store = store_of(*held, feeds=FEEDS)
    kept, now = Publisher(store, CHRONOLOGY), DAWN
    for step in range(14):
        now += timedelta(hours=dice.choice([1, 5, 30, 24 * 40]))
        for _ in range(dice.choice([0, 1, 1, 6, 20])):
            change(dice, store, f"e{dice.randrange(30)}", now - timedelta(seconds=dice.randrange(1, 3000)))
        if step == 9:
            # Added late, and more zones than a calendar states.
            new = [classify(None, zoned(dice, event(f"z{n}", "2025-07-01")), now) for n in range(20)]
            store.apply([each for each in new if each is not None])
        for slug, format, parameters in dice.sample(ASKED, 5):
            body = kept.feed(slug, format, parameters, now)
            plain = plainly(store, slug, format, parameters, now, body.modified)
            assert body.data == plain.data
            assert (body.gzip, body.etag, body.expires) == (plain.gzip, plain.etag, plain.expires)


def test_a_calendar_of_more_zones_than_it_states_goes_over_to_utc_and_back():
    store = store_of(event("a"), feeds=FEEDS)
    kept, at = Publisher(store, CHRONOLOGY), DAWN
    counts = []
    for number in (3, 10, 2):
        for n, zone in enumerate(ZONES):
            at += timedelta(hours=1)
            when = When("2025-07-01", start_time="10:00", timezone=zone if n < number else None)
            old = store.held([f"z{n}"]).get(f"z{n}")
            new = msgspec.structs.replace(old, when=when) if old else event(f"z{n}", "2025-07-01", title=f"Z{n}")
            made = classify(old, msgspec.structs.replace(new, when=when), at)
            store.apply([made] if made is not None else [])
        body = kept.feed("all", "ics", {}, at)
        assert body.data == plainly(store, "all", "ics", {}, at, body.modified).data
        counts.append(body.data.count(b"BEGIN:VTIMEZONE"))
    assert counts[1] < counts[0]
    assert counts[2] > 0


def test_only_what_changed_is_rendered(monkeypatch):
    store = store_of(*(event(f"e{n}") for n in range(300)), feeds=FEEDS)
    kept = Publisher(store, CHRONOLOGY)
    kept.feed("all", "ics", {}, DAWN)
    rendered = watched(monkeypatch)
    edit_title(store, "e7")
    kept.feed("all", "ics", {}, DAWN + timedelta(days=1))
    assert rendered == ["e7"]


def edit_title(store: Store, id: str) -> None:
    old = store.event(id)
    made = classify(old, msgspec.structs.replace(old, title="Another"), DAWN + timedelta(hours=1))
    assert made is not None
    store.apply([made])


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the entries that are rendered from now on."""
    keys: list[str] = []
    fine = fragments.render

    def render(rendering, occasions):
        keys.extend(occasion.key for occasion in occasions)
        return fine(rendering, occasions)

    monkeypatch.setattr(fragments, "render", render)
    return keys


# Entries that the store keeps


def every(published: Publisher, now: datetime) -> list[tuple[bytes, bytes, str]]:
    views = ("", "changes", "coming", "on-this-day")
    bodies = (published.feed("all", format, {}, now, view) for format in FORMATS for view in views)
    return [(body.data, body.gzip, body.etag) for body in bodies]


def full_store() -> Store:
    dice = random.Random(5)
    held = [event(f"e{n}", dice.choice(DATES), status=dice.choice(STATUSES[:4])) for n in range(25)]
    store = store_of(*held, feeds=FEEDS)
    for step in range(20):
        edit(dice, store, f"e{dice.randrange(25)}", DAWN + timedelta(hours=step))
    return store


def test_another_process_renders_nothing_again(monkeypatch):
    store, now = full_store(), DAWN + timedelta(days=2)
    first = Publisher(store, CHRONOLOGY)
    bodies = every(first, now)
    first.flush()
    rendered = watched(monkeypatch)
    assert every(Publisher(store, CHRONOLOGY), now) == bodies
    assert rendered == []


def test_an_entry_that_could_not_be_rendered_is_tried_again(monkeypatch, caplog):
    store = store_of(event("a"), event("b"), feeds=FEEDS)
    fine = FORMATS["json"].module.entry
    monkeypatch.setattr(FORMATS["json"].module, "entry", lambda entry, options: 1 / 0)
    first = Publisher(store, CHRONOLOGY)
    assert b"tag:rivers.example,2025:a" not in first.feed("all", "json", {}, DAWN).data
    assert "division by zero" in caplog.text
    first.flush()
    monkeypatch.setattr(FORMATS["json"].module, "entry", fine)
    assert b"tag:rivers.example,2025:a" in Publisher(store, CHRONOLOGY).feed("all", "json", {}, DAWN).data


def test_what_was_not_written_when_a_process_ended_is_rendered_again():
    store, now = full_store(), DAWN + timedelta(days=2)
    bodies = every(Publisher(store, CHRONOLOGY), now)  # whose last entries are lost with it
    assert every(Publisher(store, CHRONOLOGY), now) == bodies


def test_what_other_rules_rendered_is_not_taken(monkeypatch):
    store, now = full_store(), DAWN + timedelta(days=2)
    first = Publisher(store, CHRONOLOGY)
    bodies = every(first, now)
    first.flush()
    monkeypatch.setattr(fragments, "rules", lambda: "others")
    fragments._scope.cache_clear()
    rendered = watched(monkeypatch)
    later = Publisher(store, CHRONOLOGY)
    assert every(later, now) == bodies
    assert {f"e{n}" for n in range(25)} <= set(rendered)
    later.flush()
    fragments._scope.cache_clear()


@pytest.mark.parametrize("changed", [{"authority": "other.example,2024"}, {"hemisphere": "south"}])
def test_entries_of_other_settings_are_not_taken(changed):
    store, now = full_store(), DAWN + timedelta(days=2)
    first = Publisher(store, CHRONOLOGY)
    every(first, now)
    first.flush()
    other = msgspec.structs.replace(CHRONOLOGY, **changed)
    assert every(Publisher(store, other), now) == every(Publisher(full_store(), other), now)


def test_one_revision_with_two_bodies_has_two_entries():
    """An event that was brought back otherwise, with the instants it had: another database, the same fragments."""
    one, two = (store_of(event("a", title=title), feeds=FEEDS) for title in ("One", "Two"))
    first = Publisher(one, CHRONOLOGY)
    first.feed("all", "json", {}, DAWN)
    first.flush()
    two.fragments = one.fragments  # type: ignore[method-assign]
    assert b"Two" in Publisher(two, CHRONOLOGY).feed("all", "json", {}, DAWN).data


def test_a_store_that_cannot_be_written_costs_no_feed(monkeypatch):
    store = full_store()

    def refuse(rules, rendered):
        raise AssertionError("nothing waits to be written")

    published = Publisher(store, CHRONOLOGY)
    bodies = every(published, DAWN)
    published.flush()
    monkeypatch.setattr(store, "keep_fragments", refuse)
    published.flush()
    assert every(published, DAWN) == bodies


def test_filters_that_name_the_same_tags_are_found_by_a_change():
    store = store_of(event("a", tags=("fish",)), event("b", tags=("boats",)), feeds=FEEDS)
    published = Publisher(store, CHRONOLOGY)
    narrowed = {"tag": ["boats"]}
    before = {slug: published.feed(slug, "atom", given, DAWN) for slug, given in (("fish", {}), ("all", narrowed))}
    edit_title(store, "a")
    now = DAWN + timedelta(days=1)
    assert published.feed("all", "atom", narrowed, now) is before["all"]
    assert published.feed("fish", "atom", {}, now).etag != before["fish"].etag
    assert published.modified(Filter(tags=("boats",))) == DAWN


def test_a_calendar_of_many_entries_says_where_parts_of_it_are(monkeypatch):
    monkeypatch.setattr(compose, "MOST_FOR_CLIENTS", 3)
    store = store_of(*(event(f"e{n}", "2025-07-01") for n in range(4)), feeds=FEEDS)
    published = Publisher(store, CHRONOLOGY)
    whole = published.feed("all", "ics", {}, DAWN).data.replace(b"\r\n ", b"").decode()
    assert f"/feeds/all.ics?from={DAWN.year}&to={DAWN.year}" in whole
    assert "Many calendars do not take all 4 entries" in whole
    for format, parameters in (("ics", {"tag": ["fish"]}), ("csv", {})):
        assert b"Many calendars" not in published.feed("all", format, parameters, DAWN).data
