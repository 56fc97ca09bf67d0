"""The Procfile runs under honcho, and stops when told."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.process
def test_the_procfile_serves_on_its_port_and_stops(tmp_path: Path, free_port: int) -> None:
    for name in ("Procfile", "timeline.toml", "events.yaml", "events.history.jsonl"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "feeds", tmp_path / "feeds")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environ = dict(os.environ, PORT=str(free_port), PATH=path, DATA=str(tmp_path / "data"))
    command = [sys.executable, "-m", "honcho", "start"]
    with subprocess.Popen(command, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            said = next(line for line in process.stdout if "page" in line)
            assert f"http://127.0.0.1:{free_port}/" in said
            assert httpx.get(f"http://127.0.0.1:{free_port}/readyz").json()["status"] == "ready"
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(30) is not None
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{free_port}/readyz")
