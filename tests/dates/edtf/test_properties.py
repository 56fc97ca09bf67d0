"""What holds for every EDTF, tried on thousands made at random."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.dates.made import EDTF, POINT
from timeline.dates import Day, EDTFError, When
from timeline.dates.edtf.parse import parse
from timeline.dates.when import MATCHES

MANY = settings(max_examples=300)


def read(text: str) -> When:
    """The date; the example is left out where it is none."""
    try:
        return When.parse(text)
    except EDTFError:
        assume(False)
        raise


def before(one: Day | None, other: Day | None, *, start: bool) -> bool:
    """Whether the first is not after the second; None is the open start, or the open end."""
    if one is None or other is None:
        return one is None if start else other is None
    return one <= other


@MANY
@given(EDTF)
def test_what_is_printed_parses_to_an_equal_value(text: str) -> None:
    when = read(text)
    assert When.parse(when.edtf) == when
    assert parse(when.edtf) == parse(text)


@MANY
@given(EDTF)
def test_bounds_are_ordered(text: str) -> None:
    when = read(text)
    for first, last in (*when.spans, *when.possible_spans):
        assert first is None or last is None or first <= last


@MANY
@given(EDTF)
def test_the_possible_bounds_hold_the_bounds(text: str) -> None:
    when = read(text)
    for (first, last), (wide_first, wide_last) in zip(when.spans, when.possible_spans, strict=True):
        assert before(wide_first, first, start=True)
        assert before(last, wide_last, start=False)
    is_unbounded = any(None in span for span in when.possible_spans)
    assert when.qualifier or is_unbounded or when.spans == when.possible_spans


@MANY
@given(EDTF, EDTF)
def test_within_is_stricter_than_overlaps_and_that_than_possibly(text: str, other: str) -> None:
    when, window = read(text), read(other)
    within, overlaps, possibly = (when.matches(window, how) for how in ("within", "overlaps", "possibly"))
    assert within <= overlaps <= possibly


@MANY
@given(EDTF)
def test_a_date_overlaps_the_day_by_which_it_is_ordered(text: str) -> None:
    when = read(text)
    assert when.sort_day is None or when.matches_days(when.sort_day, when.sort_day)


@MANY
@given(EDTF)
def test_the_hull_holds_every_member(text: str) -> None:
    when = read(text)
    for first, last in when.spans:
        assert before(when.earliest, first, start=True)
        assert before(last, when.latest, start=False)


@MANY
@given(POINT, st.data())
def test_a_digit_made_known_lies_within(with_mark: str, data: st.DataObject) -> None:
    text = with_mark.translate({ord(mark): None for mark in "?~%"})
    wider = read(text)
    places = [n for n, c in enumerate(text) if c == "X"]
    assume(places)
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from("0123456789"))
    narrower = read(f"{text[:place]}{digit}{text[place + 1 :]}")
    assume(wider.precision != "month" or narrower.precision == "month")  # X3 is a month, never the season 23
    assert narrower.matches(wider, "within")


@MANY
@given(POINT)
def test_what_is_coarser_holds_what_is_finer(text: str) -> None:
    plain = text.translate({ord(mark): None for mark in "?~%"})
    finer = read(plain)
    head, hyphen, _ = plain.rpartition("-")
    assume(hyphen and head not in ("", "Y") and finer.precision in ("day", "month", "quarter", "quadrimester"))
    assert finer.matches(When.parse(head), "within")


@MANY
@given(POINT)
def test_a_mark_only_widens(text: str) -> None:
    plain = read(text.translate({ord(mark): None for mark in "?~%"}))
    with_mark = read(text)
    assert with_mark.spans == plain.spans
    assert plain.matches(When.parse(plain.edtf), "within")
    for mark in "?~":
        once, twice = When.parse(f"{plain.edtf}{mark}"), When.parse(f"{plain.edtf}%")
        ((once_first, once_last),), ((twice_first, twice_last),) = once.possible_spans, twice.possible_spans
        assert before(twice_first, once_first, start=True)
        assert before(once_last, twice_last, start=False)


@MANY
@given(EDTF, EDTF)
def test_within_is_overlaps_and_overlaps_is_possibly(text: str, window: str) -> None:
    when, wanted = read(text), read(window)
    within, overlaps, possibly = (when.matches(wanted, how) for how in ("within", "overlaps", "possibly"))
    assert not within or overlaps
    assert not overlaps or possibly


@MANY
@given(EDTF)
def test_everything_matches_the_open_window_in_every_way(text: str) -> None:
    assert all(read(text).matches(When.parse("../.."), how) for how in MATCHES)


@MANY
@given(EDTF)
def test_a_date_matches_itself_as_a_window(text: str) -> None:
    when = read(text)
    assert when.matches(when)
    assert when.matches(when, "possibly")


@MANY
@given(EDTF, EDTF)
def test_the_sort_key_is_four_small_integers_that_put_earlier_starts_first(one: str, other: str) -> None:
    a, b = read(one), read(other)
    assert len(a.sort_key) == 4
    assert all(-(2**63) <= number < 2**63 for number in a.sort_key)
    if a.sort_key < b.sort_key:
        near = a.sort_day is None or b.sort_day is None or a.sort_day.key != b.sort_day.key
        assert not near or before(a.sort_day, b.sort_day, start=True)


@MANY
@given(st.text(alphabet="0123456789X-/.[]{},?~%YES T:Z+", max_size=30))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    try:
        when = When.parse(text)
    except EDTFError as error:
        reason = str(error)
    else:
        reason = "read" if When.parse(when.edtf).edtf == when.edtf else ""
    assert reason
