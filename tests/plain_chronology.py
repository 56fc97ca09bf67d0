"""What a chronology should say after files, sources and people spoke, as plainly as it can be kept: dictionaries.

Nothing of `timeline` is asked here. An item is something that one teller, the file or a source, tells of. The title of
each has a word of its own, by which its event is found again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

Key = tuple[str, str]
"""A teller, and its item's own id."""
EDITIONS: Final = ("", " at noon", " once more")
WORDS: Final = {
    "file": "Aqueduct Bakery Citadel Drawbridge Eclipse Foundry".split(),
    "club": "Gymnastics Horticulture Icebreaking Juggling Kayaks Lacrosse".split(),
    "mill": "Millstones Nightingales Oboes Parachutes Quarrying Rhubarb".split(),
    "desk": "Sundials Tapestries Umbrellas Volcanoes".split(),
    "once": "Windsurfing Xylophones Yodelling Zeppelins".split(),
}
"""By teller, the word of each item."""


def keys_of(teller: str) -> list[Key]:
    """All its items."""
    return [(teller, f"{teller[0]}{number}") for number in range(len(WORDS[teller]))]


KEYS: Final = {teller: keys_of(teller) for teller in WORDS}


class Said(NamedTuple):
    """What is said of one item: the edition of its title, and its day of the month that is its own."""

    edition: int
    day: int


def word(key: Key) -> str:
    """What only the titles of this item have."""
    return WORDS[key[0]][int(key[1][1:])]


def title(key: Key, said: Said) -> str:
    """What the item is called."""
    return word(key) + EDITIONS[said.edition]


def date(key: Key, said: Said) -> str:
    """Its day: each item has a month of its own, all lie ahead."""
    months = 12 * list(WORDS).index(key[0]) + int(key[1][1:])
    return f"{2030 + months // 12}-{months % 12 + 1:02}-{said.day:02}"


@dataclass
class Happening:
    """One event: the items that it is made of, and what persons said of it."""

    items: set[Key]
    own_title: str = ""
    is_withdrawn: bool = False
    into: str = ""

    @property
    def curated(self) -> set[Key]:
        """Its items that the file tells of."""
        return {key for key in self.items if key[0] == "file"}

    def copy(self) -> Happening:
        """As it is now."""
        return Happening(set(self.items), self.own_title, self.is_withdrawn, self.into)


@dataclass
class Plain:
    """What is held."""

    said: dict[Key, Said] = field(default_factory=dict)
    """What each teller says by now, as far as it was believed."""
    happenings: dict[str, Happening] = field(default_factory=dict)
    waiting: dict[Key, Said] = field(default_factory=dict)
    rejected: set[Key] = field(default_factory=set)

    def of(self, teller: str) -> dict[Key, Said]:
        """What one teller says."""
        return {key: said for key, said in self.said.items() if key[0] == teller}

    def hear(self, teller: str, now: dict[Key, Said]) -> None:
        """A teller says all this, and nothing else any more."""
        self.said = {key: said for key, said in self.said.items() if key[0] != teller} | now

    def event_of(self, key: Key) -> str:
        """The event that an item is part of, or nothing."""
        return next((id for id, each in self.happenings.items() if key in each.items), "")

    def lacking(self) -> list[Key]:
        """Items that should be events and are part of none."""
        held = {*self.waiting, *self.rejected}
        return [key for key in self.said if key not in held and not self.event_of(key)]

    def stands(self, id: str) -> bool:
        """Whether the event is published."""
        each = self.happenings[id]
        if each.into or each.is_withdrawn:
            return False
        # What the file tells of is the file's: there it stands, or nowhere.
        return any(key in self.said for key in each.curated or each.items)

    def titles(self, id: str) -> set[str]:
        """What the event may be called. Of several items any may have the word, but a person's and the file's win."""
        each = self.happenings[id]
        if each.own_title:
            return {each.own_title}
        return {title(key, self.said[key]) for key in each.curated or each.items if key in self.said}
