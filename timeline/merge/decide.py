"""What a source's claims change: decided here, without a database, and written by `ingest`."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import msgspec

from timeline.dates import Day, When, explain
from timeline.dates.reading import Reading
from timeline.merge.assemble import assemble
from timeline.merge.likeness import SAME, UNSURE, Comparable, Likeness, can_meet, likeness
from timeline.merge.normalise import publication_day
from timeline.model.change import Change, classify
from timeline.model.event import Claim, Event
from timeline.model.search_terms import folded
from timeline.model.source import Candidate, Decision, Refusal, Source

Key = tuple[str, str]
"""A source's id and its own key of a claim."""

SURE: Final = 0.5
"""Confidence below which a claim of a trusted source is still shown to a person first."""
SHRINK: Final = 0.5
"""A document with less than this share of what the source said before removes nothing, and is flagged."""
FEW: Final = 4
"""Claims held below which a shrinking source is no surprise, unless it is empty."""


@dataclass(frozen=True)
class Snapshot:
    """What the store has that matters here: claims with the event each speaks of, decisions, candidates' digests.

    `near(when)` gives the events whose dates can meet a date; `event(id)` any event.
    """

    claims: Mapping[Key, tuple[Claim, str]]
    decisions: Mapping[Key, Sequence[Decision]]
    candidates: Mapping[str, Candidate]
    near: Callable[[When], Iterable[Event]]
    event: Callable[[str], Event]
    taken: Callable[[str], bool]


@dataclass
class Plan:
    """What is to be written, all of it or nothing."""

    changes: list[Change] = field(default_factory=list)
    attached: dict[Key, tuple[Claim, str]] = field(default_factory=dict)
    dropped: list[Key] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    flagged: str = ""


def merge(
    source: Source,
    claims: Sequence[Claim],
    snapshot: Snapshot,
    at: datetime,
    *,
    complete: bool = True,
    refused: Sequence[Refusal] = (),
) -> Plan:
    """Decide what the claims of one source change. Nothing is written here.

    Claims known by their key stay with their event, wherever they moved. The others are the same as an event by id,
    UID or address, else by likeness; or wait for a person; or are events of their own.
    """
    plan = Plan()
    mine = {key: value for key, value in snapshot.claims.items() if key[0] == source.id}
    present = {(source.id, claim.mention.key) for claim in claims}
    vanished = [key for key in mine if key not in present]
    # Only a document that holds all that its source says can take something back by leaving it out.
    if complete:
        plan.flagged = _shrinkage(len(mine), len(present & mine.keys()), len(claims))
    merging = _Merging(snapshot, plan, at)
    for claim in claims:
        key = (source.id, claim.mention.key)
        if key in mine:
            merging.follow(key, claim, *mine[key])
        elif old := _former_key(claim, vanished, mine, at):
            vanished.remove(old)
            plan.dropped.append(old)
            before, event = mine[old]
            merging.attach(key, _keep_edits(claim, before), event)
        else:
            merging.place(source, key, claim)
    if complete and not plan.flagged:
        absent = [key for key in vanished if not _is_refused(mine[key][0], refused)]
        plan.dropped += [key for key in absent if _is_ahead(mine[key][0].when, at)]
    plan.changes = list(merging.settle(source))
    return plan


def reconsider(source: Source, claim: Claim, snapshot: Snapshot, at: datetime) -> Plan:
    """Take a claim out of its event and find its place anew, by the decisions in the snapshot."""
    key = (source.id, claim.mention.key)
    plan = Plan(dropped=[key])
    state = _Merging(snapshot, plan, at)
    state.place(source, key, claim)
    plan.changes = list(state.settle(source))
    return plan


def adopt(source: Source, claim: Claim, snapshot: Snapshot, at: datetime) -> Plan:
    """Take a claim that is held as it is read now, in the event that it speaks of."""
    key = (source.id, claim.mention.key)
    plan = Plan()
    state = _Merging(snapshot, plan, at)
    state.attach(key, claim, snapshot.claims[key][1])
    plan.changes = list(state.settle(source))
    return plan


