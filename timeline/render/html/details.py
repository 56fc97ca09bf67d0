"""An event as templates show it: its card, its sources, its relations and its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from timeline.dates import When
from timeline.dates.writing import wording
from timeline.model.change import Change
from timeline.model.event import Citation, Event, Place
from timeline.model.pattern import event_words
from timeline.render.dates import mark
from timeline.render.entries import day_words as published_words
from timeline.render.entries import is_quotable
from timeline.render.html.differences import differences
from timeline.render.html.site import Site
from timeline.render.html.times import day_words, html_datetime, html_end, instant
from timeline.render.pictures import picture


def event_card(site: Site, event: Event) -> dict[str, Any]:
    """What a template shows of an event."""
    when = event.when
    told = event.translations.get(site.language)
    return {
        "id": event.id,
        "url": site.links.event(event.id),
        "ics": site.links.event(event.id, "ics"),
        "json": site.links.event(event.id, "json"),
        "title": told.title if told else event.title,
        "summary": told.summary if told else event.summary,
        "language": "" if told or event.language == site.language else event.language,
        "reason": event.reason,
        "when": event_words(event, site.language),
        "edtf": when.edtf,
        "precision": when.precision,
        "datetime": html_datetime(when),
        "dtend": html_end(when),
        "mark": mark(when),
        "status": "" if event.status == "happened" else site.text(f"status-{event.status}"),
        "status_name": event.status,
        "gone": event.is_gone,
        "places": [_place(site, place) for place in event.places],
        "tags": [{"name": t, "href": site.narrowed("tag", t)} for t in event.tags],
        "picture": picture(event, site.chronology),
        "citations": site.counted("source-count", len(event.sources)) if event.sources else "",
    }


def _place(site: Site, place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "href": site.narrowed("place", place.name),
    }


def relations(site: Site, event: Event, titles: dict[str, str]) -> list[dict[str, str]]:
    """The events that it names, with their titles."""
    others = {"moved-to": event.successor, "merged-into": event.merged_into, "split-from": event.split_from}
    address = site.links.event
    return [
        {"name": site.text(name), "href": address(id), "title": titles.get(id, id)} for name, id in others.items() if id
    ]


def source(site: Site, citation: Citation) -> dict[str, str]:
    """One source of the event, with its words where a person wrote them."""
    origin = [citation.publisher, published_words(citation.published, site.language)]
    return {
        "title": citation.title or citation.url or citation.publisher or citation.source,
        "url": citation.url if citation.url.startswith(("http://", "https://")) else "",
        "line": ", ".join(part for part in origin if part),
        "words": citation.words if is_quotable(citation.words) else "",
        "evidence": citation.place if is_quotable(citation.place) else "",
    }


def own_date(site: Site, event: Event, citation: Citation) -> str:
    """The date that this source gives, where it is another than the event's."""
    if citation.when is None or citation.when.edtf == event.when.edtf:
        return ""
    said = wording.words(citation.when, site.language, site.chronology.hemisphere, ahead=event.looks_ahead)
    return site.text("gives-date", date=said)


def disagreement(site: Site, event: Event) -> list[dict[str, Any]]:
    """The dates that sources give where they disagree, the event's own first, each with who says it in which words."""
    if not event.conflicts:
        return []
    contrary = [each.citation for each in event.conflicts]
    rest = [citation for citation in event.sources if citation not in contrary]
    dates: dict[str, tuple[When, list[Citation]]] = {event.when.edtf: (event.when, rest)}
    for each in event.conflicts:
        dates.setdefault(each.when.edtf, (each.when, []))[1].append(each.citation)
    return [_disputed_date(site, event, when, citations) for when, citations in dates.values()]


def _disputed_date(site: Site, event: Event, when: When, citations: Sequence[Citation]) -> dict[str, Any]:
    return {
        "when": wording.words(when, site.language, site.chronology.hemisphere, ahead=event.looks_ahead),
        "edtf": when.edtf,
        "mark": mark(when),
        "own": when.edtf == event.when.edtf,
        "sayings": [_saying(site, citation) for citation in citations],
    }


def _saying(site: Site, citation: Citation) -> dict[str, str]:
    name = citation.publisher or citation.title or citation.source
    return {
        "says": site.text("says", name=name),
        "published": published_words(citation.published, site.language),
        "words": citation.words if is_quotable(citation.words) else "",
        "url": citation.url if citation.url.startswith(("http://", "https://")) else "",
    }


def change_line(site: Site, change: Change) -> dict[str, Any]:
    """A line of the event's history."""
    return {
        "at": instant(change.at),
        "day": day_words(site.chronology, change.at),
        "kind": site.text(f"kind-{change.kind}"),
        "differences": differences(site, change),
        "reason": change.reason,
    }
