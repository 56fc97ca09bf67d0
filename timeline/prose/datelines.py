"""Where and when a text was written or published, as it says itself: "Beijing, 20 June 2025.", "Published: 3 May 2024".

Such a line tells no event; where nobody else says when the text was published, its day is what relative words count
from. Only the first lines of a text, and its last, are looked at.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from timeline.dates.calendar import Day
from timeline.dates.reading.scanning import scan
from timeline.dates.reading.statement import ReadingContext, Statement, Unread
from timeline.dates.reading.table import Hit
from timeline.prose.cues import CUES
from timeline.prose.cues.shape import word_set

HEAD: Final = 600
TAIL: Final = 120
"""Characters at a text's beginning and end that may say where and when it was written."""
FEW: Final = 3
"""Words that are no text under a dateline."""
MANY: Final = 3
"""Days that are no more the one of a text, but a list."""
LATER: Final = 2
"""Years that a text can look ahead of its own date; one that tells of more is a history, and the date its first."""


class Dateline(NamedTuple):
    """Its offsets in the text, end exclusive; the `day`, where one is complete; `sure` that the text is of that day."""

    start: int
    end: int
    day: Day | None
    sure: bool


def datelines(text: str, language: str, body: int = 0) -> list[Dateline]:
    """The datelines and stamps of a text that begins at `body`, in order."""
    head = _lines_of_head(text, body)
    tail = text.rfind("\n", max(head, len(text) - TAIL), len(text.rstrip()))
    spans = [(body, head)] if tail < 0 else [(body, head), (tail, len(text))]
    lines = [line for start, end in spans for line in _in_part(text, start, end, language)]
    return lines if _head_a_text(lines, text, body) else []


def _head_a_text(lines: Sequence[Dateline], text: str, body: int) -> bool:
    """Whether there is a text besides the lines: "Kraftwerk, 3 June 2024" alone tells an event, and so do many such."""
    heads = {(line.start, line.end) for line in lines}
    rest = len(text[body:].split()) - sum(len(text[start:end].split()) for start, end in heads)
    return rest > FEW and len({line.day for line in lines if line.sure}) < MANY


def own_day(text: str, language: str, body: int = 0) -> dt.date | None:
    """The day that a text gives as that of its publication, or None."""
    days = [line.day for line in datelines(text, language, body) if line.day and line.sure]
    day = days[0] if days else None
    if day is None or not 1 <= day.year <= dt.MAXYEAR or _tells_of_later(text[body : body + 20_000], day.year):
        return None
    return dt.date(day.year, day.month, day.day)


def _lines_of_head(text: str, body: int) -> int:
    """Where the head ends: with a line, so that no sentence is cut."""
    end = text.find("\n", body + HEAD)
    return min(len(text) if end < 0 else end, body + 2 * HEAD)


def _in_part(text: str, start: int, end: int, language: str) -> Iterator[Dateline]:
    part = text[start:end]
    for hit in scan(part, language):
        statement = hit.statement
        if not isinstance(statement, Statement) or statement.grain != "day" or statement.relation or statement.part:
            continue
        kind = _kind(part, hit, language)
        if kind is not None:
            left, right, sure = kind
            yield Dateline(start + left, start + right, _complete_day(statement), sure)


def _kind(text: str, hit: Hit, language: str) -> tuple[int, int, bool] | None:
    """Where the dateline that holds the date begins and ends, and whether it says when the text was published."""
    first = text.rfind("\n", 0, hit.start) + 1
    last = text.find("\n", hit.end)
    last = len(text) if last < 0 else last
    before, after = text[first : hit.start], text[hit.end : last]
    if len(before) > 80:
        return None
    for pattern, ending in _SHAPES:
        place = pattern.fullmatch(before)
        match = ending.match(after)
        if place and match and not _is_event(place.groupdict().get("place") or "", language):
            return first, hit.end + match.end(), True
    if not re.search(r"\w", before + _CLOCK.sub("", after)):
        return first, last, _stands_apart(text, first, last)
    if len(before) + len(after) < 100 and (stamp := _stamp(before, after)):
        return first, last, stamp == "published"
    return None


def _stands_apart(text: str, first: int, last: int) -> bool:
    """Whether a line with nothing but a date is the only one of its kind, and what follows stands apart from it."""
    follows = re.match(r"[ \t\r]*\n[ \t\r]*\n", text[last:])
    dates = _ONLY_A_DATE.findall(text)
    return bool(follows) and len(dates) < 2 and text[:first].count("\n") < 4


def _is_event(name: str, language: str) -> bool:
    return bool(_NO_PLACE.search(name) or CUES[language].happening.search(name))


