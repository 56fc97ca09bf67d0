"""The page on which to subscribe, from what its address says."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from timeline.model.parameters import CHOICES, FILTERS, Parameters, value
from timeline.publish.publisher import Publisher
from timeline.publish.views import VIEWS
from timeline.render.html.site import Site
from timeline.render.html.subscribing import DEFAULT, Panel, panel

OF_CALENDARS: Final = frozenset({"alarm"})
"""Choices that only a calendar shows."""


def subscribe(publisher: Publisher, whole: Site, slug: str, chosen: Parameters, now: datetime) -> bytes:
    """The page for a feed, narrowed and treated as the parameters say. That of a static site has no form, which nothing
    would answer, and no preview, which begins with today. Raises `FeedNotFound`, `FeedMoved`, and
    `InvalidQuery`, of what is left out as well."""
    format, view = value(chosen, "format", DEFAULT), value(chosen, "view", "")
    choices = tuple(name for name in VIEWS[view].choices if format == "ics" or name not in OF_CALENDARS)
    for name in (*CHOICES, "days"):
        value(chosen, name, "")
    # What was chosen before another view or format was, and does not show in it, is left out and not refused.
    kept = {name: chosen[name] for name in (*FILTERS, *choices) if name in chosen}
    language = "" if whole.is_static else value(chosen, "lang", whole.offered_language(slug))
    if language and language != whole.feed_language(slug):
        kept["lang"] = [language]
    else:
        kept.pop("lang", None)
    preview = publisher.preview(slug, format, kept, now, view)
    shown = Panel(
        subscription=preview.subscription,
        address=preview.address,
        views=tuple(VIEWS),
        choices=choices,
        samples=() if whole.is_static else preview.samples,
        total=preview.total,
    )
    return panel(whole, shown)
