"""Which events a query means, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factory import event
from timeline.errors import InvalidQuery
from timeline.model.change import Change
from timeline.model.cursor import Cursor
from timeline.model.event import Citation, Event, Place
from timeline.model.parameters import FILTERS, PARAMETERS, filter_pairs, parse_filter, parse_query
from timeline.model.query import Filter

HELD = event(
    when="2013-21",
    tags=("diplomacy", "usa"),
    places=(Place(name="Beijing, China"),),
    sources=(Citation(publisher="Global Times", source="gt"),),
)

# parameters, matches
ROWS: list[tuple[dict[str, str], bool]] = [
    ({}, True),
    ({"from": "2013"}, True),
    ({"from": "2013-05-31"}, True),
    ({"from": "2013-06"}, False),
    ({"to": "2013-03"}, True),
    ({"to": "2013-02"}, False),
    ({"from": "2013-04-16", "to": "2013-04-16"}, True),
    ({"from": "2013-04-16", "to": "2013-04-16", "match": "within"}, False),
    ({"from": "2013-03", "to": "2013-05", "match": "within"}, True),
    ({"from": "2013", "to": "2013", "precision": "season"}, True),
    ({"precision": "day"}, False),
    ({"tag": "usa"}, True),
    ({"tag": "usa,nature"}, True),
    ({"tag": "nature"}, False),
    ({"place": "beijing"}, True),
    ({"place": "China"}, True),
    ({"place": "jing"}, False),
    ({"place": "Beijing China"}, True),
    ({"source": "global times"}, True),
    ({"source": "gt"}, True),
    ({"source": "xinhua"}, False),
    ({"status": "happened"}, True),
    ({"status": "expected,tentative"}, False),
]


@pytest.mark.parametrize(("parameters", "expected"), ROWS)
def test_a_filter_means_what_it_says(parameters: dict[str, str], expected: bool) -> None:
    chosen = parse_filter({name: [value] for name, value in parameters.items()})
    assert chosen.matches(HELD) is expected


MARKET = event(when="2024-01-05", recurrence=("RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20240329"))
FESTIVAL = event(when="2024-06-07/2024-06-09", recurrence=("RRULE:FREQ=YEARLY;COUNT=3",))
# series, parameters, matches
SERIES: list[tuple[Event, dict[str, str], bool]] = [
    (MARKET, {"from": "2026-11", "to": "2026-11"}, True),
    (MARKET, {"from": "2026-11-27", "to": "2026-11-27", "match": "within"}, True),
    (MARKET, {"from": "2026-11-28", "to": "2026-12-03"}, False),
    (MARKET, {"from": "2026-11-28", "to": "2026-12-03", "match": "possibly"}, False),
    (MARKET, {"from": "2024-03-29", "to": "2024-03-29"}, False),
    (MARKET, {"to": "2024-01-04"}, False),
    (MARKET, {"from": "2200"}, True),
    (FESTIVAL, {"from": "2025", "to": "2025", "match": "within"}, True),
    (FESTIVAL, {"from": "2025-06-08", "to": "2025-06-08"}, True),
    (FESTIVAL, {"from": "2025-06-08", "to": "2025-06-08", "match": "within"}, False),
    (FESTIVAL, {"from": "2027"}, False),
]


@pytest.mark.parametrize(("series", "parameters", "expected"), SERIES)
def test_a_series_matches_where_one_occurrence_does(series: Event, parameters: dict[str, str], expected: bool) -> None:
    assert parse_filter({name: [value] for name, value in parameters.items()}).matches(series) is expected


# parameters, the parameter blamed, words of the message
REFUSED = [
    ({"from": ["2013-02-30"]}, "from", "no date"),
    ({"from": ["yesterday"]}, "from", "no date"),
    ({"from": ["2014"], "to": ["2013"]}, "to", "before"),
    ({"from": ["2014", "2015"]}, "from", "once"),
    ({"match": ["near"]}, "match", "overlaps, within, possibly"),
    ({"status": ["lost"]}, "status", "happened"),
    ({"precision": ["minute"]}, "precision", "day"),
    ({"sort": ["date"]}, "sort", "-when"),
    ({"sort": ["relevance"]}, "sort", "q"),
    ({"limit": ["0"]}, "limit", "1 to 1000"),
    ({"limit": ["1001"]}, "limit", "1 to 1000"),
    ({"limit": ["²"]}, "limit", "1 to 1000"),
    ({"limit": ["-5"]}, "limit", "1 to 1000"),
    ({"cursor": ["zzz"]}, "cursor", "next"),
    ({"feed": ["nowhere"]}, "feed", "no such feed"),
    ({"place": ["!!"]}, "place", "letters"),
    ({"q": ["x" * 501]}, "q", "500"),
]


@pytest.mark.parametrize(("parameters", "blamed", "words"), REFUSED)
def test_a_parameter_that_cannot_be_meant_is_named(parameters: dict[str, list[str]], blamed: str, words: str) -> None:
    with pytest.raises(InvalidQuery) as raised:
        parse_query(parameters)
    assert raised.value.parameter == blamed
    assert words in str(raised.value)


def test_the_withdrawn_are_found_only_by_their_status() -> None:
    gone = event(status="withdrawn", tags=("nature",))
    assert not Filter().matches(gone)
    assert Filter(statuses=("withdrawn",)).matches(gone)
    assert Filter(tags=("nature",)).gone(gone)
    assert not Filter(tags=("trade",)).gone(gone)


def test_a_feed_narrowed_must_match_both() -> None:
    narrowed = Filter(tags=("usa",), feeds=(("asia", Filter(places=("China",))),))
    assert narrowed.matches(HELD)
    assert not Filter(tags=("usa",), feeds=(("asia", Filter(places=("Paris",))),)).matches(HELD)


def test_members_of_a_set_count_one_by_one() -> None:
    anniversary = event(when="{1913,1953}")
    assert not parse_filter({"from": ["1930"], "to": ["1940"]}).matches(anniversary)
    assert parse_filter({"from": ["1950"]}).matches(anniversary)


@given(st.integers(-(2**60), 2**60), st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True))
def test_a_cursor_survives_its_address(key: int, id: str) -> None:
    cursor = Cursor("when", (key, 0, 0, 0), id)
    assert Cursor.decode(cursor.encode(), "when") == cursor


@given(st.text(max_size=40))
def test_any_other_cursor_is_refused(text: str) -> None:
    try:
        cursor = Cursor.decode(text, "when")
    except InvalidQuery:
        return
    assert Cursor.decode(cursor.encode(), "when") == cursor


def test_a_cursor_with_the_key_of_an_earlier_version_is_refused() -> None:
    with pytest.raises(InvalidQuery, match="earlier version"):
        Cursor.decode(Cursor("-updated", (1750406400,), "dam").encode(), "-updated")


def test_the_canonical_address_is_sorted_and_leaves_defaults_out() -> None:
    chosen = parse_filter({"tag": ["b", "a,b"], "match": ["overlaps"], "from": ["2013"]})
    assert filter_pairs(chosen) == [("from", "2013"), ("tag", "a"), ("tag", "b")]


# before, after, touches, touches without the gone
REVISIONS: list[tuple[dict[str, object] | None, dict[str, object], bool, bool]] = [
    (None, {"tags": ("usa",)}, True, True),
    (None, {"tags": ("nature",)}, False, False),
    ({"tags": ("usa",)}, {"tags": ("nature",)}, True, True),
    ({"tags": ("usa",)}, {"tags": ("usa",), "status": "withdrawn"}, True, True),
    (None, {"tags": ("usa",), "status": "withdrawn"}, True, False),
    (None, {"tags": ("nature",), "status": "withdrawn"}, False, False),
]


@pytest.mark.parametrize(("before", "after", "touches", "touches_standing"), REVISIONS)
def test_a_change_touches_where_before_or_after_matches(
    before: dict[str, object] | None, after: dict[str, object], touches: bool, touches_standing: bool
) -> None:
    old = None if before is None else event(**before)
    new = event(**after)
    change = Change(event=new.id, kind="edited", at=new.updated, before=old, after=new)
    tagged = Filter(tags=("usa",))
    assert (tagged.touches(change), tagged.touches(change, gone=False)) == (touches, touches_standing)


def test_every_field_of_a_filter_has_its_parameter_and_is_written_as_it_was_read() -> None:
    assert {PARAMETERS[name].field for name in FILTERS} == set(Filter.__struct_fields__)
    nature = {"nature": Filter(tags=("nature",))}
    typed = {
        "from": "2013", "to": "2014", "match": "within", "q": "crane", "tag": "usa", "place": "Paris",
        "status": "expected", "feed": "nature", "source": "gt", "precision": "day",
        "updated_since": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    assert typed.keys() == set(FILTERS)
    chosen = parse_filter({name: [text] for name, text in typed.items()}, nature)
    assert filter_pairs(chosen) == sorted(typed.items())
