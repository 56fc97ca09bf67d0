"""Dumps: an event a line, as `export` and `/api/v1/dump.ndjson` write them, read back as the events that they were."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import BinaryIO, Final, NamedTuple

import msgspec

from timeline.dates import EDTFError, When
from timeline.errors import Problem
from timeline.model.event import ID, STATUSES, TAG, Citation, Conflict, Event, Image, Link, Override, Place, decode
from timeline.model.rule import BadSeries, check
from timeline.model.values import Unfit, did_you_mean, language_tag, quoted, web_address

LONGEST: Final = 4 * 2**20
"""Bytes of one line."""
SKEW: Final = timedelta(minutes=10)
"""How far another machine's clock may be ahead."""
ORIGINS: Final = ("file", "source", "api")
MOST_LINES: Final = 100
"""Lines of one recurrence."""
_ESCAPED: Final = re.compile(rb"\\[bfu]|[\x7f]|\xc2[\x80-\x9f]")
"""What may stand for a control character; most lines have none of it."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MEND: Final = "take the line as `timeline export` or /api/v1/dump.ndjson gives it"


class Line(NamedTuple):
    """A line as read: its number, the bytes up to its end, and the event in it or what is wrong with it; neither where
    it is blank, or says at which position the dump stands."""

    number: int
    end: int
    event: Event | None = None
    problem: Problem | None = None


START: Final = Line(0, 0)


class Dump(NamedTuple):
    """Lines of JSON, what their file is called in problems, and the chronology's address, at which its pictures are."""

    file: BinaryIO
    name: str
    base_url: str


def lines(dump: Dump, now: datetime, after: Line = START) -> Iterator[Line]:
    """The lines behind one, one at a time; nothing is kept of them."""
    file, name, base_url = dump
    file.seek(after.end)
    number, end = after.number, after.end
    while data := file.readline(LONGEST + 1):
        number, end = number + 1, end + len(data)
        if len(data) > LONGEST:
            end += _skip(file)
            what = f"the line is longer than {LONGEST:,} bytes"
            yield Line(number, end, problem=Problem(name, number, 1, what, "no event is that long: leave it out"))
            continue
        try:
            yield Line(number, end, _event(data, base_url, now))
        except Unfit as error:
            yield Line(number, end, problem=Problem(name, number, 1, error.what, error.remedy))


def _skip(file: BinaryIO) -> int:
    """Go on behind the end of a line; how many bytes that were."""
    size = 0
    while data := file.readline(LONGEST):
        size += len(data)
        if data.endswith(b"\n"):
            break
    return size


def _event(data: bytes, base_url: str, now: datetime) -> Event | None:
    """The event in a line. Raises `Unfit`."""
    try:
        event = decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, EDTFError, ValueError, RecursionError) as error:
        if not data.strip() or _is_heading(data):
            return None
        raise Unfit(f"it is no event of a dump ({str(error)[:200]})", _MEND) from None
    if _ESCAPED.search(data) and (found := _CONTROL.search(_texts(data))):
        raise Unfit(f"{quoted(event.id)} has the control character U+{ord(found[0]):04X}", "leave it out")
    return _checked(event if event.image is None else _with_image(event, event.image, base_url), now)


def _with_image(event: Event, image: Image, base_url: str) -> Event:
    """The event with its picture as entries name it. Raises `Unfit`."""
    own = msgspec.structs.replace(image, url=image.url.removeprefix(f"{base_url}/"))
    if own.is_own:
        return msgspec.structs.replace(event, image=own)
    if web_address(image.url).scheme != "https":
        raise Unfit(f"{event.id}: {quoted(image.url)} is no https address", "pictures elsewhere have one")
    return event


def _is_heading(data: bytes) -> bool:
    """Whether a line says something of the dump: the position that it stands at."""
    try:
        fields = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
    return "position" in fields and "id" not in fields


