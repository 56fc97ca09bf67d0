"""Bytes to text, whatever the encoding: what the mark says, else what the server says, else what fits."""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

MARKS: Final = (
    # The longer ones first: the mark of UTF-32 begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ALIASES: Final = {
    # What is declared so is nearly always the larger set (WHATWG Encoding, section 4.2).
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
REFUSED: Final = frozenset({"utf-7", "punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs"})
"""Codecs of Python that are no encodings of documents, or hide what they hold."""
SAMPLE: Final = 100_000
FEW: Final = 24
"""Letters beyond ASCII below which frequencies say nothing."""
_LEAD: Final = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")


def decode(data: bytes, charset: str = "") -> str:
    """The text, without its mark; bytes that no encoding explains become U+FFFD. Line ends stay as they are."""
    for mark, codec in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    if codec := _wide(data):
        return data.decode(codec, "replace")
    for codec in dict.fromkeys(("utf-8", _codec(charset))):
        if codec:
            try:
                return data.decode(codec)
            except UnicodeDecodeError:
                continue
    return data.decode(_guess(data), "replace")


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: Latin text in it has a NUL in every other byte."""
    sample = data[:400]
    if len(sample) < 4 or len(data) % 2:
        return ""
    half = len(sample) // 2
    if sample[1::2].count(0) > half * 0.7 and sample[::2].count(0) == 0:
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.7 and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return ""


def _codec(charset: str) -> str:
    """Python's name of a declared encoding, or nothing where there is none that documents use."""
    try:
        name = codecs.lookup(charset.strip("\"' ")[:40]).name if charset else ""
        "".encode(name or "utf-8")
    except (LookupError, ValueError, UnicodeError):
        return ""
    return "" if name in REFUSED else ALIASES.get(name, name)


def _guess(data: bytes) -> str:
    """UTF-8 with a few broken bytes; else what the frequencies of its letters suggest; else Windows' Latin letters."""
    high = sum(len(run) for run in _LEAD.findall(data))
    if high and high >= 0.9 * sum(byte >= 0x80 for byte in data):
        return "utf-8"
    if sum(byte >= 0x80 for byte in data[:SAMPLE]) < FEW:
        return "cp1252"
    best = from_bytes(data[:SAMPLE]).best()
    return ALIASES.get(best.encoding, best.encoding) if best is not None and _plausible(best.encoding) else "cp1252"


def _plausible(codec: str) -> bool:
    """Encodings of documents; the guesser also proposes EBCDIC and those of DOS, which fit nearly anything."""
    return codec.startswith(("cp125", "gb", "big5", "shift", "cp932", "euc", "koi8", "iso8859", "cp949", "utf"))
