"""What is counted. Labels are routes, methods and classes of status: never an address, so their number is bounded."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

MEDIA_TYPE: Final = CONTENT_TYPE_LATEST
METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
BUCKETS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds."""


class Metrics:
    """One registry for one application."""

    def __init__(self, position: Callable[[], float], followers: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        self._answers = AnswerTally()
        self._registry.register(self._answers)
        self._errors = Counter("timeline_http_errors", "Unforeseen errors.", registry=self._registry)
        self._dropped = Counter("timeline_streams_dropped", "Streams that were broken off.", registry=self._registry)
        position_now = Gauge("timeline_position", "Latest position in the log of changes.", registry=self._registry)
        position_now.set_function(position)
        following = Gauge("timeline_followers", "Readers that wait or follow.", registry=self._registry)
        following.set_function(followers)

    def count_answer(self, route: str, method: str, status: int, seconds: float, *, ready: bool = False) -> None:
        """Count one answer."""
        self._answers.count(route, method, status, seconds, ready)

    def count_failure(self) -> None:
        """Count one unforeseen error."""
        self._errors.inc()

    def count_drop(self) -> None:
        """Count one reader that was dropped."""
        self._dropped.inc()

    def text(self) -> bytes:
        """Everything in the exposition format of Prometheus."""
        return generate_latest(self._registry)


class AnswerTally(Collector):
    """The answers, counted by one thread. The library's own counters take a lock and a look-up each: five of them cost
    as much as an answer that is ready."""

    def __init__(self) -> None:
        self._answers: Tally[tuple[str, str, int]] = Tally()
        self._seconds: dict[str, list[int]] = {}
        self._sums: Tally[str] = Tally()
        self._ready = 0

    def count(self, route: str, method: str, status: int, seconds: float, ready: bool) -> None:
        """Count one answer."""
        self._answers[route, method, status // 100] += 1
        buckets = self._seconds.get(route)
        if buckets is None:
            buckets = self._seconds[route] = [0] * (len(BUCKETS) + 1)
        buckets[bisect_left(BUCKETS, seconds)] += 1
        self._sums[route] += seconds  # type: ignore[assignment]  # a Counter adds up any numbers
        self._ready += ready

    def collect(self) -> Iterator[Metric]:
        """The families of the exposition."""
        answers = CounterMetricFamily("timeline_http_answers", "Answers.", labels=("route", "method", "status"))
        counts: Tally[tuple[str, str, str]] = Tally()
        for (route, method, status), number in self._answers.items():
            counts[route, method if method in METHODS else "other", f"{status}xx"] += number
        for labels, number in counts.items():
            answers.add_metric(labels, number)
        yield answers
        seconds = HistogramMetricFamily("timeline_http_seconds", "Seconds to answer.", labels=("route",))
        bounds = [*map(str, BUCKETS), "+Inf"]
        for route, buckets in self._seconds.items():
            seconds.add_metric((route,), list(zip(bounds, accumulate(buckets), strict=True)), self._sums[route])
        yield seconds
        ready = CounterMetricFamily("timeline_http_ready", "Answers that were ready, and needed no handler.")
        ready.add_metric((), self._ready)
        yield ready
