"""Years in words: nineteen eighty-four, neunzehnhundertvierundachtzig, mil neuf cent quatre-vingt-quatre."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from timeline.dates.reading.rule import Make, RuleMatch, Words
from timeline.dates.reading.statement import Ends, Statement


def spelled(maker: Make) -> Make:
    """The maker, of the year that `{spelled}` says."""

    def make(match: RuleMatch) -> Statement | Ends | None:
        return maker(match.supply(year=match["spelled"]))

    return make


def _numbered(words: str, start: int, step: int = 1) -> dict[str, int]:
    return {word: start + step * place for place, word in enumerate(words.split())}


_EN: Final = (
    _numbered("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen", 1)
    | _numbered("seventeen eighteen nineteen", 17)
    | _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
)
_EN_ONES: Final = "|".join(list(_EN)[:9])
_EN_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_EN_TEENS: Final = "|".join(list(_EN)[9:19])
_EN_TWO_DIGITS: Final = rf"(?:(?:{_EN_TENS})(?:[ -](?:{_EN_ONES}))?|{_EN_TEENS})"
_EN_REST: Final = rf"(?:{_EN_TWO_DIGITS}|{_EN_ONES})"


def _english(text: str) -> int:
    """Nineteen eighty-four is nineteen hundreds and eighty-four."""
    thousands, is_thousand, rest = _plain(text).partition(" thousand")
    if is_thousand:
        return _EN[thousands] * 1000 + _sum(rest, _EN)
    hundreds, is_hundred, rest = _plain(text).partition(" hundred")
    if not is_hundred:
        hundreds, _, rest = _plain(text).partition(" ")
    return _EN[hundreds] * 100 + _sum(rest, _EN)


ENGLISH: Final = Words(
    rf"(?:{_EN_TEENS}) hundred(?:(?: and)? {_EN_REST})?"
    rf"|(?:{_EN_TEENS}|twenty)[ -](?:{_EN_TWO_DIGITS}|oh[ -](?:{_EN_ONES}))"
    rf"|two thousand(?:,?(?: and)? {_EN_REST})?",
    _english,
)

_DE_ONES: Final = _numbered("ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn", 1)
_DE_TEENS: Final = _numbered("fünfzehn sechzehn siebzehn achtzehn neunzehn", 15) | {"eins": 1}
_DE_TENS: Final = _numbered("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", 20, 10)
_DE_SMALL: Final = _DE_ONES | _DE_TEENS


def _longest_first(words: Mapping[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_DE_REST: Final = (
    rf"(?:(?:{_longest_first(_DE_ONES)})und(?:{_longest_first(_DE_TENS)})|{_longest_first(_DE_SMALL | _DE_TENS)})"
)
_GERMAN: Final = re.compile(
    rf"(?P<hundreds>{_longest_first(_DE_SMALL)})(?P<size>hundert|tausend)(?:und)?(?P<rest>{_DE_REST})?"
)


def _german(text: str) -> int:
    match = _GERMAN.fullmatch(text.lower())
    if match is None:
        return 0
    rest = match["rest"] or ""
    ones, is_joined, tens = rest.partition("und")
    value = _DE_SMALL[ones] + _DE_TENS[tens] if is_joined else (_DE_SMALL | _DE_TENS).get(rest, 0)
    return _DE_SMALL[match["hundreds"]] * (100 if match["size"] == "hundert" else 1000) + value


GERMAN: Final = Words(
    rf"(?:(?:elf|zwölf|dreizehn|vierzehn|fünfzehn|sechzehn|siebzehn|achtzehn|neunzehn)hundert|(?:ein|zwei)tausend)(?:und)?"
    rf"(?:{_DE_REST})?",
    _german,
)

_FR: Final = (
    _numbered("un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize", 1)
    | _numbered("vingt trente quarante cinquante soixante", 20, 10)
    | {"vingts": 20, "septante": 70, "huitante": 80, "nonante": 90}
)


def _french(text: str) -> int:
    """Quatre-vingt-quatre is four times twenty and four."""
    thousands, value = 0, 0
    for word in _plain(text).split():
        if word in ("mil", "mille"):
            thousands, value = (value or 1) * 1000, 0
        elif word in ("cent", "cents"):
            value = (value or 1) * 100
        elif word.startswith("vingt") and value % 100 == 4:
            value += 76
        elif word != "et":
            value += _FR[word]
    return thousands + value


_FR_WORDS: Final = _longest_first(_FR)
FRENCH: Final = Words(
    rf"(?:(?:deux )?mil(?:le)?(?: (?:(?:deux|trois|quatre|cinq|six|sept|huit|neuf) )?cents?)?"
    rf"|(?:onze|douze|treize|quatorze|quinze|seize|dix-sept|dix-huit|dix-neuf) cents?)"
    rf"(?:(?: et | |-)(?:{_FR_WORDS})){{0,4}}",
    _french,
)

_ES: Final = (
    _numbered("uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince", 1)
    | _numbered("dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro", 16)
    | _numbered("veinticinco veintiséis veintisiete veintiocho veintinueve treinta", 25)
    | _numbered("cuarenta cincuenta sesenta setenta ochenta noventa cien", 40, 10)
    | {"un": 1, "ciento": 100}
    | _numbered("doscientos trescientos cuatrocientos quinientos seiscientos setecientos", 200, 100)
    | _numbered("ochocientos novecientos", 800, 100)
)


def _spanish(text: str) -> int:
    thousands, _, rest = _plain(text).rpartition("mil")
    return (_ES[thousands.strip()] if thousands.strip() else 1) * 1000 + _sum(rest, _ES)


SPANISH: Final = Words(rf"(?:dos )?mil(?: (?:y )?(?:{_longest_first(_ES)})){{0,4}}", _spanish)


def _plain(text: str) -> str:
    return re.sub(r"[\s,‐‑-]+", " ", text.lower())


def _sum(text: str, numbers: Mapping[str, int]) -> int:
    return sum(numbers.get(word, 0) for word in text.split())


FRENCH_DAYS: Final = (
    _numbered("premier deux trois quatre cinq six sept huit neuf dix onze douze treize", 1)
    | _numbered("quatorze quinze seize dix-sept dix-huit dix-neuf vingt", 14)
    | {"vingt et un": 21, "trente": 30, "trente et un": 31}
    | {f"vingt-{word}": n for n, word in enumerate("deux trois quatre cinq six sept huit neuf".split(), 22)}
)  # fmt: skip
SPANISH_DAYS: Final = {word: n for word, n in _ES.items() if n <= 30 and word != "un"} | {
    "primero": 1,
    "treinta y uno": 31,
}
