"""Events are added and changed: each verb a route, several a batch; and what differs between two revisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

import msgspec
from litestar.enums import HttpMethod
from litestar.params import FromPath

from timeline.errors import InvalidQuery
from timeline.model.change import Change, differences
from timeline.model.event import CONTENT, Event
from timeline.publish.change_log import read_token, token
from timeline.render.api import encode, event_object
from timeline.render.html.differences import differences as in_words
from timeline.serve.http.authorization import writes
from timeline.serve.http.conditional import Answer, Content, content
from timeline.serve.http.routing import JSON, Request, Response, first_value, parameters, reads
from timeline.serve.http.service import NamedService, Service
from timeline.serve.http.writing import Work, answer_once, is_dry, key_of, name_of, read_body, seen_revision
from timeline.serve.routes import shapes
from timeline.writing import schemas, steps
from timeline.writing.draft import revision
from timeline.writing.pointed import InvalidBody, Pointed
from timeline.writing.previews import Preview
from timeline.writing.steps import Step
from timeline.writing.writer import Written

ERRORS: Final = (404, 409, 412, 422, 428)
TAG: Final = "writing"
DRY: Final = ("dry_run",)
MEDIA_TYPE: Final = f"{JSON}; charset=utf-8"
REVISIONS: Final = {
    "from": {
        "description": "The revision before: a `position` of the event's history, or an instant (RFC 3339), at which "
        "the revision of that time counts. Left out: the one before `to`.",
        "schema": {"type": "string"},
        "example": "2026-05-01T12:00:00Z",
    },
    "to": {
        "description": "The revision after, named in the same way. Left out: the latest.",
        "schema": {"type": "string"},
        "example": "2026-06-01T12:00:00Z",
    },
}
STEPS: Final[dict[str, type[Step]]] = {
    "create": steps.Create,
    "edit": steps.Edit,
    "confirm": steps.Confirm,
    "cancel": steps.Cancel,
    "postpone": steps.Postpone,
    "withdraw": steps.Withdraw,
    "reinstate": steps.Reinstate,
    "merge": steps.Merge,
    "unmerge": steps.Unmerge,
    "undo": steps.Undo,
}


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
        step = steps.Create(event=_object(sent), key=named, reason=reason)
        written = _write(request, service, [step], name_of(bearer), [""], key, inner="/event")
        return _answer(service, written, 200 if written.dry else 201)

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
        return _step("withdraw", {"reason": reason} | sent, id, seen)

    return await _one(request, service, id, step)


def _verb(name: str, operation: str, takes: dict[str, Any], about: str, needed: bool = False) -> Any:
    """The route of one verb."""

    async def verb(request: Request, service: NamedService, id: FromPath[str]) -> Response:
        return await _one(request, service, id, lambda sent, seen: _step(name, _placed(service, sent), id, seen))

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
        wanted = _batch(service, _object(sent))
        pointers = [f"/steps/{number}" for number in range(len(wanted))]
        return _answer(service, _write(request, service, wanted, name_of(bearer), pointers, key))

    return await answer_once(request, service, bearer, sent, Work(run, partial(_recall, service)))


@reads("/api/v1/events/{id:str}/diff", "diffEvent", takes=("from", "to"), gives=shapes.DiffShape, errors=(404,),
       described=REVISIONS)  # fmt: skip
async def diff(request: Request, service: NamedService, id: FromPath[str]) -> Response:
    """What differs between two revisions of an event, by field and in words. `from` and `to` are positions in the log,
    or instants (RFC 3339); left out: the revision before the latest, and the latest."""
    chosen = parameters(request)

    def make(now: datetime) -> Content:
        history = service.store.history(id)
        last = _revision_at(service, history, "to", first_value(chosen, "to"), len(history) - 1)
        first = _revision_at(service, history, "from", first_value(chosen, "from"), last - 1)
        return content(encode(_diff(service, history, first, last, now)), MEDIA_TYPE, history[-1].at)

    return await service.respond_cached(request, make)


ROUTES: Final = (create, edit, withdraw, *VERBS, batch, diff)


async def _one(
    request: Request, service: Service, id: str, step: Callable[[dict[str, Any], str], Step], inner: str = ""
) -> Response:
    """Do one step to one event, as its bearer saw it."""
    bearer, sent = await read_body(request, service)

    def do(key: str) -> Answer:
        seen = seen_revision(request, service, id)
        wanted = step(_object(sent), seen)
        return _answer(service, _write(request, service, [wanted], name_of(bearer), [""], key, inner))

    return await answer_once(request, service, bearer, sent, Work(do, partial(_recall, service)))


def _recall(service: Service, about: str, status: int = 200) -> Answer:
    """The answer to what was written before."""
    return _answer(service, service.writer.recall(about), status)


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


def _object(sent: Any) -> dict[str, Any]:
    if not isinstance(sent, dict):
        raise InvalidBody([Pointed("", "it is no object", "send an object of JSON: {…}")])
    return sent


def _step(verb: str, sent: dict[str, Any], id: str, seen: str) -> Step:
    return _converted(STEPS[verb], {**sent, "verb": verb, "id": id, "revision": seen}, "")


def _converted(kind: Any, sent: dict[str, Any], pointer: str) -> Step:
    """The step that was sent. Raises `InvalidBody`."""
    try:
        step: Step = msgspec.convert(sent, kind)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        place = where.removesuffix("`").replace(".", "/").replace("[", "/").replace("]", "")
        raise InvalidBody([Pointed(pointer + place, what, "see /schemas/batch.json")]) from error
    return step


def _batch(service: Service, sent: dict[str, Any]) -> list[Step]:
    """The steps of a batch; what is wrong with the shape of each is told at once."""
    rows = sent.get("steps")
    problems = [Pointed(f"/{name}", f"unknown key {name[:60]}", "send steps") for name in sent if name != "steps"]
    if not isinstance(rows, list) or not rows:
        raise InvalidBody([*problems, Pointed("/steps", "there are no steps", "send a list of at least one")])
    wanted: list[Step] = []
    touched: set[str] = set()
    for number, row in enumerate(rows):
        pointer = f"/steps/{number}"
        try:
            wanted.append(_batched(service, row, pointer, touched))
        except InvalidBody as error:
            problems += error.problems
    if problems:
        raise InvalidBody(problems)
    return wanted


def _batched(service: Service, row: Any, pointer: str, touched: set[str]) -> Step:
    if not isinstance(row, dict) or row.get("verb") not in STEPS:
        raise InvalidBody([Pointed(f"{pointer}/verb", "no verb is called so", f"use one of {', '.join(STEPS)}")])
    row = dict(_placed(service, row, pointer))
    if row["verb"] == "create" and "key" in row:
        raise InvalidBody([Pointed(f"{pointer}/key", "unknown key", "leave it out")])
    said = row.get("revision", "")
    if isinstance(said, str):
        row["revision"] = said.strip('"')
    if row["verb"] == "create":
        row.pop("revision", None)
    step = _converted(STEPS[row["verb"]], row, pointer)
    if not isinstance(step, steps.Create):
        if not step.revision and step.id not in touched:
            remedy = "send the revision that you saw; an answer to any write names it"
            raise InvalidBody([Pointed(f"{pointer}/revision", "there is no revision", remedy)])
        touched.add(step.id)
    return step


def _placed(service: Service, sent: dict[str, Any], pointer: str = "") -> dict[str, Any]:
    """What was sent, in which a position of the log is a number."""
    said = sent.get("position")
    if said is None:
        return {name: value for name, value in sent.items() if name != "position"}
    try:
        return sent | {"position": read_token(service.store, str(said), "position")}
    except InvalidQuery as error:
        raise InvalidBody([Pointed(f"{pointer}/position", str(error), "take it from the history")]) from error


def _answer(service: Service, written: Written, status: int = 200) -> Answer:
    """What was written, as JSON; with the address and the revision of the event where it is one."""
    body = encode(_written_object(service, written))
    headers = [("content-type", MEDIA_TYPE), ("content-length", str(len(body))), ("cache-control", "no-store")]
    if len(written.ids) == 1 and not written.dry:
        id = written.ids[0]
        headers.append(("etag", f'"{revision(service.store.event(id))}"'))
        if status == 201:
            headers.append(("location", f"{service.urls.base}/api/v1/events/{id}"))
    return Answer(status, [(name.encode(), value.encode("latin-1")) for name, value in headers], body)


def _written_object(service: Service, written: Written) -> dict[str, Any]:
    after = {change.event: change.after for change in written.changes}
    missing = [id for id in written.ids if id not in after]
    after |= service.store.held(missing)
    return {
        "dry_run": written.dry,
        "ids": written.ids,
        "events": [_event(service, event) for event in after.values()],
        "changes": [_change(service, change) for change in written.changes],
        "understood": [each._asdict() for each in written.understood],
        "previews": [_preview(service, each) for each in written.previews],
    }


def _event(service: Service, event: Event) -> dict[str, Any]:
    return event_object(event, service.chronology) | {"revision": revision(event)}


def _change(service: Service, change: Change) -> dict[str, Any]:
    return {
        "event": change.event,
        "kind": change.kind,
        "at": change.at,
        "position": token(service.store, change.position) if change.position else None,
        "reason": change.reason,
        "fields": change.fields,
    }


def _preview(service: Service, preview: Preview) -> dict[str, Any]:
    change = preview.change
    return {
        "event": change.event,
        "kind": change.kind,
        "words": _words(service, change, service.clock()),
        "line": preview.line._asdict(),
        "announced": preview.announced,
        "formats": {name: shown._asdict() for name, shown in preview.formats.items()},
    }


def _words(service: Service, change: Change, now: datetime) -> list[dict[str, Any]]:
    return [{"field": row["name"], "parts": row["parts"]} for row in in_words(service.site(now), change)]


def _revision_at(service: Service, history: Sequence[Change], name: str, said: str, default: int) -> int:
    """The number of the revision of a position or an instant; -1 is before the first."""
    if not said:
        return default
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        position = read_token(service.store, said, name)
        return sum(change.position <= position for change in history) - 1
    if at.tzinfo is None:
        raise InvalidQuery(name, f"{name}={said[:60]} has no zone: write 2026-05-01T12:00:00Z")
    return sum(change.at <= at for change in history) - 1


def _diff(service: Service, history: Sequence[Change], first: int, last: int, now: datetime) -> dict[str, Any]:
    if last < 0:
        raise InvalidQuery("to", "the event was not there yet: name a later revision")
    before = history[first].after if first >= 0 else None
    after = history[last].after
    names = differences(before, after) if before is not None else frozenset(CONTENT)
    shown = [event_object(each, service.chronology) if each is not None else {} for each in (before, after)]
    fields = [name for name in (*shown[0], *shown[1]) if name in names]
    whole = Change(event=after.id, kind=history[last].kind, at=after.updated, before=before, after=after)
    return {
        "id": after.id,
        "from": _change(service, history[first]) if first >= 0 else None,
        "to": _change(service, history[last]),
        "fields": {name: {"before": shown[0].get(name), "after": shown[1].get(name)} for name in dict.fromkeys(fields)},
        "words": _words(service, whole, now),
    }
