"""Which positions of a client are good, where the log can be looked up and where it cannot."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from timeline.errors import PositionGone, StoreUnavailable
from timeline.model.change import Change
from timeline.publish.change_log import verify


class Log:
    """A log that is known up to 3, of which a look shows more; with a former name that ended at 2."""

    generation = "now"

    def __init__(self, shown: int, refusal: StoreUnavailable | None = None) -> None:
        self.known, self.shown, self.refusal, self.looks = 3, shown, refusal, 0

    def position(self) -> int:
        return self.known

    def position_now(self) -> int:
        self.looks += 1
        self.known = self.shown
        if self.refusal:
            raise self.refusal
        return self.known

    def former(self, generation: str) -> int | None:
        return 2 if generation == "before" else None

    def changes(self, after: int = 0, limit: int | None = None) -> Sequence[Change]:
        return []


AWAY = StoreUnavailable("the primary is away")


def test_what_is_known_is_not_looked_up():
    log = Log(3, AWAY)
    verify(log, "now", 3)
    assert log.looks == 0


@pytest.mark.parametrize(("generation", "position"), [("now", 4), ("before", 2)])
@pytest.mark.parametrize("refusal", [None, AWAY])
def test_what_a_look_shows_is_good(generation: str, position: int, refusal: StoreUnavailable | None):
    verify(Log(4, refusal), generation, position)


@pytest.mark.parametrize(("generation", "position"), [("now", 5), ("before", 3), ("strange", 1)])
def test_what_is_in_no_log_is_gone(generation: str, position: int):
    with pytest.raises(PositionGone, match=f"{generation}-{position} "):
        verify(Log(4), generation, position)


@pytest.mark.parametrize(("generation", "position"), [("now", 5), ("before", 3), ("strange", 1)])
def test_what_nobody_can_look_up_is_not_said_to_be_gone(generation: str, position: int):
    with pytest.raises(StoreUnavailable):
        verify(Log(4, AWAY), generation, position)
