"""What one date is called in a language: its parts, known or not, and the doubts about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from babel.numbers import format_decimal

from timeline.dates.calendar import Day
from timeline.dates.edtf.bounds import GROUPS
from timeline.dates.edtf.points import Point
from timeline.dates.edtf.years import Year
from timeline.dates.writing.phrases import Phrases

SPRINGS: Final = ("21", "25", "29")
"""The seasons that take another article than the rest in French and Spanish."""

SHOWN: Final = {
    # hemisphere: the codes of seasons, and those whose names are shown, so that only the other half is named
    "north": {"25": "21", "26": "22", "27": "23", "28": "24"},
    "south": {
        "29": "21", "30": "22", "31": "23", "32": "24",
        "21": "25", "22": "26", "23": "27", "24": "28",
    },
}  # fmt: skip

KEYS: Final = {
    # year, month, day: "one" known, "any" not known, "range" within a range of years, "" not said
    ("one", "", ""): "year",
    ("one", "one", ""): "month",
    ("one", "one", "one"): "day",
    ("one", "any", ""): "some-month",
    ("one", "one", "any"): "some-day",
    ("one", "any", "any"): "some-day-year",
    ("any", "", ""): "any",
    ("any", "one", ""): "month-any",
    ("any", "one", "one"): "day-any",
    ("any", "one", "any"): "some-day-any",
    ("range", "", ""): "years",
    ("range", "one", ""): "month-years",
    ("range", "one", "one"): "day-years",
    ("range", "one", "any"): "some-day-years",
}
"""The phrase for what is known; all else is "some time from … to …"."""
ARTICLES: Final = ("year", "month", "day")
"""The phrases that are names, and can take an article."""
LONGEST: Final = 15
"""Digits of a year that is written out; a longer one is shown with a power of ten."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a time is called. `{name}` in a phrase is the bare name, `{name:the}` a form of it that the language has,
    by the first of `variants` that has one; a name without variants has no forms."""

    text: str
    phrases: Phrases
    variants: tuple[str, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)

    def __format__(self, form: str) -> str:
        phrase = self.phrases.find(form, *self.variants) if form and self.variants else None
        return self.text if phrase is None else phrase.format(**{**self.fields, "a": self.text})


def name(point: Point, phrases: Phrases, hemisphere: str = "north") -> Name:
    """The date's name, with what its marks say."""
    plain = _plain(point, phrases, hemisphere)
    marks = point.marks
    if not any(marks):
        return plain
    if len(set(marks)) == 1:
        return Name(phrases.say(marks[0], a=plain), phrases)
    return Name(phrases.say("parts", a=plain, doubts=phrases.say("also").join(_doubts(marks, phrases))), phrases)


def day_name(day: Day, phrases: Phrases) -> Name:
    """The name of a day."""
    fields = day_fields(day, phrases)
    return Name(phrases.say("day", **fields), phrases, ("day",), fields)


def day_fields(day: Day, phrases: Phrases, suffix: str = "") -> dict[str, object]:
    """What phrases may say of a day; `suffix` sets the second of two days apart."""
    fields = {
        "y": year_words(day.year, phrases),
        "m": str(day.month),
        "month": phrases.months[day.month],
        "d": str(day.day),
        "dd": phrases.say("dd", str(day.day), d=day.day),
    }
    return {f"{key}{suffix}": value for key, value in fields.items()}


def span_words(first: Day, last: Day, phrases: Phrases) -> str:
    """From the first day to the last, without saying twice what they share."""
    a, b = day_name(first, phrases), day_name(last, phrases)
    if first == last:
        return phrases.say("span", "day", a=a)
    if first[:2] == last[:2]:
        variant = "days"
    else:
        variant = "months-days" if first.year == last.year else "none"
    fields = day_fields(first, phrases) | day_fields(last, phrases, "2")
    return phrases.say("span", variant, a=a, b=b, **fields)


def year_words(year: int, phrases: Phrases) -> str:
    """A year as readers count it: 0 is 1 BC. Years before 1000 name their era, long ones are grouped in threes."""
    if year < 1:
        return phrases.say("y", "bc", n=_number(1 - year, phrases))
    return phrases.say("y", "ad" if year < 1000 else "plain", n=_number(year, phrases))


def _number(year: int, phrases: Phrases) -> str:
    if year < 10_000:
        return str(year)
    mantissa = str(year).rstrip("0")
    if len(str(year)) > LONGEST:
        power = len(str(year)) - len(mantissa)
        return f"{mantissa} × 10^{power}" if power else mantissa
    return str(format_decimal(year, locale=phrases.language.replace("-", "_")))


