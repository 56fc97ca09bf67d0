"""Random edits of a small world of events: every kind of change, undone too. Equal seeds, equal edits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import msgspec

from tests.factory import event
from timeline.dates import When
from timeline.model.change import Change, classify
from timeline.model.event import STATUSES, Citation, Conflict, Event, Link, Place, Translation

DATES = (
    "2013", "2013-21", "2013-04", "2013-04-16", "2025-08", "2025-08-01", "2025-08-02", "2025-08-01/2025-08-05",
    "2024-02-29", "198X", "1860~", "[..2025-09]", "2025-12/..", "[1992..]", "{1913,1914}", "-0043-03-15", "Y12000",
    "2025-06?", "2026-01-01",
)  # fmt: skip
TAGS = ("nature", "fish", "diplomacy", "europe", "technology")
PLACES = (Place(name="Yichang", latitude=30.69, longitude=111.28), Place(name="Paris"), Place(name="Chishui River"))
WORDS = ("sturgeon", "visit", "launch", "treaty", "regatta", "bridge", "cable", "flood")
SAID = ("", "", "", "", "", "revised", "corrected", "moved")


class World:
    """Events as they stand, and what becomes of them; the clock goes forward, or with `jitter` back as well."""

    def __init__(self, seed: int, start: datetime, *, most: int = 300, jitter: bool = False) -> None:
        self.random, self.now, self.most, self.jitter = Random(seed), start, most, jitter
        self.held: dict[str, Event] = {}
        self.past: dict[str, list[Event]] = {}

    def batch(self, size: int, among: Callable[[Event], bool] | None = None) -> list[Change]:
        """So many changes, one on the other, of the events that `among` allows."""
        found: list[Change] = []
        for change in self.changes(among):
            found.append(change)
            if len(found) == size:
                break
        return found

    def changes(self, among: Callable[[Event], bool] | None = None) -> Iterator[Change]:
        """Changes without an end."""
        while True:
            self.forward()
            allowed = [id for id, held in self.held.items() if among is None or among(held)]
            if among is None and (len(self.held) < 20 or (len(self.held) < self.most and self.random.random() < 0.1)):
                new = self.fresh()
                change = classify(None, new, self.now, self.random.choice(("", "", "", "split")))
            elif allowed:
                old = self.held[self.random.choice(allowed)]
                new = self.revised(old)
                if among is not None and not among(new):
                    continue
                change = classify(old, new, self.now, self.random.choice(SAID))
            else:
                return
            if change is not None:
                self.held[change.event] = change.after
                self.past.setdefault(change.event, []).append(change.after)
                yield change

    def forward(self) -> None:
        """Mostly minutes, at times days; with `jitter` now and then back."""
        step = self.random.choice((1, 1, 7, 60, 600, 3600)) if self.random.random() < 0.98 else 90_000
        back = self.jitter and self.random.random() < 0.2
        self.now += timedelta(seconds=-self.random.randrange(4000) if back else step)

    def fresh(self) -> Event:
        """One more event."""
        number = len(self.held)
        made = event(f"event-{number}", self.random.choice(DATES), title=self.words(), published=self.now)
        return msgspec.structs.replace(made, tags=self.tags(), status=self.status(made.id))

    def revised(self, old: Event) -> Event:
        """The event with one to three of its fields said otherwise, or as it once was."""
        if self.random.random() < 0.1:
            return self.random.choice(self.past[old.id])
        fields: dict[str, Any] = {}
        for name in self.random.sample(sorted(EDITS), self.random.choice((1, 1, 1, 2, 3))):
            fields[name] = EDITS[name](self, old)
        if fields.get("status") == "merged":
            others = [id for id in self.held if id != old.id]
            fields["merged_into"] = self.random.choice(others) if others else ""
        return msgspec.structs.replace(old, **fields)

    def words(self) -> str:
        return " ".join(self.random.sample(WORDS, 3)).capitalize()

    def tags(self) -> tuple[str, ...]:
        return tuple(sorted(self.random.sample(TAGS, self.random.randrange(3))))

    def status(self, id: str) -> str:
        return self.random.choice([s for s in STATUSES if s != "merged"] + ["happened"] * 6)

    def citations(self) -> tuple[Citation, ...]:
        papers = self.random.sample(("River Post", "Delta News", "Gazette"), self.random.randrange(3))
        return tuple(Citation(publisher=paper, words=self.words()) for paper in sorted(papers))


EDITS: dict[str, Callable[[World, Event], Any]] = {
    "title": lambda world, old: world.words(),
    "summary": lambda world, old: world.words() + " & <more>.",
    "when": lambda world, old: When.parse(world.random.choice(DATES)),
    "status": lambda world, old: world.random.choice((*STATUSES, "happened", "happened", "happened")),
    "reason": lambda world, old: world.random.choice(("", "It rained.", "A misprint.")),
    "tags": lambda world, old: world.tags(),
    "places": lambda world, old: tuple(world.random.sample(PLACES, world.random.randrange(3))),
    "links": lambda world, old: (Link(url=f"https://example.org/{world.random.randrange(9)}"),),
    "sources": lambda world, old: world.citations(),
    "conflicts": lambda world, old: tuple(Conflict(when=old.when, citation=each) for each in world.citations()),
    "translations": lambda world, old: {"de": Translation(title=world.words())},
    "successor": lambda world, old: world.random.choice(sorted(world.held)) if len(world.held) > 1 else "",
}
