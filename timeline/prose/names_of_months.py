"""Months that are names: Mrs May, April Jones, Theresa May, May Road; they date nothing."""

from __future__ import annotations

import re
from typing import Final

from timeline.dates.reading.statement import Ends, Statement
from timeline.dates.reading.table import Hit
from timeline.prose.cues.shape import word_set


def is_name(text: str, hit: Hit) -> bool:
    """Whether a month that stands alone is part of a person's or a street's name."""
    statement = hit.statement
    if isinstance(statement, Ends) or not _is_lone_month(statement, text[hit.start : hit.end]):
        return False
    before = text[max(0, hit.start - 30) : hit.start]
    after = text[hit.end : hit.end + 24]
    if before.endswith("& ") or _TITLE.search(before) or _STREET.match(after):
        return True
    if _PREPOSITION.search(before):
        return False
    month = text[hit.start : hit.end].lower()
    if month in _SURNAMES and _FORENAME.search(before):
        return True
    return month in _FORENAMES and not _THE.search(before) and bool(_SURNAME_AFTER.match(after))


def _is_lone_month(statement: Statement, words: str) -> bool:
    return statement.grain == "month" and statement.yearly is not None and words.isalpha() and words[:1].isupper()


_SURNAMES: Final = word_set("march may august mai märz janvier abril")
_FORENAMES: Final = word_set("april may june august avril abril julio")
_THE: Final = re.compile(r"\b(?:the|a|an|this|that|his|her|its|their)(?: [\w-]+)? $", re.IGNORECASE)
_TITLE: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Lord|Dame|Prof|Herr|Frau|Herrn|Mme|Mlle|Monsieur|Madame|Señora?|Sra?|Don|Doña"
    r"|Minister|Senator|Judge|Captain|Sergeant|President|Chancellor|Queen|King|Prince|Princess|Saint|St)\.? $"
)
_STREET: Final = re.compile(
    r" (?:Road|Street|Avenue|Lane|Square|Fair|Ball|Hill|River|Islands?|Bank|Company|University|Queen)\b"
)
_PREPOSITION: Final = re.compile(
    r"(?:\b(?:in|by|since|until|till|from|to|of|last|next|this|early|late|mid|through|during|before|after|for|between"
    r"|im|seit|bis|ab|vom|zum|en|de|d['’]|à|depuis|hasta|desde|del)|[-–—/])\s*$",
    re.IGNORECASE,
)
_FORENAME: Final = re.compile(r"\b(?!(?:The|In|On|By|This|Last|Next|Early|Late|Mid)\b)[A-Z][a-zà-ÿ]+ $")
_SURNAME_AFTER: Final = re.compile(
    r" (?!(?:I|The|A|An|In|On|At|He|She|It|They|We|Day|Bank|Holiday)\b)"
    r"[A-ZÀ-Þ][a-zà-ÿ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?(?=[ ,.;:’']|$)"
)
