"""The review queue: what waits for a person, and what is decided of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from litestar.params import FromPath

from timeline import review
from timeline.dates import When
from timeline.errors import InvalidQuery
from timeline.model.change import Change
from timeline.model.cursor import seconds
from timeline.model.event import GONE, STATUSES, TAG, Claim
from timeline.model.query import PAGE
from timeline.model.search_terms import folded
from timeline.model.source import Candidate
from timeline.render.entries import when_fields
from timeline.serve.http.authorization import authorize, read_json, writes
from timeline.serve.http.pools import ask_again
from timeline.serve.http.routing import Request, Response, first_value, parameters, reads
from timeline.serve.http.service import NamedService, Service
from timeline.serve.routes import shapes

Title = Annotated[str, msgspec.Meta(min_length=1, max_length=300, pattern=r"\S")]
Summary = Annotated[str, msgspec.Meta(max_length=2000)]
Tag = Annotated[str, msgspec.Meta(pattern=f"^{TAG.pattern}$", max_length=64)]
Id = Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]{1,64}$")]
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Read = TypeVar("Read")
Standing = Literal["happened", "scheduled", "expected", "tentative", "postponed", "cancelled", "disputed"]
_CURSOR: Final = re.compile(r"(\d{1,12})-([a-z0-9-]{1,64})", re.ASCII)

assert set(Standing.__args__) == STATUSES.keys() - GONE  # type: ignore[attr-defined]


class DateEdit(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A date in EDTF; times as HH:MM or HH:MM:SS, the zone as an IANA name or an offset."""

    edtf: str
    text: str = ""
    start_time: str | None = None
    end_time: str | None = None
    timezone: str | None = None


