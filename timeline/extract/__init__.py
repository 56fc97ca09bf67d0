"""Documents to mentions: one file a kind, a row each; recognised by what the bytes look like, then by their name."""

from __future__ import annotations

from timeline.extract.detection import detect
from timeline.extract.kinds import KINDS, extract

__all__ = ["KINDS", "detect", "extract"]
