"""German. Its rows are in `tests/dates/reading/de.tsv`; what must not be read stands in `de-not.tsv`."""

from __future__ import annotations

import re
from typing import Any, Final

from timeline.dates.reading import makers as make
from timeline.dates.reading import numerals, periods, spelled_years
from timeline.dates.reading.holidays import Holiday, fixed, from_easter
from timeline.dates.reading.languages import common
from timeline.dates.reading.numerals import either_of, forms, roman
from timeline.dates.reading.rule import Language, Rule, RuleMatch, Words
from timeline.dates.reading.spelled_years import spelled
from timeline.dates.reading.statement import Ends, Statement
from timeline.dates.reading.statement import fixed as fixed_date

MONTH: Final = forms((
    "januar jänner jan jän", "februar feber feb febr", "märz maerz mär mrz", "april apr", "mai", "juni jun", "juli jul",
    "august aug", "september sept sep", "oktober okt", "november nov", "dezember dez",
))  # fmt: skip
_DAYS: Final = "montag dienstag mittwoch donnerstag freitag samstag sonntag".split()
WEEKDAY: Final = {form: n for n, name in enumerate(_DAYS, 1) for form in (name, f"{name}s")} | {"sonnabend": 6}
WDAY: Final = WEEKDAY | {form: n for n, name in enumerate("mo di mi do fr sa so".split(), 1) for form in (f"{name}.",)}
SEASON: Final = {"frühling": 21, "frühjahr": 21, "fruehling": 21, "sommer": 22, "herbst": 23, "winter": 24}
_UNITS: Final = (
    ("second", "sekunde sekunden"), ("minute", "minute minuten"), ("hour", "stunde stunden"), ("day", "tag tage tagen tages"),
    ("week", "woche wochen"), ("weekend", "wochenende wochenenden"), ("month", "monat monate monaten monats"),
    ("quarter", "quartal quartale quartalen quartals"), ("year", "jahr jahre jahren jahres"),
    ("decade", "jahrzehnt jahrzehnte jahrzehnten jahrzehnts dekade dekaden"),
    ("century", "jahrhundert jahrhunderte jahrhunderten jahrhunderts"),
)  # fmt: skip
UNIT: Final = {word: unit for unit, words in _UNITS for word in words.split()}
UNITS: Final = {word: unit for unit, words in _UNITS for word in words.split()[1:3]
                if unit not in ("quarter", "weekend", "second") and word.endswith(("e", "n"))}  # fmt: skip
SPAN: Final = {word: unit for word, unit in UNIT.items() if unit not in ("quarter", "weekend")}

_SMALL: Final = "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig".split()
_CARDINAL: Final = {word: n for n, word in enumerate(_SMALL, 1)} | {
    "eine": 1, "einen": 1, "einem": 1, "einer": 1, "vierundzwanzig": 24, "dreißig": 30, "vierzig": 40, "fünfzig": 50,
    "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90, "hundert": 100, "tausend": 1000,
}  # fmt: skip
_HALVES: Final = {"anderthalb": 1.5, "eineinhalb": 1.5, "zweieinhalb": 2.5, "dreieinhalb": 3.5}
_FEW: Final = ("einige", "einigen", "mehrere", "mehreren", "wenige", "wenigen", "viele", "vielen", "ein paar")


def number(text: str) -> int | float | str:
    """A number in figures or words; X for one that is not told."""
    text = re.sub(r"\s+", " ", text.lower())
    if text in _FEW:
        return "X"
    if text in _HALVES:
        return _HALVES[text]
    if text[0].isdigit():
        value = float(text.replace(",", "."))
        return int(value) if value == int(value) else value
    return _CARDINAL[text]


_STEMS: Final = ("erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt fünfzehnt sechzehnt "
                 "siebzehnt achtzehnt neunzehnt zwanzigst einundzwanzigst").split()  # fmt: skip
_ORDINAL: dict[str, int] = {stem + end: n for n, stem in enumerate(_STEMS, 1) for end in ("e", "en", "er", "es", "em")}
_ORDINAL |= {"letzt" + end: -1 for end in ("e", "en", "er", "es", "em")}


def ordinal(text: str) -> int:
    """19., IV., dritten."""
    text = text.lower()
    if text in _ORDINAL:
        return _ORDINAL[text]
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else roman(re.sub(r"[^ivx]", "", text))


def _declined(stem: str, means: int) -> dict[str, int]:
    return {stem + end: means for end in ("e", "en", "er", "es", "em")}


WHICH: Final = (
    _declined("dies", 0) | _declined("letzt", -1) | _declined("vergangen", -1) | _declined("vorig", -1) | _declined("nächst", 1)
    | _declined("kommend", 1) | _declined("laufend", 0) | _declined("jetzig", 0) | _declined("heurig", 0) | {"diesen": 0}
    | _declined("vorletzt", -2) | _declined("übernächst", 2)
)  # fmt: skip
WHENCE: Final = (
    _declined("folgend", 1) | _declined("darauffolgend", 1) | _declined("vorangegangen", -1) | _declined("vorhergehend", -1)
    | _declined("selb", 0) | _declined("gleich", 0) | {"jenes": 0, "jenem": 0, "jener": 0, "jenen": 0}
)  # fmt: skip

