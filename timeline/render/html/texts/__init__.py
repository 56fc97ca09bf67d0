"""The words of our pages, a catalogue a language with the same keys. Other languages are shown in the chronology's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from timeline.render.html.texts import de, en, es, fr, zh

CATALOGUES: Final[dict[str, Mapping[str, str]]] = {
    "en": en.TEXTS,
    "zh": zh.TEXTS,
    "de": de.TEXTS,
    "fr": fr.TEXTS,
    "es": es.TEXTS,
}
NAMES: Final = {"en": "English", "zh": "中文", "de": "Deutsch", "fr": "français", "es": "español"}
"""What each language calls itself."""


def text(name: str, language: str, /, **values: object) -> str:
    """One text in a language, with its values filled in; English where the language has no catalogue."""
    return CATALOGUES.get(language.lower().partition("-")[0], en.TEXTS)[name].format(**values)


def counted(name: str, number: int, language: str) -> str:
    """A count with its noun: 1 has its own words, and 0 where a language may want them (French has its singular)."""
    own = f"{name}-{number}"
    return text(own if own in en.TEXTS else name, language, count=f"{number:,}")
