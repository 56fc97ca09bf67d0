"""What stands at the ticks of an axis, in a language: years, months, days and hours as short as they are clear."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from timeline.dates.calendar import Day
from timeline.dates.writing.date_names import day_fields, year_words
from timeline.dates.writing.phrases import default, phrases

DAYS: Final = {"zh": "{day}日", "de": "{day}."}
"""A day's number where a language writes more than the number."""


class AxisWords:
    """Short names of times in one language."""

    def __init__(self, language: str) -> None:
        self._phrases = (phrases(language) or default()).brief()
        self._months = self._phrases.months
        self._day = DAYS.get(self._phrases.language[:2], "{day}")

    def year(self, year: int) -> str:
        """A year as readers count it."""
        return year_words(year, self._phrases)

    def month(self, day: Day, *, whole: bool) -> str:
        """A month, or its year where the year begins or the axis does."""
        if not whole:
            return self._months[day.month]
        return self.year(day.year) if day.month == 1 else f"{self._months[day.month]} {self.year(day.year)}"

    def month_day(self, day: Day, *, is_first: bool) -> str:
        """A day of a month; on its first the month, and at the axis's beginning both."""
        number = self._day.format(day=day.day)
        if is_first:
            return self.whole_day(day)
        return self._months[day.month] if day.day == 1 else number

    def whole_day(self, day: Day) -> str:
        """A day with its month."""
        return self._phrases.say("day-brief", **day_fields(day, self._phrases))

    def hour(self, hour: int) -> str:
        """An hour of the day, by 24."""
        return f"{hour:02}:00"


@lru_cache(maxsize=16)
def axis_words(language: str) -> AxisWords:
    """The names in a language; English where it has none."""
    return AxisWords(language)
