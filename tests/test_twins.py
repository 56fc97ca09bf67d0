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


def test_an_entry_with_the_id_of_a_sources_event_takes_it_over(place: Place) -> None:
    store = place.store()
    (old,) = [event for event in store.select(Filter()) if event.title == "Town fair"]
    past = [change.at for change in store.history(old.id)]
    store.close()
    entry = f"  - {{id: {old.id}, title: Fair of the town, when: 2020-06-02}}\n"
    (place.path / "events.yaml").write_text(FILES["events.yaml"] + entry)
    first = old.published.strftime("%Y-%m-%dT%H:%M:%SZ")
    before = place.run("check")
    assert before.exit_code == 1
    assert f'takes over the event "Town fair" ({old.id})' in before.output
    assert "has no added" not in before.output
    assert f"--fix`, which writes added: {first}" in before.output
    assert place.run("check", "--fix").exit_code == 0
    assert f'added: "{first}"' in (place.path / "events.yaml").read_text()
    store = place.store()
    now, history = store.event(old.id), store.history(old.id)
    store.close()
    assert (now.origin, now.title, now.published) == ("file", "Fair of the town", old.published)
    assert [cited.source for cited in now.sources] == ["city"]
    assert [change.at for change in history[:-1]] == past
    assert standing(place) == [old.id]
    assert (place.run("check").exit_code, waiting(place)) == (0, [])
    assert place.run("fetch").exit_code == 0
    assert standing(place) == [old.id]
    place.forget()
    assert place.run("fetch").exit_code == 0
    assert standing(place) == [old.id]


def test_another_instant_than_the_events_own_is_refused(place: Place) -> None:
    store = place.store()
    (old,) = [event for event in store.select(Filter()) if event.title == "Town fair"]
    store.close()
    entry = f"  - {{id: {old.id}, added: 2020-01-01T00:00:00Z, title: Fair of the town, when: 2020-06-02}}\n"
    (place.path / "events.yaml").write_text(FILES["events.yaml"] + entry)
    said = place.run("check", "--fix")
    assert (said.exit_code, "it never changes: write added: " in said.output) == (1, True), said.output
