"""The chronology as a whole, and the settings that say what it is."""

from __future__ import annotations

from msgspec.structs import fields

from timeline.config import Settings
from timeline.model.chronology import Chronology


def test_what_is_left_out_is_the_same_for_the_settings_and_the_chronology() -> None:
    defaults = {each.name: each.default for each in fields(Settings)}
    assert {each.name: each.default for each in fields(Chronology)}.items() <= defaults.items()
