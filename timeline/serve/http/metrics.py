"""What is counted. Labels are routes, methods and classes of status: never an address, so their number is bounded."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

MEDIA_TYPE: Final = CONTENT_TYPE_LATEST
METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
BUCKETS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds."""


class Metrics:
    """One registry for one application."""

    def __init__(self, position: Callable[[], float], followers: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "timeline_http_answers", "Answers.", ("route", "method", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "timeline_http_seconds", "Seconds to answer.", ("route",), buckets=BUCKETS, registry=self._registry
        )
        self._ready = Counter(
            "timeline_http_ready", "Answers that were ready, and needed no handler.", registry=self._registry
        )
        self._errors = Counter("timeline_http_errors", "Unforeseen errors.", registry=self._registry)
        self._dropped = Counter("timeline_streams_dropped", "Streams that were broken off.", registry=self._registry)
        position_now = Gauge("timeline_position", "Latest position in the log of changes.", registry=self._registry)
        position_now.set_function(position)
        following = Gauge("timeline_followers", "Readers that wait or follow.", registry=self._registry)
        following.set_function(followers)
        self._answer = lru_cache(maxsize=2048)(self._answers.labels)
        self._second = lru_cache(maxsize=256)(self._seconds.labels)

    def count_answer(self, route: str, method: str, status: int, seconds: float, *, ready: bool = False) -> None:
        """Count one answer."""
        self._answer(route, method if method in METHODS else "other", f"{status // 100}xx").inc()
        self._second(route).observe(seconds)
        if ready:
            self._ready.inc()

    def count_failure(self) -> None:
        """Count one unforeseen error."""
        self._errors.inc()

    def count_drop(self) -> None:
        """Count one reader that was dropped."""
        self._dropped.inc()

    def text(self) -> bytes:
        """Everything in the exposition format of Prometheus."""
        return generate_latest(self._registry)
