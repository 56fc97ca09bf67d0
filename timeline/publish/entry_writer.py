"""The entries of a subscription in bytes, by its choices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from timeline.model.chronology import Chronology
from timeline.model.feed import Policy
from timeline.model.subscription import Subscription
from timeline.publish.days import exact_start
from timeline.publish.fragments import Fragments, Rendering
from timeline.publish.views import VIEWS
from timeline.render import Options
from timeline.render.entries import Occasion
from timeline.render.vocabulary import STATUSES


def needs_clocks(subscription: Subscription) -> bool:
    """Whether its entries have clocks: only an event that stands at its own time in a calendar has; what follows from
    it has whole days and instants."""
    return subscription.format == "ics" and VIEWS[subscription.view].style.is_event


class EntryWriter:
    """Writes entries in the language and by the policy of a subscription. For several threads at once."""

    def __init__(self, chronology: Chronology, fragments: Fragments) -> None:
        self.chronology = chronology
        self._fragments = fragments

    def language(self, subscription: Subscription) -> str:
        """The language that the subscriber chose, else the feed's, else the chronology's."""
        return subscription.policy.language or subscription.feed.language or self.chronology.language

    def write(
        self, subscription: Subscription, occasions: Sequence[Occasion], now: datetime, *, utc: bool
    ) -> list[bytes]:
        """Each entry in bytes; an empty one cannot stand in this format. With `utc` no clock but that is used."""
        alarm, format, style = subscription.policy.alarm, subscription.format, VIEWS[subscription.view].style
        plain = Rendering(format, style, self.options(subscription, utc))
        if not alarm or format != "ics" or not style.is_event:
            return self._fragments.entries(plain, occasions)
        ringing = Rendering(format, style, self.options(subscription, utc, alarm))
        # Only what may still ring carries the alarm, so that the bytes of what is over stay as they are.
        rings = [self.may_ring(occasion, now) for occasion in occasions]
        by_ringing = {
            True: iter(self._fragments.entries(ringing, _chosen(occasions, rings, True))),
            False: iter(self._fragments.entries(plain, _chosen(occasions, rings, False))),
        }
        return [next(by_ringing[each]) for each in rings]

    def alone(self, format: str, occasion: Occasion) -> bytes:
        """An event as it stands in every feed of that format."""
        options = Options(chronology=self.chronology, language=self.chronology.language)
        (fragment,) = self._fragments.entries(Rendering(format, VIEWS[""].style, options), [occasion])
        return fragment

    def options(self, subscription: Subscription, utc: bool = False, alarm: str = "") -> Options:
        """What decides the bytes of its entries, with the alarm of those that may ring."""
        chosen = subscription.policy
        policy = Policy(fuzzy=chosen.fuzzy, cancelled=chosen.cancelled, alarm=alarm)
        return Options(chronology=self.chronology, language=self.language(subscription), utc=utc, policy=policy)

    def may_ring(self, occasion: Occasion, now: datetime) -> bool:
        """Whether it has an alarm where the subscriber wants one: only exact days that are not over have, of what is
        still to take place."""
        first = exact_start(occasion.event.when)
        today = now.astimezone(self.chronology.zone).date()
        is_ahead = first is not None and first >= (today.year, today.month, today.day)
        return is_ahead and STATUSES[occasion.event.status].alarm


def _chosen(occasions: Sequence[Occasion], rings: Sequence[bool], wanted: bool) -> list[Occasion]:
    return [occasion for occasion, each in zip(occasions, rings, strict=True) if each is wanted]