VOCABULARY: Final[dict[str, Any]] = {
    "month": MONTH, "weekday": WEEKDAY, "wday": WDAY, "season": SEASON, "unit": UNIT, "units": UNITS, "span": SPAN,
    "n": Words(rf"\d{{1,7}}(?:,\d{{1,2}})?|{either_of(_HALVES)}|{either_of(_CARDINAL)}|{either_of(_FEW)}", number),
    "nth": Words(rf"\d{{1,2}}\.|{either_of(_ORDINAL)}", ordinal),
    "day": Words(r"(?:0?[1-9]|[12]\d|3[01])\.|erste[rn]?|zweite[rn]?|dritte[rn]?", ordinal),
    "year": common.YEAR, "spelled": spelled_years.GERMAN,
    "era": {
        **dict.fromkeys(("v. chr.", "v. chr", "v.chr.", "v.chr", "vor chr.", "vor christus", "vor christi geburt", "v. u. z.", "v.u.z.",
                         "vor unserer zeitrechnung", "vor unserer zeit"), "BC"),
        **dict.fromkeys(("n. chr.", "n. chr", "n.chr.", "n.chr", "nach chr.", "nach christus", "nach christi geburt", "u. z.", "n. u. z.",
                         "unserer zeitrechnung"), "AD"),
    },
    "edge": {"anfang": "early", "mitte": "mid", "ende": "late", "beginn": "start", "zu beginn": "start", "am anfang": "start",
             "am ende": "end", "gegen ende": "late", "zum ende": "end", "zu anfang": "start", "der anfang": "start",
             "das ende": "end", "die mitte": "mid", "frühe": "early", "frühen": "early", "späte": "late", "späten": "late",
             "mittlere": "mid", "mittleren": "mid", "früher": "early", "später": "late"},
    "fraction": {"hälfte": 2, "drittel": 3, "viertel": 4},
    "which": WHICH, "whence": WHENCE, "ago": {"vor": -1, "in": 1},
    "later": {"später": 1, "danach": 1, "darauf": 1, "zuvor": -1, "davor": -1, "früher": -1, "vorher": -1},
    "beside": {"nach": 1, "vor": -1},
    "deictic": {"heute": 0, "gestern": -1, "morgen": 1, "vorgestern": -2, "übermorgen": 2},
    "daytime": {"heute morgen": (0, "TMO"), "heute früh": (0, "TMO"), "heute vormittag": (0, "TMO"), "heute mittag": (0, "TMI"),
                "heute nachmittag": (0, "TAF"), "heute abend": (0, "TEV"), "heute nacht": (0, "TNI"), "gestern morgen": (-1, "TMO"),
                "gestern vormittag": (-1, "TMO"), "gestern nachmittag": (-1, "TAF"), "gestern abend": (-1, "TEV"),
                "letzte nacht": (-1, "TNI"), "vergangene nacht": (-1, "TNI"), "morgen früh": (1, "TMO"), "morgen abend": (1, "TEV"),
                "morgen vormittag": (1, "TMO"), "morgen nachmittag": (1, "TAF")},
    "daypart": {"morgen": "TMO", "früh": "TMO", "vormittag": "TMO", "mittag": "TMI", "nachmittag": "TAF", "abend": "TEV", "nacht": "TNI",
                "morgens": "TMO", "vormittags": "TMO", "nachmittags": "TAF", "abends": "TEV", "nachts": "TNI"},
    "oclock": {"mittag": ("T12:00", "12:00"), "mitternacht": ("T24:00", "00:00")},
    "half": {"morgens": "am", "früh": "am", "vormittags": "am", "nachmittags": "pm", "abends": "pm"},
    "zone": {"mez": "+01:00", "mesz": "+02:00", "utc": "Z", "gmt": "Z", "ortszeit": None, "berliner zeit": "Europe/Berlin",
             "wiener zeit": "Europe/Vienna", "schweizer zeit": "Europe/Zurich"},
    "frequency": {"täglich": "day", "wöchentlich": "week", "monatlich": "month", "jährlich": "year", "vierteljährlich": "quarter"},
    "holiday": {
        "weihnachten": fixed(12, 25), "heiligabend": fixed(12, 24), "heiliger abend": fixed(12, 24), "silvester": fixed(12, 31),
        "neujahr": fixed(1, 1), "dreikönigstag": fixed(1, 6), "heilige drei könige": fixed(1, 6), "valentinstag": fixed(2, 14),
        "tag der arbeit": fixed(5, 1), "mariä himmelfahrt": fixed(8, 15), "tag der deutschen einheit": fixed(10, 3, 1990),
        "reformationstag": fixed(10, 31), "allerheiligen": fixed(11, 1), "martinstag": fixed(11, 11), "nikolaus": fixed(12, 6),
        "nikolaustag": fixed(12, 6), "erster weihnachtstag": fixed(12, 25), "zweiter weihnachtstag": fixed(12, 26),
        "rosenmontag": from_easter(-48), "aschermittwoch": from_easter(-46), "palmsonntag": from_easter(-7),
        "gründonnerstag": from_easter(-3), "karfreitag": from_easter(-2), "karsamstag": from_easter(-1), "ostern": from_easter(0),
        "ostersonntag": from_easter(0), "ostermontag": from_easter(1), "christi himmelfahrt": from_easter(39),
        "pfingsten": from_easter(49), "pfingstsonntag": from_easter(49), "pfingstmontag": from_easter(50),
        "fronleichnam": from_easter(60), "erster advent": Holiday(12, 3, weekday=7, nth=-1),
    },
}  # fmt: skip

