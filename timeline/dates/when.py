"""`When`: what was said of a time, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, total_ordering
from typing import Final

from timeline.dates.calendar import FAR, Day
from timeline.dates.clock import OFFSET, seconds, time, zone
from timeline.dates.edtf.bounds import SOUTHERN, Span
from timeline.dates.edtf.mistakes import shorten
from timeline.dates.edtf.parse import LONGEST, Member, Value, parse
from timeline.dates.edtf.points import PRECISIONS, Point
from timeline.errors import EDTFError

MATCHES: Final = ("overlaps", "within", "possibly")
"""How a date can match a window: what is known of it touches it; even its widest bounds lie in it; its widest bounds
touch it. Each is stricter, or as strict, in the order within, overlaps, possibly."""

_DATETIME: Final = re.compile(rf"([^T]*)T([0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})(Z|{OFFSET})?")
_DAY: Final = re.compile(r"-?[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SEASON: Final = re.compile(r"((?<![0-9X])[0-9X]{4}[?~%]?-[?~%]?)(2[1-4])(?![0-9X]|[?~%]?-)")
_OPEN: Final = FAR + 1


@total_ordering
@dataclass(frozen=True, slots=True)
class When:
    """A date as it was said, exact or vague. All else follows from `edtf` and is computed once for each.

    Dates can be compared, sorted and put into sets: they stand in the order of every list of the service (`sort_key`),
    and of those which that order has at one place, in that of what was said. Equal are two that say the same in the
    same words.

    `edtf` is canonical where `parse` made it; `text` holds the words found; `start_time` and `end_time` are HH:MM or
    HH:MM:SS by the clock of `timezone` (an IANA name, `Z` or ±HH:MM), or of a place that is not said. On a single day
    an end that is not after the start is on the next day.
    """

    edtf: str
    text: str = ""
    start_time: str | None = None
    end_time: str | None = None
    timezone: str | None = None

    @classmethod
    def parse(
        cls,
        edtf: str,
        text: str = "",
        start_time: str | None = None,
        end_time: str | None = None,
        timezone: str | None = None,
        hemisphere: str = "north",
    ) -> When:
        """The date in canonical form. Raises `EDTFError`, which says what is wrong and where.

        A date and time of EDTF (`2004-01-01T10:10:10Z`) becomes a day with `start_time` and `timezone`. Where
        `hemisphere` is "south", the seasons 21 to 24 become the southern 29 to 32.
        """
        # `parse` refuses what is longer; until then no pattern runs over it.
        match = _DATETIME.fullmatch(edtf) if "T" in edtf and len(edtf) <= LONGEST else None
        if match:
            if start_time is not None or (match[3] and timezone is not None):
                raise EDTFError(f"{edtf}: the time is said twice, in the date and beside it")
            if not _DAY.fullmatch(match[1]):
                raise EDTFError(f"{edtf}: a time stands after a whole day only, without X or a mark")
            edtf, start_time, timezone = match[1], match[2], match[3] or timezone
        value = parse(_southern(edtf) if hemisphere == "south" else edtf)
        when = cls(
            value.text,
            text,
            None if start_time is None else time(start_time),
            None if end_time is None else time(end_time, ends=True),
            None if timezone is None else zone(timezone),
        )
        _refuse_idle_times(when, value)
        return when

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, When):
            return NotImplemented
        return (self.sort_key, self._said) < (other.sort_key, other._said)

    @property
    def _said(self) -> tuple[str, ...]:
        """What tells apart the dates of one `sort_key`: in what they compare equal, they are equal."""
        parts = (self.edtf, self.start_time, self.end_time, self.timezone, self.text)
        # A part that is missing is none that is empty.
        return tuple("" if part is None else f"={part}" for part in parts)

    @property
    def precision(self) -> str:
        """The unit said: "time", or the coarsest of `PRECISIONS` in it. 1985-XX-XX is a day, 198X a decade."""
        return "time" if self.start_time or self.end_time else parse(self.edtf).precision

    @property
    def shape(self) -> str:
        """The kind of statement: "point" (at some time in it), "interval" (all through it), "one-of" or "list"."""
        return parse(self.edtf).shape

    @property
    def qualifier(self) -> str:
        """The strongest of `~`, `?` and `%` among its parts; "~" in one and "?" in another are "%". Empty: none."""
        return parse(self.edtf).qualifier

    @property
    def masked(self) -> bool:
        """Whether a digit is unspecified."""
        return parse(self.edtf).masked

    @property
    def spans(self) -> tuple[Span, ...]:
        """First and last known day of each member of a set (a range is one), of anything else of the whole.

        None where it goes on; an unknown side, and the open one of a one-of set, ends with the unit that is named."""
        return _facts(self.edtf).spans

    @property
    def possible_spans(self) -> tuple[Span, ...]:
        """All that can be meant: an unknown side is None, and `~`, `?` and `%` give room (`bounds.MARGINS`)."""
        return _facts(self.edtf).wide

    @property
    def earliest(self) -> Day | None:
        """The first day it can mean; None where its start is open or unknown."""
        return _facts(self.edtf).hull[0]

    @property
    def latest(self) -> Day | None:
        """The last day it can mean; None where its end is open or unknown."""
        return _facts(self.edtf).hull[1]

    @property
    def possibly_earliest(self) -> Day | None:
        """`earliest` with the room that a qualifier gives."""
        return _facts(self.edtf).wide_hull[0]

    @property
    def possibly_latest(self) -> Day | None:
        """`latest` with the room that a qualifier gives."""
        return _facts(self.edtf).wide_hull[1]

    @property
    def begins(self) -> Day | None:
        """The first day that is known of it; None where it goes back without bound."""
        return _hull(self.spans)[0]

    @property
    def ends(self) -> Day | None:
        """The last day on which it may still be, as far as is known; None where it goes on."""
        return self.possibly_latest or _hull(self.spans)[1]

    @property
    def is_exact(self) -> bool:
        """Whether it is one known day: no set or interval, nothing coarser, no X and no qualifier."""
        value = parse(self.edtf)
        return value.shape == "point" and value.precision == "day" and not value.qualifier and not value.masked

    @property
    def is_dated(self) -> bool:
        """Whether it says anything of a time. `../..`, open on both sides, does not: it is a window, and no date of an
        event."""
        return any(m.start is not None or m.end is not None for m in parse(self.edtf).members)

    @property
    def sort_day(self) -> Day | None:
        """The day by which it is ordered: `earliest`, or else the first day of the end that is named."""
        return _facts(self.edtf).sort_day

    @property
    def sort_key(self) -> tuple[int, ...]:
        """Earliest, timed after untimed of the same day, longer first, latest. Where the start is open or unknown, the
        start of the end that is named counts: "by September 2025" stands in September 2025.

        Four integers of 64 bits: years beyond 10^16 count as equally far.
        """
        start, length, end = _facts(self.edtf).keys
        timed = 0 if self.start_time is None else 1 + seconds(self.start_time)
        return start, timed, -length, end

    def matches(self, window: When, how: str = "overlaps") -> bool:
        """Whether it matches the window, from its first day to its last, in one of the `MATCHES`. The members of a set
        count one by one. An open end lies only within an open window."""
        return self.matches_days(window.earliest, window.latest, how)

    def matches_days(self, first: Day | None, last: Day | None, how: str = "overlaps") -> bool:
        """The same for a window of days, None for an open side."""
        spans = self.spans if how == "overlaps" else self.possible_spans
        return spans_match(spans, first, last, how)


def spans_match(spans: Iterable[Span], first: Day | None, last: Day | None, how: str) -> bool:
    """Whether spans meet the window of days: all where they must lie `within` it, else any. None is an open side."""
    if how == "within":
        return all(_within(span, first, last) for span in spans)
    return any(_touches(span, first, last) for span in spans)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What follows from an expression, computed once."""

    spans: tuple[Span, ...]
    wide: tuple[Span, ...]
    hull: Span
    wide_hull: Span
    sort_day: Day | None
    keys: tuple[int, int, int]


