"""The whole drawing: an overview strip, panels under each other, and what did not fit, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from timeline.dates import When
from timeline.dates.calendar import Day
from timeline.dates.writing.axis import AxisWords, axis_words
from timeline.render.drawing.extents import Extents
from timeline.render.drawing.labels import label
from timeline.render.drawing.marks import Mark
from timeline.render.drawing.paint import Paint, element, escaped, number, percent
from timeline.render.drawing.picks import Column, columns
from timeline.render.drawing.plan import Plan, Stretch, whole_of
from timeline.render.drawing.rows import Item, Placed, place
from timeline.render.drawing.scale import LAID, Scale, Span, after, day_of, moment
from timeline.render.drawing.shapes import Shapes
from timeline.render.drawing.strip import Strip, strip
from timeline.render.drawing.ticks import APART, Tick, ticks
from timeline.render.drawing.widening import widen
from timeline.render.drawing.widths import cut, width

ROW: Final = 24.0
AXIS: Final = 24.0
"""Pixels of the axis with its words."""
ERA: Final = 20.0
SHORTEST_ERA: Final = 40.0
"""Pixels from which on an era has its name."""
FOOT: Final = 48.0
"""Pixels of the columns that count."""
STRIP: Final = 64.0
TRACK: Final = 18.0
MOST_TICKS: Final = 6
LAST_TICK: Final = 88.0
"""Per cent from which on a tick's words would be cut by the edge of a phone."""


@dataclass(frozen=True, slots=True)
class Era:
    """A named stretch of time, drawn as a band under the axis."""

    name: str
    span: Span


def era(name: str, edtf: str, whole: Span) -> Era:
    """An era by its interval in EDTF; an open side goes on to the end of the whole."""
    when = When.parse(edtf)
    start = whole.start if when.earliest is None else moment(when.earliest)
    return Era(name, Span(start, whole.end if when.latest is None else after(when.latest)))


