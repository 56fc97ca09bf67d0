"""CSV and sheets saved as CSV: columns by name in any order, TimelineJS's and our own among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from timeline.dates import Day, EDTFError, When
from timeline.errors import SourceRefused
from timeline.extract import date_fields, objects
from timeline.extract.clock_times import clock_time
from timeline.extract.contract import Broken, MentionOrRefusal, cite, event_status
from timeline.extract.csv.columns import KNOWN, STATUSES, is_header, roles
from timeline.extract.csv.rows import TableRow, column_key, delimiter_of, rows
from timeline.extract.encodings import decode
from timeline.extract.ics.zones import zone_name
from timeline.extract.keys import with_keys
from timeline.extract.plain_text import clean, line, plain, plain_line, web
from timeline.extract.timelinejs import ERA
from timeline.model.event import Link, Mention, Place
from timeline.model.source import Document, Refusal
from timeline.prose.cues import detect_language

HEADER_WITHIN: Final = 15
"""Rows in which the names of the columns must come; sheets often begin with a title."""
YES: Final = frozenset(
    "true yes y x on ja oui sí si sì 1 wahr vrai waar verdadero verdadeiro vero sand sant ein prawda 是".split()
)
"""What a column of whole days says of one."""
SEVERAL_PLACES: Final = frozenset(map(column_key, ("places", "locations", "orte", "lieux", "lugares", "luoghi")))
"""Names of columns that hold more than one place a cell."""
_GUARDED: Final = re.compile(r"'(?=['\s]*[=+\-@＝＋－＠\t\r])")
_LIST: Final = re.compile(r"\s*[;,|]\s*")
_AMERICAN: Final = frozenset({"subject", "startdate"})
"""Columns of Google's and Outlook's calendars in English, which write the month first."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What holds for all rows: the columns by role, and how dates are written."""

    document: Document
    columns: dict[str, list[int]]
    order: str
    language: str
    era: bool
    several_places: bool

    def cell(self, row: TableRow, role: str) -> str:
        """The cell of a role, or nothing."""
        return next(iter(self.cells(row, role)), "") if role in self.columns else ""

    def cells(self, row: TableRow, role: str) -> list[str]:
        """The cells of a role that say something, without the apostrophe that keeps spreadsheets from computing."""
        cells = (row.cells[at] for at in self.columns.get(role, ()) if at < len(row.cells))
        return [_GUARDED.sub("", cell, count=1) if cell.startswith("'") else cell for cell in cells if cell]


def extract(document: Document) -> Iterator[MentionOrRefusal]:
    """The rows of the table. Raises `SourceRefused` where no columns of dates and titles are named."""
    text = decode(document.data, document.charset)
    delimiter = delimiter_of(text, KNOWN)
    table = list(rows(text, delimiter))
    at = _header_at(table)
    header = table[at] if at >= 0 else None
    if not isinstance(header, TableRow):
        raise SourceRefused(
            f"{document.url}: no row names its columns; a table needs a date (“Date”, “Start”, “Year”…) and a title"
            " (“Title”, “Headline”, “Subject”…)"
        )
    below = table[at + 1 :]
    if not text.endswith(("\n", "\r")) and (last := _cut_row(header, below)):
        below.pop()
        yield Broken(place=f"row {last.line}", reason="the document ends in the middle of this row")
    sheet = _sheet(document, delimiter, header, [row for row in below if isinstance(row, TableRow)])
    mentions: list[Mention] = []
    for row in below:
        outcome = _row(sheet, row) if isinstance(row, TableRow) else row
        if isinstance(outcome, Mention):
            mentions.append(outcome)
        elif outcome is not None:
            yield outcome
    yield from with_keys(mentions)


def _cut_row(header: TableRow, below: list[TableRow | Refusal]) -> TableRow | None:
    """The last row where it is shorter than the header and all others: there the document was cut off."""
    if not below or not isinstance(below[-1], TableRow):
        return None
    *others, last = [len(row.cells) for row in below if isinstance(row, TableRow)]
    return below[-1] if last < min([len(header.cells), *others]) else None


def _header_at(table: list[TableRow | Refusal]) -> int:
    """The place of the row that names the columns, or -1."""
    for number, row in enumerate(table[:HEADER_WITHIN]):
        if isinstance(row, TableRow) and is_header(row.cells):
            return number
    return -1


