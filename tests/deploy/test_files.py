"""What `deploy/` holds is what nginx, systemd and compose read. What nginx does is in test_nginx.py."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from timeline.cli.main import COMMANDS
from timeline.config import MACHINE

DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.mark.process
def test_nginx_takes_the_configuration(tmp_path: Path, tool: Callable[[str], str]) -> None:
    command = [tool("nginx"), "-t", "-p", str(tmp_path), "-c", str(DEPLOY / "nginx.conf")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


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


@pytest.mark.parametrize("name", ["web@.service", "worker.service"])
def test_units_start_a_command_that_there_is(name: str) -> None:
    lines = [line for line in (DEPLOY / name).read_text().splitlines() if line.startswith("ExecStart=")]
    assert len(lines) == 1
    assert lines[0].split()[1] in COMMANDS
