"""Our own words in feeds and calendars: a catalogue a language. Other languages get English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from timeline.render.messages import de, en, es, fr, zh

CATALOGUES: Final[dict[str, Mapping[str, str]]] = {
    "en": en.MESSAGES,
    "de": de.MESSAGES,
    "es": es.MESSAGES,
    "fr": fr.MESSAGES,
    "zh": zh.MESSAGES,
}


def message(name: str, language: str, **values: object) -> str:
    """One message in a language (a tag such as "de" or "de-AT"), with its values filled in as they are."""
    catalogue = CATALOGUES.get(primary(language), en.MESSAGES)
    return catalogue[name].format(**values)


def primary(language: str) -> str:
    """The language without region and script: "de" of "de-AT"."""
    return language.lower().partition("-")[0]
