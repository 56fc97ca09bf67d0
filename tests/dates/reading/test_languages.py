"""Each language reads its rows and refuses the others. Rows: phrase, reference, EDTF, rule."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.dates.rows import rows
from timeline.dates.reading import LANGUAGES, NoDate, explain, read

CODES = sorted(LANGUAGES.keys() - {"en"})
READ = [(code, *row) for code in CODES for row in rows(f"reading/{code}.tsv")] + [
    (None, *row) for row in rows("reading/other.tsv")
]
REFUSED = [(code, *row, "")[:3] for code in CODES for row in rows(f"reading/{code}-not.tsv")] + [
    (None, *row, "")[:3] for row in rows("reading/other-not.tsv")
]


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("language", "phrase", "reference", "edtf", "rule"), READ)
def test_a_language_reads_its_phrases(language: str | None, phrase: str, reference: str, edtf: str, rule: str) -> None:
    found = read(phrase, day(reference), language)
    assert found is not None
    assert (found.when.edtf, found.rule) == (edtf, rule)
    assert (found.start, found.end, found.when.text) == (0, len(phrase), phrase)


@pytest.mark.parametrize(("language", "phrase", "reference"), REFUSED)
def test_a_language_refuses_what_is_no_date(language: str | None, phrase: str, reference: str) -> None:
    found = explain(phrase, day(reference), language)
    assert isinstance(found, NoDate), found
    assert found.reason
