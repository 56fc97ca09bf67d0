"""What a run of a source did, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.errors import visible
from timeline.ingest import Report
from timeline.model.source import Health

SHOWN = 20
"""Refusals printed of one run; the rest are counted, as a page that changed its form may refuse thousands."""


def report_lines(report: Report, *, dry: bool = False) -> Iterator[str]:
    """The report of one run: a line of numbers, then each refusal with its place and reason."""
    health = report.health
    yield visible(f"{report.source.id}: {summary(report, dry=dry)}")
    for refusal in health.refused[:SHOWN]:
        yield visible(f"  refused {refusal.place}: {refusal.reason}")
    if len(health.refused) > SHOWN:
        yield f"  and {len(health.refused) - SHOWN} more refused"


def summary(report: Report, *, dry: bool = False) -> str:
    """What one run came to."""
    health = report.health
    if health.error:
        return health.error
    if report.unchanged:
        return "nothing new"
    counts = numbers(health)
    mood = "would be " if dry else ""
    flagged = f"; not applied further: {health.flagged}" if health.flagged else ""
    return f"{health.mentions} mentions, {mood}{counts}{flagged}"


def numbers(health: Health) -> str:
    """What the last run added, changed, withdrew, left for review and refused."""
    rows = (
        ("added", health.added),
        ("changed", health.changed),
        ("withdrawn", health.withdrawn),
        ("to review", health.candidates),
        ("refused", len(health.refused)),
    )
    return ", ".join(f"{number} {name}" for name, number in rows)
