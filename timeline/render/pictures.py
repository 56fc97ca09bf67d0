"""The picture of an event, and whether readers may load it."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from timeline.model.chronology import Chronology
from timeline.model.event import Event
from timeline.model.urls import Urls
from timeline.render.text import line


class Picture(NamedTuple):
    """Where a picture is, and what is said of it. Where it is not `loaded` it is only linked to: whoever shows it would
    tell another host of each reader, which the settings do not allow. `media_type` may be empty."""

    address: str
    loaded: bool
    alt: str
    credit: str
    media_type: str

    @property
    def host(self) -> str:
        """Where it is loaded from."""
        return urlsplit(self.address).netloc


def picture(event: Event, chronology: Chronology) -> Picture | None:
    """The picture of an event that stands."""
    image = event.image
    if image is None or event.is_gone:
        return None
    address = Urls(chronology.base_url).image(image.url) if image.is_own else image.url
    loaded = image.is_own or urlsplit(image.url).netloc.lower() in chronology.image_hosts
    return Picture(address, loaded, line(image.alt), line(image.credit), image.media_type)
