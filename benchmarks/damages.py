"""What networks, editors and strangers do to a document; every choice comes from the dice that are handed in."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final


def truncated(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def flipped(data: bytes, dice: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(dice.randint(1, 30)):
        found[dice.randrange(len(found))] = dice.randrange(256)
    return bytes(found)


def shuffled(data: bytes, dice: random.Random) -> bytes:
    """Some lines stand twice, some not at all, some elsewhere."""
    lines = data.split(b"\n")
    for _ in range(dice.randint(1, 10)):
        one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        lines[one], lines[other] = dice.choice(
            ((lines[other], lines[one]), (lines[one], lines[one]), (b"", lines[one]))
        )
    return b"\n".join(lines)


def unfolded(data: bytes, dice: random.Random) -> bytes:
    """Folds without their space, as bad editors leave them."""
    return data.replace(b"\r\n ", b"\r\n").replace(b"\\n", b"\n")


def wide(data: bytes, dice: random.Random) -> bytes:
    codec = dice.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32"))
    return data.decode("utf-8", "replace").encode(codec)


def legacy(data: bytes, dice: random.Random) -> bytes:
    codec = dice.choice(("latin-1", "cp1252", "cp1251", "gb18030", "shift_jis", "iso-8859-15"))
    return data.decode("utf-8", "replace").encode(codec, "replace")


def mislabelled(data: bytes, dice: random.Random) -> bytes:
    return data.replace(b"UTF-8", dice.choice((b"us-ascii", b"x-unknown", b"utf-16", b"EBCDIC", b"iso-8859-1")))


def controls(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    return (
        data[:at]
        + dice.choice((b"\x00", b"\x0b\x0c", b"\x1b[2J", b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\x85")) * 3
        + data[at:]
    )


def dated_badly(data: bytes, dice: random.Random) -> bytes:
    bad = dice.choice((b"99", b"00", b"13", b"xx", b"-1", b""))
    return data.replace(b"-0", b"-" + bad).replace(b"T1", b"T" + bad).replace(b"201", b"20" + bad)


def unescaped(data: bytes, dice: random.Random) -> bytes:
    return data.replace(b"&amp;", b"&").replace(b"&lt;", b"<").replace(b"\\,", b",").replace(b"]]>", b"")


def untagged(data: bytes, dice: random.Random) -> bytes:
    for tag in (b"</item>", b"</title>", b"END:VEVENT", b"END:VCALENDAR", b"</entry>"):
        data = data.replace(tag, b"", dice.randint(1, 3))
    return data


def entities(data: bytes, dice: random.Random) -> bytes:
    bomb = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
    return b'<!DOCTYPE rss [<!ENTITY e0 "ha">' + bomb + b"]>" + data.replace(b"<title>", b"<title>&e11;", 3)


def huge(data: bytes, dice: random.Random) -> bytes:
    return data.replace(b"SUMMARY:", b"SUMMARY:" + b"x" * 300_000, 1).replace(
        b"<title>", b"<title>" + b"y " * 150_000, 1
    )


def attributes(data: bytes, dice: random.Random) -> bytes:
    many = b" ".join(b'a%d="1"' % n for n in range(dice.choice((300, 4_000, 40_000))))
    return data.replace(b"<item", b"<item " + many, 2).replace(b"<entry", b"<entry " + many, 2)


def nested(data: bytes, dice: random.Random) -> bytes:
    deep = dice.choice((50, 5_000))
    return data.replace(b"BEGIN:VEVENT", b"BEGIN:X\n" * deep + b"BEGIN:VEVENT", 1).replace(
        b"<item>", b"<b>" * deep + b"<item>", 1
    )


def login(data: bytes, dice: random.Random) -> bytes:
    return b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><input type=password></body></html>"


def error(data: bytes, dice: random.Random) -> bytes:
    return dice.choice(
        (b"", b"404 Not Found", b"Fatal error: out of memory in /var/www/feed.php on line 3", b"null", b"<html>")
    )


def prefixed(data: bytes, dice: random.Random) -> bytes:
    return (
        dice.choice(
            (b"\xef\xbb\xbf" * 2, b"\r\n\r\n  ", b"<br />\n<b>Warning</b>: headers sent\n", b"<!-- cached -->\n")
        )
        + data
    )


DAMAGES: Final[dict[str, Callable[[bytes, random.Random], bytes] | None]] = {
    "none": None,
    "bare lf": lambda data, dice: data.replace(b"\r\n", b"\n"),
    "bare cr": lambda data, dice: data.replace(b"\r\n", b"\r"),
    **{
        f.__name__.replace("_", " "): f
        for f in (truncated, flipped, shuffled, unfolded, wide, legacy, mislabelled, controls, dated_badly, unescaped,
                  untagged, entities, huge, attributes, nested, login, error, prefixed)
    },
}  # fmt: skip
