"""Short texts give exactly their dated events: clock times, what a date leans on, what dates no event."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.short_texts import judge
from timeline.prose import article, findings
from timeline.prose.expressions import expressions
from timeline.prose.mentions import citation, mentions

HERE = Path(__file__).parent
NOT_YET = frozenset({"Drei Tage nach dem Brand vom 2. Januar 1907 stürzte die Mauer ein."})
"""Texts whose gold is decided and whose rule is still to be written."""


def cases() -> list[dict[str, Any]]:
    lines = (HERE / "short_texts/dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [case for case in map(json.loads, lines) if case["text"] not in NOT_YET]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["text"][:50])
def test_a_short_text_gives_its_events_and_nothing_else(case: dict[str, Any]) -> None:
    told = judge(case)
    assert told.right, told


def events(text: str, published: str = "2024-05-07", language: str = "en") -> list[tuple[str, str]]:
    said = {"published": published, "language": language} if published else {"language": language}
    found = [each for each in findings(article("text", text, said)) if each.event and each.expression.when]
    return [(each.expression.when.edtf, each.said) for each in found if each.expression.when]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The concert on 18 May has been cancelled.", [("2024-05-18", "cancelled")]),
        ("en", "The concert was cancelled on Monday.", [("2024-05-06", "happened")]),
        (
            "en",
            "The fair moved from 19 October to 26 October.",
            [("2024-10-19", "postponed"), ("2024-10-26", "expected")],
        ),
        ("de", "Das Konzert am 18. Mai ist abgesagt.", [("2024-05-18", "cancelled")]),
        ("fr", "Le concert du 18 mai est annulé.", [("2024-05-18", "cancelled")]),
        ("zh", "原定于5月18日的音乐会取消。", [("2024-05-18", "cancelled")]),
    ],
)
def test_what_is_cancelled_or_put_off_says_so(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert events(text, language=language) == expected


@pytest.mark.parametrize(
    "text", ["He resigned last Friday.", "It burnt down in 1997; on Friday he resigned.", "He left yesterday."]
)
def test_nothing_leans_on_a_teller_whose_day_nobody_says(text: str) -> None:
    dates = expressions(text, None)
    assert [each.when.edtf for each in dates if each.when] in ([], ["1997"])


def test_a_mention_says_what_its_date_leaned_on() -> None:
    text = "The treaty was signed on 3 March 2021 and ratified on 9 March. It was dropped on Monday."
    read = article("text", text, {"published": "2024-05-07", "language": "en"})
    rules = [citation(read, each).rule for each in findings(read)]
    assert rules[0] == "day month year"
    assert rules[1].endswith(", from 2021-03-03 told before")
    assert rules[2].endswith(", from the publication on 2024-05-07")


def test_a_doubtful_lean_lowers_the_confidence() -> None:
    sure, doubtful = (
        mentions(article("text", f"The museum {verb} on 18 May.", {"published": "2024-05-07", "language": "en"}))[0]
        for verb in ("will open", "burnt down")
    )
    assert sure.confidence is not None
    assert doubtful.confidence is not None
    assert doubtful.confidence < 0.9 < sure.confidence
