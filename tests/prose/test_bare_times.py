"""A line that is a time and no more names no event."""

from __future__ import annotations

import datetime as dt

import pytest

from timeline.prose import article
from timeline.prose.bare_times import is_only_a_time
from timeline.prose.mentions import mentions

BODY = "The bridge was opened on 3 May 2025, officials said."


@pytest.mark.parametrize(
    "heading",
    [
        "A busy spring", "A Busy Spring", "A long, hot summer in 2025", "Busy spring of 2025", "The roaring 1920s",
        "The long winter of 1947", "What a summer!", "Our busy year 2024", "A terrible 2020", "The 2025 season",
        "Ein heißer Sommer 2025", "Ein langer, kalter Winter", "Un printemps chargé 2025", "Une année difficile",
        "Una primavera ajetreada de 2025", "忙碌的春天", "Spring 2025", "Title: A busy spring",
    ],
)  # fmt: skip
def test_a_heading_that_is_only_a_time_makes_no_event(heading: str) -> None:
    assert is_only_a_time(heading)
    for text in (f"# {heading}\n\n{BODY}", f"{heading}\n\n{BODY}"):
        read = article("a", text, {}, dt.date(2025, 6, 20), None)
        assert [mention.when.edtf for mention in mentions(read) if mention.when] == ["2025-05-03"]


@pytest.mark.parametrize(
    "heading",
    [
        "Shop reopens spring of 2025", "Ferry returns summer 2025", "Opening of the bridge, spring 2025",
        "The flood 1953", "A new bridge 2025", "A festival in spring 2025", "A week of festivals, spring 2025",
        "A hunger march 1932", "The women's march 2017", "The fashion week 2025", "The opening night 2025",
        "Printemps berbère 1980", "The Arab Spring 2011", "The Prague Spring of 1968", "Le printemps arabe 2011",
        "Der Brand 1842",
    ],
)  # fmt: skip
def test_a_heading_that_names_something_may(heading: str) -> None:
    assert not is_only_a_time(heading)


def test_the_title_of_an_article_that_is_only_a_time_stands_for_no_event_of_it() -> None:
    read = article("a", "It was opened on 3 May 2025.", {}, dt.date(2025, 6, 20), None, doc="A busy spring")
    assert [mention.title for mention in mentions(read)] == ["It was opened on 3 May 2025"]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The canal was built between 1802 and 1815.", "between 1802 and 1815"),
        ("Between 1802 and 1815 the canal was built.", "Between 1802 and 1815"),
        ("Der Kanal wurde zwischen 1802 und 1815 gebaut.", "zwischen 1802 und 1815"),
        ("Le canal a été construit entre 1802 et 1815.", "entre 1802 et 1815"),
        ("El canal se construyó entre 1802 y 1815.", "entre 1802 y 1815"),
        ("The wall was built between AD 60 and AD 61.", "between AD 60 and AD 61"),
        ("The canal was built from 1802 to 1815.", "1802 to 1815"),
    ],
)
def test_the_quoted_words_of_a_range_keep_their_between(sentence: str, words: str) -> None:
    (mention,) = mentions(article("a", sentence, {}, None, None))
    assert (mention.said_when, mention.citation.words) == (words, words)
    start, end = (int(number) for number in mention.citation.place.removeprefix("characters ").split("-"))
    assert sentence[start:end] == words
    assert mention.when is not None
    assert words in mention.when.text
