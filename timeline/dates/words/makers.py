"""What a rule makes of its words: for any language, by the names of its vocabulary.

`year month month2 day day2 era weekday season unit n nth which edge clock …` are what the tables of each language list.
Each maker takes the words found and gives a `Said`, `Ends`, or None where they are no date after all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from timeline.dates.calendar import Day, month_length
from timeline.dates.words import periods
from timeline.dates.words.holidays import Holiday
from timeline.dates.words.periods import MONTHS, Period, holding, months, one, shifted
from timeline.dates.words.rule import Found, Make
from timeline.dates.words.said import Build, Clock, Context, Ends, Said, Unread, fixed, yearly

SEASON_MONTH: Final = {21: 3, 22: 6, 23: 9, 24: 12}
PER: Final = {"day": "D", "week": "W", "weekend": "W", "month": "M", "quarter": "Q", "year": "Y", "decade": "DE",
              "century": "CE", "hour": "TH", "minute": "TM", "second": "TS"}  # fmt: skip
"""Units of a duration, as TIMEX3 writes them; T comes before the number."""


def astronomical(number: int, era: str) -> int:
    """44 BC is -43."""
    return 1 - number if era == "BC" else number


def _year(found: Found, name: str = "year") -> int:
    era = found.get("era", "")
    return astronomical(int(found[name]), era)


# Whole dates


def year_month_day(found: Found) -> Said | None:
    """A day with its year."""
    return fixed(periods.day(_year(found), found["month"], found["day"]))


def month_day(found: Found) -> Said | None:
    """A day without its year; 29 February is one."""
    month, number = found["month"], found["day"]
    if number > month_length(2000, month):
        return None
    return yearly(lambda y: periods.day(y, month, number), "day")


def day_of_month(found: Found) -> Said | None:
    """A day whose month is to be looked up."""
    number = found["day"]
    return Said(find=lambda c: c.pick_day(number), daily=number, leans="story")


def year_month(found: Found) -> Said | None:
    return fixed(months("month", _year(found), found["month"]))


def month(found: Found) -> Said:
    number = found["month"]
    return yearly(lambda y: months("month", y, number), "month")


def year(found: Found) -> Said | None:
    number = _year(found)
    return fixed(periods.year(number)) if number != 1 or found.get("era") else None


def short_year(found: Found) -> Said:
    """'82: in the century that brings it nearest the reference, and not past it by more than ten years."""
    number = int(found["short"])
    return Said(find=lambda c: periods.year(_nearest_century(c, number)), leans="reference", grain="year")


def _nearest_century(context: Context, number: int) -> int:
    return context.full_year(number)


def decade(found: Found) -> Said | None:
    """The 1980s, the 470s BC; "the 1900s" may be ten years or a hundred: a decade, unless its century is meant."""
    return fixed(periods.decade(int(found["decade"]), found.get("era") == "BC"))


def short_decade(found: Found) -> Said:
    """The eighties, the '80s."""
    number = found["tens"]
    return Said(find=lambda c: periods.decade(_nearest_century(c, number)), leans="reference", grain="decade")


def century(found: Found) -> Said | None:
    number = found["nth"]
    return fixed(periods.century(number, found.get("era") == "BC")) if 0 < number < 100 else None


def millennium(found: Found) -> Said | None:
    number = found["nth"]
    return fixed(periods.millennium(number, found.get("era") == "BC")) if 0 < number < 10 else None


def season(found: Found) -> Said | None:
    """Spring, of a year where one is said."""
    start = SEASON_MONTH[found["season"]]
    if "year" in found:
        return fixed(months("season", _year(found), start))
    return yearly(lambda y: months("season", y, start), "season")


def winter(found: Found) -> Said | None:
    """The winter of 1941–42: that of the first year, if the second is the next."""
    first = int(found["year"])
    if not _follows(first, found["short"]):
        return None
    return fixed(months("season", first, SEASON_MONTH[found["season"]]))


def _follows(first: int, second: str) -> bool:
    return (first + 1) % 10 ** len(second) == int(second)


def subyear(unit: str, name: str) -> Make:
    """The quarter or half (its number is in that vocabulary) of a year, where one is said."""

    def make(found: Found) -> Said | None:
        number, size = int(found[name]), MONTHS[unit]
        if not 1 <= number <= 12 // size:
            return None
        if "year" in found:
            return fixed(months(unit, _year(found), (number - 1) * size + 1))
        return yearly(lambda y: months(unit, y, (number - 1) * size + 1), unit)

    return make