_THE: Final = r"(?:der |die |das |dem |den |des |im |am |in der |in den |in dem )?"
_OF_YEAR: Final = r"(?:,? (?:des Jahres |im Jahre? |von )?{year}(?: ?{era})?)?"
_YEAR: Final = r"(?:,? (?:im Jahre? )?{year}(?: ?{era})?)?"
_COUNTED: Final = (
    r"(?! (?:Personen|Menschen|Einwohner|Euro|Mark|Dollar|Soldaten|Tote|Verletzte|Meter|Kilometer|km|m|Tage|Jahre|Stunden|Mitarbeiter|"
    r"Stellen|Stimmen|Plätze|Tonnen|Exemplare|Millionen|Milliarden|Prozent|Punkte|Schüler|Studenten|Wohnungen|Quadratmeter|Mal|Teilnehmer|"
    r"Besucher|Zuschauer|Frauen|Männer|Kinder|Unternehmen|Watt|Mann)\b| ?[€$%])"
)
_HOUR: Final = r"(?P<hour>2[0-4]|[01]?\d)"
_CLOCK: Final = (
    _HOUR + r"(?:[.:](?P<minute>[0-5]\d))? Uhr(?: (?P<minute2>[0-5]\d)(?!\d))?(?: {half})?(?:,? \(?{zone}\)?)?"
)


_FIRST_HOUR: Final = r"(?P<hour>2[0-4]|[01]?\d)(?:(?:(?P<sign>:)|\.)(?P<minute>[0-5]\d))?(?: (?:Uhr))?"
_SECOND_HOUR: Final = r"(?P<hour2>2[0-4]|[01]?\d)(?:[:.](?P<minute2>[0-5]\d))?(?: (?P<sign2>Uhr))?"
_HOURS: Final = (
    rf"(?:von |zwischen |ab )?(?P<first>{_FIRST_HOUR})(?:{{dash}}| bis | und )(?P<second>{_SECOND_HOUR})(?![\d:.]\d)"
    r"(?:,? \(?{zone}\)?)?"
)


def _of_tens(match: RuleMatch) -> Statement | None:
    """The achtziger Jahre: of the century that is nearest."""
    return make.short_decade(match.supply(tens=_TENS[match.text("word").lower()]))


_TENS: Final = {
    "zwanziger": 20,
    "dreißiger": 30,
    "vierziger": 40,
    "fünfziger": 50,
    "sechziger": 60,
    "siebziger": 70,
    "achtziger": 80,
    "neunziger": 90,
}


def _at(maker: Any) -> Any:
    """The maker, with the minutes that may stand after the word Uhr."""
    return lambda match: maker(match.supply(minute=match["minute2"]) if "minute2" in match else match)


DAYS: Final = (
    common.ISO_DATE,
    Rule("figures", r"(?:der |den |am |vom )?(?P<dd>[0-3]?\d)\. ?(?P<mm>0?[1-9]|1[0-2])\. ?(?P<year>[12]\d{3})", make.iso),
    Rule("figures, slashes", r"(?P<dd>[0-3]?\d)(?P<sign>[/-])(?P<mm>[0-3]?\d)(?P=sign)(?P<year>[12]\d{3})", numerals.day_in_figures),
    Rule("figures, short year", r"(?P<b>[0-3]?\d)\.(?P<a>0?[1-9]|1[0-2])\.(?P<short>\d\d)", make.short_numeric),
    Rule("figures, no year", r"(?:am |vom |der |den )(?P<dd>[0-3]?\d)\. ?(?P<mm>0?[1-9]|1[0-2])\.",
         lambda match: make.month_day(match.supply(month=int(match["mm"]), day=int(match["dd"])))),
    Rule("range in figures", r"(?:vom )?(?P<dd>[0-3]?\d)\.(?:{dash}| bis )(?P<dd2>[0-3]?\d)\. ?(?P<mm>0?[1-9]|1[0-2])\. ?{year}",
         lambda match: _figures_range(match)),
    Rule("day month year", r"(?:der |den |am |vom )?{day} ?{month},? (?:im Jahre? |des Jahres )?{year}(?: ?{era})?", make.year_month_day),
    Rule("day, year in words", r"(?:der |den |am |vom )?{day} ?{month} {spelled}", spelled(make.year_month_day), where="phrase"),
    Rule("day month without point", r"(?P<day>[0-3]?\d) {month} {year}", make.year_month_day, where="phrase"),
    Rule("day month of an early year", r"(?:der |den |am |vom )?{day} ?{month},? (?:im Jahre? )?(?P<year>\d{1,5}) ?{era}", make.year_month_day),
    Rule("day month of a short year", r"(?:der |den |am |vom )?{day} {month} (?P<year>[3-9]\d\d)(?!\d)", make.year_month_day),
    Rule("day month", r"(?:der |den |am |vom )?{day} ?{month}", make.month_day),
    Rule("weekday and date", r"(?:am )?{wday},? (?:den |dem |der )?{date}", make.weekday_and_date),
    Rule("days of a month", r"(?:vom |von )?{day}(?:{dash}| bis (?:zum )?| zum | auf (?:den )?){day2} ?{month}" + _YEAR, make.days_of_month("interval")),
    Rule("listed days", r"(?:am )?{day}, (?:am )?{day2}(?:, {day3})?(?:, {day4})?(?: und | & )(?:am )?{day6} ?{month}" + _YEAR, make.days_listed("list")),
    Rule("weekdays before days", r"{wday}(?:{dash}|/| bis | und ){wday2},? {date}", make.same, where="phrase", ranges=True),
    common.DAYS_BESIDE,
    Rule("two days of a month", r"(?:am )?{day}(?: und | & )(?:am )?{day2} ?{month}" + _YEAR, make.days_of_month("list")),
    Rule("either day", r"(?:am )?{day}(?: oder |/){day2} ?{month}" + _YEAR, make.days_of_month("or")),
    Rule("between days", r"zwischen (?:dem )?{day} und (?:dem )?{day2} ?{month}" + _YEAR, make.days_of_month("between")),
    Rule("night between days", r"(?:in der )?Nacht (?:vom |zum )?(?:{wday} )?{day} (?:auf den |zum |auf ){day2} ?{month}" + _YEAR, make.days_of_month("interval")),
    Rule("night between dates", r"(?:in der )?Nacht (?:vom|von) {date} (?:auf(?: den)?|zum) {date2}", make.either("interval"), where="phrase"),
    Rule("weekday", r"(?:am |der |den |dem )?{weekday}", make.weekday),
    Rule("holiday", r"(?:an |zu |am )?{holiday}(?: {year})?", make.holiday),
)  # fmt: skip


