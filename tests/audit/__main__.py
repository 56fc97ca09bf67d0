"""`make audit`: what our dependencies ask for, and what is known against them. Exit 0 only if all was looked at."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from tests.audit import advisories, licences
from tests.manual import ROOT

REMEDY: Final = "No service that could be reached knows them; try where PyPI or api.osv.dev answers."


def main() -> None:
    """A line for each problem, and one for each file and question."""
    failures = 0
    for file in (ROOT / "requirements.txt", ROOT / "requirements-dev.txt"):
        pinned = [pin.name for pin in licences.pins(file)]
        amiss = licences.problems(file)
        print(f"{file.name}: licences of {len(pinned)} packages, {len(amiss)} not allowed", *amiss, sep="\n    ")
        answer = advisories.ask(Path(sys.executable).with_name("uv"), file, pinned)
        asked = len(pinned) - len(answer.unchecked)
        print(f"{file.name}: advisories on {asked} packages, {len(answer.known)} known", *answer.known, sep="\n    ")
        if answer.unchecked:
            print(f"{file.name}: NOT CHECKED for advisories: {len(answer.unchecked)} packages. {REMEDY}")
        failures += len(amiss) + len(answer.known) + len(answer.unchecked)
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
