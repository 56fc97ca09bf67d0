"""A document as it stands: its text, what its front matter says, its hash; offsets never shift.

Bytes are decoded without translating line ends, and a byte order mark stays the first code point, so that an offset
counts code points of the file on disk.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

import msgspec
import yaml

from timeline.dates.publication import day
from timeline.dates.reading import LANGUAGES
from timeline.dates.reading.date_order import ASK
from timeline.errors import SourceRefused
from timeline.prose.cues import CUES, detect_language
from timeline.prose.datelines import own_day

READ: Final = CUES.keys() & LANGUAGES.keys()
"""The languages whose dates are read and whose cues are known."""
FRONT_LIMIT: Final = 65_536
"""Characters in which the front matter must end; otherwise the first `---` is a rule across the page."""
_FRONT: Final = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_KEY: Final = re.compile(r"^[A-Za-z_][\w-]*[ \t]*:(?:\s|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Article:
    """One document. `text` is all of it; prose begins at `body`. `published` is None where neither a source nor
    the text itself says it.

    `digest` is the SHA-256 of the text in UTF-8, in hexadecimal: that of the file, so a quote can be checked.
    `date_order` says which of two figures is the day, where the text does not.
    """

    doc: str
    text: str
    body: int = 0
    published: dt.date | None = None
    language: str = "en"
    title: str = ""
    publisher: str = ""
    url: str = ""
    digest: str = ""
    date_order: str = ASK


class Line(msgspec.Struct):
    """A document as one line of JSON."""

    doc: str
    text: str
    published: str | None = None
    language: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None


def from_bytes(name: str, data: bytes, published: dt.date | None = None, language: str | None = None) -> Article:
    """The document of a file. Raises `SourceRefused` naming it where it is not UTF-8 or its date is impossible.

    Its own front matter comes first; `published` is for one that does not say. `language` is a wish, and comes before
    the front matter's, which comes before what the words look like. `name` may have a path and a suffix.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceRefused(f"{name}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    return article(name, text, {}, published, language, doc=PurePath(name).stem)


def from_line(name: str, line: bytes, published: dt.date | None = None, language: str | None = None) -> Article:
    """The document of one line of JSON; `name` says where the line stands. Raises `SourceRefused` as `from_bytes`."""
    try:
        said = msgspec.json.decode(line, type=Line)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise SourceRefused(f'{name}: no document {{"doc", "published", "text"}}: {error}') from None
    keys = ("published", "language", "title", "publisher", "url")
    fields = {key: value for key in keys if (value := getattr(said, key))}
    return article(name, said.text, fields, published, language, doc=said.doc)


def article(
    name: str,
    text: str,
    said: dict[str, str],
    published: dt.date | None = None,
    language: str | None = None,
    doc: str = "",
    date_order: str = ASK,
) -> Article:
    """The document `text`; `said` is what is known of it from outside, and comes before its front matter.

    `published` is for a document that does not say, `language` comes before what it says. `doc` is its short name
    (`name` where left out); errors use `name`. Raises `SourceRefused` for an impossible date or broken front matter.
    """
    front, body = front_matter(name, text)
    fields = front | said
    spoken = fields.get("published") or fields.get("date") or ""
    code = (language or fields.get("language") or "").lower().replace("_", "-").split("-")[0]
    code = code if code in READ else detect_language(text[body : body + 20_000], READ)
    return Article(
        doc=doc or name,
        text=text,
        body=body,
        published=day(spoken, f"{name}: published") if spoken else published or own_day(text, code, body),
        language=code,
        title=fields.get("title", ""),
        publisher=fields.get("publisher", ""),
        url=fields.get("url", ""),
        digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        date_order=date_order,
    )


def _wrong_line(error: Exception) -> int:
    """The line of the document, counted from 1 as an editor does: the first is that of the opening `---`."""
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    if "end of stream" in _said(error):
        marks.reverse()  # of a quote that is never closed it is the quote that people look for
    return next((mark.line + 2 for mark in marks if mark is not None), 1)


def _reason(error: Exception) -> str:
    said = _said(error)
    return "a quote is never closed" if "end of stream" in said else said or "it is nested too deeply"


def _said(error: Exception) -> str:
    return getattr(error, "problem", None) or ""


def front_matter(name: str, text: str) -> tuple[dict[str, str], int]:
    """The scalar fields of the YAML between two `---` lines at the top, and where the prose begins."""
    block = _FRONT.match(text, 0, FRONT_LIMIT)
    if not block or not _KEY.search(block[1]):
        return {}, 1 if text.startswith("\ufeff") else 0
    try:
        node = yaml.compose(block[1], Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise SourceRefused(f"{name}:{_wrong_line(error)}: the front matter is not YAML: {_reason(error)}") from None
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    scalars = [(key, value) for key, value in pairs if isinstance(value, yaml.ScalarNode)]
    return {str(key.value): str(value.value).strip() for key, value in scalars}, block.end()
