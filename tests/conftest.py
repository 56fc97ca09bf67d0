"""What every test may rely on: no network but loopback, and real tools where they are installed."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is no fault of ours: nothing that measures time decides. With CI set the same examples come each time.
settings.register_profile(
    "ours",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.register_profile("long", parent=settings.get_profile("ours"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ours"))


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


@pytest.fixture
def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
