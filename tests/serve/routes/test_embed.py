"""Facts about what other sites show of ours: the page for frames, and oEmbed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from lxml import etree
from lxml import html as markup

from tests.serve.conftest import Small

Ask = Callable[..., httpx.Response]
BASE = "http://small.example"


def parts(page: Any, path: str) -> Any:
    """What an XPath finds in a page."""
    return page.xpath(path)


def policy(ask: Ask, path: str, **headers: str) -> str:
    return ask(path, **headers).headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/embed", "/de/embed", "/embed/nature", "/zh/embed/nature?theme=dark", "/embed?q=none"]
)
def test_a_page_for_frames_may_be_framed_and_can_do_nothing(ask: Ask, path: str) -> None:
    for _ in range(2):  # once made, once ready
        said = policy(ask, path)
        assert "frame-ancestors" not in said
        assert said.startswith("default-src 'none'; style-src 'self'")
        assert "base-uri 'none'" in said
        assert not {"script-src", "form-action", "connect-src"} & {part.split()[0] for part in said.split("; ")}
        assert "unsafe" not in said
    assert not parts(markup.fromstring(ask(path).content), "//script | //form | //*[@style]")


@pytest.mark.parametrize(
    "path", ["/", "/de/", "/feeds/nature", "/events/hatching", "/embed.html", "/events/embed", "/oembed", "/embedded"]
)
def test_no_other_page_may_be_framed(ask: Ask, path: str) -> None:
    assert "frame-ancestors 'none'" in policy(ask, path, accept="text/html")


def test_a_frame_shows_the_drawing_and_the_list_of_any_question(ask: Ask) -> None:
    page = markup.fromstring(ask("/embed/nature?from=2025").content)
    assert parts(page, "string(//h1)") == "Nature"
    assert parts(page, "//h1/a/@href") == [f"{BASE}/feeds/nature?from=2025"]
    assert parts(page, "//*[@id='list']//h4/a/@href") == [f"{BASE}/events/hatching"]
    assert parts(page, "//svg//a[contains(@href, '/events/')]/@href") == [f"{BASE}/events/hatching"]
    assert parts(page, "//head/link[@rel='canonical']/@href") == [f"{BASE}/feeds/nature?from=2025"]
    assert parts(page, "//head/meta[@name='robots']/@content") == ["noindex"]


def test_what_leads_elsewhere_opens_beside_the_frame_and_what_zooms_stays(ask: Ask) -> None:
    page = markup.fromstring(ask("/fr/embed?theme=dark&lanes=tag&from=2000&to=2030").content)
    links = [(link.get("href"), link.get("target")) for link in parts(page, "//body//a[not(starts-with(@href, '#'))]")]
    assert len(links) > 10
    for href, target in links:
        stays = urlsplit(href).path == "/fr/embed"
        assert target == (None if stays else "_blank"), href
        if stays and "lanes=place" not in href and "lanes=source" not in href:
            assert "theme=dark" in href
    assert page.get("data-theme") == "dark"
    assert page.get("lang") == "fr"


def test_an_empty_frame_says_so_and_leads_to_everything(ask: Ask) -> None:
    page = markup.fromstring(ask("/embed?q=nothinglikeit").content)
    assert "Nothing matches all of this." in parts(page, "string()")
    assert not parts(page, "//figure")


def test_a_frame_says_what_is_wrong_with_its_address(ask: Ask) -> None:
    assert ask("/embed?theme=blue").status_code == 400
    assert ask("/embed/nothing").status_code == 404
    moved = ask("/embed/animals?from=2025")
    assert (moved.status_code, moved.headers["location"]) == (301, f"{BASE}/embed/nature?from=2025")


def test_a_frame_is_kept_for_five_minutes_but_not_over_midnight(small: Small) -> None:
    assert "max-age=300" in small.ask("/embed").headers["cache-control"]
    small.clock.now = small.clock.now.replace(hour=23, minute=58, second=0)
    assert "max-age=120" in small.ask("/embed/nature").headers["cache-control"]


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("path", ["/", "/?from=2020&tag=nature", "/de/feeds/nature", "/events/hatching"])
def test_a_page_names_its_oembed_answer_which_is_about_it(ask: Ask, path: str, form: str) -> None:
    page = markup.fromstring(ask(path).content)
    (address,) = parts(page, f"//head/link[contains(@type, '/{form}+oembed')]/@href")
    assert parse_qs(urlsplit(address).query)["url"] == [f"{BASE}{path}"]
    answer = fields(ask(address.removeprefix(BASE)), form)
    assert (answer["version"], answer["provider_name"]) == ("1.0", "A small chronology")
    assert answer["type"] == ("link" if "/events/" in path else "rich")
    if answer["type"] == "rich":
        (frame,) = markup.fragments_fromstring(answer["html"])
        framed = ask(frame.get("src").removeprefix(BASE))
        assert framed.status_code == 200
        assert parts(markup.fromstring(framed.content), "//h1/a/@href") == [f"{BASE}{path}"]
        assert (frame.get("width"), frame.get("height")) == (str(answer["width"]), str(answer["height"]))


def fields(answer: httpx.Response, form: str) -> dict[str, Any]:
    """The answer's fields, whichever way they are written; its type is the one that the form has."""
    assert answer.status_code == 200
    if form == "json":
        assert answer.headers["content-type"] == "application/json"
        return dict(answer.json())
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(answer.content)
    assert root.tag == "oembed"
    return {child.tag: child.text for child in root}


