"""A picture in each format that has a place for one; of a host that the settings do not name only a link is shown."""

from __future__ import annotations

import json

import icalendar
import msgspec
import pytest
from lxml import etree, html

from tests.factory import DAWN, event
from tests.render.chronicle import CHRONOLOGY, FEED, NOW, store_of
from timeline.model.change import classify
from timeline.model.event import Image
from timeline.publish.publisher import Publisher
from timeline.render import api
from timeline.render.html import pages
from timeline.render.html.json_ld import schema_event
from timeline.render.html.site import Site

OWN = Image(url="images/hatch.jpg", alt='A larva <of "a" sturgeon>', credit="Li Na, CC BY 4.0")
AWAY = Image(url="https://pictures.example/a/hatch.png", alt="A larva", credit="Li Na")
ALLOWING = msgspec.structs.replace(CHRONOLOGY, image_hosts=("pictures.example",))
HERE = "https://rivers.example/chronology/images/hatch.jpg"
CASES = [
    (CHRONOLOGY, OWN, HERE, "image/jpeg"),
    (ALLOWING, AWAY, AWAY.url, "image/png"),
    (CHRONOLOGY, AWAY, "", ""),
]
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(chronology, image, format):
    publisher = Publisher(store_of(event("hatching", title="Hatching", image=image), feeds=(FEED,)), chronology)
    return publisher.feed("all", format, {}, NOW).data


@pytest.mark.parametrize(("chronology", "image", "address", "kind"), CASES)
def test_a_picture_stands_where_each_format_has_it(chronology, image, address, kind):
    atom = etree.fromstring(feed(chronology, image, "atom"))
    links = atom.findall(f".//{ATOM}entry/{ATOM}link[@rel='enclosure']")
    assert [(link.get("href"), link.get("type")) for link in links] == ([(address, kind)] if address else [])
    rss = etree.fromstring(feed(chronology, image, "rss"))
    enclosures = [dict(each.attrib) for each in rss.findall(".//item/enclosure")]
    assert enclosures == ([{"url": address, "length": "0", "type": kind}] if address else [])
    (item,) = json.loads(feed(chronology, image, "json"))["items"]
    assert item.get("image", "") == address
    calendar = icalendar.Calendar.from_ical(feed(chronology, image, "ics"))
    (entry,) = calendar.walk("VEVENT")
    attached = entry.get("attach")
    assert (str(attached or ""), attached.params.get("FMTTYPE") if attached else "") == (address, kind)
    assert f"({image.credit})" in entry["description"]
    assert f"({image.credit})" in item["content_text"]


@pytest.mark.parametrize(("chronology", "image", "address", "kind"), CASES)
@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_only_what_may_be_loaded_is_an_image_in_a_text(chronology, image, address, kind, format):
    data = feed(chronology, image, format)
    if format == "json":
        text = json.loads(data)["items"][0]["content_html"]
    else:
        text = etree.fromstring(data).xpath("string(//*[local-name()='content' or local-name()='description'][last()])")
        text = text if "<p>" in text else etree.fromstring(data).xpath("string(//item/description)")
    root = html.fragment_fromstring(text, create_parent=True)
    shown = [(each.get("src"), each.get("alt")) for each in root.iter("img")]
    assert shown == ([(address, image.alt)] if address else [])
    assert (AWAY.url in [each.get("href") for each in root.iter("a")]) is (not address)
    assert image.credit in root.text_content()


@pytest.mark.parametrize(("chronology", "image", "address", "kind"), CASES)
def test_a_page_loads_only_what_the_settings_allow(chronology, image, address, kind):
    held = event("hatching", title="Hatching", image=image)
    root = html.fromstring(pages.event(Site(chronology=chronology), held))
    assert root.xpath("//figure//img/@src") == ([address] if address else [])
    assert root.xpath("//figure//img/@alt") == ([image.alt] if address else [])
    assert image.credit in root.xpath("string(//figure)")
    assert (AWAY.url in root.xpath("//figure//a/@href")) is (not address)
    og = root.xpath("//meta[@property='og:image']/@content")
    assert og == [address or "https://rivers.example/chronology/static/icon.png"]
    assert schema_event(chronology, held).get("image", "") == address


def test_a_withdrawn_event_shows_no_picture():
    held = event("hatching", title="Hatching", image=OWN, status="withdrawn", reason="It proved false.")
    assert b"hatch.jpg" not in pages.event(Site(chronology=CHRONOLOGY), held)
    assert b"hatch.jpg" not in Publisher(store_of(held), CHRONOLOGY).feed("all", "atom", {}, NOW).data


def test_the_api_gives_the_whole_address_and_leaves_out_none():
    written = api.event_object(event(image=OWN), CHRONOLOGY)["image"]
    assert written == {"url": HERE, "alt": OWN.alt, "credit": OWN.credit}
    assert "image" not in api.event_object(event(), CHRONOLOGY)


def test_another_picture_is_a_revision_that_calendars_see():
    change = classify(event(image=OWN), event(image=AWAY), DAWN)
    assert (change.kind, change.fields, change.after.sequence) == ("revised", ("image",), 1)
