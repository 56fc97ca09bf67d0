"""The schedule at work: real loop, real threads, runs that a test lets go of; nothing sleeps."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from timeline.extract.kinds import extract
from timeline.fetch.client import Client, Limits
from timeline.fetch.fetcher import Fetcher
from timeline.ingest import Report, ingest
from timeline.model.source import Health, Source
from timeline.schedule import hasten, pause, update_health
from timeline.serve.process import scheduler
from timeline.serve.process.scheduler import FAULT, Schedule
from timeline.store import Store, open_store
from timeline.store.contract import Outcome
from timeline.store.leases import FileLease, OwnLease

DAWN = datetime(2199, 5, 1, 8, tzinfo=UTC)
"""Far ahead, so that nothing planned from it is due by the machine's clock."""
LONG = 120.0


def source(id: str, **fields: Any) -> Source:
    return Source(id=id, name=id.title(), url=f"https://{id}.example/", **fields)


def clock() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "timeline.db"), "gen")


class Runs:
    """A fake run that tells the test of each start and end, and hangs where it is told to."""

    def __init__(self, store: Store, *, hang: str | tuple[str, ...] = (), crash: str = "") -> None:
        self.store, self.crash = store, crash
        self.hang = (hang,) if isinstance(hang, str) else hang
        self.loop = asyncio.get_running_loop()
        self.started: asyncio.Queue[str] = asyncio.Queue()
        self.go = threading.Event()

    def __call__(self, source: Source) -> Report:
        self.loop.call_soon_threadsafe(self.started.put_nowait, source.id)
        if source.id in self.hang:
            assert self.go.wait(LONG)
        if source.id == self.crash:
            raise RuntimeError("a bug")
        now = clock()
        health = update_health(self.store, source.id, last_run=now, last_success=now, failures=0)
        return Report(source, health)

    async def next(self) -> str:
        return await asyncio.wait_for(self.started.get(), LONG)


def within(what: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(what(), LONG))


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0)


def test_every_source_runs_at_the_start_and_is_planned_anew(store: Store, tmp_path: Path) -> None:
    async def story() -> None:
        runs = Runs(store)
        schedule = Schedule(store, [source("one"), source("two")], runs, clock, FileLease(tmp_path / "lock"))
        schedule.start()
        assert {await runs.next(), await runs.next()} == {"one", "two"}
        await until(lambda: not schedule.running())
        planned = schedule.planned()
        assert planned == {id: state.next_run for id, state in store.health().items()}
        assert all(timedelta(minutes=50) < due - clock() < timedelta(minutes=70) for due in planned.values())
        await schedule.stop()

    within(story)


def test_a_source_that_hangs_holds_up_no_other_and_is_not_run_twice(store: Store, tmp_path: Path) -> None:
    async def story() -> None:
        runs = Runs(store, hang="slow")
        schedule = Schedule(store, [source("slow"), source("quick")], runs, clock, FileLease(tmp_path / "lock"))
        schedule.start()
        assert {await runs.next(), await runs.next()} == {"slow", "quick"}
        await until(lambda: schedule.running() == {"slow"})
        hasten(store, "slow", clock())
        hasten(store, "quick", clock())
        schedule.wake()
        assert await runs.next() == "quick"
        assert runs.started.empty()
        runs.go.set()
        await until(lambda: not schedule.running())
        await schedule.stop()

    within(story)


HANGING = tuple(f"hanging-{n}" for n in range(12))


def hanging_host() -> list[Source]:
    return [Source(id=id, name=id, url=f"https://hanging.example/{id}") for id in HANGING]


def test_a_host_that_hangs_starves_no_other(store: Store, tmp_path: Path) -> None:
    async def story() -> None:
        runs = Runs(store, hang=HANGING)
        schedule = Schedule(store, [*hanging_host(), source("healthy")], runs, clock, FileLease(tmp_path / "lock"))
        schedule.start()
        first = {await runs.next(), await runs.next()}
        assert "healthy" in first
        assert len(first & set(HANGING)) == 1
        for _ in range(3):  # and whenever it is due
            await until(lambda: "healthy" not in schedule.running())
            hasten(store, "healthy", clock())
            schedule.wake()
            assert await runs.next() == "healthy"
        assert schedule.running() - {"healthy"} == set(HANGING)
        assert len(schedule.working() - {"healthy"}) == 1
        runs.go.set()
        begun = [await runs.next() for _ in range(11)]
        assert sorted(begun) == sorted(set(HANGING) - first)
        await until(lambda: not schedule.running())
        await schedule.stop()

    within(story)


