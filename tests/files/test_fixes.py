"""What `check --fix` writes into `events.yaml`, and that it writes nothing else."""

from __future__ import annotations

import re
import stat
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files import folder
from tests.files.folder import DAWN
from timeline import files
from timeline.errors import Conflict, InvalidFiles
from timeline.files import edits, fixes
from timeline.files.located import Located

ID = fixes.mint("rivers.example,2026", "Sturgeon hatch", "2013-21", ())
AT = "2026-01-01T09:00:00Z"

ROWS = {
    # before, after (@ stands for the new id)
    "block": (
        "  # a comment\n  - title: Sturgeon hatch  # why\n    when: 2013-21\n",
        f"  # a comment\n  - id: @\n    added: {AT}\n    title: Sturgeon hatch  # why\n    when: 2013-21\n",
    ),
    "flow": (
        "  - {title: Sturgeon hatch, when: 2013-21}\n",
        f'  - {{id: @, added: "{AT}", title: Sturgeon hatch, when: 2013-21}}\n',
    ),
    "without an added": (
        "  - id: hatching # kept\n    title: Sturgeon hatch\n    when: 2013-21\n",
        f"  - id: hatching # kept\n    added: {AT}\n    title: Sturgeon hatch\n    when: 2013-21\n",
    ),
    "without an added, the id last": (
        "  - title: Sturgeon hatch\n    when: 2013-21\n    id: hatching",
        f"  - added: {AT}\n    title: Sturgeon hatch\n    when: 2013-21\n    id: hatching",
    ),
    "without an added, in braces": (
        "  - {title: Sturgeon hatch, id: hatching, when: 2013-21}",
        f'  - {{title: Sturgeon hatch, id: hatching, added: "{AT}", when: 2013-21}}',
    ),
    "without an id": (
        f"  - title: Sturgeon hatch\n    added: {AT}\n    when: 2013-21\n",
        f"  - id: @\n    title: Sturgeon hatch\n    added: {AT}\n    when: 2013-21\n",
    ),
    "windows": (
        "  - title: Sturgeon hatch\r\n    when: 2013-21\r\n",
        f"  - id: @\r\n    added: {AT}\r\n    title: Sturgeon hatch\r\n    when: 2013-21\r\n",
    ),
    "hyphen on a line of its own": (
        "  -\n      title: Sturgeon hatch\n      when: 2013-21\n",
        f"  -\n      id: @\n      added: {AT}\n      title: Sturgeon hatch\n      when: 2013-21\n",
    ),
    "no indent": (
        "- title: Sturgeon hatch\n  when: 2013-21\n",
        f"- id: @\n  added: {AT}\n  title: Sturgeon hatch\n  when: 2013-21\n",
    ),
    "explicit keys": (
        "  - ? title\n    : Sturgeon hatch\n    ? when\n    : 2013-21\n",
        f"  - id: @\n    added: {AT}\n    ? title\n    : Sturgeon hatch\n    ? when\n    : 2013-21\n",
    ),
    "words": (
        "  - {id: a, added: 2026-01-01T09:00:00Z, title: T, when: spring of 2013} # end\n",
        '  - {id: a, added: 2026-01-01T09:00:00Z, title: T, when: {edtf: "2013-21", text: "spring of 2013"}} # end\n',
    ),
    "words in quotes over two lines": (
        f"  - id: a\n    added: {AT}\n    when: 'spring\n      of 2013'   # said so\n    title: T\n",
        f'  - id: a\n    added: {AT}\n    when: {{edtf: "2013-21", text: "spring of 2013"}}   # said so\n'
        "    title: T\n",
    ),
    "words in a block scalar": (
        f"  - id: a\n    added: {AT}\n    when: >- # folded\n      spring\n      of 2013\n\n    title: T\n",
        f'  - id: a\n    added: {AT}\n    when: {{edtf: "2013-21", text: "spring of 2013"}} # folded\n\n    title: T\n',
    ),
    "words in a mapping": (
        f"  - id: a\n    added: {AT}\n    title: T\n    when:\n      text: spring of 2013\n",
        f'  - id: a\n    added: {AT}\n    title: T\n    when:\n      edtf: "2013-21"\n      text: spring of 2013\n',
    ),
    "words in braces": (
        f"  - id: a\n    added: {AT}\n    title: T\n    when: {{ text: spring of 2013 }}\n",
        f'  - id: a\n    added: {AT}\n    title: T\n    when: {{edtf: "2013-21",  text: spring of 2013 }}\n',
    ),
    "relative words": (
        f"  - id: a\n    added: {AT}\n    title: T\n    when: this November\n"
        "    sources: [{title: S, published: 2024-05-08}]\n",
        f'  - id: a\n    added: {AT}\n    title: T\n    when: {{edtf: "2024-11", text: "this November"}}\n'
        "    sources: [{title: S, published: 2024-05-08}]\n",
    ),
}


def written(directory: Path, entries: str) -> Path:
    folder.make(directory)
    path = directory / "events.yaml"
    path.write_bytes(f"events:\n{entries}".encode())
    return path


@pytest.mark.parametrize("name", ROWS)
def test_what_is_missing_is_written_and_nothing_else(name, tmp_path):
    before, after = ROWS[name]
    path = written(tmp_path, before)
    _, count = folder.fix(tmp_path, {}, DAWN)
    assert count == 1
    assert path.read_bytes().decode() == f"events:\n{after.replace('@', ID)}"


