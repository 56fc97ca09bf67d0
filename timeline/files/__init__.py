"""The curator's folder: read it, with every problem of every file; `fixes` writes into it; `history` remembers."""

from timeline.files.events import Entry
from timeline.files.folder import Folder
from timeline.files.reader import Reader, chronology, place_of, read, sources_of

__all__ = ["Entry", "Folder", "Reader", "chronology", "place_of", "read", "sources_of"]
