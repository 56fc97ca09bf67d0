"""Days of the proleptic Gregorian calendar in astronomical years of any size; no `datetime` limits."""

from __future__ import annotations

from typing import Final, NamedTuple

DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""Names for messages; those for readers come from babel."""
FAR: Final = 2**62 - 1
"""The largest `Day.key`: about 10^16 years from now, and within the 64 bits of a database's integer."""


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
        """Days since 0000-12-31, as `datetime.date.toordinal` counts them; any size."""
        year = self.year - (self.month <= 2)
        since_march = (self.month + 9) % 12
        return 365 * year + year // 4 - year // 100 + year // 400 + (153 * since_march + 2) // 5 + self.day - 306

    @property
    def edtf(self) -> str:
        """The day as EDTF writes it (ISO 8601-2, 4.4.1): where the year has more than four digits, only the year."""
        return str(self) if -9999 <= self.year <= 9999 else f"Y{self.year}"

    @property
    def key(self) -> int:
        """The ordinal held within ±`FAR`, for sorting and for databases."""
        return max(-FAR, min(self.ordinal, FAR))

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Day:
        """The day with this ordinal."""
        era, day = divmod(ordinal + 305, 146097)  # eras of 400 years that begin on 1 March
        year = (day - day // 1460 + day // 36524 - day // 146096) // 365
        day -= 365 * year + year // 4 - year // 100
        since_march = (5 * day + 2) // 153
        month = since_march + 3 if since_march < 10 else since_march - 9
        return cls(year + era * 400 + (month <= 2), month, day - (153 * since_march + 2) // 5 + 1)

    def plus(self, days: int = 0, months: int = 0) -> Day:
        """The day so many months and then days later; the end of a month stays within its month."""
        months += self.year * 12 + self.month - 1
        year, month = months // 12, months % 12 + 1
        moved = Day(year, month, min(self.day, month_length(year, month)))
        return Day.from_ordinal(moved.ordinal + days) if days else moved


def leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """Days in the month."""
    return 29 if month == 2 and leap(year) else DAYS[month - 1]
