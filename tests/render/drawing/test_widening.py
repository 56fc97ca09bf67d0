"""At full width a drawing shows as much of each title as its row has room for, and no two words touch."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factory import event
from tests.render.drawing.test_drawing import DATES, item, panel_of
from timeline.render.drawing.extents import ReadExtents, extent
from timeline.render.drawing.labels import label
from timeline.render.drawing.paint import Paint
from timeline.render.drawing.plan import plan
from timeline.render.drawing.rows import GAP, Placed, place
from timeline.render.drawing.scale import Scale
from timeline.render.drawing.widening import FULL, widen
from timeline.render.drawing.widths import width

LONG = "The council of the town opens the market on the other side of the river for the first time"
TITLES = st.lists(st.sampled_from(LONG.split()), min_size=1, max_size=16).map(" ".join)


def words_at_full(each: Placed, scale: Scale) -> tuple[float, float]:
    """Where the words of an item begin and end on a page of full width, by what is drawn."""
    drawn = label(each, scale, 0, Paint("light"))
    anchor, dx = re.match(r'<svg x="([\d.]+)%"', drawn), re.search(r'<text x="(-?[\d.]+)"', drawn)
    assert anchor is not None
    assert dx is not None
    at = float(anchor[1]) * FULL / 100 + float(dx[1])
    taken = width(each.item.date, bold=True) + width(" ") + width(each.wide)
    return (at - taken, at) if "text-anchor" in drawn else (at, at + taken)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(DATES, TITLES), min_size=1, max_size=40))
def test_no_words_touch_at_full_width(rows: list[tuple[str, str]]) -> None:
    events = [event(f"e{n}", when, title=title) for n, (when, title) in enumerate(rows)]
    made = plan(ReadExtents(map(extent, events)))
    items = {each.id: item(each) for each in events}
    for stretch in made.stretches:
        narrow, _ = place([items[each.id] for each in stretch.picked], stretch.scale, made.rows)
        placed = widen(narrow, stretch.scale)
        assert {(each.item.id, each.row) for each in placed} == {(each.item.id, each.row) for each in narrow}
        assert all(len(each.wide) >= len(each.title) for each in placed)
        for row in range(made.rows):
            here = sorted(words_at_full(each, stretch.scale) for each in placed if each.row == row)
            assert all(one[1] + GAP <= other[0] + 0.1 for one, other in pairwise(here))
            assert all(begin >= -0.1 and end <= FULL + 0.1 for begin, end in here)


def test_a_title_that_is_cut_has_its_end_on_a_wide_page_and_an_ellipsis_on_a_narrow_one() -> None:
    events = [event("early", "2024-01-01"), event("e", "2024-06-01", title=LONG[:60]), event("late", "2024-12-31")]
    panel = panel_of(events)
    text = next(each for each in panel.iter("text") if "council" in "".join(each.itertext()))
    shown = {each.get("class"): each.text for each in text.iter("tspan")}
    assert shown["tl-narrow"] == "…"
    assert "".join(text.itertext()).replace("…", "").endswith(LONG[:60])


def test_a_file_has_one_title_for_its_one_width() -> None:
    made = plan(ReadExtents([extent(event("e", "2024-06-01")), extent(event("f", "2024-01-01"))]))
    scale = made.stretches[0].scale
    narrow, _ = place([item(event("e", "2024-04-01", title=LONG))], scale, 9)
    (placed,) = widen(narrow, scale)
    drawn = label(placed, scale, 0, Paint("light"))
    assert placed.title != placed.wide
    assert drawn.count("<text") == drawn.count("<rect") == 1
    assert placed.wide in drawn
