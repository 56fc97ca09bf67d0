"""Rows of a panel: each mark with its words where both are free, in one pass, the same each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from timeline.render.drawing.marks import NARROW, REACH, Mark
from timeline.render.drawing.scale import LAID, Scale
from timeline.render.drawing.widths import cut, width

GAP: Final = 10.0
"""Pixels between what stands in one row."""
WORDS: Final = 7.0
"""Pixels between a mark and its words."""
DOT: Final = 6.0
"""Pixels from the middle of a disc to where its room ends."""
ONWARD: Final = ("open", "unknown")
SHORTEST: Final = 16.0
"""Pixels of the shortest fade: room for its arrow."""
LEAST: Final = 150.0
"""Pixels that a title is cut to at least; with less room the words take a row of their own."""
WIDE: Final = 1 / 3
"""The part of a panel from which on a band or bar goes to the bottom: "2024" seven times must not push days down."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is drawn of one event: its mark, its words, where they lead, and the lane that it stands in. `note` is what
    the name of its link says besides: a status, sources."""

    id: str
    mark: Mark
    date: str
    title: str
    href: str
    lane: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """The name of its link. It begins with the words that are seen, so that it can be called by them (WCAG 2.2,
        2.5.3)."""
        return " · ".join(part for part in (f"{self.date} {self.title}", self.note) if part)


@dataclass(frozen=True, slots=True)
class Box:
    """From the left edge to the right one, in pixels of the narrowest panel."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Placed:
    """An item in its row. `side` is where its words stand: "inside", "right", "left" or "over" (a row of their own); in
    a band that fades "inside-span", from where it is at its strongest, or "inside-left", up to there. `title` is as
    much of it as is shown, `wide` as much as is shown on a page that is as wide as it gets."""

    item: Item
    row: int
    side: str
    title: str
    box: Box
    mark: Box
    wide: str


def place(items: Iterable[Item], scale: Scale, most: int) -> tuple[list[Placed], list[Item]]:
    """The items in rows, and those for which `most` rows have no room."""
    rows: list[list[Box]] = []
    placed: list[Placed] = []
    left_out: list[Item] = []
    for item in sorted(items, key=lambda item: _order(item, scale)):
        box = mark_box(item.mark, scale)
        side, title, whole = next(_ways(item, box, scale))
        row = next((n for n, row in enumerate(rows) if _is_free(row, whole)), len(rows))
        if row == most:
            left_out.append(item)
            continue
        if row == len(rows):
            rows.append([])
        rows[row].append(whole)
        placed.append(Placed(item, row, side, title, whole, box, title))
    return placed, left_out


def mark_box(mark: Mark, scale: Scale) -> Box:
    """The pixels that a mark takes, with the dates of other sources."""
    own = _own_box(mark, scale)
    lefts = (scale.pixels(span.start) - DOT for span in mark.claims)
    rights = (scale.pixels(span.end) + DOT for span in mark.claims)
    return Box(min(own.left, *lefts), max(own.right, *rights)) if mark.claims else own


def _own_box(mark: Mark, scale: Scale) -> Box:
    span = mark.own
    left, right = scale.pixels(span.start), scale.pixels(span.end)
    if mark.shape == "disc":
        middle = scale.pixels((span.start + span.end) / 2)
        radius = 9.0 if mark.doubted else DOT
        return Box(middle - radius, middle + radius)
    if mark.shape in ("set", "series"):
        return Box(left - DOT, max(right, left) + DOT)
    before, behind = reaches(mark, scale)
    return Box(left - before, max(right, left + NARROW) + behind)


def reaches(mark: Mark, scale: Scale) -> tuple[float, float]:
    """The pixels over which a mark fades where it goes on or is not known: less where the panel ends before."""
    left = scale.pixels(mark.span.start) if mark.left in ONWARD else 0.0
    right = LAID - scale.pixels(mark.span.end) if mark.right in ONWARD else 0.0
    return max(min(left, REACH), SHORTEST * (mark.left in ONWARD)), max(
        min(right, REACH), SHORTEST * (mark.right in ONWARD)
    )


def _order(item: Item, scale: Scale) -> tuple[object, ...]:
    box = mark_box(item.mark, scale)
    is_wide = (
        item.mark.shape in ("band", "bar", "set") or item.mark.claims != ()
    ) and box.right - box.left > LAID * WIDE
    return (item.mark.shape != "series", is_wide, item.mark.span.start, -item.mark.span.length, item.id)


def _ways(item: Item, box: Box, scale: Scale) -> Iterator[tuple[str, str, Box]]:
    """Where the words can stand, the best first: side, title and the pixels that all of it takes."""
    if item.mark.shape == "series":
        yield _over(item, box)
    date = width(item.date, bold=True) + width(" ")
    words = date + width(item.title)
    right, left = LAID - box.right - WORDS, box.left - WORDS
    is_alone = item.mark.shape == "band" and not item.mark.claims
    if is_alone and words + 2 * WORDS <= _inner(item.mark, box):
        yield "inside", item.title, box
    if words <= right:
        yield "right", item.title, Box(box.left, box.right + WORDS + words)
    if words <= left:
        yield "left", item.title, Box(left - words, box.right)
    if is_alone and "faded" in (item.mark.left, item.mark.right):
        yield from _within_fading(item, box, scale, words + 2 * WORDS)
    # In full it has no room: as much of it as the better side holds.
    room = max(right, left)
    title = cut(item.title, room - date)
    words = date + width(title)
    if room - date >= LEAST and title:
        side = "right" if right >= left else "left"
        edges = (box.left, box.right + WORDS + words) if side == "right" else (left - words, box.right)
        yield side, title, Box(*edges)
    yield _over(item, box)


def _within_fading(item: Item, box: Box, scale: Scale, words: float) -> Iterator[tuple[str, str, Box]]:
    """Words on the band itself. None cross the outline of one that is only awaited."""
    start, end = scale.pixels(item.mark.span.start), scale.pixels(item.mark.span.end)
    if words <= end - start:
        yield "inside-span", item.title, box
    if words <= start - box.left:
        yield "inside-left", item.title, box
    if words <= box.right - box.left and item.mark.filling == "filled":
        yield "inside", item.title, box


def _over(item: Item, box: Box) -> tuple[str, str, Box]:
    """Words above their mark: from its beginning on, or up to the panel's edge where they need more room."""
    date = width(item.date, bold=True) + width(" ")
    title = cut(item.title, LAID - date - GAP)
    words = date + width(title)
    if max(box.left, 0) + words <= LAID:
        left = max(box.left, 0)
        return "over", title, Box(box.left, max(box.right, left + words))
    return "over-end", title, Box(min(box.left, LAID - words), LAID)


def _inner(mark: Mark, box: Box) -> float:
    """The room for words inside a band; on one that fades they are harder to read than beside it."""
    return box.right - box.left if mark.left == mark.right == "sharp" else 0.0


def _is_free(row: list[Box], box: Box) -> bool:
    return all(box.left >= other.right + GAP or box.right <= other.left - GAP for other in row)
