"""Every benchmark that takes minutes, one after the other: `make bench`; or `python -m benchmarks NAME …`, those named.

What each prints is kept in `benchmarks/recorded`, and `docs/figures.md`, which the README quotes, is made of that.
`CORPUS=DIR` names the temporal corpora whose scores are wanted, `STORES` and `KEPT_DATABASE_URL` the databases of
events that need not be made anew.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from typing import Final, NamedTuple

from benchmarks import figures
from benchmarks.figures import Printed


class Benchmark(NamedTuple):
    """A module that is run, and how; `hours` says that it is not where no name is given:
    it needs a database that takes long to make, or is a part of another."""

    module: str
    arguments: tuple[str, ...] = ()
    hours: bool = False


CORPUS: Final = os.environ.get("CORPUS", "")
ALL: Final = {
    "serving": Benchmark("serving"),
    "soak": Benchmark("soak"),
    "render": Benchmark("render"),
    "store": Benchmark("store"),
    "postgres": Benchmark("postgres", ("100,000",)),
    "hundred": Benchmark("postgres", ("100,000", "questions"), hours=True),
    "million": Benchmark("postgres", ("1,000,000", "questions"), hours=True),
    "moving": Benchmark("postgres", ("1,000,000", "move"), hours=True),
    "growth": Benchmark("growth"),
    "merging": Benchmark("merging"),
    "roundtrip": Benchmark("roundtrip"),
    "series": Benchmark("series", ("200",)),
    "market": Benchmark("market"),
    "imports": Benchmark("imports"),
    "articles": Benchmark("articles", ("../shared/articles",)),
    "corpora": Benchmark("corpora", (CORPUS,)),
}


def main() -> int:
    """Run them; the number of those that failed, of which nothing is kept."""
    names = sys.argv[1:] or [name for name, benchmark in ALL.items() if not benchmark.hours]
    if unknown := set(names) - set(ALL):
        sys.exit(f"no benchmark is called {', '.join(sorted(unknown))}: {', '.join(ALL)}")
    if "corpora" in names and not CORPUS:
        print("skipped: scores on temporal corpora (name their folder: make bench CORPUS=DIR)")
        names.remove("corpora")
    failed = sum(not run(name, ALL[name]) for name in names)
    figures.DOCUMENT.write_text(figures.document(ALL), encoding="utf-8")
    print(f"\nwritten to {figures.DOCUMENT}")
    return failed


def run(name: str, benchmark: Benchmark) -> bool:
    """Run one, showing what it prints as it comes, and keep that where it measured something; whether it ended well."""
    words = ["-m", f"benchmarks.{benchmark.module}", *benchmark.arguments]
    command = " ".join(["python", *words])
    print(f"\n== {command}", flush=True)
    circumstances, output = _circumstances(), []
    with subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            output.append(line)
    if process.returncode == 0:
        figures.keep(name, Printed(command, circumstances, "".join(output)))
    return process.returncode in (0, figures.UNJUDGED)


def _circumstances() -> str:
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    return f"{today}, Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}"


if __name__ == "__main__":
    sys.exit(main())
