"""Resident memory of a server, a process of its own: after its first start from files, after every format, and after
many distinct addresses (ADDRESSES=50000 for as many as a day brings). Megabytes over those that are wanted, so that a
row is a ratio of one run."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from benchmarks.growth import Ratio
from benchmarks.growth.files import SETTINGS, entry

EVENTS: Final = 10_000
ADDRESSES: Final = int(os.environ.get("ADDRESSES", "5000"))
FORMATS: Final = ("atom", "rss", "json", "ics", "csv")
WANTED: Final = 150
GROWTH: Final = 40


@contextmanager
def server(events: int) -> Iterator[tuple[int, str]]:
    """A server of so many entries, its process and its address."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "timeline.toml").write_text(SETTINGS, encoding="utf-8")
        entries = "".join(entry(number, "guests") for number in range(events))
        (directory / "events.yaml").write_text("events:\n" + entries, encoding="utf-8")
        feeds = directory / "feeds"
        feeds.mkdir()
        (feeds / "all.yaml").write_text("title: All\nquery: {}\n", encoding="utf-8")
        command = [sys.executable, "-m", "timeline", "serve", "--files", name, "--port", "0", "--rate", "0", "--fix"]
        environment = os.environ | {"DATA": str(directory / "data")}
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        ) as process:
            try:
                yield process.pid, _address(process)
            finally:
                process.send_signal(signal.SIGTERM)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        match = re.search(r"http://127\.0\.0\.1:\d+", line)
        if match:
            return match[0]
    raise RuntimeError("".join(said[-5:]))


def _get(address: str) -> None:
    try:
        with urllib.request.urlopen(address) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        # On a busy machine a question may pass its deadline: what it took is given back all the same.
        if error.code not in (404, 503):
            raise


def megabytes(process: int) -> float:
    """Resident memory of a process."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


@cache
def figures() -> tuple[float, float, float]:
    """Megabytes after the first start, after every format, and how many more after the addresses."""
    with server(EVENTS) as (process, address):
        _get(f"{address}/readyz")
        started = megabytes(process)
        for format in FORMATS:
            _get(f"{address}/feeds/all.{format}")
        every_format = megabytes(process)
        for number in range(ADDRESSES):
            _get(f"{address}/feeds/all.atom?tag=tag-{number % 50}&limit={1 + number // 50}&from={1600 + number % 400}")
        asked = megabytes(process)
    print(
        f"  {started:.0f} MB at first, {every_format:.0f} after every format, {asked:.0f} after {ADDRESSES:,} addresses"
    )
    return started, every_format, asked - every_format


ROWS: Final = (
    Ratio("memory: first start, 10,000, over 150 MB", lambda: figures()[0] / WANTED, 1.0),
    Ratio("memory: after every format, over 150 MB", lambda: figures()[1] / WANTED, 1.0),
    Ratio("memory: many addresses, over 40 MB more", lambda: figures()[2] / GROWTH, 1.0),
)
