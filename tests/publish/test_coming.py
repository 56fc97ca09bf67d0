"""What is read of a few events that are near, and of those that changed, is what the histories of all of them give."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factory import event
from tests.render.chronicle import CHRONOLOGY, FEED, store_of
from timeline.dates import When
from timeline.model.change import classify
from timeline.model.event import Event, Override
from timeline.model.feed import Feed
from timeline.model.query import Filter
from timeline.model.subscription import parse
from timeline.publish import coming
from timeline.publish.freshness import MatchingEvents, RecentChanges
from timeline.publish.publisher import Publisher
from timeline.publish.selection import Question, Selection
from timeline.publish.views import select
from timeline.store import Store

NOW = datetime.fromisoformat("2025-08-19T10:00:00Z")
FEEDS = (
    FEED,
    Feed(slug="fish", title="Fish", filter=Filter(tags=("fish",))),
    Feed(slug="late", title="Late", filter=Filter(since="2025-08-22", statuses=("expected", "scheduled"))),
)
EDTF = [f"2025-08-{day}" for day in range(16, 31)]
EDTF += ["2025-08", "2025-08-21~", "2025-08-2X", "2025-08-20/2025-08-24", "2025-08-10/2025-08-22", "2025-08-21/..",
         "{2025-08-20,2025-08-22}", "[2025-08-20..2025-08-22]", "1999-08-20"]  # fmt: skip
RULES: list[tuple[str, ...]] = [
    (), (), ("RRULE:FREQ=WEEKLY;COUNT=12",), ("RRULE:FREQ=DAILY;COUNT=20", "EXDATE:20250821"), ("RRULE:FREQ=DAILY",),
    ("RDATE:20250822,20250823",),
]  # fmt: skip
OWN = [
    (),
    (Override(original="20250821", status="cancelled"),),
    (Override(original="20250822", when=When.parse("2025-08-25")),),
    (Override(original="20250823", when=When.parse("2025-08"), title="Some time"),),
]
STATUSES = ["scheduled", "scheduled", "expected", "cancelled", "postponed", "happened", "withdrawn"]
fields = st.fixed_dictionaries(
    {
        "when": st.sampled_from(EDTF).map(When.parse),
        "recurrence": st.sampled_from(RULES),
        "overrides": st.sampled_from(OWN),
        "status": st.sampled_from(STATUSES),
        "tags": st.sampled_from([(), ("fish",)]),
    }
)
step = st.tuples(st.integers(0, 5), st.sampled_from([300, 120, 89, 40, 9, 5, 1, 0]), fields)


def store_after(steps: list[tuple[int, int, dict[str, Any]]]) -> Store:
    """A store of six events, each revised on some days before."""
    store = store_of(feeds=FEEDS)
    for number, ago, changed in sorted(steps, key=lambda each: -each[1]):
        at = NOW - timedelta(days=ago, hours=2)
        old = store.held([f"e{number}"]).get(f"e{number}")
        plain = event(f"e{number}", "2025-08-20", published=at, updated=at) if old is None else old
        made = classify(old, msgspec.structs.replace(plain, **changed), at)
        if made is not None:
            store.apply([made])
    return store


def selected(store: Store, slug: str, format: str, parameters: dict[str, list[str]]) -> Selection:
    feed = next(each for each in FEEDS if each.slug == slug)
    asked = parse(feed, format, "coming", parameters)
    return select(Question(store, MatchingEvents(store, RecentChanges(store)), CHRONOLOGY, asked, NOW))


@given(
    st.lists(step, max_size=14),
    st.sampled_from(["all", "fish", "late"]),
    st.sampled_from(["atom", "ics"]),
    st.sampled_from(["7,3,1", "0", "3,3", "30,2,0"]),
    st.sampled_from([1, 3, 50]),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reminders_are_those_that_all_histories_give(steps, slug, format, days, limit):
    store = store_after(steps)
    parameters = {"days": [days]} | ({"limit": [str(limit)]} if format == "atom" else {})
    quick = selected(store, slug, format, parameters)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coming, "searches", lambda filter: True)
        assert quick == selected(store, slug, format, parameters)


def test_no_more_events_are_read_than_are_reminded_of(monkeypatch):
    rule = ("RRULE:FREQ=DAILY;COUNT=400",)
    first = date(2025, 1, 1).isoformat()
    many = [_scheduled(number, first, rule) for number in range(300)]
    store = store_of(*many, feeds=(FEED,))
    read: list[int] = []
    held = store.held
    monkeypatch.setattr(store, "held", lambda ids: read.append(len(set(ids := list(ids)))) or held(ids))
    monkeypatch.setattr(store, "select", None)
    feed = Publisher(store, CHRONOLOGY).feed("all", "json", {"limit": ["20"]}, NOW, "coming")
    assert feed.data.count(b'"id": "tag:') + feed.data.count(b'"id":"tag:') == 20
    assert sum(read) <= coming.BATCH


def _scheduled(number: int, first: str, rule: tuple[str, ...]) -> Event:
    at = NOW - timedelta(days=200)
    made = event(f"s{number}", first, published=at, updated=at)
    return msgspec.structs.replace(made, recurrence=rule, status="scheduled")
