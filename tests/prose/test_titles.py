"""Titles made out of clauses."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.prose.marked import marked, rows
from timeline.prose.clauses import clauses
from timeline.prose.cues import CUES
from timeline.prose.shorten import shorten
from timeline.prose.tidy import LONGEST
from timeline.prose.titles import title

ROWS = rows("titles.tsv")
ENGLISH = CUES["en"]


def titled(text: str, language: str = "en") -> str:
    sentence, asked, dates = marked(text)
    cues = CUES[language]
    return title(sentence, clauses(sentence, cues, dates), asked[0], dates, cues)


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[text[:50] for text, _ in ROWS])
def test_a_title_keeps_subject_and_verb_and_leaves_out_the_date(text: str, expected: str) -> None:
    assert titled(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in ROWS])
def test_a_title_fits_and_ends_well(text: str) -> None:
    found = titled(text)
    assert 0 < len(found) <= LONGEST
    assert found[0] == found[0].upper()
    assert found.rsplit(" ", 1)[-1].lower() not in ENGLISH.trailing
    assert found[-1] not in ",;:–—-"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Am {3. Mai 1998} öffnete das Werk (Bau 2), aber die Straße fehlte.", "Das Werk öffnete"),
        (
            "de",
            "Die alte Brücke, die {1953} gebaut wurde, wird im [Herbst] abgerissen.",
            "Die alte Brücke wurde gebaut",
        ),
        (
            "de",
            "{1848} wurde die Stadt von preußischen Truppen besetzt.",
            "Die Stadt wurde von preußischen Truppen besetzt",
        ),
        ("de", "Die Gruppe kündigte für {Samstag} eine Kundgebung an.", "Die Gruppe kündigte eine Kundgebung an"),
        (
            "de",
            "Der Stadtrat von Regensburg hat am {Montag} den Bau einer neuen Brücke über die Donau beschlossen.",
            "Der Stadtrat von Regensburg hat den Bau einer neuen Brücke beschlossen",
        ),
        ("fr", "L'incendie a détruit un pont construit en {1924}.", "Un pont a été construit"),
        ("fr", "Né à Lyon en {1920}, Jean Moreau étudia le droit.", "Jean Moreau est né à Lyon"),
        ("es", "El alcalde, que fue elegido en {2019}, dimitió el [lunes].", "El alcalde fue elegido"),
        ("es", "Fundado en {1920} por dos hermanos, el club ganó un título.", "El club fue fundado por dos hermanos"),
        ("zh", "老图书馆建于{1958年}，去年[12月31日]闭馆。", "老图书馆建于1958年"),
        ("zh", "老图书馆建于[1958年]，{去年12月31日}闭馆。", "老图书馆闭馆"),
        ("zh", "鲁迅[1881年]生于绍兴，{1936年10月19日}在上海逝世。", "鲁迅在上海逝世"),
        ("fr", "Le pont a été inauguré en {mai 1998}, mais la route manquait.", "Le pont a été inauguré"),
        ("es", "El puente fue inaugurado en {mayo de 1998}.", "El puente fue inaugurado"),
        ("zh", "大桥于{2018年10月}正式通车，全长五十五公里。", "大桥正式通车"),
    ],
)
def test_other_languages_get_their_clause(language: str, text: str, expected: str) -> None:
    assert titled(text, language) == expected


@given(st.text(alphabet="abcdeAB. ,;:()“”\"'-—\n0129的了，。", max_size=400), st.sampled_from(sorted(CUES)))
def test_any_words_give_a_title_of_at_most_eighty_characters(text: str, language: str) -> None:
    found = shorten(text, CUES[language])
    assert len(found) <= LONGEST
    assert "\n" not in found


@given(st.text(alphabet="ab the was who that, said on (–) in and 5", min_size=5, max_size=300), st.integers(0, 290))
def test_any_sentence_is_covered_by_its_clauses(text: str, at: int) -> None:
    at = min(at, len(text) - 1)
    parts = clauses(text, ENGLISH, [(at, at + 1)])
    assert parts[0].start == 0
    assert parts[-1].end == len(text)
    assert all(a.end == b.start for a, b in pairwise(parts))
    assert len(title(text, parts, at, [(at, at + 1)], ENGLISH)) <= LONGEST
