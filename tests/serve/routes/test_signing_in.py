"""Signing in to the editing pages: by a token, as long as it is good, and by forms of our own only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.serve.conftest import Small
from tests.serve.routes.visits import Visit, form_to, give_token, kept_token, text_of
from timeline.serve.http.editing import is_local


@pytest.fixture
def visit(small: Small) -> Visit:
    return Visit(small)


def test_whoever_is_not_signed_in_is_asked_to_and_led_back(visit: Visit) -> None:
    page = visit.get("/edit?from=mail")
    assert page.status_code == 401
    answer = visit.send(page, token=give_token(visit.small, "review"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/edit?from=mail")
    assert visit.get("/edit").status_code == 200


def test_the_cookie_is_kept_from_scripts_and_other_sites(visit: Visit) -> None:
    page = visit.get("/edit/sign-in")
    csrf = page.headers["set-cookie"].lower()
    answer = visit.send(page, token=give_token(visit.small, "review"))
    for cookie in (csrf, answer.headers["set-cookie"].lower()):
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "path=/edit;" in cookie + ";"
        assert "secure" not in cookie


def test_behind_https_the_cookie_is_secure(small: Small) -> None:
    visit = Visit(small, "https")
    answer = visit.send(visit.get("/edit/sign-in"), token=give_token(small, "review"))
    assert "secure" in answer.headers["set-cookie"].lower()


def test_pages_are_neither_kept_nor_indexed_nor_run_what_is_not_ours(visit: Visit) -> None:
    visit.sign_in("admin")
    for path in ("/edit", "/edit/sign-in"):
        headers = visit.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-robots-tag"] == "noindex"
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
    assert "Disallow: /edit\n" in visit.get("/robots.txt").text


@pytest.mark.parametrize("said", ["", "tl_none", "\x00", "tl_" + "x" * 100_000, "<b>"])
def test_what_is_no_token_signs_nobody_in(visit: Visit, said: str) -> None:
    answer = visit.send(visit.get("/edit/sign-in"), token=said)
    assert answer.status_code == 401
    assert "not known" in text_of(answer)
    assert visit.get("/edit").status_code == 401


def test_an_expired_token_signs_nobody_in(visit: Visit) -> None:
    token = give_token(visit.small, "review", expires=visit.small.clock.now + timedelta(days=1))
    visit.small.clock.forward(days=1)
    assert "expired" in text_of(visit.send(visit.get("/edit/sign-in"), token=token))


def test_a_session_is_no_token(visit: Visit) -> None:
    visit.sign_in("admin")
    cookie = visit.cookies["timeline_session"]
    other = Visit(visit.small)
    assert other.send(other.get("/edit/sign-in"), token=cookie).status_code == 401
    answer = other.request("GET", "/api/v1/candidates", Authorization=f"Bearer {cookie}")
    assert answer.status_code == 403


@pytest.mark.parametrize("ends", ["removed", "expired", "the session's own end"])
def test_a_token_that_ends_in_the_middle_loses_nothing_that_was_typed(visit: Visit, ends: str) -> None:
    small = visit.small
    expires = small.clock.now + timedelta(hours=2) if ends == "expired" else None
    token = give_token(small, "admin", expires=expires)
    page = visit.follow(visit.send(visit.get("/edit/sign-in"), token=token))
    if ends == "removed":
        small.store.drop_token(kept_token(small, token).digest)
    small.clock.forward(days=8)
    typed = "<b>Crème</b> 🐟 \u202eשלום\nnew line \"'"
    asked = visit.send(page, "/edit/sign-out", press="everywhere=yes", note=typed)
    assert asked.status_code == 401
    again = visit.send(asked, "/edit/sign-in", token=give_token(small, "admin", name="ben"))
    assert again.status_code == 200
    form = form_to(again, "/edit/sign-out")
    assert dict(form.form_values())["note"] == typed
    assert "<b>Crème" not in again.text
    assert visit.send(again, "/edit/sign-out").headers["location"] == "/edit/sign-in"


def test_a_mistyped_token_keeps_what_was_typed_before(visit: Visit) -> None:
    token = visit.sign_in("admin")
    page = visit.get("/edit")
    visit.small.store.drop_token(kept_token(visit.small, token).digest)
    asked = visit.send(page, "/edit/sign-out", note="kept")
    asked = visit.send(asked, "/edit/sign-in", token="tl_wrong")
    again = visit.send(asked, "/edit/sign-in", token=give_token(visit.small, "admin"))
    assert ("note", "kept") in form_to(again, "/edit/sign-out").form_values()


def test_signing_out_ends_the_session_and_no_other(visit: Visit) -> None:
    token = visit.sign_in("review")
    other = Visit(visit.small)
    other.send(other.get("/edit/sign-in"), token=token)
    kept = dict(visit.cookies)
    visit.send(visit.get("/edit"), "/edit/sign-out")
    assert "timeline_session" not in visit.cookies
    visit.cookies.update(kept)  # whoever copied the cookie has nothing of it
    assert visit.get("/edit").status_code == 401
    assert other.get("/edit").status_code == 200


def test_signing_out_everywhere_ends_all_sessions_of_the_token(visit: Visit) -> None:
    token = visit.sign_in("review")
    other, stranger = Visit(visit.small), Visit(visit.small)
    other.send(other.get("/edit/sign-in"), token=token)
    stranger.sign_in("review", name="ben")
    visit.send(visit.get("/edit"), "/edit/sign-out", press="everywhere=yes")
    assert [each.get("/edit").status_code for each in (visit, other, stranger)] == [401, 401, 200]
    assert kept_token(visit.small, token)


def test_a_form_of_another_site_does_nothing(visit: Visit) -> None:
    visit.sign_in("review")
    answer = visit.request("POST", "/edit/sign-out", [("note", "theirs")])
    assert answer.status_code == 403
    assert "theirs" not in answer.text
    assert visit.get("/edit").status_code == 200


def test_a_form_whose_cookie_is_gone_is_sent_again_by_one_press(visit: Visit) -> None:
    visit.sign_in("review")
    page = visit.get("/edit")
    visit.cookies.delete("timeline_csrf")
    pairs = form_to(page, "/edit/sign-out").form_values()
    answer = visit.request("POST", "/edit/sign-out", pairs, sec_fetch_site="same-origin")
    assert answer.status_code == 403
    assert visit.send(answer, "/edit/sign-out").headers["location"] == "/edit/sign-in"


def test_writing_by_a_bearer_needs_no_cookie(visit: Visit) -> None:
    token = give_token(visit.small, "review")
    answer = visit.request("POST", "/api/v1/sources/none/run", Authorization=f"Bearer {token}")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers
    assert "set-cookie" not in visit.get("/").headers


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/edit//evil", "/editor", "/", "/edit\\x", "/edit/\n", ""]
)
def test_one_is_led_to_editing_pages_only(path: str) -> None:
    assert not is_local(path)


def test_a_page_asks_for_the_scope_that_it_needs(visit: Visit) -> None:
    visit.sign_in("write:events")
    page = visit.get("/edit")
    assert "/edit/review" not in page.text
    assert "/edit/events/new" in page.text
