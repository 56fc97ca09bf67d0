"""Every benchmark, one after the other: `make bench`, with `CORPUS=DIR` for the scores on temporal corpora."""

from __future__ import annotations

import os
import subprocess
import sys

ALL = (
    # module, arguments from the environment, what it needs
    ("benchmarks.serving", ()),
    ("benchmarks.render", ()),
    ("benchmarks.store", ()),
    ("benchmarks.merging", ()),
    ("benchmarks.roundtrip", ()),
    ("benchmarks.imports", ()),
    ("benchmarks.articles", ("../shared/articles",)),
)


def main() -> int:
    """Run them; the number of those that failed."""
    corpus = os.environ.get("CORPUS", "")
    runs = [(module, list(arguments)) for module, arguments in ALL]
    if corpus:
        runs.append(("benchmarks.corpora", [corpus]))
    else:
        print("skipped: scores on temporal corpora (name their folder: make bench CORPUS=DIR)")
    failed = 0
    for module, arguments in runs:
        print(f"\n== {module}", flush=True)
        failed += subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
