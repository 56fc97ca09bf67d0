"""Measure every row, or those whose name holds one of the words given; exits with the number of those that fail."""

from __future__ import annotations

import sys
from typing import Final

from benchmarks.growth import (
    Growth,
    Ratio,
    drawn,
    dumps,
    exponent,
    feeds,
    files,
    memory,
    questions,
    reading,
    series,
    servers,
    serving,
    sources,
    stored,
)

ROWS: Final[tuple[Growth | Ratio, ...]] = (
    *drawn.ROWS,
    *dumps.ROWS,
    *feeds.ROWS,
    *files.ROWS,
    *memory.ROWS,
    *questions.ROWS,
    *reading.ROWS,
    *series.ROWS,
    *servers.ROWS,
    *serving.ROWS,
    *sources.ROWS,
    *stored.ROWS,
)


def main() -> int:
    """Print a line a row; the number of rows that pass their bound."""
    words = sys.argv[1:]
    rows = [row for row in ROWS if _is_named(row, words)]
    print(f"{'milliseconds of CPU':44} {'growth':>7} {'bound':>6}")
    return sum(not _holds(row) for row in rows)


def _is_named(row: Growth | Ratio, words: list[str]) -> bool:
    """Whether a row is asked for: by a word of its name, or by no word at all."""
    return not words or any(word in row.name for word in words)


def _holds(row: Growth | Ratio) -> bool:
    if isinstance(row, Ratio):
        return _printed(row.name, "ratio", row.measure(), row.bound)
    costs = tuple(row.measure(size) for size in row.sizes)
    figures = ", ".join(f"{size:,}: {cost * 1000:.2f}" for size, cost in zip(row.sizes, costs, strict=True))
    reach = f" (wanted {row.reach})" if row.reach else ""
    return _printed(row.name, figures + reach, exponent(row.sizes, costs), row.bound)


def _printed(name: str, figures: str, value: float, bound: float) -> bool:
    holds = value <= bound
    verdict = "" if holds else "FAILS  "
    print(f"{name:44} {value:7.2f} {bound:6.2f}  {verdict}{figures}", flush=True)
    return holds


if __name__ == "__main__":
    sys.exit(main())
