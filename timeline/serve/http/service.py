"""What every route needs: the store, the publisher, the clock, and answers that are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar.di import NamedDependency

from timeline.errors import SourceNotFound, StoreDamaged
from timeline.model.chronology import Chronology
from timeline.model.feed import Feed, feed_of
from timeline.model.parameters import Parameters
from timeline.model.query import Filter
from timeline.model.source import Source
from timeline.model.urls import Urls, next_link
from timeline.publish import pages as present
from timeline.publish.publisher import Publisher
from timeline.render.html.site import Site
from timeline.serve.http.access_log import AccessLog
from timeline.serve.http.cache import Address, Kept, ResponseCache
from timeline.serve.http.conditional import Answer, Content, Headers, Representation, content
from timeline.serve.http.followers import Followers
from timeline.serve.http.headers import common_headers
from timeline.serve.http.limits import Limits
from timeline.serve.http.metrics import Metrics
from timeline.serve.http.pools import Pools
from timeline.serve.http.routing import JSON, Request, Response, parameters
from timeline.serve.http.state_metrics import StateNumbers
from timeline.serve.http.stream_parts import SharedLog, StreamParts
from timeline.store.contract import Store
from timeline.writing.writer import Writer

FEED_SECONDS: Final = 300
"""How long a feed may be kept without asking: half of the shortest interval at which readers usually poll."""

Clock = Callable[[], datetime]
Make = Callable[[datetime], Content]
SEND_SECONDS: Final = 20.0
"""Seconds that a reader may take for what it was sent before it is dropped."""


def now_utc() -> datetime:
    """The machine's clock, asked here and in `cli/` only."""
    return datetime.now(UTC)


def _nothing() -> None:
    """Wakes no schedule and writes nothing: this process has none, and whoever has looks by itself."""


