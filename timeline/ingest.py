"""What one source says today comes into the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Final

import msgspec

from timeline.change import Change
from timeline.dates import Day, When
from timeline.errors import Conflict, EventNotFound, SourceRefused
from timeline.event import Claim, Mention
from timeline.merge import Held, Key, Plan, merge
from timeline.normalise import normalise_all
from timeline.query import Filter
from timeline.sources import Decision, Document, Extraction, Fetched, Health, Refusal, Source, Validators
from timeline.steering import of
from timeline.store.contract import Outcome, Store

Fetch = Callable[[Source, Validators], Fetched | None]
"""Brings a source's documents, or None where nothing changed since. Raises `SourceRefused`."""
Extract = Callable[[Document, str], Extraction]
"""Reads a document of a kind (empty: recognise it). Raises `SourceRefused` where nothing in it can be read."""


TRIES: Final = 10


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one run; `health` is what the store keeps of it. A server may ask for peace until `not_before`."""

    source: Source
    health: Health
    changes: tuple[Change, ...] = ()
    candidates: int = 0
    unchanged: bool = False
    not_before: datetime | None = None


def ingest(source: Source, store: Store, fetch: Fetch, extract: Extract, now: datetime, *, dry: bool = False) -> Report:
    """Bring what one source says into the store, all of it or nothing; one bad mention never sinks the rest.

    A source that cannot be reached or read changes nothing but its health. With `dry` nothing is written.
    """
    before = of(store, source.id)
    try:
        fetched = fetch(source, before.validators)
        if fetched is None or content(fetched.documents) == before.digest:
            return _kept(source, store, _unchanged(_succeeded(before, now)), dry)
        mentions, refused, complete = _read_all(fetched.documents, source, extract)
    except SourceRefused as error:
        failed = msgspec.structs.replace(before, last_run=now, failures=before.failures + 1, error=str(error))
        return _kept(source, store, failed, dry, error.until)
    claims, unread = normalise_all(mentions, source, now)
    if not dry:
        _keep_documents(store, source, fetched.documents)
    for _ in range(TRIES):
        seen = store.position()
        plan = merge(source, claims, held(store), now, complete=complete)
        health = _told(_succeeded(before, now), fetched, plan, claims, (*refused, *unread))
        try:
            if not dry:
                store.settle(outcome(plan, _paused(store, health), seen=seen))
        except Conflict:  # another source was faster: look again, it may have brought the same event
            continue
        return Report(source, health, tuple(plan.changes), len(plan.candidates))
    raise Conflict(f"{source.id}: the chronology changed {TRIES} times meanwhile; it is tried again at its next time")


def content(documents: Sequence[Document]) -> str:
    """What stands for all that came and the program that reads it: the same again brings nothing new."""
    digests = (document.digest for document in documents)
    return hashlib.sha256("\n".join((version("timeline"), *digests)).encode()).hexdigest()


def held(store: Store, decided: Iterable[Decision] = ()) -> Held:
    """What the store has that a merge looks at, with the decisions that are being made."""
    decisions: dict[Key, list[Decision]] = store.decisions()
    for decision in decided:
        decisions.setdefault((decision.source, decision.key), []).append(decision)
    return Held(
        claims=store.claims(),
        decisions=decisions,
        asked={candidate.id: candidate for candidate in store.candidates("")},
        near=lambda when: store.select(around(when)),
        event=store.event,
        taken=lambda id: _exists(store, id),
    )


def outcome(
    plan: Plan, health: Health | None = None, decisions: Sequence[Decision] = (), seen: int | None = None
) -> Outcome:
    """A plan as the store writes it."""
    return Outcome(
        seen=seen,
        changes=tuple(plan.changes),
        attached=dict(plan.attached),
        dropped=tuple(plan.dropped),
        candidates=tuple(plan.candidates),
        decisions=tuple(decisions),
        health=health,
    )


def around(when: When) -> Filter:
    """Events whose dates can meet a date; years that a filter cannot name leave their side open."""
    first, last = when.possibly_earliest, when.possibly_latest
    return Filter(since=_named(first), until=_named(last), match="possibly")


def _named(day: Day | None) -> str:
    return str(day) if day is not None and -9999 <= day.year <= 9999 else ""


def _exists(store: Store, id: str) -> bool:
    try:
        store.event(id)
    except EventNotFound:
        return False
    return True


def _read_all(
    documents: Sequence[Document], source: Source, extract: Extract
) -> tuple[list[Mention], list[Refusal], bool]:
    """Mentions of all documents; one that cannot be read is a refusal, unless it is the only one."""
    mentions: list[Mention] = []
    refused: list[Refusal] = []
    complete = True
    for document in documents:
        try:
            found = extract(document, source.kind)
        except SourceRefused as error:
            if len(documents) == 1:
                raise
            refused.append(Refusal(place=document.url, reason=str(error)))
            complete = False
            continue
        mentions += found.mentions
        refused += found.refused
        complete = complete and found.complete
    return mentions, refused, complete


def _keep_documents(store: Store, source: Source, documents: Sequence[Document]) -> None:
    for document in documents:
        about = msgspec.structs.asdict(document) | {"data": b""}
        store.keep_document(
            source.id, document.digest, msgspec.json.encode(about).decode(), document.data, document.retrieved
        )


def _kept(source: Source, store: Store, health: Health, dry: bool, until: datetime | None = None) -> Report:
    if not dry:
        store.settle(Outcome(health=_paused(store, health)))
    return Report(source, health, unchanged=True, not_before=until)


def _paused(store: Store, health: Health) -> Health:
    """What was asked for while it ran holds."""
    return msgspec.structs.replace(health, paused=of(store, health.source).paused)


def _succeeded(before: Health, now: datetime) -> Health:
    return msgspec.structs.replace(before, last_run=now, last_success=now, failures=0, error="")


def _unchanged(health: Health) -> Health:
    """What was refused is still refused, but nothing came of this run."""
    return msgspec.structs.replace(health, added=0, changed=0, withdrawn=0, candidates=0)


def _told(health: Health, fetched: Fetched, plan: Plan, claims: Sequence[Claim], refused: Sequence[Refusal]) -> Health:
    kinds = [change.kind for change in plan.changes]
    return msgspec.structs.replace(
        health,
        validators=fetched.validators,
        digest=content(fetched.documents) if not plan.flagged else "",
        flagged=plan.flagged,
        mentions=len(claims),
        added=kinds.count("added"),
        withdrawn=kinds.count("withdrawn"),
        changed=len(kinds) - kinds.count("added") - kinds.count("withdrawn"),
        candidates=len(plan.candidates),
        refused=tuple(refused),
    )
