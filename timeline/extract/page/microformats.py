"""h-event (and its elder, hCalendar) by mf2py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import mf2py

from timeline.extract import objects
from timeline.extract.objects import Object
from timeline.extract.page.schema import PageEvent, date
from timeline.extract.plain_text import clean, line, plain
from timeline.model.event import Place

LARGEST: Final = 2_000_000
"""Characters of a page in which microformats are looked for; the parser builds a slow tree."""
STATUSES: Final = {"cancelled": "cancelled", "canceled": "cancelled", "tentative": "tentative"}


def events(text: str, url: str, published: str, language: str) -> Iterator[PageEvent]:
    """The h-events of a page in its order, those inside others too."""
    if len(text) > LARGEST or not ("h-event" in text or "vevent" in text):
        return
    parsed = mf2py.parse(doc=text, url=url or None, html_parser="lxml")
    stack = _items(reversed(parsed.get("items", [])))
    while stack:
        item = stack.pop()
        if "h-event" in item.get("type", ()):
            yield _event(item, published, language)
        nested = list(item.get("children", ()))
        for values in item.get("properties", {}).values():
            nested += values
        stack += [each for each in _items(reversed(nested)) if "type" in each]


def _items(values: Iterable[Any]) -> list[Object]:
    return [each for each in values if isinstance(each, dict)]


def _event(item: Object, published: str, language: str) -> PageEvent:
    fields: dict[str, list[Any]] = item.get("properties", {})
    first, last = _text(fields, "start"), _text(fields, "end")
    address = _text(fields, "url")
    return PageEvent(
        title=line(_text(fields, "name") or _text(fields, "summary")),
        when=date(first, last, published, language),
        words=f"{first} – {last}" if last and last != first else first,
        key=line(_text(fields, "uid") or address),
        url=address,
        summary=clean(_text(fields, "summary") or _text(fields, "description") or _content(fields)),
        status=STATUSES.get(_text(fields, "status").lower(), ""),
        places=tuple(_places(fields.get("location", []))),
        tags=tuple(dict.fromkeys(filter(None, (line(objects.text(tag)) for tag in fields.get("category", [])))))[:30],
        rule="h-event",
    )


def _text(fields: dict[str, list[Any]], name: str) -> str:
    """The first value of a property as text; of an object what it says."""
    for value in fields.get(name, []):
        text = objects.text(value.get("value")) if isinstance(value, dict) else objects.text(value)
        if text.strip():
            return text.strip()
    return ""


def _content(fields: dict[str, list[Any]]) -> str:
    value = next(iter(fields.get("content", [])), None)
    return plain(objects.text(value.get("html"))) if isinstance(value, dict) else objects.text(value)


def _places(values: list[Any]) -> Iterator[Place]:
    for value in values[:20]:
        inner = value.get("properties", {}) if isinstance(value, dict) else {}
        name = line(_text(inner, "name") or (objects.text(value.get("value")) if inner else objects.text(value)))
        geo = next((each.get("properties", {}) for each in inner.get("geo", []) if isinstance(each, dict)), inner)
        point = objects.coordinates(_text(geo, "latitude"), _text(geo, "longitude"))
        if name:
            yield objects.place(name[:200], point)
