"""Reading what came where it can be stopped: in a process of its own, with bounds on time and memory.

A worker reads one document after another and is killed when one takes too long, or dies of its memory; the next
document gets a new one. Starting one costs about a second, using one a millisecond.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

import msgspec

from timeline.errors import SourceRefused
from timeline.model.source import Document, Extraction

SECONDS: Final = 10.0
MEGABYTES: Final = 512
STARTING: Final = 60
"""Seconds until a worker says that it is ready; its start is no document's fault."""
USES: Final = 500
"""Documents that one worker reads before a new one takes its place: whatever a library leaks ends there."""
ENVIRONMENT: Final = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TZ",
    "LD_LIBRARY_PATH",
    "SYSTEMROOT",
    "PYTHONHASHSEED",
)
"""Variables of the environment that a worker sees."""
IDLE: Final = 4
"""Workers that wait; each holds some 70 MB."""
LARGEST: Final = 256 * 2**20
"""Bytes of an answer; a worker that sends more is not believed."""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker is asked."""

    document: Document
    kind: str
    megabytes: int


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker answers: what it read, or why the document is refused."""

    extraction: Extraction | None = None
    refused: str = ""


_decoder: Final = msgspec.msgpack.Decoder(Answer)


def extract_bounded(
    document: Document, kind: str = "", seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> Extraction:
    """What `extract` says of the document, at a cost of at most so much time and memory.

    Raises `SourceRefused` with the reason, also where a bound is met. Safe to call from several threads.
    """
    worker = _take()
    try:
        answer = worker.ask(Task(document=document, kind=kind, megabytes=megabytes), seconds)
    except BaseException:
        worker.stop()
        raise
    if answer is None:
        raise SourceRefused(f"{document.url}: {worker.why(seconds, megabytes)}")
    _give(worker)
    if answer.extraction is None:
        raise SourceRefused(answer.refused)
    return answer.extraction


class Worker:
    """One process that reads documents."""

    def __init__(self) -> None:
        root = str(Path(__file__).parents[2])
        paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "timeline.extract.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # What a stranger's document could get at holds no password of ours.
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ} | {"PYTHONPATH": paths},
        )
        self._late = False
        self.uses = 0
        if self.receive(STARTING) is None:
            raise SourceRefused(f"the reader of documents did not start within {STARTING} seconds: try again later")

    def ask(self, task: Task, seconds: float) -> Answer | None:
        """The answer; None where it did not come in time, or the process died."""
        self.uses += 1
        stdin = self._process.stdin
        assert stdin is not None
        message = msgspec.msgpack.encode(task)
        try:
            stdin.write(len(message).to_bytes(8, "big") + message)
            stdin.flush()
        except OSError:
            self.stop()
            return None
        return self.receive(seconds)

    def receive(self, seconds: float) -> Answer | None:
        """The next message; the process is killed when it does not come in time."""
        stdout = self._process.stdout
        assert stdout is not None
        timer = threading.Timer(seconds, self._kill_late)
        timer.daemon = True
        timer.start()
        try:
            size = int.from_bytes(stdout.read(8), "big")
            body = stdout.read(size) if 0 < size <= LARGEST else b""
        finally:
            timer.cancel()
        if self._late or not body or len(body) != size:
            self.stop()
            return None
        return _decoder.decode(body)

    def _kill_late(self) -> None:
        self._late = True
        self._process.kill()

    def why(self, seconds: float, megabytes: int) -> str:
        """Why there was no answer."""
        if self._late:
            return f"reading it took more than {seconds:g} seconds"
        return f"reading it failed: it needs more than {megabytes} MB, or broke a library"

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the process and wait for it."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                _close(stream)
        self._process.wait()


def _close(stream: object) -> None:
    """Close a pipe; what is left in its buffer has no reader any more."""
    try:
        stream.close()  # type: ignore[attr-defined]
    except OSError:
        return


_idle: Final[list[Worker]] = []
_lock: Final = threading.Lock()


def _take() -> Worker:
    """A worker that is idle, or a new one."""
    while True:
        with _lock:
            if not _idle:
                break
            worker = _idle.pop()
        if worker.alive and worker.uses < USES:
            return worker
        worker.stop()
    return Worker()


def _give(worker: Worker) -> None:
    """Keep a worker for the next document, unless enough of them wait already."""
    with _lock:
        if kept := len(_idle) < IDLE:
            _idle.append(worker)
    if not kept:
        worker.stop()


def idle() -> list[int]:
    """The processes that wait for a document, by their numbers; the last one is asked next."""
    with _lock:
        return [worker.pid for worker in _idle]


@atexit.register
def stop_all() -> None:
    """End every idle worker."""
    with _lock:
        workers, _idle[:] = list(_idle), []
    for worker in workers:
        worker.stop()
