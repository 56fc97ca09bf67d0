"""CSV (RFC 4180) as spreadsheets and people write it: any of four delimiters, ragged, with quotes that never close."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from timeline.extract.contract import Broken
from timeline.extract.limits import FIELD
from timeline.model.search_terms import folded
from timeline.model.source import Refusal

DELIMITERS: Final = (",", ";", "\t", "|")
MOST_LINES: Final = 500
"""Lines of one row; past that a quotation mark was opened and never closed."""
MOST_CELLS: Final = 500
_BRACKETS: Final = re.compile(r"[(\[（][^()\[\]（）]*[)\]）]")


class TableRow(NamedTuple):
    """The cells of one row, and the line on which it begins."""

    line: int
    cells: list[str]


def rows(text: str, delimiter: str) -> Iterator[TableRow | Refusal]:
    """The rows of a table in their order; blank ones are left out. A row that is broken costs itself."""
    lines = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 0
    while at < len(lines):
        if not lines[at].strip(delimiter + " "):
            at += 1
            continue
        cells, used = _row(lines, at, delimiter)
        if isinstance(cells, str):
            # What stands in such a row is not known, so nothing is missed.
            yield Broken(place=f"row {at + 1}", reason=cells)
            used = 1
        else:
            yield TableRow(at + 1, cells)
        at += used


def _row(lines: list[str], at: int, delimiter: str) -> tuple[list[str] | str, int]:
    """The cells of the row that begins there and the lines it takes, or why it is none."""
    if '"' not in lines[at]:
        return _check_cells(lines[at].split(delimiter)), 1
    # A space before a quotation mark is the writer's, who wants the cell quoted all the same.
    reader = csv.reader(
        (line + "\n" for line in lines[at : at + MOST_LINES]), delimiter=delimiter, skipinitialspace=delimiter != "\t"
    )
    try:
        cells = next(reader)
    except csv.Error as error:
        return f"it is no row of a table: {error}", 1
    used = reader.line_num
    raw = lines[at : at + used]
    if used > 1 and sum(each.count('"') for each in raw) % 2:
        return "a quotation mark is opened and never closed", 1
    return _check_cells(cells), used


def _check_cells(cells: list[str]) -> list[str] | str:
    if len(cells) > MOST_CELLS:
        return f"it has more than {MOST_CELLS} cells"
    if any(len(cell) > FIELD for cell in cells):
        return f"a cell has more than {FIELD:,} characters"
    return [cell.strip() for cell in cells]


def delimiter_of(text: str, known: frozenset[str]) -> str:
    """The delimiter: what `sep=` says, else the one by which the most names of columns appear near the top."""
    first = text[:200].lstrip("\ufeff").partition("\n")[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4]
    head = text[:20_000]

    def names_in(row: TableRow) -> int:
        return sum(column_key(cell) in known for cell in row.cells)

    def score(delimiter: str) -> tuple[int, int]:
        top = [row for row in islice(rows(head, delimiter), 12) if isinstance(row, TableRow)]
        named = [names_in(row) for row in top]
        return max(named, default=0), sum(len(row.cells) > 1 for row in top)

    return max(DELIMITERS, key=score)


def column_key(name: str) -> str:
    """A column's name for comparing: letters and digits, without case, accents and what stands in brackets."""
    bare = _BRACKETS.sub("", name)
    return "".join(c for c in folded((bare if bare.strip() else name).replace("ß", "ss")) if c.isalnum())
