"""Edits of a YAML file at the marks of its nodes: every other byte stays; the file is replaced whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from yaml import MappingNode, ScalarNode

from timeline import disk
from timeline.disk import read_regular
from timeline.errors import Conflict, DiskUnavailable, InvalidFiles, Problem
from timeline.files.located import Located
from timeline.files.replacement import replaced

_BOM: Final = b"\xef\xbb\xbf"
_HEADER: Final = re.compile(r"[|>][-+0-9]*([ \t]+#[^\r\n]*)?")
_UNPRINTED: Final = re.compile("[\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]")


class Edit(NamedTuple):
    """Put `text` in place of what stands from `start` to `end` (code points of the text without byte order mark)."""

    start: int
    end: int
    text: str

    def moved(self, shift: int) -> Edit:
        """The edit where the text it is of stands that far into another."""
        return Edit(self.start + shift, self.end + shift, self.text)


def add_keys(located: Located, mapping: MappingNode, pairs: Mapping[str, str]) -> Edit:
    """Put keys at the beginning of a mapping, one a line in block style; `pairs` are YAML as it is to stand."""
    start = mapping.start_mark.index
    if mapping.flow_style:
        return Edit(start + 1, start + 1, "".join(f"{key}: {value}, " for key, value in pairs.items()))
    indent = located.line_break(start) + " " * mapping.start_mark.column
    return Edit(start, start, "".join(f"{key}: {value}{indent}" for key, value in pairs.items()))


def put_after(located: Located, mapping: MappingNode, key: str, pairs: Mapping[str, str]) -> Edit:
    """Put keys behind another of a mapping."""
    value = next(value for found, value in mapping.value if found.value == key)
    end = value.end_mark.index
    if mapping.flow_style:
        return Edit(end, end, "".join(f", {name}: {text}" for name, text in pairs.items()))
    following = next((n for n, _ in mapping.value if n.start_mark.index > end), None)
    if following is None or following.start_mark.column != mapping.start_mark.column:  # `? key` stands deeper
        return add_keys(located, mapping, pairs)
    start = following.start_mark.index
    indent = located.line_break(start) + " " * mapping.start_mark.column
    return Edit(start, start, "".join(f"{name}: {text}{indent}" for name, text in pairs.items()))


def replace(located: Located, node: ScalarNode, text: str) -> Edit:
    """Put other YAML in place of a scalar; a comment behind the `|` or `>` of a block scalar stays behind it."""
    start = node.start_mark.index
    said = located.text[start : node.end_mark.index].rstrip()
    header = _HEADER.match(said) if node.style in ("|", ">") else None
    comment = (header[1] or "") if header else ""
    return Edit(start, start + len(said), text + comment)


def flow(values: Mapping[str, str | None]) -> str:
    """A mapping in braces, its values in double quotes; those that are None are left out."""
    return "{" + ", ".join(f"{key}: {quoted(value)}" for key, value in values.items() if value is not None) + "}"


def quoted(text: str) -> str:
    """A YAML double-quoted scalar: JSON's, with what YAML does not print escaped (YAML 1.2, sections 5.1 and 7.3.1)."""
    return _UNPRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; they must not overlap."""
    parts, done = [], 0
    for edit in sorted(edits):
        parts += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join([*parts, text[done:]])


def write(path: Path, located: Located, text: str) -> None:
    """Put the text in the file's place, atomically and durably, with its mode and its byte order mark.

    Raises `Conflict` if the file is no longer what was read, `InvalidFiles` if it cannot be written, `DiskUnavailable`
    if that may pass: the disk is full or failing.
    """
    with written(path, located, text):
        pass


@contextmanager
def written(path: Path, located: Located, text: str, may_undo: Callable[[], bool] = lambda: True) -> Iterator[None]:
    """The file as `write` leaves it; where the block raises it is as it was, unless somebody saved it since, or
    `may_undo` says otherwise. Raises what `write` does."""
    path = path.resolve()
    old = read_regular(path)
    if old.removeprefix(_BOM).decode("utf-8", "replace") != located.text:
        raise Conflict(f"{located.file} was changed by another program meanwhile: try again")
    new = (_BOM if old.startswith(_BOM) else b"") + text.encode("utf-8")
    with ExitStack() as undo:
        try:
            undo.enter_context(replaced(path, old, new, may_undo))
        except OSError as error:
            if error.errno in disk.PASSING:  # nothing is wrong with the files
                why = f"{located.file} cannot be written ({error.strerror})"
                raise DiskUnavailable(f"{why}: {disk.REMEDIES[error.errno]}") from error
            what = f"cannot be written ({error.strerror})"
            raise InvalidFiles([Problem(located.file, 0, 0, what, "make file and folder writable")]) from error
        yield
