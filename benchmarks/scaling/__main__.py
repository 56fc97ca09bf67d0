"""Print the tables; `measure [KIND …]` first measures all constants, or those of some kinds, and keeps them; `write`
puts the tables into docs/scaling.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from benchmarks.scaling import constants, reckoning

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "scaling.md"


def main() -> None:
    """Do as the arguments say."""
    command, *kinds = sys.argv[1:] or ["print"]
    if command == "measure":
        from benchmarks.scaling import measuring  # needs a database server, which printing does not

        for kind in kinds or measuring.ALL:
            figures = measuring.ALL[kind]()
            constants.write(figures)
            print(f"{kind}: {', '.join(f'{name} {value:,}' for name, value in figures.items())}", flush=True)
    tables = reckoning.tables(constants.read())
    if command == "write":
        DOCUMENT.write_text(reckoning.replaced(DOCUMENT.read_text(encoding="utf-8"), tables), encoding="utf-8")
    else:
        print("\n\n".join(tables))


if __name__ == "__main__":
    main()
