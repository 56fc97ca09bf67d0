"""The words of English dates, and what they mean."""

from __future__ import annotations

import re
from typing import Any, Final

from timeline.dates.calendar import Day
from timeline.dates.clock import LOOSE_OFFSET
from timeline.dates.reading import spelled_years
from timeline.dates.reading.holidays import Feast, Holiday, fixed, from_easter, nth
from timeline.dates.reading.lunar import ChineseNewYear, Hanukkah, Hebrew
from timeline.dates.reading.periods import day_period
from timeline.dates.reading.rule import Words

_MONTHS: Final = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
MONTH: Final = {
    form: number
    for number, names in enumerate(_MONTHS, 1)
    for name in names.split()
    for form in ((name, f"{name}.") if len(name) < 5 and name not in ("may", "june", "july") else (name,))
}
_WEEKDAYS: Final = (
    "monday mon", "tuesday tues tue", "wednesday wed weds", "thursday thurs thur thu", "friday fri", "saturday sat",
    "sunday sun",
)  # fmt: skip
WEEKDAY: Final = {names.split()[0]: number for number, names in enumerate(_WEEKDAYS, 1)}
WDAY: Final = {
    form: number for number, names in enumerate(_WEEKDAYS, 1) for name in names.split()
    for form in ((name, f"{name}.") if len(name) < 6 else (name,))
}  # fmt: skip
SEASON: Final = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24, "springtime": 21, "summertime": 22,
                 "wintertime": 24}  # fmt: skip
UNIT: Final = {
    "second": "second", "minute": "minute", "hour": "hour", "day": "day", "week": "week", "weekend": "weekend",
    "month": "month", "quarter": "quarter", "year": "year", "decade": "decade", "century": "century",
}  # fmt: skip
UNITS: Final = {f"{word}s": word for word in UNIT if word not in ("century", "weekend", "quarter")} | {
    "centuries": "century"
}
ANY_UNIT: Final = (
    UNIT | UNITS | {"quarters": "quarter", "weekends": "weekend", "mins": "minute", "hrs": "hour", "yrs": "year",
                    "yr": "year", "calendar year": "year", "calendar years": "year", "calendar month": "month",
                    "working days": "day", "business days": "day", "trading days": "day", "straight days": "day",
                    "consecutive days": "day", "school year": "year", "school years": "year",
                    "consecutive years": "year", "consecutive months": "month", "consecutive weeks": "week",
                    "straight years": "year", "straight months": "month", "straight weeks": "week",
                    "academic years": "year", "full days": "day", "full years": "year", "full months": "month",
                    "full weeks": "week", "whole years": "year", "more days": "day", "more weeks": "week",
                    "more months": "month", "more years": "year", "long years": "year"}
)  # fmt: skip

_ONES: Final = "one two three four five six seven eight nine".split()
_TEENS: Final = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_CARDINAL: Final = {word: n for n, word in enumerate(_ONES + _TEENS, 1)} | {
    word: n * 10 for n, word in enumerate(_TENS, 2)
}
_FEW: Final = ("several", "a few", "few", "many", "some", "a couple of", "a couple", "numerous", "countless", "a number of",
               "various", "dozens of", "hundreds of", "thousands of", "tens of", "the few")  # fmt: skip
_WORDY: Final = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES)}))?|{'|'.join([*_TEENS, *_ONES])})"
_HALF: Final = r"(?:,? and(?: a|-a)?[ -]half)"


def number(text: str) -> int | float | str:
    """What a number in figures or words means; X for one that is not told."""
    text = re.sub(r"[\s‐‑-]+", " ", text.lower().replace(",", "")).strip()
    half = 0.5 if text.endswith("half") and "and" in text else 0
    if half:
        text = re.sub(r" and(?: a)? half$", "", text)
    if text in _FEW or text.startswith(_FEW[7:]):
        return "X"
    if text in ("a half", "half a", "half an", "half"):
        return 0.5
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        value = float(text) + half
        return int(value) if value == int(value) else value
    return _spelled(text) + half if half else _spelled(text)


def _spelled(text: str) -> int:
    total = part = 0
    for word in text.split():
        if word in ("a", "an", "single", "another", "and"):
            part += word != "and"
        elif word == "hundred":
            part = (part or 1) * 100
        elif word == "thousand":
            total, part = (part or 1) * 1000, 0
        elif word == "dozen":
            part = (part or 1) * 12
        else:
            part += _CARDINAL[word]
    return total + part


