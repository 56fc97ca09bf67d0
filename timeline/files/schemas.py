"""JSON Schemas of the curator's files, made of the same tables that read them, so that editors complete and check."""

from __future__ import annotations

from typing import Any, Final

from timeline.config import CHRONOLOGY
from timeline.files import events, feeds, sources
from timeline.files.shapes import Record, Schema

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def _of(record: Record, title: str) -> Schema:
    return {"$schema": DIALECT, "title": title} | record.schema()


def _settings() -> Schema:
    rows: dict[str, Any] = {
        name: {"description": row.about, "type": "string", **row.shown} for name, row in CHRONOLOGY.items()
    }
    rows["eras"] = {
        "description": "Named stretches of time that drawings show: an interval in EDTF for each name.",
        "type": "object",
        "additionalProperties": {"type": "string", "pattern": "/"},
    }
    return {
        "$schema": DIALECT,
        "title": "timeline.toml",
        "type": "object",
        "properties": rows,
        "required": ["title"],
        "additionalProperties": False,
    }


SCHEMAS: Final[dict[str, Schema]] = {
    # /schemas/<name>.json
    "timeline": _settings(),
    "events": _of(events.TOP, "events.yaml and events/<name>.yaml"),
    "feed": _of(feeds.FEED, "feeds/<slug>.yaml"),
    "sources": _of(sources.FILE_TABLE, "sources.yaml"),
}
