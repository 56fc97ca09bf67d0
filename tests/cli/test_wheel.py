"""What `make dist` builds, installed where nothing of this clone is: all that the program reads is in it."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import litestar
import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.process
def test_a_wheel_in_an_empty_environment_makes_checks_and_builds_a_chronology(tmp_path: Path) -> None:
    """It takes seconds, for a wheel that lacks a template or a migration shows that only when it is used."""
    run(ROOT, sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist"))
    (wheel,) = (tmp_path / "dist").glob("timeline-*.whl")
    empty = tmp_path / "empty"
    venv.create(empty, with_pip=False)
    python = empty / "bin" / "python"
    install = ["-m", "uv", "pip", "install", "-q", "--offline", "--no-deps", "--python", str(python), str(wheel)]
    run(tmp_path, sys.executable, *install)
    # What it depends on is taken from here, and behind what the wheel has; a clone installed here is not seen.
    packages = next((empty / "lib").glob("python*")) / "site-packages"
    (packages / "here.pth").write_text(f"{Path(litestar.__file__).parents[1]}\n")
    where = run(tmp_path, str(python), "-c", "import timeline; print(timeline.__file__)")
    assert where.strip() == str(packages / "timeline" / "__init__.py")
    timeline = str(empty / "bin" / "timeline")
    run(tmp_path, timeline, "init", "rivers", "--title", "Rivers")
    for feed in set((tmp_path / "rivers" / "feeds").glob("*.yaml")) - {tmp_path / "rivers" / "feeds" / "all.yaml"}:
        feed.unlink()
    (tmp_path / "rivers" / "events.yaml").write_text("events:\n  - {title: Dam opens, when: spring of 2013}\n")
    assert "1 event" in run(tmp_path, timeline, "check", "--files", "rivers", "--fix")
    assert "files in out" in run(tmp_path, timeline, "build", "out", "--files", "rivers")
    for name in ("index.html", "de/index.html", "feeds/all.ics", "feeds/all.svg", "static/site.css", "favicon.ico"):
        assert (tmp_path / "out" / name).stat().st_size > 100


def run(folder: Path, *command: str) -> str:
    """What a command prints; it is not told of this clone."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TIMELINE_"))}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
