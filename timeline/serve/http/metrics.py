"""What is counted. Labels are routes, methods, classes of status, slugs of feeds that there are and kinds of clients:
never an address, so their number is bounded."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Final, NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

MEDIA_TYPE: Final = CONTENT_TYPE_LATEST
METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
BUCKETS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds."""


class FeedFetch(NamedTuple):
    """Who asks for which feed: its slug, and the kind of client (`clients.KINDS`)."""

    feed: str
    client: str


class Metrics:
    """One registry for one application."""

    def __init__(self, position: Callable[[], float], followers: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        self._answers = AnswerTally()
        self._registry.register(self._answers)
        self._fetches = FetchTally()
        self._registry.register(self._fetches)
        self._errors = Counter("timeline_http_errors", "Unforeseen errors.", registry=self._registry)
        self._dropped = Counter("timeline_streams_dropped", "Streams that were broken off.", registry=self._registry)
        position_now = Gauge("timeline_position", "Latest position in the log of changes.", registry=self._registry)
        position_now.set_function(position)
        following = Gauge("timeline_followers", "Readers that wait or follow.", registry=self._registry)
        following.set_function(followers)

    def register(self, collector: Collector) -> None:
        """Tell of further numbers."""
        self._registry.register(collector)

    def count_answer(self, route: str, method: str, status: int, seconds: float, *, ready: bool = False) -> None:
        """Count one answer."""
        self._answers.count(route, method, status, seconds, ready)

    def count_fetch(self, fetch: FeedFetch, status: int) -> None:
        """Count what came of the fetch of a feed."""
        self._fetches.count(fetch, status)

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
        # Asked in a thread while the loop goes on counting: a copy is made at once.
        for (route, method, status), number in list(self._answers.items()):
            counts[public_route(route), method if method in METHODS else "other", f"{status}xx"] += number
        for labels, number in counts.items():
            answers.add_metric(labels, number)
        yield answers
        seconds = HistogramMetricFamily("timeline_http_seconds", "Seconds to answer.", labels=("route",))
        bounds = [*map(str, BUCKETS), "+Inf"]
        for route, buckets in list(self._seconds.items()):
            seconds.add_metric(
                (public_route(route),), list(zip(bounds, accumulate(buckets), strict=True)), self._sums[route]
            )
        yield seconds
        ready = CounterMetricFamily("timeline_http_ready", "Answers that were ready, and needed no handler.")
        ready.add_metric((), self._ready)
        yield ready


class FetchTally(Collector):
    """Fetches of feeds, counted by one thread. Only what was answered names a feed, so no stranger adds a label."""

    def __init__(self) -> None:
        self._fetches: Tally[FeedFetch] = Tally()
        self._failures: Tally[str] = Tally()
        self._successes: dict[str, float] = {}

    def count(self, fetch: FeedFetch, status: int) -> None:
        """Count one fetch: what is sent and what a client holds still are successes, 5xx are failures."""
        if 200 <= status < 300 or status == 304:
            self._fetches[fetch] += 1
            self._successes[fetch.feed] = time.time()
        elif status >= 500 and fetch.feed in self._successes:
            self._failures[fetch.feed] += 1

    def collect(self) -> Iterator[Metric]:
        """The families of the exposition."""
        fetches = CounterMetricFamily(
            "timeline_feed_fetches", "Fetches of a feed that were answered.", labels=("feed", "client")
        )
        for fetch, number in sorted(self._fetches.items()):
            fetches.add_metric(fetch, number)
        yield fetches
        failures = CounterMetricFamily("timeline_feed_failures", "Fetches of a feed that failed.", labels=("feed",))
        last = GaugeMetricFamily(
            "timeline_feed_last_success_timestamp_seconds", "When a feed was last fetched.", labels=("feed",)
        )
        for feed, at in sorted(self._successes.items()):
            failures.add_metric((feed,), self._failures[feed])
            last.add_metric((feed,), at)
        yield failures
        yield last


def public_route(route: str) -> str:
    """A route as an address shows it: "/feeds/{slug}/.as/{format}" is "/feeds/{slug}.{format}" outside."""
    return route.replace("/.as/", ".")
