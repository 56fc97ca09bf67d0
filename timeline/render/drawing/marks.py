"""What is drawn of an event: extent and edges say how exact its date is, filling says its status. No third channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from timeline.dates.clock import seconds
from timeline.dates.edtf.parse import Member, Value, parse
from timeline.dates.edtf.points import Point
from timeline.dates.when import When
from timeline.model.event import AHEAD, Event
from timeline.model.recurrence import Occurrence, recurs, series
from timeline.render.drawing.scale import Span, after, moment

REACH: Final = 44.0
"""Pixels over which an edge fades that is open or not known."""
NARROW: Final = 9.0
"""Pixels that a band of one moment has at least."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One event as it is drawn. Moments are days; pixels come later.

    `shape` is "disc" (an exact day or time), "band" (one moment in it), "bar" (all through it), "set" (members of a
    set) or "series" (occurrences). `span` is what was said; `wide` what it can mean, where that is more. `left` and
    `right` say how a side ends: "sharp", "faded" (within `wide`), "open" (goes on) or "unknown". `core` is what a bar
    with vague ends surely covers. `parts` are the members of a set or the occurrences of a series; `joined` says
    whether all of a set are meant ("all") or one of it ("one"). `filling` is "filled", "hollow", "cancelled" or
    "disputed". `doubted` is a day that is not certain. `claims` are the dates of sources that contradict this one, in
    order and each once.
    """

    shape: str
    span: Span
    wide: Span
    left: str = "sharp"
    right: str = "sharp"
    core: Span | None = None
    parts: tuple[Span, ...] = ()
    joined: str = "all"
    filling: str = "filled"
    doubted: bool = False
    claims: tuple[Span, ...] = ()

    @property
    def own(self) -> Span:
        """All that the event's own date takes."""
        return self.wide if "faded" in (self.left, self.right) else self.span

    @property
    def drawn(self) -> Span:
        """The same with what other sources say."""
        spans = (self.own, *self.claims)
        return Span(min(span.start for span in spans), max(span.end for span in spans))


def mark(event: Event) -> Mark:
    """The event's mark. It needs a date: `../..` alone has none."""
    filling = FILLINGS.get(event.status, "hollow" if event.status in AHEAD else "filled")
    if recurs(event):
        return _series(series(event).occurrences, filling)
    return replace(_mark(event.when, filling), claims=_claims(event))


def _claims(event: Event) -> tuple[Span, ...]:
    dates = (each.when for each in event.conflicts if each.when.sort_day)
    return tuple(sorted({_mark(when, "hollow").span for when in dates}))


def begins(event: Event) -> float:
    """The moment by which the event belongs to a panel."""
    day = event.when.sort_day
    assert day is not None  # `../..` alone is no date of an event
    return moment(day, seconds(event.when.start_time) if event.when.start_time else 0)


FILLINGS: Final = {"cancelled": "cancelled", "disputed": "disputed"}


def _mark(when: When, filling: str) -> Mark:
    value = parse(when.edtf)
    if value.shape == "interval":
        return _interval(value.members[0], when, filling)
    if len(value.members) > 1:
        return _set(value, filling)
    member = value.members[0]
    if value.shape == "one-of" and (member.start is None or member.end is None):
        return _one_sided(member, filling)
    if value.shape == "list" and (member.start is None or member.end is None):
        return _lasting(member, filling)
    if value.shape == "list" and member.start is not member.end:
        return _lasting(member, filling)
    return _point(value, member, when, filling)


def _point(value: Value, member: Member, when: When, filling: str) -> Mark:
    """A date, or one of a range: a disc where it is a day, else a band, faded where it is around that."""
    span, wide = _span(member.points, wide=False), _span(member.points, wide=True)
    assert span is not None
    assert wide is not None
    if when.start_time or when.end_time:
        return _timed(span, when, filling)
    is_day = value.precision == "day" and not value.masked and member.start is member.end
    if is_day:
        return Mark("disc", span, wide, filling=filling, doubted=bool(value.qualifier))
    edge = "faded" if value.qualifier else "sharp"
    return Mark("band", span, wide, left=edge, right=edge, filling=filling)


