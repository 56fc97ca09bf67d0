"""Phrases as reports and museums write them: those of the development file are read as it says."""

from __future__ import annotations

import pytest

from benchmarks.phrases import Phrase, phrases
from tests.dates.rows import HERE

DEVELOPMENT = list(phrases(HERE / "phrases" / "dev.tsv"))


@pytest.mark.parametrize("phrase", DEVELOPMENT, ids=lambda phrase: phrase.words)
def test_a_phrase_of_a_report_is_read_as_said(phrase: Phrase) -> None:
    assert phrase.verdict() == ("right", phrase.answer())
