"""JSON Schemas of what is taken, made of the tables that read it."""

from __future__ import annotations

from typing import Any, Final

from timeline.writing.fields import CHANGED, NEW
from timeline.writing.writer import MOST

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ID: Final[dict[str, Any]] = {"type": "string", "pattern": "^[a-z0-9-]{1,64}$"}
REASON: Final[dict[str, Any]] = {"type": "string", "maxLength": 1000, "description": "Why: subscribers are told."}


def _changed() -> dict[str, Any]:
    """Other values for fields, of which those that need not be there may be null."""
    schema = CHANGED.schema()
    needed = NEW.schema()["required"]
    fields = {
        name: row if name in needed else {"description": row["description"], "anyOf": [row, {"type": "null"}]}
        for name, row in schema["properties"].items()
    }
    return schema | {"properties": fields}


def _object(required: tuple[str, ...] = (), **fields: dict[str, Any]) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "object", "properties": fields, "additionalProperties": False}
    return shape | ({"required": list(required)} if required else {})


EVENT: Final = NEW.schema()
CHANGES: Final = _changed()
REASONED: Final = _object(reason=REASON)
POSTPONEMENT: Final = _object(
    reason=REASON,
    successor=ID | {"description": "Id of the event that takes its place."},
    event=EVENT | {"description": "A new event that takes its place."},
)
MERGER: Final = _object(("into",), into=ID | {"description": "Id of the event that speaks for both."}, reason=REASON)
UNDOING: Final = _object(
    position={"type": "string", "description": "Position of the change in the log; left out: the latest."},
    reason=REASON,
)
REVISION: Final[dict[str, Any]] = {
    "type": "string",
    "description": "The ETag or revision that was seen; not needed of what an earlier step of the batch changes.",
}


def _step(verb: str, required: tuple[str, ...], **fields: dict[str, Any]) -> dict[str, Any]:
    of_event = {} if verb == "create" else {"id": ID, "revision": REVISION}
    needed = ("verb", *(() if verb == "create" else ("id",)), *required)
    return _object(needed, verb={"const": verb}, **of_event, **fields, reason=REASON)


STEPS: Final = [
    _step("create", ("event",), event=EVENT),
    _step("edit", ("changes",), changes=CHANGES),
    *(_step(verb, ()) for verb in ("confirm", "cancel", "reinstate", "unmerge")),
    _step("postpone", (), successor=ID, event=EVENT),
    _step("withdraw", ("reason",)),
    _step("merge", ("into",), into=ID),
    _step("undo", (), position={"type": "string"}),
]
BATCH: Final = _object(("steps",), steps={"type": "array", "minItems": 1, "maxItems": MOST, "items": {"oneOf": STEPS}})
TAKEN: Final[dict[str, dict[str, Any]]] = {
    # /schemas/<name>.json
    "event": {"$schema": DIALECT, "title": "A new event"} | EVENT,
    "event-changes": {"$schema": DIALECT, "title": "Other values for an event"} | CHANGES,
    "batch": {"$schema": DIALECT, "title": "Steps that are done together or not at all"} | BATCH,
}
