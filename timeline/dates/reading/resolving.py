"""What a phrase comes to: its TIMEX3 value and its date, for one expression or for both ends of a range."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from timeline.dates.calendar import Day
from timeline.dates.reading.parts import bounds, part_edges
from timeline.dates.reading.periods import Period, holding
from timeline.dates.reading.said import Build, Clock, Context, Ends, Said, Unread, given_year
from timeline.dates.when import When
from timeline.errors import EDTFError


class Resolved(NamedTuple):
    """What a phrase comes to: TIMEX3 type and value, the date, and the period for what leans on it."""

    type: str
    value: str
    when: When | None
    period: Period | None


def resolve(said: Said, context: Context, text: str) -> Resolved:
    """What it comes to. Raises `Unread` where the calendar has no such date or nothing is there to count from."""
    if said.find is None:
        return Resolved(said.type, said.value, None, None)
    period = said.find(context)
    if period is None:
        raise Unread("the calendar has no such date")
    value = _value(said, period)
    return Resolved(said.type, value, when(said, period, text), period)


def _value(said: Said, period: Period) -> str:
    """The TIMEX3 value: of the whole, whichever part of it was meant."""
    if said.clock is None:
        return period.value
    return f"{period.value}{said.clock.code}"


def when(said: Said, period: Period, text: str) -> When:
    """The date of a period, hedged as said. Raises `Unread`."""
    low, high = part_edges(period, said.part)
    clock = said.clock
    return written(_related(said.relation, low + said.mark, high + said.mark, period, said), text, clock)


def written(edtf: str, text: str, clock: Clock | None = None) -> When:
    """A `When` of this EDTF. Raises `Unread`."""
    start = clock.start if clock else None
    try:
        return When.parse(edtf, text, start, None, clock.zone if clock and start else None)
    except EDTFError as error:
        raise Unread(str(error)) from None


def _related(relation: str, low: str, high: str, period: Period, said: Said) -> str:
    part = bounds(period, said.part)
    relation = _SAME_EDGE.get((relation, said.part), relation)
    match relation:
        case "before":
            return f"[..{_neighbour(period, said, part.first, -1)}{said.mark}]"
        case "after":
            return f"[{_neighbour(period, said, part.last, 1)}{said.mark}..]"
        case "by":
            return f"[..{high}]"
        case "until":
            return f"../{high}"
        case "since":
            return f"{low}/.."
        case "from then":
            return f"[{low}..]"
        case _:
            return low if low == high else f"[{low}..{high}]"


_SAME_EDGE: Final = {("before", "end"): "by", ("after", "start"): "from then"}
"""Before the end of 2024 may be in its last days."""


def _neighbour(period: Period, said: Said, edge: Day, step: int) -> str:
    """The day, month or year next to a date, in its own unit: before 1900 is 1899."""
    unit = period.unit if not said.part else "month" if period.unit in ("year", "season", "half", "quarter") else "day"
    if unit in ("decade", "century", "millennium") or (unit == "span" and len(period.low.lstrip("-")) == 4):
        unit = "year"
    if unit not in ("month", "year"):
        unit = "month" if unit in ("season", "quarter", "third", "half") else "day"
    return holding(Day.from_ordinal(edge.ordinal + step), unit).edges[0]


SHAPES: Final = {"interval": "{}/{}", "between": "[{}..{}]", "or": "[{},{}]", "list": "{{{},{}}}"}
"""How two ends make one date."""


def join(ends: Ends, context: Context, text: str) -> tuple[Resolved, Resolved]:
    """Both ends, each with its own value, both with the date that they make together. Raises `Unread`."""
    first, second = lent(ends.first, ends.second, context)
    a = resolve(first, context, text)
    b = resolve(second, _after(context, a.period), text)
    if a.period is None or b.period is None:
        return a, b
    if ends.how in ("interval", "between") and b.period.last < a.period.first:
        raise Unread("its end is before its start")
    both = _both(first, a.period, second, b.period, ends.how, text)
    return a._replace(when=both), b._replace(when=both)


def _both(first: Said, a: Period, second: Said, b: Period, how: str, text: str) -> When:
    """The date that two ends make together."""
    (low, inner), (outer, high) = _edges(first, a), _edges(second, b)
    if first.clock and second.clock and a == b:
        start, end = first.clock.start, second.clock.start
        return replace(written(low, text, first.clock), end_time=end if start and end and start < end else None)
    if how in ("or", "list"):
        low, high = low if low == inner else f"{low}..{inner}", high if high == outer else f"{outer}..{high}"
    return written(SHAPES[how].format(low, high), text)


def _edges(said: Said, period: Period) -> tuple[str, str]:
    low, high = part_edges(period, said.part)
    return low + said.mark, high + said.mark


class _Story(Context):
    """Another context with the story led on to a date."""

    def __init__(self, inner: Context, story: Period) -> None:
        self._inner = inner
        self.reference = inner.reference
        self.story = story

    def pick(self, build: Build) -> Period | None:
        return self._inner.pick(build)

    def day(self) -> Period | None:
        return self.story if self.story and self.story.unit == "day" else self._inner.day()

    def full_year(self, number: int) -> int:
        return self._inner.full_year(number)

    def pick_weekday(self, number: int) -> Period:
        return self._inner.pick_weekday(number)


def _after(context: Context, period: Period | None) -> Context:
    return _Story(context, period) if period else context


def lent(first: Said, second: Said, context: Context) -> tuple[Said, Said]:
    """Both, where one without a year takes that of the other ("18 August to 15 September 1951")."""
    if first.yearly and not second.leans and second.find and (there := second.find(context)):
        near = there.last.year
        found = first.yearly(near)
        return given_year(first, near if found and found.first <= there.last else near - 1), second
    if second.yearly and not first.leans and first.find and (there := first.find(context)):
        found = second.yearly(there.year)
        return first, given_year(second, there.year if found and found.last >= there.first else there.year + 1)
    if first.yearly and second.yearly and (there := second.find(context) if second.find else None):
        found = first.yearly(there.year)
        return given_year(first, there.year if found and found.first <= there.last else there.year - 1), second
    return first, second