def _figures_range(match: RuleMatch) -> Ends | None:
    """3.–5.5.2024."""
    first, second = (_day_in_figures(match, name) for name in ("dd", "dd2"))
    if first is None or second is None or int(match["dd"]) >= int(match["dd2"]):
        return None
    return Ends(first, match.span("dd"), second, (match.span("dd2")[0], match.span("year")[1]), "interval")


def _day_in_figures(match: RuleMatch, name: str) -> Statement | None:
    return fixed_date(periods.day(match["year"], int(match["mm"]), int(match[name])))


MONTHS: Final = (
    Rule("month year", r"(?:im )?{month},? (?:des Jahres |im Jahre? )?{year}(?: ?{era})?", make.year_month),
    Rule("month of an early year", r"(?:im )?{month},? (?P<year>\d{1,5}) ?{era}", make.year_month),
    Rule("month in figures", r"(?P<mm>0?[1-9]|1[0-2])[/.]{year}", make.month_in_figures, where="phrase"),
    Rule("months of a year", r"(?:von |vom )?{month}(?:{dash}|/| bis ){month2} {year}", make.months_range("interval")),
    Rule("two months of a year", r"(?:im )?{month} und {month2} {year}", make.months_range("list")),
    Rule("either month", r"(?:im )?{month} oder {month2} {year}", make.months_range("or")),
    Rule("between months", r"zwischen {month} und {month2} {year}", make.months_range("between")),
    Rule("months", r"(?:von )?{month}(?:{dash}| bis ){month2}", make.months_range("interval"), where="phrase"),
    Rule("month", r"(?:im |im Monat |den Monat )?(?!(?:jan|jän|feb|mär|apr|jun|jul|aug|sep|okt|nov|dez)\b){month}(?! \d)", make.month),
    Rule("winter of two years", _THE + r"{season} {year}(?:{dash}|/)(?P<short>\d{4}|\d{2})", make.winter),
    Rule("two seasons of a year", _THE + r"{season}(?:{dash}|/){season2} {year}", make.seasons("interval")),
    Rule("year, two seasons", r"{year}[,:]? {season}(?:{dash}|/){season2}", make.seasons("interval"), where="phrase"),
    Rule("year season", r"{year}[,:]? {season}", make.season, where="phrase"),
    Rule("season year", _THE + r"{season} (?:des Jahres |von )?{year}(?: ?{era})?", make.season),
    Rule("season of an early year", _THE + r"{season} (?P<year>\d{1,4}) ?{era}", make.season),
    Rule("season", r"(?:im |den |der |dem |des )?{season}", make.season),
    Rule("quarter", r"Q(?P<q>[1-4])(?: |-|/){year}", make.subyear("quarter", "q")),
    Rule("year quarter", r"{year}[ /-]?Q(?P<q>[1-4])", make.subyear("quarter", "q"), where="phrase"),
    Rule("ordinal quarter", _THE + r"(?:{nth}|(?P<q>I{1,3}|IV)\.?) ?(?:Quartals?|Vierteljahr)" + _OF_YEAR, lambda match: _quarter(match)),
    Rule("half-year", r"H(?P<h>[12])(?: |-|/){year}", make.subyear("half", "h")),
    Rule("ordinal half", _THE + r"{nth} (?:Halbjahr(?:es)?|Jahreshälfte)" + _OF_YEAR, numerals.of_year("half")),
    Rule("week of year", r"(?:KW|Kalenderwoche|Woche) ?(?P<week>\d{1,2})(?:[ /,]+){year}", make.iso_week),
    Rule("week of year, ordinal", _THE + r"(?P<week>\d{1,2})\. (?:KW|Kalenderwoche) {year}", make.iso_week),
)  # fmt: skip


def _quarter(match: RuleMatch) -> Statement | None:
    return numerals.of_year("quarter")(match.supply(nth=roman(match["q"])) if "q" in match else match)  # type: ignore[return-value]


