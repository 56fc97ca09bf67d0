"""What was awaited says that its date has passed, from the day after its last possible one until it is confirmed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factory import event
from tests.serve.conftest import Small
from timeline.model.event import AWAITED
from timeline.model.parameters import FIELDS
from timeline.serve.routes.shapes import EventShape

PASSED = "Its date has passed"


def add(small: Small, status: str, days: int) -> str:
    """Add an event so many days from now; its id."""
    day = (small.clock.now + timedelta(days=days)).date()
    small.add(event("fair", day.isoformat(), status=status, tags=("fair",)))
    return "fair"


@pytest.mark.parametrize("status", sorted(AWAITED))
def test_it_says_so_once_its_last_day_is_over_and_not_after_it_is_confirmed(small: Small, status: str) -> None:
    add(small, status, 2)
    addresses = ("/api/v1/events/fair", "/api/v1/events?tag=fair")
    assert not any("unconfirmed" in small.ask(each).text for each in addresses)
    assert PASSED not in small.ask("/events/fair").text
    earlier = small.ask("/api/v1/events/fair")
    small.clock.forward(days=3)
    assert all('"unconfirmed":true' in small.ask(each).text for each in addresses)
    later = small.ask("/api/v1/events/fair", if_none_match=earlier.headers["etag"])
    assert (later.status_code, later.headers["last-modified"] > "") == (200, True)
    assert PASSED in small.ask("/events/fair").text
    assert "not confirmed" in small.ask("/?tag=fair").text
    small.change("fair", status="happened")
    assert not any("unconfirmed" in small.ask(each).text for each in addresses)
    assert PASSED not in small.ask("/events/fair").text


def test_the_frame_says_it_as_the_page_does(small: Small) -> None:
    add(small, "scheduled", 2)
    assert "not confirmed" not in small.ask("/embed?tag=fair").text
    small.clock.forward(days=3)
    assert "not confirmed" in small.ask("/embed?tag=fair").text


def test_it_is_a_field_that_may_be_asked_for(small: Small) -> None:
    add(small, "scheduled", 2)
    address = "/api/v1/events?tag=fair&fields=title,unconfirmed"
    assert small.ask(address).json()["events"] == [{"title": "Event fair"}]
    small.clock.forward(days=3)
    assert small.ask(address).json()["events"] == [{"title": "Event fair", "unconfirmed": True}]
    assert small.ask("/api/v1/events/fair?fields=unconfirmed").json() == {"unconfirmed": True}


@pytest.fixture(scope="module")
def awaited(unchanged: Small) -> Small:
    """It has an event that was awaited, and whose date has passed."""
    add(unchanged, "scheduled", -2)
    return unchanged


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_of_an_event_may_be_asked_for(awaited: Small, name: str) -> None:
    given = awaited.ask("/api/v1/events/fair").json()
    asked = awaited.ask(f"/api/v1/events/fair?fields={name}")
    assert (asked.status_code, asked.json()) == (200, {name: given[name]} if name in given else {})


@pytest.mark.parametrize("status", ["happened", "cancelled", "postponed"])
def test_what_is_not_awaited_does_not(small: Small, status: str) -> None:
    add(small, status, -2)
    assert "unconfirmed" not in small.ask("/api/v1/events/fair").text
    assert PASSED not in small.ask("/events/fair").text


def test_feeds_do_not_say_it(small: Small) -> None:
    add(small, "scheduled", 2)
    before = small.ask("/feeds/all.atom").content
    small.clock.forward(days=3)
    assert small.ask("/feeds/all.atom").content == before


def test_the_fields_that_may_be_asked_for_are_those_of_an_event() -> None:
    assert set(FIELDS) == set(EventShape.__struct_fields__)
