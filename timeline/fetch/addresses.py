"""Addresses that may be fetched from: which hosts are public, what an address of the web is, and where one leads."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from timeline.errors import SourceRefused, visible

FORBIDDEN: Final = tuple(
    ipaddress.ip_network(block)
    for block in (
        # What `is_global` lets pass although nothing public should be fetched from it.
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # NAT64 for local use, RFC 8215
        "2002::/16",  # 6to4, RFC 3056
        "2001::/32",  # Teredo, RFC 4380
        "fec0::/10",  # site-local, deprecated by RFC 3879
        "3fff::/20",  # documentation, RFC 9637
        "5f00::/16",  # segment routing, RFC 9602
        "192.0.0.0/24",  # IETF protocol assignments, RFC 6890
        "192.88.99.0/24",  # 6to4 relay anycast, RFC 7526
    )
)
PORTS: Final = {"http": 80, "https": 443}
ASCII: Final = "".join(map(chr, range(0x21, 0x7F)))

IP = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet; IPv4 inside IPv6 counts as that IPv4."""
    ip: IP = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if ip.is_multicast or not ip.is_global or ip.is_reserved or ip.is_unspecified:
        return False
    return not any(ip.version == block.version and ip in block for block in FORBIDDEN)


def split(url: str) -> SplitResult:
    """The parts of an address of the web, in ASCII. Raises `SourceRefused` where it is none that is fetched."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SourceRefused("what it leads to is no address") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise SourceRefused("what it leads to is no http or https address")
    if parts.username or parts.password:
        raise SourceRefused(f"{parts.hostname}: an address with a password in it is not fetched")
    if port == 0:
        raise SourceRefused(f"{parts.hostname}: port 0 is none")
    # Servers name paths in raw UTF-8, and people write them so; in a request only ASCII may stand.
    return parts._replace(
        netloc=_ascii_host(parts.netloc),
        path=quote(parts.path, safe=ASCII),
        query=quote(parts.query, safe=ASCII),
        fragment="",
    )


def _ascii_host(netloc: str) -> str:
    host, colon, port = netloc.partition(":")
    try:
        name = netloc if netloc.isascii() else host.encode("idna").decode("ascii") + colon + port
    except UnicodeError:
        name = ""
    if not name or not set(name) <= set(ASCII):
        raise SourceRefused(f"{visible(host)} is no name of a host")
    return name


def follow(url: str, location: str) -> str:
    """Where a redirect leads; `location` is a header as it came, its bytes read as Latin-1."""
    try:
        return urljoin(url, location.encode("latin-1").decode("utf-8", "replace"))
    except ValueError as error:
        raise SourceRefused("what it leads to is no address") from error


def endpoint(url: str) -> tuple[str, int]:
    """Host and port of an address of the web."""
    parts = split(url)
    return str(parts.hostname), parts.port or PORTS[parts.scheme]
