"""Another server goes on with the log: behind the last position that it has, the log bears another name.

Which server writes is told by its system's number and its timeline, which is another one behind each promotion of a
standby, and behind each restoration to an earlier instant. What the former server gave out and had not passed on is not
in the log any more, and its positions are given out again: under the old name they would be taken for what they are
not. Positions under the old name that the log still has are good as before.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Final

from sqlalchemy import Connection, delete, insert, select, text

from timeline.store.tables import meta, settings
from timeline.store.versions import LAST_WRITER, rename_log

SERVER: Final = (
    "(SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE"
    " system_identifier || ' ' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END FROM pg_control_system())"
)
"""The server that is asked; nothing where it does not write."""
WRITER: Final = f"(SELECT value FROM settings WHERE name = '{LAST_WRITER}')"  # noqa: S608  # our own words
"""The server that wrote last."""

ASK: Final = text(f"SELECT {SERVER}, {WRITER}, CAST(pg_postmaster_start_time() AS text)")

log = logging.getLogger(__name__)


def go_on(connection: Connection) -> None:
    """Write down that this server writes. Where another one did until now, the log gets another name; then it waits for
    the lock of writers."""
    server, writer, start = connection.execute(ASK).one()
    if server in (None, writer):
        return
    position = connection.scalar(select(meta.c.position).with_for_update())
    # Asked anew with the lock: another process may have done it meanwhile.
    server, writer, start = connection.execute(ASK).one()
    if server == writer:
        return
    connection.execute(delete(settings).where(settings.c.name == LAST_WRITER))
    connection.execute(insert(settings).values(name=LAST_WRITER, value=server))
    if writer is None:
        return
    former = connection.scalar(select(meta.c.generation))
    # Two servers that were promoted by mistake, and go on from the same position, name their logs differently.
    name = hashlib.sha256(f"{former} {server} {start}".encode()).hexdigest()[:16]
    rename_log(connection, name)
    log.warning(
        "another server writes the database now (%s, before it %s): positions up to %s are good as before; what the "
        "former one gave out behind it, if anything, is lost, and whoever has such a position is told",
        server, writer, position,
    )  # fmt: skip
