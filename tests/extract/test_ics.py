"""iCalendar: dates, zones, series, and what careless producers write."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from timeline.dates import When
from timeline.errors import SourceRefused
from timeline.extract.ics.zones import zone_name
from timeline.extract.kinds import extract
from timeline.model.event import Mention, Override, Place
from timeline.model.source import Document, Extraction


def read(*lines: str, url: str = "a.ics") -> Extraction:
    """The extraction of a calendar with these lines in it."""
    text = "\r\n".join(("BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""))
    return extract(Document(url=url, data=text.encode(), retrieved=datetime(2026, 11, 25, tzinfo=UTC)))


def event(*lines: str) -> Extraction:
    """The extraction of a calendar with one event of these lines."""
    return read("BEGIN:VEVENT", "UID:1", "SUMMARY:x", *lines, "END:VEVENT")


def only(found: Extraction) -> Mention:
    assert len(found.mentions) == 1, found.refused
    return found.mentions[0]


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        ("DTSTART:20240505", When("2024-05-05")),
        ("DTSTART;VALUE=DATE:20240505|DTEND;VALUE=DATE:20240506", When("2024-05-05")),
        ("DTSTART;VALUE=DATE:20240505|DTEND;VALUE=DATE:20240511", When("2024-05-05/2024-05-10")),
        ("DTSTART;VALUE=DATE:20240505|DTEND;VALUE=DATE:20240505", When("2024-05-05")),
        ("DTSTART;VALUE=DATE:20240505|DURATION:P3D", When("2024-05-05/2024-05-07")),
        ("DTSTART;VALUE=DATE:20240505T000000", When("2024-05-05")),
        ("DTSTART:20240505T100000", When("2024-05-05", start_time="10:00")),
        ("DTSTART:20240505T100005Z", When("2024-05-05", start_time="10:00:05", timezone="Z")),
        ("DTSTART:20240505T100000+0530", When("2024-05-05", start_time="10:00", timezone="+05:30")),
        ("DTSTART:20240505T240000", When("2024-05-06", start_time="00:00")),
        ("DTSTART:20240505T235960Z", When("2024-05-05", start_time="23:59:59", timezone="Z")),
        ("DTSTART:2024-05-05T10:00:00Z", When("2024-05-05", start_time="10:00", timezone="Z")),
        (
            "DTSTART:20240505T220000Z|DTEND:20240506T010000Z",
            When("2024-05-05", start_time="22:00", end_time="01:00", timezone="Z"),
        ),
        (
            "DTSTART:20240505T220000Z|DTEND:20240507T010000Z",
            When("2024-05-05/2024-05-07", start_time="22:00", end_time="01:00", timezone="Z"),
        ),
        (
            "DTSTART;TZID=Europe/Paris:20240505T200000|DTEND:20240505T190000Z",
            When("2024-05-05", start_time="20:00", end_time="21:00", timezone="Europe/Paris"),
        ),
        ("DTSTART:20240505T100000Z|DURATION:PT0S", When("2024-05-05", start_time="10:00", timezone="Z")),
        (
            "DTSTART:20240505T100000|DURATION:PT1H30M",
            When("2024-05-05", start_time="10:00", end_time="11:30"),
        ),
        ("DTSTART:20240505T000000|DTEND:20240507T000000", When("2024-05-05/2024-05-06")),
        ("DTSTART:00010101", When("0001-01-01")),
    ],
)
def test_the_date_is_what_the_properties_say(lines: str, when: When) -> None:
    assert only(event(*lines.split("|"))).when == when


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("DTSTART:20240231", "there is no such day"),
        ("DTSTART:20241301T000000", "there is no such day"),
        ("DTSTART:20240505T250000", "there is no such time"),
        ("DTSTART:soon", "is no date"),
        ("DTSTART:", "it has no DTSTART"),
        ("DTSTART:00000000", "there is no such day"),
        ("DTSTART:99991231T240000", "there is no such day"),
    ],
)
def test_what_is_no_date_is_refused_with_its_place(line: str, reason: str) -> None:
    found = event(line)
    assert not found.mentions
    assert reason in found.refused[0].reason
    assert found.refused[0].place == "line 2 (UID 1)"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("DTEND:20240504", "DTEND is before DTSTART"),
        ("DTEND:never", "is no date"),
        ("DURATION:P1Y", "is no duration"),
        ("DURATION:-P1D", "out of bounds"),
    ],
)
def test_a_bad_end_is_left_out_and_told(line: str, reason: str) -> None:
    found = event("DTSTART:20240505", line)
    assert only(found).when == When("2024-05-05")
    assert reason in found.refused[0].reason


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("China Standard Time", "Asia/Shanghai"),
        ("Alberta Standard Time", "America/Edmonton"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"),
        ("(GMT+01.00) Amsterdam / Berlin / Bern / Rome / Stockholm / Vienna", "Europe/Berlin"),
        ("(UTC+03:30) Somewhere unheard of", "+03:30"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Vienna", "Europe/Vienna"),
        ("/mozilla.org/20050126_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("US/Eastern", "US/Eastern"),
        ("GMT+0200", "+02:00"),
        ("UTC-5", "-05:00"),
        ("UTC", "Z"),
        ("Z", "Z"),
        ("Middle-earth/Shire", None),
        ("", None),
        ("GMT+99", None),
    ],
)
def test_names_of_zones_are_understood(name: str, zone: str | None) -> None:
    assert zone_name(name) == zone


ODD = """BEGIN:VTIMEZONE|TZID:Odd|BEGIN:STANDARD|DTSTART:19701101T020000|RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:-0300|TZOFFSETTO:-0400|END:STANDARD|BEGIN:DAYLIGHT|DTSTART:19700308T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU|TZOFFSETFROM:-0400|TZOFFSETTO:-0300|END:DAYLIGHT|END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("day", "offset"),
    [("20240115", "-04:00"), ("20240309", "-04:00"), ("20240311", "-03:00"), ("20240715", "-03:00"),
     ("20241104", "-04:00"), ("19600101", "-04:00")],
)  # fmt: skip
def test_a_zone_without_a_name_has_the_offset_its_vtimezone_says(day: str, offset: str) -> None:
    zone = [line for row in ODD.split("\n") for line in row.split("|")]
    found = read(*zone, "BEGIN:VEVENT", "UID:1", "SUMMARY:x", f"DTSTART;TZID=Odd:{day}T120000", "END:VEVENT")
    when = only(found).when
    assert when is not None
    assert when.timezone == offset


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=3",
        "FREQ=HOURLY",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYSECOND=1,2,3",
        "FREQ=MONTHLY;BYDAY=0TH",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=4,6;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 367))) + ";BYMONTH=" + ",".join(["1"] * 100),
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;UNTIL=someday",
        "COUNT=5",
        "RSCALE=CHINESE;FREQ=YEARLY",
        "every day",
        "FREQ=DAILY;COUNT=" + "9" * 5000,
    ],
)
def test_a_rule_that_is_a_bomb_or_wrong_is_refused_with_its_series(rule: str) -> None:
    found = event("DTSTART:20240130", f"RRULE:{rule}")
    assert not found.mentions
    assert len(found.refused) == 1


