"""A file of entries cut at its list items, where it has the plain shape, so that each can be read alone.

Plain is: comments, a line `events:`, and below it items of one indent. All that belongs to an item stands deeper, or is
a comment, so an item says the same whatever stands before and behind it. Brackets and quotes may break that rule; then
the stretch that they begin in cannot be read alone, and whoever reads it sees that.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from timeline.files.located import UNPRINTABLE, Located

KEY: Final = "events:"
_BETWEEN: Final = r"(?:[ ]*(?:#[^\r\n]*)?\r?\n)*"
_HEADER: Final = re.compile(rf"{_BETWEEN}events:[ ]*(?:[ ]#[^\r\n]*)?\r?\n{_BETWEEN}")
_ITEM: Final = re.compile(r"( *)-(?: |\r?$)", re.MULTILINE)
_TAB: Final = re.compile(r"^ *\t", re.MULTILINE)
_LONE_RETURN: Final = re.compile(r"\r(?!\n)")


class Piece(NamedTuple):
    """The lines of one item: where they begin and end in the text, and the number of the first."""

    start: int
    end: int
    line: int


class Part(Located):
    """A stretch of a file's lines, composed below a header of its own; its places are those of the file."""

    def __init__(self, whole: Located, first: Piece, last: Piece) -> None:
        header = KEY + whole.line_break()
        super().__init__(whole.file, header + whole.text[first.start : last.end])
        self.shift = first.start - len(header)
        self._above = first.line - 2
        self.compose()

    def place(self, index: int) -> tuple[int, int]:
        """Line and column in the file."""
        line, column = super().place(index)
        return line + self._above, column


def cut(text: str) -> list[Piece]:
    """The items of a file of the plain shape; none where it has another."""
    header = _HEADER.match(text)
    item = _ITEM.match(text, header.end()) if header else None
    if header is None or item is None or UNPRINTABLE.search(header[0]):
        return []
    if _TAB.search(text) or _LONE_RETURN.search(text):
        return []
    indent = len(item[1])
    starts = []
    for found in re.compile(rf"^ {{0,{indent}}}[^ \r\n#]", re.MULTILINE).finditer(text, header.end()):
        starts.append(found.start())
        at = found.end() - 1
        if at - found.start() != indent or text[at] != "-" or text[at + 1 : at + 2] not in (" ", "\r", "\n", ""):
            return []
    return _pieces(text, starts)


def _pieces(text: str, starts: list[int]) -> list[Piece]:
    pieces = []
    line, before = 1, 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line += text.count("\n", before, start)
        pieces.append(Piece(start, end, line))
        before = start
    return pieces
