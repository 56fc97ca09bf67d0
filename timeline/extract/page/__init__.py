"""Web pages: the events that their authors marked up, in JSON-LD or by microformats."""