# "wurde 1239 gekrönt", "starb 1292 in Rom": with these verbs in the singular, a number before no noun is no count.
_PAST_VERB: Final = (
    r"\b(?:wurde|ward|starb|verstarb|kam|ging|fiel|trat|kehrte|begann|endete|erschien|entstand|heiratete|floh|reiste|zog) "
    r"(?:er |sie |es |sich |dort |hier |auch |erst |schon |bereits )?"
)
_NO_NOUN: Final = (
    r"(?=[,.;)](?!\d)| (?:in|im|an|am|auf|bei|beim|von|vom|durch|zum|zur|mit|als|aus|nach|unter|gegen|wegen|während|und|der|die|das|den|"
    r"dem|ein|eine|einen|einem|einer|erneut|erstmals|wieder|endgültig)\b(?! (?:mehr|\d|aber|Jahren?|Metern?|Euro|Mark)\b))"
)
_PARTICIPLE: Final = (
    r"(?=(?: [^.,;:!?\n]{0,60})? (?!gegen\b|genug\b)(?-i:[a-zäöüß]*ge[a-zäöüß]+(?:t|en)|(?:be|ver|er|zer|ent)[a-zäöüß]+(?:t|en)|[a-zäöüß]+iert)"
    r"(?: worden)?(?: ?[,.;:!?)\n]| und | oder |$))"
)
_NO_COUNT: Final = r"(?! (?-i:[A-ZÄÖÜ])| (?-i:[a-zäöüß]+e[nrs]?) (?-i:[A-ZÄÖÜ]))" + _PARTICIPLE
_LABEL: Final = (
    r"\b(?:linie|raum|modell|zimmer|nummer|typ|serie|zahl|bus|zug|flug|version|baureihe|paragraph|konto|artikel|klasse|auf|mit|für|um|zu|"
    r"von|bei|über|unter|rund|etwa|fast|knapp|nur|insgesamt|mindestens|höchstens|als|gegen|bis) "
)

YEARS: Final = (
    Rule("year", r"{year}" + _COUNTED, make.year,
         left=r"(?<!\w)(?:in|im Jahre?|seit|ab|bis|von|vom|um|vor|nach|und|oder|zwischen|Anfang|Mitte|Ende|Jahr|Jahres|Jahre|gegen|circa|ca\.|etwa|für|des|zum) |[(\[–—,/] ?|^|[.\n] ?"),
    Rule("recent year", r"(?P<year>(?:19|20)\d\d)" + _COUNTED, make.year, not_left=r"(?:Nr\.|Nummer|\b(?:Zimmer|Raum|Saal|Flug)|Seite|S\.|Artikel|Art\.|Band|Bd\.|[€$]) ?"),
    Rule("the year", r"(?:im |das |dem |des )?Jahre?s? (?P<year>\d{3,4})", make.year),
    Rule("year after a verb", r"(?P<year>[3-9]\d\d|1[0-8]\d\d)(?:" + _NO_NOUN + "|" + _NO_COUNT + ")", make.year, where="prose", left=_PAST_VERB),
    Rule("year before a participle", r"(?P<year>[3-9]\d\d|1[0-8]\d\d)" + _NO_COUNT, make.year, where="prose", left=r"\bwar (?:er |sie |es )?"),
    Rule("year after a plural verb", r"(?P<year>1[0-8]\d\d)" + _NO_COUNT, make.year, where="prose",
         left=r"\b(?:die|diese|seine|ihre) (?:[^\W\d]+ )?[^\W\d]+ (?:wurden|waren) "),
    Rule("year after a subject", r"(?P<year>1[0-8]\d\d)" + _NO_COUNT, make.year, where="prose",
         left=r"\b(?:wurde|ward) (?:der|die|das|sein|seine|ihr|ihre|ein|eine|dieser|diese|dieses) [^\W\d]+ (?:[^\W\d]+ ){0,2}", not_left=_LABEL),
    Rule("year before an object", r"(?P<year>[3-9]\d\d|1[0-8]\d\d)(?= (?:die|das|einen|eine|ein|sich|seine[nm]?|ihre[nm]?) )" + _PARTICIPLE, make.year, where="prose",
         left=r"\b(?:hat|hatte) (?:er |sie |es )?"),
    Rule("year of an era", r"(?:im Jahre? |das Jahr )?(?P<year>\d{1,6}) ?{era}", make.year),
    Rule("years", r"(?:die Jahre |den Jahren )?{year}(?:{dash}|/| bis )(?P<to>(?:1\d|20|21)\d\d|\d\d)(?![\d-])", make.years_range("interval")),
    Rule("years, in words", r"von {year} bis (?P<to>(?:1\d|20|21)\d\d)", make.years_range("interval")),
    Rule("years BC", r"(?:von )?(?P<year>\d{1,4})(?:{dash}| bis )(?P<to>\d{1,4}) ?{era}", make.years_bc("interval")),
    Rule("between years BC", r"zwischen (?P<year>\d{1,4}) und (?P<to>\d{1,4}) ?{era}", make.years_bc("between")),
    Rule("either year BC", r"(?P<year>\d{1,4})(?: oder |/)(?P<to>\d{1,4}) ?{era}", make.years_bc("or")),
    Rule("fiscal year", _THE + r"(?:Geschäfts|Wirtschafts|Haushalts|Rechnungs)jahre?s? {year}(?:(?:/|{dash})(?:\d{4}|\d\d))?", make.fiscal(make.year)),
    Rule("year in words", r"(?:im Jahre? |das Jahr )?{spelled}", spelled(make.year), where="phrase"),
    Rule("short decade, bare", r"(?:die |den |der |in den )?(?P<short>[2-9]0)ern?", lambda match: make.short_decade(match.supply(tens=int(match["short"]))), where="phrase"),
    Rule("decade by name, bare", r"(?:die |den |der |in den )(?P<word>" + either_of(_TENS) + r")n?", _of_tens, where="phrase"),
    Rule("decade", r"(?:(?:die|den|der|in den) )?(?P<decade>\d{3}0)er(?:[- ]Jahren?)?", make.decade),
    Rule("decades", r"(?:(?:die|den|der|in den) )?(?P<decade>\d{3}0)er(?:{dash}| und | bis )(?P<to>\d{3}0|\d0)er(?:[- ]Jahren?)?", make.decades_range),
    Rule("decade of a century", _THE + r"(?P<tens>\d0)er[- ]Jahren? des {nth} (?:Jahrhunderts|Jh\.)", numerals.decade_of_century),
    Rule("short decade", _THE + r"(?P<short>\d0)er[- ]Jahren?", lambda match: make.short_decade(match.supply(tens=int(match["short"])))),
    Rule("decade by name", _THE + r"(?P<word>" + either_of(_TENS) + r") ?jahren?", _of_tens),
    Rule("century", _THE + r"{nth} ?(?:Jahrhunderts?|Jh\.?|Jhd\.?|Jhdt\.?|Jhs\.?)(?: ?{era})?", make.century),
    Rule("centuries", _THE + r"{nth}(?:{dash}| und | bis (?:zum )?|/){nth2} ?(?:Jahrhunderts?|Jahrhunderte|Jh\.?|Jhd\.?)(?: ?{era})?", make.centuries_range),
    Rule("millennium", _THE + r"{nth} (?:Jahrtausends?|Jt\.?|Jtsd\.?)(?: ?{era})?", make.millennium),
)  # fmt: skip

