"""Every query parameter there is: what it means, which values it takes. The same table is checked and published.

An address with a parameter that its route does not know is refused, for a misspelt filter would silently widen the
answer; what mailers and social networks add is ignored.
"""

# ruff: noqa: E501 (a row of a table is one line)

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_to_bytes

from timeline.errors import InvalidQuery
from timeline.model.event import STATUSES, TAG
from timeline.model.feed import CANCELLED, FUZZY
from timeline.model.query import (
    COMMAS,
    FILTERS,
    LONGEST,
    MATCHES,
    MAX_PAGE,
    PAGE,
    PRECISIONS,
    REPEATED,
    SORTS,
    Parameters,
)
from timeline.model.source import STATES
from timeline.model.urls import is_tracking

MOST: Final = 100
"""Parameters of one address."""
MANY: Final = 50
"""Values of one parameter."""

_DAY: Final = r"(0[1-9]|1\d|2[0-8])"
_YEAR: Final = r"(\d{4}|-[1-9]\d{3}|Y-?[1-9]\d{4,6}|\d{3}X|\d{2}XX)"
EDTF: Final = rf"^({_YEAR}|\d{{4}}-(0[1-9]|1[0-2]|2[1-9]|3\d|4[01])|\d{{4}}-(0[1-9]|1[0-2])-{_DAY})[?~%]?$"
"""The plain forms of an EDTF date, for tools; sets, intervals and parts qualified one by one are read as well."""
_WHOLE: Final = re.compile(r"(\d{1,9})(?:\.0{1,9})?", re.ASCII)
TEXT: Final = r"^[^\x00]*$"
WORDS: Final = r"^[^\x00]*[^\s\x00][^\x00]*$"
SAYING: Final = r"^[^\x00]*[0-9A-Za-z][^\x00]*$"
LANGUAGE: Final = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"
POSITION: Final = r"^(0|[0-9A-Za-z]+-\d{1,15})$"
INSTANT: Final = r"^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?)?$"
FIELDS: Final = (
    "id", "url", "title", "summary", "when", "status", "reason", "tags", "places", "links", "language", "translations",
    "sources", "conflicts", "origin", "sequence", "published", "updated",
)  # fmt: skip


class Parameter(NamedTuple):
    """One parameter: a JSON Schema of one value. Where `loose`, more is read than the pattern says."""

    meaning: str
    schema: dict[str, Any]
    example: str
    loose: bool = False


