"""What a merge looks at, and what it decides: values between the store and the rules."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from timeline.dates import When
from timeline.model.change import Change
from timeline.model.event import Claim, Event
from timeline.model.source import Account, Candidate, Decision

Key = tuple[str, str]
"""A source's id and its own key of a claim."""


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
