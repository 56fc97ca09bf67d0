"""What every store promises. A subclass only says how to open one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from tests.factory import DAWN, event
from timeline.dates import When
from timeline.errors import Conflict, EventNotFound, NotFound
from timeline.model.change import Change, classify
from timeline.model.cursor import sort_key
from timeline.model.event import Citation, Claim, Event, Mention, Override, Place
from timeline.model.feed import Feed
from timeline.model.parameters import SORTS, parse_filter, parse_query
from timeline.model.query import Filter, Query
from timeline.model.recurrence import between
from timeline.model.source import Candidate, Decision, Health
from timeline.model.titles import listing
from timeline.model.token import Token
from timeline.store import Store
from timeline.store.contract import DOCUMENTS, Fragment, KeptDocument, Outcome, Request

DATES = (
    "2013-21", "2013-04-16", "1860~", "192X", "[..2025-09]", "2024-05-05/..", "{1913,1953}", "[2024-01..2024-04]",
    "-0043-03-15", "Y-17E7", "Y17E15", "2024-05-05/2024-05-10", "18XX", "2004-06-XX", "../2021", "2013-24", "1667?",
    "Y9E17", "2024-05-05/", "/2021", "[1992..]", "{1960..}", "..2004-06-01/2004-06-20",
)  # fmt: skip
ORDERED = tuple(date for date in DATES if date not in ("Y17E15", "Y9E17"))
"""Those that SQL can order: beyond some 12 quadrillion years, days are all the same."""
WORDS = ("sturgeon", "Yangtze", "长江鲟", "Économie", "data-centre", "U.S.", "C919", "it's", "visit")

SERIES = (
    ("2013-04-16", "RRULE:FREQ=WEEKLY;COUNT=3"), ("2013-04-16", "RRULE:FREQ=MONTHLY"),
    ("1860-05-05/1860-05-07", "RRULE:FREQ=YEARLY;UNTIL=19000101"), ("2024-05-07", "RDATE;VALUE=DATE:20250901"),
    ("2024-05-07", "RRULE:FREQ=HOURLY;COUNT=40"),
    ("2024-05-07", "EXDATE;VALUE=DATE:20240507"), ("192X", "RRULE:FREQ=YEARLY"),
)  # fmt: skip
"""Dates with the line by which they recur; the last two do not."""

OVERRIDES = (
    Override(original="20130423", title="Elsewhere"), Override(original="20130416", when=When.parse("2014-01")),
    Override(original="20130430", status="cancelled"), Override(original="18610505", when=When.parse("../1862-01-01")),
    Override(original="20250901", when=When.parse("2025-09-01", "", "10:00", "12:00", "Europe/Berlin")),
    Override(original="20130516T190000", when=When.parse("2013-05-16/..")),
    Override(original="20130616T190000", when=When.parse("2013-06-16/2013-06-18")),
)  # fmt: skip
TIMED = (
    "EXDATE;VALUE=DATE:20130416 RRULE:FREQ=DAILY;COUNT=1",
    "RRULE:FREQ=MONTHLY", "RRULE:FREQ=DAILY;COUNT=9", "RDATE;VALUE=PERIOD:20130501T100000/P3D,20130416T230000/PT2H",
)  # fmt: skip
dated = st.sampled_from(DATES).map(lambda date: (date, ())) | st.sampled_from(SERIES).map(lambda s: (s[0], s[1:]))
events = st.builds(
    lambda n, dated, words, tags, place, status, publisher, days: event(
        f"e{n}",
        title=" ".join(words),
        when=dated[0],
        recurrence=dated[1],
        tags=tuple(sorted(tags)),
        places=(Place(name=place),) if place else (),
        status=status,
        sources=(Citation(publisher=publisher),) if publisher else (),
        published=DAWN + timedelta(days=days),
        updated=DAWN + timedelta(days=days),
    ),
    st.integers(0, 999),
    dated,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    st.sets(st.sampled_from(("nature", "trade", "europe"))),
    st.sampled_from(("", "Beijing, China", "Évian", "San José", "Beijing 100%_")),
    st.sampled_from(("happened", "scheduled", "expected", "withdrawn", "merged", "cancelled")),
    st.sampled_from(("", "Xinhua", "Le Monde")),
    st.integers(0, 5),
)
timed = st.builds(
    lambda held, line: msgspec.structs.replace(
        held, when=When.parse("2013-04-16", "", "19:00", "20:30", "Europe/Berlin"), recurrence=tuple(line.split())
    ),
    events,
    st.sampled_from(TIMED),
)
recurring = st.builds(
    lambda held, overrides: msgspec.structs.replace(held, overrides=tuple(overrides)),
    events | timed,
    st.lists(st.sampled_from(OVERRIDES), unique_by=lambda each: each.original, max_size=3),
)
windows = st.sampled_from(
    ("", "2013", "2013-04", "1860", "2025-09", "2024-05-07", "0001", "-0044", "Y-17E7", "2030", "../2021", "1992/..")
)
filters = st.builds(
    lambda since, until, match, q, tags, place, status, source, precision: {
        "from": [since], "to": [until], "match": [match], "q": [q], "tag": tags, "place": [place],
        "status": [status], "source": [source], "precision": [precision],
    },
    windows, windows, st.sampled_from(("overlaps", "within", "possibly")),
    st.sampled_from(("", "", "", "sturg", '"Yangtze sturgeon"', "江鲟", "econ", "it's", "!!", "919", "OR")),
    st.lists(st.sampled_from(("nature", "trade")), max_size=2),
    st.sampled_from(("", "", "beijing", "evian", "china", "100%_", "jing")),
    st.sampled_from(("", "", "", "expected", "withdrawn")),
    st.sampled_from(("", "", "", "xinhua")),
    st.sampled_from(("", "", "", "season", "year", "day")),
)  # fmt: skip


def added(held: Event, at: datetime = DAWN) -> Change:
    change = classify(None, held, at)
    assert change is not None
    return msgspec.structs.replace(change, after=msgspec.structs.replace(change.after, updated=held.updated))


def paged(store: Store, sort: str, limit: int) -> Iterator[list[Event]]:
    """All pages in order, each asked for with the cursor of the one before."""
    cursor = ""
    while True:
        page = store.page(Query(sort=sort, limit=limit, cursor=cursor))
        yield page.events
        if not page.next:
            return
        cursor = page.next


def revised(held: Event, at: datetime, **fields: Any) -> Change:
    change = classify(held, msgspec.structs.replace(held, **fields), at)
    assert change is not None
    return change


def kept(parameters: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without what is empty, and without a window that ends before it begins."""
    given = {name: list(filter(None, texts)) for name, texts in parameters.items()}
    window = Filter(since="".join(given["from"]), until="".join(given["to"])).window
    if None not in window and window[1] < window[0]:
        del given["to"]
    return {name: texts for name, texts in given.items() if texts}


