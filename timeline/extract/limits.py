"""How much of a document is read. Each bound is named in the refusal, with what would help."""

from __future__ import annotations

from typing import Final

from timeline.errors import SourceRefused
from timeline.model.source import Document

SIZE: Final = 32 * 2**20
"""Bytes of one document."""
ITEMS: Final = 20_000
"""Items (events, entries, rows) read from one document; the rest is refused as one."""
FIELD: Final = 64 * 2**10
"""Characters of one field; a longer text is cut, a longer title refused."""
DEPTH: Final = 100
"""Levels of components or objects inside one another."""
REFUSALS: Final = 200
"""Refusals listed one by one; the rest is counted."""


def check_size(document: Document) -> None:
    """Raises `SourceRefused` for a document that is empty or too large."""
    if not document.data.strip():
        raise SourceRefused(f"{document.url}: the document is empty")
    if len(document.data) > SIZE:
        raise SourceRefused(
            f"{document.url}: {len(document.data):,} bytes; at most {SIZE:,} are read, so split the document"
        )
