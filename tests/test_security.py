"""What SECURITY.md claims: each threat has a defence, and each defence a test that exists."""

from __future__ import annotations

import re
from typing import Final

import pytest

from tests.manual import ROOT

TESTS: Final = ROOT / "tests"
HEAD: Final = ["asset", "attacker", "defence", "test"]


def threats() -> list[list[str]]:
    """The cells of each row of the tables of threats."""
    found, of_threats = [], False
    for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        of_threats = cells == HEAD or (of_threats and bool(cells))
        if of_threats and cells != HEAD and set(cells) != {"---"}:
            found.append(cells)
    return found


@pytest.mark.parametrize("threat", threats(), ids=lambda threat: f"{threat[0]}: {threat[1]}")
def test_a_threat_has_a_defence_and_tests_that_exist(threat: list[str]) -> None:
    assert len(threat) == len(HEAD)
    assert all(threat)
    names = re.findall(r"`([\w/]+\.py)::(test_\w+)`", threat[3])
    assert names
    assert len(names) == len(threat[3].split(", "))
    for file, name in names:
        assert re.search(rf"^ *(?:async )?def {name}\(", (TESTS / file).read_text(encoding="utf-8"), re.M), (file, name)


def test_it_is_found_from_the_first_page() -> None:
    assert "(SECURITY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / link).exists(), link


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_has_its_hashes_and_no_index(name: str) -> None:
    packages = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    pins = [line for line in packages if line and not line.startswith("#")]
    assert len(pins) > 30
    for pin in pins:
        assert re.match(r"[\w.-]+(?:\[[\w,-]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", pin), pin[:80]
