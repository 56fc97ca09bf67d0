"""CSV (RFC 4180): one row an entry, every field of the date in a column of its own. UTF-8, CRLF, one header row.

A spreadsheet takes a cell that begins with = + - @ for a formula, and runs it. Cells of free text that begin so get an
apostrophe in front, which spreadsheets hide; readers of ours take it off again. Columns that we compute ourselves
(dates, coordinates, ids) are left as they are: `-0043-03-15` is a date, and an import must find it unchanged.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from timeline.dates import When
from timeline.model.event import Event
from timeline.render.channel import Channel
from timeline.render.content import is_web
from timeline.render.entries import Entry, Options, title_and_summary, when_fields
from timeline.render.text import clean, line

_FORMULA: Final = re.compile(r"['\s]*[=+\-@＝＋－＠\t\r]")


class Column(NamedTuple):
    """One column: what stands in it, and whether it is free text that a spreadsheet could take for a formula."""

    value: Callable[[Entry, Options], str]
    free: bool = True


def head(channel: Channel) -> bytes:
    """The header row."""
    return _row(list(COLUMNS))


def entry(entry: Entry, options: Options) -> bytes:
    """One row."""
    cells = [(column.free, clean(column.value(entry, options)).replace("\0", "")) for column in COLUMNS.values()]
    return _row([harmless(cell) if free else cell for free, cell in cells])


def tail(channel: Channel) -> bytes:
    """Nothing follows the last row."""
    return b""


def harmless(cell: str) -> str:
    """The cell so that a spreadsheet reads it as text: with an apostrophe in front where it would be a formula. One
    that begins with apostrophes before such a sign gets another, so that taking one off is always the inverse."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _row(cells: list[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue().encode()


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _field(name: str) -> Callable[[Entry, Options], str]:
    return lambda entry, options: _when_texts(entry.event.when)[name] or ""


# Ten columns of a row ask for it, one after the other.
@lru_cache(maxsize=16)
def _when_texts(when: When) -> Mapping[str, str | None]:
    return when_fields(when)


def _place_points(event: Event) -> str:
    points = ("" if p.latitude is None else f"{p.latitude} {p.longitude}" for p in event.places)
    return "; ".join(points) if any(p.latitude is not None for p in event.places) else ""


COLUMNS: Final[dict[str, Column]] = {
    "id": Column(lambda e, o: e.event.id, False),
    "title": Column(lambda e, o: line(title_and_summary(e.event, o.language)[0])),
    "edtf": Column(_field("edtf"), False),
    "when": Column(lambda e, o: e.words),
    "text": Column(_field("text")),
    "precision": Column(_field("precision"), False),
    "earliest": Column(_field("earliest"), False),
    "latest": Column(_field("latest"), False),
    "possibly_earliest": Column(_field("possibly_earliest"), False),
    "possibly_latest": Column(_field("possibly_latest"), False),
    "start_time": Column(_field("start_time"), False),
    "end_time": Column(_field("end_time"), False),
    "timezone": Column(_field("timezone"), False),
    "status": Column(lambda e, o: e.event.status, False),
    "reason": Column(lambda e, o: line(e.event.reason)),
    "summary": Column(lambda e, o: title_and_summary(e.event, o.language)[1]),
    "tags": Column(lambda e, o: ", ".join(e.event.tags), False),
    "places": Column(lambda e, o: "; ".join(line(p.name) for p in e.event.places)),
    "coordinates": Column(lambda e, o: _place_points(e.event), False),
    "links": Column(lambda e, o: " ".join(link.url for link in e.event.links if is_web(link.url)), False),
    "sources": Column(lambda e, o: "; ".join(said for said, _ in e.sources)),
    "language": Column(lambda e, o: e.language, False),
    "url": Column(lambda e, o: e.url, False),
    "sequence": Column(lambda e, o: str(e.event.sequence), False),
    "published": Column(lambda e, o: _instant(e.occasion.published), False),
    "updated": Column(lambda e, o: _instant(e.occasion.updated), False),
    "entry": Column(lambda e, o: e.occasion.key, False),
    "kind": Column(lambda e, o: e.occasion.change.kind if e.occasion.change else "", False),
    "note": Column(lambda e, o: "" if e.style.is_event else e.title),
    # Which occurrence is next would change the bytes with the clock; the rules stay as they are.
    "recurrence": Column(lambda e, o: "\n".join(e.event.recurrence), False),
}
"""The columns in order. `entry`, `kind` and `note` say in the feeds of changes, of what comes and of anniversaries
what the row is about; new columns are added at the end."""
