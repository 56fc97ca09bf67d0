"""What every write over the API has in common: who asks, which revision was seen, and answers that are given twice."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import msgspec
from litestar.exceptions import ClientException

from timeline.errors import EventNotFound, Gone, StoreUnavailable
from timeline.model.cursor import seconds
from timeline.model.token import Token
from timeline.serve.http import bodies
from timeline.serve.http.authorization import authorize
from timeline.serve.http.conditional import Answer
from timeline.serve.http.problems import InvalidRequest, KeyReused, KeyUnderWay, PreconditionRequired
from timeline.serve.http.routing import JSON, Request, Response, first_value, parameters
from timeline.serve.http.service import Service
from timeline.store.contract import KeptAnswer
from timeline.writing.draft import RevisionChanged, revision

SCOPE: Final = "write:events"
MERGE_PATCH: Final = "application/merge-patch+json"
LONGEST_KEY: Final = 255
WAITED_SECONDS: Final = 5
"""After this long a request without an answer may have been cut off: whoever asks again does it. Where it was only
slow, the first of them to be done is the one that counts."""


async def read_body(request: Request, service: Service) -> tuple[Token, Any]:
    """Who asks, and the JSON that was sent; nothing sent is an empty object.

    The token is looked at before the body is read, and once more after it: a large one takes its time.
    """
    await asyncio.to_thread(authorize, request, service.store, service.clock(), SCOPE)
    body = await request.body()
    token = await asyncio.to_thread(authorize, request, service.store, service.clock(), SCOPE)
    if not body.strip():
        return token, {}
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in (JSON, MERGE_PATCH):
        raise ClientException(f"send {JSON}", status_code=415)
    return token, await asyncio.to_thread(bodies.decode, body)


def name_of(token: Token) -> str:
    """Who asks, as the history says it."""
    return token.name or f"token {token.digest[:12]}"


def is_dry(request: Request) -> bool:
    """Whether it is only asked what would come of it."""
    return first_value(parameters(request), "dry_run") == "true"


def seen_revision(request: Request, service: Service, id: str) -> str:
    """The revision that If-Match names: by itself, or by the ETag of the event's JSON; empty for `*`.

    Raises `PreconditionRequired`, `EventNotFound`, and `RevisionChanged` where none that is named is the present one.
    """
    said = request.headers.get("if-match", "").strip()
    if not said:
        raise PreconditionRequired(
            f"send If-Match with the ETag of /api/v1/events/{id}, or its revision: only what was seen is changed"
        )
    event = service.store.event(id)
    if said == "*":
        return ""
    tags = {tag.strip() for tag in said.split(",")}
    present = revision(event)
    if tags & {f'"{each}"' for each in (present, *_etags(service, id))}:
        return present
    raise RevisionChanged(event)


def _etags(service: Service, id: str) -> list[str]:
    """The validators of the event's JSON as it stands, of each encoding; none of one that is gone."""
    try:
        etag = service.publisher.event(id, "json", service.clock()).etag
    except (EventNotFound, Gone):
        return []
    return [etag, f"{etag}-gzip"]


class Work(NamedTuple):
    """A write: what does it and answers, under the key that it is asked by (empty for none); and what answers once
    more, by what the store was told of it."""

    do: Callable[[str], Answer]
    recall: Callable[[str], Answer]


async def answer_once(request: Request, service: Service, token: Token, sent: Any, work: Work) -> Response:
    """Answer a write. Under an Idempotency-Key the same request is done once, and answered alike for a day."""
    said = request.headers.get("idempotency-key", "").strip()
    if not said or is_dry(request):
        return Response(await asyncio.to_thread(work.do, ""))
    if len(said) > LONGEST_KEY:
        raise InvalidRequest(f"the Idempotency-Key is longer than {LONGEST_KEY} characters")
    asked = (request.method, request.scope["path"], request.headers.get("if-match", ""), sent)
    digest = _digest(msgspec.json.encode(asked, order="sorted"))
    return Response(await asyncio.to_thread(_once, service, key_of(token, said), digest, work))


def _once(service: Service, key: str, digest: str, work: Work) -> Answer:
    if key in service.undropped:
        service.undropped.discard(key)  # before: of two who ask under it, one lets go of it
        _let_go(service, key)
    kept = _claim(service, key, digest)
    if _is_unmet(kept):
        try:
            return _keep(service, key, work.do(key))
        except Exception:
            if _let_go(service, key):
                raise
            # Somebody else has done it meanwhile, or this very request before its connection was lost.
            kept = _claim(service, key, digest)
            if _is_unmet(kept):
                _let_go(service, key)  # taken just now, and for nobody
                raise
    assert kept is not None
    if not kept.status:  # it was done, and whoever did it could not say so
        return _keep(service, key, work.recall(kept.about))
    headers = msgspec.json.decode(kept.about, type=list[tuple[str, str]])
    return Answer(kept.status, [(n.encode(), v.encode("latin-1")) for n, v in headers], kept.body)


def _claim(service: Service, key: str, digest: str) -> KeptAnswer | None:
    """What is kept under the key. Raises `KeyReused`, `KeyUnderWay`."""
    now = service.clock()
    kept = service.store.claim_answer(key, digest, now)
    if kept is not None and kept.request != digest:
        raise KeyReused("the Idempotency-Key stands for another request: use a new one")
    if kept is not None and _is_unmet(kept) and seconds(now) - kept.at < WAITED_SECONDS:
        raise KeyUnderWay("the same request is under way: ask again in a while")
    return kept


def _is_unmet(kept: KeptAnswer | None) -> bool:
    return kept is None or not (kept.status or kept.about)


def _keep(service: Service, key: str, answer: Answer) -> Answer:
    about = [(name.decode(), value.decode("latin-1")) for name, value in answer.headers]
    service.store.keep_answer(key, answer.status, msgspec.json.encode(about).decode(), answer.body)
    return answer


def _let_go(service: Service, key: str) -> bool:
    """Let whoever asks again do it; whether nothing was done, as far as can be known."""
    try:
        return service.store.drop_answer(key)
    except StoreUnavailable:  # why the write failed is what is told
        service.undropped.add(key)
        return True


def key_of(token: Token, said: str) -> str:
    """What an Idempotency-Key is kept under: that of another token is another."""
    return _digest(f"{token.digest}\0{said}".encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
