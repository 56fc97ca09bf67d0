"""The one rule by which what is kept makes room."""

from __future__ import annotations

from timeline.model.subscription import COMPLETE
from timeline.publish.cache import Lru
from timeline.render import FORMATS


def filled(room: int, entries: int = 100) -> Lru[str, str]:
    lru: Lru[str, str] = Lru(room, len, entries)
    for key in "abc":
        lru.put(key, key * 10)
    return lru


def test_the_oldest_makes_room():
    lru = filled(30)
    lru.put("d", "d")
    assert list(lru) == ["b", "c", "d"]


def test_what_was_used_stays():
    lru = filled(30)
    assert lru.use("a") == "a" * 10
    lru.put("d", "d")
    assert list(lru) == ["c", "a", "d"]


def test_reading_is_no_use():
    lru = filled(30)
    assert lru.get("a") == "a" * 10
    lru.put("d", "d")
    assert "a" not in lru


def test_the_number_of_entries_has_its_own_limit():
    assert list(filled(1000, entries=2)) == ["b", "c"]


def test_a_value_put_again_is_weighed_again():
    lru = filled(30)
    lru.put("a", "a")
    lru.put("d", "d" * 9)
    assert list(lru) == ["b", "c", "a", "d"]


def test_what_is_dropped_gives_its_room_back():
    lru = filled(30)
    lru.drop("a")
    lru.put("d", "d" * 10)
    assert list(lru) == ["b", "c", "d"]


def test_formats_that_are_complete_have_no_pages_in_their_addresses_either():
    assert {name for name, format in FORMATS.items() if format.complete} == COMPLETE