def test_a_complete_file_is_not_touched(tmp_path):
    path = written(tmp_path, folder.ENTRY)
    before = path.stat()
    assert folder.fix(tmp_path, {}, DAWN)[1] == 0
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


def test_nothing_is_written_while_anything_else_is_wrong(tmp_path):
    path = written(tmp_path, "  - {title: One, when: 2013}\n  - {title: Two, when: 2025-02-30}\n")
    before = path.read_bytes()
    with pytest.raises(InvalidFiles):
        folder.fix(tmp_path, {}, DAWN)
    assert path.read_bytes() == before


def test_mode_and_byte_order_mark_are_kept_and_no_other_file_is_left(tmp_path):
    path = written(tmp_path, "  - {title: One, when: 2013}\n")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    path.chmod(0o640)
    names = sorted(found.name for found in tmp_path.iterdir())
    folder.fix(tmp_path, {}, DAWN)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfevents:")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(found.name for found in tmp_path.iterdir()) == names


def test_a_link_to_the_file_stays_a_link(tmp_path):
    path = written(tmp_path, "  - {title: One, when: 2013}\n")
    path.rename(tmp_path / "elsewhere.yaml")
    path.symlink_to("elsewhere.yaml")
    folder.fix(tmp_path, {}, DAWN)
    assert path.is_symlink()
    assert "id: " in (tmp_path / "elsewhere.yaml").read_text()


def test_a_file_that_was_saved_meanwhile_is_left_alone(tmp_path):
    path = written(tmp_path, "  - {title: One, when: 2013}\n")
    located = Located.open(path, "events.yaml")
    path.write_text("events: []\n")
    with pytest.raises(Conflict):
        edits.write(path, located, "mine")
    assert path.read_text() == "events: []\n"


def test_ids_are_minted_alike_everywhere_and_never_twice(tmp_path):
    entries = "  - {title: One, when: 2013}\n  - {title: One, when: 2013}\n"
    ids = []
    for name in ("a", "b"):
        written(tmp_path / name, entries)
        found, _ = folder.fix(tmp_path / name, {}, DAWN)
        ids.append([entry.event.id for entry in found.entries])
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2
    assert all(re.fullmatch(r"[a-z2-7]{10}", id) for id in ids[0])


def test_an_id_survives_a_better_title(tmp_path):
    path = written(tmp_path, "  - {title: One, when: 2013}\n")
    first, _ = folder.fix(tmp_path, {}, DAWN)
    path.write_text(path.read_text().replace("One", "The first"))
    second, _ = folder.fix(tmp_path, {}, DAWN + timedelta(hours=1))
    assert first.entries[0].event.id == second.entries[0].event.id


WORDS = st.text("abc é日'\"#:,{}[]&*!|>%@`-?\\", min_size=1, max_size=12).filter(str.strip)
STYLES = {
    "single": lambda text: "'" + text.replace("'", "''") + "'",
    "double": edits.quoted,
    "folded": lambda text: ">-\n{indent}  " + text.strip(),
}
COMMENT = st.sampled_from(["", "# a remark: {not: yaml}", "#"])


@st.composite
def entry(draw) -> str:
    """An entry in any style, with or without id and added, and comments around it."""
    pairs = [("title", draw(WORDS)), ("when", draw(st.sampled_from(["2013-21", "1913", "[..2025]"])))]
    pairs += [("summary", draw(WORDS))] if draw(st.booleans()) else []
    fixed = [("added", AT)] if draw(st.booleans()) else []
    fixed += [("id", draw(st.text("abcdefgh", min_size=8, max_size=8)))] if draw(st.booleans()) else []
    pairs = draw(st.permutations(pairs + fixed))
    if draw(st.booleans()):
        return "  - {" + ", ".join(f"{key}: {edits.quoted(value)}" for key, value in pairs) + "}\n"
    pad = " " * draw(st.integers(1, 4))
    indent = "  " + " " + pad
    lines = []
    for key, value in pairs:
        style = draw(st.sampled_from(sorted(STYLES)))
        said = STYLES[style](value).replace("{indent}", indent)
        remark = draw(COMMENT) if style != "folded" else ""
        behind = f" {remark}" if remark else ""
        lines.append(f"{key}: {said}{behind}\n{indent}{draw(COMMENT)}\n")
    return f"  -{pad}" + indent.join(lines)


MADE = re.compile(r'id: [a-z2-7]{10}(?:, |\r?\n *)|added: "?2030-01-01T00:00:00Z"?(?:, |\r?\n *)')
"""What is written where nothing stood, with the separator that follows it."""
AFTER = re.compile(r', added: "2030-01-01T00:00:00Z"')


@given(st.lists(entry(), min_size=1, max_size=4), st.booleans(), st.booleans())
def test_every_other_byte_stays(entries, windows, last_line_ends):
    text = "# head\nevents:\n" + "".join(entries)
    text = text if last_line_ends else text.rstrip()
    text = text.replace("\n", "\r\n") if windows else text
    with tempfile.TemporaryDirectory() as name:
        directory = folder.make(Path(name))
        path = directory / "events.yaml"
        path.write_bytes(text.encode())
        try:
            files.read(directory, {})
        except InvalidFiles:  # two entries drew one id, say
            return
        before = Located.open(path, "events.yaml")
        later = DAWN.replace(year=2030, month=1, hour=0)
        found, _ = folder.fix(directory, {}, later)
        after = path.read_bytes().decode()
    assert MADE.sub("", AFTER.sub("", after)) == before.text
    assert len(found.entries) == len(entries)
