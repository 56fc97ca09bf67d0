"""The form of an event: what is typed into it, and what that is as the verbs take it (the shapes of the API)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from timeline.dates import EDTFError, When
from timeline.model.event import Event
from timeline.serve.http.editing import Asked
from timeline.writing.fields import NEEDED
from timeline.writing.pointed import Pointed

LINES: Final = (
    "title", "when", "start_time", "end_time", "timezone", "repeat", "summary", "status", "tags", "language",
    "image_url", "image_alt", "image_credit",
)  # fmt: skip
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "places": ("name", "latitude", "longitude"),
    "sources": ("title", "publisher", "published", "words", "url", "place"),
    "links": ("url", "title"),
    "translations": ("language", "title", "summary"),
}
TIMES: Final = ("start_time", "end_time", "timezone")
IMAGE: Final = ("url", "alt", "credit")
SPARE: Final = {"places": 1, "sources": 1, "links": 1, "translations": 1}
"""Empty rows that the form ends with: whoever needs more gets them by the preview."""
SINGULAR: Final = {"places": "Place", "sources": "Source", "links": "Link", "translations": "Translation"}


class Typed(msgspec.Struct, frozen=True):
    """What stands in the form: lines by name, and rows of the groups, none of them empty."""

    lines: dict[str, str]
    groups: dict[str, tuple[dict[str, str], ...]]

    @property
    def digest(self) -> str:
        """What tells whether anything was typed since it was shown."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()[:16]


def from_form(asked: Asked) -> Typed:
    """What was typed, without the blanks around it and without empty rows."""
    lines = {name: asked.field(name).strip() for name in LINES}
    groups = {name: tuple(_rows(asked, name, columns)) for name, columns in GROUPS.items()}
    return Typed(lines, groups)


def _rows(asked: Asked, group: str, columns: Sequence[str]) -> list[dict[str, str]]:
    texts = [asked.fields(f"{group}.{column}") for column in columns]
    rows = [_row(columns, row) for row in zip(*texts, strict=False)]
    return [row for row in rows if any(row.values())]


