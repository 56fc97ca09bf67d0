"""`When`: times, zones, order and matches."""

from __future__ import annotations

import pickle
from itertools import pairwise

import pytest

from timeline.dates import Day, EDTFError, When
from timeline.dates.clock import clock


@pytest.mark.parametrize(
    ("edtf", "day", "time", "zone"),
    [
        ("1985-04-12T23:20:30", "1985-04-12", "23:20:30", None),
        ("1985-04-12T23:20:30Z", "1985-04-12", "23:20:30", "Z"),
        ("1985-04-12T23:20:30-04", "1985-04-12", "23:20:30", "-04:00"),
        ("1985-04-12T23:20:30+04:30", "1985-04-12", "23:20:30", "+04:30"),
        ("2004-01-01T10:10:10+00:59", "2004-01-01", "10:10:10", "+00:59"),
        ("-1985-04-12T00:00:00Z", "-1985-04-12", "00:00:00", "Z"),
        ("1985-04-12T23:20:30+14:00", "1985-04-12", "23:20:30", "+14:00"),
    ],
)
def test_a_date_and_time_becomes_a_day_with_a_time(edtf: str, day: str, time: str, zone: str | None) -> None:
    when = When.parse(edtf)
    assert (when.edtf, when.start_time, when.timezone, when.precision) == (day, time, zone, "time")
    assert when.is_exact
    assert When.parse(when.edtf, when.text, when.start_time, when.end_time, when.timezone) == when


@pytest.mark.parametrize(
    "zone", ["Europe/Paris", "Asia/Shanghai", "America/Argentina/Ushuaia", "UTC", "Etc/GMT+5", "CET"]
)
def test_zones_are_named_as_iana_names_them(zone: str) -> None:
    when = When.parse("2024-05-05", start_time="14:30", timezone=zone)
    assert when.timezone == zone
    assert clock(zone) is clock(zone)


@pytest.mark.parametrize(("said", "kept"), [("+02", "+02:00"), ("-05:30", "-05:30"), ("+00:00", "+00:00"), ("Z", "Z")])
def test_offsets_have_one_spelling(said: str, kept: str) -> None:
    assert When.parse("2024-05-05", start_time="14:30", timezone=said).timezone == kept


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"start_time": "9:30"}, "two digits each"),
        ({"start_time": "14h30"}, "two digits each"),
        ({"start_time": "14:30:15.5"}, "two digits each"),
        ({"start_time": ""}, "two digits each"),
        ({"start_time": "１４:30"}, "two digits each"),
        ({"start_time": "25:00"}, "there is no such time"),
        ({"start_time": "12:60"}, "there is no such time"),
        ({"start_time": "23:59:60"}, "leap second"),
        ({"start_time": "24:00"}, "written 00:00"),
        ({"end_time": "24:01"}, "there is no such time"),
        ({"timezone": "Europe/Pariss"}, "did you mean Europe/Paris?"),
        ({"timezone": "Europe"}, "not known"),
        ({"timezone": "../etc/passwd"}, "a zone is a name"),
        ({"timezone": "localtime"}, "a zone is a name"),
        ({"timezone": ""}, "a zone is a name"),
        ({"timezone": "+25:00"}, "an offset goes from"),
        ({"timezone": "+1"}, "an offset is written"),
        ({"timezone": "-00:00"}, "no offset is written Z"),
    ],
)
def test_impossible_times_and_zones_are_refused(arguments: dict[str, str], words: str) -> None:
    with pytest.raises(EDTFError) as caught:
        When.parse("2024-05-05", **arguments)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "edtf", ["2024", "2024-05", "2013-21", "198X", "2024/2025", "../2024-05-05", "{2024,2024-05-05}"]
)
def test_a_start_time_needs_a_whole_day(edtf: str) -> None:
    with pytest.raises(EDTFError, match="needs a whole day"):
        When.parse(edtf, start_time="14:30")


