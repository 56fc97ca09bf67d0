"""What a merge looks at, and what it decides: values between the store and the rules."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from timeline.dates import When
from timeline.model.change import Change
from timeline.model.event import Claim, Event
from timeline.model.source import Account, Candidate, Decision

Key = tuple[str, str]
"""A source's id and its own key of a claim."""


@dataclass(frozen=True)
class Snapshot:
    """What is held that matters to one source: its own claims, decisions and candidates; the rest is asked for.

    Each question takes many at once, so that a run asks few: `near` for the events that stand whose dates can meet one
    of the dates or lie a day apart (and perhaps others), `events` for events by id, `speaking` for the claims that
    speak of events, `named` for the claims with one of the UIDs or addresses, `listed` for the sources that list an
    entry under a name (`titles.listing`), `event_of` for the event of one claim, or nothing.
    `authority` is the one that our events are published under.
    """

    claims: Mapping[Key, tuple[Claim, str]]
    decisions: Mapping[Key, Sequence[Decision]]
    candidates: Mapping[str, Candidate]
    near: Callable[[Sequence[When]], Iterable[Event]]
    events: Callable[[Iterable[str]], Mapping[str, Event]]
    speaking: Callable[[Iterable[str]], Mapping[Key, tuple[Claim, str]]]
    named: Callable[[Iterable[str], Iterable[str]], Mapping[Key, tuple[Claim, str]]]
    listed: Callable[[Iterable[str]], Mapping[str, Collection[str]]]
    event_of: Callable[[Key], str]
    authority: str = ""


@dataclass
class Plan:
    """What is to be written, all of it or nothing; `accounts` says of each claim what became of it."""

    changes: list[Change] = field(default_factory=list)
    attached: dict[Key, tuple[Claim, str]] = field(default_factory=dict)
    dropped: list[Key] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    flagged: str = ""
    accounts: dict[Key, Account] = field(default_factory=dict)


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
    statement = (mention.title, claim.when.edtf, claim.when.start_time, mention.status or "happened", places)
    return hashlib.sha256(msgspec.json.encode(statement)).hexdigest()[:16]


@dataclass(frozen=True)
class Verdicts:
    """What people decided of one claim: the event that it speaks of, and those that it does not."""

    same: str = ""
    never: frozenset[str] = frozenset()
    is_accepted: bool = False
    is_rejected: bool = False


UNDECIDED: Final = Verdicts()


def sum_up(decisions: Sequence[Decision]) -> Verdicts:
    """What the decisions come to; the last word counts, and what was taken back counts for nothing."""
    if not decisions:
        return UNDECIDED
    same, never, given = "", set[str](), set[str]()
    for decision in sorted(decisions, key=lambda decision: decision.at):
        given.add(decision.verdict)
        if decision.verdict == "open":
            same, never, given = "", set(), set()
        elif decision.verdict == "same":
            same = decision.event
            never.discard(decision.event)
        elif decision.verdict == "different":
            same = "" if same == decision.event else same
            never.add(decision.event)
    return Verdicts(same, frozenset(never), "accept" in given, "reject" in given)
