"""Events in a form: read back, previewed, written; two at once; the verbs; and what hostile hands type."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.serve.conftest import Small
from tests.serve.routes.visits import Visit, form_to, give_token, kept_token, parsed, text_of, values_of
from timeline.model.event import Event
from timeline.model.query import Filter

NEW = "/edit/events/new"


@pytest.fixture
def visit(small: Small) -> Visit:
    visit = Visit(small)
    visit.sign_in("write:events", name="ana")
    return visit


def titled(small: Small, title: str) -> list[Event]:
    return [each for each in small.store.select(Filter()) if each.title == title]


def made(visit: Visit, **fields: Any) -> Event:
    """An event, typed, previewed and saved."""
    page = visit.send(visit.get(NEW), NEW, **({"title": "A weir opens", "when": "4 May 2027"} | fields))
    assert page.status_code == 200, text_of(page)
    answer = visit.send(page, NEW, press="save=yes")
    assert answer.status_code == 303, text_of(answer)
    return visit.small.store.event(answer.headers["location"].split("/")[-1].partition("?")[0])


def standing(page: httpx.Response) -> dict[str, str]:
    """What stands in the form of an event; of rows, the first."""
    form = next(each for each in parsed(page).forms if each.get("id") == "form")
    return dict(reversed(values_of(form)))


def changed(visit: Visit, id: str, **fields: Any) -> httpx.Response:
    """What a change of an event comes to, previewed and saved."""
    visit.small.clock.forward(minutes=1)
    address = f"/edit/events/{id}"
    page = visit.send(visit.get(address), address, **fields)
    assert page.status_code == 200, text_of(page)
    return visit.send(page, address, press="save=yes")


@pytest.mark.parametrize(
    ("said", "back", "edtf"),
    [
        ("16 April 2025", "16 April 2025, a day", "2025-04-16"),
        ("some time in spring 2013", "spring of 2013, a season", "2013-21"),
        ("the 1920s", "the 1920s, a decade", "192X"),
        ("2025-04", "April 2025, a month", "2025-04"),
    ],
)
def test_a_date_in_words_is_said_back_and_only_then_saved(visit: Visit, said: str, back: str, edtf: str) -> None:
    page = visit.send(visit.get(NEW), NEW, title="A weir opens", when=said)
    assert back in text_of(page)
    assert titled(visit.small, "A weir opens") == []
    visit.send(page, NEW, press="save=yes")
    (event,) = titled(visit.small, "A weir opens")
    assert event.when.edtf == edtf
    assert visit.small.store.history(event.id)[0].by == "ana"


def test_a_series_is_said_back_by_its_rule(visit: Visit) -> None:
    fields = {"title": "A market", "when": "Friday 5 March 2027", "repeat": "every Friday until 2027-06-25"}
    page = visit.send(visit.get(NEW), NEW, **fields)
    assert "every Friday" in text_of(page)
    assert made(visit, **fields).recurrence


def test_what_is_typed_after_the_preview_is_previewed_again(visit: Visit) -> None:
    page = visit.send(visit.get(NEW), NEW, title="A weir opens", when="4 May 2027")
    page = visit.send(page, NEW, press="save=yes", when="5 May 2027")
    assert "5 May 2027, a day" in text_of(page)
    assert titled(visit.small, "A weir opens") == []


def test_the_preview_shows_readers_calendars_and_pages(visit: Visit) -> None:
    page = visit.send(visit.get(NEW), NEW, title="A weir opens", when="4 May 2027")
    words = text_of(page)
    assert "Readers and pages show: A weir opens (4 May 2027)" in words
    assert "SUMMARY:A weir opens" in words
    assert "<title" in words


def test_every_field_is_written(visit: Visit) -> None:
    event = made(visit, **{
        "summary": "It opens.\nAt last.", "tags": "weir, yangtze", "start_time": "09:00", "timezone": "Europe/Paris",
        "places.name": "Chishui", "places.latitude": "28.5", "places.longitude": "105.7",
        "sources.title": "A report", "sources.words": "on 4 May", "sources.published": "2027-01-02",
        "sources.url": "https://paper.example/1", "links.url": "https://weir.example/", "links.title": "Weir",
        "translations.language": "de", "translations.title": "Ein Wehr", "translations.summary": "Es öffnet.\nEndlich.",
    })  # fmt: skip
    assert (event.places[0].name, event.places[0].latitude) == ("Chishui", 28.5)
    assert event.sources[0].words == "on 4 May"
    assert event.translations["de"].title == "Ein Wehr"
    assert event.when.start_time == "09:00"
    assert event.tags == ("weir", "yangtze")
    page = visit.get(f"/edit/events/{event.id}")
    again = visit.send(page, f"/edit/events/{event.id}")
    assert "Nothing would change." in text_of(again)


def test_the_same_form_sent_twice_is_one_event(visit: Visit) -> None:
    page = visit.send(visit.get(NEW), NEW, title="A weir opens", when="4 May 2027")
    assert visit.send(page, NEW, press="save=yes").status_code == 303
    assert visit.send(page, NEW, press="save=yes").status_code == 409
    assert len(titled(visit.small, "A weir opens")) == 1


def test_only_what_was_typed_is_changed(visit: Visit) -> None:
    event = made(visit)
    assert changed(visit, event.id, title="The weir opens").status_code == 303
    last = visit.small.store.history(event.id)[-1]
    assert (last.kind, last.by, set(last.fields)) == ("revised", "ana", {"title"})


def test_a_move_asks_for_a_reason(visit: Visit) -> None:
    event = made(visit)
    answer = changed(visit, event.id, when="5 May 2027")
    assert answer.status_code == 200
    assert "Subscribers will want to know why" in text_of(answer)
    assert visit.small.store.event(event.id).when.edtf == "2027-05-04"
    assert visit.send(answer, f"/edit/events/{event.id}", press="save=yes", reason="Floods.").status_code == 303
    moved = visit.small.store.event(event.id)
    assert (moved.when.edtf, moved.reason) == ("2027-05-05", "Floods.")


def test_two_at_once_overwrite_nothing_of_each_other(visit: Visit) -> None:
    event = made(visit)
    address = f"/edit/events/{event.id}"
    other = Visit(visit.small)
    other.sign_in("write:events", name="ben")
    page = other.get(address)
    changed(visit, event.id, title="Their title", summary="Their summary.")
    answer = other.send(page, address, title="My title", tags="mine")
    assert answer.status_code == 412
    words = text_of(answer)
    assert "ana changed the event since you opened it" in words
    for said in ("A weir opens", "Their title", "My title", "Their summary."):
        assert said in words
    values = standing(answer)
    assert (values["title"], values["tags"], values["summary"]) == ("My title", "mine", "Their summary.")
    assert visit.small.store.event(event.id).title == "Their title"
    page = other.send(answer, address)
    assert other.send(page, address, press="save=yes").status_code == 303
    after = visit.small.store.event(event.id)
    assert (after.title, after.tags, after.summary) == ("My title", ("mine",), "Their summary.")


HOSTILE = "<script>alert(1)</script> 🐟 \u202eשלום‬ '\"><img src=x onerror=1>"


@pytest.mark.parametrize("when", ["", "no date at all", "2025-13-45", "31 February 2025", "<b>", "🐟", "\u202e2025"])
def test_what_is_no_date_is_said_beside_its_field_and_all_is_kept(visit: Visit, when: str) -> None:
    fields = {"title": HOSTILE, "when": when, "places.name": HOSTILE, "places.latitude": "ninety"}
    answer = visit.send(visit.get(NEW), NEW, **fields)
    assert answer.status_code == 422
    page = parsed(answer)
    assert page.get_element_by_id("f-when").get("aria-invalid") == "true"
    values = standing(answer)
    assert (values["title"], values["places.latitude"]) == (HOSTILE, "ninety")
    assert "ninety" in text_of(answer)
    assert "<script>alert" not in answer.text


def test_hostile_words_are_only_words(visit: Visit) -> None:
    event = made(visit, title=HOSTILE, summary=HOSTILE)
    for path in (f"/edit/events/{event.id}", "/edit", "/edit/events"):
        page = visit.get(path)
        assert "<script>alert" not in page.text
        assert "<img" not in page.text


def test_a_text_of_a_million_characters_is_refused_and_nothing_is_written(visit: Visit) -> None:
    answer = visit.send(visit.get(NEW), NEW, title="A weir opens", when="2027", summary="x" * 900_000)
    assert answer.status_code == 422
    assert "x" * 900_000 in answer.text
    assert titled(visit.small, "A weir opens") == []


def test_a_form_that_is_too_long_to_be_read_is_answered_with_a_page(visit: Visit) -> None:
    below = visit.send(visit.get(NEW), NEW, title="A weir opens", summary="长" * 400_000)
    assert (below.status_code, "长" * 400_000 in below.text) == (422, True)
    above = visit.send(visit.get(NEW), NEW, title="A weir opens", summary="x" * 4_200_000)
    assert above.status_code == 413
    assert above.headers["content-type"].startswith("text/html")
    assert "more than 4 MiB. It was not read, and nothing was done" in text_of(above)
    assert titled(visit.small, "A weir opens") == []


def test_what_was_typed_at_length_outlives_a_session_that_is_ended_elsewhere(visit: Visit) -> None:
    token = visit.sign_in("write:events", name="cy")
    elsewhere = Visit(visit.small)
    elsewhere.send(elsewhere.get("/edit/sign-in"), token=token)
    form, typed = visit.get(NEW), '"Weir" 长\n' * 100_000
    elsewhere.send(elsewhere.get("/edit"), "/edit/sign-out", press="everywhere=yes")
    asked = visit.send(form, NEW, title="A weir opens", when="2027", summary=typed)
    assert asked.status_code == 401
    again = visit.send(asked, "/edit/sign-in", token=token)
    assert dict(values_of(form_to(again, NEW)))["summary"] == typed


def test_a_token_that_ends_in_the_middle_keeps_the_form(visit: Visit) -> None:
    token = visit.sign_in("write:events", name="cy")
    page = visit.get(NEW)
    visit.small.store.drop_token(kept_token(visit.small, token).digest)
    asked = visit.send(page, NEW, title=HOSTILE, when="4 May 2027")
    assert asked.status_code == 401
    again = visit.send(asked, "/edit/sign-in", token=give_token(visit.small, "write:events"))
    assert "4 May 2027, a day" in text_of(visit.send(again, NEW))


def acted(visit: Visit, id: str, verb: str, **fields: Any) -> httpx.Response:
    visit.small.clock.forward(minutes=1)
    address = f"/edit/events/{id}"
    page = visit.send(visit.get(address), f"{address}/act", press=f"verb={verb}", **fields)
    return visit.send(page, f"{address}/act", press="sure=yes") if page.status_code == 200 else page


def test_each_verb_is_shown_before_it_is_done(visit: Visit) -> None:
    event = made(visit)
    address = f"/edit/events/{event.id}"
    page = visit.send(visit.get(address), f"{address}/act", press="verb=cancel", reason="No money.")
    assert "kind of change: cancelled" in text_of(page)
    assert visit.small.store.event(event.id).status == "scheduled"
    assert visit.send(page, f"{address}/act", press="sure=yes").status_code == 303
    assert (visit.small.store.event(event.id).status, visit.small.store.event(event.id).reason) == (
        "cancelled", "No money.",
    )  # fmt: skip


@pytest.mark.parametrize("verb", ["cancel", "postpone", "withdraw"])
def test_what_calls_off_asks_for_a_reason(visit: Visit, verb: str) -> None:
    event = made(visit)
    answer = acted(visit, event.id, verb)
    assert "Subscribers will want to know why" in text_of(answer)
    assert visit.small.store.event(event.id).status == "scheduled"


STOPS = [("cancel", "cancelled"), ("postpone", "postponed"), ("withdraw", "withdrawn")]


@pytest.mark.parametrize(("verb", "status"), STOPS)
def test_what_was_called_off_is_undone_and_reinstated(visit: Visit, verb: str, status: str) -> None:
    event = made(visit)
    assert acted(visit, event.id, verb, reason="Floods.").status_code == 303
    assert visit.small.store.event(event.id).status == status
    assert acted(visit, event.id, "undo").status_code == 303
    assert visit.small.store.event(event.id).status == "scheduled"
    acted(visit, event.id, verb, reason="Floods.")
    assert acted(visit, event.id, "reinstate").status_code == 303
    assert visit.small.store.event(event.id).status == "scheduled"


def test_a_verb_on_what_changed_meanwhile_is_not_done(visit: Visit) -> None:
    event = made(visit)
    address = f"/edit/events/{event.id}"
    page = visit.send(visit.get(address), f"{address}/act", press="verb=cancel", reason="Floods.")
    changed(visit, event.id, title="Another")
    answer = visit.send(page, f"{address}/act", press="sure=yes")
    assert answer.status_code == 412
    assert visit.small.store.event(event.id).status == "scheduled"


def test_an_event_of_a_file_is_refused_with_its_place_and_the_form_is_kept(visit: Visit) -> None:
    address = "/edit/events/hatching"
    answer = visit.send(visit.get(address), address, title="Another")
    assert answer.status_code == 409
    assert parsed(answer).get_element_by_id("f-title").value == "Another"


def test_events_are_found_by_words(visit: Visit) -> None:
    assert "Kerry in Beijing" in text_of(visit.get("/edit/events?q=kerry"))
    assert "Nothing is found." in text_of(visit.get("/edit/events?q=zzzz%22%3C"))


def test_a_token_for_review_alone_changes_no_event(small: Small) -> None:
    visit = Visit(small)
    visit.sign_in("review")
    assert visit.get(NEW).status_code == 403
    assert visit.get("/edit/events/hatching").status_code == 403
