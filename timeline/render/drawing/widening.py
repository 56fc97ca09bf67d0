"""Titles that were cut for the narrowest panel: as much more of them as the page at its full width has room for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from timeline.render.drawing.rows import GAP, WORDS, Placed
from timeline.render.drawing.scale import LAID, Scale
from timeline.render.drawing.widths import cut, width

FULL: Final = 952.0
"""Pixels of a panel on a page that is as wide as it gets: 62rem and its margins (`site.css`)."""
MORE: Final = (FULL - LAID) / 100
"""Pixels by which what stands one per cent farther right moves on such a page."""


def widen(placed: Iterable[Placed], scale: Scale) -> list[Placed]:
    """The same items in the same rows, each with what it shows of its title at full width."""
    rows: defaultdict[int, list[Placed]] = defaultdict(list)
    for each in sorted(placed, key=lambda each: each.box.left):
        rows[each.row].append(each)
    return [each for row in rows.values() for each in _widen_row(row, scale)]


def _widen_row(row: Sequence[Placed], scale: Scale) -> Iterator[Placed]:
    free = 0.0
    for each, following in zip_longest(row, row[1:]):
        end = _left(following, scale) - GAP if following else FULL
        made = replace(each, wide=_title(each, free, end, scale))
        free = _right(made, scale) + GAP
        yield made


def _title(each: Placed, free: float, end: float, scale: Scale) -> str:
    """As much of the title as has room between two places of its row; never less than on a narrow page."""
    if each.title == each.item.title:
        return each.title
    if each.side == "right":
        free = _behind(each, scale)
    elif each.side == "left":
        end = _before(each, scale)
    title = cut(each.item.title, end - free - _date(each))
    return max(title, each.title, key=len)


def _left(each: Placed, scale: Scale) -> float:
    """Where an item with its words begins at full width. What was cut to the left of a mark gives way to the item
    before it, which has its words already."""
    return each.box.left + MORE * scale.percent(each.item.mark.drawn.start)


def _right(each: Placed, scale: Scale) -> float:
    """Where an item with its words ends at full width."""
    if each.side == "over-end":
        return FULL
    if each.side == "right":
        return _behind(each, scale) + _date(each) + width(each.wide)
    return each.box.right + MORE * scale.percent(each.item.mark.drawn.end)


def _behind(each: Placed, scale: Scale) -> float:
    """Where words right of a mark begin at full width."""
    return each.mark.right + WORDS + MORE * scale.percent(each.item.mark.drawn.end)


def _before(each: Placed, scale: Scale) -> float:
    """Where words left of a mark end at full width."""
    return each.mark.left - WORDS + MORE * scale.percent(each.item.mark.drawn.start)


def _date(each: Placed) -> float:
    return width(each.item.date, bold=True) + width(" ")
