"""What is no place in the calendar: how long, how often, and words like now."""

from __future__ import annotations

from typing import Final

from timeline.dates.reading.rule import Found, Make
from timeline.dates.reading.said import Said

PER: Final = {"day": "D", "week": "W", "weekend": "W", "month": "M", "quarter": "Q", "year": "Y", "decade": "DE",
              "century": "CE", "hour": "TH", "minute": "TM", "second": "TS"}  # fmt: skip
"""Units of a duration, as TIMEX3 writes them; T comes before the number."""


def duration(found: Found) -> Said | None:
    """Two years P2Y, a decade P10Y, 24 hours PT24H, several days PXD."""
    return Said("DURATION", value=_length(found["n"], found["span"]))


def plural(found: Found) -> Said:
    """Days, weeks, months, years: so many of them nobody says."""
    return Said("DURATION", value=_length("X", found["units"]))


def hyphened(found: Found) -> Said | None:
    """Two-year, 48-hour."""
    return Said("DURATION", value=_length(found["count"], found["unit"]))


def half_or_one(found: Found) -> Said:
    """A year, half an hour."""
    unit = found["unit"]
    if "fraction" in found:
        smaller = {"hour": (30, "minute"), "year": (6, "month"), "day": (12, "hour"), "century": (50, "year"),
                   "decade": (5, "year"), "minute": (30, "second")}  # fmt: skip
        n, unit = smaller.get(unit, (0.5, unit))
        return Said("DURATION", value=_length(n, unit))
    return Said("DURATION", value=_length(1, unit))


def half_unit(found: Found) -> Said:
    """Half an hour, a half-century."""
    return half_or_one(found.given(fraction=2))


def quarters(found: Found) -> Said:
    """Two straight quarters P2Q."""
    return Said("DURATION", value=_length(found["n"], "quarter"))


def long_unit(found: Found) -> Said:
    """Month-long P1M."""
    return Said("DURATION", value=_length(1, found["unit"]))


def _length(n: int | float | str, unit: str) -> str:
    code = PER[unit]
    if unit in ("decade", "century") and not isinstance(n, str):
        n, code = n * (10 if unit == "decade" else 100), "Y"
    number = f"{n:g}" if isinstance(n, float) else str(n)
    return f"PT{number}{code[1]}" if code[0] == "T" else f"P{number}{code}"


def repeated(found: Found) -> Said:
    """Daily, per month, every other week."""
    return Said("SET", value=_length(found.get("n", 1), found["unit"]))


def each_unit(found: Found) -> Said:
    """Every day P1D, every other day P2D."""
    return Said("SET", value=_length(2 if "other" in found else found.get("n", 1), found["unit"]))


def frequency(found: Found) -> Said:
    """Daily P1D."""
    return Said("SET", value=_length(1, found["frequency"]))


def each_weekday(found: Found) -> Said:
    """Every Monday."""
    return Said("SET", value=f"XXXX-WXX-{found['weekday']}")


def each_month(found: Found) -> Said:
    return Said("SET", value=f"XXXX-{found['month']:02}")


def constant(kind: str, value: str) -> Make:
    """Words of one meaning: now, recently, the future."""
    return lambda found: Said(kind, value=value)
