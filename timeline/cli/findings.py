"""How `timeline extract` prints what it found: a table, lines of JSON, entries of `events.yaml`."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

import rich_click as click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from timeline.prose import Article, Finding, events
from timeline.prose.mentions import STATUS

AROUND: Final = 160
"""Characters of a sentence shown on either side of the words."""


def as_jsonl(article: Article, found: Sequence[Finding]) -> None:
    """One expression a line, in UTF-8 whatever the terminal's encoding."""
    lines = (json.dumps(row(article, finding), ensure_ascii=False) for finding in found)
    click.echo("".join(line + "\n" for line in lines).encode("utf-8", "surrogatepass"), nl=False)


def row(article: Article, finding: Finding) -> dict[str, Any]:
    """An expression as JSON has it; `edtf` is null where the words name no time of their own."""
    expression = finding.expression
    return {
        "doc": article.doc,
        "start": expression.start,
        "end": expression.end,
        "text": expression.text,
        "type": expression.type,
        "value": expression.value,
        "edtf": expression.when.edtf if expression.when else None,
        "rule": expression.rule,
        "group": expression.group,
        "event": finding.event,
        "title": finding.title,
        "sentence": finding.words,
        "confidence": finding.confidence,
    }


def as_table(article: Article, found: Sequence[Finding]) -> None:
    """A table for people, the words highlighted in their sentence; what dates no event is dimmed and says why."""
    console = Console()
    dated = f"published {article.published}" if article.published else "no publication date: relative words stay unread"
    table = Table(title=Text(f"{visible(article.doc)} ({dated})"), title_justify="left", show_lines=True, expand=True)
    table.add_column("When", no_wrap=False, min_width=10, overflow="fold")
    table.add_column("What, and in which words", ratio=1)
    table.add_column("Rule", overflow="fold", min_width=8)
    table.add_column("Sure", justify="right", no_wrap=True)
    for finding in found:
        table.add_row(*_cells(finding), style="" if finding.event else "dim")
    console.print(table if found else Text(f"{visible(article.doc)} ({dated}): no dates"))


def _cells(finding: Finding) -> tuple[Text, Text, Text, Text]:
    expression = finding.expression
    when = Text(expression.when.edtf if expression.when else expression.value)
    about = Text()
    if finding.event:
        about.append(visible(finding.title), style="bold")
        about.append("" if finding.said == "happened" else f" ({finding.said})", style="italic")
        about.append("\n")
    about.append_text(_sentence(finding))
    if not finding.event:
        about.append("\n" + _why_not(finding), style="italic")
    return when, about, Text(expression.rule), Text(f"{finding.confidence:.2f}" if expression.when else "–")


def _why_not(finding: Finding) -> str:
    if finding.expression.when is None:
        return f"no event: {finding.expression.type.lower()} {finding.expression.value}"
    return "no event: " + ", ".join(
        name for name in finding.signs if name not in {"day", "verb", "happening", "caption"}
    )


def _sentence(finding: Finding) -> Text:
    start = finding.expression.start - finding.sentence.start
    end = finding.expression.end - finding.sentence.start
    left, right = max(0, start - AROUND), min(len(finding.words), end + AROUND)
    text = Text("…" if left else "")
    text.append(visible(finding.words[left:start]))
    text.append(visible(finding.words[start:end]), style="reverse" if finding.event else "underline")
    text.append(visible(finding.words[end:right]))
    return text.append("…" if right < len(finding.words) else "")


def visible(text: str) -> str:
    """The text without what would move a terminal's cursor or hide: controls become spaces, the rest stays."""
    return "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else c for c in text)


def as_yaml(article: Article, found: Sequence[Finding]) -> None:
    """The events as entries for `events.yaml`: what is certain filled in, the sentence to reword as summary."""
    blocks = "".join(_entry(article, finding) for finding in events(found))
    click.echo(blocks.encode("utf-8", "surrogatepass"), nl=False)


def _entry(article: Article, finding: Finding) -> str:
    expression = finding.expression
    when = expression.when
    assert when is not None
    times = {"start_time": when.start_time, "end_time": when.end_time, "timezone": when.timezone}
    dated = {"edtf": when.edtf, "text": expression.text} | {key: value for key, value in times.items() if value}
    lines = [
        f"  # {visible(article.doc)}, characters {expression.start}-{expression.end}, SHA-256 {article.digest[:16]}…; "
        f"rule {expression.rule}, confidence {finding.confidence:.2f}",
        f"  - title: {quoted(finding.title)}",
        f"    summary: {quoted(finding.words)}",
        f"    when: {_flow(dated)}",
    ]
    if finding.said != "happened":
        lines.append(f"    status: {STATUS[finding.said]}")
    if article.language != "en":
        lines.append(f"    language: {article.language}")
    if finding.places:
        lines += ["    places:", *(f"      - {_flow({'name': name})}" for name in finding.places)]
    source = {
        "title": article.title or article.doc,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else "",
        "words": expression.text,
        "url": article.url,
    }
    lines += ["    sources:", f"      - {_flow({key: value for key, value in source.items() if value})}"]
    return "\n".join(lines) + "\n\n"


def _flow(mapping: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {quoted(str(value))}" for key, value in mapping.items()) + "}"


_UNPRINTED: Final = re.compile("[\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]")


def quoted(text: str) -> str:
    """A YAML double-quoted scalar: JSON's, with what YAML does not print escaped (YAML 1.2, sections 5.1 and 7.3.1)."""
    flat = re.sub(r"\s+", " ", text)
    escaped = json.dumps(flat, ensure_ascii=False)
    return _UNPRINTED.sub(lambda m: f"\\u{ord(m[0]):04x}", escaped)
