"""All of `deploy/` under load, while worker, replica and primary are killed, and the replicas are started anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.deploy.scenario import Load, Report, Scenario, stack

pytestmark = [pytest.mark.process, pytest.mark.postgres]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], str]) -> Report:
    """It takes its time, as each part has to start, be missed, and start again: so it is done once."""
    tool("vdirsyncer")
    with stack(tmp_path_factory.mktemp("stack"), tool("nginx")) as parts:
        return Scenario(parts, Load(pollers=3, writers=2, writes=3)).run()


def test_nobody_is_answered_with_an_error_but_who_writes_and_who_asks_at_the_promotion_with_503(report: Report) -> None:
    assert report.answers.failures == []
    assert set(report.answers.reads) <= {200, 304, 503}
    assert set(report.answers.writes) <= {200, 201, 409, 503}


def test_what_was_acknowledged_is_there_once(report: Report) -> None:
    assert sum(map(len, report.titles.values())) >= 2 * 3 * len(report.stages)
    assert report.lost == []
    written = [(change.event, change.after.title) for change in report.log]
    assert len(written) == len(set(written))


@pytest.mark.parametrize("follower", ["cursor", "stream"])
def test_who_follows_the_log_misses_nothing_and_hears_nothing_twice(report: Report, follower: str) -> None:
    assert report.positions(follower) == [change.position for change in report.log]
    assert report.positions(follower) == list(range(1, len(report.log) + 1))
    told = [(each["event"], each["kind"], each["after"]["title"]) for each in report.followers[follower]]
    assert told == [(each.event, each.kind, each.after.title) for each in report.log]


def test_a_calendar_has_every_event_once_as_it_is_now(report: Report) -> None:
    assert report.calendar == report.titles_now


def test_nothing_unforeseen_is_in_any_log(report: Report) -> None:
    assert not [log for log in report.logs if "Traceback" in log]
