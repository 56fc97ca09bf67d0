"""EDTF, levels 0, 1 and 2 of ISO 8601-2:2019, annex A (the Library of Congress specification of 2019).

    2024-05-05                     a day; 2024-05 a month; 2024 a year
    2013-21                        a season (21 to 32), quarter (33 to 36), third (37 to 39) or half (40, 41) of a year
    198X  156X-12-XX  -004X        digits that are not known
    Y17E7  1950S2                  a long year; an estimate of which two digits are sure
    1984?  2004-06~-11  2004-%06   uncertain, approximate, both: of all to the left of the mark, or of what follows it
    2024-05-05/2024-05-10          an interval; `..` an open end, nothing an unknown one
    [1667,1670..1672]  {1913,1914} one of these; all of these

`parse` gives the meaning as a `Value`, whose `text` is the canonical form: marks moved to where they need the fewest,
set members in order and each once, no spaces. It parses to an equal `Value`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from timeline.dates.edtf.bounds import Span
from timeline.dates.edtf.mistakes import shorten
from timeline.dates.edtf.points import PRECISIONS, Point, read_point, strongest
from timeline.errors import EDTFError

LONGEST: Final = 1000
"""Characters of one expression."""
MEMBERS: Final = 200
"""Members of one set."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a set, or what an interval or a point says. `start` and `end` are the same point unless it is a range
    or an interval; None where that side is open or unknown. `text` tells which.

    `span` and `wide` are what it can mean, without and with the room of qualifiers. `known` is what it surely touches:
    an open side goes on, an unknown one reaches no farther than the dates that are named."""

    text: str
    start: Point | None
    end: Point | None
    span: Span
    wide: Span
    known: Span

    @property
    def points(self) -> tuple[Point, ...]:
        """The dates that are named."""
        return tuple(point for point in (self.start, self.end) if point is not None)


@dataclass(frozen=True, slots=True)
class Value:
    """A whole expression: canonical text, shape ("point", "interval", "one-of", "list") and members, one by one."""

    text: str
    shape: str
    members: tuple[Member, ...]
    precision: str
    qualifier: str
    masked: bool


@lru_cache(maxsize=20_000)
def parse(text: str) -> Value:
    """The expression's meaning. Raises `EDTFError`, whose message begins with the part at fault."""
    if len(text) > LONGEST:
        raise EDTFError(f"{shorten(text)}: an EDTF date has at most {LONGEST:,} characters; this has {len(text):,}")
    try:
        if text[:1] in ("[", "{"):
            return _set(text)
        if "/" in text:
            return _value(*_interval(text))
        return _value("point", (_alone(read_point(text)),))
    except EDTFError as error:
        part = str(error).partition(": ")[0]
        raise EDTFError(str(error) if part == shorten(text) else f"{error} (in {shorten(text)})") from None


def _value(shape: str, members: tuple[Member, ...], text: str = "") -> Value:
    points = [point for member in members for point in member.points]
    return Value(
        text or members[0].text,
        shape,
        members,
        max((p.precision for p in points), key=PRECISIONS.index, default=PRECISIONS[-1]),
        strongest("".join(mark for p in points for mark in p.marks)),
        any(p.masked for p in points),
    )


def _alone(point: Point) -> Member:
    span = (point.first, point.last)
    return Member(point.text, point, point, span, point.wide, span)


def _interval(text: str) -> tuple[str, tuple[Member, ...]]:
    """`start/end`. An end is a date, `..` (open), nothing (unknown), or a bounded one: `..date` and `date..` say "on or
    before" and "on or after" (ISO 8601-2, 10.6)."""
    left, _, right = text.partition("/")
    if "/" in right:
        raise EDTFError(f"{shorten(text)}: an interval has one slash, between its start and its end")
    if not left and not right:
        raise EDTFError("/: an interval needs a date, or .. for an open end")
    start, end = _end(left), _end(right)
    open_start = start is None or left.startswith("..")
    open_end = end is None or right.endswith("..")
    _ordered(left, start, open_start, right, end, open_end)
    names = (left if p is None else _dotted(left, p) for left, p in ((left, start), (right, end)))
    span, wide = _spans(None if open_start else start, None if open_end else end)
    known = _known((start, end), span, goes_on=(left == "..", right == ".."))
    return "interval", (Member("/".join(names), start, end, span, wide, known),)


