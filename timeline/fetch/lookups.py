"""Names that are being resolved: each once, some at a time, and none of them waited for without end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future
from typing import Final

from timeline.errors import SourceRefused

Resolve = Callable[[str, int], Iterable[str]]
"""Addresses of a host name; raises `OSError`."""
MOST: Final = 256
"""Names that are being resolved at once, those included of which the resolver has said nothing in time."""


class Lookups:
    """The system's resolver has no time limit of its own, so it is waited for from outside.

    A name that hangs is asked for once, however often its sources are fetched meanwhile: else each run of one source
    would take a place that the others' names need. Safe to use from several threads.
    """

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._under_way: dict[Hashable, Future[list[str]]] = {}

    def addresses(self, resolve: Resolve, host: str, port: int, seconds: float) -> list[str]:
        """What the resolver says in so many seconds. Raises `SourceRefused`."""
        answer = self._begin(resolve, host, port)
        try:
            return answer.result(timeout=seconds)
        except (OSError, UnicodeError) as error:
            if not answer.done():  # the wait has ended, not the resolver's own
                raise SourceRefused(f"the name {host} was not resolved within {seconds:g} seconds") from error
            raise SourceRefused(f"the name {host} cannot be resolved: {error}") from error

    def _begin(self, resolve: Resolve, host: str, port: int) -> Future[list[str]]:
        """The lookup of a name that is under way, or one that begins now."""
        key = resolve, host, port
        with self._lock:
            if key in self._under_way:
                return self._under_way[key]
            if len(self._under_way) >= self.most:
                raise SourceRefused(
                    f"the name {host} is not resolved: {self.most} names before it are still waited for"
                )
            answer: Future[list[str]] = Future()
            self._under_way[key] = answer
        # A daemon, as one that hangs must not keep the program from ending.
        thread = threading.Thread(target=self._look_up, args=(key, answer), name=f"resolve {host}", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:  # the machine has no thread left: the place is free again
            with self._lock:
                del self._under_way[key]
            answer.set_exception(OSError(str(error)))
        return answer

    def _look_up(self, key: tuple[Resolve, str, int], answer: Future[list[str]]) -> None:
        resolve, host, port = key
        try:
            found, problem = list(resolve(host, port)), None
        except Exception as error:
            found, problem = [], error
        with self._lock:
            del self._under_way[key]
        if problem is None:
            answer.set_result(found)
        else:
            answer.set_exception(problem)
