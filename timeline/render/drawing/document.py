"""The drawing as a file of its own: literal colours, a ground to stand on, and at its foot what it is and of when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from timeline.render.drawing.figure import STRIP, Panel
from timeline.render.drawing.paint import FONT, THEMES, Paint, element, escaped, number

WIDTH: Final = 1000.0
MARGIN: Final = 20.0
HEADING: Final = 24.0
MEDIA_TYPE: Final = "image/svg+xml"


def document(title: str, foot: Sequence[str], paint: Paint, strip: str, panels: Sequence[Panel]) -> bytes:
    """The file: `foot` are its last lines (the chronology, the span, the number of events, the address)."""
    parts = [_text(title, MARGIN + 16, paint, "heading")]
    y = MARGIN + HEADING + 8
    parts.append(_placed(y, STRIP, strip))
    y += STRIP + 8
    for panel in panels:
        parts.append(_text(panel.heading, y + 14, paint, "heading"))
        parts.append(_placed(y + HEADING, panel.height, panel.svg))
        y += HEADING + panel.height + 12
    for line in foot:
        y += 16
        parts.append(_text(line, y, paint, "quiet"))
    height = y + MARGIN
    ground = element("rect", {"width": "100%", "height": "100%", "fill": THEMES[paint.theme].paper})
    root = {
        "xmlns": "http://www.w3.org/2000/svg",
        "width": number(WIDTH),
        "height": number(height),
        "font-family": FONT,
        "role": "img",
    }
    inside = element("title", {}, escaped(title)) + paint.definitions() + ground + "".join(parts)
    return (element("svg", root, inside) + "\n").encode("utf-8")


def _placed(y: float, height: float, inside: str) -> str:
    place = {"x": number(MARGIN), "y": number(y), "width": number(WIDTH - 2 * MARGIN), "height": number(height)}
    return element("svg", place, inside)


def _text(words: str, y: float, paint: Paint, look: str) -> str:
    return element("text", {"x": number(MARGIN), "y": number(y), **paint(look)}, escaped(words))
