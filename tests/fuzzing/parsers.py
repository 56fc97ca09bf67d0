"""Every parser that a stranger's or a curator's text meets, a row each: how it is called, and what it is called with.

A row's function returns where the parser gave a result that holds, or refused with an error of ours; anything that it
raises is a find.
"""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import parse_qs

import msgspec

from tests.extract.samples import HERE as SAMPLES
from tests.files import folder
from tests.fuzzing.mutation import vocabulary
from timeline import files
from timeline.dates import EDTFError, When, explain
from timeline.dates.reading import Reading
from timeline.dates.reading.series import read_series
from timeline.dates.writing import wording
from timeline.errors import InvalidFiles, InvalidQuery, PositionGone, SourceRefused, visible
from timeline.extract.contract import gather
from timeline.extract.detection import detect
from timeline.extract.kinds import KINDS
from timeline.fetch.addresses import follow, split
from timeline.fetch.fetcher import retry_after
from timeline.files import dump, history, source_history
from timeline.merge.normalise import normalise_all
from timeline.model.cursor import Cursor
from timeline.model.parameters import PARAMETERS, SORTS, filter_pairs, parse_filter, parse_query
from timeline.model.source import Document, Source
from timeline.publish.change_log import read_token
from timeline.serve.http.conditional import (
    NotAcceptable,
    PreconditionFailed,
    Representation,
    accepted,
    content,
    read_http_date,
)
from timeline.store import Store

NOW: Final = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
DATES: Final = Path(__file__).parents[1] / "dates"
LANGUAGES: Final = ("en", "de", "fr", "es", "zh")


class Parser(NamedTuple):
    """What reads something: `read` is given bytes. `words` are what its grammar makes something of."""

    name: str
    read: Callable[[bytes], object]
    samples: Sequence[bytes]
    words: Sequence[bytes] = ()


@cache
def make_ready() -> None:
    """Make the tables that are made once, at first use, so that no input is held to account for them."""
    for language in LANGUAGES:
        explain("on no day of 2024", None, language)
        read_series("on no day", language)
        wording.words(When.parse("2024-21"), language)
    for words in PHRASES["other"]:
        explain(words.decode(), None, None)


def demand(holds: object) -> None:
    """What an error of ours has to say."""
    assert holds


def text_of(data: bytes) -> str:
    """The bytes as text; what is none is replaced, as a decoder in front of the parser would."""
    return data.decode("utf-8", "replace")


# Dates


def edtf(data: bytes) -> None:
    """A date in EDTF is written as it was read, and can be said in every language."""
    try:
        when = When.parse(text_of(data))
    except EDTFError as error:
        demand(str(error))
        return
    assert When.parse(when.edtf) == When(when.edtf)
    assert when.begins is None or when.latest is None or when.begins <= when.latest
    for language in LANGUAGES:
        assert wording.words(when, language)
        wording.brief(when, language)
        wording.explain(when, language, "south")


def date_words(language: str, data: bytes) -> None:
    """Words give a date that stands as EDTF, or the reason why they give none."""
    for reference in (None, date(2025, 6, 20)):
        answer = explain(text_of(data), reference, language or None)
        if isinstance(answer, Reading):
            assert When.parse(answer.when.edtf).edtf == answer.when.edtf
        else:
            assert answer.reason


def series_words(data: bytes) -> None:
    """A rule in words is read or not."""
    for language in LANGUAGES:
        read_series(text_of(data), language)


# Documents


def document(kind: str, data: bytes) -> None:
    """A document is read as its kind, or as what it looks like; each claim of it has a date, each refusal a reason."""
    sent = Document(url="a", data=data, retrieved=NOW)
    try:
        found = gather(KINDS[kind or detect(sent)], sent)
    except SourceRefused as error:
        demand(str(error))
        return
    assert all(refusal.reason for refusal in found.refused)
    claims, refused = normalise_all(found.mentions, Source(id="a", name="A", path="a"))
    for claim in claims:
        assert When.parse(claim.when.edtf).edtf == claim.when.edtf
        assert claim.mention.title.strip()
    assert all(refusal.reason for refusal in refused)


def dump_lines(data: bytes) -> None:
    """A line of a dump is an event, or a problem with its line."""
    for line in dump.lines(dump.Dump(io.BytesIO(data), "dump.ndjson", "http://a.example"), NOW):
        assert line.event is None or line.problem is None
        assert line.problem is None or line.problem.line == line.number


# Files of a folder


