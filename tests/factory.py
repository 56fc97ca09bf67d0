"""Small real events for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from timeline.dates import When
from timeline.model.event import Event

DAWN = datetime(2025, 6, 20, 8, 0, tzinfo=UTC)


def event(id: str = "hatching", when: str | When = "2025-04-16", **fields: Any) -> Event:
    """An event that stands, with whatever else the test needs to say."""
    given: dict[str, Any] = {"title": f"Event {id}", "published": DAWN, "updated": DAWN}
    said = When.parse(when) if isinstance(when, str) else when
    return Event(id=id, when=said, **given | fields)
