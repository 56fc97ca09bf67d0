"""What a command of timeline takes, as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """Seconds on the wall, seconds of CPU, and the most that it held of memory; `said` is its last line."""

    wall: float
    cpu: float
    megabytes: int
    said: str

    def __str__(self) -> str:
        return f"{self.wall:.1f} s ({self.cpu:.1f} of CPU), at most {self.megabytes:,} MB"


def run(*arguments: str, **environment: str) -> Cost:
    """Run `timeline`; raises where it fails."""
    with tempfile.TemporaryFile("w+") as out:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "timeline", *arguments], stdout=out, stderr=out, env=os.environ | environment
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        lines = out.read().splitlines() or [""]
    if process.returncode:
        raise RuntimeError(f"timeline {' '.join(arguments)}: {lines[-1]}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, lines[-1])


def size_of(path: Path) -> int:
    """Bytes of a database file and of what stands beside it."""
    return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))