def iso_week(found: Found) -> Said | None:
    if "year" in found:
        return fixed(periods.week(int(found["week"]), _year(found)))
    number = int(found["week"])
    return yearly(lambda y: periods.week(number, y), "week")


def iso_weekday(found: Found) -> Said | None:
    week = periods.week(int(found["week"]), _year(found))
    return fixed(one(Day.from_ordinal(week.first.ordinal + int(found["iso"]) - 1))) if week else None


def numeric(found: Found) -> Said | Ends | None:
    """Day and month in figures. Where both orders are possible it is one of two days, in prose the one nearest the date
    of publication (month first where there is none)."""
    number = int(found["year"])
    a, b = int(found["a"]), int(found["b"])
    month_first, day_first = periods.day(number, a, b), periods.day(number, b, a)
    if month_first is None or day_first is None or a == b:
        return fixed(month_first or day_first)
    if found.prose:
        return Said(find=lambda c: _nearer(c, month_first, day_first))
    first, second = sorted((month_first, day_first), key=lambda p: p.first)
    span = found.span("year")
    return Ends(Said(find=lambda _: first), span, Said(find=lambda _: second), span, "or")


def short_numeric(found: Found) -> Said | None:
    """The same with two digits of the year."""
    a, b, number = int(found["a"]), int(found["b"]), int(found["short"])
    if not (periods.day(2000, a, b) or periods.day(2000, b, a)):
        return None

    def find(context: Context) -> Period | None:
        year_number = _nearest_century(context, number)
        month_first, day_first = periods.day(year_number, a, b), periods.day(year_number, b, a)
        return _nearer(context, month_first, day_first) if month_first and day_first else month_first or day_first

    return Said(find=find, leans="reference")


def _nearer(context: Context, first: Period, second: Period) -> Period:
    if context.reference is None:
        return first
    today = context.reference.ordinal
    return min((first, second), key=lambda p: abs(p.first.ordinal - today))


def iso(found: Found) -> Said | None:
    return fixed(periods.day(int(found["year"]), int(found["mm"]), int(found["dd"])))


def holiday(found: Found) -> Said | None:
    """A feast, in the year where one is said."""
    feast: Holiday = found["holiday"]
    if "year" in found:
        return fixed(feast.on(_year(found)))
    return yearly(feast.on, "day")


def once(found: Found) -> Said | None:
    """A day known by its name: D-Day."""
    return fixed(found["once"])


def weekday(found: Found) -> Said:
    number = found["weekday"]
    return Said(find=lambda c: c.pick_weekday(number), weekday=number, leans="reference")


def short_weekday(found: Found) -> Said:
    """Fri."""
    return weekday(found.given(weekday=found["wday"]))


def dated_weekday(found: Found) -> Said | None:
    """A weekday beside a date: the date counts. Raises `Unread` where a typed date falls on another weekday."""
    said = found.said[0]
    if said.find is None or said.grain != "day" or said.weekday or said.part or said.leans in ("now", "clock"):
        return None
    if not found.prose and not said.leans and not said.mark and (there := said.find(Context())):
        number = (there.first.ordinal - 1) % 7 + 1
        if number != found["wday"]:
            raise Unread("the date falls on another weekday")
    return said


# Ranges with shared parts


def days_of_month(how: str) -> Make:
    """3–5 May 2024; "3 and 5 May" are two days of a list."""

    def make(found: Found) -> Ends | None:
        number, first, second = found["month"], found["day"], found["day2"]
        if first >= second or second > month_length(2000, number):
            return None
        if "year" in found:
            a, b = fixed(periods.day(_year(found), number, first)), fixed(periods.day(_year(found), number, second))
        else:
            a, b = (yearly(lambda y, d=d: periods.day(y, number, d), "day") for d in (first, second))
        return _ends(found, a, b, "day", "day2", how)

    return make


def _ends(found: Found, a: Said | None, b: Said | None, first: str, second: str, how: str) -> Ends | None:
    """Two dates; the words they share belong to the nearer one."""
    if a is None or b is None:
        return None
    spans = [found.span(name) for name in ("month", "year", "era", "day", "day2") if name in found and name not in (first, second)]
    at, at2 = found.span(first), found.span(second)
    before = [s for s in spans if s[1] <= at[0]]
    after = [s for s in spans if s[0] >= at2[1]]
    return Ends(a, (min([at[0], *(s[0] for s in before)]), at[1]), b, (at2[0], max([at2[1], *(s[1] for s in after)])), how)


