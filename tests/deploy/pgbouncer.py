"""PgBouncer as a process, in transaction mode, before the server of the other tests."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from psycopg.conninfo import conninfo_to_dict

from tests import databases
from tests.cluster import free_port, other_user
from tests.running import wait_until

POOL: Final = 5
CONFIGURATION: Final = """
[databases]
* = host={host} {port} user={user} connect_query='{settings}'

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 200
server_login_retry = 1
"""
SETTINGS: Final = "SET jit = off; SET random_page_cost = 1.1; SET statement_timeout = 30000; SET lock_timeout = 15000"
"""What docs/scaling.md says to set on each connection of its own to the server."""


@dataclass
class Pooler:
    """It gives each transaction another one of few connections to a server."""

    port: int
    folder: Path
    process: subprocess.Popen[str] | None = None

    def lead_to(self, server: Mapping[str, Any]) -> None:
        """From now on to another server, as whoever watches over them has it do: the file is another, it reads it."""
        port = f"port={server['port']}" if "port" in server else ""
        text = CONFIGURATION.format(
            host=server["host"], port=port, user=server["user"], settings=SETTINGS, listen=self.port, pool=POOL
        )
        (self.folder / "pgbouncer.ini").write_text(text)
        if self.process is not None:
            self.process.send_signal(signal.SIGHUP)


@contextmanager
def pooler(program: str, url: str = "") -> Iterator[Pooler]:
    """One before a server: that of the other tests, or the one of an address."""
    folder = Path(tempfile.mkdtemp(prefix="timeline-pgbouncer-"))
    pooler = Pooler(free_port(), folder)
    try:
        pooler.lead_to(conninfo_to_dict(url or databases.server()))
        if other_user():  # it refuses to run as root
            shutil.chown(folder, other_user())
            folder.chmod(0o755)
        with (folder / "log").open("w") as log:
            command = [program, str(folder / "pgbouncer.ini")]
            pooler.process = process = subprocess.Popen(
                command, stdout=log, stderr=log, user=other_user(), cwd=os.sep, text=True
            )
        try:
            wait_until(lambda: answers(pooler.port) or process.poll() is not None)
            assert process.poll() is None, (folder / "log").read_text()
            yield pooler
        finally:
            process.terminate()
            process.wait(60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def answers(port: int) -> bool:
    """Whether somebody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
