"""What a stranger can ask: each question costs what its answer does, however much is held."""

from __future__ import annotations

import random
from typing import Final

from benchmarks.growth import Growth, cpu
from benchmarks.growth.held import store
from timeline.model.parameters import parse_query


def _page(size: int, **parameters: str) -> float:
    query = parse_query({"limit": ["50"]} | {name.rstrip("_"): [value] for name, value in parameters.items()})
    return cpu(lambda: store(size).page(query))


def _window(size: int) -> float:
    return _page(size, from_="1789-07-14", to="1789-07-14")


def _place(size: int) -> float:
    return _page(size, place=f"place {random.Random(size).randrange(size) % 2000}")


ROWS: Final = (
    Growth("window of a day", _window, 0.6, reach="5 / 10 / 15; 1M: 20"),
    Growth("place", _place, 0.6, reach="5 / 10 / 15; 1M: 20"),
)
