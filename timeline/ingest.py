"""What one source says comes into the store: today's documents, or those that were kept, read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

import msgspec

from timeline import kept_documents
from timeline.dates import When
from timeline.errors import Conflict, SourceRefused, StoreUnavailable
from timeline.merge.decide import merge
from timeline.merge.identity import identify
from timeline.merge.neighbourhood import around, windows
from timeline.merge.normalise import DEFAULT, DateSettings, normalise_all
from timeline.merge.plan import Key, Plan, Snapshot
from timeline.model.change import Change
from timeline.model.event import Claim, Event, Mention
from timeline.model.source import (
    Account,
    Candidate,
    Decision,
    Document,
    Extraction,
    Fetched,
    Health,
    Refusal,
    Source,
    Validators,
)
from timeline.store.contract import AUTHORITY, Outcome, Store

Fetch = Callable[[Source, Validators], Fetched | None]
"""Brings a source's documents, or None where nothing changed since. Raises `SourceRefused`."""
Extract = Callable[[Document, str], Extraction]
"""Reads a document of a kind (empty: recognise it). Raises `SourceRefused` where nothing in it can be read."""


TRIES: Final = 10
FAULT: Final = "reading it failed, which is a mistake of ours"
MERGERS: Final = 50
"""Mergers of one run of which the store keeps what was merged with what, and why; the report has all."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one run; `health` is what the store keeps of it, `accounts` what became of each claim.

    A server may ask for peace until `not_before`. `fault` is a mistake of ours that ended the run, for the log.
    """

    source: Source
    health: Health
    changes: tuple[Change, ...] = ()
    accounts: tuple[Account, ...] = ()
    candidates: int = 0
    unchanged: bool = False
    not_before: datetime | None = None
    fault: Exception | None = None


@dataclass(frozen=True, slots=True)
class Reread:
    """How many documents were read, how many claims they make, what waits for a person, and what was refused."""

    documents: int
    claims: int
    candidates: tuple[Candidate, ...]
    refused: tuple[Refusal, ...]


def ingest(
    source: Source,
    store: Store,
    fetch: Fetch,
    extract: Extract,
    now: datetime,
    *,
    settings: DateSettings = DEFAULT,
    dry: bool = False,
) -> Report:
    """Bring what one source says into the store, all of it or nothing; one bad mention never sinks the rest.

    A source that cannot be reached or read changes nothing but its health, nor does a document that is not what it
    should be, unless its health says that a person believed it. `settings` are the chronology's for dates. With `dry`
    nothing is written.
    """
    before = store.health_of(source.id)
    try:
        return _ingest(source, store, fetch, extract, now, settings, dry)
    except (SourceRefused, Conflict) as error:
        until = error.until if isinstance(error, SourceRefused) else None
        return _record_health(source, store, before.failed(now, str(error)), dry, until)
    except StoreUnavailable:
        raise
    except Exception as error:
        # What a stranger sent found a mistake of ours: that costs this source. Its text may have a secret address.
        failed = before.failed(now, f"{source.name}: {FAULT} ({type(error).__name__})")
        return replace(_record_health(source, store, failed, dry), fault=error)


