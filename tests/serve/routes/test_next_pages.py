"""Every paged answer in JSON leads to the next page in its header (RFC 8288), and the last one to none."""

from __future__ import annotations

import re

import pytest

from tests.serve.conftest import CHRONOLOGY, Small

PAGED = (
    "/api/v1/events?limit=2",
    "/api/v1/events?expand=occurrences&from=2000&limit=2&to=2030",
    "/api/v1/changes?limit=2",
    "/api/v1/changes?limit=1&tag=nature",
    "/feeds/all.json?limit=2",
    "/feeds/all.atom?limit=2",
)


def following(small: Small, address: str) -> str:
    """The path that an answer's header leads to; nothing where there is none."""
    answer = small.ask(address)
    assert answer.status_code == 200, answer.text
    link = re.fullmatch(rf'<{CHRONOLOGY.base_url}(/[^>]+)>; rel="next"', answer.headers.get("link", ""))
    return link[1] if link else ""


@pytest.mark.parametrize("address", PAGED)
def test_the_header_leads_through_all_pages_to_the_last(small: Small, address: str) -> None:
    seen = [address]
    while (here := following(small, seen[-1])) and len(seen) < 20:
        assert here not in seen
        seen.append(here)
    assert 2 <= len(seen) < 20


def test_the_header_and_the_body_lead_to_the_same_place(small: Small) -> None:
    feed = small.ask("/feeds/all.json?limit=2")
    assert feed.headers["link"] == f'<{feed.json()["next_url"]}>; rel="next"'
    page = small.ask("/api/v1/changes?limit=2")
    assert f"since={page.json()['position']}" in page.headers["link"]


def test_pages_of_an_instant_lead_to_each_other(small: Small) -> None:
    at = small.clock.now
    small.clock.forward(hours=1)
    here = following(small, f"/api/v1/events?as_of={at:%Y-%m-%dT%H:%M:%SZ}&limit=2")
    assert f"as_of={at:%Y-%m-%d}" in here
    assert small.ask(here).json()["events"]
