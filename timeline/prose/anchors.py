"""What a document's dates lean on: its publication in news, the last date of the story in a narrative."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.reading.periods import Period, day_period, period_around, year
from timeline.dates.reading.statement import Ends, ReadingContext, Statement, Unread, distance
from timeline.dates.reading.table import Hit

FAR: Final = 2
"""Years from publication beyond which a date belongs to history."""
MONTH: Final = 31
"""Days from publication within which a date without its year is told from there."""
SURE: Final = 1.5
"""Standard deviations beyond half of the years named that make a history: a short text must be clearer."""
ROLL: Final = 7
"""Months that a story may step back within its year; a longer step is on into the next ("December … in January")."""
JUMP: Final = 30
"""Years that a story may leap at a bare year in the middle of it; a farther one is an aside."""


@dataclass(frozen=True, slots=True)
class Genre:
    """How a document counts: whether it tells a story of its own time, and why."""

    narrative: bool
    reason: str


def genre(hits: Sequence[Hit], published: Day | None) -> Genre:
    """News leans on its publication; a narrative's years lie far from it, or it has none.

    News says "today", "on Friday", "last week"; in a narrative most years named lie well before the publication.
    """
    if published is None:
        return Genre(True, "no publication date")
    statements = [each for hit in hits for each in _dates_of(hit)]
    years = [number for each in statements if (number := _named_year(each)) is not None]
    far = sum(published.year - number >= FAR for number in years)
    leaning = sum(_leans(each, published) for each in statements)
    clear = len(years) / 2 + SURE * len(years) ** 0.5 / 2
    if far >= 3 and far > clear and far > 2 * leaning:
        return Genre(True, f"{far} of {len(years)} years named are {FAR} or more before publication")
    return Genre(False, "it leans on its publication date")


def _leans(statement: Statement, published: Day) -> bool:
    """Whether it is told from the day of publication: "today", "on Friday", a date without a year within the month."""
    if statement.yearly is None or statement.grain != "day":
        return statement.leans in ("now", "reference") and statement.yearly is None
    near = [p for p in map(statement.yearly, (published.year - 1, published.year, published.year + 1)) if p]
    return any(distance(p, published) <= MONTH for p in near)


def _dates_of(hit: Hit) -> tuple[Statement, ...]:
    return (hit.statement.first, hit.statement.second) if isinstance(hit.statement, Ends) else (hit.statement,)


def _named_year(statement: Statement) -> int | None:
    """The year of a date that is complete in itself."""
    if statement.find is None or statement.leans or statement.yearly:
        return None
    try:
        period = statement.find(ReadingContext())
    except Unread:
        return None
    return period.year if period else None


class Story(ReadingContext):
    """A document as it is read: the context of the expression that is looked at.

    `tense` is set for each expression; `story` follows the dates that carry the account on.
    """

    def __init__(self, published: Day | None, narrative: bool) -> None:
        self.reference = published
        self.story: Period | None = None
        self.narrative = narrative
        self.tense = 0
        self._day: Period | None = None

    def follow(self, period: Period, *, leads: bool) -> None:
        """Let the account go on to a date. A longer one that holds the story's own says nothing new."""
        if period.unit == "day":
            self._day = period
        here = self.story
        if leads and not (here and here != period and period.first <= here.first and here.last <= period.last):
            self.story = period

    def day(self) -> Period | None:
        """The last day named; in news the day of publication where none is."""
        if self.narrative:
            here = self.story
            return here if here and here.unit == "day" else None
        return self._day or (day_period(self.reference) if self.reference else None)

    def current(self, unit: str) -> Period | None:
        """The unit that holds the story's date; in news that of the publication, but the day last named."""
        if not self.narrative:
            return self.day() if unit == "day" else super().current(unit)
        if self.story is None:
            raise Unread("no date comes before it")
        if (
            unit != "weekend"
            and self.story.unit != "span"
            and period_around(self.story.first, unit).finer_than(self.story.unit)
        ):
            return None
        return period_around(self.story.first, unit)

    def full_year(self, number: int) -> int:
        """The year of two digits nearest the story; in news as in any phrase."""
        if not self.narrative or self.story is None:
            return super().full_year(number)
        near = self.story.year // 100 * 100 + number
        return min((near - 100, near, near + 100), key=lambda y: abs(y - self.today().year))

    def today(self) -> Day:
        """The day of publication; in a narrative the day the story is at. Raises `Unread` where there is neither."""
        if self.narrative:
            if self.story is None:
                raise Unread("no date comes before it")
            return self.story.first
        return super().today()

    def pick(self, build: Callable[[int], Period | None]) -> Period | None:
        """The date in the year the tense points to; in a narrative in the story's year, else the nearest one."""
        if self.narrative:
            return self._in_story_year(build)
        today = self.today()
        near = [p for p in (build(today.year + n) for n in (-1, 0, 1)) if p]
        if self.tense < 0:
            return max((p for p in near if p.first <= today), key=lambda p: p.first, default=None)
        if self.tense > 0:
            return min((p for p in near if p.last >= today), key=lambda p: p.first, default=None)
        return min(near, key=lambda p: distance(p, today), default=None)

    def _in_story_year(self, build: Callable[[int], Period | None]) -> Period | None:
        """The one in the year of the last date; in the next where that would lead far back."""
        if self.story is None:
            raise Unread("no year comes before it")
        base = self.story
        here = build(base.year)
        if here is not None and here.unit == "season" and here.first.month == 12:
            return _winter(base, here, build(base.year - 1))
        if here is None or (not base.finer_than("year") and base.unit != "span"):
            return here
        months_on = (here.first.year - base.first.year) * 12 + here.first.month - base.first.month
        return build(base.year + 1) if months_on < -ROLL else here

    def pick_weekday(self, number: int) -> Period:
        """The last such weekday, today included; the next one where the verb is about what is to come."""
        today = self.today().ordinal
        back = (today - number) % 7
        return day_period(Day.from_ordinal(today + (number - today) % 7 if self.tense > 0 else today - back))


