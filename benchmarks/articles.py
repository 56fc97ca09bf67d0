"""How well the extractor reads the 17 articles, against our own reading of them (`tests/content/gold.tsv`).

    python -m benchmarks.articles [FOLDER] [--table] [--curve]

FOLDER holds the articles as `<doc>.md`; without it, `ARTICLES`, or `articles` beside the folder that `CORPUS` names.
What is not there is skipped aloud. With `CORPUS`, the same decisions are scored on its news: `news-events.tsv` beside
this file says which dates of `meantime-dev.jsonl` date an event, those left out where readers would differ. The weights
of `timeline/prose/signs.py` are the log-odds that logistic regression gives on both together, rounded.

`--table` prints every expression next to the entry of `events.yaml` that cites it, and what was missed; `--curve`
prints time against length for ordinary and hostile documents.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import yaml

from timeline.prose import Article, Finding, article, findings, from_bytes

ROOT: Final = Path(__file__).parents[1]
TENTHS: Final = (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)


@dataclass(frozen=True, slots=True)
class Gold:
    """One expression as we read it: `edtf` are the values accepted, `event` whether it dates an event."""

    doc: str
    start: int
    end: int
    edtf: tuple[str, ...]
    event: bool


def gold() -> dict[str, list[Gold]]:
    read: dict[str, list[Gold]] = defaultdict(list)
    with (ROOT / "tests/content/gold.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            accepted = tuple(row["edtf"].split("|")) if row["edtf"] else ()
            read[row["doc"]].append(Gold(row["doc"], int(row["start"]), int(row["end"]), accepted, row["event"] == "1"))
    return read


def folder(arguments: Iterable[str]) -> Path | None:
    """Where the articles are, if they are anywhere."""
    named = next((a for a in arguments if not a.startswith("-")), None) or os.environ.get("ARTICLES")
    corpus = os.environ.get("CORPUS")
    if named:
        path = Path(named)
    elif corpus:
        path = Path(corpus).parent / "articles"
    else:
        return None
    return path if path.is_dir() else None


def overlap(finding: Finding, row: Gold) -> bool:
    return finding.expression.start < row.end and row.start < finding.expression.end


def edtf(finding: Finding) -> str:
    return finding.expression.when.edtf if finding.expression.when else ""


@dataclass
class Score:
    """Counts over all articles."""

    events: int = 0
    dated: int = 0
    found: int = 0
    called: int = 0
    right: int = 0

    def add(self, rows: list[Gold], read: list[Finding]) -> None:
        for row in (row for row in rows if row.event):
            near = [finding for finding in read if overlap(finding, row) and edtf(finding) in row.edtf]
            self.events += 1
            self.dated += bool(near)
            self.found += any(finding.event for finding in near)
        for finding in (finding for finding in read if finding.event):
            self.called += 1
            self.right += any(row.event and overlap(finding, row) for row in rows)

    def __str__(self) -> str:
        def share(part: int, whole: int) -> str:
            return f"{part}/{whole} = {100 * part / max(whole, 1):.1f} %"

        return (
            f"dated events read with an accepted EDTF:        {share(self.dated, self.events)}\n"
            f"… and called events:                            {share(self.found, self.events)}  (to reach: 98 %)\n"
            f"mentions called events that are events:         {share(self.right, self.called)}  (to reach: 90 %)"
        )


def reliability(pairs: list[tuple[float, bool]]) -> str:
    """Of the dates given each confidence, how many date an event: what a calibrated figure would promise."""
    lines = ["confidence      dates  said  are events"]
    for low, high in pairwise(TENTHS):
        inside = [(sure, event) for sure, event in pairs if low <= sure < high]
        if inside:
            said, are = sum(s for s, _ in inside) / len(inside), sum(e for _, e in inside) / len(inside)
            lines.append(f"{low:.2f} to {min(high, 1):.2f}  {len(inside):5}  {said:.2f}  {are:.2f}")
    brier = sum((sure - event) ** 2 for sure, event in pairs) / max(len(pairs), 1)
    return "\n".join([*lines, f"Brier score {brier:.3f}"])


def entries() -> list[dict[str, Any]]:
    loaded = yaml.load((ROOT / "events.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    return list(loaded["events"])


def table(read: Article, found: list[Finding], rows: list[Gold], events: list[dict[str, Any]]) -> str:
    """The article's expressions, each with the entry of `events.yaml` that cites it; then what was missed."""
    cited = [
        (entry, source["words"]) for entry in events for source in entry["sources"] if source["title"] == read.title
    ]
    lines, used = [f"\n== {read.doc} ({read.published})"], set()
    for finding in found:
        words = finding.expression.text
        near = read.text[max(0, finding.expression.start - 12) : finding.expression.end + 4]
        match = [entry for entry, said in cited if words in said or said in near]
        same = [entry for entry in match if entry["when"]["edtf"] == edtf(finding)] or match
        used.update(entry["title"] for entry in same)
        mark = f"{finding.confidence:.2f}" if finding.event else "  – "
        lines.append(
            f"{mark} {edtf(finding) or finding.expression.value:27} {words[:28]:28} {finding.expression.rule[:18]:18} "
            f"{finding.title[:46]:46} | {'; '.join(entry['title'] for entry in same)[:60]}"
        )
    for row in rows:
        hits = [finding for finding in found if overlap(finding, row)]
        if row.event and not any(finding.event and edtf(finding) in row.edtf for finding in hits):
            why = (
                "; ".join(f"{edtf(f) or f.expression.value} {' '.join(f.signs)}" for f in hits) or "no expression found"
            )
            lines.append(f"MISSED {'|'.join(row.edtf)} “{read.text[row.start : row.end]}”: {why}")
    lines += [
        f"NOT CITED {entry['title']} ({entry['when']['edtf']}, “{said}”)"
        for entry, said in cited
        if entry["title"] not in used
    ]
    return "\n".join(lines)