def _plain(point: Point, phrases: Phrases, hemisphere: str) -> Name:
    year = point.year
    if year.near is not None and year.low != year.high:
        a, b = year_words(year.low, phrases), year_words(year.high, phrases)
        return Name(phrases.say("sure", y=year_words(year.near, phrases), a=a, b=b), phrases)
    is_group = point.month.isdigit() and int(point.month) in GROUPS
    if is_group:
        # Of a season in a year that is not known there is no phrase.
        return _group(point, phrases, hemisphere) if year.low == year.high else _some(point, phrases)
    if not point.month and not point.day and year.unit != "year":
        unit_name = _unit(year, phrases)
        if unit_name:
            return unit_name
    key = KEYS.get((_known_year(year), _known(point.month), _known(point.day)))
    return _some(point, phrases) if key is None else _phrase(key, point, phrases)


def _phrase(key: str, point: Point, phrases: Phrases) -> Name:
    """The name by one of the phrases of `KEYS`."""
    fields = _fields(point, phrases)
    variants = (key,) if key in ARTICLES else ()
    # A year of five digits and more looks like a count, so its phrase says "the year".
    shape = "big" if key == "year" and abs(point.year.low) > 9999 else "plain"
    return Name(phrases.say(key, shape, **fields), phrases, variants, fields)


def _known(digits: str) -> str:
    if not digits:
        return ""
    if digits.isdigit():
        return "one"
    return "any" if digits == "XX" else "odd"


def _known_year(year: Year) -> str:
    if year.low == year.high:
        return "one"
    if year.text == "XXXX":
        return "any"
    return "odd" if year.unit == "year" else "range"


def _fields(point: Point, phrases: Phrases) -> dict[str, object]:
    month = int(point.month) if point.month.isdigit() else 1
    day = int(point.day) if point.day.isdigit() else 1
    return day_fields(Day(point.year.low, month, day), phrases) | {
        "a": year_words(point.year.low, phrases),
        "b": year_words(point.year.high, phrases),
    }


def _group(point: Point, phrases: Phrases, hemisphere: str) -> Name:
    code, unit = point.month, GROUPS[int(point.month)].unit
    fields: dict[str, object] = {"y": _years_of(point, phrases)}
    variants = (code, "spring", unit) if code in SPRINGS else (code, unit)
    return Name(phrases.say(SHOWN[hemisphere].get(code, code), **fields), phrases, variants, fields)


def _years_of(point: Point, phrases: Phrases) -> str:
    """The year of a season or other group; of one that ends in the next year both: winter of 2013–14."""
    year, end = point.first.year, point.last.year
    if year == end or year < 1000:
        return year_words(year, phrases)
    short = f"{end % 100:02}" if end % 100 else str(end)
    return phrases.say("over", y=year, yy=short, y2=end)


def _unit(year: Year, phrases: Phrases) -> Name | None:
    """A decade, century or millennium that has a name of its own: from the year 1000, 100 and 1000."""
    step = {"decade": 10, "century": 100, "millennium": 1000}[year.unit]
    if year.high - year.low + 1 != step or year.low < (100 if step == 100 else 1000):
        return None
    if step == 10:
        fields: dict[str, object] = {"n": year.low, "n2": year.high}
        first = year.low % 100 == 0  # "the 1900s" would be read as the century
        return Name(
            phrases.say("decade", "first" if first else "other", **fields),
            phrases,
            () if first else ("decade",),
            fields,
        )
    number = year.low // step + 1
    said = phrases.say(year.unit, str(number), n=number, nth=ordinal(number), roman=roman(number))
    return Name(said, phrases, (year.unit,), {"n": number})


def _some(point: Point, phrases: Phrases) -> Name:
    return Name(phrases.say("some", span=span_words(point.first, point.last, phrases)), phrases)


def _doubts(marks: tuple[str, ...], phrases: Phrases) -> list[str]:
    parts = [phrases.say("part", part) for part in ARTICLES]
    said = []
    for mark in "?~%":
        if doubted := [part for part, own in zip(parts, marks, strict=False) if own == mark]:
            said.append(phrases.say("doubt", mark, parts=join_items(doubted, "and", phrases)))
    return said


def join_items(items: list[str], key: str, phrases: Phrases) -> str:
    """The items as a list that ends with "and" or "or"."""
    *rest, last = items
    return phrases.say(key, rest=phrases.say("join").join(rest), last=last) if rest else last


def ordinal(number: int) -> str:
    """1st, 2nd, 11th, 23rd."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def roman(number: int) -> str:
    """A century as French and Spanish number it: 19 is XIX."""
    text = ""
    for value, digits in _ROMAN:
        text += digits * (number // value)
        number %= value
    return text


_ROMAN: Final = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
