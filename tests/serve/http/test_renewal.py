"""Settings that are renewed while a page is made: what was begun by the old ones is not kept."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.serve.conftest import Small
from timeline.publish import pages
from timeline.serve.http.service import Service


def renamed(service: Service, title: str) -> None:
    chronology = msgspec.structs.replace(service.chronology, title=title)
    service.renew(type(service.publisher)(service.store, chronology), chronology)


@pytest.mark.parametrize("name", ["site", "listing"])
def test_a_page_that_was_begun_before_is_made_anew(small: Small, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    service, plain = small.front.service, getattr(pages, name)

    def meanwhile(*args: Any, **named: Any) -> Any:
        made = plain(*args, **named)
        monkeypatch.setattr(pages, name, plain)
        renamed(service, "A renamed chronology")
        return made

    monkeypatch.setattr(pages, name, meanwhile)
    small.ask("/")
    assert "A renamed chronology" in small.ask("/").text
