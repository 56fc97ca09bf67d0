"""Pages in five languages: the language stands in the address, and only the home page follows Accept-Language."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from lxml import html as markup

from timeline.render.html.texts import CATALOGUES, NAMES
from timeline.serve.http.languages import preferred_language

Ask = Callable[..., httpx.Response]
BASE = "http://small.example"


def test_every_language_has_the_same_texts_with_the_same_fields() -> None:
    def fields(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    english = CATALOGUES["en"]
    assert set(NAMES) == set(CATALOGUES)
    for language, texts in CATALOGUES.items():
        assert set(texts) == set(english), language
        for name, text in texts.items():
            singular = name.endswith("-1")  # "one" may be said without its number
            assert fields(text) == fields(english[name]) or singular, (language, name)


@pytest.mark.parametrize(
    ("header", "own", "wanted"),
    [
        ("de", "en", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "en", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en", ""),
        ("it,zh-CN;q=0.9,en;q=0.5", "en", "zh"),
        ("it", "en", ""),
        ("*", "en", ""),
        ("de;q=0, fr;q=0.1", "en", "fr"),
        ("de;q=high", "en", ""),
        ("", "en", ""),
        ("," * 5000 + "de", "en", ""),
        ("en", "de", "en"),
    ],
)
def test_what_a_client_prefers(header: str, own: str, wanted: str) -> None:
    assert preferred_language(header, own) == wanted


def test_only_the_home_page_follows_the_client_and_says_so(ask: Ask) -> None:
    led = ask("/", accept_language="de,en;q=0.5")
    assert (led.status_code, led.headers["location"]) == (302, f"{BASE}/de/")
    assert "Accept-Language" in led.headers.get_list("vary")
    own = ask("/", accept_language="en")
    assert own.status_code == 200
    assert "Accept-Language" in own.headers.get_list("vary")
    assert ask("/", accept_language="de").status_code == 302  # what was kept for others is not given
    assert ask("/events/hatching", accept_language="de").status_code == 200
    assert "Accept-Language" not in ask("/events/hatching").headers.get_list("vary")


@pytest.mark.parametrize("path", ["", "feeds", "feeds/nature", "events/hatching"])
def test_a_page_in_a_language_is_whole_and_leads_on_in_it(ask: Ask, path: str) -> None:
    for language in CATALOGUES:
        page = ask(f"/{language}/{path}")
        assert page.status_code == 200
        document = markup.fromstring(page.text)
        assert document.get("lang") == language
        links = {link.get("hreflang"): link.get("href") for link in document.iter("link") if link.get("hreflang")}
        assert links == {code: f"{BASE}/{code}/{path}" for code in NAMES}
        inner = [link.get("href", "") for link in document.iter("a") if not link.get("hreflang")]
        pages = [href for href in inner if "/events/" in href or href == f"{BASE}/{language}/"]
        assert pages
        assert all(href.startswith(f"{BASE}/{language}/") or "." in href.rpartition("/")[2] for href in pages)


def test_dates_and_words_are_those_of_the_language(ask: Ask) -> None:
    assert "16. April 2025" in ask("/de/events/hatching").text
    assert "2025年4月16日" in ask("/zh/events/hatching").text
    assert "Alle Ereignisse" in ask("/de/events/hatching").text


def test_a_language_without_pages_is_shown_in_the_own_one_and_says_so(ask: Ask) -> None:
    page = ask("/it/")
    assert page.status_code == 200
    assert "This page is not available in “it”; it is shown in English." in page.text
    assert markup.fromstring(page.text).get("lang") == "en"


@pytest.mark.parametrize(
    "path", ["/x/", "/api/feeds", "/xyz/", "/German/", "/de1/events/hatching", "/en_GB/", "/%3Cscript%3E/"]
)
def test_what_is_no_language_is_not_found(ask: Ask, path: str) -> None:
    assert ask(path).status_code == 404
