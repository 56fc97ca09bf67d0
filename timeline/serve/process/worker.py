"""The start of `timeline worker`: the schedule of a folder's sources, without anything that answers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

from timeline import config, files, load, source_log
from timeline.errors import Conflict
from timeline.files import Folder
from timeline.load import TRIES
from timeline.model.source import Source
from timeline.model.values import counted
from timeline.serve.http.service import now_utc
from timeline.serve.process import watch
from timeline.serve.process.scheduler import Schedule, schedule_sources
from timeline.store import Store, limits_of, open_store


class FolderWork:
    """A folder's sources, and the store that takes what they say."""

    def __init__(self, directory: Path, environ: Mapping[str, str], store: Store) -> None:
        self.directory, self.store = directory, store
        self.clock = now_utc
        self.record = self._record
        self.wake: Callable[[], None] = lambda: None
        self._environ = environ
        folder = self._load()
        self.chronology, self.sources = folder.chronology, folder.sources
        self.problems = folder.unminted

    def renew(self, schedule: Schedule) -> str:
        """Go on with the sources as the file has them now, and say so. Raises `InvalidFiles`."""
        sources: tuple[Source, ...] = files.sources_of(self.directory, self._environ)
        if sources == self.sources:
            return ""
        self.sources = sources
        schedule.renew(sources)
        return f"goes on with {counted(len(sources), 'source')}"

    def _load(self) -> Folder:
        """Bring the folder into the store, as `timeline fetch` does: what sources say meets what the curator says. An
        entry without an id is left out. Raises `InvalidFiles`."""
        for left in reversed(range(TRIES)):
            folder = files.read(self.directory, self._environ)
            try:
                load.load(folder, self.store, self.clock(), record=False, partial=True)
                return folder
            except Conflict:  # another process was loading the same
                if not left:
                    raise
        raise AssertionError("the last try raises or returns")

    def _record(self) -> None:
        source_log.record(self.directory, self.chronology.authority, self.store, self.clock())


def work(directory: Path, environ: Mapping[str, str], announce: Callable[[str], None]) -> None:
    """Run a folder's sources until SIGTERM or Ctrl-C. `announce` gets the lines that say what it will do.

    Raises `InvalidFiles` and `StoreUnavailable` before anything is fetched.
    """
    settings = config.read(directory, environ)
    store = open_store(settings.database, secrets.token_hex(8), limits_of(settings))
    try:
        work = FolderWork(directory, environ, store)
        schedule = schedule_sources(work, directory)
        asyncio.run(_run(work, schedule, lambda: announce(_greeting(work))))
        work.record()
    finally:
        store.close()
    if schedule.working():
        os._exit(0)  # a source still hangs in a thread: what it would have brought comes at the next start


def _greeting(work: FolderWork) -> str:
    lines = [str(problem) for problem in work.problems]
    lines.append(f"{work.chronology.title}: a worker for {counted(len(work.sources), 'source')}")
    if not work.sources:
        lines.append("sources.yaml names none yet: it is looked at again when it is saved")
    return "\n".join([*lines, "Stop with Ctrl-C."])


async def _run(work: FolderWork, schedule: Schedule, started: Callable[[], None]) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def handle() -> None:
        if stop.is_set():
            os._exit(130)  # a second one stops at once
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, handle)
    since = watch.saved(work.directory)
    started()
    watching = asyncio.create_task(watch.watch(work.directory, lambda: work.renew(schedule), stop, since))
    await schedule.attend(stop)
    with contextlib.suppress(TimeoutError, asyncio.CancelledError):
        await asyncio.wait_for(watching, 5)
