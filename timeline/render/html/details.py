"""An event as templates show it: its card, its sources, its relations and its history."""

from __future__ import annotations

from typing import Any

from timeline.dates.writing import wording
from timeline.model.change import Change
from timeline.model.chronology import Chronology
from timeline.model.event import Citation, Conflict, Event, Place
from timeline.model.pattern import event_words
from timeline.model.urls import Urls
from timeline.render.dates import mark
from timeline.render.entries import day_words as published_words
from timeline.render.entries import is_quotable
from timeline.render.html.times import day_words, html_datetime, html_end, instant
from timeline.render.html.words import STATUS_WORDS, plural


def event_card(chronology: Chronology, event: Event) -> dict[str, Any]:
    """What a template shows of an event."""
    when = event.when
    return {
        "id": event.id,
        "url": Urls(chronology.base_url).event(event.id),
        "title": event.title,
        "summary": event.summary,
        "reason": event.reason,
        "when": event_words(event, chronology.language),
        "edtf": when.edtf,
        "precision": when.precision,
        "datetime": html_datetime(when),
        "dtend": html_end(when),
        "mark": mark(when),
        "status": STATUS_WORDS.get(event.status, ""),
        "status_name": event.status,
        "gone": event.is_gone,
        "places": [_place(chronology, place) for place in event.places],
        "tags": [{"name": t, "href": Urls(chronology.base_url).listing([("tag", t)])} for t in event.tags],
        "citations": plural(len(event.sources), "source", "sources") if event.sources else "",
    }


def _place(chronology: Chronology, place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "href": Urls(chronology.base_url).listing([("place", place.name)]),
    }


def relations(chronology: Chronology, event: Event, titles: dict[str, str]) -> list[dict[str, str]]:
    """The events that it names, with their titles."""
    others = {"Moved to": event.successor, "Merged into": event.merged_into, "Split from": event.split_from}
    address = Urls(chronology.base_url).event
    return [{"name": name, "href": address(id), "title": titles.get(id, id)} for name, id in others.items() if id]


def source(chronology: Chronology, citation: Citation) -> dict[str, str]:
    """One source of the event, with its words where a person wrote them."""
    origin = [citation.publisher, published_words(citation.published, chronology.language)]
    return {
        "title": citation.title or citation.url or citation.publisher or citation.source,
        "url": citation.url if citation.url.startswith(("http://", "https://")) else "",
        "line": ", ".join(part for part in origin if part),
        "words": citation.words if is_quotable(citation.words) else "",
        "evidence": citation.place if is_quotable(citation.place) else "",
    }


def conflict(chronology: Chronology, event: Event, conflict: Conflict) -> dict[str, str]:
    """A source that gives another date."""
    citation = conflict.citation
    return {
        "when": wording.words(conflict.when, chronology.language, ahead=event.looks_ahead),
        "edtf": conflict.when.edtf,
        "name": citation.publisher or citation.title or citation.source,
        "words": citation.words,
    }


def change_line(chronology: Chronology, change: Change) -> dict[str, str]:
    """A line of the event's history."""
    return {
        "at": instant(change.at),
        "day": day_words(chronology, change.at),
        "kind": change.kind,
        "words": _difference(chronology, change),
        "reason": change.reason,
    }


def _difference(chronology: Chronology, change: Change) -> str:
    if change.before is None:
        return ""
    if "when" in change.fields:
        before = event_words(change.before, chronology.language)
        after = event_words(change.after, chronology.language)
        # Another date may read alike: the words are those of its precision.
        return f"{before} → {after}" if before != after else ""
    if "title" in change.fields:
        return f"{change.before.title} → {change.after.title}"
    return ""
