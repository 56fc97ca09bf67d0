"""The page of sources: how each is doing, what was refused and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from timeline.model.chronology import Chronology
from timeline.model.source import Health, Source
from timeline.model.urls import Urls
from timeline.render.html.site import Site, render_page
from timeline.render.html.times import instant, moment_words

REFUSED_SHOWN: Final = 50
"""Refusals of one source on the page; the API has all of them."""


def sources(site: Site, rows: Sequence[tuple[Source, Health, int]]) -> bytes:
    """How each source is doing: what it said last, what was refused and why."""
    return render_page(
        "sources.html",
        site,
        canonical=f"{Urls(site.chronology.base_url).base}/sources",
        sources=[source_row(site, *row) for row in rows],
    )


def source_row(site: Site, source: Source, health: Health, waiting: int) -> dict[str, Any]:
    """What a template shows of a source and of how it is doing."""
    paused = source.paused or health.paused
    failures = site.counted("failures", health.failures) if health.failures else ""
    counts = ("added", "changed", "withdrawn", "candidates", "mentions")
    return {
        "id": source.id,
        "name": source.name,
        "link": source.link,
        "path": source.path,
        "state": site.text(f"state-{_state(source, health)}"),
        "error": health.error,
        "flagged": health.flagged,
        "failures": failures,
        "waiting": site.counted("waiting", waiting) if waiting else "",
        "last_success": _stamp(site.chronology, health.last_success),
        "next_run": _stamp(site.chronology, None if paused else health.next_run),
        "counts": {name: getattr(health, name) for name in counts} if health.last_run else {},
        "refused": [{"place": each.place, "reason": each.reason} for each in health.refused[:REFUSED_SHOWN]],
        "more_refused": max(0, len(health.refused) - REFUSED_SHOWN),
    }


def _stamp(chronology: Chronology, at: datetime | None) -> dict[str, str]:
    """An instant of ours, for programs and for people."""
    return {"at": instant(at), "words": moment_words(chronology, at)}


def _state(source: Source, health: Health) -> str:
    if source.paused or health.paused:
        return "paused"
    if health.error:
        return "failing"
    return "well" if health.last_success else "new"
