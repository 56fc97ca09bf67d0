"""The bytes of each format, against files that a person has read.

After a change that is meant, write them anew and read the difference:

    python -m tests.render.test_formats && git diff tests/render
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import feedparser
import icalendar
import msgspec
import pytest
import vobject
from lxml import etree

from tests.render.chronicle import CHRONOLOGY, NOW, events, publisher
from timeline.dates import When
from timeline.publish.views import VIEWS
from timeline.render import FORMATS, atom, ics, rss
from timeline.render.channel import Channel
from timeline.render.csv import harmless
from timeline.render.entries import Occasion, Options, entry

HERE = Path(__file__).parent
GOLDEN = [(format, view) for format in FORMATS for view in VIEWS if not view or format in ("atom", "ics")]
ATOM = "{http://www.w3.org/2005/Atom}"


def golden(format: str, view: str) -> Path:
    return HERE / format / f"{view or 'feed'}.{format}"


def written(format: str, view: str) -> bytes:
    return publisher().feed("all", format, {}, NOW, view).data


@pytest.mark.parametrize(("format", "view"), GOLDEN)
def test_the_bytes_are_those_that_were_read(format, view):
    assert written(format, view) == golden(format, view).read_bytes()


def every() -> str:
    """A digest of the golden bytes, all by one publisher."""
    published = publisher()
    bodies = (published.feed("all", format, {}, NOW, view).data for format, view in GOLDEN)
    return hashlib.sha256(b"".join(bodies)).hexdigest()


def test_another_process_writes_the_same_bytes():
    """Whatever the seed of its hashes and its time zone."""
    environ = os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/New_York"}
    code = "from tests.render.test_formats import every; print(every())"
    other = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, check=True, text=True)
    assert other.stdout.strip() == every()


def channel(**fields: object) -> Channel:
    return Channel(
        chronology=CHRONOLOGY, key="feeds/all", title="Rivers & cables", description="", language="en",
        self_url="https://rivers.example/feeds/all.atom", page_url="https://rivers.example/feeds/all",
        updated=NOW, **fields,
    )  # fmt: skip


def entries_of():
    options = Options(chronology=CHRONOLOGY, language="en")
    items = [Occasion(key=e.id, event=e, published=e.published, updated=e.updated) for e in events()]
    return [entry(item, options, VIEWS[""].style) for item in items], options


def test_joined_entries_are_what_feedgen_writes_in_one_go():
    entries, options = entries_of()
    for module, make in ((atom, atom.feed_entry), (rss, rss.feed_item)):
        joined = b"".join(
            [module.head(channel()), *(module.entry(e, options) for e in entries), module.tail(channel())]
        )
        assert joined == module.whole(channel(), [make(e, options) for e in entries])


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_entries_written_together_are_those_written_alone(format):
    entries, options = entries_of()
    hostile = events()[0]
    for text in ("\n  <entry>\n    <item>", "]]>\n    <item", "&#10;  <entry"):
        event = msgspec.structs.replace(hostile, title=text, summary=text, tags=(text,), reason=text)
        item = Occasion(key=event.id, event=event, published=event.published, updated=event.updated)
        entries.append(entry(item, options, VIEWS[""].style))
    together = FORMATS[format].together
    assert together is not None
    assert together(entries, options) == [FORMATS[format].module.entry(each, options) for each in entries]
    assert len(entries) > 10


def test_joined_events_are_what_icalendar_writes_in_one_go():
    entries, options = entries_of()
    joined = b"".join([ics.head(channel()), *(ics.entry(e, options) for e in entries), ics.tail(channel())])
    calendar = ics.calendar(channel())
    for each in entries:
        place = each.style.placement(each.occasion, options)
        if (event := ics.event(each, options, place)) is not None:
            calendar.add_component(event)
    assert joined == calendar.to_ical()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("format", ["atom", "rss"])
def test_feedparser_and_a_strict_parser_read_the_feed(format, view):
    data = written(format, view)
    etree.fromstring(data)
    found = feedparser.parse(io.BytesIO(data))
    assert not found.bozo
    assert found.feed.link == "https://rivers.example/chronology/feeds/all"
    ids = [e.id for e in found.entries]
    assert len(ids) == len(set(ids))
    assert all(id.startswith("tag:rivers.example,2025:") for id in ids)


@pytest.mark.parametrize("view", VIEWS)
def test_no_feed_lies_in_the_future(view):
    for format in ("atom", "rss"):
        for found in feedparser.parse(io.BytesIO(written(format, view))).entries:
            assert found.published_parsed[:6] <= NOW.timetuple()[:6]
            assert found.updated_parsed[:6] <= NOW.timetuple()[:6]


def test_atom_has_what_rfc_4287_asks_for():
    root = etree.fromstring(written("atom", ""))
    assert root.tag == f"{ATOM}feed"
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")] == ["self", "alternate"]
    for each in root.findall(f"{ATOM}entry"):
        assert all(len(each.findall(f"{ATOM}{name}")) == 1 for name in ("id", "title", "updated", "published"))
        alternate = [link for link in each.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert [link.get("type") for link in alternate] == ["text/html"]


def test_atom_says_when_entries_were_deleted():
    root = etree.fromstring(written("atom", ""))
    updated = {e.findtext(f"{ATOM}id"): e.findtext(f"{ATOM}updated") for e in root.findall(f"{ATOM}entry")}
    deleted = root.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert {d.get("ref"): d.get("when") for d in deleted} == {
        id: updated[id] for id in ("tag:rivers.example,2025:withdrawn", "tag:rivers.example,2025:merged")
    }


def test_rss_links_to_the_page_and_its_guids_are_no_addresses():
    root = etree.fromstring(written("rss", ""))
    assert root.findtext("channel/link") == "https://rivers.example/chronology/feeds/all"
    assert {guid.get("isPermaLink") for guid in root.iter("guid")} == {"false"}


def test_the_same_ids_in_atom_rss_and_json_feed():
    json_ids = [item["id"] for item in json.loads(written("json", ""))["items"]]
    for format in ("atom", "rss"):
        assert [e.id for e in feedparser.parse(io.BytesIO(written(format, ""))).entries] == json_ids


def test_our_element_carries_edtf_and_bounds():
    root = etree.fromstring(written("atom", ""))
    found = root.find(".//{tag:timeline.example,2026:ns}when[@edtf='2013-21']")
    assert (found.get("precision"), found.get("earliest"), found.get("latest")) == (
        "season",
        "2013-03-01",
        "2013-05-31",
    )


def test_nothing_hostile_survives_in_html():
    for found in feedparser.parse(io.BytesIO(written("atom", "")), sanitize_html=False).entries:
        content = found.content[0].value
        assert "<script" not in content
        assert 'href="javascript' not in content
        assert "\x00" not in content
        assert "\u202e" not in found.title


def test_json_feed_has_what_version_1_1_asks_for():
    found = json.loads(written("json", ""))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == "https://rivers.example/chronology/feeds/all.json"
    for item in found["items"]:
        assert isinstance(item["id"], str)
        assert "content_text" in item
        assert item["date_published"].endswith("Z")
        assert isinstance(item["_timeline"], dict)


@pytest.mark.parametrize("view", VIEWS)
def test_calendars_obey_rfc_5545_line_by_line(view):
    data = written("ics", view)
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    data.decode()


@pytest.mark.parametrize("view", VIEWS)
def test_icalendar_and_vobject_read_the_calendar(view):
    data = written("ics", view)
    calendar = icalendar.Calendar.from_ical(data)
    vobject.readOne(data.decode())
    assert "METHOD" not in calendar
    uids = [event["UID"] for event in calendar.events]
    assert len(uids) == len(set(uids))
    for event in calendar.events:
        assert not event.errors
        assert all(name in event for name in ("DTSTAMP", "DTSTART", "SEQUENCE", "LAST-MODIFIED", "STATUS", "URL"))
        assert event["TRANSP"] == "TRANSPARENT"
        assert event["DTSTAMP"].dt <= NOW


def test_every_tzid_has_its_vtimezone():
    calendar = icalendar.Calendar.from_ical(written("ics", ""))
    used = {
        p.params["TZID"] for e in calendar.events for p in (e["DTSTART"], e.get("DTEND")) if p and "TZID" in p.params
    }
    assert used == {zone["TZID"] for zone in calendar.timezones} == {"Asia/Shanghai"}


def test_texts_come_back_from_a_calendar_as_they_were():
    calendar = icalendar.Calendar.from_ical(written("ics", ""))
    by_id = {str(event["UID"]).partition("@")[0]: event for event in calendar.events}
    assert by_id["hatching"]["SUMMARY"] == "Sturgeon hatch; first since 2000, they say"
    assert by_id["hostile"]["SUMMARY"] == "=SUM(A1) <script>alert(1)</script>, ; \\"
    assert by_id["hostile"]["LOCATION"] == "@home; sweet"
    assert "\nThe <count> is open & disputed.\n" in by_id["hatching"]["DESCRIPTION"]


def test_a_calendar_with_nothing_in_it_has_a_component():
    """RFC 5545, section 3.6: at least one. The zone of the chronology shows nothing."""
    data = publisher().feed("all", "ics", {"tag": ["nothing"]}, NOW).data
    calendar = icalendar.Calendar.from_ical(data)
    assert not calendar.events
    assert [zone["TZID"] for zone in calendar.timezones] == ["Asia/Shanghai"]


def test_csv_comes_back_row_by_row():
    rows = list(csv.DictReader(io.StringIO(written("csv", "").decode(), newline="")))
    assert written("csv", "").count(b"\r\n") >= len(rows) + 1
    by_id = {row["id"]: row for row in rows}
    assert len(by_id) == len(events())
    assert by_id["ides"]["earliest"] == "-0043-03-15"
    assert by_id["hostile"]["title"].startswith("'=SUM(A1)")
    assert by_id["hostile"]["places"] == "'@home; sweet"
    assert by_id["launch"]["timezone"] == "Asia/Shanghai"
    assert by_id["hatching"]["coordinates"] == "30.69 111.28"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t=1", " =1", "'=1", "＝1"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=1", "'tis", "1-2", "–1"])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) == cell


def test_one_bad_entry_never_sinks_its_feed(monkeypatch, caplog):
    published = publisher()
    write = atom.feed_entry

    def breaks(entry, options):
        if entry.event.id == "spring":
            raise ValueError("no such spring")
        return write(entry, options)

    monkeypatch.setattr(atom, "feed_entry", breaks)
    data = published.feed("all", "atom", {}, NOW).data
    assert b"Divers in the lake" not in data
    assert b"The first turbine" in data
    assert "spring" in caplog.text


def test_lone_surrogates_are_left_out():
    options = Options(chronology=CHRONOLOGY, language="en")
    bad = msgspec.structs.replace(events()[0], title="a\ud800b", summary="c\udfffd\ufffe")
    item = Occasion(key=bad.id, event=bad, published=bad.published, updated=bad.updated)
    for format in FORMATS.values():
        assert b"ab" in format.module.entry(entry(item, options, VIEWS[""].style), options)


SERIES = [
    # lines of a series, what a calendar is told of them
    (("RRULE:FREQ=WEEKLY;COUNT=4",), ["RRULE:FREQ=WEEKLY;COUNT=4"]),
    # What is left out though it is no date of the series makes ical.js miss the next that is.
    (("EXDATE;VALUE=DATE:20250921,20251008", "RDATE;VALUE=DATE:20251001,20251008"),
     ["RRULE:FREQ=DAILY;COUNT=1", "RDATE;VALUE=DATE:20251001,20251008", "EXDATE;VALUE=DATE:20251008"]),
    (("RRULE:FREQ=SECONDLY",), []),
    (("RRULE:FREQ=SOMETIMES",), []),
    (("nonsense", "RRULE", "ATTENDEE:mailto:a@b.example"), []),
    (("RDATE:20250914\r\nATTENDEE:mailto:a@b.example",), []),
    (("RDATE:https://a.example/",), []),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "told"), SERIES)
def test_a_series_is_passed_on_as_it_came_and_nothing_else_with_it(lines, told):
    series = msgspec.structs.replace(events()[0], recurrence=lines)
    data = publisher(series).feed("all", "ics", {}, NOW).data.decode()
    assert "SUMMARY:Sturgeon hatch" in data
    assert [line for line in data.split("\r\n") if line.startswith(("RRULE", "RDATE", "EXDATE", "ATTENDEE"))] == told


def test_series_that_began_vaguely_are_one_mark():
    for edtf in ("2025-09", "2025-09-07~"):
        series = msgspec.structs.replace(events()[0], when=When.parse(edtf), recurrence=("RRULE:FREQ=YEARLY",))
        assert b"RRULE" not in publisher(series).feed("all", "ics", {}, NOW).data


def rewrite() -> None:
    """Write the golden files anew."""
    for format, view in GOLDEN:
        golden(format, view).parent.mkdir(exist_ok=True)
        golden(format, view).write_bytes(written(format, view))


if __name__ == "__main__":
    rewrite()
