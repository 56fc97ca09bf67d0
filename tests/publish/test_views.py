"""What is coming, what happened on this day, what changed; and how long what is gone stays."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import msgspec
import pytest
from lxml import etree

from tests.factory import DAWN, event
from tests.render.chronicle import CHRONOLOGY, store_of
from timeline.dates import When
from timeline.model.change import classify
from timeline.model.event import Override
from timeline.publish.days import earlier, exact_start, is_past, leaves, midnight
from timeline.publish.publisher import Publisher

ZONE = ZoneInfo("Asia/Shanghai")
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def local(day: str, time: str = "12:00") -> datetime:
    """An instant by the chronology's clock."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZONE).astimezone(UTC)


def items(store, view: str, now: datetime, **parameters: str) -> dict[str, str]:
    """Ids (without what all have) and `date_published` of a feed's entries, in order."""
    given = {name: [value] for name, value in parameters.items()}
    found = json.loads(Publisher(store, CHRONOLOGY).feed("all", "json", given, now, view).data)
    return {item["id"].removeprefix("tag:rivers.example,2025:"): item["date_published"] for item in found["items"]}


def deleted(store, view: str, now: datetime) -> dict[str, str]:
    root = etree.fromstring(Publisher(store, CHRONOLOGY).feed("all", "atom", {}, now, view).data)
    return {d.get("ref").removeprefix("tag:rivers.example,2025:"): d.get("when", "") for d in root.findall(DELETED)}


def change(store, at: datetime, **fields: object):
    """Revise the one event called `regatta`."""
    old = store.event("regatta")
    if "when" in fields:
        fields["when"] = When.parse(str(fields["when"]))
    made = classify(old, msgspec.structs.replace(old, **fields), at)
    store.apply([made])
    return made


def regatta(when: str = "2025-08-20", **fields: object):
    return store_of(event("regatta", when, **{"status": "expected"} | fields))


# Coming


def test_reminders_come_out_7_3_and_1_days_ahead_at_midnight():
    store = regatta()
    assert items(store, "coming", local("2025-08-12", "23:59")) == {}
    assert items(store, "coming", local("2025-08-13", "00:00")) == {"regatta/in-7/2025-08-20": "2025-08-12T16:00:00Z"}
    assert list(items(store, "coming", local("2025-08-19"))) == [
        "regatta/in-1/2025-08-20", "regatta/in-3/2025-08-20", "regatta/in-7/2025-08-20",
    ]  # fmt: skip


def test_reminders_leave_after_the_day():
    store = regatta()
    assert len(items(store, "coming", local("2025-08-20", "23:59"))) == 3
    assert items(store, "coming", local("2025-08-21", "00:00")) == {}


def test_of_reminders_that_had_passed_when_the_date_was_set_only_the_nearest_is_published_then():
    at = local("2025-08-18", "10:00")
    store = store_of(event("regatta", "2025-08-20", status="expected", published=at, updated=at))
    assert items(store, "coming", local("2025-08-18", "11:00")) == {"regatta/in-3/2025-08-20": "2025-08-18T02:00:00Z"}
    assert list(items(store, "coming", local("2025-08-19"))) == ["regatta/in-1/2025-08-20", "regatta/in-3/2025-08-20"]


def test_a_late_reminder_counts_the_days_that_are_left():
    at = local("2025-08-15", "10:00")
    store = store_of(event("regatta", "2025-08-20", title="Regatta", status="expected", published=at, updated=at))
    found = json.loads(Publisher(store, CHRONOLOGY).feed("all", "json", {}, at, "coming").data)["items"][0]
    assert found["id"].endswith("regatta/in-7/2025-08-20")
    assert found["title"].startswith("In 5 days: Regatta (")


def test_days_can_be_chosen():
    store = regatta()
    assert list(items(store, "coming", local("2025-08-19"), days="30,0")) == ["regatta/in-30/2025-08-20"]
    assert list(items(store, "coming", local("2025-08-20"), days="0")) == ["regatta/in-0/2025-08-20"]


@pytest.mark.parametrize("when", ["2025-08", "2025-08-20~", "2025-08-2X", "[2025-08-20..2025-08-25]", "../2025-08-20"])
def test_only_what_begins_on_an_exact_day_is_coming(when):
    assert items(regatta(when), "coming", local("2025-08-19")) == {}


