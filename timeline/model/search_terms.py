"""The terms by which a text is found: what a reader types and what is indexed are folded alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from timeline.model.event import Event

# Written without spaces between words: each character is a term of its own, so any substring can be found.
UNSPACED: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\U00020000-\U0003ffff"
_TERM: Final = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_QUERY: Final = re.compile(r'"([^"]*)"?|([^\s"]+)')


def terms(text: str) -> list[str]:
    """The words of a text without case, accents and width, in order; unspaced scripts give single characters."""
    return _TERM.findall(folded(text))


def terms_of(texts: Iterable[str]) -> list[str]:
    """The terms of several texts, one after the other."""
    # Each is folded by itself: most are ASCII, which costs a tenth of what other letters do.
    return _TERM.findall(" ".join(map(folded, texts)))


def folded(text: str) -> str:
    """The text without case, accents and width, for comparing what people type."""
    if text.isascii():
        return text.lower()
    # Twice, as Unicode's compatibility caseless matching asks (D146): a letter of mathematics becomes a capital first.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    return plain.translate(_WITHOUT_MARKS)


class _WithoutMarks(dict[int, int | None]):
    """What `str.translate` makes of a character: nothing of a combining one. Each is asked about once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_WITHOUT_MARKS: Final = _WithoutMarks()


class Phrase(tuple[str, ...]):
    """Terms that must follow each other; where `prefix` is set, the last may be the beginning of a word."""

    prefix: bool = False

    @classmethod
    def of(cls, words: Iterable[str], *, prefix: bool) -> Phrase:
        """The phrase of these terms, in this order."""
        phrase = cls(words)
        phrase.prefix = prefix
        return phrase

    def found_in(self, haystack: list[str]) -> bool:
        """Whether the terms stand in `haystack` one after the other."""
        size = len(self)
        head, last = self[:-1], self[-1]
        for at in range(len(haystack) - size + 1):
            end = haystack[at + size - 1]
            if (end.startswith(last) if self.prefix else end == last) and tuple(haystack[at : at + size - 1]) == head:
                return True
        return False


def phrases(typed: str) -> list[Phrase]:
    """What a reader typed into a search box, as phrases that must all be found.

    Each word is a prefix ("sturg" finds "sturgeon"); words in double quotes stand together and whole. Nothing else
    has a meaning: operators, brackets and unbalanced quotes are only separators.
    """
    found = []
    for quoted, bare in _QUERY.findall(typed):
        if words := terms(quoted or bare):
            found.append(Phrase.of(words, prefix=not quoted))
    return found


def place_text(event: Event) -> str:
    """The names of the event's places as text to be searched for whole words; each name stands between bars."""
    return "|".join(["", *(f" {' '.join(terms(place.name))} " for place in event.places), ""])


def place_key(typed: str) -> str:
    """What is searched for in `place_text`."""
    return f" {' '.join(terms(typed))} "


def source_keys(event: Event) -> set[str]:
    """What a `source=` may name: ids of configured sources, and publishers, without case and accents."""
    return {folded(name) for c in event.sources for name in (c.source, c.publisher) if name}


def search_text(event: Event) -> list[str]:
    """The terms of an event: title, summary, tags, places and date words, in all its languages."""
    parts = [event.title, event.summary, *event.tags, *(p.name for p in event.places), event.when.text, event.when.edtf]
    parts += [text for t in event.translations.values() for text in (t.title, t.summary)]
    return terms_of(parts)


def has_words(event: Event, q: str) -> bool:
    """Whether everything typed stands in the event's text; typed text without a letter or digit finds nothing."""
    wanted = phrases(q)
    haystack = search_text(event)
    return bool(wanted) and all(phrase.found_in(haystack) for phrase in wanted)
