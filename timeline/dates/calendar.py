"""Days of the proleptic Gregorian calendar in astronomical years of any size; no `datetime` limits."""

from __future__ import annotations

from typing import Final, NamedTuple

DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Day(NamedTuple):
    """One calendar day; years are astronomical (44 BC is -43). Ordered, and printed as ISO 8601."""

    year: int
    month: int
    day: int

    def __str__(self) -> str:
        year = f"{self.year:04}" if 0 <= self.year <= 9999 else f"{self.year:+05}"
        return f"{year}-{self.month:02}-{self.day:02}"

    @property
    def ordinal(self) -> int:
        """Days since 0000-12-31, as `datetime.date.toordinal` counts them."""
        y = self.year - (self.month <= 2)
        shifted = (self.month + 9) % 12
        return 365 * y + y // 4 - y // 100 + y // 400 + (153 * shifted + 2) // 5 + self.day - 306

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Day:
        """The day with this ordinal."""
        z = ordinal + 305
        era, doe = divmod(z, 146097)
        yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
        doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
        mp = (5 * doy + 2) // 153
        month = mp + 3 if mp < 10 else mp - 9
        return cls(yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) // 5 + 1)

    def plus(self, days: int) -> Day:
        """The day so many days later."""
        return Day.from_ordinal(self.ordinal + days)


def leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """Days in the month."""
    return 29 if month == 2 and leap(year) else DAYS[month - 1]
