"""What goes wrong, as `application/problem+json` (RFC 9457): one map from an error's bases to a status and a type."""

# ruff: noqa: E501 (a row of a table is one line)

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Final, NamedTuple

import msgspec
from litestar.exceptions import HTTPException

from timeline import errors
from timeline.serve.http.conditional import NotAcceptable, PreconditionFailed
from timeline.serve.http.limits import TooManyRequests
from timeline.writing.draft import RevisionChanged
from timeline.writing.pointed import InvalidBody
from timeline.writing.writer import NotInFiles

MEDIA_TYPE: Final = "application/problem+json"


class BodyProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One mistake of a body: its JSON pointer (RFC 6901), what is wrong, and what to do."""

    pointer: str
    detail: str
    remedy: str


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457, section 3. `type` never changes; `parameter` names the query parameter that is meant, and
    `location` where to go instead; `revision` is the present one of an event that is not as it was seen, `problems`
    are all the mistakes of a body."""

    type: str
    title: str
    status: int
    detail: str = ""
    parameter: str = ""
    location: str = ""
    revision: str = ""
    problems: list[BodyProblem] = []


class ProblemKind(NamedTuple):
    """One type of problem: the last part of its address, its title, and what a client can do."""

    name: str
    status: int
    title: str
    remedy: str


class TooLarge(errors.TimelineError):
    """More was sent than is taken."""


class Overloaded(errors.TimelineError):
    """Too many follow or ask at once; come back later."""


class PreconditionRequired(errors.TimelineError):
    """What is changed has to be named as it was seen (RFC 6585, section 3)."""


class KeyReused(errors.TimelineError):
    """An Idempotency-Key stands for one request."""


class KeyUnderWay(errors.TimelineError):
    """The request of that Idempotency-Key has no answer yet."""


class InvalidRequest(errors.TimelineError):
    """The request itself cannot be read."""


class ClientLeft(errors.TimelineError):
    """The client went before all that it announced had come. Nobody reads the answer, but it is counted."""


# fmt: off
KINDS: Final[dict[type[BaseException], ProblemKind]] = {
    # error                  name                  status  title                        remedy
    errors.InvalidQuery: ProblemKind("invalid-parameter", 400, "A parameter cannot be understood", "`parameter` names it, and `detail` says what would do."),
    errors.EDTFError: ProblemKind("invalid-date", 400, "A date cannot be understood", "Write it in EDTF: 2025, 2025-04, 2025-04-16."),
    InvalidRequest: ProblemKind("invalid-request", 400, "The request cannot be understood", "`detail` says which part."),
    ClientLeft: ProblemKind("timeout", 408, "The request did not arrive in time", "Send it at once."),
    errors.EventNotFound: ProblemKind("event-not-found", 404, "There is no such event", "No event has ever had this id."),
    errors.FeedNotFound: ProblemKind("feed-not-found", 404, "There is no such feed", "/api/v1/feeds lists the feeds."),
    errors.SourceNotFound: ProblemKind("source-not-found", 404, "There is no such source", "/api/v1/sources lists the sources."),
    errors.NotFound: ProblemKind("not-found", 404, "There is nothing here", "/docs lists what there is."),
    errors.EventWithdrawn: ProblemKind("event-withdrawn", 410, "The event was withdrawn", "`detail` says why; /api/v1/events/{id}/history keeps what was said."),
    errors.EventMerged: ProblemKind("event-merged", 308, "The event was merged into another", "Follow `Location`."),
    errors.FeedMoved: ProblemKind("feed-moved", 301, "The feed has another address", "Follow `Location`."),
    errors.DateUnderstood: ProblemKind("date-understood", 302, "A date was said in words", "Follow `Location`, where it stands in EDTF."),
    errors.PositionGone: ProblemKind("position-gone", 410, "The log cannot be continued from this position", "Take the full copy at /api/v1/dump.ndjson and go on from the position that it names."),
    errors.Gone: ProblemKind("gone", 410, "This is gone", "It existed, and does not any more."),
    NotInFiles: ProblemKind("event-in-file", 409, "The event stands in a file", "`detail` names file and line: change it there."),
    errors.InvalidFiles: ProblemKind("files-unusable", 409, "The folder's files cannot be used as they are", "`detail` names file and line: mend them there."),
    RevisionChanged: ProblemKind("precondition-failed", 412, "A precondition does not hold", "Fetch the present state."),
    InvalidBody: ProblemKind("invalid-body", 422, "What was sent cannot be taken", "`problems` has every mistake, by JSON pointer."),
    KeyReused: ProblemKind("key-reused", 422, "The Idempotency-Key was used for another request", "Use a new key for each request."),
    KeyUnderWay: ProblemKind("key-under-way", 409, "The same request is under way", "Ask again in a while: the answer will be the same."),
    PreconditionRequired: ProblemKind("precondition-required", 428, "A precondition is needed", "Send If-Match with the ETag, or the revision, that you saw."),
    errors.Conflict: ProblemKind("conflict", 409, "The change contradicts what is held", "Fetch the present state and decide anew."),
    PreconditionFailed: ProblemKind("precondition-failed", 412, "A precondition does not hold", "Fetch the present state."),
    NotAcceptable: ProblemKind("not-acceptable", 406, "There is no form that the request accepts", "Accept gzip or identity."),
    TooLarge: ProblemKind("too-large", 413, "The request is too large", "Send less at once: a body of the API has 1 MiB at most."),
    errors.SourceRefused: ProblemKind("source-refused", 422, "A document cannot be read", "`detail` says why."),
    TooManyRequests: ProblemKind("too-many-requests", 429, "Too many requests", "Come back after `Retry-After` seconds."),
    Overloaded: ProblemKind("overloaded", 503, "Too many ask at once", "Come back after `Retry-After` seconds."),
    errors.QuestionTooSlow: ProblemKind("question-too-slow", 503, "The answer takes too long", "Ask for less at once, or come back after `Retry-After` seconds."),
    errors.DiskUnavailable: ProblemKind("disk-unavailable", 503, "A file cannot be read or written", "Come back after `Retry-After` seconds."),
    errors.StoreUnavailable: ProblemKind("store-unavailable", 503, "The database cannot be reached", "Come back after `Retry-After` seconds."),
}
PLAIN: Final[dict[int, ProblemKind]] = {
    status: ProblemKind(name, status, title, remedy)
    for status, name, title, remedy in (
        (400, "invalid-request", "The request cannot be understood", "`detail` says which part."),
        (401, "unauthorised", "A token is needed", "Send it as `Authorization: Bearer …`."),
        (403, "forbidden", "The token does not allow this", "Use a token with the scope that `detail` names."),
        (404, "not-found", "There is nothing here", "/docs lists what there is."),
        (405, "method-not-allowed", "The method is not allowed here", "`Allow` lists those that are."),
        (408, "timeout", "The request did not arrive in time", "Send it at once."),
        (413, "too-large", "The request is too large", "Send less at once: a body of the API has 1 MiB at most."),
        (414, "address-too-long", "The address is too long", "Ask for less at once."),
        (415, "unsupported-media-type", "The media type is not taken here", "/docs names those that are."),
        (429, "too-many-requests", "Too many requests", "Come back after `Retry-After` seconds."),
        (431, "headers-too-large", "The header fields are too large", "Send fewer, or shorter ones."),
        (500, "internal-error", "Something went wrong on our side", "It is in the server's log; the same request may work later."),
        (501, "not-implemented", "There is no such form", "`detail` names those that there are."),
        (503, "unavailable", "Not available now", "Come back after `Retry-After` seconds."),
    )
}
# fmt: on
RETRY_AFTER: Final = "5"
"""Seconds."""


