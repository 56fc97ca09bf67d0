"""What follows from the constants for many subscribers and many events, and the tables that say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from benchmarks.scaling.constants import CONSTANTS, Measured
from timeline.serve.http.conditional import LATE_SECONDS

SUBSCRIBERS: Final = 10_000_000
EVENTS: Final = 100_000_000
INTERVALS: Final = (30, 15)
"""Minutes between two polls of one subscriber."""
ADDRESSES: Final = 501 * 4 * 2
"""Feeds, formats, plain and gzip."""
REPLICAS: Final = 8
WORKERS: Final = 2
CONNECTIONS: Final = 12
"""Of one process to PostgreSQL: DATABASE_POOL, one that listens, one for the lease."""
PLACES: Final = 100
"""Where a CDN fetches for itself; supposed."""
NETWORK_MS: Final = 1
"""A round trip to a database on another machine; supposed."""
CONSENSUS_MS: Final = 50
"""A commit that machines far apart agree on; supposed."""
MONTH: Final = 30 * 24 * 60
DAY: Final = 86_400


class Row(NamedTuple):
    """Something reckoned, and from what."""

    what: str
    reckoned: str
    how: str


def tables(measured: Measured) -> list[str]:
    """The tables of the document, in its order."""
    return [
        table(("measured", "", "`measure …`"), [_constant(each.name, measured) for each in CONSTANTS]),
        table((f"{SUBSCRIBERS:,} subscribers", "reckoned", "from"), subscribers(measured)),
        table((f"{EVENTS:,} events", "reckoned", "from"), events(measured)),
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


def replaced(document: str, tables: Sequence[str]) -> str:
    """The document with these tables in the place of those that begin alike."""
    for each in tables:
        head = each.partition("\n")[0]
        start = document.index(head)
        document = document[:start] + each + document[document.index("\n\n", start) :]
    return document


def _constant(name: str, measured: Measured) -> Row:
    (each,) = (each for each in CONSTANTS if each.name == name)
    return Row(each.what, f"{measured[name]:,} {each.unit}".strip(), each.how)


def subscribers(measured: Measured) -> list[Row]:
    """What so many readers take."""
    seconds = INTERVALS[0] * 60
    rendered = measured["holding_ms"] * REPLICAS
    streams_mb = measured["streams"] * measured["stream_kb"] / 1024
    origin = ADDRESSES / measured["max_age"]
    return [
        *(_polls(measured, minutes) for minutes in INTERVALS),
        _one_change(measured, "gzip", "in gzip"),
        _one_change(measured, "plain", "uncompressed"),
        Row(
            "a change within every poll, a month",
            f"{SUBSCRIBERS * measured['gzip_bytes'] * MONTH / INTERVALS[0] / 1e12:,.0f} TB in gzip",
            f"{MONTH // INTERVALS[0]:,} polls of each; the most there can be, however many changes",
        ),
        Row(
            "the same behind a CDN, asked of us",
            f"{origin:,.1f} requests a second for each place that fetches; {origin * PLACES:,.0f} for {PLACES} "
            f"(supposed), {origin * PLACES * measured['gzip_bytes'] * 8 / 1e6:,.0f} Mbit/s if all had changed",
            f"{ADDRESSES:,} addresses (501 feeds, 4 formats, 2 encodings), each once in {measured['max_age']:,} s",
        ),
        Row(
            "how late a reader is at most",
            f"{(seconds + measured['max_age'] + LATE_SECONDS) / 60:,.0f} minutes",
            f"the poll's interval, the cache's lifetime, and {LATE_SECONDS} s in which it may show the former",
        ),
        Row(
            f"one change rendered by {REPLICAS} replicas",
            f"{rendered:,.0f} ms of CPU in all",
            f"{measured['holding_ms']:,} ms in each that is asked for all of it",
        ),
        Row(
            "changes that fill a core of each replica",
            f"{1000 / measured['every_ms']:,.0f} a second",
            f"{measured['every_ms']:,} ms, if after each of them all 501 feeds are asked for",
        ),
        Row(
            "all of them on streams",
            f"{SUBSCRIBERS / measured['streams']:,.0f} processes, {SUBSCRIBERS * measured['stream_kb'] / 1e6:,.0f} GB, "
            f"{SUBSCRIBERS * measured['stream_us'] / 1e6:,.0f} s of CPU and "
            f"{SUBSCRIBERS * measured['stream_bytes'] / 1e9:,.1f} GB a change",
            f"{measured['streams']:,} a process; {measured['stream_kb']:,} KB, {measured['stream_us']:,} µs and "
            f"{measured['stream_bytes']:,} bytes each",
        ),
        Row(
            f"memory of {REPLICAS} replicas, their streams full",
            f"{REPLICAS * (measured['replica_mb'] + streams_mb) / 1024:,.1f} GB",
            f"{measured['replica_mb']:,} MB and {measured['streams']:,} streams each",
        ),
        Row(
            f"connections of {REPLICAS} replicas and {WORKERS} workers",
            f"{(REPLICAS + WORKERS) * CONNECTIONS} at most",
            "`DATABASE_POOL` 10, one that listens, one for the lease",
        ),
    ]


def _one_change(measured: Measured, form: str, words: str) -> Row:
    rate, size, cost = _rate(INTERVALS[0]), measured[f"{form}_bytes"], measured[f"{form}_us"]
    return Row(
        f"one change, to all of them {words}",
        f"{SUBSCRIBERS * size / 1e9:,.0f} GB, {rate * size * 8 / 1e6:,.0f} Mbit/s for {INTERVALS[0]} minutes, "
        f"{rate * cost / 1e6:.2f} cores",
        f"{size:,} bytes, {cost:,} µs each",
    )


def _polls(measured: Measured, minutes: int) -> Row:
    rate = _rate(minutes)
    return Row(
        f"a poll each {minutes} minutes, nothing new",
        f"{rate:,.0f} a second, {rate * measured['unchanged_us'] / 1e6:.2f} cores, "
        f"{rate * measured['unchanged_bytes'] * 8 / 1e6:,.0f} Mbit/s",
        f"{measured['unchanged_us']:,} µs, {measured['unchanged_bytes']:,} bytes each",
    )


def _rate(minutes: int) -> float:
    return SUBSCRIBERS / (minutes * 60)


def events(measured: Measured) -> list[Row]:
    """What so many events take."""
    rows = []
    for name, words in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        each = measured[f"{name}_bytes"]
        rows.append(Row(f"on the disk, {words}", f"{EVENTS * each / 1e9:,.0f} GB", f"{each:,} bytes, at 100,000"))
    for name, words in (("sqlite", "taken in, SQLite"), ("postgresql", "moved on to PostgreSQL")):
        each = measured[f"{name}_load_us"]
        rows.append(Row(words, f"{EVENTS * each / 1e6 / 3600:,.0f} hours of one core", f"{each:,} µs, at 100,000"))
    sync, both = measured["sync_ms"], measured["postgresql_write_ms"] + measured["server_write_ms"]
    trips = measured["statements"] * NETWORK_MS
    return [
        *rows,
        _writes("changes one by one, SQLite", measured["sqlite_write_ms"] + sync, "one core, the disk"),
        _writes("changes one by one, PostgreSQL", both + sync, "one core, the disk"),
        _writes("changes 100 at a time, PostgreSQL", measured["batch_ms"] + sync / 100, "one core, the disk"),
        _writes(
            "one by one, the server on another machine",
            both + trips + NETWORK_MS + sync,
            f"{measured['statements']:,} statements and the commit, {NETWORK_MS} ms each (supposed)",
        ),
        _writes(
            "one by one, a commit that distant places agree on",
            both + trips + CONSENSUS_MS,
            f"the statements, and {CONSENSUS_MS} ms (supposed)",
        ),
    ]


def _writes(what: str, milliseconds: float, how: str) -> Row:
    rate = 1000 / milliseconds
    return Row(what, f"{rate:,.0f} a second, {rate * DAY / 1e6:,.1f} million a day", f"{milliseconds:,.1f} ms: {how}")
