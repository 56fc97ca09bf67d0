"""Dates in addresses: any usual way to write one, answered under its EDTF."""

from __future__ import annotations

from urllib.parse import quote

import pytest

HTML = {"accept": "text/html"}


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("500", "0500"),
        ("500 BC", "-0499"),
        ("AD 823", "0823"),
        ("May 2024", "2024-05"),
        ("16.4.2025", "2025-04-16"),
        ("spring of 2013", "2013-21"),
        ("the 1990s", "199X"),
        ("early 1990s", "[1990..1993]"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/events", "/", "/feeds/all.atom"])
def test_a_date_in_words_is_answered_under_its_edtf(ask, path, words, edtf):
    answer = ask(f"{path}?tag=nature&from={quote(words)}")
    assert answer.status_code == 302
    assert answer.headers["location"].endswith(f"{path}?tag=nature&from={edtf}")
    assert ask(answer.headers["location"].partition("example")[2].lstrip(":0123456789")).status_code == 200


@pytest.mark.parametrize("edtf", ["0500", "2024-05", "198X", "2013-21"])
def test_edtf_is_answered_where_it_stands(ask, edtf):
    assert ask(f"/api/v1/events?from={edtf}").status_code == 200


def test_relative_words_are_read_of_a_form_and_of_no_other_address(ask):
    form = ask("/?q=&from=yesterday&to=")
    assert form.status_code == 302
    assert form.headers["cache-control"] == "no-cache"
    assert "yesterday" not in form.headers["location"]
    refused = ask("/api/v1/events?from=yesterday")
    assert refused.status_code == 400
    assert refused.json()["parameter"] == "from"


def test_a_wrong_date_keeps_the_form_and_what_was_typed(ask):
    answer = ask("/?q=visit&from=sometime&to=2025&tag=nature", **HTML)
    assert answer.status_code == 400
    for part in ('value="visit"', 'value="sometime"', 'value="2025"', 'name="tag" value="nature"', 'id="wrong-from"'):
        assert part in answer.text, part


def test_a_day_and_a_month_in_doubt_are_asked(ask):
    answer = ask("/api/v1/events?from=03/04/2024")
    assert answer.status_code == 400
    assert "may be 2024-04-03 or 2024-03-04" in answer.json()["detail"]


def test_what_was_updated_since_an_instant_is_asked_by_row_and_by_page(small):
    everything = {event["id"]: event["updated"] for event in small.ask("/api/v1/events").json()["events"]}
    latest = max(everything.values())
    for since in sorted(set(everything.values())):
        found = {event["id"] for event in small.ask(f"/api/v1/events?updated_since={since}").json()["events"]}
        assert found == {id for id, updated in everything.items() if updated >= since}
    assert small.ask("/api/v1/events?updated_since=2999-01-01").json()["events"] == []
    assert small.ask(f"/feeds/all.json?updated_since={latest}").status_code == 200
    refused = small.ask("/api/v1/events?updated_since=lately")
    assert (refused.status_code, refused.json()["parameter"]) == (400, "updated_since")


def test_a_page_of_the_api_names_the_next_one_in_a_header(small):
    here, seen = "/api/v1/events?limit=1", []
    while here:
        answer = small.ask(here)
        seen += [event["id"] for event in answer.json()["events"]]
        link = answer.headers.get("link", "")
        assert ('rel="next"' in link) == (answer.json()["next"] is not None)
        here = link.partition("<http://small.example")[2].partition(">")[0]
    assert seen == [event["id"] for event in small.ask("/api/v1/events").json()["events"]]


def test_a_page_names_an_instant_that_narrows_it(small):
    for path in ("/", "/subscribe", "/feeds/all"):
        answer = small.ask(f"{path}?updated_since=2026-01-01")
        assert answer.status_code == 200, path
