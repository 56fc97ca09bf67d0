"""Licences of what is pinned are looked at in each run; advisories by `make audit`, which needs the network."""

from __future__ import annotations

import json
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.audit import advisories, licences
from tests.manual import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")


@pytest.mark.parametrize("name", LOCKS)
def test_the_licence_of_every_pin_is_allowed_or_an_exception_with_a_reason(name: str) -> None:
    assert licences.problems(ROOT / name) == []


def test_an_exception_is_of_something_that_is_pinned_and_not_allowed_anyway() -> None:
    pinned = {pin.name for name in LOCKS for pin in licences.pins(ROOT / name)}
    assert set(licences.EXCEPTIONS) <= pinned
    for said, reason in licences.EXCEPTIONS.values():
        assert not licences.is_allowed(said)
        assert reason


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True), ("MIT OR GPL-3.0-only", True), ("MIT AND GPL-3.0-only", False), ("GPL-3.0-only", False),
        ("Apache-2.0 AND CNRI-Python", True), ("GPL-2.0-only OR Apache-2.0 AND MIT", True), ("", False),
        ("Proprietary", False),
    ],
)  # fmt: skip
def test_a_choice_is_ours_and_what_is_joined_is_all_asked_for(expression: str, allowed: bool) -> None:
    assert licences.is_allowed(expression) is allowed


def test_what_pip_audit_could_not_ask_about_is_not_taken_for_well() -> None:
    said = json.dumps({"dependencies": [
        {"name": "a", "version": "1", "vulns": []},
        {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]},
        {"name": "c", "skip_reason": "Dependency not found on PyPI and could not be audited: c (1)"},
    ]})  # fmt: skip
    assert advisories.read(said) == advisories.Answer(["b 2: PYSEC-1, mended in ['3']"], ["c"])
    assert advisories.read("") is None


def test_every_dependency_stands_in_the_table_of_the_first_page() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme[readme.index("## Dependencies") : readme.index("Lower bounds stand in")]
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    for extra in project["project"]["optional-dependencies"].values():
        wanted += extra
    named = {word.strip(" ;,|").lower() for word in table.replace(";", " ").replace(",", " ").split()}
    assert {Requirement(each).name.lower() for each in wanted} <= named
