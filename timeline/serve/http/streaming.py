"""Answers without an end, or too large to be held: sent piece by piece, and dropped where nobody takes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

import structlog
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from timeline.serve.http.conditional import Answer, Headers
from timeline.serve.http.routing import Response
from timeline.serve.http.service import Service

Pieces = Callable[[], AsyncGenerator[bytes, None]]
log = structlog.get_logger(__name__)


class Streamed(Response):
    """An answer whose bytes come as they are made."""

    def __init__(self, head: Headers, pieces: Pieces, service: Service) -> None:
        super().__init__(Answer(200, head, b""))
        self._pieces, self._service = pieces, service

    def to_asgi_response(self, *args: Any, **kwargs: Any) -> ASGIResponse:
        """The answer as litestar sends it."""
        return _Stream(self.answer, self._pieces, self._service)


class _Stream(ASGIResponse):
    def __init__(self, answer: Answer, pieces: Pieces, service: Service) -> None:
        super().__init__(status_code=answer.status)
        self._answer, self._pieces, self._service = answer, pieces, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(wait_for_disconnect(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            sending.cancel()
            await asyncio.gather(leaving, sending, return_exceptions=True)
        error = None if sending.cancelled() else sending.exception()
        if error is not None:
            # Without its end the answer is recognisably cut off: chunked encoding has no last chunk.
            self._service.metrics.count_drop()
            log.warning("stream broken off", path=scope["path"], error=repr(error))
            await abort(scope)

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self._answer.status, "headers": self._answer.headers})
        async with aclosing(self._pieces()) as pieces:
            async for piece in pieces:
                # A reader that takes nothing blocks its own sending only, and not for ever.
                async with asyncio.timeout(self._service.send_seconds):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def wait_for_disconnect(receive: Receive) -> None:
    """Returns when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        continue


async def abort(scope: Scope) -> None:
    """Cut the connection of a reader that takes nothing; what is underway to it is lost."""
    extension: Any = (scope.get("extensions") or {}).get("timeline.abort")
    if extension is not None:
        extension["call"]()
        await asyncio.sleep(0)
