"""CSV: columns by any usual name, dates as people write them in cells."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from timeline.dates import When
from timeline.errors import SourceRefused
from timeline.extract.clock_times import clock_time
from timeline.extract.csv.columns import ROLES
from timeline.extract.csv.rows import column_key
from timeline.extract.date_fields import read_date
from timeline.extract.kinds import extract
from timeline.model.source import Document, Extraction


def read(text: str | bytes, **fields: str) -> Extraction:
    data = text.encode() if isinstance(text, str) else text
    return extract(Document(url="a.csv", data=data, retrieved=datetime(2026, 11, 25, tzinfo=UTC), **fields))


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Title", "title"),
        (" EVENT NAME* ", "title"),
        ("Überschrift", "title"),
        ("Ueberschrift", None),
        ("Titre", "title"),
        ("标题", "title"),
        ("Start Date", "start"),
        ("start_date", "start"),
        ("StartDate", "start"),
        ("Date (YYYY-MM-DD)", "start"),
        ("Date/Time", "start"),
        ("Date de début", "start"),
        ("DATE DE DEBUT", "start"),
        ("Fecha", "start"),
        ("日期", "start"),
        ("End", "end"),
        ("Endet am", "end"),
        ("Year", "year"),
        ("Année", "year"),
        ("Ort", "places"),
        ("Location", "places"),
        ("Kategorien", "tags"),
        ("Website", "url"),
        ("Ganztägiges Ereignis", "all_day"),
        ("Private", None),
    ],
)
def test_a_column_is_known_by_its_usual_names(header: str, role: str | None) -> None:
    assert ROLES.get(column_key(header)) == role


@pytest.mark.parametrize(
    ("cells", "edtf"),
    [
        (["2024"], "2024"),
        (["2024-05"], "2024-05"),
        (["2024-05-05"], "2024-05-05"),
        (["2024/05/05"], "2024-05-05"),
        (["20240505"], "2024-05-05"),
        (["5.6.2024"], "2024-06-05"),
        (["05.06.2024"], "2024-06-05"),
        (["25/12/2024"], "2024-12-25"),
        (["12/25/2024"], "2024-12-25"),
        (["5/5/2024"], "2024-05-05"),
        (["5/6/2024", "25/6/2024"], "2024-06-05"),
        (["5/6/2024", "6/25/2024"], "2024-05-06"),
        (["5/6/2024", "01.02.2024"], "2024-06-05"),
        (["May 5, 2024"], "2024-05-05"),
        (["spring 1849"], "1849-21"),
        (["1850s"], "185X"),
        (["192X~"], "192X~"),
        (["2024-05-05/2024-05-10"], "2024-05-05/2024-05-10"),
        (["44 BC"], "-0043"),
        (["2024-05-05T19:30:00+02:00"], "2024-05-05"),
        (["2024-05-05 19:30"], "2024-05-05"),
        (["5.6.2024 19:30"], "2024-06-05"),
        (["25/12/2024 7:30 PM"], "2024-12-25"),
    ],
)
def test_a_date_is_read_as_its_column_writes_it(cells: list[str], edtf: str) -> None:
    found = read("Date,Title\n" + "".join(f'"{cell}",x{number}\n' for number, cell in enumerate(cells)))
    assert found.mentions[0].when is not None, found.refused
    assert found.mentions[0].when.edtf == edtf


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("5/6/2024", "the day or the month could come first; write it as 2024-05-06"),
        ("5.6.24", "its year has no four digits"),
        ("31.2.2024", "February 2024 has 29 days"),
        ("2024-13-01", "there is no month 13"),
        ("45418", "'x'"),
        ("tbd", "'x'"),
        ("", "it names no date"),
    ],
)
def test_a_cell_that_is_no_date_is_refused_with_row_and_reason(cell: str, reason: str) -> None:
    found = read(f"Title,Date\nx,{cell}\n")
    assert not found.mentions
    assert found.refused[0].place == "row 2"
    assert reason in found.refused[0].reason


@pytest.mark.parametrize(
    ("row", "edtf", "clock"),
    [
        ("2024-05-05,,,", "2024-05-05", (None, None, None)),
        ("2024-05-05,2024-05-07,,", "2024-05-05/2024-05-07", (None, None, None)),
        ("2024-05-05,2024-05-05,,", "2024-05-05", (None, None, None)),
        ("2024-05-05,,9:30 pm,", "2024-05-05", ("21:30", None, None)),
        ("2024-05-05,2024-05-05,9:30,10h15", "2024-05-05", ("09:30", "10:15", None)),
        ("2024-05-05,2024-05-06,20:00,01:00", "2024-05-05/2024-05-06", ("20:00", "01:00", None)),
        ("2024-05-05T09:30Z,2024-05-05T10:00Z,,", "2024-05-05", ("09:30", "10:00", "Z")),
        ("1991,present,,", "1991/..", (None, None, None)),
        ("1991,1995,,", "1991/1995", (None, None, None)),
        ("2024-05,,9:30,", "2024-05", (None, None, None)),
    ],
)
def test_starts_ends_and_times_have_columns_of_their_own(
    row: str, edtf: str, clock: tuple[str | None, str | None, str | None]
) -> None:
    when = read(f"Start,End,Start Time,End Time,Title\n{row},x\n").mentions[0].when
    assert when is not None
    assert (when.edtf, (when.start_time, when.end_time, when.timezone)) == (edtf, clock)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str) -> None:
    text = "Titre,Date,Lieu\r\nÉté à la ferme,2024-06-21,Genève\r\n".replace(",", delimiter)
    mention = read(text.encode(encoding)).mentions[0]
    assert (mention.title, mention.places[0].name) == ("Été à la ferme", "Genève")


def test_a_key_outlives_the_correction_of_a_date_and_a_new_row() -> None:
    before = read("Date,Title\n2024-05-05,Fair\n")
    after = read("Date,Title\n2020-01-01,Older\n2024-05-06,Fair\n")
    assert before.mentions[0].key == after.mentions[1].key


def test_yearly_editions_are_told_apart_by_their_dates() -> None:
    keys = {mention.key for mention in read("Date,Title\n2023,Fair\n2024,Fair\n2024,Fair\n").mentions}
    assert len(keys) == 3


def test_the_apostrophe_before_a_formula_is_taken_off() -> None:
    assert read("Date,Title\n2024,'=1+1\n2025,'s Gravenhage\n").mentions[0].title == "=1+1"


def test_a_table_without_names_of_columns_is_refused() -> None:
    with pytest.raises(SourceRefused, match="no row names its columns"):
        read("1,2\n3,4\n")


def test_a_quotation_mark_that_is_never_closed_costs_its_row() -> None:
    found = read('Date,Title\n2024-01-01,"open\n2024-01-02,next\n')
    assert [mention.title for mention in found.mentions] == ["next"]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("9:30", "09:30"), ("09:30:15", "09:30:15"), ("2:30 PM", "14:30"), ("12:00 am", "00:00"), ("12 p.m.", "12:00"),
        ("9pm", "21:00"), ("14h30", "14:30"), ("14.30 Uhr", "14:30"), ("9 Uhr", "09:00"), ("25:00", None),
        ("13 pm", None), ("9", None), ("", None), ("noonish", None),
    ],
)  # fmt: skip
def test_clock_times(text: str, time: str | None) -> None:
    assert clock_time(text) == time


@pytest.mark.parametrize(
    ("row", "edtf"),
    [
        ("-500,,,,,", "-0499"),
        ("-1,,,,,", "0000"),
        ("1066,10,14,,,", "1066-10-14"),
        ("1066,Oct,14.0,,,", "1066-10-14"),
        ("1066,,,1087,,", "1066/1087"),
        ("1914,7,28,1918,11,11", "1914-07-28/1918-11-11"),
        ("1914,7,28,,8,", "1914-07-28/1914-08"),
        ('"13,000",,,,,', "Y13000"),
        ("1850s,,,,,", "185X"),
    ],
)
def test_years_months_and_days_have_columns_of_their_own(row: str, edtf: str) -> None:
    when = read(f"Year,Month,Day,End Year,End Month,End Day,Headline\n{row},x\n").mentions[0].when
    assert when is not None
    assert when.edtf == edtf


@pytest.mark.parametrize(
    ("cell", "when"),
    [
        ("1 May 2024 24:00", ("2024-05-02", "00:00", None, None)),
        ("2024-05-01 24:00", ("2024-05-02", "00:00", None, None)),
        ("2024-05-01T24:00:00Z", ("2024-05-02", "00:00", None, "Z")),
        ("31.12.2024 24:00 Uhr", ("2025-01-01", "00:00", None, None)),
        ("1 May 2024 20:00-24:00", ("2024-05-01", "20:00", "24:00", None)),
        ("1 May 2024 14:30 CET", ("2024-05-01", "14:30", None, "+01:00")),
        ("01.05.2024 14:30 MESZ", ("2024-05-01", "14:30", None, "+02:00")),
        ("1 May 2024, 9:00–11:00 (JST)", ("2024-05-01", "09:00", "11:00", "+09:00")),
        ("1 May 2024 14:30 GMT", ("2024-05-01", "14:30", None, "Z")),
    ],
)
def test_a_cell_ends_its_day_at_24_and_names_its_zone(cell, when):
    found = read_date(cell)
    assert isinstance(found, When), found
    assert (found.edtf, found.start_time, found.end_time, found.timezone) == when


@pytest.mark.parametrize("zone", ["IST", "CST", "AST"])
def test_a_name_that_several_zones_have_is_refused_with_what_to_write(zone):
    assert "write its offset, such as +05:30, or its city" in str(read_date(f"1 May 2024 14:30 {zone}"))


@pytest.mark.parametrize("cell", ["1 May 2024 24:30", "2024-05-01 24:30", "9999-12-31 24:00"])
def test_there_is_no_time_behind_24(cell):
    assert isinstance(read_date(cell), str)


def test_a_column_of_times_may_say_24():
    found = read(b"title,date,time,end time\nFair,2024-05-01,24:00,\nPlay,2024-05-01,20:00,24:00\n")
    whens = [mention.when for mention in found.mentions]
    assert [(when.edtf, when.start_time, when.end_time) for when in whens if when] == [
        ("2024-05-02", "00:00", None),
        ("2024-05-01", "20:00", "24:00"),
    ]
