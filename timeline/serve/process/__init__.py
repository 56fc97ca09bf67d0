"""One process: its socket, its schedule, what it watches, its log, from the start to an orderly end."""
