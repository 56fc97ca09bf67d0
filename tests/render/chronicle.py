"""Twelve and more events, one for each way a date is said and a status is told, and what publishes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from tests.factory import DAWN, event
from timeline.dates import When
from timeline.model.change import classify
from timeline.model.chronology import Chronology
from timeline.model.event import Citation, Conflict, Event, Link, Place, Translation
from timeline.model.feed import Feed, Policy
from timeline.publish.publisher import Publisher
from timeline.store import Store, open_store

MOVED = datetime(2025, 6, 30, 18, 0, tzinfo=UTC)
NOW = datetime(2025, 7, 1, 9, 30, tzinfo=UTC)
CHRONOLOGY = Chronology(
    title="Rivers & cables",
    description="What was reported of water, and of what lies under it.",
    contact="editor@rivers.example",
    licence="CC BY 4.0",
    authority="rivers.example,2025",
    base_url="https://rivers.example/chronology",
    timezone="Asia/Shanghai",
)
FEED = Feed(slug="all", title="Rivers & cables", description="Every event.", color="teal", updated=DAWN)


def timed(id: str, edtf: str, start: str, end: str | None = None, zone: str | None = None, **fields: object) -> Event:
    """An event with clock times."""
    when = When.parse(edtf, start_time=start, end_time=end, timezone=zone)
    return msgspec.structs.replace(event(id, edtf, **fields), when=when)


def events() -> list[Event]:
    """One event for each row of the table of dates, with everything else that an entry can show."""
    yichang = Place(name="Yichang", latitude=30.69, longitude=111.28)
    report = Citation(
        title="Hope for a giant", publisher="River Post", url="https://post.example/a?b=1&c=2", published="2025-05-02",
        words="hatched on 16 April",
    )  # fmt: skip
    rows = [
        event("hatching", "2025-04-16", title="Sturgeon hatch; first since 2000, they say",
              summary="Larvae were seen below the dam.\n\nThe <count> is open & disputed.", tags=("fish", "nature"),
              places=(yichang,), links=(Link(url="https://fish.example/", title="The fish"),), sources=(report,),
              translations={"de": Translation(title="Störe geschlüpft", summary="Larven unter dem Damm.")}),
        timed("launch", "2025-06-10", "14:30", "16:00", "Asia/Shanghai", title="Data centre sinks"),
        timed("talk", "2025-03-02", "09:15", None, "+05:30", title="A talk with an offset"),
        timed("twice", "2024-10-27", "02:30", None, "Europe/Berlin", title="In the hour that comes twice"),
        timed("bell", "2025-02-03", "07:00", title="A bell without a zone"),
        event("nearly", "2024-05-04?", title="A landing"),
        event("visit", "2024-05-05/2024-05-10", title="A visit to three countries"),
        event("long", "2021-02/2024-11", title="A long drought"),
        event("spring", "2013-21", title="Divers in the lake"),
        event("decade", "198X", title="The first turbine"),
        event("some-time", "[2024-01..2024-04]", title="A survey"),
        event("ongoing", "2024-05-05/..", title="The ferry runs"),
        event("after", "[1992..]", title="A cable is laid"),
        event("until", "../2024-05-02", title="The old bridge stands"),
        event("by", "[..2025-09]", title="The lock opens", status="expected"),
        event("list", "{1913,1914}", title="Two floods"),
        event("ides", "-0043-03-15", title="A crossing"),
        event("far", "Y12000", title="A forecast", status="tentative"),
        event("cancelled", "2025-08-01", title="Regatta", status="cancelled", reason="The river is too low."),
        event("postponed", "2025-08-09", title="Swim", status="postponed", successor="hatching"),
        event("disputed", "2025-01-01", title="A monster is seen", status="disputed",
              conflicts=(Conflict(when=When.parse("2024-12"), citation=report),)),
        event("withdrawn", "2025-05-05", title="A spill", status="withdrawn", reason="The report proved false."),
        event("merged", "2025-04-16", title="Fish born", status="merged", merged_into="hatching"),
        event("series", "2025-09-07", title="Low tide walk", status="expected",
              recurrence=("RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;VALUE=DATE:20250914")),
        event("hostile", "2025-01-02", title="=SUM(A1)\x00 <script>alert(1)</script>\u202e, ; \\",
              summary="a\x0bb\r\nc ]]> &amp;", tags=("a",), places=(Place(name="@home; sweet"),),
              links=(Link(url="javascript:alert(1)"),)),
        event("fair", "2025-07-03", title="The fair opens", status="expected", places=(yichang,)),
        event("opening", "2012-06-29", title="The lock was opened"),
    ]  # fmt: skip
    later = {row.id: row.published + timedelta(minutes=n) for n, row in enumerate(rows)}
    return [msgspec.structs.replace(row, published=later[row.id], updated=later[row.id]) for row in rows]


def store_of(*held: Event, feeds: tuple[Feed, ...] = (FEED,), url: str = ":memory:") -> Store:
    """A store, in memory if nothing else is said, with these events, each added when it was published."""
    store = open_store(url)
    changes = [classify(None, each, each.updated) for each in held]
    store.apply([change for change in changes if change is not None])
    store.set_feeds(feeds, DAWN)
    return store


def publisher(*held: Event, feeds: tuple[Feed, ...] = (FEED,)) -> Publisher:
    """What publishes these events; if none are given all of `events()`, of which the fair has moved since."""
    store = store_of(*(held or events()), feeds=feeds)
    if not held:
        fair = store.event("fair")
        later = msgspec.structs.replace(fair, when=When.parse("2025-07-04"), reason="The boats are late.")
        store.apply([change for change in [classify(fair, later, MOVED)] if change is not None])
    return Publisher(store, CHRONOLOGY)


def narrowed(**policy: str) -> Feed:
    """The feed with another policy."""
    return msgspec.structs.replace(FEED, policy=Policy(**policy))
