"""What the units, the compose file and the Containerfile start is started, as it stands there, in a folder of a test's
own: a wrong option, setting or path of theirs shows."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests import databases, small_chronology
from tests.cluster import free_port
from tests.running import Start, processes

pytestmark = [pytest.mark.process, pytest.mark.postgres]

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with databases.database(empty=True) as url:
        yield url


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_chronology.write(tmp_path / "folder")


@pytest.fixture
def start() -> Iterator[Start]:
    with processes() as start:
        yield start


def words_of(command: str, folder: str) -> list[str]:
    """The words behind the program's name, without the folder, which a test has elsewhere."""
    program, *words = shlex.split(command)
    assert program.rpartition("/")[2] == "timeline"
    place = words.index("--files")
    assert words[place + 1] == folder
    return words[:place] + words[place + 2 :]


def service_of(unit: str) -> dict[str, str]:
    """What stands in the unit's `[Service]`."""
    parser = configparser.RawConfigParser(strict=True, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its own documentation says
    parser.read(DEPLOY / unit)
    return dict(parser["Service"])


def environment_of(service: dict[str, str], port: int) -> dict[str, str]:
    pairs = service.get("Environment", "").replace("%i", str(port)).split()
    return dict(pair.split("=", 1) for pair in pairs)


def is_ready(port: int) -> bool:
    answer = httpx.get(f"http://127.0.0.1:{port}/readyz")
    return answer.status_code == 200 and answer.json()["status"] == "ready"


def test_the_units_run_a_replica_and_a_worker(start: Start, folder: Path, url: str) -> None:
    web, worker = service_of("web@.service"), service_of("worker.service")
    assert web["EnvironmentFile"] == worker["EnvironmentFile"] == "/etc/timeline.env"
    port = free_port()
    environ = environment_of(web, port)
    replica = start(folder, *words_of(web["ExecStart"], "/srv/rivers"), DATABASE_URL=url, **environ)
    assert is_ready(port), replica.output
    ended = start(folder, *words_of(worker["ExecStart"], "/srv/rivers"), DATABASE_URL=url)
    assert "a worker for" in ended.said, ended.output


@pytest.mark.parametrize("unit", ["web@.service", "worker.service"])
def test_systemd_understands_each_line_of_a_unit(unit: str, tmp_path: Path, tool: Callable[[str], str]) -> None:
    program = tmp_path / "timeline"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (tmp_path / unit).write_text((DEPLOY / unit).read_text().replace("/opt/timeline/bin/timeline", str(program)))
    name = str(tmp_path / unit.replace("@", "@8001"))
    if "@" in unit:
        (tmp_path / unit).rename(name)
    ended = subprocess.run([tool("systemd-analyze"), "verify", name], capture_output=True, text=True, check=False)
    own = [line for line in ended.stderr.splitlines() if name in line or unit.partition(".")[0] in line]
    assert own == []


def services() -> dict[str, Any]:
    """The services of the compose file."""
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    return loaded


def environment(service: dict[str, Any], url: str) -> dict[str, str]:
    """What compose gives a service, but for the address of the database and a port, which are a test's own."""
    given = {name: str(value) for name, value in service["environment"].items()}
    assert re.fullmatch(r"postgresql://timeline:\$\{POSTGRES_PASSWORD:\?.+\}@database/timeline", given["DATABASE_URL"])
    return given | {"DATABASE_URL": url}


def test_compose_runs_what_the_units_run(start: Start, folder: Path, url: str) -> None:
    for name, unit in (("web-1", "web@.service"), ("web-2", "web@.service"), ("worker", "worker.service")):
        words = words_of(services()[name]["command"], "/chronology")
        assert words == words_of(service_of(unit)["ExecStart"], "/srv/rivers")
    port = free_port()
    environ = environment(services()["web-1"], url) | {"PORT": str(port)}
    assert environ.keys() == environment(services()["web-2"], url).keys()
    replica = start(folder, *words_of(services()["web-1"]["command"], "/chronology"), **environ)
    assert is_ready(port), replica.output


def test_compose_runs_nginx_with_the_configuration_that_it_mounts(tmp_path: Path, tool: Callable[[str], str]) -> None:
    cache = services()["cache"]
    assert cache["volumes"] == [".:/deploy:ro", "cache:/var/cache/nginx"]
    places = {"nginx": tool("nginx"), "/var/cache/nginx": str(tmp_path), "/deploy/nginx.conf": f"{DEPLOY}/nginx.conf"}
    command = [places.get(word, word) for word in shlex.split(cache["command"])]
    ended = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    (published,) = cache["ports"]
    assert f"listen {published.rpartition(':')[2]};" in (DEPLOY / "nginx.conf").read_text()


def test_compose_checks_a_database_by_a_program_of_postgresql() -> None:
    database = services()["database"]
    name = database["environment"]["POSTGRES_USER"]
    assert database["healthcheck"]["test"] == f"pg_isready -U {name}"
    assert f"//{name}:" in services()["worker"]["environment"]["DATABASE_URL"]


def test_what_the_container_runs_serves_a_folder(start: Start, folder: Path, tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "online.md").read_text()
    (text,) = re.findall(r"```dockerfile Containerfile\n(.*?)```", guide, re.DOTALL)
    steps = dict(line.split(" ", 1) for line in text.splitlines())
    environ = dict(pair.split("=") for pair in steps["ENV"].split())
    assert (environ["HOST"], environ["PORT"], steps["EXPOSE"]) == ("0.0.0.0", "8000", "8000")
    assert environ["DATA"] == steps["VOLUME"] == "/data"
    assert f"install -d -o {steps['USER']} /data" in steps["RUN"]
    assert "[postgres]" in steps["RUN"], "the compose file needs it"
    command = words_of(shlex.join(json.loads(steps["CMD"])), "/chronology")
    port = free_port()
    own = {"HOST": "127.0.0.1", "PORT": str(port), "DATA": str(tmp_path / "data")}
    replica = start(folder, *command, **(environ | own))
    assert is_ready(port), replica.output
