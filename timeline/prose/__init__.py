"""Prose: a document's temporal expressions, which of them date events, and what those events are."""

from timeline.prose.document import Article, article, from_bytes, from_line
from timeline.prose.mentions import Finding, events, findings, mentions

__all__ = ["Article", "Finding", "article", "events", "findings", "from_bytes", "from_line", "mentions"]
