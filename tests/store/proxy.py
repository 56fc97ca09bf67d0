"""Between a client and a PostgreSQL server: a proxy that cuts the connection at a COMMIT."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from typing import Final

LOCK: Final = b"FOR UPDATE OF meta"
"""What a transaction begins with that changes the log."""
COMMIT: Final = re.compile(rb"COMMIT(?!TED)")


class Cut(Enum):
    """Where the next COMMIT is lost."""

    NOWHERE = "nowhere"
    BEFORE = "before the server hears of it"
    BEHIND = "before the client hears that it was done"


class Proxy:
    """Listens on loopback and passes on what it gets. Of the next transaction that changes the log after `cut` was set,
    the COMMIT is lost, and its connection with it; `at_commit` is called as that passes."""

    def __init__(self, port: int) -> None:
        self.cut = Cut.NOWHERE
        self.at_commit: Callable[[], object] = lambda: None
        self._server = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # whoever waits for the next one would still get it
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            try:
                server = socket.create_connection(("127.0.0.1", self._server))
            except OSError:
                return
            with server:
                threading.Thread(target=self._answer, args=(server, client), daemon=True).start()
                self._ask(client, server)

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        """What the client says, until it has said all, or a COMMIT that is lost."""
        with suppress(OSError):
            changes = False
            while data := client.recv(65_536):
                changes = changes or LOCK in data
                ends = COMMIT.search(data) is not None
                if not (changes and ends) or self.cut is Cut.NOWHERE:
                    changes = changes and not ends
                    server.sendall(data)
                    continue
                cut, self.cut = self.cut, Cut.NOWHERE
                if cut is Cut.BEHIND:
                    client.shutdown(socket.SHUT_RDWR)  # nothing more reaches it
                    server.sendall(data)
                self.at_commit()
                break
        # To close what another thread reads from would say nothing to the other side.
        for each in (client, server):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65_536):
                client.sendall(data)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy(port: int) -> Iterator[Proxy]:
    """A proxy before the server at a port."""
    started = Proxy(port)
    try:
        yield started
    finally:
        started.close()