def _texts(data: bytes) -> str:
    """All strings of a line, unescaped, on one line each."""
    return "\n".join(_strings(msgspec.json.decode(data)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _checked(event: Event, now: datetime) -> Event:
    """The event, if every part of it is one that could have been published. Raises `Unfit`."""
    named = event.id
    for id in (event.id, *filter(None, (event.successor, event.merged_into, event.split_from))):
        if not ID.fullmatch(id):
            raise Unfit(f"the id {quoted(id)} is none of ours", "ids are a-z, 0-9 and hyphens, up to 64")
    if not event.title.strip():
        raise Unfit(f"{named} has no title", "give it one")
    _check_words(event, named)
    for language in (event.language, *event.translations):
        _check_language(language)
    _check_dates(event, named)
    _check_addresses((*event.links, *event.sources))
    _check_places(event.places, named)
    for conflict in event.conflicts:
        _check_addresses((conflict.citation,))
    for override in event.overrides:
        _check_addresses(override.links)
        _check_places(override.places, named)
    return _with_instants(event, named, now)


def _check_words(event: Event, named: str) -> None:
    if event.status not in STATUSES:
        raise Unfit(f"{named}: {quoted(event.status)} is no status", did_you_mean(event.status, STATUSES))
    if (event.status == "merged") != bool(event.merged_into):
        raise Unfit(f"{named}: merged_into and the status merged go together", _MEND)
    if event.origin not in ORIGINS:
        raise Unfit(f"{named}: {quoted(event.origin)} is no origin", did_you_mean(event.origin, ORIGINS))
    for tag in event.tags:
        if not TAG.fullmatch(tag):
            raise Unfit(f"{named}: {quoted(tag)} is no tag", "tags are words of a-z and 0-9, joined by hyphens")


@lru_cache(maxsize=100)
def _check_language(language: str) -> None:
    language_tag(language)


def _check_dates(event: Event, named: str) -> None:
    dated: tuple[Event | Citation | Conflict | Override, ...] = (
        event,
        *event.sources,
        *event.conflicts,
        *event.overrides,
    )
    for each in dated:
        if each.when is not None and (reason := _mistake(each.when)):
            raise Unfit(f"{named}: {reason}", _MEND)
    if not event.when.is_dated:
        raise Unfit(f"{named}: {event.when.edtf} names no time", "an event has a date")
    if event.recurrence:
        _check_series(event, named)


@lru_cache(maxsize=20_000)
def _mistake(when: When) -> str:
    """What is wrong with a date, if anything is."""
    try:
        parsed = When.parse(when.edtf, when.text, when.start_time, when.end_time, when.timezone)
    except EDTFError as error:
        return str(error)
    return "" if parsed == when else f"{when.edtf} is written {parsed.edtf}"


def _check_series(event: Event, named: str) -> None:
    if len(event.recurrence) > MOST_LINES:
        raise Unfit(f"{named}: its recurrence has more than {MOST_LINES} lines", _MEND)
    try:
        for line in event.recurrence:
            name, _, value = line.partition(":")
            if name in ("RRULE", "EXRULE"):
                check(dict(part.partition("=")[::2] for part in value.split(";")))
    except BadSeries as error:
        raise Unfit(f"{named}: {error}", _MEND) from None


def _check_addresses(linked: Iterable[Link | Citation]) -> None:
    for each in linked:
        if each.url:
            web_address(each.url)


def _check_places(places: Iterable[Place], named: str) -> None:
    for place in places:
        latitude, longitude = place.latitude, place.longitude
        if (latitude is None) != (longitude is None):
            raise Unfit(f"{named}: {quoted(place.name)} has one coordinate", "a place has both or neither")
        if abs(latitude or 0) > 90 or abs(longitude or 0) > 180:
            raise Unfit(f"{named}: {quoted(place.name)} lies nowhere", "degrees go to 90 and 180")


def _with_instants(event: Event, named: str, now: datetime) -> Event:
    """The event, whose instants are whole seconds in UTC, in order and not ahead of now."""
    published, updated = event.published, event.updated
    if published.tzinfo is None or updated.tzinfo is None or published.microsecond or updated.microsecond:
        raise Unfit(f"{named}: published and updated are whole seconds with a zone", _MEND)
    if not published <= updated <= now + SKEW:
        raise Unfit(f"{named}: published, updated and now do not follow each other", "correct the instants")
    if not 0 <= event.sequence < 2**31:
        raise Unfit(f"{named}: {event.sequence} is no count of revisions", _MEND)
    if published.tzinfo is UTC and updated.tzinfo is UTC:
        return event
    return msgspec.structs.replace(event, published=published.astimezone(UTC), updated=updated.astimezone(UTC))
