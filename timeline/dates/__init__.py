"""What was said of a time, and what follows from it.

`When` holds a date as EDTF and answers what it means; `read` finds what words say; `writing.wording.words` puts a date
into words. docs/dates.md shows each by example.
"""

from timeline.dates.calendar import Day
from timeline.dates.reading import NoDate, Reading, explain, read
from timeline.dates.when import MATCHES, When, spans_match
from timeline.errors import EDTFError

__all__ = ["MATCHES", "Day", "EDTFError", "NoDate", "Reading", "When", "explain", "read", "spans_match"]
