"""A folder, its store and a source that tells of events, for tests of what is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from tests.files import folder
from timeline import files, load, source_log
from timeline.dates import When
from timeline.ingest import ingest
from timeline.model.event import Citation, Event, Mention
from timeline.model.source import Document, Extraction, Fetched, Source
from timeline.store import Store, open_store
from timeline.writing.steps import Step
from timeline.writing.writer import Writer, Written, folder_of

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
BY = "Ada"


class Desk:
    """Writes into a folder and its store; each write is a minute after the one before."""

    def __init__(self, directory: Path, entries: str = folder.ENTRY, *, edit_files: bool = True) -> None:
        self.directory = folder.make(directory, entries)
        self.now = NOON
        self.store = open_store(":memory:")
        self.edit_files = edit_files
        load.load_directory(directory, {}, self.store, self.now, record=True)
        self.writer = self.open(self.store)

    def open(self, store: Store) -> Writer:
        """Another writer, as another process has one."""
        target = folder_of(self.directory, {}, store, edit_files=self.edit_files)
        return Writer(store, files.read(self.directory, {}).chronology, target)

    def write(self, *wanted: Step, dry: bool = False, by: str = BY) -> Written:
        """Do what the steps ask for, a minute later."""
        self.now += timedelta(minutes=1)
        return self.writer.write(wanted, self.now, by, dry=dry)

    def tell(self, source: str = "paper", **said: tuple[str, str]) -> None:
        """Let a source say what it does of its keys: title and date."""
        self.now += timedelta(minutes=1)
        told = Source(id=source, name=f"The {source}", url=f"https://{source}.example/feed", trust="publish")
        mentions = tuple(
            Mention(
                key=key,
                title=title,
                said_when=edtf,
                when=When.parse(edtf),
                citation=Citation(title=title, source=source, key=key, publisher=told.name),
            )
            for key, (title, edtf) in said.items()
        )
        document = Document(url=told.url, data=repr(sorted(said.items())).encode(), retrieved=self.now)
        report = ingest(
            told,
            self.store,
            lambda s, v: Fetched(documents=(document,)),
            lambda d, k: Extraction(mentions=mentions),
            self.now,
        )
        assert report.fault is None
        assert report.health.error == ""

    def event(self, id: str) -> Event:
        """The event as it stands."""
        return self.store.event(id)

    def text(self) -> str:
        """The curator's file."""
        return (self.directory / "events.yaml").read_text(encoding="utf-8")

    def kinds(self, id: str) -> list[str]:
        """What became of an event, in order."""
        return [change.kind for change in self.store.history(id)]

    def rebuilt(self) -> Store:
        """A new database, made of the folder alone."""
        source_log.record(self.directory, "rivers.example,2026", self.store, self.now)
        store = open_store(":memory:")
        load.load_directory(self.directory, {}, store, self.now + timedelta(days=1))
        return store


def content(event: Event) -> Mapping[str, Any]:
    """All of an event."""
    return msgspec.structs.asdict(event)
