"""What a store answers of a history, held against the plain way: every event and every change looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factory import DAWN
from tests.store.contract import DATES, OF_CONTRACTS, ORDERED, events, filters, kept, recurring
from timeline.model.change import Change, replay
from timeline.model.cursor import seconds, sort_key
from timeline.model.event import Event, Place
from timeline.model.parameters import SORTS, parse_filter
from timeline.model.query import Filter, Query
from timeline.store import Store, matching, sql
from timeline.store.rows import packed

PLACES = (
    (), (Place(name="Lyon"),), (Place(name="Lyon", latitude=45.75, longitude=4.85),),
    (Place(name="Lyon", latitude=45.0, longitude=5.0), Place(name="Beijing, China", latitude=39.9, longitude=116.4)),
)  # fmt: skip
steps = st.lists(
    st.tuples(st.integers(0, 3), recurring | events, st.sampled_from(PLACES), st.integers(0, 5), st.booleans()),
    max_size=14,
)
"""Which event is revised, into what, how many seconds after the dawn, and whether a batch of its own begins."""
bounds = st.sampled_from((0, 2, 5_000))
"""The most rows that are looked at one by one: with none, each order is gone along, however little there is."""
limits = st.integers(1, 3)
instants = st.integers(-1, 6).map(lambda second: DAWN + timedelta(seconds=second))


def batches(taken: list[tuple[int, Event, tuple[Place, ...], int, bool]]) -> Iterator[list[Change]]:
    """The steps as changes, by batches."""
    held: dict[str, Event] = {}
    batch: list[Change] = []
    for number, made, places, second, begins in taken:
        # Dates beyond what SQL orders are held by other tests.
        date = made.when if made.when.edtf in ORDERED or made.recurrence else held.get("", made).when
        if date.edtf in set(DATES) - set(ORDERED):
            continue
        at, id = DAWN + timedelta(seconds=second), f"e{number}"
        before = held.get(id)
        published = at if before is None else before.published
        after = msgspec.structs.replace(made, id=id, when=date, places=places, published=published, updated=at)
        if after == before:
            continue
        if begins and batch:
            yield batch
            batch = []
        batch.append(Change(event=id, kind="revised", at=at, before=before, after=after))
        held[id] = after
    yield batch


def log_of(store: Store, taken: list[tuple[int, Event, tuple[Place, ...], int, bool]]) -> list[Change]:
    """Apply the steps; the log as it must be."""
    log: list[Change] = []
    for batch in batches(taken):
        log += [msgspec.structs.replace(change, position=len(log) + n) for n, change in enumerate(batch, 1)]
        store.apply(batch)
    return log


def paged(store: Store, query: Query, at: datetime | None = None) -> list[Event]:
    """The events of all pages."""
    found: list[Event] = []
    while True:
        page = store.page(query, at=at)
        found += page.events
        assert len(page.events) == query.limit or not page.next
        if not page.next:
            return found
        query = msgspec.structs.replace(query, cursor=page.next)


def in_order(held: list[Event], sort: str) -> list[Event]:
    return sorted(held, key=lambda each: (sort_key(each, sort), each.id), reverse=sort.startswith("-"))


def newest_first(log: list[Change]) -> list[Change]:
    return sorted(log, key=lambda change: (seconds(change.at), change.position), reverse=True)


def places_of(held: list[Event]) -> dict[str, tuple[float | None, float | None, int]]:
    """Places of events that stand: where the latest that says so puts them, and how many name them."""
    found: dict[str, tuple[float | None, float | None, int]] = {}
    for each in sorted(in_order(held, "when"), key=lambda each: each.updated):
        counted = set()
        for place in each.places:
            latitude, longitude, number = found.get(place.name, (None, None, 0))
            number += place.name not in counted
            counted.add(place.name)
            at = (latitude, longitude) if place.latitude is None else (place.latitude, place.longitude)
            found[place.name] = (*at, number)
    return found


class HistoryContract:
    """Random histories, filters, orders and instants. A subclass says how to open a store."""

    def fresh(self, factory: pytest.TempPathFactory) -> Store:
        """An empty store."""
        raise TypeError("a subclass opens one")

    @settings(max_examples=30, suppress_health_check=OF_CONTRACTS)
    @given(
        steps,
        st.lists(filters, min_size=2, max_size=4),
        bounds,
        st.sampled_from((2, 2_000)),
        st.integers(1, 3),
        instants,
    )
    def test_what_a_store_answers_is_what_looking_at_everything_does(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        taken: list[tuple[int, Event, tuple[Place, ...], int, bool]],
        asked: list[dict[str, list[str]]],
        few: int,
        common: int,
        limit: int,
        at: datetime,
    ) -> None:
        store = self.fresh(tmp_path_factory)
        try:
            with patch.multiple(matching, FEW=few, SOME=few, MANY=few), patch.object(sql, "COMMON", common):
                log = log_of(store, taken)
                self.check_counts(store, log)
                for parameters in asked:
                    chosen = parse_filter(kept(parameters))
                    self.check_pages(store, log, chosen, limit, common)
                    self.check_log(store, log, chosen, limit, at)
                    self.check_past(store, log, chosen, limit, at)
        finally:
            store.close()

    def check_counts(self, store: Store, log: list[Change]) -> None:
        standing = [each for each in replay(log).values() if not each.is_gone]
        assert store.count(Filter()) == len(standing)
        tags = Counter(tag for each in standing for tag in each.tags)
        assert {tag.name: tag.events for tag in store.tags()} == dict(tags)
        assert {name: tuple(rest) for name, *rest in store.places()} == places_of(standing)
        for tag in ("nature", "trade", "europe"):
            assert store.count(Filter(tags=(tag,))) == tags[tag]

    def check_pages(self, store: Store, log: list[Change], chosen: Filter, limit: int, common: int) -> None:
        positions = {change.event: change.position for change in log}
        matches = [each for each in replay(log).values() if chosen.matches(each)]
        assert store.select(chosen) == in_order(matches, "when")
        assert store.count(chosen) == len(matches)
        if chosen.q:
            matches = sorted(matches, key=lambda each: positions[each.id])[-common:]
            ranked = paged(store, Query(filter=chosen, sort="relevance", limit=limit))
            assert in_order(ranked, "when") == in_order(matches, "when")
        for sort in SORTS:
            if sort != "relevance":
                assert paged(store, Query(filter=chosen, sort=sort, limit=limit)) == in_order(matches, sort)

    def check_log(self, store: Store, log: list[Change], chosen: Filter, limit: int, at: datetime) -> None:
        assert store.changes() == log
        touching = newest_first([change for change in log if chosen.touches(change)])
        assert store.recent(chosen) == touching
        assert store.recent(chosen, limit=limit) == touching[:limit]
        assert store.recent(chosen, since=at) == [change for change in touching if change.at >= at]
        assert store.recent(chosen, until=at, limit=1) == [change for change in touching if change.at <= at][:1]
        for after in range(0, len(log) + 1, 3):
            later = [change.at for change in touching if change.position > after]
            assert store.latest(chosen, after) == max(later, default=None)

    def check_past(self, store: Store, log: list[Change], chosen: Filter, limit: int, at: datetime) -> None:
        held = replay([change for change in log if change.at <= at])
        assert store.as_of(at) == in_order(list(held.values()), "when")
        matches = [each for each in held.values() if chosen.matches(each)]
        assert store.select(chosen, at=at) == in_order(matches, "when")
        for sort in SORTS:
            if sort != "relevance":
                query = Query(filter=chosen, sort=sort, limit=limit)
                assert paged(store, query, at) == in_order(matches, sort)

    @settings(suppress_health_check=OF_CONTRACTS)
    @given(st.lists(st.tuples(*[st.integers(-(2**62), 2**62)] * 2), min_size=2, max_size=8))
    def test_packed_keys_stand_in_the_order_of_what_they_pack(self, keys: list[tuple[int, ...]]) -> None:
        for one, other in pairwise(sorted((key, id) for key in keys for id in ("a", "ab", "b"))):
            assert (packed(*one) < packed(*other)) is (one < other)
