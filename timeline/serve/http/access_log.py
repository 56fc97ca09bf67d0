"""The access log: a line a request in the Combined Log Format, which log analysers read, on standard output.

What must not be kept is not written: of an address the values of parameters that are not the API's own (a token may be
among them), of a referrer its query, and of the client, unless the setting says otherwise, the last part of its
address.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final
from urllib.parse import unquote

from timeline.config import ACCESS_LOGS
from timeline.model.parameters import PARAMETERS
from timeline.serve.http.clients import header

SETTINGS: Final = ACCESS_LOGS
HIDDEN: Final = "***"
LONGEST: Final = 1_000
"""Characters of one field."""
PREFIXES: Final = {4: 24, 6: 48}
"""Bits of an address that are kept of it: with them no household is told from its neighbours."""
TOKEN: Final = re.compile(r"tl_[\w-]*")
ADDRESSES: Final = frozenset({"url"})
"""Parameters whose value is an address, with a query of its own."""
_SHOWN: Final = frozenset(PARAMETERS) - ADDRESSES
_UNSAFE: Final = re.compile(r'["\\]|[^ -~]')


class AccessLog:
    """Writes a line for each request; `full` keeps the whole address of the client."""

    def __init__(self, *, full: bool = False, write: Callable[[str], object]) -> None:
        self._full = full
        self._write = write

    def note(self, scope: dict[str, object], status: int, size: int, at: datetime) -> None:
        """Write the line of an answer. `size` are the bytes of its body."""
        headers: Iterable[tuple[bytes, bytes]] = scope["headers"]  # type: ignore[assignment]
        client: tuple[str, int] = scope.get("client") or ("", 0)  # type: ignore[assignment]
        target = shown_target(str(scope["path"]), bytes(scope["query_string"]))  # type: ignore[call-overload]
        request = f"{scope['method']} {target} HTTP/{scope.get('http_version', '1.1')}"
        referrer = _text(header(headers, b"referer")).partition("?")[0].partition("#")[0]
        agent = _text(header(headers, b"user-agent"))
        self._write(
            f'{shown_client(client[0], full=self._full)} - - [{at:%d/%b/%Y:%H:%M:%S +0000}] "{_field(request)}" '
            f'{status} {size or "-"} "{_field(referrer) or "-"}" "{_field(agent) or "-"}"\n'
        )


def write_line(line: str) -> None:
    """Write a line on standard output, at once: whoever follows the log waits for it."""
    with contextlib.suppress(BrokenPipeError):
        print(line, end="", flush=True)


def shown_client(address: str, *, full: bool = False) -> str:
    """The client's address as it is logged: its network, or all of it."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "-"
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    if full:
        return str(known)
    network = ipaddress.ip_network((known, PREFIXES[known.version]), strict=False)
    return str(network.network_address)


def shown_target(path: str, query: bytes) -> str:
    """A path and its query, without what may be secret."""
    pairs = [_pair(part) for part in query.decode("latin-1").split("&") if part]
    shown = _quoted(_without_tokens(path))
    return f"{shown}?{'&'.join(pairs)}" if pairs else shown


def _pair(part: str) -> str:
    name, equals, value = part.partition("=")
    if not equals:
        return HIDDEN  # a value alone may be anything
    # Escapes are looked through: what is written otherwise is the same secret.
    known, plain = unquote(name), unquote(unquote(value))
    if known not in _SHOWN or TOKEN.search(plain):
        shown = HIDDEN if TOKEN.search(known) else name
        return f"{shown}={HIDDEN}"
    return part


def _without_tokens(text: str) -> str:
    """The text, or, where a token hides in it behind whatever escapes, the text unescaped and without it."""
    plain = unquote(unquote(text))
    return TOKEN.sub(HIDDEN, plain) if TOKEN.search(plain) else text


def _quoted(path: str) -> str:
    return path.replace(" ", "%20")


def _text(value: bytes) -> str:
    return value.decode("latin-1")


def _field(text: str) -> str:
    """Text between quotes: no byte of a stranger's ends a field or a line, or moves a terminal's cursor."""
    return _UNSAFE.sub(lambda match: f"\\x{ord(match[0]):02x}", _without_tokens(text))[:LONGEST]
