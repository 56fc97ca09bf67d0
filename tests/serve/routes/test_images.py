"""Pictures of our own are served; the policy of pages names the hosts that the settings allow, and no other."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from lxml import html

from tests.serve.conftest import CHRONOLOGY, Small
from timeline.model.event import Image
from timeline.publish.publisher import Publisher

PIXEL = b"\x89PNG\r\n\x1a\n"
OWN = Image(url="images/hatch.png", alt="A larva", credit="Li Na")
AWAY = Image(url="https://pictures.example/hatch.png", alt="A larva", credit="Li Na")


@pytest.fixture
def folder(small: Small, tmp_path: Path) -> Path:
    images = tmp_path / "images"
    images.mkdir()
    (images / "hatch.png").write_bytes(PIXEL)
    small.front.service.images = images
    return images


def test_a_picture_of_the_folder_is_served_and_shown(small: Small, folder: Path) -> None:
    small.change("hatching", image=OWN)
    for path in ("/events/hatching", "/", "/feeds/nature"):
        addresses = html.fromstring(small.ask(path).content).xpath("//main//img/@src")
        assert addresses == ["http://small.example/images/hatch.png"]
    answer = small.ask("/images/hatch.png")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PIXEL, "image/png")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert small.ask("/images/hatch.png", if_none_match=answer.headers["etag"]).status_code == 304
    (folder / "hatch.png").write_bytes(PIXEL + b"x")
    assert small.ask("/images/hatch.png", if_none_match=answer.headers["etag"]).content == PIXEL + b"x"


@pytest.mark.parametrize("name", ["other.png", "..%2ftimeline.db", "timeline.db", "hatch.svg"])
def test_nothing_else_of_the_machine_is(small: Small, folder: Path, name: str) -> None:
    (folder / "hatch.svg").write_bytes(b"<svg/>")
    assert small.ask(f"/images/{name}").status_code == 404


def test_no_folder_is_no_picture(small: Small) -> None:
    assert small.ask("/images/hatch.png").status_code == 404


def test_the_policy_names_the_hosts_that_the_settings_allow(small: Small) -> None:
    def policy(path: str) -> str:
        parts = small.ask(path).headers["content-security-policy"].split("; ")
        return next((part for part in parts if part.startswith("img-src")), "")

    small.change("hatching", image=AWAY)
    own = policy("/")
    assert "pictures.example" not in own
    assert html.fromstring(small.ask("/events/hatching").content).xpath("//img") == []
    allowing = msgspec.structs.replace(CHRONOLOGY, image_hosts=("pictures.example",))
    small.front.service.renew(Publisher(small.store, allowing), allowing)
    for path in ("/", "/events/hatching", "/events/hatching"):  # the last from what is ready
        assert policy(path) == f"{own} https://pictures.example"
    assert policy("/feeds/all.atom") == ""
    assert html.fromstring(small.ask("/events/hatching").content).xpath("//figure/img/@src") == [AWAY.url]
