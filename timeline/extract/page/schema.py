"""schema.org events of a page: JSON-LD alone, in arrays, in a @graph, with commas too many; microdata; RDFa."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from timeline.dates import When
from timeline.errors import SourceRefused
from timeline.extract import date_fields, objects
from timeline.extract.feed.extensions import days
from timeline.extract.objects import Object
from timeline.extract.page import attributes, schedule
from timeline.extract.plain_text import line, plain, plain_line
from timeline.model.event import Place

TYPES: Final = frozenset({"Festival", "Hackathon", "CourseInstance", "EventSeries", "ConferenceEvent"})
"""Events of schema.org whose names do not end in Event, beside those that do."""
STATUSES: Final = {
    "eventcancelled": "cancelled",
    "cancelled": "cancelled",
    "eventpostponed": "postponed",
    "postponed": "postponed",
}
_SCRIPT: Final = re.compile(r"<script\b[^>]{0,500}?type\s*=\s*[\"']?application/ld\+json[^>]{0,500}>", re.IGNORECASE)
_SCRIPT_END: Final = re.compile(r"</script", re.IGNORECASE)
MOST_SCRIPTS: Final = 200
MOST_SCHEDULES: Final = 20
MOST_DATES: Final = 500
"""Dates of one event."""
WRAPPERS: Final = ("<!--", "-->", "//", "/*", "*/", "<![CDATA[", "]]>", "<!", ">", ";")
"""What stands around JSON-LD for old browsers and for XML, in any order."""


@dataclass(frozen=True, slots=True)
class PageEvent:
    """An event that a page marks up, or why its date cannot be taken."""

    title: str
    when: When | str
    words: str
    key: str = ""
    url: str = ""
    summary: str = ""
    status: str = ""
    places: tuple[Place, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""
    rule: str = "schema.org"
    recurrence: tuple[str, ...] = ()


def events(text: str, published: str, language: str, broken: list[str], order: str = "") -> Iterator[PageEvent]:
    """The events of a page, each once; scripts that cannot be read are told in `broken`.

    What JSON-LD says comes first, since it says most; what microdata and RDFa say of the same is left out.
    """
    seen: set[tuple[str, str, str]] = set()
    known: set[tuple[str, str]] = set()
    for script in _scripts(text):
        for fields in _events(_load(script, broken)):
            for event in _dated(fields, published, language, order):
                known.add(_said(event))
                if (event.title, event.words, event.key) not in seen:
                    seen.add((event.title, event.words, event.key))
                    yield event
    for item in attributes.items(text):
        for fields in _events(item):
            for event in _dated(fields, published, language, order):
                if _said(event) not in known and (event.title, event.words, event.key) not in seen:
                    seen.add((event.title, event.words, event.key))
                    yield event


def _said(event: PageEvent) -> tuple[str, str]:
    """What two ways of marking up one event have in common: its title and its first day."""
    when = event.when
    return event.title.casefold(), str(when.earliest) if isinstance(when, When) else event.words


def _scripts(text: str) -> Iterator[str]:
    """What stands in each script of JSON-LD; a text that is JSON itself is one."""
    if text.lstrip()[:1] in ("{", "["):
        yield text
        return
    for tag in islice(_SCRIPT.finditer(text), MOST_SCRIPTS):
        end = _SCRIPT_END.search(text, tag.end())
        yield text[tag.end() : end.start() if end else len(text)]


def _load(script: str, broken: list[str]) -> Any:
    bare = _without_wrappers(script)
    for text in (bare, objects.without_trailing_commas(bare), html.unescape(objects.without_trailing_commas(bare))):
        try:
            return objects.load(text, "its JSON-LD")
        except SourceRefused as error:
            reason = str(error)
    broken.append(reason)
    return None


def _without_wrappers(script: str) -> str:
    """The script without comments and CDATA sections around it."""
    bare = script.strip()
    while wrapper := next((each for each in WRAPPERS if bare.startswith(each)), ""):
        bare = bare.removeprefix(wrapper).lstrip()
    while wrapper := next((each for each in WRAPPERS if bare.endswith(each)), ""):
        bare = bare.removesuffix(wrapper).rstrip()
    return bare


def _events(value: Any) -> Iterator[Object]:
    """Every object of a type of event, wherever it stands, in its order."""
    stack = [value]
    while stack:
        each = stack.pop()
        if isinstance(each, list):
            stack += reversed(each)
        elif isinstance(each, dict):
            if is_event(each):
                yield each
            stack += [child for child in reversed(each.values()) if isinstance(child, (dict, list))]


def is_event(fields: Object) -> bool:
    """Whether an object is an event by its type."""
    names = [re.split(r"[/#:]", name)[-1] for name in objects.texts(fields.get("@type"))]
    return any(name.endswith("Event") or name in TYPES for name in names)


def _dated(fields: Object, published: str, language: str, order: str) -> Iterator[PageEvent]:
    """The event with its date; one event a schedule, or a start date, where they make no series together."""
    event = _event(fields, language)
    starts = [line(objects.name_of(each)) for each in objects.as_list(fields.get("startDate"))[:MOST_DATES]] or [""]
    ends = [line(objects.name_of(each)) for each in objects.as_list(fields.get("endDate"))[:MOST_DATES]]
    schedules = objects.objects(fields.get("eventSchedule"))[:MOST_SCHEDULES]
    if schedules:
        for number, each in enumerate(schedules, 1):
            yield _numbered(_scheduled(event, each, starts[0], next(iter(ends), ""), order), number)
        return
    pairs = [(first, ends[at] if at < len(ends) else "") for at, first in enumerate(starts)]
    dates = [date(first, last, published, event.language[:2].lower(), order) for first, last in pairs]
    words = [_words(first, last) for first, last in pairs]
    series = schedule.series_of_dates([each for each in dates if isinstance(each, When)]) if _all_read(dates) else None
    if series is not None:
        yield replace(event, when=series[0], words=words[0], recurrence=series[1])
        return
    for number, (when, said) in enumerate(zip(dates, words, strict=True), 1):
        yield _numbered(replace(event, when=when, words=said), number)


def _all_read(dates: list[When | str]) -> bool:
    return len(dates) > 1 and all(isinstance(each, When) for each in dates)


def _words(first: str, last: str) -> str:
    return f"{first} – {last}" if last and last != first else first


def _scheduled(event: PageEvent, fields: Object, first: str, last: str, order: str) -> PageEvent:
    words = _words(first or objects.text(_one(fields.get("startDate"))), "")
    try:
        when, lines = schedule.series_of_schedule(fields, first, last, order)
    except schedule.BadSchedule as error:
        return replace(event, when=str(error), words=words)
    return replace(event, when=when, words=words, recurrence=lines)


def _numbered(event: PageEvent, number: int) -> PageEvent:
    """Further dates of one event are events of their own, with a key of their own."""
    return event if number == 1 or not event.key else replace(event, key=f"{event.key}#{number}")


def _event(fields: Object, language: str) -> PageEvent:
    """What the event says beside its date."""
    said = objects.name_of(fields.get("inLanguage")) or language
    url = objects.text(_one(fields.get("url"))) or objects.text(fields.get("@id"))
    identifier = _one(fields.get("identifier"))
    named = objects.text(identifier.get("value")) if isinstance(identifier, dict) else objects.text(identifier)
    titles = (objects.name_of(_one(fields.get(name))) for name in ("name", "headline", "summary"))
    return PageEvent(
        title=plain_line(next(filter(None, titles), "")),
        when="it has no start date",
        words="",
        key=line(objects.text(fields.get("@id")) or named or url),
        url=url,
        summary=plain(objects.name_of(_one(fields.get("description")))),
        status=_status(objects.name_of(_one(fields.get("eventStatus")))),
        places=tuple(_places(fields.get("location"))),
        tags=_keywords(fields.get("keywords")),
        language=said,
    )


def date(first: str, last: str, published: str, language: str, order: str = "") -> When | str:
    """The date of a start and an end, or why there is none; an end that cannot be read is left out."""
    if not first:
        return "it has no start date"
    start = date_fields.read_date(first, published, language, order)
    if isinstance(start, str) or not last:
        return start
    end = date_fields.read_date(last, published, language, order)
    span = days(start, end) if isinstance(end, When) else start
    return span if isinstance(span, When) else start


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _status(said: str) -> str:
    return STATUSES.get(said.rpartition("/")[2].rpartition("#")[2].lower(), "")


def _places(value: Any) -> Iterator[Place]:
    """Places by name, or by address; an online place is none."""
    for each in objects.as_list(value)[:20]:
        fields = each if isinstance(each, dict) else {"name": each}
        if "VirtualLocation" in "".join(objects.texts(fields.get("@type"))):
            continue
        name = plain_line(objects.name_of(_one(fields.get("name")))) or _address(fields.get("address"))
        geo = fields.get("geo")
        geo = geo if isinstance(geo, dict) else fields
        point = objects.coordinates(geo.get("latitude"), geo.get("longitude"))
        if name and not name.startswith(("http://", "https://")):
            yield objects.place(name[:200], point)


def _address(value: Any) -> str:
    value = _one(value)
    if not isinstance(value, dict):
        return plain_line(objects.text(value))
    parts = [objects.name_of(value.get(name)) for name in ("streetAddress", "addressLocality", "addressCountry")]
    return plain_line(", ".join(part for part in parts if part))


def _keywords(value: Any) -> tuple[str, ...]:
    words = (line(word) for text in objects.texts(value) for word in text.split(","))
    return tuple(dict.fromkeys(word for word in words if word))[:30]
