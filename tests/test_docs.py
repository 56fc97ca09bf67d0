"""What docs/ says is so: its commands run, its configurations are accepted, its tables are those of the code."""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
import rich_click as click

from benchmarks import __main__ as benchmarks
from benchmarks import figures
from benchmarks.scaling import constants, reckoning
from tests.databases import database
from tests.manual import DOCS, ROOT, Reader, blocks, steps
from tests.render.chronicle import CHRONOLOGY, FEED, NOW, events, store_of
from timeline import __version__, config
from timeline.cli import main
from timeline.extract.kinds import KINDS
from timeline.files.sources import SOURCE
from timeline.publish import static_site
from timeline.publish.publisher import Publisher

FOLLOWED = ("getting-started.md", "api.md", "sources.md", "operating.md", "online.md")
"""Documents with commands."""


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    with socket.socket() as first, socket.socket() as second:
        for each in (first, second):
            each.bind(("127.0.0.1", 0))
        ports = {"8000": first.getsockname()[1], "8001": second.getsockname()[1]}
    somebody = Reader(tmp_path, ports)
    yield somebody
    somebody.close()


@pytest.mark.process
@pytest.mark.parametrize("document", FOLLOWED)
def test_who_follows_a_document_gets_what_it_shows(document: str, reader: Reader) -> None:
    assert reader.follow(document) > 3


@pytest.mark.postgres
def test_who_follows_the_way_to_a_server_gets_what_it_shows(reader: Reader) -> None:
    with database(empty=True) as url:
        reader.names["postgresql://curator@localhost/rivers"] = url
        assert reader.follow("scaling.md") > 3


def rows(document: str, heading: str) -> list[list[str]]:
    """The cells of the table whose head begins with `heading`."""
    text = (DOCS / document).read_text(encoding="utf-8")
    table = text[text.index(f"| {heading} |") :].split("\n\n")[0].splitlines()[2:]
    return [re.split(r"\s*(?<!\\)\|\s*", line)[1:-1] for line in table]


def test_the_table_of_settings_is_what_is_read() -> None:
    expected = []
    defaults = config.Settings(title="")
    for name, setting in config.CHRONOLOGY.items():
        expected.append([f"`{name}`", f"`TIMELINE_{name.upper()}`", default(getattr(defaults, name)), setting.about])
    for name, setting in config.MACHINE.items():
        variables = f"`{name.upper()}`, `TIMELINE_{name.upper()}`"
        expected.append(["", variables, default(getattr(defaults, name)), setting.about])
    found = [row[:4] for row in rows("settings.md", "in `timeline.toml`") if "eras" not in row[0]]
    assert found == expected


