"""What a document of each kind may withdraw in each condition: every cell of the table in docs/sources.md."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from tests.source_documents import KINDS, LOGIN, OTHERS, Entry, Kind, entries
from timeline.extract.kinds import extract
from timeline.ingest import Report, ingest
from timeline.model.query import Filter
from timeline.model.source import Document, Fetched, Source
from timeline.schedule import believe
from timeline.store import Store, open_store

NOON: Final = datetime(2025, 7, 1, 12, tzinfo=UTC)
NOW: Final = entries(2025)
OTHER: Final = [row._replace(day=f"{row.day[:-2]}{int(row.day[-2:]) + 15}") for row in entries(2025, OTHERS, "x")]
LAST: Final = [row._replace(id=f"{row.id}-2024") for row in entries(2024)]
LEFT_OUT: Final = 3
"""Which entry is left out; it is still to come."""


def cut(kind: Kind) -> str:
    whole = kind.make(NOW)
    title = NOW[LEFT_OUT].title if NOW[LEFT_OUT].title in whole else NOW[LEFT_OUT].title.lower()
    return whole[: whole.index(title) + 4]


def damaged(kind: Kind) -> str:
    """An entry's day is none; of an article, whose words are all that there is, they are overwritten."""
    if kind.kind == "text":
        return kind.make(NOW).replace("4 September 2025", "4 Sep\0\0\0\0\0\0 2025")
    return kind.make([row._replace(day="2025-09-34") if row is NOW[LEFT_OUT] else row for row in NOW])


def documents(kind: Kind) -> dict[str, tuple[str, ...]]:
    """What comes in each condition, in the order of the table's columns; more than one where there are several ways."""
    return {
        "whole, one entry left out": (kind.make([row for row in NOW if row is not NOW[LEFT_OUT]]),),
        "cut in the middle": (cut(kind),),
        "damaged": (damaged(kind),),
        "shrunken": (kind.make(NOW[:2]), kind.make([*NOW[:2], NOW[-1]]), kind.make(NOW[-1:])),
        "0 bytes": ("", "\n"),
        "without an entry": (kind.make([]),),
        "a page to log in": (LOGIN,),
        "another calendar": (kind.make(OTHER),),
        "the same of last year": (kind.make(LAST),),
    }


