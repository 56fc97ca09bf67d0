"""`timeline extract`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from timeline.cli.extract import command
from timeline.cli.findings import quoted, visible
from timeline.cli.main import main

KEYS = [
    "doc",
    "start",
    "end",
    "text",
    "type",
    "value",
    "edtf",
    "rule",
    "group",
    "event",
    "title",
    "sentence",
    "confidence",
]
TEXT = "The tunnel opened on Monday. It was closed on 3 May 1998 for 26 years.\n"
FRONT = "---\ntitle: Tunnel news\npublisher: Bergen Daily\npublished: 2024-05-08\n---\n\n"


def run(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(command, list(arguments), input=given)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def document(tmp_path: Path) -> str:
    path = tmp_path / "tunnel.news.md"
    path.write_text(FRONT + TEXT, encoding="utf-8")
    return str(path)


def test_one_expression_a_line_with_exactly_these_keys(document: str) -> None:
    result = run(document, "--format", "jsonl")
    assert result.exit_code == 0
    found = lines(result)
    assert [list(line) for line in found] == [KEYS] * 3
    assert [(line["doc"], line["text"], line["edtf"], line["event"]) for line in found] == [
        ("tunnel.news", "Monday", "2024-05-06", True),
        ("tunnel.news", "3 May 1998", "1998-05-03", True),
        ("tunnel.news", "26 years", None, False),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("before", ["", "\ufeff", FRONT, "😀 "])
def test_offsets_count_code_points_of_the_file_as_it_stands(tmp_path: Path, newline: str, before: str) -> None:
    text = (before + TEXT).replace("\n", newline)
    path = tmp_path / "a.md"
    path.write_bytes(text.encode())
    for line in lines(run(str(path), "--format", "jsonl", "--published", "2024-05-08")):
        assert text[line["start"] : line["end"]] == line["text"]
        assert line["sentence"] in text


def test_without_a_publication_date_relative_words_stay_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(TEXT, encoding="utf-8")
    found = lines(run(str(path), "--format", "jsonl"))
    assert [line["edtf"] for line in found if line["text"] == "Monday"] in ([], [None])
    assert "1998-05-03" in [line["edtf"] for line in found]


def test_many_documents_come_one_a_line() -> None:
    corpus = "\n".join(json.dumps({"doc": f"d{n}", "published": "2024-05-08", "text": TEXT}) for n in range(3)) + "\n\n"
    found = lines(run("--docs", "-", "--format", "jsonl", given=corpus))
    assert [line["doc"] for line in found] == ["d0"] * 3 + ["d1"] * 3 + ["d2"] * 3


def test_one_bad_document_never_costs_the_rest(tmp_path: Path, document: str) -> None:
    latin = tmp_path / "latin.md"
    latin.write_bytes(b"caf\xe9")
    dated = tmp_path / "dated.md"
    dated.write_text("---\npublished: 2024-02-30\n---\nText.\n", encoding="utf-8")
    result = run(str(latin), str(dated), str(tmp_path / "absent.md"), str(tmp_path), document, "--format", "jsonl")
    assert result.exit_code == 1
    assert len(lines(result)) == 3
    errors = result.stderr.splitlines()
    assert len(errors) == 4
    assert all(
        name in error for name, error in zip(("latin.md", "dated.md", "absent.md", str(tmp_path)), errors, strict=True)
    )


def test_a_bad_line_names_itself() -> None:
    corpus = '{"doc": "a", "text": "It opened on 3 May 1998."}\n{"doc": "b"}\n[]\n'
    result = run("--docs", "-", "--format", "jsonl", given=corpus)
    assert result.exit_code == 1
    assert len(lines(result)) == 1
    assert [error.split(" ")[0] for error in result.stderr.splitlines()] == ["-:2:", "-:3:"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a.md", "--published", "2024-02-30"],
        ["a.md", "--published", "soon"],
        ["a.md", "--language", "tlh"],
        ["a.md", "--format", "xml"],
        ["a.md", "--format", "jsonl", "--as", "yaml"],
        ["--unknown"],
    ],
)
def test_wrong_use_ends_with_two(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_the_table_shows_the_words_in_their_sentence(document: str) -> None:
    result = run(document)
    assert result.exit_code == 0
    for words in ("tunnel.news", "2024-05-08", "2024-05-06", "The tunnel opened", "1998-05-03"):
        assert words in result.stdout


def test_a_document_without_dates_says_so(tmp_path: Path) -> None:
    path = tmp_path / "plain.md"
    path.write_text("Nothing here.\n", encoding="utf-8")
    assert "no dates" in run(str(path)).stdout


def test_entries_are_yaml_for_the_events_alone(document: str) -> None:
    entries = yaml.load(run(document, "--as", "yaml").stdout, yaml.BaseLoader)
    assert [entry["when"]["edtf"] for entry in entries] == ["2024-05-06", "1998-05-03"]
    assert entries[0]["title"] == "The tunnel opened"
    assert entries[0]["sources"] == [
        {"title": "Tunnel news", "publisher": "Bergen Daily", "published": "2024-05-08", "words": "Monday"}
    ]
    assert set(entries[0]) <= {"title", "summary", "when", "status", "tags", "places", "language", "sources"}


def test_the_entries_pass_the_check_of_the_file_they_are_for(tmp_path: Path, document: str) -> None:
    folder = tmp_path / "site"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    with (folder / "events.yaml").open("a", encoding="utf-8") as events:
        events.write(run(document, "--as", "yaml").stdout)
    checked = CliRunner().invoke(main, ["check", "--files", str(folder), "--fix"])
    assert checked.exit_code == 0, checked.output


def test_help_shows_an_example() -> None:
    assert "timeline extract article.md" in run("--help").stdout


@pytest.mark.parametrize(
    "text",
    ["plain", 'a "quote" \\ back', "Ünïcode 😀", "\x07\x1b[31m\x85\u2028\ufeff", "a\nb\tc", "# no: comment", "'"],
)
def test_a_quoted_scalar_is_read_back(text: str) -> None:
    assert yaml.load(quoted(text), yaml.CSafeLoader) == " ".join(text.split()) or "\x07" in text
    assert "\x1b" not in visible(text)
