"""Where is read: at the server that writes, or at a hot standby that has all that this process has seen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, Engine

from timeline.errors import StoreUnavailable
from timeline.store.contract import StandbyState
from timeline.store.postgresql import counting
from timeline.store.postgresql.connecting import connected, snapshots
from timeline.store.postgresql.counting import WriteNumber
from timeline.store.postgresql.latest import Latest
from timeline.store.postgresql.standby import Standby

LOOKS: Final = 10
"""How often it is looked whether a standby has what it lacks, while the server that writes is gone."""
PAUSE: Final = 0.03


class Reads:
    """Connections to the server that writes, to read from."""

    def __init__(self, engine: Engine, refuse_silence: Callable[[], None]) -> None:
        self._engine, self._refuse_silence = snapshots(engine), refuse_silence

    def connect(self) -> Connection:
        """A connection that sees one instant, which is none before what this process has seen. Raises
        `StoreUnavailable`."""
        return self.primary()

    def primary(self) -> Connection:
        """One that sees all that was committed until now. Raises `StoreUnavailable`, at once where the server is known
        not to answer."""
        self._refuse_silence()
        return connected(self._engine)

    def from_standby(self) -> Connection | None:
        """One of a standby that has all that this process has seen; None where there is none."""
        return None

    def refuse(self, error: StoreUnavailable) -> None:
        """Raises the error, which the server that writes gave, where nothing can be read without it."""
        raise error

    def standby(self, position: int) -> StandbyState | None:
        """How the standby is doing while the log is at a position; None where there is none."""
        return None

    def close(self) -> None:
        """Let go of what is read from beside the server that writes."""


class StandbyReads(Reads):
    """Connections to the standby while it has all that this process has seen, else to the server that writes."""

    def __init__(self, engine: Engine, refuse_silence: Callable[[], None], standby: Standby, latest: Latest) -> None:
        super().__init__(engine, refuse_silence)
        self._standby, self._latest = standby, latest
        self._missed: WriteNumber | None = None

    def connect(self) -> Connection:
        """One of the standby, else of the server that writes: an instant none before what this process has seen. Raises
        `StoreUnavailable`."""
        return self.from_standby() or self._from_primary()

    def from_standby(self) -> Connection | None:
        """One of the standby, if it has all that this process has seen."""
        return self._standby.connect(self._latest.write())

    def refuse(self, error: StoreUnavailable) -> None:
        """Raises the error where the standby lacks something that was seen, or does not answer either."""
        connection = self.from_standby()
        if connection is None:
            raise error
        connection.close()

    def standby(self, position: int) -> StandbyState:
        """How far the standby is behind the position, and behind all that was seen."""
        return self._standby.state(position, self._latest.write())

    def close(self) -> None:
        """Let go of the standby."""
        self._standby.close()

    def _from_primary(self) -> Connection:
        try:
            connection = self.primary()
        except StoreUnavailable:
            # What was acknowledged a moment ago the standby has received, and repeats now.
            late = self._from_standby_soon()
            if late is None:
                raise
            return late
        try:
            # What is read here may be newer than all that is known: the next question is not to miss it. The statement
            # begins the snapshot.
            if write := counting.latest(connection):
                self._latest.advance(write)
        except BaseException:
            connection.close()
            raise
        return connection

    def _from_standby_soon(self) -> Connection | None:
        write = self._latest.write()
        if write == self._missed or not self._standby.is_in_use:
            return None
        for _ in range(LOOKS):
            time.sleep(PAUSE)
            if connection := self.from_standby():
                return connection
        # It was waited for in vain: no other question is held up for it, each only looks.
        self._missed = write
        return None
