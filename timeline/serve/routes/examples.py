"""Examples for the page of the API: an answer made of its shape, with values such as the service has."""

from __future__ import annotations

import json
from typing import Any, Final

DEPTH: Final = 8
"""Shapes within shapes that are written out."""
VALUES: Final[dict[str, Any]] = {
    # what stands under a name in whatever answer it is
    "id": "bridge-opened", "event": "bridge-opened", "slug": "all", "title": "The bridge is opened",
    "summary": "After three years of work.", "edtf": "2013-21", "text": "spring of 2013", "precision": "season",
    "earliest": "2013-03-01", "latest": "2013-05-31", "possibly_earliest": "2013-03-01",
    "possibly_latest": "2013-05-31", "start_time": None, "end_time": None, "timezone": None, "tags": ["bridges"],
    "language": "en", "origin": "file", "sequence": 0, "kind": "added", "position": "5f1c-42", "next": None,
    "name": "Old Town", "latitude": 48.85, "longitude": 2.35, "url": "https://…/events/bridge-opened",
    "published": "2026-05-01T08:00:00Z", "updated": "2026-05-01T08:00:00Z", "at": "2026-05-01T08:00:00Z",
    "events": 3, "query": {"tag": ["bridges"]}, "limit": 50, "rule": "season year", "more": False, "source": "council",
    "fields": ["title"], "status": "happened", "matches": True,
    "alt": "The bridge with flags", "credit": "Town archive", "type": "DATE", "value": "2013-SP",
}  # fmt: skip
EMPTY: Final[tuple[Any, ...]] = ("", [], {}, None, [{}], [""])
PLAIN: Final[dict[str, Any]] = {"string": "", "integer": 1, "number": 1.0, "boolean": False, "null": None}


def example(described: dict[str, Any], schema: dict[str, Any]) -> str:
    """An answer of that shape as JSON, indented; empty where the shape says nothing."""
    value = _value(described, schema, "", DEPTH)
    return json.dumps(value, ensure_ascii=False, indent=2) if value else ""


def fields(described: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, str]]:
    """The fields of an answer, by name, each with its type in a word or two."""
    shape = _resolve(described, schema)
    return [{"name": name, "type": _kind(described, part)} for name, part in shape.get("properties", {}).items()]


def _value(described: dict[str, Any], schema: dict[str, Any], name: str, depth: int) -> Any:
    shape = _resolve(described, schema)
    is_nested = "properties" in shape or "properties" in _resolve(described, shape.get("items") or {})
    if name in VALUES and not is_nested and _fits(VALUES[name], shape):
        return VALUES[name]
    if "enum" in shape:
        return shape["enum"][0]
    if shape.get("format") == "date-time":
        return VALUES["at"]
    if "oneOf" in shape or "anyOf" in shape:
        return _value(described, (shape.get("oneOf") or shape["anyOf"])[0], name, depth)
    if depth == 0:
        return None
    if shape.get("type") == "array":
        return [_value(described, shape["items"], "", depth - 1)] if _resolve(described, shape["items"]) else []
    if "properties" in shape:
        return _object(described, shape, depth)
    return PLAIN.get(shape.get("type", ""), {})


def _fits(value: Any, shape: dict[str, Any]) -> bool:
    """Whether a value is of the type that a name has in this answer; another answer may mean something else by it."""
    types = {type(None): "null", str: "string", bool: "boolean", list: "array", dict: "object"}
    kind = types.get(type(value), "number")
    choices = shape.get("oneOf") or shape.get("anyOf") or [shape]
    return any(each.get("type", kind).replace("integer", "number") == kind for each in choices)


def _object(described: dict[str, Any], shape: dict[str, Any], depth: int) -> dict[str, Any]:
    """What is always there, or has something to show: an answer leaves out what is empty in an example too."""
    required = shape.get("required", ())
    values = {name: _value(described, part, name, depth - 1) for name, part in shape["properties"].items()}
    return {name: value for name, value in values.items() if name in required or value not in EMPTY}


def _kind(described: dict[str, Any], part: dict[str, Any]) -> str:
    choices = part.get("oneOf") or part.get("anyOf")
    if choices:
        return " or ".join(_kind(described, choice) for choice in choices)
    if "$ref" in part:
        return str(part["$ref"].rpartition("/")[2])
    if part.get("type") == "array":
        return f"list of {_kind(described, part['items'])}"
    return str(part.get("format") or part.get("type", "anything"))


def _resolve(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found