def _row(columns: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    return {column: text.strip() for column, text in zip(columns, texts, strict=True)}


def of_event(event: Event | None, language: str) -> Typed:
    """The form as it is filled for an event, or for none."""
    if event is None:
        return Typed(dict.fromkeys(LINES, "") | {"language": language}, dict.fromkeys(GROUPS, ()))
    when, image = event.when, event.image
    lines = {
        "title": event.title,
        "when": when.edtf,
        "start_time": when.start_time or "",
        "end_time": when.end_time or "",
        "timezone": when.timezone or "",
        "repeat": _rule(event),
        "summary": event.summary,
        "status": event.status,
        "tags": ", ".join(event.tags),
        "language": event.language,
        "image_url": image.url if image else "",
        "image_alt": image.alt if image else "",
        "image_credit": image.credit if image else "",
    }
    own = [citation for citation in event.sources if not citation.source]
    columns = GROUPS["translations"][1:]
    translations = [{"language": code} | _said(each, columns) for code, each in event.translations.items()]
    groups = {
        "places": tuple(_said(place, GROUPS["places"]) for place in event.places),
        "sources": tuple(_said(citation, GROUPS["sources"]) for citation in own),
        "links": tuple(_said(link, GROUPS["links"]) for link in event.links),
        "translations": tuple(translations),
    }
    return Typed(lines, groups)


def _said(value: Any, columns: Sequence[str]) -> dict[str, str]:
    found = {name: getattr(value, name) for name in columns}
    return {name: "" if said is None else str(said) for name, said in found.items()}


def _rule(event: Event) -> str:
    return next((line.removeprefix("RRULE:") for line in event.recurrence if line.startswith("RRULE:")), "")


def has_dates_of_its_own(event: Event) -> bool:
    """Whether a series departs from its rule: what such a form says of the rule would lose that."""
    return bool(event.overrides) or len(event.recurrence) > 1


def event_body(typed: Typed) -> dict[str, Any]:
    """What was typed, in the shape that an event is sent in; only what every event has may be empty."""
    lines = typed.lines
    plain = {name: lines[name] for name in ("title", "summary", "status", "language")}
    tags = [tag.strip() for tag in lines["tags"].replace("\n", ",").split(",") if tag.strip()]
    image = {name: lines[f"image_{name}"] for name in IMAGE}
    body = plain | {
        "when": _when(lines),
        "repeat": _repeat(lines["repeat"]),
        "tags": tags,
        "image": image if any(image.values()) else None,
        **{name: _filled(typed.groups[name]) for name in ("places", "sources", "links")},
        "translations": _translations(typed.groups["translations"]),
    }
    return {name: value for name, value in body.items() if value or name in NEEDED}


def _when(lines: Mapping[str, str]) -> Any:
    times = {name: lines[name] for name in TIMES if lines[name]}
    if not times:
        return lines["when"]
    return {_kind(lines["when"]): lines["when"]} | times


def _kind(said: str) -> str:
    try:
        When.parse(said)
    except EDTFError:
        return "text"
    return "edtf"


def _repeat(said: str) -> Any:
    rule = said.upper().removeprefix("RRULE:")
    return {"rrule": rule} if rule.startswith("FREQ=") else said


def _filled(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    return [_without_empty(row, row) for row in rows]


def _translations(rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    return {row["language"]: _without_empty(row, ("title", "summary")) for row in rows}


def _without_empty(row: dict[str, str], columns: Iterable[str]) -> dict[str, str]:
    return {column: row[column] for column in columns if row[column]}


def changes(base: Typed, typed: Typed) -> dict[str, Any]:
    """Other values for what was typed anew, as the verb takes them: null takes one away."""
    old, new = event_body(base), event_body(typed)
    values = dict.fromkeys(old) | new
    others = {name: value for name, value in values.items() if value != old.get(name)}
    if "when" in others and new.get("repeat"):  # the rule begins with the date, so they go together
        others["repeat"] = new["repeat"]
    return others


def rebase(base: Typed, typed: Typed, now: Typed) -> Typed:
    """What was typed, over an event that changed meanwhile: what was left as it was is what it is by now."""
    lines = {name: typed.lines[name] if typed.lines[name] != base.lines[name] else now.lines[name] for name in LINES}
    groups = {
        name: typed.groups[name] if typed.groups[name] != base.groups[name] else now.groups[name] for name in GROUPS
    }
    return Typed(lines, groups)


def overtaken(base: Typed, typed: Typed, now: Typed) -> list[dict[str, Any]]:
    """What changed meanwhile, field by field: as it was, as it is, and as it was typed."""
    rows = []
    for name in (*LINES, *GROUPS):
        was, here, mine = (_shown(each, name) for each in (base, now, typed))
        if was != here:
            typed_too = mine not in (was, here)
            rows.append({"name": name.replace("_", " "), "was": was, "now": here, "mine": mine if typed_too else ""})
    return rows


def _shown(typed: Typed, name: str) -> str:
    if name in typed.lines:
        return typed.lines[name]
    return "\n".join(", ".join(filter(None, row.values())) for row in typed.groups[name])


def field_of(problem: Pointed) -> str:
    """The field of the form that a problem is of: a line, or "places.0.latitude"."""
    parts = [part for part in problem.pointer.split("/") if part]
    if parts[:1] in (["event"], ["changes"]):
        parts = parts[1:]
    if not parts:
        return ""
    if parts[0] == "when" and parts[-1] in TIMES:
        return parts[-1]
    if parts[0] == "image" and len(parts) > 1:
        return f"image_{parts[1]}"
    if parts[0] in GROUPS and parts[0] != "translations" and len(parts) > 1:
        return ".".join(parts[:3])
    return parts[0]
