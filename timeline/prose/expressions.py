"""The temporal expressions of a document: where they stand, what they say, and what they come to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from timeline.dates import When
from timeline.dates.calendar import Day
from timeline.dates.reading.date_order import ASK, own_order
from timeline.dates.reading.periods import Period, shift
from timeline.dates.reading.resolving import Resolved, join, resolve
from timeline.dates.reading.scanning import scan
from timeline.dates.reading.statement import Ends, Find, ReadingContext, Statement, Unread, distance
from timeline.dates.reading.table import Hit
from timeline.prose.anchors import Story
from timeline.prose.calendar_names import NAME, with_names
from timeline.prose.clock_times import ECHO, with_days
from timeline.prose.course import Course, carries_story, tells_year
from timeline.prose.cues import CUES
from timeline.prose.genre import genre
from timeline.prose.neighbours import lists, moved, with_weekdays, with_years_after
from timeline.prose.recurring import weekly
from timeline.prose.tense import tense


@dataclass(frozen=True, slots=True)
class Expression:
    """One temporal expression: offsets in code points, end exclusive; TIMEX3 type and value; the date it comes to.

    `when` is None for durations, sets and what is no place in the calendar ("now"). `group` is shared by the two ends
    of one interval, each with its own value and both with the interval as `when`; and by the dates of one list, each
    with its own. `anchor` says what it leans on ("published 2024-05-07", "story 1848-03", "order day-first"), or
    nothing; `doubtful` that another is as likely meant.
    """

    start: int
    end: int
    text: str
    type: str
    value: str
    when: When | None
    rule: str
    group: str | None = None
    anchor: str = ""
    doubtful: bool = False


def expressions(text: str, published: dt.date | None, language: str = "en", date_order: str = ASK) -> list[Expression]:
    """Every temporal expression of a document, in order, none within another.

    Relative and incomplete dates lean on `published` and on the dates before them, never on today; without either they
    keep X for what is not known and have no `when`. Figures that may be either way round are in the order of those of
    the text that may not, or else as `date_order` says. Linear in the length of the text.
    """
    day = Day(published.year, published.month, published.day) if published else None
    hits = _in_context(text, language, day)
    own = own_order(text)
    dates = [hit for hit in hits if hit.rule != NAME]
    story = Story(day, genre(dates, day).narrative, date_order if own == ASK else own)
    return list(_Reader(text, language, story, Course(dates)).read(hits))


def _in_context(text: str, language: str, published: Day | None) -> list[Hit]:
    """What the table finds, each date with what it takes from its neighbours, and without what only looks like one."""
    hits = list(with_names(text, scan(text, language), language))
    hits = list(lists(text, list(moved(text, list(with_weekdays(text, hits))))))
    hits = list(with_years_after(text, hits, published))
    return with_days(text, list(weekly(text, hits)), language)


class _Reader:
    """Goes through the expressions of one document in order.

    `told`: the last date that carried the account on was complete, or hangs on one that was, and stands in the same
    paragraph, so that a date without its year may take that one. `day_told`: a day stands there, which a
    bare time is of.
    """

    def __init__(self, text: str, language: str, story: Story, course: Course) -> None:
        self.text = text
        self.language = language
        self.story = story
        self.course = course
        self.told = False
        self.day_told = False
        self.recent = 0
        self.led_at = 0
        self.complete: tuple[int, Period | None] = (0, None)
        self.lean: tuple[str, bool] = ("", False)

    def read(self, hits: list[Hit]) -> Iterator[Expression]:
        end = 0
        for hit in hits:
            if _PARAGRAPH.search(self.text, end, hit.start):
                self.told = self.day_told = False
                self.recent = 0
            end = hit.end
            if hit.rule in _STORY_ONLY and not self.story.narrative:
                continue
            yield from (
                self._both(hit, hit.statement) if isinstance(hit.statement, Ends) else self._one(hit, hit.statement)
            )

    def _one(self, hit: Hit, statement: Statement) -> Iterator[Expression]:
        self._look(statement, hit.start, hit.end)
        words = self.text[hit.start : hit.end]
        resolved = self._resolve(statement, words)
        if resolved is None:
            return
        self.lean = self.story.anchor(), self.story.doubtful
        expression = self._expression(hit, (hit.start, hit.end), statement, resolved)
        if hit.rule != NAME:
            self._follow(hit.start, hit.end, statement, resolved.period)
        yield expression

    def _both(self, hit: Hit, ends: Ends) -> Iterator[Expression]:
        """The two ends of a range, or two dates that share a month or year."""
        self._look(ends.first, hit.start, hit.end)
        pair = self._pair(ends, self.text[hit.start : hit.end])
        if pair is None or ends.how == "list":
            group = f"list-{hit.start}" if ends.how == "list" else None
            for statement, at in ends.members:
                for expression in self._one(hit._replace(start=at[0], end=at[1]), statement):
                    yield replace(expression, group=group)
            return
        group = f"range-{hit.start}"
        self.lean = self.story.anchor(), self.story.doubtful
        self._follow_both(hit, ends, pair)
        for statement, at, one in ((ends.first, ends.first_at, pair[0]), (ends.second, ends.second_at, pair[1])):
            yield replace(self._expression(hit, at, statement, one), group=group)

    def _pair(self, ends: Ends, words: str) -> tuple[Resolved, Resolved] | None:
        """Both ends as one date, or None where they make none."""
        if ends.how == "apart":
            return None
        try:
            return join(ends, self.story, words)
        except Unread:
            return None

    def _follow_both(self, hit: Hit, ends: Ends, pair: tuple[Resolved, Resolved]) -> None:
        """The story goes on from where a span of days or months ends; one of years is still to be told."""
        last = pair[1].period is not None and pair[1].period.finer_than("year")
        statement, one = (ends.second, pair[1]) if last else (ends.first, pair[0])
        self._follow(hit.start, hit.end, statement, one.period, is_range=True)

    def _look(self, statement: Statement, start: int, end: int) -> None:
        """Ask for the tense where the date needs it."""
        self.story.tense, self.story.doubtful, self.story.leant_on = 0, False, ""
        self.story.near = self.story.narrative and self._is_near(start, end)
        self.story.beside = self._beside(start)
        is_news = self.story.near or not self.story.narrative
        if is_news and (statement.yearly or statement.weekday or statement.grain == "weekend"):
            self.story.tense = tense(
                self.text, start, end, language=self.language, bounds=statement.relation in ("by", "until")
            )
        if self.story.near and self._is_to_come(start, end):
            self.story.tense = 1
        if self.story.tense > 0 and self._was_put_off(start):
            self.story.tense = 0
        if statement.relation == "since" and _ONGOING.search(self.text, max(0, start - 12), start):
            self.story.tense = -1
        self.story.told = bool(self.told and statement.yearly and self._is_of_the_year_told(start))

    def _was_put_off(self, start: int) -> bool:
        """ "fixed for 2 July but was put back to 9 July": the second day may be as long past as the first."""
        return 0 < start - self.led_at < BESIDE and bool(_WAS_PUT_OFF.match(self.text, self.led_at, start))

    def _beside(self, start: int) -> Period | None:
        """The complete date that stands before this one in its sentence: "until 3 May 1852, when … on 20 March"."""
        at, period = self.complete
        return None if start - at > BESIDE or _SENTENCE.search(self.text, at, start) else period

    def _is_near(self, start: int, end: int) -> bool:
        """Whether a narrative speaks of the days of its publication: it says "will", or has just said "last June"."""
        if self.story.reference is None:
            return False
        is_beside = self.recent > 0 and start - self.recent < BESIDE
        return is_beside or self._is_to_come(start, end)

    def _is_to_come(self, start: int, end: int) -> bool:
        before = _UP_TO.search(self.text, max(0, start - 120), start)
        behind = _ON_FROM.match(self.text, end, end + 60)
        coming = CUES[self.language].coming
        return any(part and coming.search(part[0]) for part in (before, behind))

    def _is_of_the_year_told(self, start: int) -> bool:
        """Whether a date without its year is of the year just told: a past one, and not when someone said so."""
        here, published = self.story.story, self.story.reference
        if here is None or published is None or here.year >= published.year or self.story.tense > 0:
            return False
        return not _SAID.search(self.text, max(0, start - 40), start)

    def _resolve(self, statement: Statement, words: str) -> Resolved | None:
        if statement.leans == "now" and self.story.narrative:
            return Resolved("DATE", "PRESENT_REF", None, None)
        if statement.grain == "weekend" and statement.find:
            statement = replace(statement, find=self._weekend(statement.find))
        try:
            return resolve(statement, self.story, words)
        except Unread:
            if not statement.leans:
                return None
            return Resolved(statement.type, _open_value(statement), None, None)

    def _weekend(self, find: Find) -> Find:
        """ "Ce week-end, … ont manifesté": what has been is not of the weekend to come."""

        def last(context: ReadingContext) -> Period | None:
            period, today = find(context), context.reference
            if period is None or today is None or period.first <= today or self.story.tense >= 0:
                return period
            before = shift(period, -1, "weekend")
            # TIMEX3 annotators name "this weekend" by the week of the publication, whatever the tense.
            is_nearer = distance(before, today) < distance(period, today)
            return replace(before, timex=period.value) if is_nearer else period

        return last

    def _follow(
        self, start: int, end: int, statement: Statement, period: Period | None, *, is_range: bool = False
    ) -> None:
        if period is not None:
            self.recent = end if self.story.leant_on == "published" and not statement.yearly else 0
            if not statement.leans and not is_range:
                self.complete = end, period if period.finer_than("year") else None
            side = (
                tense(self.text, start, end, language=self.language)
                if self.story.narrative and period.unit == "year"
                else 0
            )
            here = self.story.story
            aside = period.unit == "year" and here is not None and self.course.comes_back(start, here, period)
            aside = self._looks_back(start, period, here, is_range=is_range) or aside
            leads = not aside and carries_story(self.text, start, end, statement, period, here, side)
            self.day_told = self.day_told or (period.unit == "day" and statement.leans != "clock")
            self.story.follow(period, leads=leads and not (self.story.narrative and self.story.leant_on == "published"))
            if self.story.leant_on == "published" or (leads and tells_year(self.text, start, end, statement, period)):
                self.told = self.story.leant_on != "published"

    def _looks_back(self, start: int, period: Period, here: Period | None, *, is_range: bool) -> bool:
        """ "On 2 March 2020 he was charged with fraud between June 2014 and April 2016": within one sentence a span of
        earlier years is not where the account goes on."""
        is_earlier = is_range and here is not None and here.finer_than("year") and period.last.year < here.first.year
        led_at, self.led_at = self.led_at, start
        if is_earlier and led_at and not _SENTENCE.search(self.text, led_at, start):
            self.led_at = led_at
            return True
        return False

    def _expression(self, hit: Hit, at: tuple[int, int], statement: Statement, resolved: Resolved) -> Expression:
        of_no_day = statement.leans == "clock" and not self.story.narrative and not self.day_told
        when = None if hit.rule == ECHO or of_no_day else resolved.when
        return Expression(
            at[0], at[1], self.text[at[0] : at[1]], resolved.type, resolved.value, when, hit.rule, None, *self.lean
        )


BESIDE: Final = 120
"""Characters after "last June" in which a date of a narrative is of the same days."""
_UP_TO: Final = re.compile(r"[^.;:!?”\"\n]*$")
_ON_FROM: Final = re.compile(r"(?:(?!\b(?:and|und|et|y)\b)[^.,;:!?”\"\n])*")
_WAS_PUT_OFF: Final = re.compile(
    r"[^.;!?]*\b(?:was|were|had been)(?: \w+)? (?:put|moved|postponed|brought|pushed|delayed|adjourned|deferred)\b"
    r"[^.;!?]*$"
)
_SENTENCE: Final = re.compile(r"[.!?][\"'”’)]*\s+[\"'“‘(]?[A-ZÀ-Þ]|\n\s*\n")
_PARAGRAPH: Final = re.compile(r"\n[ \t\r]*\n")
_SAID: Final = re.compile(r"\b(?:said|says|told|announced|reported|added|confirmed|stated|warned)\b[^.;:,]*$")
"""When someone spoke is not what was spoken of: "founded on 2 May 1999, the firm said on 9 May …"."""
_ONGOING: Final = re.compile(r"(?:\b(?:since|seit|depuis|desde)|自从?)\s*(?:dem |der |le |el )?$", re.IGNORECASE)
"""What goes on since a day began on one that is past."""
_STORY_ONLY: Final = frozenset({"former", "that time", "early year"})
"""Rules of narratives: in news "former" belongs to a title, and "in 823" is more often a count."""


def _open_value(statement: Statement) -> str:
    """The TIMEX3 value of a date that nothing anchors."""
    if statement.clock and statement.clock.code:
        return f"XXXX-XX-XX{statement.clock.code}"
    if statement.weekday:
        return f"XXXX-WXX-{statement.weekday}"
    if statement.yearly and (there := statement.yearly(2000)):
        return f"XXXX{there.value[4:]}"
    return {"week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "year": "XXXX"}.get(
        statement.grain, "XXXX-XX-XX"
    )
