"""OPML 2.0: the feeds of a chronology for the import of a feed reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from lxml import etree

from timeline.model.chronology import Chronology
from timeline.model.feed import Feed
from timeline.model.urls import Urls
from timeline.render.text import line

MEDIA_TYPE: Final = "text/x-opml; charset=utf-8"


def opml(feeds: Iterable[Feed], chronology: Chronology, updated: datetime) -> bytes:
    """Every feed as Atom. `type` is "rss" for Atom too: OPML means any syndicated feed by it, and readers insist."""
    urls = Urls(chronology.base_url)
    root = etree.Element("opml", {"version": "2.0"})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = line(chronology.title)
    etree.SubElement(head, "dateModified").text = format_datetime(updated, usegmt=True)
    body = etree.SubElement(root, "body")
    for feed in feeds:
        attributes = {
            "type": "rss",
            "text": line(feed.title),
            "title": line(feed.title),
            "description": line(feed.description),
            "language": feed.language or chronology.language,
            "htmlUrl": urls.feed(feed.slug),
            "xmlUrl": urls.feed(feed.slug, "atom"),
        }
        etree.SubElement(body, "outline", {name: value for name, value in attributes.items() if value})
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