def _sheet(document: Document, delimiter: str, header: TableRow, below: list[TableRow]) -> Sheet:
    columns = roles(header.cells)
    titles = _column_cells(below[:200], columns.get("title", []))
    language = document.language or detect_language(" ".join([*header.cells, *titles])[:20_000])
    names = {column_key(cell) for cell in header.cells}
    if names >= _AMERICAN:
        default = "mdy"
    else:
        # Of the languages that we read only English leaves the order open, and Chinese writes the year first.
        guess = "" if language in ("en", "zh") else "dmy"
        default = date_fields.document_order(document) or guess
    dates = _column_cells(below, [*columns.get("start", []), *columns.get("end", [])])
    return Sheet(
        document=document,
        columns=columns,
        order=date_fields.order_of(dates, default),
        language=language,
        # Our own years are astronomical; a column of years means the era, in which no year 0 is.
        era="edtf" not in columns,
        several_places=delimiter != ";" or "edtf" in columns or bool(SEVERAL_PLACES & names),
    )


def _column_cells(below: list[TableRow], columns: list[int]) -> Iterator[str]:
    """The cells of these columns, row by row; rows may be shorter than their header."""
    for row in below:
        for at in columns:
            if at < len(row.cells):
                yield row.cells[at]


def _row(sheet: Sheet, row: TableRow) -> MentionOrRefusal | None:
    """The mention of one row; a refusal; None for the title of TimelineJS, which is that of the whole table."""
    title = plain_line(sheet.cell(row, "title"))
    # What we wrote ourselves is text, where a tag is what it looks like.
    summary = plain(sheet.cell(row, "summary")) if sheet.era else clean(sheet.cell(row, "summary"))
    place = f"row {row.line}"
    type = sheet.cell(row, "type").lower()
    if type == "title":
        return None
    if type == "era":
        return Refusal(place=place, reason=f"{(title or summary)[:60]!r}: {ERA}")
    if not title and not summary:
        return Refusal(place=place, reason="it has no title", key=line(sheet.cell(row, "id")))
    when = date(sheet, row)
    if isinstance(when, str):
        reason = f"{(title or summary)[:60]!r}: {when}"
        return Refusal(place=place, reason=reason, key=line(sheet.cell(row, "id")), title=title or _title(summary))
    words = _words(sheet, row)
    address = web(sheet.cell(row, "url"))
    language = sheet.cell(row, "language").lower()[:5] or sheet.language
    return Mention(
        key=line(sheet.cell(row, "id")),
        title=title or _title(summary),
        said_when=words,
        when=when,
        summary=summary,
        status=_status(sheet.cell(row, "status")),
        reason=line(sheet.cell(row, "reason")),
        tags=_tags(sheet, row),
        places=tuple(_places(sheet, row)),
        links=_links(sheet, row, address),
        language=language,
        uid=line(sheet.cell(row, "id")) if not sheet.era else "",
        url=address,
        citation=cite(
            sheet.document,
            title=title,
            publisher=line(sheet.cell(row, "publisher"))[:200] if sheet.era else "",
            url=address,
            published=_publication_day(sheet.cell(row, "published")),
            words=words,
            place=place,
            rule="edtf" if sheet.cell(row, "edtf") else "columns",
        ),
    )


def _title(summary: str) -> str:
    """A title for a row that has only a text."""
    return line(summary.partition("\n")[0])[:120]


def date(sheet: Sheet, row: TableRow) -> When | str:
    """The date of a row, or why it has none: EDTF, else the columns of numbers, else those of dates."""
    try:
        if edtf := sheet.cell(row, "edtf"):
            start, end, zone = (sheet.cell(row, role) or None for role in ("time", "end_time", "timezone"))
            return When.parse(edtf, _text(sheet, row), start, end, zone)
        when = _date_of_cells(sheet, row) if sheet.cell(row, "year") else _date_of_words(sheet, row)
        if isinstance(when, str):
            return when
        return replace(_with_times(sheet, row, when), text=_text(sheet, row) or when.text)
    except EDTFError as error:
        return str(error)


def _text(sheet: Sheet, row: TableRow) -> str:
    return line(sheet.cell(row, "text"))[:500]


def _date_of_cells(sheet: Sheet, row: TableRow) -> When | str:
    """Year, Month, Day and End Year, End Month, End Day, as TimelineJS names them."""
    first = _first_date(sheet, row)
    if isinstance(first, str):
        return first
    ends = [sheet.cell(row, role) for role in ("end_year", "end_month", "end_day")]
    if not any(ends):
        return first
    ends[0] = ends[0] or sheet.cell(row, "year")
    if not ends[1] and ends[2]:
        ends[1] = sheet.cell(row, "month")
    last = date_fields.date_of_cells(*ends)
    return last if isinstance(last, str) else date_fields.span(first, last)


def _first_date(sheet: Sheet, row: TableRow) -> When | str:
    """The start; a year that is no plain number ("1850s", "44 BC") is read as words."""
    year, *rest = (sheet.cell(row, role) for role in ("year", "month", "day"))
    first = date_fields.date_of_cells(year, *rest)
    return date_fields.read_date(year, language=sheet.language) if isinstance(first, str) and not any(rest) else first


