"""How a document counts: news leans on its publication, a narrative on the last date of its story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.reading.statement import Ends, ReadingContext, Statement, Unread, distance
from timeline.dates.reading.table import Hit

FAR: Final = 2
"""Years from publication beyond which a date belongs to history."""
MONTH: Final = 31
"""Days from publication within which a date without its year is told from there."""
SURE: Final = 1.5
"""Standard deviations beyond half of the years named that make a history: a short text must be clearer."""


@dataclass(frozen=True, slots=True)
class Genre:
    """How a document counts: whether it tells a story of its own time, and why."""

    narrative: bool
    reason: str


def genre(hits: Sequence[Hit], published: Day | None) -> Genre:
    """News leans on its publication; a narrative's years lie far from it, or it has none.

    News says "today", "on Friday", "last week", and opens with what is new, whatever past it tells after that; in a
    narrative most years named lie well before the publication.
    """
    if published is None:
        return Genre(True, "no publication date")
    statements = [each for hit in hits for each in dates_of(hit)]
    years = [number for each in statements if (number := named_year(each)) is not None]
    far = sum(published.year - number >= FAR for number in years)
    leaning = sum(_leans(each, published) for each in statements)
    told = next((each for each in statements if each.find or each.yearly or each.leans), None)
    if told is not None and _leans(told, published):
        return Genre(False, "it opens with the day of its publication")
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


def dates_of(hit: Hit) -> tuple[Statement, ...]:
    """The dates of an expression: both ends of a range."""
    return (hit.statement.first, hit.statement.second) if isinstance(hit.statement, Ends) else (hit.statement,)


def named_year(statement: Statement) -> int | None:
    """The year of a date that is complete in itself."""
    if statement.find is None or statement.leans or statement.yearly:
        return None
    try:
        period = statement.find(ReadingContext())
    except Unread:
        return None
    return period.year if period else None
