"""Try the parsers many times: `python -m tests.fuzzing [--executions 20000] [--seed 1] [PARSER…]`.

What is found is kept in `tests/seeds/PARSER/`, where a test replays it, and printed once a kind.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import traceback
from pathlib import Path
from random import Random
from typing import Final

from tests.fuzzing.mutation import mutated
from tests.fuzzing.parsers import PARSERS, Parser, make_ready
from tests.fuzzing.work import TooMuchWork, within_bounds

SEEDS: Final = Path(__file__).parents[1] / "seeds"


def main() -> None:
    """Try them, print a row each, and exit 1 if anything was found."""
    arguments = argparse.ArgumentParser(prog="python -m tests.fuzzing")
    arguments.add_argument("--executions", type=int, default=20_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("parsers", nargs="*", metavar="PARSER")
    given = arguments.parse_args()
    make_ready()
    total = 0
    for parser in PARSERS:
        if not given.parsers or parser.name in given.parsers:
            finds = attempt(parser, given.executions, given.seed)
            total += len(finds)
            print(f"{parser.name:22} {given.executions:9,} executions {len(finds):3} finds", flush=True)
            for where, said in finds.items():
                print(f"    {where}: {said}", flush=True)
    sys.exit(bool(total))


def attempt(parser: Parser, executions: int, seed: int) -> dict[str, str]:
    """What was found, by the line at which it was raised; the first input of each is kept."""
    random, finds = Random(seed), dict[str, str]()
    for _ in range(executions):
        data = mutated(random, parser.samples, parser.words)
        try:
            within_bounds(lambda data=data: parser.read(data), len(data))  # type: ignore[misc]  # bound at once
        except (Exception, TooMuchWork) as error:
            where = place(error)
            if where not in finds:
                finds[where] = f"{type(error).__name__}: {error}"[:200]
                keep(parser, data)
    return finds


def place(error: BaseException) -> str:
    """The line of ours at which it was raised, and that at which the library behind it was called."""
    if isinstance(error, TooMuchWork):
        return "work"
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/timeline/" in frame.filename and "site-packages" not in frame.filename]
    last = (ours or frames)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def keep(parser: Parser, data: bytes) -> Path:
    """The input as a seed, named by its digest."""
    path = SEEDS / parser.name / hashlib.sha256(data).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    main()
