"""The icon as pixels, for what cannot read `icon.svg`: `python docs/icons.py` writes icon.png and favicon.ico."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

STATIC = Path(__file__).parent.parent / "timeline" / "render" / "html" / "static"
SIDE = 32
"""Units of a side, as the viewBox of icon.svg has."""
GROUND, ORANGE, WHITE = (0x0B, 0x5E, 0x6B), (0xEF, 0x9A, 0x63), (0xFF, 0xFF, 0xFF)
PALE = tuple(round(0.55 * above + 0.45 * below) for above, below in zip(ORANGE, GROUND, strict=True))
CORNER = 7
PIXELS = 512
"""A side of icon.png: what JSON Feed 1.1 suggests for `icon`."""
FAVICON = (16, 32, 48)


def main() -> None:
    """Write both files."""
    (STATIC / "icon.png").write_bytes(png(PIXELS))
    (STATIC / "favicon.ico").write_bytes(ico(FAVICON))


def ico(sizes: tuple[int, ...]) -> bytes:
    """The icon in several sizes, each as PNG, as every browser since 2006 reads them."""
    images = [png(size) for size in sizes]
    start = 6 + 16 * len(images)
    entries = b""
    for size, image in zip(sizes, images, strict=True):
        entries += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(image), start)
        start += len(image)
    return struct.pack("<HHH", 0, 1, len(images)) + entries + b"".join(images)


def png(size: int) -> bytes:
    """The icon as a PNG of a size."""
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows(size), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in chunks)


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk with its length and its checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def rows(size: int) -> bytes:
    """The pixels row by row, unfiltered, as red, green, blue and opacity."""
    return b"".join(b"\0" + row(y, size) for y in range(size))


def row(y: int, size: int) -> bytes:
    """The pixels of a row from left to right."""
    grid = 2 if size > 64 else 8
    return b"".join(pixel(x, y, size, grid) for x in range(size))


def pixel(x: int, y: int, size: int, grid: int) -> bytes:
    """The mean of the points of a grid within the pixel."""
    steps = [(n + 0.5) / grid for n in range(grid)]
    points = [colour((x + dx) * SIDE / size, (y + dy) * SIDE / size) for dy in steps for dx in steps]
    seen = [point for point in points if point is not None]
    if not seen:
        return bytes(4)
    mean = [round(sum(channel) / len(seen)) for channel in zip(*seen, strict=True)]
    return bytes([*mean, round(255 * len(seen) / len(points))])


def colour(x: float, y: float) -> tuple[int, ...] | None:
    """The topmost shape of icon.svg at a point; None outside the rounded square."""
    beyond = [max(CORNER - at, at - (SIDE - CORNER), 0) for at in (x, y)]
    if beyond[0] ** 2 + beyond[1] ** 2 > CORNER**2:
        return None
    if 17 <= x <= 26 and 12 <= y <= 20:
        return _over_line(x, y)
    if (x - 10) ** 2 + (y - 16) ** 2 <= 16:
        return ORANGE
    return WHITE if 5 <= x <= 27 and 15 <= y <= 17 else GROUND


def _over_line(x: float, y: float) -> tuple[int, ...]:
    """The pale square, through which the line is seen."""
    if not 15 <= y <= 17:
        return PALE
    return tuple(round(0.55 * above + 0.45 * below) for above, below in zip(ORANGE, WHITE, strict=True))


if __name__ == "__main__":
    main()
