"""`timeline show ID`: all that is held of one event."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import msgspec
import rich_click as click

from timeline.cli.facts import facts
from timeline.cli.opening import files_option, now, open_published
from timeline.dates.writing import wording
from timeline.errors import visible
from timeline.model.event import Citation, Event, Override
from timeline.model.pattern import event_words
from timeline.model.recurrence import recurs
from timeline.publish.occurrences import occurrences_ahead

AHEAD: Final = 5
"""Occurrences of a series that are shown."""


@click.command("show", epilog="Example: timeline show k7m2q9xd4c")
@files_option
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="As JSON, every field.")
def command(directory: Path, id: str, as_json: bool) -> None:
    """Show one event: its date and what follows from it, its sources, and its history."""
    with open_published(directory) as (folder, store):
        event = store.event(id)
        history = store.history(id)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(event), indent=2).decode())
        return
    language = folder.chronology.language
    lines = [event.title, event_words(event, language), "", *facts(event.when)]
    lines += _series(event, now().astimezone(folder.chronology.zone).date(), language)
    lines += _standing(event)
    if event.summary:
        lines += ["", event.summary]
    if event.sources:
        lines += ["", "sources", *(f"  {citation_line(citation)}{_key(citation)}" for citation in event.sources)]
    lines += [f"  disagrees: {c.when.edtf}, {citation_line(c.citation)}" for c in event.conflicts]
    lines += ["", "history"]
    for change in history:
        lines.append(_with_reason(f"  {change.at:%Y-%m-%d %H:%M:%S}Z {change.kind}", change.reason))
    for line in lines:
        click.echo(visible(line))


def _series(event: Event, today: date, language: str) -> list[str]:
    """What differs from the rules of a series, which the words above name, and the occurrences ahead."""
    if not recurs(event):
        return []
    lines = [f"{'except':12}{_override(each, language)}" for each in event.overrides]
    ahead = [wording.words(each.when, language) for each in occurrences_ahead(event, today, AHEAD)]
    if not ahead:
        return [*lines, f"{'coming':12}none is known"]
    return [*lines, f"{'coming':12}next on {ahead[0]}", *(f"{'':12}{words}" for words in ahead[1:])]


def _override(override: Override, language: str) -> str:
    said = [override.status, override.title, "" if override.when is None else wording.words(override.when, language)]
    return f"{override.original}: {', '.join(filter(None, said)) or 'a text of its own'}"


def _standing(event: Event) -> list[str]:
    """Status, tags and places, a line each."""
    lines = [_with_reason(f"{'status':12}{event.status}", event.reason)]
    if event.tags:
        lines.append(f"{'tags':12}{', '.join(event.tags)}")
    if event.places:
        names = [place.name for place in event.places]
        lines.append(f"{'places':12}{'; '.join(names)}")
    return lines


def _with_reason(line: str, reason: str) -> str:
    return f"{line}: {reason}" if reason else line


def _key(citation: Citation) -> str:
    """Which claim of which source it is, as `review --unmerge` takes it."""
    return f" [{citation.source} {citation.key}]" if citation.source else ""


def citation_line(citation: Citation) -> str:
    """A citation on one line."""
    parts = [citation.title, citation.publisher, citation.published, citation.url]
    return ", ".join(part for part in parts if part) + (f": “{citation.words}”" if citation.words else "")
