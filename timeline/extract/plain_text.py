"""Text from strangers, made plain: no markup, no controls, no half characters; addresses only of the web."""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import urljoin, urlsplit

import nh3

from timeline.extract.limits import FIELD

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Controls, lone surrogates, non-characters, and the marks that turn the direction of what follows."""
_MARKUP: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_BLOCK: Final = re.compile(
    r"<(?:/?(?:p|div|ul|ol|table|h[1-6]|blockquote|section|article|dl|dd|dt|pre|hr)|br|/li|/tr)\b[^<>]*>", re.IGNORECASE
)
_KEPT_BREAK: Final = "\ue000"
"""A private character that stands for a line's end while markup is taken away; `plain` takes it out of its input."""
_GAPS: Final = re.compile(r"[^\S\n]*\n[^\S\n]*")
_BLANKS: Final = re.compile(r"\n{3,}")
_SPACES: Final = re.compile(r"[^\S\n]+")
_HOST: Final = re.compile(r"https?://[^/?#]*")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def clean(text: str) -> str:
    """The text without what cannot be seen; lines end in LF, and at most one blank line stands between two."""
    text = _UNSEEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return _BLANKS.sub("\n\n", _GAPS.sub("\n", _SPACES.sub(" ", text))).strip()


def line(text: str) -> str:
    """The text on one line."""
    return " ".join(_UNSEEN.sub("", text).split())


def plain(text: str) -> str:
    """The text of HTML, its blocks on lines of their own; text without markup stays as it is."""
    if not _MARKUP.search(text):
        return clean(text)
    text = text[: 4 * FIELD].encode("utf-8", "ignore").decode()  # JSON may have half a character (\\ud800)
    marked = _BLOCK.sub(_KEPT_BREAK, text.replace(_KEPT_BREAK, "").replace("\n", " "))
    bare = html.unescape(nh3.clean(marked, tags=set()))
    return clean(bare.replace(_KEPT_BREAK, "\n"))


def plain_line(text: str) -> str:
    """The text of HTML on one line, for titles."""
    return line(plain(text))


def cut(text: str, most: int = FIELD) -> str:
    """The text, or as much of it as is kept."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def web(address: str, base: str = "") -> str:
    """The address where it is one of the web (http or https), resolved against `base`; else nothing.

    Of a base without a path only the host is known: what is relative to a page of it leads nowhere.
    """
    address = _UNSEEN.sub("", address).strip()
    if not address or len(address) > 2000:
        return ""
    if _HOST.fullmatch(base) and not (address.startswith("/") or _SCHEME.match(address)):
        return ""
    try:
        resolved = urljoin(base, address) if base.startswith(("http://", "https://")) else address
        parts = urlsplit(resolved)
        _ = parts.port
    except ValueError:
        return ""
    good = parts.scheme in ("http", "https") and parts.hostname and " " not in resolved and resolved.isprintable()
    return resolved if good else ""