def rows() -> Iterator[tuple[str, ...]]:
    """The rows of the table, the names of its columns first."""
    text = (Path(__file__).parents[1] / "docs/sources.md").read_text("utf-8")
    section = text.partition("## What a source's document may withdraw\n")[2].partition("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("| "):
            yield tuple(cell.strip() for cell in line.strip("|").split("|"))


COLUMNS, *ROWS = rows()
CELLS: Final = [(row[0], name, cell) for row in ROWS for name, cell in zip(COLUMNS[1:], row[1:], strict=True)]


def run(store: Store, kind: Kind, text: str, at: datetime, named: str = "", media_type: str = "") -> Report:
    document = Document(
        url="https://club.example/all",
        data=text.encode(),
        retrieved=at,
        media_type=media_type or kind.media_type,
        suffix=kind.suffix,
        base="https://club.example",
    )
    source = Source(id="club", name="The club", url="https://club.example/all", kind=named, trust="publish")
    return ingest(source, store, lambda s, v: Fetched(documents=(document,)), extract, at)


def held(kind: Kind, named: str = "") -> tuple[Store, dict[str, str]]:
    """A store that has the whole document, and the dates of what stands."""
    store = open_store(":memory:")
    run(store, kind, kind.make(NOW), NOON, named)
    return store, standing(store)


def standing(store: Store) -> dict[str, str]:
    return {event.title: event.when.edtf for event in store.select(Filter())}


def test_the_table_has_every_kind_and_every_condition() -> None:
    assert tuple(row[0] for row in ROWS) == tuple(KINDS)
    assert COLUMNS[1:] == tuple(documents(KINDS["calendar"]))


@pytest.mark.parametrize(("name", "condition", "expected"), CELLS, ids=[f"{row[0]}, {row[1]}" for row in CELLS])
def test_a_document_withdraws_what_the_table_says(name: str, condition: str, expected: str) -> None:
    kind = KINDS[name]
    texts = documents(kind)[condition]
    # With the reader that the source names; and once with the one that the document asks for.
    for text, named in ((texts[0], ""), *((text, kind.kind) for text in texts)):
        store, before = held(kind, named)
        assert len(before) == (0 if name == "our YAML" else len(NOW))
        is_login = condition == "a page to log in"
        report = run(store, kind, text, NOON + timedelta(days=1), named, "text/html" if is_login else "")
        assert outcome(report, before, standing(store)) == expected
        store.close()


def outcome(report: Report, before: dict[str, str], after: dict[str, str]) -> str:
    """The word of the table; what stood and is not withdrawn stands as it stood."""
    withdrawn = [change.after.title for change in report.changes if change.kind == "withdrawn"]
    assert {title for title in before if title not in withdrawn} <= after.keys()
    assert [change.kind for change in report.changes if change.kind not in ("withdrawn", "added")] == []
    if report.health.error or report.health.flagged:
        assert (report.changes, before == after) == ((), True)
        return "fails" if report.health.error else "flagged"
    if withdrawn:
        assert len(withdrawn) == 1
        assert NOW[LEFT_OUT].title.lower() in withdrawn[0].lower()
        return "one"
    return "adds" if report.health.added else "nothing"


NAMED: Final = ["calendar", "feed", "web page", "our JSON", "dump", "TimelineJS"]
"""Kinds whose entries have ids."""


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize(
    "rows", [entries(2024), [new._replace(id=old.id) for new, old in zip(OTHER, NOW, strict=True)]]
)
def test_under_the_ids_of_before_another_document_is_flagged(name: str, rows: list[Entry]) -> None:
    store, before = held(KINDS[name])
    report = run(store, KINDS[name], KINDS[name].make(rows), NOON + timedelta(days=1))
    assert report.health.flagged == "of 4 events to come that it named before, it has none now"
    assert (report.changes, standing(store)) == ((), before)


def test_what_is_flagged_stays_so_until_a_person_believes_it() -> None:
    kind = KINDS["calendar"]
    store, before = held(kind)
    for day in (1, 2):
        assert run(store, kind, kind.make(OTHER), NOON + timedelta(days=day)).health.flagged
        assert standing(store) == before
    believe(store, "club")
    report = run(store, kind, kind.make(OTHER), NOON + timedelta(days=3))
    assert (report.health.flagged, report.health.withdrawn, report.health.added) == ("", 4, 6)
    # It was believed once: the next surprise is one again.
    assert run(store, kind, kind.make(NOW), NOON + timedelta(days=4)).health.flagged


@pytest.mark.parametrize("between", ["the same", ""])
def test_a_belief_is_of_the_next_run_alone_even_where_that_brings_nothing_or_fails(between: str) -> None:
    kind = KINDS["calendar"]
    store, before = held(kind)
    believe(store, "club")
    run(store, kind, between and kind.make(NOW), NOON + timedelta(days=1))
    assert run(store, kind, kind.make(OTHER), NOON + timedelta(days=2)).health.flagged
    assert standing(store) == before


def test_what_is_itself_again_goes_on() -> None:
    kind = KINDS["calendar"]
    store, before = held(kind)
    run(store, kind, kind.make(LAST), NOON + timedelta(days=1))
    report = run(store, kind, kind.make(NOW), NOON + timedelta(days=2))
    assert (report.health.flagged, report.health.unchanged, standing(store)) == ("", 6, before)


def test_every_mention_of_a_flagged_document_is_accounted_for() -> None:
    kind = KINDS["calendar"]
    store, _ = held(kind)
    report = run(store, kind, kind.make(NOW[:2]), NOON + timedelta(days=1))
    assert [account.became for account in report.accounts] == ["unchanged", "unchanged"]
    report = run(store, kind, kind.make(OTHER), NOON + timedelta(days=1))
    assert [account.became for account in report.accounts] == ["held"] * 6
    assert store.candidates() == []


def test_a_list_that_drops_what_is_past_never_shrinks() -> None:
    """Its past entries stay with us for ever, so what it names is ever less of what it named."""
    kind, store = KINDS["calendar"], open_store(":memory:")
    for year in range(2025, 2032):
        report = run(store, kind, kind.make(entries(year, mark=str(year))), datetime(year, 1, 1, tzinfo=UTC))
        assert (report.health.flagged, report.health.withdrawn) == ("", 0)
    few = entries(2031, mark="2031")[:-1]
    report = run(store, kind, kind.make(few), datetime(2031, 1, 2, tzinfo=UTC))
    assert (report.health.flagged, report.health.withdrawn) == ("", 1)


# what damages a document, where an entry loses its name
NAMELESS: Final = {
    "an entry of a calendar that does not end": ("calendar", "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:e4", "UID:e4"),
    "an entry that does not begin": ("calendar", "BEGIN:VEVENT\r\nUID:e4", "BEGIN:VEVXNT\r\nUID:e4"),
    "bytes that are no text": ("Markwhen", "2025-10-05: Con", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    "a slide without its headline": ("TimelineJS", '"unique_id": "e4"', '"uniqueXid": 4, "start_date": 0'),
    "an event without its id": ("our JSON", '"id": "e4", "title"', '"ix": "e4", "titel"'),
}


@pytest.mark.parametrize("case", NAMELESS)
def test_what_lost_its_name_may_be_any_of_those_that_are_missing(case: str) -> None:
    name, whole, broken = NAMELESS[case]
    store, before = held(KINDS[name])
    text = KINDS[name].make(NOW)
    assert whole in text
    report = run(store, KINDS[name], text.replace(whole, broken), NOON + timedelta(days=1))
    assert [change.kind for change in report.changes if change.kind == "withdrawn"] == []
    assert before.items() <= standing(store).items() or report.health.refused
