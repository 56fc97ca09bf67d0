"""A feed as a picture: by its filters, in its languages and themes, with the same bytes whatever day it is."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import httpx
import pytest

Ask = Callable[..., httpx.Response]
SVG = "{http://www.w3.org/2000/svg}"


def test_a_feed_is_drawn_with_every_event_as_a_link(ask: Ask) -> None:
    answer = ask("/feeds/all.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(answer.content)
    links = {link.get("href") for link in root.iter(f"{SVG}a")}
    listed = {item["url"] for item in ask("/api/v1/events").json()["events"]}
    assert listed
    assert listed <= links


def test_the_same_bytes_are_validated_by_their_tag(ask: Ask) -> None:
    first = ask("/feeds/all.svg")
    assert ask("/feeds/all.svg", if_none_match=first.headers["etag"]).status_code == 304
    assert "today" not in first.text  # its line would change the file each night


def test_filters_language_and_theme_stand_in_the_address(ask: Ask) -> None:
    whole = ask("/feeds/all.svg").text
    assert ask("/feeds/all.svg?theme=dark").text != whole
    assert "Apr. 2025" in ask("/feeds/all.svg?lang=de").text
    narrowed = ask("/feeds/all.svg?q=hatch").text
    assert narrowed.count("/events/") < whole.count("/events/")
    assert ask("/feeds/all.svg?q=nothing-of-the-kind").status_code == 200


@pytest.mark.parametrize("path", ["/feeds/all.svg?theme=pink", "/feeds/all.svg?limit=3", "/feeds/all.svg?from=soon"])
def test_what_cannot_be_meant_is_refused(ask: Ask, path: str) -> None:
    assert ask(path).status_code == 400


def test_no_feed_no_picture(ask: Ask) -> None:
    assert ask("/feeds/nothing.svg").status_code == 404
