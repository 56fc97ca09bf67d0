"""What a date is called, a table a language: the same keys in each, and `ENGLISH` explains them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from babel import Locale

from timeline.dates.writing.phrases.brief import BRIEF
from timeline.dates.writing.phrases.de import GERMAN
from timeline.dates.writing.phrases.en import AMERICAN, ENGLISH
from timeline.dates.writing.phrases.es import SPANISH
from timeline.dates.writing.phrases.fr import FRENCH
from timeline.dates.writing.phrases.zh import CHINESE

LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": ENGLISH,
    "en-US": AMERICAN,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "zh": CHINESE,
}


class Phrases:
    """The phrases of one language. `language` is its code as babel knows it; `months` are as wide as babel's `width`
    says: "wide", or "abbreviated"."""

    def __init__(self, language: str, table: Mapping[str, str], width: str = "wide") -> None:
        self.language = language
        self.months: dict[int, str] = Locale.parse(language, sep="-").months["format"][width]
        self._table = table

    def brief(self) -> Phrases:
        """The same language where there is little room: what `BRIEF` shortens, and months abbreviated."""
        base = BRIEF.get(self.language.partition("-")[0], {})
        return Phrases(self.language, {**self._table, **base, **BRIEF.get(self.language, {})}, "abbreviated")

    def find(self, key: str, *variants: str) -> str | None:
        """The phrase for the first variant that has one of its own (`key.variant`), else for the key alone."""
        for variant in variants:
            if (own := self._table.get(f"{key}.{variant}")) is not None:
                return own
        return self._table.get(key)

    def say(self, key: str, *variants: str, **fields: object) -> str:
        """The phrase with its fields filled in."""
        phrase = self.find(key, *variants)
        if phrase is None:
            raise KeyError(key)
        return phrase.format(**fields)


@lru_cache(maxsize=64)
def phrases(language: str) -> Phrases | None:
    """The phrases of a language: those of its region, else of the language itself; None where there are none."""
    code, _, rest = language.replace("_", "-").partition("-")
    region = f"{code.lower()}-{rest.upper()}"
    for known in (region, code.lower()):
        if table := LANGUAGES.get(known):
            return Phrases(known, table)
    return None


@lru_cache(maxsize=1)
def default() -> Phrases:
    """The phrases for a language that has none."""
    return Phrases("en", ENGLISH)
