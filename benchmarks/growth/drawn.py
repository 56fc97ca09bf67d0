"""What it costs to draw everything that is held: a strip and panels of which the size is the screen's."""

from __future__ import annotations

from typing import Final

from benchmarks.growth import Growth, cpu
from benchmarks.growth.held import store
from timeline.model.chronology import Chronology
from timeline.model.query import Filter
from timeline.publish.figures import drawing
from timeline.render.html.drawing import Links, context
from timeline.render.html.site import Site

SITE: Final = Site(chronology=Chronology(title="Generated"))
LINKS: Final = Links(lambda first, last: f"?from={first}&to={last}", lambda lanes: f"?lanes={lanes}")


def _whole(size: int) -> float:
    return cpu(lambda: context(SITE, drawing(store(size), LINKS, Filter())))


def _century(size: int) -> float:
    asked = Filter(since="1700", until="1799")
    return cpu(lambda: context(SITE, drawing(store(size), LINKS, asked)))


ROWS: Final = (
    Growth("the whole drawn", _whole, sizes=(5_000, 50_000), reach="40 / 150"),
    Growth("a century drawn", _century, sizes=(5_000, 50_000)),
)
