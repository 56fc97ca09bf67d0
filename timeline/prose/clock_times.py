"""A clock time belongs to its day: before or after it, across a comma, as a range; hours that recur are of no day.

Works on what the table found, before any of it is looked up, so that one expression says day and time together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from timeline.dates.reading.statement import Clock, Ends, Statement
from timeline.dates.reading.table import Hit
from timeline.prose.recurring import is_weekly, recurring

ECHO: Final = "time of the day named"
"""The rule of a clock time whose day stands elsewhere in its sentence and has taken it: it dates nothing more."""
REACH: Final = 200
"""Characters of a sentence between a day and a clock time that is still its own."""


class _Hours(NamedTuple):
    """A clock time, or a range of two, with the places of the words."""

    start: Clock
    end: Clock | None
    first_at: tuple[int, int]
    last_at: tuple[int, int]
    relation: str


def with_days(text: str, hits: Sequence[Hit], language: str) -> list[Hit]:
    """The expressions in order, each clock time that has a day beside it as one with that day."""
    return _Joiner(text, list(hits), language).joined()


class _Joiner:
    def __init__(self, text: str, hits: list[Hit], language: str) -> None:
        self.text, self.hits = text, hits
        self.before, self.after = (re.compile(p, re.IGNORECASE) for p in _LINKS.get(language, _LINKS["en"]))
        self.out: list[Hit] = []

    def joined(self) -> list[Hit]:
        at = 0
        while at < len(self.hits):
            hit = self.hits[at]
            following = self.hits[at + 1] if at + 1 < len(self.hits) else None
            hit = _without_bound(self.text, hit)
            hours = _hours(self.text, hit)
            if hours and _is_duration(self.text, hit):
                at += 1
                continue
            if hours and following and (one := self._before_day(hit, hours, following)):
                self.out.append(one)
                at += 2
                continue
            if hours and self.out and (one := self._after_day(self.out[-1], hit, hours)):
                self.out[-1] = one
            elif hours:
                self._apart(hit, hours, at)
            else:
                self.out.append(hit)
            at += 1
        return self.out

    def _before_day(self, hit: Hit, hours: _Hours, day: Hit) -> Hit | None:
        """ "At 05:23 GMT on Monday", "10am–4pm Saturday 11 May"."""
        gap = self.text[hit.end : day.start]
        timed = isinstance(day.statement, Statement) and day.statement.clock and day.statement.clock.start
        if timed and _TO.fullmatch(gap) and not hours.end:
            return _range(hit, hours, day)
        if self.before.fullmatch(gap) and not (self.out and "," in gap and self._is_after_day(self.out[-1], hours)):
            return _one(hit, hours, day)
        return None

    def _is_after_day(self, day: Hit, hours: _Hours) -> bool:
        return bool(_is_day(day) and self.after.fullmatch(self.text[day.end : hours.first_at[0]]))

    def _after_day(self, day: Hit, hit: Hit, hours: _Hours) -> Hit | None:
        """ "On 14 May, at 7.30pm", "Date: 23 May. Time: 18:00–20:00", "14:00 on 3 May to 17:00"."""
        gap = self.text[day.end : hours.first_at[0]]
        statement = day.statement
        if isinstance(statement, Statement) and statement.clock and statement.clock.start and not hours.end:
            return _ranged(day, hours) if statement.leans != "clock" and _TO.fullmatch(gap) else None
        if not (self.after.fullmatch(gap) or _LABEL.fullmatch(gap)):
            return None
        return _one(hit, hours, day)

    def _apart(self, hit: Hit, hours: _Hours, at: int) -> None:
        """A time that stands apart from its day gives it to the day; with none in its sentence it stays alone."""
        if self.out and _is_same_sentence(self.text, self.out[-1].end, hit.start):
            before = self.out[-1]
            if _is_free_day(before):
                self.out[-1] = _timed(before, hours)
                self.out.append(_echo(hit, before))
                return
            if is_weekly(before.statement) or isinstance(before.statement, Ends):
                self.out.append(recurring(hit))
                return
        following = self.hits[at + 1] if at + 1 < len(self.hits) else None
        if following and _is_free_day(following) and _is_same_sentence(self.text, hit.end, following.start):
            self.hits[at + 1] = _timed(following, hours)
            self.out.append(_echo(hit, following))
            return
        self.out.append(hit)


def _hours(text: str, hit: Hit) -> _Hours | None:
    """The clock time of an expression that names no day."""
    statement = hit.statement
    if isinstance(statement, Ends):
        first, second = statement.first, statement.second
        if not (_is_bare(first) and _is_bare(second)) or first.clock is None:
            return None
        return _Hours(first.clock, second.clock, statement.first_at, statement.second_at, "")
    if not _is_bare(statement) or statement.clock is None:
        return None
    span = (hit.start, hit.end)
    opening = _OPENING.search(text, max(0, hit.start - 16), hit.start + _own_link(text, hit))
    start = _first_hour(opening, statement.clock, text[hit.start : hit.end]) if opening else None
    if opening and start:
        return _Hours(start, statement.clock, opening.span("hour"), span, "")
    relation = "" if statement.mark or _ABOUT.search(text, max(0, hit.start - 30), hit.start) else statement.relation
    return _Hours(statement.clock, None, span, span, relation)


def _own_link(text: str, hit: Hit) -> int:
    """The length of a "bis" that stands inside the expression."""
    link = _LINK.match(text, hit.start, hit.end)
    return link.end() - hit.start if link else 0


def _is_bare(statement: Statement) -> bool:
    return statement.leans == "clock" and statement.clock is not None and bool(_OF_CLOCK.match(statement.clock.code))


def _first_hour(opening: re.Match[str], last: Clock, words: str) -> Clock | None:
    """The first hour of "10 bis 16 Uhr", "2 to 5 p.m.": in the half of the day that the last one is in."""
    hour, minute = int(opening["number"]), opening["minute"] or "00"
    until = last.start or ""
    if _HALF.search(words):
        late = hour % 12 + 12 if until >= "12:00" else hour % 12
        hour = late if f"{late:02}:{minute}" < until else hour % 12
    start = f"{hour:02}:{minute}"
    return Clock(f"T{start}", start, last.zone) if hour < 24 and start < until else None


def _is_day(hit: Hit) -> bool:
    """Whether it names one day, and no hour of it."""
    statement = hit.statement
    if isinstance(statement, Ends) or statement.find is None or statement.grain != "day" or statement.part:
        return False
    return statement.leans != "clock" and not (statement.clock and statement.clock.start)


def _is_free_day(hit: Hit) -> bool:
    return _is_day(hit) and isinstance(hit.statement, Statement) and not hit.statement.relation


def _one(hit: Hit, hours: _Hours, day: Hit) -> Hit | None:
    """Day and time as one expression; a time that recurs stays apart from the days that it recurs on."""
    statement = day.statement
    if isinstance(statement, Statement) and statement.type == "SET":
        code = hours.start.code
        return _spanning(hit, day, replace(statement, value=f"{statement.value}{code}"), hours)
    if not _is_day(day) or not isinstance(statement, Statement):
        return None
    relation = statement.relation or hours.relation
    if relation in _BOUNDS:
        # A time that only bounds another is no time at which something began.
        kept = "" if _SOON.search(relation) else relation
        return _spanning(hit, day, replace(statement, relation=kept), hours)
    first = replace(statement, type="TIME", clock=hours.start, relation=relation)
    if hours.end is None:
        return _spanning(hit, day, first, hours)
    low, high = hours.first_at, hours.last_at
    low, high = ((day.start, low[1]), high) if day.start < low[0] else (low, (high[0], day.end))
    return _spanning(hit, day, Ends(first, low, replace(first, clock=hours.end), high, "hours"), hours)


def _range(hit: Hit, hours: _Hours, day: Hit) -> Hit:
    """A time, and the end of it with the day."""
    last = day.statement
    assert isinstance(last, Statement)
    first = replace(last, clock=hours.start)
    return _spanning(hit, day, Ends(first, (hit.start, hit.end), last, (day.start, day.end), "hours"), hours)


def _ranged(day: Hit, hours: _Hours) -> Hit:
    """A day with its time, and the end of that."""
    first = day.statement
    assert isinstance(first, Statement)
    last = replace(first, clock=hours.start)
    ends = Ends(first, (day.start, day.end), last, hours.first_at, "hours")
    return day._replace(end=hours.last_at[1], reach=hours.last_at[1], statement=ends)


def _spanning(hit: Hit, day: Hit, statement: Statement | Ends, hours: _Hours) -> Hit:
    start, end = min(hours.first_at[0], hit.start, day.start), max(hit.end, day.end)
    return day._replace(start=start, end=end, reach=max(hit.reach, day.reach), statement=statement)


def _timed(day: Hit, hours: _Hours) -> Hit:
    """The day with the time at which it is told of; its words and their TIMEX3 value stay those of a day."""
    assert isinstance(day.statement, Statement)
    if hours.relation:
        return day
    return day._replace(statement=replace(day.statement, clock=hours.start._replace(code="")))


def _echo(hit: Hit, day: Hit) -> Hit:
    """The time by itself: its value is of that day, and it dates nothing more."""
    statement = hit.statement if isinstance(hit.statement, Statement) else hit.statement.first
    of_day = replace(day.statement, type="TIME", clock=statement.clock, relation="")  # type: ignore[type-var] # a day
    return hit._replace(rule=ECHO, statement=of_day)


def _without_bound(text: str, hit: Hit) -> Hit:
    """ "Shortly after 2am yesterday": of that day, whatever of it the time bounds."""
    statement = hit.statement
    if (
        isinstance(statement, Ends)
        or statement.leans == "clock"
        or statement.clock is None
        or not statement.clock.start
    ):
        return hit
    if statement.mark == "~":  # the hour is about that; the day is as said
        return hit._replace(statement=replace(statement, mark=""))
    if statement.relation not in ("before", "after"):
        return hit
    clock = statement.clock if _ABOUT.search(text, max(0, hit.start - 30), hit.start) else None
    return hit._replace(statement=replace(statement, relation="", clock=clock))


def _is_same_sentence(text: str, start: int, end: int) -> bool:
    return end - start <= REACH and not _STOP.search(text, start, end)


def _is_duration(text: str, hit: Hit) -> bool:
    """ "Won in 3:07:35": hours, minutes and seconds that something took."""
    return bool(_LASTED.match(text, hit.start, hit.end) and _TOOK.search(text, max(0, hit.start - 20), hit.start))


_OF_CLOCK: Final = re.compile(r"T\d")
_BOUNDS: Final = frozenset({"before", "after", "by", "until"})
_SOON: Final = re.compile("after")
_HALF: Final = re.compile(r"\d ?[ap]\.?m", re.IGNORECASE)
_LASTED: Final = re.compile(r"\d{1,2}:\d\d:\d\d\Z")
_TOOK: Final = re.compile(r"\b(?:in|of|under|took|time|en|von|de|di|nach|after)\s*$", re.IGNORECASE)
_ABOUT: Final = re.compile(r"\b(?:shortly|just|soon|about|around|kurz|peu|poco)\b[^.;,]*$", re.IGNORECASE)
_STOP: Final = re.compile(r"[.!?][\"'”’)]*\s+[\"'“‘(]?[A-ZÀ-ÞЀ-Я]|[。！？\n]|[.!?]$")
_TO: Final = re.compile(r"\s*(?:[-–—~至到]|to|until|till|bis|à|au|a|hasta(?: las)?)\s*(?:las )?", re.IGNORECASE)
_LINK: Final = re.compile(r"(?:bis|a las|hasta las)\s+", re.IGNORECASE)
_OPENING: Final = re.compile(
    r"(?<![\d.:/,-])(?P<hour>(?P<number>[01]?\d|2[0-4])(?:[.:h](?P<minute>[0-5]\d))?) ?h?(?: Uhr)? ?"
    r"(?:[-–—至到]|to|till|until|bis|à|a|and|y|et|und) ?(?:las |à )?$",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"[.;,|\s]*\b(?:time|times|hours|uhrzeit|zeit|beginn|heures?|horaires?|horas?|horario|ora|orario)\b"
    r" ?: ?(?:from |von |de )?"
    r"|[。；，|\s]*(?:时间|時間) ?[:：]\s*",
    re.IGNORECASE,
)
_MARKS: Final = r"\s*[,(|–—:@-]?\s*"
_LINKS: Final = {
    # language    between a time and its day                    between a day and its time
    "en": (
        r"\s*,?\s*(?:\(?local time\)?)?\s*(?:,\s*)?(?:on|of|this|the)?\s*(?:the )?(?:(?:night|morning|evening) of )?",
        _MARKS + r"(?:at|from|between|starting at|starting|beginning at|around|about|shortly|just)?\s*"
        r"(?:after |before |about |around |at |by )?(?:exactly )?",
    ),
    "de": (
        r"\s*,?\s*(?:am|des|vom|den)?\s*",
        _MARKS + r"(?:um|ab|gegen|von|zwischen|kurz nach|kurz vor|ca\.)?\s*(?:etwa )?",
    ),
    "fr": (
        r"\s*,?\s*(?:le|du|ce|de)?\s*",
        _MARKS + r"(?:à|de|vers|dès|entre|à partir de|peu après|peu avant|aux alentours de)?\s*",
    ),
    "es": (
        r"\s*,?\s*(?:horas )?(?:del?|el)?\s*",
        _MARKS + r"(?:a|de|desde|entre|sobre|hacia|a partir de|alrededor de)?\s*(?:las |la )?",
    ),
    "zh": (r"\s*[，,]?\s*", r"\s*[，,（(]?\s*(?:的|约|大约)?"),
}  # fmt: skip
