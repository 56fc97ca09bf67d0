"""A picture that an entry names is there, and comes back as it was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factory import event
from tests.files import folder
from timeline.errors import InvalidFiles, NotFound
from timeline.files import new_entry, pictures
from timeline.model.event import Image

IMAGE = '{url: images/hatch.jpg, alt: "A larva, seen from above", credit: "Li Na, CC BY 4.0"}'
ENTRY = f"{folder.ENTRY}    image: {IMAGE}\n"


def test_a_picture_is_read_where_its_file_is_there(tmp_path: Path) -> None:
    directory = folder.make(tmp_path, ENTRY)
    with pytest.raises(InvalidFiles, match=r"events.yaml:7:\d+: there is no picture images/hatch.jpg"):
        folder.read(directory)
    (directory / "images").mkdir()
    (directory / "images" / "hatch.jpg").write_bytes(b"\xff\xd8")
    (entry,) = folder.read(directory).entries
    assert entry.event.image == Image(url="images/hatch.jpg", alt="A larva, seen from above", credit="Li Na, CC BY 4.0")
    assert entry.event.image.media_type == "image/jpeg"


def test_a_picture_that_is_too_large_is_refused(tmp_path: Path) -> None:
    directory = folder.make(tmp_path, ENTRY)
    (directory / "images").mkdir()
    with (directory / "images" / "hatch.jpg").open("wb") as file:
        file.truncate(pictures.LARGEST + 1)
    with pytest.raises(InvalidFiles, match="more than 5,000,000: make it smaller"):
        folder.read(directory)
    with pytest.raises(NotFound):
        pictures.data(directory / "images", "hatch.jpg")


@pytest.mark.parametrize("name", ["../timeline.toml", "timeline.toml", ".hidden.jpg", "a.svg", "sub/a.jpg", "a.jpg\n"])
def test_nothing_but_a_picture_is_given_out(tmp_path: Path, name: str) -> None:
    directory = folder.make(tmp_path)
    images = directory / "images"
    (images / "sub").mkdir(parents=True)
    for path in (images / ".hidden.jpg", images / "a.svg", images / "a.jpg", images / "sub" / "a.jpg"):
        path.write_bytes(b"x")
    with pytest.raises(NotFound):
        pictures.data(images, name)
    assert pictures.data(images, "a.jpg") == b"x"


def test_an_event_that_is_taken_over_keeps_its_picture(tmp_path: Path) -> None:
    directory = folder.make(tmp_path)
    image = Image(url="https://pictures.example/a.webp", alt='A "boat": red', credit="Ann")
    new_entry.add(directory, event("boat", "2013", image=image), "en")
    (found,) = [each.event for each in folder.read(directory).entries if each.event.id == "boat"]
    assert found.image == image
