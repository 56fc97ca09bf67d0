"""Whatever goes wrong while a source is fetched or read costs that source its run, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from timeline.errors import Conflict, SourceRefused, StoreUnavailable
from timeline.extract.kinds import extract
from timeline.ingest import Report, ingest
from timeline.model.source import Document, Extraction, Fetched, Source, Validators
from timeline.store import Store, open_store

NOON = datetime(2025, 7, 1, 12, tzinfo=UTC)
SOURCE = Source(id="club", name="The club", url="https://club.example/secret-path", link="https://club.example")
MISTAKES = [
    ValueError("year 99999"), OverflowError("int too large"), UnicodeEncodeError("ascii", "é", 0, 1, "no"),
    TypeError("None"), IndexError("list"), KeyError("x"), RecursionError("deep"), AssertionError(), MemoryError(),
    OSError(24, "Too many open files"), RuntimeError("https://club.example/secret-path"),
]  # fmt: skip


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def fetched(data: bytes) -> Fetched:
    return Fetched(documents=(Document(url=SOURCE.shown, data=data, retrieved=NOON),))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("where", ["fetch", "extract"])
def test_any_exception_is_a_failed_run_with_its_reason(store: Store, mistake: Exception, where: str) -> None:
    def fetch(source: Source, validators: Validators) -> Fetched:
        if where == "fetch":
            raise mistake
        return fetched(b"x")

    def read(document: Document, kind: str) -> Extraction:
        raise mistake

    report = ingest(SOURCE, store, fetch, read, NOON)
    assert (report.fault, report.health.failures, report.changes) == (mistake, 1, ())
    assert type(mistake).__name__ in report.health.error
    assert "secret-path" not in report.health.error
    assert store.health_of("club") == report.health


def test_a_chronology_that_never_rests_fails_the_run_and_not_the_program(store: Store) -> None:
    def fetch(source: Source, validators: Validators) -> Fetched:
        raise Conflict("club: the chronology changed 10 times meanwhile")

    report = ingest(SOURCE, store, fetch, extract, NOON)
    assert (report.fault, report.health.error) == (None, "club: the chronology changed 10 times meanwhile")


def test_a_database_that_is_away_is_no_fault_of_the_source(store: Store) -> None:
    def fetch(source: Source, validators: Validators) -> Fetched:
        raise StoreUnavailable("the database is away")

    with pytest.raises(StoreUnavailable):
        ingest(SOURCE, store, fetch, extract, NOON)
    assert store.health_of("club").failures == 0


# name, a document that is broken and has no entry
BROKEN = {
    "a calendar without its end": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
    "a calendar cut in its first entry": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:2026",
    "a feed without its end": b"<rss version='2.0'><channel><title>x</title>",
    "events of ours without any": b'{"events": [',
    "a dump of one torn line": b'{"id": "e1", "title": "A", "when"\n',
    "a page without its end": b"<html><body><p>Nothing is said here",
    "a table whose only row is torn": b'Title,Date,Place\n"Regatta,2026-03-01,Harbour\n',
    "nothing": b"",
}


def run(store: Store, data: bytes) -> Report:
    return ingest(SOURCE, store, lambda source, validators: fetched(data), extract, NOON)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_document_without_an_entry_is_a_failed_run(store: Store, name: str) -> None:
    report = run(store, BROKEN[name])
    assert (report.health.failures, report.health.last_success) == (1, None)
    assert report.health.error.startswith("https://club.example: ")


# name, a document that is whole and has no entry
EMPTY = {
    "a calendar": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
    "a feed": b'<rss version="2.0"><channel><title>x</title></channel></rss>',
    "events of ours": b'{"events": []}',
    "a page": b"<html><body><p>Nothing is said here</p></body></html>",
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_whole_document_without_an_entry_is_a_success(store: Store, name: str) -> None:
    assert (run(store, EMPTY[name]).health.error, store.health_of("club").last_success) == ("", NOON)


def test_one_broken_file_of_a_folder_costs_itself(store: Store) -> None:
    entry = b"BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20250601\r\nSUMMARY:Fair\r\nEND:VEVENT\r\n"
    whole = b"BEGIN:VCALENDAR\r\n" + entry + b"END:VCALENDAR\r\n"
    names = {"a.ics": BROKEN["a calendar without its end"], "b.ics": whole}
    documents = tuple(Document(url=name, data=data, retrieved=NOON) for name, data in names.items())
    report = ingest(SOURCE, store, lambda source, validators: Fetched(documents=documents), extract, NOON)
    assert (report.health.error, report.health.mentions, len(report.health.refused)) == ("", 2, 1)


def test_a_refusal_of_the_host_keeps_its_instant(store: Store) -> None:
    def fetch(source: Source, validators: Validators) -> Fetched:
        raise SourceRefused("later", NOON)

    assert ingest(SOURCE, store, fetch, extract, NOON).not_before == NOON
