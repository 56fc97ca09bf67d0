"""What a phrase says: where its time is to be looked for, and how it is hedged. Nothing here knows a language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from timeline.dates.calendar import Day
from timeline.dates.when import When
from timeline.dates.words.periods import (
    Period,
    days,
    edtf_year,
    holding,
    months,
    months_later,
    one,
    run,
    shifted,
    year,
    years,
)
from timeline.errors import EDTFError


class Unread(Exception):
    """Words that name no date, with the reason; caught where words are read, never seen outside."""


class Clock(NamedTuple):
    """A time of day as said: `code` is TIMEX3 ("T14:30", "TMO"), `start` HH:MM[:SS] where the hour was named."""

    code: str
    start: str | None = None
    zone: str | None = None
    next_day: bool = False


class Context:
    """Where relative and incomplete dates are looked up. A subclass knows the document.

    `reference` is the day the words were published; `story` the date the words before have led to.
    """

    reference: Day | None = None
    story: Period | None = None

    def today(self) -> Day:
        """The day relative words count from. Raises `Unread` where there is none: never the clock's."""
        if self.reference is None:
            raise Unread("it is relative, and no reference date is given to count from")
        return self.reference

    def base(self) -> Period:
        """The date that "later" and "the following" count from."""
        return self.story or one(self.today())

    def day(self) -> Period | None:
        """The day that a time of day belongs to."""
        base = self.base()
        return base if base.unit == "day" else None

    def current(self, unit: str) -> Period | None:
        """The day, week, month … that is told of."""
        return holding(self.today(), unit)

    def full_year(self, number: int) -> int:
        """The year of two digits: none more than ten years after the reference. Raises `Unread`."""
        if self.reference is None:
            raise Unread("the century is not said")
        latest = self.reference.year + 10
        return latest - (latest - number) % 100

    def pick(self, build: Callable[[int], Period | None]) -> Period | None:
        """The one meant of the periods that recur each year: the one nearest the reference."""
        today = self.today()
        found = [p for p in (build(today.year + n) for n in (-1, 0, 1)) if p]
        return min(found, key=lambda p: distance(p, today), default=None)

    def pick_day(self, number: int) -> Period | None:
        """The day of a month that is not named."""
        base = self.base().first
        found = [months_later(Day(base.year, base.month, 1), n) for n in (0, -1, 1)]
        fitting = [one(Day(d.year, d.month, number)) for d in found if number <= holding(d, "month").last.day]
        return fitting[0] if fitting else None

    def pick_weekday(self, number: int) -> Period:
        """The weekday (Monday is 1) meant: the reference's own, or the last one before it."""
        today = self.today().ordinal
        return one(Day.from_ordinal(today - (today - number) % 7))


def distance(period: Period, day: Day) -> int:
    """Days between a period and a day; 0 inside."""
    return max(period.first.ordinal - day.ordinal, day.ordinal - period.last.ordinal, 0)


Find = Callable[[Context], Period | None]
Build = Callable[[int], Period | None]


@dataclass(frozen=True, slots=True)
class Said:
    """One temporal expression as said.

    `find` looks the period up; None for what is no place in the calendar, whose TIMEX3 `value` is then complete.
    `part` is early, mid, late, start, end or a fraction ("1/2"); `mark` an EDTF qualifier; `relation` before, after,
    by, until or since. `yearly` builds a date that lacks its year, `daily` one that lacks its month as well, `weekday`
    is the number of a bare weekday. `leans` says what it counts from: reference, story or nothing. `grain` its unit.
    """

    type: str = "DATE"
    find: Find | None = None
    value: str = ""
    part: str = ""
    mark: str = ""
    relation: str = ""
    clock: Clock | None = None
    yearly: Build | None = None
    daily: int = 0
    weekday: int = 0
    leans: str = ""
    grain: str = "day"
    plain: bool = True

    def marked(self, mark: str) -> Said:
        """The same, hedged; about and perhaps together are `%`."""
        return replace(self, mark=mark if self.mark in ("", mark) else "%", plain=False)


class Ends(NamedTuple):
    """Two expressions that belong together: `how` is interval, between, or (one of both), list (each of both).

    `first_at` and `second_at` are their places in the text.
    """

    first: Said
    first_at: tuple[int, int]
    second: Said
    second_at: tuple[int, int]
    how: str


class Resolved(NamedTuple):
    """What a phrase comes to: TIMEX3 type and value, the date, and the period for what leans on it."""

    type: str
    value: str
    when: When | None
    period: Period | None


def fixed(period: Period | None) -> Said | None:
    """A date that needs nothing else."""
    return Said(find=lambda _: period, grain=period.unit) if period else None


def yearly(build: Build, grain: str) -> Said:
    """A date that lacks its year."""
    return Said(find=lambda c: c.pick(build), yearly=build, leans="reference", grain=grain)


def given_year(said: Said, number: int) -> Said:
    """The same date in that year."""
    build = said.yearly
    if build is None:
        return said
    return replace(said, find=lambda _: build(number), yearly=None, leans="")


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
    try:
        return When.parse(edtf, text, clock.start if clock else None, None, clock.zone if clock and clock.start else None)
    except EDTFError as error:
        raise Unread(str(error)) from None


def _related(relation: str, low: str, high: str, period: Period, said: Said) -> str:
    part = bounds(period, said.part)
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


def _neighbour(period: Period, said: Said, edge: Day, step: int) -> str:
    """The day, month or year next to a date, in its own unit: before 1900 is 1899."""
    unit = period.unit if not said.part else "month" if period.unit in ("year", "season", "half", "quarter") else "day"
    if unit in ("decade", "century", "millennium") or (unit == "span" and len(period.low.lstrip("-")) == 4):
        unit = "year"
    if unit not in ("month", "year"):
        unit = "month" if unit in ("season", "quarter", "third", "half") else "day"
    return holding(Day.from_ordinal(edge.ordinal + step), unit).edges[0]


