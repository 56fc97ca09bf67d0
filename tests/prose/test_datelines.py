"""A text's own date is what its relative words count from, where nobody else says when it was published."""

from __future__ import annotations

import pytest

from timeline.prose import article, events, findings

TOLD = "The mayor opened a new bridge on Friday."


def days(text: str, **said: str) -> list[str]:
    dated = (each.expression.when for each in events(findings(article("text", text, said))))
    return [when.edtf for when in dated if when]


@pytest.mark.parametrize(
    "line",
    [
        "Beijing, 7 May 2024. ",
        "LONDON, May 7, 2024 (Reuters) — ",
        "(Paris, 7 May 2024) ",
        "(Reuters) - May 7, 2024 - ",
        "Published: 7 May 2024\n\n",
        "Posted on May 7, 2024 by admin\n\n",
        "By Jane Doe | May 7, 2024\n\n",
        "Jane Doe\n7 May 2024\n\n",
        "First published on Tue 7 May 2024 06.00 BST\n\n",
        "FOR IMMEDIATE RELEASE — May 7, 2024\n\n",
    ],
)
def test_a_dateline_is_what_relative_words_count_from(line: str) -> None:
    assert days(line + TOLD) == ["2024-05-03"]


def test_what_somebody_says_of_the_publication_comes_before_a_dateline() -> None:
    assert days(f"Beijing, 7 May 2024. {TOLD}", published="2025-05-07") == ["2025-05-02"]


@pytest.mark.parametrize(
    "text",
    [
        f"Updated 7 May 2024\n\n{TOLD}",
        f"Summer party\nDate: 7 May 2024\n\n{TOLD}",
        f"Vienna, 7 May 1815. {TOLD} The bridge fell in 1916.",
        f"7 May 2024\n\n{TOLD}\n\n9 May 2024\n\nIt rained.",
    ],
)
def test_what_may_be_another_day_is_none_to_count_from(text: str) -> None:
    assert not {"2024-05-03", "1815-05-05"} & set(days(text))


def test_the_day_of_a_dateline_is_that_of_the_document() -> None:
    assert str(article("text", f"Beijing, 7 May 2024. {TOLD}", {}).published) == "2024-05-07"
