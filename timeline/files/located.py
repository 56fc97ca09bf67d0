"""YAML whose every value knows its line and column, and the problems found in it.

Values stay as they are written: `0044`, `12:30` and `no` are text. Anchors, aliases and tags are refused, so that a
file says what it says in one place and cannot grow when it is read.
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import yaml
from yaml import CSafeLoader, MappingNode, Node, ScalarNode, SequenceNode

from timeline.disk import read_regular
from timeline.errors import Problem
from timeline.model.values import quoted

MAX_BYTES: Final = 32 * 2**20
MAX_PROBLEMS: Final = 1000
"""Problems listed of one file; a file with more is another kind of file."""
BLANK: Final = frozenset({"", "~", "null"})
"""Plain scalars that say nothing, as if the key were left out."""
UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PROPERTY: Final = re.compile(r"(?:^|[\s\[{,:])(?:!|[&*](?=\S))", re.MULTILINE)
"""Where an anchor, alias or tag may stand; a match only says that it is worth looking, which costs more than reading.

An `&` or `*` before a space is none: in a text it is an "and" or a bullet, and where a value begins no YAML at all."""
_CONFLICT: Final = re.compile(r"^(?:<{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
_BREAK: Final = re.compile(r"\r\n|\r|\n")
_PLAIN: Final = {
    # libyaml's words                                  ours: what is wrong, what to do
    "mapping values are not allowed in this context": (
        "a colon stands where none can, or the indentation is wrong",
        'put text that holds ": " in double quotes, and indent the keys of one entry alike',
    ),
    "found character that cannot start any token": (
        "this character cannot begin a value",
        "put the text in double quotes, and indent with spaces, not tabs",
    ),
    "found a tab character that violates indentation": ("a tab indents this line", "indent with spaces"),
    "found a tab character where an indentation space is expected": ("a tab indents this line", "indent with spaces"),
    "did not find expected node content": ("a value is missing", "fill it in, and close what is open"),
    "found unexpected end of stream": ("this quote is never closed", "close it"),
    "did not find expected ',' or ']'": ("this list in brackets is not closed", "separate by commas, end with ]"),
    "did not find expected ',' or '}'": ("this mapping in braces is not closed", "separate by commas, end with }"),
    "did not find expected key": ("no key stands here", "indent the keys of one entry alike, each as `key: value`"),
    "could not find expected ':'": ("the line before is no `key: value`", "add the colon and a space, or indent it"),
    "did not find expected '-' indicator": ("no list item stands here", "begin each item with - at one indent"),
    "block sequence entries are not allowed in this context": (
        "a list cannot begin here",
        "put it on lines of its own below the key",
    ),
    "found unknown escape character": (
        "no such escape in double quotes",
        "write a backslash twice, or use single quotes",
    ),
    "but found another document": ("a second document begins here", "keep to one, without a line of ---"),
    "exceeded maximum nesting depth": ("it is nested too deeply", "no value here goes deeper than five levels"),
}


STRAY_QUOTE: Final = (
    "this quote ends the text, and more stands behind it",
    "within double quotes write \\\" for a quote, within single ones '', or put none around the whole",
)


class Untyped(CSafeLoader):
    """A loader that gives no value a type, so `0044` stays as it is written, and composing is quicker."""

    def resolve(self, kind: type[Node], value: object, implicit: object) -> str:
        """No tag, whatever the value looks like."""
        return ""

    def descend_resolver(self, current_node: Node | None, current_index: object) -> None:
        """Nothing is resolved by path."""

    def ascend_resolver(self) -> None:
        """Nothing is resolved by path."""


class Located:
    """One file's text and tree, and everything that is wrong with it.

    `file` is its name as people know it, `text` what it holds without a byte order mark, `root` its tree; None where
    the file is empty or cannot be read at all.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self._starts: list[int] | None = None

    @classmethod
    def open(cls, path: Path, file: str) -> Located:
        """The file, read and composed; its problems say if it could not be."""
        try:
            data = read_regular(path)
        except OSError as error:
            return cls.missing(file, error)
        return cls.parse(data, file)

    @classmethod
    def missing(cls, file: str, error: OSError) -> Located:
        """A file that is not there, or cannot be read."""
        if isinstance(error, FileNotFoundError):
            return cls(file, "").refuse(-1, "is missing", "make it, or name the chronology's folder with --files")
        return cls(file, "").refuse(-1, f"cannot be read ({error.strerror})", "make it a readable file")

    @classmethod
    def parse(cls, data: bytes, file: str) -> Located:
        """The bytes of a file, composed."""
        located = cls.decode(data, file)
        if not located.problems:
            located.compose()
        return located

    @classmethod
    def decode(cls, data: bytes, file: str) -> Located:
        """The bytes of a file as text, whose tree is not made yet; its problems say if they are none."""
        if len(data) > MAX_BYTES:
            what = f"has {len(data):,} bytes, more than {MAX_BYTES:,}"
            return cls(file, "").refuse(-1, what, "split it: entries may stand in files of events/ as well")
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return cls(file, "").refuse(-1, "is UTF-16", "save it as UTF-8")
        try:
            return cls(file, data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            located = cls(file, data[: error.start].decode("utf-8-sig"))
            return located.refuse(len(located.text), f"byte 0x{data[error.start]:02x} is not UTF-8", "save it as UTF-8")

    def refuse(self, index: int, what: str, remedy: str) -> Located:
        """The file without a tree, for one reason."""
        self.root = None
        self.wrong_at(index, what, remedy)
        return self

    def wrong(self, node: Node, what: str, remedy: str) -> None:
        """Something is wrong where the node begins."""
        self.wrong_at(node.start_mark.index, what, remedy)

    def wrong_at(self, index: int, what: str, remedy: str) -> None:
        """Something is wrong at a place in the text."""
        self.wrong_in(self.place(index), what, remedy)

    def wrong_in(self, place: tuple[int, int], what: str, remedy: str) -> None:
        """Something is wrong at a line and column."""
        if len(self.problems) == MAX_PROBLEMS:
            what, remedy = "there are more problems than are listed", "mend these first"
        if len(self.problems) <= MAX_PROBLEMS:
            self.problems.append(Problem(self.file, *place, what, remedy))

    def place(self, index: int) -> tuple[int, int]:
        """Line and column of a place in the text, from 1, as an editor counts them; 0 and 0 for the file as a whole."""
        if index < 0:
            return 0, 0
        if self._starts is None:
            self._starts = [0, *(found.end() for found in _BREAK.finditer(self.text))]
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def line_break(self, index: int = 0) -> str:
        """What ends the line of a place in the text, or any line where that is the last."""
        found = _BREAK.search(self.text, index) or _BREAK.search(self.text)
        return found[0] if found else "\n"

    def compose(self) -> None:
        """Make the tree of the text; the problems say if it has none."""
        if found := UNPRINTABLE.search(self.text):
            what = f"has the control character U+{ord(found[0]):04X}"
            self.refuse(found.start(), what, 'leave it out, or write it as an escape in double quotes: "\\t"')
            return
        try:
            if not self._properties():
                self.root = yaml.compose(self.text, Loader=Untyped)
        except yaml.MarkedYAMLError as error:
            self._syntax(error)
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            self.refuse(0, f"cannot be read as YAML ({error})", "see the examples in the README")

    def _properties(self) -> bool:
        """Report anchors, aliases and tags; whether there is any."""
        if not _PROPERTY.search(self.text):
            return False
        for event in yaml.parse(self.text, Loader=CSafeLoader):
            index = event.start_mark.index if event.start_mark else 0
            anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
            if isinstance(event, yaml.AliasEvent):
                self.wrong_at(index, f"the alias *{anchor} is not read here", "write the value out")
            elif anchor:
                self.wrong_at(index, f"the anchor &{anchor} is not read here", 'quote a text that begins with "&"')
            elif tag:
                written = self.text[index : index + 60].split()[0]
                self.wrong_at(index, f"the tag {written} is not read here", 'quote a text that begins with "!"')
        return bool(self.problems)

    def _syntax(self, error: yaml.MarkedYAMLError) -> None:
        if marker := _CONFLICT.search(self.text):
            self.refuse(
                marker.start(), "a merge was not finished here", "keep the lines you mean, and remove the markers"
            )
            return
        said = error.problem or "unreadable"
        marks = [error.problem_mark, error.context_mark]
        if said == "found unexpected end of stream":  # of an open quote: it is the quote that people look for
            marks.reverse()
        index = next((mark.index for mark in marks if mark is not None), 0)
        what, remedy = _PLAIN.get(said, (f"this is no YAML ({said})", "see the examples in the README"))
        if said == "did not find expected key" and self._ends_quoted(index):
            index = len(self.text[:index].rstrip(" ")) - 1
            what, remedy = STRAY_QUOTE
        if said == "found character that cannot start any token":
            what = f"{quoted(self.text[index : index + 1])} cannot begin a value"
        self.refuse(index, what, remedy)

    def _ends_quoted(self, index: int) -> bool:
        """Whether what stands before, on the same line, is a text in quotes."""
        line = self.text[self.text.rfind("\n", 0, index) + 1 : index].rstrip(" ")
        return line.endswith(("'", '"')) and len(line) > 1


def is_blank(node: Node) -> bool:
    """Whether a value says nothing (`key:`, `key: ~`)."""
    return type(node) is ScalarNode and not node.style and node.value in BLANK


def kind(node: Node) -> str:
    """What sort of value it is, in words."""
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    return "empty" if is_blank(node) else f"the text {quoted(node.value)}"


@contextmanager
def unhurried_collector() -> Iterator[None]:
    """Without the garbage collector meanwhile: it finds nothing in a growing tree, and takes two thirds of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
