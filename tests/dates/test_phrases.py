"""Phrases as reports and museums write them: those of the development files are read as they say."""

from __future__ import annotations

import pytest

from benchmarks.phrases import Phrase, phrases
from tests.dates.rows import HERE

DEVELOPMENT = [row for name in ("dev.tsv", "dev-more.tsv") for row in phrases(HERE / "phrases" / name)]


@pytest.mark.parametrize("phrase", DEVELOPMENT, ids=lambda phrase: phrase.words)
def test_a_phrase_of_a_report_is_read_as_said(phrase: Phrase) -> None:
    assert phrase.verdict() == ("right", phrase.answer())