_ROMAN: Final = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}
_ROMAN_YEAR: Final = r"(?-i:(?=[MDCLXVI]{4})M{1,2}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"


def roman_year(text: str) -> int:
    """MCMXCIX is 1999."""
    digits = [_ROMAN[letter] for letter in text]
    return sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True))


def offset(text: str) -> str:
    """An offset from UTC as +02:00, or Z."""
    digits = text.upper().replace(":", "")
    return digits if digits == "Z" else f"{digits[:3]}:{digits[3:] or '00'}"


N: Final = Words(
    rf"(?:(?:\d{{1,3}}(?:,\d{{3}}){{1,3}}|\d{{1,7}})(?:\.\d{{1,2}})?|(?:a|{_WORDY}) (?:hundred|thousand|dozen)"
    rf"(?: and {_WORDY}| thousand)?|hundred|{_WORDY}){_HALF}?|half an?|a half|{'|'.join(_FEW)}",
    number,
)
COUNT: Final = Words(
    rf"\d{{1,4}}(?:\.\d)?|(?:a |{_WORDY} )?hundred|{_WORDY}|half|single", lambda t: 1 if t == "single" else number(t)
)

_ORDINALS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_NTH: Final = (
    {word: n for n, word in enumerate(_ORDINALS, 1)}
    | {"thirtieth": 30, "final": -1, "last": -1, "closing": -1, "opening": 1}
    | {f"{tens}{sign}{word}": n for tens, base in (("twenty", 20), ("thirty", 30)) for sign in "- "
       for n, word in enumerate(_ORDINALS[:9], base + 1)}
)  # fmt: skip
NTH: Final = Words(
    rf"\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(sorted(_NTH, key=len, reverse=True))}",
    lambda text: _NTH.get(re.sub(r"[\s‐‑-]+", "-", text.lower())) or int(re.sub(r"\D", "", text) or 0),
)
_DAY_WORDS: Final = [word for word in sorted(_NTH, key=len, reverse=True) if 0 < _NTH[word] <= 31 and word != "opening"]
DAY: Final = Words(
    rf"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\d)|{'|'.join(_DAY_WORDS)}",
    lambda text: NTH.means(text) if not text[0].isdigit() else int(re.sub(r"\D", "", text)),
)
YEAR: Final = Words(r"(?:1[0-9]|20|21)\d\d(?!\d)", int)

ERA: Final = {"bc": "BC", "b.c.": "BC", "b.c": "BC", "bce": "BC", "b.c.e.": "BC", "ad": "AD", "a.d.": "AD", "a.d": "AD",
              "ce": "AD", "c.e.": "AD", "anno domini": "AD"}  # fmt: skip
EDGE: Final = {
    "early": "early", "mid": "mid", "middle": "mid", "late": "late", "beginning": "start", "start": "start",
    "outset": "start", "end": "end", "close": "end", "very end": "end", "very beginning": "start",
    "early part": "early", "latter part": "late", "later part": "late", "middle part": "mid", "first part": "early",
    "last part": "late", "latter half": "2/2", "mid-point": "mid", "midpoint": "mid", "early days": "start",
    "last days": "end", "final days": "end", "first days": "start", "early months": "early", "early years": "early",
    "latter months": "late", "closing days": "end", "closing months": "end", "opening months": "start",
    "middle years": "mid", "later years": "late", "late years": "late",
    "closing years": "end", "last years": "end", "final years": "end", "opening years": "start", "first years": "start",
    "final months": "end", "last months": "end", "first months": "start", "first weeks": "start", "last weeks": "end",
    "early weeks": "early", "earlier part": "early", "back end": "late", "tail end": "end",
}  # fmt: skip
FRACTION: Final = {"half": 2, "third": 3, "quarter": 4}

WHICH: Final = {"this": 0, "last": -1, "next": 1, "this past": -1, "this coming": 1, "the coming": 1, "this very": 0,
                "the current": 0, "the present": 0, "past": -1, "the upcoming": 1}  # fmt: skip
WHENCE: Final = {
    "that": 0, "the same": 0, "that same": 0, "that very": 0, "this same": 0, "the very same": 0, "the following": 1,
    "the next": 1, "the previous": -1, "the preceding": -1, "the prior": -1, "the succeeding": 1, "the subsequent": 1,
    "the very next": 1, "the ensuing": 1,
}  # fmt: skip
AGO: Final = {"ago": -1, "from now": 1, "from today": 1, "hence": 1, "back": -1}
LATER: Final = {"later": 1, "earlier": -1, "afterwards": 1, "afterward": 1, "previously": -1, "beforehand": -1,
                "thereafter": 1}  # fmt: skip
