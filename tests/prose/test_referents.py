"""A pronoun at the beginning of a title becomes the name told before it, or the document's title stands."""

from __future__ import annotations

import datetime as dt

import pytest

from timeline.prose import Article
from timeline.prose.finding import UNNAMED
from timeline.prose.mentions import mentions

PUBLISHED = dt.date(2024, 6, 12)


def told(text: str, language: str = "en") -> list[tuple[str, float]]:
    document = Article(doc="doc", text=text, published=PUBLISHED, title="The story’s own headline", language=language)
    return [(mention.title, mention.confidence) for mention in mentions(document)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Chief executive Ingrid Solheim presented the plan. She joined Norvind in 2016.",
            "Ingrid Solheim joined Norvind",
        ),
        ("Josiah Harland bought the mill. His widow sold it in 1851.", "Josiah Harland’s widow sold it"),
        ("Former minister Rui Tavares denied it. Tavares was ill. He resigned in 2019.", "Rui Tavares resigned"),
        ("Elmsford Mill stands by the river. It was sold in 1802.", "Elmsford Mill was sold"),
        ("The probe reached Thea. Its main camera failed in November 2023.", "The probe’s main camera failed"),
        ("Two engineers built a turbine. They founded the firm in 1998.", "Two engineers founded the firm"),
        ("Founded by monks, the abbey became a school. It was closed in 1803.", "The abbey was closed"),
        ("During the war it made blankets. The mill stood empty. It burnt down in 1974.", "The mill burnt down"),
    ],
)
def test_the_name_is_found(text: str, title: str) -> None:
    (*_, (named, sure)) = told(text)
    assert named == title
    assert sure > UNNAMED


@pytest.mark.parametrize(
    "text",
    [
        "She left for London in 1938.",
        "Anna Berg and Maria Klein met. She left for London in 1938.",
        "It was a Saturday in May 2019.",
        "We moved here in 2013.",
        "How did this come about in 2013?",
    ],
)
def test_where_nobody_can_tell_the_documents_title_stands_and_the_confidence_says_so(text: str) -> None:
    for named, sure in told(text):
        assert named == "The story’s own headline"
        assert sure <= UNNAMED


@pytest.mark.parametrize(
    ("language", "text", "title"),
    [
        ("fr", "Le musée rouvrira. Inauguré en 1991, il a été rénové.", "Le musée a été inauguré"),
        ("fr", "La mine employait 300 hommes. Elle a été fermée en 1973.", "La mine a été fermée"),
        ("zh", "杭州市新图书馆将正式开放。该馆由李明设计，2020年3月动工。", "杭州市新图书馆动工"),
    ],
)
def test_other_languages_find_the_name_too(language: str, text: str, title: str) -> None:
    assert [named for named, _ in told(text, language)] == [title]