def years_range(how: str) -> Make:
    """1914–18, 499–493 BC."""

    def make(found: Found) -> Ends | None:
        first, second = int(found["year"]), found["to"]
        if "era" in found and found["era"] == "BC":
            a, b = astronomical(first, "BC"), astronomical(int(second), "BC")
        else:
            a, b = first, _completed(first, second)
        if b <= a:
            return None
        return _ends(found, fixed(periods.year(a)), fixed(periods.year(b)), "year", "to", how)

    return make


def _completed(first: int, second: str) -> int:
    """The second year of 1914–18, whose first digits are those of the first."""
    size: int = 10 ** len(second)
    return int(second) if len(second) >= len(str(first)) else first // size * size + int(second)


def months_range(how: str) -> Make:
    """January to March 2024; November 2023 to … has its own years and is two dates."""

    def make(found: Found) -> Ends | None:
        first, second = found["month"], found["month2"]
        if "year" in found:
            number = _year(found)
            a, b = months("month", number - (first > second), first), months("month", number, second)
            return _ends(found, fixed(a), fixed(b), "month", "month2", how)
        if found.prose:
            return None
        a2, b2 = (yearly(lambda y, m=m: months("month", y, m), "month") for m in (first, second))
        return _ends(found, a2, b2, "month", "month2", how)

    return make


def centuries_range(found: Found) -> Ends | None:
    """The 17th and 18th centuries, 4th–3rd century BC."""
    bc = found.get("era") == "BC"
    first, second = found["nth"], found["nth2"]
    if (first <= second) if bc else (first >= second):
        return None
    a, b = fixed(periods.century(first, bc)), fixed(periods.century(second, bc))
    return _ends(found, a, b, "nth", "nth2", "interval")


def either(how: str) -> Make:
    """Two whole dates: from a to b, between a and b, a or b."""

    def make(found: Found) -> Ends | None:
        first, second = found.said
        if first.find is None or second.find is None or first.type not in ("DATE", "TIME") or second.type not in ("DATE", "TIME"):
            return None
        if found.prose and first.leans == "now" or second.leans == "now":
            return None
        return Ends(first, found.spans[0], second, found.spans[1], how)

    return make


# Parts and hedges


def part_of(found: Found) -> Said | None:
    """Early 2024, the end of last year, the first half of May."""
    said = found.said[0]
    part = found["edge"]
    if said.find is None or said.part or said.clock or (said.grain == "day" and part not in ("early", "late")):
        return None
    return replace(said, part=part, plain=False)


def fraction_of(found: Found) -> Said | None:
    """The first half, third or quarter of a century, a year, a month; the quarter of a year is a unit of its own."""
    said = found.said[0]
    of: int = found["fraction"]
    number: int = of if found["nth"] in (-1, "final") else found["nth"]
    if said.find is None or said.part or number > of or said.grain in ("day", "week"):
        return None
    if said.grain == "year" and of in (2, 4):
        size, unit, find = 12 // of, "half" if of == 2 else "quarter", said.find
        return replace(said, find=lambda c: _of_year(find(c), unit, (number - 1) * size + 1), grain=unit, plain=False)
    return replace(said, part=f"{number}/{of}", plain=False)


def _of_year(period: Period | None, unit: str, start: int) -> Period | None:
    return months(unit, period.year, start) if period else None


def within(found: Found) -> Said | None:
    """October of that year, the summer of 1942, the third quarter of last year: a recurring date in a given year."""
    inner, outer = found.said
    build, find = inner.yearly, outer.find
    if build is None or find is None or outer.grain != "year":
        return None

    def look(context: Context) -> Period | None:
        there = find(context)
        return build(there.year) if there else None

    return replace(inner, find=look, yearly=None, leans=outer.leans)


def nth_of(found: Found) -> Said | None:
    """The third week of June, the first Monday in May, the second day of the month, the last decade of the century."""
    said, nth, unit = found.said[0], found["nth"], found["unit"]
    find = said.find
    if find is None or said.clock or unit in ("hour", "minute", "second"):
        return None
    return replace(said, find=lambda c: _nth(find(c), nth, unit), yearly=None, grain=unit, plain=False, part="")


def _nth(period: Period | None, nth: int, unit: str) -> Period | None:
    """The nth (from the end where negative) day, week, month, year or decade within a period."""
    if period is None:
        return None
    if unit == "week" and period.unit in ("month", "season", "quarter"):
        return _nth_seven(period, nth)
    first = holding(period.first if nth > 0 else period.last, unit)
    if nth > 0 and first.first < period.first and unit in ("week", "weekend"):
        first = shifted(first, 1, unit)
    found = shifted(first, nth - 1 if nth > 0 else nth + 1, unit)
    return found if period.first <= found.last and found.first <= period.last else None


