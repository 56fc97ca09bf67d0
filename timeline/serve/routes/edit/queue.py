"""The review queue: one candidate beside what it may be, and decided by one key; or many of one source at once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import Any, Final
from urllib.parse import urlencode

from timeline import review
from timeline.errors import Conflict, EventNotFound, NotFound, TimelineError
from timeline.merge.likeness import CAUTIONS, WEIGHTS
from timeline.model.event import Event
from timeline.model.source import Candidate
from timeline.render.html.comparing import date_words, marked, rows
from timeline.serve.http.editing import Asked, shows, takes
from timeline.serve.http.routing import Response
from timeline.serve.http.service import Service
from timeline.serve.http.sessions import EDIT
from timeline.writing.fields import read_new
from timeline.writing.pointed import InvalidBody

REVIEW: Final = f"{EDIT}/review"
SHOWN: Final = 50
"""Candidates of one page."""
MOST: Final = 200
"""Decisions of which one page tells, so that they can be undone."""
EDITED: Final = ("title", "when", "summary", "tags")


@shows(REVIEW, "review")
def queue(asked: Asked) -> Response:
    """What waits, a source at a time, oldest first; and what was just decided, to be undone."""
    service = asked.service
    waiting = service.store.candidates(source=asked.query("source"))
    shown = sorted(waiting, key=lambda each: each.claim.source)[:SHOWN]
    return asked.page(
        "queue.html",
        total=len(waiting),
        source=asked.query("source"),
        groups=_groups(service, shown),
        done=_decided(service, asked.query("done").split()),
        failed=asked.query("failed"),
    )


@shows(f"{REVIEW}/{{id:str}}", "review")
def candidate(asked: Asked) -> Response:
    """One candidate, with the form in which it is edited."""
    found = asked.service.store.candidate(asked.part("id"))
    return _editing(asked, found, _as_typed(found))


@takes(f"{REVIEW}/{{id:str}}", "review")
def decide(asked: Asked) -> Response:
    """Accept, merge or reject one candidate; the next one is shown."""
    id, verb = asked.part("id"), asked.field("verb")
    if verb in ("read", "save"):
        return _edit(asked, id, save=verb == "save")
    _decide(asked, id, verb, asked.field("event").strip())
    asked.service.record()
    return asked.go(_back(asked, [id]))


@takes(REVIEW, "review")
def decide_many(asked: Asked) -> Response:
    """Accept or reject what was ticked, all of one source; what cannot be decided so is left and said."""
    verb, source = asked.field("verb"), asked.field("source")
    done, failed = [], []
    for id in dict.fromkeys(asked.fields("id")):
        try:
            if asked.service.store.candidate(id).claim.source != source:
                raise Conflict(f"candidate {id} is of another source")
            _decide(asked, id, verb, "")
            done.append(id)
        except TimelineError as error:
            failed.append(str(error))
    asked.service.record()
    return asked.go(_back(asked, done, failed))


@takes(f"{REVIEW}/undo", "review")
def undo(asked: Asked) -> Response:
    """Take back what was decided: it waits again."""
    failed = []
    for id in asked.fields("id"):
        try:
            review.undo(asked.service.store, id, asked.service.clock(), by=asked.visitor.name)
        except TimelineError as error:
            failed.append(str(error))
    asked.service.record()
    return asked.go(_back(asked, (), failed, at=asked.field("id")))


def _decide(asked: Asked, id: str, verb: str, event: str) -> None:
    store, now, by = asked.service.store, asked.service.clock(), asked.visitor.name
    if verb == "accept":
        review.accept(store, id, now, by=by)
    elif verb == "reject":
        review.reject(store, id, now, by=by)
    elif verb == "merge":
        if not event:
            raise Conflict("name the event that it speaks of, by its id")
        review.merge_with(store, id, event, now, by=by)
    else:
        raise NotFound(f"nothing is called {verb[:40]}: accept, merge or reject")


def _back(asked: Asked, done: Iterable[str], failed: Iterable[str] = (), at: str = "") -> str:
    """The queue, at the candidate that comes next."""
    said = {"source": asked.field("only"), "done": " ".join(list(done)[:MOST]), "failed": "; ".join(failed)[:1000]}
    query = urlencode({name: value for name, value in said.items() if value})
    at = at or asked.field("next")
    place = f"#c-{at}" if at.isalnum() else ""
    return REVIEW + (f"?{query}" if query else "") + place


def _edit(asked: Asked, id: str, *, save: bool) -> Response:
    """Say back how the words were read, and then let it be published so."""
    service = asked.service
    held = service.store.candidate(id)
    typed = {name: asked.field(name).strip() for name in EDITED}
    try:
        values, reading = _read(service, held, typed)
    except InvalidBody as error:
        problems = {each.pointer.strip("/").partition("/")[0]: f"{each.what}: {each.remedy}" for each in error.problems}
        return _editing(asked, held, typed, problems=problems, status=422)
    if not save or asked.field("read_as") != values["when"].edtf:
        words = date_words(service.chronology, values["when"])
        return _editing(asked, held, typed, reading={"words": words, "edtf": values["when"].edtf, "rule": reading})
    when = held.claim.when if values["when"].edtf == held.claim.when.edtf else values["when"]
    said = {name: values.get(name, "") for name in ("title", "summary")}
    claim = review.edit(held.claim, when, **said, tags=tuple(values.get("tags", ())))
    review.accept(service.store, id, service.clock(), by=asked.visitor.name, claim=claim)
    service.record()
    return asked.go(_back(asked, [id]))


def _read(service: Service, held: Candidate, typed: dict[str, str]) -> tuple[dict[str, Any], str]:
    """The values of what was typed, and the rule that read the date. Relative words count from the source's day."""
    mention = held.claim.mention
    sent: dict[str, Any] = {"title": typed["title"], "when": typed["when"], "language": mention.language}
    if typed["summary"]:
        sent["summary"] = typed["summary"]
    if typed["tags"]:
        sent["tags"] = [tag.strip() for tag in typed["tags"].split(",") if tag.strip()]
    if mention.citation.published:
        sent["sources"] = [{"title": mention.citation.title or "source", "published": mention.citation.published[:10]}]
    fields = read_new(sent, service.chronology)
    return fields.values, "".join(each.rule for each in fields.understood)


