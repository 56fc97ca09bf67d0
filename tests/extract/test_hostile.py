"""What strangers send: nothing ends in a traceback, and the reason names the bound."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from timeline.errors import SourceRefused
from timeline.extract.detection import detect
from timeline.extract.kinds import KINDS, extract
from timeline.extract.limits import FIELD, ITEMS, SIZE
from timeline.model.source import Document, Extraction

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def document(data: bytes | str, url: str = "a", media_type: str = "") -> Document:
    return Document(
        url=url, data=data.encode() if isinstance(data, str) else data, retrieved=NOW, media_type=media_type
    )


def read(data: bytes | str, kind: str = "", url: str = "a") -> Extraction:
    return extract(document(data, url), kind)


NASTY = (
    b"\x00" * 1000,
    b"\xff\xfe\x00",
    b"\xff" * 999,
    b"{" * 100_000,
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"<" * 100_000,
    b"<a>" * 20_000,
    b"<!DOCTYPE x [" + b"<!ENTITY a '&a;&a;'>" * 100,
    b"BEGIN:VCALENDAR\n" * 1000,
    b"BEGIN:VEVENT\nDTSTART" + b";X=Y" * 10_000,
    b'"' * 10_000,
    b",\n" * 10_000,
    b"---\n" * 10_000,
    b"---\na: [\n---\n",
    b"May 1, " * 2_000,
    b"1" * 50_000,
    b"\xed\xa0\x80 lone surrogate",
    b'{"title": "\\ud800", "when": {"edtf": "2024"}, "id": "a"}',
    b'{"events": [NaN, 1e999, ' + b"9" * 5000 + b"]}",
    b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": {"a": []}, "title": [1], "date_published": 5}]}',
    b"Date,Title\n" + b'"2024-01-01",' + b"x" * 200_000 + b"\n",
    b"Date,Title\n" + b'"' * 99_999,
)


@pytest.mark.parametrize("kind", ["", *KINDS])
@pytest.mark.parametrize("data", NASTY, ids=range(len(NASTY)))
def test_nasty_bytes_are_read_or_refused_with_a_reason(data: bytes, kind: str) -> None:
    found, reason = outcome(data, kind)
    assert reason == "" or (reason.startswith(("a: ", "a:3: ")) and len(reason) < 1000)
    assert all(item.reason and item.place for item in found.refused)


def outcome(data: bytes, kind: str) -> tuple[Extraction, str]:
    """What was read, and why nothing was."""
    try:
        return read(data, kind), ""
    except SourceRefused as error:
        return Extraction(), str(error)


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(SourceRefused, match="the document is empty"):
        read(b" \n ")


def test_the_size_is_bounded_and_named() -> None:
    with pytest.raises(SourceRefused, match=f"at most {SIZE:,} are read"):
        read(b"x" * (SIZE + 1))


def test_the_number_of_items_is_bounded_and_named() -> None:
    rows = "\n".join(f"2024-01-01,event {n}" for n in range(ITEMS + 5))
    found = read("Date,Title\n" + rows, "csv")
    assert len(found.mentions) == ITEMS
    assert not found.complete
    assert found.refused[-1].reason == f"only the first {ITEMS:,} items are read"


def test_a_title_of_many_characters_is_refused_and_a_long_text_cut() -> None:
    events = [
        {"id": "a", "title": "x" * (FIELD + 1), "when": {"edtf": "2024"}},
        {"id": "b", "title": "y", "summary": "z" * (2 * FIELD), "when": {"edtf": "2024"}},
    ]
    found = read(json.dumps(events))
    assert [mention.key for mention in found.mentions] == ["b"]
    assert len(found.mentions[0].summary) == FIELD
    assert f"more than {FIELD:,} characters" in found.refused[0].reason


def test_refusals_are_bounded_and_counted() -> None:
    found = read("Date,Title\n" + "soon,x\n" * 5_000, "csv")
    assert len(found.refused) == 200
    assert found.refused[-1].reason == "4,801 more items were refused"


def test_the_depth_of_json_is_bounded_and_named() -> None:
    with pytest.raises(SourceRefused, match="nested more than 100 levels"):
        read(b'{"events":' + b"[" * 150 + b"]" * 150 + b"}")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04....", "an archive"),
        (b"\x1f\x8b....", "compressed"),
        (b"\x89PNG\r\n", "a picture"),
        (b"ELF" + b"\x00\x01\x02" * 500, "no text"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(SourceRefused, match=reason):
        read(data)


def test_an_unknown_kind_names_those_there_are() -> None:
    with pytest.raises(SourceRefused, match="'xls' is no kind of document; there are ics, feed"):
        read(b"x", "xls")


FEED = '<rss version="2.0">{}<channel><title>T</title><item><title>A on 3 May 2024 {}</title></item></channel></rss>'


def test_entities_are_neither_expanded_nor_fetched() -> None:
    declared = '<!DOCTYPE x [<!ENTITY a "secret"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    found = read((declared + FEED).format("", "&a;&f;"), "feed")
    assert "secret" not in repr(found)
    assert found.refused[0].reason == "entities that it declares are not expanded"
    assert len(found.mentions) == 1


def test_a_name_of_a_file_is_not_opened(tmp_path: object) -> None:
    with pytest.raises(SourceRefused, match="no feed"):
        read(b"/etc/hostname", "feed")


def test_markup_and_scripts_never_reach_a_mention() -> None:
    found = read(FEED.format("", "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"), "feed")
    assert found.mentions[0].title == "A on 3 May 2024"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://", "//", "ftp://a/b"]
)
def test_only_addresses_of_the_web_become_links(link: str) -> None:
    events = [{"id": "a", "title": "x", "when": {"edtf": "2024"}, "url": link, "links": [{"url": link}]}]
    mention = read(json.dumps(events)).mentions[0]
    assert (mention.url, mention.links) == ("", ())


def test_an_address_that_several_items_have_identifies_none() -> None:
    events = [{"id": id, "title": id, "when": {"edtf": "2024"}, "url": "https://a.example/"} for id in "ab"]
    assert [mention.url for mention in read(json.dumps(events)).mentions] == ["", ""]


@pytest.mark.parametrize(
    ("data", "url", "media_type", "kind"),
    [
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "https://a.example/x", "text/plain", "ics"),
        (b"\xef\xbb\xbf\r\nbegin:vcalendar\n", "x", "", "ics"),
        (b"<?xml version='1.0'?><!-- x --><rss/>", "https://a.example/x", "text/html", "feed"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x' 'y'><html/>", "x", "", "page"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "x", "", "feed"),
        (b"<rdf:RDF/>", "x", "", "feed"),
        (b"<div class='h-event'></div>", "x", "", "page"),
        (b'{"version":"https://jsonfeed.org/version/1.1","items":[]}', "x.json", "", "feed"),
        (b'{"events":[{"start_date":{"year":1}}]}', "x.json", "", "timelinejs"),
        (b'{"events":[{"id":"a","when":{"edtf":"1"}}]}', "x.json", "", "own"),
        (b'{"@context":"https://schema.org","@type":"Event"}', "x.json", "", "page"),
        (b'{"id":"a","title":"b"}\n{"id":"c","title":"d"}\n', "x", "", "own"),
        (b"Date;Title\n2024;x\n", "x", "", "csv"),
        (b"Date,Title\n2024,x\n", "x.txt", "", "text"),
        (b"2024: a\n2025: b\n", "x", "", "markwhen"),
        (b"2024: a\n2025: b\n", "x.md", "", "text"),
        (b"Some words, and more.", "x", "", "text"),
        (b"# Title\n\nDate, place and title are unknown.", "x", "", "text"),
    ],
)
def test_a_document_is_recognised_by_its_bytes_before_its_name(
    data: bytes, url: str, media_type: str, kind: str
) -> None:
    assert detect(document(data, url, media_type)) == kind
