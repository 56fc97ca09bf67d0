"""Whether anything is known against what is pinned, as pip-audit asks PyPI and, where that says nothing, OSV."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Final, NamedTuple

PIP_AUDIT: Final = "pip-audit==2.10.1"
"""Run by uv in an environment of its own: its 29 packages are no part of ours."""
SERVICES: Final = ("pypi", "osv")


class Answer(NamedTuple):
    """What is known against packages, a line each, and the packages of which nothing could be learnt."""

    known: list[str]
    unchecked: list[str]


def ask(uv: Path, file: Path, pinned: list[str]) -> Answer:
    """What the first service that knows all packages says, else the one that knows most; `pinned` are all there are."""
    best = Answer([], pinned)
    for service in SERVICES:
        answer = read(run(uv, file, service)) or best
        if len(answer.unchecked) < len(best.unchecked):
            best = answer
        if not best.unchecked:
            break
    return best


def run(uv: Path, file: Path, service: str) -> str:
    """pip-audit's answer in JSON, or nothing where it could not be had."""
    words = [str(uv), "tool", "run", "--quiet", "--from", PIP_AUDIT, "pip-audit", "--vulnerability-service", service]
    words += ["--requirement", str(file), "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    done = subprocess.run([*words, "--timeout", "15", "--format", "json"], capture_output=True, text=True, check=False)
    return done.stdout


def read(said: str) -> Answer | None:
    """pip-audit calls it well when it could ask of nothing, so what it skipped is counted here."""
    try:
        packages: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except ValueError:
        return None
    known = [
        f"{package['name']} {package['version']}: {advisory['id']}, mended in {advisory['fix_versions']}"
        for package in packages
        for advisory in package.get("vulns", [])
    ]
    return Answer(known, [package["name"] for package in packages if "skip_reason" in package])
