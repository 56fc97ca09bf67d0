"""The engine: heads never hide a rule, nothing is counted from today, and time is linear."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from benchmarks.growth.reading import HOSTILE
from tests.calls import calls
from tests.dates.rows import rows
from timeline.dates.reading import LANGUAGES, table
from timeline.dates.reading.heads import ANY, heads
from timeline.dates.reading.table import ScannedText

WORDS = Path("timeline/dates/reading")
PROSE = [Path("timeline/prose") / f"{name}.py" for name in ("expressions", "anchors", "tense")]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"ab?", {"a ", "ab "}),
        (r"(?:jan|feb)(?:uary)?", {"jan ", "januar", "feb ", "febuar"}),
        (r"(?:the )?\d{2}s", {"00s ", "the 00"}),
        (r"(?P<s>[-/])b(?P=s)c", {" b"}),
        (r"[^a]b", {ANY}),
        (r"x(?!yz)w", {"xw "}),
    ],
)
def test_the_heads_of_a_pattern(pattern: str, expected: set[str]) -> None:
    assert heads(pattern) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_heads_hide_no_rule_that_fits(language: str) -> None:
    ready = table(language)
    every = {id(c): c for group in ready._begin.values() for c in group if c.rule.where != "prose"}.values()
    for phrase, *_ in rows(f"reading/{language}.tsv"):
        tried = {id(c) for c, _ in ready._candidates(ScannedText(phrase, prose=False), 0, 0)}
        for rule in every:
            fits = rule.pieces[0].match(phrase)
            if fits and fits.end() and (len(rule.pieces) > 1 or ready._ends(phrase, fits.end())):
                assert id(rule) in tried, (rule.rule.name, phrase)


@pytest.mark.parametrize("path", [*sorted(WORDS.rglob("*.py")), *PROSE], ids=str)
def test_nothing_asks_what_day_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & {"now", "utcnow", "localtime", "gmtime"}
    clocks = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert "time" not in clocks


def spent(text: str) -> int:
    return calls(lambda: list(table("en").scan(text)))


@pytest.mark.parametrize("name", HOSTILE)
def test_work_is_linear_in_hostile_text(name: str) -> None:
    unit = HOSTILE[name]
    small, large = unit * (4_000 // len(unit)), unit * (16_000 // len(unit))
    spent(small[:500])
    assert spent(large) < 4.4 * spent(small) + 500
