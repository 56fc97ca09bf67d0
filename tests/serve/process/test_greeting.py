"""What the server says as it begins to answer."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from tests.serve.conftest import CHRONOLOGY, Small
from timeline.errors import QuestionTooSlow, StoreUnavailable
from timeline.load import Loaded
from timeline.serve.process.greeting import greeting


@pytest.mark.parametrize("problem", [StoreUnavailable, QuestionTooSlow])
def test_a_database_that_cannot_be_asked_ends_no_server_that_answers(small: Small, problem: type[Exception]) -> None:
    service = small.front.service
    assert greeting(service, Loaded(chronology=CHRONOLOGY), watch=False).startswith(f"{CHRONOLOGY.title}: ")
    with patch.object(type(service.store), "count", side_effect=problem("it takes no more connections")):
        lines = greeting(service, Loaded(chronology=CHRONOLOGY), watch=False).splitlines()
    assert lines == [
        f"{CHRONOLOGY.title}: it takes no more connections",
        f"  page   {CHRONOLOGY.base_url}/",
        "Stop with Ctrl-C.",
    ]
