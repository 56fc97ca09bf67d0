"""The first of the documents that the benchmark writes: whole or damaged, none ends in a traceback."""

from __future__ import annotations

from benchmarks.damages import DAMAGES
from benchmarks.imports import document
from benchmarks.producers import PRODUCERS
from timeline.errors import SourceRefused
from timeline.extract.kinds import extract

FEW = 120


def test_documents_are_the_same_every_time() -> None:
    assert [document(n)[0].digest for n in range(FEW)] == [document(n)[0].digest for n in range(FEW)]


def test_every_producer_and_every_damage_occurs() -> None:
    made = [document(n)[1:] for n in range(2000)]
    assert {producer for producer, _ in made} == set(PRODUCERS)
    assert {damage for _, damage in made} == set(DAMAGES)


def test_none_ends_in_a_traceback_and_whole_ones_are_read() -> None:
    refused = {number: why(number) for number in range(FEW)}
    assert not [reason for reason in refused.values() if "it cannot be read as" in reason]
    assert not [reason for number, reason in refused.items() if reason and document(number)[2] == "none"]


def why(number: int) -> str:
    """Why nothing was read of a document; empty where something was."""
    try:
        extract(document(number)[0])
    except SourceRefused as error:
        return str(error)
    return ""
