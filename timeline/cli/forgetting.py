"""`timeline import --forget SOURCE`: what only that source tells of is withdrawn; no row is removed."""

from __future__ import annotations

import os
from pathlib import Path

import rich_click as click

from timeline.cli.writing import Terminal, open_writer, tell
from timeline.errors import SourceNotFound, nearest
from timeline.writing import steps
from timeline.writing.writer import MOST


def forget(directory: Path, source: str, reason: str, *, dry: bool) -> None:
    """Withdraw the events of a source. What others tell of too, or an entry says, stays. Raises `SourceNotFound`."""
    with open_writer(directory, os.environ) as terminal:
        claims = terminal.store.claims(source)
        if not claims:
            raise SourceNotFound(_unknown(terminal, source))
        told = sorted({event for _, event in claims.values()})
        speaking: dict[str, set[str]] = {}
        for (name, _), (_, event) in terminal.store.claims_of(told).items():
            speaking.setdefault(event, set()).add(name)
        standing = [e for e in terminal.store.held(told).values() if e.origin == "source" and not e.is_gone]
        alone = [event.id for event in standing if speaking[event.id] == {source}]
        for start in range(0, len(alone), MOST):
            batch = alone[start : start + MOST]
            tell(terminal.write([steps.Withdraw(id=id, reason=reason) for id in batch], dry=dry))
        kept = len(told) - len(alone)
        click.echo(f"{len(alone)} withdrawn, {kept} kept, of which others tell, or gone before")


def _unknown(terminal: Terminal, source: str) -> str:
    known = {name for name, _ in terminal.store.claims()}
    near = nearest(source, known)
    hint = f"did you mean {near}?" if near else f"there are {', '.join(sorted(known)[:20]) or 'none'}"
    return f"no source {source} was taken in: {hint}"