def _nth_seven(period: Period, nth: int) -> Period | None:
    """Weeks of a month are days 1–7, 8–14, 15–21, 22–28; the last is its last seven days."""
    start = period.first.ordinal + 7 * (nth - 1) if nth > 0 else period.last.ordinal + 7 * nth + 1
    if start > period.last.ordinal or start < period.first.ordinal:
        return None
    first = Day.from_ordinal(start)
    last = Day.from_ordinal(min(start + 6, period.last.ordinal))
    return periods.days(first, last, holding(first, "month").value)


def nth_weekday_of(found: Found) -> Said | None:
    """The first Monday in May 2024."""
    said, nth, number = found.said[0], found["nth"], found["weekday"]
    if said.find is None or said.grain not in ("month", "year"):
        return None
    find, build = said.find, said.yearly
    made = replace(said, find=lambda c: _nth_weekday(find(c), nth, number), grain="day", plain=False)
    return replace(made, yearly=(lambda y: _nth_weekday(build(y), nth, number)) if build else None)


def _nth_weekday(period: Period | None, nth: int, number: int) -> Period | None:
    if period is None:
        return None
    if nth > 0:
        at = period.first.ordinal + (number - period.first.ordinal) % 7 + 7 * (nth - 1)
    else:
        at = period.last.ordinal - (period.last.ordinal - number) % 7 + 7 * (nth + 1)
    return one(Day.from_ordinal(at)) if period.first.ordinal <= at <= period.last.ordinal else None


def first_units_of(found: Found) -> Said | None:
    """The first four months of 2025 (EDTF 2025-37), the last three days of May."""
    said, n, unit = found.said[0], found["n"], found["unit"]
    if said.find is None or not isinstance(n, int) or unit not in ("day", "week", "month", "year", "decade"):
        return None
    find, last = said.find, found["nth"] in (-1, "final")
    return replace(said, find=lambda c: _outer(find(c), n, unit, last), yearly=None, plain=False)


def _outer(period: Period | None, n: int, unit: str, last: bool) -> Period | None:
    if period is None or n < 1:
        return None
    size = {3: "quarter", 4: "third", 6: "half"}.get(n)
    if period.unit == "year" and unit == "month" and size:
        return months(size, period.year, 13 - n if last else 1)
    inner = holding(period.last if last else period.first, unit)
    other = shifted(inner, 1 - n if last else n - 1, unit)
    a, b = (other, inner) if last else (inner, other)
    if a.first < period.first or b.last > period.last:
        return None
    return periods.run(a, b, period.value)


def hedged(mark: str) -> Make:
    """Circa, possibly, or both."""

    def make(found: Found) -> Said | Ends | None:
        if ends := found.range:
            return ends._replace(first=ends.first.marked(mark), second=ends.second.marked(mark))
        said = found.said[0]
        return said.marked(mark) if said.find is not None else None

    return make


def related(relation: str) -> Make:
    """Before, after, by, until, since."""

    def make(found: Found) -> Said | None:
        said = found.said[0]
        if said.find is None or said.relation or said.type not in ("DATE", "TIME"):
            return None
        return replace(said, relation=relation)

    return make


# Relative dates


def deictic(found: Found) -> Said | None:
    """Today, yesterday: so many days from the reference."""
    offset = found["deictic"]
    return Said(find=lambda c: one(Day.from_ordinal(c.today().ordinal + offset)), leans="now" if offset == 0 else "reference")


def deictic_daypart(found: Found) -> Said:
    """Tonight, last night, this morning: a part of a day that counts from the reference."""
    offset, code = found["daytime"]
    return Said(
        "TIME", find=lambda c: one(Day.from_ordinal(c.today().ordinal + offset)), clock=Clock(code), leans="reference"
    )


def this_unit(found: Found) -> Said | None:
    """This week, last year, next month: of the reference."""
    count, unit = found["which"], found["unit"]
    if unit in ("hour", "minute", "second") or (unit == "day" and count == 0):
        return None
    return Said(
        find=lambda c: shifted(holding(c.today(), unit), count, unit), leans="reference", grain=unit
    )


def that_unit(found: Found) -> Said | None:
    """That year, the following day, the same month: of the date the words before led to."""
    count, unit = found["whence"], found["unit"]
    if unit in ("hour", "minute", "second"):
        return None
    return Said(find=lambda c: _from_story(c, count, unit), leans="story", grain=unit)


