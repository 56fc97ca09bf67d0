"""Merge quality on labelled pairs: `python -m benchmarks.merging [--errors]`."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from timeline.dates import When
from timeline.merge.likeness import SAME, UNSURE, Comparable, Likeness, likeness
from timeline.model.event import Place

PAIRS = Path(__file__).parent.parent / "tests" / "merge" / "pairs.tsv"


class Pair(NamedTuple):
    """Two tellings, and whether they are the same event."""

    same: bool
    one: Comparable
    other: Comparable


def pairs(path: Path = PAIRS) -> Iterator[Pair]:
    """The labelled pairs, in the order of the file."""
    with path.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            one = _telling(row["title"], row["when"], row["place"])
            yield Pair(row["same"] == "1", one, _telling(row["other title"], row["other when"], row["other place"]))


def scored() -> list[tuple[Pair, Likeness]]:
    """Each pair with its score."""
    return [(pair, likeness(pair.one, pair.other)) for pair in pairs()]


def quality(found: list[tuple[Pair, Likeness]], threshold: float) -> tuple[float, float]:
    """Precision and recall of calling a pair the same from a threshold on."""
    called = [pair.same for pair, score in found if score.score >= threshold]
    return sum(called) / max(1, len(called)), sum(called) / sum(pair.same for pair, _ in found)


def _telling(title: str, when: str, place: str) -> Comparable:
    day, _, time = when.partition("T")
    return Comparable(title, When.parse(day, start_time=time or None), (Place(name=place),) if place else ())


def main() -> None:
    """Print precision and recall at both thresholds, and what is wrong with `--errors`."""
    found = scored()
    same = sum(pair.same for pair, _ in found)
    print(f"merging: {len(found)} labelled pairs, {same} the same")
    for name, threshold in (("merged", SAME), ("merged or asked", UNSURE)):
        precision, recall = quality(found, threshold)
        print(f"  {name:16} from {threshold:.2f}: precision {precision:.3f}, recall {recall:.3f}")
    if "--errors" in sys.argv:
        for pair, score in found:
            if pair.same != (score.score >= SAME):
                print(f"  {score.score:.2f} same={pair.same:d} {pair.one.title} | {pair.other.title} {score.reasons}")


if __name__ == "__main__":
    main()