_EDGE: Final[dict[str, str]] = {"anfang": "early", "mitte": "mid", "ende": "close", "beginn": "start", "anfangs": "early"} | {
    word + end: part for word, part in (("früh", "early"), ("spät", "late"), ("mittler", "mid"), ("ausgehend", "late"), ("beginnend", "early"))
    for end in ("e", "en", "es")
}  # fmt: skip
_OUTER: Final[dict[str, str]] = {"anfang": "start", "beginn": "start", "ende": "end", "mitte": "mid"}

PARTS: Final = (
    Rule("early", r"(?P<edge>anfang|mitte|ende|beginn|anfangs)(?: |-)(?:der |des |des Jahres |des Monats |dieses Jahres )?{date}", lambda match: make.part_of(match.supply(edge=_EDGE[match.text("edge").lower()]))),
    Rule("early in", r"(?:zu |am |gegen |zum )(?P<edge>anfang|beginn|ende) (?:der |des |des Jahres |des Monats |von )?{date}",
         lambda match: make.part_of(match.supply(edge=_OUTER[match.text("edge").lower()]))),
    Rule("early, adjective", _THE + r"(?P<edge>frühe[ns]?|späte[ns]?|mittlere[ns]?|ausgehende[ns]?|beginnende[ns]?) {date}", lambda match: make.part_of(match.supply(edge=_EDGE[match.text("edge").lower()]))),
    Rule("half of", _THE + r"{nth} {fraction} (?:der |des |des Jahres |des Monats |von )?{date}", make.fraction_of),
    Rule("half, after", r"{date},? \(?{nth} {fraction}\)?", make.fraction_of, where="phrase"),
    Rule("parts of centuries", r"(?P<edge>anfang|mitte|ende) (?:des )?{nth}(?: Jahrhunderts| Jh\.)?(?: ?[/–—-] ?| bis )(?P<edge2>anfang|mitte|ende) (?:des )?{nth2} ?(?:Jahrhunderts?|Jh\.?|Jhd\.?)(?: ?{era})?",
         lambda match: make.parts_range("interval")(match.supply(edge=_EDGE[match.text("edge").lower()], edge2=_EDGE[match.text("edge2").lower()])), where="phrase"),
    Rule("half of month", _THE + r"{nth} (?P<month>" + either_of(MONTH).replace(".", r"\.") + r")hälfte(?: {year})?", lambda match: _half_of_month(match)),
    Rule("nth of", _THE + r"{nth} {unit} (?:der |des |des Jahres |von |im |in )?{date}", make.nth_of),
    Rule("nth weekday of", _THE + r"{nth} {weekday} (?:im |des |in ){date}", make.nth_weekday_of),
    Rule("first few of", r"(?:die |den |in den )?(?P<nth>ersten|letzten) {n} {unit} (?:der |des |des Jahres |von |im )?{date}", make.first_units_of),
    Rule("weekend of", r"(?:das |am )?Wochenende (?:vom|um den) {date}", make.weekend_holding, ranges=True),
    Rule("week of", r"(?:die |der |in der )?Woche (?:vom|um den) {date}", make.week_holding),
    Rule("end of the year", r"(?:zu |am |zum )?(?P<edge>Anfang|Beginn|Ende|Mitte) (?:des|der) (?P<unit>Jahres|Monats|Woche)(?! \d)",
         lambda match: numerals.unit_of_this(match.supply(edge=_OUTER[match.text("edge").lower()]))),
    Rule("end of the year, one word", r"(?:zum |am )?(?P<unit>Jahres|Monats)(?P<edge>ende|anfang|beginn)",
         lambda match: numerals.unit_of_this(match.supply(edge=_OUTER[match.text("edge").lower()]))),
)  # fmt: skip


def _half_of_month(match: RuleMatch) -> Statement | None:
    date = make.year_month(match) if "year" in match else make.month(match)
    match.dates = [date] if date else []
    return make.fraction_of(match.supply(fraction=2)) if date else None


