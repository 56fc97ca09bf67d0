"""Series of `events.yaml`: words and rules, what departs from them, what is refused, and what `check --fix` writes."""

from __future__ import annotations

import pytest

from tests.files import folder
from tests.files.folder import DAWN
from timeline.dates import When
from timeline.errors import InvalidFiles
from timeline.files import fixes
from timeline.files.repeat import rule_of
from timeline.model.event import Override

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


def test_a_series_with_what_departs_from_it(tmp_path):
    entry = (
        "    when: {edtf: 2024-01-05, start_time: '19:00', timezone: Europe/Berlin}\n    repeat: every Friday\n"
        "    except: [2024-03-29]\n    changed: [{on: 2024-04-05, when: 2024-04-06, title: Late market}]\n"
    )
    event = folder.read(folder.make(tmp_path, HEAD + entry)).entries[0].event
    assert event.recurrence == ("RRULE:FREQ=WEEKLY;BYDAY=FR", "EXDATE;VALUE=DATE:20240329")
    assert event.overrides == (
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
    _, count = fixes.fix(tmp_path, {}, DAWN)
    assert count == 1
    written = '    repeat: {rrule: "FREQ=WEEKLY;BYDAY=FR", text: "every Friday"}  # as long as it lasts\n'
    assert written in (tmp_path / "events.yaml").read_text(encoding="utf-8")
    assert folder.read(tmp_path).entries[0].event == before
    assert fixes.fix(tmp_path, {}, DAWN)[1] == 0
