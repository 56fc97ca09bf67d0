"""Documents to mentions: what the events are, each once, and where their words stand."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.prose.marked import HERE, rows
from timeline.cli.findings import row
from timeline.dates import When
from timeline.model.event import Mention
from timeline.prose import Finding, article, findings, from_bytes
from timeline.prose.confidence import EVENT
from timeline.prose.document import READ
from timeline.prose.finding import CROWD, grain
from timeline.prose.mentions import mentions

ROWS = [line + [""] * (3 - len(line)) for line in rows("mentions.tsv")]
DOCUMENTS = sorted((HERE / "documents").glob("*.md"))


def told(text: str, **said: str) -> list[Mention]:
    return mentions(article("doc", text, {"published": "2024-05-08", "language": "en"} | said))


def found(text: str) -> list[Finding]:
    return findings(article("doc", text, {"published": "2024-05-08", "language": "en"}))


@pytest.mark.parametrize(("what", "text", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_each_event_is_mentioned_once(what: str, text: str, expected: str) -> None:
    lines = [line(mention) for mention in told(text.replace("⏎", "\n"))]
    assert lines == [each for each in expected.split("‖") if each]


def line(mention: Mention) -> str:
    edtf = mention.when.edtf if mention.when else ""
    return f"{mention.title} @ {edtf} @ {mention.said_when} @ {mention.status or 'happened'}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.stem for path in DOCUMENTS])
def test_a_document_gives_the_expected_lines(path: Path) -> None:
    read = from_bytes(str(path), path.read_bytes())
    expected = [json.loads(line) for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()]
    shown = [row(read, finding) for finding in findings(read)]
    assert [shown_part(line) for line in shown] == expected


def shown_part(line: dict[str, Any]) -> dict[str, Any]:
    return {key: line[key] for key in ("text", "edtf", "event", "title", "sentence")}


def test_a_quote_can_be_checked_against_the_document() -> None:
    text = "😀 The mill, they say, opened from 3 May 2019 to 6 May 2019.\r\nIt closed in 1998."
    for mention in told(text):
        citation = mention.citation
        start, end = map(int, citation.place.removeprefix("characters ").split("-"))
        assert text[start:end] == citation.words == mention.said_when
        assert citation.digest == hashlib.sha256(text.encode()).hexdigest()
        assert (citation.published, citation.when, bool(citation.rule)) == ("2024-05-08", mention.when, True)


def test_a_key_outlives_an_edit_elsewhere() -> None:
    before, after = told("It closed in 1998."), told("A new line.\n\nIt closed in 1998.")
    assert [mention.key for mention in before] == [mention.key for mention in after]
    assert len({mention.key for mention in told("It closed in 1998. It closed in 1999.")}) == 2


def test_places_come_with_the_event() -> None:
    [mention] = told("The king opened a school in Bergen on 3 May 2019.")
    assert [place.name for place in mention.places] == ["Bergen"]


def test_a_sentence_full_of_dates_is_a_table() -> None:
    listed = found("The fair was held in " + ", ".join(str(year) for year in range(1950, 1950 + CROWD + 5)) + ".")
    assert len(listed) > CROWD
    assert not any(finding.event for finding in listed)


@pytest.mark.parametrize(
    ("edtf", "name"),
    [
        ("2024-05-06", "day"),
        ("2024-05-06/2024-05-12", "week"),
        ("[2024-04-11..2024-04-20]", "week"),
        ("2024-05", "month"),
        ("2024-33", "month"),
        ("2024", "year"),
        ("198X", "decade"),
        ("1914/1918", "decade"),
        ("1991/..", "year"),
        ("[..2024-06]", "month"),
    ],
)
def test_a_date_is_as_fine_as_the_time_it_spans(edtf: str, name: str) -> None:
    assert grain(When.parse(edtf)) == name


def test_without_a_publication_date_nothing_is_read_relative_to_today() -> None:
    text = "It opened on Monday. It closed last year. It burned in 1998."
    assert [mention.said_when for mention in mentions(article("doc", text, {"language": "en"}))] == ["1998"]


def test_the_same_document_gives_the_same_mentions() -> None:
    text = (HERE / "documents/tunnel.md").read_text(encoding="utf-8")
    assert told(text) == told(text)


WORDS = """
On Monday , . ; : ( ) “ ” — – - the of in by which opened said that was and after May 5 2024 1998 the 1990s last week
rose percent 5 % Mr. U.S. – • Photo: ’s 3 May to 6 May according to Reuters 2024年5月6日 ， 。 ⏎ ⏎⏎ \u200b \u0301 \ud7ff
"""
PIECES = st.sampled_from(WORDS.split())


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=60), st.sampled_from(sorted(READ)))
def test_any_words_are_read_without_error(pieces: list[str], language: str) -> None:
    text = " ".join(pieces).replace("⏎", "\n")
    for finding in findings(article("doc", text, {"published": "2024-05-08", "language": language})):
        expression, sentence = finding.expression, finding.sentence
        assert text[expression.start : expression.end] == expression.text
        assert text[sentence.start : sentence.end] == finding.words
        assert sentence.start <= expression.start < sentence.end
        assert finding.event == (finding.confidence >= EVENT)
        assert len(finding.title) <= 80
        assert bool(finding.title) <= finding.event
