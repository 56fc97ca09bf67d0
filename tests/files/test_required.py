"""What the messages say an entry needs is what the schema requires, which is what editors say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.files.folder import make, read
from timeline.errors import InvalidFiles
from timeline.files.schemas import SCHEMAS

SCHEMA = SCHEMAS["events"]["properties"]["events"]["items"]
WHOLE = {"id": "fair", "added": "2026-01-01T09:00:00Z", "title": "The fair", "when": "2020", "summary": "It was held."}


def missing(folder: Path, entry: dict[str, str]) -> set[str]:
    """The keys of an entry that the messages say are missing."""
    text = "".join(f"    {name}: {value}\n" for name, value in entry.items())
    try:
        read(make(folder, "  -" + text[3:] if text else "  - {}\n"))
    except InvalidFiles as error:
        return {match[1] for p in error.problems if (match := re.match(r"(\w+) of the entry is missing", p.what))}
    return set()


def test_an_empty_entry_lacks_what_the_schema_requires(tmp_path: Path) -> None:
    assert missing(tmp_path, {}) == set(SCHEMA["required"])


@pytest.mark.parametrize("name", WHOLE)
def test_a_key_that_is_left_out_is_missed_where_the_schema_requires_it(tmp_path: Path, name: str) -> None:
    entry = {key: value for key, value in WHOLE.items() if key != name}
    assert missing(tmp_path, entry) == {name} & set(SCHEMA["required"])
