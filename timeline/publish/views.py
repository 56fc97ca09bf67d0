"""The views of a feed: the feed itself, and those that follow from it. A view is a row; nothing else names one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from timeline.model.change import Change
from timeline.model.parameters import CHOICES
from timeline.publish.anniversaries import select_on_this_day
from timeline.publish.coming import select_coming
from timeline.publish.current import select_standing
from timeline.publish.selection import Question, Selection, newest_first
from timeline.publish.standing import survivor_title
from timeline.render import entries
from timeline.render.entries import EntryStyle, Occasion
from timeline.store.contract import Store

MOST_REVISIONS: Final = 10_000
"""The newest revisions that a calendar or a CSV of changes holds; `/api/v1/changes` has all."""


@dataclass(frozen=True, slots=True)
class View:
    """One view: which entries it has, how each is headed and placed, and the parameters that it takes of its own.

    `summary` is for the description of the API. `choices` are the subscriber's that show in it. `follows_days` says
    that a midnight alone may change the entries.
    """

    summary: str
    select: Callable[[Question], Selection]
    style: EntryStyle
    parameters: tuple[str, ...]
    choices: tuple[str, ...] = ("lang",)
    follows_days: bool = False


def select(question: Question) -> Selection:
    """What a subscription holds, or held at the instant that it names."""
    subscription = question.subscription
    if subscription.as_of is not None:
        question = replace(question, now=subscription.as_of)
    selection = VIEWS[subscription.view].select(question)
    if follows_days(question):
        selection.bound_by_day(question)
    if subscription.as_of is not None:
        selection.until = None  # what was does not change
    return selection


def follows_days(question: Question) -> bool:
    """Whether a midnight alone may change what a subscription holds."""
    view, policy = question.subscription.view, question.subscription.policy
    # An alarm stands only on a day that is not over, and only in the feed itself.
    may_ring = bool(policy.alarm) and not view
    return VIEWS[view].follows_days or policy.past != "all" or may_ring


def select_changes(question: Question) -> Selection:
    """The newest revisions of what matches, or matched."""
    limit = MOST_REVISIONS if question.is_complete else question.limit
    return Selection(revisions(question.store, question.store.recent(question.subscription.filter, limit=limit)))


def revisions(store: Store, changes: Iterable[Change]) -> list[Occasion]:
    """One entry a revision, newest first. Two revisions of one kind that calendars see as one (new sources, twice) are
    one entry, as the later says."""
    by_key: dict[str, Occasion] = {}
    for change in sorted(changes, key=lambda change: (change.at, change.position)):
        key = f"{change.event}/r{change.after.sequence}/{change.kind}"
        title = survivor_title(store, change.after)
        by_key[key] = Occasion(
            key=key, event=change.after, published=change.at, updated=change.at, change=change, survivor=title
        )
    return newest_first(by_key.values())


VIEWS: Final = {
    "": View(
        summary="One feed: its events as they stand.",
        select=select_standing,
        style=EntryStyle(entries.standing_headline, entries.place_at_event, is_event=True),
        parameters=("limit", "cursor", "as_of"),
        choices=CHOICES,
    ),
    "changes": View(
        summary="Every change in a feed, with what it was, what it is, and the reason.",
        select=select_changes,
        style=EntryStyle(entries.change_headline, entries.place_at_change, says_status=False),
        parameters=("limit",),
    ),
    "coming": View(
        summary="What in a feed is some days ahead.",
        select=select_coming,
        style=EntryStyle(entries.reminder_headline, entries.place_at_publication),
        parameters=("days", "limit"),
        choices=("days", "cancelled", "lang"),
        follows_days=True,
    ),
    "on-this-day": View(
        summary="Anniversaries of a feed's events.",
        select=select_on_this_day,
        style=EntryStyle(entries.anniversary_headline, entries.place_at_day, says_status=False, says_reason=False),
        parameters=("limit",),
        follows_days=True,
    ),
}
