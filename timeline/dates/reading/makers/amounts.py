"""What is no place in the calendar: how long, how often, and words like now."""

from __future__ import annotations

from typing import Final

from timeline.dates.reading.rule import Make, RuleMatch
from timeline.dates.reading.statement import Statement

PER: Final = {"day": "D", "week": "W", "weekend": "W", "month": "M", "quarter": "Q", "year": "Y", "decade": "DE",
              "century": "CE", "hour": "TH", "minute": "TM", "second": "TS"}  # fmt: skip
"""Units of a duration, as TIMEX3 writes them; T comes before the number."""


def duration(match: RuleMatch) -> Statement | None:
    """Two years P2Y, a decade P10Y, 24 hours PT24H, several days PXD."""
    return Statement("DURATION", value=_length(match["n"], match["span"]))


def plural(match: RuleMatch) -> Statement:
    """Days, weeks, months, years: so many of them nobody says."""
    return Statement("DURATION", value=_length("X", match["units"]))


def compound_duration(match: RuleMatch) -> Statement | None:
    """Two-year, 48-hour."""
    return Statement("DURATION", value=_length(match["count"], match["unit"]))


def half_or_one(match: RuleMatch) -> Statement:
    """A year, half an hour."""
    unit = match["unit"]
    if "fraction" in match:
        smaller = {"hour": (30, "minute"), "year": (6, "month"), "day": (12, "hour"), "century": (50, "year"),
                   "decade": (5, "year"), "minute": (30, "second")}  # fmt: skip
        n, unit = smaller.get(unit, (0.5, unit))
        return Statement("DURATION", value=_length(n, unit))
    return Statement("DURATION", value=_length(1, unit))


def half_unit(match: RuleMatch) -> Statement:
    """Half an hour, a half-century."""
    return half_or_one(match.supply(fraction=2))


def quarters(match: RuleMatch) -> Statement:
    """Two straight quarters P2Q."""
    return Statement("DURATION", value=_length(match["n"], "quarter"))


def long_unit(match: RuleMatch) -> Statement:
    """Month-long P1M."""
    return Statement("DURATION", value=_length(1, match["unit"]))


def _length(n: int | float | str, unit: str) -> str:
    code = PER[unit]
    if unit in ("decade", "century") and not isinstance(n, str):
        n, code = n * (10 if unit == "decade" else 100), "Y"
    number = f"{n:g}" if isinstance(n, float) else str(n)
    return f"PT{number}{code[1]}" if code[0] == "T" else f"P{number}{code}"


def repetition(match: RuleMatch) -> Statement:
    """Daily, per month, every other week."""
    return Statement("SET", value=_length(match.get("n", 1), match["unit"]))


def each_unit(match: RuleMatch) -> Statement:
    """Every day P1D, every other day P2D."""
    return Statement("SET", value=_length(2 if "other" in match else match.get("n", 1), match["unit"]))


def frequency(match: RuleMatch) -> Statement:
    """Daily P1D."""
    return Statement("SET", value=_length(1, match["frequency"]))


def each_weekday(match: RuleMatch) -> Statement:
    """Every Monday."""
    return Statement("SET", value=f"XXXX-WXX-{match['weekday']}")


def each_month(match: RuleMatch) -> Statement:
    """Every May."""
    return Statement("SET", value=f"XXXX-{match['month']:02}")


def constant(kind: str, value: str) -> Make:
    """Words of one meaning: now, recently, the future."""
    return lambda match: Statement(kind, value=value)
