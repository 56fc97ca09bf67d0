"""Documents as they stand: front matter, publication dates, languages, hashes, offsets."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest

from timeline.dates.publication import day
from timeline.errors import SourceRefused
from timeline.prose import from_bytes, from_line
from timeline.prose.cues import detect_language
from timeline.prose.document import FRONT_LIMIT, READ, article

FRONT = (
    '---\ntitle: "Tunnel: the end"\npublisher: Bergen Daily\npublished: 2024-05-07  # a Tuesday\nlanguage: en\n---\n'
)


def test_front_matter_says_what_it_says() -> None:
    found = from_bytes("news/tunnel.md", (FRONT + "Text.").encode())
    assert (found.doc, found.title, found.publisher) == ("tunnel", "Tunnel: the end", "Bergen Daily")
    assert found.published == dt.date(2024, 5, 7)
    assert found.text[found.body :] == "Text."


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_offsets_count_code_points_of_the_file_as_it_stands(newline: str, mark: str) -> None:
    text = mark + FRONT.replace("\n", newline) + f"Ünïcode 😀.{newline}It opened."
    found = from_bytes("a.md", text.encode())
    assert found.text == text
    assert found.text[found.body :].startswith("Ünïcode")
    assert found.digest == hashlib.sha256(text.encode()).hexdigest()


def test_a_byte_order_mark_alone_is_not_prose() -> None:
    assert from_bytes("a.txt", "\ufeffText.".encode()).body == 1


@pytest.mark.parametrize(
    "text",
    [
        "---\nA rule across the page.\n---\nMore.",
        "---\npublished: 2024-05-07\nno end",
        "Text\n---\npublished: 2024-05-07\n---\n",
        "---\n" + "a: b\n" * FRONT_LIMIT + "---\n",
        "",
        "---",
        "---\n---\n",
    ],
    ids=["a rule", "no end", "not at the top", "too long", "empty", "only dashes", "nothing between"],
)
def test_what_is_no_front_matter_is_prose(text: str) -> None:
    found = from_bytes("a.md", text.encode())
    assert (found.body, found.published) == (0, None)


def test_the_documents_own_date_comes_before_the_one_given() -> None:
    other = dt.date(2020, 1, 1)
    assert from_bytes("a.md", (FRONT + "x").encode(), other).published == dt.date(2024, 5, 7)
    assert from_bytes("a.md", b"x", other).published == other
    assert from_bytes("a.md", b"x").published is None


@pytest.mark.parametrize(
    "said", ["2024-02-30", "2024-13-01", "0000-01-01", "yesterday", "2024", "May 2024", "soon", "99999"]
)
def test_an_impossible_date_names_the_document(said: str) -> None:
    with pytest.raises(SourceRefused, match=r"^news/a\.md: published: .*2024-05-07"):
        from_bytes("news/a.md", f"---\npublished: {said}\n---\n".encode())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2024-05-07", (2024, 5, 7)),
        ("2024-05-07T23:30:00-05:00", (2024, 5, 7)),
        ("2024-05-07 10:00", (2024, 5, 7)),
        ("May 7, 2024", (2024, 5, 7)),
        ("7 May 2024", (2024, 5, 7)),
        ("0044-03-15", (44, 3, 15)),
    ],
)
def test_a_publication_date_may_be_written_out(said: str, meant: tuple[int, int, int]) -> None:
    assert day(said, "x") == dt.date(*meant)


def test_bytes_that_are_no_text_name_the_document_and_the_place() -> None:
    with pytest.raises(SourceRefused, match=r"b\.md: not UTF-8 text \(byte 3\)"):
        from_bytes("b.md", b"abc\xff")


@pytest.mark.parametrize("front", ["a: [", "a: b: c", "a: *b", "a: " + "[" * 5_000, 'a: "\\x"'])
def test_broken_front_matter_names_the_document(front: str) -> None:
    with pytest.raises(SourceRefused, match=r"^c\.md:\d+: the front matter is not YAML"):
        from_bytes("c.md", f"---\n{front}\n---\n".encode())


def test_a_line_of_json_is_a_document() -> None:
    line = json.dumps({"doc": "x-1", "published": "2024-05-07", "text": "It opened.", "gold": []})
    found = from_line("f:1", line.encode())
    assert (found.doc, found.published, found.text) == ("x-1", dt.date(2024, 5, 7), "It opened.")


@pytest.mark.parametrize("published", [None, ""])
def test_a_line_may_lack_its_date(published: str | None) -> None:
    assert from_line("f:1", json.dumps({"doc": "x", "published": published, "text": ""}).encode()).published is None


@pytest.mark.parametrize(
    "line",
    [b"{", b"[]", b'{"doc": "x"}', b'{"doc": 1, "text": ""}', b"[" * 100_000, b'{"doc":"x","text":"\\ud800"}', b"\xff"],
)
def test_a_line_that_is_no_document_names_its_place(line: bytes) -> None:
    with pytest.raises(SourceRefused, match=r"^f\.jsonl:7: "):
        from_line("f.jsonl:7", line)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The bridge was opened by the king and the people of the town."),
        ("de", "Die Brücke wurde von dem König und den Leuten der Stadt eröffnet."),
        ("fr", "Le pont a été ouvert par le roi et les gens de la ville pour la fête."),
        ("es", "El puente fue abierto por el rey y la gente de la ciudad para la fiesta."),
        ("zh", "国王和市民在河边为大桥举行了通车仪式。"),
        ("en", ""),
        ("en", "12345 !!"),
    ],
)
def test_the_language_is_seen_in_the_words(code: str, text: str) -> None:
    assert detect_language(text) == code


def test_a_language_that_is_said_comes_first() -> None:
    for code in READ:
        assert article("x", "The end of the pier.", {"language": f"{code}-XX"}).language == code
        assert article("x", "The end of the pier.", {"language": "en"}, language=code).language == code
    assert article("x", "The end of the pier.", {"language": "tlh"}).language == "en"


def test_only_languages_that_are_read_are_seen() -> None:
    assert detect_language("Le pont a été ouvert par le roi.", {"en", "de"}) != "fr"
    assert detect_language("国王在河边。", {"en"}) == "en"


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ('title: "A\ndate: 2020-01-01', 2),
        ('date: 2020-01-01\ntitle: "A "great" fair"', 3),
        ("date: 2020-01-01\ntags: [a", 4),
    ],
)
def test_bad_front_matter_has_its_line(front: str, line: int) -> None:
    with pytest.raises(SourceRefused, match=rf"^c\.md:{line}: the front matter is not YAML"):
        from_bytes("c.md", f"---\n{front}\n---\nText.\n".encode())