def _from_story(context: Context, count: int, unit: str) -> Period | None:
    base = context.base()
    if _finer(unit, base.unit):
        return None
    return shifted(base, count, unit)


def _finer(unit: str, than: str) -> bool:
    """Whether a unit is shorter than another: the day after a year is no known day."""
    order = periods.FINEST
    return order.index("month" if unit == "weekend" else unit) < order.index(than)


def this_named(found: Found) -> Said | None:
    """Last September, next spring, this November: the nearest before, after, or of this year."""
    count = found["which"]
    build, grain = _recurring(found)
    return Said(find=lambda c: _relative_named(c, build, count), leans="reference", grain=grain)


def _recurring(found: Found) -> tuple[Build, str]:
    if "month" in found:
        number = found["month"]
        return (lambda y: months("month", y, number)), "month"
    if "season" in found:
        start = SEASON_MONTH[found["season"]]
        return (lambda y: months("season", y, start)), "season"
    feast: Holiday = found["holiday"]
    return feast.on, "day"


def _relative_named(context: Context, build: Build, count: int) -> Period | None:
    today = context.today()
    near = [p for p in (build(today.year + n) for n in (-2, -1, 0, 1, 2)) if p]
    if count == 0:
        return min((p for p in near if p.year == today.year or p.first <= today <= p.last), key=lambda p: p.first, default=None)
    if count < 0:
        return max((p for p in near if p.last < today), key=lambda p: p.first, default=None)
    return min((p for p in near if p.first > today), key=lambda p: p.first, default=None)


def that_named(found: Found) -> Said | None:
    """That spring, the following June, the previous April: seen from the date the words before led to."""
    count = found["whence"]
    build, grain = _recurring(found)
    return Said(find=lambda c: _story_named(c.base(), build, count), leans="story", grain=grain)


def _story_named(base: Period, build: Build, count: int) -> Period | None:
    near = [p for p in (build(base.year + n) for n in (-1, 0, 1)) if p]
    if count == 0:
        return build(base.year)
    if count < 0:
        return max((p for p in near if p.last < base.first), key=lambda p: p.first, default=None)
    return min((p for p in near if p.first > base.last), key=lambda p: p.first, default=None)


def this_weekday(found: Found) -> Said:
    """Last Friday, next Friday: strictly before and after; this Friday is of the reference's week."""
    count, number = found["which"], found["weekday"]

    def find(context: Context) -> Period:
        today = context.today().ordinal
        if count == 0:
            return one(Day.from_ordinal(today - (today - 1) % 7 + number - 1))
        if count < 0:
            return one(Day.from_ordinal(today - ((today - number) % 7 or 7)))
        return one(Day.from_ordinal(today + ((number - today) % 7 or 7)))

    return Said(find=find, leans="reference")


def weekday_of_week(found: Found) -> Said:
    """Friday of last week, Friday last week."""
    count, number = found["which"], found["weekday"]

    def find(context: Context) -> Period:
        week = shifted(holding(context.today(), "week"), count, "week")
        return one(Day.from_ordinal(week.first.ordinal + number - 1))

    return Said(find=find, leans="reference")


def that_weekday(found: Found) -> Said:
    """That Friday, the following Friday."""
    count, number = found["whence"], found["weekday"]

    def find(context: Context) -> Period | None:
        base = context.base()
        if base.unit not in ("day", "week", "weekend"):
            return None
        at = base.first.ordinal
        if count == 0:
            return one(Day.from_ordinal(at + (number - at) % 7))
        if count < 0:
            return one(Day.from_ordinal(at - ((at - number) % 7 or 7)))
        return one(Day.from_ordinal(at + ((number - at) % 7 or 7)))

    return Said(find=find, leans="story")


def ago(found: Found) -> Said | None:
    """Two years ago, a week from now: counted from the reference, as exact as its unit."""
    sign = found["ago"]
    return _counted(found, sign, "reference", lambda c: one(c.today()))


def later(found: Found) -> Said | None:
    """Two days later, a year earlier: counted from the date the words before led to."""
    return _counted(found, found["later"], "story", lambda c: c.base())


def offset_from(found: Found) -> Said | None:
    """Two days before 5 May, a week after Christmas."""
    find = found.said[0].find
    if find is None:
        return None
    return _counted(found, found["beside"], found.said[0].leans, find)


