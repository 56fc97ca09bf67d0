"""A folder read again after an edit is as if it had never been read before: entries, places and problems."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.files import folder
from timeline.errors import InvalidFiles
from timeline.files import Folder, Reader, cut, entries, events

RIGHT = (
    "- id: {id}\n  added: {added}\n  title: Sturgeon & trout\n  when: 2013-21\n  tags: [nature, fish]\n",
    "- id: {id}\n  added: {added}\n  title: Council\n  summary: |+\n    It met.\n\n    - twice\n\n  when: 2013\n",
    "- id: {id}\n  added: {added}\n  title: 'One\n\n    and another'\n  when: 16 April 2025\n# why\n",
    "- {{id: {id}, added: {added}, title: Flow,\n   when: 2020-05}}\n",
    "-   # of old\n  id: {id}\n  added: {added}\n  title: >-\n   Folded\n   text\n  when: {{edtf: 2020, text: then}}\n",
    "- id: {id}\n  added: {added}\n  title: Bridge\n  when: 1900/1910\n  status: merged\n  merged_into: e1\n",
    "- title: New\n  when: 2024-05-05\n  places:\n  - name: Town\n  - Hall\n",
)
WRONG = (
    "- id: {id}\n  title: No date\n",
    "-\n",
    "- just text\n",
    "- id: {id}\n  title: Twice\n  title: Twice\n  when: someday\n  colour: red\n",
    "- id: {id}\n  title: &anchor One\n  when: 2020\n",
    "- id: {id}\n  title: *anchor\n  when: 2020\n",
    "- id: {id}\n  title: !tag One\n  when: 2020\n",
    "- id: {id}\n  title: \"never closed\n  when: 2020\n",
    "- id: {id}\n  title: \"over\n- the edge\"\n  when: 2020\n",
    "- id: {id}\n  tags: [open,\n- b]\n  title: T\n  when: 2020\n",
    "- id: {id}\n\ttitle: Tab\n",
    "- id: {id}\n  title: a: b\n",
    " - id: {id}\n   title: Deeper\n   when: 2020\n",
    "more: keys\n",
    "---\n",
    "<<<<<<< ours\n",
    "# a comment\n\n",
    "- id: {id}\n  title: |\n# ends it\n  when: 2020\n",
    "- id: {id}\n  title: Bell \x07\n  when: 2020\n",
)  # fmt: skip
HEADERS = ("events:\n", "# ours\n\nevents:   # all\n# the first\n", "events:\n\n", "events: []\n", "# none\n")
piece = st.tuples(st.sampled_from(RIGHT * 4 + WRONG), st.sampled_from([f"e{n}" for n in range(12)]))
pieces = st.lists(piece, min_size=1, max_size=8)
edits = st.lists(st.tuples(st.sampled_from(["put", "drop", "swap", "double"]), st.integers(0, 9), piece), max_size=3)


def text(header: str, body: list[tuple[str, str]], indent: int, end: str) -> str:
    lines = "".join(said.format(id=id, added="2026-01-01T09:00:00Z") for said, id in body).splitlines(keepends=True)
    return (header + "".join(" " * indent * bool(line.strip()) + line for line in lines)).replace("\n", end)


def edited(body: list[tuple[str, str]], made: list[tuple[str, int, tuple[str, str]]]) -> list[tuple[str, str]]:
    body = list(body)
    for how, at, new in made:
        at %= len(body) + 1
        if how == "put":
            body.insert(at, new)
        elif how == "drop":
            del body[at : at + 1]
        elif how == "swap":
            body[at:] = reversed(body[at:])
        else:
            body += body[at : at + 1]
    return body


def outcome(reader: Reader) -> Folder | list[str]:
    """The folder, or the problems; those of entries whose text is never read alone as well."""
    try:
        return reader.read(reader.look()).folder
    except InvalidFiles as error:
        return [str(problem) for problem in error.problems]


def whole(directory: Path, monkeypatch: pytest.MonkeyPatch) -> Folder | list[str]:
    """The same by a reader that knows nothing and cuts nothing."""
    with monkeypatch.context() as patched:
        patched.setattr(entries, "cut", lambda text: [])
        return outcome(Reader(directory, {}))


@given(
    header=st.sampled_from(HEADERS[:1] * 6 + HEADERS),
    body=pieces,
    saves=st.lists(edits, min_size=1, max_size=3),
    indent=st.sampled_from([0, 2]),
    end=st.sampled_from(["\n", "\n", "\r\n"]),
    zone=st.sampled_from(["", 'local_times = "Europe/Berlin"\n']),
    together=st.sampled_from([1, 3, 100]),
)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    "events:\n", [(RIGHT[0], "a"), (WRONG[8], "b"), (RIGHT[1], "c")], [[("swap", 0, (RIGHT[0], "a"))]], 0, "\n", "", 3
)
def test_an_edit_reads_as_the_whole_file(monkeypatch, header, body, saves, indent, end, zone, together):
    with tempfile.TemporaryDirectory() as name, monkeypatch.context() as patched:
        patched.setattr(entries, "TOGETHER", together)
        directory = folder.make(Path(name), settings=folder.SETTINGS + zone)
        reader = Reader(directory, {})
        for made in [[], *saves]:
            body = edited(body, made)
            (directory / "events.yaml").write_text(text(header, body, indent, end), encoding="utf-8", newline="")
            assert outcome(reader) == whole(directory, monkeypatch)


@given(body=pieces, indent=st.sampled_from([0, 2]))
def test_pieces_are_the_whole_file_and_know_their_lines(body, indent):
    written = text("events:\n", body, indent, "\n")
    found = cut.cut(written)
    assert not found or written[: found[0].start] + "".join(written[p.start : p.end] for p in found) == written
    assert all(written.count("\n", 0, p.start) == p.line - 1 for p in found)


def test_an_entry_that_did_not_change_is_not_read_again(tmp_path, monkeypatch):
    """The case that all this is for: of a hundred entries, the one that was edited is parsed, below a new line."""
    body = [(RIGHT[0], f"e{n}") for n in range(100)]
    directory = folder.make(tmp_path)
    path = directory / "events.yaml"
    path.write_text(text("events:\n", body, 2, "\n"), encoding="utf-8")
    reader = Reader(directory, {})
    reader.read(reader.look())
    drafts = events.drafts
    read: list[str] = []

    def counting(*given):
        found = drafts(*given)
        read.extend(draft.id for draft in found)
        return found

    monkeypatch.setattr(events, "drafts", counting)
    path.write_text(text("events:\n\n", [*body[:50], (RIGHT[1], "e50"), *body[51:]], 2, "\n"), encoding="utf-8")
    found = reader.read(reader.look()).folder
    assert read == ["e50"]
    assert [(entry.event.title, entry.line) for entry in found.entries[49:52]] == [
        ("Sturgeon & trout", 248),
        ("Council", 253),
        ("Sturgeon & trout", 262),
    ]
