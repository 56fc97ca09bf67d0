"""A database of a server that is only looked at: nothing in it is migrated or made."""

from __future__ import annotations

from sqlalchemy import Connection

from timeline.store.contract import DatabaseLimits
from timeline.store.postgresql import writing
from timeline.store.postgresql.cancelling import Cancelling
from timeline.store.postgresql.connecting import connect, snapshots
from timeline.store.sql import SQLStore


class InspectedStore(SQLStore):
    """Whatever shape it has; of use are the methods that read."""

    def __init__(self, url: str, limits: DatabaseLimits) -> None:
        super().__init__(connect(url, limits, Cancelling()), "")

    def read(self) -> Connection:
        """One snapshot, which may be looked at for as long as it takes; what is locked is not waited for long."""
        connection = snapshots(self.engine).connect()
        writing.patient(connection, locks=False)
        return connection