def _stamp(before: str, after: str) -> str:
    """ "published" for a line that says when it was, "other" for one that says when it was changed; else nothing."""
    if before[:1].islower():  # a key of some data, not a line for readers
        return ""
    opening = _PUBLISHED.match(before) or _CHANGED.match(before)
    told = before[opening.end() :] if opening else before
    words = _WORD.findall(f"{told} {after}")
    if not all(word[:1].isupper() or word.isdigit() or word in _STAMP_WORDS for word in words):
        return ""
    if opening:
        return "published" if _PUBLISHED.match(before) else "other"
    by_line = _BY.match(before) or (not _WORD.search(before) and _PARTED.match(after))
    return "published" if by_line else ""


def _complete_day(statement: Statement) -> Day | None:
    if statement.find is None or statement.leans:
        return None
    try:
        period = statement.find(ReadingContext())
    except Unread:
        return None
    return period.first if period and period.unit == "day" else None


def _tells_of_later(text: str, year: int) -> bool:
    return any(int(match[0]) > year + LATER for match in _A_YEAR.finditer(text))


_A_YEAR: Final = re.compile(r"(?<![\d.,/-])(?:1[4-9]|20)\d\d(?![\d.,/-]\d|%| ?(?:people|men|km))")
_NAME: Final = r"(?!(?:In|On|At|By|The|From|Since|Until|Before|After|And)\b)[A-ZÀ-Þ][\w'’.-]*"
_PLACE: Final = rf"(?P<place>{_NAME}(?:[ ,/]+(?:de|la|el|am|sur|upon|{_NAME})){{0,4}})"
_ARTICLE: Final = r"(?:the |le |den |dem |el |this )?"
_AGENCY: Final = r"(?: ?\([^()\n]{2,40}\)| ?/[A-Z][\w .-]{2,30}/)?"
_DASH: Final = rf"{_AGENCY} ?(?:--|—|–|-)(?=\s|$)"
_SHAPES: Final = tuple(
    (re.compile(before), re.compile(after))
    for before, after in (
        (rf"\W{{0,3}}{_PLACE}[,.] ?{_ARTICLE}", rf"\)?\.?\s*$|[.)](?= [A-ZÀ-Þ“\"])|{_DASH}"),  # Beijing, 20 June 2025.
        (rf"\W{{0,3}}{_PLACE},? {_ARTICLE}", rf"{_AGENCY} ?(?:--|—|–)(?=\s|$)"),  # LONDON March 3 (Reuters) —
        (rf"\W{{0,3}}{_PLACE} ?(?:--|—|–|-) ?", rf"{_DASH}"),  # MANILA — May 3, 2024 —
        (r"\W{0,3}\([A-Z][\w/ ]+\) ?(?:--|—|–|-) ?", _DASH),  # (Reuters) - May 3, 2024 -
        (r"\W{0,3}", rf"(?:,| ?(?:–|—|-)) {_PLACE} ?(?:--|—|–|-)(?=\s)"),  # 3 May 2024 – Vienna –
    )
)
_NO_PLACE: Final = re.compile(
    r"\b(?:of|Battle|Siege|Treaty|Massacre|Agreement|Uprising|Revolution|Wedding|Concert|Final|Act|Day|Night|Death|Birth"
    r"|Born|Died|Opened|Founded|Built|Note|Room|Chapter|Volume|Deadline|Due|Start|End)\b",
    re.IGNORECASE,
)
"""What stands before a date and is no place: "Battle of Hastings, 14 October 1066"."""
_PUBLISHED: Final = re.compile(
    r"\W*(?:(?:this|the) (?:article|story|page|post|piece|report|text|statement) (?:was|has been) )?"
    r"(?:(?:first|originally) )?(?:published|posted|filed|issued|released|press release|for immediate release"
    r"|news release|veröffentlicht|publié|publicado)\b(?: (?:on|at|am|le|el))?[ ,:|–—-]*",
    re.IGNORECASE,
)
_CHANGED: Final = re.compile(
    r"\W*(?:(?:this|the) (?:article|story|page|post|piece|report|text) (?:was|has been) )?(?:last )?"
    r"(?:updated|modified|reviewed|edited|changed|revised|retrieved|accessed|aktualisiert|mis à jour|actualizado)\b"
    r"(?: (?:on|at|am|le|el))?[ ,:|–—-]*",
    re.IGNORECASE,
)
_ONLY_A_DATE: Final = re.compile(
    r"^\W*(?:[A-Z][a-z]+,? )?(?:\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+ \d{1,2}),? \d{4}\W*$", re.MULTILINE
)
_CLOCK: Final = re.compile(r"\W*\d{1,2}[:.]\d\d(?: ?(?:[ap]\.?m\.?|[A-Z]{2,4}))?")
_BY: Final = re.compile(r"\W*(?:by|story by|words by|text by|von|par|por) [A-ZÀ-Þ]", re.IGNORECASE)
_PARTED: Final = re.compile(r"\s*[|•·]")
_WORD: Final = re.compile(r"[^\W_]+")
_STAMP_WORDS: Final = word_set(
    "by on at and admin updated published posted a.m p.m am pm a m p min read minutes uhr von le à h"
)
