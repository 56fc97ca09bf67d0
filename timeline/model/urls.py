"""Every address we write. All start with `base_url`, which may have a path; the Host header plays no part.

An address has one canonical form: its parameters sorted, defaults left out. That form is `rel=self`, and the key
under which bodies are kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

import msgspec

Pairs = Iterable[tuple[str, str]]

WHOLE: Final = "all"
"""The slug of the feed that has everything."""
RESERVED: Final = frozenset({"example", "test", "invalid", "localhost", "local", "internal", "lan", "home"})
EXAMPLES: Final = frozenset({"example.com", "example.org", "example.net"})
LONGEST_NAME: Final = 160
"""Bytes of a file's name that is made of words."""
TRACKING: Final = frozenset(
    {"fbclid", "gclid", "gclsrc", "dclid", "msclkid", "yclid", "twclid", "igshid", "igsh", "mc_cid", "mc_eid"}
    | {"_ga", "_gl", "gbraid", "wbraid", "ref_src", "mkt_tok", "_hsenc", "_hsmi", "vero_id", "s_cid"}
)
"""Parameters that mailers and social networks add to any link; they say nothing to us."""


def is_tracking(name: str) -> bool:
    """Whether a parameter is one that others add, to be ignored rather than refused."""
    return name in TRACKING or name.startswith("utm_")


def canonical(pairs: Pairs) -> str:
    """Parameters as they stand in a canonical address: sorted, with its question mark, or nothing."""
    ordered = sorted(pairs)
    return "?" + urlencode(ordered, quote_via=quote, safe=":,./") if ordered else ""


def next_link(address: str) -> tuple[tuple[str, str], ...]:
    """The header that leads to the next page (RFC 8288); none where there is no address of one."""
    return (("Link", f'<{address}>; rel="next"'),) if address else ()


class Urls(msgspec.Struct, frozen=True):
    """The addresses of one chronology. Those of pages carry `language`; without one they are shown in its own."""

    base: str
    language: str = ""

    @property
    def pages(self) -> str:
        """Where the pages of the language stand."""
        return f"{self.base}/{self.language}" if self.language else self.base

    @property
    def home(self) -> str:
        """The page of the whole chronology."""
        return f"{self.pages}/"

    def listing(self, pairs: Pairs = ()) -> str:
        """The home page, narrowed by the API's filters."""
        return self.home + canonical(pairs)

    def event(self, id: str, format: str = "") -> str:
        """One event: its page, or with a format ("json", "ics") that."""
        page = f"/events/{quote(id, safe='')}"
        return f"{self.base}{page}.{format}" if format else self.pages + page

    def feed(self, slug: str, format: str = "", view: str = "", pairs: Pairs = ()) -> str:
        """A feed in a format ("atom", "ics", "csv" …), or its page without one."""
        page = f"/feeds/{quote(slug, safe='')}" + (f"/{view}" if view else "")
        path = f"{self.base}{page}.{format}" if format else self.pages + page
        return path + canonical(pairs)

    def embed(self, slug: str = "", pairs: Pairs = ()) -> str:
        """The page for frames of other sites: of the whole chronology, or of a feed."""
        return f"{self.pages}/embed" + (f"/{quote(slug, safe='')}" if slug else "") + canonical(pairs)

    def oembed(self, address: str, format: str) -> str:
        """What another site may embed of a page, as "json" or "xml"."""
        return f"{self.base}/oembed" + canonical([("format", format), ("url", address)])

    def api(self, path: str, pairs: Pairs = ()) -> str:
        """A resource of the API: "events", "events/ID", "feeds", "tags", "places"."""
        return f"{self.base}/api/v1/{path}" + canonical(pairs)

    @property
    def opml(self) -> str:
        """The list of feeds for the import of a feed reader."""
        return f"{self.base}/feeds.opml"

    @property
    def sitemap(self) -> str:
        """The list of pages for search engines."""
        return f"{self.base}/sitemap.xml"

    @property
    def favicon(self) -> str:
        """The small icon, where browsers look for it."""
        return f"{self.base}/favicon.ico"

    @property
    def feeds(self) -> str:
        """The page that lists the feeds."""
        return f"{self.pages}/feeds"

    def subscribe(self, slug: str = WHOLE, pairs: Pairs = ()) -> str:
        """The page on which to subscribe to a feed, narrowed and treated as the parameters say."""
        path = f"{self.pages}/subscribe" + ("" if slug == WHOLE else f"/{quote(slug, safe='')}")
        return path + canonical(pairs)

    def group(self, kind: str, name: str = "") -> str:
        """Of a static site, the page of what has one tag or place or lies in some years ("tags", "places", "years"), by
        the name of its file; without one the page that lists them."""
        return f"{self.pages}/{kind}" + (f"/{quote(name, safe='')}" if name else "")

    @property
    def search(self) -> str:
        """The page on which a static site is searched."""
        return f"{self.pages}/search"

    @property
    def search_index(self) -> str:
        """The words of every event of a static site, which that page looks through."""
        return f"{self.base}/search.json"

    def static(self, name: str) -> str:
        """A file that pages and feeds refer to."""
        return f"{self.base}/static/{quote(name)}"

    def image(self, name: str) -> str:
        """A picture of the chronology's folder, by its name there (`images/NAME`)."""
        return f"{self.base}/{quote(name)}"

    def schema(self, name: str) -> str:
        """A JSON Schema of the curator's files."""
        return f"{self.base}/schemas/{quote(name)}"

    @property
    def path(self) -> str:
        """The path of `base_url`, without a trailing slash; empty where it has none."""
        return urlsplit(self.base).path.rstrip("/")


