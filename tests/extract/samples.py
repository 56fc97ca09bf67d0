"""Documents as producers write them, beside what each says: `name.ics` and `name.ics.json`.

`python -m tests.extract.samples` writes what is read today into the expected files; look at the difference first.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from timeline.extract.kinds import KINDS, extract
from timeline.model.source import Document, Extraction

HERE = Path(__file__).parent
RETRIEVED = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SAMPLES = sorted(
    path for kind in KINDS for path in (HERE / kind).iterdir() if path.is_file() and path.name.count(".") == 1
)


def document(path: Path, **fields: Any) -> Document:
    """A sample as it would come from a file beside the chronology."""
    return Document(url=path.name, data=path.read_bytes(), retrieved=RETRIEVED, **fields)


def told(found: Extraction) -> bytes:
    """What was found, as JSON to compare; what is the same for every document is left out."""
    value: dict[str, Any] = msgspec.to_builtins(found, str_keys=True)
    for mention in value["mentions"]:
        mention["citation"].pop("digest")
        mention["citation"].pop("retrieved")
        # How sure the prose extractor is, and the names of its rules, are its own tests' matter.
        mention.pop("confidence", None)
        mention.pop("named_by", None)
        mention["citation"].pop("rule", None)
        for date in (mention.get("when"), mention["citation"].get("when")):
            for name in [name for name, field in (date or {}).items() if not field]:
                date.pop(name)
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def expected(path: Path) -> Path:
    """Where it stands what a sample says."""
    return path.with_name(path.name + ".expected.json")


def main() -> None:
    """Write what is read today, for the samples named or all."""
    for path in SAMPLES:
        if not sys.argv[1:] or path.name in sys.argv[1:]:
            expected(path).write_bytes(told(extract(document(path))))


if __name__ == "__main__":
    main()