@lru_cache(maxsize=20_000)
def _facts(edtf: str) -> _Facts:
    members = parse(edtf).members
    known, wide = tuple(m.known for m in members), tuple(m.wide for m in members)
    first, last = hull = _hull(tuple(m.span for m in members))
    sort_day = min((day for member in members if (day := _begins(member)) is not None), default=None)
    start, end = _key(first, -_OPEN), _key(last, _OPEN)
    return _Facts(known, wide, hull, _hull(wide), sort_day, (_key(sort_day, -_OPEN), end - start, end))


def _key(day: Day | None, otherwise: int) -> int:
    return otherwise if day is None else day.key


def _begins(member: Member) -> Day | None:
    """Its first day; where that is open or unknown, the first day of the end that is named."""
    return member.span[0] or min((point.first for point in member.points), default=None)


def _hull(spans: tuple[Span, ...]) -> Span:
    firsts = [first for first, _ in spans if first is not None]
    lasts = [last for _, last in spans if last is not None]
    return (
        min(firsts) if len(firsts) == len(spans) else None,
        max(lasts) if len(lasts) == len(spans) else None,
    )


def _within(span: Span, first: Day | None, last: Day | None) -> bool:
    start, end = span
    begins_within = first is None or (start is not None and start >= first)
    ends_within = last is None or (end is not None and end <= last)
    return begins_within and ends_within


def _touches(span: Span, first: Day | None, last: Day | None) -> bool:
    start, end = span
    is_before = first is not None and end is not None and end < first
    is_after = last is not None and start is not None and start > last
    return not is_before and not is_after


def _southern(edtf: str) -> str:
    return _SEASON.sub(lambda match: match[1] + SOUTHERN[match[2]], edtf)


def _refuse_idle_times(when: When, value: Value) -> None:
    """Refuse a time of day beside something that is not said to the day."""
    starts = [member.start for member in value.members]
    ends = [member.end for member in value.members]
    for time_of_day, points in ((when.start_time, starts), (when.end_time, ends)):
        if time_of_day and not all(_is_day(point) for point in points):
            raise EDTFError(f"{shorten(value.text)}: a time of day, {time_of_day}, needs a whole day beside it")


def _is_day(point: Point | None) -> bool:
    return point is not None and point.precision == "day"


__all__ = ["MATCHES", "PRECISIONS", "When", "spans_match"]
