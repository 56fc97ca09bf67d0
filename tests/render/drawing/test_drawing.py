"""The drawn timeline: every kind of date and status, nothing lost, nothing twice, the same bytes each time."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factory import event
from timeline.dates import When
from timeline.dates.calendar import Day
from timeline.dates.writing.axis import axis_words
from timeline.model.chronology import Chronology
from timeline.model.event import Citation, Conflict, Event
from timeline.model.pattern import brief_words
from timeline.render.drawing.document import document
from timeline.render.drawing.extents import ReadExtents, extent
from timeline.render.drawing.figure import Era, Figure, Words
from timeline.render.drawing.lanes import lanes
from timeline.render.drawing.marks import mark
from timeline.render.drawing.paint import Paint
from timeline.render.drawing.panels import panels, scale
from timeline.render.drawing.plan import plan
from timeline.render.drawing.rows import Item, mark_box, place
from timeline.render.drawing.scale import LAID, Scale, Span, day_of, moment
from timeline.render.drawing.ticks import ticks
from timeline.render.drawing.widths import cut, width
from timeline.render.html.drawing import Drawing, Links, drawn_items
from timeline.render.html.site import Site

HERE = Path(__file__).parent
SVG = "{http://www.w3.org/2000/svg}"
KINDS = (
    # EDTF, status; shape, left, right, filling
    ("2024-02-10", "happened", "disc", "sharp", "sharp", "filled"),
    ("2024-02-10?", "happened", "disc", "sharp", "sharp", "filled"),
    ("2024-02", "happened", "band", "sharp", "sharp", "filled"),
    ("2024-02-1X", "happened", "band", "sharp", "sharp", "filled"),
    ("2024-21", "happened", "band", "sharp", "sharp", "filled"),
    ("198X", "happened", "band", "sharp", "sharp", "filled"),
    ("[2024-02..2024-05]", "happened", "band", "sharp", "sharp", "filled"),
    ("2024-03~", "happened", "band", "faded", "faded", "filled"),
    ("2024-02-10/2024-04-20", "happened", "bar", "sharp", "sharp", "filled"),
    ("2024-02/2024-04", "happened", "bar", "sharp", "sharp", "filled"),
    ("2024-05-20?/2024-06", "happened", "bar", "faded", "sharp", "filled"),
    ("2024-03-05/..", "happened", "bar", "sharp", "open", "filled"),
    ("2024-03-05/", "happened", "bar", "sharp", "unknown", "filled"),
    ("../2024-04-30", "happened", "bar", "open", "sharp", "filled"),
    ("/2024-04-30", "happened", "bar", "unknown", "sharp", "filled"),
    ("[..2024-04]", "happened", "band", "unknown", "sharp", "filled"),
    ("[2024-03-05..]", "happened", "band", "sharp", "unknown", "filled"),
    ("[2024-02-10,2024-03-20]", "happened", "set", "sharp", "sharp", "filled"),
    ("{2024-02-10,2024-03-20,2024-04-05}", "happened", "set", "sharp", "sharp", "filled"),
    ("{2024-02-10..2024-03}", "happened", "bar", "sharp", "sharp", "filled"),
    ("2024-04-20", "expected", "disc", "sharp", "sharp", "hollow"),
    ("2024-05", "tentative", "band", "sharp", "sharp", "hollow"),
    ("2024-03-02/2024-03-20", "postponed", "bar", "sharp", "sharp", "hollow"),
    ("2024-04-20", "cancelled", "disc", "sharp", "sharp", "cancelled"),
    ("2024-06-01/2024-06-10", "cancelled", "bar", "sharp", "sharp", "cancelled"),
    ("2024-04-20", "disputed", "disc", "sharp", "sharp", "disputed"),
    ("2024-05-XX", "disputed", "band", "sharp", "sharp", "disputed"),
)
WORDS = Words(
    language="en",
    today="today",
    others="others",
    panel=lambda span, touching, events: f"{day_of(span.start)} to {day_of(span.end - 1)}, {events}",
    more=lambda events, first, last: f"{events} more, {first} to {last}",
    years=lambda years: f"{years} years",
)


def kinds() -> list[Event]:
    """An event of each kind, and a series."""
    made = [event(f"e{n:02}", row[0], status=row[1], title=f"{row[0]}, {row[1]}") for n, row in enumerate(KINDS)]
    weekly = event("weekly", "2024-01-02", recurrence=("RRULE:FREQ=WEEKLY;UNTIL=20240610",), title="A market")
    daily = event("daily", "2024-01-02", recurrence=("RRULE:FREQ=DAILY;UNTIL=20240610",), title="A bell")
    return [*made, weekly, daily]


def read(events: list[Event]) -> ReadExtents:
    """Where events lie, of which each is at hand."""
    return ReadExtents(extent(each) for each in events)


def item(each: Event, language: str = "en") -> Item:
    """An event as it is drawn."""
    return Item(each.id, mark(each), brief_words(each, language), each.title, f"/events/{each.id}")


def page_item(each: Event, language: str = "en") -> Item:
    """An event as a page draws it."""
    site = Site(chronology=Chronology(title="Drawn", language=language))
    links = Links(lambda first, last: "?", lambda by: "?")
    extents = read([each])
    return drawn_items(site, Drawing(extents, plan(extents), [each], None, links))[each.id]


def disagreeing(id: str, when: str, *others: str, **fields: str) -> Event:
    """An event for which sources have other dates."""
    conflicts = tuple(Conflict(when=When.parse(other), citation=Citation(publisher="AP")) for other in others)
    return event(id, when, conflicts=conflicts, **fields)


def panel_of(events: list[Event], window: Span | None = None) -> ElementTree.Element:
    """The one panel of some events."""
    figure = Figure(WORDS, lambda first, last: "?")
    (panel,) = figure.panels(plan(read(events), window), {each.id: page_item(each) for each in events})
    return ElementTree.fromstring(f"<svg>{panel.svg}</svg>")


def drawn(events: list[Event], theme: str = "light", window: Span | None = None) -> bytes:
    """The file of some events."""
    extents = read(events)
    made = plan(extents, window)
    paint = Paint(theme)
    eras = (Era("An era of a name", Span(moment(Day(2024, 2, 1)), moment(Day(2024, 4, 1)))),)
    figure = Figure(WORDS, lambda first, last: f"?from={first}&to={last}", paint, eras)
    items = {each.id: item(each) for each in events}
    return document("Kinds", ["all"], paint, figure.strip(extents, made), figure.panels(made, items))


@pytest.mark.parametrize(("edtf", "status", "shape", "left", "right", "filling"), KINDS)
def test_extent_and_edges_say_the_date_and_filling_the_status(
    edtf: str, status: str, shape: str, left: str, right: str, filling: str
) -> None:
    made = mark(event(when=edtf, status=status))
    assert (made.shape, made.left, made.right, made.filling) == (shape, left, right, filling)
    assert made.wide.start <= made.span.start <= made.span.end <= made.wide.end
    box = mark_box(made, Scale(Span(moment(Day(2023, 1, 1)), moment(Day(2025, 1, 1)))))
    assert box.right > box.left  # none is empty


def test_every_kind_is_drawn_as_it_was() -> None:
    """The golden file; looked at in a browser when it was written."""
    assert drawn(kinds()) == (HERE / "kinds.svg").read_bytes()


def test_a_file_is_well_formed_and_has_no_style_but_attributes() -> None:
    root = ElementTree.fromstring(drawn(kinds(), "dark"))
    assert [found for found in root.iter() if "style" in found.attrib or "class" in found.attrib] == []
    defined = {found.attrib["id"] for found in root.iter(f"{SVG}linearGradient")}
    used = set(re.findall(r"url\(#([^)]+)\)", drawn(kinds()).decode()))
    assert used <= defined


def test_every_event_is_a_link_whose_name_begins_with_its_visible_words() -> None:
    root = ElementTree.fromstring(drawn(kinds()))
    links = {
        found.attrib["href"]: found for found in root.iter(f"{SVG}a") if found.attrib["href"].startswith("/events")
    }
    assert set(links) == {f"/events/{each.id}" for each in kinds()}
    for each in kinds():
        title = links[f"/events/{each.id}"].findtext(f"{SVG}title")
        assert title is not None
        assert title.startswith(f"{brief_words(each)} {each.title}")


@pytest.mark.parametrize(
    ("language", "status", "publishers", "name"),
    [
        ("en", "happened", (), "16 Apr 2025 A hatching"),
        ("en", "happened", ("Xinhua", "Xinhua", "AP"), "16 Apr 2025 A hatching · Source: Xinhua, AP"),
        ("en", "expected", ("Xinhua",), "16 Apr 2025 A hatching · expected · Source: Xinhua"),
        ("en", "cancelled", ("Xinhua",), "16 Apr 2025 Cancelled: A hatching · Source: Xinhua"),
        ("en", "happened", ("A", "B", "C", "D"), "16 Apr 2025 A hatching · Source: A, B, C"),
        ("de", "tentative", ("AP",), "16. Apr. 2025 A hatching · unsicher · Quelle: AP"),
    ],
)
def test_the_name_of_a_link_says_date_title_status_and_source(
    language: str, status: str, publishers: tuple[str, ...], name: str
) -> None:
    sources = tuple(Citation(publisher=publisher) for publisher in publishers)
    assert page_item(event(title="A hatching", status=status, sources=sources), language).name == name


def test_dates_that_sources_disagree_on_are_discs_on_a_dashed_line() -> None:
    opening = disagreeing("opening", "2024-03-05", "2024-04-02", "2024-03-09", "2024-04-02")
    first = next(iter(panel_of([opening, event("later", "2024-06-01")]).iter("a")))
    assert [found.attrib["class"] for found in first.iter("circle")] == ["tl-outline", "tl-outline", "tl-solid"]
    (line,) = [found for found in first.iter("line") if found.attrib["class"] == "tl-line-dashed"]
    discs = [float(found.attrib["x"].rstrip("%")) for found in first.findall("svg") if found.find("circle") is not None]
    ends = [float(line.attrib[end].rstrip("%")) for end in ("x1", "x2")]
    assert ends == [min(discs), max(discs)]


def test_who_has_another_date_is_in_the_name_of_the_link() -> None:
    made = page_item(disagreeing("opening", "2024-03-05", "2024-04", title="A bridge opens"), "en")
    assert made.name == "5 Mar 2024 A bridge opens · AP gives another date: Apr 2024"


def test_a_date_that_the_panel_does_not_show_tears_the_line_and_stretches_nothing() -> None:
    events = [disagreeing("opening", "2024-03-05", "1024-03-05"), event("later", "2024-06-01")]
    assert plan(read(events)).whole == plan(read([event("opening", "2024-03-05"), events[1]])).whole
    link = next(iter(panel_of(events).iter("a")))
    assert [found.attrib["class"] for found in link.iter("circle")] == ["tl-solid"]
    assert [found.attrib["class"] for found in link.iter("path")] == ["tl-edge"]


def test_a_day_of_several_is_a_disc_however_close_it_is_looked_at() -> None:
    week = Span(moment(Day(2024, 3, 1)), moment(Day(2024, 3, 8)))
    link = next(iter(panel_of([event("either", "[2024-03-02,2024-03-05]")], week).iter("a")))
    assert len(list(link.iter("circle"))) == 2


@pytest.mark.parametrize(
    ("when", "title", "side"),
    [
        ("2024-03~", "Brief", "right"),
        ("2024~", "Brief", "inside-span"),
        ("2025~", "Words of which the space before the band holds only a part", "inside-left"),
    ],
)
def test_words_of_an_approximate_date_stand_beside_its_band_or_in_it_but_never_across_its_edge(
    when: str, title: str, side: str
) -> None:
    spans = {"2025": Span(moment(Day(2021, 1, 1)), moment(Day(2026, 1, 1)))}
    scale = Scale(spans.get(when[:4], Span(moment(Day(2024, 1, 1)), moment(Day(2025, 1, 1)))))
    (placed,), _ = place([item(event(when=when, title=title))], scale, 40)
    assert (placed.side, placed.title) == (side, title)


DATES = st.one_of(
    st.dates().map(str),
    st.dates().map(lambda day: f"{day.year:04}-{day.month:02}"),
    st.integers(-4000, 2030).map(lambda year: f"{year:05}" if year < 0 else f"{year:04}"),
    st.integers(0, 2030).map(lambda year: f"{year:04}~"),
    st.integers(0, 2030).map(lambda year: f"{year:04}/.."),
    st.integers(0, 2030).map(lambda year: f"[..{year:04}]"),
)
TITLES = st.text(min_size=1, max_size=500)


@settings(max_examples=40)
@given(st.lists(st.tuples(DATES, TITLES), max_size=160))
def test_what_is_drawn_and_what_is_counted_are_all(rows: list[tuple[str, str]]) -> None:
    events = [event(f"e{n}", when, title=title) for n, (when, title) in enumerate(rows)]
    extents = read(events)
    made = plan(extents)
    figure = Figure(WORDS, lambda first, last: "?")
    shown = figure.panels(made, {each.id: item(each) for each in events})
    assert sum(panel.shown + panel.counted for panel in shown) == len(events)
    assert all(panel.shown + panel.counted == panel.events for panel in shown)
    links = [id for panel in shown for id in re.findall(r'href="/events/(e\d+)"', panel.svg)]
    assert len(links) == len(set(links)) == sum(panel.shown for panel in shown)
    again = figure.panels(plan(read(events)), {each.id: item(each) for each in events})
    assert [panel.svg for panel in shown] == [panel.svg for panel in again]


@settings(max_examples=60)
@given(st.lists(st.tuples(DATES, TITLES), min_size=1, max_size=60))
def test_nothing_in_a_row_touches_and_nothing_crosses_the_edge(rows: list[tuple[str, str]]) -> None:
    events = [event(f"e{n}", when, title=title) for n, (when, title) in enumerate(rows)]
    made = plan(read(events))
    for stretch in made.stretches:
        ids = {each.id for each in stretch.picked}
        placed, _ = place([item(each) for each in events if each.id in ids], stretch.scale, 40)
        for each in placed:
            assert each.box.left >= -16.001
            assert each.box.right <= LAID + 25.001  # a mark at the edge may reach over it, its words never
            others = [other for other in placed if other.row == each.row and other is not each]
            assert all(each.box.left >= other.box.right or each.box.right <= other.box.left for other in others)


@settings(max_examples=60)
@given(st.lists(st.integers(-1_500_000, 740_000), min_size=1, max_size=300))
def test_panels_follow_each_other_and_hold_each_start_once(days: list[int]) -> None:
    starts = sorted(float(day) for day in days)
    whole = Span(starts[0] - 400, starts[-1] + 400)
    spans = panels(len(starts), partial(bisect_left, starts), whole)
    assert 1 <= len(spans) <= 5
    assert (spans[0].start, spans[-1].end) == (whole.start, whole.end)
    assert [span.end for span in spans[:-1]] == [span.start for span in spans[1:]]
    assert sum(span.holds(start) for span in spans for start in starts) == len(starts)


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (Day(-3999, 1, 1), Day(2030, 1, 1), ["4000 BC", "3000 BC", "2000 BC", "1000 BC", "AD 1", "1000", "2000"]),
        (Day(-2, 1, 1), Day(3, 1, 1), ["3 BC", "2 BC", "1 BC", "AD 1", "AD 2"]),
        (Day(2020, 1, 1), Day(2024, 1, 1), ["2020", "2021", "2022", "2023"]),
        (Day(2025, 4, 1), Day(2025, 6, 1), ["1 Apr", "8", "15", "22", "May", "8", "15", "22"]),
        (Day(2025, 4, 1), Day(2025, 4, 2), ["1 Apr", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00"]),
    ],
)
def test_ticks_are_calendar_units_and_never_a_year_zero(first: Day, last: Day, wanted: list[str]) -> None:
    made = ticks(Scale(Span(moment(first), moment(last))), axis_words("en"))
    assert [tick.words for tick in made] == wanted


def test_decades_without_an_event_are_cut_out_and_labelled() -> None:
    span = Span(moment(Day(1913, 1, 1)), moment(Day(2015, 1, 1)))
    covered = [extent(event(when=year)).span for year in ("1913", "1921", "1964", "1996", "2002", "2013")]
    made = scale(span, covered)
    assert [(str(day_of(gap.start)), str(day_of(gap.end))) for gap in made.gaps] == [
        ("1924-01-01", "1963-01-01"),
        ("1967-01-01", "1995-01-01"),
    ]
    assert made.percent(span.start) == 0
    assert made.percent(span.end) == pytest.approx(100)
    shown = [made.percent(moment(Day(year, 7, 1))) for year in range(1913, 2015)]
    assert shown == sorted(shown)


def test_five_thousand_of_one_day_are_counted_and_lead_to_the_list() -> None:
    events = [event(f"e{n}", "2025-04-16") for n in range(5000)]
    made = plan(read(events))
    figure = Figure(WORDS, lambda first, last: f"?from={first}&to={last}")
    (panel,) = figure.panels(made, {each.id: item(each) for each in events})
    assert panel.shown + panel.counted == 5000
    assert "?from=2025-04-16&amp;to=2025-04-16#list" in panel.svg


@pytest.mark.parametrize(
    "title", ["x" * 500, "<script>alert(1)</script>", "👩‍👩‍👧" * 60, "مدينة " * 40, "e\u0301" * 300]
)
def test_any_title_is_cut_to_its_room_and_escaped(title: str) -> None:
    kept = cut(title, 150)
    assert width(kept) <= 150
    made = drawn([event(title=title)])
    ElementTree.fromstring(made)
    assert b"<script" not in made


def test_no_event_and_one_event_are_drawings_too() -> None:
    assert plan(read([])).stretches[0].picked == ()
    ElementTree.fromstring(drawn([]))
    ElementTree.fromstring(drawn([event(when="Y17E7")]))


def test_lanes_hold_each_event_once_the_fullest_first() -> None:
    rows = [("a",), ("a", "b"), ("b", "a"), ("b",), ("c",), ()]
    events = [event(f"e{n}", f"2024-0{n + 1}", tags=tags) for n, tags in enumerate(rows)]
    chosen = lanes(events, "tag")
    assert [chosen[each.id] for each in events] == ["a", "a", "a", "b", "c", ""]
    items = {each.id: replace(item(each), lane=chosen[each.id]) for each in events}
    (panel,) = Figure(WORDS, lambda first, last: "?").panels(plan(read(events)), items)
    names = re.findall(r'<text x="0"[^>]*>([^<]+)</text>', panel.svg)
    assert names == ["a", "b", "c", "others"]
    assert (panel.shown, panel.counted) == (6, 0)


@pytest.mark.parametrize(
    ("day", "written"),
    [(Day(2025, 4, 16), "2025-04-16"), (Day(-43, 3, 15), "-0043-03-15"), (Day(12025, 1, 1), "Y12025"),
     (Day(-12025, 1, 1), "Y-12025")],
)  # fmt: skip
def test_a_day_of_any_year_is_written_as_a_window_can_be_asked(day: Day, written: str) -> None:
    assert day.edtf == written
    earliest, latest = When.parse(written).earliest, When.parse(written).latest
    assert earliest is not None
    assert latest is not None
    assert earliest <= day <= latest


if __name__ == "__main__":  # writes the golden file anew
    (HERE / "kinds.svg").write_bytes(drawn(kinds()))