def file_of_folder(name: str, data: bytes) -> None:
    """A folder with this file is read, or each problem names a file of it."""
    with tempfile.TemporaryDirectory() as made_for_it:
        directory = folder.make(Path(made_for_it))
        (directory / name).write_bytes(data)
        try:
            files.read(directory, {})
        except InvalidFiles as error:
            for problem in error.problems:
                assert visible(str(problem)) == str(problem)
                assert (directory / problem.file).exists(), problem
                assert problem.remedy


def past_of_events(data: bytes) -> None:
    """The history of the files is read, or each problem names a line; so is one whose lines were all sealed anew."""
    for written in (data, b"\n".join(_sealed_anew(line) for line in data.split(b"\n"))):
        past, problems = history.parse(written)
        assert not (past.rows and problems)
        for problem in problems:
            assert visible(str(problem)) == str(problem)
            assert problem.remedy
            assert 0 <= problem.line <= written.count(b"\n") + 1


def _sealed_anew(line: bytes) -> bytes:
    """The line with the digest that it should have, so that what is behind the digest is read too."""
    bare = re.sub(rb'^\{"digest":"[^"]*",', b"{", line)
    return b'{"digest":"' + hashlib.sha256(bare).hexdigest()[:32].encode() + b'",' + bare[1:]


def past_of_sources(data: bytes) -> None:
    """The history of sources is read, whatever lines it lost, and says the same when it is compacted again."""
    for written in (data, b"".join(_sealed_rows(data))):
        source_history.parse(written)
        once = source_history.compacted(written)
        assert source_history.compacted(once) == once


def _sealed_rows(data: bytes) -> Iterator[bytes]:
    """The rows that can be understood, with the digests that they should have."""
    for line in data.splitlines():
        with suppress(msgspec.MsgspecError, UnicodeDecodeError, ValueError):
            yield msgspec.json.decode(line, type=source_history.Row).sealed().line()


# What a client sends


def cursor(data: bytes) -> None:
    """A cursor is one of ours, and then is written as it came, or is refused."""
    for sort in SORTS:
        try:
            read = Cursor.decode(text_of(data), sort)
        except InvalidQuery:
            continue
        assert Cursor.decode(read.encode(), sort) == read


class _Log:
    """A log of nine changes."""

    generation = "gen"

    def position(self) -> int:
        return 9

    def position_now(self) -> int:
        return 9

    def former(self, generation: str) -> int | None:
        return 5 if generation == "before" else None


def position(data: bytes) -> None:
    """A position, in an address or as Last-Event-ID, is one of this log, or is refused."""
    log: Store = _Log()  # type: ignore[assignment]  # what reading a position asks of a store
    with suppress(InvalidQuery, PositionGone):
        assert 0 <= read_token(log, text_of(data)) <= 9


def conditional(data: bytes) -> None:
    """Whatever the headers say, an answer comes: the whole, 304, or one of two errors."""
    representation = Representation(content(b"x" * 2000, "text/plain", NOW), 60)
    headers = [(name, line) for row in data.split(b"\n") for name, _, line in [row.partition(b": ")]]
    for method in ("GET", "HEAD"):
        try:
            answer = representation.answer(method, headers, NOW)
        except (PreconditionFailed, NotAcceptable):
            continue
        assert answer.status in (200, 304)
        assert (len(answer.body) > 0) == (answer.status == 200 and method == "GET")
    for _, line in headers:
        accepted(line)
        at = read_http_date(line)
        assert at is None or at.tzinfo is not None


def fetch_headers(data: bytes) -> None:
    """What a server says of peace and of another address is read or ignored."""
    said = text_of(data)
    until = retry_after(said, NOW)
    assert until is None or until.tzinfo is not None
    for work in (partial(follow, "http://a.example/b", said), partial(split, said)):
        try:
            work()
        except SourceRefused as error:
            demand(str(error))


def query(data: bytes) -> None:
    """An address's parameters are read, and written as what reads alike, or the one at fault is named."""
    given = parse_qs(text_of(data), keep_blank_values=True, max_num_fields=None)
    known = {name: values for name, values in given.items() if name in PARAMETERS}
    for name, values in known.items():
        try:
            PARAMETERS[name].read(name, values[0].strip())
        except InvalidQuery as error:
            demand(error.parameter)
    try:
        parse_query(known)
        chosen = parse_filter(known)
    except InvalidQuery as error:
        demand(error.parameter in PARAMETERS)
        return
    again: dict[str, list[str]] = {}
    for name, value in filter_pairs(chosen):
        again.setdefault(name, []).append(value)
    assert filter_pairs(parse_filter(again)) == filter_pairs(chosen)


