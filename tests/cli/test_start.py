"""Facts about the start of a command: it loads what it needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import rich_click as click

from timeline.cli import main

HEAVY = {
    "alembic", "apscheduler", "dateparser", "feedgen", "feedparser", "httpcore", "icalendar", "jinja2", "litestar",
    "lxml", "mf2py", "nh3", "prometheus_client", "rapidfuzz", "sqlalchemy", "structlog", "trafilatura", "uvicorn",
    "watchfiles", "yaml",
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


def test_a_server_without_sources_loads_nothing_that_fetches_or_reads_documents(tmp_path: Path) -> None:
    """Whatever makes pages is loaded with the first of them, and the migrations where one is missing."""
    (tmp_path / "timeline.toml").write_text('title = "T"\nauthority = "a.example,2026"\n', encoding="utf-8")
    (tmp_path / "events.yaml").write_text("events: []\n", encoding="utf-8")
    serve = f"""
        import os, pathlib, sys
        from timeline.cli import serve
        from timeline.serve.process import run, start
        run.run = lambda front, listener, started, *rest: started()
        environ = dict(os.environ, PORT="0", DATA={str(tmp_path / "data")!r})
        start.serve(pathlib.Path({str(tmp_path)!r}), environ, start.Options(), lambda lines: None)
    """
    modules(textwrap.dedent(serve))  # makes the database
    loaded = modules(textwrap.dedent(serve))
    assert {"timeline.serve.app", "litestar", "sqlalchemy"} <= loaded
    unneeded = {"alembic", "apscheduler", "dateparser", "feedparser", "httpcore", "jinja2", "mf2py", "trafilatura"}
    assert loaded & (unneeded | {"rich.console", "timeline.fetch.client", "timeline.extract.kinds"}) == set()
