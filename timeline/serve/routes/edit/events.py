"""Events: found, added and changed in a form, said back and previewed before anything is written."""

from __future__ import annotations

from typing import Any, Final

from timeline.errors import TimelineError
from timeline.model.event import Event
from timeline.model.query import Filter, Query
from timeline.render.html import details
from timeline.render.html.comparing import date_words
from timeline.serve.http.editing import Asked, shows, takes
from timeline.serve.http.problems import kind_of
from timeline.serve.http.routing import Response
from timeline.serve.http.service import Service
from timeline.serve.http.sessions import EDIT
from timeline.serve.routes.edit import event_form as form
from timeline.serve.routes.edit.event_form import Typed
from timeline.serve.routes.edit.showing import describe, wants_reason
from timeline.writing import steps
from timeline.writing.draft import RevisionChanged, revision
from timeline.writing.fields import STANDING
from timeline.writing.pointed import InvalidBody, Pointed
from timeline.writing.steps import Step

EVENTS: Final = f"{EDIT}/events"
SCOPE: Final = "write:events"
LISTED: Final = 50


@shows(EVENTS, SCOPE)
def events(asked: Asked) -> Response:
    """Events by words, the latest changed first."""
    words = asked.query("q").strip()[:200]
    page = asked.service.store.page(Query(filter=Filter(q=words), sort="-updated", limit=LISTED))
    chronology = asked.service.chronology
    rows = [(each, date_words(chronology, each.when)) for each in page.events]
    return asked.page("events.html", rows=rows, q=words)


@shows(f"{EVENTS}/new", SCOPE)
def new(asked: Asked) -> Response:
    """The empty form."""
    return _page(asked, None, form.of_event(None, asked.service.chronology.language))


@shows(f"{EVENTS}/{{id:str}}", SCOPE)
def event(asked: Asked) -> Response:
    """The form of one event, with what can be done to it, and its history."""
    held = asked.service.store.event(asked.part("id"))
    return _page(asked, held, form.of_event(held, held.language))


@takes(f"{EVENTS}/new", SCOPE)
def add(asked: Asked) -> Response:
    """Say back and preview a new event, or add it as it was previewed."""
    typed = form.from_form(asked)
    # The same form sent twice is one event.
    step = steps.Create(event=form.event_body(typed), key=asked.field("key")[:64], reason=_reason(asked))
    return _try(asked, None, typed, step)


@takes(f"{EVENTS}/{{id:str}}", SCOPE)
def change(asked: Asked) -> Response:
    """Say back and preview a change, or write it as it was previewed. What changed meanwhile is shown beside it."""
    id, typed, seen = asked.part("id"), form.from_form(asked), asked.field("revision")
    held = asked.service.store.event(id)
    base = _as_seen(asked.service, held, seen)
    if base is None:
        return _overtaken(asked, held, held, typed)
    if revision(held) != seen:
        return _overtaken(asked, base, held, typed)
    said = form.changes(form.of_event(base, base.language), typed)
    if "repeat" in said and form.has_dates_of_its_own(held):
        remedy = "its dates of their own would be lost: send it over the API, or write it into its file"
        problem = Pointed("/changes/when", "the event is a series with exceptions", remedy)
        return _page(asked, held, typed, problems=[problem], status=422)
    return _try(asked, held, typed, steps.Edit(id=id, revision=seen, changes=said, reason=_reason(asked)))


def _reason(asked: Asked) -> str:
    return asked.field("reason").strip()[:1000]


def _try(asked: Asked, held: Event | None, typed: Typed, step: Step) -> Response:
    """Preview the step, or do it where it is just what was previewed."""
    service, by = asked.service, asked.visitor.name
    is_seen = asked.field("save") == "yes" and asked.field("previewed") == typed.digest
    try:
        written = service.writer.write([step], service.clock(), by, dry=True)
        lacks_reason = wants_reason(written) and not step.reason
        if not is_seen or lacks_reason:
            values = describe(service, written) | {"lacks_reason": lacks_reason}
            return _page(asked, held, typed, preview=values)
        written = service.writer.write([step], service.clock(), by)
    except InvalidBody as error:
        return _page(asked, held, typed, problems=error.problems, status=422)
    except RevisionChanged as error:
        assert held is not None
        return _overtaken(asked, held, error.event, typed)
    except TimelineError as error:
        return _page(asked, held, typed, message=str(error), status=kind_of(error).status)
    service.record()
    return asked.go(f"{EVENTS}/{written.ids[0]}?saved=yes")


def _overtaken(asked: Asked, base: Event, now: Event, typed: Typed) -> Response:
    """Another was faster: what changed stands beside what was typed, and nothing of either is lost."""
    was, here = form.of_event(base, base.language), form.of_event(now, now.language)
    merged = form.rebase(was, typed, here)
    by = asked.service.store.history(now.id)[-1].by
    rows = form.overtaken(was, typed, here)
    return _page(asked, now, merged, overtaken={"rows": rows, "by": by, "status": now.status}, status=412)


def _as_seen(service: Service, held: Event, seen: str) -> Event | None:
    """The event at the revision that was seen."""
    if revision(held) == seen:
        return held
    known = [each.after for each in service.store.history(held.id)]
    return next((each for each in reversed(known) if revision(each) == seen), None)


def _page(asked: Asked, held: Event | None, typed: Typed, *, status: int = 200, **more: Any) -> Response:
    """The page with its form. `more` are `problems` of it, its `preview`, what has `overtaken` it, a `message`."""
    service = asked.service
    said = {"preview": None, "overtaken": None, "message": ""} | more
    problems = said.pop("problems", ())
    return asked.page(
        "event.html",
        status,
        event=held,
        date=date_words(service.chronology, held.when) if held else "",
        revision=revision(held) if held else "",
        key=asked.field("key") or asked.new_key(),
        typed=typed,
        spare=form.SPARE,
        groups=form.GROUPS,
        singular=form.SINGULAR,
        statuses={"": "by its date"} | STANDING if held is None else STANDING,
        problems={form.field_of(each): f"{each.what}: {each.remedy}" for each in reversed(problems)},
        reason=asked.field("reason"),
        saved=asked.query("saved") == "yes",
        history=_history(service, held) if held else [],
        others=_cited(held),
        **said,
    )


def _history(service: Service, held: Event) -> list[dict[str, Any]]:
    """The changes of an event, the latest first."""
    site = service.site(service.clock())
    known = reversed(service.store.history(held.id))
    return [details.change_line(site, each) | {"position": each.position, "by": each.by} for each in known]


def _cited(held: Event | None) -> list[dict[str, str]]:
    """What configured sources say of it, which the form does not change."""
    if held is None:
        return []
    return [
        {"source": each.source, "key": each.key, "title": each.title or each.publisher, "words": each.words}
        for each in held.sources
        if each.source
    ]


ROUTES: Final = (events, new, event, add, change)
