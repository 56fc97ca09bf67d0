"""Series of `events.yaml`: words and rules, what departs from them, what is refused, and what `check --fix` writes."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.factory import event
from tests.files import folder
from tests.files.folder import DAWN
from timeline.dates import When
from timeline.errors import InvalidFiles
from timeline.files.repeat import rule_of
from timeline.model.event import Override
from timeline.model.pattern import WEEKDAYS, event_words, pattern
from timeline.model.recurrence import series
from timeline.model.rule import BadSeries

HEAD = "  - id: market\n    added: 2026-01-01T09:00:00Z\n    title: Market\n"
ROWS = [
    ("every Tuesday until 2027-06-30", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630"),
    ("every Monday, Wednesday and Friday", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
    ("Every other week on Monday and Thursday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"),
    ("every second Tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
    ("every day, five times", "FREQ=DAILY;COUNT=5"),
    ("every 3 months", "FREQ=MONTHLY;INTERVAL=3"),
    ("every year until 2030-01-01", "FREQ=YEARLY;UNTIL=20300101"),
]


@pytest.mark.parametrize(("words", "rule"), ROWS)
def test_words_say_a_rule(words, rule):
    assert rule_of(words) == rule


ELSEWHERE = [
    ("de", "jeden Dienstag bis 30. Juni 2027", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630"),
    ("de", "alle 3 Monate", "FREQ=MONTHLY;INTERVAL=3"),
    ("de", "jeden Tag, zehnmal", "FREQ=DAILY;COUNT=10"),
    ("de", "Am ersten und letzten Sonntag jedes Monats", "FREQ=MONTHLY;BYDAY=1SU,-1SU"),
    ("fr", "chaque mardi jusqu'au 30 juin 2027", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630"),
    ("fr", "une semaine sur deux, le lundi et jeudi", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"),
    ("es", "cada martes hasta el 2027-06-30", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630"),
    ("zh", "每星期二，至2027年6月30日", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630"),
    ("zh", "每两周的星期一和星期四", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"),
    ("en", "on the 15th of each month", "FREQ=MONTHLY;BYMONTHDAY=15"),
    ("en", "jeden Dienstag", "FREQ=WEEKLY;BYDAY=TU"),
    ("de", "jeden Dienstag vielleicht", ""),
    ("fr", "tous les mardis sauf en été", ""),
]


@pytest.mark.parametrize(("language", "words", "rule"), ELSEWHERE)
def test_words_of_five_languages_say_a_rule(language, words, rule):
    if rule:
        assert rule_of(words, language) == rule
    else:
        with pytest.raises(BadSeries):
            rule_of(words, language)


@given(
    first=st.dates(date(1990, 1, 1), date(2050, 1, 1)),
    every=st.integers(1, 12),
    shape=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "nth", "nth of year"]),
    bound=st.sampled_from(["", "COUNT", "UNTIL"]),
    number=st.integers(2, 60),
    start=st.sampled_from([None, "19:00"]),
    language=st.sampled_from(["en", "en-US", "de", "fr", "es", "zh"]),
    others=st.sets(st.integers(0, 6), max_size=3),
)
@settings(max_examples=400)
def test_a_rule_that_is_written_is_read_again(first, every, shape, bound, number, start, language, others):
    weekday = WEEKDAYS[first.weekday()]
    days = ",".join(dict.fromkeys([weekday, *(WEEKDAYS[day] for day in others)]))
    nth = f"BYDAY={(first.day - 1) // 7 + 1}{weekday}"
    parts = {
        "WEEKLY": f"FREQ=WEEKLY;BYDAY={days}",
        "nth": f"FREQ=MONTHLY;{nth}",
        "nth of year": f"FREQ=YEARLY;BYMONTH={first.month};{nth}",
    }
    rule = f"{parts.get(shape, f'FREQ={shape}')};INTERVAL={every}"
    until = first + timedelta(days=number * every * 7)
    rule += {"": "", "COUNT": f";COUNT={number}", "UNTIL": f";UNTIL={until:%Y%m%d}"}[bound]
    market = event("market", When.parse(first.isoformat(), "", start), recurrence=(f"RRULE:{rule}",))
    told = pattern(market)
    assume(told.shape not in ("own", "dates") and not told.without and told.total > 1)
    words = event_words(market, language)
    again = msgspec.structs.replace(market, recurrence=(f"RRULE:{rule_of(words, language)}",))
    assert event_words(again, language) == words
    assert series(again) == series(market)


def test_words_that_begin_otherwise_than_the_date_are_refused(tmp_path):
    right = HEAD + "    when: 2027-01-05\n    repeat: jeden Dienstag ab dem 5. Januar 2027\n"
    (market,) = [each.event for each in folder.read(folder.make(tmp_path / "a", right)).entries]
    assert market.recurrence == ("RRULE:FREQ=WEEKLY;BYDAY=TU",)
    wrong = right.replace("dem 5.", "dem 12.")
    with pytest.raises(InvalidFiles, match="contradicts `when`"):
        folder.read(folder.make(tmp_path / "b", wrong))


def test_a_series_with_what_departs_from_it(tmp_path):
    entry = (
        "    when: {edtf: 2024-01-05, start_time: '19:00', timezone: Europe/Berlin}\n    repeat: every Friday\n"
        "    except: [2024-03-29]\n    changed: [{on: 2024-04-05, when: 2024-04-06, title: Late market}]\n"
    )
    market = folder.read(folder.make(tmp_path, HEAD + entry)).entries[0].event
    assert market.recurrence == ("RRULE:FREQ=WEEKLY;BYDAY=FR", "EXDATE;VALUE=DATE:20240329")
    assert market.overrides == (
        Override(original="20240405T190000", when=When.parse("2024-04-06"), title="Late market"),
    )


WRONG = [
    ("    when: 2024-01\n    repeat: every Friday\n", "2024-01 cannot repeat"),
    ("    when: 2024-01-06\n    repeat: every Friday\n", "the rule does not name 2024-01-06"),
    ("    when: 2024-01-05\n    repeat: now and then\n", "names no rule"),
    ("    when: 2024-01-05\n    repeat: every Friday until 2024-02-30\n", "is no day of the calendar"),
    ('    when: 2024-01-05\n    repeat: {rrule: "FREQ=HOURLY"}\n', "FREQ=HOURLY is not taken"),
    (
        "    when: 2024-01-05\n    repeat: every Friday\n    except: [2024-03-30]\n",
        "is no date of the series",
    ),
    ("    when: 2024-01-05\n    except: [2024-03-29]\n", "except without repeat"),
]


@pytest.mark.parametrize(("entry", "what"), WRONG)
def test_what_cannot_repeat_is_refused_with_its_place(tmp_path, entry, what):
    with pytest.raises(InvalidFiles) as raised:
        folder.read(folder.make(tmp_path, HEAD + entry))
    (problem,) = raised.value.problems
    assert what in problem.what
    assert problem.line > 4
    assert problem.remedy


def test_fix_writes_the_rule_with_its_words(tmp_path):
    folder.make(tmp_path, HEAD + "    when: 2024-01-05\n    repeat: every Friday  # as long as it lasts\n")
    before = folder.read(tmp_path).entries[0].event
    _, count = folder.fix(tmp_path, {}, DAWN)
    assert count == 1
    written = '    repeat: {rrule: "FREQ=WEEKLY;BYDAY=FR", text: "every Friday"}  # as long as it lasts\n'
    assert written in (tmp_path / "events.yaml").read_text(encoding="utf-8")
    assert folder.read(tmp_path).entries[0].event == before
    assert folder.fix(tmp_path, {}, DAWN)[1] == 0