def _end(text: str) -> Point | None:
    plain = text.removeprefix("..") if text.startswith("..") else text.removesuffix("..")
    return read_point(plain) if plain else None


def _dotted(text: str, point: Point) -> str:
    return f"{'..' * text.startswith('..')}{point.text}{'..' * text.endswith('..')}"


def _spans(start: Point | None, end: Point | None) -> tuple[Span, Span]:
    """What can be meant between two dates, without and with the room of qualifiers."""
    return (
        (start.first if start else None, end.last if end else None),
        (start.wide[0] if start else None, end.wide[1] if end else None),
    )


def _known(ends: tuple[Point | None, Point | None], span: Span, goes_on: tuple[bool, bool]) -> Span:
    """The span, a side that is not known and does not go on brought in to the dates that are named."""
    named = [point for point in ends if point is not None]
    first, last = span
    if first is None and not goes_on[0]:
        first = min((point.first for point in named), default=None)
    if last is None and not goes_on[1]:
        last = max((point.last for point in named), default=None)
    return first, last


def _ordered(left: str, start: Point | None, open_start: bool, right: str, end: Point | None, open_end: bool) -> None:
    """Refuse an end that lies before the start; that the two can meet is enough."""
    if start and end and not (open_start or open_end) and end.last < start.first:
        raise EDTFError(f"{right}: the end, {right}, is before the start, {left}")


def _set(text: str) -> Value:
    shape, closing = ("one-of", "]") if text[0] == "[" else ("list", "}")
    if text[-1] != closing or len(text) < 2:
        raise EDTFError(f"{shorten(text)}: a set that begins with {text[0]} ends with {closing}")
    parts = text[1:-1].split(",")
    if len(parts) > MEMBERS:
        raise EDTFError(f"{shorten(text)}: a set has at most {MEMBERS} members; this has {len(parts)}")
    # A space after a comma stands in many published examples, though the standard has none.
    parts = [part.removeprefix(" ") if number else part for number, part in enumerate(parts)]
    members = {m.text: m for m in _members(text, parts)}
    ordered = sorted(members.values(), key=_place)
    return _value(shape, tuple(ordered), f"{text[0]}{','.join(m.text for m in ordered)}{closing}")


def _members(text: str, parts: list[str]) -> Iterator[Member]:
    for number, part in enumerate(parts):
        if not part:
            raise EDTFError(f"{shorten(text)}: a set has dates, with one comma between two of them")
        if ".." in part:
            yield _range(part, is_first=number == 0, is_last=number == len(parts) - 1, goes_on=text[0] == "{")
        else:
            yield _alone(read_point(part))


def _range(part: str, *, is_first: bool, is_last: bool, goes_on: bool) -> Member:
    """`start..end` within a set; one side may be left out at the edge of the set. Where all of the set is meant, that
    side `goes_on`; of one of the set only the date named is known."""
    left, _, right = part.partition("..")
    misplaced = (not left and not is_first) or (not right and not is_last)
    if misplaced or not (left or right):
        raise EDTFError(f"{shorten(part)}: an open range is the first of its set (..date) or the last (date..)")
    start = read_point(left) if left else None
    end = read_point(right) if right else None
    _ordered(left, start, start is None, right, end, end is None)
    if start and end and start.text == end.text:
        return _alone(start)
    first, last = start.text if start else "", end.text if end else ""
    span, wide = _spans(start, end)
    return Member(f"{first}..{last}", start, end, span, wide, _known((start, end), span, (goes_on, goes_on)))


def _place(member: Member) -> tuple[object, ...]:
    """Sets have no order of their own: an open start, then by first day, then by last, an open end at the end."""
    first, last = member.span
    return (first is not None, last is None, first or last, last or first, member.text)