class _Merging:
    """Events as they would stand, while claims are placed one by one."""

    def __init__(self, snapshot: Snapshot, plan: Plan, at: datetime) -> None:
        self.snapshot, self.plan, self.at = snapshot, plan, at
        self.born: dict[str, Claim] = {}
        self.touched: dict[str, None] = {}

    def attach(self, key: Key, claim: Claim, event: str) -> None:
        self.plan.attached[key] = (claim, event)
        self.touched[event] = None

    def follow(self, key: Key, claim: Claim, old: Claim, event: str) -> None:
        """Take what a source says now in place of what it said; where only our reading differs, ask a person."""
        claim = _keep_edits(claim, old)
        # The evidence stays where it was first seen: a newer copy of the same words changes no event.
        if _without_place(claim) == _without_place(old):
            self.touched[event] = None
            return
        if _only_reading_differs(old, claim):
            words = claim.mention.said_when or claim.mention.citation.words
            reason = f"a newer rule reads “{words}” as {claim.when.edtf}, where we have {old.when.edtf}"
            self._ask(key, claim, event, 1.0, (reason,))
            claim = _with_date_of(claim, old)
            if _without_place(claim) == _without_place(old):
                return
        self.attach(key, claim, event)

    def place(self, source: Source, key: Key, claim: Claim) -> None:
        """Find the event that a claim not seen before speaks of."""
        verdicts, decided, never = _sum_up(self.snapshot.decisions.get(key, ()))
        if "reject" in verdicts:
            return
        best, alike = self._most_alike(claim, never)
        is_trusted = source.trust == "publish" and claim.mention.confidence >= SURE
        if same := decided or self._identical(claim, never):
            self.attach(key, claim, same)
        elif best and alike.score >= SAME:
            self.attach(key, claim, best)
        elif "accept" in verdicts:
            self._new(key, claim)
        elif best and alike.score >= UNSURE:
            self._ask(key, claim, best, alike.score, alike.reasons)
        elif is_trusted:
            self._new(key, claim)
        else:
            self._ask(key, claim, "", 0.0, (f"{source.name} is reviewed before it is published",))

    def _identical(self, claim: Claim, never: set[str]) -> str:
        """The event with the same id, UID or address."""
        for other, event in (*self.snapshot.claims.values(), *self.plan.attached.values()):
            if event not in never and _same_name(claim, other) and can_meet(claim.when, other.when):
                return event
        # What another chronology took from us comes back under the UID that we gave it: `id@host` or `tag:…:id`.
        uid = claim.mention.uid
        ours = uid.partition("@")[0] if "@" in uid else uid.rpartition(":")[2]
        return ours if ours and ours not in never and self.snapshot.taken(ours) else ""

    def _most_alike(self, claim: Claim, never: set[str]) -> tuple[str, Likeness]:
        """The event that the claim is most like, with how much; of equals the one with the later id."""
        comparables: list[tuple[str, Comparable]] = []
        for event in self.snapshot.near(claim.when):
            if not event.is_gone:
                comparables.append((event.id, Comparable(event.title, event.when, event.places, event.tags)))
        for id, newborn in self.born.items():
            comparables.append((id, _comparable(newborn)))
        ours = _comparable(claim)
        best, most = "", Likeness(0.0, ())
        for id, other in comparables:
            if id in never:
                continue
            alike = likeness(ours, other)
            # The id decides between equals, so that the order in which a store lists events does not.
            if (alike.score, id) > (most.score, best):
                best, most = id, alike
        return best, most

    def _new(self, key: Key, claim: Claim) -> None:
        id = mint(key, lambda name: name in self.born or self.snapshot.taken(name))
        self.born[id] = claim
        self.attach(key, claim, id)

    def _ask(self, key: Key, claim: Claim, like: str, score: float, reasons: Iterable[str]) -> None:
        id, digest = mint(key, lambda name: False), statement_digest(claim)
        before = self.snapshot.candidates.get(id)
        if before and (before.digest == digest or before.state == "rejected"):
            return
        self.plan.candidates.append(
            Candidate(id=id, claim=claim, like=like, score=score, reasons=tuple(reasons), digest=digest, since=self.at)
        )

    def settle(self, source: Source) -> Iterable[Change]:
        """The changes of every event that a claim came to, changed in, or left."""
        gone = {self.snapshot.claims[key][1]: None for key in self.plan.dropped}
        for id in {**self.touched, **gone}:
            claims = self._claims_of(id)
            old = None if id in self.born else self.snapshot.event(id)
            if claims or (old and old.origin == "file"):
                new = assemble(id, old, claims, self.at)
            elif old and not old.is_gone:
                new = msgspec.structs.replace(old, status="withdrawn", reason=f"No longer in {source.name}")
            else:
                continue
            if change := classify(old, new, self.at):
                yield change

    def _claims_of(self, id: str) -> list[Claim]:
        left = set(self.plan.dropped)
        known = {key: value for key, value in self.snapshot.claims.items() if key not in left} | self.plan.attached
        return [claim for _, (claim, event) in sorted(known.items()) if event == id]


def _comparable(claim: Claim) -> Comparable:
    return Comparable(claim.mention.title, claim.when, claim.mention.places, claim.mention.tags)


def _same_name(one: Claim, other: Claim) -> bool:
    """The same UID, or the same address; an empty one names nothing."""
    same_uid = bool(one.mention.uid) and one.mention.uid == other.mention.uid
    same_url = bool(one.mention.url) and one.mention.url == other.mention.url
    return same_uid or same_url


