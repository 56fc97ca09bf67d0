"""The sources of a folder, run by the server that has it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from timeline.extract.bounded import bounded
from timeline.fetch.client import Client
from timeline.fetch.fetcher import Fetcher
from timeline.ingest import Report, ingest
from timeline.model.source import Source
from timeline.serve.http.edge import Edge
from timeline.serve.process.scheduler import Lease, Schedule

LOCK: Final = "scheduler.lock"
"""In the folder of the database: whoever holds it leads."""


def schedule(edge: Edge, directory: Path, data: Path) -> Schedule:
    """The schedule of the edge's sources; what is asked of one through the API is seen at once."""
    fetcher = Fetcher(directory, Client(), edge.clock)

    def run(source: Source) -> Report:
        return ingest(source, edge.store, fetcher, bounded, edge.clock())

    made = Schedule(edge.store, edge.sources, run, edge.clock, Lease(data / LOCK))
    edge.wake = made.wake
    return made
