"""What is wrong with text that is no EDTF: the usual mistakes, most particular first."""

from __future__ import annotations

import re
from typing import Final

MISTAKES: Final = (
    # what was written                   what is wrong with it
    (r"", "it is empty"),
    (r"\.\.", "an open end, .., belongs into an interval (2024/..) or a set ([..2024])"),
    (r".*southernHemisphere.*", "the seasons of the south are 29 to 32"),
    (r".*(unknown|open).*", "an open end is written .. and an unknown one is left empty"),
    (r"-?[0-9]{4}-[0-9]{2}-[0-9]{2}T.*", "a time is written T10:10:00, and after it Z, an offset (+05:00) or nothing"),
    (r".*[A-WYZa-z]{3}.*", "words are no EDTF; write 2025, 2025-04, 2025-04-16, 2013-21 (spring) or 192X"),
    (r".* .*", "it has a space"),
    (r".*[−‐‑‒–—].*", "write the plain hyphen -"),
    (r".*[^\x21-\x7e].*", "it has a character that EDTF does not know"),
    (r".*[Tt].*", "a time stands after one whole day only: 2004-01-01T10:10:10Z"),
    (r".*[()].*", "brackets are from a draft of 2012; marks now stand at the part they qualify: 2004-06~-11"),
    (r".*[?~%]{2}.*", "one mark at a place: ? uncertain, ~ approximate, % both"),
    (r".*[ux].*", "an unknown digit is a capital X"),
    (r".*[yes].*", "Y, E and S are capitals"),
    (r"P.*", "a duration is no date"),
    (r"R[0-9]*", "a repeating interval is no date"),
    (r".*W.*", "week dates are not EDTF; write the day, or the interval of its days"),
    (r".*\+.*", "EDTF has no plus sign; years of more than four digits are written Y12345"),
    (r"[^/]*\.\.[^/]*", "a range stands in a set: [1670..1672] for one of these, {1670..1672} for all"),
    (r".*[\]\[}{,].*", "a set is [a,b] or {a,b}, and holds dates only"),
    (r".*/.*", "it holds an interval"),
    (r"-?[0-9]{8}[?~%]?", "a date has hyphens: 1985-04-12"),
    (r"Y.*[-].*", "a year with Y stands alone, without month or day"),
    (r".*S.*", "S and a number follow the year, as in 1950S2, and nothing comes after"),
    (r"-?[0-9X]{4}-[0-9]{3}", "days of the year are not EDTF; write month and day"),
    (r"[?~%]?-?[0-9]{5,}.*", "a year of more than four digits is written with Y, and stands alone"),
    (r"[?~%]?-?[0-9X]{1,3}([?~%]?|-.*)", "a year has four digits: 0044, or 004X for a decade"),
    (r"[^-]?-?[0-9X]{4}[?~%]?-[?~%]?[0-9X](\W.*)?", "a month has two digits"),
    (r".*-[?~%]?[0-9X][?~%]?", "a day has two digits"),
    (r"[0-9]+[/.][0-9]+.*", "the order is year-month-day, with hyphens"),
)  # fmt: skip
_MISTAKES: Final = tuple((re.compile(pattern, re.DOTALL), reason) for pattern, reason in MISTAKES)
FORMS: Final = "this is no EDTF date; write 2025, 2025-04, 2025-04-16, 2013-21 (spring) or 192X"
SHOWN: Final = 60


def mistake(text: str) -> str:
    """Why the text is no date."""
    return next((reason for pattern, reason in _MISTAKES if pattern.fullmatch(text)), FORMS)


def shorten(text: str) -> str:
    """The text as a message can show it: short, and without what a terminal would act on."""
    plain = text if text.isprintable() else text.encode("unicode_escape").decode()
    return plain if len(plain) <= SHOWN else f"{plain[: SHOWN - 1]}…"
