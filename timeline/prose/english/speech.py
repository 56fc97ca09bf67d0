"""Whether an English clause only passes on words, and whether it holds a verb at all."""

from __future__ import annotations

from typing import Final

from timeline.prose.cues import Cues
from timeline.prose.cues.shape import word_set
from timeline.prose.english import verbs
from timeline.prose.words import words

_SPEAKING: Final = word_set("said says told stated added noted wrote commented remarked explained")
_SPEECH: Final = word_set('that : , “ " on in at')


def speaks(clause: str, left: str, cues: Cues) -> bool:
    """ "The company said on Tuesday that …": the date, after `left`, is that of the words, not of what they tell."""
    spoken = words(clause)
    verb = verbs.first_finite(spoken)
    if verb is None or spoken[verb].lower() not in _SPEAKING:
        return False
    between = words(left)[verb + 1 :]
    if verbs.first_finite([",", *between], 1) is not None:
        return False
    after = spoken[verb + 1].lower() if verb + 1 < len(spoken) else "that"
    return spoken[verb].lower() in {"said", "says"} or after in _SPEECH


def has_verb_form(clause: str) -> bool:
    """Whether any word could be a verb by its form."""
    return any(map(_is_verb, words(clause)))


def _is_verb(word: str) -> bool:
    spoken = verbs.is_past_form(word) or verbs.is_third(word) or verbs.is_ing(word)
    return spoken or word.lower() in verbs.AUXILIARIES
