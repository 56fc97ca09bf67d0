"""Work counted in calls, which are the same on every machine, where seconds are not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

BASE: Final = 3_000_000
EACH: Final = 3_000
"""Calls that any input may cost (patterns are compiled at first use), and those that each of its bytes may cost."""


class TooMuchWork(BaseException):
    """A parser went on for longer than its input explains. No parser may swallow it, so it is no `Exception`."""


def within_bounds(work: Callable[[], object], size: int) -> None:
    """Do the work. Raises `TooMuchWork` where it takes more calls than an input of this size may."""
    left = BASE + EACH * size

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            sys.setprofile(None)
            raise TooMuchWork(f"more than {BASE + EACH * size:,} calls for {size:,} bytes")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
