"""Where matching events stand in time, as the store has it: many thousands are counted without reading one of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import Final, NamedTuple

from timeline.store.rows import packed, unpacked

_SIZES: Final = tuple(tag - 0x80 if tag >= 0x80 else 0x7F - tag for tag in range(256))
"""How many bytes follow the first of a packed number."""
_MODERN: Final = packed([10**6], "")[0]
"""The first byte of most beginnings: of days from the year 180 on."""
_PLAIN: Final = packed([0, 0], "")
"""What follows the beginning of a day without a time: it neither has one nor lasts longer."""


class Outline(NamedTuple):
    """An event without its words: `When.sort_key`, by which it begins, lasts and ends, and how exact its date is."""

    id: str
    sort_key: tuple[int, ...]
    precision: str


class Outlines:
    """Outlines in the order of dates. They stay packed, as bytes that stand in the order of what they say, and are
    counted by looking for a place among them; only those that are asked for are unpacked."""

    def __init__(self, rows: Iterable[tuple[bytes, str]]) -> None:
        """`rows` are sort key and precision, in any order: sorting bytes costs less than asking for an order."""
        by_precision: dict[str, list[bytes]] = defaultdict(list)
        long: list[bytes] = []
        for sort, precision in rows:
            by_precision[precision].append(sort)
            if not (sort[0] == _MODERN and sort[4:6] == _PLAIN):
                long.append(sort)
        self._by_precision = {precision: sorted(sorts) for precision, sorts in by_precision.items()}
        # Of lists in order, which sorting merges.
        self._sorts = sorted(chain.from_iterable(self._by_precision.values()))
        self._long = long

    def __len__(self) -> int:
        return len(self._sorts)

    def __iter__(self) -> Iterator[Outline]:
        """Each, in the order of dates."""
        precisions = {sort: precision for precision, sorts in self._by_precision.items() for sort in sorts}
        return (_outline(sort, precisions[sort]) for sort in self._sorts)

    def key(self, place: int) -> tuple[int, ...]:
        """The sort key in a place of the order."""
        return unpacked(self._sorts[place], 4)[0]

    def before(self, *key: int) -> int:
        """How many stand before a sort key, or before one that begins so."""
        return bisect_left(self._sorts, packed(key, ""))

    def precisions(self) -> dict[str, int]:
        """How many there are of each precision."""
        return {precision: len(sorts) for precision, sorts in self._by_precision.items()}

    def spread(self, precision: str, edges: Sequence[tuple[int, ...]]) -> list[Outline]:
        """Of a precision, from the first edge up to the last, the first behind each edge; where an edge has none behind
        it, the next of those before. One less than there are edges, or as many as there are."""
        sorts = self._by_precision.get(precision, [])
        places = [bisect_left(sorts, packed(edge, "")) for edge in edges]
        chosen = {first for first, last in pairwise(places) if first < last}
        others = (place for place in range(places[0], places[-1]) if place not in chosen)
        chosen.update(islice(others, len(edges) - 1 - len(chosen)))
        return [_outline(sorts[place], precision) for place in sorted(chosen)]

    def lasting(self, days: int, *since: int) -> Iterator[tuple[int, ...]]:
        """The keys, in no order, of which the last day is so many days or more after the first, of all or of those that
        stand behind a key; open ones too."""
        shorter, begun = packed([1 - days], ""), packed(since, "")
        for sort in self._long:
            if sort[_behind(sort, 2) :] < shorter and sort >= begun:
                yield unpacked(sort, 4)[0]


def _outline(sort: bytes, precision: str) -> Outline:
    key, id = unpacked(sort, 4)
    return Outline(id, key, precision)


def _behind(sort: bytes, numbers: int) -> int:
    """Where a sort key goes on behind so many of its numbers."""
    at = 0
    for _ in range(numbers):
        at += 1 + _SIZES[sort[at]]
    return at
