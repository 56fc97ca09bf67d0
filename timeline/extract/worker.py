"""The process that reads documents for `bounded`: a task comes in, an answer goes out, each with its length before it.

`python -m timeline.extract.worker` is started by `bounded` and is of no use by hand.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from timeline.errors import SourceRefused
from timeline.extract.bounded import Answer, Task
from timeline.extract.kinds import extract

_decoder: Final = msgspec.msgpack.Decoder(Task)
STATUS: Final = Path("/proc/self/statm")


def main() -> None:
    """Answer tasks until the pipe is closed. What libraries print goes nowhere: the pipe is ours alone."""
    # Ctrl-C goes to the whole group; whoever started the worker decides when it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    quiet = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(quiet, descriptor)
    send(sink, Answer())
    while size := int.from_bytes(source.read(8), "big"):
        task = _decoder.decode(source.read(size))
        limit_memory(task.megabytes)
        send(sink, answer(task))


def answer(task: Task) -> Answer:
    """What the document says. A mistake of a library costs the document, not the worker."""
    try:
        return Answer(extraction=extract(task.document, task.kind))
    except SourceRefused as error:
        return Answer(refused=str(error))
    except MemoryError:
        return Answer(refused=f"{task.document.url}: reading it needs more than {task.megabytes} MB")


def send(sink: BinaryIO, answer: Answer) -> None:
    """Write one answer."""
    body = msgspec.msgpack.encode(answer)
    sink.write(len(body).to_bytes(8, "big") + body)
    sink.flush()


def limit_memory(megabytes: int) -> None:
    """Let the process have so much more than it has now, where the system can bound it (Linux)."""
    if sys.platform == "win32" or not STATUS.exists():
        return
    import resource

    held = int(STATUS.read_text().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (held + megabytes * 2**20, hard))


if __name__ == "__main__":
    main()
