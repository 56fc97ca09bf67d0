"""A short soak: rude clients leave a real server with the memory, and the descriptors, that it had."""

from __future__ import annotations

import pytest

from benchmarks import soak

pytestmark = pytest.mark.process


def test_rude_clients_leave_nothing_behind_and_others_are_answered() -> None:
    figures = soak.measure(seconds=3, clients=len(soak.RUDE) * 2, events=300)
    assert figures.after_open - figures.before_open <= soak.LEFT_OPEN
    assert figures.after_mb - figures.before_mb <= soak.GROWN_MB
    assert all(figures.waits[name] for name in ("/healthz", soak.FEED))
    assert figures.answers["talks_nonsense: 400"]
    assert figures.answers["looks_for_what_is_not_there: 404"]
