"""What strangers may send, made by mutation of samples, and what must hold of every parser that reads it.

`python -m tests.fuzzing` tries each parser many times, keeps what it finds in `tests/seeds/`, and prints the counts.
"""

from __future__ import annotations

import os

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
"""Whether many examples are tried instead of a few."""