ASIDE: Final = {"before": -1, "after": 1, "previous": -1, "following": 1, "prior": -1, "previously": -1, "later": 1,
                "earlier": -1}  # fmt: skip
BESIDE: Final = {"after": 1, "before": -1, "from": 1, "prior to": -1, "following": 1}
DEICTIC: Final = {"today": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2,
                  "later today": 0, "earlier today": 0}  # fmt: skip
DAYTIME: Final = {
    "tonight": (0, "TNI"), "last night": (-1, "TNI"), "this morning": (0, "TMO"), "this afternoon": (0, "TAF"),
    "this evening": (0, "TEV"), "tomorrow night": (1, "TNI"), "last evening": (-1, "TEV"),
    "tomorrow morning": (1, "TMO"), "yesterday morning": (-1, "TMO"), "yesterday afternoon": (-1, "TAF"),
    "late last night": (-1, "TNI"),
    "early this morning": (0, "TMO"), "later tonight": (0, "TNI"), "late tonight": (0, "TNI"),
    "earlier this morning": (0, "TMO"), "late this afternoon": (0, "TAF"), "later this evening": (0, "TEV"),
}  # fmt: skip
DAYPART: Final = {
    "morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "nights": "TNI", "mornings": "TMO",
    "dawn": "TMO", "dusk": "TEV", "early morning": "TMO", "late afternoon": "TAF", "early evening": "TEV",
    "late night": "TNI", "late evening": "TEV", "early afternoon": "TAF", "mid-morning": "TMO", "midmorning": "TMO",
    "mid-afternoon": "TAF", "nightfall": "TNI", "daytime": "TDT", "lunchtime": "TMI", "early morning hours": "TMO",
    "morning hours": "TMO", "sunrise": "TMO", "sunset": "TEV", "evening hours": "TEV", "predawn hours": "TMO",
    "night hours": "TNI", "midday": "TMI",
}  # fmt: skip
OCLOCK: Final = {"noon": ("T12:00", "12:00"), "midnight": ("T24:00", "00:00"), "12 noon": ("T12:00", "12:00"),
                 "high noon": ("T12:00", "12:00"), "12 midnight": ("T24:00", "00:00")}  # fmt: skip
HALF: Final = {"am": "am", "a.m.": "am", "a.m": "am", "pm": "pm", "p.m.": "pm", "p.m": "pm"}
ZONE: Final = {
    "utc": "Z", "gmt": "Z", "z": "Z", "cet": "+01:00", "cest": "+02:00", "bst": "+01:00", "eet": "+02:00",
    "eest": "+03:00", "msk": "+03:00", "est": "-05:00", "edt": "-04:00", "cdt": "-05:00", "mst": "-07:00",
    "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00", "jst": "+09:00", "kst": "+09:00", "hkt": "+08:00",
    "aest": "+10:00", "aedt": "+11:00", "nzst": "+12:00", "nzdt": "+13:00", "wet": "Z", "west": "+01:00",
    "sast": "+02:00", "et": "America/New_York", "ct": "America/Chicago", "pt": "America/Los_Angeles",
    "eastern time": "America/New_York", "eastern": "America/New_York", "central time": "America/Chicago",
    "pacific time": "America/Los_Angeles", "paris time": "Europe/Paris", "london time": "Europe/London",
    "berlin time": "Europe/Berlin", "moscow time": "Europe/Moscow", "beijing time": "Asia/Shanghai",
    "tokyo time": "Asia/Tokyo", "new york time": "America/New_York", "brussels time": "Europe/Brussels",
    "madrid time": "Europe/Madrid", "rome time": "Europe/Rome", "vienna time": "Europe/Vienna",
    "geneva time": "Europe/Zurich", "athens time": "Europe/Athens", "cairo time": "Africa/Cairo",
    "delhi time": "Asia/Kolkata", "ist": "+05:30", "sydney time": "Australia/Sydney", "hong kong time": "Asia/Hong_Kong",
    "singapore time": "Asia/Singapore", "kyiv time": "Europe/Kyiv", "warsaw time": "Europe/Warsaw",
    "washington time": "America/New_York", "greenwich mean time": "Z", "universal time": "Z",
    "british summer time": "+01:00", "central european time": "+01:00", "utc time": "Z", "seoul time": "Asia/Seoul",
    "eastern standard time": "-05:00", "eastern daylight time": "-04:00", "dubai time": "Asia/Dubai",
    "lisbon time": "Europe/Lisbon", "istanbul time": "Europe/Istanbul", "jakarta time": "Asia/Jakarta",
    "los angeles time": "America/Los_Angeles", "chicago time": "America/Chicago", "toronto time": "America/Toronto",
    "são paulo time": "America/Sao_Paulo", "cst": None,
}  # fmt: skip
"""Zones by the names in use. CST means three of them, and a place's own time is not told: no zone is given."""
_TENS_NAMES: Final = "twenties thirties forties fifties sixties seventies eighties nineties".split()
TENS: Final = {name: n * 10 for n, name in enumerate(_TENS_NAMES, 2)} | {
    f"{sign}{n}s": n for n in range(10, 100, 10) for sign in ("'", "‘")
}
FREQUENCY: Final = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year",
                    "annually": "year", "annual": "year", "hourly": "hour"}  # fmt: skip

