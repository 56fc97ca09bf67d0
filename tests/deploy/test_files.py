"""The files of `deploy/` fit each other and the program."""

from __future__ import annotations

from pathlib import Path

import yaml

from timeline.cli.main import COMMANDS
from timeline.config import MACHINE

DEPLOY = Path(__file__).parents[2] / "deploy"


def test_compose_has_two_replicas_a_worker_a_database_and_a_cache() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert set(services) == {"web-1", "web-2", "worker", "database", "cache"}
    conf = (DEPLOY / "nginx.conf").read_text()
    for name in ("web-1", "web-2"):
        assert f"server 127.0.0.1:{services[name]['environment']['PORT']} " in conf
    for name in ("web-1", "web-2", "worker"):
        assert services[name]["command"].split()[1] in COMMANDS
        ours = set(services[name]["environment"])
        assert ours <= {setting.upper() for setting in MACHINE}
