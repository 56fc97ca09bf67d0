"""An entry that comes after a source told of the same is asked about: neither merged nor doubled in silence."""

from __future__ import annotations

import pytest

from tests.test_source_log import FILES, Place, place
from timeline.model.query import Filter
from timeline.model.source import Candidate

__all__ = ["place"]  # the fixture

TWIN = "  - {id: twin, added: 2026-01-02T00:00:00Z, title: The town fair, when: 2020-06-02}\n"
QUESTION = "the entry “The town fair” (twin) of events.yaml may be the event that it tells of"


@pytest.fixture
def typed(place: Place) -> Place:
    (place.path / "events.yaml").write_text(FILES["events.yaml"] + TWIN)
    return place


def waiting(place: Place) -> list[Candidate]:
    store = place.store()
    try:
        return store.candidates()
    finally:
        store.close()


def standing(place: Place) -> list[str]:
    store = place.store()
    try:
        return sorted(event.id for event in store.select(Filter()) if "fair" in event.title.lower())
    finally:
        store.close()


def test_check_asks_before_the_entry_is_recorded_and_after(typed: Place) -> None:
    before = typed.run("check")
    assert "is not in the history yet" in before.output
    fixed = typed.run("check", "--fix")
    assert fixed.exit_code == 0
    assert fixed.output.count(QUESTION) == 1
    again = typed.run("check")
    assert (again.exit_code, again.output.count(QUESTION)) == (0, 1)
    assert typed.run("review", "--list").output.count(QUESTION) == 1


def test_both_stand_until_a_person_says_that_they_are_one(typed: Place) -> None:
    assert typed.run("check", "--fix").exit_code == 0
    (question,) = waiting(typed)
    assert (question.like, question.claim.mention.title) == ("twin", "Town fair")
    assert standing(typed) == sorted(["twin", question.event])
    assert typed.run("review", "--merge", question.id, "twin").exit_code == 0
    assert standing(typed) == ["twin"]
    store = typed.store()
    assert store.event(question.event).merged_into == "twin"
    assert [each.source for each in store.event("twin").sources] == ["city"]
    store.close()
    assert typed.run("fetch").exit_code == 0
    assert (waiting(typed), standing(typed)) == ([], ["twin"])


@pytest.mark.parametrize("answer", ["--accept", "--reject"])
def test_two_that_stay_apart_are_never_asked_about_again(typed: Place, answer: str) -> None:
    assert typed.run("check", "--fix").exit_code == 0
    (question,) = waiting(typed)
    assert typed.run("review", answer, question.id).exit_code == 0
    both = sorted(["twin", question.event])
    typed.forget()
    text = (typed.path / "events.yaml").read_text().replace("The town fair", "Town fair")
    (typed.path / "events.yaml").write_text(text)
    assert typed.run("check", "--fix").exit_code == 0
    assert typed.run("fetch").exit_code == 0
    assert (waiting(typed), standing(typed)) == ([], both)


def test_an_entry_unlike_all_that_sources_tell_of_asks_nothing(place: Place) -> None:
    entry = TWIN.replace("The town fair", "Bridge of the north opens")
    (place.path / "events.yaml").write_text(FILES["events.yaml"] + entry)
    assert "may be" not in place.run("check", "--fix").output
    assert waiting(place) == []
