"""Dates that only say when, and can be left out of a title; and what is left when they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from timeline.prose.cues.shape import word_set
from timeline.prose.english import verbs
from timeline.prose.tidy import tidy_text

Spans = Sequence[tuple[int, int]]

PREPOSITION: Final = re.compile(
    r"(?:\s|^|(?<=[\"“‘(]))"
    r"(?:(?:shortly |soon |just |as |no |not )?(?:on|in|at|between|since|from|by|until|till|before|after|during|around"
    r"|about|circa|through|throughout|following|of|late|later than|early as|starting from"
    r"|starting in|starting|beginning in|effective|(?<![a-z] )back in|for|over|this|and|to|am|im|ab|vom|seit"
    r"|dans la nuit d[ue]|in der nacht (?:zum|auf den|vom)|en la noche del?|von"
    r"|bis|bis zum|zum|für|ab dem|en|le|au|du|dès|vers|depuis|jusqu[’']à|jusqu[’']au|à partir d[eu]|el|del|desde|hasta"
    r"|a partir del?|para el|antes de|entre|zwischen)\s+(?:(?:the|la|le)\s+)?)+$"
    r"|(?:截至|[于在自从至])$",
    re.IGNORECASE,
)
"""The words right before a date that introduce it."""
_AFTER: Final = (
    verbs.PREPOSITIONS | verbs.CONJUNCTIONS | verbs.AUXILIARIES | verbs.DETERMINERS | verbs.PRONOUNS
) | word_set("when while what because if not also due alongside along near whether how why where")
"""What may follow a date that only says when."""
_COPULA: Final = re.compile(
    r"\b(?:is|was|are|were|be|year|mark|marks|marked|of|than|like|the|a|an|this|its|his|her|their)\s+$", re.IGNORECASE
)
_COMPLETED: Final = re.compile(
    r"\b(?:dat(?:es?|ed|ing)(?: back)?|runs?|ran|lasts?|lasted|falls?|spans?)$", re.IGNORECASE
)
"""Verbs that say nothing without the date: "the exhibition runs until 3 June"."""
_SEASON: Final = re.compile(r"(?:spring|summer|autumn|winter|fall)\b", re.IGNORECASE)
_DESCRIBED_SEASON: Final = re.compile(
    r"\b(?:in|during|through|throughout|over) (?:the|a|an) (?:[\w’'-]+,? ){1,2}$", re.IGNORECASE
)
"""In the hot, dry (summer of 1976)."""
_BY_COLOUR: Final = re.compile(r"\b(?:Black|Bloody|Red|White|Golden) $")
"""Black September 1970: the date is a name."""
_CLOSED: Final = re.compile(r"(?:\d|day|week|month|year|morning|afternoon|evening|night|time)s?$")
"""How a date ends that no noun can follow as its own: not "May Day" in "May Day holidays"."""
_BULLET: Final = re.compile(r"^\W*(?:\d{1,3}[.)]\s+|[-*+•–—·▪◦#>|]+\s*)+")
_ASIDE: Final = re.compile(r"\s*(?:\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|（[^（）]{0,200}）)")
_INTERJECTED: Final = re.compile(
    r",\s+(?:however|meanwhile|though|too|of course|in turn|for example|therefore|also)\s*(?:,|$)"
)
_INTRODUCING: Final = re.compile(
    r"\b(?:in|on|at|since|from|by|until|around|about|circa|as|of|the|and|to|early|late|mid)\b", re.IGNORECASE
)


def plain(sentence: str, start: int, end: int, dates: Spans, attributes: bool = True) -> str:
    """The words from `start` to `end` without bullets, brackets and dates that only say when.

    `attributes` are dates that are more than that ("the 2021 sanctions"); they are told apart in English only.
    """
    pieces: list[str] = []
    at = start
    for left, right in dates:
        inside = start <= left and right <= end and left >= at
        if inside and (not attributes or is_adverbial(sentence, start, left, right)):
            before = sentence[at:left]
            if _SEASON.match(sentence, left):
                before = _DESCRIBED_SEASON.sub("", before)
            pieces.append(PREPOSITION.sub("", before))
            at = right
    pieces.append(sentence[at:end])
    return tidy_text(_BULLET.sub("", _INTERJECTED.sub(" ", _ASIDE.sub("", " ".join(pieces)))))


def says_nothing_else(text: str) -> bool:
    """Whether, dates left out, no word remains but those that introduce one."""
    return not re.search(r"\w", _INTRODUCING.sub("", text))


def is_adverbial(sentence: str, start: int, left: int, right: int) -> bool:
    """Whether the date only says when; one that is subject, predicate or attribute ("the 2021 sanctions") stays."""
    before, after = sentence[max(start, left - 30) : left], sentence[right : right + 24]
    preposed = PREPOSITION.search(before)
    if re.match(r"[’']s?\b|-\w", after):
        return False
    if re.search(
        r"\b(?:later|earlier|ago)$|^the (?:following|next|same|previous) ", sentence[left:right], re.IGNORECASE
    ):
        return True
    if _COMPLETED.search(before[: preposed.start()] if preposed else before):
        return False
    if _BY_COLOUR.search(before):
        return False
    subject = re.match(r"\s+(?:is|was|marks?|marked|saw|sees|will|has|had|brought)\b", after)
    if not before.strip() and subject:
        return False
    follows = re.match(r"[ \u00a0]+([^\W\d_]+)", after)
    if follows and follows[1].lower() not in _AFTER and not (follows[1].islower() and verbs.is_past_form(follows[1])):
        described = (
            not preposed or preposed[0].rstrip().lower().endswith("the") or not _CLOSED.search(sentence[left:right])
        )
        opens = not before.strip() and not follows[1][0].isupper() and not sentence.startswith("The ", left)
        return not described or opens
    return bool(preposed) or not _COPULA.search(before)
