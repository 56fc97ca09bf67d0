"""Whether a client takes what it is sent: one that does not is cut off, whatever waits for it."""

from __future__ import annotations

import array
import asyncio
from collections.abc import Callable
from typing import Final

try:
    import fcntl
    import termios
except ImportError:  # Windows: what the system holds back is not counted there
    fcntl = termios = None  # type: ignore[assignment]

SECONDS: Final = 20.0
"""Between two looks, while more is to be sent than the system takes."""
LEAST: Final = 10_000
"""Bytes that have to be taken from one look to the next: the slowest telephone takes more in a second or two."""


class Reader:
    """The client of one connection, as it reads. A timer runs only while something waits to be sent."""

    seconds = SECONDS

    def __init__(
        self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop, cut_off: Callable[[], None]
    ) -> None:
        self._transport, self._loop, self._cut_off = transport, loop, cut_off
        self._timer: asyncio.TimerHandle | None = None
        self._unsent = 0

    def watch(self) -> None:
        """Begin to look whether it takes anything."""
        if self._timer is None:
            self._unsent = self.unsent()
            self._timer = self._loop.call_later(self.seconds, self._look)

    def forget(self) -> None:
        """Look no more: everything was taken, or it has gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def unsent(self) -> int:
        """Bytes that the client has not acknowledged: ours, and those that the system holds."""
        held = self._transport.get_write_buffer_size()
        socket = self._transport.get_extra_info("socket")
        if fcntl is None or socket is None or socket.fileno() < 0:
            return held
        size = array.array("i", [0])
        try:
            fcntl.ioctl(socket.fileno(), termios.TIOCOUTQ, size)
        except OSError:  # a transport that is no socket of TCP
            return held
        return held + size[0]

    def _look(self) -> None:
        self._timer = None
        unsent = self.unsent()
        if self._unsent - unsent < min(LEAST, self._unsent):
            self._cut_off()
        else:
            self.watch()
