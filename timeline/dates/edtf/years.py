"""Years as EDTF writes them: four digits, unspecified digits, `Y` for long ones, exponents, significant digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

from timeline.errors import EDTFError

DIGITS: Final = 200
"""The most digits of a year that are computed with; `Y17E100` has 102."""

YEAR: Final = r"-?[0-9X]{4}(?:S[0-9]+)?|Y-?[0-9]+(?:E[0-9]+)?(?:S[0-9]+)?"
_YEAR: Final = re.compile(
    r"(?P<long>Y?)(?P<sign>-?)(?P<digits>[0-9X]+)(?:E(?P<exponent>[0-9]+))?(?:S(?P<sure>[0-9]+))?"
)
UNITS: Final = ("year", "decade", "century", "millennium")
"""The unit by how many digits at the end are not known; more than three still make a millennium."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year, or a range of years that its digits leave open.

    `text` is canonical; `low` and `high` are the first and last year meant, astronomical; `unit` one of `UNITS`.
    `near` is the year named as an estimate where `S` says how many digits are sure (`1950S2`), else None.
    """

    text: str
    low: int
    high: int
    unit: str
    near: int | None = None

    @property
    def masked(self) -> bool:
        """Whether digits are unspecified."""
        return "X" in self.text

    def years(self, step: int = 1) -> Iterator[int]:
        """Every year meant, in order, or with -1 the last one first. The years of a mask are listed one by one, those
        that significant digits leave open are not: `low` stands for them."""
        if not self.masked:
            return iter((self.low,))
        sign = -1 if self.text.startswith("-") else 1
        choices = "0123456789" if sign == step else "9876543210"
        magnitudes = product(*(choices if d == "X" else d for d in self.text.lstrip("-")))
        every = (sign * int("".join(digits)) for digits in magnitudes)
        return (year for year in every if year or sign > 0)


def read_year(text: str) -> Year:
    """The year, from text of the form `YEAR`. Raises `EDTFError`."""
    match = _YEAR.fullmatch(text)
    if match is None:
        raise EDTFError(f"{_short(text)}: this is no year")
    sign = -1 if match["sign"] else 1
    if match["long"]:
        return _long(text, sign, match["digits"], match["exponent"], match["sure"])
    if "X" in match["digits"]:
        return _masked(text, sign, match["digits"], match["sure"])
    value = sign * int(match["digits"])
    if sign < 0 and not value:
        raise EDTFError(f"{_short(text)}: there is no year -0000; 1 BC is 0000, and 2 BC -0001")
    plain = f"{match['sign']}{match['digits']}"
    return _sure(text, plain, value, match["sure"]) if match["sure"] else Year(plain, value, value, "year")


def _masked(text: str, sign: int, digits: str, sure: str | None) -> Year:
    """X acts on the magnitude: -004X is -0049 to -0040 (the fifth decade before year 0)."""
    if sure:
        raise EDTFError(f"{_short(text)}: X and S exclude each other; write 195X, or the estimate 1955S3")
    near, far = int(digits.replace("X", "0")), int(digits.replace("X", "9"))
    if sign < 0 and not far:
        raise EDTFError(f"{_short(text)}: there is no year -0000")
    low, high = (near, far) if sign > 0 else (-far, -max(near, 1))
    tail = len(digits) - len(digits.rstrip("X"))
    unit = UNITS[min(tail, 3)] if digits.count("X") == tail else "year"
    return Year(text, low, high, unit)


def _long(text: str, sign: int, digits: str, exponent: str | None, sure: str | None) -> Year:
    if "X" in digits:
        raise EDTFError(f"{_short(text)}: a year with Y has no X; say how many digits are sure: Y12300S3")
    if digits.startswith("0"):
        raise EDTFError(f"{_short(text)}: after Y a year has no leading zeros")
    power = _power(text, exponent)
    if len(digits) + power > DIGITS:
        raise EDTFError(f"{_short(text)}: a year of more than {DIGITS} digits is not computed here")
    if exponent is None and len(digits) < 5:
        raise EDTFError(f"{_short(text)}: Y is only for years of more than four digits; write {text[1:].rjust(4, '0')}")
    minus = "-" if sign < 0 else ""
    plain = f"Y{minus}{digits}" + (f"E{power}" if exponent else "")
    value = sign * int(digits) * 10**power
    return _sure(text, plain, value, sure) if sure else Year(plain, value, value, "year")


def _power(text: str, exponent: str | None) -> int:
    """The exponent as a number; its size is checked before anything is computed with it."""
    plain = (exponent or "0").lstrip("0") or "0"
    if len(plain) > 3:
        raise EDTFError(f"{_short(text)}: the exponent is too large; a year has at most {DIGITS} digits here")
    if exponent and plain == "0":
        raise EDTFError(f"{_short(text)}: the exponent after E is a positive number")
    return int(plain)


def _sure(text: str, plain: str, value: int, sure: str) -> Year:
    """Only the leftmost digits of the magnitude are sure (ISO 8601-2, 4.4.3): Y171010000S3 is 171000000 to 171999999.

    The example printed in annex A.6.3 and on the Library's page, 171010000 to 171010999, contradicts that rule and
    the two examples beside it.
    """
    size = len(str(abs(value)))
    kept = int(sure) if len(sure) <= 3 else DIGITS + 1
    if not 1 <= kept <= size:
        raise EDTFError(f"{_short(text)}: S must be from 1 to {size}, the digits of the year")
    step = 10 ** (size - kept)
    near = abs(value) // step * step
    low, high = (near, near + step - 1) if value >= 0 else (1 - near - step, -near)
    return Year(f"{plain}S{kept}", low, high, UNITS[min(size - kept, 3)], value)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}…"
