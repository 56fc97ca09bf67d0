"""An address as a QR code (ISO/IEC 18004), drawn as SVG in a page."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from markupsafe import Markup

LONGEST: Final = 1200
"""Bytes of an address. Longer ones fit, but no phone reads so many dots off a screen."""


@lru_cache(maxsize=64)
def svg(address: str) -> Markup:
    """The code of an address, dark on light whatever the page's colours are; nothing where it is too long."""
    import segno  # with the first page that shows one: a server is ready before

    if len(address.encode()) > LONGEST:
        return Markup("")
    code = segno.make(address, error="m", micro=False)
    # Four modules of quiet zone around it (section 6.3.8): without them cameras do not find it on a dark page.
    drawn = code.svg_inline(scale=1, border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr")
    # What it draws is of its own making: numbers and colours, nothing of the address.
    return Markup(drawn)  # noqa: S704
