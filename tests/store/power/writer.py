"""A program that writes to the store until it is done, and says of each write that it is kept: run it recorded."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from tests.factory import DAWN, event
from timeline.model.change import classify
from timeline.store import open_store

WRITES = 16


def main(folder: Path) -> None:
    """Write, acknowledge, and now and then move what is in the log ahead into the database."""
    acknowledged = os.open(folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    path = folder / "events.db"
    with closing(open_store(str(path), "g")) as store:
        for number in range(WRITES):
            change = classify(None, event(f"e{number}", summary=f"{number} " * 900), DAWN)
            assert change is not None
            store.apply([change])
            os.write(acknowledged, b".")
            if number % 4 == 3:
                with closing(sqlite3.connect(path)) as other:
                    other.execute("PRAGMA wal_checkpoint(PASSIVE)")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
