"""Rules that every language shares: dates in figures whose order is known, and signs in the place of words.

A language names each where it stands in its own table, since of two readings of equal length the first one wins.
"""

from __future__ import annotations

from typing import Final

from timeline.dates.reading import makers as make
from timeline.dates.reading import numerals
from timeline.dates.reading.rule import Rule, Words

YEAR: Final = Words(r"(?:1\d|20|21)\d\d(?!\d)", int)
"""A year that needs no era. Other numbers of four digits are counts more often than years."""

ISO_DATE: Final = Rule("iso date", r"(?P<year>\d{4})-(?P<mm>0[1-9]|1[0-2])-(?P<dd>[0-3]\d)", make.iso)
DAY_FIRST: Final = Rule(
    "figures", r"(?P<dd>[0-3]?\d)(?P<sign>[/.-])(?P<mm>[0-3]?\d)(?P=sign)(?P<year>[12]\d{3})", numerals.day_in_figures
)
MONTH_IN_FIGURES: Final = Rule(
    "month in figures", r"(?P<mm>0?[1-9]|1[0-2])/{year}", make.month_in_figures, where="phrase"
)
# As on inscriptions and letters: 15.III.1848.
ROMAN_MONTH: Final = Rule(
    "month in roman figures", r"{day}[./] ?{roman_month}[./] ?{year}", make.day_of_roman_month, where="phrase"
)
DASH: Final = Rule("dash", r"{date}{dash}{date2}", make.either("interval"), signal=True)
# In prose a dash behind a date opens an aside.
OPEN_END: Final = Rule("open end", r"{date}{dash}", make.relation_to("since"), where="phrase")
DAYS_BESIDE: Final = Rule("days beside each other", r"{date} ?/ ?{date2}", make.days_beside, where="phrase")
LIFE: Final = Rule("born or died", r"[*†] ?{date}", make.same, where="phrase")
CIRCA: Final = Rule("circa, by a sign", r"[~≈∼≃±] ?{date}", make.hedge("~"), where="phrase", ranges=True)
# In prose the mark ends a question.
QUESTIONED: Final = Rule("possibly, after", r"{date} ?(?:\?|\(\?\))", make.hedge("?"), where="phrase", ranges=True)