def _counted(found: Found, sign: int, leans: str, base: Callable[[Context], Period | None]) -> Said | None:
    n, unit = found["n"], found["unit"]
    if isinstance(n, float) and unit in ("year", "decade", "century"):
        n, unit = round(n * MONTHS[unit]), "month"
    if unit in ("hour", "minute", "second"):
        return Said(value="PRESENT_REF" if leans == "reference" and n == 0 else "XXXX-XX-XX") if found.prose else None
    if not isinstance(n, int):
        return Said(value="PAST_REF" if sign < 0 else "FUTURE_REF", leans=leans) if found.prose else None
    if n > MOST[unit]:
        return None
    return Said(find=lambda c: _away(base(c), sign * n, unit), leans=leans, grain=unit)


MOST: Final = {"day": 4_000_000, "weekend": 500_000, "week": 500_000, "month": 130_000, "quarter": 40_000,
               "year": 200_000, "decade": 20_000, "century": 2_000, "season": 40_000}  # fmt: skip
"""Units that are counted; more is no date but a manner of speaking."""


def _away(base: Period | None, count: int, unit: str) -> Period | None:
    if base is None:
        return None
    if unit in ("day", "week") and base.unit == "day":
        return one(Day.from_ordinal(base.first.ordinal + count * (7 if unit == "week" else 1)))
    if _finer(unit, base.unit):
        return None
    return shifted(base, count, unit)


# Clock times


def clock_of(found: Found) -> Clock | None:
    """The time of day in the words."""
    zone = found.get("zone")
    if "oclock" in found:
        code, start = found["oclock"]
        return Clock(code + ("Z" if zone == "Z" else ""), start, zone)
    hour, minute = int(found["hour"]), int(found.get("minute", 0) or 0)
    second = found.text("sec")
    half = found.get("half", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute) or (second and int(second) > 60):
        return None
    start = f"{hour % 24:02}:{minute:02}" + (f":{int(second):02}" if second else "")
    code = f"T{hour:02}:{minute:02}" + (f":{int(second):02}" if second else "")
    return Clock(code + ("Z" if zone == "Z" else ""), start, zone)


def clock(found: Found) -> Said | None:
    """A time alone: of the reference's day, or of the day the words before led to."""
    time = clock_of(found)
    if time is None:
        return None
    return Said("TIME", find=lambda c: _clock_day(c), clock=time, leans="clock")


def _clock_day(context: Context) -> Period | None:
    return context.day()


def at_clock(found: Found) -> Said | None:
    """A time with its date."""
    said, time = found.said[0], clock_of(found)
    if time is None or said.find is None or said.clock or said.part or said.grain != "day":
        return None
    return replace(said, type="TIME", clock=time)


def in_zone(found: Found) -> Said | None:
    """A date or time as it is in a zone."""
    said = found.said[0]
    if said.find is None:
        return None
    time = said.clock or Clock("")
    return replace(said, clock=time._replace(zone=found["zone"]))


def at_daypart(found: Found) -> Said | None:
    """Friday morning, the night of 3 August."""
    said = found.said[0]
    if said.find is None or said.clock or said.grain != "day":
        return None
    return replace(said, type="TIME", clock=Clock(found["daypart"]))


def daypart(found: Found) -> Said:
    """The morning, that afternoon: of the day the words before led to."""
    return Said("TIME", find=_clock_day, clock=Clock(found["daypart"]), leans="clock")


def next_daypart(found: Found) -> Said:
    """The next morning."""
    count = found["whence"]
    return Said("TIME", find=lambda c: _from_story(c, count, "day"), clock=Clock(found["daypart"]), leans="story")


# What is no place in the calendar


def duration(found: Found) -> Said | None:
    """Two years P2Y, a decade P10Y, 24 hours PT24H, several days PXD."""
    return Said("DURATION", value=_length(found["n"], found["span"]))


def plural(found: Found) -> Said:
    """Days, weeks, months, years: so many of them nobody says."""
    return Said("DURATION", value=_length("X", found["units"]))


def _length(n: int | float | str, unit: str) -> str:
    code = PER[unit]
    if unit in ("decade", "century") and not isinstance(n, str):
        n, code = n * (10 if unit == "decade" else 100), "Y"
    number = f"{n:g}" if isinstance(n, float) else str(n)
    return f"PT{number}{code[1]}" if code[0] == "T" else f"P{number}{code}"


def repeated(found: Found) -> Said:
    """Daily, per month, every other week."""
    return Said("SET", value=_length(found.get("n", 1), found["unit"]))


def each_weekday(found: Found) -> Said:
    """Every Monday."""
    return Said("SET", value=f"XXXX-WXX-{found['weekday']}")


