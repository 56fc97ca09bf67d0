"""JSON from strangers: read as far as it can be, its values taken for what they are and never trusted to be there."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

import msgspec

from timeline.dates import When
from timeline.errors import SourceRefused
from timeline.extract.contract import Broken
from timeline.extract.limits import DEPTH, ITEMS
from timeline.extract.plain_text import line, web
from timeline.model.event import Link, Place
from timeline.model.source import Refusal

Object = dict[str, Any]
_DECODER: Final = json.JSONDecoder(strict=False)
_LIST: Final = re.compile(r'"(items|events)"\s*:\s*\[')
_NEXT: Final = re.compile(r"[\s,]*\{")
_BETWEEN: Final = re.compile(r"\}\s*,\s*\{")
_STRING_OR_COMMA: Final = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])', re.DOTALL)


def load(text: str, what: str) -> Any:
    """The value that a JSON text holds. Raises `SourceRefused` beginning with `what`, with the place of the mistake.

    What strict readers refuse and browsers or careless producers write is read: control characters in strings, half
    surrogates, NaN.
    """
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        value = _load_leniently(text, what)
    if depth(value) > DEPTH:
        raise SourceRefused(f"{what}: its JSON is nested more than {DEPTH} levels deep")
    return value


def _load_leniently(text: str, what: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise SourceRefused(f"{what}: it is no JSON: {error.msg} ({place})") from None
    except RecursionError:
        raise SourceRefused(f"{what}: its JSON is nested more than {DEPTH} levels deep") from None
    except ValueError as error:  # an integer of thousands of digits
        raise SourceRefused(f"{what}: it is no JSON that can be read: {str(error)[:100]}") from None


def load_whole(text: str, what: str) -> tuple[Any, list[Refusal]]:
    """The value of a document; of one that is broken as much as can be saved of its list of items, and what was lost.

    Raises `SourceRefused` where that is nothing.
    """
    try:
        return load(text, what), []
    except SourceRefused as error:
        reason = str(error).partition(": ")[2]
        name, start = _start_of_list(text)
        if start < 0:
            raise
        items, refused = _salvage(text, start + 1)
        if not items:
            raise
    saved = {**_head(text[:start], what), name: items} if name else items
    return saved, [*refused, Broken(place="the document", reason=reason)]


def _start_of_list(text: str) -> tuple[str, int]:
    """The name of the list of items (empty where the document is that list) and where it opens; -1 where none does."""
    if text[:1] == "[":
        return "", 0
    match = _LIST.search(text)
    return (match[1], match.end() - 1) if match else ("", -1)


def _head(text: str, what: str) -> Object:
    """What stands before the list."""
    try:
        value = load(text + "[]}", what)
    except SourceRefused:
        return {}
    return value if isinstance(value, dict) else {}


def _salvage(text: str, at: int) -> tuple[list[Any], list[Refusal]]:
    """The items of a list from there on, one by one; one that is broken costs itself."""
    items: list[Any] = []
    refused: list[Refusal] = []
    while (match := _NEXT.match(text, at)) and len(items) + len(refused) < ITEMS:
        try:
            item, at = _DECODER.raw_decode(text, match.end() - 1)
            items.append(item)
        except (ValueError, RecursionError) as error:
            reason = f"it is no JSON: {str(error)[:100]}"
            refused.append(Refusal(place=f"item {len(items) + len(refused) + 1}", reason=reason))
            between = _BETWEEN.search(text, match.end())
            if between is None:
                break
            at = between.start() + 1
    return items, refused


def without_trailing_commas(text: str) -> str:
    """JSON without the commas that authors leave before a closing bracket."""
    return _STRING_OR_COMMA.sub(lambda match: match[0] if match[0][0] == '"' else "", text)


def depth(value: Any) -> int:
    """Levels of lists and objects in one another; one more than `DEPTH` stands for any more."""
    # Level by level, not by recursion: a document made to be deep would end in a RecursionError.
    level, here = 0, [value]
    while here and level <= DEPTH:
        below: list[Any] = []
        for each in here:
            if isinstance(each, dict):
                below += each.values()
            elif isinstance(each, list):
                below += each
        here = below
        level += 1
    return DEPTH + 1 if here else level - 1


def text(value: Any) -> str:
    """A string, or a number as it is written; nothing for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    try:
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    except ValueError:  # an integer of thousands of digits
        return ""


def name_of(value: Any) -> str:
    """A string, or the `name` of an object."""
    return text(value.get("name") or value.get("@value")) if isinstance(value, dict) else text(value)


def as_list(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, anything else as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def objects(value: Any) -> list[Object]:
    """The objects in a value that is one or a list of them."""
    return [each for each in as_list(value) if isinstance(each, dict)]


def texts(value: Any) -> list[str]:
    """The strings in a value that is one or a list of them."""
    return [text_line for each in as_list(value) if (text_line := line(text(each)))]


def number(value: Any) -> float | None:
    """A finite number, or one that is written as a string."""
    try:
        result = float(text(value))
    except ValueError:
        return None
    return result if math.isfinite(result) else None


def when(fields: Object) -> When | None:
    """A date in the fields of our API; None where it has no `edtf`. Raises `EDTFError`."""
    edtf = text(fields.get("edtf")).strip()
    if not edtf:
        return None
    start, end, zone = (text(fields.get(name)) or None for name in ("start_time", "end_time", "timezone"))
    return When.parse(edtf, line(text(fields.get("text")))[:500], start, end, zone)


def places(value: Any) -> tuple[Place, ...]:
    """Places in the fields of our API."""
    result = []
    for each in as_list(value)[:50]:
        fields = each if isinstance(each, dict) else {"name": each}
        name = line(text(fields.get("name")))[:200]
        if name:
            result.append(place(name, coordinates(fields.get("latitude"), fields.get("longitude"))))
    return tuple(result)


def place(name: str, point: tuple[float, float] | None) -> Place:
    """A place by its name, and where on the earth it is if that is known."""
    if point is None:
        return Place(name=name)
    return Place(name=name, latitude=point[0], longitude=point[1])


def coordinates(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    """A point on the earth, or None."""
    north, east = number(latitude), number(longitude)
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return None
    return north, east


def links(value: Any) -> tuple[Link, ...]:
    """Links in the fields of our API, or bare addresses; only those of the web."""
    by_address = {}
    for each in as_list(value)[:50]:
        fields = each if isinstance(each, dict) else {"url": each}
        if address := web(text(fields.get("url"))):
            by_address[address] = Link(url=address, title=line(text(fields.get("title")))[:200])
    return tuple(by_address.values())