def _date_of_words(sheet: Sheet, row: TableRow) -> When | str:
    """A cell with a date, and one with its end."""
    published = sheet.document.published
    first = date_fields.read_date(sheet.cell(row, "start"), published, sheet.language, sheet.order)
    ending = sheet.cell(row, "end")
    if isinstance(first, str) or not ending:
        return first
    if date_fields.is_ongoing(ending):
        return date_fields.open_span(first)
    last = date_fields.read_date(ending, published, sheet.language, sheet.order)
    if isinstance(last, str):
        return f"its end: {last}"
    if _is_all_day(sheet, row):
        first, last = _whole_days(first, last, clock_time(sheet.cell(row, "end_time")) or last.start_time)
    return date_fields.span(first, last)


def _is_all_day(sheet: Sheet, row: TableRow) -> bool:
    return line(sheet.cell(row, "all_day")).casefold() in YES


def _whole_days(first: When, last: When, end_time: str | None) -> tuple[When, When]:
    """Both without their times. Outlook ends a whole day at the next midnight; Google, without a time, on the day."""
    first = replace(first, start_time=None, timezone=None)
    last = replace(last, start_time=None, timezone=None)
    start, end = first.earliest, last.earliest
    if end_time == "00:00" and last.is_exact and start is not None and end is not None and start < end:
        last = When.parse(str(Day.from_ordinal(end.ordinal - 1)))
    return first, last


def _with_times(sheet: Sheet, row: TableRow, when: When) -> When:
    """The date with the times of their own columns, where it is said to the day and not all-day."""
    if _is_all_day(sheet, row):
        return replace(when, start_time=None, end_time=None, timezone=None)
    start = clock_time(sheet.cell(row, "time")) or when.start_time
    end = clock_time(sheet.cell(row, "end_time")) or when.end_time
    zone = zone_name(sheet.cell(row, "timezone")) if sheet.cell(row, "timezone") else when.timezone
    if not start or when.precision not in ("day", "time"):
        return when
    ending = end if end != start or when.shape != "point" else None
    if start == "24:00" and when.is_exact:
        return date_fields.at_time(replace(when, timezone=zone), start, ending)
    return When.parse(when.edtf, when.text, start, ending, zone)


def _words(sheet: Sheet, row: TableRow) -> str:
    """What the row says of its date, as found."""
    said = [sheet.cell(row, role) for role in ("edtf", "start", "year", "month", "day", "time")]
    ends = [sheet.cell(row, role) for role in ("end", "end_year", "end_month", "end_day", "end_time")]
    words = " ".join(cell for cell in said if cell)
    ending = " ".join(cell for cell in ends if cell)
    return _text(sheet, row) or (f"{words} – {ending}" if ending else words)


def _status(cell: str) -> str:
    return event_status(cell, STATUSES.get(column_key(cell), ""))


def _tags(sheet: Sheet, row: TableRow) -> tuple[str, ...]:
    tags = (line(tag).lstrip("#") for cell in sheet.cells(row, "tags") for tag in _LIST.split(line(cell)))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _places(sheet: Sheet, row: TableRow) -> Iterator[Place]:
    """Places, and points beside them in the same order, or one of latitude and longitude."""
    names = [name for name in _place_names(sheet, row) if name]
    points = [_point(part) for part in sheet.cell(row, "coordinates").split(";")]
    if lone := objects.coordinates(_decimal(sheet.cell(row, "latitude")), _decimal(sheet.cell(row, "longitude"))):
        points = [lone]
        names = names or [f"{lone[0]:g}, {lone[1]:g}"]
    for number, name in enumerate(names):
        point = points[number] if number < len(points) and len(points) in (1, len(names)) else None
        yield objects.place(name, point)


def _place_names(sheet: Sheet, row: TableRow) -> Iterator[str]:
    """What is quoted in a table of semicolons is meant as text ("Hall; side entrance"), elsewhere as a list."""
    for cell in sheet.cells(row, "places"):
        parts = cell.split(";") if sheet.several_places else [cell]
        yield from (line(part) for part in parts)


def _point(cell: str) -> tuple[float, float] | None:
    parts = re.findall(r"-?\d+(?:\.\d+)?", cell)
    return objects.coordinates(parts[0], parts[1]) if len(parts) == 2 else None


def _decimal(cell: str) -> str:
    return cell.replace(",", ".")


def _links(sheet: Sheet, row: TableRow, address: str) -> tuple[Link, ...]:
    ours = address if sheet.era else ""
    addresses = [ours, *(web(each) for cell in sheet.cells(row, "links") for each in cell.split())]
    return tuple(Link(url=each) for each in dict.fromkeys(addresses) if each)


def _publication_day(cell: str) -> str:
    try:
        when = date_fields.iso_date(cell)
    except EDTFError:
        return ""
    return when.edtf if when else ""