def each_month(found: Found) -> Said:
    return Said("SET", value=f"XXXX-{found['month']:02}")


def constant(kind: str, value: str) -> Make:
    """Words of one meaning: now, recently, the future."""
    return lambda found: Said(kind, value=value)


def refused(reason: str) -> Make:
    """Words that look like a date and are none."""

    def make(found: Found) -> Said | None:
        raise Unread(reason)

    return make


# Odds and ends that several languages have


def same(found: Found) -> Said | Ends:
    """Words around a date that change nothing of it."""
    return found.range or found.said[0]


def single(maker: Make) -> Make:
    """The maker, with the number one that the words leave out ("a year later")."""
    return lambda found: maker(found.given(n=1))


def ordinal_quarter(found: Found) -> Said | None:
    """The third quarter; the last is the fourth."""
    number = found["nth"] if found["nth"] > 0 else 4
    return yearly(lambda y: months("quarter", y, 3 * number - 2), "quarter") if number <= 4 else None


def month_in_figures(found: Found) -> Said | None:
    return fixed(months("month", int(found["year"]), int(found["mm"])))


def masked(digits: str) -> Make:
    """18-- and 187-: a century or a decade whose last digits nobody knows."""

    def make(found: Found) -> Said | None:
        known = found["digits"]
        said = fixed(periods.century(int(known) + 1) if len(known) == 2 else periods.decade(int(known) * 10))
        return said.marked("?") if said and digits == "?" else said

    return make


def decades_range(found: Found) -> Ends | None:
    """The 1960s and 1970s, the 1860s–70s."""
    first = int(found["decade"])
    second = int(_completed_decade(found["decade"], found["to"]))
    if second <= first:
        return None
    return _ends(found, fixed(periods.decade(first)), fixed(periods.decade(second)), "decade", "to", "interval")


def _completed_decade(first: str, second: str) -> str:
    return first[: len(first) - len(second)] + second


def turn_of_century(found: Found) -> Said | None:
    """The turn of the 20th century is about 1900."""
    said = fixed(periods.year((found["nth"] - 1) * 100))
    return said.marked("~") if said and found["nth"] > 0 else None


def week_holding(found: Found) -> Said | None:
    """The week of 6 May: the one that holds it."""
    return _around(found, "week", lambda p: holding(p.first, "week"))


def week_ending(found: Found) -> Said | None:
    """The week ended 6 May: the seven days up to it."""
    return _around(found, "week", lambda p: periods.days(p.first.plus(-6), p.first, holding(p.first, "week").value))


def weekend_holding(found: Found) -> Said | None:
    """The weekend of 4 May."""
    return _around(found, "weekend", lambda p: holding(p.first, "weekend"))


def _around(found: Found, grain: str, build: Callable[[Period], Period]) -> Said | None:
    said = found.said[0]
    find = said.find
    if find is None or said.grain != "day" or said.clock:
        return None

    def look(context: Context) -> Period | None:
        there = find(context)
        return build(there) if there else None

    return replace(said, find=look, yearly=None, grain=grain, plain=False)


def so_far(side: int) -> Make:
    """Earlier this week: its days up to the reference; later this year: its months from the reference on."""

    def make(found: Found) -> Said | None:
        said = found.said[0]
        find = said.find
        if find is None or said.clock or said.part:
            return None
        if said.grain == "day":
            return said

        def look(context: Context) -> Period | None:
            there = find(context)
            return _clipped(there, context.reference, side) if there else None

        return replace(said, find=look, yearly=None, plain=False)

    return make


def _clipped(period: Period, reference: Day | None, side: int) -> Period:
    """The days, months or years of a period before or after the reference, if it is inside."""
    if reference is None or not period.first < reference < period.last:
        return period
    unit = {"week": "day", "weekend": "day", "month": "day", "span": "day"}.get(
        period.unit, "year" if period.unit in ("decade", "century", "millennium") else "month"
    )
    here, first, last = holding(reference, unit), holding(period.first, unit), holding(period.last, unit)
    return periods.run(first, here, period.value) if side < 0 else periods.run(here, last, period.value)


def unit_beside(found: Found) -> Said | None:
    """The year before, the day after: counted from the date the words before led to."""
    return that_unit(found.given(whence=found["aside"]))


def later_aside(found: Found) -> Said | None:
    """Two years before, a year previous."""
    return later(found.given(later=found["aside"]))


def the_unit(found: Found) -> Said:
    """The day, the year: the one that is told of."""
    unit = found["unit"]
    return Said(find=lambda c: c.current(unit), leans="story", grain=unit)


