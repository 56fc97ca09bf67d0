"""Which of a source's claims are those that it made before: what it edits is the same mention."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, TypeVar

import msgspec
from rapidfuzz import fuzz

from timeline.dates import Day, When
from timeline.dates.local_time import floats, same_clock
from timeline.merge.likeness import can_meet
from timeline.model.event import Claim
from timeline.model.search_terms import folded
from timeline.model.titles import title_key

Keyed = Mapping[str, Claim]
"""Claims of one source by its own keys."""
Value = TypeVar("Value")
REWORDED: Final = 75
"""Likeness of two sentences (per cent), but for their dates, from which one is the other after an edit."""


@dataclass
class Identity:
    """The claims of a run under the keys that they have here.

    `former` names the key that a claim with an id had before its source gave it another; `unsure` the claim that one
    may have been, where several could be.
    """

    claims: list[Claim]
    former: dict[str, str] = field(default_factory=dict)
    unsure: dict[str, str] = field(default_factory=dict)


def identify(claims: Sequence[Claim], held: Keyed, waiting: Keyed, at: datetime, *, complete: bool = True) -> Identity:
    """The claims with the keys under which the same source's claims are held, or wait for a person.

    An id says which is which. Rows without one are the same by equal content, then by a title that is unique on both
    sides, then by their position; a sentence by its words. The key that was first given stays: decisions hang on it.
    """
    named = [claim for claim in claims if claim.mention.named_by == "id"]
    present = {claim.mention.key for claim in named}
    free = {key: claim for key, claim in held.items() if key not in present}
    others = [claim for claim in claims if claim.mention.named_by != "id"]
    pairs = _Pairs(others, free, {key: claim for key, claim in waiting.items() if key not in held})
    pairs.match_rows(at)
    identity = Identity([], unsure={})
    keys = _free_keys(pairs, {*held, *waiting}, present)
    for claim in claims:
        number = pairs.numbers.get(id(claim))
        identity.claims.append(claim if number is None else _under(claim, keys[number]))
    identity.unsure = {keys[number]: old for number, old in pairs.unsure.items()}
    new = [claim for claim in named if claim.mention.key not in held]
    identity.former = _former_keys(new, pairs.old, at, complete)
    before = {**waiting, **held}
    identity.claims = [
        keep_zone(claim, before.get(identity.former.get(claim.mention.key, claim.mention.key)))
        for claim in identity.claims
    ]
    return identity


def keep_zone(claim: Claim, old: Claim | None) -> Claim:
    """The claim with the zone that its floating time was taken in before, or with none: a setting that changed
    meanwhile re-dates nothing. A time that its source changed takes the zone of today."""
    if old is None or not (_is_floating(claim) and _is_floating(old) and same_clock(claim.when, old.when)):
        return claim
    when = replace(claim.when, timezone=old.when.timezone)
    citation = msgspec.structs.replace(claim.mention.citation, when=when)
    mention = msgspec.structs.replace(claim.mention, citation=citation)
    return msgspec.structs.replace(claim, mention=mention, when=when, floating=old.floating)


def _is_floating(claim: Claim) -> bool:
    """Whether the source names no zone for the time."""
    return claim.floating or floats(claim.when)


class _Pairs:
    """Claims without ids and what they may have been, paired in ever weaker ways."""

    def __init__(self, claims: Sequence[Claim], held: Keyed, waiting: Keyed) -> None:
        self.numbers = {id(claim): number for number, claim in enumerate(claims)}
        self.claims = claims
        self.new = dict(enumerate(claims))
        self.old = dict(held)
        self.waiting = dict(waiting)
        self.keys: dict[int, str] = {}
        self.unsure: dict[int, str] = {}

    def match_rows(self, at: datetime) -> None:
        """Pair them: the surest way first, each with what the ways before it left."""
        for by in (_whole_content, _title_and_date):
            self.pair(self.old, by)
            self.pair(self.waiting, by)
        if not self.new:
            return
        self.pair(self.old, _titled, unique=True, unless=lambda new, old: _makes_room(new, old, at))
        self.pair(self.old, _position, unique=True, unless=lambda new, old: not _akin(new, old, at))
        self.pair_sentences()
        self.question(at)

    def pair(
        self,
        old: dict[str, Claim],
        by: Callable[[Claim], Hashable],
        *,
        unique: bool = False,
        unless: Callable[[Claim, Claim], bool] = lambda new, old: False,
    ) -> None:
        """Pair those that are equal in one respect, in their order; with `unique` only where nothing else is."""
        before, after = _grouped(old, by), _grouped(self.new, by)
        for what, numbers in after.items():
            keys = before.get(what, [])
            if what is None or (unique and (len(keys) != 1 or len(numbers) != 1)):
                continue
            for number, key in zip(numbers, keys, strict=False):
                if not unless(self.new[number], old[key]):
                    self.keys[number] = key
                    del self.new[number], old[key]

    def pair_sentences(self) -> None:
        """Pair a sentence with the one that it was before somebody reworded it."""
        groups = _grouped(self.old, _item_of_prose)
        for number, new in list(self.new.items()):
            item = _item_of_prose(new)
            keys = [key for key in groups.get(item, []) if key in self.old] if item is not None else []
            likest = max(keys, key=lambda key: _reworded(new, self.old[key]), default="")
            if likest and _reworded(new, self.old[likest]) >= REWORDED:
                self.keys[number] = likest
                del self.new[number], self.old[likest]

    def question(self, at: datetime) -> None:
        """What has the title of something that left, and is not plainly that, may be it."""
        before = _grouped(self.old, _titled)
        for number, new in self.new.items():
            possible = [key for key in before.get(_titled(new), []) if not _makes_room(new, self.old[key], at)]
            if possible:
                self.unsure[number] = possible[0]


def _grouped(claims: Mapping[Value, Claim], by: Callable[[Claim], Hashable]) -> dict[Hashable, list[Value]]:
    groups: dict[Hashable, list[Value]] = {}
    for name, claim in claims.items():
        groups.setdefault(by(claim), []).append(name)
    return groups


def _whole_content(claim: Claim) -> Hashable:
    mention = claim.mention
    places = tuple(place.name for place in mention.places)
    links = tuple(link.url for link in mention.links)
    return mention.title, _date(claim), places, mention.summary, links, _item(claim)


def _title_and_date(claim: Claim) -> Hashable:
    return claim.mention.title, _date(claim), _item(claim)


def _titled(claim: Claim) -> Hashable:
    return folded(claim.mention.title), _item(claim)


def _position(claim: Claim) -> Hashable:
    """Where a row stands; of a sentence that moves with every edit before it."""
    return claim.mention.citation.place or None if claim.mention.named_by != "prose" else None


def _item_of_prose(claim: Claim) -> Hashable:
    return ("prose", _item(claim)) if _is_prose(claim) else None


def _item(claim: Claim) -> str:
    """The entry or page that tells the sentence; rows stand in none."""
    return claim.mention.key.rpartition("#")[0] if _is_prose(claim) else ""


def _is_prose(claim: Claim) -> bool:
    # Claims that were kept before readers said how they name things are known by their place in the text.
    return claim.mention.named_by == "prose" or "characters " in claim.mention.citation.place


def _date(claim: Claim) -> Hashable:
    """The date as its source says it, without a zone that is a setting's."""
    when = claim.when
    return when.edtf, when.start_time, when.end_time, None if claim.floating else when.timezone


