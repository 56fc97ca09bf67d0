"""What one source says twice is two events; what it edits is one; what two sources say may be one."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.merge.test_merge import CALENDAR, DESK, NOON, PAPER, mention, run, standing
from timeline import review
from timeline.dates import When
from timeline.extract.kinds import extract
from timeline.ingest import Report, ingest, snapshot
from timeline.merge.decide import reconsider
from timeline.model.change import Change
from timeline.model.event import Citation, Mention, Place
from timeline.model.source import Decision, Document, Fetched, Health, Source
from timeline.store import Store, open_store

LATER = NOON + timedelta(days=1)
HALL = (Place(name="Hall"),)


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def timed(key: str, title: str, day: str, time: str, **fields: object) -> Mention:
    when = When.parse(day, start_time=time, timezone="Europe/Berlin")
    return msgspec.structs.replace(mention(key, title, day), when=when, places=HALL, **fields)


def dates(store: Store) -> list[str]:
    return sorted(f"{event.title} {event.when.edtf} {event.when.start_time or ''}".strip() for event in standing(store))


def became(report: Report) -> dict[str, str]:
    return {account.key: account.became for account in report.accounts}


def counts(health: Health) -> int:
    kept = health.added + health.changed + health.unchanged + health.merged
    return kept + health.candidates + health.refused_items + health.rejected


# Entries of one source, however alike


def test_entries_of_one_source_are_never_merged_nor_held(store: Store) -> None:
    same = [timed(str(n), "Busy", "2025-09-01", "15:00") for n in range(5)]
    report = run(store, CALENDAR, *same, timed("x", "Busy", "2025-09-01", "17:00"))
    assert (report.health.added, report.candidates, len(standing(store))) == (6, 0, 6)


def test_entries_that_come_later_are_their_own_too(store: Store) -> None:
    run(store, CALENDAR, timed("a", "Training", "2025-09-01", "15:00"))
    run(store, CALENDAR, timed("a", "Training", "2025-09-01", "15:00"), timed("b", "Training", "2025-09-01", "15:00"))
    assert len(standing(store)) == 2


def test_one_address_in_two_documents_of_a_source_makes_no_one_event(store: Store) -> None:
    run(store, CALENDAR, mention("a", "Training", "2025-09-01", url="https://club.example/"), complete=False)
    run(store, CALENDAR, mention("b", "Match", "2025-09-01", url="https://club.example/"), complete=False)
    run(store, CALENDAR, mention("a", "Training", "2025-09-01"), mention("b", "Match", "2025-09-01"))
    assert {event.title for event in standing(store)} == {"Match", "Training"}


def test_two_entries_never_share_the_event_of_another_source(store: Store) -> None:
    run(store, PAPER, timed("p", "Training", "2025-09-01", "15:00"))
    report = run(
        store, CALENDAR, timed("b", "Training", "2025-09-01", "15:00"), timed("a", "Training", "2025-09-01", "15:00")
    )
    assert sorted(became(report).values()) == ["added", "merged"]


# Entries of different sources


def test_another_hour_asks(store: Store) -> None:
    run(store, PAPER, timed("p", "Training", "2025-09-01", "15:00"))
    report = run(store, CALENDAR, timed("a", "Training", "2025-09-01", "17:00"))
    assert became(report) == {"a": "held"}
    assert "times of day differ" in report.accounts[0].reason


def test_a_day_apart_asks(store: Store) -> None:
    run(store, PAPER, mention("p", "Harvest fair", "2025-09-01"))
    report = run(store, CALENDAR, mention("a", "Harvest fair", "2025-09-02"))
    assert became(report) == {"a": "held"}
    run(store, CALENDAR, mention("a", "Harvest fair", "2025-09-02"), mention("b", "Ball", "2025-12-01"), at=LATER)
    assert dates(store) == ["Ball 2025-12-01", "Harvest fair 2025-09-01"]


@pytest.mark.parametrize("both", [PAPER, CALENDAR], ids=["the first source", "the second source"])
def test_nothing_asks_where_one_source_lists_both(both: Source, store: Store) -> None:
    early, late = timed("e", "Training", "2025-09-01", "15:00"), timed("l", "Training", "2025-09-01", "17:00")
    run(store, PAPER, *((early, late) if both is PAPER else (early,)))
    report = run(store, CALENDAR, *((late, early) if both is CALENDAR else (late,)))
    assert report.health.candidates == 0
    assert dates(store) == ["Training 2025-09-01 15:00", "Training 2025-09-01 17:00"]


def test_a_letter_keeps_apart(store: Store) -> None:
    run(store, PAPER, mention("p", "Committee A", "2025-09-01"))
    assert became(run(store, CALENDAR, mention("a", "Committee B", "2025-09-01"))) == {"a": "added"}


# The report


def test_a_report_accounts_for_every_mention(store: Store) -> None:
    run(store, PAPER, mention("p", "Book fair", "2025-09-01"), mention("q", "Regatta", "2025-10-01", places=HALL))
    stays, moves = mention("s", "Ball", "2025-11-01"), mention("m", "Council meets", "2025-09-09")
    run(store, CALENDAR, stays, moves)
    report = run(
        store,
        CALENDAR,
        stays,
        mention("m", "Council meets", "2025-09-19"),
        mention("b", "Book fair", "2025-09-01"),
        mention("r", "Regatta", "2025-10-02", places=HALL),
        mention("n", "Flea market", "2025-08-01"),
        Mention(key="z", title="Some day", said_when="some day", citation=Citation(place="line 9")),
        at=LATER,
    )
    assert became(report) == {
        "s": "unchanged", "m": "changed", "b": "merged", "r": "held", "n": "added",
    }  # fmt: skip
    assert (report.health.mentions, counts(report.health)) == (6, 6)
    (merger,) = report.health.mergers
    assert (merger.title, "titles 100% alike" in merger.reason) == ("Book fair", True)


def test_what_was_rejected_before_is_counted_as_that(store: Store) -> None:
    run(store, DESK, mention("a", "Book fair", "2025-09-01"))
    review.reject(store, store.candidates()[0].id, NOON)
    report = run(store, DESK, mention("a", "Book fair", "2025-09-01"), mention("b", "Ball", "2025-09-09"), at=LATER)
    assert (became(report), counts(report.health)) == ({"a": "rejected", "b": "held"}, report.health.mentions)


def test_health_kept_by_an_older_version_is_read() -> None:
    old = b'{"source":"s","added":2,"mentions":3,"refused":[{"place":"row 1","reason":"no date"}]}'
    health = msgspec.json.decode(old, type=Health)
    assert (health.merged, health.mergers, health.refused_items) == (0, (), 1)


# What a source edits


def table(store: Store, *rows: str, at: int = 0) -> Report:
    text = "Title,Date,Start time,Place\n" + "".join(f"{row},Hall\n" for row in rows)
    document = Document(url=CALENDAR.url, data=text.encode(), retrieved=NOON)
    source = msgspec.structs.replace(CALENDAR, kind="csv")
    return ingest(source, store, lambda s, v: Fetched(documents=(document,)), extract, NOON + timedelta(days=at))


TOURS = ("Tour,2025-09-01,14:00", "Tour,2025-09-01,16:00", "Tour,2025-09-01,18:00")

# what the table says next, the kinds of its changes
EDITS = [
    ((*TOURS, "Ball,2025-10-01,20:00"), ["added"]),
    ((TOURS[2], TOURS[0], TOURS[1]), []),
    ((TOURS[0], "Tour,2025-09-01,17:00", TOURS[2]), ["dated"]),
    ((TOURS[0], "Tour,2025-09-02,16:00", "Tour,2025-09-03,18:00"), ["dated", "dated"]),
    ((TOURS[0], TOURS[2]), ["withdrawn"]),
    (("Tour of the tower,2025-09-01,14:00", *TOURS[1:]), ["revised"]),
]


def _kind(change: Change) -> str:
    return "dated" if change.before is not None and "when" in change.fields else change.kind


@pytest.mark.parametrize(("rows", "kinds"), EDITS, ids=lambda value: ", ".join(value)[:40])
def test_a_row_without_an_id_that_was_edited_is_the_same(rows: tuple[str, ...], kinds: list[str], store: Store) -> None:
    table(store, *TOURS)
    before = {event.id for event in standing(store)}
    report = table(store, *rows, at=1)
    assert [_kind(change) for change in report.changes] == kinds
    if "added" not in kinds:
        assert {event.id for event in standing(store)} <= before


def test_a_row_that_may_be_one_of_several_asks_and_goes_on_asking(store: Store) -> None:
    table(store, *TOURS)
    rows = ("Ball,2025-10-01,20:00", "Fair,2025-10-02,20:00", TOURS[0], "Tour,2025-09-04,11:00")
    for day in (1, 2):
        report = table(store, *rows, *(["Show,2025-10-03,20:00"] if day == 2 else []), at=day)
        assert list(became(report).values()).count("held") == 1
    (candidate,) = store.candidates()
    review.merge_with(store, candidate.id, candidate.like, NOON + timedelta(days=3))
    table(store, *rows, "Play,2025-10-04,20:00", at=4)
    tours = [date for date in dates(store) if "Tour" in date]
    assert tours == ["Tour 2025-09-01 14:00", "Tour 2025-09-04 11:00"]


def test_the_year_after_a_past_row_is_another_event(store: Store) -> None:
    table(store, "Spring fair,2025-05-01,14:00", "Ball,2025-10-01,20:00")
    table(store, "Spring fair,2026-05-01,14:00", "Ball,2025-10-01,20:00", at=1)
    assert dates(store)[1:] == ["Spring fair 2025-05-01 14:00", "Spring fair 2026-05-01 14:00"]


ARTICLE = "The town hall opened its doors to visitors in {}. The mayor gave a speech to the guests in May 2012."


def article(store: Store, text: str, at: int) -> Report:
    document = Document(url="https://paper.example/a.md", data=text.encode(), retrieved=NOON, published="2014-01-01")
    source = msgspec.structs.replace(PAPER, kind="text", language="en")
    return ingest(source, store, lambda s, v: Fetched(documents=(document,)), extract, NOON + timedelta(days=at))


def test_a_date_that_an_article_corrects_leaves_no_old_one_beside_it(store: Store) -> None:
    article(store, ARTICLE.format("September 2013"), 0)
    before = {event.id for event in standing(store)}
    article(store, ARTICLE.format("October 2013"), 1)
    assert {event.id for event in standing(store)} == before
    assert sorted(event.when.edtf for event in standing(store)) == ["2012-05", "2013-10"]


def test_an_event_whose_claims_go_to_another_is_merged_into_it(store: Store) -> None:
    run(store, CALENDAR, mention("a", "Treaty signed", "2025-09-14", uid="a@city.example"))
    run(store, PAPER, mention("p", "Harbour day", "2025-09-15"))
    (harbour, treaty) = sorted(standing(store), key=lambda event: event.title)
    decision = Decision(source="calendar", key="a", verdict="same", event=harbour.id, at=NOON)
    claim = store.claims()["calendar", "a"][0]
    plan = reconsider(CALENDAR, claim, snapshot(store, "calendar", [decision]), LATER)
    gone = next(change.after for change in plan.changes if change.event == treaty.id)
    assert (gone.status, gone.merged_into) == ("merged", harbour.id)
