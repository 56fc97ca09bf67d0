"""A new entry at the end of `events.yaml`, as a curator would have written it; everything else stays byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC
from pathlib import Path
from typing import Final

import msgspec
from yaml import MappingNode, SequenceNode

from timeline.dates import When
from timeline.errors import Conflict
from timeline.files import edits, events
from timeline.files.edits import flow, quoted
from timeline.files.located import Located, is_blank
from timeline.model.default_status import status_where_none_is_given
from timeline.model.event import Citation, Event, Override, Place, Translation
from timeline.model.series_lines import content

FIRST: Final = 4
"""The column of the first entry of a list that is empty."""
PLAIN: Final = ("title", "publisher", "published", "words", "url")
"""What an entry says of a source."""


def add(directory: Path, event: Event, language: str) -> None:
    """Put the event at the end of the list. Raises `Conflict` where the file has no list of entries in block style,
    or is being edited, and `InvalidFiles` where it cannot be written. `language` is the chronology's: an entry need not
    name it."""
    located = Located.open(directory / events.FILE, events.FILE)
    edits.write(directory / events.FILE, located, with_entry(located, event, language))


def with_entry(located: Located, event: Event, language: str) -> str:
    """The file's text with the event at the end of its list. Raises `Conflict` as `add` does."""
    column = _column(located)
    if not located.text.endswith(("\n", "\r")):
        raise Conflict(f"{events.FILE} does not end in a line break: add one, and try again")
    line = located.line_break(len(located.text) - 1)
    indent = " " * (column - 2)
    body = [f"{key}: {value}" for key, value in entry(event, language).items()]
    text = line + line.join([f"{indent}- {body[0]}", *(f"{indent}  {row}" for row in body[1:])]) + line
    return located.text + text


def entry(event: Event, language: str) -> dict[str, str]:
    """The entry's keys and values, as YAML."""
    found: dict[str, str] = {
        "id": event.id,
        "added": f"{event.published.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "title": quoted(event.title),
        "summary": quoted(event.summary) if event.summary else "",
        "when": flow(_when(event.when)),
        **_series(event),
        "status": "" if event.status == status_where_none_is_given(event) else event.status,
        "reason": quoted(event.reason) if event.reason else "",
        "language": "" if event.language == language else event.language,
        "successor": event.successor,
        "merged_into": event.merged_into,
        "split_from": event.split_from,
        "tags": f"[{', '.join(event.tags)}]" if event.tags else "",
        "places": _listed(map(_place, event.places)),
        "links": _listed({"url": link.url, "title": link.title or None} for link in event.links),
        "image": flow(msgspec.structs.asdict(event.image)) if event.image else "",
        "sources": _listed(map(_citation, event.sources)),
        "translations": _translations(event.translations),
    }
    return {name: value for name, value in found.items() if value}


def _series(event: Event) -> dict[str, str]:
    """`repeat:`, `except:` and `changed:`. Raises `Conflict` where the series has what they cannot say."""
    rules, days = [], []
    for text in event.recurrence:
        name, _, value = content(text)
        if name == "RRULE":
            rules.append(value)
        elif name == "EXDATE":
            days += [_day(each) for each in value.split(",")]
        else:
            raise Conflict(f"an entry has no key for {name} of the series “{event.title}”: keep it with its source")
    if len(rules) > 1:
        raise Conflict(
            f"an entry holds one rule, and the series “{event.title}” has {len(rules)}: keep it with its source"
        )
    return {
        "repeat": flow({"rrule": rules[0]}) if rules else "",
        "except": f"[{', '.join(dict.fromkeys(days))}]" if days else "",
        "changed": f"[{', '.join(map(_changed, event.overrides))}]" if event.overrides else "",
    }


def _changed(override: Override) -> str:
    if override.places or override.links:
        raise Conflict(
            f"a changed date of an entry has no places or links ({_day(override.original)}): write it by hand"
        )
    said: dict[str, str | None] = {
        "title": override.title or None,
        "summary": "" if "summary" in override.without else override.summary or None,
        "status": override.status or None,
    }
    own = [f"{name}: {quoted(value)}" for name, value in said.items() if value is not None]
    when = [f"when: {flow(_when(override.when))}"] if override.when else []
    return "{" + ", ".join([f"on: {_day(override.original)}", *when, *own]) + "}"


def _day(text: str) -> str:
    """A day of a content line (RFC 5545, 3.3.4 and 3.3.5) as entries write it."""
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}"


def _when(when: When) -> Mapping[str, str | None]:
    return {
        "edtf": when.edtf,
        "text": when.text or None,
        "start_time": when.start_time,
        "end_time": when.end_time,
        "timezone": when.timezone,
    }


def _column(located: Located) -> int:
    """The column in which the keys of an entry begin, hyphen and blank before them."""
    root = located.root
    pairs = root.value if isinstance(root, MappingNode) else []
    listed = next((value for key, value in pairs if key.value == "events"), None)
    last = bool(pairs) and pairs[-1][1] is listed
    if listed is not None and is_blank(listed) and last:
        return FIRST
    if not isinstance(listed, SequenceNode) or listed.flow_style or not listed.value or not last:
        raise Conflict(f"{events.FILE} does not end in a list of entries, one below the other: add the entry by hand")
    return int(listed.value[0].start_mark.column)


def _place(place: Place) -> Mapping[str, str | None]:
    if place.latitude is None or place.longitude is None:
        return {"name": place.name}
    return {"name": place.name, "latitude": str(place.latitude), "longitude": str(place.longitude)}


def _citation(citation: Citation) -> Mapping[str, str | None]:
    return {name: getattr(citation, name) or None for name in PLAIN}


def _translations(translations: Mapping[str, Translation]) -> str:
    said = [
        f"{code}: {flow({'title': each.title, 'summary': each.summary or None})}"
        for code, each in sorted(translations.items())
    ]
    return "{" + ", ".join(said) + "}" if said else ""


def _listed(rows: Iterable[Mapping[str, str | None]]) -> str:
    found = [flow(row) for row in rows if any(row.values())]
    return f"[{', '.join(found)}]" if found else ""
