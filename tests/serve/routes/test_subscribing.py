"""The page on which to subscribe: what is chosen stands in its address, and what it offers is what the feed answers."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import icalendar
import pytest
from lxml import html as markup

from tests.factory import event
from timeline.model import parameters
from timeline.model.parameters import PARAMETERS
from timeline.publish.views import VIEWS
from timeline.render import FORMATS

BASE = "http://small.example"


def page(ask, path):
    answer = ask(path)
    assert answer.status_code == 200, answer.text
    return markup.fromstring(answer.content)


def address(root):
    return root.xpath("//input[@id='address']/@value")[0].removeprefix(BASE)


def titles(root):
    return [each.text_content() for each in root.xpath("//ol[contains(@class, 'preview')]//a")]


def test_the_table_of_parameters_names_every_format_and_view():
    assert tuple(FORMATS) == parameters.FORMATS
    assert ("", *parameters.VIEWS) == tuple(VIEWS)
    assert all(name in PARAMETERS for view in VIEWS.values() for name in view.choices)


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/subscribe", "/feeds/all.ics"),
        ("/subscribe/all", "/feeds/all.ics"),
        ("/subscribe/nature?format=atom", "/feeds/nature.atom"),
        ("/subscribe?tag=nature&q=sturgeon", "/feeds/all.ics?q=sturgeon&tag=nature"),
        ("/subscribe?view=changes&format=rss", "/feeds/all/changes.rss"),
        ("/subscribe?view=coming&format=json&days=9,2", "/feeds/all/coming.json?days=9,2"),
        ("/subscribe?view=on-this-day", "/feeds/all/on-this-day.ics"),
        ("/subscribe?alarm=-P1D&cancelled=drop&past=P1Y&fuzzy=span",
         "/feeds/all.ics?alarm=-P1D&cancelled=drop&fuzzy=span&past=P1Y"),
        # Defaults, empty fields, and what does not show in what is chosen stand in no address.
        ("/subscribe?format=ics&view=&cancelled=prefix&past=all&fuzzy=mark&alarm=none&lang=en&q=", "/feeds/all.ics"),
        ("/subscribe?format=atom&alarm=-P1D&days=7", "/feeds/all.atom"),
        ("/subscribe?view=changes&past=none&alarm=-P1D", "/feeds/all/changes.ics"),
        ("/subscribe?lang=de", "/feeds/all.ics?lang=de"),
        ("/de/subscribe", "/feeds/all.ics?lang=de"),
        ("/de/subscribe?lang=en", "/feeds/all.ics"),
        ("/de/subscribe?lang=fr&format=csv", "/feeds/all.csv?lang=fr"),
        ("/en/subscribe", "/feeds/all.ics"),
    ],
)  # fmt: skip
def test_what_is_chosen_is_the_address_that_is_offered(ask, path, feed):
    root = page(ask, path)
    assert address(root) == feed
    assert ask(feed).status_code == 200
    links = [parse_qs(urlsplit(href).query) for href in root.xpath("//p[@class='buttons']/a/@href")]
    if urlsplit(feed).path.endswith(".ics"):
        assert BASE + feed in [link["url"][0] for link in links if "url" in link]


@pytest.mark.parametrize(
    "path", ["/subscribe?tag=nature&alarm=-P1D&view=&lang=de", "/fr/subscribe/nature?format=rss&lang=en"]
)
def test_the_page_leads_to_itself_with_every_choice(ask, path):
    root = page(ask, path)
    (canonical,) = root.xpath("//link[@rel='canonical']/@href")
    again = page(ask, canonical.removeprefix(BASE))
    assert address(again) == address(root)
    assert again.xpath("//link[@rel='canonical']/@href") == [canonical]
    chosen = {
        each.get("name"): each.get("value")
        for each in root.xpath("//form//input[@checked]|//form//input[@type='hidden']")
    }
    chosen |= {each.getparent().get("name"): each.get("value") for each in root.xpath("//form//option[@selected]")}
    action = root.xpath("//form[@id='choices']/@action")[0].removeprefix(BASE)
    sent = "&".join(f"{name}={value}" for name, value in chosen.items())
    assert address(page(ask, f"{action}?{sent}")) == address(root)  # the form as it stands asks for the same


def test_the_preview_is_what_the_calendar_holds(small):
    small.add(
        event("ahead", "2026-05-09", title="A launch ahead", status="scheduled"),
        event("weekly", "2026-04-07", title="Market", recurrence=("RRULE:FREQ=WEEKLY;COUNT=20",), status="scheduled"),
        event("off", "2026-05-10", title="A parade", status="cancelled"),
        event("vague", "2026-06", title="A fair", status="expected"),
    )
    path = "/subscribe?alarm=-P1D&cancelled=keep"
    shown = titles(page(small.ask, path))
    assert shown == ["A launch (by September 2025)", "Market", "A launch ahead", "A parade", "A fair (June 2026)"]
    calendar = icalendar.Calendar.from_ical(small.ask("/feeds/all.ics?alarm=-P1D&cancelled=keep").content)
    summaries = {str(each["summary"]): each for each in calendar.walk("VEVENT")}
    assert set(shown) <= set(summaries)
    rows = page(small.ask, path).xpath("//ol[contains(@class, 'preview')]/li")
    rings = [bool(row.xpath(".//span[@class='status']")) for row in rows]
    assert rings == [bool(list(summaries[title].walk("VALARM"))) for title in shown]
    assert [row.get("class") for row in rows] == [None, None, None, "is-off", None]
    assert "5 May 2026" in rows[1].text_content()  # the next date of the series, not its first
    assert "A fair (June 2026)" not in titles(page(small.ask, "/subscribe?fuzzy=omit"))
    assert titles(page(small.ask, "/subscribe?cancelled=prefix"))[3] == "Cancelled: A parade"


def test_the_preview_of_a_reader_is_what_the_feed_holds(small):
    small.change("visit", title="A long visit")
    for view in ("", "/changes"):
        items = small.ask(f"/feeds/all{view}.json").json()["items"][:5]
        root = page(small.ask, f"/subscribe?format=json&view={view.strip('/')}")
        assert titles(root) == [item["title"] for item in items]
        assert root.xpath("//ol//time/@datetime") == [item["date_published"] for item in items]


def test_the_preview_of_a_file_begins_next_to_today(ask):
    for format in ("csv", "timelinejs", "mw"):
        root = page(ask, f"/subscribe?format={format}")
        assert titles(root)[-1].startswith("A launch")
        assert root.xpath("//p[@class='buttons']") == []  # no program follows it
        assert ask(address(root)).status_code == 200


def test_a_list_leads_to_the_page_for_what_it_shows(ask):
    for path, more in (
        ("/", "/subscribe"), ("/?tag=nature", "/subscribe?tag=nature"), ("/feeds/nature", "/subscribe/nature"),
        ("/feeds/nature?q=sturgeon", "/subscribe/nature?q=sturgeon"), ("/de/feeds/nature", "/de/subscribe/nature"),
    ):  # fmt: skip
        assert page(ask, path).xpath("//section[@id='own']//a[@class='more']/@href") == [BASE + more]
    assert BASE + "/subscribe" in page(ask, "/events/hatching").xpath("//dd/a/@href")


def test_a_page_in_a_language_offers_feeds_in_it(ask):
    for path in ("/de/", "/de/feeds", "/de/feeds/nature", "/de/events/hatching", "/de/subscribe"):
        root = page(ask, path)
        offered = root.xpath(
            "//link[@rel='alternate'][@type][not(contains(@type, 'oembed'))][contains(@href, '/feeds/')]/@href"
        )
        offered += root.xpath("//p[@class='formats']/a[@type]/@href") + root.xpath("//p[@class='follow']/a/@href")
        assert offered
        assert all("lang=de" in href for href in offered)
        assert ask(offered[0].removeprefix(BASE)).headers["content-type"].startswith("application/")
    for path in ("/", "/feeds/nature", "/en/feeds/nature", "/xx/"):
        answer = ask(path)
        assert "?lang=" not in answer.text
        assert "&amp;lang=" not in answer.text


def test_a_feed_that_moved_leads_on(ask):
    answer = ask("/de/subscribe/animals?format=atom")
    assert (answer.status_code, answer.headers["location"]) == (301, BASE + "/de/subscribe/nature?format=atom")
    assert ask("/subscribe/nothing").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "format=pdf",
        "view=past",
        "alarm=soon",
        "alarm=soon&format=json",
        "days=9999",
        "days=9999&view=coming",
        "from=may",
        "colour=red",
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(ask, query):
    answer = ask(f"/subscribe?{query}")
    assert (answer.status_code, answer.json()["parameter"]) == (400, query.partition("=")[0])


def test_the_code_holds_the_page_itself(ask):
    root = page(ask, "/subscribe?tag=nature")
    (code,) = root.xpath("//div[@role='img']/*[local-name()='svg']")
    assert code.get("viewbox") or code.get("viewBox")
    assert code.xpath("count(.//@style)") == 0
    long = "&".join(f"tag={'long' * 15}-{number}" for number in range(30))
    assert page(ask, f"/subscribe?{long}").xpath("//div[@role='img']") == []
