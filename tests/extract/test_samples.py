"""Every sample says today what it said when its expected file was looked at."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.extract import samples
from timeline.extract.detection import detect
from timeline.extract.kinds import KINDS, extract


@pytest.mark.parametrize("path", samples.SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_says_what_is_expected(path: Path) -> None:
    assert samples.told(extract(samples.document(path))).decode() == samples.expected(path).read_text()


@pytest.mark.parametrize("path", samples.SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_is_recognised_by_its_bytes_and_name(path: Path) -> None:
    assert detect(samples.document(path)) == path.parent.name


@pytest.mark.parametrize("path", samples.SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_keys_are_unique_and_every_mention_can_be_checked(path: Path) -> None:
    document = samples.document(path)
    found = extract(document)
    keys = [mention.key for mention in found.mentions]
    assert len(keys) == len(set(keys))
    for mention in found.mentions:
        assert mention.citation.digest == document.digest
        assert mention.citation.retrieved == document.retrieved
        assert mention.citation.place
        assert mention.title == " ".join(mention.title.split())


def test_every_kind_has_a_sample() -> None:
    assert {path.parent.name for path in samples.SAMPLES} == set(KINDS)


@pytest.mark.parametrize("path", samples.SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_survives_json(path: Path) -> None:
    found = extract(samples.document(path))
    assert msgspec.json.decode(msgspec.json.encode(found), type=type(found)).mentions == found.mentions