HEDGES: Final = (
    Rule("circa", r"(?:um|etwa|circa|ca\.|ca|zirka|ungefähr|gegen|rund um|um etwa|um ca\.|etwa um) (?:das Jahr |den |die |das )?{date}", make.hedge("~"), ranges=True),
    Rule("possibly", r"(?:vielleicht|möglicherweise|wahrscheinlich|vermutlich|wohl) (?:im |am )?{date}", make.hedge("?"), where="phrase", ranges=True),
    Rule("expected", r"(?:voraussichtlich|geplant|erwartet)(?: für)? (?:im |am |den )?{date}", make.same, where="phrase"),
    common.QUESTIONED,
    common.CIRCA,
    common.LIFE,
    Rule("in", r"(?:in|im|am|an|der|die|das|den|dem|in den|in der|im Laufe des|im Lauf des|während des|während der|im Verlauf des|Anno|das ganze) {date}", make.same, where="phrase", ranges=True),
)  # fmt: skip

RELATIONS: Final = (
    Rule("before", r"(?:noch |kurz )?vor (?:dem |der |den |das |dem Jahr )?{date}", make.relation_to("before"), signal=True),
    Rule("after", r"(?:kurz )?nach (?:dem |der |den |dem Jahr )?{date}", make.relation_to("after"), signal=True),
    Rule("by", r"(?:spätestens|bis spätestens|nicht später als) (?:bis |am |im |zum )?{date}", make.relation_to("by"), signal=True),
    Rule("at the latest, after", r"(?:bis (?:zum )?)?{date},? spätestens", make.relation_to("by"), signal=True),
    Rule("no earlier than", r"(?:frühestens|nicht vor) (?:dem |am |im |ab )?{date}", make.relation_to("from then"), signal=True),
    Rule("or later", r"{date} oder (?:später|danach)", make.relation_to("from then"), where="phrase"),
    Rule("or before", r"{date} oder (?:früher|davor)", make.relation_to("by"), where="phrase"),
    Rule("since", r"(?:seit|ab|von) (?:dem |der |den |dem Jahr )?{date}(?: an)?", make.relation_to("since"), signal=True),
    Rule("until", r"bis (?:zum |zur |zu |ins Jahr |in die |in den |zum Jahr |einschließlich )?{date}", make.relation_to("until"), signal=True),
    common.OPEN_END,
    Rule("to the present", r"(?:von |seit )?{date}(?:{dash}| bis )(?:heute|zur Gegenwart|jetzt)", make.relation_to("since"), where="phrase"),
    Rule("from to", r"(?:von|vom) (?:den |der |dem )?{date}(?: bis (?:zum |zur |in die |in den )?| auf (?:den )?| zum ){date2}", make.either("interval"), signal=True),
    Rule("between", r"zwischen (?:dem |der |den )?{date} und (?:dem |der |den )?{date2}", make.either("between"), signal=True),
    common.DASH,
    Rule("a to b", r"{date} bis (?:zum )?{date2}", make.either("interval"), signal=True),
    Rule("or", r"{date} oder (?:im |am )?{date2}", make.either("or"), where="phrase"),
    Rule("and", r"{date} und (?:im |am )?{date2}", make.either("list"), where="phrase"),
)  # fmt: skip

RELATIVE: Final = (
    Rule("tonight", r"{daytime}", make.deictic_daypart),
    Rule("today", r"{deictic}(?! (?:die|der|das|den)\b)", make.deictic),
    Rule("last weekday", r"(?:am |der |den )?{which} {weekday}", make.this_weekday),
    Rule("the coming weekend", r"(?:am |an diesem |das |dieses )?(?:kommende[nms]? )Wochenende|(?:an diesem|dieses) Wochenende", make.weekend(1)),
    Rule("last weekend", r"(?:am |das )?(?:letzte[ns]?|vergangene[ns]?|vorige[ns]?) Wochenende", make.weekend(-1)),
    Rule("at the weekend", r"(?:am|übers|über das) Wochenende", make.weekend(0)),
    Rule("night to a weekday", r"(?:in der )?Nacht (?:von {wday} )?(?:zum|auf(?: den)?) {weekday}", make.night_to_weekday),
    Rule("Friday in a week", r"(?:am )?{weekday} in (?:einer Woche|{n} Wochen)", make.weeks_from_weekday),
    Rule("today in a week", r"heute in (?:einer|1) Woche", lambda match: make.ago(match.supply(ago=1, n=1, unit="week"))),
    Rule("10th of next month", r"(?:am |der |den |vom )?{day} (?:des )?{which} Monats", make.day_of_which_month),
    Rule("last 3 May", r"(?:am |der |den )?{which} {day} ?{month}", make.this_day),
    Rule("past weeks", r"(?:in |während )?(?:den|die|der) (?:letzten|vergangenen|zurückliegenden) {n} {unit}", make.last_units(-1), where="phrase"),
    Rule("next weeks", r"(?:in |während )?(?:den|die|der) (?:nächsten|kommenden) {n} {unit}", make.last_units(1), where="phrase"),
    Rule("day after", r"(?:am )?(?:Folgetag|Tag darauf|Tag danach|nächsten Tag)", numerals.beside_day(1)),
    Rule("this week", r"(?:in |im |in der |in den |die |das |der |den |dem |des |am )?{which} {unit}", make.this_unit),
    Rule("last September", r"(?:im |der |den )?{which} {month}(?! \d)", make.this_named),
    Rule("last spring", r"(?:im |der |den )?{which} {season}(?! \d)", make.this_named),
    Rule("last Christmas", r"(?:an )?{which} {holiday}(?! \d)", make.this_named),
    Rule("last year, one word", r"(?:im )?(?:Vorjahre?s?)", lambda match: make.that_unit(match.supply(whence=-1, unit="year"))),
    Rule("that year", r"(?:im |am |in der |das |der |die )?{whence} {unit}", make.that_unit),
    Rule("that weekday", r"(?:am )?{whence} {weekday}", make.that_weekday),
    Rule("that September", r"(?:im )?{whence} {month}(?! \d)", make.that_named),
    Rule("day before", r"(?:am )?(?:Vortag|Tag zuvor|Tag davor)", numerals.beside_day(-1)),
    Rule("ago", r"{ago} (?:etwa |rund |gut |knapp |fast |über |mehr als |genau )?{n} {unit}(?! (?:wurde|Gefängnis|Haft))", make.ago),
    Rule("years ago", r"vor {units}", lambda match: make.vague("PAST_REF")(match.supply(ago=-1)), where="prose"),
    Rule("later", r"(?:etwa |rund |nur |kaum )?{n} {unit} {later}", make.later),
    Rule("days after", r"{n} {unit} {beside} (?:dem |der |den )?{date}", make.offset_from),
    Rule("weekday of week", r"{weekday} {which} Woche", make.weekday_of_week),
)  # fmt: skip

