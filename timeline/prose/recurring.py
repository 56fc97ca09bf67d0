"""Opening hours and the like: weekdays that recur, and hours that hold on each of them, date no event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from timeline.dates.reading.statement import Ends, Statement
from timeline.dates.reading.table import Hit

NEAR: Final = 60
"""Characters before a run of weekdays in which it is said that something is open."""


def is_weekly(statement: Statement | Ends) -> bool:
    """Whether it says how often."""
    return isinstance(statement, Statement) and statement.type == "SET"


def recurring(hit: Hit) -> Hit:
    """The expression as one that says how often."""
    statement = hit.statement.first if isinstance(hit.statement, Ends) else hit.statement
    clock = statement.clock.code if statement.clock else ""
    day = f"XXXX-WXX-{statement.weekday}" if statement.weekday else "XXXX-XX-XX"
    return hit._replace(statement=Statement("SET", value=f"{day}{clock}"))


def weekly(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """The expressions, a run of weekdays that recurs with what follows it in its sentence as what says how often."""
    until = -1
    for at, hit in enumerate(hits):
        if _opens_run(text, hit, hits[at + 1] if at + 1 < len(hits) else None):
            until = _sentence_end(text, hit.end)
        if _is_run(hit.statement) and _recurs(text, hit):
            until = _sentence_end(text, hit.end)
        if _is_weekday(hit.statement) and _HOURS_OF.match(text, hit.end):
            until = max(until, _sentence_end(text, hit.end))
        if _SHORT.search(text, max(0, hit.start - 24), hit.start) and _is_clock(hit.statement):
            hit = recurring(hit)
        if hit.start < until and (_is_run(hit.statement) or _is_weekday(hit.statement) or _is_hours(hit.statement)):
            hit = recurring(hit)
        yield hit


def _opens_run(text: str, hit: Hit, following: Hit | None) -> bool:
    """ "Tuesday to Sunday, 10am–5pm": the hours of the last of several weekdays are those of all."""
    if following is None or not (_is_weekday(hit.statement) or _is_hours(hit.statement)):
        return False
    if _is_weekday(hit.statement) == _is_weekday(following.statement) or not _names_weekday(following.statement):
        return False
    return bool(_TO.fullmatch(text, hit.end, following.start))


def _names_weekday(statement: Statement | Ends) -> bool:
    return _is_weekday(statement) or _is_hours(statement)


def _is_clock(statement: Statement | Ends) -> bool:
    """Hours of no day."""
    return (statement.first if isinstance(statement, Ends) else statement).leans == "clock"


def _is_hours(statement: Statement | Ends) -> bool:
    """Sunday, 10am–5pm."""
    return isinstance(statement, Ends) and statement.how == "hours" and _is_weekday(statement.first)


def _is_run(statement: Statement | Ends) -> bool:
    """Tuesday to Sunday."""
    if not isinstance(statement, Ends) or statement.how != "interval":
        return False
    return _is_weekday(statement.first) and _is_weekday(statement.second)


def _is_weekday(statement: Statement | Ends) -> bool:
    return isinstance(statement, Statement) and bool(statement.weekday) and statement.type in ("DATE", "TIME")


def _recurs(text: str, hit: Hit) -> bool:
    """Whether hours stand beside the run of weekdays, or something is said to be open then."""
    if _ADVERBS.search(text, hit.start, hit.end) or _HOURS_AFTER.match(text, hit.end):
        return True
    if isinstance(hit.statement, Ends) and hit.statement.second.clock:
        return True
    near = max(0, hit.start - NEAR)
    return bool(_HOURS_BEFORE.search(text, near, hit.start) or _OPEN.search(text, near, hit.start))


def _sentence_end(text: str, at: int) -> int:
    stop = _END.search(text, at, at + 300)
    return stop.start() if stop else at + 300


_HOURS_OF: Final = re.compile(r" (?:opening |visiting |office )?hours\b", re.IGNORECASE)
_DAY: Final = (
    r"(?:mon|tues?|wed|thurs?|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|[周一二三四五六日]+)\.?"
)
_SHORT: Final = re.compile(rf"(?:\b{_DAY} ?(?:[-–—&+至到]|to|bis|au|a) ?{_DAY}|, {_DAY}|\n{_DAY}):? *$", re.IGNORECASE)
"""Short names of weekdays, as notices of opening hours have them: "Mon–Fri 9am–6pm, Sat 10am–1pm"."""
_TO: Final = re.compile(r" ?(?:[-–—至到]|to|through|and|&|,|bis|au?|al|et|und|y) ?", re.IGNORECASE)
_HOUR: Final = r"\d{1,2}(?:[.:h]\d\d)? ?(?:[ap]\.?m\.?|uhr|h|heures|horas)?"
_SPAN: Final = rf"{_HOUR} ?(?:[-–—]|to|bis|à|a|and|au|至|到) ?(?:las )?{_HOUR}"
_HOURS_AFTER: Final = re.compile(
    rf"[\s,:(|]*(?:from|von|de|between|à|jeweils|each day)? ?(?:las )?{_SPAN}", re.IGNORECASE
)
_HOURS_BEFORE: Final = re.compile(rf"{_SPAN}[\s,:]*(?:from|on|von|le|du|de)?\s*$", re.IGNORECASE)
_ADVERBS: Final = re.compile(r"\w(?:tag|woch)s\b", re.IGNORECASE)
_OPEN: Final = re.compile(
    r"\b(?:(?:is|are) open|opening hours|hours|öffnungszeiten|horaires|horario|est ouverte?|sont ouverte?s|abren?"
    r"|è aperto|orario)\b[^.;]{0,30}$|(?:营业时间|开放时间|開放時間)[^。；]{0,12}$",
    re.IGNORECASE,
)
_END: Final = re.compile(r"[.!?](?=\s+[A-ZÀ-Þ])|[。！？]|\n")
