"""What the database answers: pages, words, counts and the past, and one event written."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

from benchmarks.growth import Growth, cpu, once
from benchmarks.growth.held import store
from benchmarks.store import DAWN, renamed
from timeline.model.change import classify
from timeline.model.parameters import parse_query
from timeline.model.query import Filter, Query
from timeline.store import Store

FLAT: Final = 0.6
"""The bound of what costs the same whatever is held; the noise of a shared machine is allowed for."""


def _page(**parameters: str) -> Callable[[int], float]:
    query = parse_query({"limit": ["50"]} | {name.rstrip("_"): [value] for name, value in parameters.items()})
    return lambda size: cpu(lambda: store(size).page(query))


def _cursor(size: int) -> float:
    query = Query(limit=50, cursor=store(size).page(Query(limit=1, filter=Filter(since="1830"))).next)
    return cpu(lambda: store(size).page(query))


def _past(size: int) -> float:
    at = DAWN + timedelta(seconds=size // 2)
    return cpu(lambda: store(size).page(Query(limit=50), at=at))


def _asked(ask: Callable[[Store], object]) -> Callable[[int], float]:
    return lambda size: cpu(lambda: ask(store(size)))


def _written(size: int) -> float:
    """The middle of what one event costs: each is revised once."""
    held, dice = store(size), random.Random(size)
    costs = []
    for number in dice.sample(range(size), 20):
        event = held.event(f"e{number:07}")
        change = classify(event, renamed(event, dice), event.updated + timedelta(hours=1))
        assert change is not None
        costs.append(once(partial(held.apply, [change], recorded=True)))
    return sorted(costs)[len(costs) // 2]


ROWS: Final = (
    Growth("page by cursor", _cursor, FLAT, reach="1M: 2"),
    Growth("newest", _page(sort="-updated"), FLAT, reach="1M: 2"),
    Growth("tag", _page(tag="t7"), FLAT, reach="1M: 2"),
    Growth("tag with place", _page(tag="u3", place="place 17"), FLAT, reach="1M: 20"),
    Growth("window of a century", _page(from_="1800", to="1899"), FLAT, reach="5 / 10 / 15; 1M: 20"),
    Growth("from a day on, newest", _page(from_="1900", sort="-updated"), FLAT, reach="5 / 10 / 15; 1M: 20"),
    Growth("latest change of a window", _asked(lambda held: held.latest(Filter(since="1850", until="1850"))), FLAT),
    Growth("a rare word", _page(q="river4711"), FLAT, reach="1M: 50"),
    Growth("two middling words", _page(q="river17 harvest"), 1.0, reach="1M: 50"),
    Growth("a common word", _page(q="harvest"), FLAT, reach="1M: 50"),
    Growth("a common word by relevance", _page(q="harvest", sort="relevance"), FLAT, reach="1M: 50"),
    Growth("two letters", _page(q="ha"), FLAT, reach="1M: 50"),
    Growth("tags", _asked(lambda held: held.tags()), FLAT, reach="100k: 5"),
    Growth("places", _asked(lambda held: held.places()), FLAT, reach="100k: 5"),
    Growth("count of a tag", _asked(lambda held: held.count(Filter(tags=("t7",)))), FLAT, reach="100k: 1"),
    Growth("page of an instant that is past", _past, FLAT, reach="100k: 10"),
    Growth("one event written", _written, FLAT, reach="1M: 3"),
)
