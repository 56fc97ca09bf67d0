"""Words of a series to its rule: the phrases of `dates.writing` read backwards, and shorter ways to say the same.

A phrase that is written is therefore one that is read: `jeden Freitag ab dem 5. Januar 2024`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from string import Formatter
from typing import Final, NamedTuple

from babel import Locale

from timeline.dates.calendar import Day
from timeline.dates.writing.date_names import day_fields, ordinal
from timeline.dates.writing.phrases import LANGUAGES, Phrases, phrases

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NTH: Final = (1, 2, 3, 4, 5, -1, -2)
ALSO: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    # Bounds without a beginning, which stands in `when`, and units without days.
    "en": {
        "until": ("{a} until {last}", "{a}, until {last}"),
        "times": ("{a}, {times}", "{a} {times}"),
        "week": ("every week", "every {n} weeks"),
        "month": ("every month", "every {n} months"),
        "year": ("every year", "every {n} years"),
    },
    "de": {
        "until": ("{a} bis {last:up}", "{a} bis {last}", "{a}, bis {last:up}", "{a}, bis {last}"),
        "times": ("{a}, {times}", "{a} {times}"),
        "week": ("jede Woche", "alle {n} Wochen"),
        "month": ("jeden Monat", "alle {n} Monate"),
        "year": ("jedes Jahr", "alle {n} Jahre"),
    },
    "fr": {
        "until": ("{a} jusqu’au {last}", "{a}, jusqu’au {last}"),
        "times": ("{a}, {times}", "{a} {times}"),
        "weeks": ("chaque {days}",),
        "week": ("chaque semaine", "toutes les semaines", "toutes les {n} semaines"),
        "month": ("chaque mois", "tous les mois", "tous les {n} mois"),
        "year": ("chaque année", "tous les ans", "tous les {n} ans"),
    },
    "es": {
        "until": ("{a} hasta el {last}", "{a}, hasta el {last}"),
        "times": ("{a}, {times}", "{a} {times}"),
        "weeks": ("cada {days}",),
        "week": ("cada semana", "todas las semanas", "cada {n} semanas"),
        "month": ("cada mes", "todos los meses", "cada {n} meses"),
        "year": ("cada año", "todos los años", "cada {n} años"),
    },
    "zh": {
        "until": ("{a}，至{last}", "{a}，直到{last}", "{a}至{last}", "{a}直到{last}"),
        "times": ("{a}，共{times}", "{a}共{times}"),
        "week": ("每周", "每{n}周"),
        "month": ("每月", "每{n}个月"),
        "year": ("每年", "每{n}年"),
    },
}
UNITS: Final = {"week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
BOUNDS: Final = (
    "series.from.until",
    "series.from.times",
    "series.from",
    "series.from-year.until",
    "series.from-year.times",
    "series.from-year",
)
_ISO: Final = r"\d{4}-\d\d-\d\d"


class SaidSeries(NamedTuple):
    """A rule that words say; `language` is theirs; `is_whole` if they also say its beginning or its hours."""

    rule: str
    language: str
    is_whole: bool


def read_series(words: str, language: str) -> SaidSeries | None:
    """The rule that words say in the language, or else in another of those with phrases; None where they say none."""
    text = plain(words)
    own = phrases(language)
    for code in dict.fromkeys([*([own.language] if own else []), *LANGUAGES]):
        said = _reader(code).read(text)
        if said is not None:
            return said
    return None


def plain(text: str) -> str:
    """Words as they are compared: without regard to capitals, spaces and the form of an apostrophe."""
    return " ".join(text.casefold().replace("'", "’").split())


@lru_cache(maxsize=16)
def _reader(language: str) -> _Reader:
    found = phrases(language)
    assert found is not None
    return _Reader(found)


class _Reader:
    """The phrases of one language as patterns, and tables of what its items are called."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases, self.say = phrases, phrases.say
        self.also = ALSO[phrases.language.partition("-")[0]]
        names = Locale.parse(phrases.language, sep="-").days["format"]["wide"]
        self.months = {plain(name): number for number, name in phrases.months.items()}
        self.days_of_year = dict(self._days_of_year())
        self.month_days = {
            plain(self.say("series.month-day", str(n), n=n, nth=ordinal(abs(n)))): n for n in (*range(1, 32), -1)
        }
        self.nth = {plain(self.say("series.nth", str(n), n=n)): n for n in NTH}
        self.weekdays = {plain(name): number for number, name in names.items()}
        for form in ("weekday", "weekdays"):
            self.weekdays |= {plain(self.say(f"series.{form}", str(n), a=name)): n for n, name in names.items()}
        number_words = self.say("series.numbers").split()
        self.numbers = {word: n for n, word in enumerate(number_words, 2)}
        self.separators = [self.say("and", rest="\0", last="\0").strip("\0"), self.say("join")]
        self.day = self._day_pattern()
        self.bounds = [*self._bounds(), *self._short_bounds()]

    def _days_of_year(self) -> Iterator[tuple[str, tuple[int, int]]]:
        for month in range(1, 13):
            for day in range(1, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1] + 1):
                yield plain(self.say("series.day", **day_fields(Day(2024, month, day), self.phrases))), (month, day)

    # Patterns.

    def _day_pattern(self) -> str:
        fields = {"dd": self._dd(), "d": r"\d{1,2}", "m": r"\d{1,2}", "y": r"\d{1,4}", "month": _either(self.months)}
        return _pattern(self.phrases.find("day") or "", fields)

    def _dd(self) -> str:
        """The number of a day: French has a form of its own for the first."""
        return _either(_pattern(self.phrases.find("dd", variant) or "", {"d": r"\d{1,2}"}) for variant in ("", "1"))

    def _bounds(self) -> Iterator[tuple[str, re.Pattern[str], bool]]:
        for key in BOUNDS:
            is_year = "year" in key
            yield key, self._bound(self.phrases.find(key) or "", r"\d{1,4}" if is_year else self.day), True

    def _short_bounds(self) -> Iterator[tuple[str, re.Pattern[str], bool]]:
        for key in ("until", "times"):
            for template in self.also[key]:
                yield key, self._bound(template, self.day), False
        yield "", re.compile(r"(?P<a>.+)"), False

    def _bound(self, template: str, day: str) -> re.Pattern[str]:
        times = _either(self._times_patterns())
        fields = {"a": "(?P<a>.+)", "first": day, "last": f"(?P<last>{day}|{_ISO})", "times": f"(?P<times>{times})"}
        return re.compile(_pattern(template, fields, self._inflected))

    def _inflected(self, form: str) -> str:
        return self.phrases.find(form, "day") or "{a}"

    def _times_patterns(self) -> Iterator[str]:
        number = rf"(?:\d{{1,4}}|{_either(self.numbers)})"
        for variant in ("more", "few", "2"):
            yield _pattern(self.phrases.find("series.times", variant) or "", {"n": number})

    # Reading.

    def read(self, text: str) -> SaidSeries | None:
        for key, bound, is_whole in self.bounds:
            body, has_length = self._without(text, "series.length", {"n": r"\d{1,4}"})
            found = bound.fullmatch(body)
            parts = self._parts(key, found) if found else None
            if found and parts:
                rule, has_time = parts
                return SaidSeries(rule, self.phrases.language, is_whole or has_length or has_time)
        return None

    def _parts(self, key: str, found: re.Match[str]) -> tuple[str, bool] | None:
        body, has_time = self._without_time(found["a"])
        parts = self._shape(body)
        if parts is None:
            return None
        groups = found.groupdict()
        if times := groups.get("times"):
            parts["COUNT"] = str(self._number(times))
        if last := groups.get("last"):
            parts["UNTIL"] = f"{int(last):04}1231" if "year" in key else self._until(last)
        if parts.get("INTERVAL") == "1":
            del parts["INTERVAL"]
        return ";".join(f"{name}={value}" for name, value in parts.items()), has_time

    def _without(self, text: str, key: str, fields: Mapping[str, str]) -> tuple[str, bool]:
        found = re.fullmatch(_pattern(self.phrases.find(key) or "", {"a": "(?P<a>.+)", **fields}), text)
        return (found["a"], True) if found else (text, False)

    def _without_time(self, text: str) -> tuple[str, bool]:
        clock = r"\d{1,2}:\d\d(?::\d\d)?"
        for variant in ("range", "plain"):
            template = self.phrases.find("series.at", variant) or ""
            pattern = _pattern(template, {"a": "(?P<a>.+)", "time": clock, "time2": clock})
            # A clock of a place follows.
            if found := re.fullmatch(rf"{pattern}(?: .+)?", text):
                return found["a"], True
        return text, False

    def _number(self, times: str) -> int:
        if times == plain(self.phrases.find("series.times", "2") or ""):
            return 2
        if digits := re.search(r"\d+", times):
            return int(digits[0])
        return next(n for word, n in sorted(self.numbers.items(), key=lambda row: -len(row[0])) if word in times)

    def _until(self, text: str) -> str:
        if re.fullmatch(_ISO, text):
            return text.replace("-", "")
        numbers = [int(n) for n in re.findall(r"\d+", text)]
        if len(numbers) == 3:  # Chinese: year, month, day
            year, month, day = numbers
        else:
            day, year = numbers
            month = self.months[max((name for name in self.months if name in text), key=len)]
        return f"{year:04}{month:02}{day:02}"

    def _shape(self, text: str) -> dict[str, str] | None:
        for read in (self._days, self._weeks, self._months, self._years, self._units):
            if found := read(text):
                return found
        return None

    def _variants(self, key: str, **fields: str) -> Iterator[tuple[re.Pattern[str], str]]:
        """Each phrase of the key, with the interval that it names; empty where a group `n` has it."""
        for variant in ("one", "1", "2", ""):
            template = self.phrases.find(f"{key}.{variant}" if variant else key)
            if template is not None:
                pattern = _pattern(template, {"n": r"(?P<n>\d{1,3})"} | fields)
                yield re.compile(pattern), "1" if variant == "one" else variant

    def _match(self, key: str, text: str, **fields: str) -> Iterator[tuple[re.Match[str], str]]:
        for pattern, every in self._variants(key, **fields):
            if found := pattern.fullmatch(text):
                yield found, every or found["n"]

    def _days(self, text: str) -> dict[str, str] | None:
        for _, every in self._match("series.days", text):
            return {"FREQ": "DAILY", "INTERVAL": every}
        return None

    def _weeks(self, text: str) -> dict[str, str] | None:
        also = [re.fullmatch(_pattern(each, {"days": "(?P<days>.+)"}), text) for each in self.also.get("weeks", ())]
        shorter = [(found, "1") for found in also if found]
        for found, every in (*self._match("series.weeks", text, days="(?P<days>.+)"), *shorter):
            if days := self._items(found["days"], self.weekdays):
                return {"FREQ": "WEEKLY", "INTERVAL": every, "BYDAY": ",".join(WEEKDAYS[day] for day in days)}
        return None

    def _months(self, text: str) -> dict[str, str] | None:
        for found, every in self._match("series.months", text, on="(?P<on>.+)"):
            on = self._nth_days(found["on"]) or self._days_of_month(found["on"])
            if on:
                return {"FREQ": "MONTHLY", "INTERVAL": every} | on
        return None

    def _years(self, text: str) -> dict[str, str] | None:
        for variant in ("", "1", "2"):
            for tail in ("", "span"):
                key = ".".join(part for part in ("series.years", variant, tail) if part)
                template = self.phrases.find(key)
                pattern = _pattern(template or "", {"on": "(?P<on>.+)", "n": r"(?P<n>\d{1,3})"})
                found = re.fullmatch(pattern, text) if template else None
                on = self._day_of_year(found["on"]) if found else None
                if found and on:
                    return {"FREQ": "YEARLY", "INTERVAL": variant or found["n"]} | on
        return None

    def _units(self, text: str) -> dict[str, str] | None:
        for unit, frequency in UNITS.items():
            for template in self.also[unit]:
                if found := re.fullmatch(_pattern(template, {"n": r"(?P<n>\d{1,3})"}), text):
                    return {"FREQ": frequency, "INTERVAL": found.groupdict().get("n", "1")}
        return None

    def _nth_days(self, text: str) -> dict[str, str] | None:
        template = self.phrases.find("series.nth-day") or ""
        found = re.fullmatch(_pattern(template, {"nth": "(?P<nth>.+)", "day": _group("day", self.weekdays)}), text)
        nth = self._items(found["nth"], self.nth) if found else []
        if not found or not nth:
            return None
        day = WEEKDAYS[self.weekdays[found["day"]]]
        return {"BYDAY": ",".join(f"{number}{day}" for number in nth)}

    def _days_of_month(self, text: str) -> dict[str, str] | None:
        days = self._items(text, self.month_days)
        return {"BYMONTHDAY": ",".join(map(str, days))} if days else None

    def _day_of_year(self, text: str) -> dict[str, str] | None:
        """A day, the first of a stretch of days, or a numbered weekday of a month."""
        if day := self.days_of_year.get(text):
            return {"BYMONTH": str(day[0]), "BYMONTHDAY": str(day[1])}
        for name, month in self.months.items():
            template = self.phrases.find("series.nth-of", str(month)) or ""
            found = re.fullmatch(_pattern(template, {"nth": "(?P<nth>.+)", "month": name, "m": str(month)}), text)
            on = self._nth_days(found["nth"]) if found else None
            if on:
                return {"BYMONTH": str(month)} | on
        return self._first_of_span(text)

    def _first_of_span(self, text: str) -> dict[str, str] | None:
        dd, month = self._dd(), _either(self.months)
        for key in ("series.span.days", "series.span.months"):
            fields = {"dd": f"(?P<dd>{dd})", "dd2": dd, "d": r"(?P<dd>\d{1,2})", "d2": r"\d{1,2}"}
            fields |= {"month": f"(?P<month>{month})", "month2": month, "m": r"(?P<m>\d{1,2})", "m2": r"\d{1,2}"}
            if found := re.fullmatch(_pattern(self.phrases.find(key) or "", fields), text):
                groups = found.groupdict()
                number = groups["m"] if "m" in groups else str(self.months[groups["month"]])
                day = re.sub(r"\D", "", groups["dd"])
                return {"BYMONTH": number, "BYMONTHDAY": day}
        return None

    def _items(self, text: str, names: Mapping[str, int]) -> list[int]:
        """What a list names, in its order; nothing where an item has no name here."""
        items = re.split("|".join(map(re.escape, self.separators)), text)
        return [names[item] for item in items] if all(item in names for item in items) else []


def _either(alternatives: Iterator[str] | Mapping[str, int]) -> str:
    """A pattern of any of them, the longest first."""
    words = map(re.escape, alternatives) if isinstance(alternatives, Mapping) else alternatives
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


def _group(name: str, alternatives: Mapping[str, int]) -> str:
    return f"(?P<{name}>{_either(alternatives)})"


def _pattern(template: str, fields: Mapping[str, str], inflected: Callable[[str], str] | None = None) -> str:
    """The pattern of a phrase; a field of a form (`{last:up}`) stands in the phrase of the form."""
    parts = []
    for literal, name, form, _ in Formatter().parse(template):
        parts.append(re.escape(literal.casefold()))
        if name is None:
            continue
        said = fields[name]
        if form and inflected:
            said = _pattern(inflected(form), {"a": said})
        parts.append(said)
    return "".join(parts)
