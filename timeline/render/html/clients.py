"""The programs that people follow feeds with: how each is reached, how often it looks, and what it makes of a change.

What is said of them was seen, or is what their makers document; where neither is so, the text says that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from timeline.model.urls import google, outlook, reader, webcal
from timeline.render import FORMATS
from timeline.render.html.site import Site

Address = Callable[[str, str], str]
"""From a feed's address and title to one that adds it."""


class Client(NamedTuple):
    """One program: its name, the key of a word behind that or nothing, its address, and the key of what is said of it.

    `leaves` says that the link leads to another site.
    """

    name: str
    word: str
    address: Address
    key: str
    leaves: bool = False


CALENDARS: Final = (
    Client("Google Calendar", "", lambda address, title: google(address), "google", leaves=True),
    Client("Outlook", "at-home", outlook, "outlook", leaves=True),
    Client("Outlook", "work-school", lambda a, title: outlook(a, title, at_work=True), "outlook", leaves=True),
    Client("Apple", "", lambda address, title: webcal(address), "apple"),
    Client("Thunderbird", "", lambda address, title: webcal(address), "thunderbird"),
)
READERS: Final = (Client("", "feed-reader", lambda address, title: reader(address), "reader"),)


def buttons(site: Site, format: str, address: str, title: str) -> list[dict[str, Any]]:
    """A link for each program that takes the format."""
    return [
        {
            "name": client.name or site.text(client.word),
            "word": site.text(client.word) if client.name and client.word else "",
            "href": client.address(address, title),
            "leaves": client.leaves,
        }
        for client in _clients(format)
    ]


def habits(site: Site, format: str) -> list[dict[str, str]]:
    """How often each looks, and what it makes of a change: a row a program."""
    by_key = {client.key: client for client in _clients(format)}
    return [
        {
            "name": client.name or site.text("for-reader"),
            "looks": site.text(f"{key}-looks"),
            "shows": site.text(f"{key}-shows"),
        }
        for key, client in by_key.items()
    ]


def _clients(format: str) -> tuple[Client, ...]:
    if format == "ics":
        return CALENDARS
    return READERS if FORMATS[format].followed else ()
