"""A source's documents: conditional requests, robots, one polite request at a time to a host; or files of a folder."""

from __future__ import annotations

import email
import email.utils
import mimetypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from timeline.disk import read_regular
from timeline.errors import SourceRefused
from timeline.fetch.addresses import endpoint
from timeline.fetch.client import AGENT, MEGABYTE, Client, Reply
from timeline.model.source import Document, Fetched, Source, Validators

ROBOTS: Final = timedelta(hours=24)
"""How long a host's robots.txt is believed (RFC 9309, section 2.4)."""
FILES: Final = 1000
LARGEST: Final = 10 * MEGABYTE
LONGEST_WAIT: Final = timedelta(days=1)
LONGEST_REST: Final = timedelta(hours=1)
"""How long one address that is asked too often (429) keeps us from the others of its host."""


class Fetcher:
    """Fetches sources for one chronology; remembers hosts' robots.txt and when they want to be asked again.

    `now` is asked for the instant of each retrieval; a test gives its own.
    """

    def __init__(self, directory: Path, client: Client, now: Callable[[], datetime]) -> None:
        self.directory, self.client, self.now = directory, client, now
        self._hosts: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._robots: dict[str, tuple[datetime, RobotFileParser]] = {}
        self._resting: dict[str, datetime] = {}

    def __call__(self, source: Source, validators: Validators) -> Fetched | None:
        """The source's documents, or None where nothing changed since. Raises `SourceRefused`."""
        return self._url(source, validators) if source.url else self._path(source, validators)

    def _url(self, source: Source, validators: Validators) -> Fetched | None:
        host = urlsplit(source.url).netloc.lower()
        with self._one_at_a_time(source.host):
            self._check_rest(host, source.url)
            self._check_robots(source, host)
            conditions = {"If-None-Match": validators.etag, "If-Modified-Since": validators.modified}
            reply = self.client.get(source.url, {k: v for k, v in conditions.items() if v}, local=source.local)
        if reply.status == 304 and validators != Validators():
            return None
        if reply.status in (429, 503):
            self._rest(host, source.url, reply)
        if reply.status != 200:
            raise SourceRefused(f"{source.name} answered {reply.status}{_advice(reply.status)}")
        return Fetched(documents=(_document(source, reply, self.now()),), validators=_validators(source, reply))

    @contextmanager
    def _one_at_a_time(self, host: str) -> Iterator[None]:
        """One request at a time to a host."""
        with self._lock:
            lock = self._hosts.setdefault(host, threading.Lock())
        with lock:
            yield

    def _check_rest(self, host: str, address: str) -> None:
        for name in (host, address):
            until = self._resting.get(name)
            if until is not None and self.now() < until:
                raise SourceRefused(f"{host} asked to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC", until)

    def _rest(self, host: str, address: str, reply: Reply) -> None:
        """Leave an address alone as long as its host asks. 503 speaks of that address; 429 of all that we ask of the
        host, but not for longer than an hour: a source that always fails first would keep its siblings silent."""
        now = self.now()
        until = retry_after(reply.headers.get("retry-after", ""), now)
        if until is None:
            return
        self._resting[address] = until
        if reply.status == 429:
            self._resting[host] = min(until, now + LONGEST_REST)
        raise SourceRefused(
            f"{host} answered {reply.status} and asks to be left alone until {until:%H:%M:%S} UTC", until
        )

    def _check_robots(self, source: Source, host: str) -> None:
        """Refuse what the host's robots.txt forbids us (RFC 9309); a missing one allows, a failing one forbids."""
        known = self._robots.get(host)
        if known is None or self.now() - known[0] > ROBOTS:
            # Rules that cannot be asked for anew still hold (RFC 9309, section 2.4).
            rules = self._read_robots(source, known[1] if known else None)
            known = (self.now(), rules)
            self._robots[host] = known
        if not known[1].can_fetch(AGENT, source.url):
            raise SourceRefused(f"the robots.txt of {host} does not allow {source.name} to be fetched")

    def _read_robots(self, source: Source, older: RobotFileParser | None) -> RobotFileParser:
        parts = urlsplit(source.url)
        rules = RobotFileParser()
        reply = self.client.get(f"{parts.scheme}://{parts.netloc}/robots.txt", local=source.local)
        if 400 <= reply.status < 500:
            rules.parse([])
        elif reply.status == 200:
            rules.parse(reply.body.decode("utf-8", "replace").splitlines()[:5000])
        elif older is not None:
            return older
        else:
            raise SourceRefused(f"the robots.txt of {parts.netloc} answered {reply.status}: try again later")
        rules.modified()
        return rules

    def _path(self, source: Source, validators: Validators) -> Fetched | None:
        """The file, or every file of the folder in the order of their names; None where none of them changed."""
        path = self.directory / source.path
        files = (
            sorted(p for p in path.rglob("*") if not p.is_dir() and _is_visible(p, path)) if path.is_dir() else [path]
        )
        if len(files) > FILES:
            raise SourceRefused(f"{source.path} holds more than {FILES} files")
        # Named as the curator named them: where the folder lies is nobody's business.
        documents = tuple(read_file(file, self.now(), _document_name(source.path, path, file)) for file in files)
        seen = Validators(etag="+".join(d.digest[:16] for d in documents))
        return None if documents and seen == validators else Fetched(documents=documents, validators=seen)