def default(value: object) -> str:
    """A default as the table has it."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if value not in ("", ()) else ""


def test_the_tables_of_sources_are_what_is_read() -> None:
    assert [row[:2] for row in rows("sources.md", "kind")] == [[f"`{name}`", kind.what] for name, kind in KINDS.items()]
    assert rows("sources.md", "field of a source") == [[f"`{name}`", f.about] for name, f in SOURCE.fields.items()]


def commands() -> Iterator[tuple[str, str]]:
    """Every line of a block that is only checked, and of the files, that has `timeline` as a command."""
    for path in sorted(DOCS.glob("*.md")):
        for block in blocks(path.name):
            lines = [step.command for step in steps(block)] if block.language == "console" else block.text.splitlines()
            for line in lines if block.language in ("console", "sh", "ini", "cron", "text", "dockerfile") else ():
                for hit in re.finditer(r"(?:^|[ /=])timeline ([a-z]+(?: [^|;&>$()]*)?)", line):
                    yield path.name, hit[1]


@pytest.mark.parametrize(("document", "line"), sorted(set(commands())))
def test_a_command_that_is_named_has_the_options_it_is_named_with(document: str, line: str) -> None:
    name, *words = shlex.split(line)
    command = main.load(name)
    while isinstance(command, click.Group):
        command, *words = command.commands[words[0]], *words[1:]
    command.make_context(name, words, resilient_parsing=True)
    given = {word.split("=")[0] for word in words if word.startswith("-")}
    assert given <= {option for each in command.params for option in each.opts} | {"--help"}


def test_what_is_named_of_this_repository_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) <= targets, path
        assert set(re.findall(r"timeline-([0-9.]+[0-9])-py3", text)) <= {__version__}, path
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (DOCS / link).exists(), (path, link)


NGINX_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def file_named(document: str, name: str) -> str:
    return next(block.text for block in blocks(document) if block.name == name)


@pytest.mark.process
@pytest.mark.parametrize("name", ["rivers-proxy.conf", "rivers-static.conf"])
def test_nginx_accepts_what_is_shown(name: str, tmp_path: Path, tool: Callable[[str], str]) -> None:
    reader = Reader(tmp_path, {"8000": 8000})
    (tmp_path / name).write_text(file_named("online.md", name))
    whole = tmp_path / "nginx.conf"
    mime = next(path for path in ("/etc/nginx/mime.types",) if Path(path).exists())
    whole.write_text(f"pid {tmp_path}/pid; events {{}} http {{ include {mime}; include {tmp_path}/{name}; }}")
    code, said = reader.run(f"{tool('nginx')} -t -c {whole} -e {tmp_path}/error.log")
    assert code == 0, said


ANSWERS = {
    # path                    status, media type
    "/": (200, "text/html; charset=utf-8"),
    "/events/hatching": (200, "text/html; charset=utf-8"),
    "/events/hatching.json": (200, "application/json; charset=utf-8"),
    "/events/hatching.ics": (200, "text/calendar; charset=utf-8"),
    "/feeds/all": (200, "text/html; charset=utf-8"),
    "/feeds/all.atom": (200, "application/atom+xml"),
    "/feeds/all.rss": (200, "application/rss+xml"),
    "/feeds/all.json": (200, "application/feed+json"),
    "/feeds/all.ics": (200, "text/calendar; charset=utf-8"),
    "/feeds/all.csv": (200, "text/csv; charset=utf-8"),
    "/feeds/all.svg": (200, "image/svg+xml"),
    "/feeds.opml": (200, "text/x-opml"),
    "/tags/nature": (200, "text/html; charset=utf-8"),
    "/search": (200, "text/html; charset=utf-8"),
    "/search.json": (200, "application/json; charset=utf-8"),
    "/static/search.js": (200, "application/javascript; charset=utf-8"),
    "/nowhere": (404, "text/html; charset=utf-8"),
    "/events/nowhere": (404, "text/html; charset=utf-8"),
}


@pytest.mark.process
def test_nginx_answers_a_static_site_with_the_media_types_that_programs_look_for(
    tmp_path: Path, free_port: int, tool: Callable[[str], str]
) -> None:
    chronology = msgspec.structs.replace(CHRONOLOGY, base_url="https://rivers.example")
    store = store_of(*events(), feeds=(FEED,))
    static_site.build(store, Publisher(store, chronology), chronology, tmp_path / "site", NOW)
    shown = file_named("online.md", "rivers-static.conf").replace("/srv/www/rivers", str(tmp_path / "site"))
    shown = shown.replace("listen 80;", f"listen 127.0.0.1:{free_port};")
    paths = " ".join(f"{name}_temp_path {tmp_path}/{name};" for name in NGINX_FOLDERS)
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"daemon off; master_process off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\n"
        f"http {{ access_log off; {paths}\n{shown}}}"
    )
    tmp_path.chmod(0o755)
    with subprocess.Popen([tool("nginx"), "-c", str(whole), "-e", str(tmp_path / "error.log")]) as nginx:
        try:
            transport = httpx.HTTPTransport(retries=8)
            with httpx.Client(base_url=f"http://127.0.0.1:{free_port}", transport=transport) as client:
                answers = {path: client.get(path) for path in ANSWERS}
        finally:
            nginx.terminate()
    found = {path: (each.status_code, each.headers["Content-Type"]) for path, each in answers.items()}
    assert found == ANSWERS
    assert answers["/feeds/all.ics"].headers["Content-Encoding"] == "gzip"


@pytest.mark.process
def test_systemd_accepts_the_unit(tmp_path: Path, tool: Callable[[str], str]) -> None:
    text = file_named("online.md", "timeline.service")
    (program,) = re.findall(r"^ExecStart=(\S+)", text, re.MULTILINE)
    (tmp_path / "timeline.service").write_text(text.replace(program, "/bin/true").replace("User=timeline\n", ""))
    code, said = Reader(tmp_path, {"8000": 8000}).run(
        f"{tool('systemd-analyze')} verify --man=no {tmp_path}/timeline.service"
    )
    assert "timeline.service" not in said, said
    assert code == 0 or "timeline.service" not in said


def test_a_unit_is_started_again_however_often_it_ends() -> None:
    units = [(DOCS.parent / "deploy" / name).read_text(encoding="utf-8") for name in ("web@.service", "worker.service")]
    for text in (*units, file_named("online.md", "timeline.service")):
        head, _, service = text.partition("[Service]")
        assert "StartLimitIntervalSec=0" in head.splitlines()
        assert {"Restart=always", "RestartSec=1"} <= set(service.splitlines())


def test_a_container_sets_what_is_read_and_copies_what_is_built() -> None:
    text = file_named("online.md", "Containerfile")
    assert set(re.findall(r"\b([A-Z_]+)=", text)) <= {name.upper() for name in config.MACHINE}
    assert re.findall(r"^COPY (\S+)", text, re.MULTILINE) == ["dist/timeline-*.whl"]
    (line,) = re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)
    command = main.load("serve")
    assert isinstance(command, click.Command)
    words = re.findall(r'"([^"]+)"', line)
    assert words[:2] == ["timeline", "serve"]
    assert {word for word in words if word.startswith("--")} <= {o for each in command.params for o in each.opts}


def test_the_arithmetic_of_scaling_is_what_the_program_prints() -> None:
    text = (DOCS / "scaling.md").read_text(encoding="utf-8")
    measured = constants.read()
    assert measured.keys() == {each.name for each in constants.CONSTANTS}
    for table in reckoning.tables(measured):
        assert f"\n{table}\n\n" in text, "python -m benchmarks.scaling write"


def test_a_benchmark_without_its_judge_fails_nothing_and_keeps_what_was_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "RECORDED", tmp_path)
    monkeypatch.setenv("ICAL_JS", str(tmp_path / "none.js"))
    figures.keep("series", figures.Printed("command", "circumstances", "measured"))
    assert benchmarks.run("series", benchmarks.ALL["series"])
    assert figures.read("series") == figures.Printed("command", "circumstances", "measured\n")


def test_the_figures_are_what_the_benchmarks_printed() -> None:
    kept = {path.stem for path in figures.RECORDED.iterdir()}
    assert kept <= set(benchmarks.ALL)
    assert figures.DOCUMENT.read_text(encoding="utf-8") == figures.document(benchmarks.ALL), "python -m benchmarks NAME"


def test_what_is_reckoned_follows_from_what_is_measured() -> None:
    measured = dict.fromkeys((each.name for each in constants.CONSTANTS), 1.0)
    doubled = reckoning.subscribers(measured | {"unchanged_us": 360.0, "unchanged_bytes": 1_800.0})
    half_hour, quarter = doubled[0].reckoned, doubled[1].reckoned
    assert half_hour == "5,556 a second, 2.00 cores, 80 Mbit/s"
    assert quarter == "11,111 a second, 4.00 cores, 160 Mbit/s"
    on_disk = reckoning.events(measured | {"sqlite_bytes": 4_000.0})[0]
    assert on_disk.reckoned == "400 GB"
