"""What was said of a time, and what follows from it."""

from timeline.dates.calendar import Day
from timeline.dates.when import When
from timeline.errors import EDTFError

__all__ = ["Day", "EDTFError", "When"]
