"""Where a moment stands on a panel. Moments are days since 0000-12-31 with a fraction, proleptic and without zones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from timeline.dates.calendar import Day

LAID: Final = 720.0
"""Pixels of the narrowest panel: what is free there is free at every greater width, as gaps grow and words do not."""
BREAK: Final = 58.0
"""Pixels, at that width, of a stretch of years that was cut out."""


class Span(NamedTuple):
    """From one moment up to another, which is outside."""

    start: float
    end: float

    @property
    def length(self) -> float:
        """Days."""
        return self.end - self.start

    def holds(self, moment: float) -> bool:
        """Whether the moment is inside."""
        return self.start <= moment < self.end

    def meets(self, other: Span) -> bool:
        """Whether they share a moment."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Scale:
    """A panel's linear scale: its span, and the stretches without an event that are cut out of it, in order."""

    span: Span
    gaps: tuple[Span, ...] = ()

    def percent(self, moment: float) -> float:
        """The place of a moment, held within 0 and 100."""
        moment = min(max(moment, self.span.start), self.span.end)
        if not self.gaps:
            return (moment - self.span.start) * 100 / max(self.span.length, 1e-9)
        place = 0.0
        at = self.span.start
        for gap in self.gaps:
            if moment <= gap.start:
                break
            place += (gap.start - at) * self.rate
            inside = min((moment - gap.start) / gap.length, 1.0)
            place += inside * BREAK / LAID * 100
            at = gap.end
            if moment < gap.end:
                return place
        return place + (moment - at) * self.rate

    def moment(self, percent: float) -> float:
        """The moment that stands in a place: what `percent` was asked for."""
        place, at = 0.0, self.span.start
        for gap in self.gaps:
            begins = place + (gap.start - at) * self.rate
            if percent <= begins:
                break
            place, at = begins + BREAK / LAID * 100, gap.end
            if percent < place:
                return gap.start + (percent - begins) / (place - begins) * gap.length
        return at + (percent - place) / self.rate

    def pixels(self, moment: float) -> float:
        """The same in pixels of the narrowest panel."""
        return self.percent(moment) * LAID / 100

    @property
    def rate(self) -> float:
        """Percent a day outside the gaps."""
        left = 100 - len(self.gaps) * BREAK / LAID * 100
        return left / max(self.span.length - sum(gap.length for gap in self.gaps), 1e-9)

    @property
    def pixels_a_day(self) -> float:
        """Pixels of the narrowest panel for one day."""
        return self.rate * LAID / 100


def moment(day: Day, seconds: int = 0) -> float:
    """The beginning of a day, or a time in it."""
    return day.key + seconds / 86_400


def after(day: Day) -> float:
    """The end of a day."""
    return float(day.key + 1)


def day_of(moment: float) -> Day:
    """The day that a moment lies in."""
    return Day.from_ordinal(int(moment // 1))
