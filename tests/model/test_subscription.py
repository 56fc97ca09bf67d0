"""What an address asks for, and the one way of writing it."""

from __future__ import annotations

import msgspec
import pytest

from tests.factory import event
from timeline.errors import InvalidQuery
from timeline.model.feed import Feed, Policy
from timeline.model.query import Filter
from timeline.model.subscription import both, parse

FEED = Feed(slug="fish", title="Fish", filter=Filter(tags=("fish",)), policy=Policy(past="P1Y", alarm="-P1D"))
OTHER = {"fish": FEED.filter, "boats": Filter(tags=("boats",))}


def pairs(format: str = "ics", view: str = "", **parameters: str | list[str]) -> list[tuple[str, str]]:
    given = {name: [value] if isinstance(value, str) else value for name, value in parameters.items()}
    return parse(FEED, format, view, given, OTHER).pairs()


CANONICAL = [
    # parameters as typed, and as written
    ({}, []),
    ({"utm_source": "x", "fbclid": "y"}, []),
    ({"tag": ["b", "a", "b"]}, [("tag", "a"), ("tag", "b")]),
    ({"tag": "b,a"}, [("tag", "a"), ("tag", "b")]),
    ({"match": "overlaps", "fuzzy": "mark", "cancelled": "prefix", "past": "P1Y", "alarm": "-P1D"}, []),
    ({"fuzzy": "span", "past": "all"}, [("fuzzy", "span"), ("past", "all")]),
    ({"alarm": "PT15M"}, [("alarm", "-PT15M")]),
    ({"alarm": "none"}, [("alarm", "none")]),
    ({"lang": "de"}, [("lang", "de")]),
    ({"from": "2024", "to": "2025-06", "match": "within"}, [("from", "2024"), ("match", "within"), ("to", "2025-06")]),
    ({"q": " two  words "}, [("q", "two  words")]),
    ({"as_of": "2025-06-20T10:00:00 02:00"}, [("as_of", "2025-06-20T08:00:00Z")]),
    ({"as_of": "2025-06-20"}, [("as_of", "2025-06-20T00:00:00Z")]),
    ({"feed": "boats"}, [("feed", "boats")]),
]


@pytest.mark.parametrize(("typed", "written"), CANONICAL)
def test_an_address_has_one_canonical_form(typed, written):
    assert pairs(**typed) == written
    again: dict[str, list[str]] = {}
    for name, value in written:
        again.setdefault(name, []).append(value)
    assert pairs(**again) == written


def test_choices_that_a_format_does_not_show_are_left_out():
    assert pairs("atom", alarm="none", fuzzy="span") == []
    assert pairs("atom", fuzzy="omit") == [("fuzzy", "omit")]


def test_days_and_limit_have_defaults():
    assert pairs("atom", "coming", days="3,7,1,7") == []
    assert pairs("atom", "coming", days="0,14") == [("days", "14,0")]
    assert pairs("atom", limit="50") == []
    assert pairs("atom", limit="5") == [("limit", "5")]


