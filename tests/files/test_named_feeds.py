"""Feeds that name feeds are bounded in depth and size; the file that goes beyond is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.files.folder import make, read
from timeline.errors import InvalidFiles, Problem
from timeline.files.feeds import DEPTH, SIZE


def problems(path: Path, named: Mapping[str, Sequence[str]]) -> list[Problem]:
    """What is wrong with feeds of these names, each with the feeds it names."""
    make(path)
    for slug, others in named.items():
        query = "{feed: [" + ", ".join(others) + "]}" if others else "{}"
        (path / "feeds" / f"{slug}.yaml").write_text(f"title: {slug}\nquery: {query}\n")
    try:
        read(path)
    except InvalidFiles as error:
        return list(error.problems)
    return []


def chain(levels: int, *, backwards: bool = False) -> dict[str, list[str]]:
    """Feeds of which each names the next; `backwards` has the first come last by name."""
    names = [f"f{n:04}" for n in range(levels)]
    if backwards:
        names.reverse()
    return {slug: names[n + 1 : n + 2] for n, slug in enumerate(names)}


@pytest.mark.parametrize("backwards", [False, True])
def test_a_chain_as_deep_as_may_be_is_well_and_one_deeper_is_named(tmp_path: Path, backwards: bool) -> None:
    assert problems(tmp_path, chain(DEPTH, backwards=backwards)) == []
    (problem,) = problems(tmp_path, chain(DEPTH + 1, backwards=backwards))
    assert problem.file == ("feeds/f0008.yaml" if backwards else "feeds/f0000.yaml")
    assert f"{DEPTH + 1} levels deep" in problem.what


@pytest.mark.parametrize("backwards", [False, True])
def test_a_chain_of_two_thousand_is_told_and_ends_nothing(tmp_path: Path, backwards: bool) -> None:
    told = problems(tmp_path, chain(2000, backwards=backwards))
    assert len({problem.file for problem in told}) == 2000 - DEPTH
    assert all("levels deep" in problem.what for problem in told)


def test_a_circle_of_two_thousand_is_told_and_ends_nothing(tmp_path: Path) -> None:
    circle = chain(2000)
    circle["f1999"] = ["f0000"]
    told = problems(tmp_path, circle)
    assert told
    assert all("levels deep" in problem.what or "leads back" in problem.what for problem in told)


def test_levels_that_each_multiply_are_named(tmp_path: Path) -> None:
    slugs = [f"l{level}-{n}" for level in range(4) for n in range(10)]
    levels = [slugs[at : at + 10] for at in range(0, 40, 10)]
    named = {slug: below for above, below in zip(levels, [*levels[1:], []], strict=True) for slug in above}
    told = problems(tmp_path, named)
    # From below they ask 1, 11, 111 and 1,111 filters.
    assert {problem.file for problem in told} == {f"feeds/{slug}.yaml" for slug in levels[0]}
    assert all(f"more than {SIZE}" in problem.what for problem in told)


def test_a_feed_may_name_many_feeds(tmp_path: Path) -> None:
    leaves = {f"leaf-{n}": () for n in range(SIZE - 1)}
    assert problems(tmp_path, {**leaves, "everything": tuple(leaves)}) == []