def _without_place(claim: Claim) -> Claim:
    """What a claim says, without where in which copy of the document it stands."""
    citation = msgspec.structs.replace(claim.mention.citation, digest="", retrieved=None, place="")
    return msgspec.structs.replace(claim, mention=msgspec.structs.replace(claim.mention, citation=citation))


def _sum_up(decisions: Sequence[Decision]) -> tuple[set[str], str, set[str]]:
    """The verdicts, the event that the claim speaks of, and those that it does not; the last word counts."""
    same, never = "", set()
    for decision in sorted(decisions, key=lambda decision: decision.at):
        if decision.verdict == "same":
            same = decision.event
            never.discard(decision.event)
        elif decision.verdict == "different":
            same = "" if same == decision.event else same
            never.add(decision.event)
    return {decision.verdict for decision in decisions}, same, never


def _keep_edits(claim: Claim, old: Claim) -> Claim:
    """The claim with what a person had put in place of the source's word."""
    if not old.edited:
        return claim
    fields = {name: getattr(old.mention, name) for name in old.edited if name != "when"}
    return msgspec.structs.replace(
        claim,
        mention=msgspec.structs.replace(claim.mention, **fields),
        when=old.when if "when" in old.edited else claim.when,
        edited=old.edited,
    )


def _only_reading_differs(old: Claim, new: Claim) -> bool:
    """Whether two dates of one claim differ by our reading alone: in the same document, or by the same words.

    The words count where it is from them that the new date follows; a source may state another date beside the same
    words, and then it is the source that moved.
    """
    before, after = old.mention, new.mention
    if old.when == new.when or "when" in new.edited:
        return False
    if before.citation.digest and before.citation.digest == after.citation.digest:
        return True
    said = after.said_when
    same = (before.said_when, before.citation.published) == (said, after.citation.published)
    if not said or not same:
        return False
    reading = explain(said, publication_day(after.citation.published), after.language or None)
    return isinstance(reading, Reading) and reading.when.edtf == new.when.edtf


def _with_date_of(claim: Claim, old: Claim) -> Claim:
    """The claim with the date as it was read before, by the rule that read it."""
    before = old.mention.citation
    citation = msgspec.structs.replace(claim.mention.citation, when=before.when, rule=before.rule)
    mention = msgspec.structs.replace(claim.mention, when=old.mention.when, citation=citation)
    return msgspec.structs.replace(claim, when=old.when, mention=mention)


def mint(key: Key, taken: Callable[[str], bool]) -> str:
    """An id made from the first mention's source and key, never from words that may be corrected."""
    for number in range(1000):
        digest = hashlib.sha256("\n".join((*key, str(number))).encode()).digest()
        name = base64.b32encode(digest).decode().lower()[:10]
        if not taken(name):
            return name
    raise ValueError(f"no free id for {key}")


def statement_digest(claim: Claim) -> str:
    """A digest of what a claim says, so that only a new word asks a person again."""
    mention = claim.mention
    places = [place.name for place in mention.places]
    statement = (mention.title, claim.when.edtf, claim.when.start_time, mention.status, places)
    return hashlib.sha256(msgspec.json.encode(statement)).hexdigest()[:16]


def _is_ahead(when: When, at: datetime) -> bool:
    """Whether a date is not past: what drops out of a source after its day says nothing."""
    last = when.latest
    return last is None or last >= Day(at.year, at.month, at.day)


def _is_refused(claim: Claim, refused: Iterable[Refusal]) -> bool:
    """Whether the document still has the item, though it makes no claim now; of a series each occurrence too."""
    key, title = claim.mention.key, folded(claim.mention.title)
    for item in refused:
        if item.key and (key == item.key or key.startswith(f"{item.key}#")):
            return True
        if not item.key and item.title and folded(item.title) == title:
            return True
    return False


def _shrinkage(before: int, kept: int, present: int) -> str:
    if before and not present:
        return f"it named {before} events before, and none now"
    if before >= FEW and kept < before * SHRINK and present < before * SHRINK:
        return f"it named {before} events before, and only {present} now"
    return ""


def _former_key(
    claim: Claim, vanished: Sequence[Key], mine: Mapping[Key, tuple[Claim, str]], at: datetime
) -> Key | None:
    """The vanished claim of the same source that this one is, under another key and perhaps another date.

    Only what is still ahead can have moved: a past one that leaves makes room for next year's.
    """
    ours = Comparable(claim.mention.title, claim.when, claim.mention.places)
    for key in vanished:
        old = mine[key][0]
        if folded(old.mention.title) != folded(claim.mention.title) or not _is_ahead(old.when, at):
            continue
        # The old claim is compared as if it had the new date: what moved is the same but for its day.
        if likeness(ours, Comparable(old.mention.title, claim.when, old.mention.places)).score >= SAME:
            return key
    return None
