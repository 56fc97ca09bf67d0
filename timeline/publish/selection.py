"""What is selected, and from what."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.subscription import Subscription
from timeline.publish.days import last_midnight, next_midnight
from timeline.publish.freshness import MatchingEvents
from timeline.render import FORMATS
from timeline.render.channel import Deleted
from timeline.render.entries import Occasion
from timeline.render.vocabulary import PLAIN
from timeline.store.contract import Store


@dataclass(frozen=True, slots=True)
class Question:
    """A subscription at an instant, and where to look for what it holds."""

    store: Store
    matches: MatchingEvents
    chronology: Chronology
    subscription: Subscription
    now: datetime

    @property
    def zone(self) -> tzinfo:
        """The zone whose midnights count."""
        return self.chronology.zone

    @property
    def today(self) -> date:
        """The day that it is in the chronology's zone."""
        return self.now.astimezone(self.zone).date()

    @property
    def is_complete(self) -> bool:
        """Whether the format carries every match, and not the newest `limit`."""
        return FORMATS[self.subscription.format].complete

    @property
    def limit(self) -> int:
        """How many entries a format that is not complete carries."""
        return self.subscription.limit or self.subscription.feed.limit

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What decides the entries of a format that is not complete, beside the clock and the store."""
        asked = self.subscription
        return asked.view, asked.filter, asked.policy, self.limit, asked.cursor, asked.as_of, asked.days

    def drops(self, event: Event) -> bool:
        """Whether the policy leaves out what does not take place."""
        return self.subscription.policy.cancelled == "drop" and (event.status in PLAIN or event.is_gone)


@dataclass(slots=True)
class Selection:
    """The entries in order. `since` is the last boundary of the clock that decided them, `until` the next (None: the
    clock plays no part); `vague` counts what fuzzy=omit left out; `cursor` is where the page of older entries begins.
    """

    occasions: list[Occasion]
    deleted: list[Deleted] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    vague: int = 0
    cursor: str = ""

    def bound(self, since: datetime | None, until: datetime | None) -> None:
        """Say that the clock decides too: from the one instant to the other."""
        self.since = max(filter(None, (self.since, since)), default=None)
        self.until = min(filter(None, (self.until, until)), default=None)

    def bound_by_day(self, question: Question) -> None:
        """Say that the midnights of the zone decide."""
        self.bound(last_midnight(question.now, question.zone), next_midnight(question.now, question.zone))


@dataclass(frozen=True, slots=True)
class KeptSelection:
    """A selection, and the position and the instant that it was made at."""

    selection: Selection
    position: int
    at: datetime

    def holds(self, position: int, now: datetime) -> bool:
        """Whether it would be the same at another position and instant."""
        until = self.selection.until
        return position == self.position and self.at <= now and (until is None or now < until)


def newest_first(occasions: Iterable[Occasion]) -> list[Occasion]:
    """By first publication, newest first; of one instant by the events' own dates, latest first."""
    return sorted(occasions, key=lambda each: (each.published, each.event.when.sort_key, each.key), reverse=True)
