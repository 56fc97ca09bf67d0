"""Threads for what takes time, so that the loop goes on answering: some for feeds, some for questions.

A feed is what the curator defined: there are so many of them, and each is made until it is done. A question is what
anyone may think of, so it has a deadline, and no number of questions takes a thread from the feeds.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import partial
from typing import Final, TypeVar

from timeline.errors import AskAgain, QuestionTooSlow
from timeline.serve.http.problems import Overloaded

Value = TypeVar("Value")
Bound = Callable[[Callable[[], bool]], AbstractContextManager[None]]
"""`Store.bound`: what is asked within ends when the function says so."""

THREADS: Final = 2
"""Of each pool. All share one interpreter, and each that is at work may hold the loop up for a switch interval."""
QUESTION_SECONDS: Final = 2.0
"""How long a question may take, waiting for its thread included."""
WAITING: Final = 32
"""Questions that wait at once; one more is refused at once. Those that wait end together, and while so many are
refused nobody else is answered."""
COLD_SECONDS: Final = 30.0
"""The same while what pages and dates need is still being loaded, which a first question pays for all others."""


class Pools:
    """The threads of one application. It begins cold; whoever has warmed it sets `seconds` to `QUESTION_SECONDS`."""

    def __init__(self, bound: Bound, seconds: float = COLD_SECONDS) -> None:
        self.seconds = seconds
        self._bound = bound
        self._waiting = 0
        self._feeds = ThreadPoolExecutor(THREADS, thread_name_prefix="feed")
        self._questions = ThreadPoolExecutor(THREADS, thread_name_prefix="question")

    async def make(self, work: Callable[[], Value]) -> Value:
        """What the work returns, however long it takes."""
        return await asyncio.get_running_loop().run_in_executor(self._feeds, partial(ask_again, work))

    async def ask_in_turn(self, work: Callable[[], Value]) -> Value:
        """The same, of a question that anyone may think of. Raises `Overloaded` where too many wait already."""
        if self._waiting >= WAITING:
            raise Overloaded(f"{WAITING} questions wait for their answers already: come back after Retry-After")
        self._waiting += 1
        try:
            return await self.ask(work)
        finally:
            self._waiting -= 1

    async def ask_to_read(self, work: Callable[[], Value]) -> Value:
        """What the work makes of a few words. Bounded by their number, it may take long once: the first that no table
        of ours knows has the tables of all other languages loaded (`dateparser`, some seconds)."""
        return await self.ask(work, COLD_SECONDS)

    async def ask(self, work: Callable[[], Value], seconds: float = 0) -> Value:
        """What the work returns within the deadline, or within so many seconds. Raises `QuestionTooSlow`; then its
        statement is interrupted, and what was not begun never is."""
        over, most = threading.Event(), seconds or self.seconds

        def run() -> Value:
            with self._bound(over.is_set):
                return ask_again(work)

        try:
            async with asyncio.timeout(most):
                return await self.ask_patiently(run)
        except TimeoutError:
            raise QuestionTooSlow(
                f"the answer takes longer than {most:g} seconds: ask for less (a tag, a shorter time), "
                "or come back after Retry-After"
            ) from None
        finally:
            over.set()  # whoever asked may have gone as well

    async def ask_patiently(self, work: Callable[[], Value]) -> Value:
        """What the work returns, among the questions but without a deadline: a small piece of something long."""
        return await asyncio.get_running_loop().run_in_executor(self._questions, work)

    def close(self) -> None:
        """Begin nothing any more."""
        for pool in (self._feeds, self._questions):
            pool.shutdown(wait=False, cancel_futures=True)


def ask_again(work: Callable[[], Value]) -> Value:
    """What the work returns; done once more where a server that was asked stopped answering in the middle."""
    try:
        return work()
    except AskAgain as error:
        elsewhere = error.elsewhere
    with elsewhere():
        return work()