def _reworded(new: Claim, old: Claim) -> float:
    return fuzz.ratio(_without_date(new), _without_date(old))


def _without_date(claim: Claim) -> str:
    return claim.mention.summary.replace(claim.mention.said_when, "")


def _akin(new: Claim, old: Claim, at: datetime) -> bool:
    """Whether the item in one place says the same title or the same date, or nearly the same title."""
    if _makes_room(new, old, at):
        return False
    if _date(new) == _date(old):
        return True
    return fuzz.ratio(title_key(new.mention.title), title_key(old.mention.title)) >= REWORDED


def _makes_room(new: Claim, old: Claim, at: datetime) -> bool:
    """Whether the old one is past and the new one ahead: this year's leaves, next year's comes."""
    return not is_ahead(old.when, at) and is_ahead(new.when, at)


def is_ahead(when: When, at: datetime) -> bool:
    """Whether a date is not past: what drops out of a source after its day says nothing."""
    last = when.latest
    return last is None or last >= Day(at.year, at.month, at.day)


def _free_keys(pairs: _Pairs, known: set[str], present: set[str]) -> dict[int, str]:
    """A key for each claim without an id: the one that it had, or else one that nothing else has."""
    keys = dict(pairs.keys)
    used = {*known, *present}
    for number, claim in enumerate(pairs.claims):
        if number in keys:
            continue
        key = claim.mention.key
        name, count = key, 1
        while name in used:
            count += 1
            name = f"{key}~{count}"
        keys[number] = name
        used.add(name)
    return keys


def _under(claim: Claim, key: str) -> Claim:
    if key == claim.mention.key:
        return claim
    citation = msgspec.structs.replace(claim.mention.citation, key=key)
    return msgspec.structs.replace(claim, mention=msgspec.structs.replace(claim.mention, key=key, citation=citation))


def _former_keys(new: Sequence[Claim], vanished: Keyed, at: datetime, complete: bool) -> dict[str, str]:
    """The key that a claim had before its source gave it another id.

    By its UID or address, or by equal content; in a document that holds all that its source says also by a title that
    one alone lost and one alone has, if that is still ahead: a past one makes room for next year's.
    """
    pairs = _Pairs(new, vanished, {})
    for by in (_uid, _url):
        pairs.pair(pairs.old, by, unique=True, unless=lambda new, old: not can_meet(new.when, old.when))
    pairs.pair(pairs.old, _whole_content)
    if complete:
        pairs.pair(pairs.old, _titled, unique=True, unless=lambda new, old: not is_ahead(old.when, at))
    return {new[number].mention.key: key for number, key in pairs.keys.items()}


def _uid(claim: Claim) -> Hashable:
    return claim.mention.uid or None


def _url(claim: Claim) -> Hashable:
    return claim.mention.url or None