def test_fifty_hosts_that_hang_starve_no_other(store: Store, tmp_path: Path) -> None:
    hanging = tuple(f"hanging-{n}" for n in range(50))

    async def story() -> None:
        runs = Runs(store, hang=hanging)
        sources = [source(id) for id in hanging]
        schedule = Schedule(store, [*sources, source("zz-healthy")], runs, clock, FileLease(tmp_path / "lock"))
        schedule.start()
        assert {await runs.next() for _ in range(51)} == {*hanging, "zz-healthy"}
        for _ in range(3):  # and whenever it is due
            await until(lambda: "zz-healthy" not in schedule.running())
            hasten(store, "zz-healthy", clock())
            schedule.wake()
            assert await runs.next() == "zz-healthy"
        assert schedule.working() - {"zz-healthy"} == set(hanging)
        runs.go.set()
        await until(lambda: not schedule.running())
        await schedule.stop()

    within(story)


def test_fifty_names_that_are_never_resolved_starve_no_other(store: Store, tmp_path: Path) -> None:
    hanging = {f"hanging-{n}" for n in range(50)}
    go = threading.Event()

    async def story() -> None:
        asked: asyncio.Queue[str] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def resolve(host: str, port: int) -> list[str]:
            name = host.removesuffix(".example")
            loop.call_soon_threadsafe(asked.put_nowait, name)
            assert name == "zz-healthy" or go.wait(LONG)
            raise OSError("there is no such host")

        fetcher = Fetcher(tmp_path, Client(Limits(connect=LONG), resolve=resolve), clock)

        def run(source: Source) -> Report:
            return ingest(source, store, fetcher, extract, clock())

        sources = [source(id) for id in (*sorted(hanging), "zz-healthy")]
        schedule = Schedule(store, sources, run, clock, FileLease(tmp_path / "lock"))
        schedule.start()
        assert {await asyncio.wait_for(asked.get(), LONG) for _ in range(51)} == hanging | {"zz-healthy"}
        for _ in range(3):  # and whenever it is due
            await until(lambda: "zz-healthy" not in schedule.running())
            hasten(store, "zz-healthy", clock())
            schedule.wake()
            assert await asyncio.wait_for(asked.get(), LONG) == "zz-healthy"
        assert schedule.working() - {"zz-healthy"} == hanging
        go.set()
        await until(lambda: not schedule.running())
        await schedule.stop()

    within(story)


def test_what_waits_for_its_host_does_not_hold_up_the_end(store: Store, tmp_path: Path) -> None:
    async def story() -> None:
        runs = Runs(store, hang=HANGING)
        schedule = Schedule(store, hanging_host(), runs, clock, FileLease(tmp_path / "lock"))
        schedule.start()
        first = await runs.next()
        await until(lambda: schedule.running() == set(HANGING))
        stopping = asyncio.create_task(schedule.stop(within=LONG))
        await until(lambda: schedule.running() == {first})
        runs.go.set()
        await stopping
        assert runs.started.empty()

    within(story)


def test_a_crashed_run_is_a_failure_that_waits_longer(store: Store, tmp_path: Path) -> None:
    async def story() -> None:
        runs = Runs(store, crash="bad")
        schedule = Schedule(store, [source("bad")], runs, clock, FileLease(tmp_path / "lock"))
        schedule.start()
        await runs.next()
        await until(lambda: not schedule.running() and "bad" in schedule.planned())
        state = store.health()["bad"]
        assert (state.failures, state.error) == (1, FAULT)
        assert schedule.planned()["bad"] - clock() > timedelta(minutes=100)
        await schedule.stop()

    within(story)


def test_only_one_of_two_leads_and_the_other_takes_over(store: Store, tmp_path: Path) -> None:
    async def story() -> None:
        runs = Runs(store)
        sources = [source("one", every=60)]
        first = Schedule(store, sources, runs, clock, FileLease(tmp_path / "lock"))
        second = Schedule(store, sources, runs, clock, FileLease(tmp_path / "lock"))
        first.start()
        assert await runs.next() == "one"
        second.start()
        await second.patrol()
        assert second.planned() == {}
        await until(lambda: bool(first.planned()))
        await first.stop()
        await second.patrol()
        assert set(second.planned()) == {"one"}
        assert runs.started.empty()
        await second.stop()

    within(story)


