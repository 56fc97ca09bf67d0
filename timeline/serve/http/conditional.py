"""Conditional and encoded answers, by one function for everything that is served.

The rules are those of RFC 9110: validators (8.8), Accept-Encoding (12.5.3), preconditions in their order (13.2.2).
An ETag is strong, so each encoding has its own (8.8.3.3): "h" plain, "h-gzip" compressed. A client may hold either,
so either matches.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from timeline.errors import TimelineError
from timeline.publish.body import Body, compressed

Headers = list[tuple[bytes, bytes]]

LATE_SECONDS: Final = 60
WHILE_REVALIDATING: Final = b", stale-while-revalidate=%d" % LATE_SECONDS
"""Seconds in which a cache may answer with what it has, while it asks for what there is (RFC 5861, 3)."""
IF_ERROR: Final = b", stale-if-error=86400"
"""Seconds in which it may do so where nobody answers it (RFC 5861, 4): a feed of yesterday is better than none."""
_TAG: Final = re.compile(rb'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_LISTS: Final = frozenset({b"accept-encoding", b"if-none-match", b"if-match"})
_LOOKED_AT: Final = _LISTS | {b"if-modified-since", b"if-unmodified-since"}
WORTH_PACKING: Final = 512
"""Bytes below which gzip saves nothing that a packet would notice."""


class Content(Protocol):
    """Bytes that were made once: `publish.body.Body`, or `made` below. `etag` is a digest without quotes."""

    @property
    def data(self) -> bytes:
        """The bytes, not encoded."""

    @property
    def gzip(self) -> bytes:
        """The same bytes, compressed."""

    @property
    def length(self) -> int:
        """How many bytes `data` has: to ask for them may cost to inflate them."""

    @property
    def packed_length(self) -> int:
        """How many bytes `gzip` has; 0 where there is none."""

    @property
    def etag(self) -> str:
        """A digest of `data`."""

    @property
    def media_type(self) -> str:
        """What stands in Content-Type."""

    @property
    def modified(self) -> datetime | None:
        """Last-Modified; None where there is none."""

    @property
    def expires(self) -> datetime | None:
        """When the clock alone will change it; None for never."""

    @property
    def headers(self) -> Sequence[tuple[str, str]]:
        """Further headers of its own."""


class BytesContent(NamedTuple):
    """A body made for one request, or kept by its maker."""

    data: bytes
    gzip: bytes
    etag: str
    media_type: str
    modified: datetime | None = None
    expires: datetime | None = None
    headers: Sequence[tuple[str, str]] = ()

    @property
    def length(self) -> int:
        """How many bytes `data` has."""
        return len(self.data)

    @property
    def packed_length(self) -> int:
        """How many bytes `gzip` has."""
        return len(self.gzip)


class Answer(NamedTuple):
    """What goes out. `body` is empty for HEAD and 304, whose headers are those of the GET."""

    status: int
    headers: Headers
    body: bytes


class Choice(NamedTuple):
    """Which of the answers: 200 or 304, and which of the two encodings is sent, or named by the ETag."""

    status: int
    packed: bool


class PreconditionFailed(TimelineError):
    """If-Match or If-Unmodified-Since asks for a state that is no longer the present one."""


class NotAcceptable(TimelineError):
    """Accept-Encoding refuses every form that we have."""


def content(
    data: bytes,
    media_type: str,
    modified: datetime | None = None,
    expires: datetime | None = None,
    headers: Sequence[tuple[str, str]] = (),
) -> BytesContent:
    """A body out of bytes; its validators follow from them."""
    packed = compressed(data) if len(data) >= WORTH_PACKING else b""
    etag = hashlib.blake2b(data, digest_size=16).hexdigest()
    return BytesContent(data, packed, etag, media_type, modified, expires, headers)


class Representation:
    """A body with its headers written out, ready to be answered many times.

    `max_age` (seconds) is how long a client may keep it without asking; 0 means that it must always ask. An instant
    in `body.expires` shortens it. `always` are headers that every answer carries.
    """

    __slots__ = (
        "_common",
        "_gzip",
        "_max_age",
        "_modified",
        "_packed_length",
        "_packed_pieces",
        "_plain",
        "body",
        "tags",
        "written",
    )

    def __init__(self, body: Content, max_age: int, always: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self.body = body
        self.tags = (f'"{body.etag}"'.encode(), f'"{body.etag}-gzip"'.encode())
        self.written: dict[Choice, bytes] = {}
        """For whoever writes the heads out as bytes (`serve/http/ready`): those that stay as they are."""
        self._packed_pieces: tuple[bytes, ...] = ()
        self._max_age = max_age
        self._modified = None if body.modified is None else body.modified.astimezone(UTC).replace(microsecond=0)
        self._common: Headers = [(b"vary", b"Accept-Encoding"), *always]
        if self._modified is not None:
            self._common.append((b"last-modified", http_date(self._modified)))
        whole: Headers = [
            *self._common,
            (b"content-type", body.media_type.encode()),
            (b"accept-ranges", b"none"),
            *((name.lower().encode(), value.encode("latin-1")) for name, value in body.headers),
        ]
        self._plain: Headers = [*whole, (b"etag", self.tags[0]), _length(body.length)]
        packed = (b"content-encoding", b"gzip")
        self._packed_length = body.packed_length
        self._gzip: Headers = [*whole, (b"etag", self.tags[1]), packed, _length(self._packed_length)]

    def answer(self, method: str, headers: Iterable[tuple[bytes, bytes]], now: datetime) -> Answer:
        """The answer to a GET or HEAD with these headers. Raises `PreconditionFailed` and `NotAcceptable`."""
        choice = self.choose(_relevant(headers))
        return Answer(choice.status, self.headers(choice, now), b"" if method == "HEAD" else self.data(choice))

    def choose(self, wishes: Mapping[bytes, bytes]) -> Choice:
        """Which answer fits the headers that matter. Raises `PreconditionFailed` and `NotAcceptable`."""
        packed = self._packed(wishes.get(b"accept-encoding"))
        tag = self._unchanged(wishes, packed)
        return Choice(200, packed) if tag is None else Choice(304, tag == self.tags[True])

    def headers(self, choice: Choice, now: datetime) -> Headers:
        """The headers of an answer."""
        fresh = (b"cache-control", self._freshness(now))
        if choice.status == 304:
            return [*self._common, (b"etag", self.tags[choice.packed]), fresh]
        return [*(self._gzip if choice.packed else self._plain), fresh]

    def data(self, choice: Choice) -> bytes:
        """The bytes that follow the headers of an answer to a GET."""
        if choice.status == 304:
            return b""
        return self.body.gzip if choice.packed else self.body.data

    def pieces(self, choice: Choice) -> tuple[bytes, ...]:
        """The same as they are kept: to join those of a long body costs more than to send them."""
        if choice.status == 304 or not isinstance(self.body, Body):
            return (self.data(choice),)
        if not choice.packed:
            return tuple(self.body.plain_parts())
        # Those in gzip stay in memory as long as the body does.
        if not self._packed_pieces:
            self._packed_pieces = tuple(self.body.packed_parts())
        return self._packed_pieces

    def _packed(self, accept: bytes | None) -> bool:
        plain, zipped = accepted(accept)
        if zipped and self._packed_length:
            return True
        if not plain:
            raise NotAcceptable("Accept-Encoding refuses both gzip and identity: allow one of them")
        return False

    def _freshness(self, now: datetime) -> bytes:
        seconds, late = self._max_age, WHILE_REVALIDATING
        if self.body.expires is not None:
            left = int((self.body.expires - now).total_seconds())
            # What ends at an instant is wrong after it: a cache asks first, and shows it only where nobody answers.
            late = late if left >= seconds + LATE_SECONDS else b""
            seconds = max(0, min(seconds, left))
        return b"public, max-age=%d" % seconds + late + IF_ERROR if seconds else b"public, no-cache"

    def _unchanged(self, wishes: Mapping[bytes, bytes], packed: bool) -> bytes | None:
        """The ETag to repeat in a 304, or None where the whole is to be sent (RFC 9110, 13.2.2)."""
        self._check(wishes)
        wanted = wishes.get(b"if-none-match")
        if wanted is not None:
            if wanted == self.tags[packed] or wanted.strip() == b"*":
                return self.tags[packed]
            named = {b'"' + tag + b'"' for _, tag in _TAG.findall(wanted)}
            # The tag that the client holds is repeated: a cache finds what it stored by it (RFC 9111, 4.3.4).
            ordered = (self.tags[packed], self.tags[not packed])
            return next((tag for tag in ordered if tag in named), None)
        since = wishes.get(b"if-modified-since")
        if since is None or self._modified is None:
            return None
        at = read_http_date(since)
        return self.tags[packed] if at is not None and self._modified <= at else None

    def _check(self, wishes: Mapping[bytes, bytes]) -> None:
        """Preconditions that ask for a state to be the present one; the comparison of tags is strong."""
        wanted = wishes.get(b"if-match")
        if wanted is not None:
            named = {b'"' + tag + b'"' for weak, tag in _TAG.findall(wanted) if not weak}
            if wanted.strip() != b"*" and named.isdisjoint(self.tags):
                raise PreconditionFailed("If-Match names none of the present ETags: fetch it anew")
        elif (since := wishes.get(b"if-unmodified-since")) is not None and self._modified is not None:
            at = read_http_date(since)
            if at is not None and self._modified > at:
                raise PreconditionFailed("it was modified after If-Unmodified-Since: fetch it anew")


def _relevant(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The headers that matter here; lists given in several lines are joined (RFC 9110, 5.3)."""
    relevant: dict[bytes, bytes] = {}
    for name, value in headers:
        if name not in _LOOKED_AT:
            continue
        if name not in relevant:
            relevant[name] = value
        elif name in _LISTS:
            relevant[name] += b", " + value
    return relevant


