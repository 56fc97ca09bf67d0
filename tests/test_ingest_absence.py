"""What a document does not say any more is taken back only where the document is whole, and the id was not refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from timeline.extract.kinds import extract
from timeline.ingest import Report, ingest
from timeline.model.query import Filter
from timeline.model.source import Document, Fetched, Source
from timeline.store import Store, open_store

NOON = datetime(2025, 7, 1, 12, tzinfo=UTC)
SOURCE = Source(id="club", name="The club", url="https://club.example/all", trust="publish")
TITLES = ("Regatta", "Book fair", "Firemen's ball")


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def run(store: Store, kind: str, text: str, at: datetime) -> Report:
    document = Document(url=SOURCE.url, data=text.encode(), retrieved=at)
    source = msgspec.structs.replace(SOURCE, kind=kind)
    return ingest(source, store, lambda s, v: Fetched(documents=(document,)), extract, at)


def standing(store: Store) -> set[str]:
    return {event.title for event in store.select(Filter())}


def calendar(*days: str) -> str:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}@club\r\nDTSTART;VALUE=DATE:{day}\r\nSUMMARY:{title}\r\nEND:VEVENT\r\n"
        for n, (title, day) in enumerate(zip(TITLES, days, strict=False))
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n"


def table(*days: str) -> str:
    return "Title,Date,Place\n" + "".join(f"{title},{day},Harbour\n" for title, day in zip(TITLES, days, strict=False))


def slides(*years: str) -> str:
    events = ", ".join(
        f'{{"unique_id": "s{n}", "start_date": {{"year": "{year}"}}, "text": {{"headline": "{title}"}}}}'
        for n, (title, year) in enumerate(zip(TITLES, years, strict=False))
    )
    return f'{{"events": [{events}]}}'


def ours(*days: str) -> str:
    rows = (
        f'{{"id": "e{n}", "title": "{title}", "when": {{"edtf": "{day}"}}}}'
        for n, (title, day) in enumerate(zip(TITLES, days, strict=False))
    )
    return '{"events": [' + ", ".join(rows) + "]}"


def page(*days: str) -> str:
    items = "".join(
        f'<script type="application/ld+json">{{"@type": "Event", "name": "{title}", "startDate": "{day}",'
        f' "url": "https://club.example/{n}"}}</script>'
        for n, (title, day) in enumerate(zip(TITLES, days, strict=False))
    )
    return f"<html><head>{items}</head><body><p>The club</p></body></html>"


DAYS, COMPACT = ("2026-03-01", "2026-04-02", "2026-05-03"), ("20260301", "20260402", "20260503")
YEARS = ("2031", "2032", "2033")

# kind, the whole document, what is left of it
CUT = {
    "a calendar between two entries": ("ics", calendar(*COMPACT), "UID:2@club", "BEGIN:VEVENT\r\n"),
    "a calendar in an entry": ("ics", calendar(*COMPACT), "SUMMARY:Firemen", ""),
    "a table between two rows": ("csv", table(*DAYS), "Firemen", ""),
    "a table in a row": ("csv", table(*DAYS), ",2026-05-03", ""),
    "slides": ("timelinejs", slides(*YEARS), ', {"unique_id": "s2"', ""),
    "events of ours": ("own", ours(*DAYS), ', {"id": "e2"', ""),
    "a page": ("page", page(*DAYS), '<script type="application/ld+json">{"@type": "Event", "name": "Fire', ""),
}


@pytest.mark.parametrize("case", CUT)
def test_a_document_that_was_cut_takes_nothing_back(case: str, store: Store) -> None:
    kind, whole, first_lost, before_it = CUT[case]
    run(store, kind, whole, NOON)
    assert standing(store) == set(TITLES)
    report = run(store, kind, whole[: whole.index(before_it + first_lost)], NOON + timedelta(days=1))
    assert report.changes == ()
    assert standing(store) == set(TITLES)


@pytest.mark.parametrize(
    ("kind", "whole", "shorter"),
    [
        ("ics", calendar(*COMPACT), calendar(*COMPACT[:2])),
        ("timelinejs", slides(*YEARS), slides(*YEARS[:2])),
        ("own", ours(*DAYS), ours(*DAYS[:2])),
        ("page", page(*DAYS), page(*DAYS[:2])),
    ],
)
def test_a_whole_document_takes_back_what_it_leaves_out(kind: str, whole: str, shorter: str, store: Store) -> None:
    run(store, kind, whole, NOON)
    run(store, kind, shorter, NOON + timedelta(days=1))
    assert standing(store) == set(TITLES[:2])


def test_a_table_that_stays_shorter_is_believed_the_second_time(store: Store) -> None:
    run(store, "csv", table(*DAYS), NOON)
    first = run(store, "csv", table(*DAYS[:2]), NOON + timedelta(days=1))
    assert "where the copy before went on" in first.health.flagged
    second = run(store, "csv", table(*DAYS[:2]), NOON + timedelta(days=2))
    assert (second.health.flagged, standing(store)) == ("", set(TITLES[:2]))


def test_a_table_that_is_cut_again_elsewhere_is_not_believed(store: Store) -> None:
    run(store, "csv", table(*DAYS), NOON)
    for days, text in enumerate((table(*DAYS[:1]), table(*DAYS[:2]), table(*DAYS)[:-4], table(*DAYS[:1])), 1):
        report = run(store, "csv", text, NOON + timedelta(days=days))
        assert "where the copy before went on" in report.health.flagged
        assert (report.changes, standing(store)) == ((), set(TITLES))


# kind, the whole document, one whose last entry has a date that is none
DAMAGED = [
    ("ics", calendar(*COMPACT), calendar(*COMPACT[:2], "20260532")),
    ("csv", table(*DAYS), table(*DAYS[:2], "2026-05-32")),
    ("timelinejs", slides(*YEARS), slides(*YEARS[:2], "20??")),
    ("own", ours(*DAYS), ours(*DAYS[:2], "2026-05-32")),
    ("page", page(*DAYS), page(*DAYS[:2], "2026-05-32")),
]


@pytest.mark.parametrize(("kind", "whole", "damaged"), DAMAGED, ids=[row[0] for row in DAMAGED])
def test_an_entry_whose_date_is_refused_is_not_taken_back(kind: str, whole: str, damaged: str, store: Store) -> None:
    run(store, kind, whole, NOON)
    report = run(store, kind, damaged, NOON + timedelta(days=1))
    assert len(report.health.refused) == 1
    assert (report.changes, standing(store)) == ((), set(TITLES))


def test_beside_a_refused_entry_another_is_taken_back(store: Store) -> None:
    run(store, "ics", calendar(*COMPACT), NOON)
    gone = calendar(*COMPACT[:2], "20260532").replace("UID:0@club", "UID:9@club").replace("Regatta", "Picnic")
    run(store, "ics", gone, NOON + timedelta(days=1))
    assert standing(store) == {"Picnic", "Book fair", "Firemen's ball"}
