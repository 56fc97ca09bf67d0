"""What real clients made of our outputs, one fact each: khal, newsboat, and whatever reads microformats."""

from __future__ import annotations

import json
import re

import feedparser
import icalendar
import pytest
from lxml import html as markup

from tests.factory import event
from tests.render.chronicle import CHRONOLOGY, FEED, NOW, events, publisher, store_of, timed
from timeline.model.event import Link, Place
from timeline.model.query import Query
from timeline.publish import pages as present
from timeline.publish.publisher import Publisher
from timeline.render.html import pages
from timeline.render.html.site import Site

SITE = Site(chronology=CHRONOLOGY)
FOR_PROGRAMS = re.compile(r"\d{4}-\d\d-\d\d|\d{8}T\d{6}|TZID|[+-]\d\d:\d\d\b|\b\d{3}X\b|\[\.\.")
"""ISO dates, iCalendar's, its zones, offsets, EDTF."""


def names(page: bytes) -> list[str]:
    """The names of the events of a page, as microformats read them: of places within them not."""
    found = markup.fromstring(page.decode()).xpath(
        "//*[contains(concat(' ', @class, ' '), ' p-name ')]"
        "[ancestor::*[contains(@class, 'h-')][1][contains(concat(' ', @class, ' '), ' h-event ')]]"
    )
    return [each.text_content().strip() for each in found]


def calendar(*held, **parameters) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(publisher(*held).feed("all", "ics", parameters, NOW).data)


@pytest.mark.parametrize("status", ["happened", "expected", "tentative", "postponed", "cancelled", "disputed"])
def test_a_status_is_no_part_of_an_event_s_name_on_a_page(status):
    held = event("regatta", title="Regatta", status=status, places=(Place(name="Basel"),))
    store = store_of(held)
    assert names(pages.event(SITE, held)) == ["Regatta"]
    assert names(present.listing(store, SITE, Query())) == ["Regatta"]


def test_the_last_day_of_9999_is_left_out_and_counted():
    made = calendar(event("last", "9999-12-31"), event("eve", "9999-12-30"))
    assert [str(each["UID"]) for each in made.events] == ["eve@rivers.example"]
    assert "1 to 9999: 1." in str(made["DESCRIPTION"])


def test_an_hour_before_1601_goes_out_as_its_day_with_the_words():
    (made,) = calendar(timed("ford", "1500-03-01", "14:30", zone="Europe/Berlin", title="The ford")).events
    assert made["DTSTART"].to_ical() == b"15000301"
    assert "1 March 1500, 14:30" in str(made["SUMMARY"])


def test_a_calendar_names_a_place_once_and_a_link_by_its_title():
    links = (Link(url="https://rivers.example/x", title="The programme"),)
    held = event("regatta", title="Regatta", places=(Place(name="Basel"),), links=links)
    (made,) = calendar(held).events
    assert str(made["LOCATION"]) == "Basel"
    assert "Basel" not in str(made["DESCRIPTION"])
    assert "The programme: https://rivers.example/x" in str(made["DESCRIPTION"])
    (entry,) = feedparser.parse(publisher(held).feed("all", "atom", {}, NOW).data).entries
    assert "Basel" in entry.content[0].value
    assert ">The programme</a>" in entry.content[0].value


def test_the_author_is_not_the_feed_s_title_twice():
    published = Publisher(store_of(event()), CHRONOLOGY)
    parsed = feedparser.parse(published.feed("all", "atom", {}, NOW).data).feed
    assert (parsed.title, parsed.author_detail.name) == (FEED.title, "rivers.example")
    assert json.loads(published.feed("all", "json", {}, NOW).data)["authors"] == [{"name": "rivers.example"}]


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "zh"])
def test_no_text_for_people_holds_what_is_for_programs(language):
    plain = [each for each in events() if each.id != "hostile"]
    published = publisher(*plain)
    made = icalendar.Calendar.from_ical(published.feed("all", "ics", {"lang": [language]}, NOW).data)
    texts = [re.sub(r"https?://\S+", "", f"{each['SUMMARY']} {each.get('DESCRIPTION', '')}") for each in made.events]
    entries = json.loads(published.feed("all", "json", {"lang": [language]}, NOW).data)["items"]
    texts += [re.sub(r"https?://\S+", "", f"{each['title']} {each.get('content_text', '')}") for each in entries]
    assert len(texts) > 20
    assert [text for text in texts if FOR_PROGRAMS.search(text)] == []
