"""`timeline fetch`: run sources now, or say how they are doing."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime
from itertools import chain
from pathlib import Path

import rich_click as click
from rich.console import Console
from rich.table import Table

from timeline import schedule
from timeline.cli.opening import files_option, now, open_current
from timeline.cli.reports import numbers, report_lines
from timeline.errors import SourceNotFound, visible
from timeline.extract.bounded import extract_bounded
from timeline.fetch.client import Client
from timeline.fetch.fetcher import Fetcher
from timeline.files import Folder
from timeline.ingest import Report, ingest, reread
from timeline.merge.normalise import DateSettings
from timeline.model.source import Health, Source
from timeline.model.values import counted
from timeline.store import Store

AT_ONCE = 64
"""Hosts that are asked at the same time: those that hang keep none waiting."""


@click.command("fetch", epilog="Example: timeline fetch council-calendar")
@files_option
@click.argument("names", nargs=-1, metavar="[SOURCE…]")
@click.option("--status", is_flag=True, help="Fetch nothing; say how each source is doing.")
@click.option("--pause", is_flag=True, help="Fetch nothing; leave the sources named alone until --resume.")
@click.option("--resume", is_flag=True, help="Fetch nothing; let the sources named run again.")
@click.option("--reread", "again", is_flag=True, help="Fetch nothing; read again what was kept of the sources named.")
@click.option("--believe", is_flag=True, help="Apply what the sources named say now, though they were flagged for it.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would change, and change nothing.")
def command(
    directory: Path,
    names: tuple[str, ...],
    status: bool,
    pause: bool,
    resume: bool,
    again: bool,
    believe: bool,
    dry: bool,
) -> None:
    """Fetch the sources of sources.yaml now: those named, or all that are not paused.

    A server that runs on the folder sees what comes at once. With --reread nothing changes by itself: what a newer
    rule reads otherwise waits for `timeline review`. A source that suddenly says far less than before, or something
    else, changes nothing until it says it as before, or --believe.
    """
    if status + pause + resume + again + believe > 1:
        raise click.UsageError("give one of --status, --pause, --resume, --reread, --believe")
    if believe and dry:
        raise click.UsageError("--believe is for the next run that writes: leave out --dry-run")
    if (pause or resume or again or believe) and not names:
        raise click.UsageError("name the sources that are meant: `timeline fetch --status` lists them")
    with open_current(directory, dry=dry or status) as (folder, store):
        sources = _named(folder.sources, names)
        for source in sources if believe else ():
            schedule.believe(store, source.id)
        if not sources:
            click.echo("there is no source: name some in sources.yaml, or `timeline import` a file", err=True)
        elif status:
            _show(sources, store.health())
        elif pause or resume:
            _pause(store, sources, paused=pause)
        elif again:
            _reread(folder, store, sources, dry=dry)
        elif not _run(folder, store, sources, dry=dry):
            sys.exit(1)


def _named(sources: tuple[Source, ...], names: tuple[str, ...]) -> list[Source]:
    known = {source.id: source for source in sources}
    if missing := [name for name in names if name not in known]:
        raise SourceNotFound(f"sources.yaml has no source {', '.join(missing)}: it has {', '.join(known) or 'none'}")
    return [known[name] for name in names] or list(sources)


def _run(folder: Folder, store: Store, sources: list[Source], *, dry: bool) -> bool:
    """Fetch side by side, ingest one after the other; whether all went well."""
    fetcher = Fetcher(folder.directory, Client(), now)
    settings = DateSettings.of(folder.chronology)

    def run(source: Source) -> Report:
        return ingest(source, store, fetcher, extract_bounded, now(), settings=settings, dry=dry)

    well, start = True, store.position()
    own: set[tuple[str, datetime]] = set()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = [pool.submit(lambda group: list(map(run, group)), group) for group in _by_host(sources)]
        for report in chain.from_iterable(done.result() for done in as_completed(runs)):
            own |= {(change.event, change.at) for change in report.changes}
            well = well and not (report.health.error or report.health.flagged)
            for line in report_lines(report, dry=dry):
                click.echo(line, err=bool(report.health.error))
    if not dry:
        for line in _of_others(store, start, own):
            click.echo(line)
    return well


def _of_others(store: Store, start: int, own: set[tuple[str, datetime]]) -> Iterator[str]:
    """What another process, such as a server that runs on the folder, brought of each source since `start`."""
    others = [change for change in store.changes(start) if (change.event, change.at) not in own]
    sources: dict[str, set[str]] = {}
    for (source, _), (_, event) in store.claims_of({change.event for change in others}).items():
        sources.setdefault(source, set()).add(event)
    for source, events in sorted(sources.items()):
        kinds = Counter("added" if c.kind == "added" else "changed" for c in others if c.event in events)
        counts = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
        yield f"{source}: {counts} meanwhile by another process"


def _by_host(sources: list[Source]) -> list[list[Source]]:
    """The sources that are not paused, those of a host together: one that hangs holds up one thread, and its own."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        if not source.paused:
            groups.setdefault(source.host or f"file {source.id}", []).append(source)
    return list(groups.values())


def _reread(folder: Folder, store: Store, sources: list[Source], *, dry: bool) -> None:
    settings = DateSettings.of(folder.chronology)
    for source in sources:
        reading = reread(source, store, extract_bounded, now(), settings=settings, dry=dry)
        verb = "would wait" if dry else "wait"
        counts = f"{counted(reading.documents, 'document')}, {counted(reading.claims, 'claim')}"
        click.echo(f"{source.id}: {counts}, {len(reading.candidates)} {verb} for review")
        for candidate in reading.candidates:
            click.echo(visible(f"  {candidate.claim.mention.title}: {', '.join(candidate.reasons)}"))


def _pause(store: Store, sources: list[Source], *, paused: bool) -> None:
    state = "paused" if paused else "runs again"
    for source in sources:
        schedule.pause(store, source.id, paused=paused)
        click.echo(f"{source.id}: {state}")


def _show(sources: list[Source], health: dict[str, Health]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("source", "last success", "failures", "next run", "last run", "problem"):
        table.add_column(heading, overflow="fold")
    for source in sources:
        state = health.get(source.id, Health(source=source.id))
        problem = state.error or state.flagged or ("paused" if source.paused or state.paused else "")
        table.add_row(
            source.id, _at(state.last_success), str(state.failures), _at(state.next_run),
            numbers(state) if state.last_run else "never", visible(problem),
        )  # fmt: skip
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(table)
    for source in sources:
        for refusal in health.get(source.id, Health(source=source.id)).refused:
            console.print(visible(f"{source.id} refused {refusal.place}: {refusal.reason}"))


def _at(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M}Z" if instant else "–"
