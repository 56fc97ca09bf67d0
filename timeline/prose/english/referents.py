"""Whom an English title's pronoun means: the subject of the sentences before, as a reader takes it.

Centering (Grosz, Joshi & Weinstein 1995) in its plainest form: what the last sentence was about is meant again, where
number and kind agree. What stays open between two people is left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from timeline.prose import names
from timeline.prose.english import verbs
from timeline.prose.english.openers import SUBORDINATORS
from timeline.prose.english.subjects import before_verb, begins_with_verb, is_plural, without_fronting

BACK: Final = 4
"""Sentences that a pronoun looks back."""
LONGEST: Final = 44
"""Characters of a name that takes a pronoun's place."""
_PRONOUN: Final = re.compile(r"(he|she|it|they|his|her|its|their)\b(?= )", re.IGNORECASE)
_OWNERS: Final = frozenset({"his", "her", "its", "their"})
_EXPLETIVE: Final = re.compile(
    r"it (?:is|was|has been|will be|would be) (?:(?:announced|reported|expected|hoped|feared|agreed|decided|believed"
    r"|thought|said|revealed|confirmed|estimated) ?(?:that\b|$)|clear|likely|possible|only|not|also|then|an?\b|the\b)"
    r"|it (?:emerged|seems|seemed|appears|appeared|took|rained|snowed)\b",
    re.IGNORECASE,
)
"""An "it" that stands for nothing told before, or that a clause after it explains."""
_NAME: Final = re.compile(
    r"(?:[A-ZÀ-Þ][\w’'-]+ (?:(?:de|del|van|von|der|bin|al|da|dos|la|Mc|O’)\s?){0,2}){0,3}[A-ZÀ-Þ][\w’-]+$"
)
_BODIES: Final = re.compile(
    r"\b(?:ASA|AG|GmbH|Inc|Ltd|plc|B\.?V|Corp|Co|Group|Council|Committee|Party|Trust|Museum|Gallery|University|Club|United"
    r"|City|Rovers|Bank|Company|Ministry|Agency|Church|Court|Parliament|Government|Airlines|Airport|Mill|House|Hall|River"
    r"|Bridge|Street|Road|Castle|Station|School|Institute|Foundation|Union|Association|Railway|Times|Post|News)\b"
)


@lru_cache(maxsize=512)
def subject(sentence: str) -> str:
    """What a sentence is about: the subject of its main clause; empty where none is told apart."""
    text = without_fronting(sentence.strip(_QUOTES))
    while ", " in text and _fronts(text.split(" ", 1)[0]):
        text = text.partition(", ")[2]
    if _fronts(text.split(" ", 1)[0]):
        return ""
    noun, comma, added = before_verb(text).strip(_QUOTES).partition(", ")
    listed = re.search(r"\b(?:and|or)\b", added) and not verbs.is_past_form(added.split(" ", 1)[0])
    return _DAYS.sub("", f"{noun}{comma}{added}" if listed else noun)


_DAYS: Final = re.compile(r" (?:today|yesterday|tonight|now)$")


def _fronts(word: str) -> bool:
    """Whether a sentence that begins so names its subject only after a comma."""
    lower = word.lower()
    return lower in SUBORDINATORS | verbs.PREPOSITIONS or verbs.is_ing(lower) or verbs.is_past_form(lower)


_QUOTES: Final = " “”\"'‘\n"


def name_subject(title: str, before: Sequence[str]) -> str:
    """The title with the name in place of a pronoun at its beginning; empty where nobody can tell whom it means.

    `before` are the sentences before its own, the nearest last. A title without a pronoun comes back as it is.
    """
    pronoun = _PRONOUN.match(title)
    if pronoun is None:
        return _with_subject(title, before)
    if _EXPLETIVE.match(title):
        return ""
    word = pronoun[1].lower()
    noun = next((noun for noun in _candidates(word, before) if noun), "")
    if not noun:
        return ""
    subject = _possessive(noun) if word in _OWNERS else noun
    return subject + title[pronoun.end() :]


def _with_subject(title: str, before: Sequence[str]) -> str:
    """ "Okello, who missed the Games, made her debut": the subject stands before the clause, in its own sentence."""
    first = title.split(" ", 1)[0].lower()
    if not (begins_with_verb(title) and verbs.is_past_form(first)):
        return title
    noun = subject(before[-1]) if before else ""
    # A diary leaves "I" out: where nobody is told, the words stand as they are.
    return f"{noun} {title[:1].lower()}{title[1:]}" if noun else title


