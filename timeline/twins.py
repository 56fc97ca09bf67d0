"""What may have been told twice: entries that come after a source told of the same, two entries, two items of a source.
A person is asked whether they are one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from timeline.errors import Problem
from timeline.files import Folder, source_history
from timeline.merge.likeness import SAME
from timeline.merge.neighbourhood import around, windows
from timeline.merge.plan import Key, mint, statement_digest, sum_up
from timeline.merge.tellings import Tellings, comparable_event
from timeline.model.change import Change
from timeline.model.event import Claim, Event
from timeline.model.source import Candidate, Decision
from timeline.model.values import quoted
from timeline.store.contract import Outcome, Store

Claims = Mapping[Key, tuple[Claim, str]]


def ask(store: Store, changes: Iterable[Change], now: datetime) -> None:
    """Ask about the entries that the changes made, or gave another title or date, where a source tells of the same."""
    entries = [change.after for change in changes if _may_be_a_twin(change)]
    if not entries or not store.health():
        return
    stretches = windows(each.when for each in entries)
    near = [event for window in stretches for event in store.select(around(window))]
    told = [event for event in near if event.origin != "file"]
    claims = store.claims_of(event.id for event in told)
    sources = {source for source, _ in claims}
    decisions = {key: made for source in sources for key, made in store.decisions(source).items()}
    held = {each.id: each for source in sources for each in store.candidates("", source)}
    new = [each for each in _questions(entries, told, claims, decisions, now) if _is_new(each, held.get(each.id))]
    if new:
        store.settle(Outcome(candidates=tuple(new)))


def waiting(folder: Folder, now: datetime) -> list[Candidate]:
    """The questions about entries of a folder that its own files know: those that wait, and those of new entries."""
    try:
        past = source_history.parse((Path(folder.directory) / source_history.FILE).read_bytes())
    except OSError:
        return []
    events = {change.event: change.after for change in past.changes}
    claims = {key: (row.claim, row.event) for key, row in past.claims.items() if row.claim is not None}
    decisions: dict[Key, list[Decision]] = {}
    for made in past.decisions:
        decisions.setdefault((made.source, made.key), []).append(made)
    known = folder.history.held()
    entries = [entry.event for entry in folder.entries if entry.event.id not in known and not entry.event.is_gone]
    asked = [each for each in past.candidates.values() if each.event and each.state == "waiting"]
    ids = {each.id for each in asked}
    new = _questions(entries, events.values(), claims, decisions, now) if entries else ()
    return [*asked, *(each for each in new if each.id not in ids)]


def likely_pairs(events: Iterable[Event]) -> Iterator[tuple[Event, Event]]:
    """The events that are so alike that two sources would be taken to tell of one, in the order given, each pair once.

    What names the other as its successor or origin is known to be another. Likeness that leaves a doubt is left out:
    whoever wrote both down knows them apart, and would be asked each time.
    """
    standing = [event for event in events if not event.is_gone]
    by_id = {event.id: event for event in standing}
    places = {id: place for place, id in enumerate(by_id)}
    tellings = Tellings(standing)
    for event in standing:
        for alike, telling in tellings.alike(comparable_event(event)):
            for id in telling.ids if alike.score >= SAME else ():
                other = by_id[id]
                if places[event.id] < places[id] and not _is_named(event, other) and not _is_named(other, event):
                    yield event, other


def _is_named(event: Event, other: Event) -> bool:
    return other.id in (event.successor, event.split_from)


def of_entries(folder: Folder) -> Iterator[Problem]:
    """The questions about entries of a folder that another entry seems to tell of as well, each at the later one."""
    entries = {entry.event.id: entry for entry in folder.entries}
    for event, other in likely_pairs(entry.event for entry in folder.entries):
        first, second = entries[event.id], entries[other.id]
        file = "" if first.file == second.file else f" of {first.file}"
        what = (
            f"{quoted(other.title)} ({other.id}) may be {quoted(event.title)} ({event.id}) of line {first.line}{file}"
        )
        remedy = f"if it is, give it status: merged and merged_into: {event.id}; else tell them apart by title or date"
        yield Problem(second.file, second.line, second.column, what, remedy)


def _may_be_a_twin(change: Change) -> bool:
    is_told_anew = change.before is None or bool({"title", "when"}.intersection(change.fields))
    return change.after.origin == "file" and is_told_anew and not change.after.is_gone


def _is_new(question: Candidate, held: Candidate | None) -> bool:
    return held is None or (held.state != "waiting" and held.like != question.like)


def _questions(
    entries: Sequence[Event],
    told: Iterable[Event],
    claims: Claims,
    decisions: Mapping[Key, Sequence[Decision]],
    now: datetime,
) -> Iterator[Candidate]:
    """Of each entry the likest event of sources, by each of the claims that speak of it, unless a person decided."""
    tellings = Tellings(told)
    speaking: dict[str, list[tuple[Key, Claim]]] = {}
    for key, (claim, event) in claims.items():
        speaking.setdefault(event, []).append((key, claim))
    for entry in entries:
        for alike, telling in tellings.alike(comparable_event(entry))[:1]:
            reason = f"the entry “{entry.title}” ({entry.id}) of events.yaml may be the event that it tells of"
            for key, claim in speaking.get(telling.ids[0], ()):
                if entry.id not in sum_up(decisions.get(key, ())).never:
                    yield Candidate(
                        id=mint(key, lambda name: False),
                        claim=claim,
                        like=entry.id,
                        event=telling.ids[0],
                        score=alike.score,
                        reasons=(reason, *alike.reasons),
                        digest=statement_digest(claim),
                        since=now,
                    )
