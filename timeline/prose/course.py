"""Where an account goes on: which dates carry the story, and which only name or bound something."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from timeline.dates.reading.periods import Period
from timeline.dates.reading.statement import Statement
from timeline.dates.reading.table import Hit
from timeline.prose.genre import dates_of, named_year

JUMP: Final = 30
"""Years that a story may leap at a bare year in the middle of it; a farther one is an aside."""

_ADVERBIAL: Final = re.compile(
    r"(?:\b(?:in|on|by|during|throughout|for|early|late|mid|around|about|at|of|from|to|through|between|and|into"
    r"|im|en|vers|nel|em)\b(?: the| Jahre?)?|[.,;:(\n–—，。；：（-]|^)\s*$",
    re.IGNORECASE,
)
_NAMES: Final = re.compile(r"\b(?:the|a|an|his|her|its|their|[\w.]+['’]s)\s$", re.IGNORECASE)
_OF: Final = re.compile(r"\bof\s*$", re.IGNORECASE)
_OPENING: Final = re.compile(
    r"(?:^|[.!?:;\n][\"'”’)]*\s{1,2}|[。！？；])"
    r"(?:in|by|during|throughout|from|around|about|early in|late in|then,? in"
    r"|im(?: Jahre?)?|en|vers|nel|em|到|在)?\s*$",
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


def tells_year(text: str, start: int, end: int, statement: Statement, period: Period) -> bool:
    """Whether a date of news tells the year of those that follow without one: it says itself when something happened.

    A bare year does so only where it opens its sentence ("In 1848 revolts … In March …"): elsewhere it is an aside.
    """
    if statement.leans or statement.relation or period.unit in _LONG or period.unit == "span":
        return False
    before = text[max(0, start - 40) : start]
    if period.unit == "year":
        return bool(_OPENING.search(before))
    return not (_OF.search(before) or _is_name(text, before, end))


class Course:
    """The complete dates of a document in order: whether the account comes back from a date at its next one."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._places: list[int] = []
        self._years: list[int] = []
        for hit in hits:
            statement = dates_of(hit)[0]
            if (
                statement.grain in ("day", "month", "season")
                and statement.plain
                and (number := named_year(statement)) is not None
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