@dataclass(frozen=True, slots=True)
class Words:
    """What the drawing says, by the language of the page; `panel` names a span with the events that have a date in it
    and those that begin in it, `more` counts what is not drawn between two days."""

    language: str
    today: str
    others: str
    panel: Callable[[Span, int, int], str]
    more: Callable[[int, Day, Day], str]
    years: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel, drawn. `svg` has no size of its own but its height; `shown` and `counted` add up to `events`."""

    heading: str
    events: int
    shown: int
    counted: int
    span: Span
    height: float
    svg: str


class Figure:
    """Draws a plan. `link` gives the address of a stretch of days; `today` is drawn where it is given; `target` names
    the window in which an event opens."""

    def __init__(
        self,
        words: Words,
        link: Callable[[Day, Day], str],
        paint: Paint | None = None,
        eras: Iterable[Era] = (),
        today: Day | None = None,
        target: str = "",
    ) -> None:
        self.paint = paint or Paint()
        self._target = {"target": target} if target else {}
        self._words, self._link, self._eras = words, link, tuple(eras)
        self._today = None if today is None else moment(today) + 0.5
        self._axis: AxisWords = axis_words(words.language)

    def panels(self, plan: Plan, items: Mapping[str, Item], touching: Sequence[int] = ()) -> list[Panel]:
        """The panels, one after the other. `touching` are the events that have a date in each, where that is known."""
        numbers = touching or [stretch.events for stretch in plan.stretches]
        pairs = zip(plan.stretches, numbers, strict=True)
        return [self._panel(stretch, items, plan, number) for stretch, number in pairs]

    def strip(self, extents: Extents, plan: Plan) -> str:
        """The overview: all events, with what the panels show marked on it."""
        whole = whole_of(extents)
        made = strip(extents, whole)
        scale = Scale(whole)
        parts = [self._shown(scale, plan.window)] if plan.window != whole else []
        base = STRIP - 20
        parts += [self._bin(made, scale, n, base) for n in range(len(made.bins))]
        parts.append(_line("0%", "100%", base, base, self.paint("axis")))
        parts += [self._tick_words(tick, scale, base + 15) for tick in _for_phones(ticks(scale, self._axis), scale)]
        return "".join(parts)

    def track(self, mark: Mark, span: Span) -> str:
        """One mark on the line of its period, for a list that is read on a phone; `TRACK` pixels high."""
        scale = Scale(span)
        line = _line("0%", "100%", TRACK / 2, TRACK / 2, self.paint("grid"))
        return line + Shapes(scale, self.paint).draw(mark, TRACK / 2)

    def track_axis(self, span: Span) -> str:
        """The ticks of such a list, over its marks."""
        scale = Scale(span)
        words = [self._tick_words(tick, scale, 12) for tick in _for_phones(ticks(scale, self._axis), scale)]
        return "".join(words)

    # A panel.

    def _panel(self, stretch: Stretch, items: Mapping[str, Item], plan: Plan, touching: int) -> Panel:
        scale, within, events, picked = stretch
        wanted = [items[extent.id] for extent in picked if extent.id in items]
        placed, names = _in_lanes(wanted, scale, plan.rows)
        placed = widen(placed, scale)
        drawn = {each.item.id for each in placed}
        rest = columns(plan.extents, within, (extent for extent in picked if extent.id in drawn), scale)
        eras = [era for era in self._eras if era.span.meets(scale.span)]
        top = AXIS + ERA * bool(eras)
        used = max((each.row for each in placed), default=-1) + 1
        lanes = [self._lane(name, top + row * ROW) for row, name in names]
        bottom = top + used * ROW + 4
        height = bottom + FOOT * bool(rest)
        svg = "".join(
            (
                self._grid(scale, bottom),
                self._cuts(scale, bottom),
                *(self._era(era, n, scale) for n, era in enumerate(eras)),
                self._today_line(scale, bottom),
                *lanes,
                *(self._item(each, scale, top) for each in sorted(placed, key=lambda each: _in_time(each.item))),
                *(self._column(column, rest, scale, height, plan) for column in rest),
            )
        )
        counted = sum(column.events for column in rest)
        heading = self._words.panel(scale.span, touching, events)
        return Panel(heading, events, len(placed), counted, scale.span, height, svg)

    def _grid(self, scale: Scale, bottom: float) -> str:
        made = ticks(scale, self._axis)
        lines = [
            _line(
                x := percent(scale.percent(tick.at)),
                x,
                18,
                bottom,
                self.paint("grid-larger" if tick.is_larger else "grid"),
            )
            for tick in made
        ]
        words = [self._tick_words(tick, scale, 12) for tick in made if not self._is_by_today(tick, scale)]
        axis = _line("0%", "100%", 18, 18, self.paint("axis"))
        return element("g", {"aria-hidden": "true"}, "".join((*lines, axis, *words)))

    def _is_by_today(self, tick: Tick, scale: Scale) -> bool:
        """Whether the words of a tick would touch those of today's line."""
        today = self._today
        is_shown = today is not None and scale.span.holds(today)
        return is_shown and today is not None and abs(scale.pixels(tick.at) - scale.pixels(today)) < APART

    def _tick_words(self, tick: Tick, scale: Scale, y: float) -> str:
        """Right of its line, except where the edge of the panel would cut it."""
        look = self.paint("axis-larger" if tick.is_larger else "axis-words")
        is_at_edge = scale.pixels(tick.at) + width(tick.words) > LAID - 2
        anchor = {"text-anchor": "end"} if is_at_edge else {}
        place = {"x": percent(scale.percent(tick.at)), "y": number(y), "dx": "-3" if is_at_edge else "3"}
        return element("text", {**place, **anchor, **look}, escaped(tick.words))

    def _cuts(self, scale: Scale, bottom: float) -> str:
        """Where years were cut out: tinted ground, the axis broken, and how many they are."""
        return "".join(self._cut(gap, scale, bottom) for gap in scale.gaps)

    def _cut(self, gap: Span, scale: Scale, bottom: float) -> str:
        left, right = scale.percent(gap.start), scale.percent(gap.end)
        box = {"x": percent(left), "y": "0", "width": percent(right - left), "height": number(bottom)}
        years = round(gap.length / 365.2425)
        middle = percent((left + right) / 2)
        words = {"x": middle, "y": "12", "text-anchor": "middle", **self.paint("axis-words")}
        slashes = element("path", {"d": "M-5 5L-1 -5M1 5L5 -5", **self.paint("edge")})
        inside = (
            element("rect", {**box, **self.paint("cut")})
            + element("text", words, escaped(self._words.years(years)))
            + element("svg", {"x": middle, "y": "18", "overflow": "visible"}, slashes)
        )
        return element("g", {"aria-hidden": "true"}, inside)

    def _era(self, era: Era, place: int, scale: Scale) -> str:
        left, right = scale.percent(era.span.start), scale.percent(era.span.end)
        box = {"x": percent(left), "y": number(AXIS - 2), "width": percent(right - left), "height": "18"}
        room = (right - left) * LAID / 100
        name = cut(era.name, room - 8) if room > SHORTEST_ERA else ""
        words = {"x": percent(left), "dx": "4", "y": number(AXIS + 11), **self.paint("quiet")}
        return element("rect", {**box, **self.paint(f"era-{place % 2 + 1}")}) + (
            element("text", words, escaped(name)) if name else ""
        )

    def _lane(self, name: str, y: float) -> str:
        """The name of a lane, on a row of its own over its events."""
        words = {"x": "0", "y": number(y + 17), **self.paint("axis-larger")}
        line = _line("0%", "100%", y + 2, y + 2, self.paint("grid-larger"))
        return element("g", {}, line + element("text", words, escaped(name or self._words.others)))

    def _today_line(self, scale: Scale, bottom: float) -> str:
        if self._today is None or not scale.span.holds(self._today):
            return ""
        x = percent(scale.percent(self._today))
        words = {"x": x, "y": "12", "text-anchor": "middle", **self.paint("today-words")}
        line = _line(x, x, 18, bottom, self.paint("today"))
        return element("g", {"aria-hidden": "true"}, line + element("text", words, escaped(self._words.today)))

    # An event.

    def _item(self, each: Placed, scale: Scale, top: float) -> str:
        y = top + each.row * ROW + ROW / 2
        is_over = each.side.startswith("over")
        mark = Shapes(scale, self.paint).draw(each.item.mark, y if not is_over or _has_line(each) else y + 6)
        title = element("title", {}, escaped(each.item.name))
        inside = title + mark + label(each, scale, y, self.paint)
        return element("a", {"href": each.item.href, **self._target}, inside)

    # What is counted.

    def _column(self, column: Column, rest: Sequence[Column], scale: Scale, height: float, plan: Plan) -> str:
        left, right = scale.percent(column.span.start), scale.percent(column.span.end)
        most = max(each.events for each in rest)
        bar = max(2.0, 22.0 * column.events / most)
        base = height - 16
        first, last = day_of(column.span.start), day_of(column.span.end - 1e-6)
        place = {"x": percent(left), "width": percent(max(right - left - 0.4, 0.4))}
        box = {**place, "y": number(base - bar), "height": number(bar)}
        middle = {"x": percent((left + right) / 2), "text-anchor": "middle"}
        words = element("text", {**middle, "y": number(height - 4), **self.paint("quiet")}, f"+{column.events:,}")
        target = element("rect", {**place, "y": number(height - 44), "height": "44", **self.paint("target")})
        title = element("title", {}, escaped(self._words.more(column.events, first, last)))
        # A day that was asked for alone opens as a list: drawn anew it would be the same drawing.
        href = self._link(first, last) + ("#list" if plan.window.length <= 1 else "")
        inside = title + target + element("rect", {**box, **self.paint("column")}) + words
        return element("a", {"href": href, "rel": "nofollow"}, inside)

    # The strip.

    def _shown(self, scale: Scale, window: Span) -> str:
        left, right = scale.percent(window.start), scale.percent(window.end)
        box = {"x": percent(left), "y": "0", "width": percent(max(right - left, 0.3)), "height": number(STRIP - 20)}
        return element("rect", {**box, **self.paint("shown")})

    def _bin(self, made: Strip, scale: Scale, place: int, base: float) -> str:
        bin = made.bins[place]
        lower, upper = made.heights(bin)
        if not (lower or upper):
            return ""
        x = {"x": percent(scale.percent(bin.span.start)), "width": percent(100 / len(made.bins) - 0.1)}
        bars = [(base - lower, lower, "bin"), (base - lower - upper, upper, "bin-vague")]
        drawn = "".join(
            element("rect", {**x, "y": number(y), "height": number(high), **self.paint(name)})
            for y, high, name in bars
            if high
        )
        href = self._link(day_of(bin.span.start), day_of(bin.span.end - 1e-6))
        return element("a", {"href": href, "rel": "nofollow", "tabindex": "-1"}, drawn)