def part_of_this(found: Found) -> Said | None:
    """The end of the year, month's end."""
    unit = found["unit"]
    if unit in ("hour", "minute", "second"):
        return None
    part = "" if unit in ("day", "weekend") else found["edge"]
    return replace(the_unit(found), part=part, plain=False)


def that_time(found: Found) -> Said:
    """At that time: when the words before led to."""
    return Said(find=lambda c: c.base(), leans="story")


def some_daypart(found: Found) -> Said:
    """At night: of no day."""
    return Said("TIME", value=f"XXXX-XX-XX{found['daypart']}")


def quarters(found: Found) -> Said:
    """Two straight quarters P2Q."""
    return Said("DURATION", value=_length(found["n"], "quarter"))


def long_unit(found: Found) -> Said:
    """Month-long P1M."""
    return Said("DURATION", value=_length(1, found["unit"]))

def year_earlier(found: Found) -> Said:
    """The same period last year: a year before what the words before led to."""

    def look(context: Context) -> Period | None:
        base = context.story or holding(context.today(), "year")
        base = base if not _finer(base.unit, "month") else holding(context.today(), "year")
        moved = holding(months_later_by(base.first, -12), base.unit)
        return moved

    return Said(find=look, leans="story", grain="month")


def months_later_by(at: Day, count: int) -> Day:
    """The same day so many months later."""
    return periods.months_later(at, count)


def from_reference(found: Found) -> Said | None:
    """In two years' time."""
    return ago(found.given(ago=1, n=found.get("n", 1)))


def vague(value: str) -> Make:
    """Years ago, days later: some time before or after."""

    def make(found: Found) -> Said | None:
        if not found.prose:
            return None
        sign = found.get("later", found.get("ago"))
        return Said(value=value or ("PAST_REF" if sign < 0 else "FUTURE_REF"))

    return make


def hyphened(found: Found) -> Said | None:
    """Two-year, 48-hour."""
    return Said("DURATION", value=_length(found["count"], found["unit"]))


def half_or_one(found: Found) -> Said:
    """A year, half an hour."""
    unit = found["unit"]
    if "fraction" in found:
        smaller = {"hour": (30, "minute"), "year": (6, "month"), "day": (12, "hour"), "century": (50, "year"),
                   "decade": (5, "year"), "minute": (30, "second")}  # fmt: skip
        n, unit = smaller.get(unit, (0.5, unit))
        return Said("DURATION", value=_length(n, unit))
    return Said("DURATION", value=_length(1, unit))


def each_unit(found: Found) -> Said:
    """Every day P1D, every other day P2D."""
    return Said("SET", value=_length(2 if "other" in found else found.get("n", 1), found["unit"]))


def frequency(found: Found) -> Said:
    """Daily P1D."""
    return Said("SET", value=_length(1, found["frequency"]))


def hour_of_half(found: Found) -> Said | None:
    """Three o'clock in the afternoon."""
    part = found.text("part").lower()
    hour = found["count"]
    if not isinstance(hour, int) or not 1 <= hour <= 12:
        return None
    if part in ("afternoon", "evening"):
        hour = hour % 12 + 12
    elif part == "morning":
        hour %= 12
    start = f"{hour:02}:00"
    return Said("TIME", find=_clock_day, clock=Clock(f"T{start}", start), leans="clock")


def clock_and_date(found: Found) -> Said | None:
    """3 p.m. Friday, 12:00 UTC Monday: a bare number is no time of day."""
    if "half" not in found and "minute" not in found and "oclock" not in found:
        return None
    return at_clock(found)


def zoned(found: Found) -> Said | None:
    """Monday, Paris time."""
    return in_zone(found) if found.said[0].clock or found.text("zone").lower().endswith("time") else None


def season_or(found: Found) -> Ends | None:
    """Summer 2023 or 2024."""
    start = SEASON_MONTH[found["season"]]
    a, b = fixed(months("season", int(found["year"]), start)), fixed(months("season", int(found["year2"]), start))
    if a is None or b is None:
        return None
    return Ends(a, (found.span("season")[0], found.span("year")[1]), b, found.span("year2"), "or")


def half_unit(found: Found) -> Said:
    """Half an hour, a half-century."""
    return half_or_one(found.given(fraction=2))


def at_late(found: Found) -> Said | None:
    """Late Tuesday: the evening."""
    said = found.said[0]
    if said.find is None or said.clock or not (said.weekday or said.leans == "reference" and said.grain == "day"):
        return None
    return said
