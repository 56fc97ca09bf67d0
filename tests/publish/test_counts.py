"""Counts that follow the changes are those that the store would count."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from tests.factory import DAWN, event
from tests.publish.test_incremental import DATES, FEEDS, TAGS, edit
from tests.render.chronicle import store_of
from timeline.model.query import Filter
from timeline.publish.counts import Counts
from timeline.publish.freshness import MOST_CHANGES, RecentChanges

FILTERS = (
    Filter(), Filter(tags=("fish",)), Filter(tags=("fish", "boats")), Filter(since="2025"), Filter(q="again"),
    Filter(statuses=("withdrawn",)), Filter(tags=("boats",), statuses=("merged", "cancelled")),
    Filter(feeds=tuple((feed.slug, feed.filter) for feed in FEEDS[1:])),
    Filter(feeds=(("fish", Filter(tags=("fish",))),)),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_counts_after_random_edits_are_those_of_the_store(seed):
    dice = random.Random(seed)
    store = store_of(*(event(f"e{n}", dice.choice(DATES), tags=dice.choice(TAGS)) for n in range(12)))
    counts = Counts(store, RecentChanges(store))
    for step in range(60):
        for _ in range(dice.choice([0, 1, 3])):
            edit(dice, store, f"e{dice.randrange(12)}", DAWN + timedelta(hours=step))
        for filter in dice.sample(FILTERS, 3):
            assert counts.matching(filter) == store.count(filter)
        if dice.random() < 0.5:
            assert counts.tags() == store.tags()


def test_where_too_much_changed_it_is_counted_again(monkeypatch):
    store = store_of(event("a", tags=("fish",)), event("b"))
    counts = Counts(store, RecentChanges(store))
    assert (counts.matching(Filter(tags=("fish",))), len(counts.tags())) == (1, 1)
    dice = random.Random(1)
    for step in range(MOST_CHANGES * 2):
        edit(dice, store, dice.choice("ab"), DAWN + timedelta(hours=step))
    assert store.position() > MOST_CHANGES + 2
    assert counts.matching(Filter(tags=("fish",))) == store.count(Filter(tags=("fish",)))
    assert counts.tags() == store.tags()


def test_an_unchanged_store_is_asked_once(monkeypatch):
    store = store_of(event("a", tags=("fish",)))
    asked = []
    count = store.count
    monkeypatch.setattr(store, "count", lambda filter: asked.append(filter) or count(filter))
    counts = Counts(store, RecentChanges(store))
    assert [counts.matching(Filter()) for _ in range(3)] == [1, 1, 1]
    assert asked == [Filter()]
