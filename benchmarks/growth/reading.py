"""What reading words costs by their length: hostile scripts of signs, a history, and one sentence without an end."""

from __future__ import annotations

from functools import partial
from typing import Final

from benchmarks.growth import Growth, cpu
from timeline.dates import Day
from timeline.dates.reading.scanning import scan
from timeline.prose.expressions import expressions

SIZES: Final = (8_000, 32_000, 128_000)  # characters
TOLD: Final = Day(2019, 6, 1)
HISTORY: Final = (
    "The mill was built in 1802. In March 1848 it burnt down; two years later a new one stood.\n"
    "It was sold on 3 May 1913, and closed in the spring of 1959.\n"
)
CHINESE: Final = (
    "2024年5月17日，主席在北京会见来访的总统，双方就两国关系深入交换了意见。会谈持续了三个小时。"
    "据统计，今年一季度两国贸易额达到二百亿美元。工程于去年十月开工，预计明年年底完工。\n"
)
DENSE: Final = (
    "On 3 May 1913 it opened; 4 June 1914 closed; May 5, 1915, and June 6–8, 1916. In March 1917, spring 1918, "
    "the late 1920s, Monday 5 May 1924 at 14:30, two weeks later, from 1 May to 3 June 1925, c. 1931, Q3 1932,"
    "16 aprile 1933.\n"
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


def _scan(unit: str, size: int, language: str = "en") -> float:
    text = _of_length(unit, size)
    return cpu(lambda: sum(1 for _ in scan(text, language)), 5)


def _prose(unit: str, size: int) -> float:
    text = _of_length(unit, size)
    return cpu(lambda: expressions(text, TOLD), 5)


ROWS: Final = (
    *(Growth(f"scan of {name}", partial(_scan, unit), sizes=SIZES) for name, unit in HOSTILE.items()),
    Growth("scan of a Chinese report", partial(_scan, CHINESE, language="zh"), sizes=SIZES),
    Growth("scan of a list of dates", partial(_scan, DENSE), sizes=SIZES),
    Growth("scan of days of another language", partial(_scan, "12 mei 2024 en 16 foo 2025 "), sizes=SIZES),
    Growth("prose of a history", partial(_prose, HISTORY), sizes=SIZES),
    Growth("prose, one sentence", partial(_prose, HISTORY.replace(".", ",").replace("\n", " ")), sizes=SIZES),
)