def asked(ask: Ask, url: str, **more: str) -> httpx.Response:
    return ask("/oembed?" + str(httpx.QueryParams({"url": url, **more})))


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [("300", "200", (300, 200)), ("5000", "5000", (800, 600)), ("640", "", (640, 600))],
)
def test_what_is_embedded_is_no_larger_than_was_asked_for(
    ask: Ask, width: str, height: str, size: tuple[int, int]
) -> None:
    limits = {name: value for name, value in (("maxwidth", width), ("maxheight", height)) if value}
    answer = asked(ask, f"{BASE}/feeds/nature", **limits).json()
    assert (answer["width"], answer["height"]) == size
    assert f'width="{size[0]}" height="{size[1]}"' in answer["html"]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("http://other.example/", 404), ("https://small.example/feeds/nature", 200), ("ftp://small.example/", 404),
        (f"{BASE}/feeds/nothing", 404), (f"{BASE}/feeds/animals", 200), (f"{BASE}/feeds/nature.atom", 404),
        (f"{BASE}/events/nothing", 404), (f"{BASE}/events/hoax", 404), (f"{BASE}/docs", 404), (f"{BASE}", 200),
        (f"{BASE}/?from=yesterday", 404), (f"{BASE}/?utm_source=x", 200), (f"{BASE}/embed/nature", 200),
        (f"{BASE}/api/v1/candidates", 401), (f"{BASE}/edit/review", 401), ("http://[", 404), ("small.example", 404),
    ],
)  # fmt: skip
def test_an_address_of_which_nothing_can_be_embedded_is_refused(ask: Ask, url: str, status: int) -> None:
    answer = asked(ask, url)
    assert answer.status_code == status, answer.text
    if status == 401:
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_form_that_there_is_not_and_no_address_are_told_apart(ask: Ask) -> None:
    assert asked(ask, f"{BASE}/", format="yaml").status_code == 501
    missing = ask("/oembed")
    assert (missing.status_code, missing.json()["parameter"]) == (400, "url")
    assert asked(ask, f"{BASE}/", maxwidth="0").status_code == 400


def test_markup_in_an_address_stays_text(ask: Ask) -> None:
    answer = asked(ask, f'{BASE}/?q="><script>alert(1)</script>').json()
    assert "<script" not in answer["html"]
    (frame,) = markup.fragments_fromstring(answer["html"])
    assert frame.tag == "iframe"


def test_a_page_offers_what_is_on_it_to_be_taken_along(ask: Ask) -> None:
    page = markup.fromstring(ask("/?tag=nature").content)
    (share,) = parts(page, "//*[@id='share']")
    (frame,) = markup.fragments_fromstring(parts(share, "string(.//textarea)"))
    assert frame.get("src") == f"{BASE}/embed?tag=nature"
    assert parts(share, ".//input/@value") == [f"{BASE}/?tag=nature"]
    offered = {link.text: link.get("href") for link in parts(share, ".//p[@class='formats']/a")}
    assert {"iCalendar", "CSV", "JSON", "SVG"} <= set(offered)
    for name, href in offered.items():
        answer = ask(href.removeprefix(BASE))
        assert answer.status_code == 200, name
        assert "Sturgeon" in answer.text, name
        assert "A visit to Europe" not in answer.text, name


def test_a_feed_that_names_another_is_offered_as_both(ask: Ask) -> None:
    page = markup.fromstring(ask("/feeds/nature?from=2025").content)
    (href,) = parts(page, "//*[@id='share']//a[text()='JSON']/@href")
    found = ask(href.removeprefix(BASE)).json()["events"]
    assert [event["id"] for event in found] == ["hatching"]