def news(corpus: Path) -> tuple[Score, list[tuple[float, bool]]]:
    """The decisions on the news of the temporal corpus."""
    labels: dict[str, list[Gold]] = defaultdict(list)
    with (Path(__file__).parent / "news-events.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            label = Gold(row["doc"], int(row["start"]), int(row["end"]), (), row["event"] == "1")
            labels[row["doc"]].append(label)
    score, sure = Score(), []
    for line in (corpus / "meantime-dev.jsonl").read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        read = findings(article(said["doc"], said["text"], {"published": said["dct"], "language": "en"}))
        known = [(f, row) for f in read if edtf(f) for row in labels[said["doc"]] if overlap(f, row)]
        score.events += sum(row.event for _, row in known)
        score.found += sum(row.event and f.event for f, row in known)
        score.called += sum(f.event for f, _ in known)
        score.right += sum(row.event and f.event for f, row in known)
        sure.extend((f.confidence, row.event) for f, row in known)
    return score, sure


DOCUMENTS: Final = {
    "news prose": "On Monday, 6 May 2024, the board opened a tunnel in Bergen, which closed in 1998. It was late.\n",
    "one sentence": "the tunnel of May 2024 and ",
    "digits": "0123456789",
    "dates": "May 1, ",
    "full stops": ".",
    "zero-width": "May\u200b 5\u200d, ",
    "mixed scripts": "Мay 5 ２０２４年５月 ",
    "brackets": "(",
    "Chinese": "2024年5月6日大桥通车。",
}


def curve() -> str:
    """CPU milliseconds per 1,000 characters at three lengths; a flat row is linear time."""
    lines = ["ms per 1,000 characters at     50,000   100,000   200,000 characters"]
    for name, part in DOCUMENTS.items():
        costs = []
        for size in (50_000, 100_000, 200_000):
            document = article(name, part * (size // len(part)), {"published": "2024-05-07"})
            start = time.process_time()
            findings(document)
            costs.append((time.process_time() - start) * 1e6 / size)
        lines.append(f"{name:28} {costs[0]:8.2f}  {costs[1]:8.2f}  {costs[2]:8.2f}")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    place, rows, score, sure = folder(arguments), gold(), Score(), []
    if place is None:
        print("skipped: no folder of articles (give it, or set ARTICLES or CORPUS)")
    for path in sorted(place.glob("*.md")) if place else ():
        read = from_bytes(str(path), path.read_bytes())
        found, own = findings(read), rows.get(read.doc, [])
        score.add(own, found)
        for finding in found:
            same = [row for row in own if overlap(finding, row)]
            if finding.expression.when and same:
                sure.append((finding.confidence, same[0].event))
        if "--table" in arguments:
            print(table(read, found, own, entries()))
    if place:
        print(f"{score}\n\n{reliability(sure)}")
    corpus = os.environ.get("CORPUS")
    if corpus and (Path(corpus) / "meantime-dev.jsonl").is_file():
        score, sure = news(Path(corpus))
        print(f"\nnews: {score.found} of {score.events} dates of events found, {score.right} of {score.called} right")
        print(reliability(sure))
    else:
        print("skipped: the news of the temporal corpus (set CORPUS)")
    if "--curve" in arguments:
        print(curve())


if __name__ == "__main__":
    main(sys.argv[1:])