def walked(store: Store, query: Query) -> Iterator[tuple[Any, str]]:
    """Place and name of each occurrence that the store gives, one page after the other."""
    while True:
        page = store.occurrences(query)
        yield from ((each.when.sort_key, each.id(found)) for found, each in page.rows)
        if not page.next:
            return
        query = msgspec.structs.replace(query, cursor=page.next)


def dates_of(held: list[Event], query: Query) -> list[tuple[Any, str]]:
    """Place and name of each occurrence that a query finds: each event is asked, and expanded."""
    found = [
        (each.when.sort_key, each.id(found))
        for found in held
        if query.filter.matches(found)
        for each in between(found, *query.filter.window, query.filter.match)
    ]
    return sorted(found, reverse=query.sort == "-when")


OF_CONTRACTS: Final = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]
"""A property of a contract is tried by each store's class on purpose, and what it opens is its own for each example."""


class StoreContract:
    """The promises, one test each."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        raise TypeError("a subclass opens one")

    def test_what_is_applied_is_held_and_logged_without_gaps(self, store: Store) -> None:
        assert store.position() == 0
        assert store.apply([added(event("a")), added(event("b"))]) == 2
        held = store.event("a")
        assert store.apply([revised(held, DAWN + timedelta(hours=1), title="Better")]) == 3
        assert store.event("a").title == "Better"
        assert [(c.position, c.kind) for c in store.changes()] == [(1, "added"), (2, "added"), (3, "revised")]
        assert [c.position for c in store.changes(after=1, limit=1)] == [2]
        assert [c.kind for c in store.history("a")] == ["added", "revised"]
        assert store.histories(["a", "b", "c"]) == {"a": store.history("a"), "b": store.history("b"), "c": []}

    def test_a_failed_batch_leaves_nothing_behind(self, store: Store) -> None:
        store.apply([added(event("a"))])
        stale = msgspec.structs.replace(store.event("a"), title="never held")
        with pytest.raises(Conflict):
            store.apply([added(event("b")), revised(stale, DAWN, title="x")])
        assert store.position() == 1
        with pytest.raises(EventNotFound):
            store.event("b")
        assert store.page(parse_query({"q": ["event"]})).events == [store.event("a")]

    def test_an_event_cannot_be_added_twice(self, store: Store) -> None:
        store.apply([added(event("a"))])
        with pytest.raises(Conflict):
            store.apply([added(event("a"))])

    def test_one_batch_may_change_an_event_twice(self, store: Store) -> None:
        first = added(event("a"))
        second = revised(first.after, DAWN + timedelta(hours=1), title="Better")
        assert store.apply([first, second]) == 2
        assert store.event("a").title == "Better"

    @settings(max_examples=40, suppress_health_check=OF_CONTRACTS)
    @given(
        st.lists(recurring, unique_by=lambda e: e.id, max_size=8),
        st.lists(filters, min_size=2, max_size=4),
        st.sampled_from(("when", "-when")),
        st.sampled_from((1, 3, 100)),
    )
    def test_occurrences_are_those_of_each_event_that_matches_a_page_at_a_time(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        held: list[Event],
        asked: list[dict[str, list[str]]],
        sort: str,
        limit: int,
    ) -> None:
        held = [each for each in held if each.when.edtf in ORDERED or each.recurrence]
        store = self.fresh(tmp_path_factory)
        try:
            store.apply([added(each) for each in held])
            for parameters in asked:
                query = Query(filter=parse_filter(kept(parameters)), sort=sort, limit=limit, expand="occurrences")
                wanted = dates_of(held, query)[: 12 * limit]
                assert list(islice(walked(store, query), 12 * limit)) == wanted
        finally:
            store.close()

    @settings(max_examples=25, suppress_health_check=OF_CONTRACTS)
    @given(st.lists(events, unique_by=lambda e: e.id, max_size=12), st.lists(filters, min_size=4, max_size=8))
    def test_a_query_finds_what_its_filter_matches(
        self, tmp_path_factory: pytest.TempPathFactory, held: list[Event], asked: list[dict[str, list[str]]]
    ) -> None:
        store = self.fresh(tmp_path_factory)
        try:
            store.apply([added(e) for e in held])
            for parameters in asked:
                try:
                    chosen = parse_filter(parameters)
                except ValueError:
                    continue
                except Exception as error:
                    assert "before" in str(error) or "letters" in str(error)  # noqa: PT017
                    continue
                expected = {e.id for e in held if chosen.matches(e)}
                assert {e.id for e in store.select(chosen)} == expected, parameters
                outlines = [(e.id, e.when.sort_key, e.when.precision) for e in store.select(chosen)]
                assert list(store.outlines(chosen)) == outlines
                assert store.instants(chosen, 3) == [(e.id, e.updated) for e in store.select(chosen)][:3]
                assert store.count(chosen) == len(expected)
                gone = {e.id for e in held if chosen.gone(e)}
                assert {e.id for e in store.select(chosen, gone_since=DAWN)} == expected | gone
        finally:
            store.close()

    def fresh(self, factory: pytest.TempPathFactory) -> Store:
        """An empty store."""
        raise TypeError("a subclass opens one")

    @pytest.mark.parametrize("sort", [s for s in SORTS if s != "relevance"])
    def test_pages_give_every_event_once_in_order(self, store: Store, sort: str) -> None:
        held = [event(f"e{n}", ORDERED[n % len(ORDERED)], updated=DAWN + timedelta(hours=n % 7)) for n in range(40)]
        store.apply([added(e) for e in held])
        seen = [e.id for page in paged(store, sort, 7) for e in page]
        assert len(seen) == len(set(seen)) == 40
        if sort == "when":
            assert seen == [e.id for e in sorted(held, key=lambda e: (e.when.sort_key, e.id))]

    @pytest.mark.parametrize("sort", [s for s in SORTS if s != "relevance"])
    @settings(max_examples=15, suppress_health_check=OF_CONTRACTS)
    @given(st.lists(st.tuples(st.sampled_from(ORDERED), st.integers(0, 2)), max_size=20), st.integers(1, 6))
    def test_paging_by_cursor_gives_what_the_plain_sort_does(
        self, tmp_path_factory: pytest.TempPathFactory, sort: str, dated: list[tuple[str, int]], limit: int
    ) -> None:
        def at(hour: int) -> datetime:
            return DAWN + timedelta(hours=hour)

        held = [event(f"e{n}", when, published=at(hour), updated=at(hour)) for n, (when, hour) in enumerate(dated)]
        store = self.fresh(tmp_path_factory)
        try:
            store.apply([added(e) for e in held])
            pages = list(paged(store, sort, limit))
        finally:
            store.close()
        in_order = sorted(held, key=lambda e: (sort_key(e, sort), e.id), reverse=sort.startswith("-"))
        assert [e.id for page in pages for e in page] == [e.id for e in in_order]
        assert all(len(page) == limit for page in pages[:-1])

    def test_of_one_instant_the_events_with_the_latest_dates_are_the_newest(self, store: Store) -> None:
        dates = ("1953", "2013-04-16", "1860~", "2030")
        store.apply([added(event(f"e{n}", date)) for n, date in enumerate(dates)])
        assert [e.when.edtf for e in store.page(Query(sort="-updated", limit=3)).events] == [
            "2030",
            "2013-04-16",
            "1953",
        ]

    def test_an_event_that_arrives_while_paging_moves_no_other(self, store: Store) -> None:
        store.apply([added(event(f"e{n}", f"{2000 + n}")) for n in range(10)])
        first = store.page(Query(limit=5))
        store.apply([added(event("early", "1990")), added(event("late", "2007-06"))])
        second = store.page(Query(limit=10, cursor=first.next))
        assert [e.id for e in second.events] == ["e5", "e6", "e7", "late", "e8", "e9"]

    def test_relevance_puts_titles_first_and_pages(self, store: Store) -> None:
        store.apply(
            [added(event("text", "1990", title="River", summary="sturgeon")), added(event("title", title="Sturgeon"))]
        )
        first = store.page(parse_query({"q": ["sturgeon"], "sort": ["relevance"], "limit": ["1"]}))
        rest = store.page(parse_query({"q": ["sturgeon"], "sort": ["relevance"], "cursor": [first.next]}))
        assert [e.id for e in (*first.events, *rest.events)] == ["title", "text"]

    def test_tags_and_places_count_what_stands(self, store: Store) -> None:
        lyon = Place(name="Lyon", latitude=45.76, longitude=4.84)
        store.apply([
            added(event("a", tags=("x", "y"), places=(Place(name="Lyon"),))),
            added(event("b", tags=("x",), places=(lyon,))),
            added(event("c", tags=("z",), status="withdrawn")),
        ])  # fmt: skip
        assert [tuple(t) for t in store.tags()] == [("x", 2), ("y", 1)]
        assert [tuple(p) for p in store.places()] == [("Lyon", 45.76, 4.84, 2)]

    def test_values_are_counted_as_their_parameters_find_them(self, store: Store) -> None:
        paper = Citation(title="A report", publisher="Le Monde", source="monde")
        store.apply([
            added(event("a", tags=("x", "y"), places=(Place(name="Lyon"), Place(name="Lyon Part-Dieu")))),
            added(event("b", tags=("x",), places=(Place(name="Lyon Part-Dieu"),), sources=(paper,))),
            added(event("c", "2025", tags=("x",), status="expected")),
            added(event("d", tags=("z",), status="withdrawn")),
        ])  # fmt: skip
        assert store.tally("tag", Filter(), 9) == [("x", 3), ("y", 1)]
        assert store.tally("place", Filter(), 9) == [("Lyon", 2), ("Lyon Part-Dieu", 2)]
        assert store.tally("source", Filter(), 9) == [("Le Monde", 1)]
        assert store.tally("status", Filter(tags=("x",)), 9) == [("happened", 2), ("expected", 1)]
        assert store.tally("precision", Filter(), 1) == [("day", 2)]
        for name in ("tag", "place", "source", "status", "precision"):
            for value, number in store.tally(name, Filter(), 9):
                assert store.count(parse_filter({name: [value]})) == number

    def test_what_is_known_of_days_is_counted_by_member(self, store: Store) -> None:
        store.apply([added(event("a", "{2020,2022}")), added(event("b", "2021-05-01/..")), added(event("c", "2021"))])
        days = store.known_days(Filter(since="2021"))
        assert [(each.event, When.parse("2022").earliest.ordinal == each.first) for each in days] == [
            ("a", False), ("a", True), ("b", False), ("c", False)
        ]  # fmt: skip
        assert [each.last > 2**61 for each in days] == [False, False, True, False]

    def test_what_begins_on_a_day_is_known_without_reading_events(self, store: Store) -> None:
        day = When.parse("2025-08-20").earliest
        assert day is not None
        weekly = msgspec.structs.replace(event("s", "2025-08-06", tags=("x",)), recurrence=("RRULE:FREQ=WEEKLY",))
        store.apply([
            added(event("a", "2025-08-20/2025-08-24", tags=("x",))),
            added(event("b", "2025-08-19/2025-08-24")),
            added(event("c", "{2025-08-20,2025-08-22}")),
            added(event("d", "2025-08-20/..", status="withdrawn")),
            added(weekly),
        ])  # fmt: skip
        assert sorted(store.starting(Filter(), [day.ordinal])) == [
            ("a", "", day.ordinal), ("c", "", day.ordinal), ("s", "20250820", day.ordinal)
        ]  # fmt: skip
        tagged = store.starting(Filter(tags=("x",)), [day.ordinal, day.ordinal + 2])
        assert sorted(each.event for each in tagged) == ["a", "s"]
        assert store.starting(Filter(), []) == []

    def test_every_event_can_be_had_as_it_stood(self, store: Store) -> None:
        first = added(event("a"))
        store.apply([first])
        store.apply([revised(first.after, DAWN + timedelta(hours=2), title="Better")])
        assert [e.title for e in store.as_of(DAWN + timedelta(hours=1))] == ["Event a"]
        assert [e.title for e in store.as_of(DAWN + timedelta(hours=2))] == ["Better"]
        assert store.as_of(DAWN - timedelta(seconds=1)) == []

    def test_the_latest_change_of_a_filter_counts_before_and_after(self, store: Store) -> None:
        first, later = added(event("a", tags=("x",))), DAWN + timedelta(hours=2)
        store.apply([first, added(event("b", tags=("y",)))])
        store.apply([revised(first.after, later, tags=("y",))])
        assert store.latest(Filter(tags=("x",))) == later
        assert store.latest(Filter(tags=("z",))) is None
        assert store.latest(Filter(tags=("x",)), after=3) is None

    def test_only_curated_changes_wait_to_be_recorded(self, store: Store) -> None:
        store.apply([added(event("a")), added(event("s", origin="source"))])
        store.apply([added(event("r"))], recorded=True)
        pending = store.unrecorded()
        assert [c.event for c in pending] == ["a"]
        store.mark_recorded(pending)
        assert store.unrecorded() == []

    def test_a_feed_keeps_its_instant_while_its_file_stays(self, store: Store) -> None:
        store.set_feeds([Feed(slug="a", title="A"), Feed(slug="b", title="B")], DAWN)
        later = DAWN + timedelta(days=1)
        store.set_feeds([Feed(slug="a", title="A"), Feed(slug="b", title="Bee")], later)
        assert [(f.slug, f.updated) for f in store.feeds()] == [("a", DAWN), ("b", later)]

    def test_small_values_are_kept(self, store: Store) -> None:
        assert store.setting("x") == ""
        store.set_setting("x", "1")
        store.set_setting("x", "2")
        assert store.setting("x") == "2"

    def test_the_version_differs_after_changes_and_other_feeds_and_nothing_else(self, store: Store) -> None:
        versions = [store.version()]
        store.set_setting("x", "1")
        store.settle(Outcome(health=Health(source="s")))
        assert store.version() == versions[0]
        store.apply([added(event("a"))])
        versions.append(store.version())
        store.set_feeds([Feed(slug="all", title="Everything")], DAWN)
        versions.append(store.version())
        store.set_feeds([Feed(slug="all", title="All")], DAWN)
        versions.append(store.version())
        store.set_feeds([Feed(slug="all", title="All")], DAWN)
        assert store.version() == versions[-1]
        assert len(set(versions)) == len(versions)

    def test_an_outcome_is_written_whole_or_not_at_all(self, store: Store) -> None:
        claim = Claim(source="s", mention=Mention(key="k", title="T"), when=When.parse("2024"))
        whole = Outcome(
            seen=0, changes=(added(event("a")),), attached={("s", "k"): (claim, "a")},
            candidates=(Candidate(id="c", claim=claim, since=DAWN),),
            decisions=(Decision(source="s", key="k", verdict="same", event="a", at=DAWN),), health=Health(source="s"),
        )  # fmt: skip
        assert store.settle(whole) == 1
        assert store.claims() == {("s", "k"): (claim, "a")}
        assert [c.id for c in store.candidates()] == ["c"]
        with pytest.raises(Conflict):
            store.settle(Outcome(seen=0, dropped=(("s", "k"),)))
        assert len(store.claims()) == 1
        store.settle(Outcome(seen=1, dropped=(("s", "k"),)))
        assert store.claims() == {}

    def test_claims_are_found_by_event_name_and_listing(self, store: Store) -> None:
        when = When.parse("2024")
        made = {
            (source, key): Claim(source=source, mention=Mention(key=key, title=title, uid=uid, url=url), when=when)
            for source, key, title, uid, url in (
                ("s", "k", "The Fair", "u", ""), ("t", "k", "Fairs", "", "a"), ("t", "l", "Ball", "u", "a"),
            )
        }  # fmt: skip
        kept = {key: (claim, f"event-{n}") for n, (key, claim) in enumerate(made.items())}
        store.settle(Outcome(attached=kept))
        some = {key: kept[key] for key in (("s", "k"), ("t", "l"))}
        assert (store.claims("t"), store.claim("s", "k")) == (
            {k: v for k, v in kept.items() if k[0] == "t"},
            kept["s", "k"],
        )
        assert store.claim("s", "l") is None
        assert store.claims_of(["event-0", "event-2", "other"]) == store.claims_named(["u", ""], []) == some
        assert store.claims_named(["none"], [""]) == {}
        assert set(store.claims_named(["none"], ["a"])) == {("t", "k"), ("t", "l")}
        fair, other = listing("Fair", when), listing("Fair", When.parse("2025"))
        assert store.listed([fair, other]) == {fair: {"s", "t"}}
        store.settle(Outcome(dropped=(("s", "k"),)))
        assert store.listed([fair]) == {fair: {"t"}}

    def test_candidates_and_decisions_are_those_of_a_source(self, store: Store) -> None:
        claims = [Claim(source=name, mention=Mention(key="k", title="T"), when=When.parse("2024")) for name in "st"]
        store.settle(
            Outcome(
                candidates=tuple(Candidate(id=claim.source, claim=claim, since=DAWN) for claim in claims),
                decisions=tuple(Decision(source=claim.source, key="k", verdict="reject", at=DAWN) for claim in claims),
            )
        )
        assert [c.id for c in store.candidates(source="t")] == ["t"]
        assert store.waiting() == {"s": 1, "t": 1}
        store.settle(Outcome(candidates=(Candidate(id="s", claim=claims[0], since=DAWN, state="rejected"),)))
        assert store.waiting() == {"t": 1}
        assert store.candidates("rejected", "t") == []
        assert list(store.decisions("s")) == [("s", "k")]

    def test_documents_are_kept_once_for_each_content(self, store: Store) -> None:
        for days, digest, data in ((0, "1", b"one"), (2, "1", b"one"), (1, "2", b"two")):
            kept = KeptDocument("s", digest, "{}", data, DAWN + timedelta(days=days))
            store.settle(Outcome(documents=(kept,)))
        assert [data for _, data in store.documents("s")] == [b"one", b"two"]

    def test_of_a_sources_documents_the_last_few_and_those_quoted_are_kept(self, store: Store) -> None:
        store.settle(Outcome(documents=(KeptDocument("other", "o", "{}", b"other", DAWN),)))
        for day in range(20):
            came = KeptDocument("s", f"d{day:02}", "{}", b"%d" % day, DAWN + timedelta(days=day))
            store.settle(Outcome(documents=(came,), quoted=frozenset({"d03", "none"})))
        held = [data for _, data in store.documents("s")]
        assert held == [b"%d" % day for day in (*range(19, 19 - DOCUMENTS - 1, -1), 3)]
        assert len(store.documents("other")) == 1

    def test_a_folder_of_many_documents_is_kept_whole(self, store: Store) -> None:
        files = [KeptDocument("s", f"d{n:02}", "{}", b"%d" % n, DAWN) for n in range(30)]
        for _ in range(2):
            store.settle(Outcome(documents=tuple(files)))
        assert len(store.documents("s")) == 30
        store.settle(Outcome(documents=tuple(files[10:])))
        assert len(store.documents("s")) == 20 + DOCUMENTS

    def test_an_answer_is_kept_for_a_day_under_the_key_it_was_asked_with(self, store: Store) -> None:
        assert store.claim_answer("k", "r", DAWN) is None
        pending = store.claim_answer("k", "other", DAWN)
        assert pending is not None
        assert (pending.request, pending.status) == ("r", 0)
        store.keep_answer("k", 201, "{}", b"done")
        kept = store.claim_answer("k", "r", DAWN + timedelta(hours=23))
        assert kept is not None
        assert (kept.status, kept.body) == (201, b"done")
        assert store.claim_answer("k", "r", DAWN + timedelta(hours=24)) is None
        store.drop_answer("k")
        assert store.claim_answer("k", "r", DAWN) is None

    def test_what_met_a_request_is_known_with_it_or_neither_is(self, store: Store) -> None:
        assert store.claim_answer("k", "r", DAWN) is None
        store.apply([added(event("a"))])
        with pytest.raises(Conflict):
            store.settle(Outcome(seen=0, request=Request("k", "about it")))
        pending = store.claim_answer("k", "r", DAWN)
        assert pending is not None
        assert (pending.status, pending.about) == (0, "")
        store.settle(Outcome(changes=(added(event("b")),), request=Request("k", "about it")))
        assert not store.drop_answer("k")
        with pytest.raises(Conflict):
            store.settle(Outcome(changes=(added(event("c")),), request=Request("k", "about another")))
        met = store.claim_answer("k", "r", DAWN)
        assert met is not None
        assert (met.status, met.about) == (0, "about it")
        store.keep_answer("k", 201, "{}", b"done")
        store.drop_answer("k")
        assert store.claim_answer("k", "r", DAWN) is not None

    def test_tokens_come_and_go(self, store: Store) -> None:
        token = Token(digest="d", name="ana", scope="review", created=1, expires=9)
        store.add_token(token)
        assert store.tokens() == [token]
        store.use_token("d", datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC))
        assert store.tokens() == [msgspec.structs.replace(token, used=5)]
        store.drop_token("d")
        with pytest.raises(NotFound):
            store.drop_token("d")

    # Rendered entries

    def test_a_fragment_is_kept_in_its_state_until_another_takes_its_place(self, store: Store) -> None:
        store.keep_fragments("1", [Fragment("atom", "a", "r1", b"one"), Fragment("ics", "a", "r1", b"calendar")])
        assert store.fragments("atom", {"a": "r1", "b": "r1"}) == {"a": b"one"}
        assert store.fragments("atom", {"a": "r2"}) == {}
        store.keep_fragments("1", [Fragment("atom", "a", "r2", b"two"), Fragment("atom", "a", "r3", b"three")])
        assert store.fragments("atom", {"a": "r3"}) == {"a": b"three"}
        assert store.fragments("atom", {"a": "r1"}) == store.fragments("atom", {"a": "r2"}) == {}
        assert store.fragments("ics", {"a": "r1"}) == {"a": b"calendar"}

    def test_what_other_rules_rendered_is_forgotten(self, store: Store) -> None:
        store.keep_fragments("1", [Fragment("atom", "a", "r1", b"one")])
        store.keep_fragments("2", [Fragment("atom", "b", "r1", b"two")])
        assert store.fragments("atom", {"a": "r1", "b": "r1"}) == {"b": b"two"}

    def test_more_fragments_than_a_batch_are_kept_and_the_oldest_make_room(self, store: Store) -> None:
        many = [Fragment("atom", f"e{n}", "r", b"%d" % n) for n in range(1203)]
        store.keep_fragments("1", many)
        assert store.fragments("atom", {row.name: "r" for row in many}) == {row.name: row.data for row in many}
        store.most_fragments = 10  # type: ignore[attr-defined]  # of what every backend shares
        store.keep_fragments("1", [Fragment("atom", "e0", "r", b"again")])
        assert sorted(store.fragments("atom", {row.name: "r" for row in many})) == sorted(
            ["e0", *(f"e{n}" for n in range(1194, 1203))]
        )

    def test_fragments_that_could_not_all_be_written_leave_none(self, store: Store) -> None:
        store.keep_fragments("1", [Fragment("atom", "a", "r1", b"one")])
        half = [Fragment("atom", "a", "r2", b"two"), Fragment("ics", "a", "r2", None)]
        with suppress(IntegrityError):
            store.keep_fragments("2", half)
        assert store.fragments("atom", {"a": "r1"}) == {"a": b"one"}
        assert store.fragments("atom", {"a": "r2"}) == {}

    def test_fragments_move_no_position(self, store: Store) -> None:
        before = store.position()
        store.keep_fragments("1", [Fragment("atom", "a", "r1", b"one")])
        assert store.position() == before
