"""The command line: one file a command. It and `serve` are the only rooms that ask the clock and the machine."""
