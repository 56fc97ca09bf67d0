"""Events about a date: in which windows of days they are asked for, and how they are found among those that came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Generic, TypeVar

from timeline.dates import Day, When
from timeline.model.query import Filter

MOST: Final = 24
"""Windows in which the events about many dates are asked for: beyond, some are asked for between the dates."""
OPEN: Final = 2**62
"""The day that stands for an end which is not known."""
T = TypeVar("T")
Window = tuple[Day | None, Day | None]
"""First and last day; None where it is open."""


def windows(dates: Iterable[When]) -> list[Window]:
    """Few windows that hold every date with the days beside it; the widest gaps between dates are left out."""
    spans: list[tuple[int, int]] = []
    for first, last in sorted({_span(when, 1) for when in dates}):
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = spans[-1][0], max(last, spans[-1][1])
        else:
            spans.append((first, last))
    if not spans:
        return []
    gaps = sorted(range(1, len(spans)), key=lambda n: spans[n - 1][1] - spans[n][0])
    starts = [0, *sorted(gaps[: MOST - 1])]
    ends = [start - 1 for start in starts[1:]] + [len(spans) - 1]
    return [(_day(spans[start][0]), _day(spans[end][1])) for start, end in zip(starts, ends, strict=True)]


class Neighbourhood(Generic[T]):
    """Things by their dates; each question costs what its answer does, however long the spans are.

    A span of up to 2^n days stands in a row of boxes that are 2^n days wide, in the one where it begins.
    """

    def __init__(self) -> None:
        self._boxes: dict[int, dict[int, list[tuple[int, int, T]]]] = {}

    def add(self, when: When, thing: T) -> None:
        """Put a thing at its date."""
        first, last = _span(when)
        size = (last - first).bit_length()
        self._boxes.setdefault(size, {}).setdefault(first >> size, []).append((first, last, thing))

    def near(self, when: When) -> Iterator[T]:
        """What lies within a day of the date, by the widest bounds of both."""
        start, end = _span(when, 1)
        for size, boxes in self._boxes.items():
            for box in _between(boxes, (start >> size) - 1, end >> size):
                for first, last, thing in boxes[box]:
                    if first <= end and start <= last:
                        yield thing


def _between(boxes: dict[int, list[tuple[int, int, T]]], low: int, high: int) -> Sequence[int]:
    """The boxes that there are from one to another."""
    if high - low < len(boxes):
        return [box for box in range(low, high + 1) if box in boxes]
    return [box for box in boxes if low <= box <= high]


def _span(when: When, beside: int = 0) -> tuple[int, int]:
    first, last = when.possibly_earliest, when.possibly_latest
    start = -OPEN if first is None else first.key - beside
    return start, OPEN if last is None else last.key + beside


def _day(ordinal: int) -> Day | None:
    return None if abs(ordinal) >= OPEN else Day.from_ordinal(ordinal)


def around(window: Window) -> Filter:
    """Events whose dates can meet a window of days; years that a filter cannot name leave their side open."""
    first, last = window
    return Filter(since=_filter_day(first), until=_filter_day(last), match="possibly")


def _filter_day(day: Day | None) -> str:
    return str(day) if day is not None and -9999 <= day.year <= 9999 else ""
