"""An English title made to fit: a shorter subject, and no phrase torn in its middle."""

from __future__ import annotations

import re
from typing import Final

from timeline.prose.english import verbs
from timeline.prose.names import people
from timeline.prose.tidy import EDGE, LONGEST
from timeline.prose.words import Word, tokens

SUBJECT: Final = 48
"""Characters of its subject, where the title is too long."""
_OPENERS: Final = (
    verbs.PREPOSITIONS | verbs.CONJUNCTIONS | {"that", "which", "who", "where", "when", "while", "because"}
)


def fit(text: str) -> str:
    """With a shorter subject: the verb is worth more than what stands before it."""
    text = _without_adverbs(_DESCRIBED.sub("", text))
    units = tokens(text)
    verb = verbs.first_finite([t.text for t in units])
    if not verb or units[verb].start <= SUBJECT or len(text) <= LONGEST:
        return text
    subject, rest = text[: units[verb].start].strip(EDGE), text[units[verb].start :]
    for shorter in (_without_asides, _first_of_two, _name_only, _without_modifiers):
        if len(subject) > SUBJECT:
            subject = shorter(subject)
    if len(subject) + len(_PHRASE.split(rest, maxsplit=1)[0]) >= LONGEST:
        subject = _OF.split(subject, maxsplit=1)[0]
    return f"{subject} {rest}"


_DESCRIBED: Final = re.compile(
    r"\bwhat (?:is|was|are|were|has been|is being) (?:described|called|known|billed|seen) as "
)
_KEPT: Final = frozenset(
    {
        "not",
        "never",
        "no",
        "now",
        "first",
        "once",
        "only",
        "again",
        "ever",
        "even",
        "mainly",
        "largely",
        "later",
        "earlier",
    }
)
_ADVERB: Final = re.compile(rf"\b(?:{'|'.join(sorted(verbs.ADVERBS - _KEPT))}) (?=\w)")


def _without_adverbs(text: str) -> str:
    return _ADVERB.sub("", text)


def _without_asides(subject: str) -> str:
    """Without what stands between two commas: "the envoy, a lawyer from Lyon, …"."""
    parts = subject.split(", ")
    if len(parts) == 2:
        return parts[0]
    if len(parts) == 3 and not re.match(r"(?:and|or)\b", parts[2]):
        return f"{parts[0]} {parts[2]}"
    return subject


def _without_modifiers(subject: str) -> str:
    """Up to the first participle, relative or preposition other than "of" after its noun."""
    units = tokens(subject)
    for at in range(2, len(units)):
        word, lower = units[at].text, units[at].text.lower()
        after = units[at + 1].text.lower() if at + 1 < len(units) else ""
        opens = (lower in verbs.PREPOSITIONS and lower != "of") or lower in {"that", "which", "who"}
        opens = opens or verbs.is_ing(word) or (verbs.is_past_form(word) and after in verbs.PREPOSITIONS)
        if opens and not _in_quotes(subject, units[at]):
            return subject[: units[at].start].strip(EDGE)
    return subject


_OF: Final = re.compile(r" of (?!.{0,12}$)")
_PHRASE: Final = re.compile(rf",| (?:{'|'.join(sorted(_OPENERS))})\b")


def _in_quotes(text: str, token: Word) -> bool:
    before = text[: token.start]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _first_of_two(subject: str) -> str:
    """ "Prime Minister John Howard and minister Ian MacDonald": the first, where it names somebody."""
    first, both, _ = subject.partition(" and ")
    return first if both and people(first) else subject


def _name_only(subject: str) -> str:
    """ "Minister of Ecology and … Mukhtar Babayev": a name of two words or more at its end stands for all of it."""
    name = re.search(r"(?:(?<=\s)[A-ZÀ-Þ][^\W\d_]+\s){1,3}[A-ZÀ-Þ][^\W\d_]+$", subject)
    before = subject[: name.start()] if name else ""
    if not name or len(name[0]) < 8 or _BY.search(before) or _HEADED.search(before):
        return subject
    return name[0]


_HEADED: Final = re.compile(
    r"\b(?!(?:[Mm]inister|[Pp]resident\S*|[Ss]ecretary|[Dd]irector|[Hh]ead|[Mm]ember|[Mm]ayor|[Cc]hair\w*) )"
    r"[\w’'-]+ of "
)
"""A noun that another describes ("the trial of minister Tavares"): the name at the end is not what is spoken of."""
_BY: Final = re.compile(r"\b(?:by|with|in|at|from|on|under|against|between)\s")


def without_torn_phrase(head: str, following: str) -> str:
    """Without the phrase that was cut in its middle, as long as enough remains, the verb included.

    `following` is the first word that was cut off: where it opens a phrase of its own, none was torn.
    """
    if head.endswith((",", ";")) or following.strip(EDGE) in _OPENERS:
        return head
    units = tokens(head)
    verb = verbs.first_finite([t.text for t in units])
    least = max(LONGEST * 2 // 5, units[verb].end + 3 if verb is not None else 0)
    if (comma := head.rfind(", ")) >= least + 8:
        return head[:comma]
    for token in reversed(units):
        if token.start >= least and (token.text.lower() in _OPENERS or token.text == ","):
            return head[: token.start]
    return head
