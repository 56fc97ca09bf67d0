"""What a source's claims change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from timeline import review
from timeline.dates import When
from timeline.errors import Conflict, SourceRefused
from timeline.ingest import Report, ingest
from timeline.merge.assemble import best_date
from timeline.model.change import classify
from timeline.model.default_status import FILLED
from timeline.model.event import Citation, Event, Mention, Override, Place
from timeline.model.query import Filter
from timeline.model.source import Document, Extraction, Fetched, Source, Validators
from timeline.store import Store, open_store
from timeline.store.contract import AUTHORITY

NOON = datetime(2025, 7, 1, 12, tzinfo=UTC)
CALENDAR = Source(id="calendar", name="City calendar", url="https://city.example/c.ics", trust="publish")
PAPER = Source(id="paper", name="The Paper", url="https://paper.example/feed", trust="publish")
DESK = Source(id="desk", name="News desk", url="https://desk.example/feed", trust="review")


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def mention(key: str, title: str, when: str, **fields: object) -> Mention:
    citation = Citation(title=title, url=f"https://example.org/{key}")
    return Mention(key=key, title=title, when=When.parse(when), **{"citation": citation} | fields)


def run(store: Store, source: Source, *mentions: Mention, at: datetime = NOON, complete: bool = True) -> Report:
    """One run of a source that says this."""
    document = Document(url=source.url, data=repr(mentions).encode(), retrieved=at)

    def fetch(source: Source, validators: Validators) -> Fetched:
        return Fetched(documents=(document,))

    return ingest(source, store, fetch, lambda d, k: Extraction(mentions=mentions, complete=complete), at)


def standing(store: Store) -> list[Event]:
    return store.select(Filter())


HATCH = mention("a", "Yangtze sturgeon hatch in the wild", "2025-04", places=(Place(name="Chishui River"),))
HATCHING = mention("b", "First Yangtze sturgeon hatch in the wild", "2025-04-16", places=(Place(name="Chishui River"),))


def test_the_same_event_from_two_sources_is_one_with_the_more_exact_date(store: Store) -> None:
    run(store, CALENDAR, HATCH)
    report = run(store, PAPER, HATCHING)
    (event,) = standing(store)
    assert event.when.edtf == "2025-04-16"
    assert [c.source for c in event.sources] == ["calendar", "paper"]
    assert [c.kind for c in report.changes] == ["refined"]
    assert event.conflicts == ()


def test_the_same_mentions_again_change_nothing(store: Store) -> None:
    run(store, CALENDAR, HATCH)
    position = store.position()
    assert run(store, CALENDAR, HATCH, at=NOON + timedelta(hours=1)).changes == ()
    assert store.position() == position


def test_another_copy_of_the_document_changes_no_event(store: Store) -> None:
    fair = mention("z", "A fair in the park", "2025-09-01")
    found = [
        Citation(title="Hatch", digest=digest, place=place) for digest, place in (("1", "line 3"), ("2", "line 9"))
    ]
    run(store, CALENDAR, msgspec.structs.replace(HATCH, citation=found[0]))
    report = run(store, CALENDAR, fair, msgspec.structs.replace(HATCH, citation=found[1]), at=NOON + timedelta(hours=1))
    assert [change.kind for change in report.changes] == ["added"]


def test_an_event_moved_at_its_source_is_moved_not_one_gone_and_one_new(store: Store) -> None:
    run(store, CALENDAR, mention("a", "Council meets", "2025-08-01"))
    report = run(store, CALENDAR, mention("a", "Council meets", "2025-09-05"), at=NOON + timedelta(days=1))
    assert [c.kind for c in report.changes] == ["moved"]
    assert len(standing(store)) == 1


def test_a_source_that_gives_new_keys_does_not_double_its_events(store: Store) -> None:
    run(store, CALENDAR, mention("old", "Council meets", "2025-08-01"))
    report = run(store, CALENDAR, mention("new", "Council meets", "2025-09-05"), at=NOON + timedelta(days=1))
    assert [c.kind for c in report.changes] == ["moved"]
    assert len(standing(store)) == 1


def test_what_disappears_withdraws_only_what_it_alone_said(store: Store) -> None:
    fair, race = mention("f", "Book fair", "2025-09-01"), mention("r", "Regatta on the lake", "2025-10-01")
    ball = mention("b", "Firemen's ball", "2025-11-01")
    run(store, CALENDAR, fair, race, ball)
    run(store, PAPER, mention("x", "Book fair", "2025-09-01"))
    report = run(store, CALENDAR, ball, at=NOON + timedelta(days=1))
    assert {(c.kind, c.after.title) for c in report.changes} == {
        ("sourced", "Book fair"),
        ("withdrawn", "Regatta on the lake"),
    }
    assert "City calendar" in next(c.reason for c in report.changes if c.kind == "withdrawn")


def test_what_is_past_may_leave_its_source(store: Store) -> None:
    run(store, CALENDAR, mention("old", "Spring market", "2025-05-01"), mention("new", "Autumn market", "2025-10-01"))
    assert run(store, CALENDAR, mention("new", "Autumn market", "2025-10-01"), at=NOON + timedelta(1)).changes == ()


@pytest.mark.parametrize("left", [0, 1])
def test_a_source_that_suddenly_says_far_less_removes_nothing_and_is_flagged(store: Store, left: int) -> None:
    all_of_them = [mention(f"k{n}", f"Concert of ensemble {chr(65 + n) * 4}", f"2025-09-{n + 1:02}") for n in range(8)]
    run(store, CALENDAR, *all_of_them)
    report = run(store, CALENDAR, *all_of_them[:left], at=NOON + timedelta(days=1))
    assert report.health.flagged
    assert len(standing(store)) == 8
    assert len(store.claims()) == 8


def test_a_contradiction_is_shown_not_averaged(store: Store) -> None:
    run(store, CALENDAR, mention("a", "Treaty signed", "1991-09-14", uid="t@x"))
    run(store, PAPER, mention("b", "Treaty signed", "1991-09", uid="t@x"))
    run(store, Source(id="blog", name="A blog", url="https://b.example", trust="publish"), HATCH)
    run(store, CALENDAR, mention("a", "Treaty signed", "1991-10-02", uid="t@x"), at=NOON + timedelta(days=1))
    event = next(e for e in standing(store) if e.title == "Treaty signed")
    assert event.when.edtf == "1991-10-02"
    assert [(c.when.edtf, c.citation.publisher) for c in event.conflicts] == [("1991-09", "The Paper")]


def test_a_curators_word_wins(store: Store) -> None:
    curated = Event(id="own", title="Treaty signed", when=When.parse("1991-09-14"), published=NOON, updated=NOON)
    added = classify(None, curated, NOON)
    assert added is not None
    store.apply([added])
    run(store, PAPER, mention("b", "The treaty is signed", "1991-09-14"))
    (event,) = standing(store)
    assert (event.id, event.title, event.origin) == ("own", "Treaty signed", "file")
    assert [c.source for c in event.sources] == ["paper"]


def test_a_citation_of_the_same_page_is_the_same_evidence(store: Store) -> None:
    cited = (Citation(title="The treaty", publisher="The Paper"),)
    curated = Event(
        id="own", title="Treaty signed", when=When.parse("1991-09-14"), sources=cited, published=NOON, updated=NOON
    )
    added = classify(None, curated, NOON)
    assert added is not None
    store.apply([added])
    run(store, PAPER, mention("b", "Treaty signed", "1991-09-14", citation=Citation(title="The Treaty")))
    assert standing(store)[0].sources == cited


def test_a_source_under_review_asks_once_and_a_rejection_lasts(store: Store) -> None:
    run(store, DESK, HATCH)
    (candidate,) = store.candidates()
    assert standing(store) == []
    review.reject(store, candidate.id, NOON)
    report = run(store, DESK, HATCH, at=NOON + timedelta(days=1))
    assert (report.candidates, store.candidates(), standing(store)) == (0, [], [])
    with pytest.raises(Conflict):
        review.accept(store, candidate.id, NOON)


def test_an_accepted_candidate_is_an_event_that_follows_its_source(store: Store) -> None:
    run(store, DESK, HATCH)
    review.accept(store, store.candidates()[0].id, NOON)
    report = run(store, DESK, msgspec.structs.replace(HATCH, when=When.parse("2025-04-16")), at=NOON + timedelta(1))
    assert [c.kind for c in report.changes] == ["refined"]


def test_an_unmerged_claim_stays_apart(store: Store) -> None:
    run(store, CALENDAR, HATCH)
    run(store, PAPER, HATCHING)
    review.unmerge(store, "paper", "b", NOON + timedelta(hours=1))
    assert len(standing(store)) == 2
    run(store, PAPER, HATCHING, at=NOON + timedelta(days=1))
    assert len(standing(store)) == 2


def test_a_candidate_merged_by_hand_speaks_of_that_event(store: Store) -> None:
    run(store, CALENDAR, HATCH)
    (event,) = standing(store)
    run(store, DESK, mention("q", "River fish breed again after twenty years", "2025-04-16"))
    review.merge_with(store, store.candidates()[0].id, event.id, NOON + timedelta(hours=1))
    (event,) = standing(store)
    assert (event.when.edtf, len(event.sources)) == ("2025-04-16", 2)


def test_a_source_that_cannot_be_read_changes_only_its_health(store: Store) -> None:
    run(store, CALENDAR, HATCH)

    def fetch(source: Source, validators: Validators) -> Fetched:
        raise SourceRefused("it is a login page")

    report = ingest(CALENDAR, store, fetch, lambda d, k: Extraction(), NOON + timedelta(days=1))
    assert (report.health.failures, report.health.error) == (1, "it is a login page")
    assert len(standing(store)) == 1
    assert store.health()["calendar"].last_success == NOON


# dates said of one event, the one that is kept
CHOICES = [
    (["2013", "2013-21", "2013-04-16"], "2013-04-16"),
    (["2013-04-16", "2014", "2014-05"], "2014-05"),
    (["1860~", "1860"], "1860"),
    (["2024-05-05/..", "2024-05-05"], "2024-05-05"),
    (["2024-05-05", "2024-05-05/2024-05-10", "2024-05"], "2024-05-05/2024-05-10"),
]


@pytest.mark.parametrize(("dates", "kept"), CHOICES)
def test_the_most_exact_date_that_contradicts_fewest_is_kept(dates: list[str], kept: str) -> None:
    assert best_date([When.parse(date) for date in dates]).edtf == kept


def test_a_series_that_goes_on_as_another_is_named_by_it_and_keeps_its_exceptions(store: Store) -> None:
    concert = Override(original="20250708", title="Concert")
    choir = mention("choir", "Choir", "2025-07-01", recurrence=("RRULE:FREQ=WEEKLY;COUNT=3",), overrides=(concert,))
    later = mention("choir#20250722", "Choir in the hall", "2025-07-22", split_from="choir")
    run(store, CALENDAR, choir, later)
    first, second = sorted(standing(store), key=lambda event: event.when.sort_key)
    assert first.overrides == (concert,)
    assert (first.split_from, second.split_from) == ("", first.id)


def test_what_a_source_gives_no_status_is_scheduled_until_it_says_more(store: Store) -> None:
    ahead = mention("a", "The ferry line opens", "2027-03-01")
    run(store, CALENDAR, ahead, at=datetime(2026, 1, 1, tzinfo=UTC))
    run(store, CALENDAR, mention("a", "The ferry line opens", "2027-03-02"), at=datetime(2027, 6, 1, tzinfo=UTC))
    (event,) = standing(store)
    assert (event.status, event.when.edtf) == ("scheduled", "2027-03-02")
    report = run(store, CALENDAR, mention("a", "The ferry line opens", "2027-03-02", status="happened"))
    assert [change.kind for change in report.changes] == ["confirmed"]


def test_what_an_older_version_expected_by_the_clock_is_told_once(store: Store) -> None:
    """It filled in `expected` when it read a date that lay ahead, and `happened` when it read it again later."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    run(store, CALENDAR, mention("a", "The ferry line opens", "2027-03-01", status="expected"), at=at)
    (change,) = run(store, CALENDAR, mention("a", "The ferry line opens", "2027-03-01")).changes
    assert (change.kind, change.reason, change.after.status) == ("revised", FILLED, "scheduled")
    assert run(store, CALENDAR, mention("a", "The ferry line opens", "2027-03-01")).changes == ()


@pytest.mark.parametrize(
    ("uid", "is_ours"),
    [
        ("autumn@town.example", True),
        ("tag:town.example,2024:autumn", True),
        ("autumn@club.example", False),
        ("autumn@town.example.org", False),
        ("tag:club.example,2024:autumn", False),
        ("tag:town.example,2019:autumn", False),
        ("urn:autumn", False),
        ("autumn", False),
    ],
)
def test_only_a_uid_of_our_own_authority_names_our_event(store: Store, uid: str, is_ours: bool) -> None:
    store.set_setting(AUTHORITY, "town.example,2024")
    fair = Event(id="autumn", title="Autumn fair", when=When.parse("1991-09-14"), published=NOON, updated=NOON)
    added = classify(None, fair, NOON)
    assert added is not None
    store.apply([added])
    run(store, PAPER, mention("b", "Marathon through the old quarter", "2025-10-04", uid=uid))
    assert len(standing(store)) == (1 if is_ours else 2)