def _ingest(
    source: Source, store: Store, fetch: Fetch, extract: Extract, now: datetime, settings: DateSettings, dry: bool
) -> Report:
    before = store.health_of(source.id)
    # What did not change since may say more than it did: to another version of this, or since a person looked at it.
    is_known = before.reader == kept_documents.reader(settings.date_order) and not before.believed
    fetched = fetch(source, before.validators if is_known else Validators())
    if fetched is None or kept_documents.digest(fetched.documents, settings.date_order) == before.digest:
        return _record_health(source, store, before.succeeded(now).without_news(), dry)
    mentions, refused, complete = _read_all(fetched.documents, source, extract, settings.date_order)
    claims, unread = normalise_all(mentions, source, settings)
    all_refused = (*refused, *unread)
    for _ in range(TRIES):
        seen, known = store.position_now(), snapshot(store, source.id)
        # What cannot be read may be any of what is missing; what was there the last time is believed to stay so.
        is_unsure = not before.believed and _is_strange(all_refused, before.refused, known)
        is_whole = complete and not is_unsure
        decide = partial(merge, source, claims, known, now, complete=is_whole, refused=all_refused)
        plan = decide(doubt=None if before.believed else "")
        is_news = plan.attached or plan.dropped or plan.candidates
        if is_news and not before.believed and (cut := kept_documents.where_cut(store, source, fetched.documents)):
            plan = decide(doubt=cut)
        health = _health_after(before.succeeded(now), fetched, plan, claims, all_refused, settings.date_order)
        if is_unsure:  # it is read again, though it stays as it is
            health = msgspec.structs.replace(health, digest="", validators=Validators())
        try:
            if not dry:
                result = outcome(plan, _keep_pause(store, health), seen=seen)
                documents = kept_documents.to_keep(source, fetched.documents)
                store.settle(msgspec.structs.replace(result, documents=documents, quoted=_quoted(plan, known)))
        except Conflict:  # another source was faster: look again, it may have brought the same event
            continue
        return Report(source, health, tuple(plan.changes), tuple(plan.accounts.values()), len(plan.candidates))
    raise Conflict(f"{source.id}: the chronology changed {TRIES} times meanwhile; it is tried again at its next time")


def reread(
    source: Source,
    store: Store,
    extract: Extract,
    now: datetime,
    *,
    settings: DateSettings = DEFAULT,
    dry: bool = False,
) -> Reread:
    """Read the kept documents of a source, the newest first; of a claim in several the newest stands.

    No event changes: another date of a claim that is held, and a claim that was not seen before, become candidates,
    unless a person decided on them. What only an older document says is not new: the source took it back. With `dry`
    nothing is written.
    """
    known = store.claims(source.id)
    mine = {key: claim for (_, key), (claim, _) in known.items()}
    current: set[str] = set()
    claims: dict[Key, Claim] = {}
    refused: list[Refusal] = []
    count = 0
    for document in kept_documents.documents(store, source):
        count += 1
        # An address changes with a redirect, so of a source with one address the first document is the latest.
        is_latest = document.url not in current and not (source.url and current)
        current.add(document.url)
        read = _claims_of(document, source, extract, settings, refused)
        for claim in identify(read, mine, {}, now).claims:
            key = (source.id, claim.mention.key)
            if is_latest or key in known:
                claims.setdefault(key, claim)
    unlike = [claim for key, claim in claims.items() if key not in known or known[key][0].when != claim.when]
    reviewed = msgspec.structs.replace(source, trust="review")
    plan = merge(reviewed, unlike, snapshot(store, source.id), now, complete=False)
    waiting = tuple(plan.candidates)
    if waiting and not dry:
        plan.changes, plan.attached, plan.dropped = [], {}, []
        store.settle(outcome(plan))
    return Reread(count, len(claims), waiting, tuple(refused))


def _claims_of(
    document: Document, source: Source, extract: Extract, settings: DateSettings, refused: list[Refusal]
) -> list[Claim]:
    """The claims of one document; what cannot be read is added to `refused`."""
    try:
        extraction = extract(_in_order(document, settings.date_order), source.kind)
    except SourceRefused as error:
        refused.append(Refusal(place=document.url, reason=str(error)))
        return []
    claims, unread = normalise_all(extraction.mentions, source, settings)
    refused += [*extraction.refused, *unread]
    return claims


def _in_order(document: Document, date_order: str) -> Document:
    """The document with the chronology's order of days and months."""
    return msgspec.structs.replace(document, date_order=date_order)