REFUSED = [
    ("ics", "", {"tags": "fish"}, "tags", "did you mean tag?"),
    ("ics", "", {"nonsense": "1"}, "nonsense", "the known ones are"),
    ("ics", "", {"fuzzy": "blur"}, "fuzzy", "mark, span, omit"),
    ("ics", "", {"cancelled": "no"}, "cancelled", "prefix, keep, drop"),
    ("ics", "", {"past": "1Y"}, "past", "P1Y"),
    ("ics", "", {"past": "P"}, "past", "P1Y"),
    ("ics", "", {"past": "PT5M"}, "past", "P1Y"),
    ("ics", "", {"alarm": "15"}, "alarm", "-PT15M"),
    ("ics", "", {"alarm": "P1Y"}, "alarm", "-PT15M"),
    ("ics", "", {"alarm": "PT"}, "alarm", "-PT15M"),
    ("ics", "", {"lang": "german!"}, "lang", "zh-Hant"),
    ("ics", "", {"limit": "5"}, "limit", "every match"),
    ("csv", "", {"cursor": "x"}, "cursor", "every match"),
    ("atom", "", {"limit": "0"}, "limit", "from 1 to"),
    ("atom", "", {"limit": "1e9"}, "limit", "from 1 to"),
    ("atom", "", {"cursor": "x"}, "cursor", "unchanged"),
    ("atom", "", {"days": "7"}, "days", "coming"),
    ("atom", "coming", {"days": "7;3"}, "days", "7,3,1"),
    ("atom", "coming", {"days": "999"}, "days", "366"),
    ("atom", "coming", {"as_of": "2025-01-01"}, "as_of", "of today"),
    ("atom", "changes", {"cursor": "x"}, "cursor", "one page"),
    ("atom", "", {"as_of": "yesterday"}, "as_of", "no instant"),
    ("atom", "", {"as_of": "2025-01-01", "q": "fish"}, "q", "present"),
    ("atom", "", {"from": "soon"}, "from", "no date"),
    ("atom", "", {"from": ["2024", "2025"]}, "from", "once"),
    ("atom", "", {"feed": "nothing"}, "feed", "no such feed"),
    ("atom", "", {"status": "done"}, "status", "happened"),
]


@pytest.mark.parametrize(("format", "view", "typed", "parameter", "said"), REFUSED)
def test_what_cannot_be_meant_is_refused_by_name(format, view, typed, parameter, said):
    with pytest.raises(InvalidQuery) as caught:
        pairs(format, view, **typed)
    assert caught.value.parameter == parameter
    assert said in str(caught.value)


# What matches a feed and, within it, the filter of an address

HELD = [
    event("a", tags=("fish",)),
    event("b", tags=("fish", "boats")),
    event("c", tags=("boats",)),
    event("d", tags=("fish",), status="expected"),
    event("e", tags=("fish",), status="withdrawn"),
    event("f", "2013-21", tags=("fish", "boats"), status="merged"),
]
FILTERS = [
    # feed                                  own                                      matching  gone
    (Filter(), Filter(), "abcd", "ef"),
    (Filter(tags=("fish",)), Filter(), "abd", "ef"),
    (Filter(tags=("fish",)), Filter(tags=("boats",)), "b", "f"),
    (Filter(tags=("fish",)), Filter(statuses=("expected",)), "d", "ef"),
    (Filter(statuses=("expected",)), Filter(tags=("fish",)), "d", "ef"),
    (Filter(statuses=("expected",)), Filter(statuses=("happened",)), "", "ef"),
    (Filter(statuses=("withdrawn",)), Filter(tags=("fish",)), "e", "ef"),
    (Filter(statuses=("happened", "withdrawn")), Filter(statuses=("withdrawn", "merged")), "e", "ef"),
    (Filter(tags=("fish",)), Filter(feeds=(("boats", Filter(tags=("boats",))),)), "b", "f"),
    (
        Filter(feeds=(("x", Filter(tags=("fish",))), ("y", Filter(tags=("boats",))))),
        Filter(feeds=(("boats", Filter(tags=("boats",))),)),
        "bc",
        "f",
    ),
    (Filter(since="2025"), Filter(until="2024"), "", ""),
    (Filter(tags=("fish",)), Filter(precisions=("season",)), "", "f"),
]


@pytest.mark.parametrize(("feed", "own", "matching", "gone"), FILTERS)
def test_both_filters_must_match(feed, own, matching, gone):
    joined = both(feed, own, "feed")
    assert "".join(e.id for e in HELD if joined.matches(e)) == matching
    assert "".join(e.id for e in HELD if joined.gone(e)) == gone


def test_a_feed_of_statuses_keeps_them_when_narrowed_and_what_is_gone_is_gone_from_both():
    joined = both(msgspec.structs.replace(FEED.filter, statuses=("expected",)), Filter(q="event"))
    assert [e.id for e in HELD if joined.matches(e)] == ["d"]
    assert [e.id for e in HELD if joined.gone(e)] == ["e", "f"]
