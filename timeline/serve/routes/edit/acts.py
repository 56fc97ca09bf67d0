"""The verbs as buttons: what each will come to is shown first, and done by a second press."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from timeline.errors import TimelineError
from timeline.model.event import Event
from timeline.serve.http.editing import Asked, takes
from timeline.serve.http.problems import kind_of
from timeline.serve.http.routing import Response
from timeline.serve.routes.edit.events import EVENTS, SCOPE
from timeline.serve.routes.edit.showing import describe, wants_reason
from timeline.writing import steps
from timeline.writing.draft import revision
from timeline.writing.pointed import InvalidBody, Pointed
from timeline.writing.steps import Step
from timeline.writing.writer import Written

NAMES: Final = {
    "confirm": "Confirm that it took place",
    "cancel": "Cancel",
    "postpone": "Postpone",
    "withdraw": "Withdraw",
    "reinstate": "Reinstate",
    "merge": "Merge",
    "unmerge": "Unmerge",
    "undo": "Undo a change",
}
KEPT: Final = ("verb", "successor", "into", "position")
"""Fields that go along from the preview to the deed."""


@takes(f"{EVENTS}/{{id:str}}/act", SCOPE)
def act(asked: Asked) -> Response:
    """Show what a verb will come to, or do it where that was seen and the event is still as it was then."""
    service = asked.service
    held = service.store.event(asked.part("id"))
    seen = asked.field("revision")
    try:
        step = _step(asked, held, seen)
        tried = service.writer.write([step], service.clock(), asked.visitor.name, dry=True)
        lacks_reason = wants_reason(tried) and not step.reason
        if asked.field("sure") != "yes" or lacks_reason:
            return _page(asked, held, tried=tried, lacks_reason=lacks_reason)
        service.writer.write([step], service.clock(), asked.visitor.name)
    except InvalidBody as error:
        lacks = any(each.pointer.endswith("/reason") for each in error.problems)
        return _page(asked, held, message=str(error), lacks_reason=lacks, status=422)
    except TimelineError as error:
        return _page(asked, held, message=str(error), status=kind_of(error).status)
    service.record()
    return asked.go(f"{EVENTS}/{held.id}?saved=yes")


def _step(asked: Asked, held: Event, seen: str) -> Step:
    """The verb that was pressed. Raises `InvalidBody`."""
    verb, reason = asked.field("verb"), asked.field("reason").strip()[:1000]
    common: dict[str, Any] = {"id": held.id, "revision": seen, "reason": reason}
    made: dict[str, Callable[[], Step]] = {
        "confirm": lambda: steps.Confirm(**common),
        "cancel": lambda: steps.Cancel(**common),
        "postpone": lambda: steps.Postpone(**common, successor=asked.field("successor").strip()[:64]),
        "withdraw": lambda: steps.Withdraw(**common),
        "reinstate": lambda: steps.Reinstate(**common),
        "merge": lambda: steps.Merge(**common, into=asked.field("into").strip()[:64]),
        "unmerge": lambda: steps.Unmerge(**common),
        "undo": lambda: steps.Undo(**common, position=_number(asked.field("position"))),
    }  # fmt: skip
    if verb not in made:
        raise InvalidBody([Pointed("/verb", "nothing is called so", f"press one of {', '.join(made)}")])
    return made[verb]()


def _number(said: str) -> int:
    """A position of the log; 0 for the latest."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else 0


def _page(
    asked: Asked,
    held: Event,
    *,
    tried: Written | None = None,
    message: str = "",
    lacks_reason: bool = False,
    status: int = 200,
) -> Response:
    verb = asked.field("verb")
    return asked.page(
        "act.html",
        status,
        event=held,
        verb=verb,
        name=NAMES.get(verb, "Change"),
        # Whoever sees this page sees the event as it is by now.
        revision=revision(held),
        kept=[(name, asked.field(name)) for name in KEPT],
        reason=asked.field("reason"),
        preview=describe(asked.service, tried) if tried else None,
        lacks_reason=lacks_reason,
        message=message,
    )


ROUTES: Final = (act,)