def _in_lanes(items: Sequence[Item], scale: Scale, rows: int) -> tuple[list[Placed], list[tuple[int, str]]]:
    """The items in rows, lane under lane with the fullest first, and the row in which each lane's name stands. Items
    without lanes are one lane that has no name."""
    if not any(item.lane for item in items):
        return place(items, scale, rows)[0], []
    counts = Counter(item.lane for item in items)
    placed: list[Placed] = []
    names: list[tuple[int, str]] = []
    row = 0
    for lane in sorted(counts, key=lambda name: (not name, -counts[name], name)):
        names.append((row, lane))
        within, _ = place([item for item in items if item.lane == lane], scale, rows)
        placed += [replace(each, row=each.row + row + 1) for each in within]
        row = max((each.row for each in placed), default=row) + 1
    return placed, names


def _for_phones(made: Sequence[Tick], scale: Scale) -> list[Tick]:
    """Ticks of what has no other width than the page's: few enough for 320 pixels, and none at the right edge."""
    every = -(-len(made) // MOST_TICKS)
    return [tick for tick in made[::every] if scale.percent(tick.at) < LAST_TICK]


def _has_line(each: Placed) -> bool:
    return each.item.mark.shape == "series"


def _in_time(item: Item) -> tuple[float, str]:
    return item.mark.span.start, item.id


def _line(x1: str, x2: str, y1: float, y2: float, look: Mapping[str, str]) -> str:
    return element("line", {"x1": x1, "x2": x2, "y1": number(y1), "y2": number(y2), **look})
