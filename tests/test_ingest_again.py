"""What a newer rule reads otherwise waits for a person."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from timeline import review
from timeline.dates import When
from timeline.ingest import Extract, ingest, reread
from timeline.model.event import Citation, Claim, Event, Mention
from timeline.model.query import Filter
from timeline.model.source import Candidate, Document, Extraction, Fetched, Source
from timeline.store import Store, open_store

NOON = datetime(2025, 7, 1, 12, tzinfo=UTC)
PAPER = Source(id="paper", name="The Paper", url="https://paper.example/feed", trust="publish")


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def reader(**dates: str) -> Extract:
    """A reader that finds one mention a line, "key words", and dates it by its rules: words of the key to EDTF."""

    def extract(document: Document, kind: str) -> Extraction:
        found = []
        for line in document.data.decode().splitlines():
            key, words = line.split(" ", 1)
            if key in dates:
                citation = Citation(title=f"On {key}", words=words, digest=document.digest)
                when = When.parse(dates[key], words)
                found.append(Mention(key=key, title=f"The {key}", said_when=words, when=when, citation=citation))
        return Extraction(mentions=tuple(found))

    return extract


def fetched(store: Store, text: str, extract: Extract, at: datetime = NOON) -> int:
    document = Document(url=PAPER.url, data=text.encode(), retrieved=at)
    return len(ingest(PAPER, store, lambda s, v: Fetched(documents=(document,)), extract, at).changes)


def standing(store: Store) -> dict[str, str]:
    return {event.title: event.when.edtf for event in store.select(Filter())}


TEXT = "launch in early spring\nvisit some day in May"


def asked(store: Store) -> Candidate:
    (candidate,) = reread(PAPER, store, reader(launch="2025-03", visit="2025-05"), NOON).candidates
    return candidate


@pytest.fixture
def held(store: Store) -> Store:
    fetched(store, TEXT, reader(launch="2025-21", visit="2025-05"))
    return store


def test_another_reading_of_the_same_document_waits_and_changes_nothing(held: Store) -> None:
    before = held.position()
    candidate = asked(held)
    assert candidate.reasons == ("a newer rule reads “in early spring” as 2025-03, where we have 2025-21",)
    assert (held.position(), standing(held)) == (before, {"The launch": "2025-21", "The visit": "2025-05"})
    assert [c.id for c in held.candidates()] == [candidate.id]
    assert reread(PAPER, held, reader(launch="2025-03", visit="2025-05"), NOON).candidates == ()


def test_a_dry_run_writes_nothing(held: Store) -> None:
    assert len(reread(PAPER, held, reader(launch="2025-03", visit="2025-05"), NOON, dry=True).candidates) == 1
    assert held.candidates() == []


def test_an_accepted_reading_corrects_the_event(held: Store) -> None:
    (change,) = review.accept(held, asked(held).id, NOON)
    assert (change.fields, standing(held)["The launch"]) == (("when", "sources"), "2025-03")


def test_a_rejected_reading_never_asks_again_and_the_event_stays(held: Store) -> None:
    review.reject(held, asked(held).id, NOON)
    assert reread(PAPER, held, reader(launch="2025-03", visit="2025-05"), NOON).candidates == ()
    assert standing(held)["The launch"] == "2025-21"


def test_what_is_read_for_the_first_time_waits_even_of_a_trusted_source(held: Store) -> None:
    more = TEXT + "\nfair in June"
    assert fetched(held, more, reader(launch="2025-21", visit="2025-05"), NOON.replace(hour=13)) == 0
    found = reread(PAPER, held, reader(launch="2025-21", visit="2025-05", fair="2025-06"), NOON)
    assert [c.claim.mention.title for c in found.candidates] == ["The fair"]
    assert "The fair" not in standing(held)


def test_what_the_source_took_back_is_not_proposed_again(store: Store) -> None:
    fetched(store, "fair in June", reader())
    fetched(store, "visit some day in May", reader(visit="2025-05"), NOON.replace(hour=13))
    assert reread(PAPER, store, reader(visit="2025-05", fair="2025-06"), NOON).candidates == ()


def test_a_fetch_after_an_improvement_asks_too_where_the_words_are_the_same(store: Store) -> None:
    fetched(store, "launch in spring 2025", reader(launch="2025"))
    assert fetched(store, "launch in spring 2025\n", reader(launch="2025-21")) == 0
    (candidate,) = store.candidates()
    assert "reads “in spring 2025” as 2025-21" in candidate.reasons[0]
    assert fetched(store, "launch in summer 2025", reader(launch="2025-22")) == 1
    assert standing(store) == {"The launch": "2025-22"}


def test_what_a_person_edited_outlives_the_source(store: Store) -> None:
    desk = msgspec.structs.replace(PAPER, trust="review")
    document = Document(url=desk.url, data=b"launch in spring 2025", retrieved=NOON)
    extract = reader(launch="2025-21")
    ingest(desk, store, lambda s, v: Fetched(documents=(document,)), extract, NOON)
    (candidate,) = store.candidates()
    claim: Claim = review.edit(candidate.claim, When.parse("2025-04-02"), title="A better title")
    assert claim.edited == ("title", "when")
    review.accept(store, candidate.id, NOON, claim=claim)
    again = msgspec.structs.replace(document, data=b"launch in spring 2025\nvisit in May 2025")
    ingest(desk, store, lambda s, v: Fetched(documents=(again,)), extract, NOON)
    (event,) = store.select(Filter())
    assert isinstance(event, Event)
    assert (event.title, event.when.edtf) == ("A better title", "2025-04-02")
    assert event.sources[0].when == When.parse("2025-21", "in spring 2025")
