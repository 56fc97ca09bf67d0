"""Which language an address really asks for: what anyone may type makes no other feed."""

from __future__ import annotations

from collections.abc import Iterable

from babel.localedata import exists

from timeline.model.parameters import Parameters
from timeline.render.messages import CATALOGUES, primary


def settle_language(parameters: Parameters, translations: Iterable[str]) -> Parameters:
    """The parameters without a language in which nothing is said, neither by us nor by a translation; of a variant that
    nobody tells apart, the language alone."""
    wanted = parameters.get("lang", ())
    if len(wanted) != 1:
        return parameters
    language = _spoken(wanted[0], set(translations))
    rest = {name: values for name, values in parameters.items() if name != "lang"}
    return rest | {"lang": [language]} if language else rest


def _spoken(language: str, translations: set[str]) -> str:
    if language in translations:
        return language
    if primary(language) not in {*CATALOGUES, *map(primary, translations)}:
        return ""
    # Dates differ by region (en-GB, en-US), where there is such a one.
    return language if exists(language.replace("-", "_")) else primary(language)
