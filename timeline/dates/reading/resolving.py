"""What a phrase comes to: its TIMEX3 value and its date, for one expression or for both ends of a range."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from timeline.dates.calendar import Day
from timeline.dates.reading.parts import bounds, part_edges
from timeline.dates.reading.periods import Period, day_period, period_around
from timeline.dates.reading.statement import Build, Clock, Ends, ReadingContext, Statement, Unread, in_year
from timeline.dates.when import When
from timeline.errors import EDTFError


class Resolved(NamedTuple):
    """What a phrase comes to: TIMEX3 type and value, the date, and the period for what leans on it."""

    type: str
    value: str
    when: When | None
    period: Period | None


def resolve(statement: Statement, context: ReadingContext, text: str) -> Resolved:
    """What it comes to. Raises `Unread` where the calendar has no such date or nothing is there to count from."""
    if statement.fiscal:
        return Resolved(statement.type, _fiscal_value(statement, context), None, None)
    if statement.find is None:
        return Resolved(statement.type, statement.value, None, None)
    period = statement.find(context)
    if period is None:
        raise Unread("the calendar has no such date")
    value = _value(statement, period)
    return Resolved(statement.type, value, when(statement, period, text), period)


def _fiscal_value(statement: Statement, context: ReadingContext) -> str:
    """The TIMEX3 value, which names a fiscal year as any other."""
    period = statement.find(context) if statement.find else None
    return period.value if period else statement.value


def _value(statement: Statement, period: Period) -> str:
    """The TIMEX3 value: of the whole, whichever part of it was meant."""
    if statement.clock is None:
        return period.value
    return f"{period.value}{statement.clock.code}"


def when(statement: Statement, period: Period, text: str) -> When:
    """The date of a period, hedged as said. Raises `Unread`."""
    if statement.part == "close":
        statement = replace(statement, part="end" if statement.relation else "late")
    low, high = _edges(statement, period)
    return build_when(_related(statement.relation, low, high, period, statement), text, statement.clock)


def build_when(edtf: str, text: str, clock: Clock | None = None) -> When:
    """A `When` of this EDTF. Raises `Unread`."""
    start = clock.start if clock else None
    try:
        return When.parse(edtf, text, start, None, clock.zone if clock and start else None)
    except EDTFError as error:
        raise Unread(str(error)) from None


def _related(relation: str, low: str, high: str, period: Period, statement: Statement) -> str:
    relation = _SAME_EDGE.get((relation, statement.part), relation)
    part = bounds(period, statement.part)
    match relation:
        case "before":
            return f"[..{_neighbour(period, statement, part.first, -1)}{statement.mark}]"
        case "after":
            return f"[{_neighbour(period, statement, part.last, 1)}{statement.mark}..]"
        case "by":
            return f"[..{high}]"
        case "until":
            return f"../{high}"
        case "since":
            return f"{low}/.."
        case "from then":
            return f"[{low}..]"
        case "since, to an unknown end":
            return f"{low}/"
        case "until, from an unknown start":
            return f"/{high}"
        case "throughout":
            return f"{low}/{high}"
        case _:
            return low if low == high else f"[{low}..{high}]"


_SAME_EDGE: Final = {("before", "end"): "by", ("after", "start"): "from then"}
"""Before the end of 2024 may be in its last days."""


def _neighbour(period: Period, statement: Statement, edge: Day, step: int) -> str:
    """The day, month or year next to a date, in its own unit: before 1900 is 1899."""
    if statement.part:
        unit = "month" if period.unit in ("year", "season", "half", "quarter") else "day"
    elif period.unit == "span" and len(period.low.lstrip("-")) == 4:  # a run of whole years
        unit = "year"
    else:
        unit = _NEIGHBOURS.get(period.unit, "day")
    return period_around(Day.from_ordinal(edge.ordinal + step), unit).edges[0]


_NEIGHBOURS: Final = {
    "month": "month",
    "season": "month",
    "quarter": "month",
    "third": "month",
    "half": "month",
    "year": "year",
    "decade": "year",
    "century": "year",
    "millennium": "year",
}
"""The unit in which one goes on from a period: after spring 1849 begins with a month, after the 1840s with a year."""


SHAPES: Final = {"interval": "{}/{}", "between": "[{}..{}]", "or": "[{},{}]", "list": "{{{},{}}}"}
"""How two ends make one date."""


def join(ends: Ends, context: ReadingContext, text: str) -> tuple[Resolved, Resolved]:
    """Both ends, each with its own value, both with the date that they make together. Raises `Unread`."""
    if ends.more:
        return _join_all(ends, context, text)
    first, second = share_year(ends.first, ends.second, context)
    a = resolve(first, context, text)
    b = resolve(second, _after(context, a.period), text)
    if a.period is None or b.period is None:
        return a, b
    if ends.how in ("interval", "between", "hours") and b.period.last < a.period.first:
        raise Unread("its end is before its start")
    both = _both(first, a.period, second, b.period, ends.how, text)
    return a._replace(when=both), b._replace(when=both)


def _both(first: Statement, a: Period, second: Statement, b: Period, how: str, text: str) -> When:
    """The date that two ends make together."""
    (low, inner), (outer, high) = _edges(first, a), _edges(second, b)
    if first.clock and second.clock and a == b:
        start, end = first.clock.start, second.clock.start
        follows = start and end and (start < end or (how == "hours" and start != end))
        return replace(build_when(low, text, first.clock), end_time=end if follows else None)
    if first.clock and second.clock and how == "interval" and a.unit == b.unit == "day":
        return replace(build_when(f"{low}/{high}", text, first.clock), end_time=second.clock.start)
    if how in ("or", "list"):
        low, high = low if low == inner else f"{low}..{inner}", high if high == outer else f"{outer}..{high}"
    return build_when(SHAPES[how].format(low, high), text)


def _join_all(ends: Ends, context: ReadingContext, text: str) -> tuple[Resolved, Resolved]:
    """Three or more dates: one of them, or each. A date without a year has that of the last."""
    last = ends.members[-1][0]
    end = _period(last, context) if any(each.yearly for each, _ in ends.members) else None
    members = [in_year(each, end.year) if end and each.yearly else each for each, _ in ends.members]
    resolved = [resolve(each, context, text) for each in members]
    edges = [_edges(each, one.period) for each, one in zip(members, resolved, strict=True) if one.period]
    if len(edges) < len(members):
        raise Unread("one of its dates is none")
    listed = ",".join(low if low == high else f"{low}..{high}" for low, high in edges)
    when = build_when(f"[{listed}]" if ends.how == "or" else f"{{{listed}}}", text)
    return resolved[0]._replace(when=when), resolved[1]._replace(when=when)


def _edges(statement: Statement, period: Period) -> tuple[str, str]:
    part = "late" if statement.part == "close" else statement.part
    low, high = part_edges(period, part)
    return low + statement.mark, high + statement.mark


class _Story(ReadingContext):
    """Another context with the story led on to a date."""

    def __init__(self, inner: ReadingContext, story: Period) -> None:
        self._inner = inner
        self.reference = inner.reference
        self.story = story

    def pick(self, build: Build) -> Period | None:
        return self._inner.pick(build)

    def day(self) -> Period | None:
        return self.story if self.story and self.story.unit == "day" else self._inner.day()

    def full_year(self, number: int) -> int:
        return self._inner.full_year(number)

    def one_of_two(self, day_first: Period, month_first: Period) -> Period:
        return self._inner.one_of_two(day_first, month_first)

    def pick_weekday(self, number: int) -> Period:
        """Of a range, the first such weekday from its beginning on: "from Friday to Monday"."""
        if self.story is None or self.story.unit != "day":
            return self._inner.pick_weekday(number)
        start = self.story.first.ordinal
        return day_period(Day.from_ordinal(start + (number - start) % 7))


def _after(context: ReadingContext, period: Period | None) -> ReadingContext:
    return _Story(context, period) if period else context


def share_year(first: Statement, second: Statement, context: ReadingContext) -> tuple[Statement, Statement]:
    """Both, where one without a year takes that of the other ("18 August to 15 September 1951")."""
    if first.yearly and not second.leans and (end := _period(second, context)):
        return _begin_before(first, end, end.last.year), second
    if second.yearly and not first.leans and (start := _period(first, context)):
        return first, _end_after(second, start)
    # Neither says its year: the second is looked up as if alone, and the first is the last such date before it.
    if first.yearly and second.yearly and (end := _period(second, context)):
        return _begin_before(first, end, end.year), second
    return first, second


def _period(statement: Statement, context: ReadingContext) -> Period | None:
    return statement.find(context) if statement.find else None


def _begin_before(first: Statement, end: Period, year: int) -> Statement:
    """The first date in that year, or in the one before where it would come after the end ("May to March 1942")."""
    start = first.yearly(year) if first.yearly else None
    fits = start is not None and start.first <= end.last
    return in_year(first, year if fits else year - 1)


def _end_after(second: Statement, start: Period) -> Statement:
    """The second date in the year of the start, or in the next where it would come before it."""
    end = second.yearly(start.year) if second.yearly else None
    fits = end is not None and end.last >= start.first
    return in_year(second, start.year if fits else start.year + 1)
