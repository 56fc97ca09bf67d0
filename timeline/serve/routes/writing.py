"""Events are added and changed: each verb a route, several a batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from litestar.enums import HttpMethod
from litestar.params import FromPath

from timeline.serve.http.authorization import writes
from timeline.serve.http.conditional import Answer
from timeline.serve.http.routing import Request, Response, first_value, parameters
from timeline.serve.http.service import NamedService, Service
from timeline.serve.http.writing import Work, answer_once, is_dry, key_of, name_of, read_body, seen_revision
from timeline.serve.routes import shapes
from timeline.serve.routes.sent_steps import json_object, step_of, steps_of_batch, with_position
from timeline.serve.routes.written import answer
from timeline.writing import schemas, steps
from timeline.writing.pointed import InvalidBody
from timeline.writing.steps import Step
from timeline.writing.writer import Written

ERRORS: Final = (404, 409, 412, 422, 428)
TAG: Final = "writing"
DRY: Final = ("dry_run",)


@writes("/api/v1/events", "createEvent", takes=schemas.EVENT, needed=True, gives=shapes.WrittenShape,
        errors=(409, 422), tag=TAG, query=(*DRY, "reason"), created=True)  # fmt: skip
async def create(request: Request, service: NamedService) -> Response:
    """Add an event. Its date may be words: the answer says how they were read. With an Idempotency-Key, the same
    request makes one event."""
    bearer, sent = await read_body(request, service)
    said = request.headers.get("idempotency-key", "").strip()
    named = key_of(bearer, said) if said else ""

    def create(key: str) -> Answer:
        reason = first_value(parameters(request), "reason")
        step = steps.Create(event=json_object(sent), key=named, reason=reason)
        written = _write(request, service, [step], name_of(bearer), [""], key, inner="/event")
        return answer(service, written, 200 if written.dry else 201)

    return await answer_once(request, service, bearer, sent, Work(create, partial(_recall, service, status=201)))


@writes("/api/v1/events/{id:str}", "editEvent", takes=schemas.CHANGES, needed=True, gives=shapes.WrittenShape,
        errors=ERRORS, method=HttpMethod.PATCH, tag=TAG, query=(*DRY, "reason"))  # fmt: skip
async def edit(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """Give fields of an event other values (RFC 7396): null takes one away, what is not sent stays."""

    def step(sent: dict[str, Any], seen: str) -> Step:
        reason = first_value(parameters(request), "reason")
        return steps.Edit(id=id, revision=seen, changes=sent, reason=reason)

    return await _one(request, service, id, step, inner="/changes")


@writes("/api/v1/events/{id:str}", "withdrawEvent", takes=schemas.REASONED, gives=shapes.WrittenShape,
        errors=ERRORS, method=HttpMethod.DELETE, tag=TAG, query=(*DRY, "reason"))  # fmt: skip
async def withdraw(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """Withdraw an event, with a reason (as a parameter or in the body): it answers 410 from then on."""

    def step(sent: dict[str, Any], seen: str) -> Step:
        reason = first_value(parameters(request), "reason")
        return step_of("withdraw", {"reason": reason} | sent, id, seen)

    return await _one(request, service, id, step)


def _verb(name: str, operation: str, takes: dict[str, Any], about: str, needed: bool = False) -> Any:
    """The route of one verb."""

    async def verb(request: Request, service: NamedService, id: FromPath[str]) -> Response:
        def step(sent: dict[str, Any], seen: str) -> Step:
            return step_of(name, with_position(service, sent), id, seen)

        return await _one(request, service, id, step)

    verb.__doc__, verb.__name__ = about, name
    return writes(f"/api/v1/events/{{id:str}}/{name}", operation, takes=takes, needed=needed,
                  gives=shapes.WrittenShape, errors=ERRORS, tag=TAG, query=DRY)(verb)  # fmt: skip


VERBS: Final = (
    _verb("confirm", "confirmEvent", schemas.REASONED, "Say that what lay ahead took place."),
    _verb("cancel", "cancelEvent", schemas.REASONED, "Call an event off."),
    _verb("postpone", "postponeEvent", schemas.POSTPONEMENT, "Put an event off, with the one that takes its place."),
    _verb("reinstate", "reinstateEvent", schemas.REASONED, "Let what was called off or withdrawn be on again."),
    _verb("merge", "mergeEvent", schemas.MERGER, "Let another event speak for this one too.", needed=True),
    _verb("unmerge", "unmergeEvent", schemas.REASONED, "Let a merged event be one of its own again."),
    _verb("undo", "undoChange", schemas.UNDOING, "Take back a change: the latest, or the one at a position."),
)


@writes("/api/v1/batches", "runBatch", takes=schemas.BATCH, needed=True, gives=shapes.WrittenShape,
        errors=(404, 409, 412, 422), tag=TAG, query=DRY)  # fmt: skip
async def batch(request: Request, service: NamedService) -> Response:
    """Do several steps, all of them or none. Each names the revision that was seen, unless an earlier one made it."""
    bearer, sent = await read_body(request, service)

    def run(key: str) -> Answer:
        wanted = steps_of_batch(service, json_object(sent))
        pointers = [f"/steps/{number}" for number in range(len(wanted))]
        return answer(service, _write(request, service, wanted, name_of(bearer), pointers, key))

    return await answer_once(request, service, bearer, sent, Work(run, partial(_recall, service)))


ROUTES: Final = (create, edit, withdraw, *VERBS, batch)


async def _one(
    request: Request, service: Service, id: str, step: Callable[[dict[str, Any], str], Step], inner: str = ""
) -> Response:
    """Do one step to one event, as its bearer saw it."""
    bearer, sent = await read_body(request, service)

    def do(key: str) -> Answer:
        seen = seen_revision(request, service, id)
        wanted = step(json_object(sent), seen)
        return answer(service, _write(request, service, [wanted], name_of(bearer), [""], key, inner))

    return await answer_once(request, service, bearer, sent, Work(do, partial(_recall, service)))


def _recall(service: Service, about: str, status: int = 200) -> Answer:
    """The answer to what was written before."""
    return answer(service, service.writer.recall(about), status)


def _write(
    request: Request,
    service: Service,
    wanted: Sequence[Step],
    by: str,
    pointers: Sequence[str],
    key: str,
    inner: str = "",
) -> Written:
    """Write, and record it in the folder. `inner` is where the writer looks for what is the body here."""
    dry, now = is_dry(request), service.clock()
    try:
        written = service.writer.write(wanted, now, by, dry=dry, pointers=pointers, key=key)
    except InvalidBody as error:
        raise InvalidBody(
            [each._replace(pointer=each.pointer.removeprefix(inner)) for each in error.problems]
        ) from error
    if not written.dry:
        service.record()
    understood = tuple(each._replace(pointer=each.pointer.removeprefix(inner)) for each in written.understood)
    return Written(written.ids, written.changes, understood, written.previews, written.dry)
