"""What it is to take back what a person decided of a candidate."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from timeline import review
from timeline.dates import When
from timeline.errors import Conflict
from timeline.ingest import ingest
from timeline.model.event import Citation, Event, Mention
from timeline.model.query import Filter
from timeline.model.source import Candidate, Document, Extraction, Fetched, Source
from timeline.store import Store, open_store

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
DESK = Source(id="desk", name="The Desk", url="https://desk.example/list", trust="review")


def fetch(store: Store, source: Source, title: str, date: str, at: datetime = NOON) -> None:
    document = Document(url=source.url, data=f"{title} {date}".encode(), retrieved=at)
    when = When.parse(date)
    mention = Mention(key="fair", title=title, said_when=date, when=when, citation=Citation(digest=document.digest))
    given = Extraction(mentions=(mention,), complete=True)
    ingest(source, store, lambda s, v: Fetched(documents=(document,)), lambda d, k: given, at)


@pytest.fixture
def store() -> Store:
    store = open_store(":memory:")
    fetch(store, DESK, "The fair", "2026-06-01")
    return store


def waiting(store: Store) -> Candidate:
    (candidate,) = store.candidates()
    return candidate


def later(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_an_accepted_event_is_withdrawn_and_waits_again(store: Store) -> None:
    candidate = waiting(store)
    (added,) = review.accept(store, candidate.id, later(1))
    (withdrawn,) = review.undo(store, candidate.id, later(2), by="ana")
    assert (withdrawn.event, withdrawn.kind, withdrawn.reason) == (added.event, "withdrawn", review.TAKEN_BACK)
    assert waiting(store).id == candidate.id


def test_what_was_taken_back_and_accepted_again_is_the_same_event(store: Store) -> None:
    candidate = waiting(store)
    (added,) = review.accept(store, candidate.id, later(1))
    review.undo(store, candidate.id, later(2))
    (again,) = review.accept(store, candidate.id, later(3))
    assert (again.event, again.kind) == (added.event, "reinstated")


def test_a_rejection_that_is_taken_back_asks_again(store: Store) -> None:
    candidate = waiting(store)
    review.reject(store, candidate.id, later(1))
    assert review.undo(store, candidate.id, later(2)) == ()
    (added,) = review.accept(store, waiting(store).id, later(3))
    assert added.kind == "added"


def test_a_source_that_says_it_again_asks_no_second_time_after_a_decision_is_taken_back(store: Store) -> None:
    candidate = waiting(store)
    review.accept(store, candidate.id, later(1))
    review.undo(store, candidate.id, later(2))
    fetch(store, DESK, "The fair", "2026-06-02", later(3))
    assert (waiting(store).id, waiting(store).claim.when) == (candidate.id, When.parse("2026-06-02"))
    assert store.select(Filter()) == []


def test_a_merge_that_is_taken_back_leaves_the_event_as_it_was(store: Store) -> None:
    other = Source(id="city", name="The City", url="https://city.example/list", trust="publish")
    fetch(store, other, "A market of books", "2026-06-01", later(1))
    (market,) = store.select(Filter())
    assert isinstance(market, Event)
    review.merge_with(store, waiting(store).id, market.id, later(2))
    review.undo(store, store.candidates(state="merged")[0].id, later(3))
    (after,) = store.select(Filter())
    assert isinstance(after, Event)
    assert [citation.source for citation in after.sources] == ["city"]
    assert waiting(store).claim.source == "desk"


def test_what_still_waits_was_not_decided(store: Store) -> None:
    with pytest.raises(Conflict, match="still waits"):
        review.undo(store, waiting(store).id, later(1))


def test_a_decision_is_taken_back_as_often_as_it_is_made(store: Store) -> None:
    candidate = waiting(store)
    for minute in (1, 3, 5):
        (change,) = review.accept(store, candidate.id, later(minute))
        (withdrawn,) = review.undo(store, candidate.id, later(minute + 1))
        assert (withdrawn.event, withdrawn.kind) == (change.event, "withdrawn")
        assert waiting(store).id == candidate.id


def test_what_waits_again_is_what_the_source_says_by_now(store: Store) -> None:
    candidate = waiting(store)
    review.accept(store, candidate.id, later(1))
    fetch(store, DESK, "The autumn fair", "2026-09-07", later(2))
    review.undo(store, candidate.id, later(3))
    assert waiting(store).claim.mention.title == "The autumn fair"
    assert waiting(store).claim.when == When.parse("2026-09-07")
    fetch(store, DESK, "The autumn fair", "2026-09-07", later(4))
    (reinstated,) = review.accept(store, waiting(store).id, later(5))
    assert (reinstated.kind, reinstated.after.title) == ("reinstated", "The autumn fair")