@lru_cache(maxsize=256)
def accepted(accept: bytes | None) -> tuple[bool, bool]:
    """Whether plain and whether gzip may be sent, gzip only where it is wanted at least as much.

    Without the header plain is sent, for what does not say that it can unpack often cannot.
    """
    if accept is None:
        return True, False
    weights: dict[bytes, float] = {}
    for item in accept.lower().split(b","):
        coding, _, rest = item.partition(b";")
        quality = _quality(rest)
        if coding.strip() and quality is not None:
            weights[coding.strip()] = quality
    rest_of_them = weights.get(b"*")
    zipped = max(weights.get(b"gzip", -1), weights.get(b"x-gzip", -1))
    if zipped < 0:
        zipped = rest_of_them or 0
    plain = weights.get(b"identity", 0.001 if rest_of_them is None else max(rest_of_them, 0))
    return plain > 0, zipped > 0 and zipped >= plain


def _quality(text: bytes) -> float | None:
    """The weight after a semicolon (RFC 9110, 12.4.2): 1 where none is given, None where it cannot be read."""
    text = text.strip()
    if not text:
        return 1.0
    match = re.fullmatch(rb"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", text)
    return float(match[1]) if match else None


def http_date(at: datetime) -> bytes:
    """An instant as an IMF-fixdate (RFC 9110, 5.6.7)."""
    return format_datetime(at.astimezone(UTC), usegmt=True).encode()


@lru_cache(maxsize=1024)
def read_http_date(text: bytes) -> datetime | None:
    """The instant of an HTTP date in any of its three forms, or None for what is none, which is ignored."""
    try:
        at = parsedate_to_datetime(text.decode("ascii"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _length(length: int) -> tuple[bytes, bytes]:
    return b"content-length", b"%d" % length
