"""Places and people that the words give away."""

from __future__ import annotations

import pytest

from tests.prose.marked import rows
from timeline.prose.names import people, places

ROWS = rows("names.tsv")


@pytest.mark.parametrize(("words", "where", "who"), ROWS, ids=[row[0][:50] for row in ROWS])
def test_places_follow_in_and_people_a_title(words: str, where: str, who: str) -> None:
    assert "|".join(places(words)) == where
    assert "|".join(people(words)) == who


@pytest.mark.parametrize(
    ("language", "words", "where", "who"),
    [
        ("zh", "中国国家主席习近平5日在巴黎会见法国总统马克龙。", ("中国", "巴黎", "法国"), ("习近平", "马克龙")),
        ("de", "Am 5. Mai traf Präsident Macron in Paris ein.", ("Paris",), ("Macron",)),
        ("fr", "Le président Macron est arrivé à Lyon.", ("Lyon",), ("Macron",)),
        ("es", "La ministra Ana Silva llegó a Lima en marzo; se reunió en Madrid.", ("Madrid",), ("Ana Silva",)),
    ],
)
def test_other_languages(language: str, words: str, where: tuple[str, ...], who: tuple[str, ...]) -> None:
    assert places(words, language) == where
    assert people(words, language) == who
