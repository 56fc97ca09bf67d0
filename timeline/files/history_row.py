"""One line of `events.history.jsonl`: what it holds, and whether it is as it was written.

Its `digest` is the first 32 hex digits of the SHA-256 of the line without it.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Final

import msgspec

from timeline.dates import EDTFError, When
from timeline.model.change import KINDS
from timeline.model.event import ID, STATUSES, Event
from timeline.model.values import Unfit

_DIGEST: Final = re.compile(rb'\{"digest":"([0-9a-f]{32})",')
RESTORE: Final = "restore the line from version control; the file is only ever appended to"


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line. `event` or `feed` names what changed; `content` stands for a feed's file (`revisions.content`)."""

    digest: str = ""
    parent: str = ""
    event: str = ""
    feed: str = ""
    kind: str = ""
    at: datetime
    reason: str = ""
    fields: tuple[str, ...] = ()
    after: Event | None = None
    content: str = ""
    asked: str = ""
    authority: str = ""
    by: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What the row is about."""
        return self.event, self.feed

    def line(self) -> bytes:
        """The row as it stands in the file, with its digest."""
        return sealed(self)[1]


def read_row(line: bytes) -> Row | None:
    """The row of one line, None of a blank one. Raises `Unfit` where the line is not as it was written."""
    if not line.strip():
        return None
    if re.match(rb"(<{7}|={7}|>{7}|\|{7})", line):
        raise Unfit("a merge was not finished here", "keep the lines of both sides, and remove the markers")
    if line.startswith(b'{"digest":') and not line.endswith(b"}"):
        raise Unfit("this line is cut off", RESTORE)
    head = _DIGEST.match(line)
    if head is None:
        raise Unfit("this is no line of a history", RESTORE)
    if _digest(b"{" + line[head.end() :]) != head[1].decode():
        raise Unfit("this line was changed after it was written (its digest differs)", RESTORE)
    try:
        return _checked(_decoder.decode(line))
    except (msgspec.MsgspecError, UnicodeDecodeError, EDTFError, ValueError) as error:
        what = f"this line cannot be understood ({error})"
        raise Unfit(what, "use the version of timeline that wrote it") from error


def _checked(row: Row) -> Row:
    """The row, if it says something that we could have written. Raises `ValueError` or `EDTFError`."""
    if row.at.tzinfo is None:
        raise ValueError("its instant has no zone")
    if row.feed or row.authority:
        return row
    if row.after is None or row.after.id != row.event or not ID.fullmatch(row.event):
        raise ValueError("it has no event")
    if row.kind not in KINDS:
        raise ValueError(f"no kind of change is called {row.kind}")
    if row.after.status not in STATUSES:
        raise ValueError(f"no status is called {row.after.status}")
    when = row.after.when
    When.parse(when.edtf, when.text, when.start_time, when.end_time, when.timezone)
    return row


def torn_at(data: bytes) -> int:
    """Where a last line begins that was not written to its end, or -1."""
    start = data.rfind(b"\n") + 1
    try:
        if data[start:].strip():
            msgspec.json.decode(data[start:])
    except (msgspec.DecodeError, UnicodeDecodeError):  # cut within a character
        return start
    return -1


def sealed(row: Row) -> tuple[Row, bytes]:
    """The row with its digest, and the line."""
    bare = msgspec.json.encode(msgspec.structs.replace(row, digest=""), order="deterministic")
    digest = _digest(bare)
    return msgspec.structs.replace(row, digest=digest), b'{"digest":"' + digest.encode() + b'",' + bare[1:]


def _digest(bare: bytes) -> str:
    return hashlib.sha256(bare).hexdigest()[:32]


_decoder: Final = msgspec.json.Decoder(Row)
