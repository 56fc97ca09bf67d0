"""The first entries of a subscription, as the programs that follow it will show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, NamedTuple

import msgspec

from timeline.model.event import Event
from timeline.model.query import Filter, Query
from timeline.model.subscription import Subscription, both
from timeline.publish.current import PolicyFilter, occasion_of
from timeline.publish.entry_writer import EntryWriter
from timeline.publish.occurrences import upcoming
from timeline.publish.selection import Question
from timeline.publish.views import VIEWS, select
from timeline.render.entries import Occasion, entry
from timeline.render.html.subscribing import Sample

SHOWN: Final = 5
LOOKED_AT: Final = 40
"""Events before and after today: some of them the subscriber may not want."""


class Preview(NamedTuple):
    """What an address asks for, the address in its canonical form, the first entries, and how many events match."""

    subscription: Subscription
    address: str
    samples: list[Sample]
    total: int


def samples(question: Question, writer: EntryWriter) -> list[Sample]:
    """The first entries: of what is placed in time those from today on, and of a chronology of the past the last; of
    what is read the newest."""
    occasions = _occasions(question)
    made = [_sample(occasion, question, writer) for occasion in occasions]
    return _around_today(made, question) if _is_placed(question) else made[:SHOWN]


def _is_placed(question: Question) -> bool:
    """Whether entries stand where they take place, not where they came out."""
    return question.is_complete and question.subscription.view != "changes"


def _occasions(question: Question) -> Iterable[Occasion]:
    if not _is_placed(question):
        # A calendar of ten thousand changes begins with those that a reader is shown.
        newest = msgspec.structs.replace(question.subscription, format="atom")
        return select(replace(question, subscription=newest)).occasions
    if question.subscription.view:
        return select(question).occasions
    return [occasion_of(question.store, event) for event in _near(question)]


def _near(question: Question) -> Iterable[Event]:
    """The matches next to today, on both sides of it."""
    filter, today = question.subscription.filter, question.today.isoformat()
    sides = ((Filter(since=today, match="within"), "when"), (Filter(until=today), "-when"))
    policy, near = PolicyFilter(question), {}
    for side, order in sides:
        page = question.store.page(Query(filter=both(filter, side), sort=order, limit=LOOKED_AT))
        near.update({event.id: event for event in page.events if policy(event)})
    return near.values()


def _sample(occasion: Occasion, question: Question, writer: EntryWriter) -> Sample:
    subscription = question.subscription
    style = VIEWS[subscription.view].style
    options = writer.options(subscription)
    ahead = upcoming(occasion.event, question.now, question.zone).occurrence if style.is_event else None
    rings = subscription.format == "ics" and style.is_event and writer.may_ring(occasion, question.now)
    alarm = subscription.policy.alarm if rings else ""
    return Sample(entry(occasion, options, style), options, alarm, ahead)


def _around_today(made: Iterable[Sample], question: Question) -> list[Sample]:
    dated = sorted((each for each in made if each.first), key=lambda each: (each.first, each.entry.id))
    today = question.today
    ahead = [each for each in dated if each.first and each.first >= today][:SHOWN]
    behind = [each for each in dated if each.first and each.first < today]
    missing = SHOWN - len(ahead)
    return [*behind[max(0, len(behind) - missing) :], *ahead]
