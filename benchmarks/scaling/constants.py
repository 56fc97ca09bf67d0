"""What is measured, and where it was kept the last time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, NamedTuple

FILE: Final = Path(__file__).with_name("measured.json")


class Constant(NamedTuple):
    """A figure that everything else is reckoned from."""

    name: str
    what: str
    unit: str
    how: str


CONSTANTS: Final = (
    Constant("unchanged_us", "a poll that ends in 304", "µs of CPU", "serving"),
    Constant("unchanged_bytes", "the same, its answer", "bytes", "serving"),
    Constant("gzip_us", "a poll that gets 50 entries in gzip", "µs of CPU", "serving"),
    Constant("gzip_bytes", "the same, its answer", "bytes", "serving"),
    Constant("plain_us", "a poll that gets them uncompressed", "µs of CPU", "serving"),
    Constant("plain_bytes", "the same, its answer", "bytes", "serving"),
    Constant("max_age", "a feed may be kept by a cache", "seconds", "serving"),
    Constant("replica_mb", "memory of a replica that has answered these", "MB", "serving"),
    Constant("stream_kb", "memory of one more open stream", "KB", "streams"),
    Constant("stream_us", "a change reaching one more stream", "µs of CPU", "streams"),
    Constant("stream_bytes", "the same, on the wire", "bytes", "streams"),
    Constant("streams", "streams that one process admits", "", "streams"),
    Constant("holding_ms", "after a change: the two feeds that hold the event, four formats", "ms of CPU", "rendering"),
    Constant("every_ms", "after a change: all 501 feeds looked at, four formats", "ms of CPU", "rendering"),
    Constant("sync_ms", "until this disk has one page", "ms", "writing"),
    Constant("sqlite_write_ms", "one change written, SQLite", "ms of CPU", "writing"),
    Constant("postgresql_write_ms", "one change written, PostgreSQL: our process", "ms of CPU", "writing"),
    Constant("server_write_ms", "the same, the server's processes", "ms of CPU", "writing"),
    Constant("statements", "statements of it, while the other writers wait", "", "writing"),
    Constant("batch_ms", "one of 100 written at once, both", "ms of CPU", "writing"),
    Constant("sqlite_load_us", "an event of a dump taken in, SQLite", "µs of CPU", "loading"),
    Constant("postgresql_load_us", "the same moved on to PostgreSQL, both", "µs of CPU", "loading"),
    Constant("sqlite_bytes", "an event in SQLite", "bytes", "loading"),
    Constant("postgresql_bytes", "an event in PostgreSQL", "bytes", "loading"),
)

Measured = dict[str, float]


def read() -> Measured:
    """The figures as they were measured last."""
    figures: Measured = json.loads(FILE.read_text(encoding="utf-8"))
    return figures


def write(figures: Measured) -> None:
    """Keep figures, beside those that were not measured this time."""
    known = read() if FILE.exists() else {}
    lasting = {each.name: (known | figures)[each.name] for each in CONSTANTS if each.name in known | figures}
    FILE.write_text(json.dumps(lasting, indent=1) + "\n", encoding="utf-8")
