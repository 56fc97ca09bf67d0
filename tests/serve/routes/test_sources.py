"""Facts about what is said of sources: what waits for a person is what waits now."""

from __future__ import annotations

import msgspec
import pytest

from tests.serve.conftest import DAWN, Small
from timeline.dates import When
from timeline.model.event import Claim, Mention
from timeline.model.source import Candidate, Health, Source
from timeline.store.contract import Outcome


@pytest.fixture
def waiting(small: Small) -> tuple[Candidate, ...]:
    """Two candidates of a source whose last run found both."""
    small.front.service.sources = (Source(id="town", name="Town", path="town.ics"),)
    found = tuple(
        Candidate(
            id=id, claim=Claim(source="town", mention=Mention(key=id, title=id), when=When.parse("2024")), since=DAWN
        )
        for id in ("one", "two")
    )
    health = Health(source="town", last_run=DAWN, last_success=DAWN, mentions=2, candidates=2)
    small.store.settle(Outcome(candidates=found, health=health))
    return found


def test_the_sources_say_how_many_wait_until_a_person_decided(small: Small, waiting: tuple[Candidate, ...]) -> None:
    for left, words in ((2, "2 wait for review"), (1, "1 waits for review"), (0, "")):
        (source,) = small.ask("/api/v1/sources").json()["sources"]
        assert (source["waiting"], source["health"]["candidates"]) == (left, 2)
        page = small.ask("/sources").text
        assert words in page
        assert ("for review</p>" in page) == bool(left)
        if left:
            decided = msgspec.structs.replace(waiting[left - 1], state="accepted")
            small.store.settle(Outcome(candidates=(decided,)))


def test_what_the_last_run_found_is_said_as_what_it_did(small: Small, waiting: tuple[Candidate, ...]) -> None:
    assert "2 put up for review" in small.ask("/sources").text