def test_a_restart_keeps_to_what_was_planned_and_spreads_what_is_overdue(store: Store, tmp_path: Path) -> None:
    many = [source(f"late-{n}") for n in range(40)]
    later = DAWN + timedelta(minutes=7)
    store.settle(Outcome(health=Health(source="later", last_run=DAWN, next_run=later)))
    for each in many:
        store.settle(Outcome(health=Health(source=each.id, last_run=DAWN, next_run=DAWN - timedelta(hours=1))))

    async def story() -> None:
        schedule = Schedule(store, [source("later"), *many], Runs(store), lambda: DAWN, FileLease(tmp_path / "lock"))
        schedule.start()
        await schedule.patrol()
        planned = schedule.planned()
        assert planned.pop("later") == later
        assert all(DAWN <= due <= DAWN + timedelta(minutes=2) for due in planned.values())
        assert len(set(planned.values())) > 30
        await schedule.patrol()
        assert planned.items() <= schedule.planned().items()
        await schedule.stop()

    within(story)


def test_paused_and_removed_sources_have_no_job_until_they_are_resumed(store: Store, tmp_path: Path) -> None:
    async def story() -> None:
        sources = [source("one"), source("two"), source("off", paused=True)]
        schedule = Schedule(store, sources, Runs(store), lambda: DAWN, FileLease(tmp_path / "lock"))
        schedule.start()
        await schedule.patrol()
        assert set(schedule.planned()) == {"one", "two"}
        pause(store, "one", paused=True)
        await schedule.patrol()
        assert set(schedule.planned()) == {"two"}
        pause(store, "one", paused=False)
        schedule.renew([source("one"), source("new")])
        await until(lambda: set(schedule.planned()) == {"one", "new"})
        await schedule.stop()

    within(story)


def test_a_pause_during_a_run_outlives_it(store: Store, tmp_path: Path) -> None:
    async def story() -> None:
        runs = Runs(store, hang="slow")
        schedule = Schedule(store, [source("slow")], runs, clock, FileLease(tmp_path / "lock"))
        schedule.start()
        await runs.next()
        pause(store, "slow", paused=True)
        runs.go.set()
        await until(lambda: not schedule.running())
        assert store.health()["slow"].paused
        await schedule.patrol()
        assert schedule.planned() == {}
        await schedule.stop()

    within(story)


class CountedLease(OwnLease):
    """Counts how often it is asked for."""

    count = 0

    def acquire(self) -> bool:
        self.count += 1
        return super().acquire()


def test_the_lease_is_kept_however_long_the_store_says_nothing(store: Store) -> None:
    async def story() -> None:
        lease, go = CountedLease(), threading.Event()
        schedule = Schedule(store, [source("one", paused=True)], Runs(store), clock, lease)
        schedule.start()
        await until(lambda: bool(lease.count))
        await schedule.patrol()
        with patch.object(store, "health", lambda: go.wait(LONG) and {}):
            waiting = asyncio.create_task(schedule.patrol())
            before = lease.count
            await until(lambda: lease.count > before + 5)
            assert not waiting.done()
            go.set()
            await waiting
        await schedule.stop()

    with patch.object(scheduler, "PATROL", 0.01):
        within(story)


def test_stopping_waits_only_so_long_and_lets_go_of_the_lease(store: Store, tmp_path: Path) -> None:
    async def story() -> None:
        runs = Runs(store, hang="slow")
        schedule = Schedule(store, [source("slow")], runs, clock, FileLease(tmp_path / "lock"))
        schedule.start()
        await runs.next()
        await schedule.stop(within=0)
        assert schedule.working() == {"slow"}
        other = FileLease(tmp_path / "lock")
        assert other.acquire()
        other.release()
        for task in asyncio.all_tasks():  # as the end of the loop does
            if task.get_name() == "slow":
                task.cancel()
        await until(lambda: not schedule.running())
        assert schedule.working() == {"slow"}, "its thread goes on when its task is gone"
        runs.go.set()
        await until(lambda: not schedule.working())

    within(story)