def _timed(day: Span, when: When, filling: str) -> Mark:
    """A time of one day, a bar where it ends at another."""
    start = day.start + (seconds(when.start_time) / 86_400 if when.start_time else 0)
    if when.end_time is None:
        at = Span(start, start)
        return Mark("disc", at, at, filling=filling)
    end = day.start + seconds(when.end_time) / 86_400
    if end <= start:
        end += 1  # the next day
    lasting = Span(start, end)
    left = "sharp" if when.start_time else "unknown"
    return Mark("bar", lasting, lasting, left=left, core=lasting, filling=filling)


def _one_sided(member: Member, filling: str) -> Mark:
    """ "By X", "after X": one moment on one side of what is named."""
    named = _span(member.points, wide=False)
    assert named is not None
    if member.start is None:
        return Mark("band", Span(named.end, named.end), Span(named.end, named.end), left="unknown", filling=filling)
    return Mark(
        "band", Span(named.start, named.start), Span(named.start, named.start), right="unknown", filling=filling
    )


def _interval(member: Member, when: When, filling: str) -> Mark:
    made = _lasting(member, filling)
    if not (when.start_time or when.end_time):
        return made
    start = made.span.start + (seconds(when.start_time) / 86_400 if when.start_time else 0)
    end = made.span.end - 1 + seconds(when.end_time) / 86_400 if when.end_time else made.span.end
    exact = Span(start, max(start, end))
    return Mark("bar", exact, exact, left=made.left, right=made.right, core=exact, filling=filling)


def _lasting(member: Member, filling: str) -> Mark:
    """An interval: all through it, with what is open, unknown or vague at its ends."""
    left, _, right = member.text.partition("/") if "/" in member.text else member.text.partition("..")
    start, end = member.start, member.end
    named = _span(member.points, wide=False)
    wide = _span(member.points, wide=True)
    assert named is not None
    assert wide is not None
    core = Span(_sure_start(start, named), max(_sure_end(end, named), _sure_start(start, named)))
    return Mark(
        "bar",
        named,
        wide,
        left=_edge(start, left, list_open="/" not in member.text),
        right=_edge(end, right, list_open="/" not in member.text),
        core=core,
        filling=filling,
    )


def _edge(point: Point | None, text: str, *, list_open: bool) -> str:
    if point is None:
        return "open" if list_open or ".." in text else "unknown"
    return "faded" if any(point.marks) or ".." in text else "sharp"


def _sure_start(point: Point | None, named: Span) -> float:
    """From where on a bar is sure: a vague start may be as late as its last day."""
    if point is None or point.precision == "day":
        return named.start
    return min(float(point.last.key), named.end)


def _sure_end(point: Point | None, named: Span) -> float:
    if point is None or point.precision == "day":
        return named.end
    return max(after(point.first), named.start)


def _set(value: Value, filling: str) -> Mark:
    parts = tuple(part for member in value.members if (part := _span(member.points, wide=False)))
    whole = Span(min(part.start for part in parts), max(part.end for part in parts))
    left = "open" if value.members[0].start is None else "sharp"
    right = "open" if value.members[-1].end is None else "sharp"
    joined = "one" if value.shape == "one-of" else "all"
    return Mark("set", whole, whole, left=left, right=right, parts=parts, joined=joined, filling=filling)


def _series(occurrences: tuple[Occurrence, ...], filling: str) -> Mark:
    parts = tuple(_occurrence_span(each.when) for each in occurrences)
    whole = Span(parts[0].start, max(part.end for part in parts))
    return Mark("series", whole, whole, parts=parts, filling=filling)


def _occurrence_span(when: When) -> Span:
    made = _mark(when, "filled")
    return made.span


def _span(points: Iterable[Point], *, wide: bool) -> Span | None:
    """From the first day of the dates named to the last; with `wide`, with the room of their marks."""
    bounds = [point.wide if wide else (point.first, point.last) for point in points]
    if not bounds:
        return None
    return Span(moment(min(first for first, _ in bounds)), after(max(last for _, last in bounds)))
