"""Times that name no zone: which setting gives them one, and that a later one re-dates nothing that is published."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.files import folder
from timeline.dates import When
from timeline.errors import InvalidFiles
from timeline.extract.kinds import extract
from timeline.ingest import ingest, reread
from timeline.load import load_directory
from timeline.merge.normalise import DateSettings, normalise
from timeline.model.event import Claim, Event, Mention
from timeline.model.query import Filter
from timeline.model.recurrence import as_event, series
from timeline.model.source import Document, Fetched, Source
from timeline.store import Store, open_store

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 7, 2, 12, tzinfo=UTC)
CLUB = Source(id="club", name="The Club", path="club.ics", trust="publish")
BERLIN, PARIS = "Europe/Berlin", "Europe/Paris"


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def calendar(*events: str, zone: str = "") -> str:
    head = [f"X-WR-TIMEZONE:{zone}"] if zone else []
    lines = ["BEGIN:VCALENDAR", *head]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}", f"SUMMARY:Match {number}", *event.split("|"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def take(
    store: Store, text: str, source: Source = CLUB, local_times: str = "", at: datetime = NOON, name: str = "a.ics"
) -> dict[str, Event]:
    """The events by title after a document was ingested."""
    document = Document(url=name, data=text.encode(), retrieved=at)
    ingest(source, store, lambda s, v: Fetched(documents=(document,)), extract, at, settings=DateSettings(local_times))
    return {event.title: event for event in store.select(Filter())}


def with_zone(zone: str) -> Source:
    return msgspec.structs.replace(CLUB, timezone=zone)


@pytest.mark.parametrize(
    ("its_calendar", "its_source", "local_times", "zone"),
    [
        (BERLIN, PARIS, "Europe/London", BERLIN),
        ("", PARIS, "Europe/London", PARIS),
        ("", "", "Europe/London", "Europe/London"),
        ("", "", "", None),
        ("", "", "floating", None),
        ("", "floating", "Europe/London", None),
        ("Mars/Olympus", PARIS, "", PARIS),
    ],
)
def test_the_setting_nearest_to_a_time_gives_its_zone(store, its_calendar, its_source, local_times, zone):
    text = calendar("DTSTART:20260901T190000", zone=its_calendar)
    (event,) = take(store, text, with_zone(its_source), local_times).values()
    assert (event.when.start_time, event.when.timezone) == ("19:00", zone)
    assert event.sources[0].when == event.when


@pytest.mark.parametrize(
    ("start", "zone"),
    [
        ("DTSTART;TZID=Asia/Tokyo:20260901T190000", "Asia/Tokyo"),
        ("DTSTART:20260901T190000Z", "Z"),
        ("DTSTART:20260901", None),
    ],
)
def test_a_zone_that_is_said_and_a_whole_day_stay_as_they_are(store, start, zone):
    (event,) = take(store, calendar(start, zone=BERLIN), with_zone(PARIS), PARIS).values()
    assert event.when.timezone == zone


@pytest.mark.parametrize(("its_source", "zone"), [("", None), (BERLIN, BERLIN)])
def test_prose_has_only_the_zone_of_its_source(its_source, zone):
    when = When.parse("2024-05-05", "5 May 2024 at 14:00", "14:00")
    mention = Mention(key="a#1", title="The bridge opens", when=when, named_by="prose")
    claim = normalise(mention, with_zone(its_source), DateSettings(PARIS))
    assert isinstance(claim, Claim)
    assert claim.when.timezone == zone


def test_a_series_its_exceptions_and_its_changes_are_by_that_clock(store):
    rule = (
        "DTSTART:20260302T200000|RRULE:FREQ=WEEKLY;UNTIL=20260406T200000|EXDATE:20260316T200000|RDATE:20260410T090000"
    )
    moved = "RECURRENCE-ID:20260323T200000|DTSTART:20260324T180000"
    text = calendar(rule, moved).replace("UID:1", "UID:0")
    (event,) = take(store, text, with_zone(BERLIN)).values()
    assert event.when.timezone == BERLIN
    found = [(each.when.edtf, each.when.start_time, each.when.timezone) for each in series(event).occurrences]
    days = ["2026-03-02", "2026-03-09", "2026-03-24", "2026-03-30", "2026-04-06", "2026-04-10"]
    hours = ["20:00", "20:00", "18:00", "20:00", "20:00", "09:00"]
    assert found == [(day, hour, BERLIN) for day, hour in zip(days, hours, strict=True)]


@pytest.mark.parametrize("first", ["", BERLIN])
def test_a_setting_that_changes_later_re_dates_nothing_of_a_source(store, first):
    old = take(store, calendar("DTSTART:20260901T190000", "DTSTART:20260902T190000"), with_zone(first))
    text = calendar("DTSTART:20260901T190000", "DTSTART:20260902T180000", "DTSTART:20260903T190000")
    new = take(store, text, with_zone(PARIS), at=LATER)
    assert new["Match 0"] == old["Match 0"]
    assert new["Match 0"].when.timezone == (first or None)
    # What its source moves, or says for the first time, takes the zone of today.
    assert [new[f"Match {n}"].when.timezone for n in (1, 2)] == [PARIS, PARIS]


def test_rows_without_ids_are_the_same_under_another_setting(store):
    table = "title,date,time\nTraining,2026-09-01,17:00\nTraining,2026-09-01,15:00\n"
    take(store, table, local_times=BERLIN, name="a.csv")
    old = store.select(Filter())
    take(store, table + "Match,2026-09-05,15:00\n", local_times=PARIS, at=LATER, name="a.csv")
    new = store.select(Filter())
    assert [event.when.timezone for event in new] == [BERLIN, BERLIN, PARIS]
    assert new[:2] == old


def test_documents_that_are_read_again_under_another_setting_ask_nothing(store):
    document = Document(url="a.ics", data=calendar("DTSTART:20260901T190000").encode(), retrieved=NOON)
    ingest(CLUB, store, lambda s, v: Fetched(documents=(document,)), extract, NOON, settings=DateSettings(BERLIN))
    assert reread(CLUB, store, extract, LATER, settings=DateSettings(PARIS)).candidates == ()


ENTRY = """\
  - id: market
    added: 2026-01-01T09:00:00Z
    title: Market
    when: {edtf: "2026-09-01", start_time: "09:00"}