# Samples


def column(path: Path, number: int) -> list[bytes]:
    """One column of a table of examples."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#")]
    return [row[number].encode() for row in rows if len(row) > number]


def texts(*paths: Path) -> list[bytes]:
    """The files."""
    return [path.read_bytes() for path in paths]


def samples_of(kind: str) -> list[bytes]:
    """The documents of a kind as producers write them."""
    return texts(*(path for path in sorted((SAMPLES / kind).iterdir()) if path.name.count(".") == 1))


EDTF: Final = column(DATES / "edtf.tsv", 0) + column(DATES / "edtf_invalid.tsv", 0)
PHRASES: Final = {
    language: column(DATES / f"reading/{language}.tsv", 0) + column(DATES / f"reading/{language}-not.tsv", 0)
    for language in (*LANGUAGES, "other")
}
SERIES: Final = [
    b"every Tuesday until 2027-06-30", b"every 2 weeks", b"jeden Freitag ab dem 5. Januar 2024", b"alle 3 Jahre",
    "toutes les 2 semaines jusqu’au 3 mai 2026".encode(), b"cada lunes hasta el 3 de mayo de 2026",
    "每周，共3次".encode(),
    b"every first Monday of the month, 10 times", b"every year on 4 July",
]  # fmt: skip
HEADERS: Final = [
    b'If-None-Match: "abc", W/"abc-gzip", *', b"If-None-Match: *\nIf-Modified-Since: Wed, 25 Nov 2026 09:00:00 GMT",
    b"Accept-Encoding: gzip;q=0.5, identity;q=0, *;q=0.001", b"If-Modified-Since: Wednesday, 25-Nov-26 09:00:00 GMT",
    b"if-match: \"x\"\nif-unmodified-since: Wed Nov 25 09:00:00 2026", b"Range: bytes=0-5,7-\nIf-Range: \"x\"",
    b"if-modified-since: Wed, 25 Nov 2026 09:00:00 +9999", b"accept-encoding: gzip\naccept-encoding: br;q=1.0",
    b"if-unmodified-since: Wed, 25 Nov 0001 00:00:00 +1400",
]  # fmt: skip
FETCHED: Final = [
    b"120", b"Wed, 25 Nov 2026 09:00:00 GMT", b"Wed, 25 Nov 2026 09:00:00 +9999", b"99999999999999999999", b"-5",
    b"1.5",
    b"http://b.example:8080/x?y#z", b"//c.example/", b"../x", "https://münchen.example/ä".encode(), b"http://[::1]:80/",
    b"http://user:pass@d.example/", b"file:///etc/passwd", b"http://e.example:99999/", b"?x",
]  # fmt: skip
ADDRESSES: Final = [
    b"from=2024&to=2025-06&match=within&tag=nature,europe&tag=yangtze", b"q=%22the+dam%22+stur&sort=relevance&limit=10",
    b"place=Paris&status=expected,cancelled&precision=day&fields=id,title", b"as_of=2026-05-01T12:00:00%2B02:00",
    b"expand=occurrences&from=2026-11&to=2026-12&sort=-when", b"past=P1Y&alarm=-P1D&days=7,3,1&fuzzy=span&lang=zh-Hant",
    b"cursor=WyJ3aGVuIixbMSwyLDMsNF0sImEiXQ&since=gen-5&wait=60", b"from=[2024..]&to={1913,1914}&source=Global+Times",
    b"text=the+spring+of+2013&reference=2025-06-20&maxwidth=640&theme=dark&url=http://a.example/feeds/all",
]  # fmt: skip
CURSORS: Final = [
    Cursor(sort="when", key=(1, -2, 3, 4), id="a").encode().encode(),
    Cursor(sort="published", key=(1, 2, 3, 4, 5), id="hatching").encode().encode(),
    Cursor(sort="relevance", key=(9**15,), id="").encode().encode(),
    b"WyJ3aGVuIixbXSwiYSJd", b"eyJzb3J0IjoiYSJ9", b"",
]  # fmt: skip
EVENT_FILE: Final = f"""events:
{folder.ENTRY}    summary: |
      Two lines,
      the second.
    places: [{{name: Chishui River, latitude: 28.59, longitude: 105.7}}]
    links: [{{url: "http://a.example/", title: "A"}}]
    image: {{url: "images/a.jpg", alt: "A fish", credit: "A. N., CC0"}}
    sources:
      - {{title: A report, published: 2025-06-20, words: "April 16, 2025", url: "http://b.example"}}
    translations: {{de: {{title: Störe schlüpfen}}}}
  - id: club
    added: 2026-01-01T09:00:00Z
    title: "Club: evening"
    when: {{edtf: 2026-03-03, text: "3 March 2026", start_time: "19:00", timezone: Europe/Paris}}
    repeat: every Tuesday until 2027-06-30
    except: [2026-03-10, 2026-04]
    changed: [{{date: 2026-03-17, title: Elsewhere, start_time: "20:00"}}]
  - {{id: gone, added: 2026-01-01T09:00:00Z, title: Gone, when: last Friday, status: merged, merged_into: club}}
