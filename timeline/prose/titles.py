"""A title out of a clause: its subject and verb, without the date's words, asides and who reported it.

Words are left out, never changed, but for the first letter and a subject taken from the clause before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.prose.adverbials import Spans
from timeline.prose.cues import Cues
from timeline.prose.grammar import grammar
from timeline.prose.shorten import shorten
from timeline.prose.words import Clause


def title(sentence: str, parts: Sequence[Clause], at: int, dates: Spans, cues: Cues) -> str:
    """A title of at most 80 characters for what happened at the date that begins at offset `at` of `sentence`.

    `parts` are its clauses, `dates` the offsets of its temporal expressions. Empty only where there are no words.
    """
    words = grammar(cues).clause_words(sentence, parts, dates, cues).words(at)
    return shorten(words if re.search(r"\w", words) else sentence, cues)
