"""Thousands of feeds and calendars, well and ill formed, imported without one traceback; what each costs.

    python -m benchmarks.imports [N] [--worst]

N documents (2,000) are written as producers write them, most of them damaged as networks, editors and strangers do.
Document number n is the same on every machine: all its choices come from n. `--worst` names the costliest ones.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.damages import DAMAGES
from benchmarks.producers import PRODUCERS
from timeline.errors import SourceRefused
from timeline.extract import bounded
from timeline.model.source import Document

RETRIEVED: Final = datetime(2026, 11, 25, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one document. `fault` is a mistake of ours; `seconds` and `megabytes` what reading it cost."""

    number: int
    producer: str
    damage: str
    mentions: int
    refused: int
    reason: str
    fault: bool
    seconds: float
    megabytes: float


def document(number: int) -> tuple[Document, str, str]:
    """Document number n, its producer, and what was done to it. Every third one is whole."""
    dice = random.Random(number)
    names = list(PRODUCERS)
    producer = names[number % len(names)]
    make, suffix = PRODUCERS[producer]
    data = make(dice).encode("utf-8", "replace")
    damage = "none" if number % 3 == 0 else dice.choice(list(DAMAGES))
    harm = DAMAGES[damage]
    data = harm(data, dice) if harm is not None and data else data
    charset = dice.choice(("", "", "", "utf-8", "iso-8859-1", "x-none"))
    url = f"https://sources.example/{number}.{suffix}"
    return Document(url=url, data=data, retrieved=RETRIEVED, charset=charset), producer, damage


def run(number: int) -> Result:
    """Read one document as `timeline fetch` does, and say what it cost."""
    made, producer, damage = document(number)
    before = held(reset=True)
    start = time.perf_counter()
    mentions = refused = 0
    reason = ""
    try:
        found = bounded.extract_bounded(made)
        mentions, refused = len(found.mentions), len(found.refused)
    except SourceRefused as refusal:
        reason = str(refusal).partition(": ")[2]
    seconds = time.perf_counter() - start
    fault = "it cannot be read as" in reason or "broke a library" in reason
    return Result(number, producer, damage, mentions, refused, reason, fault, seconds, max(held() - before, 0.0))


def held(*, reset: bool = False) -> float:
    """Megabytes that the worker holds, at most since the last reset (Linux)."""
    workers = bounded.idle()
    if not workers:
        return 0.0
    process = Path(f"/proc/{workers[-1]}")
    if not process.exists():
        return 0.0
    if reset:
        (process / "clear_refs").write_text("5")
    lines = (process / "status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def share(values: list[float], part: float) -> float:
    """The value that so large a part of them does not exceed."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]


def main(arguments: list[str]) -> int:
    """Print the counts and the costs; 1 where a document met a mistake of ours."""
    count = next((int(each) for each in arguments if each.isdigit()), 2000)
    bounded.extract_bounded(document(0)[0])  # The worker's start is nobody's cost.
    results = [run(number) for number in range(count)]
    tell_counts(results)
    tell_costs(results)
    if "--worst" in arguments:
        for each in sorted(results, key=lambda e: -e.seconds)[:10]:
            cost = f"{each.seconds * 1000:6.0f} ms {each.megabytes:5.0f} MB"
            print(f"  {cost}  {each.number} {each.producer}, {each.damage}")
    faults = [each for each in results if each.fault]
    for each in faults:
        print(f"FAULT {each.number} {each.producer}, {each.damage}: {each.reason}")
    print(f"tracebacks: {len(faults)}")
    return 1 if faults else 0


def tell_counts(results: list[Result]) -> None:
    """How many were read, of those left whole and of those damaged; and why some were not."""
    for name, wanted in (("whole", True), ("damaged", False)):
        group = [each for each in results if (each.damage == "none") is wanted]
        read, said = sum(not each.reason for each in group), sum(each.mentions for each in group)
        refused = sum(each.refused for each in group)
        print(f"{name}: {len(group)} documents, {read} read, {said} mentions, {refused} items refused")
    for what, number in Counter(each.reason[:70] for each in results if each.reason).most_common(12):
        print(f"  refused whole {number:5}  {what}")


def tell_costs(results: list[Result]) -> None:
    """Time and memory, beside their bounds."""
    seconds, megabytes = [each.seconds for each in results], [each.megabytes for each in results]
    p50, p99 = share(seconds, 0.5) * 1000, share(seconds, 0.99) * 1000
    most = f"most {max(seconds) * 1000:.0f} ms (bound {bounded.SECONDS:g} s)"
    print(f"time: {sum(seconds):.1f} s in all, p50 {p50:.0f} ms, p99 {p99:.0f} ms, {most}")
    most = f"most {max(megabytes):.0f} MB (bound {bounded.MEGABYTES} MB)"
    print(f"memory beside the reader's own: p99 {share(megabytes, 0.99):.0f} MB, {most}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