class Service:
    """The state of one application. `sources` are those of the folder; `wake` makes a schedule look at them at once.

    `record` writes what sources and people published into the folder, where there is one.
    """

    def __init__(self, store: Store, publisher: Publisher, chronology: Chronology, clock: Clock = now_utc) -> None:
        self.store = store
        self.clock = clock
        self.send_seconds = SEND_SECONDS
        self.limits = Limits()
        self.pools = Pools(store.bound)
        self.cache = ResponseCache()
        self.log = SharedLog(store)
        self.stream_parts = StreamParts(self.pools)
        self.followers = Followers(store.position)
        self.metrics = Metrics(store.position, lambda: self.followers.count)
        self.metrics.register(StateNumbers(self))
        self.access_log: AccessLog | None = None
        """Where each request is written down, if anywhere."""
        self.images: Path | None = None
        """The folder of the chronology's own pictures, where there is one."""
        self.damage: StoreDamaged | None = None
        """Damage that a request met: pages that others read may be sound, and the database is not."""
        self.undropped: set[str] = set()
        """Keys of writes that failed with the database, and which are let go of when it is back."""
        self.writer = Writer(store, chronology)
        self.sources: tuple[Source, ...] = ()
        self.wake: Callable[[], None] = _nothing
        self.record: Callable[[], None] = _nothing
        self._under_way: dict[tuple[Address, int, int], asyncio.Task[Content]] = {}
        self._renewals = 0
        self.renew(publisher, chronology)

    def renew(self, publisher: Publisher, chronology: Chronology, sources: tuple[Source, ...] | None = None) -> None:
        """Go on with other settings: what was kept is forgotten. Without `sources` they stay as they are."""
        self.sources = self.sources if sources is None else sources
        self.publisher = publisher
        self.chronology = self.writer.chronology = chronology
        self.urls = Urls(chronology.base_url)
        self._base_path = self.urls.path
        self._site: tuple[int, list[Feed], Site] | None = None
        # What was begun by the settings before is not kept when it is done.
        self._renewals += 1
        self.cache.clear()

    def local_path(self, path: str) -> str:
        """The path within the chronology: a proxy may or may not take away the path of `base_url`."""
        base = self._base_path
        if base and (path == base or path.startswith(base + "/")):
            return path[len(base) :] or "/"
        return path

    def common_headers(self, path: str, headers: Headers) -> Headers:
        """What the answer to a path carries beside `headers`, its own."""
        return common_headers(self.urls.base, path, headers, self.chronology.image_hosts)

    def source(self, id: str) -> Source:
        """The source of an id. Raises `SourceNotFound`."""
        for source in self.sources:
            if source.id == id:
                return source
        raise SourceNotFound(f"there is no source {id[:80]}: /api/v1/sources lists them")

    def filters(self) -> dict[str, Filter]:
        """The filters of the feeds, as `feed=` names them."""
        return {feed.slug: feed.filter for feed in self.publisher.known_feeds(self.clock())}

    def feed(self, slug: str) -> Feed:
        """The feed of a slug. Raises `FeedMoved` for a former one, `FeedNotFound`."""
        return feed_of(slug, self.publisher.known_feeds(self.clock()))

    def site(self, now: datetime) -> Site:
        """What every page shows of the whole, looked up once for each change."""
        kept, renewals = self._site, self._renewals
        position = self.store.position()
        known = self.publisher.known_feeds(now)
        if kept is None or kept[:2] != (position, known):
            whole = present.site(known, self.publisher.counts, self.chronology)
            kept = (position, known, msgspec.structs.replace(whole, has_sources=bool(self.sources)))
            if renewals == self._renewals:
                self._site = kept
        return kept[2]

    async def respond_cached(
        self, request: Request, make: Make, max_age: int = 0, kept: Kept | None = None
    ) -> Response:
        """Answer with a body that is made once for each change of the store, and keep it ready.

        `make` runs in a thread; those who ask for the same meanwhile wait for it. An address with parameters is a
        question: anyone can think of another. `kept` gives, at once, what the publisher keeps of it. Raises
        `QuestionTooSlow`.
        """
        address: Address = request.scope["address"]  # type: ignore[typeddict-item]
        version, now = self.store.version(), self.clock()
        renewals = self._renewals
        key = (address, version, renewals)
        task = self._under_way.get(key)
        if task is None:
            run = self.pools.ask_in_turn if parameters(request) else self.pools.make
            task = self._under_way[key] = asyncio.create_task(run(partial(make, now)))
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        body = await asyncio.shield(task)
        route = str(request.scope.get("path_template", ""))
        if renewals == self._renewals:
            representation = self.cache.put(address, body, max_age, version, route, kept)
        else:
            representation = Representation(body, max_age)
        return Response(representation.answer(request.method, request.scope["headers"], now))

    def respond_json(
        self, request: Request, value: Any, modified: datetime | None = None, headers: Sequence[tuple[str, str]] = ()
    ) -> Response:
        """Answer with a value as JSON, made for this request."""
        return self.respond(request, content(msgspec.json.encode(value), JSON, modified, headers=headers))

    def respond_private_json(self, request: Request, value: Any, headers: Sequence[tuple[str, str]] = ()) -> Response:
        """Answer with a value as JSON that only the bearer of a token may see: no cache between keeps it."""
        answer = self.respond_json(request, value, headers=headers).answer
        kept = [(name, value) for name, value in answer.headers if name != b"cache-control"]
        return Response(Answer(answer.status, [*kept, (b"cache-control", b"private, no-cache")], answer.body))

    def next_page(self, path: str, chosen: Parameters, name: str, value: str | None) -> tuple[tuple[str, str], ...]:
        """The header that leads from a page of the API to the next, which is the same but for one parameter; none where
        that has no value."""
        pairs = [(each, text) for each, texts in chosen.items() for text in texts if each != name]
        return next_link(self.urls.api(path, [*pairs, (name, value)]) if value else "")

    def respond(self, request: Request, body: Content) -> Response:
        """Answer with a body that is not kept."""
        return Response(Representation(body, 0).answer(request.method, request.scope["headers"], self.clock()))

    def respond_gone(self, request: Request, body: Content) -> Response:
        """Answer 410 with a body; preconditions count for what there is only (RFC 9110, 13.2.1)."""
        encodings = [(name, value) for name, value in request.scope["headers"] if name == b"accept-encoding"]
        answer = Representation(body, 0).answer(request.method, encodings, self.clock())
        headers = [(n, v) for n, v in answer.headers if n not in (b"cache-control", b"etag", b"last-modified")]
        return Response(Answer(410, [*headers, (b"cache-control", b"no-cache")], answer.body))


NamedService = NamedDependency[Service]
"""How a handler asks for it."""
