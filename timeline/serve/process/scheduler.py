"""The schedule at work: APScheduler wakes, a thread fetches and ingests, the next run is planned and kept."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from timeline.errors import StoreUnavailable
from timeline.extract.bounded import extract_bounded
from timeline.fetch.client import Client
from timeline.fetch.fetcher import Fetcher
from timeline.ingest import Report, ingest
from timeline.merge.normalise import DateSettings
from timeline.model.chronology import Chronology
from timeline.model.source import Document, Extraction, Health, Source
from timeline.schedule import first_run, next_run, update_health
from timeline.store.contract import Lease, Store

AT_ONCE: Final = 256
"""Sources that are run at the same time, one of a host: one that hangs costs a thread that waits, and at most the
client's seconds."""
READ_AT_ONCE: Final = 4
"""Documents that are read at the same time: reading takes a process, and what it needs of one core."""
PATROL: Final = 2
"""Seconds between two looks at whether this process may lead, and at sources run or paused from elsewhere."""
LOOKS: Final = ("@patrol", "@lease")
"""Jobs that are no source's."""
GRACE: Final = 4.0
"""Seconds that runs under way get to finish when the server stops."""
FAULT: Final = "a fault of ours, which is in the server's log"

log = structlog.get_logger("timeline.schedule")
unavailable: Final = logging.getLogger("timeline.unavailable")
logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns where a run was coalesced, which is meant

Run = Callable[[Source], Report]


class Work(Protocol):
    """What a schedule needs of the process that runs it; `serve` and `worker` each have their own."""

    store: Store
    chronology: Chronology
    sources: tuple[Source, ...]
    clock: Callable[[], datetime]
    record: Callable[[], None]
    wake: Callable[[], None]


def schedule_sources(service: Work, directory: Path) -> Schedule:
    """The schedule of the process's sources; what is asked of one through the API is seen at once."""
    fetcher = Fetcher(directory, Client(), service.clock)
    reading = threading.BoundedSemaphore(READ_AT_ONCE)

    def extract(document: Document, kind: str) -> Extraction:
        with reading:
            return extract_bounded(document, kind)

    def run(source: Source) -> Report:
        settings = DateSettings.of(service.chronology)
        report = ingest(source, service.store, fetcher, extract, service.clock(), settings=settings)
        service.record()
        return report

    schedule = Schedule(service.store, service.sources, run, service.clock, service.store.lease())
    service.wake = schedule.wake
    return schedule


