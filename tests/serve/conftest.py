"""A small chronology behind the real application, asked in process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from tests.factory import event
from timeline.model.change import classify
from timeline.model.chronology import Chronology
from timeline.model.event import Citation, Event, Place
from timeline.model.feed import Feed
from timeline.model.query import Filter
from timeline.publish.publisher import Publisher
from timeline.serve.app import Front, make_app
from timeline.store import Store, open_store

DAWN = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
CHRONOLOGY = Chronology(title="A small chronology", authority="small.example,2026", base_url="http://small.example")
FEEDS = (
    Feed(slug="all", title="Everything"),
    Feed(
        slug="nature",
        title="Nature",
        query={"tag": ("nature",)},
        filter=Filter(tags=("nature",)),
        formerly=("animals",),
    ),
)
EVENTS = (
    event(
        "hatching", "2025-04-16", title="Sturgeon hatch", summary="On the Chishui.", tags=("nature", "yangtze"),
        places=(Place(name="Chishui River", latitude=28.59, longitude=105.7),),
        sources=(Citation(title="A report", publisher="A paper", published="2025-06-20", words="April 16, 2025"),),
    ),
    event("spring", "2013-21", title="Kerry in Beijing", tags=("diplomacy",)),
    event("visit", "2024-05-05/2024-05-10", title="A visit to Europe", tags=("diplomacy", "europe")),
    event("launch", "[..2025-09]", title="A launch", status="expected", tags=("technology",)),
    event("twin", "2024-05-05", title="The same visit", tags=("europe",)),
    event("hoax", "2020", title="A hoax", tags=("nature",)),
)  # fmt: skip


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = DAWN

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class Small:
    """The application with what a test needs to change it."""

    def __init__(self, front: Front, store: Store, clock: Clock) -> None:
        self.front, self.store, self.clock = front, store, clock

    def change(self, id: str, **fields: object) -> None:
        """Revise an event, or add one."""
        self.clock.forward(seconds=5)
        old = self.store.event(id)
        change = classify(old, msgspec.structs.replace(old, **fields), self.clock.now)
        assert change is not None
        self.store.apply([change])

    def add(self, *events: Event) -> None:
        """Add events."""
        self.clock.forward(seconds=5)
        added = [classify(None, new, self.clock.now) for new in events]
        self.store.apply([change for change in added if change is not None])

    def ask(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        """One request, in process."""
        return self.send(method, path, **headers)

    def send(
        self, method: str, path: str, body: Any = None, *, token: str = "", media: str = "", **headers: str
    ) -> httpx.Response:
        """One request, with a body of bytes, or of what becomes JSON."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None:
            sent["Content-Type"] = media or "application/json"
            body = body if isinstance(body, bytes) else json.dumps(body).encode()

        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.front, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://small.example") as client:
                return await client.request(method, path, content=body, headers=sent)

        return asyncio.run(once())


@contextmanager
def opened(path: Path, url: str = "") -> Iterator[Small]:
    """Six events, one withdrawn and one merged; in a database of a server where its address is given."""
    clock = Clock()
    store = open_store(url or str(path / "timeline.db"), "gen")
    try:
        store.set_feeds(FEEDS, DAWN)
        front = make_app(store, Publisher(store, CHRONOLOGY), CHRONOLOGY, clock)
        front.service.pools.seconds = 60  # a busy machine is no slow question
        made = Small(front, store, clock)
        made.add(*EVENTS)
        made.change("twin", status="merged", merged_into="visit")
        made.change("hoax", status="withdrawn", reason="It proved false.")
        yield made
    finally:
        store.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    """One of its own, for a test that changes something."""
    with opened(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """One for all tests of a file that change nothing."""
    with opened(tmp_path_factory.mktemp("unchanged")) as made:
        yield made


@pytest.fixture(scope="session")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., httpx.Response]]:
    """`ask(path, method="GET", **headers)`, of one that nobody changes."""
    with opened(tmp_path_factory.mktemp("small")) as made:
        yield made.ask
