"""Documents of `docs/` as they are followed by a reader: files are written, commands run in order, answers compared.

A fenced block whose language is followed by a name is that file. `console` has commands behind `$ `, each with the
answer that is shown; "…" stands for anything. `sh` has commands that need root, another program or the network: they
are only checked. Commands of `timeline` run in this process, which saves the start of each; the server is a real one.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from click.testing import CliRunner

from timeline.cli.main import main

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = ROOT / "docs"
FENCE: Final = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PORT: Final = re.compile(r"(?<=127\.0\.0\.1:)800[01]|(?<=http\.server )800[01]")
"""The ports on which the documents say that servers listen."""
SHELL: Final = re.compile(r"[|<>&;$*`]")


class Block(NamedTuple):
    """A fenced block: its language, the name of its file, its text, and the line on which it begins."""

    language: str
    name: str
    text: str
    line: int


class Step(NamedTuple):
    """A command, and the answer that the document shows; empty where it shows none."""

    command: str
    answer: str


def blocks(document: str) -> list[Block]:
    """The fenced blocks of a document of `docs/`, in order."""
    text = (DOCS / document).read_text(encoding="utf-8")
    found = FENCE.finditer(text)
    return [Block(hit[1], hit[2] or "", hit[3], text.count("\n", 0, hit.start()) + 1) for hit in found]


def steps(block: Block) -> Iterator[Step]:
    """The commands of a `console`."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, answer = part.partition("\n")
        yield Step(command, answer)


def shows(answer: str, said: str) -> bool:
    """Whether what was said is what a document shows."""
    pattern = "".join(".*" if part == "…" else re.escape(part) for part in re.split("(…)", answer.strip()))
    # A line of dots alone may stand for no line at all.
    return re.fullmatch(pattern.replace("\\\n.*\\\n", "\\\n(?:.*\\\n)?"), said.strip(), re.DOTALL) is not None


@dataclass
class Reader:
    """Somebody who follows a document in an empty folder; free ports stand for those that it names."""

    folder: Path
    ports: dict[str, int]
    environ: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """What stands for a name of the document here: the address of a database."""
    server: subprocess.Popen[str] | None = None

    def follow(self, document: str) -> int:
        """Do all that a document says; how many commands that were. What differs fails with its place."""
        number = 0
        for block in blocks(document):
            if block.name:
                path = self.folder / block.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(self._here(block.text), encoding="utf-8")
            for step in steps(block) if block.language == "console" else ():
                code, said = self.run(self._here(step.command))
                place = f"docs/{document}, block of line {block.line}: $ {step.command}"
                assert code == 0, f"{place}\n{said}"
                assert not step.answer or shows(self._here(step.answer), said), f"{place}\n{said}"
                number += 1
        return number

    def run(self, command: str) -> tuple[int, str]:
        """The exit code of a command, and what it printed."""
        if command.startswith("cd "):
            self.folder = self.folder / command.removeprefix("cd ")
            return 0, ""
        if command.startswith("export "):
            name, _, value = command.removeprefix("export ").partition("=")
            self.environ[name] = value
            return 0, ""
        if command.startswith("timeline serve"):
            return 0, self._serve(command)
        if command.startswith("timeline ") and not SHELL.search(command):
            return self._call(command)
        done = subprocess.run(
            command, shell=True, cwd=self.folder, env=self._environ(), capture_output=True, text=True,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def close(self) -> None:
        """Stop the server that was started."""
        if self.server is not None:
            self.server.terminate()
            self.server.communicate(timeout=60)

    def _here(self, text: str) -> str:
        for name, here in self.names.items():
            text = text.replace(name, here)
        return PORT.sub(lambda hit: str(self.ports[hit[0]]), text)

    def _environ(self) -> dict[str, str]:
        outer = {name: value for name, value in os.environ.items() if not name.startswith("TIMELINE_")}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}:/usr/sbin"
        return (
            outer
            | {"PATH": path, "PORT": str(self.ports["8000"]), "COLUMNS": "100", "LC_ALL": "C.UTF-8"}
            | self.environ
        )

    def _call(self, command: str) -> tuple[int, str]:
        before, environ = Path.cwd(), self._environ()
        os.chdir(self.folder)
        try:
            result = CliRunner().invoke(main, shlex.split(command)[1:], env=environ, prog_name="timeline")
        finally:
            os.chdir(before)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    def _serve(self, command: str) -> str:
        self.close()
        words = [sys.executable, "-m", *shlex.split(command)]
        environ = self._environ() | {"PYTHONUNBUFFERED": "1"}
        self.server = subprocess.Popen(words, cwd=self.folder, env=environ, stdout=subprocess.PIPE, text=True)
        assert self.server.stdout is not None
        said = []
        for line in self.server.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        return "".join(said)
