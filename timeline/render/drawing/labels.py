"""The words of one event in a drawing: where they hang, how they look, and where a click on them is felt."""

from __future__ import annotations

from timeline.render.drawing.paint import Paint, element, escaped, number, percent
from timeline.render.drawing.rows import WORDS, Item, Placed
from timeline.render.drawing.scale import LAID, Scale, Span
from timeline.render.drawing.widths import ELLIPSIS, width


def label(each: Placed, scale: Scale, y: float, paint: Paint) -> str:
    """Date and title of an item, on the line of its mark."""
    anchor, dx, side = _anchor(each, scale)
    is_inside = each.side.startswith("inside")
    look = paint("words-inside" if is_inside else _look(each.item))
    date = element("tspan", paint("date-inside" if is_inside else "date"), escaped(each.item.date))
    title = _isolated(each.item.title, _title(each, paint))
    words = f"{title} {date}" if each.side in ("left", "inside-left") else f"{date} {title}"
    place = {"x": number(dx), "y": "-2" if each.side.startswith("over") else "4", **side}
    inside = _targets(each, dx, bool(side), paint) + element("text", {**place, **look}, words)
    return element("svg", {"x": percent(anchor), "y": number(y), "overflow": "visible"}, inside)


def _title(each: Placed, paint: Paint) -> str:
    """As much of the title as has room. On a page both ends of one that was cut, of which its sheet shows one; a file
    is as wide as it is."""
    if paint.theme or each.title == each.wide:
        return escaped(each.wide)
    common = each.title.removesuffix(ELLIPSIS)
    ends = {"narrow": each.title, "wide": each.wide}
    drawn = (element("tspan", paint(name), escaped(title[len(common) :])) for name, title in ends.items())
    return escaped(common) + "".join(drawn)


def _targets(each: Placed, dx: float, is_left: bool, paint: Paint) -> str:
    """Where a click is felt: 24 pixels high, and as long as the words that are shown."""
    if paint.theme or each.title == each.wide:
        return _target(each, each.wide, dx, is_left, paint("target"))
    narrow = _target(each, each.title, dx, is_left, {"class": "tl-target tl-narrow"})
    return narrow + _target(each, each.wide, dx, is_left, {"class": "tl-target tl-wide"})


def _target(each: Placed, title: str, dx: float, is_left: bool, look: dict[str, str]) -> str:
    length = width(each.item.date, bold=True) + width(" ") + width(title)
    left = dx - length if is_left else dx
    return element("rect", {"x": number(left), "y": "-12", "width": number(length), "height": "24", **look})


def _anchor(each: Placed, scale: Scale) -> tuple[float, float, dict[str, str]]:
    """Where the words hang: a place in per cent, pixels from there, and which end of them hangs."""
    mark = each.item.mark
    span = mark.drawn
    if mark.shape == "disc" and not mark.claims:
        middle = (span.start + span.end) / 2
        span = Span(middle, middle)
    start, end = scale.percent(span.start), scale.percent(span.end)
    if each.side == "over":
        return start, 0.0, {}
    if each.side == "over-end":
        return 100.0, 0.0, {"text-anchor": "end"}
    if each.side == "inside":
        return start, WORDS, {}
    if each.side == "inside-span":
        return scale.percent(mark.span.start), WORDS, {}
    if each.side == "inside-left":
        return scale.percent(mark.span.start), -WORDS, {"text-anchor": "end"}
    if each.side == "right":
        return end, each.mark.right - end * LAID / 100 + WORDS, {}
    return start, each.mark.left - start * LAID / 100 - WORDS, {"text-anchor": "end"}


def _look(item: Item) -> str:
    return "words-quiet" if item.mark.filling == "cancelled" else "words"


def _isolated(title: str, drawn: str) -> str:
    """A title whose letters run from right to left stays together (Unicode UAX 9, 2.4: first strong isolate)."""
    return f"\u2068{drawn}\u2069" if any("\u0590" <= character <= "\u08ff" for character in title) else drawn
