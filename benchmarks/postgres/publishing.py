"""51 feeds in every format after one change, and what one poll of them is in bytes.

Without the whole calendar and table of everything: those are `benchmarks.growth` "feeds that hold it".
"""

from __future__ import annotations

import time
from typing import Final

from benchmarks.growth.feeds import CHRONOLOGY, NOW, change, feed
from timeline.publish.publisher import Publisher
from timeline.store import Store

TAGS: Final = 50
FORMATS: Final = ("atom", "rss", "json", "ics", "csv")
WHOLE: Final = (("all", "ics"), ("all", "csv"))
TIMES: Final = 5


def measure(name: str, store: Store, size: int) -> None:
    """Print what it costs to make all bodies, and to bring them up to date after one change, as `serve` does."""
    store.follow()
    store.set_feeds([feed("all"), *(feed(f"t{n}", f"t{n}") for n in range(TAGS))], NOW)
    made = Publisher(store, CHRONOLOGY)
    pairs = ((known.slug, format) for known in store.feeds() for format in FORMATS)
    every = [pair for pair in pairs if pair not in WHOLE]
    at = NOW

    def ask() -> None:
        for slug, format in every:
            made.feed(slug, format, {}, at)

    def spent() -> tuple[float, float]:
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000

    first = spent()
    made.flush()
    costs = []
    for n in range(TIMES):
        at = change(store, size // 2 + n)
        costs.append(spent())
    wall, cpu = sorted(costs)[TIMES // 2]
    packed = sorted(made.feed(*pair, {}, at).packed_length for pair in every)
    print(
        f"{name}: {len(every)} bodies made in {first[0] / 1000:.1f} s ({first[1] / 1000:.1f} of CPU);"
        f" after one change {wall:.0f} ms ({cpu:.0f} of CPU);"
        f" in gzip {packed[len(packed) // 2]:,} bytes in the middle, {sum(packed) // len(packed):,} on average",
        flush=True,
    )
