"""How parts of a drawing look: by class on a page, whose sheet knows dark and light, by literal colours in a file.

A strict Content-Security-Policy blocks `style` in inline SVG, and an SVG opened by its own address obeys its own
policy: attributes are what works in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import escape

_SPECIAL: Final = frozenset("&<>\"'")
FONT: Final = "system-ui, sans-serif"


@dataclass(frozen=True, slots=True)
class Colours:
    """What a file is drawn with. Contrast on paper: ink 14, quiet 5.6, mark 4.8 at least (WCAG 2.2, 1.4.3, 1.4.11)."""

    paper: str
    ink: str
    quiet: str
    line: str
    mark: str
    band: str
    accent: str
    warn: str
    era: str


LIGHT: Final = Colours(
    "#fcfbf8", "#1f2328", "#5f6368", "#dedbd3", "#b4511c", "#f0d9c8", "#1d5c6b", "#9a2a2a", "#d5e2e4"
)
DARK: Final = Colours("#16181b", "#e8e6e1", "#a8aaad", "#3a3d41", "#e8935f", "#51392a", "#7cc3d3", "#f08a8a", "#274046")
THEMES: Final = {"light": LIGHT, "dark": DARK}


def _attributes(colours: Colours) -> dict[str, dict[str, str]]:
    c = colours
    halo = {"paint-order": "stroke", "stroke": c.paper, "stroke-width": "3", "stroke-linejoin": "round"}
    outline = {"fill": c.paper, "stroke": c.mark, "stroke-width": "1.75"}
    return {
        "axis": {"stroke": c.quiet, "stroke-width": "1"},
        "axis-words": {"fill": c.quiet, "font-size": "12"},
        "axis-larger": {"fill": c.ink, "font-size": "12", "font-weight": "600"},
        "grid": {"stroke": c.line, "stroke-width": ".75"},
        "grid-larger": {"stroke": c.line, "stroke-width": "1.25"},
        "band": {"fill": c.band},
        "band-outline": {"fill": "none", "stroke": c.mark, "stroke-width": "1.25", "stroke-dasharray": "4 3"},
        "edge": {"stroke": c.mark, "stroke-width": "1.5", "fill": "none"},
        "foot": {"stroke": c.mark, "stroke-width": "1.25"},
        "solid": {"fill": c.mark},
        "outline": outline,
        "line": {"stroke": c.mark, "stroke-width": "1.25"},
        "line-dashed": {"stroke": c.mark, "stroke-width": "1.25", "stroke-dasharray": "3 3"},
        "ring": {"fill": "none", "stroke": c.mark, "stroke-width": "1.25", "stroke-dasharray": "1.5 2.5"},
        "cross": {"stroke": c.warn, "stroke-width": "1.75", "fill": "none"},
        "words": {"fill": c.ink, "font-size": "13", **halo},
        "words-inside": {"fill": c.ink, "font-size": "13"},
        "words-quiet": {"fill": c.quiet, "font-size": "13", **halo},
        "date": {"fill": c.mark, "font-weight": "600"},
        "date-mark": {"fill": c.mark, "font-size": "13", "font-weight": "600"},
        "date-inside": {"font-weight": "600"},
        "heading": {"fill": c.ink, "font-size": "14", "font-family": "Georgia, serif", "font-weight": "600"},
        "quiet": {"fill": c.quiet, "font-size": "12"},
        "today": {"stroke": c.accent, "stroke-width": "1.5"},
        "today-words": {"fill": c.accent, "font-size": "12", "font-weight": "600"},
        "era-1": {"fill": c.era},
        "era-2": {"fill": c.era, "fill-opacity": ".55"},
        "cut": {"fill": c.line, "fill-opacity": ".35"},
        "column": {"fill": c.mark},
        "bin": {"fill": c.mark},
        "bin-vague": {"fill": c.band},
        "shown": {"fill": c.accent, "fill-opacity": ".14"},
        "target": {"fill": "none", "pointer-events": "all"},
    }


class Paint:
    """Attributes by name: classes of the page, or the colours of a theme ("light", "dark"). `prefix` keeps the ids of
    several drawings in one document apart."""

    def __init__(self, theme: str = "", prefix: str = "tl") -> None:
        self.theme, self.prefix = theme, prefix
        self._attributes = _attributes(THEMES[theme]) if theme else None

    def __call__(self, name: str) -> dict[str, str]:
        """The attributes of a part."""
        return {"class": f"tl-{name}"} if self._attributes is None else self._attributes[name]

    def fade(self, name: str) -> dict[str, str]:
        """The attributes of what fades: "band-in", "band-out", "solid-in" or "solid-out"."""
        return {"fill": f"url(#{self.prefix}-{name})"}

    def definitions(self) -> str:
        """The gradients, once a document."""
        made = []
        for name in ("band", "solid"):
            look = {"class": f"tl-stop-{name}"} if self._attributes is None else self._stop(name)
            for way, (first, last) in (("in", ("0", "1")), ("out", ("1", "0"))):
                stops = element("stop", {"offset": "0", "stop-opacity": first, **look}) + element(
                    "stop", {"offset": "1", "stop-opacity": last, **look}
                )
                made.append(element("linearGradient", {"id": f"{self.prefix}-{name}-{way}"}, stops))
        return element("defs", {}, "".join(made))

    def _stop(self, name: str) -> dict[str, str]:
        colours = THEMES[self.theme]
        return {"stop-color": colours.band if name == "band" else colours.mark}


def element(name: str, attributes: Mapping[str, str], inside: str = "") -> str:
    """An element; `inside` is markup."""
    written = "".join(f' {key}="{_quoted(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def escaped(text: str) -> str:
    """Text between tags, as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(value: str) -> str:
    # Nearly all are numbers and names of our own; what needs no escaping costs no copy.
    return escape(value) if _SPECIAL.intersection(value) else value


def number(value: float) -> str:
    """A number of at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(value: float) -> str:
    """A place on the panel."""
    return f"{value:.3f}".rstrip("0").rstrip(".") + "%"
