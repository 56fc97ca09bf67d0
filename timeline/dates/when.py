"""`When`: what was said of a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.edtf import Span, Value, parse
from timeline.errors import EDTFError

_DATETIME: Final = re.compile(r"(.+)T(\d\d:\d\d:\d\d)(Z|[+-]\d\d(?::\d\d)?)?")
OPEN: Final = -(2**62)


@dataclass(frozen=True, slots=True)
class When:
    """A date as it was said, exact or vague."""

    edtf: str
    text: str = ""
    start_time: str | None = None
    end_time: str | None = None
    timezone: str | None = None

    @classmethod
    def parse(cls, edtf: str, text: str = "", start_time: str | None = None, end_time: str | None = None, timezone: str | None = None) -> When:
        """A `When` in canonical form. Raises `EDTFError`."""
        if (found := _DATETIME.fullmatch(edtf.strip())) and "/" not in edtf:
            edtf, start_time, timezone = found[1], found[2], found[3] or timezone
        return cls(parse(edtf).text, text, start_time, end_time, timezone)

    @property
    def _value(self) -> Value:
        return parse(self.edtf)

    @property
    def precision(self) -> str:
        return "time" if self.start_time else self._value.precision

    @property
    def shape(self) -> str:
        return self._value.shape

    @property
    def spans(self) -> tuple[Span, ...]:
        return self._value.spans

    @property
    def possible_spans(self) -> tuple[Span, ...]:
        return self._value.wide

    @property
    def qualifier(self) -> str:
        return self._value.qualifier

    @property
    def earliest(self) -> Day | None:
        return _least(self.spans)

    @property
    def latest(self) -> Day | None:
        return _most(self.spans)

    @property
    def possibly_earliest(self) -> Day | None:
        return _least(self.possible_spans)

    @property
    def possibly_latest(self) -> Day | None:
        return _most(self.possible_spans)

    @property
    def is_exact(self) -> bool:
        v = self._value
        return v.shape == "point" and v.precision == "day" and not v.qualifier and not v.masked

    @property
    def sort_key(self) -> tuple[int, ...]:
        first, last = self.earliest, self.latest
        start = OPEN if first is None else first.ordinal
        end = -OPEN if last is None else last.ordinal
        timed = 0 if self.start_time is None else 1 + _seconds(self.start_time)
        return start, timed, start - end, end

    def matches(self, window: When, how: str = "overlaps") -> bool:
        first, last = window.earliest, window.latest
        spans = self.spans if how == "overlaps" else self.possible_spans
        if how == "within":
            return all(
                (first is None or (a is not None and a >= first)) and (last is None or (b is not None and b <= last))
                for a, b in spans
            )
        return any((first is None or b is None or b >= first) and (last is None or a is None or a <= last) for a, b in spans)


def _seconds(time: str) -> int:
    parts = [int(p) for p in time.split(":")] + [0]
    return parts[0] * 3600 + parts[1] * 60 + parts[2]


def _least(spans: tuple[Span, ...]) -> Day | None:
    firsts = [a for a, _ in spans]
    return None if None in firsts else min(a for a in firsts if a is not None)


def _most(spans: tuple[Span, ...]) -> Day | None:
    lasts = [b for _, b in spans]
    return None if None in lasts else max(b for b in lasts if b is not None)


__all__ = ["EDTFError", "When"]
