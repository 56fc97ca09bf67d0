"""The icon in its three files: what a script drew is what it draws, and what the drawing says."""

from __future__ import annotations

import runpy
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from timeline.render.html.site import static

SCRIPT: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "icons.py"))
SIZES = (16, 32, 48)


def images(ico: bytes) -> list[tuple[int, bytes]]:
    """Each image of an icon file, with the side that its entry names."""
    reserved, kind, count = struct.unpack_from("<HHH", ico)
    assert (reserved, kind) == (0, 1)
    entries = [struct.unpack_from("<BBBBHHII", ico, 6 + 16 * n) for n in range(count)]
    return [(entry[0], ico[entry[7] : entry[7] + entry[6]]) for entry in entries]


def pixels(png: bytes) -> bytes:
    """The rows of a PNG in one chunk of data."""
    start = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[start - 4 : start])
    return zlib.decompress(png[start + 4 : start + 4 + length])


def test_the_favicon_holds_the_sizes_that_browsers_ask_for():
    held = images(static("favicon.ico"))
    assert [size for size, _ in held] == list(SIZES)
    for size, png in held:
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", png[16:24]) == (size, size)


@pytest.mark.parametrize(("number", "size"), list(enumerate(SIZES)))
def test_the_favicon_is_what_the_script_draws(number, size):
    # Pixels and not bytes: another zlib packs the same picture otherwise.
    assert pixels(images(static("favicon.ico"))[number][1]) == SCRIPT["rows"](size)


def test_the_large_icon_has_the_colours_of_the_drawing():
    side = SCRIPT["PIXELS"]
    rows = pixels(static("icon.png"))
    drawing = static("icon.svg").decode()

    def colour(x: int, y: int) -> str:
        at = y * (1 + 4 * side) + 1 + 4 * x
        return f"#{rows[at : at + 3].hex()}"

    scale = side // SCRIPT["SIDE"]
    assert colour(4 * scale, 4 * scale) == "#0b5e6b"
    assert colour(10 * scale, 16 * scale) == "#ef9a63"
    assert all(f'"{colour(x * scale, y * scale)}"' in drawing for x, y in ((4, 4), (10, 16)))
    assert rows[1:5] == bytes(4)  # a corner is empty
