"""What a drawing counts by the store's order is what it would count of events that are at hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.store import added
from tests.factory import event
from tests.render.drawing.test_drawing import WORDS, item
from timeline.dates import When
from timeline.dates.calendar import Day
from timeline.model.event import Event
from timeline.model.query import Filter
from timeline.publish.extents import StoredExtents
from timeline.publish.figures import drawing
from timeline.render.drawing.extents import Extent, ReadExtents, begin_of, rank, span_of
from timeline.render.drawing.figure import Figure
from timeline.render.drawing.plan import plan
from timeline.render.drawing.scale import Span, day_of, moment
from timeline.render.drawing.words import drawing_words
from timeline.render.html.drawing import Links
from timeline.store import open_store

DATES = st.one_of(
    st.dates().map(str),
    st.dates().map(lambda day: f"{day.year:04}-{day.month:02}"),
    st.integers(-4000, 2030).map(lambda year: f"{year:05}" if year < 0 else f"{year:04}"),
    st.integers(0, 2030).map(lambda year: f"{year:04}~"),
    st.integers(0, 2030).map(lambda year: f"{year:04}/.."),
    st.integers(0, 2030).map(lambda year: f"[..{year:04}]"),
    st.integers(0, 2000).map(lambda year: f"{year:04}-05-02/{year + 29:04}"),
    st.integers(0, 2000).map(lambda year: f"[{year:04}-05-02,{year + 29:04}]"),
    st.integers(0, 202).map(lambda decade: f"{decade:03}X"),
)


def stored(events: list[Event]) -> StoredExtents:
    """The extents of a store that holds these events."""
    store = open_store(":memory:")
    store.apply([added(each) for each in events])
    outlines = store.outlines(Filter())
    store.close()
    return StoredExtents(outlines)


def read(events: list[Event]) -> ReadExtents:
    """The same of events at hand, by what a store knows of them."""
    keys = [(each, each.when.sort_key) for each in events]
    return ReadExtents(Extent(e.id, begin_of(k), span_of(k), 0, rank(e.when.precision)) for e, k in keys)


@settings(deadline=None, max_examples=60)
@given(st.lists(DATES, min_size=1, max_size=60))
def test_the_order_of_a_store_counts_as_events_at_hand_do(dates: list[str]) -> None:
    events = [event(f"e{n}", when) for n, when in enumerate(dates)]
    one, other = stored(events), read(events)
    assert (len(one), one.whole, one.exact()) == (len(other), other.whole, other.exact())
    edges = [other.whole.start + other.whole.length * n / 40 for n in range(41)]
    assert [one.before(edge) for edge in edges] == [other.before(edge) for edge in edges]
    for days in (400.0, 20.0, 20_000.0):  # fewer days after more: what was kept of the longer ones is not all
        counts, spans = one.binned(edges, days)
        assert (counts, sorted(spans)) == (other.binned(edges, days)[0], sorted(other.binned(edges, days)[1]))


@settings(deadline=None, max_examples=25)
@given(st.lists(DATES, min_size=121, max_size=200), st.booleans())
def test_what_is_drawn_and_what_is_counted_of_many_are_all(dates: list[str], one_day: bool) -> None:
    events = [event(f"e{n}", "2025-04-16" if one_day else when) for n, when in enumerate(dates)]
    made = plan(stored(events))
    assert len(set(made.ids)) == len(made.ids)
    panels = Figure(WORDS, lambda first, last: "?").panels(made, {each.id: item(each) for each in events})
    assert sum(panel.shown + panel.counted for panel in panels) == len(events)
    assert all(panel.shown + panel.counted == panel.events for panel in panels)


@pytest.mark.parametrize("clock", ["00:00", "10:00", "23:59"])
def test_an_event_with_a_time_begins_at_it(clock: str) -> None:
    extents = stored([event(when=When("2025-04-16", start_time=clock))])
    begin = extents.begins(0)
    assert (extents.before(begin), extents.before(begin + 2 / 86_400)) == (0, 1)


def test_what_stands_for_many_is_the_most_exact_of_each_part_of_the_time() -> None:
    days = [f"{year}-03-{day:02}" for year in range(1900, 2000) for day in (1, 2)]
    extents = stored([event(f"e{n}", when) for n, when in enumerate([*days, *map(str, range(1900, 2000))])])
    chosen = extents.best(Span(moment(Day(1900, 1, 1)), moment(Day(2000, 1, 1))), 10)
    assert [each.rank for each in chosen] == [1] * 10
    years = [round((each.begins - moment(Day(1900, 1, 1))) / 365.2425, 1) for each in chosen]
    assert years == [0.2, 10.2, 20.2, 30.2, 40.2, 50.2, 60.2, 70.2, 80.2, 90.2]


def test_decades_left_empty_by_many_are_cut_out_as_of_events_at_hand() -> None:
    days = [f"{year}-03-{day:02}" for year in (1900, 1901, 1990) for day in range(1, 29)]
    events = [event(f"e{n}", when) for n, when in enumerate([*days, *days, "1900-05-02/1930"])]
    cuts = [stretch.scale.gaps for stretch in plan(stored(events)).stretches]
    assert cuts == [stretch.scale.gaps for stretch in plan(read(events)).stretches]
    assert sum(map(len, cuts)) == 1


@settings(deadline=None, max_examples=20)
@given(st.lists(DATES, min_size=13, max_size=40))
def test_a_panel_counts_what_the_list_of_its_days_has(dates: list[str]) -> None:
    store = open_store(":memory:")
    store.apply([added(event(f"e{n}", when)) for n, when in enumerate(dates)])
    made = drawing(store, Links(lambda first, last: "?", lambda by: "?"), Filter())
    store.close()
    events = [event(f"e{n}", when) for n, when in enumerate(dates)]
    for stretch, touching in zip(made.plan.stretches, made.touching, strict=bool(made.touching)):
        span = stretch.scale.span
        days = Filter(since=day_of(span.start).edtf, until=day_of(span.end - 1e-6).edtf)
        assert touching == sum(days.matches(each) for each in events) >= stretch.events


def test_a_heading_says_how_many_of_its_events_begin_in_it() -> None:
    words = drawing_words("en")
    year = Span(moment(Day(2024, 1, 1)), moment(Day(2025, 1, 1)))
    assert words.panel(year, 38, 37) == "2024 · 38 events, 37 begin here"
    assert words.panel(year, 2, 1) == "2024 · 2 events, 1 begins here"
    assert words.panel(year, 37, 37) == "2024 · 37 events"
    assert drawing_words("fr").panel(year, 38, 37) == "2024 · 38 événements, dont 37 commencent ici"