def kind_of(error: BaseException) -> ProblemKind:
    """The row for an error, looked for along its bases; anything unknown is a 500."""
    for base in type(error).__mro__:
        if base in KINDS:
            return KINDS[base]
    if isinstance(error, HTTPException):
        return kind_for(error.status_code)
    return PLAIN[500]


def kind_for(status: int) -> ProblemKind:
    """The row for a bare status."""
    if status in PLAIN:
        return PLAIN[status]
    return PLAIN[500 if status >= 500 else 400]._replace(status=status, title=HTTPStatus(status).phrase)


def problem(error: BaseException, base_url: str) -> Problem:
    """What a client is told. An unforeseen error tells nothing of itself."""
    kind = kind_of(error)
    copy = f"{base_url}/api/v1/dump.ndjson" if isinstance(error, errors.PositionGone) else ""
    return Problem(
        type=f"{base_url}/problems/{kind.name}",
        title=kind.title,
        status=kind.status,
        detail=detail(error, kind),
        parameter=error.parameter if isinstance(error, errors.InvalidQuery) else "",
        location=copy,
        revision=error.revision if isinstance(error, RevisionChanged) else "",
        problems=_body_problems(error),
    )


def _body_problems(error: BaseException) -> list[BodyProblem]:
    if not isinstance(error, InvalidBody):
        return []
    return [BodyProblem(pointer=each.pointer, detail=each.what, remedy=each.remedy) for each in error.problems]


def detail(error: BaseException, kind: ProblemKind) -> str:
    """The message of the error where it was meant for people, else the remedy."""
    if kind.status == 500:
        return kind.remedy
    if isinstance(error, errors.StoreUnavailable | errors.DiskUnavailable):
        return error.sentence  # its place is a path of the server's
    message = error.detail if isinstance(error, HTTPException) else str(error)
    return message if message and message != HTTPStatus(kind.status).phrase else kind.remedy


def extra_headers(error: BaseException) -> list[tuple[str, str]]:
    """What must go with the status: Allow with 405, Retry-After with 429 and 503; and nothing of it is kept."""
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if "allow" in headers:
        # litestar lists the methods in the order of a set, which differs from one start to the next.
        headers["allow"] = ", ".join(sorted(headers["allow"].split(", ")))
    if isinstance(error, TooManyRequests):
        headers |= error.headers
    elif isinstance(error, RevisionChanged):
        headers["ETag"] = f'"{error.revision}"'
    elif kind_of(error).status in (429, 503) or isinstance(error, KeyUnderWay):
        headers.setdefault("Retry-After", RETRY_AFTER)
    return [*headers.items(), ("Cache-Control", "no-cache")]


def by_name() -> Mapping[str, ProblemKind]:
    """Every type of problem, by the last part of its address."""
    return {kind.name: kind for kind in [*PLAIN.values(), *KINDS.values()]}


def wants_page(accept: Iterable[str], path: str) -> bool:
    """Whether a person's browser asks, so that the problem is told as a page: never under /api/, never for a file."""
    last = path.rpartition("/")[2]
    return "text/html" in ",".join(accept).lower() and not path.startswith("/api/") and "." not in last
