"""The nginx of `deploy/nginx.conf` as a process: the same file, with the ports of a test."""

from __future__ import annotations

import os
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from tests.cluster import free_port
from tests.running import wait_until

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
PORTS = ("8001", "8002", "8080")
LAYOUT = 5


class Nginx:
    """It runs before two replicas until the block ends; `url` is where it answers."""

    def __init__(self, program: str, folder: Path, replicas: Sequence[int]) -> None:
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        text = CONFIGURATION.read_text()
        for written, port in zip(PORTS, (*replicas, self.port), strict=True):
            text = text.replace(f":{written} ", f":{port} ").replace(f"listen {written};", f"listen 127.0.0.1:{port};")
        if os.geteuid() == 0:
            text = f"user root;\n{text}"  # its folder is a test's own
        (folder / "nginx.conf").write_text(text)
        command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
        with (folder / "errors").open("w") as errors:
            self.process = subprocess.Popen(command, stderr=errors)
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(base_url=self.url, timeout=60)
        wait_until(lambda: self._answers() or self.process.poll() is not None)
        assert self.process.poll() is None, self.errors

    @property
    def errors(self) -> str:
        """What nginx says."""
        return (self.folder / "errors").read_text()

    def _answers(self) -> bool:
        try:
            return self.client.get("/healthz").status_code in (200, 503)
        except httpx.TransportError:
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(60)


def age(nginx: Nginx, seconds: int) -> None:
    """Let all that is kept be so many seconds older. nginx has no clock that a test could move: a kept answer begins
    with the version of its layout and the instant until when it is fresh."""
    # What is still being written has a number behind its name.
    kept = [path for path in (nginx.folder / "cache").rglob("*") if path.is_file() and not path.suffix]
    for path in kept:
        # In its place, since nginx may be reading it.
        with path.open("r+b") as file:
            version, until = struct.unpack("=Qq", file.read(16))
            assert version == LAYOUT, "another nginx lays it out in another way"
            file.seek(8)
            file.write(struct.pack("=q", until - seconds))