class Schedule:
    """Runs each source at its time, one run of a source at once. Jobs are rebuilt from the store at each start."""

    def __init__(
        self, store: Store, sources: Iterable[Source], run: Run, clock: Callable[[], datetime], lease: Lease
    ) -> None:
        self.store, self.run, self.clock, self.lease = store, run, clock, lease
        self.sources = {source.id: source for source in sources}
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="fetch")
        # A thread that waits for nothing else: one that leads and does not ask for long is taken for gone.
        self._leading = ThreadPoolExecutor(1, thread_name_prefix="lease")
        self._running: set[asyncio.Task[None]] = set()
        self._working: set[str] = set()
        self._hosts: dict[str, asyncio.Lock] = {}
        self._queued: set[asyncio.Task[None]] = set()
        self._seen: dict[str, datetime | None] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leads: bool | None = None
        # UTC, as other zones stall at their change of clocks; late and missed runs become one.
        self._jobs: Any = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def start(self) -> None:
        """Begin, within a running event loop."""
        self._loop = asyncio.get_running_loop()
        self._jobs.start()
        self._jobs.add_job(self.patrol, "interval", seconds=PATROL, id="@patrol", next_run_time=self.clock())
        self._jobs.add_job(self._keep_lease, "interval", seconds=PATROL, id="@lease")

    def renew(self, sources: Iterable[Source]) -> None:
        """Go on with other sources; from any thread."""
        self.sources = {source.id: source for source in sources}
        self.wake()

    def wake(self) -> None:
        """Look at once at what is asked of the sources; from any thread."""
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self.patrol(), self._loop)

    def planned(self) -> dict[str, datetime]:
        """When each source runs next, of those that this process runs."""
        return {job.id: job.next_run_time for job in self._jobs.get_jobs() if job.id not in LOOKS}

    def running(self) -> set[str]:
        """The sources that are being run."""
        return {task.get_name() for task in self._running}

    def working(self) -> set[str]:
        """The sources that a thread is at, even after the loop has ended."""
        return set(self._working)

    async def attend(self, stop: asyncio.Event) -> None:
        """Run the sources until the event is set."""
        self.start()
        await stop.wait()
        await self.stop()

    async def stop(self, within: float = GRACE) -> None:
        """Plan nothing more, and wait a while for the runs under way; what they did not finish is done again."""
        self._loop = None
        self._jobs.shutdown(wait=False)
        for task in set(self._queued):
            task.cancel()
        if self._running:
            await asyncio.wait(set(self._running), timeout=within)
        self._pool.shutdown(wait=False, cancel_futures=True)
        # Behind whoever is asking for it: nobody does after that.
        await asyncio.get_running_loop().run_in_executor(self._leading, self.lease.release)
        self._leading.shutdown(wait=False)

    async def patrol(self) -> None:
        """Plan anew what the store says of the sources, if this process leads."""
        if not self.sources:
            return
        try:
            health = await asyncio.to_thread(self.store.health) if await self._lead() else None
        except StoreUnavailable as error:  # for a moment, or for long: the next patrol asks again
            unavailable.error("the schedule cannot be read: %s", error)
            return
        except Exception as error:
            log.error("the schedule cannot be read", exc_info=error)
            return
        if self._loop is None:  # it was stopped meanwhile
            return
        self._tell(health is not None)
        self._plan(health) if health is not None else self._stand_by()

    async def _lead(self) -> bool:
        """Whether this process may, asked of whoever gives the lease; never once it was stopped."""
        if self._loop is None:
            return False
        return await asyncio.get_running_loop().run_in_executor(self._leading, self.lease.acquire)

    async def _keep_lease(self) -> None:
        """Ask for the lease that is held, however long the store takes to say anything else."""
        if self._leads:
            with suppress(StoreUnavailable):  # the next patrol says so
                await self._lead()

    def _tell(self, leads: bool) -> None:
        """Say who runs the sources, where that is another process, or was."""
        if not leads and self._leads is not False:
            log.info("another process runs the sources: this one takes over when it ends")
        elif leads and self._leads is False:
            log.info("this process runs the sources from now on")
        self._leads = leads

    def _stand_by(self) -> None:
        """Plan nothing, and know nothing: what is planned is for whoever leads."""
        self._seen.clear()
        for id in self.planned():
            self._jobs.remove_job(id)

    def _plan(self, health: Mapping[str, Health]) -> None:
        """A job for each source that may run, and none for any other."""
        wanted = {}
        for source in self.sources.values():
            state = health.get(source.id, Health(source=source.id))
            if not (source.paused or state.paused) and source.id not in self.running():
                wanted[source.id] = self._due(source, state)
        for id in self.planned():
            if id not in wanted:
                self._jobs.remove_job(id)
        for id, due in wanted.items():
            if self.planned().get(id) != due:
                self._at(id, due)

    def _due(self, source: Source, state: Health) -> datetime:
        """After a start what is overdue is spread; what somebody asks for later is due when they say."""
        known, job = source.id in self._seen, self.planned().get(source.id)
        same = known and self._seen[source.id] == state.next_run
        self._seen[source.id] = state.next_run
        if not known:
            return first_run(source, state, self.clock())
        if same and job is not None:
            return job
        return max(state.next_run or self.clock(), self.clock())

    def _at(self, id: str, due: datetime) -> None:
        self._jobs.add_job(self._start, DateTrigger(due), args=[id], id=id, replace_existing=True)

    async def _start(self, id: str) -> None:
        source = self.sources.get(id)
        if source is None or id in self.running():
            return
        task = asyncio.create_task(self._once(source), name=id)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _once(self, source: Source) -> None:
        """One run, then the plan of the next, kept so that a restart knows it."""
        try:
            async with self._turn(source):
                if source.id not in self.sources:  # it was taken out while it waited
                    return
                due = await asyncio.get_running_loop().run_in_executor(self._pool, self._run_and_plan, source)
        except StoreUnavailable as error:
            unavailable.error("what a source said could not be kept: %s: %s", source.id, error)
            due = self._without_store(source)
        except Exception as error:  # the next patrol plans it again
            log.error(f"the run of {source.id} could not be kept", exc_info=error)
            return
        if source.id in self.sources and self._loop is not None and due is not None:
            self._at(source.id, due)

    def _without_store(self, source: Source) -> datetime | None:
        """When it runs next, where that can be written nowhere: a full disk here is no reason to ask its host more
        often than it takes."""
        return next_run(source, Health(source=source.id, last_run=self.clock(), failures=1))

    @asynccontextmanager
    async def _turn(self, source: Source) -> AsyncIterator[None]:
        """Wait for the host's other sources here, in front of the pool: a thread that waits is one that others lack."""
        task = asyncio.current_task()
        assert task is not None
        lock = self._hosts.setdefault(source.host, asyncio.Lock()) if source.host else asyncio.Lock()
        self._queued.add(task)
        try:
            await lock.acquire()
        finally:
            self._queued.discard(task)
        try:
            yield
        finally:
            lock.release()

    def _run_and_plan(self, source: Source) -> datetime | None:
        """When the source runs next. A fault of ours in one source is a failed run, and ends no other's."""
        self._working.add(source.id)
        try:
            # It may have been lost since it was planned; whoever leads has planned the same.
            return self._run_one(source) if self._may_run() else None
        finally:
            self._working.discard(source.id)

    def _may_run(self) -> bool:
        try:
            return self.lease.acquire()
        except StoreUnavailable as error:  # nobody was asked anything: the next patrol plans it again
            unavailable.error("a source was not run: %s", error)
            return False

    def _run_one(self, source: Source) -> datetime | None:
        until = None
        try:
            report = self.run(source)
            until = report.not_before
            log_report(report)
        except StoreUnavailable:
            raise
        except Exception as error:
            log.error(f"the run of {source.id} failed", exc_info=error)
            failures = self.store.health_of(source.id).failures + 1
            update_health(self.store, source.id, last_run=self.clock(), failures=failures, error=FAULT)
        due = next_run(source, self.store.health_of(source.id), not_before=until)
        update_health(self.store, source.id, next_run=due)
        return due


def log_report(report: Report) -> None:
    """Say in the log what a run changed, or why it failed."""
    health = report.health
    if report.fault:
        log.error(f"the run of {health.source} failed", exc_info=report.fault)
    elif health.error:
        log.warning(f"{health.source}: {health.error}", failures=health.failures)
    elif health.flagged and not report.unchanged:
        log.warning(f"{health.source}: not applied: {health.flagged}")
    elif report.changes or report.candidates:
        log.info(
            health.source, added=health.added, changed=health.changed, withdrawn=health.withdrawn,
            to_review=health.candidates, refused=len(health.refused),
        )  # fmt: skip