def test_an_end_time_needs_a_whole_day_at_the_end() -> None:
    assert When.parse("2024-05/2024-06-01", end_time="18:00").end_time == "18:00"
    with pytest.raises(EDTFError, match="needs a whole day"):
        When.parse("2024-05-05/..", end_time="18:00")


def test_midnight_at_the_end_of_a_day_is_an_end() -> None:
    assert When.parse("2024-05-05", start_time="20:00", end_time="24:00").end_time == "24:00"


def test_a_time_is_not_said_twice() -> None:
    with pytest.raises(EDTFError, match="said twice"):
        When.parse("2004-01-01T10:10:10Z", start_time="10:10")
    with pytest.raises(EDTFError, match="said twice"):
        When.parse("2004-01-01T10:10:10Z", timezone="Europe/Paris")
    assert When.parse("2004-01-01T10:10:10", timezone="Europe/Paris").timezone == "Europe/Paris"


@pytest.mark.parametrize(
    ("edtf", "exact"),
    [
        ("2024-05-05", True), ("2024-05", False), ("2024-05-05~", False), ("2024-05-0X", False), ("2024?-05-05", False),
        ("2024-05-05/2024-05-05", False), ("[2024-05-05]", False), ("-0043-03-15", True),
    ],
)  # fmt: skip
def test_only_one_known_day_is_exact(edtf: str, exact: bool) -> None:
    assert When.parse(edtf).is_exact is exact


@pytest.mark.parametrize(
    ("edtf", "dated"), [("../..", False), ("/..", False), ("../", False), ("2024/..", True), ("[..2024]", True)]
)
def test_an_interval_open_on_both_sides_is_no_date(edtf: str, dated: bool) -> None:
    assert When.parse(edtf).is_dated is dated


@pytest.mark.parametrize(
    ("edtf", "mark"),
    [
        ("1984", ""),
        ("1984~", "~"),
        ("2004-?06", "?"),
        ("2004?-06-~11", "%"),
        ("1984?/2004~", "%"),
        ("[1984?,1985]", "?"),
    ],
)
def test_the_qualifier_is_what_the_marks_say_together(edtf: str, mark: str) -> None:
    assert When.parse(edtf).qualifier == mark


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2013-21", "2013-29"), ("2013-22~", "2013-30~"), ("2013?-~23", "2013?-~31"),
        ("2013-24/2014-21", "2013-32/2014-29"), ("2013-05-21", "2013-05-21"),
        ("[2013-21,2013-12-24]", "[2013-29,2013-12-24]"), ("-0044-21", "-0044-29"),
        ("2013-25", "2013-25"), ("2021", "2021"), ("XX21-21", "XX21-29"),
    ],
)  # fmt: skip
def test_in_the_south_the_plain_seasons_are_southern(said: str, kept: str) -> None:
    assert When.parse(said, hemisphere="south").edtf == kept


def test_spans_count_the_members_of_a_set_one_by_one() -> None:
    assert When.parse("{1913,1915..1916,1920..}").spans == (
        (Day(1913, 1, 1), Day(1913, 12, 31)),
        (Day(1915, 1, 1), Day(1916, 12, 31)),
        (Day(1920, 1, 1), None),
    )


ORDER = [
    # (EDTF, start time): by first day, an open start by its end; timed after untimed, the longer first, latest
    ("Y-17E100", None), ("-0043", None), ("19XX", None), ("1980/..", None),
    ("198X", None), ("1980", None), ("1980-01", None), ("1980-01-01", None), ("1980-01-01", "00:00"),
    ("1980-01-01", "09:30"), ("1980-01-01", "09:30:01"), ("1980-01-02", None), ("../2021", None),
    ("2021-02", None), ("[..2025-09]", None), ("2025-09", None), ("2025-10-02/", None), ("2025-10-02", None),
    ("Y12345", None), ("Y17E100", None),
]  # fmt: skip