HOLIDAY: Final[dict[str, Feast]] = {
    "orthodox easter": Holiday(easter=0, julian=True), "greek easter": Holiday(easter=0, julian=True),
    "lunar new year": ChineseNewYear(), "chinese new year": ChineseNewYear(), "lunar new year's day": ChineseNewYear(),
    "spring festival": ChineseNewYear(), "passover": Hebrew(-163), "shavuot": Hebrew(-113), "rosh hashanah": Hebrew(0),
    "rosh hashana": Hebrew(0), "yom kippur": Hebrew(9), "sukkot": Hebrew(14), "hanukkah": Hanukkah(), "purim": Hebrew(-193),
    "christmas day": fixed(12, 25), "christmas": fixed(12, 25), "xmas": fixed(12, 25), "christmas eve": fixed(12, 24),
    "boxing day": fixed(12, 26), "new year's day": fixed(1, 1), "new year's eve": fixed(12, 31),
    "new year's": fixed(1, 1), "epiphany": fixed(1, 6), "twelfth night": fixed(1, 5), "candlemas": fixed(2, 2),
    "groundhog day": fixed(2, 2), "valentine's day": fixed(2, 14), "st. valentine's day": fixed(2, 14),
    "saint valentine's day": fixed(2, 14), "st valentine's day": fixed(2, 14), "leap day": fixed(2, 29),
    "st. patrick's day": fixed(3, 17), "st patrick's day": fixed(3, 17), "saint patrick's day": fixed(3, 17),
    "lady day": fixed(3, 25), "april fools' day": fixed(4, 1), "april fool's day": fixed(4, 1), "earth day": fixed(4, 22, 1970),
    "st. george's day": fixed(4, 23), "st george's day": fixed(4, 23), "anzac day": fixed(4, 25, 1916),
    "may day": fixed(5, 1), "labour day": fixed(5, 1), "international workers' day": fixed(5, 1),
    "cinco de mayo": fixed(5, 5), "europe day": fixed(5, 9), "victory day": fixed(5, 9, 1945), "juneteenth": fixed(6, 19, 1866),
    "midsummer day": fixed(6, 24), "midsummer's day": fixed(6, 24), "midsummer's eve": fixed(6, 23), "canada day": fixed(7, 1, 1868),
    "independence day": fixed(7, 4, 1776), "fourth of july": fixed(7, 4, 1776), "the fourth of july": fixed(7, 4, 1776),
    "bastille day": fixed(7, 14, 1789), "lammas": fixed(8, 1), "assumption day": fixed(8, 15), "michaelmas": fixed(9, 29),
    "halloween": fixed(10, 31), "hallowe'en": fixed(10, 31),
    "all hallows' eve": fixed(10, 31), "all saints' day": fixed(11, 1), "all souls' day": fixed(11, 2),
    "guy fawkes night": fixed(11, 5, 1605), "guy fawkes day": fixed(11, 5, 1605), "bonfire night": fixed(11, 5, 1605),
    "armistice day": fixed(11, 11, 1918), "remembrance day": fixed(11, 11, 1919), "veterans day": fixed(11, 11, 1919),
    "veterans' day": fixed(11, 11, 1919), "martinmas": fixed(11, 11), "st. nicholas day": fixed(12, 6),
    "st. stephen's day": fixed(12, 26), "st stephen's day": fixed(12, 26), "st andrew's day": fixed(11, 30),
    "st. andrew's day": fixed(11, 30), "st david's day": fixed(3, 1), "st. david's day": fixed(3, 1),
    "international women's day": fixed(3, 8, 1911), "women's day": fixed(3, 8, 1911), "pearl harbor day": fixed(12, 7, 1941),
    "human rights day": fixed(12, 10, 1948), "australia day": fixed(1, 26, 1788),
    "world water day": fixed(3, 22, 1993), "world environment day": fixed(6, 5, 1973), "holocaust memorial day": fixed(1, 27, 2001),
    "the ides of march": fixed(3, 15), "ides of march": fixed(3, 15), "easter": from_easter(0), "easter sunday": from_easter(0),
    "easter day": from_easter(0), "good friday": from_easter(-2), "holy saturday": from_easter(-1),
    "easter monday": from_easter(1), "palm sunday": from_easter(-7), "maundy thursday": from_easter(-3),
    "ash wednesday": from_easter(-46), "shrove tuesday": from_easter(-47), "mardi gras": from_easter(-47),
    "ascension day": from_easter(39), "pentecost": from_easter(49), "whit sunday": from_easter(49),
    "whitsun": from_easter(49), "whit monday": from_easter(50), "trinity sunday": from_easter(56),
    "corpus christi": from_easter(60), "easter eve": from_easter(-1), "martin luther king day": nth(3, 1, 1, since=1986),
    "martin luther king jr. day": nth(3, 1, 1, since=1986), "mlk day": nth(3, 1, 1, since=1986),
    "presidents' day": nth(3, 1, 2, since=1971), "presidents day": nth(3, 1, 2, since=1971), "mother's day": nth(2, 7, 5, since=1914),
    "memorial day": nth(-1, 1, 5, since=1971), "father's day": nth(3, 7, 6, since=1972), "labor day": nth(1, 1, 9, since=1894),
    "columbus day": nth(2, 1, 10, since=1971), "indigenous peoples' day": nth(2, 1, 10, since=1992),
    "thanksgiving": nth(4, 4, 11, since=1942), "thanksgiving day": nth(4, 4, 11, since=1942), "black friday": nth(4, 4, 11, 1, since=1952),
    "cyber monday": nth(4, 4, 11, 4, since=2005), "giving tuesday": nth(4, 4, 11, 5, since=2012), "election day": nth(1, 1, 11, 1, since=1845),
    "advent sunday": Holiday(12, 3, weekday=7, nth=-1), "first sunday of advent": Holiday(12, 3, weekday=7, nth=-1),
    "remembrance sunday": nth(2, 7, 11, since=1946), "bloomsday": fixed(6, 16, 1904),
}  # fmt: skip
ONCE: Final = {
    "d-day": day_period(Day(1944, 6, 6)), "ve day": day_period(Day(1945, 5, 8)), "v-e day": day_period(Day(1945, 5, 8)),
    "vj day": day_period(Day(1945, 8, 15)), "v-j day": day_period(Day(1945, 8, 15)), "9/11": day_period(Day(2001, 9, 11)),
    "september 11": day_period(Day(2001, 9, 11)), "september 11th": day_period(Day(2001, 9, 11)),
    "sept. 11": day_period(Day(2001, 9, 11)), "sept. 11th": day_period(Day(2001, 9, 11)),
}  # fmt: skip