THIRDS: Final = {"early": 0, "mid": 1, "late": 2}


def bounds(period: Period, part: str) -> Period:
    """The part of a period that is meant, as a period of its own."""
    if not part:
        return period
    unit, first = period.unit, period.first
    if "/" in part:
        return _fraction(period, int(part[0]), int(part[2]))
    if unit == "day":
        return period
    if unit in ("week", "weekend", "span"):
        return _run_part(period, part)
    if unit == "month":
        starts = (1, 11, 21, period.last.day + 1)
        at = THIRDS.get(part, 0 if part == "start" else 2)
        return days(Day(first.year, first.month, starts[at]), Day(first.year, first.month, starts[at + 1] - 1))
    if unit in ("season", "quarter"):
        return months("month", *_month_of(first, THIRDS.get(part, 0 if part == "start" else 2)))
    if unit in ("year", "half", "third"):
        return _months_part(period, part)
    return _years_part(period, part)


def _month_of(first: Day, offset: int) -> tuple[int, int]:
    later = months_later(Day(first.year, first.month, 1), offset)
    return later.year, later.month


def _run_part(period: Period, part: str) -> Period:
    """Thirds of a run of days or years, rounded outwards to whole ones."""
    if len(period.low.lstrip("-")) == 4:
        size = period.last.year - period.first.year + 1
        low, high = _third(size, part)
        return years(period.first.year + low, period.first.year + high)
    size = period.last.ordinal - period.first.ordinal + 1
    low, high = _third(size, part)
    return days(Day.from_ordinal(period.first.ordinal + low), Day.from_ordinal(period.first.ordinal + high))


def _third(size: int, part: str) -> tuple[int, int]:
    at = THIRDS.get(part, 0 if part == "start" else 2)
    return size * at // 3, max(-(-size * (at + 1) // 3) - 1, 0)


def _months_part(period: Period, part: str) -> Period:
    """Months 1–4, 5–8, 9–12 of a year; its outer two for beginning and end. Of a half year two months each."""
    size = {"year": 4, "half": 2, "third": 1}[period.unit]
    total = size * 3 if period.unit != "third" else 4
    if part in THIRDS:
        low, high = THIRDS[part] * size, THIRDS[part] * size + size - 1
    else:
        low, high = (0, 1) if part == "start" else (total - 2, total - 1)
    return run(months("month", *_month_of(period.first, low)), months("month", *_month_of(period.first, high)))


_YEARS: Final = {
    # of a     early     mid       late      start     end
    "decade": ((0, 3), (4, 6), (7, 9), (0, 1), (8, 9)),
    "century": ((0, 33), (34, 66), (67, 99), (0, 19), (80, 99)),
    "millennium": ((0, 333), (334, 666), (667, 999), (0, 199), (800, 999)),
}


def _years_part(period: Period, part: str) -> Period:
    low, high = _YEARS[period.unit][("early", "mid", "late", "start", "end").index(part)]
    return years(period.first.year + low, period.first.year + high)


def _fraction(period: Period, number: int, of: int) -> Period:
    """The half, third or quarter of a period: of a year in months, of a month in days, of longer ones in years."""
    if period.unit == "year" and of in (2, 3, 4):
        size = 12 // of
        return months({2: "half", 3: "third", 4: "quarter"}[of], period.year, (number - 1) * size + 1)
    if period.unit in ("decade", "century", "millennium"):
        size = period.last.year - period.first.year + 1
        low, high = size * (number - 1) // of, size * number // of - 1
        return years(period.first.year + low, period.first.year + high)
    if period.unit == "month" and of == 2:
        split = 15
        first, last = (1, split) if number == 1 else (split + 1, period.last.day)
        return days(Day(period.first.year, period.first.month, first), Day(period.first.year, period.first.month, last))
    size = period.last.ordinal - period.first.ordinal + 1
    low, high = size * (number - 1) // of, size * number // of - 1
    return days(Day.from_ordinal(period.first.ordinal + low), Day.from_ordinal(period.first.ordinal + high))


def part_edges(period: Period, part: str) -> tuple[str, str]:
    """The EDTF of both ends of the part that is meant."""
    return bounds(period, part).edges


def join(ends: Ends, context: Context, text: str) -> tuple[Resolved, Resolved]:
    """Both ends, each with its own value, both with the date that they make together. Raises `Unread`."""
    first, second = lent(ends.first, ends.second, context)
    a = resolve(first, context, text)
    b = resolve(second, _after(context, a.period), text)
    if a.period is None or b.period is None:
        return a, b
    low, high = part_edges(a.period, first.part)[0] + first.mark, part_edges(b.period, second.part)[1] + second.mark
    if ends.how in ("interval", "between") and b.period.last < a.period.first:
        raise Unread("its end is before its start")
    shape = {"interval": f"{low}/{high}", "between": f"[{low}..{high}]", "or": f"[{low},{high}]", "list": f"{{{low},{high}}}"}
    if first.clock and second.clock and a.period == b.period:
        start, end = first.clock.start, second.clock.start
        both = replace(written(low, text, first.clock), end_time=end if start and end and start < end else None)
        return a._replace(when=both), b._replace(when=both)
    both = written(shape[ends.how], text)
    return a._replace(when=both), b._replace(when=both)


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


__all__ = ["Build", "Clock", "Context", "Ends", "Find", "Resolved", "Said", "Unread", "edtf_year", "fixed", "given_year",
           "join", "resolve", "shifted", "year", "yearly"]  # fmt: skip
