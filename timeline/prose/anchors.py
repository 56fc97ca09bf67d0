"""What a document's dates lean on: its publication in news, the last date of the story in a narrative."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.reading.date_order import ASK, DAY_FIRST
from timeline.dates.reading.periods import Period, day_period, period_around, year
from timeline.dates.reading.statement import BesideWeekday, ReadingContext, Unread, distance, on_weekday

ROLL: Final = 7
"""Months that a story may step back within its year; a longer step is on into the next ("December … in January")."""
CLOSE: Final = 2
"""A date without its year is doubtful where the next such date is less than so many times as far."""
AHEAD: Final = 60
"""Days; a date that close ahead, of which the verb says that it is past, may as well be a planned one."""


class Story(ReadingContext):
    """A document as it is read: the context of the expression that is looked at.

    `tense` is set for each expression, and `told`: whether the words before tell a year that a date without one takes.
    `near`: a narrative has come to the days of its publication; `beside` is a complete date before it in its sentence.
    `date_order` says which of two figures is the day.
    `story` follows the dates that carry the account on. `doubtful`: the last look-up could as well have meant another.
    """

    def __init__(self, published: Day | None, narrative: bool, date_order: str = ASK) -> None:
        self.reference = published
        self.date_order = date_order
        self.story: Period | None = None
        self.narrative = narrative
        self.tense = 0
        self.told = False
        self.near = False
        self.beside: Period | None = None
        self.doubtful = False
        self.leant_on = ""
        self._day: Period | None = None

    def follow(self, period: Period, *, leads: bool) -> None:
        """Let the account go on to a date. A longer one that holds the story's own says nothing new."""
        if period.unit == "day":
            self._day = period
        here = self.story
        if leads and not (here and here != period and period.first <= here.first and here.last <= period.last):
            self.story = period

    def base(self) -> Period:
        """The date that "later" and "the following" count from."""
        if self.story is not None:
            self.leant_on = "story"
            return self.story
        return day_period(self.today())

    def day(self) -> Period | None:
        """The last day named; in news the day of publication where none is."""
        if self.narrative:
            here = self.story
            self.leant_on = "story"
            return here if here and here.unit == "day" else None
        if self._day:
            self.leant_on = "story"
            return self._day
        return day_period(self.today()) if self.reference else None

    def anchor(self) -> str:
        """What the last look-up leaned on: "published 2024-05-07", "story 1848-03", "order day-first", or nothing."""
        if self.leant_on == "order":
            return f"order {self.date_order}"
        if self.leant_on == "published" and self.reference:
            return f"published {day_period(self.reference).value}"
        if self.leant_on == "story" and self.story:
            return f"story {'/'.join(dict.fromkeys(self.story.edges))}"
        return ""

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
        self.leant_on = "story"
        return period_around(self.story.first, unit)

    def full_year(self, number: int) -> int:
        """The year of two digits nearest the story; in news as in any phrase."""
        if not self.narrative or self.story is None:
            self.leant_on = "published"
            return super().full_year(number)
        self.leant_on = "story"
        here = self.story.year
        near = here // 100 * 100 + number
        return min((near - 100, near, near + 100), key=lambda y: abs(y - here))

    def today(self) -> Day:
        """The day of publication, which alone is the teller's; never a day that is told of. Raises `Unread`."""
        today = super().today()
        self.leant_on = "published"
        return today

    def pick(self, build: Callable[[int], Period | None]) -> Period | None:
        """The date in the year just told, the story's; else in the year the tense points to, or the nearest one."""
        if (self.narrative and not self.near) or self.told:
            return self._in_story_year(build)
        today = self.today()
        near = on_weekday(build, _in_years(build, today.year - 1, today.year, today.year + 1))
        if self.tense < 0 and len(near) > 1:
            return self._past(near, today)
        if self.tense > 0 and len(near) > 1:
            return min((p for p in near if p.last >= today), key=lambda p: p.first, default=None)
        return self._nearest(near, today)

    def _past(self, near: list[Period], today: Day) -> Period | None:
        self.doubtful = any(0 < p.first.ordinal - today.ordinal <= AHEAD for p in near)
        return max((p for p in near if p.first <= today), key=lambda p: p.first, default=None)

    def _nearest(self, near: list[Period], today: Day) -> Period | None:
        by_distance = sorted(near, key=lambda p: distance(p, today))
        if len(by_distance) > 1:
            self.doubtful = distance(by_distance[1], today) < CLOSE * distance(by_distance[0], today)
        return by_distance[0] if by_distance else None

    def _in_story_year(self, build: Callable[[int], Period | None]) -> Period | None:
        """The one in the year of the last date; in the next where that would lead far back."""
        if self.story is None:
            raise Unread("no year comes before it")
        self.leant_on = "story"
        base = self.beside if self.narrative and self.beside else self.story
        if isinstance(build, BesideWeekday):
            return self._on_weekday(build, base)
        here = build(base.year)
        if here is not None and here.unit == "season" and here.first.month == 12:
            return _winter(base, here, build(base.year - 1))
        if here is None or (not base.finer_than("year") and base.unit != "span"):
            return here
        months_on = (here.first.year - base.first.year) * 12 + here.first.month - base.first.month
        self.doubtful = months_on < 0
        return build(base.year + 1) if months_on < -ROLL else here

    def _on_weekday(self, build: BesideWeekday, base: Period) -> Period | None:
        """The date in the story's year or a neighbour of it, as the weekday beside it says."""
        near = _in_years(build, base.year, base.year + 1, base.year - 1)
        return next(iter(on_weekday(build, near)), None)

    def one_of_two(self, day_first: Period, month_first: Period) -> Period:
        """The day in the order of the document, where one is known."""
        if self.date_order == ASK:
            return super().one_of_two(day_first, month_first)
        self.leant_on = "order"
        return day_first if self.date_order == DAY_FIRST else month_first

    def pick_weekday(self, number: int) -> Period:
        """The last such weekday, today included; the next one where the verb is about what is to come.

        Raises `Unread` in a narrative: its weeks are not the teller's, and it need not go on day by day.
        """
        if self.narrative and not self.near:
            raise Unread("a weekday of a story is of no known week")
        today = self.today().ordinal
        back = (today - number) % 7
        return day_period(Day.from_ordinal(today + (number - today) % 7 if self.tense > 0 else today - back))


def _in_years(build: Callable[[int], Period | None], *years: int) -> list[Period]:
    """The date in each of the years that has it, in their order: 29 February is in few."""
    dates = map(build, years)
    return [date for date in dates if date]


def _winter(base: Period, here: Period, before: Period | None) -> Period:
    """The winter the story is in or comes to; TIMEX3 names it by the year it ends in."""
    still_in_it = before is not None and base.first <= before.last and base.finer_than("year")
    winter = before if before and still_in_it else here
    return replace(winter, timex=f"{year(winter.last.year).value}-WI")
