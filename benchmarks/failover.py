"""Two replicas, two workers, nginx, and PostgreSQL with a standby, under load, while the worker, a replica and the
primary are killed: `python -m benchmarks.failover [WRITES] [--asynchronous]` (100 writes of each writer a stage).

It prints what the proxy answered, what each client saw, and what was lost, and exits with the number of failures. It is
no test of the suite: whether a replica is back before the next one goes is a matter of time on a crowded machine.
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
    synchronous = "--asynchronous" not in words
    load = Load(pollers=12, writers=3, writes=numbers[0] if numbers else 100, synchronous=synchronous)
    with (
        tempfile.TemporaryDirectory(prefix="timeline-failover-") as path,
        stack(Path(path), nginx, synchronous=synchronous) as parts,
    ):
        report = Scenario(parts, load, print).run()
    wrong = [*report.answers.failures, *faults(report)]
    print(summary(report))
    for each in wrong[:20]:
        print(f"FAILURE {each}")
    return len(wrong)


def faults(report: Report) -> list[str]:
    """What is not as it must be, whatever was killed."""
    log = [change.position for change in report.log]
    written = [(change.event, change.after.title) for change in report.log]
    found = [f"{id} lacks what was acknowledged" for id in report.lost]
    if log != list(range(1, len(log) + 1)):
        found.append("the log has a gap")
    if len(written) != len(set(written)):
        found.append("something was written twice")
    found += [f"the {name} missed something" for name in report.followers if report.positions(name) != log]
    if report.calendar != report.titles_now:
        found.append("vdirsyncer's calendar is another one")
    found += [log[log.index("Traceback") :] for log in report.logs if "Traceback" in log]
    return found


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
    return "\n".join(lines)


def _counts(counts: dict[int, int]) -> str:
    return ", ".join(f"{status}: {count:,}" for status, count in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
