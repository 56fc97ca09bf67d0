"""Phrases right, refused or read wrongly: `python -m benchmarks.phrases FILE...`, `--all` to see what is not right.

A file has a phrase a line, tab-separated: words, reference, language, what is right (any of; `REFUSE`: it is refused
with the reason), and the clock time where one is said (`15:00`, or `15:00-17:00` where its end counts too).
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from timeline.dates import Reading, explain

ROOT: Final = Path(__file__).parents[1]
OWN: Final = tuple(sorted((ROOT / "tests" / "dates" / "phrases").glob("*.tsv")))
REFUSE: Final = "REFUSE"


class Phrase(NamedTuple):
    """A phrase, and what is right of it."""

    words: str
    reference: str
    language: str
    right: tuple[str, ...]
    time: str

    def answer(self) -> str:
        """What is read: its EDTF, with the time of day where one counts, or REFUSE."""
        reference = dt.date.fromisoformat(self.reference) if self.reference else None
        reading = explain(self.words, reference, self.language or None)
        if not isinstance(reading, Reading):
            return REFUSE
        return f"{reading.when.edtf} {self._time_of(reading)}".strip()

    def _time_of(self, reading: Reading) -> str:
        """The time of day as far as the row names one."""
        if not self.time:
            return ""
        start, end = reading.when.start_time or "", reading.when.end_time or ""
        return f"{start}-{end}" if "-" in self.time else start

    def verdict(self) -> tuple[str, str]:
        """Right, refused or wrong; and what was read."""
        answer = self.answer()
        if answer in {f"{edtf} {self.time}".strip() if edtf != REFUSE else edtf for edtf in self.right}:
            return "right", answer
        return ("refused" if answer == REFUSE else "wrong"), answer


def phrases(path: Path) -> Iterator[Phrase]:
    """The rows of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words, reference, language, right, time, *_ = [*line.split("\t"), "", "", "", ""]
            yield Phrase(words, reference, language, tuple(edtf.strip() for edtf in right.split(" | ")), time)


def report(path: Path, *, show: bool) -> Iterator[str]:
    """The figures of a file, and, where wanted, each phrase that is not right."""
    counts: Counter[str] = Counter()
    for phrase in phrases(path):
        verdict, answer = phrase.verdict()
        counts[verdict] += 1
        if show and verdict != "right":
            said = " | ".join(phrase.right)
            yield f"  {verdict:8}{phrase.words}  [{phrase.language or 'any'}]  {answer}  (right: {said} {phrase.time})"
    total = sum(counts.values())
    shares = ", ".join(f"{counts[name]} {name} ({counts[name] / total:.1%})" for name in ("right", "refused", "wrong"))
    yield f"{path.name}: {total} phrases, {shares}"


def main(arguments: list[str]) -> None:
    """Print the figures of each file; of our own where none is given."""
    files = [Path(argument) for argument in arguments if argument != "--all"] or list(OWN)
    for path in files:
        print("\n".join(report(path, show="--all" in arguments)))


if __name__ == "__main__":
    main(sys.argv[1:])
