"""oEmbed 1.0 (oembed.com): what another site may put into a page of its own for an address of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from xml.sax.saxutils import escape

import msgspec

from timeline.render.text import clean

MAX_AGE: Final = 3600
"""Seconds for which a consumer may keep an answer: it names a frame, whose page is always of today."""


class Oembed(msgspec.Struct, frozen=True, kw_only=True):
    """The answer. A `rich` one has markup and its size (2.3.4.4); a `link` has neither (2.3.4.3)."""

    type: str
    title: str
    provider_name: str
    provider_url: str
    html: str = ""
    width: int = 0
    height: int = 0

    def fields(self) -> dict[str, Any]:
        """What is said, in order; nothing that is empty."""
        said = {"version": "1.0", **msgspec.structs.asdict(self), "cache_age": MAX_AGE}
        return {name: clean(value) if isinstance(value, str) else value for name, value in said.items() if value}


def as_json(answer: Oembed) -> bytes:
    """The answer as JSON."""
    return msgspec.json.encode(answer.fields())


def as_xml(answer: Oembed) -> bytes:
    """The answer as XML; its markup is text there."""
    parts = [f"<{name}>{escape(str(value))}</{name}>" for name, value in answer.fields().items()]
    head = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    return f"{head}<oembed>{''.join(parts)}</oembed>\n".encode()


FORMATS: Final[dict[str, tuple[str, Callable[[Oembed], bytes]]]] = {
    "json": ("application/json", as_json),
    "xml": ("text/xml; charset=utf-8", as_xml),
}
"""By the name that `format=` has: the media type (2.3.2), and the writer."""
LINKED: Final = {"json": "application/json+oembed", "xml": "text/xml+oembed"}
"""Types of the links by which a consumer finds them in a page (4)."""
