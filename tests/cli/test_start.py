"""Facts about the start of a command: it loads what it needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys

import pytest
import rich_click as click

from timeline.cli import main

HEAVY = {
    "alembic", "apscheduler", "dateparser", "feedgen", "feedparser", "httpcore", "icalendar", "jinja2", "litestar", "lxml",
    "mf2py", "nh3", "prometheus_client", "rapidfuzz", "sqlalchemy", "structlog", "trafilatura", "uvicorn", "watchfiles",
    "yaml",
}  # fmt: skip
OURS = {
    f"timeline.{room}"
    for room in ("extract", "fetch", "files", "merge", "prose", "publish", "render", "serve", "store")
}
WORDS = {
    # command line        further modules that it leaves alone
    ("--help",): {"babel", "timeline.dates", "timeline.model"},
    ("--version",): {"babel", "timeline.dates", "timeline.model"},
    ("read", "2013"): {"timeline.model"},
    ("read", "--help"): {"timeline.model"},
}


def modules(code: str, *words: str) -> set[str]:
    """The modules that are loaded once a program has run."""
    told = "import atexit, sys; atexit.register(lambda: print('\\n'.join(sys.modules), file=sys.stderr))\n"
    command = [sys.executable, "-c", told + code, *words]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stderr.split())


@pytest.mark.parametrize("words", WORDS)
def test_a_command_loads_only_what_it_needs(words: tuple[str, ...]) -> None:
    loaded = modules("from timeline.cli.main import main; main(prog_name='timeline')", *words)
    assert "timeline.cli.main" in loaded
    assert loaded & (HEAVY | OURS | WORDS[words]) == set()


@pytest.mark.parametrize("name", main.COMMANDS)
def test_the_list_of_commands_says_of_each_what_its_help_begins_with(name: str) -> None:
    command = main.load(name)
    assert isinstance(command, click.Command)
    assert " ".join((command.help or "").partition("\n\n")[0].split()) == main.COMMANDS[name]
