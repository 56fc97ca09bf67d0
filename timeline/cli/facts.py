"""A date in lines, for a terminal."""

from __future__ import annotations

from timeline.dates import When


def facts(when: When) -> list[str]:
    """The fields of a date, one a line."""
    start, _, end = when.edtf.partition("/")
    before, after = ("open" if side == ".." else "unknown" for side in (start, end))
    rows = {
        "edtf": when.edtf,
        "words": f"“{when.text}”" if when.text else "",
        "precision": when.precision,
        "from … to": f"{when.earliest or before} … {when.latest or after}",
        "possibly": "",
    }
    if (when.possibly_earliest, when.possibly_latest) != (when.earliest, when.latest):
        rows["possibly"] = f"{when.possibly_earliest or before} … {when.possibly_latest or after}"
    return [f"{name:12}{value}" for name, value in rows.items() if value]
