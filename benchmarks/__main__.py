"""Every benchmark, one after the other: `make bench`, with `CORPUS=DIR` for the scores on temporal corpora.

What they print is also written to `docs/figures.md`, which the README quotes.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Final

ALL: Final = (
    # module, its arguments
    ("benchmarks.serving", ()),
    ("benchmarks.soak", ()),
    ("benchmarks.render", ()),
    ("benchmarks.store", ()),
    ("benchmarks.postgres", ("20,000",)),
    ("benchmarks.growth", ()),
    ("benchmarks.merging", ()),
    ("benchmarks.roundtrip", ()),
    ("benchmarks.series", ("200",)),
    ("benchmarks.market", ()),
    ("benchmarks.imports", ()),
    ("benchmarks.articles", ("../shared/articles",)),
)
FIGURES: Final = Path(__file__).parents[1] / "docs" / "figures.md"
HEAD: Final = """\
# Figures

Written by `make bench` ({command}), Python {python}, {cores} cores. On a shared machine ratios and growth repeat,
single times do not.
"""


def main() -> int:
    """Run them; the number of those that failed. The file is written only where all of them ran."""
    corpus = os.environ.get("CORPUS", "")
    runs: list[tuple[str, tuple[str, ...]]] = list(ALL)
    if corpus:
        runs.append(("benchmarks.corpora", (corpus,)))
    else:
        print("skipped: scores on temporal corpora (name their folder: make bench CORPUS=DIR)")
    failed = 0
    command = f"make bench CORPUS={corpus}" if corpus else "make bench"
    pages = [HEAD.format(command=command, python=platform.python_version(), cores=os.cpu_count())]
    for module, arguments in runs:
        print(f"\n== {module}", flush=True)
        code, printed = run(module, arguments)
        failed += code != 0
        pages.append(f"## `python -m {' '.join((module, *arguments))}`\n\n```\n{printed.rstrip()}\n```\n")
    if not failed:
        FIGURES.write_text("\n".join(pages), encoding="utf-8")
        print(f"\nwritten to {FIGURES}")
    return failed


def run(module: str, arguments: tuple[str, ...]) -> tuple[int, str]:
    """Run one, showing what it prints as it comes: its exit code, and what it printed."""
    command = [sys.executable, "-m", module, *arguments]
    printed = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            printed.append(line)
    return process.returncode, "".join(printed)


if __name__ == "__main__":
    sys.exit(main())
