"""What the world gets at a chronology's address: asked as any source is, by public addresses only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final, Protocol
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from timeline.errors import SourceRefused, visible
from timeline.fetch.client import AGENT, Reply
from timeline.files import Folder

ONLY_HERE: Final = ("127.0.0.1", "localhost", "::1")
SLOW_SECONDS: Final = 60
"""By which two clocks may differ: a request takes a while, and a header of HTTP has whole seconds."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, the check that found it (`CHECKS`), and what to do."""

    check: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return visible(f"{self.check}: {self.what}: {self.remedy}")


class Get(Protocol):
    """The part of a client that is needed: it refuses addresses within the machine's own network."""

    def get(self, url: str) -> Reply:
        """The answer. Raises `SourceRefused`."""


def look_at_address(folder: Folder, client: Get, clock: Callable[[], datetime]) -> Iterator[Finding]:
    """What the world gets at base_url, asked as any source is: by public addresses only."""
    base = folder.settings.base_url.rstrip("/")
    if (urlsplit(base).hostname or "") in ONLY_HERE:
        return
    try:
        reply = client.get(f"{base}/")
    except SourceRefused as error:
        yield Finding(
            "address",
            f"base_url is not reached: {error}",
            "see that its name leads to a public address, and that the proxy hands on to HOST and PORT",
        )
        return
    if reply.status != 200:
        yield Finding("address", f"{base}/ answers {reply.status}", "see that the proxy hands this path on, unchanged")
    elif folder.settings.title.encode() not in reply.body and b"/feeds.opml" not in reply.body:
        yield Finding(
            "address", f"{base}/ is another page", "let the proxy hand it on to timeline, or correct base_url"
        )
    elif not _is_below(reply.url, base):
        yield Finding(
            "address",
            f"{base}/ leads to {reply.url}",
            "write that address as base_url: each client asks twice otherwise",
        )
    yield from _look_at_clock(reply, clock())
    yield from _look_at_robots(base, client)


def _is_below(url: str, base: str) -> bool:
    """Whether an address is the base or below it, as the home page in a language is."""
    return url.rstrip("/") == base or url.startswith(f"{base}/")


def _look_at_clock(reply: Reply, at: datetime) -> Iterator[Finding]:
    try:
        theirs = parsedate_to_datetime(reply.headers.get("date", ""))
        seconds = (at - theirs).total_seconds()
    except (TypeError, ValueError):  # no date, or one without a zone: nothing can be said
        return
    if abs(seconds) > SLOW_SECONDS:
        fast = "ahead of" if seconds > 0 else "behind"
        yield Finding(
            "clock",
            f"this machine is {abs(seconds):,.0f} seconds {fast} the server at base_url",
            "set it by NTP: entries get their instants from it, which never go back",
        )


def _look_at_robots(base: str, client: Get) -> Iterator[Finding]:
    """Robots ask at the root of the host, wherever the chronology lies on it."""
    address = urljoin(f"{base}/", "/robots.txt")
    try:
        reply = client.get(address)
    except SourceRefused as error:
        yield Finding("robots", f"{address} is not reached: {error}", "let it answer 404 where there are no rules")
        return
    if reply.status >= 500:
        yield Finding(
            "robots",
            f"{address} answers {reply.status}, at which robots stay away",
            "let it answer 404 where there are no rules",
        )
    if reply.status != 200:
        return
    rules = RobotFileParser()
    rules.parse(reply.body.decode("utf-8", "replace").splitlines())
    barred = [path for path in ("/", "/feeds/all.atom", "/events/x") if not rules.can_fetch(AGENT, base + path)]
    if barred:
        yield Finding(
            "robots",
            f"{address} bars {', '.join(barred)}",
            "allow them: readers that fetch for many people, and search engines, keep to it",
        )
