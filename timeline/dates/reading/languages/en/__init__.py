"""English.

The longest reading at a place wins; of equal ones, the first in the table. Each rule has its rows in
`tests/dates/reading/en.tsv`, and what must not be read stands in `en-not.tsv`.
"""

from __future__ import annotations

from typing import Final

from timeline.dates.reading.languages.en.dates import DAYS, FIGURES, HEDGES, MONTHS, PARTS, RELATIONS, YEARS
from timeline.dates.reading.languages.en.relative import AMOUNTS, REFERENCES, RELATIVE, SETS, TIMES
from timeline.dates.reading.languages.en.vocabulary import VOCABULARY
from timeline.dates.reading.rule import Language

RULES: Final = (
    *FIGURES, *DAYS, *MONTHS, *YEARS, *RELATIVE, *TIMES, *PARTS, *HEDGES, *RELATIONS, *SETS, *AMOUNTS, *REFERENCES,
)  # fmt: skip

LANGUAGE: Final = Language(
    "en",
    VOCABULARY,
    RULES,
    proper=frozenset({"month", "weekday", "wday", "holiday", "once"}),
    common=frozenset("may march mar sat sun mon wed fri thu tue aug august jan dec second fall spring now".split()),
)
