"""A chronology fed by sources, on documents of our own: `make demo`."""