TIMES: Final = (
    Rule("clock", r"(?:um |gegen |ab |bis )?" + _CLOCK, _at(make.clock)),
    Rule("hours on date", _HOURS + r",? (?:am )?{date}", make.hours_of),
    Rule("date and hours", r"{date},? (?:um )?\(?" + _HOURS + r"\)?", make.hours_of, first=make.is_day),
    Rule("two hours", _HOURS, make.hours_of),
    Rule("clock of figures", _HOUR + r":(?P<minute>[0-5]\d)(?:,? \(?{zone}\)?)?", make.clock),
    Rule("noon", r"(?:um |zu |am )?(?P<oclock>mitternacht)", make.clock),
    Rule("date and time", r"{date},? (?:um |gegen |ab )?" + _CLOCK, _at(make.at_clock)),
    Rule("date and figures", r"{date},? (?:um )?" + _HOUR + r":(?P<minute>[0-5]\d)(?:,? \(?{zone}\)?)?", make.at_clock),
    Rule("time, date", r"(?:um )?" + _CLOCK + r",? (?:am )?{date}", _at(make.at_clock), where="phrase"),
    Rule("date and part", r"{date} (?:am |in der )?{daypart}", make.at_daypart),
    Rule("weekday evening", r"(?:am )?{weekday}(?P<daypart>morgen|vormittag|mittag|nachmittag|abend|nacht)", lambda match: _evening(match)),
    Rule("part of date", r"(?:am )?(?P<daypart>Morgen|Vormittag|Nachmittag|Abend|Nacht) (?:des |vom |zum |der ){date}", make.at_daypart),
    Rule("part of day", r"(?:am |in der )(?P<daypart>Morgen|Vormittag|Nachmittag|Abend|Nacht)", make.daypart, where="prose"),
)  # fmt: skip


def _evening(match: RuleMatch) -> Statement | None:
    match.dates = [make.weekday(match)]
    return make.at_daypart(match)


AMOUNTS: Final = (
    Rule("every", r"(?:jeden|jede|jedes|pro) {unit}", make.each_unit),
    Rule("every few", r"alle {n} {unit}", make.each_unit),
    Rule("every weekday", r"(?:jeden {weekday}|(?P<weekday2>montags|dienstags|mittwochs|donnerstags|freitags|samstags|sonntags))",
         lambda match: make.each_weekday(match if "weekday" in match else match.supply(weekday=match["weekday2"]))),
    Rule("daily", r"{frequency}", make.frequency),
    Rule("duration", r"(?:(?:etwa|rund|mehr als|weniger als|fast|knapp|über|mindestens) )?{n} {span}(?: lang)?", make.duration),
    Rule("duration, with an article", r"(?:die|den|der|in den) (?:letzten|vergangenen|nächsten|kommenden|ersten|vorigen) {n} {span}", make.duration),
    Rule("last years", r"(?:den|die|in den|der) (?:letzten|vergangenen|nächsten|kommenden|folgenden|ersten) {units}", make.plural),
    Rule("now", r"(?:derzeit|zurzeit|momentan|gegenwärtig|heutzutage|jetzt|im Moment|aktuell)", make.constant("DATE", "PRESENT_REF"), where="prose"),
    Rule("recently", r"(?:kürzlich|vor kurzem|neulich|jüngst|unlängst)", make.constant("DATE", "PAST_REF"), where="prose"),
    Rule("the future", r"(?:in Zukunft|künftig|demnächst|bald)", make.constant("DATE", "FUTURE_REF"), where="prose"),
)  # fmt: skip

LAST: Final = (
    Rule("of a year", r"{date} (?:des Jahres |des |der |im Jahre? |von )?{date2}", make.within, first=make.lacks_year),
)

RULES: Final = (*DAYS, *MONTHS, *YEARS, *PARTS, *RELATIVE, *TIMES, *RELATIONS, *HEDGES, *AMOUNTS, *LAST)
LANGUAGE: Final = Language("de", VOCABULARY, RULES, proper=frozenset({"month", "season"}))