def test_dates_sort_by_start_then_time_then_length() -> None:
    dates = [When.parse(edtf, start_time=time) for edtf, time in ORDER]
    assert all(one.sort_key < next_one.sort_key for one, next_one in pairwise(dates))


MATCHING = [
    # date                window                    overlaps within possibly
    ("2024-05-05",        "2024",                   True,    True,  True),
    ("2024-05-05",        "2024-05-06",             False,   False, False),
    ("2024",              "2024-05-05",             True,    False, True),
    ("2013-24",           "2014-02",                True,    False, True),
    ("2013-24",           "2014-03",                False,   False, False),
    ("1984~",             "1984",                   True,    False, True),
    ("1984~",             "1986",                   False,   False, True),
    ("1984~",             "1979/1989",              True,    True,  True),
    ("1984~",             "1990",                   False,   False, False),
    ("{1913,1920}",       "1915/1917",              False,   False, False),
    ("{1913,1920}",       "1913/1915",              True,    False, True),
    ("{1913,1920}",       "1913/1920",              True,    True,  True),
    ("[1667,1670..1672]", "1668/1669",              False,   False, False),
    ("[1667,1670..1672]", "1671",                   True,    False, True),
    ("1991/..",           "2024",                   True,    False, True),
    ("1991/..",           "1990/..",                True,    True,  True),
    ("1991/..",           "1990/2100",              True,    False, True),
    ("1991/",             "../..",                  True,    True,  True),
    ("../2021",           "2020/2022",              True,    False, True),
    ("../2021",           "../2022",                True,    True,  True),
    ("2024-05-05/..",     "2026",                   True,    False, True),
    ("2024-05-05/",       "2026",                   False,   False, True),
    ("2024-05/",          "2024-05-31",             True,    False, True),
    ("2024-05/",          "2024-05/..",             True,    True,  True),
    ("/2021",             "2020",                   False,   False, True),
    ("/2021",             "2021-01",                True,    False, True),
    ("[..2025-09]",       "2026",                   False,   False, False),
    ("[..2025-09]",       "2025-08",                False,   False, True),
    ("[..2025-09]",       "2025-09-01",             True,    False, True),
    ("[..2025-09]",       "../2025-09",             True,    True,  True),
    ("[1992..]",          "1993",                   False,   False, True),
    ("[1992..]",          "1992",                   True,    False, True),
    ("{1992..}",          "1993",                   True,    False, True),
    ("..2004-06-01/2004-06-20", "2004-05",          False,   False, True),
    ("2004-06-01/2004-06-20..", "2004-06-21",       False,   False, True),
    ("-0043-03-15",       "-0043",                  True,    True,  True),
    ("Y17E7",             "2024/..",                True,    True,  True),
    ("198X",              "1985-XX-XX",             True,    False, True),
]  # fmt: skip


@pytest.mark.parametrize(("date", "window", "overlaps", "within", "possibly"), MATCHING)
def test_matches(date: str, window: str, overlaps: bool, within: bool, possibly: bool) -> None:
    when, wanted = When.parse(date), When.parse(window)
    found = tuple(when.matches(wanted, how) for how in ("overlaps", "within", "possibly"))
    assert found == (overlaps, within, possibly)


@pytest.mark.parametrize(
    ("edtf", "last"),
    [
        ("2024-05-05/..", None), ("../..", None), ("2024-05-05/", "2024-05-05"), ("[1992..]", "1992-12-31"),
        ("2024-05-05~", "2024-05-08"), ("../2021", "2021-12-31"),
    ],
)  # fmt: skip
def test_the_end_that_is_known(edtf: str, last: str | None) -> None:
    ends = When.parse(edtf).ends
    assert (None if ends is None else str(ends)) == last


def test_a_when_is_a_plain_value() -> None:
    when = When.parse("~2013-21", "spring of 2013, or about then")
    assert when == When("2013~-21", "spring of 2013, or about then")
    assert hash(when) == hash(When("2013~-21", "spring of 2013, or about then"))
    assert pickle.loads(pickle.dumps(when)) == when
