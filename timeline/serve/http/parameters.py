"""The parameters of an address, each value checked against its row of the table of parameters.

An address with a parameter that its route does not know is refused, for a misspelt filter would silently widen the
answer; what mailers and social networks add is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

from timeline.errors import InvalidQuery, nearest
from timeline.model.parameters import COMMAS, LONGEST, PARAMETERS, REPEATED, Parameter, Parameters
from timeline.model.urls import is_tracking

MOST: Final = 100
"""Parameters of one address."""
MANY: Final = 50
"""Values of one parameter."""

_WHOLE: Final = re.compile(r"(\d{1,9})(?:\.0{1,9})?", re.ASCII)


def parse(query: bytes, known: Collection[str], *, blanks: bool = False) -> Parameters:
    """The parameters of an address, each value checked against its row. Raises `InvalidQuery`.

    Tracking parameters are left out. `blanks` allows known parameters without a value, as a form sends them.
    """
    texts: dict[str, list[str]] = {}
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
            texts.setdefault(name, []).append(_plain(name, value))
    for name, values in texts.items():
        if len(values) > 1 and name not in REPEATED:
            raise InvalidQuery(name, f"{name} is given {len(values)} times: give it once")
        if len(values) > MANY:
            raise InvalidQuery(name, f"{name} has {len(values)} values: give at most {MANY}")
    return texts


def unknown(name: str, known: Collection[str]) -> str:
    """What is said of an unknown parameter: the nearest known one, or all of them."""
    shown = name if len(name) <= 40 else name[:40] + "…"
    if not known:
        return f"{shown} is not known: this address takes no parameters"
    near = nearest(name[:40], known)
    hint = f"did you mean {near}?" if near else f"known are {', '.join(known)}"
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