class Edit(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is put in place of the source's words; what is left out stays as it was said."""

    title: Title | None = None
    summary: Summary | None = None
    status: Standing | None = None
    tags: list[Tag] | None = None
    when: DateEdit | None = None


class Merging(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The event that the candidate speaks of."""

    event: Id


class Unmerging(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A claim: a source's id, and the source's own key, as the event's `sources` have them."""

    source: Id
    key: Key


class CandidateShape(msgspec.Struct, kw_only=True):
    """A claim that waits, or waited. `like` is the event that it may be the same as, `reasons` why we are unsure."""

    id: str
    state: Literal["waiting", "accepted", "merged", "rejected"]
    since: datetime
    source: str
    key: str
    title: str
    summary: str
    when: shapes.DateShape
    status: str
    tags: list[str]
    places: list[shapes.PlaceShape]
    links: list[shapes.LinkShape]
    language: str
    url: str
    citation: dict[str, Any]
    edited: list[str]
    like: str
    score: float
    reasons: list[str]


class CandidatesShape(msgspec.Struct, kw_only=True):
    """One page of candidates, oldest first; `next` is the cursor of the following page."""

    candidates: list[CandidateShape]
    next: str | None


class DecidedChange(msgspec.Struct, kw_only=True):
    """What became of an event by a decision."""

    event: str
    kind: str
    title: str


class DecidedShape(msgspec.Struct, kw_only=True):
    """What a decision came to. A rejection changes no event."""

    candidate: CandidateShape
    changes: list[DecidedChange]


class UnmergedShape(msgspec.Struct, kw_only=True):
    """What became of the two events."""

    changes: list[DecidedChange]


def candidate_object(candidate: Candidate) -> dict[str, Any]:
    """A candidate as the API says it."""
    claim, mention = candidate.claim, candidate.claim.mention
    named = ("title", "summary", "status", "tags", "places", "links", "language", "url", "key", "citation")
    return {
        "id": candidate.id,
        "state": candidate.state,
        "since": candidate.since.astimezone(UTC),
        "source": claim.source,
        **{name: getattr(mention, name) for name in named},
        "when": when_fields(claim.when),
        "edited": claim.edited,
        "like": candidate.like,
        "score": round(candidate.score, 3),
        "reasons": candidate.reasons,
    }


@reads(
    "/api/v1/candidates",
    "listCandidates",
    takes=("state", "source", "limit", "cursor"),
    gives=CandidatesShape,
    tag="review",
    token=True,
)
async def candidates(request: Request, service: NamedService) -> Response:
    """What waits for a person, oldest first; or what was decided, by `state`."""
    await _who(request, service, "read:candidates")
    chosen = parameters(request)
    after = _after(first_value(chosen, "cursor"))
    known = await _read(service.store.candidates, first_value(chosen, "state", "waiting"))
    names = {folded(name) for name in chosen.get("source", ())}
    rows = [c for c in known if _sort_key(c) > after and (not names or names & _names(c))]
    limit = int(first_value(chosen, "limit", str(PAGE)))
    page = rows[:limit]
    last = "-".join(map(str, _sort_key(page[-1]))) if len(rows) > limit else None
    link = service.next_page("candidates", chosen, "cursor", last)
    return service.respond_private_json(
        request, {"candidates": [candidate_object(c) for c in page], "next": last}, link
    )


@reads("/api/v1/candidates/{id:str}", "getCandidate", gives=CandidateShape, errors=(404,), tag="review", token=True)
async def candidate(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """One candidate, in any state."""
    await _who(request, service, "read:candidates")
    return service.respond_private_json(request, candidate_object(await _read(service.store.candidate, id)))


@writes("/api/v1/candidates/{id:str}/accept", "acceptCandidate", takes=Edit, gives=DecidedShape, errors=(404, 409, 422))
async def accept(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """Publish a candidate as an event of its own, with other words where they are sent."""
    by = await _who(request, service)
    edit = await read_json(request, Edit)

    def decide() -> tuple[Change, ...]:
        claim = edit_claim(service.store.candidate(id).claim, edit)
        return review.accept(service.store, id, service.clock(), by=by, claim=claim)

    return await _decide(request, service, id, decide)


@writes(
    "/api/v1/candidates/{id:str}/merge",
    "mergeCandidate",
    takes=Merging,
    needed=True,
    gives=DecidedShape,
    errors=(404, 409, 422),
)
async def merge(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """Let a candidate speak of an event that is held."""
    by = await _who(request, service)
    event = (await read_json(request, Merging, needed=True)).event
    return await _decide(
        request, service, id, lambda: review.merge_with(service.store, id, event, service.clock(), by=by)
    )


@writes("/api/v1/candidates/{id:str}/reject", "rejectCandidate", gives=DecidedShape, errors=(404, 409))
async def reject(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """Do not publish a candidate, now or when it comes again."""
    by = await _who(request, service)

    def decide() -> tuple[Change, ...]:
        review.reject(service.store, id, service.clock(), by=by)
        return ()

    return await _decide(request, service, id, decide)


@writes("/api/v1/candidates/{id:str}/undo", "undoDecision", gives=DecidedShape, errors=(404, 409))
async def undo(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """Take back what was decided of a candidate: it waits again, and an event that was made of it is withdrawn."""
    by = await _who(request, service)
    return await _decide(request, service, id, lambda: review.undo(service.store, id, service.clock(), by=by))


@writes(
    "/api/v1/claims/unmerge", "unmergeClaim", takes=Unmerging, needed=True, gives=UnmergedShape, errors=(404, 409, 422)
)
async def unmerge(request: Request, service: NamedService) -> Response:
    """Take a claim out of the event that it was merged into, and never merge the two again."""
    by = await _who(request, service)
    claim = await read_json(request, Unmerging, needed=True)
    changes = await asyncio.to_thread(
        lambda: review.unmerge(service.store, claim.source, claim.key, service.clock(), by=by)
    )
    await asyncio.to_thread(service.record)
    return service.respond_json(request, {"changes": _changes(changes)})


def edit_claim(claim: Claim, edit: Edit) -> Claim:
    """The claim as a person edits it. Raises `EDTFError`."""
    words = {name: getattr(edit, name) for name in ("title", "summary", "status")}
    fields: dict[str, Any] = {name: value for name, value in words.items() if value is not None}
    if edit.title is not None:
        fields["title"] = " ".join(edit.title.split())
    if edit.tags is not None:
        fields["tags"] = tuple(dict.fromkeys(edit.tags))
    date = edit.when
    when = When.parse(date.edtf, date.text, date.start_time, date.end_time, date.timezone) if date else None
    return review.edit(claim, when, **fields)


async def _who(request: Request, service: Service, scope: str = "review") -> str:
    """The name of the token's bearer."""
    token = await asyncio.to_thread(authorize, request, service.store, service.clock(), scope)
    return token.name or f"token {token.digest[:12]}"


async def _read(ask: Callable[..., Read], *values: str) -> Read:
    """What the store answers, in a thread."""
    return await asyncio.to_thread(ask_again, partial(ask, *values))


async def _decide(request: Request, service: Service, id: str, decide: Any) -> Response:
    changes = await asyncio.to_thread(decide)
    await asyncio.to_thread(service.record)
    candidate = await _read(service.store.candidate, id)
    return service.respond_json(request, {"candidate": candidate_object(candidate), "changes": _changes(changes)})


def _changes(changes: tuple[Change, ...]) -> list[dict[str, str]]:
    return [{"event": each.event, "kind": each.kind, "title": each.after.title} for each in changes]


def _sort_key(candidate: Candidate) -> tuple[int, str]:
    return seconds(candidate.since), candidate.id


def _after(cursor: str) -> tuple[int, str]:
    if not cursor:
        return 0, ""
    parts = _CURSOR.fullmatch(cursor)
    if parts is None:
        raise InvalidQuery("cursor", f"cursor={cursor[:60]} is none of ours: take `next` of the page before")
    return int(parts[1]), parts[2]


def _names(candidate: Candidate) -> set[str]:
    return {folded(candidate.claim.source), folded(candidate.claim.mention.citation.publisher)}