def is_public(address: str) -> bool:
    """Whether an address may be one that anybody can reach: not of this machine or of a network of its own, and no
    example's (RFC 2606, RFC 6761)."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    try:
        return ip_address(host).is_global
    except ValueError:
        labels = host.split(".")
        return len(labels) > 1 and labels[-1] not in RESERVED and ".".join(labels[-2:]) not in EXAMPLES


def file_name(text: str) -> str:
    """A name of letters, digits and hyphens for a file, which any system takes. What differs in nothing else has the
    same one."""
    folded = unicodedata.normalize("NFC", text).lower()
    words = re.sub(r"[^\w]+", "-", folded).strip("-") or "-"
    # File systems count bytes; a compressed twin and a temporary file have longer names.
    return words.encode()[:LONGEST_NAME].decode(errors="ignore")


def webcal(address: str) -> str:
    """The address by which a click subscribes to a calendar instead of importing it once."""
    return "webcal:" + address.partition(":")[2]


def over_https(address: str) -> str:
    """The address that is fetched of one to subscribe to (webcal:, webcals:, feed:); any other as it is."""
    scheme, colon, rest = address.strip().partition(":")
    if not colon or scheme.lower() not in ("webcal", "webcals", "feed"):
        return address
    # `feed:` also stands before a whole address.
    return rest if rest.lower().startswith(("http://", "https://")) else f"https:{rest}"


def reader(address: str) -> str:
    """The address that opens a feed reader instead of showing the file; NetNewsWire, Reeder and others take it."""
    return f"feed:{address}"


def google(address: str) -> str:
    """The link that adds a calendar to Google Calendar; undocumented, but Google takes the webcal form of it."""
    return "https://calendar.google.com/calendar/r?" + urlencode({"cid": webcal(address)}, quote_via=quote, safe="")


def outlook(address: str, name: str, *, at_work: bool = False) -> str:
    """The link that adds a calendar to Outlook on the web, that for home or that for work and school; the address must
    have a path that ends in .ics."""
    query = urlencode({"url": address, "name": name}, quote_via=quote, safe="")
    host = "outlook.office.com" if at_work else "outlook.live.com"
    return f"https://{host}/calendar/0/addfromweb?{query}"
