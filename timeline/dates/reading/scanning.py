"""The expressions along a text: those of its language, and whole dates of any other."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.dates.reading.foreign_dates import ForeignDate, foreign_dates
from timeline.dates.reading.phrase import table
from timeline.dates.reading.statement import Statement
from timeline.dates.reading.table import Hit

RULE = "dateparser"
"""The rule that names what another language says."""


def scan(text: str, language: str) -> Iterator[Hit]:
    """The expressions in order, none within another; of two that overlap the longer one."""
    others = foreign_dates(text)
    other = next(others, None)
    for hit in table(language).scan(text):
        while other and other.end <= hit.start:
            yield _hit(other)
            other = next(others, None)
        if other and hit.start < other.end and other.start < hit.reach:
            if hit.start <= other.start and hit.reach >= other.end:  # the language's own table says as much
                other = next(others, None)
            else:
                continue
        yield hit
    while other:
        yield _hit(other)
        other = next(others, None)


def _hit(date: ForeignDate) -> Hit:
    statement = Statement(find=lambda _: date.period)
    return Hit(RULE, date.start, date.end, statement, date.end, 0)
