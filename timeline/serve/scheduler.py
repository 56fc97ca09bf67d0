"""The schedule at work: APScheduler wakes, a thread fetches and ingests, the next run is planned and kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

import msgspec
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from timeline.ingest import Report
from timeline.schedule import first_run, next_run
from timeline.sources import Health, Source
from timeline.store.contract import Outcome, Store

try:
    import fcntl
except ImportError:  # Windows: run one process on a folder there
    fcntl = None  # type: ignore[assignment]

AT_ONCE: Final = 8
"""Sources fetched at the same time; one that hangs holds up one of these for its time limit, and no other source."""
PATROL: Final = 60
"""Seconds between two looks at whether this process may lead, and at sources run or paused from elsewhere."""
log: Final = logging.getLogger("timeline.schedule")

Run = Callable[[Source], Report]


class Lease:
    """A lock that one process on a machine holds as long as it lives; the system lets go of it when it dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def held(self) -> bool:
        """Whether this process holds it, taking it if it is free."""
        if self._file is not None:
            return True
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("w", encoding="ascii")
        try:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Let another process lead."""
        if self._file is not None:
            self._file.close()
            self._file = None


class Schedule:
    """Runs each source at its time, one run of a source at once. Jobs are rebuilt from the store at each start."""

    def __init__(
        self, store: Store, sources: Iterable[Source], run: Run, clock: Callable[[], datetime], lease: Lease
    ) -> None:
        self.store, self.run, self.clock, self.lease = store, run, clock, lease
        self.sources = {source.id: source for source in sources}
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="fetch")
        self._running: set[asyncio.Task[None]] = set()
        # UTC, as other zones stall at their change of clocks; late and missed runs become one.
        self._jobs: Any = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def start(self) -> None:
        """Begin, within a running event loop."""
        self._jobs.start()
        self._jobs.add_job(
            self._patrol, "interval", seconds=PATROL, id="@patrol", next_run_time=self.clock(), replace_existing=True
        )

    def renew(self, sources: Iterable[Source]) -> None:
        """Go on with other sources."""
        self.sources = {source.id: source for source in sources}
        if self.lease.held():
            self._plan()

    async def stop(self) -> None:
        """Plan nothing more, and wait for the runs under way."""
        self._jobs.shutdown(wait=False)
        if self._running:
            await asyncio.gather(*self._running, return_exceptions=True)
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.lease.release()

    async def _patrol(self) -> None:
        if self.lease.held():
            self._plan()

    def _plan(self) -> None:
        """A job for each source that may run, and none for any other."""
        health = self.store.health()
        wanted = {}
        for source in self.sources.values():
            state = health.get(source.id, Health(source=source.id))
            if not (source.paused or state.paused):
                wanted[source.id] = first_run(source, state, self.clock())
        for job in self._jobs.get_jobs():
            if job.id not in wanted and job.id != "@patrol":
                job.remove()
        for id, due in wanted.items():
            held = self._jobs.get_job(id)
            if held is None or due < held.next_run_time:
                self._jobs.add_job(self._start, DateTrigger(due), args=[id], id=id, replace_existing=True)

    async def _start(self, id: str) -> None:
        source = self.sources.get(id)
        if source is None or any(task.get_name() == id for task in self._running):
            return
        task = asyncio.create_task(self._once(source), name=id)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _once(self, source: Source) -> None:
        """One run, then the plan of the next, kept so that a restart knows it."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._pool, self._run_and_plan, source)
        except Exception:
            # A fault of ours in one source must not end the schedule of the others.
            log.exception("the run of %s failed", source.id)
        planned = self.store.health().get(source.id, Health(source=source.id)).next_run
        if source.id in self.sources and planned is not None:
            self._jobs.add_job(self._start, DateTrigger(planned), args=[source.id], id=source.id, replace_existing=True)

    def _run_and_plan(self, source: Source) -> None:
        report = self.run(source)
        planned = next_run(source, report.health, not_before=report.not_before)
        self.store.settle(Outcome(health=msgspec.structs.replace(report.health, next_run=planned)))