@pytest.mark.parametrize("when", ["2025-08-20", "2025-08-20/2025-08-25", "2025-08-20/..", "2025-08-20/2026"])
def test_an_interval_that_begins_on_an_exact_day_is_coming(when):
    assert "regatta/in-1/2025-08-20" in items(regatta(when), "coming", local("2025-08-19"))


def test_a_moved_date_is_a_new_entry_and_the_old_one_is_deleted():
    store = regatta()
    at = local("2025-08-14", "09:00")
    change(store, at, when="2025-08-22")
    now = local("2025-08-15")
    assert list(items(store, "coming", now)) == ["regatta/in-7/2025-08-22"]
    assert deleted(store, "coming", now) == {"regatta/in-7/2025-08-20": "2025-08-14T01:00:00+00:00"}
    assert deleted(store, "coming", now + timedelta(days=91)) == {}


def test_a_date_moved_far_away_deletes_its_reminders_too():
    store = regatta()
    change(store, local("2025-08-18"), when="2026-08-20")
    assert items(store, "coming", local("2025-08-19")) == {}
    assert set(deleted(store, "coming", local("2025-08-19"))) == {"regatta/in-7/2025-08-20", "regatta/in-3/2025-08-20"}


def test_a_date_moved_back_is_not_deleted():
    store = regatta()
    change(store, local("2025-08-14", "09:00"), when="2025-08-22")
    change(store, local("2025-08-14", "10:00"), when="2025-08-20")
    assert "regatta/in-7/2025-08-20" not in deleted(store, "coming", local("2025-08-15"))


def test_what_is_called_off_says_so_in_reminders_that_were_out_and_gets_no_more():
    store = regatta()
    change(store, local("2025-08-14", "09:00"), status="cancelled", reason="Low water.")
    found = json.loads(Publisher(store, CHRONOLOGY).feed("all", "json", {}, local("2025-08-19"), "coming").data)[
        "items"
    ]
    assert [item["id"].rpartition(":")[2] for item in found] == ["regatta/in-7/2025-08-20"]
    assert found[0]["title"].startswith("Cancelled: ")
    assert found[0]["date_modified"] == "2025-08-14T01:00:00Z"


def test_a_withdrawn_event_s_reminders_are_deleted():
    store = regatta()
    change(store, local("2025-08-14", "09:00"), status="withdrawn")
    assert list(deleted(store, "coming", local("2025-08-15"))) == ["regatta/in-7/2025-08-20"]


def weekly(*overrides: Override, **fields: object):
    rule = ("RRULE:FREQ=WEEKLY",)
    return regatta("2024-01-05", status="happened", recurrence=rule, overrides=overrides, **fields)


def test_each_next_occurrence_of_a_series_is_coming():
    store = weekly()
    now = local("2025-08-20")
    assert items(store, "coming", now) == {
        "regatta.20250822/in-3": "2025-08-18T16:00:00Z", "regatta.20250822/in-7": "2025-08-14T16:00:00Z",
    }  # fmt: skip
    assert list(items(store, "coming", now + timedelta(days=2))) == [
        "regatta.20250829/in-7", "regatta.20250822/in-1", "regatta.20250822/in-3", "regatta.20250822/in-7",
    ]  # fmt: skip
    assert list(items(store, "coming", now + timedelta(days=3))) == ["regatta.20250829/in-7"]


def test_a_moved_occurrence_keeps_its_reminder_and_one_called_off_says_so():
    store = weekly()
    moved = Override(original="20250822", when=When.parse("2025-08-23"), title="On the quay")
    off = Override(original="20250829", status="cancelled")
    at = local("2025-08-22", "09:00")
    change(store, at, overrides=(moved, off))
    found = json.loads(Publisher(store, CHRONOLOGY).feed("all", "json", {}, at, "coming").data)["items"]
    told = {item["id"].rpartition(":")[2]: item["title"] for item in found}
    assert told["regatta.20250822/in-1"].startswith("Tomorrow: On the quay")
    assert told["regatta.20250829/in-7"].startswith("Cancelled: ")
    assert deleted(store, "coming", at) == {
        f"regatta.20250822/in-{n}": at.isoformat() for n in (3, 7)
    }  # fmt: skip


def test_an_occurrence_that_is_left_out_deletes_its_reminders():
    store = weekly()
    at = local("2025-08-20", "09:00")
    change(store, at, recurrence=("RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20250822"))
    assert items(store, "coming", at) == {}
    assert deleted(store, "coming", at) == {f"regatta.20250822/in-{n}": at.isoformat() for n in (3, 7)}


