"""The pictures in a chronology's folder, which its entries name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from timeline.disk import read_regular
from timeline.errors import NotFound
from timeline.files.entries import Listing, Row
from timeline.model.event import OWN_IMAGE, Image

FOLDER: Final = "images"
LARGEST: Final = 5_000_000
"""Bytes of a picture. A page with larger ones is slow for everybody, and a page of a list has fifty."""


def compare(listings: Sequence[Listing], directory: Path) -> None:
    """Tell which pictures are named that are not there, or are too large."""
    for listing, row, image in _named(listings):
        found = directory / image.url
        if not found.is_file():
            what, remedy = f"there is no picture {image.url}", "put the file there, or correct its name"
            listing.located.wrong_in(row.place("image"), what, remedy)
        elif (size := found.stat().st_size) > LARGEST:
            what = f"{image.url} has {size:,} bytes, more than {LARGEST:,}"
            listing.located.wrong_in(row.place("image"), what, "make it smaller")


def _named(listings: Sequence[Listing]) -> Iterator[tuple[Listing, Row, Image]]:
    for listing in listings:
        for row in listing.rows:
            image = row.item.entry.event.image if row.item.entry is not None else None
            if image is not None and image.is_own:
                yield listing, row, image


def data(folder: Path | None, name: str) -> bytes:
    """The bytes of a picture in a folder. Raises `NotFound`."""
    if folder is not None and OWN_IMAGE.fullmatch(f"{FOLDER}/{name}"):
        path = folder / name
        if path.is_file() and path.stat().st_size <= LARGEST:
            return read_regular(path)
    raise NotFound(f"there is no picture {name[:80]}")
