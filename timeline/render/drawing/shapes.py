"""The marks in SVG: places along the scale in per cent, everything else in pixels, so that words never shrink."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from timeline.render.drawing.marks import NARROW, Mark
from timeline.render.drawing.paint import Paint, element, number, percent
from timeline.render.drawing.rows import ONWARD, reaches
from timeline.render.drawing.scale import Scale, Span

HALF_BAND: Final = 8.0
HALF_BAR: Final = 3.5
RADIUS: Final = 4.5
DOUBTED: Final = 3.5
RING: Final = 8.0
SHORT: Final = 7.0
"""Pixels that a bar has at least."""
COMB: Final = 5.0
"""Pixels under which ticks of a series are no longer drawn one by one."""


class Shapes:
    """Draws marks on one scale, at a height `y` each."""

    def __init__(self, scale: Scale, paint: Paint) -> None:
        self._scale, self._paint = scale, paint

    def draw(self, mark: Mark, y: float) -> str:
        """The mark, with its cross where it was called off."""
        drawn = "".join((*self._claims(mark, y), *DRAWN[mark.shape](self, mark, y)))
        torn = "".join(self._torn(mark, y))
        return drawn + torn + (self._cross(mark, y) if mark.filling == "cancelled" else "")

    # The shapes.

    def disc(self, mark: Mark, y: float) -> Iterator[str]:
        """A day or a time."""
        at = (mark.span.start + mark.span.end) / 2
        yield self._at(at, y, self._dot(mark.filling, DOUBTED if mark.doubted else RADIUS))
        if mark.doubted:
            yield self._at(at, y, element("circle", {"r": number(RING), **self._paint("ring")}))

    def band(self, mark: Mark, y: float) -> Iterator[str]:
        """One moment in it."""
        if "unknown" in (mark.left, mark.right):
            yield from self._one_sided(mark, y)
            return
        if "faded" in (mark.left, mark.right):
            yield from self._faded(mark, y)
            return
        yield from self._box(mark.span, y, mark.filling, HALF_BAND, NARROW)
        yield from self._ends(mark.span, y, HALF_BAND)

    def bar(self, mark: Mark, y: float) -> Iterator[str]:
        """All through it."""
        core = mark.core or mark.span
        if core != mark.span:
            yield self._rect(mark.span, y, HALF_BAND, self._paint("band"))
            yield from self._ends(mark.span, y, HALF_BAND)
        if mark.wide != mark.span:
            yield from self._sides(mark, y)
        if core.length or not self._goes_on(mark):
            yield from self._box(core, y, mark.filling, HALF_BAR, SHORT, solid=True)
        before, behind = reaches(mark, self._scale)
        if mark.left in ONWARD:
            yield self._at(mark.span.start, y, self._onward(mark.left, -1, before, mark.filling))
        if mark.right in ONWARD:
            yield self._at(mark.span.end, y, self._onward(mark.right, 1, behind, mark.filling))

    def set(self, mark: Mark, y: float) -> Iterator[str]:
        """Each member, joined by a line: dashed for one of them, solid for all of them."""
        line = "line" if mark.joined == "all" else "line-dashed"
        yield self._line(mark.span, y, line)
        filling = mark.filling if mark.joined == "all" else "hollow"
        for part in mark.parts:
            yield from self._member(part, y, filling)

    def series(self, mark: Mark, y: float) -> Iterator[str]:
        """A line with a tick for each occurrence; those too near to each other are a comb."""
        y += 6
        shown = [part for part in mark.parts if self._scale.span.meets(part)]
        if not shown:
            return
        yield self._line(Span(shown[0].start, shown[-1].start), y, "line")
        for run in self._runs(shown):
            if len(run) > 2:
                yield self._rect(Span(run[0].start, run[-1].start), y, 4.0, self._paint("solid"))
            else:
                yield "".join(self._tick(part.start, y, 4.0) for part in run)

    # Their parts.

    def _claims(self, mark: Mark, y: float) -> Iterator[str]:
        """Other sources' dates, hollow as nothing is held to have happened there, on one dashed line with the event's
        own. One that the panel does not show has the line's torn end."""
        if not mark.claims:
            return
        ends = [mark.span if self._is_long(mark.span) else _middle(mark.span)]
        ends += [claim if self._is_long(claim) else _middle(claim) for claim in mark.claims]
        yield self._line(Span(min(each.start for each in ends), max(each.end for each in ends)), y, "line-dashed")
        for claim in mark.claims:
            if self._scale.span.meets(claim) or self._scale.span.holds(claim.start):
                yield from self._member(claim, y, "hollow")

    def _member(self, part: Span, y: float, filling: str) -> Iterator[str]:
        """One of several dates: a disc, or a band where it is long enough to be seen as one."""
        if self._is_long(part):
            yield from self._box(part, y, filling, HALF_BAND, NARROW)
            yield from self._ends(part, y, HALF_BAND)
        else:
            yield self._at(_middle(part).start, y, self._dot(filling, RADIUS))

    def _is_long(self, part: Span) -> bool:
        """A day is a disc, however close it is looked at."""
        return part.length > 1 and part.length * self._scale.pixels_a_day > NARROW

    def _goes_on(self, mark: Mark) -> bool:
        return not {"open", "unknown"}.isdisjoint((mark.left, mark.right))

    def _faded(self, mark: Mark, y: float) -> Iterator[str]:
        yield from self._sides(mark, y)
        yield self._rect(mark.span, y, HALF_BAND, self._paint("band"))
        if mark.filling != "filled":
            yield from self._box(mark.span, y, mark.filling, HALF_BAND, NARROW)
        yield self._line(mark.span, y + HALF_BAND, "foot")

    def _sides(self, mark: Mark, y: float) -> Iterator[str]:
        for side, way in ((Span(mark.wide.start, mark.span.start), "in"), (Span(mark.span.end, mark.wide.end), "out")):
            if side.length > 0 and self._scale.span.meets(side):
                yield self._rect(side, y, HALF_BAND, self._paint.fade(f"band-{way}"))

    def _one_sided(self, mark: Mark, y: float) -> Iterator[str]:
        """By X, after X: a band that fades where nothing is known, and an arrow that points there."""
        is_before = mark.left == "unknown"
        sign = -1 if is_before else 1
        reach = max(reaches(mark, self._scale))
        box = {"x": number(-reach if is_before else 0), "y": number(-HALF_BAND), "width": number(reach), "height": "16"}
        look = self._paint.fade("band-in" if is_before else "band-out")
        arrow = element("path", {"d": f"M{sign * 9} -4L{sign * 14} 0L{sign * 9} 4", **self._paint("edge")})
        edge = element("path", {"d": f"M0 {-HALF_BAND}V{HALF_BAND}", **self._paint("edge")})
        outline = self._dashes(box) if mark.filling in ("hollow", "cancelled") else ""
        yield self._at(mark.span.start, y, element("rect", {**box, **look}) + outline + edge + arrow)

    def _dashes(self, box: dict[str, str]) -> str:
        return element("rect", {**box, **self._paint("band-outline")})

    def _onward(self, how: str, sign: int, reach: float, filling: str) -> str:
        """Where a bar goes on past what is known: an arrow where it does, a question mark where nobody says."""
        box = {"x": number(-reach if sign < 0 else 0), "y": number(-HALF_BAR), "width": number(reach), "height": "7"}
        name = "solid" if filling in ("filled", "disputed") else "band"
        fade = element("rect", {**box, **self._paint.fade(f"{name}-in" if sign < 0 else f"{name}-out")})
        if how == "unknown":
            words = {"x": number(sign * (reach - 4)), "y": "4", "text-anchor": "middle", **self._paint("date-mark")}
            return fade + element("text", words, "?")
        tip = sign * reach
        arrow = {"d": f"M{tip - sign * 5:g} -4L{tip:g} 0L{tip - sign * 5:g} 4", **self._paint("edge")}
        return fade + element("path", arrow)

    def _box(
        self, span: Span, y: float, filling: str, half: float, least: float, *, solid: bool = False
    ) -> Iterator[str]:
        """A band or bar by its filling; as wide as `least` at any rate, beside its true width."""
        name = "solid" if solid else "band"
        if filling in ("hollow", "cancelled"):
            name = "outline" if solid else "band-outline"
        if filling == "disputed":
            yield self._rect(span, y, half, self._paint("outline" if solid else "band-outline"))
            span, name = Span(span.start, (span.start + span.end) / 2), "solid" if solid else "band"
        yield self._rect(span, y, half, self._paint(name))
        if span.length * self._scale.pixels_a_day < least:
            box = {"y": number(-half), "width": number(least), "height": number(2 * half)}
            yield self._at(span.start, y, element("rect", {**box, **self._paint(name)}))

    def _ends(self, span: Span, y: float, half: float) -> Iterator[str]:
        for at in (span.start, span.end):
            if self._scale.span.start <= at <= self._scale.span.end:
                yield self._tick(at, y, half)

    def _tick(self, at: float, y: float, half: float) -> str:
        x = percent(self._scale.percent(at))
        line = {"x1": x, "x2": x, "y1": number(y - half), "y2": number(y + half)}
        return element("line", {**line, **self._paint("edge")})

    def _dot(self, filling: str, radius: float) -> str:
        name = "outline" if filling in ("hollow", "cancelled", "disputed") else "solid"
        drawn = element("circle", {"r": number(radius), **self._paint(name)})
        if filling == "disputed":
            half = f"M0 {-radius}A{radius} {radius} 0 0 0 0 {radius}Z"
            drawn += element("path", {"d": half, **self._paint("solid")})
        return drawn

    def _cross(self, mark: Mark, y: float) -> str:
        at = mark.span.start if mark.shape == "series" else (mark.span.start + mark.span.end) / 2
        return self._at(at, y, element("path", {"d": "M-5 -5L5 5M-5 5L5 -5", **self._paint("cross")}))

    def _torn(self, mark: Mark, y: float) -> Iterator[str]:
        """A mark that goes on past the panel ends in teeth."""
        span, panel = mark.drawn, self._scale.span
        if mark.shape in ("disc", "series") and not mark.claims:
            return
        if span.start < panel.start < span.end:
            yield self._at(panel.start, y, element("path", {"d": "M0 -8l3 4l-3 4l3 4l-3 4", **self._paint("edge")}))
        if span.end > panel.end > span.start:
            yield self._at(panel.end, y, element("path", {"d": "M0 -8l-3 4l3 4l-3 4l3 4", **self._paint("edge")}))

    def _runs(self, parts: Sequence[Span]) -> Iterator[list[Span]]:
        """Occurrences that stand nearer than a comb's teeth, together."""
        run: list[Span] = []
        for part in parts:
            if run and self._scale.pixels(part.start) - self._scale.pixels(run[-1].start) >= COMB:
                yield run
                run = []
            run.append(part)
        yield run

    def _rect(self, span: Span, y: float, half: float, look: dict[str, str]) -> str:
        left, right = self._scale.percent(span.start), self._scale.percent(span.end)
        box = {"x": percent(left), "y": number(y - half), "width": percent(right - left), "height": number(2 * half)}
        return element("rect", {**box, **look})

    def _line(self, span: Span, y: float, name: str) -> str:
        ends = {"x1": percent(self._scale.percent(span.start)), "x2": percent(self._scale.percent(span.end))}
        return element("line", {**ends, "y1": number(y), "y2": number(y), **self._paint(name)})

    def _at(self, moment: float, y: float, inside: str) -> str:
        place = {"x": percent(self._scale.percent(moment)), "y": number(y), "overflow": "visible"}
        return element("svg", place, inside)


def _middle(span: Span) -> Span:
    at = (span.start + span.end) / 2
    return Span(at, at)


DRAWN: Final = {
    "disc": Shapes.disc,
    "band": Shapes.band,
    "bar": Shapes.bar,
    "set": Shapes.set,
    "series": Shapes.series,
}
