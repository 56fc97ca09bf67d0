"""Which of several processes runs the sources: on both databases one, and another when it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import text

from tests import databases
from tests.cluster import eventually
from timeline.errors import StoreUnavailable
from timeline.store import Store, open_store
from timeline.store.postgresql import leases
from timeline.store.postgresql.store import PostgreSQLStore

HOLDERS = """(
    SELECT pid FROM pg_locks WHERE locktype = 'advisory'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
) AS holders"""
"""Who has an advisory lock in this database: others of the server are those of other tests."""


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        opened = open_store(str(tmp_path / "timeline.db"))
        yield opened
        opened.close()
        return
    with databases.database() as url:
        opened = open_store(url)
        yield opened
        opened.close()


def test_one_holds_it_and_another_when_it_lets_go(store: Store) -> None:
    first, second = store.lease(), store.lease()
    assert first.acquire()
    assert not second.acquire()
    assert first.acquire(), "who holds it goes on holding it"
    first.release()
    assert second.acquire()
    assert not first.acquire()
    second.release()
    second.release()
    assert first.acquire()
    first.release()


def test_two_databases_in_a_folder_have_a_lease_each(tmp_path: Path) -> None:
    stores = [open_store(str(tmp_path / name)) for name in ("one.db", "two.db")]
    leases = [store.lease() for store in stores]
    assert [lease.acquire() for lease in leases] == [True, True]
    for lease, store in zip(leases, stores, strict=True):
        lease.release()
        store.close()


def test_a_database_in_memory_is_its_process_s_own() -> None:
    lease = open_store(":memory:").lease()
    assert lease.acquire()
    lease.release()


def test_a_lock_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "timeline.db"))
    (tmp_path / "timeline.db.lease").mkdir()
    with pytest.raises(StoreUnavailable, match="lock beside the database"):
        store.lease().acquire()
    store.close()


def test_a_lease_whose_connection_is_cut_is_lost_and_another_has_it() -> None:
    with databases.database() as url:
        store = open_store(url)
        first, second = store.lease(), store.lease()
        assert first.acquire()
        databases.query(url, f"SELECT pg_terminate_backend(pid, 5000) FROM {HOLDERS}")
        with pytest.raises(StoreUnavailable):
            first.acquire()
        assert second.acquire()
        assert not first.acquire()
        for each in (first, second, store.lease()):
            each.release()
        store.close()


def test_the_lease_survives_the_server_s_limit_on_idle_transactions() -> None:
    with databases.database() as url:
        store = open_store(url)
        lease = store.lease()
        assert lease.acquire()
        ((name,),) = databases.query(url, "SELECT current_database()")
        databases.administer("ALTER DATABASE {} SET idle_in_transaction_session_timeout = 1", name)
        lease.release()
        again = store.lease()
        assert again.acquire()
        databases.administer("SELECT pg_sleep(0.05)")
        assert again.acquire()
        again.release()
        store.close()


def test_a_process_that_stands_still_loses_the_lease() -> None:
    with databases.database() as url, patch.object(leases, "IDLE", "10ms"):
        store = open_store(url)
        first, second = store.lease(), store.lease()
        assert first.acquire()
        eventually(second.acquire, wanted="the lease of one that stands still")
        second.release()
        with pytest.raises(StoreUnavailable):
            first.acquire()
        store.close()


def test_neither_lease_nor_long_work_ends_with_the_server_s_limit_on_transactions() -> None:
    databases.require_transaction_timeout()
    with databases.database() as url:
        ((name,),) = databases.query(url, "SELECT current_database()")
        databases.administer("ALTER DATABASE {} SET transaction_timeout = '1h'", name)
        store = open_store(url)
        assert isinstance(store, PostgreSQLStore)
        lease = store.lease()
        assert lease.acquire()
        limit = "SELECT current_setting('transaction_timeout')"
        assert lease.connection is not None
        assert lease.connection.execute(limit).fetchone() == ("0",)
        with store.write_all() as connection:
            assert connection.scalar(text(limit)) == "0"
        assert databases.query(url, limit) == [("1h",)]
        lease.release()
        store.close()


def test_a_lease_keeps_no_snapshot_whatever_isolation_the_server_has_as_its_default() -> None:
    with databases.database() as url:
        ((name,),) = databases.query(url, "SELECT current_database()")
        databases.administer("ALTER DATABASE {} SET default_transaction_isolation = 'repeatable read'", name)
        store = open_store(url)
        lease = store.lease()
        assert lease.acquire()
        assert lease.acquire()  # whoever leads asks again and again
        held = f"SELECT backend_xmin FROM pg_stat_activity JOIN {HOLDERS} USING (pid)"
        assert databases.query(url, held) == [(None,)]
        lease.release()
        store.close()
