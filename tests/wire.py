"""What is said between a store and PostgreSQL, as libpq's own trace has it: each message, and who sends it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

from psycopg.pq import Trace
from sqlalchemy import Engine
from sqlalchemy import event as listen


def waits(engine: Engine, ask: Callable[[], object]) -> int:
    """How often an answer of the server is waited for, on connections that were opened before or are now."""
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
        senders = [line[0] for line in Path(file.name).read_text(errors="replace").splitlines() if _is_message(line)]
        return [sender for sender, _ in groupby(senders)].count("F")


def _is_message(line: str) -> bool:
    """A message says whether the front or the back sends it; of long statements there are lines that say neither."""
    return line.startswith(("F\t", "B\t"))