def snapshot(store: Store, source: str, new: Iterable[Decision] = ()) -> Snapshot:
    """What the store has that a merge of a source looks at, with the decisions that are being made."""
    decisions: dict[Key, list[Decision]] = store.decisions(source)
    for decision in new:
        decisions.setdefault((decision.source, decision.key), []).append(decision)

    def near(dates: Sequence[When]) -> Iterator[Event]:
        # Windows may share an event: a long one lies in several.
        found = {event.id: event for window in windows(dates) for event in store.select(around(window))}
        yield from found.values()

    def event_of(key: Key) -> str:
        known = store.claim(*key)
        return known[1] if known else ""

    return Snapshot(
        claims=store.claims(source),
        decisions=decisions,
        candidates={candidate.id: candidate for candidate in store.candidates("", source)},
        near=near,
        events=store.held,
        speaking=store.claims_of,
        named=store.claims_named,
        listed=store.listed,
        event_of=event_of,
        authority=store.setting(AUTHORITY),
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


def _read_all(
    documents: Sequence[Document], source: Source, extract: Extract, date_order: str
) -> tuple[list[Mention], list[Refusal], bool]:
    """Mentions of all documents; one that cannot be read is a refusal, unless it is the only one."""
    mentions: list[Mention] = []
    refused: list[Refusal] = []
    complete = True
    for document in documents:
        try:
            extraction = extract(_in_order(document, date_order), source.kind)
        except SourceRefused as error:
            if len(documents) == 1:
                raise
            refused.append(Refusal(place=document.url, reason=str(error)))
            complete = False
            continue
        mentions += extraction.mentions
        refused += extraction.refused
        complete = complete and extraction.complete
    return mentions, refused, complete


def _is_strange(refused: Iterable[Refusal], before: Iterable[Refusal], known: Snapshot) -> bool:
    """Whether something is refused that was not there the last time, and that is nothing the source said before."""
    titles = {claim.mention.title for claim, _ in known.claims.values()}
    keys = {key for _, key in known.claims}
    usual = {(each.key, each.title, each.reason) for each in before}
    strange = (each for each in refused if not each.note and (each.key, each.title, each.reason) not in usual)
    return any(not keys & {each.key, each.key.partition("#")[0]} and each.title not in titles for each in strange)


def _quoted(plan: Plan, known: Snapshot) -> frozenset[str]:
    """Digests of the documents that a standing claim, or what waits for a person, was read from."""
    dropped = set(plan.dropped)
    standing = {key: claim for key, (claim, _) in {**known.claims, **plan.attached}.items() if key not in dropped}
    waiting = [*known.candidates.values(), *plan.candidates]
    claims = [*standing.values(), *(candidate.claim for candidate in waiting if candidate.state == "waiting")]
    return frozenset(claim.mention.citation.digest for claim in claims)


def _record_health(source: Source, store: Store, health: Health, dry: bool, until: datetime | None = None) -> Report:
    if not dry:
        store.settle(Outcome(health=_keep_pause(store, health)))
    return Report(source, health, unchanged=True, not_before=until)


def _keep_pause(store: Store, health: Health) -> Health:
    """What was asked for while it ran holds."""
    return msgspec.structs.replace(health, paused=store.health_of(health.source).paused)


def _health_after(
    health: Health,
    fetched: Fetched,
    plan: Plan,
    claims: Sequence[Claim],
    refused: Sequence[Refusal],
    date_order: str,
) -> Health:
    kinds = [change.kind for change in plan.changes]
    accounts = plan.accounts.values()
    became = Counter(account.became for account in accounts)
    items = [refusal for refusal in refused if not refusal.note]
    return msgspec.structs.replace(
        health,
        validators=fetched.validators,
        reader=kept_documents.reader(date_order),
        digest=kept_documents.digest(fetched.documents, date_order) if not plan.flagged else "",
        flagged=plan.flagged,
        believed=False,
        mentions=len(claims) + len(items),
        added=became["added"],
        changed=became["changed"],
        unchanged=became["unchanged"],
        merged=became["merged"],
        candidates=became["held"],
        rejected=became["rejected"],
        withdrawn=kinds.count("withdrawn"),
        mergers=tuple(account for account in accounts if account.became == "merged")[:MERGERS],
        refused=tuple(refused),
    )
