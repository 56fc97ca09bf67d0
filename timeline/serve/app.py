"""The application: what is asked of it, in the order in which it is looked at."""

from __future__ import annotations

import time
from typing import Any, Final

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ASGIApp, Receive, Send

from timeline.errors import TimelineError
from timeline.model.chronology import Chronology
from timeline.publish.publisher import Publisher
from timeline.serve.http.clients import feed_of, header, kind_of
from timeline.serve.http.conditional import Answer
from timeline.serve.http.dates import check_with_dates
from timeline.serve.http.failures import failure, problem_handler
from timeline.serve.http.headers import PREFLIGHT, is_edited
from timeline.serve.http.languages import VARIES, answer_by_language, split_language
from timeline.serve.http.limits import TooManyRequests
from timeline.serve.http.metrics import FeedFetch
from timeline.serve.http.routing import answer_by_address, deliver, routed_path
from timeline.serve.http.service import Clock, Service, now_utc
from timeline.serve.http.sessions import csrf_config
from timeline.serve.routes import (
    api,
    changes,
    diff,
    embeds,
    feeds,
    meta,
    oembed,
    openapi,
    pages,
    review,
    sources,
    writing,
)
from timeline.serve.routes.edit import ROUTES as EDITING
from timeline.store.contract import Store

ROUTES: Final = (
    pages.index, pages.all_feeds, pages.feed, pages.event, pages.problem,
    pages.subscribe, pages.subscribe_feed, embeds.whole, embeds.feed, oembed.oembed,
    feeds.feed, feeds.picture, feeds.calendar, *feeds.views, feeds.event,
    api.events, api.event, api.history, api.feeds, api.tags, api.places, api.read,
    changes.changes, changes.stream, changes.dump,
    sources.page, sources.sources, sources.run, sources.pause, sources.resume,
    review.candidates, review.candidate, review.accept, review.merge, review.reject, review.undo, review.unmerge,
    *writing.ROUTES, diff.diff,
    meta.opml, meta.sitemap, meta.robots, meta.schema, meta.static, meta.image, meta.favicon,
    meta.description, meta.docs, meta.healthz, meta.readyz, meta.numbers,
    *EDITING,
)  # fmt: skip
ALIVE: Final = "/healthz"
UNCOUNTED: Final = frozenset({ALIVE, "/readyz", "/metrics"})
"""What watches over the server, and may do so often."""
BODY_BYTES: Final = 1_048_576
"""Of a request; nothing that is taken today is near it."""


def make_app(
    store: Store, publisher: Publisher, chronology: Chronology, clock: Clock = now_utc, routes: tuple[Any, ...] = ()
) -> Front:
    """The ASGI application over a store. `routes` are further ones, for those who serve more than reading."""
    service = Service(store, publisher, chronology, clock)
    app = Litestar(
        route_handlers=[*ROUTES, *routes],
        dependencies={"service": Provide(lambda: service, sync_to_thread=False)},
        exception_handlers={Exception: problem_handler(service)},
        before_request=check_with_dates(service),
        openapi_config=openapi.config(chronology),
        request_max_body_size=BODY_BYTES,
        opt={"for_programs": True},
        csrf_config=csrf_config(store, chronology.base_url),
        state=State({"service": service}),
        logging_config=None,
    )
    return Front(app, service)


class Front:
    """Stands before litestar: answers what is ready, and gives every answer what all of them carry."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.service = service
        self._app = app

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        path = self.service.local_path(scope["path"])
        direct = answer_by_address(scope["method"], path, scope["query_string"], self.service.urls.base)
        if direct is None:
            headers, chronology = scope["headers"], self.service.chronology
            direct = answer_by_language(path, scope["query_string"], headers, chronology)
        if direct is not None:
            await self._deliver(direct, "none", scope, send, started)
            return
        address = (path, scope["query_string"])
        # Before litestar looks for a route and reads the query: what most clients ask is what they asked before.
        if scope["method"] in ("GET", "HEAD") and await self._ready(scope, address, send, started):
            return
        if await self._refuse(scope, path, send, started):
            return
        if path != ALIVE and scope["method"] != "OPTIONS" and await self._stop_short(scope, send, started):
            return
        language, own = split_language(path)
        scope = {**scope, "path": routed_path(own), "root_path": "", "address": address, "asked": path}
        scope["language"] = language
        scope.setdefault("state", {})
        status, size = 500, 0

        async def send_completed(message: Any) -> None:
            nonlocal status, size
            size += len(message.get("body", b""))
            if message["type"] == "http.response.start":
                status = message["status"]
                is_preflight = scope["method"] == "OPTIONS" and status == 204 and not is_edited(path)
                extra = PREFLIGHT if is_preflight else ()
                common = self.service.common_headers(path, message["headers"])
                message["headers"] = [*message["headers"], *common, *extra]
                message["headers"] += VARIES if path == "/" else ()
            await send(message)

        await self._app(scope, receive, send_completed)
        route = str(scope.get("path_template", "")) or "none"
        self._count(route, {**scope, "path": path}, status, size, started)

    async def _ready(self, scope: Any, address: tuple[str, bytes], send: Send, started: float) -> bool:
        """Answer from the cache, if what it holds is still good; whether that was possible."""
        service = self.service
        if service.cache.find(address) is None:
            return False
        try:
            now = service.clock()
            cached = service.cache.get(address, service.store.version(), now)
            if cached is None:
                return False
            answer = cached.representation.answer(scope["method"], scope["headers"], now)
        except TimelineError as error:
            answer = failure(error, service, scope)
            route = "none"
        else:
            route = cached.route
        await self._deliver(answer, route, scope, send, started, ready=True)
        return True

    async def _stop_short(self, scope: Any, send: Send, started: float) -> bool:
        """Answer 503 where the database cannot be asked: what is kept of it may not be so any more."""
        try:
            self.service.store.version()
        except TimelineError as error:
            await self._deliver(failure(error, self.service, scope), "none", scope, send, started)
            return True
        return False

    async def _refuse(self, scope: Any, path: str, send: Send, started: float) -> bool:
        """Answer 429, if the client has asked too often for what has to be made; whether it has."""
        if path in UNCOUNTED:
            return False
        try:
            self.service.limits.count((scope.get("client") or ("",))[0])
        except TooManyRequests as error:
            await self._deliver(failure(error, self.service, scope), "none", scope, send, started)
            return True
        return False

    async def _deliver(
        self, answer: Answer, route: str, scope: Any, send: Send, started: float, *, ready: bool = False
    ) -> None:
        """Send an answer that needed no route, and count it."""
        service = self.service
        path = service.local_path(scope["path"])
        answer.headers.extend(service.common_headers(path, answer.headers))
        answer.headers.extend(VARIES if path == "/" else ())
        await deliver(answer, send)
        self._count(route, {**scope, "path": path}, answer.status, len(answer.body), started, ready=ready)

    def _count(self, route: str, scope: Any, status: int, size: int, started: float, *, ready: bool = False) -> None:
        """Count an answer, and write its line where there is an access log."""
        service = self.service
        service.metrics.count_answer(route, scope["method"], status, time.perf_counter() - started, ready=ready)
        if feed := feed_of(scope["path"]):
            agent = header(scope["headers"], b"user-agent")
            service.metrics.count_fetch(FeedFetch(feed, kind_of(agent)), status)
        if service.access_log is not None:
            service.access_log.note(scope, status, size, now_utc())
