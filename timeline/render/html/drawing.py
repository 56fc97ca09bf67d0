"""The drawn timeline on a page: figure, sentence, and the links that zoom and pan. Pure: values in, markup out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from timeline.dates.calendar import Day
from timeline.dates.writing import wording
from timeline.model.event import Event
from timeline.model.parameters import LANES
from timeline.model.pattern import brief_words
from timeline.render.drawing.extents import Extents
from timeline.render.drawing.figure import STRIP, Era, Figure, era
from timeline.render.drawing.lanes import lanes, source_name, source_names
from timeline.render.drawing.marks import mark
from timeline.render.drawing.paint import Paint, number
from timeline.render.drawing.plan import Plan
from timeline.render.drawing.rows import Item
from timeline.render.drawing.scale import Span, moment
from timeline.render.drawing.words import drawing_words, sentence
from timeline.render.html.site import Site
from timeline.render.html.zooming import steps
from timeline.render.messages import message

IN_TITLE: Final = {"cancelled": "cancelled", "disputed": "disputed-title", "postponed": "postponed"}
"""Statuses that stand before the title, and the message that says them."""
MOST_SOURCES: Final = 3
"""Sources that the name of a mark's link has."""


class Links(NamedTuple):
    """The page's address for other days, for all of them where they are None; and for other lanes. `target` is the
    window in which an event opens."""

    days: Callable[[Day | None, Day | None], str]
    lanes: Callable[[str], str]
    target: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page draws: all events of the query without its window, the plan of those within, and the events picked.

    `window` is None where the whole is shown; `lanes` are those of `LANES`, or empty; `touching` are the events that
    have a date in each panel, where there are several."""

    whole: Extents
    plan: Plan
    events: Iterable[Event]
    window: Span | None
    links: Links
    today: Day | None = None
    lanes: str = ""
    touching: Sequence[int] = ()


def context(site: Site, drawing: Drawing) -> dict[str, Any]:
    """What the template shows."""
    language = site.language
    paint = Paint()
    links, eras = drawing.links, eras_of(site, drawing.plan)
    figure = Figure(drawing_words(language), links.days, paint, eras, drawing.today, links.target)
    items = drawn_items(site, drawing)
    panels = figure.panels(drawing.plan, items, drawing.touching)
    return {
        "heading": message("drawing-heading", language),
        "sentence": sentence(drawing.plan.extents, drawing.plan.window, language),
        "list": message("drawing-list", language),
        "definitions": Markup(paint.definitions()),  # noqa: S704 - made by us, of escaped parts
        "strip": Markup(figure.strip(drawing.whole, drawing.plan)),  # noqa: S704
        "strip_height": number(STRIP),
        "panels": [
            {"heading": panel.heading, "height": number(panel.height), "svg": Markup(panel.svg)}  # noqa: S704
            for panel in panels
        ],
        "steps": [] if site.is_static else list(_steps(drawing, language)),
        "lanes": None if site.is_static else _lanes(drawing, language),
    }


def tracks(site: Site, year: int, events: Sequence[Event]) -> tuple[Markup, list[Markup]]:
    """For a list of one year's events on a phone: the axis of the year, and each event's mark on it."""
    span = Span(moment(Day(year, 1, 1)), moment(Day(year + 1, 1, 1)))
    figure = Figure(drawing_words(site.language), lambda first, last: "")
    marks = [Markup(figure.track(mark(event), span)) for event in events]  # noqa: S704 - of escaped parts
    return Markup(figure.track_axis(span)), marks  # noqa: S704


def eras_of(site: Site, plan: Plan) -> list[Era]:
    """The chronology's eras, as far as a plan shows them."""
    return [era(each.name, each.edtf, plan.whole) for each in site.chronology.eras]


def drawn_items(site: Site, drawing: Drawing) -> dict[str, Item]:
    """The picked events as they are drawn, by id."""
    events = list(drawing.events)
    lane_of = lanes(events, drawing.lanes) if drawing.lanes else {}
    return {event.id: _item(site, event, lane_of.get(event.id, "")) for event in events}


def _item(site: Site, event: Event, lane: str) -> Item:
    language, told = site.language, event.translations.get(site.language)
    title = told.title if told else event.title
    if event.status in IN_TITLE:
        title = message(IN_TITLE[event.status], language, title=title)
    date = brief_words(event, language, site.chronology.hemisphere)
    note = " · ".join(_notes(site, event))
    return Item(event.id, mark(event), date, title, site.links.event(event.id), lane=lane, note=note)


def _notes(site: Site, event: Event) -> Iterator[str]:
    """What the words beside a mark leave out: a status that the title does not say, who says it, and who says another
    date."""
    language = site.language
    if event.status != "happened" and event.status not in IN_TITLE:
        yield message(f"status-{event.status}", language)
    names = source_names(event)
    if names:
        yield message("source", language, source=", ".join(names[:MOST_SOURCES]))
    for each in event.conflicts:
        date = wording.brief(each.when, language, site.chronology.hemisphere)
        yield message("conflict", language, publisher=source_name(each.citation), words=date)


def _lanes(drawing: Drawing, language: str) -> dict[str, Any]:
    """The choice of lanes, what is chosen among them."""
    choices = [
        {
            "words": message(f"drawing-lanes-{by or 'none'}", language),
            "href": drawing.links.lanes(by),
            "chosen": by == drawing.lanes,
        }
        for by in ("", *LANES)
    ]
    return {"label": message("drawing-lanes", language), "choices": choices}


def _steps(drawing: Drawing, language: str) -> Iterator[dict[str, str]]:
    """Links to the days before and after, to fewer and to more of them, and to all."""
    for name, days in steps(drawing.plan, is_whole=drawing.window is None):
        first, last = days or (None, None)
        yield {"name": name, "words": message(f"drawing-{name}", language), "href": drawing.links.days(first, last)}
