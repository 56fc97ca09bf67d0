"""How cost grows with size: rows that are a gate, `python -m benchmarks.growth [WORD …]`.

Each room has a module here that exports `ROWS`. A `Growth` is measured at 1,000, 10,000 and 100,000 (with `BIG=1` at a
million too) and fails where its exponent passes its bound; a `Ratio` is one figure over another of the same run. Both
are of CPU, never of seconds on the wall, so that a noisy machine does not decide.
"""

from __future__ import annotations

import math
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

SIZES: Final = (1_000, 10_000, 100_000, *((1_000_000,) if os.environ.get("BIG") else ()))
LINEAR: Final = 1.2  # the exponent above which twice the size costs more than twice, noise allowed for
NOISE: Final = 100e-6  # what takes less seconds than this counts as this: a timer's resolution is no growth
TIMES: Final = 20
PATIENCE: Final = 5.0  # seconds of CPU after which a thing is not repeated


@dataclass(frozen=True, slots=True)
class Growth:
    """A cost at each size. `measure` takes the size and gives seconds of CPU; `reach` is wanted, in ms by size."""

    name: str
    measure: Callable[[int], float]
    bound: float = LINEAR
    sizes: tuple[int, ...] = SIZES
    reach: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """One cost over another. `measure` gives the quotient, which fails above `bound`."""

    name: str
    measure: Callable[[], float]
    bound: float


def cpu(ask: Callable[[], object], times: int = TIMES) -> float:
    """The middle of what asking costs, in seconds of this process's CPU; asked once before to warm it."""
    ask()
    taken: list[float] = []
    while len(taken) < times and sum(taken) < PATIENCE:
        taken.append(once(ask))
    return statistics.median(taken)


def once(ask: Callable[[], object]) -> float:
    """What asking one time costs, in seconds of this process's CPU."""
    started = time.process_time()
    ask()
    return time.process_time() - started


def exponent(sizes: tuple[int, ...], costs: tuple[float, ...]) -> float:
    """The power by which the cost grows over the last step: 0 is flat, 1 linear, 2 quadratic."""
    (before, after), (small, large) = costs[-2:], sizes[-2:]
    return math.log(max(after, NOISE) / max(before, NOISE)) / math.log(large / small)
