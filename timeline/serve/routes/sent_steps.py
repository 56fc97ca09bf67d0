"""The steps that were sent, one in the body of a verb or several in a batch. What is wrong raises `InvalidBody`."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from timeline.errors import InvalidQuery
from timeline.publish.change_log import read_token
from timeline.serve.http.service import Service
from timeline.writing import steps
from timeline.writing.pointed import InvalidBody, Pointed
from timeline.writing.steps import Step

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


def json_object(sent: Any) -> dict[str, Any]:
    """What was sent, if it is an object of JSON."""
    if not isinstance(sent, dict):
        raise InvalidBody([Pointed("", "it is no object", "send an object of JSON: {…}")])
    return sent


def step_of(verb: str, sent: dict[str, Any], id: str, seen: str) -> Step:
    """The step of one verb, on an event whose revision was seen."""
    return _converted(STEPS[verb], {**sent, "verb": verb, "id": id, "revision": seen}, "")


def steps_of_batch(service: Service, sent: dict[str, Any]) -> list[Step]:
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
    row = dict(with_position(service, row, pointer))
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


def with_position(service: Service, sent: dict[str, Any], pointer: str = "") -> dict[str, Any]:
    """What was sent, in which a position of the log is a number."""
    said = sent.get("position")
    if said is None:
        return {name: value for name, value in sent.items() if name != "position"}
    try:
        return sent | {"position": read_token(service.store, str(said), "position")}
    except InvalidQuery as error:
        raise InvalidBody([Pointed(f"{pointer}/position", str(error), "take it from the history")]) from error


def _converted(kind: Any, sent: dict[str, Any], pointer: str) -> Step:
    """The step that was sent. Raises `InvalidBody`."""
    try:
        step: Step = msgspec.convert(sent, kind)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        place = where.removesuffix("`").replace(".", "/").replace("[", "/").replace("]", "")
        raise InvalidBody([Pointed(pointer + place, what, "see /schemas/batch.json")]) from error
    return step
