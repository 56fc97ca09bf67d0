"""Facts about what is kept when something else changes: it is answered at once, and it is what would be made anew."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factory import event
from tests.serve.conftest import FEEDS, Small, opened
from timeline.publish.publisher import Publisher
from timeline.serve.http.ready import ReadyAnswers

STEPS = st.lists(
    st.tuples(
        st.sampled_from(("hatching", "spring", "visit", "launch", "new1", "new2")),
        st.sampled_from(((), ("nature",), ("europe",), ("nature", "europe"))),
    ),
    max_size=6,
)
ASKED = (
    ("nature", "atom", {}), ("nature", "ics", {}), ("all", "json", {}), ("all", "rss", {"tag": ["nature"]}),
    ("all", "atom", {"place": ["Chishui River"]}), ("all", "atom", {"from": ["2024"], "tag": ["europe"]}),
)  # fmt: skip


def paths(small: Small, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of the publisher from now on."""
    made: list[str] = []
    plain = Publisher.feed
    monkeypatch.setattr(Publisher, "feed", lambda self, slug, *rest: made.append(slug) or plain(self, slug, *rest))
    return made


def test_a_change_elsewhere_leaves_an_answer_ready(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    first = small.ask("/feeds/nature.atom")
    small.change("visit", title="Another visit")
    small.ask("/feeds/all.atom")
    made = paths(small, monkeypatch)
    again = small.ask("/feeds/nature.atom")
    assert (again.content, again.headers["etag"], made) == (first.content, first.headers["etag"], [])
    assert small.ask("/feeds/nature.atom", If_None_Match=first.headers["etag"]).status_code == 304
    small.change("hatching", title="Sturgeon hatched")
    small.ask("/feeds/all.atom")
    assert "Sturgeon hatched" in small.ask("/feeds/nature.atom").text
    assert made == ["all", "nature"]


def test_the_short_way_has_it_too(small: Small) -> None:
    async def story() -> None:
        ready = ReadyAnswers(small.front.service)
        assert ready.find("GET", b"/feeds/nature.atom", {}) is not None

    small.ask("/feeds/nature.atom")
    small.change("visit", title="Another visit")
    small.ask("/feeds/all.atom")
    asyncio.run(story())


def test_what_expires_is_made_anew_after_a_change_elsewhere(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    small.ask("/feeds/nature/coming.atom")
    small.change("visit", title="Another visit")
    small.clock.forward(days=2)
    small.ask("/feeds/all.atom")
    made = paths(small, monkeypatch)
    small.ask("/feeds/nature/coming.atom")
    assert made == ["nature"]


def test_a_feed_of_another_definition_is_made_anew(small: Small) -> None:
    small.ask("/feeds/nature.atom")
    other = msgspec.structs.replace(FEEDS[1], title="Rivers")
    small.store.set_feeds((FEEDS[0], other), small.clock.now)
    small.ask("/feeds/all.atom")
    assert "Rivers" in small.ask("/feeds/nature.atom").text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_is_kept_is_what_would_be_made(tmp_path_factory: pytest.TempPathFactory, steps: list[Any]) -> None:
    with opened(Path(tmp_path_factory.mktemp("kept"))) as small:
        publisher, clock = small.front.service.publisher, small.clock
        for n, (id, tags) in enumerate(steps):
            for slug, format, chosen in ASKED:
                publisher.feed(slug, format, chosen, clock.now)
            if id.startswith("new") and id not in small.store.held([id]):
                small.add(event(id, "2024-06-01", tags=tags))
            else:
                small.change(id, tags=tags, title=f"Changed {n}")
            # Whoever is first looks at the change; the others have it at once.
            publisher.feed("all", "csv", {}, clock.now)
            plain = Publisher(small.store, publisher.chronology)
            for slug, format, chosen in ASKED:
                kept = publisher.kept_feed(slug, format, chosen, clock.now)
                made = plain.feed(slug, format, chosen, clock.now)
                assert kept is None or (kept.data, kept.etag, kept.modified) == (made.data, made.etag, made.modified)
