"""What a run of a source did, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.errors import visible
from timeline.ingest import Report
from timeline.model.event import Event
from timeline.model.source import Account, Health
from timeline.model.values import counted
from timeline.twins import likely_pairs

SHOWN = 20
"""Lines of one kind printed of one run; the rest are counted, as a page that changed its form may refuse thousands."""

_BELIEVE = "; look at it, and `timeline fetch {} --believe` takes it as it is"


def report_lines(report: Report, *, dry: bool = False) -> Iterator[str]:
    """The report of one run: a line of numbers, then what was merged with what, what waits, what it
    may have told twice and what was refused."""
    yield visible(f"{report.source.id}: {summary(report, dry=dry)}")
    merged = [account for account in report.accounts if account.became == "merged"]
    waiting = [account for account in report.accounts if account.became == "held" and not report.health.flagged]
    refused = report.health.refused
    yield from _some("merged", [f"“{each.title}” with event {each.event}: {each.reason}" for each in merged])
    yield from _some("to review", [f"“{each.title}”{_like(each)}: {each.reason}" for each in waiting])
    yield from _some("alike", [_pair(*pair) for pair in likely_pairs(_added(report))])
    yield from _some("refused", [f"{each.place}: {each.reason}" for each in refused if not each.note])
    yield from _some("note", [f"{each.place}: {each.reason}" for each in refused if each.note])


def _added(report: Report) -> Iterator[Event]:
    return (change.after for change in report.changes if change.before is None)


def _pair(event: Event, other: Event) -> str:
    remedy = f"if they are one, `timeline withdraw {other.id} --reason …`, or merge them under /edit/"
    return f"“{event.title}” ({event.id}) and “{other.title}” ({other.id}): {remedy}"


def _some(what: str, lines: list[str]) -> Iterator[str]:
    for line in lines[:SHOWN]:
        yield visible(f"  {what} {line}")
    if len(lines) > SHOWN:
        yield f"  and {len(lines) - SHOWN} more {what}"


def _like(account: Account) -> str:
    return f", perhaps event {account.event}" if account.event else ""


def summary(report: Report, *, dry: bool = False) -> str:
    """What one run came to."""
    health = report.health
    if health.error:
        return health.error
    if health.flagged:
        return f"{counted(health.mentions, 'mention')}, not applied: {health.flagged}{_BELIEVE.format(health.source)}"
    if report.unchanged:
        return "nothing new"
    mood = "would be " if dry else ""
    return f"{counted(health.mentions, 'mention')}, {mood}{numbers(health)}"


def numbers(health: Health) -> str:
    """What became of each mention of the last run, and how many events were withdrawn."""
    always = (
        ("added", health.added),
        ("changed", health.changed),
        ("unchanged", health.unchanged),
        ("merged", health.merged),
        ("to review", health.candidates),
        ("refused", health.refused_items),
        ("rejected before", health.rejected),
    )
    counts = ", ".join(f"{number} {name}" for name, number in always)
    return f"{counts}; {counted(health.withdrawn, 'event')} withdrawn"
