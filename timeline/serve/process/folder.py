"""The folder that is served: what it holds comes into the store at the start, and again whenever it is saved."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from timeline import files, source_log
from timeline.load import Beside, Loaded, Loader
from timeline.model.source import Source
from timeline.publish.publisher import Publisher
from timeline.serve.http.service import Service, now_utc
from timeline.store import Store
from timeline.writing.writer import Folder as WritingFolder
from timeline.writing.writer import Writer

if TYPE_CHECKING:
    from timeline.serve.process.scheduler import Schedule


class Written(NamedTuple):
    """What is written beside the files, and at which instant."""

    at: datetime
    beside: Beside


class ServedFolder:
    """A folder with the store that it is loaded into, and the schedule of its sources where it has one."""

    def __init__(self, directory: Path, environ: Mapping[str, str], store: Store, *, fix: bool) -> None:
        self.directory, self.store = directory, store
        self.schedule: Schedule | None = None
        self._environ, self._fix = environ, fix
        self._loader = Loader(directory, environ, store)
        self._lock = threading.Lock()

    def sources(self) -> tuple[Source, ...]:
        """The sources as the file has them now."""
        return files.sources_of(self.directory, self._environ)

    def load(self, beside: Written | None = None) -> Loaded:
        """Bring the folder into the store, with what is written `beside`, which is recorded. Raises `InvalidFiles` and
        the like; then nothing has changed."""
        instant = now_utc() if beside is None else beside.at
        with self._lock:
            record = self._fix or beside is not None
            loaded = self._loader.load(instant, record=record, beside=beside.beside if beside else None)
        # What a run before this one could not write any more is written now.
        source_log.record(self.directory, loaded.chronology.authority, self.store, instant)
        return loaded

    def record(self, service: Service) -> None:
        """Write down what sources and people published since."""
        source_log.record(self.directory, service.chronology.authority, self.store, now_utc())

    def forget(self, service: Service) -> None:
        """Make everything anew: changes that it was made of are not in the database any more. What the files have of
        them comes back when they are next loaded."""
        self._loader = Loader(self.directory, self._environ, self.store)
        service.renew(Publisher(self.store, service.chronology), service.chronology)

    def writer(self, service: Service, *, edit_files: bool) -> Writer:
        """What writes into this folder, and lets the server go on with it at once."""

        def load(at: datetime, beside: Beside) -> None:
            self.apply(service, Written(at, beside))

        target = WritingFolder(self.directory, self._environ, load, edit_files=edit_files)
        return Writer(self.store, service.chronology, target)

    def apply(self, service: Service, beside: Written | None = None) -> str:
        """Load what was saved, let the server go on with it, and say in a line what it changed."""
        loaded = self.load(beside)
        if loaded.unchanged:
            return ""
        service.sources = self.sources()
        if self.schedule is not None:
            self.schedule.renew(service.sources)
        if loaded.chronology != service.chronology:
            service.renew(Publisher(self.store, loaded.chronology), loaded.chronology)
        else:
            # The publisher's bodies are worth keeping where only events or feeds changed: it tells itself which hold.
            service.renew(service.publisher, service.chronology)
            service.publisher.refresh()
        return summary(loaded)


def summary(loaded: Loaded) -> str:
    """What a load did, in a line."""
    if loaded.older:
        return "the folder is older than the database: nothing was applied, and the database goes on being served"
    kinds = Counter(change.kind for change in loaded.changes)
    parts = [f"{count} {kind}" for kind, count in kinds.items()]
    if loaded.feeds:
        parts.append(f"feeds: {', '.join(loaded.feeds)}")
    if loaded.replayed:
        parts.append(f"{loaded.replayed} from the history")
    return "applied: " + ("; ".join(parts) or "nothing that shows")
