"""How often a standby is looked at while the server that writes is gone."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import create_engine

from timeline.errors import StoreUnavailable
from timeline.store.postgresql import reading
from timeline.store.postgresql.counting import WriteNumber
from timeline.store.postgresql.latest import Latest
from timeline.store.postgresql.reading import LOOKS, StandbyReads


class LateStandby:
    """It has a write from some look on, and counts these."""

    is_in_use = True

    def __init__(self, late: int = 10_000) -> None:
        self.late, self.looks = late, 0

    def connect(self, write: WriteNumber) -> str | None:
        self.looks += 1
        return "the standby" if self.looks > self.late else None


def refuse() -> None:
    raise StoreUnavailable("the primary is away")


def reads(standby: Any, latest: Latest) -> StandbyReads:
    return StandbyReads(create_engine("sqlite://"), refuse, standby, latest)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "PAUSE", 0)


def test_what_was_acknowledged_a_moment_ago_is_waited_for():
    standby = LateStandby(LOOKS)
    assert str(reads(standby, Latest()).connect()) == "the standby"


def test_what_a_standby_lacks_is_waited_for_once_and_then_looked_for():
    standby, latest = LateStandby(), Latest()
    here, looks = reads(standby, latest), []
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            here.connect()
        looks.append(standby.looks)
    assert looks == [1 + LOOKS, 2 + LOOKS, 3 + LOOKS]
    # What is known of later is waited for as well.
    latest.advance(WriteNumber("", 1))
    with pytest.raises(StoreUnavailable):
        here.connect()
    assert standby.looks == 4 + 2 * LOOKS


def test_a_standby_that_does_not_answer_is_not_waited_for():
    standby = LateStandby()
    standby.is_in_use = False
    with pytest.raises(StoreUnavailable):
        reads(standby, Latest()).connect()
    assert standby.looks == 1
