"""What reading words costs by their length: hostile scripts of signs, a history, and one sentence without an end."""

from __future__ import annotations

from functools import partial
from typing import Final

from benchmarks.growth import Growth, cpu
from timeline.dates import Day
from timeline.dates.reading import table
from timeline.prose.expressions import expressions

SIZES: Final = (8_000, 32_000, 128_000)  # characters
TOLD: Final = Day(2019, 6, 1)
HISTORY: Final = (
    "The mill was built in 1802. In March 1848 it burnt down; two years later a new one stood.\n"
    "It was sold on 3 May 1913, and closed in the spring of 1959.\n"
)
HOSTILE: Final = {
    "digits": "1234567890",
    "dates": "May 1, ",
    "the": "the first of the ",
    "from": "from May to ",
    "between": "between 1914 and ",
    "blanks": "5 \t \u00a0 \u200b May\n",
    "dashes": "1914-",
    "brackets": "[(",
    "scripts": "M\u0430y 5 五月 ５ ",
    "months": "JanFebMar",
    "question marks": "1??",
}


def _of_length(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


def _scan(unit: str, size: int) -> float:
    text = _of_length(unit, size)
    return cpu(lambda: sum(1 for _ in table("en").scan(text)), 5)


def _prose(unit: str, size: int) -> float:
    text = _of_length(unit, size)
    return cpu(lambda: expressions(text, TOLD), 5)


ROWS: Final = (
    *(Growth(f"scan of {name}", partial(_scan, unit), sizes=SIZES) for name, unit in HOSTILE.items()),
    Growth("prose of a history", partial(_prose, HISTORY), sizes=SIZES),
    Growth("prose, one sentence", partial(_prose, HISTORY.replace(".", ",").replace("\n", " ")), sizes=SIZES),
)
