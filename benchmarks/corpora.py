"""Scores on temporal corpora: `python -m benchmarks.corpora FOLDER`, or `make bench CORPUS=FOLDER`.

The folder holds `evaluate.py` (TempEval-3's definitions) and corpora of one document a line. Says aloud what it skips.
Also what reading costs: CPU per 1,000 characters without start-up, and whether it grows with the length.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from timeline.prose.expressions import expressions

CORPORA = ("meantime-dev.jsonl", "wikiwars-dev.jsonl")
ROWS = (
    # what is printed, the line of evaluate.py that holds it
    ("strict F1", r"all +strict .*F1 +([\d.]+)"),
    ("relaxed F1", r"all +relaxed .*F1 +([\d.]+)"),
    ("value F1", r"all +value +P.*F1 +([\d.]+)"),
    ("dates interval F1", r"dates interval .*F1 +([\d.]+)"),
)


def predict(document: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """The expressions of one document, as evaluate.py takes them."""
    published = date.fromisoformat(document["dct"]) if document["dct"] else None
    for found in expressions(document["text"], published, "en"):
        yield {
            "doc": document["doc"],
            "start": found.start,
            "end": found.end,
            "text": found.text,
            "type": found.type,
            "value": found.value,
            "edtf": found.when.edtf if found.when else None,
        }


def score(folder: Path, name: str) -> list[str]:
    """The figures of one corpus, and the CPU that it took per 1,000 characters."""
    documents = [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines() if line.strip()]
    for document in documents[:10]:  # start-up is not counted: tables are made ready when first asked for
        list(predict(document))
    started = time.process_time()
    found = [row for document in documents for row in predict(document)]
    spent = (time.process_time() - started) * 1e6 / sum(len(document["text"]) for document in documents)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(row) for row in found))
        file.flush()
        command = [sys.executable, str(folder / "evaluate.py"), str(folder / name), file.name]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures = [match[1] if (match := re.search(row, told)) else "?" for _, row in ROWS]
    return [*figures, f"{spent:.2f}"]


def curve(folder: Path, name: str) -> list[str]:
    """CPU per 1,000 characters of one text of growing length."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    text = "\n".join(json.loads(line)["text"] for line in lines)
    told = []
    for size in (25_000, 100_000, 400_000, 1_600_000):
        sample = (text * (size // len(text) + 1))[:size]
        started = time.process_time()
        expressions(sample, date(2010, 1, 1), "en")
        told.append(f"{size:,}: {(time.process_time() - started) * 1e6 / size:.2f}")
    return told


def main() -> None:
    """Print the table and the curve."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/temporal")
    if not (folder / "evaluate.py").is_file():
        print(f"skipped: {folder} has no evaluate.py")
        return
    print("| corpus | " + " | ".join(name for name, _ in ROWS) + " | ms CPU per 1,000 characters |")
    print("|---|" + "---|" * (len(ROWS) + 1))
    for name in CORPORA:
        if (folder / name).is_file():
            print(f"| {name} | " + " | ".join(score(folder, name)) + " |", flush=True)
        else:
            print(f"skipped: {name} is not in {folder}")
    for name in CORPORA[-1:]:
        if (folder / name).is_file():
            print("ms CPU per 1,000 characters, by length: " + ", ".join(curve(folder, name)))


if __name__ == "__main__":
    main()
