"""What is said between a store and PostgreSQL, as libpq's own trace has it: each message, and who sends it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from psycopg.pq import Trace
from sqlalchemy import Engine
from sqlalchemy import event as listen

OURS = "F"
RUN = ("Query", "Execute")
"""Messages that each have one statement run."""


class Traffic(NamedTuple):
    """How many statements were run, and how often an answer was waited for."""

    statements: int
    waits: int


def traffic(engine: Engine, ask: Callable[[], object]) -> Traffic:
    """What asking says to the server, on connections that were opened before or are now."""
    with tempfile.NamedTemporaryFile() as file:
        traced: dict[int, Any] = {}

        def begin(connection: Any, record: Any, proxy: Any) -> None:
            traced.setdefault(id(connection), connection)
            connection.pgconn.trace(file.fileno())
            connection.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)

        listen.listen(engine, "checkout", begin, insert=True)
        try:
            engine.raw_connection().close()  # the one that is taken next: what is said as it is taken counts
            file.truncate(0)
            ask()
        finally:
            listen.remove(engine, "checkout", begin)
            for connection in traced.values():
                connection.pgconn.untrace()
        return _counted(Path(file.name).read_text(errors="replace"))


def _counted(trace: str) -> Traffic:
    lines = [line.split("\t") for line in trace.splitlines() if line[:2] in ("F\t", "B\t")]
    statements = sum(fields[0] == OURS and fields[2] in RUN for fields in lines)
    turns = [sender for sender, _ in groupby(fields[0] for fields in lines)]
    return Traffic(statements, turns.count(OURS))
