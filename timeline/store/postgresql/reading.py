"""Where is read: at the server that writes, or at a hot standby that has all that this process has seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, Engine, text

from timeline.errors import StoreUnavailable
from timeline.store.contract import StandbyState
from timeline.store.postgresql.connecting import connected, snapshots
from timeline.store.postgresql.latest import HERE, Latest
from timeline.store.postgresql.standby import Standby

PLACE: Final = text(f"SELECT {HERE}")  # our own words


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

    def connect(self) -> Connection:
        """One of the standby, else of the server that writes: an instant none before what this process has seen. Raises
        `StoreUnavailable`."""
        return self._from_standby() or self._from_primary()

    def refuse(self, error: StoreUnavailable) -> None:
        """Raises the error where the standby lacks something that was seen, or does not answer either."""
        connection = self._from_standby()
        if connection is None:
            raise error
        connection.close()

    def standby(self, position: int) -> StandbyState:
        """How far the standby is behind the position, and behind all that was seen."""
        return self._standby.state(position, self._latest.seen())

    def close(self) -> None:
        """Let go of the standby."""
        self._standby.close()

    def _from_standby(self) -> Connection | None:
        seen = self._latest.seen()
        return None if seen is None else self._standby.connect(seen)

    def _from_primary(self) -> Connection:
        connection = self.primary()
        try:
            # What is read here may be newer than all that was seen: the next question is not to miss it. The statement
            # begins the snapshot, so the place lies behind everything in it.
            self._latest.read(connection.execute(PLACE).one().place)
        except BaseException:
            connection.close()
            raise
        return connection
