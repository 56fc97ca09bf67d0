"""What a setting must be: each function gives the value that is kept, or raises `Unfit` with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import urlunsplit

from timeline.dates.reading.date_order import DATE_ORDERS
from timeline.model.values import Unfit, quoted, web_address

HEMISPHERES: Final = ("north", "south")
ACCESS_LOGS: Final = ("off", "anonymous", "full")
SCHEMES: Final = ("sqlite", "postgresql", "postgresql+psycopg", "postgres")
"""Kinds of databases, as `store.BACKENDS` has them."""


def line(longest: int) -> Callable[[str], str]:
    """One line of at most so many characters."""

    def check(text: str) -> str:
        if len(text) > longest:
            raise Unfit(f"has {len(text)} characters, more than {longest}", "shorten it")
        if any(ord(c) < 32 or 127 <= ord(c) < 160 for c in text):
            raise Unfit(f"{quoted(text)} has a control character", "leave it out")
        return text.strip()

    return check


def base_url(text: str) -> str:
    """A host and a path, without a slash at its end."""
    parts = web_address(text)
    if not text.isascii():
        raise Unfit(f"{quoted(text)} is not ASCII", "write the host in its xn-- form and the path with %-escapes")
    if parts.query or parts.fragment or parts.username is not None or "?" in text or "#" in text:
        raise Unfit(f"{quoted(text)} has more than a host and a path", "leave out user, query and fragment")
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path.rstrip("/"), "", ""))


def authority(text: str) -> str:
    """Name and date of a tag URI (RFC 4151, section 2.1); of the names only the domain, as UIDs end in it."""
    remedy = "write a domain that was yours and the year: example.org,2026"
    found = re.fullmatch(r"([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?),(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text)
    if not found or not all(re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", part) for part in found[1].split(".")):
        raise Unfit(f"{quoted(text)} is no tag authority", remedy)
    try:
        date(int(found[2]), int(found[3] or 1), int(found[4] or 1))
    except ValueError as error:
        raise Unfit(f"{quoted(text)} names no day ({error})", remedy) from error
    return text


def hosts(text: str) -> tuple[str, ...]:
    """Names of hosts, each with a port where it has one, separated by blanks or commas."""
    names = tuple(dict.fromkeys(name.lower() for name in re.split(r"[\s,]+", text) if name))
    for name in names:
        if not re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?", name):
            raise Unfit(f"{quoted(name)} is no host", "write its name without https:// and without a path")
    return names


def hemisphere(text: str) -> str:
    """A half of the earth."""
    if text not in HEMISPHERES:
        raise Unfit(f"{quoted(text)} is no hemisphere", "write north or south")
    return text


def date_order(text: str) -> str:
    """Which of two figures is the day."""
    if text not in DATE_ORDERS:
        raise Unfit(f"{quoted(text)} is no order of day and month", f"write {', '.join(DATE_ORDERS[:-1])} or ask")
    return text


def host(text: str) -> str:
    """An address or the name of one; whether it is this machine's turns out when it is listened on."""
    remedy = "write an address of this machine alone: 127.0.0.1, or 0.0.0.0 for all that it has"
    bare = text.removeprefix("[").removesuffix("]")
    try:
        return str(ip_address(bare))
    except ValueError:
        if len(text) > 253 or not re.fullmatch(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?", text):
            raise Unfit(f"{quoted(text)} is no address to listen on", remedy) from None
    return text


def switch(text: str) -> bool:
    """True or false."""
    if text not in ("true", "false"):
        raise Unfit(f"{quoted(text)} is neither true nor false", "write one of them, without quotes")
    return text == "true"


def access_log(text: str) -> str:
    """Whether requests are logged, and how much of an address."""
    if text not in ACCESS_LOGS:
        raise Unfit(
            f"{quoted(text)} is no kind of access log", f"write {', '.join(ACCESS_LOGS[:-1])} or {ACCESS_LOGS[-1]}"
        )
    return text


def port(text: str) -> int:
    """A port, 0 for any free one."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise Unfit(f"{quoted(text)} is no port", "write a whole number from 0 (any free one) to 65535")
    return int(text)


def database(text: str) -> str:
    """A path, or the address of a database; it may hold a password, so nothing of it but its scheme is ever shown."""
    path = file_path(text)
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):", path)  # one letter is a drive of Windows
    if scheme is not None and scheme[1] not in SCHEMES:
        remedy = "write postgresql://USER:PASSWORD@HOST/NAME, or the path of a file"
        raise Unfit(f"{scheme[1]}: is no kind of database that is known here", remedy)
    return path


def standby(text: str) -> str:
    """The address of a server of PostgreSQL."""
    if not is_postgresql(text) or len(text) > 4000 or not text.isprintable():
        raise Unfit("is no address of PostgreSQL", "write postgresql://USER:PASSWORD@HOST/NAME, or leave it out")
    return text


def is_postgresql(text: str) -> bool:
    """Whether it begins like the address of one."""
    return re.match(r"postgres(ql(\+psycopg)?)?:", text) is not None


def file_path(text: str) -> str:
    """The path of a file."""
    if len(text) > 4000 or not text.isprintable():
        raise Unfit("is too long for a path, or has a control character", "write the path of a file")
    return text


def proxies(text: str) -> str:
    """Addresses and networks with commas between them, or `*` for all."""
    for each in re.split(r"[\s,]+", text):
        try:
            if each not in ("", "*"):
                ip_network(each, strict=False)
        except ValueError:
            remedy = "write addresses or networks with commas between them: 127.0.0.1,10.0.0.0/8"
            raise Unfit(f"{quoted(each)} is no address of a proxy", remedy) from None
    return ",".join(filter(None, re.split(r"[\s,]+", text)))


def pool(text: str) -> int:
    """How many connections."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) < 1:
        raise Unfit(f"{quoted(text)} is no number of connections", "write a whole number from 1 to 999")
    return int(text)


def seconds(text: str) -> float:
    """A time that is waited."""
    if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,3})?", text) or float(text) == 0:
        raise Unfit(f"{quoted(text)} is no number of seconds", "write a number over 0, such as 30")
    return float(text)


def rate(text: str) -> int:
    """A number of requests, 0 for any."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Unfit(f"{quoted(text)} is no number of requests", "write a whole number, or 0 for any number")
    return int(text)
