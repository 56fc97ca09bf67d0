"""What is published out of PostgreSQL is, byte for byte, what is published out of SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from tests.databases import database
from tests.factory import DAWN
from tests.render.chronicle import CHRONOLOGY, FEED, NOW, events, store_of
from timeline.model.change import classify
from timeline.publish.publisher import Publisher
from timeline.render import FORMATS
from timeline.store import Store, open_store

pytestmark = pytest.mark.postgres


@pytest.fixture
def stores() -> Iterator[tuple[Store, Store]]:
    """The same chronicle in both."""
    small = store_of(*events())
    with database() as url:
        large = open_store(url)
        large.set_feeds([FEED], DAWN)
        large.apply(small.changes())
        yield small, large
        large.close()
    small.close()


def test_feeds_of_every_format_are_the_same_before_and_after_a_change(stores: tuple[Store, Store]) -> None:
    published = [Publisher(store, CHRONOLOGY) for store in stores]
    id = stores[0].changes()[0].event
    for number in range(2):
        for format in FORMATS:
            small, large = (each.feed("all", format, {}, NOW) for each in published)
            assert (small.data, small.etag, small.modified) == (large.data, large.etag, large.modified)
        for store in stores:
            held = store.event(id)
            change = classify(
                held, msgspec.structs.replace(held, title=f"Another {number}"), held.updated + timedelta(hours=1)
            )
            assert change is not None
            store.apply([change])
