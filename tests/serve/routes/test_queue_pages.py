"""The review queue as a page: what is decided there, many at a time, in other words, and taken back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.serve.conftest import Small
from tests.serve.routes.test_review import FAIR, PARADE, Desk
from tests.serve.routes.visits import Visit, form_to, forms, parsed, text_of
from timeline.dates import When


@pytest.fixture
def desk(small: Small) -> Desk:
    return Desk(small)


@pytest.fixture
def visit(desk: Desk) -> Visit:
    visit = Visit(desk.small)
    visit.sign_in("review", name="ana")
    return visit


def test_a_candidate_stands_with_its_words_marked_its_source_and_its_trust(desk: Desk, visit: Visit) -> None:
    citation = replace(FAIR.citation, words="A fair was held in June 2026, in the park.")
    desk.says(replace(FAIR, key="long", title="A long fair", citation=citation))
    page = visit.get("/edit/review")
    assert "A fair was held in <mark>June 2026</mark>, in the park." in page.text
    assert "trust: review" in page.text
    assert "3 wait" in text_of(page)


def test_a_match_is_beside_it_with_what_speaks_for_and_against(desk: Desk, visit: Visit) -> None:
    desk.says(replace(PARADE, key="visit", title="A visit to Europe by train", when=When.parse("2024-05-05")))
    (id,) = [c.id for c in desk.store.candidates() if c.like]
    card = parsed(visit.get("/edit/review")).get_element_by_id(f"c-{id}")
    words = " ".join(card.text_content().split())
    assert "Maybe the same as A visit to Europe" in words
    assert "For: titles" in words
    assert [cell.text_content() for cell in card.xpath(".//tr[th='title']/td")] == [
        "A visit to Europe by train",
        "A visit to Europe",
    ]


@pytest.mark.parametrize(("verb", "state"), [("accept", "accepted"), ("reject", "rejected")])
def test_one_press_decides_and_one_takes_it_back(desk: Desk, visit: Visit, verb: str, state: str) -> None:
    id = desk.waiting()["fair"]
    page = visit.follow(visit.send(visit.get("/edit/review"), f"/edit/review/{id}", press=f"verb={verb}"))
    assert f"“A fair in the park” was {state}." in text_of(page)
    assert ("A fair in the park" in desk.standing()) == (verb == "accept")
    page = visit.follow(visit.send(page, "/edit/review/undo"))
    assert set(desk.waiting()) == {"fair", "parade"}
    assert [e.status for e in desk.standing().values() if e.title.startswith("A fair")] in ([], ["withdrawn"])


def test_the_history_names_who_decided(desk: Desk, visit: Visit) -> None:
    id = desk.waiting()["fair"]
    visit.send(visit.get("/edit/review"), f"/edit/review/{id}", press="verb=accept")
    assert [d.by for d in desk.store.decisions("desk")["desk", "fair"]] == ["ana"]


def test_a_candidate_is_merged_with_the_event_that_is_named(desk: Desk, visit: Visit) -> None:
    id = desk.waiting()["fair"]
    page = visit.get("/edit/review")
    visit.send(page, f"/edit/review/{id}", press="verb=merge", event="spring")
    assert desk.store.candidate(id).state == "merged"
    assert any(c.source == "desk" for c in desk.store.event("spring").sources)


@pytest.mark.parametrize(("event", "status"), [("", 409), ("no-such-event", 404), ("hoax", 409)])
def test_what_cannot_be_merged_says_so_and_keeps_what_was_typed(
    desk: Desk, visit: Visit, event: str, status: int
) -> None:
    id = desk.waiting()["fair"]
    answer = visit.send(visit.get("/edit/review"), f"/edit/review/{id}", press="verb=merge", event=event)
    assert answer.status_code == status
    assert dict(form_to(answer, "/edit/review").form_values())["event"] == event
    assert desk.store.candidate(id).state == "waiting"


def test_many_of_one_source_are_decided_together(desk: Desk, visit: Visit) -> None:
    ids = list(desk.waiting().values())
    page = visit.get("/edit/review")
    many = next(n for n, form in enumerate(forms(page)) if form.action == "/edit/review")
    page = visit.follow(visit.send(page, many, press="verb=accept", id=ids))
    assert "2 were accepted." in text_of(page)
    assert not desk.waiting()
    visit.send(page, "/edit/review/undo")
    assert sorted(desk.waiting().values()) == sorted(ids)


def test_of_many_those_of_another_source_are_left(desk: Desk, visit: Visit) -> None:
    ids = list(desk.waiting().values())
    page = visit.get("/edit/review")
    many = next(n for n, form in enumerate(forms(page)) if form.action == "/edit/review")
    page = visit.follow(visit.send(page, many, press="verb=accept", id=ids, source="another"))
    assert "is of another source" in text_of(page)
    assert len(desk.waiting()) == 2


def test_two_reviewers_do_not_decide_twice(desk: Desk, visit: Visit) -> None:
    other = Visit(desk.small)
    other.sign_in("review", name="ben")
    id = desk.waiting()["fair"]
    pages = [each.get("/edit/review") for each in (visit, other)]
    visit.send(pages[0], f"/edit/review/{id}", press="verb=reject")
    answer = other.send(pages[1], f"/edit/review/{id}", press="verb=accept")
    assert answer.status_code == 409
    assert "was rejected already" in text_of(answer)


def test_other_words_are_read_back_before_they_are_published(desk: Desk, visit: Visit) -> None:
    id = desk.waiting()["fair"]
    page = visit.get(f"/edit/review/{id}")
    page = visit.send(page, f"/edit/review/{id}", press="verb=read", when="spring of 2027", title="The fair")
    assert "spring of 2027" in text_of(page)
    assert "The fair" not in desk.standing()
    # Another date than the one that was read back is read back again.
    page = visit.send(page, f"/edit/review/{id}", press="verb=save", when="autumn of 2027")
    assert "autumn of 2027" in text_of(page)
    assert "The fair" not in desk.standing()
    assert visit.send(page, f"/edit/review/{id}", press="verb=save").status_code == 303
    assert desk.standing()["The fair"].when.edtf == "2027-23"


@pytest.mark.parametrize("when", ["", "no date at all", "2025-13-45", "<b>", "\u202e2025", "🐟" * 100])
def test_what_is_no_date_is_said_beside_the_field(desk: Desk, visit: Visit, when: str) -> None:
    id = desk.waiting()["fair"]
    typed = "<i>Fair</i> 🐟 שלום"
    page = visit.send(visit.get(f"/edit/review/{id}"), f"/edit/review/{id}", press="verb=read", when=when, title=typed)
    assert page.status_code == 422
    assert parsed(page).get_element_by_id("f-when").get("aria-invalid") == "true"
    assert parsed(page).get_element_by_id("f-title").value == typed
    assert "<i>" not in page.text


def test_hostile_words_of_a_source_are_only_words(desk: Desk, visit: Visit) -> None:
    hostile = "<script>alert(1)</script>\u202e 'x\" onload=1"
    desk.says(replace(FAIR, key="evil", title=hostile, citation=replace(FAIR.citation, words=hostile)))
    page = visit.get("/edit/review")
    assert "<script>alert" not in page.text
    assert len(parsed(page).xpath("//script")) == 1


def test_a_queue_of_one_source(desk: Desk, visit: Visit) -> None:
    assert "2 wait of desk" in text_of(visit.get("/edit/review?source=desk"))
    assert "Nothing waits" in text_of(visit.get("/edit/review?source=none"))