def test_a_series_that_began_centuries_ago_is_refused() -> None:
    assert "1604" in event("DTSTART:16040301", "RRULE:FREQ=YEARLY").refused[0].reason


def test_an_event_centuries_ago_is_not() -> None:
    assert only(event("DTSTART:16040301")).when == When("1604-03-01")


@pytest.mark.parametrize(
    ("lines", "recurrence"),
    [
        ("RRULE:freq=weekly;byday=mo, we", ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE",)),
        ("RRULE:FREQ=DAILY;UNTIL=20240601T000000Z", ("RRULE:FREQ=DAILY;UNTIL=20240601",)),
        ("RRULE:D2 #5", ("RRULE:FREQ=DAILY;INTERVAL=2;COUNT=5",)),
        ("RRULE:W1 MO WE #0", ("RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,WE",)),
        ("RRULE:MP1 1+ MO 2- FR #3", ("RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO,-2FR;COUNT=3",)),
        ("RRULE:YM1 6 20300101T000000", ("RRULE:FREQ=YEARLY;INTERVAL=1;BYMONTH=6;UNTIL=20300101",)),
        ("RRULE:RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=OMIT;X-A=B", ("RRULE:FREQ=YEARLY",)),
        ("RDATE;VALUE=DATE:20240601,20240701", ("RDATE;VALUE=DATE:20240601,20240701",)),
        ("EXDATE;VALUE=DATE:20240601", ()),
        (
            "RRULE:FREQ=DAILY;COUNT=3|EXDATE;VALUE=DATE:20240506",
            ("RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20240506"),
        ),
    ],
)
def test_a_series_is_one_mention_with_its_rule(lines: str, recurrence: tuple[str, ...]) -> None:
    assert only(event("DTSTART:20240505", *lines.split("|"))).recurrence == recurrence


def test_dates_of_a_series_name_zones_that_every_calendar_knows() -> None:
    found = event("DTSTART;TZID=China Standard Time:20240505T100000", "RRULE:FREQ=DAILY;UNTIL=20240520",
                  "EXDATE;TZID=China Standard Time:20240506T100000")  # fmt: skip
    assert only(found).recurrence == (
        "RRULE:FREQ=DAILY;UNTIL=20240520T235959",
        "EXDATE;TZID=Asia/Shanghai:20240506T100000",
    )


def test_an_occurrence_without_its_series_is_a_mention_of_its_own() -> None:
    found = event("DTSTART:20240506", "RECURRENCE-ID:20240505")
    assert only(found).key == "1#20240505T000000"


def test_of_two_revisions_the_higher_sequence_stands() -> None:
    lines = ["BEGIN:VEVENT", "UID:1", "SUMMARY:new", "SEQUENCE:2", "DTSTART:20240506", "END:VEVENT"]
    found = read(*lines, "BEGIN:VEVENT", "UID:1", "SUMMARY:new", "SEQUENCE:1", "DTSTART:20240505", "END:VEVENT")
    assert only(found).when == When("2024-05-06")


def test_our_own_vague_dates_come_back_as_they_were() -> None:
    found = event("DTSTART:20130301", "X-TIMELINE-EDTF:2013-21", "DESCRIPTION:spring 2013\\nHe came.")
    assert only(found).when == When("2013-21")


def test_folds_inside_a_character_are_undone_before_decoding() -> None:
    data = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20240505\nSUMMARY:长江\nEND:VEVENT\nEND:VCALENDAR\n".encode()
    at = data.index("江".encode()) + 1
    folded = data[:at] + b"\r\n " + data[at:]
    found = extract(Document(url="a.ics", data=folded, retrieved=datetime(2026, 1, 1, tzinfo=UTC)))
    assert only(found).title == "长江"


def test_a_page_instead_of_a_calendar_is_refused() -> None:
    page = b"<!doctype html><html><title>Sign in</title><input type='password'></html>"
    with pytest.raises(SourceRefused, match="a page to log in came instead of a calendar"):
        extract(Document(url="https://a.example/c.ics", data=page, retrieved=datetime(2026, 1, 1, tzinfo=UTC)))


def test_components_without_end_inside_one_another_are_bounded() -> None:
    found = read(*["BEGIN:X"] * 100_000, "BEGIN:VEVENT", "DTSTART:20240505", "SUMMARY:x")
    assert not found.mentions
    assert len(found.refused) <= 200


def test_controls_and_half_characters_are_taken_out() -> None:
    found = event("DTSTART:20240505", "DESCRIPTION:a\x00\x1b[31mb\ufeff\u202ec")
    assert only(found).summary == "a[31mbc"


WEEKLY = ("BEGIN:VEVENT", "UID:1", "SUMMARY:Choir", "DTSTART;TZID=Europe/Berlin:20240109T190000",
          "DTEND;TZID=Europe/Berlin:20240109T200000", "RRULE:FREQ=WEEKLY;COUNT=4", "END:VEVENT")  # fmt: skip


def changed(*lines: str) -> tuple[str, ...]:
    """The lines of an occurrence of `WEEKLY`."""
    return ("BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT")


@pytest.mark.parametrize(
    ("lines", "override"),
    [
        ("RECURRENCE-ID:20240116T180000Z|DTSTART:20240116T183000Z|DURATION:PT1H|SUMMARY:Choir",
         Override(original="20240116T190000", when=When("2024-01-16", "", "19:30", "20:30", "Europe/Berlin"))),
        ("RECURRENCE-ID;VALUE=DATE:20240116|DTSTART:20240116T180000Z|DURATION:PT1H|SUMMARY:Concert",
         Override(original="20240116T190000", title="Concert")),
        ("RECURRENCE-ID;TZID=Europe/Berlin:20240116T190000|DTSTART;TZID=Europe/Berlin:20240116T190000|DURATION:PT2H"
         "|SUMMARY:Choir|LOCATION:Hall|DESCRIPTION:Sheets",
         Override(original="20240116T190000", when=When("2024-01-16", "", "19:00", "21:00", "Europe/Berlin"),
                  summary="Sheets", places=(Place(name="Hall"),))),
    ],
)  # fmt: skip
def test_an_occurrence_that_differs_is_an_override_of_its_series(lines: str, override: Override) -> None:
    mention = only(read(*changed(*lines.split("|")), *WEEKLY))
    assert mention.overrides == (override,)
    assert mention.recurrence == ("RRULE:FREQ=WEEKLY;COUNT=4",)


def test_an_occurrence_with_other_guests_only_changes_nothing() -> None:
    lines = ("RECURRENCE-ID:20240116T180000Z", "DTSTART:20240116T180000Z", "DURATION:PT1H", "SUMMARY:Choir")
    assert only(read(*WEEKLY, *changed(*lines, "ATTENDEE:mailto:a@b.example"))).overrides == ()


def test_a_cancelled_occurrence_is_left_out() -> None:
    lines = ("RECURRENCE-ID:20240116T180000Z", "DTSTART:20240116T180000Z", "SUMMARY:Choir", "STATUS:CANCELLED")
    mention = only(read(*WEEKLY, *changed(*lines)))
    assert mention.recurrence == ("RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/Berlin:20240116T190000")


def test_an_occurrence_without_its_series_has_no_rule() -> None:
    found = read(*changed("RECURRENCE-ID:20240116", "DTSTART:20240117", "SUMMARY:x", "RRULE:FREQ=WEEKLY"))
    assert only(found).recurrence == ()


@pytest.mark.parametrize(("start", "first"), [("20240123T190000", "2024-01-23"), ("20240124T200000", "2024-01-24")])
def test_this_and_all_that_follow_are_a_series_of_their_own(start: str, first: str) -> None:
    ranged = "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20240123T190000"
    lines = (ranged, f"DTSTART;TZID=Europe/Berlin:{start}", "DURATION:PT1H", "SUMMARY:Choir, new room")
    before, after = read(*WEEKLY, *changed(*lines)).mentions
    assert before.recurrence == ("RRULE:FREQ=WEEKLY;UNTIL=20240123T185959",)
    assert (after.key, after.split_from, after.title) == ("1#20240123T190000", "1", "Choir, new room")
    assert after.when is not None
    assert (after.when.edtf, after.recurrence) == (first, ("RRULE:FREQ=WEEKLY;COUNT=2",))


def test_a_rule_that_leaves_dates_out_is_said_date_by_date() -> None:
    found = event("DTSTART:20240101", "RRULE:FREQ=DAILY;COUNT=4", "EXRULE:FREQ=DAILY;INTERVAL=2")
    assert only(found).recurrence == ("RRULE:FREQ=DAILY;COUNT=4", "EXDATE;VALUE=DATE:20240101,20240103")


def test_a_rule_that_leaves_dates_out_for_ever_is_refused() -> None:
    found = event("DTSTART:20240101", "RRULE:FREQ=DAILY", "EXRULE:FREQ=DAILY;INTERVAL=2")
    assert "EXRULE" in found.refused[0].reason


@pytest.mark.parametrize(
    ("lines", "recurrence"),
    [
        ("RRULE:FREQ=DAILY;COUNT=3|EXDATE;VALUE=DATE:20240110",
         ("RRULE:FREQ=DAILY;COUNT=3", "EXDATE;TZID=Europe/Berlin:20240110T190000")),
        ("RRULE:FREQ=DAILY;UNTIL=20240111T180000Z", ("RRULE:FREQ=DAILY;UNTIL=20240111T190000",)),
        ("RRULE:FREQ=DAILY;UNTIL=20240111T190000", ("RRULE:FREQ=DAILY;UNTIL=20240111T190000",)),
        ("RDATE;VALUE=PERIOD:20240120T090000Z/PT8H",
         ("RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20240120T100000/20240120T180000",)),
        ("RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20240120T100000/20240120T180000",
         ("RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20240120T100000/20240120T180000",)),
    ],
)  # fmt: skip
def test_dates_of_a_series_have_its_type_and_clock(lines: str, recurrence: tuple[str, ...]) -> None:
    assert only(event("DTSTART;TZID=Europe/Berlin:20240109T190000", *lines.split("|"))).recurrence == recurrence


CUSTOM = """BEGIN:VTIMEZONE|TZID:Custom|BEGIN:STANDARD|DTSTART:16010101T030000|TZOFFSETFROM:{summer}|TZOFFSETTO:{winter}
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10|END:STANDARD|BEGIN:DAYLIGHT|DTSTART:16010101T020000|TZOFFSETFROM:{winter}
TZOFFSETTO:{summer}|RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3|END:DAYLIGHT|END:VTIMEZONE"""


def custom(winter: str, summer: str) -> list[str]:
    stated = CUSTOM.format(winter=winter, summer=summer)
    return [line for row in stated.split("\n") for line in row.split("|")]


def in_custom(rule: str) -> tuple[str, ...]:
    return ("BEGIN:VEVENT", "UID:1", "SUMMARY:x", "DTSTART;TZID=Custom:20240105T090000", rule, "END:VEVENT")


def test_the_zone_of_a_series_is_the_place_that_is_equal_at_every_occurrence() -> None:
    when = only(read(*custom("+0100", "+0200"), *in_custom("RRULE:FREQ=WEEKLY;COUNT=20"))).when
    assert when is not None
    assert when.timezone == "Europe/Berlin"


def test_a_series_by_the_clock_of_no_place_is_refused() -> None:
    found = read(*custom("+0117", "+0217"), *in_custom("RRULE:FREQ=WEEKLY;COUNT=20"))
    assert not found.mentions
    assert "clock of no place" in found.refused[0].reason


OFFICE = """BEGIN:VTIMEZONE|TZID:Office|BEGIN:DAYLIGHT|DTSTART:20070311T020000|TZOFFSETFROM:-0500|TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14|END:DAYLIGHT|BEGIN:STANDARD
DTSTART:20071104T020000|TZOFFSETFROM:-0400|TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=SU;BYMONTHDAY=1,2,3,4,5,6,7|END:STANDARD|END:VTIMEZONE"""
SAMOA = """BEGIN:VTIMEZONE|TZID:Office|BEGIN:STANDARD|DTSTART:20111230T000000|TZOFFSETFROM:-1000|TZOFFSETTO:+1400
END:STANDARD|END:VTIMEZONE"""
IRISH = """BEGIN:VTIMEZONE|TZID:Office|BEGIN:STANDARD|DTSTART:20240331T010000|TZOFFSETFROM:+0000|TZOFFSETTO:+0100
END:STANDARD|BEGIN:DAYLIGHT|DTSTART:20241027T020000|TZOFFSETFROM:+0100|TZOFFSETTO:+0000|END:DAYLIGHT|END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("stated", "time", "offset"),
    [
        (OFFICE, "20240304T100000", "-05:00"), (OFFICE, "20240312T100000", "-04:00"),
        (OFFICE, "20241102T100000", "-04:00"), (OFFICE, "20241104T100000", "-05:00"),
        # The hour that comes twice is its first turn, the one that does not exist has the offset before.
        (OFFICE, "20241103T013000", "-04:00"), (OFFICE, "20240310T023000", "-05:00"),
        (SAMOA, "20111229T120000", "-10:00"), (SAMOA, "20111231T120000", "+14:00"),
        (IRISH, "20240330T120000", "Z"), (IRISH, "20240701T120000", "+01:00"), (IRISH, "20241101T120000", "Z"),
    ],
)  # fmt: skip
def test_a_vtimezone_says_all_that_the_standard_lets_it(stated: str, time: str, offset: str) -> None:
    zone = [line for row in stated.split("\n") for line in row.split("|")]
    found = read(*zone, "BEGIN:VEVENT", "UID:1", "SUMMARY:x", f"DTSTART;TZID=Office:{time}", "END:VEVENT")
    when = only(found).when
    assert when is not None
    assert when.timezone == offset


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("tzone://Microsoft/Utc", "Etc/UTC"), ("GMT+01:00", "+01:00"), ('"tzone://Microsoft/Utc"', "Etc/UTC"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"),
        ("tzone://Microsoft/Utc;VALUE=DATE-TIME", "Etc/UTC"),
    ],
)  # fmt: skip
def test_the_value_follows_the_last_colon_of_a_zone(name: str, zone: str) -> None:
    assert only(event(f"DTSTART;TZID={name}:20220104T100000")).when == When("2022-01-04", "", "10:00", None, zone)


def test_a_calendar_in_a_calendar_is_read() -> None:
    inner = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:2", "SUMMARY:y", "DTSTART:20240506", "END:VEVENT", "END:VCALENDAR")
    found = read("BEGIN:VEVENT", "UID:1", "SUMMARY:x", "DTSTART:20240505", "END:VEVENT", *inner)
    assert [mention.key for mention in found.mentions] == ["1", "2"]
