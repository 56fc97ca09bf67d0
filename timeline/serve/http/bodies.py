"""The JSON of a request, in which nothing is said twice."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

import msgspec

from timeline.serve.http.problems import InvalidRequest
from timeline.writing.pointed import MOST, InvalidBody, Pointed, escaped

TWICE: Final = "the key stands here more than once"
REMEDY: Final = "send it once: which of its values is meant cannot be known"


def decode(body: bytes, shape: Any = Any) -> Any:
    """What was sent, as the shape. Raises `InvalidRequest`; `InvalidBody` where an object has a key twice: readers of
    JSON take the first or the last of them (RFC 8259, section 4), so what is held need not be what was meant."""
    try:
        msgspec.json.decode(body)  # the stricter reader of the two
        if repeated := _repeated(body):
            raise InvalidBody([Pointed(pointer, TWICE, REMEDY) for pointer in repeated[:MOST]])
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise InvalidRequest(f"the JSON cannot be read: {error}") from error


class _Object(dict[str, Any]):
    """An object of JSON, and the keys that it has more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: list[str] = []
        if len(self) < len(pairs):
            times = Counter(name for name, _ in pairs)
            self.repeated = [name for name, number in times.items() if number > 1]


def _repeated(body: bytes) -> list[str]:
    """The pointers of all keys that stand twice in one object."""
    # Numbers are of no matter here, and one of 5,000 digits is none for Python.
    value = json.loads(body, object_pairs_hook=_Object, parse_int=str, parse_float=str)
    pointers = []
    waiting = [("", value)]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, _Object):
            pointers += [f"{pointer}/{escaped(name)}" for name in value.repeated]
            waiting += [(f"{pointer}/{escaped(name)}", item) for name, item in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{pointer}/{number}", item) for number, item in enumerate(value)]
    return sorted(pointers)
