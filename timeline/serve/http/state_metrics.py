"""How sources and feeds are doing, in numbers: asked of the store when somebody looks, a series each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from timeline.errors import TimelineError
from timeline.model.source import Health

if TYPE_CHECKING:
    from timeline.serve.http.service import Service

SOURCES: Final = {
    "last_success_timestamp_seconds": "When a source was last reached and read.",
    "age_seconds": "Seconds since a source was last reached and read.",
    "entries": "What a source said in its last run.",
    "failures": "Failed runs of a source since its last success.",
    "waiting": "What of a source waits for a person.",
    "shrunk": "Whether a source suddenly says far less, so that nothing was removed.",
}
STANDBY: Final = {
    "timeline_standby_behind": ("Positions that the standby is behind.", "positions"),
    "timeline_standby_behind_seconds": ("Seconds that the standby is behind.", "seconds"),
}
FEEDS: Final = {
    "entries": "Events that match a feed.",
    "updated_timestamp_seconds": "The latest change of a feed.",
    "age_seconds": "Seconds since the latest change of a feed.",
}


class StateNumbers(Collector):
    """The numbers of one service. A database that does not answer costs these, and no other number."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> Iterator[Metric]:
        """Nothing: a registry would ask the store for it before there is anything in it."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """The families of the exposition."""
        now = self._service.clock()
        try:
            families = [*self._sources(now), *self._feeds(now)]
        except TimelineError:
            families = []
        answers = GaugeMetricFamily("timeline_database_up", "Whether the database answers.")
        answers.add_metric((), bool(families))
        yield answers
        yield from self._standby()
        yield from families

    def _standby(self) -> Iterator[GaugeMetricFamily]:
        """How the standby is, where there is one. One that does not answer is behind by no number."""
        try:
            standby = self._service.store.check().standby
        except TimelineError:
            return
        if standby is None:
            return
        up = GaugeMetricFamily("timeline_standby_up", "Whether the standby answers.")
        up.add_metric((), not standby.problem)
        yield up
        for name, (meaning, field) in STANDBY.items():
            family = GaugeMetricFamily(name, meaning)
            if (value := getattr(standby, field)) is not None:
                family.add_metric((), value)
            yield family

    def _sources(self, now: datetime) -> list[GaugeMetricFamily]:
        store = self._service.store
        health, waiting = store.health(), store.waiting()
        rows = {}
        for source in self._service.sources:
            state = health.get(source.id, Health(source=source.id))
            rows[source.id] = _instant("last_success_timestamp_seconds", state.last_success, now) | {
                "entries": state.mentions,
                "failures": state.failures,
                "waiting": waiting.get(source.id, 0),
                "shrunk": bool(state.flagged),
            }
        return _families("source", SOURCES, rows)

    def _feeds(self, now: datetime) -> list[GaugeMetricFamily]:
        publisher = self._service.publisher
        rows = {}
        for feed in self._service.store.feeds():
            updated = publisher.modified(feed.filter, feed)
            entries = {"entries": publisher.counts.matching(feed.filter)}
            rows[feed.slug] = entries | _instant("updated_timestamp_seconds", updated, now)
        return _families("feed", FEEDS, rows)


def _instant(name: str, at: datetime | None, now: datetime) -> dict[str, float]:
    """An instant and its age, where there is one: a source that was never read has neither."""
    return {} if at is None else {name: at.timestamp(), "age_seconds": max(0.0, (now - at).total_seconds())}


def _families(what: str, meanings: dict[str, str], rows: dict[str, dict[str, float]]) -> list[GaugeMetricFamily]:
    families = []
    for name, meaning in meanings.items():
        family = GaugeMetricFamily(f"timeline_{what}_{name}", meaning, labels=(what,))
        for label, values in rows.items():
            if name in values:
                family.add_metric((label,), values[name])
        families.append(family)
    return families
