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
from timeline.prose.words import Clause, governing


def title(sentence: str, parts: Sequence[Clause], at: int, dates: Spans, cues: Cues, before: Sequence[str] = ()) -> str:
    """A title of at most 80 characters for what happened at the date that begins at offset `at` of `sentence`.

    `parts` are its clauses, `dates` the offsets of its temporal expressions, `before` the sentences before it, where
    a pronoun finds its name. Empty where none can be made that stands alone.
    """
    rules = grammar(cues)
    words = rules.clause_words(sentence, parts, dates, cues).words(at)
    words = (words if re.search(r"\w", words) else sentence).lstrip(' "“‘„«')
    before = [*before, sentence[: parts[governing(parts, at)].start]]
    return shorten(named, cues) if (named := rules.name_subject(words, before)) and stands_alone(named, cues) else ""


def stands_alone(words: str, cues: Cues) -> bool:
    """Whether the words could be printed by themselves: no question, and nobody who is only pointed at."""
    first = re.match(r"[^\W\d_]+", words)
    pointed = first is not None and first[0].lower() in cues.pointing
    return not pointed and not words.rstrip('”"’ ').endswith(("?", "？"))