def test_a_coming_occurrence_has_the_sequence_of_its_series():
    store = weekly()
    change(store, local("2025-08-20", "09:00"), title="Market")
    data = Publisher(store, CHRONOLOGY).feed("all", "ics", {}, local("2025-08-20"), "coming").data
    found = {str(e["UID"]): e for e in icalendar.Calendar.from_ical(data).events}
    assert set(found) == {f"regatta.20250822/in-{n}@rivers.example" for n in (3, 7)}
    assert all(e["SEQUENCE"] == 1 and "RRULE" not in e for e in found.values())


# On this day


def on_this_day(when: str, now: datetime, **fields: object) -> dict[str, str]:
    return items(regatta(when, **{"status": "happened"} | fields), "on-this-day", now)


def test_an_anniversary_is_there_for_seven_days():
    assert on_this_day("2013-08-20", local("2025-08-19")) == {}
    first = {"regatta/anniversary/2025": "2025-08-19T16:00:00Z"}
    assert on_this_day("2013-08-20", local("2025-08-20", "00:00")) == first
    assert on_this_day("2013-08-20", local("2025-08-26", "23:59")) == first
    assert on_this_day("2013-08-20", local("2025-08-27", "00:00")) == {}


def test_the_29th_of_february_is_kept_on_the_28th_in_common_years():
    assert on_this_day("2012-02-29", local("2025-02-28")) == {"regatta/anniversary/2025": "2025-02-27T16:00:00Z"}
    assert on_this_day("2012-02-29", local("2024-02-28")) == {}
    assert on_this_day("2012-02-29", local("2024-02-29")) == {"regatta/anniversary/2024": "2024-02-28T16:00:00Z"}


@pytest.mark.parametrize("when", ["2013-08", "2013-08-20~", "2013-08-20/2013-08-25", "[2013-08-20,2013-08-21]"])
def test_only_exact_days_are_recalled(when):
    assert on_this_day(when, local("2025-08-20")) == {}


@pytest.mark.parametrize("status", ["expected", "cancelled", "postponed", "disputed", "tentative", "withdrawn"])
def test_only_what_happened_is_recalled(status):
    assert on_this_day("2013-08-20", local("2025-08-20"), status=status) == {}


def test_the_week_after_new_year_recalls_december():
    assert list(on_this_day("2013-12-30", local("2025-01-02"))) == ["regatta/anniversary/2024"]


def test_the_day_itself_is_no_anniversary():
    assert on_this_day("2025-08-20", local("2025-08-20")) == {}


def test_the_title_counts_the_years():
    store = regatta("2013-08-20", status="happened", title="Regatta")
    found = json.loads(Publisher(store, CHRONOLOGY).feed("all", "json", {}, local("2025-08-20"), "on-this-day").data)
    assert found["items"][0]["title"].startswith("12 years ago today: Regatta (")


def test_as_a_calendar_an_anniversary_is_four_events_without_recurrence():
    store = regatta("2012-02-29", status="happened")
    data = Publisher(store, CHRONOLOGY).feed("all", "ics", {}, local("2025-08-20"), "on-this-day").data
    found = {str(e["UID"]): e for e in icalendar.Calendar.from_ical(data).events}
    assert [e["DTSTART"].dt for e in found.values()] == [
        date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28),
    ]  # fmt: skip
    assert next(iter(found)) == "regatta/anniversary/2024@rivers.example"
    assert not any("RRULE" in e for e in found.values())
    assert all(e["DTSTAMP"].dt == DAWN for e in found.values())


# Between two midnights


@pytest.mark.parametrize("view", ["coming", "on-this-day"])
def test_a_view_stays_the_same_from_midnight_to_midnight(view):
    store = store_of(event("a", "2025-08-20", status="expected"), event("b", "2013-08-18"))
    bodies = [
        Publisher(store, CHRONOLOGY).feed("all", "atom", {}, local("2025-08-19", t), view) for t in ("00:00", "23:59")
    ]
    assert bodies[0].data == bodies[1].data
    assert bodies[0].modified == local("2025-08-19", "00:00")
    assert bodies[0].expires == local("2025-08-20", "00:00")


# What is gone


