"""Which of two figures of a date is the day: as the words themselves settle it, or as someone says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

ASK, DAY_FIRST, MONTH_FIRST = "ask", "day-first", "month-first"
DATE_ORDERS: Final = (DAY_FIRST, MONTH_FIRST, ASK)
"""Which of two figures is the day, where either may be."""
IN_ORDER: Final = "in the order "
"""Stands in the rule that read figures whose order the document or the chronology settles."""
_FIGURES: Final = re.compile(r"(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?![\d/-]|\.\d)")
"""A day and a month in figures; with full stops the day is the first in every language."""


def own_order(words: str) -> str:
    """The order that the figures settle among themselves, as 13/04/2024 does; `ask` where none does, or they differ."""
    orders = {order for found in _FIGURES.finditer(words) if (order := _settled(found))}
    return orders.pop() if len(orders) == 1 else ASK


def in_order(words: str, order: str) -> str:
    """The words with each day that may be either way round in EDTF, in their own order, or else as `order` says."""
    own = own_order(words)
    order = order if own == ASK else own
    if order == ASK:
        return words
    return _FIGURES.sub(lambda found: _in_order(found, order), words)


def in_doubt(words: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Figures that may be read either way round, each with the two days that it may be, the day first and then not."""
    if own_order(words) == ASK:
        yield from ((found[0], _either_way(found)) for found in _FIGURES.finditer(words) if _is_in_doubt(found))


def _settled(found: re.Match[str]) -> str:
    first, second = int(found[1]), int(found[3])
    if 12 < first < 32 and 0 < second < 13:
        return DAY_FIRST
    return MONTH_FIRST if 12 < second < 32 and 0 < first < 13 else ""


def _is_in_doubt(found: re.Match[str]) -> bool:
    return found[1] != found[3] and 0 < int(found[1]) < 13 and 0 < int(found[3]) < 13


def _in_order(found: re.Match[str], order: str) -> str:
    return _either_way(found)[order == MONTH_FIRST] if _is_in_doubt(found) else found[0]


def _either_way(found: re.Match[str]) -> tuple[str, str]:
    one, other = int(found[1]), int(found[3])
    return f"{found[4]}-{other:02d}-{one:02d}", f"{found[4]}-{one:02d}-{other:02d}"
