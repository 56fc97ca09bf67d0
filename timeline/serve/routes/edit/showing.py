"""What a change will be, as its pages show it before it is done."""

from __future__ import annotations

from typing import Any, Final

from timeline.model.change import Change
from timeline.model.event import Event
from timeline.render.html.comparing import rows
from timeline.serve.http.service import Service
from timeline.writing.previews import Preview, said_back
from timeline.writing.writer import Written

WANT_A_REASON: Final = frozenset({"moved", "corrected", "cancelled", "postponed", "withdrawn"})
"""Changes of which subscribers ask why."""
FOLLOWED: Final = {"atom": "Feed readers (Atom)", "rss": "Feed readers (RSS)", "json": "JSON Feed", "ics": "Calendars"}


def describe(service: Service, written: Written) -> dict[str, Any]:
    """What was tried: each change with what readers, calendars and pages will show, and how dates were read."""
    return {
        "previews": [_preview(service, each) for each in written.previews],
        "understood": written.understood,
        "nothing": not written.changes,
    }


def wants_reason(written: Written) -> bool:
    """Whether subscribers will want to know why."""
    return any(change.kind in WANT_A_REASON and not _reason(change) for change in written.changes)


def _reason(change: Change) -> str:
    """What is said of why: what an earlier change said is no reason of this one."""
    before = change.before.reason if change.before else ""
    return change.after.reason if change.after.reason != before else ""


def _preview(service: Service, preview: Preview) -> dict[str, Any]:
    change, chronology = preview.change, service.chronology
    tellings: list[Event] = [change.before, change.after] if change.before else [change.after]
    found = rows(chronology, tellings)
    return {
        "id": change.event,
        "kind": change.kind,
        "title": change.after.title,
        "date": said_back(change.after, chronology),
        "precision": change.after.when.precision,
        "edtf": change.after.when.edtf,
        "announced": preview.announced,
        "line": preview.line,
        "formats": [(FOLLOWED[name], each) for name, each in preview.formats.items()],
        "rows": [row for row in found if row.differs] if change.before else found,
        "is_new": change.before is None,
    }
