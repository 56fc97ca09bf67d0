"""`timeline doctor`: what keeps a chronology from being read, each finding with what to do about it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import rich_click as click
from babel import Locale, UnknownLocaleError

from timeline import files
from timeline.cli.opening import files_option, now, open_published
from timeline.cli.reachability import ONLY_HERE, Finding, Get, look_at_address
from timeline.config import Settings
from timeline.errors import InvalidFiles, StoreUnavailable
from timeline.fetch.client import Client
from timeline.files import Folder, source_history
from timeline.files.comparison import unrecorded_problems
from timeline.model.event import Event
from timeline.model.feed import Feed
from timeline.model.source import Health, Source
from timeline.model.values import counted
from timeline.store import Store, database_path, limits_of, open_store
from timeline.store.backups import inspect

CHECKS: Final = ("files", "settings", "changes", "database", "disk", "address", "robots", "clock", "sources", "feeds")
OF_NETWORK: Final = frozenset({"address", "robots", "clock"})
BEHIND: Final = {"files": frozenset(CHECKS[1:]), "database": frozenset({"sources", "feeds"})}
"""What cannot be looked at where a check found something."""
SAMPLE: Final = ("example", "example.com", "example.net", "example.org")
ROOM: Final = 500 * 2**20
"""Bytes that should be free beside what a second copy of the database takes, which a backup and a migration make."""
YEARS: Final = range(1, 10_000)
"""That a calendar can show."""


@click.command("doctor", epilog="Examples: timeline doctor · timeline doctor --offline · timeline doctor --json")
@files_option
@click.option(
    "--offline", is_flag=True, help="Ask nothing of the network: neither base_url, nor robots.txt, nor a clock."
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(directory: Path, offline: bool, as_json: bool) -> None:
    """Look for what keeps readers from a chronology, and say of each finding what to do.

    Looks at the settings, changes that are not recorded, the database, the disk, base_url as the world reaches it,
    robots.txt, the clock, sources that fail or shrank, and feeds that no client would read. Changes nothing. Exits 1
    where anything was found.
    """
    found = list(examine(directory, os.environ, None if offline else Client(), now))
    if as_json:
        click.echo(json.dumps({"findings": [asdict(finding) for finding in found]}, ensure_ascii=False, indent=2))
    else:
        # Of an address of this machine alone the world's answer cannot be asked for.
        is_here = any(finding.what.startswith("base_url") and "this machine" in finding.what for finding in found)
        _print(found, offline=offline or is_here)
    sys.exit(1 if found else 0)


def _print(found: list[Finding], *, offline: bool) -> None:
    ill = {finding.check for finding in found}
    skipped = set(OF_NETWORK if offline else ()).union(*(BEHIND.get(name, ()) for name in ill))
    for name in CHECKS:
        if name not in ill:
            state = "not looked at" if name in skipped else "well"
            click.echo(f"{name}: {state}")
        for finding in found:
            if finding.check == name:
                click.echo(str(finding))
    noun = "problem" if len(found) == 1 else "problems"
    click.echo(f"{len(found)} {noun} found" if found else "nothing found")


def examine(
    directory: Path, environ: Mapping[str, str], client: Get | None, clock: Callable[[], datetime]
) -> Iterator[Finding]:
    """Every finding, in the order of `CHECKS`. Without a client nothing is asked of the network."""
    try:
        folder = files.read(directory, environ)
    except InvalidFiles as error:
        for problem in error.problems:
            place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
            yield Finding("files", f"{place} {problem.what}", problem.remedy)
        return
    yield from look_at_settings(folder)
    yield from look_at_changes(folder, clock())
    yield from look_at_disk(folder, shutil.disk_usage)
    yield from look_at_folder(folder)
    if client is not None:
        yield from look_at_address(folder, client, clock)
    database = database_path(folder.settings.database)
    if database is not None and database.exists():
        try:
            inspect(database)
        except StoreUnavailable as error:
            yield Finding("database", str(error), "run `timeline verify`, and `timeline restore` with a backup")
            return
    try:
        yield from look_at_standby(folder.settings)
        with open_published(directory) as (folder, store):
            yield from look_at_sources(folder.sources, store.health())
            yield from look_at_feeds(folder.feeds, store)
    except InvalidFiles:
        return  # told already, as changes
    except StoreUnavailable as error:
        what, _, remedy = str(error).rpartition(": ")
        yield Finding("database", what or remedy, remedy if what else "run `timeline verify`")


def look_at_standby(settings: Settings) -> Iterator[Finding]:
    """A standby that is not asked, as it is another database or does not answer. Raises `StoreUnavailable` where its
    primary does not."""
    if not settings.read_url:
        return
    # A primary that does not answer is no finding of the standby's.
    open_store(settings.database, limits=limits_of(settings)).close()
    try:
        store = open_store(settings.database, limits=limits_of(settings), read_url=settings.read_url)
    except StoreUnavailable as error:
        yield Finding("database", str(error), "see that READ_URL is right")
        return
    try:
        standby = store.check().standby
        if standby is not None and standby.problem:
            remedy = "see that READ_URL is right, and that the standby runs and follows its primary"
            yield Finding("database", standby.problem, remedy)
    finally:
        store.close()


def look_at_folder(
    folder: Folder, may_write: Callable[[Path], bool] = lambda path: os.access(path, os.W_OK)
) -> Iterator[Finding]:
    """What is published and cannot be written down in the folder, so that the database alone knows it."""
    if folder.sources and not may_write(folder.directory):
        yield Finding(
            "disk",
            f"the folder cannot be written to: what sources publish is in no {source_history.FILE}",
            "let who runs timeline write there, or keep backups: a new database would give events other ids",
        )


def look_at_settings(folder: Folder) -> Iterator[Finding]:
    """Settings that are allowed, and wrong for a chronology that others read."""
    settings, host = folder.settings, urlsplit(folder.settings.base_url).hostname or ""
    if host in ONLY_HERE:
        yield Finding(
            "settings",
            f"base_url {settings.base_url} is this machine, which nobody else reaches",
            "write the address at which readers find it, before you publish",
        )
    elif _is_sample(host):
        yield Finding("settings", f"base_url {settings.base_url} is an example", "write your own address")
    elif settings.base_url.startswith("http:"):
        yield Finding(
            "settings",
            f"base_url {settings.base_url} is not encrypted",
            "have your proxy answer https, and write https:// in base_url",
        )
    authority = settings.authority.partition(",")[0]
    if _is_sample(authority):
        yield Finding(
            "settings",
            f"authority {settings.authority} is an example",
            "write a domain and a year in which it was yours, before anything is published",
        )
    if not settings.contact:
        yield Finding(
            "settings", "contact is empty", "write an e-mail address or a page: who finds a mistake asks there"
        )


def _is_sample(host: str) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in SAMPLE)


def look_at_changes(folder: Folder, at: datetime) -> Iterator[Finding]:
    """What the files say that the history does not."""
    try:
        problems = unrecorded_problems(folder, at)
    except InvalidFiles as error:
        problems = list(error.problems)
    for problem in problems:
        yield Finding("changes", f"{problem.file}:{problem.line} {problem.what}", problem.remedy)


def look_at_disk(folder: Folder, usage: Callable[[Path], shutil._ntuple_diskusage]) -> Iterator[Finding]:
    """Whether there is room for a second copy of the database."""
    place, database = Path(folder.settings.data), database_path(folder.settings.database)
    while not place.exists() and place != place.parent:
        place = place.parent
    size = database.stat().st_size if database is not None and database.is_file() else 0
    free = usage(place).free
    if free < size + ROOM:
        needed = f"{(size + ROOM) / 2**20:,.0f} MB"
        yield Finding(
            "disk",
            f"{free / 2**20:,.0f} MB are free at {place}, where {needed} are wanted",
            "make room, or name another folder in DATA: a full disk takes no change",
        )


def look_at_sources(sources: tuple[Source, ...], health: Mapping[str, Health]) -> Iterator[Finding]:
    """Sources that fail, shrank, or were never read; what is paused was meant."""
    for source in sources:
        state = health.get(source.id, Health(source=source.id))
        if source.paused or state.paused:
            continue
        if state.error:
            yield Finding(
                "sources",
                f"{source.id} failed {counted(state.failures, 'time')} in a row: {state.error}",
                f"correct it in sources.yaml, or pause it: `timeline fetch {source.id}` tries it now",
            )
        elif state.flagged:
            yield Finding(
                "sources",
                f"{source.id} shrank: {state.flagged}",
                f"look at what it shows; `timeline fetch {source.id}` asks again, nothing was removed",
            )
        elif state.last_success is None:
            yield Finding("sources", f"{source.id} was never read", f"run `timeline fetch {source.id}`")


def look_at_feeds(feeds: tuple[Feed, ...], store: Store) -> Iterator[Finding]:
    """Feeds of which a reader or a calendar would show nothing, or nothing that can be told apart."""
    for feed in feeds:
        file = f"feeds/{feed.slug}.yaml"
        if feed.language and not _is_known(feed.language):
            yield Finding("feeds", f"{file}: no language is called {feed.language}", "write one such as en or zh-Hans")
        events = store.select(feed.filter)
        if not events:
            yield Finding("feeds", f"{file} has no event", "correct its query, or remove the file")
            continue
        if not any(_is_placed(event) for event in events):
            yield Finding(
                "feeds",
                f"{file}: no calendar can show any of its {counted(len(events), 'event')}, "
                "all before the year 1 or after 9999",
                "offer it to feed readers, or give it events of other years",
            )
        for event in events:
            if not event.title.strip():
                yield Finding(
                    "feeds", f"{file}: the event {event.id} has no title", "give it one: most clients show nothing else"
                )


def _is_known(language: str) -> bool:
    try:
        Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _is_placed(event: Event) -> bool:
    """Whether a calendar has a day for it."""
    day = event.when.sort_day
    return day is not None and day.year in YEARS