def test_what_is_withdrawn_stays_for_90_days_outside_the_limit():
    store = regatta()
    store.apply([classify(None, event(f"e{n}"), DAWN) for n in range(3)])
    at = local("2025-07-01")
    change(store, at, status="withdrawn")
    assert set(items(store, "", at, limit="2")) == {"e1", "e2", "regatta"}
    assert "regatta" in items(store, "", local("2025-09-29", "23:59"))
    assert "regatta" not in items(store, "", local("2025-09-30", "00:00"))


def test_last_modified_goes_on_when_what_is_gone_leaves():
    store = regatta()
    change(store, local("2025-07-01"), status="withdrawn")
    published = Publisher(store, CHRONOLOGY)
    before = published.feed("all", "atom", {}, local("2025-09-29"))
    after = published.feed("all", "atom", {}, local("2025-10-01"))
    assert (before.expires, after.expires) == (local("2025-09-30", "00:00"), None)
    assert before.modified < after.modified == local("2025-09-30", "00:00")
    assert after.etag != before.etag


def test_an_event_that_only_stops_matching_leaves_without_a_deleted_entry():
    store = regatta(tags=("boats",))
    change(store, local("2025-07-01"), tags=("sport",))
    data = Publisher(store, CHRONOLOGY).feed("all", "atom", {"tag": ["boats"]}, local("2025-07-02")).data
    assert b"regatta" not in data
    assert b"deleted-entry" not in data


def test_a_merged_event_is_called_after_its_survivor_as_it_was_then():
    store = regatta()
    store.apply([classify(None, event("survivor", title="Great regatta"), DAWN)])
    change(store, local("2025-07-01"), status="merged", merged_into="survivor")
    old = store.event("survivor")
    store.apply([classify(old, msgspec.structs.replace(old, title="Another title"), local("2025-07-02"))])
    data = Publisher(store, CHRONOLOGY).feed("all", "ics", {}, local("2025-07-03")).data
    assert ": merged into “Great regatta”".encode() in data


# Days


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("P1Y", date(2023, 2, 28)), ("P6M", date(2023, 8, 29)), ("P30D", date(2024, 1, 30)), ("P2W", date(2024, 2, 15)),
        ("P1Y1M", date(2023, 1, 29)), ("P1M", date(2024, 1, 29)), ("P9999Y", date.min),
        ("P99999D", date(1750, 5, 17)),
    ],
)  # fmt: skip
def test_a_period_before_a_day(period, day):
    assert earlier(date(2024, 2, 29), period) == day


@pytest.mark.parametrize(
    ("edtf", "past", "over"),
    [
        ("2025-06-30", "none", True), ("2025-07-01", "none", False), ("2025-06", "none", True), ("2025", "none", False),
        ("2020/..", "none", False), ("2020/", "none", True), ("[2020..]", "none", True),
        ("../2024", "none", True), ("[..2024]", "none", True),
        ("2024-06-30", "P1Y", True), ("2024-07-01", "P1Y", False), ("1900", "all", False),
        ("2025-06-29~", "none", False),
    ],
)  # fmt: skip
def test_what_is_past(edtf, past, over):
    assert is_past(event("e", edtf), past, date(2025, 7, 1)) is over


@pytest.mark.parametrize(
    ("rule", "over"),
    [("COUNT=2", True), ("COUNT=3", False), ("UNTIL=20250701", True), ("UNTIL=20250708", False), ("INTERVAL=9", False)],
)
def test_a_series_is_past_with_its_last_occurrence(rule, over):
    weekly = event("e", "2025-06-24", recurrence=(f"RRULE:FREQ=WEEKLY;{rule}",))
    assert is_past(weekly, "none", date(2025, 7, 2)) is over


def test_an_occurrence_that_was_moved_behind_the_others_is_the_last():
    moved = Override(original="20250624", when=When.parse("2025-08-01"))
    weekly = event("e", "2025-06-24", recurrence=("RRULE:FREQ=WEEKLY;COUNT=2",), overrides=(moved,))
    assert not is_past(weekly, "none", date(2025, 8, 1))
    assert is_past(weekly, "none", date(2025, 8, 2))


def test_days_begin_at_the_chronology_s_midnight():
    assert midnight(date(2025, 7, 1), ZONE) == datetime(2025, 6, 30, 16, tzinfo=UTC)
    assert leaves(event(updated=local("2025-07-01")), ZONE) == local("2025-09-30", "00:00")


def test_an_exact_start():
    assert str(exact_start(When.parse("2025-08-20/2026"))) == "2025-08-20"
    assert exact_start(When.parse("2025-08/2026")) is None
