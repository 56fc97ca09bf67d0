"""Which change a revision is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.factory import DAWN, event
from timeline.dates import When
from timeline.model.change import KINDS, classify, replay
from timeline.model.event import Citation, Event

Hour = tuple[str | None, str | None, str | None]
LATER = datetime(2025, 7, 1, 9, 30, 15, 400, tzinfo=UTC)

# old status, old date, new status, new date, kind
REDATED = [
    ("happened", "2013-21", "happened", "2013-04-16", "refined"),
    ("happened", "1860~", "happened", "1861", "refined"),
    ("happened", "2013-04-16", "happened", "2013-21", "corrected"),
    ("happened", "1991-09-14", "happened", "1992-09-14", "corrected"),
    ("expected", "2025-08-01", "expected", "2025-08-05", "moved"),
    ("expected", "2025-09", "expected", "2025-09-12", "refined"),
    ("expected", "[..2025-09]", "happened", "2025-09-12", "confirmed"),
    ("expected", "2025-09-12", "happened", "2025-09-13", "confirmed"),
    ("scheduled", "2025-09-12", "happened", "2025-09-12", "confirmed"),
    ("scheduled", "2025-09-12", "scheduled", "2025-09-13", "moved"),
    ("tentative", "2025-09-12", "happened", "2025-09-12", "confirmed"),
    ("expected", "2025-09-12", "cancelled", "2025-09-12", "cancelled"),
    ("expected", "2025-09-12", "postponed", "2025-09-12", "postponed"),
    ("postponed", "2025-09-12", "expected", "2026-01-10", "reinstated"),
    ("cancelled", "2025-09-12", "expected", "2025-09-12", "reinstated"),
    ("withdrawn", "2025-09-12", "happened", "2025-09-12", "reinstated"),
    ("happened", "2025-09-12", "withdrawn", "2025-09-12", "withdrawn"),
    ("happened", "2025-09-12", "merged", "2025-09-12", "merged"),
    ("merged", "2025-09-12", "happened", "2025-09-12", "split"),
    ("happened", "2025-09-12", "disputed", "2025-09-12", "revised"),
    ("happened", "2025-09-12", "disputed", "2025-09-13", "corrected"),
    ("cancelled", "2025-09-12", "disputed", "2025-09-12", "revised"),
]


@pytest.mark.parametrize(("was", "old", "becomes", "new", "kind"), REDATED)
def test_a_revision_is_named_by_its_most_consequential_change(
    was: str, old: str, becomes: str, new: str, kind: str
) -> None:
    change = classify(event(when=old, status=was), event(when=new, status=becomes), LATER)
    assert change is not None
    assert change.kind == kind


BERLIN = "Europe/Berlin"
# start, end and zone of the clock on one day: before, after, and the kind of something expected
HOURS = [
    (("16:00", None, BERLIN), ("17:00", None, BERLIN), "moved"),
    (("16:00", None, BERLIN), (None, None, None), "moved"),
    (("16:00", "18:00", BERLIN), ("16:00", "19:00", BERLIN), "moved"),
    (("16:00", None, None), ("17:00", None, BERLIN), "moved"),
    ((None, None, None), ("17:00", None, BERLIN), "refined"),
    (("16:00", None, None), ("16:00", None, BERLIN), "refined"),
    (("16:00", None, BERLIN), ("16:00", "18:00", BERLIN), "refined"),
    (("16:00", None, BERLIN), ("14:00", None, "UTC"), "refined"),
]


@pytest.mark.parametrize(("was", "becomes", "kind"), HOURS)
def test_another_hour_of_the_same_day_is_another_date(was: Hour, becomes: Hour, kind: str) -> None:
    old, new = (
        event(when=When.parse("2025-08-01", start_time=start, end_time=end, timezone=zone), status="expected")
        for start, end, zone in (was, becomes)
    )
    change = classify(old, new, LATER)
    assert change is not None
    assert change.kind == kind


def test_every_kind_has_a_row_here() -> None:
    assert {row[-1] for row in REDATED} | {"added", "sourced"} == set(KINDS)


def test_what_is_new_is_added_with_the_instant_given() -> None:
    change = classify(None, event(), LATER)
    assert change is not None
    assert (change.kind, change.before, change.after.sequence) == ("added", None, 0)
    assert change.at == LATER.replace(microsecond=0) == change.after.updated
    assert change.after.published == DAWN


def test_an_event_split_off_another_is_split() -> None:
    change = classify(None, event(split_from="other"), LATER)
    assert change is not None
    assert change.kind == "split"


def test_nothing_said_differently_is_no_change() -> None:
    assert classify(event(), event(), LATER) is None
    assert classify(event(), event(), LATER, said="corrected") is None


def test_sources_alone_do_not_raise_the_sequence() -> None:
    change = classify(event(), event(sources=(Citation(title="A second report"),)), LATER)
    assert change is not None
    assert (change.kind, change.fields, change.after.sequence) == ("sourced", ("sources",), 0)


def test_other_words_for_the_same_date_are_a_revision_of_text() -> None:
    new = msgspec.structs.replace(event(), when=When.parse("2025-04-16", text="16 April 2025"))
    change = classify(event(), new, LATER)
    assert change is not None
    assert (change.kind, change.fields, change.after.sequence) == ("revised", ("when",), 1)


def test_an_explicit_kind_wins_once() -> None:
    moved = classify(event(when="2025-08-01"), event(when="2025-08-02"), LATER, said="moved")
    assert moved is not None
    assert moved.kind == "moved"
    again = classify(moved.after, event(when="2025-08-03"), LATER, said="moved")
    assert again is not None
    assert again.kind == "corrected"


def test_a_reason_belongs_to_the_change_in_which_it_is_new() -> None:
    cancelled = classify(event(), event(status="cancelled", reason="Storm"), LATER)
    assert cancelled is not None
    assert cancelled.reason == "Storm"
    retitled = classify(cancelled.after, event(status="cancelled", reason="Storm", title="Other"), LATER)
    assert retitled is not None
    assert retitled.reason == ""


def test_instants_of_one_event_strictly_increase_even_when_the_clock_does_not() -> None:
    held: Event = event()
    instants = [held.updated]
    for number in range(5):
        change = classify(held, event(title=f"Title {number}"), DAWN - timedelta(days=number))
        assert change is not None
        held = change.after
        instants.append(held.updated)
    assert instants == sorted(set(instants))
    assert held.sequence == 5


def test_replay_gives_the_latest_revision_of_each() -> None:
    first = classify(None, event("a"), DAWN)
    second = classify(None, event("b"), DAWN)
    assert first is not None
    assert second is not None
    third = classify(first.after, event("a", title="Better"), LATER)
    assert third is not None
    held = replay([first, second, third])
    assert (held["a"].title, held["b"].title) == ("Better", "Event b")
