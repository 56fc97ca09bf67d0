"""Facts about clients that leave before their request has arrived: no error of ours, and nothing is written."""

from __future__ import annotations

import asyncio
import logging

import pytest

from tests.serve.conftest import DAWN, Small
from tests.serve.http.test_metrics import series, value
from timeline.model import token as tokens

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"


def leave(small: Small, method: str, path: str, media: str, token: str, part: bytes) -> list[int]:
    """Send the head and a part of the body, and go; the statuses that were answered to nobody."""
    statuses: list[int] = []

    async def once() -> None:
        messages = iter([{"type": "http.request", "body": part, "more_body": True}])

        async def receive() -> dict[str, object]:
            return next(messages, {"type": "http.disconnect"})

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(int(str(message["status"])))

        named = {"host": "small.example", "content-type": media, "content-length": "4000"}
        headers = [(name.encode(), text.encode()) for name, text in named.items()]
        headers.append((b"authorization", f"Bearer {token}".encode()))
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "method": method,
            "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"", "headers": headers,
            "client": ("192.0.2.7", 50000), "server": ("small.example", 80),
        }  # fmt: skip
        await small.front(scope, receive, send)

    asyncio.run(once())
    return statuses


@pytest.mark.parametrize(
    ("method", "path", "media", "part"),
    [
        ("POST", "/api/v1/events", JSON, b'{"title": "Le'),
        ("POST", "/api/v1/events", JSON, b'{"title": "Left", "when": "2013"}'),
        ("PATCH", "/api/v1/events/visit", JSON, b'{"title": "Le'),
        ("DELETE", "/api/v1/events/visit", JSON, b"{"),
        ("POST", "/api/v1/events/visit/cancel", JSON, b""),
        ("POST", "/api/v1/batches", JSON, b'{"steps": ['),
        ("POST", "/api/v1/candidates/c/accept", JSON, b"{"),
        ("POST", "/edit/sign-in", FORM, b"token=a"),
        ("POST", "/edit/sign-in", MULTIPART, b"--b\r\n"),
    ],
)
def test_a_client_that_leaves_in_the_middle_of_a_body_is_no_error(
    small: Small, caplog: pytest.LogCaptureFixture, method: str, path: str, media: str, part: bytes
) -> None:
    token, kept = tokens.issue("s" * 43, "ana", ["write:events", "review"], DAWN, None)
    small.store.add_token(kept)
    changes = small.store.changes()
    with caplog.at_level(logging.WARNING):
        statuses = leave(small, method, path, media, token, part)
    assert all(400 <= status < 500 for status in statuses), statuses
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
    numbers = series(small)
    assert value(numbers, "http_errors_total") == 0
    assert [key for key in numbers if ("status", "5xx") in key[1]] == []
    assert small.store.changes() == changes
