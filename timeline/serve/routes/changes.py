"""Following the log: by position, by waiting, as a stream, or from a full copy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from functools import partial
from typing import Final

import msgspec

from timeline.errors import PositionGone, StoreUnavailable
from timeline.model.parameters import FILTERS, FOLLOWED, WAITING, Parameters, parse_filter
from timeline.model.query import PAGE
from timeline.publish.change_log import (
    Following,
    NamedLog,
    Part,
    change_object,
    continued,
    full_copy,
    part,
    read_token,
    token,
)
from timeline.serve.http.conditional import Answer, Content, content
from timeline.serve.http.routing import JSON, Request, Response, first_value, parameters, reads
from timeline.serve.http.service import NamedService, Service
from timeline.serve.http.streaming import Streamed, wait_for_disconnect
from timeline.serve.routes import shapes

SIGN_OF_LIFE: Final = 15.0
"""Seconds between two signs of life on a stream: proxies close what is silent for 30 to 60."""
RETRY_SECONDS: Final = 1.0
"""Between two questions for changes that are known to be there, while the database does not answer."""
NDJSON: Final = "application/x-ndjson"
EVENTS: Final = "text/event-stream"
UNKEPT: Final = [(b"cache-control", b"no-store"), (b"vary", b"Accept-Encoding")]


@reads("/api/v1/changes", "listChanges", takes=(*FOLLOWED, *WAITING), gives=shapes.ChangesShape, errors=(410,))
async def changes(request: Request, service: NamedService) -> Response:
    """Changes after a position, oldest first. With a filter only those of events that match before or after, with
    `matches`, so that what leaves the filter can be dropped. `wait=30` holds the answer back until there is one, for
    at most so many seconds (60); /api/v1/stream tells them as they happen."""
    chosen = parameters(request)
    following = await service.pools.ask(lambda: _following(service, request))
    # In a thread: a position of another replica, or of another server, is looked up.
    after = await service.pools.ask(partial(read_token, service.store, first_value(chosen, "since", "0")))
    limit = int(first_value(chosen, "limit", str(PAGE)))
    latest = await service.pools.ask(lambda: part(following, after, limit))
    if not latest.changes and (seconds := int(first_value(chosen, "wait", "0"))):
        with service.followers.join():
            waiting = asyncio.create_task(_wait_for_part(service, following, latest, limit, seconds))
            leaving = asyncio.create_task(wait_for_disconnect(request.receive))
            await asyncio.wait({waiting, leaving}, return_when=asyncio.FIRST_COMPLETED)
            leaving.cancel()
            following, latest = await waiting if waiting.done() else (following, latest)
            waiting.cancel()
    return service.respond(request, await service.pools.ask(lambda: _page(service, chosen, following, latest)))


@reads("/api/v1/stream", "streamChanges", takes=("since", *FILTERS), media=(EVENTS,), errors=(410,))
async def stream(request: Request, service: NamedService) -> Response:
    """Changes as they happen (server-sent events): `id` is the position, `data` the change. A connection that was
    lost goes on after `Last-Event-ID`; `since` names where a first one begins, else it begins now."""
    chosen = parameters(request)
    following = await service.pools.ask(lambda: _following(service, request))
    last = request.headers.get("last-event-id", "").strip()
    if last:
        after = await service.pools.ask(partial(read_token, service.store, last, "Last-Event-ID"))
    elif since := first_value(chosen, "since"):
        after = await service.pools.ask(partial(read_token, service.store, since))
    else:
        after = service.store.position()
    head = [(b"content-type", b"text/event-stream; charset=utf-8"), *UNKEPT, (b"x-accel-buffering", b"no")]
    if request.method == "HEAD":
        return Response(Answer(200, head, b""))
    service.followers.admit()
    return Streamed(head, lambda: _events(service, following, after), service)


@reads("/api/v1/dump.ndjson", "getDump", media=(NDJSON,))
async def dump(request: Request, service: NamedService) -> Response:
    """Everything, one JSON object a line: first the position that it stands at, then every event, withdrawn and
    merged ones too. Go on with /api/v1/changes from that position."""
    name = (b"content-disposition", b'attachment; filename="dump.ndjson"')
    head = [(b"content-type", NDJSON.encode()), *UNKEPT, name]
    if request.method == "HEAD":
        return Response(Answer(200, head, b""))
    pieces = full_copy(service.store, service.chronology)
    # Read before anything is said: a database that cannot be reached is no copy that breaks off.
    first = await service.pools.ask_patiently(lambda: next(pieces))
    return Streamed(head, lambda: _dump(service, first, pieces), service)


def _following(service: Service, request: Request) -> Following:
    chosen = parameters(request)
    filtered = any(name in chosen for name in FILTERS)
    return Following(
        NamedLog(service.log), service.chronology, parse_filter(chosen, service.filters()) if filtered else None
    )


def _page(service: Service, chosen: Parameters, following: Following, latest: Part) -> Content:
    position = token(following.store, latest.position)
    link = service.next_page("changes", chosen, "since", position if latest.more else None)
    value = {
        "changes": [change_object(following, change, matches) for change, matches in latest.changes],
        "position": position,
        "more": latest.more,
    }
    return content(msgspec.json.encode(value), JSON, headers=link)


async def _wait_for_part(
    service: Service, following: Following, latest: Part, limit: int, seconds: int
) -> tuple[Following, Part]:
    """The next part that has something in it, or what there is when the time is over, and the log that it is of."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + seconds
    while not latest.changes and (remaining := deadline - clock()) > 0:
        if not latest.more and not await service.followers.wait(latest.position, remaining):
            break
        following = continued(following, service.log, latest.position)
        latest = await service.pools.ask(partial(part, following, latest.position, limit))
    return following, latest


async def _events(service: Service, following: Following, after: int) -> AsyncGenerator[bytes, None]:
    """The stream's bytes. It ends as an answer ends where it is not even known how far the log goes; who comes again
    with `Last-Event-ID` is told why, and misses nothing once it is."""
    yield f"retry: 3000\nid: {token(following.store, after)}\n\n".encode()
    try:
        async for piece in _changes_from(service, following, after):
            yield piece
    except StoreUnavailable:
        yield b": the database cannot be reached: come again\n\n"
    except PositionGone:
        yield b": what was sent is not in the database any more: come again\n\n"


async def _changes_from(service: Service, following: Following, after: int) -> AsyncGenerator[bytes, None]:
    """The changes after a position as they come, and signs of life between them."""
    with service.followers.join():
        while not service.followers.closed:
            following = continued(following, service.log, after)
            if service.store.position() <= after:
                is_quiet = not await service.followers.wait(after, SIGN_OF_LIFE)
                if is_quiet and not service.followers.closed:
                    yield b": still here\n\n"
                continue
            try:
                latest = await service.stream_parts.next(following, after)
            except StoreUnavailable:
                # It went away between the look and the question. A browser whose stream ends is answered 503 meanwhile,
                # and then comes no more (HTML, 9.2.3): it is kept, unless not even the position is known.
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if following.store.generation != service.log.generation:
                continue  # another server took over meanwhile: it may be of a log that lacks what was sent before
            for piece in latest.pieces:
                yield piece
            after = latest.position


async def _dump(service: Service, first: bytes, pieces: Iterator[bytes]) -> AsyncGenerator[bytes, None]:
    yield first
    while piece := await service.pools.ask_patiently(lambda: next(pieces, b"")):
        yield piece
