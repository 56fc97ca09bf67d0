"""`timeline serve` and `timeline worker` as processes of their own, for what only a real one shows."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

Start = Callable[..., "Running"]


class Running:
    """A command that runs until it is stopped, what it says, and a client of the address that it serves at.

    `Running(folder, "serve", "--watch", DATABASE_URL=url)` comes back as soon as it is ready, or has ended. It takes a
    free port, its database lies beside the folder, and of this machine's own settings it knows none.
    """

    def __init__(self, folder: Path, *words: str, **environ: str) -> None:
        number = len(list(folder.parent.glob("*.said")))
        self._said = folder.parent / f"{number}.said"
        self._errors = folder.parent / f"{number}.errors"
        own = {name: value for name, value in os.environ.items() if not name.startswith("TIMELINE_")}
        own |= {"PYTHONUNBUFFERED": "1", "DATA": str(folder.parent / "data"), "PORT": "0"}
        command = [sys.executable, "-m", "timeline", *words, "--files", str(folder)]
        with self._said.open("w") as said, self._errors.open("w") as errors:
            self.process = subprocess.Popen(command, stdout=said, stderr=errors, env=own | environ)
        wait_until(lambda: "Ctrl-C" in self.said or self.process.poll() is not None, 120)
        address = re.search(r"http://127\.0\.0\.1:(\d+)", self.said)
        self.port = int(address[1]) if address else 0
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop(signal.SIGKILL)

    @property
    def said(self) -> str:
        """What stands on standard output."""
        return self._said.read_text()

    @property
    def errors(self) -> str:
        """What stands on standard error: the log, and why it ended."""
        return self._errors.read_text()

    @property
    def output(self) -> str:
        """Both."""
        return self.said + self.errors

    def get(self, path: str, **headers: str) -> httpx.Response:
        """What it answers."""
        return self.client.get(path, headers=headers)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to end; its exit code. One that has ended is only asked for its code."""
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(60)


@contextmanager
def processes() -> Iterator[Start]:
    """As many as a test starts; what still runs at the block's end is killed."""
    with ExitStack() as stack:
        yield lambda folder, *words, **environ: stack.enter_context(Running(folder, *words, **environ))


def wait_until(condition: Callable[[], Any], seconds: float = 120.0) -> None:
    """Until something is so; never longer than that many seconds, behind which the test fails."""
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        pause(0.02)
    raise AssertionError("it did not come about")


def pause(seconds: float) -> None:
    """Let others run meanwhile."""
    threading.Event().wait(seconds)
