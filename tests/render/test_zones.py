"""VTIMEZONEs of two yearly rules, and when they are not used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from timeline.dates.clock import clock as dates_clock
from timeline.dates.zones import named_zone
from timeline.extract.ics.lines import components
from timeline.extract.ics.stated_zone import StatedZone
from timeline.render import zones

SIMPLE = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Shanghai",
    "Australia/Sydney",
    "UTC",
    "Asia/Kolkata",
    "Europe/Dublin",
]


@pytest.mark.parametrize("name", SIMPLE)
def test_a_vtimezone_gives_the_offsets_of_the_zone(name):
    """Read back by icalendar, every fifth day of three years has the offset that the zone itself has."""
    component = icalendar.Timezone.from_ical(zones.component(name).to_ical())
    assert isinstance(component, icalendar.Timezone)
    stated = component.to_tz()
    zone = named_zone(name)
    start = datetime(2024, 1, 1, 12)
    for day in range(0, 3 * 366, 5):
        at = start + timedelta(days=day)
        assert at.replace(tzinfo=stated).utcoffset() == at.replace(tzinfo=zone).utcoffset(), at


@pytest.mark.parametrize("name", SIMPLE)
def test_a_vtimezone_is_at_most_two_rules_and_no_list_of_dates(name):
    lines = zones.component(name).to_ical().decode().splitlines()
    assert len(lines) <= 20
    assert not any(line.startswith("RDATE") for line in lines)
    assert sum(line.startswith("RRULE") for line in lines) in (0, 2)


@pytest.mark.parametrize("name", ["America/Nuuk", "Asia/Gaza", "Africa/Cairo"])
def test_zones_whose_rules_are_not_simple_are_written_in_utc(name):
    assert zones.component(name) is None
    assert zones.local(datetime(2025, 6, 1, tzinfo=UTC), name) is None


CHANGED = [
    # zone, first year: rules that changed, 24-hour and negative hours, days that no nth weekday names, no rule at all
    ("America/New_York", 2005), ("America/Santiago", 2015), ("Africa/Cairo", 2014), ("America/Nuuk", 2020),
    ("Asia/Gaza", 2010), ("Pacific/Apia", 2009), ("Europe/Dublin", 1970), ("Africa/Casablanca", 2024),
    ("Africa/El_Aaiun", 2024), ("Asia/Hebron", 2010), ("Africa/Cairo", 2022), ("America/Tijuana", 2020),
    ("Australia/Lord_Howe", 1985), ("Europe/Berlin", 1970), ("Asia/Kolkata", 1970),
]  # fmt: skip


@pytest.mark.parametrize(("name", "since"), CHANGED)
def test_the_vtimezone_of_a_series_is_true_for_every_day_of_it(name, since):
    """As another reader of VTIMEZONE, which expands its rules by itself, sees it."""
    text = zones.zone_component(zones.ZoneUse(name, since, 9999)).to_ical()
    assert b"RDATE" not in text
    clock = StatedZone(components(text, "utf-8", []).children[0])
    zone = named_zone(name)
    start = datetime(since, 1, 1, 12)
    for day in range(0, (2060 - since) * 365, 3):
        at = start + timedelta(days=day)
        assert clock.offset(at) == at.replace(tzinfo=zone).utcoffset(), at


def test_a_zone_with_an_onset_a_line_is_stated_no_further_than_its_series_goes():
    short = zones.zone_component(zones.ZoneUse("Africa/Casablanca", 2024, 2024)).to_ical()
    assert short.count(b"BEGIN:STANDARD") + short.count(b"BEGIN:DAYLIGHT") == 3


@pytest.mark.parametrize("name", ["Africa/Casablanca", "Asia/Gaza", "Europe/Dublin"])
def test_instants_are_counted_by_the_zone_that_is_stated(name):
    """A machine's own files of zones may be older than the package's, or newer."""
    clock = StatedZone(
        components(zones.zone_component(zones.ZoneUse(name, 2024, 2037)).to_ical(), "utf-8", []).children[0]
    )
    for month in range(12 * 13):
        at = datetime(2025 + month // 12, month % 12 + 1, 8, 15)
        assert at.replace(tzinfo=dates_clock(name)).utcoffset() == clock.offset(at), at


@pytest.mark.parametrize("name", ["Asia/Gaza", "Asia/Hebron", "Africa/El_Aaiun"])
def test_a_series_without_end_is_stated_exactly_for_its_years_and_shortly_by_the_rule_that_goes_on(name):
    text = zones.zone_component(zones.ZoneUse(name, 2024, 2036, unending=True)).to_ical()
    assert text.count(b"\n") < 120
    clock, zone = StatedZone(components(text, "utf-8", []).children[0]), named_zone(name)
    for day in range(13 * 365):
        at = datetime(2024, 1, 1, 12) + timedelta(days=day)
        assert clock.offset(at) == at.replace(tzinfo=zone).utcoffset(), at
    for year in range(2037, 2060):
        at = datetime(year, 12, 1, 12)
        assert clock.offset(at) == at.replace(tzinfo=zone).utcoffset(), at


def test_an_offset_is_a_clock_that_never_changes():
    fixed = zones.zone_component(zones.ZoneUse("UTC+05:30", 2024, 2024)).to_ical()
    assert fixed.count(b"BEGIN:STANDARD") == 1
    assert b"TZOFFSETTO:+0530" in fixed


@pytest.mark.parametrize(
    "name", ["", "Europe", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "a" * 100, "zone.tab"]
)
def test_no_file_is_read_for_a_name_that_is_no_zone(name):
    assert named_zone(name) is None


def test_times_before_a_zone_s_present_rules_are_written_in_utc():
    assert zones.local(datetime(1990, 7, 1, tzinfo=UTC), "America/New_York") is None
    assert zones.local(datetime(2006, 7, 1, tzinfo=UTC), "America/New_York") is None
    assert zones.local(datetime(2008, 7, 1, 16, tzinfo=UTC), "America/New_York") == datetime(2008, 7, 1, 12)


def test_both_turns_of_the_hour_that_comes_twice_are_written_in_utc():
    assert zones.local(datetime(2024, 10, 27, 0, 30, tzinfo=UTC), "Europe/Berlin") is None
    assert zones.local(datetime(2024, 10, 27, 1, 30, tzinfo=UTC), "Europe/Berlin") is None
    assert zones.local(datetime(2024, 10, 27, 2, 30, tzinfo=UTC), "Europe/Berlin") == datetime(2024, 10, 27, 3, 30)
