"""However a merge finds what it looks at, who merges with whom and what is asked are what the plain way gives."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factory import event
from tests.merge.plain import comparable_plan, plain_merge
from tests.merge.test_merge import NOON
from timeline import review
from timeline.dates import When
from timeline.errors import Conflict
from timeline.ingest import outcome, snapshot
from timeline.merge.decide import merge
from timeline.merge.normalise import normalise_all
from timeline.model.change import Change, classify
from timeline.model.event import Citation, Mention, Place
from timeline.model.source import Source
from timeline.store import Store, open_store
from timeline.store.contract import AUTHORITY

SOURCES = [
    Source(id=name, name=name.title(), url=f"https://{name}.example", trust="publish") for name in ("a", "b", "c")
]
TITLES = (
    "Training", "The trainings", "Training 2", "Committee A", "Committee B", "Harvest fair", "Harvest fair in the hall",
    "Men's final", "Women's final", "Treaty of the two rivers signed in the hall",
)  # fmt: skip
DATES = ("2025-09-01", "2025-09-02", "2025-09-03", "2025-09", "2025-09-01/2025-09-04", "2025-08-31/..", "2025")
CLOCKS = ((None, None), ("15:00", None), ("17:00", "Europe/Berlin"), ("15:00", "UTC"))
PLACES = ((), (Place(name="Hall"),), (Place(name="Park"),), (Place(name="Far", latitude=1.0, longitude=1.0),))

Entry = tuple[str, When, tuple[Place, ...]]
Run = tuple[Source, list[Mention], bool]
titles, places = st.sampled_from(TITLES), st.sampled_from(PLACES)


@st.composite
def dates(draw: st.DrawFn) -> When:
    date = draw(st.sampled_from(DATES))
    start, zone = draw(st.sampled_from(CLOCKS)) if len(date) == 10 else (None, None)
    return When.parse(date, start_time=start, timezone=zone)


@st.composite
def mentions(draw: st.DrawFn) -> Mention:
    return Mention(
        key=draw(st.sampled_from([f"k{n}" for n in range(9)])),
        title=draw(titles),
        when=draw(dates()),
        places=draw(places),
        uid=draw(st.sampled_from(("", "", "u1@x", "u2@x", "own1@x"))),
        url=draw(st.sampled_from(("", "", "https://x.example/1"))),
        tags=draw(st.sampled_from(((), ("sport",)))),
        named_by=draw(st.sampled_from(("id", "id", "id", "row", "prose"))),
        confidence=draw(st.sampled_from((1.0, 1.0, 0.2))),
        citation=Citation(title="Said", place=draw(st.sampled_from(("", "row 1", "row 2")))),
    )


runs = st.tuples(st.sampled_from(SOURCES), st.lists(mentions(), max_size=9), st.booleans())
curated = st.lists(st.tuples(titles, dates(), places), max_size=3)


def decide_something(store: Store, number: int) -> None:
    """What a person may do in between."""
    waiting = store.candidates()
    if waiting and number % 3 == 0:
        review.reject(store, waiting[0].id, NOON)
    elif waiting and number % 3 == 1:
        review.accept(store, waiting[-1].id, NOON)
    elif claims := sorted(store.claims()):
        with suppress(Conflict):  # what stands alone is no part of a merge
            review.unmerge(store, *claims[number % len(claims)], NOON)


def add(id: str, when: When, title: str, where: tuple[Place, ...]) -> Change:
    change = classify(None, event(id, when, title=title, places=where), NOON)
    assert change is not None
    return change


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(own=curated, told=st.lists(runs, max_size=6), decided=st.lists(st.integers(0, 8), min_size=6, max_size=6))
def test_a_merge_decides_what_the_plain_way_does(own: list[Entry], told: list[Run], decided: list[int]) -> None:
    store = open_store(":memory:")
    store.set_setting(AUTHORITY, "x,2024")
    changes = [
        classify(None, event(f"own{n}", when, title=title, places=where), NOON)
        for n, (title, when, where) in enumerate(own)
    ]
    store.apply([change for change in changes if change])
    with pytest.MonkeyPatch.context() as patch:
        for number, (source, said, complete) in enumerate(told):
            at = NOON + timedelta(days=number)
            claims, _ = normalise_all(said, source)
            plan = merge(source, claims, snapshot(store, source.id), at, complete=complete)
            plain = plain_merge(source, claims, store, at, complete=complete, patch=patch)
            assert comparable_plan(plan) == comparable_plan(plain)
            store.settle(outcome(plan))
            decide_something(store, decided[number])
    store.close()
