"""The cluster that other tests rely on."""

from __future__ import annotations

import psycopg
import pytest

from tests.cluster import cluster, eventually

pytestmark = pytest.mark.postgres


def test_a_standby_follows_is_paused_and_takes_over():
    with cluster() as servers:
        name = servers.database()
        assert servers.standby.query("SELECT current_database()", database=name) == [(name,)]
        servers.primary.query("CREATE TABLE notes (said int)")
        servers.catch_up()
        servers.standby.pause_replay()
        servers.primary.query("INSERT INTO notes VALUES (1)")
        assert servers.standby.query("SELECT said FROM notes") == []
        servers.standby.resume_replay()
        servers.catch_up()
        assert servers.standby.query("SELECT said FROM notes") == [(1,)]

        servers.standby.kill()
        assert not servers.standby.is_running
        servers.primary.query("INSERT INTO notes VALUES (2)")
        servers.standby.start()
        servers.catch_up()

        servers.primary.kill()
        with pytest.raises(psycopg.OperationalError):
            servers.primary.query("SELECT 1")
        servers.standby.promote()
        servers.standby.query("INSERT INTO notes VALUES (3)")
        with psycopg.connect(servers.url) as connection:
            assert [row[0] for row in connection.execute("SELECT said FROM notes")] == [1, 2, 3]

        servers.rejoin(servers.primary, servers.standby)
        assert eventually(lambda: servers.primary.query("SELECT count(*) FROM notes") == [(3,)])
        assert servers.primary.query("SELECT pg_is_in_recovery()") == [(True,)]
