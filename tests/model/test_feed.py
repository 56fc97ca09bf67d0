"""Which feed a slug names."""

from __future__ import annotations

import pytest

from timeline.errors import FeedMoved, FeedNotFound
from timeline.model.feed import Feed, feed_of

FEEDS = (
    Feed(slug="all", title="All", formerly=("everything", "asia")),
    Feed(slug="asia", title="Asia"),
)


def test_a_slug_names_its_feed_even_where_another_once_had_it() -> None:
    assert [feed_of(slug, FEEDS).title for slug in ("all", "asia")] == ["All", "Asia"]


def test_a_former_slug_leads_to_the_feed_of_now() -> None:
    with pytest.raises(FeedMoved) as moved:
        feed_of("everything", FEEDS)
    assert moved.value.slug == "all"


def test_an_unknown_slug_names_no_feed() -> None:
    with pytest.raises(FeedNotFound, match="there is no feed some"):
        feed_of("some", FEEDS)
