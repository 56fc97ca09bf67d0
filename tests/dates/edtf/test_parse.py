"""EDTF, row by row: what is read, what is refused, and what it means."""

from __future__ import annotations

import pytest

from tests.calls import calls
from tests.dates.rows import rows
from timeline.dates import Day, EDTFError, When
from timeline.dates.edtf.bounds import GROUPS, MARGINS
from timeline.dates.edtf.parse import LONGEST, MEMBERS, parse
from timeline.dates.edtf.points import PRECISIONS

VALID = rows("edtf.tsv")
INVALID = rows("edtf_invalid.tsv")


def day(said: Day | None) -> str:
    return "-" if said is None else str(said)


@pytest.mark.parametrize("row", VALID, ids=lambda row: row[0])
def test_each_row_means_what_the_specification_says(row: list[str]) -> None:
    edtf, canonical, precision, earliest, latest, possibly_earliest, possibly_latest, shape = row
    when = When.parse(edtf)
    assert when.edtf == (edtf if canonical == "=" else canonical)
    assert when.precision == precision
    assert (day(when.earliest), day(when.latest)) == (earliest, latest)
    assert day(when.possibly_earliest) == (earliest if possibly_earliest == "=" else possibly_earliest)
    assert day(when.possibly_latest) == (latest if possibly_latest == "=" else possibly_latest)
    assert when.shape == shape


@pytest.mark.parametrize("row", VALID, ids=lambda row: row[0])
def test_the_canonical_form_parses_to_the_same_value(row: list[str]) -> None:
    value = parse(row[0])
    assert parse(value.text) == value


@pytest.mark.parametrize(("text", "words"), INVALID)
def test_each_invalid_row_is_refused_with_its_reason(text: str, words: str) -> None:
    with pytest.raises(EDTFError) as caught:
        When.parse(text)
    assert words in str(caught.value)


def test_a_message_begins_with_the_part_at_fault_and_names_the_whole() -> None:
    with pytest.raises(EDTFError, match=r"^1985-13: there is no month 13.*\(in \{1960,1985-13\}\)$"):
        When.parse("{1960,1985-13}")


def test_every_precision_is_in_the_rows() -> None:
    assert {row[2] for row in VALID} == set(PRECISIONS)


def test_every_grouping_is_in_the_rows() -> None:
    assert {f"2001-{code}" for code in GROUPS} <= {row[0] for row in VALID}


def test_every_unit_of_the_table_of_widths_is_a_precision() -> None:
    assert tuple(MARGINS) == PRECISIONS


@pytest.mark.parametrize(
    "text",
    [
        "1" * (LONGEST + 1),
        "[" + ",".join(["1667"] * (MEMBERS + 1)) + "]",
        "[" * LONGEST,
        "-" * LONGEST,
        "?" * LONGEST,
        "X" * LONGEST,
        "a" * 10_000_000,
        "Y" + "9" * (LONGEST - 1),
        "Y1E" + "9" * (LONGEST - 3),
        "2004" + "/" * (LONGEST - 4),
        "{" + "XXX1-02-29," * 80 + "1667}",
        "\x1b[31m2024\x1b[0m",
        "2024\x00",
    ],
    ids=range(13),
)
def test_hostile_text_is_refused_in_a_short_printable_message(text: str) -> None:
    with pytest.raises(EDTFError) as caught:
        When.parse(text)
    assert len(str(caught.value)) < 300
    assert str(caught.value).isprintable()


def test_the_limits_are_named() -> None:
    with pytest.raises(EDTFError, match=r"at most 1,000 characters; this has 1,001"):
        When.parse("1" * 1001)
    with pytest.raises(EDTFError, match=r"at most 200 members; this has 201"):
        When.parse("[" + "," * 200 + "]")


def test_a_year_of_two_hundred_digits_is_computed() -> None:
    when = When.parse("Y17E100")
    assert when.earliest == Day(17 * 10**100, 1, 1)
    assert str(when.latest) == f"+17{'0' * 100}-12-31"
    assert all(-(2**63) <= number < 2**63 for number in when.sort_key)


@pytest.mark.parametrize("text", ["3001-05-28", "2024-05", "1913", "2024-05-05/2024-05-07"])
def test_a_date_is_read_in_few_calls(text: str) -> None:
    assert calls(lambda: When.parse(text)) < 300
