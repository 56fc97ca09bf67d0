"""Subject and verb of an English clause, as far as a title needs them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from timeline.prose.english import verbs
from timeline.prose.tidy import EDGE
from timeline.prose.words import tokens, words

LIMIT: Final = 70
"""Characters; a longer subject is none that a title could carry."""
_FRONTED: Final = re.compile(
    r"^(?:still|however|meanwhile|moreover|furthermore|additionally|also|besides|then|later|later on"
    r"|earlier|previously|finally|simultaneously|in addition|as a result|at that time|at the time"
    r"|at the same time|on the other hand|for example|for instance|in fact|of course|indeed"
    r"|similarly|subsequently|eventually|first of all|prior to this|shortly after|soon after"
    r"|after that|by then|and|but|so|yet|or)\b,?\s+",
    re.IGNORECASE,
)


def without_fronting(text: str) -> str:
    """Without "However," and without an opening "In Serbia’s capital Belgrade," that has no verb of its own."""
    before = ""
    while before != text:
        before, text = text, _FRONTED.sub("", text)
    while (rest := _after_fronted(text)) != text:
        text = rest
    return text


_FRONTING: Final = verbs.PREPOSITIONS | {"as", "amid", "upon"}


def _after_fronted(text: str) -> str:
    first, comma, rest = text.partition(", ")
    fronted = first.split(" ", 1)[0].lower() in _FRONTING or re.search(r"\b(?:after|before|since)\b", first)
    if not comma or not fronted or has_verb(first) or not has_verb(rest):
        return text
    apposed, comma, after = rest.partition(", ")
    if comma and re.match(r"(?:or|the|an?|capital)\b", apposed) and not has_verb(apposed) and has_verb(after):
        return after
    return rest


def without_having(text: str) -> str:
    """ "having closed the mine" as "closed the mine", where the participle is a past tense too."""
    having, _, rest = text.partition(" ")
    spoken = rest.split(" ", 1)[0].lower()
    past = having.lower() == "having" and (verbs.is_ed(spoken) or spoken in verbs.PAST_OR_PARTICIPLE)
    return rest if past else text


def with_verb(text: str, subject: str) -> str:
    """A participle with the verb that its subject asks for: "founded by monks" as "was founded by monks".

    One with an object is active ("having closed the mine"), and becomes a past tense where its form is one.
    """
    first, _, rest = text.partition(" ")
    after = rest.partition(" ")[0].lower()
    if not verbs.is_past_form(first) or after not in _OBJECTLESS:
        return without_having(text)
    verb = "were" if is_plural(subject) else "was"
    return f"{verb} {text}"


_OBJECTLESS: Final = verbs.PREPOSITIONS | {"", "and", "back", "away", "down", "up", "out", "off"}
_PLURALS: Final = frozenset({"people", "police", "men", "women", "children", "both", "others"})


def is_plural(subject: str) -> bool:
    """Whether a noun phrase is of several: by "and", or by its last word before what describes it."""
    spoken = words(subject)
    end = next((at for at, word in enumerate(spoken) if at and word.lower() in verbs.PREPOSITIONS), len(spoken))
    last = spoken[end - 1] if spoken else ""
    several = last.endswith("s") and not last.endswith(("ss", "us", "is", "’s", "'s")) and last[:1].islower()
    return " and " in subject or last.lower() in _PLURALS or several


def has_verb(text: str) -> bool:
    """Whether a finite verb stands among the words."""
    return _first_verb(text) is not None


@lru_cache(maxsize=512)
def _first_verb(text: str) -> int | None:
    """The place of the first finite verb among the tokens."""
    return verbs.first_finite(words(text))


@lru_cache(maxsize=512)
def begins_with_verb(text: str) -> bool:
    """Whether the subject is missing: "opened the gate"; not "fertilised eggs were spoken"."""
    spoken = words(text[:120])
    while spoken and spoken[0].lower() in verbs.ADVERBS:
        spoken = spoken[1:]
    if not spoken:
        return False
    first, after = spoken[0].lower(), spoken[1].lower() if len(spoken) > 1 else ""
    if first in _SPOKEN or verbs.is_third(first):
        return True
    if not (verbs.is_past_form(first) or verbs.is_ing(first)):
        return False
    end = spoken.index(",") if "," in spoken else len(spoken)
    return after in _OBJECT or verbs.first_finite(spoken[:end], 1) is None


_SPOKEN: Final = verbs.AUXILIARIES | verbs.PAST | verbs.PAST_OR_PARTICIPLE
_OBJECT: Final = verbs.PREPOSITIONS | verbs.DETERMINERS | {"", ","}


def before_verb(text: str) -> str:
    """The subject of the clause: what stands before its verb, without asides and adverbs."""
    verb = _first_verb(text)
    return head(text[: tokens(text)[verb].start]) if verb else ""


_BESIDE: Final = re.compile(
    r", (?:who|which|an?|the|under|including|particularly|especially|such|called|along|with|led|senior|director"
    r"|in|at|on|of|once|now|formerly|then)\b"
)


def head(text: str) -> str:
    """The subject without what stands beside it, and without adverbs at its end; empty where it is too long."""
    subject = _BESIDE.split(text.strip(EDGE))[0]
    words = subject.strip(EDGE).split(" ")
    while len(words) > 1 and words[-1].lower() in verbs.ADVERBS and words[-2].lower() not in verbs.DETERMINERS:
        words.pop()
    subject = " ".join(words)
    return subject if len(subject) <= LIMIT else ""


def antecedent(text: str) -> str:
    """The noun phrase that ends the words: back to its article, or to a preposition, a verb or a mark."""
    units = tokens(text)
    at = len(units)
    while at > 0 and len(units) - at < 10:
        word = units[at - 1].text
        lower = word.lower()
        if lower in verbs.DETERMINERS:
            at -= 1
            break
        if not (word[0].isalnum() or word in "&’'“”\"") or (lower in verbs.PREPOSITIONS and lower != "of"):
            break
        if lower in _BEFORE_A_NOUN_PHRASE or verbs.is_past_form(word):
            break
        at -= 1
    noun = text[units[at].start : units[-1].end].removeprefix("of ") if at < len(units) else ""
    determined = noun.split(" ", 1)[0].lower() in verbs.DETERMINERS or noun[:1].isupper() or noun[:1].isdigit()
    return noun if determined else noun.rsplit(" of ", 1)[-1]


_BEFORE_A_NOUN_PHRASE: Final = verbs.AUXILIARIES | verbs.PAST | verbs.CONJUNCTIONS | verbs.PRONOUNS
