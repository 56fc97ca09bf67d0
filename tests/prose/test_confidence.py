"""Which dates are said to date an event, and how sure that is."""

from __future__ import annotations

import math

import pytest

from tests.prose.marked import marked, rows
from timeline.prose.clauses import clauses
from timeline.prose.confidence import BIAS, EVENT, confidence
from timeline.prose.cues import CUES
from timeline.prose.signs import SIGNS
from timeline.prose.surroundings import Surroundings
from timeline.prose.words import governing

ROWS = rows("decisions.tsv")


def context(text: str, precision: str, language: str = "en", **more: bool) -> Surroundings:
    sentence, (start, end), dates = marked(text)
    parts = clauses(sentence, CUES[language], dates)
    return Surroundings(sentence, start, end, parts[governing(parts, start)], precision, CUES[language], **more)


@pytest.mark.parametrize(("event", "precision", "text"), ROWS, ids=[text[:60] for _, _, text in ROWS])
def test_a_date_is_told_from_a_figure_a_name_and_a_report(event: str, precision: str, text: str) -> None:
    sure, signs = confidence(context(text, precision))
    assert (sure >= EVENT) == (event == "1"), f"{sure} {signs}"


@pytest.mark.parametrize(
    ("language", "event", "precision", "text"),
    [
        ("de", True, "day", "Das Werk wurde am {3. Mai 1998} eröffnet."),
        ("de", False, "year", "Der Umsatz stieg {2023} um 5 Prozent auf 3 Milliarden Euro."),
        ("fr", True, "month", "Le pont a été inauguré en {mai 1998}."),
        ("fr", False, "year", "Le chiffre d’affaires a augmenté de 5 % en {2023}."),
        ("es", True, "day", "El puente fue inaugurado el {3 de mayo de 1998}."),
        ("es", False, "year", "Las ventas aumentaron un 5 por ciento en {2023}."),
        ("zh", True, "month", "大桥于{2018年10月}正式通车。"),
        ("zh", False, "year", "{2023年}，进出口总额同比增长5%。"),
    ],
)
def test_other_languages_decide_by_their_own_table(language: str, event: bool, precision: str, text: str) -> None:
    sure, signs = confidence(context(text, precision, language))
    assert (sure >= EVENT) == event, f"{sure} {signs}"


def test_a_caption_speaks_for_an_event_and_a_dateline_against() -> None:
    text = "Visitors in Bergen on {May 4, 2024}."
    plain = confidence(context(text, "day"))[0]
    assert confidence(context(text, "day", caption=True))[0] > plain
    assert confidence(context("BERGEN, {May 4} (NTB) --", "day", dateline=True))[0] < EVENT


def test_the_confidence_is_the_logistic_of_the_signs_that_are_named() -> None:
    sure, names = confidence(context("Trade rose 5 percent in {2023}.", "year"))
    odds = BIAS + sum(sign.weight for sign in SIGNS if sign.name in names)
    assert sure == round(1 / (1 + math.exp(-odds)), 2)


def test_every_sign_has_a_name_of_its_own() -> None:
    assert len({sign.name for sign in SIGNS}) == len(SIGNS)
