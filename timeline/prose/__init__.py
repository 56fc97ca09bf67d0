"""Prose: a document's temporal expressions, which of them date events, and what those events are.

`mentions.mentions(article)` gives the events as `Mention`s; it is not repeated here, where its module has the name.
"""

from timeline.prose.document import Article, article, from_bytes, from_line
from timeline.prose.finding import Finding, findings
from timeline.prose.mentions import events

__all__ = ["Article", "Finding", "article", "events", "findings", "from_bytes", "from_line"]
