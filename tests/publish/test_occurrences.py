"""Occurrences of series in a window, and the next one."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.factory import event
from tests.render.chronicle import CHRONOLOGY, store_of
from timeline.dates import When
from timeline.errors import InvalidQuery
from timeline.model.event import Event, Override
from timeline.model.parameters import parse_query
from timeline.model.recurrence import as_event, series
from timeline.publish.occurrences import Upcoming, upcoming
from timeline.publish.publisher import Publisher

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
MOVED = Override(original="20261204", when=When.parse("2026-12-05"), title="Market on the quay")
OFF = Override(original="20261127", status="cancelled")
MARKET = event(
    "market", "2024-01-05", title="Market", recurrence=("RRULE:FREQ=WEEKLY",), overrides=(MOVED, OFF)
)  # fmt: skip


def expanded(publisher: Publisher, **given: str) -> dict:
    parameters = {"expand": "occurrences", "from": "2026-11-20", "to": "2026-12-11"} | given
    query = parse_query({name: [value] for name, value in parameters.items()})
    return json.loads(publisher.events(query, NOW).data)


def test_each_occurrence_in_the_window_is_a_row():
    publisher = Publisher(store_of(MARKET, event("fair", "2026-12")), CHRONOLOGY)
    answer = expanded(publisher)
    assert [(row["id"], row["when"]["edtf"], row.get("series"), row["status"]) for row in answer["events"]] == [
        ("market.20261120", "2026-11-20", "market", "happened"),
        ("market.20261127", "2026-11-27", "market", "cancelled"),
        ("fair", "2026-12", None, "happened"),
        ("market.20261204", "2026-12-05", "market", "happened"),
        ("market.20261211", "2026-12-11", "market", "happened"),
    ]
    assert answer["next"] is None
    assert answer["events"][3]["title"] == "Market on the quay"
    assert {row["url"] for row in answer["events"] if "series" in row} == {f"{CHRONOLOGY.base_url}/events/market"}
    assert not any("recurrence" in row or "next" in row for row in answer["events"])


@pytest.mark.parametrize("sort", ["when", "-when"])
def test_pages_of_occurrences_give_each_once_in_order(sort):
    series = [event(f"m{n}", "2024-01-05", recurrence=("RRULE:FREQ=WEEKLY",)) for n in range(3)]
    publisher = Publisher(store_of(*series), CHRONOLOGY)
    whole = [row["id"] for row in expanded(publisher, sort=sort)["events"]]
    found, cursor = [], ""
    for _ in range(6):
        page = expanded(publisher, sort=sort, limit="2", cursor=cursor)
        found += [row["id"] for row in page["events"]]
        cursor = page["next"] or ""
    assert found == whole
    assert (len(set(found)), cursor) == (12, "")


def test_within_asks_each_occurrence():
    festival = event("festival", "2024-06-07/2024-06-09", recurrence=("RRULE:FREQ=YEARLY;COUNT=3",))
    publisher = Publisher(store_of(festival), CHRONOLOGY)
    window = {"from": "2024-06-08", "to": "2025"}
    assert [row["id"] for row in expanded(publisher, **window)["events"]] == ["festival.20240607", "festival.20250607"]
    assert [row["id"] for row in expanded(publisher, **window, match="within")["events"]] == ["festival.20250607"]


@pytest.mark.parametrize(
    ("given", "blamed"),
    [
        ({"from": "2026"}, "to"), ({"to": "2026"}, "from"), ({"from": "../2026", "to": "2027"}, "from"),
        ({"from": "2026", "to": "2026", "sort": "published"}, "sort"), ({"expand": "all"}, "expand"),
    ],
)  # fmt: skip
def test_what_cannot_be_expanded_is_refused(given, blamed):
    with pytest.raises(InvalidQuery) as error:
        parse_query({name: [value] for name, value in ({"expand": "occurrences"} | given).items()})
    assert error.value.parameter == blamed


def test_a_cursor_of_occurrences_is_none_of_events():
    publisher = Publisher(store_of(MARKET), CHRONOLOGY)
    cursor = expanded(publisher, limit="1")["next"]
    with pytest.raises(InvalidQuery):
        parse_query({"cursor": [cursor]})


def test_the_next_occurrence_passes_over_what_was_called_off():
    ahead = upcoming(MARKET, NOW, ZONE)
    assert ahead.occurrence is not None
    assert ahead.occurrence.id(MARKET) == "market.20261204"
    assert ahead.since == datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert ahead.until == datetime(2026, 12, 5, 16, tzinfo=UTC)


def test_an_event_says_its_next_occurrence_until_that_is_over():
    publisher = Publisher(store_of(MARKET), CHRONOLOGY)
    before = publisher.event("market", "json", NOW)
    assert before.expires == datetime(2026, 12, 5, 16, tzinfo=UTC)
    told = json.loads(before.data)
    assert (told["next"]["id"], told["next"]["when"]["edtf"]) == ("market.20261204", "2026-12-05")
    assert told["recurrence"] == ["RRULE:FREQ=WEEKLY"]
    assert [each["original"] for each in told["overrides"]] == ["20261204", "20261127"]
    after = publisher.event("market", "json", before.expires)
    assert json.loads(after.data)["next"]["id"] == "market.20261211"
    assert after.modified == before.expires > before.modified


def test_a_page_of_events_ends_with_what_is_next_in_it():
    publisher = Publisher(store_of(MARKET, event("fair", "2026-12")), CHRONOLOGY)
    page = publisher.events(parse_query({}), NOW)
    assert page.expires == datetime(2026, 12, 5, 16, tzinfo=UTC)
    assert [row.get("next", {}).get("id") for row in json.loads(page.data)["events"]] == ["market.20261204", None]
    later = publisher.events(parse_query({}), page.expires)
    assert [row.get("next", {}).get("id") for row in json.loads(later.data)["events"]] == ["market.20261211", None]
    assert later.modified == page.expires


def test_nothing_is_next_of_a_series_that_is_over():
    over = event("course", "2025-06-24", recurrence=("RRULE:FREQ=WEEKLY;COUNT=2",))
    ahead = upcoming(over, NOW, ZONE)
    assert (ahead.occurrence, ahead.until) == (None, None)
    assert ahead.since is not None
    assert ahead.since.astimezone(ZONE).date() == date(2025, 7, 2)


def test_coming_holds_the_newest_reminders_up_to_its_limit_and_a_calendar_all():
    days = [event(f"m{n}", "2024-01-05", recurrence=("RRULE:FREQ=DAILY",)) for n in range(3)]
    publisher = Publisher(store_of(*days), CHRONOLOGY)

    def reminders(format: str, **given: list[str]) -> list[str]:
        data = publisher.feed("all", format, given, NOW, "coming").data.decode()
        return re.findall(r"m\d\.\d{8}/in-\d", data)

    # Of each series three reminders of today and of tomorrow, two of the two days after, one of four more days.
    assert len(set(reminders("csv"))) == 3 * 14
    newest = {f"m{n}.20261125/in-1" for n in range(3)}
    assert set(reminders("atom", limit=["3"])) == newest


def test_the_next_one_is_that_of_a_walk_through_all():
    dice = random.Random(1)
    lengths = ("2025-01-06", "2025-01-06/2025-01-09", "2025-01-06/2025-01-30")
    for _ in range(300):
        own = tuple(_override(dice, day) for day in sorted(dice.sample(range(6, 28), dice.choice([0, 1, 6]))))
        rule = (dice.choice(["RRULE:FREQ=DAILY;COUNT=30", "RRULE:FREQ=WEEKLY;COUNT=9", "RDATE:20250120,20250303"]),)
        held = event("s", dice.choice(lengths), status="scheduled", recurrence=rule, overrides=own)
        now = datetime(2025, 1, 1, 12, tzinfo=UTC) + timedelta(days=dice.randrange(90))
        assert upcoming(held, now, ZoneInfo("UTC")) == _walk(held, now)


def _override(dice: random.Random, day: int) -> Override:
    when = dice.choice([None, When.parse(dice.choice(["2025-02-01", "2025-01-02/2025-01-20", "2024-12-01"]))])
    return Override(original=f"202501{day:02}", status=dice.choice(["", "cancelled"]), when=when)


def _walk(held: Event, now: datetime) -> Upcoming:
    today, ahead, over = now.date(), None, None
    for each in series(held).occurrences:
        end = each.when.latest
        if as_event(held, each).status == "cancelled" or end is None:
            continue
        last = date(end.year, end.month, end.day)
        if last < today:
            over = last if over is None else max(last, over)
        elif ahead is None:
            ahead = each, last
    midnights = [None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
                 for day in (over, ahead and ahead[1])]  # fmt: skip
    return Upcoming(ahead and ahead[0], *midnights)
