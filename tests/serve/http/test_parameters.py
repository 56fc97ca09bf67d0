"""Facts about query parameters."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.dates import When
from timeline.errors import InvalidQuery
from timeline.model.parameters import CHOICES, EDTF, FOLLOWED, LISTED, PARAMETERS
from timeline.serve.http.parameters import parse


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (b"", {}),
        (b"&&", {}),
        (b"tag=nature&tag=yangtze", {"tag": ["nature", "yangtze"]}),
        (b"q=caf%C3%A9+au+lait", {"q": ["café au lait"]}),
        (b"q=", {}),
        (b"q=a%26b%3Dc", {"q": ["a&b=c"]}),
        (b"from=%5B..1899%5D", {"from": ["[..1899]"]}),
        (b"utm_source=x&tag=a&fbclid=1&UTM_Campaign=%FF", {"tag": ["a"]}),
        (b"status=expected,tentative", {"status": ["expected,tentative"]}),
        (b"limit=1000", {"limit": ["1000"]}),
        (b"limit=015.0", {"limit": ["15"]}),
    ],
)
def test_known_parameters_are_read(query: bytes, found: dict[str, list[str]]) -> None:
    assert parse(query, LISTED) == found


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        (b"tags=nature", "tags", "did you mean tag?"),
        (b"form=2024", "form", "did you mean from?"),
        (b"Limit=5", "Limit", "did you mean limit?"),
        (b"zzzz", "zzzz", "known are"),
        (b"limit=0", "limit", "from 1 to 1000"),
        (b"limit=1001", "limit", "from 1 to 1000"),
        (b"limit=-1", "limit", "from 1 to 1000"),
        (b"limit=1.5", "limit", "from 1 to 1000"),
        (b"&".join([b"tag=a"] * 51), "tag", "at most 50"),
        (b"limit=1e3", "limit", "from 1 to 1000"),
        (b"limit=%D9%A3", "limit", "from 1 to 1000"),
        (b"limit=" + b"9" * 5000, "limit", "from 1 to 1000"),
        (b"limit=5&limit=6", "limit", "given 2 times"),
        (b"limit=", "limit", "has no value"),
        (b"limit", "limit", "has no value"),
        (b"tag=", "tag", "has no value"),
        (b"tag=Nature", "tag", "cannot be read"),
        (b"tag=a%0Ab", "tag", "cannot be read"),
        (b"sort=date", "sort", "use one of when, -when"),
        (b"status=happened,gone", "status", "use one of"),
        (b"fields=id,nope", "fields", "use one of"),
        (b"q=%FF", "q", "no UTF-8"),
        (b"q=%ED%A0%80", "q", "no UTF-8"),
        (b"q=a%00b", "q", "NUL"),
        (b"q=" + b"a" * 501, "q", "longer than 500"),
        (b"&".join([b"tag=a"] * 101), "", "more than 100"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(query: bytes, parameter: str, said: str) -> None:
    with pytest.raises(InvalidQuery, match=re.escape(said)) as caught:
        parse(query, LISTED)
    assert caught.value.parameter == parameter


def test_a_form_may_send_empty_fields() -> None:
    assert parse(b"q=&from=&to=&tag=&status=", LISTED, blanks=True) == {}


def test_an_address_without_parameters_says_so() -> None:
    with pytest.raises(InvalidQuery, match="takes no parameters"):
        parse(b"x=1", ())


@pytest.mark.parametrize("name", ["utm_source", "utm_id", "fbclid", "gclid", "msclkid", "mc_cid", "_ga", "igsh"])
def test_what_others_add_is_ignored(name: str) -> None:
    assert parse(f"{name}=x".encode(), ()) == {}


@pytest.mark.parametrize("name", [*PARAMETERS, "utm", "id", "ref", "clida"])
def test_what_we_know_is_never_taken_for_tracking(name: str) -> None:
    with pytest.raises(InvalidQuery):
        parse(f"{name}=".encode(), ())


@pytest.mark.parametrize("name", sorted({*LISTED, *CHOICES, *FOLLOWED}))
def test_every_parameter_that_a_route_takes_is_in_the_table(name: str) -> None:
    assert PARAMETERS[name].meaning.endswith(".")


@pytest.mark.parametrize("name", [name for name, row in PARAMETERS.items() if row.example])
def test_every_example_is_accepted(name: str) -> None:
    assert parse(f"{name}={PARAMETERS[name].example.replace(' ', '+')}".encode(), [name])


@settings(max_examples=300)
@given(st.from_regex(re.compile(EDTF, re.ASCII), fullmatch=False))
def test_every_date_that_the_published_pattern_allows_is_read(text: str) -> None:
    When.parse(text.removesuffix("\n"))


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("lang", ["en", "fr", "zh-Hans", "pt-BR"], ["e", "english", "en_US", "../x"]),
        ("since", ["0", "gen1-12", "a1b2-0"], ["-1", "12", "gen", "x-y", "1-9999999999999999"]),
    ],
)
def test_a_value_is_held_to_its_pattern(name: str, good: list[str], bad: list[str]) -> None:
    for value in good:
        assert parse(f"{name}={value}".encode(), [name]) == {name: [value]}
    for value in bad:
        with pytest.raises(InvalidQuery):
            parse(f"{name}={value}".encode(), [name])