def _one_of(values: Iterable[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _text(pattern: str, longest: int = LONGEST) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern, "maxLength": longest}


def _number(least: int, most: int, default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


# fmt: off
PARAMETERS: Final[dict[str, Parameter]] = {
    "from": Parameter("First day of the window, in EDTF (`2024`, `2024-05`, `2024-05-07`, `198X`).", _text(EDTF), "2024", loose=True),
    "to": Parameter("Last day of the window, in EDTF, inclusive: `2024` ends on 31 December.", _text(EDTF), "2025-06", loose=True),
    "match": Parameter("Whether an event's span touches the window, lies within it, or possibly touches it.", _one_of(MATCHES), "overlaps"),
    "q": Parameter("Words to be found in title, summary, tags, places and date; each is the beginning of a word, and words in double quotes stand together.", _text(TEXT), "sturgeon"),
    "tag": Parameter("A tag; of several, any will do.", _text(f"^{TAG.pattern}$", 64), "nature"),
    "place": Parameter("Words of a place's name; of several places, any will do.", _text(SAYING), "Paris", loose=True),
    "status": Parameter("What became of the event; withdrawn and merged ones are left out unless named.", _one_of(STATUSES), "expected"),
    "feed": Parameter("A feed whose events are meant; /api/v1/feeds lists them.", _text(f"^{TAG.pattern}$", 64), "all"),
    "source": Parameter("The id or publisher of a source.", _text(SAYING), "Global Times", loose=True),
    "state": Parameter("What became of the candidate.", _one_of(STATES) | {"default": "waiting"}, "waiting"),
    "precision": Parameter("How exactly the date is known.", _one_of(PRECISIONS), "day"),
    "sort": Parameter("The order; `-` is backwards, `relevance` ranks the words of `q`.", _one_of(SORTS) | {"default": "when"}, "when"),
    "limit": Parameter("The most events of one page.", _number(1, MAX_PAGE, PAGE), "10"),
    "cursor": Parameter("Where the page begins: `next` of the page before, unchanged.", _text(r"^[0-9A-Za-z_-]+$"), "", loose=True),
    "fields": Parameter("The fields to be sent; all where it is left out.", _one_of(FIELDS), "title"),
    "lang": Parameter("The language of titles and summaries where they are translated, and of our own words.", _text(LANGUAGE, 35), "en"),
    "as_of": Parameter("An instant (RFC 3339): the answer as it would have been then.", {"type": "string", "format": "date-time", "maxLength": 40}, "2026-01-01T00:00:00Z", loose=True),
    "since": Parameter("A position in the log of changes, from `position` or `id` of an earlier answer; `0` is the beginning.", _text(POSITION, 80), "0"),
    "wait": Parameter("Seconds to wait for a change where there is none yet.", _number(0, 60, 0), "0"),
    "text": Parameter("Words that may name a date.", _text(WORDS), "the spring of 2013"),
    "reference": Parameter("The day from which relative words count (`last Friday`); without it they are not resolved.", {"type": "string", "format": "date", "maxLength": 10}, "2025-06-20", loose=True),
    "language": Parameter("The language of the words, where it is known.", _text(LANGUAGE, 35), "en"),
    "fuzzy": Parameter("A vague date in a calendar: one mark, its whole span, or left out.", _one_of(FUZZY), "mark"),
    "cancelled": Parameter("A cancelled event: its title is prefixed, kept, or the event is dropped.", _one_of(CANCELLED), "prefix"),
    "past": Parameter("What is over: `all`, `none`, or as far back as an ISO 8601 period.", _text(r"^(all|none|P\d{1,4}[YMWD])$", 20), "P1Y", loose=True),
    "alarm": Parameter("A reminder that long before an exact date, as an ISO 8601 period, or `none`.", _text(r"^(none|-P(\d{1,3}[DW]|T\d{1,4}[HM]))$", 20), "-P1D", loose=True),
    "days": Parameter("How many days ahead an event is announced, from 0 to 366; several with commas.", _text(r"^([1-9]?\d|[12]\d\d)(,([1-9]?\d|[12]\d\d)){0,9}$", 60), "7,1", loose=True),
}  # fmt: skip
# fmt: on

LISTED: Final = (*FILTERS, "sort", "limit", "cursor", "fields", "lang", "as_of")
CHOICES: Final = ("cancelled", "past", "fuzzy", "alarm", "lang")
WAITING: Final = ("wait",)
"""Parameters that hold an answer back: described beside the others, so that tools which try everything do not hang."""
FOLLOWED: Final = ("since", "limit", *FILTERS)


def parse(query: bytes, known: Collection[str], *, blanks: bool = False) -> Parameters:
    """The parameters of an address, each value checked against its row. Raises `InvalidQuery`.

    Tracking parameters are left out. `blanks` allows known parameters without a value, as a form sends them.
    """
    found: dict[str, list[str]] = {}
    pairs = [pair for pair in query.split(b"&") if pair]
    if len(pairs) > MOST:
        raise InvalidQuery("", f"the address has more than {MOST} parameters")
    for pair in pairs:
        raw, _, rest = (part.replace(b"+", b" ") for part in pair.partition(b"="))
        name = unquote_to_bytes(raw).decode("utf-8", "replace")
        if is_tracking(name.lower()):
            continue
        if name not in known:
            raise InvalidQuery(name, unknown(name, known))
        value = _decoded(name, rest)
        if value or not (blanks or name == "q"):
            _check(name, value)
            found.setdefault(name, []).append(_plain(name, value))
    for name, values in found.items():
        if len(values) > 1 and name not in REPEATED:
            raise InvalidQuery(name, f"{name} is given {len(values)} times: give it once")
        if len(values) > MANY:
            raise InvalidQuery(name, f"{name} has {len(values)} values: give at most {MANY}")
    return found


def unknown(name: str, known: Collection[str]) -> str:
    """What is said of an unknown parameter: the nearest known one, or all of them."""
    shown = name if len(name) <= 40 else name[:40] + "…"
    if not known:
        return f"{shown} is not known: this address takes no parameters"
    near = difflib.get_close_matches(name.lower()[:40], known, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    return f"{shown} is not known here: {hint}"


def _decoded(name: str, raw: bytes) -> str:
    """A value as text (WHATWG URL, 5.1). What is no UTF-8, or holds a NUL, is refused."""
    try:
        value = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidQuery(name, f"{name} is no UTF-8 after percent-decoding") from error
    if "\x00" in value:
        raise InvalidQuery(name, f"{name} holds a NUL character: leave it out")
    return value


def _check(name: str, value: str) -> None:
    row = PARAMETERS[name]
    if not value:
        raise InvalidQuery(name, f"{name} has no value: give one, or leave it out. {row.meaning}")
    parts = [part.strip() for part in value.split(",")] if name in COMMAS else [value]
    for part in filter(None, parts):
        if complaint := _complaint(row, part):
            raise InvalidQuery(name, f"{name}={_shown(part)} {complaint}")


def _plain(name: str, value: str) -> str:
    """A number in its shortest form: to JSON Schema 15.0 is whole, and some clients write it so."""
    whole = _WHOLE.fullmatch(value) if PARAMETERS[name].schema["type"] == "integer" else None
    return str(int(whole[1])) if whole else value


def _complaint(row: Parameter, value: str) -> str:
    """Why a value does not fit its schema, or nothing."""
    schema = row.schema
    if schema["type"] == "integer":
        least, most = schema["minimum"], schema["maximum"]
        whole = _WHOLE.fullmatch(value)
        fits = whole and least <= int(whole[1]) <= most
        return "" if fits else f"is not a whole number from {least} to {most}"
    if len(value) > schema.get("maxLength", LONGEST):
        return f"is longer than {schema['maxLength']} characters"
    if "enum" in schema and value not in schema["enum"]:
        return f"is not known: use one of {', '.join(schema['enum'])}"
    if not row.loose and "pattern" in schema and not _compiled(schema["pattern"]).search(value):
        return f"cannot be read. {row.meaning} For example: {row.example}"
    return ""


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern, re.ASCII)


def _shown(value: str) -> str:
    return value if len(value) <= 60 else value[:60] + "…"
