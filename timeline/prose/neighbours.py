"""What one date takes from the one beside it: its year, its list, its being one of two; before any is looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.reading.resolving import share_year
from timeline.dates.reading.statement import BesideWeekday, Ends, ReadingContext, Statement
from timeline.dates.reading.table import Hit
from timeline.prose.genre import named_year

NEAR: Final = 80
"""Characters between two dates of one clause."""


def with_years_after(text: str, hits: Sequence[Hit], published: Day | None) -> Iterator[Hit]:
    """The expressions; one without a year has that of the next: "signed on 3 March and ratified on 18 August 1921"."""
    after: Hit | None = None
    reverse: list[Hit] = []
    for hit in reversed(hits):
        if after is not None and (year := _year_told(after, published)) and _hang_together(text, hit, after):
            hit = _in_year(hit, after, year)
        reverse.append(hit)
        after = hit
    return reversed(reverse)


def _year_told(hit: Hit, published: Day | None) -> int | None:
    """The year that a complete date tells; none after the publication, which what is past cannot share."""
    statement = hit.statement
    if isinstance(statement, Ends) or statement.grain not in ("day", "month"):
        return None
    number = named_year(statement)
    return number if number is not None and (published is None or number <= published.year) else None


def _hang_together(text: str, hit: Hit, after: Hit) -> bool:
    """Whether two dates of one sort hang on two verbs of one clause, joined by a conjunction."""
    first, second = hit.statement, after.statement
    if isinstance(first, Ends) or isinstance(second, Ends) or first.yearly is None or first.grain != second.grain:
        return False
    if after.start - hit.end > NEAR:
        return False
    return bool(_AND.fullmatch(text, hit.end, after.start))


def _in_year(hit: Hit, after: Hit, year: int) -> Hit:
    first, second = hit.statement, after.statement
    assert isinstance(first, Statement)
    assert isinstance(second, Statement)
    return hit._replace(statement=share_year(first, second, ReadingContext())[0])


def lists(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """The expressions; two months or days that only a conjunction parts are one list: "in August and September"."""
    before: Hit | None = None
    for hit in hits:
        if before is not None and _are_listed(text, before, hit):
            first, second = before.statement, hit.statement
            assert isinstance(first, Statement)
            assert isinstance(second, Statement)
            spans = (before.start, before.end), (hit.start, hit.end)
            ends = Ends(first, spans[0], second, spans[1], "list")
            yield before._replace(end=hit.end, reach=hit.reach, statement=ends)
            before = None
            continue
        if before is not None:
            yield before
        before = hit
    if before is not None:
        yield before


def _are_listed(text: str, first: Hit, second: Hit) -> bool:
    if second.start - first.end > 6 or not _CONJUNCTION.fullmatch(text, first.end, second.start):
        return False
    a, b = first.statement, second.statement
    if isinstance(a, Ends) or isinstance(b, Ends) or a.relation or b.relation:
        return False
    return a.yearly is not None and b.yearly is not None and a.grain == b.grain == "month"


def with_weekdays(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """The expressions; a weekday right before hours of a day is that day's: "Saturday, August 26, from 11 to 5"."""
    before: Hit | None = None
    for hit in hits:
        if before is not None and _is_weekday_of(text, before, hit):
            hit, before = _on_weekday(before, hit), None
        if before is not None:
            yield before
        before = hit
    if before is not None:
        yield before


def _is_weekday_of(text: str, weekday: Hit, hit: Hit) -> bool:
    first, ends = weekday.statement, hit.statement
    if isinstance(first, Ends) or not first.weekday or first.clock or not isinstance(ends, Ends):
        return False
    return (
        ends.first.yearly is not None
        and ends.first.grain == "day"
        and bool(_BESIDE.fullmatch(text, weekday.end, hit.start))
    )


def _on_weekday(weekday: Hit, hit: Hit) -> Hit:
    ends = hit.statement
    assert isinstance(ends, Ends)
    assert isinstance(weekday.statement, Statement)
    number = weekday.statement.weekday
    first = _beside(ends.first, number)
    second = _beside(ends.second, number) if ends.how == "hours" else ends.second
    at = weekday.start, ends.first_at[1]
    return hit._replace(start=weekday.start, statement=ends._replace(first=first, first_at=at, second=second))


def _beside(statement: Statement, number: int) -> Statement:
    if statement.yearly is None:
        return statement
    build = BesideWeekday(statement.yearly, number)
    return replace(statement, find=lambda c: c.pick(build), yearly=build)


def moved(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """The expressions; what was moved from one date to another has two dates and is no span between them.

    "Delayed until December" names the new date, and says nothing of what goes on up to it. Life dates are two events.
    """
    for hit in hits:
        statement = hit.statement
        if isinstance(statement, Ends):
            if statement.how == "interval" and (_is_moved(text, hit) or _is_life(text, hit)):
                statement = statement._replace(how="apart")
            yield hit._replace(statement=statement)
        elif (
            statement.relation in _REACHING
            and _is_moved(text, hit)
            and not _SINCE.search(text, max(0, hit.start - 20), hit.start)
        ):
            yield hit._replace(statement=replace(statement, relation=""))
        else:
            yield hit


def _is_moved(text: str, hit: Hit) -> bool:
    return bool(_PUT_OFF.search(text, max(0, hit.start - 50), hit.start) or _PUT_OFF_ZH.match(text, hit.end))


def _is_life(text: str, hit: Hit) -> bool:
    """ "John Roe (c. 1590 – 12 March 1642) was": a name, two dates in brackets, and what the person was."""
    if not _NAME.search(text, max(0, hit.start - 40), hit.start):
        return False
    return bool(_WAS.match(text, hit.end))


_BESIDE: Final = re.compile(r",? (?:the |den |dem |le |el )?", re.IGNORECASE)
_AND: Final = re.compile(
    r"[^.,;:()\n，。；]{0,60}?(?: and | und | et | y | e |并|和)(?:[^.,;:()\n，。；]{0,40} )?"
    r"(?:(?:on|in|am|im|le|el|en|il)(?: the)? )?",
    re.IGNORECASE,
)
_CONJUNCTION: Final = re.compile(r" (?:and|&|und|et|y|e) |[和及、与]")
_SINCE: Final = re.compile(r"\b(?:since|seit|depuis|desde)\b[^.,;]{0,6}$", re.IGNORECASE)
_REACHING: Final = frozenset({"until", "by", "since"})
_PUT_OFF: Final = re.compile(
    r"(?:\b(?:moved|postponed|delayed|rescheduled|adjourned|put (?:off|back)|pushed (?:back)?"
    r"|deferred|brought forward|shifted"
    r"|verschoben|verlegt|vertagt|report\w+|repouss\w+|décal\w+|déplac\w+|ajourn\w+|aplaz\w+|pospuest\w+|pospone|traslad\w+"
    r"|retras\w+|suspendid\w+)\b|推迟|延期|改期|延至|改到)[^.;,\n。；，]{0,30}$",
    re.IGNORECASE,
)
_PUT_OFF_ZH: Final = re.compile(r"(?: ?verschoben| ?verlegt|推迟|延期)")
_NAME: Final = re.compile(r"[A-ZÀ-Þ][\w'’-]+ \((?:(?:born|b\.|\*|né|née|geb\.|nacido) ?)?(?:c\.|ca\.|circa|around)? ?$")
_WAS: Final = re.compile(r"\) (?:was|is|were|war|ist|fut|était|est|fue|era|es) (?:an?|the|ein|eine|un|une|el|la)\b")