"""


def settings(zone: str) -> str:
    return folder.SETTINGS + f'local_times = "{zone}"\n'


def dates(directory: Path, store: Store) -> list[tuple[str, str | None]]:
    load_directory(directory, {}, store, folder.DAWN, record=True)
    return [(event.when.start_time or "", event.when.timezone) for event in store.select(Filter())]


def test_check_writes_the_zone_beside_a_time_that_has_none(tmp_path, store):
    words = "  - title: Fair\n    when: 2 September 2026, 10:00\n  - title: Play\n    when: 2026-09-03T11:00:00\n"
    said = '  - title: Song\n    when: {text: "4 September 2026, 12:00", start_time: "12:00"}\n'
    directory = folder.make(tmp_path, ENTRY + words + said, settings(BERLIN))
    with pytest.raises(InvalidFiles, match=r"no timezone: run `timeline check --fix`"):
        load_directory(directory, {}, store, folder.DAWN)
    assert dates(directory, store) == [(f"{hour}", BERLIN) for hour in ("09:00", "10:00", "11:00:00", "12:00")]
    text = (directory / "events.yaml").read_text(encoding="utf-8")
    assert '{edtf: "2026-09-01", start_time: "09:00", timezone: "Europe/Berlin"}' in text
    assert text.count("timezone") == 4
    for zone in (PARIS, "floating"):
        folder.make(directory, text.removeprefix("events:\n"), settings(zone))
        assert dates(directory, store) == [(f"{hour}", BERLIN) for hour in ("09:00", "10:00", "11:00:00", "12:00")]
        assert (directory / "events.yaml").read_text(encoding="utf-8") == text


def test_what_floats_in_the_history_floats_on_under_a_setting(tmp_path, store):
    directory = folder.make(tmp_path, ENTRY)
    assert dates(directory, store) == [("09:00", None)]
    folder.make(directory, ENTRY, settings(PARIS))
    assert folder.read(directory).unminted == ()
    before = (directory / "events.history.jsonl").read_bytes()
    assert dates(directory, store) == [("09:00", None)]
    assert (directory / "events.history.jsonl").read_bytes() == before
    text = (directory / "events.yaml").read_text(encoding="utf-8")
    assert '{edtf: "2026-09-01", start_time: "09:00", timezone: "floating"}' in text
    # Another hour is said today, and by the clock of today where no zone stands beside it.
    folder.make(directory, ENTRY.replace('09:00"', '10:00"'), settings(PARIS))
    assert dates(directory, store) == [("10:00", PARIS)]


def test_a_chronology_without_the_setting_stays_as_it_was_byte_for_byte(tmp_path, store):
    directory = folder.make(tmp_path, ENTRY)
    folder.fix(directory, {}, folder.DAWN)
    assert (directory / "events.yaml").read_text(encoding="utf-8") == f"events:\n{ENTRY}"
    assert dates(directory, store) == [("09:00", None)]
    assert b"floating" not in (directory / "events.history.jsonl").read_bytes()


def test_a_date_of_its_own_in_a_series_is_by_the_clock_of_the_series(tmp_path, store):
    when = '{edtf: "2026-09-01", start_time: "09:00", timezone: Europe/Berlin}'
    rule = "    repeat: every Tuesday until 2026-09-30\n"
    rule += '    changed:\n      - {on: 2026-09-08, when: "2026-09-09T10:00:00"}\n'
    entry = ENTRY.replace('{edtf: "2026-09-01", start_time: "09:00"}', when) + rule
    directory = folder.make(tmp_path, entry, settings(PARIS))
    load_directory(directory, {}, store, folder.DAWN, record=True)
    (event,) = store.select(Filter())
    assert [each.when.timezone for each in series(event).occurrences] == [BERLIN] * 5


@pytest.mark.parametrize(
    ("file", "line", "problem"),
    [
        ("timeline.toml", 3, r'local_times: "Europe/Berlim" is no IANA time zone: did you mean Europe/Berlin\?'),
        ("sources.yaml", 2, r'timezone: "Europe/Berlim" is no IANA time zone: did you mean Europe/Berlin\?'),
        ("events.yaml", 5, r'timezone: "Europe/Berlim" is no IANA time zone: did you mean Europe/Berlin\?'),
    ],
)
def test_a_zone_that_is_none_is_one_error_with_its_place(tmp_path, file, line, problem):
    directory = folder.make(tmp_path)
    wrong = {
        "timeline.toml": settings("Europe/Berlim"),
        "sources.yaml": "sources:\n  - {id: a, name: A, path: a.ics, timezone: Europe/Berlim}\n",
        "events.yaml": "events:\n" + ENTRY.replace('"09:00"', '"09:00", timezone: Europe/Berlim'),
    }
    (directory / file).write_text(wrong[file], encoding="utf-8")
    with pytest.raises(InvalidFiles) as caught:
        folder.read(directory)
    (found,) = caught.value.problems
    assert (found.file, found.line) == (file, line)
    with pytest.raises(InvalidFiles, match=problem):
        folder.read(directory)


def test_a_date_of_a_series_may_be_without_its_summary(tmp_path, store):
    rule = "    summary: Bread.\n    repeat: every Tuesday until 2026-09-30\n"
    rule += '    changed:\n      - {on: 2026-09-08, summary: ""}\n'
    load_directory(folder.make(tmp_path, ENTRY + rule), {}, store, folder.DAWN, record=True)
    (event,) = store.select(Filter())
    assert [as_event(event, each).summary for each in series(event).occurrences[:3]] == ["Bread.", "", "Bread."]