ROMAN_MONTHS: Final = {name: n for n, name in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}

VOCABULARY: Final[dict[str, Any]] = {
    "span": {word: unit for word, unit in ANY_UNIT.items() if unit not in ("quarter", "weekend")}, "month": MONTH, "weekday": WEEKDAY, "wday": WDAY, "season": SEASON, "unit": ANY_UNIT, "units": UNITS, "n": N,
    "count": COUNT, "nth": NTH, "day": DAY, "year": YEAR, "era": ERA, "edge": EDGE, "fraction": FRACTION, "which": WHICH,
    "whence": WHENCE, "ago": AGO, "later": LATER, "beside": BESIDE, "aside": ASIDE, "deictic": DEICTIC, "daytime": DAYTIME,
    "daypart": DAYPART, "oclock": OCLOCK, "half": HALF, "zone": ZONE, "tens": TENS, "frequency": FREQUENCY,
    "holiday": HOLIDAY, "once": ONCE, "roman": Words(_ROMAN_YEAR, roman_year), "spelled": spelled_years.ENGLISH, "roman_month": ROMAN_MONTHS,
    "hundred": {word: n * 100 for n, word in enumerate("fifteen sixteen seventeen eighteen nineteen".split(), 15)},
    "offset": Words(rf"Z|{LOOSE_OFFSET}", offset),
}  # fmt: skip