def _validators(source: Source, reply: Reply) -> Validators:
    """What the source's host said of what came; what another host said, it would not know."""
    if endpoint(reply.url)[0] != endpoint(source.url)[0]:
        return Validators()
    return Validators(etag=reply.headers.get("etag", ""), modified=reply.headers.get("last-modified", ""))


def _document_name(said: str, path: Path, file: Path) -> str:
    return said if file == path else f"{said.rstrip('/')}/{file.relative_to(path).as_posix()}"


def read_file(path: Path, now: datetime, name: str = "") -> Document:
    """A file as a document under a name, or its path. Raises `SourceRefused`, naming it."""
    name = name or str(path)
    try:
        if path.stat().st_size > LARGEST:
            raise SourceRefused(f"{name}: it is larger than {LARGEST / MEGABYTE:g} MB")
        data = read_regular(path)
    except OSError as error:
        raise SourceRefused(f"{name}: {error.strerror or error}") from error
    return Document(url=name, data=data, retrieved=now, media_type=mimetypes.guess_type(path.name)[0] or "")


def retry_after(header: str, now: datetime) -> datetime | None:
    """The instant that Retry-After names (RFC 9110, section 10.2.3), at most a day ahead; None where it says none."""
    header = header.strip()
    if header.isascii() and header.isdigit():
        return now + min(timedelta(seconds=int(header[:9])), LONGEST_WAIT)
    try:
        until = email.utils.parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError, OverflowError):  # what the parser raises differs with what is wrong
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(until, now + LONGEST_WAIT) if until > now else None


def _document(source: Source, reply: Reply, now: datetime) -> Document:
    """What came, under the source's link or name: an address in its path or query may be a secret."""
    said = email.message_from_string("Content-Type: " + reply.headers.get("content-type", ""))
    charset = str(said.get_content_charset() or "")
    media = said.get_content_type() if reply.headers.get("content-type") else ""
    parts = urlsplit(reply.url)
    return Document(
        url=source.shown,
        data=reply.body,
        retrieved=now,
        media_type=media,
        charset=charset,
        base=source.link or f"{parts.scheme}://{parts.netloc}",
        suffix=PurePosixPath(parts.path).suffix.lower(),
    )


def _advice(status: int) -> str:
    return {
        401: ": it wants a password",
        403: ": it does not let us in",
        404: ": check the address",
        410: ": it is gone for good; remove the source",
    }.get(status, "")


def _is_visible(path: Path, folder: Path) -> bool:
    """Whether a path in a folder counts as one of its files; a pipe does, and is refused by name."""
    is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not is_hidden and path.exists() and not path.is_dir()
