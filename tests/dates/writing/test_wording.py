"""A `When` in words, row by row and language by language."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dates.edtf.test_properties import read
from tests.dates.made import EDTF
from tests.dates.rows import rows
from timeline.dates import When
from timeline.dates.writing.date_names import KEYS
from timeline.dates.writing.phrases import LANGUAGES
from timeline.dates.writing.phrases.en import ENGLISH
from timeline.dates.writing.wording import explain, words

ORDER = ("en", "de", "fr", "es", "zh")
SAID = [
    (row[0], row[1], language, said)
    for row in rows("wording.tsv")
    for language, said in zip(ORDER, row[1:], strict=True)
]  # the words that were kept are the English ones


@pytest.mark.parametrize(("edtf", "text", "language", "said"), SAID)
def test_each_row_is_said_in_each_language(edtf: str, text: str, language: str, said: str) -> None:
    assert words(When.parse(edtf, text), language) == said


@pytest.mark.parametrize(
    ("edtf", "text", "said"),
    [
        ("[1800..1833]", "early 19th century", "early 19th century"),
        ("[1800..1833]", "in the early 19th century", "early 19th century"),
        ("[1800..1833]", "", "between 1800 and 1833"),
        ("[1800..1833]", "between 1800 and 1833", "between 1800 and 1833"),
        ("[1800..1833]", "early that century", "between 1800 and 1833"),
        ("[2024-05-01..2024-05-10]", "[2024-05-01..2024-05-10]", "between 1 and 10 May 2024"),
    ],
)
def test_early_mid_and_late_are_said_of_what_was_called_so(edtf: str, text: str, said: str) -> None:
    assert words(When.parse(edtf, text)) == said


def _awaited(name: str) -> list[tuple[str, str, str]]:
    return [(row[0], language, said) for row in rows(name) for language, said in zip(ORDER, row[1:], strict=True)]


@pytest.mark.parametrize(("edtf", "language", "said"), _awaited("wording-ahead.tsv"))
def test_what_is_awaited_is_from_a_day_on_and_not_since_it(edtf: str, language: str, said: str) -> None:
    assert words(When.parse(edtf), language, ahead=True) == said


@pytest.mark.parametrize(("edtf", "language", "sentence"), _awaited("explained-ahead.tsv"))
def test_what_is_awaited_has_not_begun(edtf: str, language: str, sentence: str) -> None:
    assert explain(When.parse(edtf), language, ahead=True) == sentence


@pytest.mark.parametrize(("edtf", "sentence"), rows("explained.tsv"))
def test_each_row_is_explained(edtf: str, sentence: str) -> None:
    assert explain(When.parse(edtf)) == sentence


@pytest.mark.parametrize(
    ("edtf", "start", "end", "zone", "said"),
    [
        ("2025-04-16", "14:30", None, "Europe/Paris", "16 April 2025, 14:30 CEST"),
        ("2025-01-16", "14:30", None, "Europe/Paris", "16 January 2025, 14:30 CET"),
        ("2025-04-16", "14:30", "16:00", "Asia/Shanghai", "16 April 2025, 14:30–16:00 Shanghai time"),
        ("2025-04-16", "14:30", None, "America/Argentina/Buenos_Aires", "16 April 2025, 14:30 Buenos Aires time"),
        ("2025-04-16", "14:30:15", None, None, "16 April 2025, 14:30:15"),
        ("2025-04-16", None, "14:30", "+02:00", "16 April 2025, until 14:30 local time"),
        ("2025-04-16", "20:00", "24:00", "Z", "16 April 2025, 20:00–24:00 UTC"),
        ("2024-05-05/2024-05-10", "10:00", "18:00", "Z", "5 May 2024, 10:00 – 10 May 2024, 18:00 UTC"),
        ("2024-05-05/2024-05-10", "10:00", None, None, "5 May 2024, 10:00 – 10 May 2024"),
        ("2024-05-05/..", "10:00", None, None, "since 5 May 2024, 10:00"),
        ("{2024-05-05,2024-05-06}", "10:00", None, None, "5 and 6 May 2024, 10:00"),
        ("-0043-03-15", "10:00", None, "Europe/Rome", "15 March 44 BC, 10:00 Rome time"),
    ],
)
def test_times_follow_the_day(edtf: str, start: str | None, end: str | None, zone: str | None, said: str) -> None:
    assert words(When.parse(edtf, "", start, end, zone)) == said


def test_a_time_without_a_zone_is_explained() -> None:
    assert "no time zone" in explain(When.parse("2025-04-16", start_time="14:30"))
    assert explain(When.parse("2025-04-16", start_time="14:30", timezone="Z")) == ""


@pytest.mark.parametrize(
    ("edtf", "hemisphere", "said"),
    [
        ("2013-21", "north", "spring of 2013"),
        ("2013-25", "north", "spring of 2013"),
        ("2013-29", "north", "spring of 2013 (southern hemisphere)"),
        ("2013-21", "south", "spring of 2013 (northern hemisphere)"),
        ("2013-25", "south", "spring of 2013 (northern hemisphere)"),
        ("2013-29", "south", "spring of 2013"),
        ("2013-30", "south", "summer of 2013–14"),
    ],
)
def test_only_the_seasons_of_the_other_hemisphere_are_marked(edtf: str, hemisphere: str, said: str) -> None:
    assert words(When.parse(edtf), "en", hemisphere) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en-US", "April 16, 2025"), ("en_us", "April 16, 2025"), ("en-GB", "16 April 2025"),
        ("de-AT", "16. April 2025"), ("zh-Hant-TW", "2025年4月16日"), ("ja", "2025年4月16日"),
        ("it", "16 aprile 2025"), ("pt-BR", "16 de abril de 2025"),
        ("xx", "16 April 2025"), ("", "16 April 2025"), ("not a language", "16 April 2025"),
    ],
)  # fmt: skip
def test_a_region_or_a_language_without_phrases_has_its_own_exact_dates(language: str, said: str) -> None:
    assert words(When.parse("2025-04-16"), language) == said


def test_a_vague_date_in_a_language_without_phrases_is_english() -> None:
    assert words(When.parse("2013-21"), "it") == "spring of 2013"
    assert words(When.parse("2025-04"), "it") == "aprile 2025"


def test_the_words_of_the_source_are_not_repeated() -> None:
    assert words(When.parse("2013-21", text="last spring")) == "spring of 2013"


FORMS = re.compile(r"(the|in|up|dat|acc|of)(\..*)?")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_phrase(language: str) -> None:
    needed = {key for key in ENGLISH if not FORMS.fullmatch(key)}
    assert needed - {"decade.first", "year.big"} <= set(LANGUAGES[language])
    assert set(KEYS.values()) <= set(LANGUAGES[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_names_only_what_english_or_its_date_has(language: str) -> None:
    fields = {name for phrase in ENGLISH.values() for _, name, _, _ in string.Formatter().parse(phrase) if name}
    own = {
        name for phrase in LANGUAGES[language].values() for _, name, _, _ in string.Formatter().parse(phrase) if name
    }
    assert own <= fields | {"m", "m2", "d", "d2", "roman", "n2", "y2"}


@settings(max_examples=300)
@given(EDTF, st.sampled_from([*LANGUAGES, "it"]), st.sampled_from(["north", "south"]))
def test_every_date_has_words_in_every_language(text: str, language: str, hemisphere: str) -> None:
    when = read(text)
    said, sentence = words(when, language, hemisphere), explain(when, language, hemisphere)
    assert said.strip() == said != ""
    assert not re.search(r"[{}]|None|\bY-?\d", said + sentence)
    assert sentence == "" or sentence[-1] in ".。"
    assert not sentence.endswith("..")
