"""The code is written to be read: nothing is folded into itself, and nothing is longer than a reader can hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
FOLDERS: Final = ("timeline", "tests", "benchmarks", "demo", "docs")
FUNCTION: Final = 60
"""Lines. Most functions have four to ten: this is where none goes on."""
MODULE: Final = {"tests": 600}
"""Lines of a module; elsewhere `OTHER_MODULE`. One of over 250 is looked at for a second noun."""
OTHER_MODULE: Final = 450
MIGRATIONS: Final = "timeline/store/migrations/"
"""Each writes out its own tables once, and is never changed again."""
COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


def folded(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The lines on which something stands in what should be unfolded, and its parts named."""
    for node in ast.walk(tree):
        if isinstance(node, COMPREHENSIONS) and _contains(node, *COMPREHENSIONS):
            yield node.lineno, "a comprehension in a comprehension"
        if isinstance(node, ast.IfExp) and _contains(node, ast.IfExp):
            yield node.lineno, "a conditional in a conditional"
        if isinstance(node, ast.FormattedValue) and _contains(node, ast.IfExp):
            yield node.lineno, "a conditional in an f-string"


def _contains(node: ast.AST, *kinds: type[ast.AST]) -> bool:
    return any(isinstance(inner, kinds) for inner in ast.walk(node) if inner is not node)


def long_functions(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The lines on which functions begin that are too long."""
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS) and (node.end_lineno or 0) - node.lineno >= FUNCTION:
            yield node.lineno, f"{node.name} has over {FUNCTION} lines"


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Our own modules, by their paths."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture(scope="module")
def trees(texts: dict[str, str]) -> dict[str, ast.Module]:
    return {path: ast.parse(text) for path, text in texts.items()}


def test_nothing_is_folded_into_itself(trees: dict[str, ast.Module]) -> None:
    problems = [f"{path}:{line}: {what}" for path, tree in trees.items() for line, what in folded(tree)]
    assert problems == []


def test_no_function_is_too_long(trees: dict[str, ast.Module]) -> None:
    own = {path: tree for path, tree in trees.items() if not path.startswith(MIGRATIONS)}
    problems = [f"{path}:{line}: {what}" for path, tree in own.items() for line, what in long_functions(tree)]
    assert problems == []


def test_no_module_is_too_long(texts: dict[str, str]) -> None:
    lengths = {path: len(text.splitlines()) for path, text in texts.items()}
    long = {path for path, length in lengths.items() if length > MODULE.get(path.split("/")[0], OTHER_MODULE)}
    assert long == set()


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("[[b for b in a] for a in c]", "a comprehension in a comprehension"),
        ("{a: b for a in c if any(d for d in a)}", "a comprehension in a comprehension"),
        ("a if b else c if d else e", "a conditional in a conditional"),
        ("f'{a if b else c}'", "a conditional in an f-string"),
        ("def long():\n" + "    pass\n" * FUNCTION, f"long has over {FUNCTION} lines"),
    ],
)
def test_what_is_against_the_rules_is_seen(source: str, what: str) -> None:
    tree = ast.parse(source)
    assert [what for _, what in (*folded(tree), *long_functions(tree))] == [what]


@pytest.mark.parametrize(
    "source",
    [
        "[b for a in c for b in a if b]",
        "a if b else c\nd if e else f",
        "def short():\n" + "    pass\n" * (FUNCTION - 1),
    ],
)
def test_what_is_within_the_rules_is_left_alone(source: str) -> None:
    tree = ast.parse(source)
    assert [*folded(tree), *long_functions(tree)] == []
