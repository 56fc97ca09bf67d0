"""Two events side by side, merged and unmerged by hand; and the sources, run, paused and believed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.factory import event
from tests.serve.conftest import Small
from tests.serve.routes.test_review import FAIR, Desk
from tests.serve.routes.visits import Visit, parsed, text_of
from timeline import schedule
from timeline.dates import When

PAIR = (
    event("api-one", "2027-05-04", title="A weir opens", origin="api"),
    event("api-two", "2027-05", title="The weir <b>opens</b>", origin="api"),
)


@pytest.fixture
def visit(small: Small) -> Visit:
    small.add(*PAIR)
    visit = Visit(small)
    visit.sign_in("write:events", name="ana")
    return visit


def test_two_events_stand_side_by_side_with_what_a_merger_does(visit: Visit) -> None:
    page = visit.get("/edit/merge?a=api-one&b=api-two")
    cells = [cell.text_content() for cell in parsed(page).xpath("//tr[th='title']/td")]
    assert cells == ["A weir opens", "The weir <b>opens</b>"]
    words = text_of(page)
    assert (
        "http://small.example/events/api-one leads to http://small.example/events/api-two from then on (308)" in words
    )
    assert "No subscription changes" in words


def test_they_are_merged_and_unmerged_by_hand(visit: Visit) -> None:
    page = visit.get("/edit/merge?a=api-one&b=api-two")
    page = visit.send(page, "/edit/events/api-two/act", press="verb=merge")
    assert "kind of change: merged" in text_of(page)
    assert visit.send(page, "/edit/events/api-two/act", press="sure=yes").status_code == 303
    held = visit.small.store.event("api-two")
    assert (held.status, held.merged_into) == ("merged", "api-one")
    assert "cannot be merged" in text_of(visit.get("/edit/merge?a=api-one&b=api-two"))
    visit.small.clock.forward(minutes=1)
    page = visit.send(visit.get("/edit/events/api-two"), "/edit/events/api-two/act", press="verb=unmerge")
    assert visit.send(page, "/edit/events/api-two/act", press="sure=yes").status_code == 303
    assert not visit.small.store.event("api-two").is_gone


@pytest.mark.parametrize(("query", "status"), [("", 200), ("?a=api-one", 200), ("?a=api-one&b=none", 404)])
def test_a_pair_that_is_not_whole_is_asked_for(visit: Visit, query: str, status: int) -> None:
    assert visit.get(f"/edit/merge{query}").status_code == status


def test_an_event_is_not_merged_with_itself(visit: Visit) -> None:
    assert "it is one event" in text_of(visit.get("/edit/merge?a=api-one&b=api-one"))


@pytest.fixture
def desk(small: Small) -> Desk:
    return Desk(small)


@pytest.fixture
def reviewer(desk: Desk) -> Visit:
    visit = Visit(desk.small)
    visit.sign_in("review", "write:events", name="ana")
    return visit


def test_a_source_is_run_paused_and_resumed(desk: Desk, reviewer: Visit) -> None:
    calls: list[str] = []
    desk.small.front.service.wake = lambda: calls.append("woken")
    for verb in ("run", "pause", "resume"):
        page = reviewer.get("/edit/sources")
        assert reviewer.send(page, "/edit/sources/desk", press=f"verb={verb}").status_code == 303
        assert desk.store.health_of("desk").paused == (verb == "pause")
    assert calls == ["woken"] * 3
    assert desk.store.health_of("desk").next_run == desk.small.clock.now


def test_what_was_flagged_is_believed_by_a_press(desk: Desk, reviewer: Visit) -> None:
    assert "Believe it" not in reviewer.get("/edit/sources").text
    schedule.update_health(desk.store, "desk", flagged="it says far less than before")
    page = reviewer.get("/edit/sources")
    assert "it says far less than before" in text_of(page)
    assert "it says far less than before" in text_of(reviewer.get("/edit"))
    reviewer.send(page, "/edit/sources/desk", press="verb=believe")
    assert desk.store.health_of("desk").believed


def test_how_a_date_was_read_is_explained(desk: Desk, reviewer: Visit) -> None:
    citation = replace(FAIR.citation, published="2024-05-07", rule="early", words="early this month")
    said = replace(FAIR, key="early", said_when="early this month", when=When.parse("2024-05"), citation=citation)
    desk.says(FAIR, said)
    reviewer.send(reviewer.get("/edit/review"), f"/edit/review/{desk.waiting()['early']}", press="verb=accept")
    words = text_of(reviewer.get("/edit/sources/desk"))
    assert "read by “early”, leaning on 2024-05-07" in words
    assert "https://desk.example/feed" in words


def test_what_one_source_says_is_taken_out_of_an_event(desk: Desk, reviewer: Visit) -> None:
    ids = desk.waiting()
    for name in ("fair", "parade"):
        page = reviewer.get("/edit/review")
        reviewer.send(page, f"/edit/review/{ids[name]}", press="verb=merge", event="spring")
    page = reviewer.get("/edit/events/spring")
    assert reviewer.send(page, "/edit/claims/unmerge").status_code == 409
    desk.small.clock.forward(minutes=1)
    answer = reviewer.send(page, "/edit/claims/unmerge", press="sure=yes")
    assert answer.status_code == 303
    assert len([c for c in desk.store.event("spring").sources if c.source]) == 1


def test_no_such_source_or_verb(desk: Desk, reviewer: Visit) -> None:
    assert reviewer.get("/edit/sources/none").status_code == 404
    assert reviewer.send(reviewer.get("/edit/sources"), "/edit/sources/desk", press="verb=drop").status_code == 404
    assert not desk.store.health_of("desk").paused