def _winter(base: Period, here: Period, before: Period | None) -> Period:
    """The winter the story is in or comes to; TIMEX3 names it by the year it ends in."""
    still_in_it = before is not None and base.first <= before.last and base.finer_than("year")
    winter = before if before and still_in_it else here
    return replace(winter, timex=f"{year(winter.last.year).value}-WI")


_ADVERBIAL: Final = re.compile(
    r"(?:\b(?:in|on|by|during|throughout|for|early|late|mid|around|about|at|of|from|to|through|between|and|into)\b"
    r"(?: the)?|[.,;:(\n–—-]|^)\s*$",
    re.IGNORECASE,
)
_NAMES: Final = re.compile(r"\b(?:the|a|an|his|her|its|their|[\w.]+['’]s)\s$", re.IGNORECASE)
_OF: Final = re.compile(r"\bof\s*$", re.IGNORECASE)
_OPENING: Final = re.compile(
    r"(?:^|[.!?:;\n][\"'”’)]*\s{1,2})(?:in|by|during|throughout|from|around|about|early in|late in|then,? in)?\s*$",
    re.IGNORECASE,
)
_UNTIL: Final = re.compile(r"\b(?:until|till|since)\b[^.,;:()\n]*$", re.IGNORECASE)
_LONG: Final = frozenset({"decade", "century", "millennium"})
_WAITING: Final = frozenset({"since", "until", "before", "after", "from then"})


def carries_story(
    text: str, hit_start: int, hit_end: int, statement: Statement, period: Period, story: Period | None, side: int
) -> bool:
    """Whether a date carries the story on: one that says when something happened, not one that names a thing.

    "the conference of 1954", "(1998)" name things; "since 1882", "until 1975" and "two years earlier" reach out of the
    story, and so does what was to come (`side` 1).
    """
    if story is None or _is_heading(text, hit_start, hit_end):
        return period.unit not in _LONG
    before = text[max(0, hit_start - 40) : hit_start]
    if _reaches_out(before, statement, period, story) or (side > 0 and period.year > story.year):
        return False
    if _is_name(text, before, hit_end) and period.first < story.first:
        return False
    if period.unit in _LONG:
        return False
    if period.unit != "year":
        return True
    if _OPENING.search(before):
        return True
    if abs(period.year - story.year) > JUMP or _OF.search(before) or _is_name(text, before, hit_end):
        return False
    return bool(_ADVERBIAL.search(before))


class Course:
    """The complete dates of a document in order: whether the account comes back from a date at its next one."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._places: list[int] = []
        self._years: list[int] = []
        for hit in hits:
            statement = _dates_of(hit)[0]
            if (
                statement.grain in ("day", "month", "season")
                and statement.plain
                and (number := _named_year(statement)) is not None
            ):
                self._places.append(hit.start)
                self._years.append(number)

    def comes_back(self, at: int, story: Period, period: Period) -> bool:
        """Whether the next complete date after a place is of the story's year, and that of the period is another."""
        here = bisect_right(self._places, at)
        return period.year != story.year and here < len(self._places) and self._years[here] == story.year


def _reaches_out(before: str, statement: Statement, period: Period, story: Period) -> bool:
    """Whether it bounds something, or looks back, rather than going on."""
    if statement.leans == "story" and period.last < story.first:
        return True
    return period.year != story.year and (statement.relation in _WAITING or bool(_UNTIL.search(before)))


def _is_name(text: str, before: str, end: int) -> bool:
    """Whether the date stands before a noun as its name ("the 1916 battle")."""
    return bool(_NAMES.search(before)) and text[end : end + 1] == " " and text[end + 1 : end + 2].isalpha()


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether the date stands in a short line without a full stop."""
    left = text.rfind("\n", max(0, start - 100), start)
    right = text.find("\n", end, end + 100)
    if (left < 0 and start > 100) or right < 0:
        return False
    line = text[left + 1 : right].strip()
    return len(line) < 100 and not line.endswith((".", "!", "?", ",", ";", '"', "”"))
