"""Two replicas, two workers, nginx, and PostgreSQL with a standby, under load, while the worker, a replica and the
primary are killed: `python -m benchmarks.failover [WRITES] [--asynchronous]` (100 writes of each writer a stage).

It prints what the proxy answered, what each client saw, and what was lost, and exits with the number of failures.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.deploy.scenario import Load, Report, Scenario, stack


def main(words: Sequence[str]) -> int:
    numbers = [int(word) for word in words if word.isdecimal()]
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        print("nginx is not installed", file=sys.stderr)
        return 1
    load = Load(pollers=12, writers=3, writes=numbers[0] if numbers else 100)
    with (
        tempfile.TemporaryDirectory(prefix="timeline-failover-") as path,
        stack(Path(path), nginx, synchronous="--asynchronous" not in words) as parts,
    ):
        report = Scenario(parts, load, print).run()
    print(summary(report))
    return len(report.answers.failures) + len(report.lost)


def summary(report: Report) -> str:
    """What came of it, for people."""
    answers, log = report.answers, [change.position for change in report.log]
    lines = [
        f"{answers.total:,} answers; connections cut in the middle of one: {answers.cut}",
        f"reads: {_counts(answers.reads)}",
        f"writes: {_counts(answers.writes)}",
        f"changes in the log: {len(log)}, positions without a gap: {log == list(range(1, len(log) + 1))}",
    ]
    for name in report.followers:
        positions = report.positions(name)
        lines.append(f"{name}: {len(positions)} changes, the same in the same order: {positions == log}")
    same = report.calendar == report.titles_now
    lines.append(f"vdirsyncer: {report.runs} runs, {len(report.calendar)} entries, the same: {same}")
    acknowledged = sum(map(len, report.titles.values()))
    lines.append(f"writes acknowledged: {acknowledged}, not there once: {len(report.lost)}")
    lines += [f"FAILURE {failure}" for failure in answers.failures[:20]]
    return "\n".join(lines)


def _counts(counts: dict[int, int]) -> str:
    return ", ".join(f"{status}: {count:,}" for status, count in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
