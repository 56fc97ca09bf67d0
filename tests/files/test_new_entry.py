"""An event that is taken over into events.yaml comes back as it was, its series and what departs from it too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factory import event
from tests.files import folder
from timeline.dates import When
from timeline.errors import Conflict
from timeline.files import new_entry
from timeline.model.event import Event, Override, Place

WEEKLY = ("RRULE:FREQ=WEEKLY;UNTIL=20240628", "EXDATE;VALUE=DATE:20240329")
CHANGED = (
    Override(original="20240405", when=When.parse("2024-04-06"), title="Market on the quay"),
    Override(original="20240412", status="cancelled"),
    Override(original="20240419", without=("summary",)),
)


def market(**fields: object) -> Event:
    return event("market", "2024-01-05", summary="On the square.", recurrence=WEEKLY, status="happened", **fields)


def test_a_series_is_written_with_its_rule_and_what_departs(tmp_path: Path) -> None:
    directory = folder.make(tmp_path)
    new_entry.add(directory, market(overrides=CHANGED), "en")
    (found,) = [each.event for each in folder.read(directory).entries if each.event.id == "market"]
    assert found.recurrence == WEEKLY
    assert found.overrides == CHANGED


@pytest.mark.parametrize(
    "fields",
    [
        {"recurrence": ("RDATE;VALUE=DATE:20240110",)},
        {"recurrence": ("RRULE:FREQ=WEEKLY", "EXRULE:FREQ=MONTHLY")},
        {"recurrence": ("RRULE:FREQ=WEEKLY", "RRULE:FREQ=MONTHLY")},
        {"recurrence": WEEKLY, "overrides": (Override(original="20240405", places=(Place(name="Quay"),)),)},
    ],
)
def test_what_an_entry_cannot_say_is_refused_and_nothing_is_written(tmp_path: Path, fields: dict[str, object]) -> None:
    directory = folder.make(tmp_path)
    before = (directory / "events.yaml").read_bytes()
    with pytest.raises(Conflict):
        new_entry.add(directory, event("market", "2024-01-05", **fields), "en")
    assert (directory / "events.yaml").read_bytes() == before
