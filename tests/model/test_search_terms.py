"""What a reader types and what is indexed meet."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.factory import event
from timeline.model.search_terms import folded, has_words, phrases, terms

TITLE = event(title="Économie: “Belt & Road” forum, 长江鲟 hatch in U.S.–China rivers", summary="It's 5 km off Chishui")

# typed, found
SEARCHES = [
    ("economie", True), ("ÉCONOMIE", True), ("econ", True), ("conomie", False), ("forum road", True),
    ('"belt road"', True), ('"road belt"', False), ('"belt roa"', False), ("长江", True),
    ("江鲟", True), ("鲟江", False),
    ("chishui hatch", True), ("chishui missing", False), ("u.s.", True), ("it's", True), ("its", False),
    ('belt"', True), ('"belt', True), ("belt*", True), ("belt AND road", False), ("(belt)", True), ("-belt", True),
    ("belt:road", True), ("!!!", False), ("NEAR(belt road)", False), ("2025-04-16", True), ("2025", True),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), SEARCHES)
def test_a_search_finds_what_its_reader_means(typed: str, expected: bool) -> None:
    assert has_words(TITLE, typed) is expected


@given(st.text())
@example("Économie\u0301 한국어 \u1e9b\u0323 ｶﾞ 𝟙")
def test_a_folded_text_is_the_decomposed_one_without_each_combining_character(text: str) -> None:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    assert folded(text) == "".join(c for c in plain if not unicodedata.combining(c))


@given(st.text(max_size=60))
@example("𝑆ß")
def test_nothing_typed_is_an_error_and_terms_fold_to_themselves(typed: str) -> None:
    for phrase in phrases(typed):
        assert terms(" ".join(phrase)) == list(phrase)