def _as_typed(held: Candidate) -> dict[str, str]:
    mention = held.claim.mention
    return {
        "title": mention.title,
        "when": held.claim.when.edtf,
        "summary": mention.summary,
        "tags": ", ".join(mention.tags),
    }


def _editing(
    asked: Asked,
    held: Candidate,
    typed: dict[str, str],
    problems: dict[str, str] | None = None,
    reading: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    return asked.page(
        "candidate.html",
        status,
        each=_card(asked.service, held),
        typed=typed,
        problems=problems or {},
        reading=reading,
        waits=held.state == "waiting",
        state=held.state,
    )


def _groups(service: Service, shown: list[Candidate]) -> list[dict[str, Any]]:
    """The candidates of each source, with the one that comes after each."""
    following = {one.id: two.id for one, two in pairwise(shown)}
    groups = []
    for source, several in groupby(shown, key=lambda each: each.claim.source):
        cards = [_card(service, each) | {"next": following.get(each.id, "")} for each in several]
        name, trust = _source_name(service, source), _trust(service, source)
        groups.append({"source": source, "name": name, "trust": trust, "cards": cards})
    return groups


def _card(service: Service, held: Candidate) -> dict[str, Any]:
    """What is shown of one candidate."""
    claim, mention = held.claim, held.claim.mention
    like = _held_event(service, held.like)
    citation = mention.citation
    return {
        "id": held.id,
        "title": mention.title,
        "date": date_words(service.chronology, claim.when),
        "sentence": marked(citation.words or mention.said_when or mention.title, mention.said_when or citation.words),
        "source": _source_name(service, claim.source),
        "trust": _trust(service, claim.source),
        "confidence": f"{mention.confidence:.0%}" if mention.confidence < 1 else "",
        "document": citation.title,
        "url": citation.url if citation.url.startswith(("http://", "https://")) else "",
        "place": citation.place,
        "published": citation.published,
        "rule": citation.rule,
        "like": held.like,
        "like_title": like.title if like else "",
        "score": f"{held.score:.0%}" if held.score else "",
        **_weighed(held.reasons),
        "rows": rows(service.chronology, [claim, like] if like else [claim]),
    }


def _weighed(reasons: Iterable[str]) -> dict[str, list[str]]:
    """What speaks for the match, what against it, and what we ask for beside."""
    sides: dict[str, list[str]] = {"speaks_for": [], "against": [], "asks": []}
    for reason in reasons:
        sides[_side(reason)].append(reason)
    return sides


def _side(reason: str) -> str:
    if reason.startswith("titles ") and reason.endswith(" alike"):
        return "speaks_for"
    if reason not in WEIGHTS:
        return "asks"
    return "speaks_for" if WEIGHTS[reason] > 0 and reason not in CAUTIONS else "against"


def _held_event(service: Service, id: str) -> Event | None:
    try:
        return service.store.event(id) if id else None
    except EventNotFound:
        return None


def _decided(service: Service, ids: Iterable[str]) -> list[dict[str, str]]:
    """What was decided of candidates."""
    found = []
    for id in list(ids)[:MOST]:
        try:
            held = service.store.candidate(id)
        except NotFound:
            continue
        if held.state != "waiting":
            found.append({"id": id, "title": held.claim.mention.title, "state": held.state})
    return found


def _source_name(service: Service, id: str) -> str:
    return next((source.name for source in service.sources if source.id == id), id)


def _trust(service: Service, id: str) -> str:
    return next((source.trust for source in service.sources if source.id == id), "")


ROUTES: Final = (queue, candidate, decide, decide_many, undo)
