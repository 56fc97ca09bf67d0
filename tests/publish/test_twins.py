"""What one process has rendered no other process renders again, and all of them say the same at any moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest.mock import patch

import msgspec
import pytest

from tests import databases
from tests.factory import event
from tests.running import wait_until
from tests.store.contract import added
from timeline.model.change import classify
from timeline.model.chronology import Chronology
from timeline.model.feed import Feed
from timeline.publish import fragments
from timeline.publish.publisher import Publisher
from timeline.publish.selection import Question, Selection
from timeline.render.entries import Occasion
from timeline.store import open_store

pytestmark = pytest.mark.postgres

NOW = datetime(2026, 5, 1, tzinfo=UTC)
CHRONOLOGY = Chronology(title="Small", authority="small.example,2026", base_url="http://small.example")
FORMATS = ("atom", "rss", "json", "ics", "csv")
EVENTS = [event(f"e{number}", f"{1900 + number}", tags=("a",)) for number in range(40)]


@pytest.fixture
def publishers() -> Iterator[tuple[Publisher, Publisher]]:
    """Two, as two processes have them, on one database."""
    with databases.database() as url:
        stores = open_store(url), open_store(url)
        stores[0].apply([added(each) for each in EVENTS])
        stores[0].set_feeds([Feed(slug="all", title="Everything")], NOW)
        for store in stores:
            store.follow()
        wait_until(lambda: stores[1].position() == len(EVENTS))
        pair = Publisher(stores[0], CHRONOLOGY), Publisher(stores[1], CHRONOLOGY)
        yield pair
        for publisher in pair:
            publisher.flush()
            publisher.store.close()


@contextmanager
def renderings() -> Iterator[list[int]]:
    """How many entries each call renders."""
    counts: list[int] = []
    real = fragments.render

    def counted(rendering: fragments.Rendering, occasions: list[Occasion]) -> object:
        counts.append(len(occasions))
        return real(rendering, occasions)

    with patch.object(fragments, "render", counted):
        yield counts


def bodies(publisher: Publisher) -> list[bytes]:
    return [publisher.feed("all", format, {}, NOW).data for format in FORMATS]


def written(publisher: Publisher) -> int:
    url = publisher.store._url  # type: ignore[attr-defined]  # of PostgreSQL's
    ((count,),) = databases.query(url, "SELECT count(*) FROM fragments")
    return int(count)


def test_what_one_process_rendered_another_takes_from_the_database(publishers: tuple[Publisher, Publisher]) -> None:
    first, second = publishers
    with renderings() as counts:
        made = bodies(first)
    assert sum(counts) == len(EVENTS) * len(FORMATS)
    # Nobody asks it to write, and it goes on running.
    wait_until(lambda: written(first) == len(EVENTS) * len(FORMATS))
    with renderings() as counts:
        assert bodies(second) == made
    assert sum(counts) == 0


def test_many_that_were_revised_are_rendered_by_one_of_the_two(publishers: tuple[Publisher, Publisher]) -> None:
    first, second = publishers
    assert bodies(first) == bodies(second)
    wait_until(lambda: written(first) == len(EVENTS) * len(FORMATS))
    later = NOW.replace(hour=1)
    changes = [classify(each, msgspec.structs.replace(each, title="Revised"), later) for each in EVENTS]
    first.store.apply([change for change in changes if change is not None])
    wait_until(lambda: second.store.position() == 2 * len(EVENTS))
    with renderings() as counts:
        made = bodies(first)
    assert sum(counts) == len(EVENTS) * len(FORMATS)
    first.flush()
    with renderings() as counts:
        assert bodies(second) == made
    assert sum(counts) == 0


def test_a_process_that_has_not_heard_of_a_change_says_of_it_what_others_say(
    publishers: tuple[Publisher, Publisher],
) -> None:
    first, second = publishers
    second.store._listener.stop()  # type: ignore[attr-defined]  # of PostgreSQL's; it hears of nothing more
    chosen = {"tag": ["a"]}
    for publisher in (first, second):
        publisher.feed("all", "mw", chosen, NOW)  # when it was changed last is known from here on
    later = NOW.replace(hour=1)
    revised = classify(EVENTS[7], msgspec.structs.replace(EVENTS[7], title="Revised"), later)
    assert revised is not None
    first.store.apply([revised])
    for format in FORMATS:
        # Addresses that nobody asked for before are made of what the database holds now.
        made = [publisher.feed("all", format, chosen, NOW.replace(hour=2)) for publisher in (first, second)]
        assert (made[0].data, made[0].modified) == (made[1].data, made[1].modified)
        assert b"Revised" in made[1].data


def test_a_body_that_another_process_overtakes_is_made_once_more(publishers: tuple[Publisher, Publisher]) -> None:
    first, second = publishers
    later = NOW.replace(hour=1)
    revised = classify(EVENTS[7], msgspec.structs.replace(EVENTS[7], title="Revised"), later)
    assert revised is not None
    changes = [revised]
    real = Publisher._selection

    def overtaken(publisher: Publisher, question: Question, position: int) -> Selection:
        selection = real(publisher, question, position)
        if changes:
            first.store.apply([changes.pop()])
        return selection

    with patch.object(Publisher, "_selection", overtaken):
        made = second.feed("all", "json", {}, NOW.replace(hour=2))
    assert made.data == first.feed("all", "json", {}, NOW.replace(hour=2)).data
    assert made.modified == later
    assert second.feed("all", "json", {}, NOW.replace(hour=2)) is made
