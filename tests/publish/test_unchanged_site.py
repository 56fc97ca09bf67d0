"""A site whose inputs are those of the last build is not made again; whatever touches one of them has it made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.factory import event
from tests.render.chronicle import CHRONOLOGY, FEED, store_of
from timeline.model.change import classify
from timeline.model.chronology import Chronology
from timeline.model.event import Event, Image
from timeline.publish import site_inputs, static_site
from timeline.publish.publisher import Publisher
from timeline.publish.site_file import SiteFile
from timeline.publish.site_folder import MARKER, Written
from timeline.store import Store

NOW = datetime(2026, 8, 1, 9, tzinfo=UTC)
PICTURE = Image(url="images/weir.png", alt="The weir", credit="A reader")


class Site:
    """A small chronology, its folder, and how often its site was made."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.out, self.made, self.now = folder, folder / "out", 0, NOW
        self.chronology: Chronology = CHRONOLOGY
        self.store: Store = store_of(event("weir", "2024-05-04", image=PICTURE), feeds=(FEED,))
        (folder / "images").mkdir()
        (folder / "images" / "weir.png").write_bytes(b"a picture")
        parts = static_site.parts

        def count(*arguments: object) -> Iterator[SiteFile]:
            self.made += 1
            return parts(*arguments)

        monkeypatch.setattr(static_site, "parts", count)

    def build(self) -> Written:
        publisher = Publisher(self.store, self.chronology)
        return static_site.build(self.store, publisher, self.chronology, self.out, self.now, self.folder)

    def change(self, **fields: object) -> None:
        old: Event = self.store.event("weir")
        change = classify(old, replace(old, **fields), self.now)
        assert change is not None
        self.store.apply([change])


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    site = Site(tmp_path, monkeypatch)
    assert site.build().written > 50
    return site


def test_nothing_is_made_where_nothing_changed(site: Site) -> None:
    first = site.build()
    site.now += timedelta(hours=5)
    assert (first, site.build(), site.made) == (Written(first.files, 0, 0), first, 1)


def test_a_change_shows(site: Site) -> None:
    site.change(title="The new weir")
    assert site.build().written > 5
    assert b"The new weir" in (site.out / "events/weir/index.html").read_bytes()
    assert site.build().written == 0
    assert site.made == 2


def test_the_next_day_shows(site: Site) -> None:
    site.now += timedelta(days=1)
    site.build()
    assert site.made == 2


def test_what_was_dated_ahead_is_looked_for_at_each_build(site: Site) -> None:
    site.now += timedelta(hours=2)
    site.change(title="A weir of later")
    site.now -= timedelta(hours=2)
    site.build()
    site.build()
    assert site.made == 3


@pytest.mark.parametrize("field", ["title", "base_url", "timezone", "contact", "language"])
def test_a_setting_shows(site: Site, field: str) -> None:
    values = {"base_url": "https://other.example", "timezone": "Asia/Tokyo", "language": "de"}
    site.chronology = replace(CHRONOLOGY, **{field: values.get(field, "Another")})
    site.build()
    assert site.made == 2


def test_a_feed_shows(site: Site) -> None:
    site.store.set_feeds([replace(FEED, title="All of it")], NOW)
    site.build()
    assert site.made == 2


def test_a_picture_shows(site: Site) -> None:
    (site.folder / "images" / "weir.png").write_bytes(b"another one")
    assert site.build().written == 1
    assert (site.out / "images" / "weir.png").read_bytes() == b"another one"


def test_another_program_makes_it_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_inputs, "program", lambda: "another")
    site.build()
    assert site.made == 2


@pytest.mark.parametrize("name", ["index.html", "feeds/all.ics.gz", "events/weir.json"])
def test_a_file_that_somebody_touched_is_made_again(site: Site, name: str) -> None:
    path = site.out / name
    before = path.read_bytes()
    path.write_bytes(b"x" * len(before))
    site.build()
    assert (site.made, path.read_bytes()) == (2, before)
    path.unlink()
    site.build()
    assert (site.made, path.read_bytes()) == (3, before)


def test_a_build_that_was_stopped_is_begun_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.change(title="The new weir")
    replace_file, left = os.replace, [5]

    def stop(old: Path, new: Path) -> None:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        replace_file(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", stop)
        with pytest.raises(KeyboardInterrupt):
            site.build()
    site.build()
    assert site.made == 3
    assert b"The new weir" in (site.out / "events/weir/index.html").read_bytes()
    assert (site.build().written, site.made) == (0, 3)


def test_a_site_of_an_older_version_is_made_once_more(site: Site) -> None:
    (site.out / MARKER).write_text('{"files": []}')
    site.build()
    assert (site.build().written, site.made) == (0, 2)