""".encode()
FEED_FILE: Final = b"""title: Nature
description: All of it
language: en
limit: 20
formerly: [animals, beasts]
query: {tag: [nature, yangtze], from: 2013, to: "2025-08", match: within, q: "the dam", feed: all}
calendar: {fuzzy: span, alarm: -P1D, past: P1Y, cancelled: drop}
"""
SOURCES_FILE: Final = b"""sources:
  - {id: club, name: Rowing club, path: club.ics, trust: publish, every: 2h, tags: [sport]}
  - id: paper
    name: A paper
    url: https://paper.example/feed?token=abc
    kind: feed
    every: 1d
    timezone: Europe/Paris
    language: fr
    trust: review
"""
SETTINGS_FILE: Final = (
    folder.SETTINGS.encode()
    + b"""language = "en"
base_url = "https://rivers.example/path"
timezone = "Europe/Paris"
local_times = "Europe/Paris"
hemisphere = "south"
image_hosts = ["a.example"]
port = 8000
rate = 600
proxies = "10.0.0.0/8"
[[eras]]
name = "Ming"
when = "1368/1644"
"""
)
OWN_LINES: Final = samples_of("own")
HISTORIES: Final = Path(__file__).parents[1] / "cli/last_version"
PAST_OF_EVENTS: Final = texts(HISTORIES / "events.history.jsonl")
PAST_OF_SOURCES: Final = texts(HISTORIES / "sources.history.jsonl")

PARSERS: Final = (
    Parser("edtf", edtf, EDTF, b"Y E S X XX .. ~ ? % / [ ] { } , -21 -29 -33 -41 0000 -0001".split()),
    *(
        Parser(f"words-{language}", partial(date_words, language), PHRASES[language], vocabulary(PHRASES[language]))
        for language in LANGUAGES
    ),
    Parser(
        "words-other", partial(date_words, ""),
        PHRASES["other"], vocabulary(PHRASES["other"]),
    ),
    Parser("series", series_words, SERIES, vocabulary(SERIES)),
    *(Parser(kind, partial(document, kind), samples_of(kind), vocabulary(samples_of(kind))) for kind in KINDS),
    Parser(
        "any", partial(document, ""), [sample for kind in KINDS for sample in samples_of(kind)],
        vocabulary([sample for kind in KINDS for sample in samples_of(kind)[:1]]),
    ),
    Parser("dump", dump_lines, OWN_LINES, vocabulary(OWN_LINES)),
    Parser("events.yaml", partial(file_of_folder, "events.yaml"), [EVENT_FILE], vocabulary([EVENT_FILE])),
    Parser("feed.yaml", partial(file_of_folder, "feeds/all.yaml"), [FEED_FILE], vocabulary([FEED_FILE])),
    Parser("sources.yaml", partial(file_of_folder, "sources.yaml"), [SOURCES_FILE], vocabulary([SOURCES_FILE])),
    Parser("timeline.toml", partial(file_of_folder, "timeline.toml"), [SETTINGS_FILE], vocabulary([SETTINGS_FILE])),
    Parser("events.history.jsonl", past_of_events, PAST_OF_EVENTS, vocabulary(PAST_OF_EVENTS)),
    Parser("sources.history.jsonl", past_of_sources, PAST_OF_SOURCES, vocabulary(PAST_OF_SOURCES)),
    Parser("cursor", cursor, CURSORS),
    Parser("position", position, [b"gen-5", b"0", b"gen-0", b"other-9", b"gen-10"], (b"gen", b"-", b"0", b"9")),
    Parser("conditional", conditional, HEADERS, vocabulary(HEADERS)),
    Parser("fetched headers", fetch_headers, FETCHED, vocabulary(FETCHED)),
    Parser("query", query, ADDRESSES, vocabulary([*ADDRESSES, *EDTF[:60]])),
)  # fmt: skip