def _candidates(word: str, before: Sequence[str]) -> Iterator[str]:
    """What the pronoun may mean, the likeliest first."""
    told = " ".join(before)
    if word in _SAME:
        yield from _persons(word, before, told)
        return
    several = word in {"they", "their"}
    for sentence in reversed(before[-BACK:]):
        noun = subject(sentence)
        if noun.split(" ")[0].lower() in _POINTING:
            continue
        if not noun and len(sentence) > LONGEST:
            return  # it has a subject, which may be the one that is meant
        if several:
            yield _short(noun) if is_plural(noun) or _is_body(noun) else ""
        elif not is_plural(noun) and not _is_person(noun, told):
            yield _short(noun)


def _persons(word: str, before: Sequence[str], told: str) -> Iterator[str]:
    """Whom "he" or "she" may mean. A sentence that itself says "she" goes on about the same, and is passed over."""
    looked_at = 0
    for sentence in reversed(before):
        noun = subject(sentence)
        if _goes_on(word, noun, sentence):
            continue  # "In 1955 she married Frank Tully": who is meant was told before
        if _OTHER[word].fullmatch(noun):
            yield from _people("", sentence, told)
            return  # "She met Arne Holm": he is somebody of this sentence, or was not seen
        looked_at += 1
        if looked_at > BACK:
            return
        if noun.split(" ")[0].lower() in _POINTING or " and " in noun:
            continue
        people = list(_people(noun, sentence, told))
        yield from people
        if not people and _OTHER[word].search(sentence):
            return  # somebody else than she has been told of, and who it is was not seen


def _goes_on(word: str, noun: str, sentence: str) -> bool:
    """Whether a sentence only goes on about somebody whom it names by the same pronoun."""
    is_named = _NAME.search(noun) and noun.lower() not in _POINTING
    return bool(_SAME[word].search(sentence)) and not is_named


_SHE: Final = re.compile(r"\b[Ss]he\b")
_HE: Final = re.compile(r"\b[Hh]e\b")
_SAME: Final = {"he": _HE, "his": _HE, "she": _SHE, "her": _SHE}
_OTHER: Final = {"he": _SHE, "his": _SHE, "she": _HE, "her": _HE}
_POINTING: Final = verbs.PRONOUNS | {"his", "her", "its", "their", "our", "my"}


def _people(noun: str, sentence: str, told: str) -> Iterator[str]:
    """The sentence's subject if it is somebody, else the one person whom the sentence names."""
    if (name := _NAME.search(noun)) and not _is_body(noun) and (" " in name[0] or _full(name[0], told) != name[0]):
        yield _full(name[0], told)
        return
    others = {_full(other, told) for other in names.people(sentence)}
    if len(others) == 1:
        yield others.pop()


def _full(name: str, told: str) -> str:
    """The name with the first name that was told with it: "Tavares" as "Rui Tavares"."""
    if " " in name:
        return name
    longer = re.search(rf"\b{_FIRST_NAME} {re.escape(name)}\b", told)
    return longer[0] if longer and not _is_body(longer[0]) else name


_FIRST_NAME: Final = (
    rf"(?!(?i:{'|'.join(sorted(verbs.PREPOSITIONS | verbs.DETERMINERS | verbs.CONJUNCTIONS | verbs.ADVERBS))})\b)"
    r"(?!(?:Yesterday|Today|Tonight|Mr|Mrs|Ms|Dr|Sir|[A-Z][a-z]+day|When|While|Although|Because|If|That|Did|Was)\b)"
    r"[A-ZÀ-Þ][a-zà-ÿ]+"
)


def _is_person(noun: str, told: str) -> bool:
    name = _NAME.search(noun)
    if name is None or noun.split(" ")[0].lower() in verbs.DETERMINERS or _is_body(noun):
        return False
    return any(name[0].split(" ")[-1] in person.split(" ") for person in names.people(told))


def _is_body(noun: str) -> bool:
    return bool(_BODIES.search(noun))


def _short(noun: str) -> str:
    return noun if len(noun) <= LONGEST else ""


def _possessive(noun: str) -> str:
    return f"{noun}’" if noun.endswith("s") else f"{noun}’s"
