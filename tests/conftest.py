"""What every test may rely on: no network but loopback, and real tools where they are installed."""

from __future__ import annotations

import os
import shutil
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

from tests import new_files
from timeline.extract.bounded import MEGABYTES, extract_bounded

# A slow machine is no fault of ours: nothing that measures time decides. With CI set the same examples come each time.
settings.register_profile(
    "ours",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.register_profile("long", parent=settings.get_profile("ours"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ours"))

SLOW: Final = ("process", "postgres", "browser", "clients")
"""Marks of what starts servers, databases and browsers."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first: of several processes none is left with one of them at the end. They are
    those that start something, and then those of few tests: where there are hundreds, each takes a millisecond."""
    slow = {item.path for item in items if any(map(item.get_closest_marker, SLOW))}
    sizes = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in slow, sizes[item.path]))


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """`tool("newsboat")` is the program's path. Where it is missing the test is skipped, and fails with CI set."""

    def find(name: str) -> str:
        if path := shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin"):
            return path
        message = f"{name} is not installed"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)

    return find


@pytest.fixture(scope="session", autouse=True)
def new_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Databases are migrated once a process, and copied from then on; `tests/store/test_migrations.py` makes them."""
    with new_files.copied_from(tmp_path_factory.mktemp("template") / "timeline.db"):
        yield


@pytest.fixture(scope="session", autouse=True)
def patient_reading() -> Iterator[None]:
    """Documents are read in any time that a crowded machine takes: the bound is a matter of `test_bounded.py`, which
    says its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extract_bounded, "__defaults__", ("", 240.0, MEGABYTES))
        yield


@pytest.fixture
def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
