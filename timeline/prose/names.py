"""Places and people, where the words give them away: "in Deauville", "Prime Minister Orbán", "Zeng Yi, a professor".

No model: a small gazetteer, capital letters, and the words beside them. What is not sure is left out.
"""

from __future__ import annotations

import re
from typing import Final

from timeline.prose.gazetteer import FEATURES, place_names

_NAME: Final = r"[A-ZÀ-ÞĀ-Ž][\w’'.-]*\w"
_LINK: Final = r"(?:(?:of|the|de|del|della|di|da|du|des|la|le|les|el|al|en|and|am|an der|von|van|sur|y)\s+){0,3}"
_IN: Final = re.compile(
    rf"(?<!\w)(?:in|at|on|near|outside|off|across|à|en|au|aux|im|bei|nahe)\s+(?P<wide>the(?: [a-z-]+){{1,3}} of\s+)?"
    rf"(?P<name>(?:the\s+|la\s+|el\s+|le\s+)?{_NAME}(?:\s+{_LINK}{_NAME}){{0,8}})"
)
_NEXT: Final = re.compile(rf"\s*,\s+({_NAME}(?:\s+{_NAME}){{0,2}})(?=[,.;:)]|$)")
_NOT_PLACES: Final = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|"
    r"Sept?|Oct|Nov|Dec|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Spring|Summer|Autumn|Winter|Christmas|Easter|"
    r"Chinese|English|French|German|Spanish|Russian|Arabic|Latin|Congress|Parliament|AI|AD|BC|GDP|Quarter|Q[1-4]|H[12]|"
    r"Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag)\b"
)
_TITLES: Final = (
    "President|Premier|Chancellor|Prime Minister|Minister|Secretary|King|Queen|Prince|Princess|Pope|Emperor|General|"
    "Admiral|Colonel|Captain|Senator|Governor|Mayor|Ambassador|Judge|Justice|Professor|Director|Chairman|Chairwoman|Spokesperson|"
    "spokesperson|spokesman|spokeswoman|CEO|director|president|premier|chancellor|prime minister|minister|secretary|"
    "ambassador|professor|analyst|singer|actor|director|filmmaker|architect|coach|author|Mr\\.|Mrs\\.|Ms\\.|Dr\\.|Prof\\.|"
    "Sir|Dame|Lord|Lady|Sen\\.|Rep\\.|Gen\\.|Gov\\.|Präsident|Kanzler|Kanzlerin|Bundeskanzler|Präsidentin|Minister|"
    "Ministerin|président|présidente|Président|ministre|presidente|presidenta|Presidente|ministro|ministra|M\\.|Mme"
)
_PARTICLES: Final = r"(?:(?:de|del|della|van|von|der|den|bin|al|ibn|da|dos|la)\s+){0,2}"
_PERSON: Final = rf"{_PARTICLES}{_NAME}(?:\s+(?:[A-Z]\.\s+)?{_PARTICLES}{_NAME}){{0,3}}"
_TITLED: Final = re.compile(rf"(?<!\w)(?:{_TITLES})\s+({_PERSON})")
_SPEAKING: Final = re.compile(
    rf"(?<![\w’])({_NAME}(?:\s+{_NAME}){{1,3}})"
    rf"(?=,?\s+(?:said|says|told|added|noted|wrote|argued)\b|, (?:a|an|who|\d\d)\b|’s\b)"
)
_CHINESE_PERSON: Final = re.compile(
    r"(?:国家主席|总统|总理|首相|部长|外长|主席|大使|发言人)([\u4e00-\u9fff·]{2,8}?)(?=[在于向对说和与同将会表，、。出访\d])"
)
_HEAD_NOUNS: Final = re.compile(
    r"\b(?:Ministry|University|Institute|Agency|Party|Council|Committee|Group|Times|Daily|Bank|Corporation|Company|Inc|Ltd|Co|"
    r"Initiative|Association|Federation|Organization|Union|Conference|Summit|Academy|School|Center|Centre|Foundation|House|Motors|Electric|Assembly|Average|Pact|Treaty|Index|Act|War|Battle|Army|Navy|Forces|Line)\b"
)


def places(words: str, language: str = "en") -> tuple[str, ...]:
    """Names of places in the words, in order, each once: those that follow "in" or "at", and in Chinese known ones."""
    if language == "zh":
        return tuple(dict.fromkeys(re.findall("|".join(sorted(place_names("zh"), key=len, reverse=True)), words)))
    spellings: dict[str, None] = {}
    for match in _IN.finditer(words):
        on = match[0].startswith("on") and not match["wide"]
        if not on and (name := _place(match["name"], language)):
            after = _NEXT.match(words, match.end())
            wider = after is not None and match["name"] == name and after[1] in place_names(language)
            spellings[f"{name}, {after[1]}" if wider and after else name] = None
    return tuple(spellings)


def _place(name: str, language: str) -> str:
    """The name without its article, if it is a place's: known, with a feature in it, or one plain capitalised name."""
    owned = [part for part in re.split(r"[’']s\b\s*", name) if part]
    bare = re.split(r"\s+(?:and|y)\s+", re.sub(r"^(?:the|la|el|le)\s+", "", owned[-1]))[0].rstrip(".")
    words = bare.split()
    if not words or _NOT_PLACES.match(bare):
        return ""
    if bare in place_names(language) or any(word.lower() in FEATURES for word in words):
        return bare
    for length in range(len(words) - 1, 0, -1):
        if (shorter := " ".join(words[:length])) in place_names(language):
            return shorter
    adjective = re.search(r"(?:ian|ish|ese|ean|ican|ern)$|^(?:Central|North|South|East|West|Operation|Battle)\b", bare)
    plain = not adjective and len(words) <= 2 and all(len(word) > 3 and word[1:].islower() for word in words)
    return bare if plain and not name.startswith("the ") else ""


def people(words: str, language: str = "en") -> tuple[str, ...]:
    """Names of people in the words, in order, each once: after a title, or of someone who speaks or is introduced."""
    if language == "zh":
        return tuple(dict.fromkeys(_CHINESE_PERSON.findall(words)))
    spots = [(m.start(1), m[1]) for m in _TITLED.finditer(words)]
    spots += [(m.start(1), m[1]) for m in _SPEAKING.finditer(words)]
    names = (_bare(name, language) for _, name in sorted(spots))
    return tuple(dict.fromkeys(name for name in names if _is_person(name, language)))


def _bare(name: str, language: str) -> str:
    """Without a possessive, and without a title's country: "(Ambassador to) China Bunyad Huseynov"."""
    words = re.split(r"[’']s\b", name)[0].rstrip(".").split()
    return " ".join(words[1:] if len(words) > 2 and words[0] in place_names(language) else words)


def _is_person(name: str, language: str) -> bool:
    if _HEAD_NOUNS.search(name) or _NOT_PLACES.match(name):
        return False
    if any(_NOT_PLACES.match(word) or word in {"On", "In", "At", "By", "The"} for word in name.split()):
        return False
    return len(name) > 2 and not any(part in place_names(language) for part in (name, name.rsplit(" ", 1)[-1]))
