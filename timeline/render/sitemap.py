"""What search engines read: the sitemap (sitemaps.org 0.9) and robots.txt (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Final

from lxml import etree

from timeline.model.chronology import Chronology
from timeline.model.urls import Urls

MEDIA_TYPE: Final = "application/xml; charset=utf-8"
NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
LONGEST: Final = 50_000
"""Addresses in one file, by the protocol."""


def sitemap(pages: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Addresses of pages with their latest change; the first 50,000 of them."""
    root = etree.Element(f"{{{NAMESPACE}}}urlset", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    for address, updated in islice(pages, LONGEST):
        url = etree.SubElement(root, f"{{{NAMESPACE}}}url")
        etree.SubElement(url, f"{{{NAMESPACE}}}loc").text = address
        if updated is not None:
            etree.SubElement(url, f"{{{NAMESPACE}}}lastmod").text = updated.isoformat()
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def robots(chronology: Chronology) -> bytes:
    """Everything may be read. Google Calendar obeys this file, and without one has failed to fetch calendars."""
    urls = Urls(chronology.base_url)
    closed = "".join(f"Disallow: {urls.path}/{path}\n" for path in ("api/v1/stream", "edit"))
    return f"User-agent: *\nAllow: /\n{closed}\nSitemap: {urls.sitemap}\n".encode()
