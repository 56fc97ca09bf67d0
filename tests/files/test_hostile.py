"""Files that no curator wrote: whatever they hold, they are read or refused in words, quickly."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.files import folder
from timeline import files
from timeline.errors import InvalidFiles
from timeline.files import history
from timeline.files.located import MAX_PROBLEMS, Located

PIECES = st.sampled_from(
    ["events:", "\n", "  - ", "title", ": ", "when: ", "2013", "&a ", "*a", "!!map ", "{", "}", "[", "]", ",", '"', "'",
     "|", ">-", "#", "? ", "---\n", "...\n", "\t", "\r\n", "\x85", "\u2028", "\\", "é", "日", "\U0001f600", "~", "null",
     "<<: ", "id: a", "%YAML 1.2\n", "@", "`", "places: ", "latitude: ", "{name: ", "url: ", "http://",
     "merged_into: a",
     "\x00", "\ufeff", "\x1b[2J", "\u202e", "translations: ", "sources:\n      - ", "published: ", "9" * 300]
)  # fmt: skip
YAML = st.lists(PIECES, max_size=40).map("".join).map(str.encode)


def outcome(**contents: bytes) -> list[str]:
    """The problems of a folder with these files in place of its own."""
    with tempfile.TemporaryDirectory() as name:
        directory = folder.make(Path(name))
        for file, data in contents.items():
            (directory / NAMES[file]).write_bytes(data)
        try:
            files.read(directory, {})
        except InvalidFiles as error:
            return [str(problem) for problem in error.problems]
    return []


NAMES = {
    "events": "events.yaml",
    "feed": "feeds/all.yaml",
    "sources": "sources.yaml",
    "settings": "timeline.toml",
    "history": "events.history.jsonl",
}


@given(st.sampled_from(sorted(NAMES)), st.one_of(YAML, st.binary(max_size=60)))
@example("events", b"\xff\xfee\x00v\x00")
@example("events", b"events:\n  - title: \xe9t\xe9\n")
@example("events", b"events: [" + b"[" * 5000)
@example("events", b"- " * 20_000 + b"a")
@example("events", b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nevents: [*c, *c]\n")
@example("settings", b"title = 'a'\n" + b"[a]\n" * 2 + b"x = " + b"[" * 5000)
@example("settings", b"title = 1979-05-27T07:32:00Z\nport = 80\n[language]\n")
@example("history", b'{"digest":"0' + b"[" * 100_000)
@settings(max_examples=200)
def test_no_file_is_read_with_a_traceback(file, data):
    for line in outcome(**{file: data}):
        assert line.isprintable()
        assert line.startswith(NAMES[file])


@given(st.integers(0, 400), PIECES)
@settings(max_examples=100)
def test_no_slip_in_a_good_file_gives_a_traceback(place, slip):
    text = f"events:\n{folder.ENTRY}{folder.ENTRY.replace('hatching', 'second')}"
    outcome(events=f"{text[:place]}{slip}{text[place:]}".encode())


def test_a_problem_shows_control_characters_instead_of_sending_them():
    [line] = [
        line for line in outcome(events=b'events:\n  - {title: T, when: 2013, "\\e[2J\\u202e": 1}\n') if "key" in line
    ]
    assert "\\x1b[2J\\u202e" in line


def test_bytes_that_are_no_text_have_a_place():
    assert (
        outcome(events=b"events:\n  - title: \xe9t\xe9\n")
        == [
            "events.yaml:2:12: byte 0xe9 is not UTF-8: save it as UTF-8",
            "feeds/all.yaml:1:1: x",
        ][:1]
    )


def test_a_byte_order_mark_is_fine():
    assert outcome(events=b"\xef\xbb\xbfevents:\n  - {title: T, when: 2013}\n") == []


def test_carriage_returns_count_as_lines():
    assert Located.parse(b"a: 1\r\nb: [\r\n", "x.yaml").problems[0].line == 3


def test_a_file_of_mistakes_lists_a_bounded_number():
    found = Located.parse(b"", "x.yaml")
    for _ in range(MAX_PROBLEMS * 2):
        found.wrong_at(0, "wrong", "mend it")
    assert len(found.problems) == MAX_PROBLEMS + 1
    assert "more problems" in str(found.problems[-1])


def test_an_alias_is_refused_before_it_grows():
    bomb = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 12))
    found = Located.parse(f"x0: &x0 [a]\n{bomb}".encode(), "x.yaml")
    assert found.root is None
    assert all("is not read here" in problem.what for problem in found.problems)


@pytest.mark.parametrize("data", [b"\n" * 10, b"\r\n", b"", b"   \n"])
def test_blank_lines_of_a_history_say_nothing(data):
    found, problems = history.parse(data)
    assert (found.rows, problems) == ((), [])
