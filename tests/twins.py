"""Two `timeline serve` processes on one PostgreSQL database, each with a folder of its own, as on two machines."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx

from tests.cluster import free_port
from tests.running import Running, wait_until

BASE_URL: Final = "https://twins.example"
"""Under which readers reach both, through whatever stands in front of them."""
UNLIKE: Final = frozenset({"date"})
"""Headers that say when it was answered."""
TRIES: Final = 20
TOO_SLOW: Final = b"/problems/question-too-slow"
LEFT: Final = re.compile(r"max-age=\d+")


class Answer(NamedTuple):
    """All of an answer that must not depend on which process gave it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def etag(self) -> str:
        """The validator, empty where there is none."""
        return dict(self.headers).get("etag", "")

    @property
    def timeless(self) -> Answer:
        """The same without the seconds until midnight, which may have been others a moment later."""
        headers = [(name, LEFT.sub("max-age", value)) for name, value in self.headers]
        return self._replace(headers=tuple(headers))


def _read(response: http.client.HTTPResponse) -> Answer:
    said = sorted((name.lower(), value) for name, value in response.getheaders() if name.lower() not in UNLIKE)
    return Answer(response.status, tuple(said), response.read())


class Twin(Running):
    """One of them, on a port that it keeps when it is started again."""

    def __init__(self, folder: Path, url: str, port: int, *words: str, **environ: str) -> None:
        own = {"DATABASE_URL": url, "PORT": str(port), "TIMELINE_BASE_URL": BASE_URL, "RATE": "0"}
        super().__init__(folder, "serve", *words, **own | environ)
        self.folder, self.port = folder, port
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """What it answers. On a crowded machine a question may take too long, and is asked again."""
        for _ in range(TRIES):
            answer = super().get(path, **headers)
            if TOO_SLOW not in answer.content[:200]:
                break
        return answer

    def ask(self, path: str, **headers: str) -> Answer:
        """What it answers, without the decoding of a client."""
        return self.ask_all([(path, headers)])[0]

    def ask_all(self, requests: Sequence[tuple[str, Mapping[str, str]]]) -> list[Answer]:
        """The answers to requests, one after the other on one connection. On a crowded machine a question may take too
        long, and is asked again."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        answers = []
        for path, headers in requests:
            for _ in range(TRIES):
                connection.request("GET", path.partition("#")[0], headers=dict(headers))
                answer = _read(connection.getresponse())
                if TOO_SLOW not in answer.body[:200]:
                    break
            answers.append(answer)
        connection.close()
        return answers

    def position(self) -> str:
        """Where it says that the log stands."""
        return str(self.get("/readyz").json()["position"])


class Twins:
    """Two processes, and what is asked of both."""

    def __init__(self, first: Twin, second: Twin) -> None:
        self.first, self.second = first, second

    @property
    def both(self) -> tuple[Twin, Twin]:
        """Both of them."""
        return self.first, self.second

    def meet(self) -> str:
        """The position, once both stand at the one that the first has now."""
        position = self.first.position()
        wait_until(lambda: self.second.position() == position)
        return position

    def ask(self, requests: Sequence[tuple[str, Mapping[str, str]]]) -> list[tuple[Answer, Answer]]:
        """What each of them answers, asked at the same time."""
        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(lambda twin: twin.ask_all(requests), self.both)
        return list(zip(first, second, strict=True))


@contextmanager
def twins(folder: Path, url: str, *words: str, second_url: str = "", **environ: str) -> Iterator[Twins]:
    """Both started at the same time with copies of the folder, and killed at the end. The second may know the database
    by another address."""

    def start(name: str, url: str) -> Twin:
        own = folder.parent / name / "folder"
        shutil.copytree(folder, own)
        return Twin(own, url, free_port(), *words, **environ)

    with ThreadPoolExecutor(2) as pool, ExitStack() as stack:
        first, second = pool.map(start, ("first", "second"), (url, second_url or url))
        for twin in (first, second):
            stack.enter_context(twin)
            assert "Ctrl-C" in twin.said, twin.errors
        started = Twins(first, second)
        try:
            yield started
        finally:
            # One that a test has started anew is in the place of one that ended.
            for twin in started.both:
                twin.stop(signal.SIGKILL)


def again(twin: Twin, url: str, *words: str, **environ: Any) -> Twin:
    """The same one, started anew after it has ended."""
    return Twin(twin.folder, url, twin.port, *words, **environ)
