"""How well short texts are read: each gives exactly its dated events, and nothing else.

    python -m benchmarks.short_texts FILE.jsonl … [--all]

A line is {"text", "published", "language", "events"}: for each dated event the EDTF values that are right, `[]` where
the text dates none; "also" holds other lists that are as right. Prints the lines that are not right
(`--all`: every line), then the counts.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from timeline.prose import article, findings
from timeline.prose.mentions import events


class Verdict(NamedTuple):
    """One text's events as read: `missing` are the accepted values nothing gave, `wrong` what no event of it has."""

    read: list[str]
    missing: list[list[str]]
    wrong: list[str]

    @property
    def right(self) -> bool:
        return not (self.missing or self.wrong)


def judge(case: dict[str, Any]) -> Verdict:
    """The text's events against the reading that is nearest to them."""
    said = {key: case[key] for key in ("published", "language") if case.get(key)}
    found = events(findings(article("short text", case["text"], said)))
    read = [wording(each.expression.when) for each in found]
    readings = [case["events"], *case.get("also", [])]
    return min((verdict(read, gold) for gold in readings), key=lambda told: len(told.missing) + len(told.wrong))


def wording(when: Any) -> str:
    """The EDTF with the clock times, as a gold line may ask for them: `2024-05-11 10:00-16:00`."""
    times = "-".join(time for time in (when.start_time, when.end_time) if time)
    return f"{when.edtf} {times}".strip()


def verdict(read: Sequence[str], gold: Iterable[list[str]]) -> Verdict:
    """Each event takes one of the values read; a gold value without clock times asks for none in particular."""
    left, missing = list(read), []
    for accepted in gold:
        match = next((each for each in left if each in accepted or each.split(" ")[0] in accepted), None)
        if match is None:
            missing.append(accepted)
        else:
            left.remove(match)
    return Verdict(list(read), missing, left)


def main(arguments: Sequence[str]) -> None:
    for name in (a for a in arguments if not a.startswith("-")):
        counts: Counter[str] = Counter()
        for line in Path(name).read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            told = judge(case)
            counts.update(
                texts=1,
                right=told.right,
                missing=bool(told.missing),
                wrong=bool(told.wrong),
                events_missing=len(told.missing),
                entries_wrong=len(told.wrong),
            )
            if "--all" in arguments or not told.right:
                mark = "right  " if told.right else "NOT    "
                print(f"{mark} {case['text']} ({case.get('published')}, {case.get('language', 'detected')})")
                print(f"        read {told.read}; missing {told.missing}; wrong {told.wrong}")
        share = 100 * counts["right"] / max(counts["texts"], 1)
        print(f"{name}: {counts['right']} of {counts['texts']} texts right ({share:.1f} %); {dict(counts)}")


if __name__ == "__main__":
    main(sys.argv[1:])
