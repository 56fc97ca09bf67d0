"""EDTF of every kind, made at random for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

MARK = st.sampled_from(["", "", "", "?", "~", "%"])
FOUR = st.integers(min_value=0, max_value=9999).map(lambda year: f"{year:04}")
YEAR = st.one_of(FOUR, FOUR.filter(lambda y: y != "0000").map(lambda y: f"-{y}"))


@st.composite
def _long(draw: st.DrawFn) -> str:
    sign = draw(st.sampled_from(["", "-"]))
    if draw(st.booleans()):
        digits = str(draw(st.integers(min_value=10_000, max_value=10**18)))
        text, size = f"Y{sign}{digits}", len(digits)
    else:
        digits, power = str(draw(st.integers(min_value=1, max_value=9999))), draw(st.integers(1, 60))
        text, size = f"Y{sign}{digits}E{power}", len(digits) + power
    sure = draw(st.integers(min_value=0, max_value=min(size, 9)))
    return f"{text}S{sure}" if sure else text


@st.composite
def _masked(draw: st.DrawFn, text: str) -> str:
    """The text with some digits unspecified."""
    return "".join("X" if c.isdigit() and draw(st.integers(0, 9)) < 2 else c for c in text)


@st.composite
def _calendar(draw: st.DrawFn) -> str:
    """A year, month, day or sub-year grouping with marks anywhere and X anywhere."""
    year = draw(_masked(draw(YEAR)))
    parts = [year if any(c in "X123456789" for c in year) or not year.startswith("-") else "-0001"]
    kind = draw(st.sampled_from(["year", "month", "day", "group"]))
    if kind == "group":
        parts.append(str(draw(st.integers(21, 41))))
    elif kind != "year":
        parts.append(draw(_masked(f"{draw(st.integers(1, 12)):02}")))
    if kind == "day":
        parts.append(draw(_masked(f"{draw(st.integers(1, 28)):02}")))
    return "-".join(f"{draw(MARK)}{part}{draw(MARK)}" for part in parts)


@st.composite
def _sure(draw: st.DrawFn) -> str:
    year = draw(YEAR)
    size = len(year.lstrip("-").lstrip("0")) or 1
    return f"{year}S{draw(st.integers(1, size))}{draw(MARK)}"


POINT = st.one_of(_calendar(), _calendar(), _calendar(), _long(), _sure())
END = st.one_of(POINT, POINT, POINT, st.sampled_from(["", ".."]))


@st.composite
def _set(draw: st.DrawFn) -> str:
    members = draw(st.lists(POINT, min_size=1, max_size=5))
    if draw(st.booleans()):
        members[0] = f"..{members[0]}"
    if draw(st.booleans()):
        last = members[-1]
        members[-1] = f"{last}.." if not last.startswith("..") else last
    if draw(st.booleans()):
        members.insert(1, f"{draw(POINT)}..{draw(POINT)}") if len(members) > 1 else None
    opening, closing = draw(st.sampled_from([("[", "]"), ("{", "}")]))
    return f"{opening}{','.join(members)}{closing}"


INTERVAL = st.tuples(END, END).map("/".join)
EDTF = st.one_of(POINT, INTERVAL, _set())
"""Nearly always valid; an interval or range may run backwards, and a month may lack the day."""
