"""French. Its rows are in `tests/dates/reading/fr.tsv`; what must not be read stands in `fr-not.tsv`."""

from __future__ import annotations

import re
from typing import Any, Final

from timeline.dates.reading import makers as make
from timeline.dates.reading import numerals, spelled_years
from timeline.dates.reading.holidays import fixed, from_easter
from timeline.dates.reading.languages import common
from timeline.dates.reading.numerals import ROMAN, either_of, forms, roman
from timeline.dates.reading.rule import Language, Rule, Words
from timeline.dates.reading.spelled_years import spelled

MONTH: Final = forms((
    "janvier janv", "février fevrier févr fév fevr", "mars", "avril avr", "mai", "juin", "juillet juil",
    "août aout", "septembre sept", "octobre oct", "novembre nov", "décembre decembre déc dec",
))  # fmt: skip
WEEKDAY: Final = forms("lundi mardi mercredi jeudi vendredi samedi dimanche".split())
SEASON: Final = {"printemps": 21, "été": 22, "automne": 23, "hiver": 24}
_UNITS: Final = {
    "seconde": "second", "minute": "minute", "heure": "hour", "jour": "day", "journée": "day", "semaine": "week",
    "week-end": "weekend", "weekend": "weekend", "trimestre": "quarter", "an": "year", "année": "year",
    "décennie": "decade", "siècle": "century",
}  # fmt: skip
UNIT: Final = _UNITS | {f"{word}s": unit for word, unit in _UNITS.items()} | {"mois": "month"}
UNITS: Final = {"jours": "day", "semaines": "week", "mois": "month", "années": "year", "heures": "hour",
                "décennies": "decade", "siècles": "century", "minutes": "minute"}  # fmt: skip
SPAN: Final = {word: unit for word, unit in UNIT.items() if unit not in ("quarter", "weekend")}

_SMALL: Final = (
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt"
).split()
_CARDINAL: Final = {word: n for n, word in enumerate(_SMALL, 1)} | {
    "une": 1, "vingt et un": 21, "vingt-quatre": 24, "vingt-cinq": 25, "trente": 30, "quarante": 40, "cinquante": 50,
    "soixante": 60, "soixante-dix": 70, "quatre-vingts": 80, "quatre-vingt-dix": 90, "cent": 100, "mille": 1000,
}  # fmt: skip
_FEW: Final = ("quelques", "plusieurs", "de nombreux", "de nombreuses", "des")


def number(text: str) -> int | float | str:
    """A number in figures or words; X for one that is not told."""
    text = re.sub(r"\s+", " ", text.lower())
    if text in _FEW:
        return "X"
    if text[0].isdigit():
        value = float(text.replace(" ", "").replace(",", "."))
        return int(value) if value == int(value) else value
    return _CARDINAL[text.replace("‐", "-")]


def ordinal(text: str) -> int:
    """XIXe, 19e, premier, dernière."""
    text = text.lower()
    if text in _ORDINAL:
        return _ORDINAL[text]
    if text[0].isdigit():
        return int(re.sub(r"\D", "", text))
    return roman(re.sub(r"[^ivx]", "", text))


_ORDINAL: Final = {
    "premier": 1, "première": 1, "premiers": 1, "premières": 1, "deuxième": 2, "second": 2, "seconde": 2,
    "troisième": 3, "quatrième": 4, "cinquième": 5, "sixième": 6, "septième": 7, "huitième": 8, "neuvième": 9,
    "dixième": 10, "dernier": -1, "dernière": -1, "derniers": -1, "dernières": -1,
}  # fmt: skip
_TH: Final = r" ?(?:ième|ème|eme|er|re|ère|e|ᵉ)"

VOCABULARY: Final[dict[str, Any]] = {
    "month": MONTH, "weekday": WEEKDAY, "wday": WEEKDAY, "season": SEASON, "unit": UNIT, "units": UNITS, "span": SPAN,
    "n": Words(rf"\d{{1,7}}(?:,\d{{1,2}})?|{either_of(list(_CARDINAL))}|{either_of(_FEW)}", number),
    "nth": Words(rf"\d{{1,2}}{_TH}|{either_of(_ORDINAL)}", ordinal),
    "day": Words(r"(?:0?[1-9]|[12]\d|3[01])(?:er)?(?!\d)|premier", lambda t: ordinal(t) if t[0].isdigit() else 1),
    "year": common.YEAR, "spelled": spelled_years.FRENCH, "worded": spelled_years.FRENCH_DAYS,
    "era": {
        **dict.fromkeys(("av. j.-c.", "av. j.-c", "av. j.c.", "av j.-c.", "av. jc", "av jc", "avant j.-c.", "avant j.-c", "avant jc",
                         "avant jésus-christ", "avant notre ère", "av. n. è.", "avant l'ère commune", "av. è. c."), "BC"),
        **dict.fromkeys(("ap. j.-c.", "ap. j.-c", "ap. j.c.", "apr. j.-c.", "après j.-c.", "après j.-c", "après jésus-christ",
                         "de notre ère", "de l'ère commune"), "AD"),
    },
    "edge": {
        "début": "early", "mi": "mid", "milieu": "mid", "fin": "close", "courant": "", "au début": "start", "le début": "start",
        "à la fin": "end", "la fin": "end", "au milieu": "mid", "le milieu": "mid", "au commencement": "start",
    },
    "fraction": {"moitié": 2, "tiers": 3, "quart": 4},
    "which": {"ce": 0, "cet": 0, "cette": 0, "dernier": -1, "dernière": -1, "passé": -1, "passée": -1, "prochain": 1, "prochaine": 1,
              "en cours": 0},
    "whence": {"suivant": 1, "suivante": 1, "d'après": 1, "précédent": -1, "précédente": -1, "d'avant": -1},
    "ago": {"il y a": -1, "voici": -1, "voilà": -1, "dans": 1},
    "later": {"plus tard": 1, "après": 1, "plus tôt": -1, "auparavant": -1, "avant": -1},
    "beside": {"après": 1, "avant": -1},
    "deictic": {"aujourd'hui": 0, "hier": -1, "demain": 1, "avant-hier": -2, "après-demain": 2},
    "daytime": {"ce matin": (0, "TMO"), "cet après-midi": (0, "TAF"), "ce soir": (0, "TEV"), "cette nuit": (0, "TNI")},
    "daypart": {"matin": "TMO", "matinée": "TMO", "après-midi": "TAF", "soir": "TEV", "soirée": "TEV", "nuit": "TNI"},
    "oclock": {"midi": ("T12:00", "12:00"), "minuit": ("T24:00", "00:00")},
    "half": {"du matin": "am", "de l'après-midi": "pm", "du soir": "pm"},
    "zone": {"heure de paris": "Europe/Paris", "heure de bruxelles": "Europe/Brussels", "heure de genève": "Europe/Zurich",
             "heure de montréal": "America/Toronto", "utc": "Z", "gmt": "Z", "tu": "Z", "cet": "+01:00", "cest": "+02:00"},
    "frequency": {"quotidiennement": "day", "hebdomadaire": "week", "mensuel": "month", "mensuelle": "month", "annuel": "year",
                  "annuelle": "year", "quotidien": "day", "quotidienne": "day"},
    "holiday": {
        "noël": fixed(12, 25), "jour de noël": fixed(12, 25), "veille de noël": fixed(12, 24), "réveillon": fixed(12, 31),
        "saint-sylvestre": fixed(12, 31), "nouvel an": fixed(1, 1), "jour de l'an": fixed(1, 1), "épiphanie": fixed(1, 6),
        "saint-valentin": fixed(2, 14), "fête du travail": fixed(5, 1), "fête nationale": fixed(7, 14, 1880),
        "assomption": fixed(8, 15), "toussaint": fixed(11, 1), "armistice": fixed(11, 11, 1918), "pâques": from_easter(0),
        "dimanche de pâques": from_easter(0), "lundi de pâques": from_easter(1), "vendredi saint": from_easter(-2),
        "mardi gras": from_easter(-47), "mercredi des cendres": from_easter(-46), "ascension": from_easter(39),
        "pentecôte": from_easter(49), "lundi de pentecôte": from_easter(50),
    },
}  # fmt: skip

_THE: Final = r"(?:l['’]|les |le |la )?"
_OF: Final = r"(?: de l['’]| de la | du | des | de | d['’]| )"
_YEAR: Final = r"(?:,? (?:de )?{year}(?: ?{era})?)?"
_OF_YEAR: Final = r"(?:,? (?:de (?:l['’]an(?:née)? )?)?{year}(?: ?{era})?)?"
_COUNTED: Final = (
    r"(?! (?:personnes|habitants|euros|francs|dollars|hommes|femmes|soldats|morts|blessés|mètres|kilomètres|km|m|ans|jours|"
    r"heures|emplois|salariés|voix|places|tonnes|exemplaires|fois|milliards?|millions?|€|\$|%|points|élèves|étudiants|logements)\b)"
)
_CLOCK: Final = r"(?P<hour>2[0-4]|[01]?\d)(?= ?h|:[0-5]\d)(?: ?heures?| ?h(?![a-zà-ÿ])|:)(?: ?(?P<minute>[0-5]\d)(?!\d))?(?: {half})?(?:,? \(?{zone}\)?)?"

_HOURS: Final = (
    r"(?:de |entre |dès )?(?P<first>(?:{oclock}|(?P<hour>2[0-4]|[01]?\d)(?: ?(?P<sign>heures?|h|:) ?(?P<minute>[0-5]\d)?)?))"
    r"(?:{dash}| à | et | jusqu['’]à )"
    r"(?P<second>(?:{oclock2}|(?P<hour2>2[0-4]|[01]?\d) ?(?P<sign2>heures?|h|:)(?: ?(?P<minute2>[0-5]\d))?))(?!\w|:\d)"
    r"(?:,? \(?{zone}\)?)?"
)
_TENS: Final = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "soixante-dix": 70,
                "quatre-vingt": 80, "quatre-vingts": 80, "quatre-vingt-dix": 90}  # fmt: skip

DAYS: Final = (
    common.ISO_DATE,
    common.DAY_FIRST,
    Rule("day month year", r"(?:le )?{day} {month},? (?:de l['’]an(?:née)? )?{year}(?: ?{era})?", make.year_month_day),
    Rule("day month of an early year", r"(?:le )?{day} {month},? (?:de l['’]an )?(?P<year>\d{1,5}) ?{era}", make.year_month_day),
    Rule("day month of year three digits", r"(?:le )?{day} {month} (?P<year>[3-9]\d\d)(?!\d)", make.year_month_day),
    Rule("day in words", r"(?:le )?{worded} {month} {year}", lambda match: make.year_month_day(match.supply(day=match["worded"])), where="phrase"),
    Rule("day, year in words", r"(?:le )?(?:{day}|{worded}) {month} (?:de l['’]an )?{spelled}",
         lambda match: spelled(make.year_month_day)(match if "day" in match else match.supply(day=match["worded"])), where="phrase"),
    Rule("listed days", r"(?:les |le )?{day}, (?:le )?{day2}(?:, {day3})?(?:, {day4})?(?: et | & )(?:le )?{day6} {month}" + _YEAR, make.days_listed("list")),
    Rule("night between dates", r"(?:dans )?la nuit du {date} au {date2}", make.either("interval"), where="phrase"),
    common.DAYS_BESIDE,
    Rule("day month", r"(?:le )?{day} {month}", make.month_day),
    Rule("weekday and date", r"(?:le )?{wday},? (?:le )?{date}", make.weekday_and_date),
    Rule("days of a month", r"(?:du |de )?(?:le )?{day}(?:{dash}| au )(?:le )?{day2} {month}" + _YEAR, make.days_of_month("interval")),
    Rule("weekdays and days", r"du {wday} {day}(?: {month2})? au {wday2} {day2} {month}" + _YEAR, make.days_of_month("interval")),
    Rule("two days of a month", r"(?:les |le )?{day}(?: et | & )(?:le )?{day2} {month}" + _YEAR, make.days_of_month("list")),
    Rule("either day", r"(?:le )?{day} ou (?:le )?{day2} {month}" + _YEAR, make.days_of_month("or")),
    Rule("between days", r"entre (?:le )?{day} et (?:le )?{day2} {month}" + _YEAR, make.days_of_month("between")),
    Rule("night between days", r"(?:dans )?la nuit du (?:{wday} )?{day} au (?:{wday2} )?{day2} {month}" + _YEAR, make.days_of_month("interval")),
    Rule("weekday", r"(?:le )?{weekday}", make.weekday),
    Rule("holiday", _THE + r"{holiday}(?: (?:de )?{year})?", make.holiday),
)  # fmt: skip

MONTHS: Final = (
    Rule("month year", r"(?:le mois de |au mois de )?{month},? (?:de (?:l['’]an(?:née)? )?)?{year}(?: ?{era})?", make.year_month),
    Rule("month of an early year", r"{month},? (?:de l['’]an )?(?P<year>\d{1,5}) ?{era}", make.year_month),
    common.MONTH_IN_FIGURES,
    Rule("months of a year", r"(?:de )?{month}(?:{dash}| à | au ){month2} (?:de )?{year}", make.months_range("interval")),
    Rule("two months of a year", r"{month} et {month2} (?:de )?{year}", make.months_range("list")),
    Rule("either month", r"{month} ou {month2} (?:de )?{year}", make.months_range("or")),
    Rule("between months", r"entre {month} et {month2} (?:de )?{year}", make.months_range("between")),
    Rule("months", r"(?:de )?{month}(?:{dash}| à ){month2}", make.months_range("interval"), where="phrase"),
    Rule("month", r"(?:le mois d['’]|le mois de |au mois d['’]|au mois de )?(?!mars\b|avr\b|sept\b|oct\b|nov\b){month}(?! \d)", make.month),
    Rule("March", r"(?P<month>mars)(?! \d)", make.month, left=r"(?:en|de|depuis|à|et|fin|début|mi|jusqu['’]en|dès|vers|mois de)[ -]"),
    Rule("March, typed", r"(?:le mois de )?(?P<month>mars)", make.month, where="phrase"),
    Rule("winter of two years", _THE + r"{season} (?:de )?{year}(?:{dash}|/)(?P<short>\d{4}|\d{2})", make.winter),
    Rule("two seasons of a year", _THE + r"{season}(?:{dash}|/){season2}(?: de)? {year}", make.seasons("interval")),
    Rule("year, two seasons", r"{year} ?[,:]? {season}(?:{dash}|/){season2}", make.seasons("interval"), where="phrase"),
    Rule("year season", r"{year} ?[,:]? {season}", make.season, where="phrase"),
    Rule("season year", _THE + r"{season}" + _OF + r"(?:l['’]an(?:née)? )?{year}(?: ?{era})?", make.season),
    Rule("season", r"(?:l['’]|le |au |en |à l['’])(?P<season>printemps|été|automne|hiver)(?! \d{4})", make.season, left=r"(?:^|[\s(,;:.«\n])"),
    Rule("season, typed", r"{season}", make.season, where="phrase"),
    Rule("quarter", r"T(?P<q>[1-4])(?: |-|/){year}", make.subyear("quarter", "q")),
    Rule("year quarter", r"{year}[ /-]?T(?P<q>[1-4])", make.subyear("quarter", "q"), where="phrase"),
    Rule("ordinal quarter", _THE + r"{nth} trimestre" + _OF_YEAR, numerals.of_year("quarter")),
    Rule("half-year", r"S(?P<h>[12])(?: |-|/){year}", make.subyear("half", "h")),
    Rule("ordinal half", _THE + r"{nth} semestre" + _OF_YEAR, numerals.of_year("half")),
    Rule("week of year", r"(?:la )?semaine (?P<week>\d{1,2}) (?:de )?{year}", make.iso_week),
)  # fmt: skip

YEARS: Final = (
    Rule("year", r"{year}" + _COUNTED, make.year,
         left=r"(?<!\w)(?:en|de|depuis|à|l['’]an|l['’]année|dès|vers|avant|après|et|ou|jusqu['’]en|fin|début|mi|année|années|entre|pour|ici|environ)[ -]|[(\[–—,/] ?|^|[.\n] ?"),
    Rule("recent year", r"(?P<year>(?:19|20)\d\d)" + _COUNTED, make.year, not_left=r"(?:n°|no|page|\b(?:salle|chambre|vol|route)|p\.|numéro|article|résolution|[€$]) ?"),
    Rule("the year", r"(?:l['’]|d['’])?(?:année|an) (?P<year>\d{3,4})", make.year),
    Rule("year of an era", r"(?:l['’]an(?:née)? )?(?P<year>\d{1,6}) ?{era}", make.year),
    Rule("years", r"(?:les années )?{year}(?:{dash}|/)(?P<to>(?:1\d|20|21)\d\d|\d\d)(?![\d-])", make.years_range("interval")),
    Rule("years, in words", r"(?:de |depuis ){year} (?:à|jusqu['’]en|jusqu['’]à) (?P<to>(?:1\d|20|21)\d\d)", make.years_range("interval")),
    Rule("years BC", r"(?:de )?(?P<year>\d{1,4})(?:{dash}| à )(?P<to>\d{1,4}) ?{era}", make.years_bc("interval")),
    Rule("between years BC", r"entre (?P<year>\d{1,4}) et (?P<to>\d{1,4}) ?{era}", make.years_bc("between")),
    Rule("either year BC", r"(?P<year>\d{1,4})(?: ou |/)(?P<to>\d{1,4}) ?{era}", make.years_bc("or")),
    Rule("fiscal year", r"(?:l['’])?(?:exercice(?: fiscal| budgétaire| comptable)?|année fiscale|année budgétaire) {year}(?:(?:/|{dash})(?:\d{4}|\d\d))?", make.fiscal(make.year)),
    Rule("year in words", r"(?:l['’]an )?{spelled}", spelled(make.year), where="phrase"),
    Rule("decade by name", r"(?:(?:les|des|aux) )?années (?P<word>" + "|".join(sorted(_TENS, key=len, reverse=True)) + r")(?![\w-])",
         lambda match: make.short_decade(match.supply(tens=_TENS[match.text("word").lower()]))),
    Rule("decade", r"(?:(?:les|des|aux) )?(?:années|ans) (?P<decade>\d{3}0)(?! ?{dash}\d)".replace("{dash}", "[-–]"), make.decade),
    Rule("decades", r"(?:les |des )?années (?P<decade>\d{3}0)(?:{dash}| et | à )(?P<to>\d{3}0|\d0)", make.decades_range),
    Rule("decade of a century", r"(?:(?:les|des) )?années (?P<tens>\d0) du (?P<nth>" + ROMAN + _TH + r"|\d\d" + _TH + r") (?:siècle|s\.)", numerals.decade_of_century),
    Rule("short decade", r"(?:(?:les|des) )?années (?P<short>\d0)(?!\d)", lambda match: make.short_decade(match.supply(tens=int(match["short"])))),
    Rule("decade, by its first year", r"(?:la )?décennie (?P<decade>\d{3}0)", make.decade),
    Rule("century", r"(?:le |au |du )?(?P<nth>(?-i:" + ROMAN + ")" + _TH + r"|\d{1,2}" + _TH + r") (?:siècle|s\.)(?: ?{era})?", make.century),
    Rule("century, in words", r"(?:le |au |du )?{nth} siècle(?: ?{era})?", make.century),
    Rule("centuries", r"(?:les |aux |des |du )?(?P<nth>" + ROMAN + _TH + r")(?:{dash}| et | au | et au )(?P<nth2>" + ROMAN + _TH + r") siècles?(?: ?{era})?", make.centuries_range),
    Rule("millennium", r"(?:le |au |du )?(?P<nth>" + ROMAN + _TH + r"|\d" + _TH + r"|premier|deuxième|second|troisième|quatrième) millénaire(?: ?{era})?", make.millennium),
)  # fmt: skip

_PART: Final = {"début": "early", "mi": "mid", "milieu": "mid", "fin": "late"}

PARTS: Final = (
    Rule("early", r"(?P<edge>début|fin|mi|courant)(?:-| )(?:du mois de |du mois d['’]|de l['’]année |des |de l['’]|du |de |d['’])?{date}", make.part_of),
    Rule("parts of centuries", r"(?P<edge>début|fin|mi|milieu)[ -](?:du )?(?P<nth>" + ROMAN + _TH + r"|\d{1,2}" + _TH + r")(?: siècle| s\.)?(?:{dash}| à |/)(?P<edge2>début|fin|mi|milieu)[ -](?:du )?(?P<nth2>" + ROMAN + _TH + r"|\d{1,2}" + _TH + r") (?:siècle|s\.)(?: ?{era})?",
         lambda match: make.parts_range("interval")(match.supply(edge=_PART[match.text("edge").lower()], edge2=_PART[match.text("edge2").lower()])), where="phrase"),
    Rule("early in", r"(?:(?:vers |à )?(?P<edge>la fin)|(?:vers |au )?(?:le )?(?P<edge2>début|milieu))" + _OF + r"(?:mois de |mois d['’]|l['’]année )?{date}",
         lambda match: make.part_of(match.supply(edge=_edge(match)))),
    Rule("half of", r"(?:dans )?(?:la |le )?{nth} {fraction}" + _OF + r"{date}", make.fraction_of),
    Rule("half, after", r"{date},? \(?{nth} {fraction}\)?", make.fraction_of, where="phrase"),
    Rule("fortnight", r"(?:la )?{nth} quinzaine" + _OF + r"{date}", lambda match: make.fraction_of(match.supply(fraction=2))),
    Rule("nth of", r"(?:la |le |l['’])?{nth} {unit}" + _OF + r"{date}", make.nth_of),
    Rule("nth weekday of", r"(?:le )?{nth} {weekday}" + _OF + r"{date}", make.nth_weekday_of),
    Rule("first few of", r"(?:les )?{n} {nth} {unit}" + _OF + r"{date}", make.first_units_of),
    Rule("week of", r"(?:la )?semaine du {date}", make.week_holding),
    Rule("end of the year", r"(?:à la |d['’]ici la |d['’]ici )?(?P<edge>fin|début)(?: de l['’]| du | de la | de )(?P<unit>année|an|mois|semaine)(?! \d| der| proch| suiv)", numerals.unit_of_this, where="prose"),
    Rule("end of this year", r"(?:à )?(?:la |le )?(?P<edge>fin|début)(?: de l['’]| du | de la )(?P<unit>année|an|mois|semaine)",
         lambda match: numerals.unit_of_this(match.supply(edge="end" if match.text("edge").lower() == "fin" else "start")), where="phrase"),
)  # fmt: skip


def _edge(match: Any) -> str:
    text = (match.text("edge") or match.text("edge2")).lower()
    return {"la fin": "end", "début": "start"}.get(text, "mid")


HEDGES: Final = (
    Rule("circa", r"(?:vers|environ|autour de|aux alentours de|circa|ca\.?|env\.|v\.) (?:l['’]an(?:née)? |la |le )?{date}", make.hedge("~"), ranges=True),
    Rule("circa, the year", r"autour d['’]{date}", make.hedge("~"), ranges=True),
    Rule("circa, after", r"{date} environ", make.hedge("~"), where="phrase", ranges=True),
    Rule("possibly", r"(?:peut-être|probablement|sans doute|possiblement) (?:en |le |vers )?{date}", make.hedge("?"), where="phrase", ranges=True),
    Rule("expected", r"(?:prévue?s?|attendue?s?)(?: pour| en| à)? (?:le |l['’])?{date}", make.same, where="phrase"),
    common.QUESTIONED,
    common.CIRCA,
    common.LIFE,
    Rule("in", r"(?:en|à|au|aux|le|la|les|du|de|dans|durant|pendant|au cours de|courant|au cours du|dans le courant de|daté du|daté de) {date}", make.same, where="phrase", ranges=True),
    Rule("in the", r"(?:l|d|à l|de l|au cours de l)['’]{date}", make.same, where="phrase", ranges=True),
)  # fmt: skip

RELATIONS: Final = (
    Rule("before", r"avant (?:le |la |l['’]|les )?{date}", make.relation_to("before"), signal=True),
    Rule("after", r"après (?:le |la |l['’]|les )?{date}", make.relation_to("after"), signal=True),
    Rule("by", r"(?:d['’]ici (?:à |au |le )?|au plus tard (?:en |le |à |au )?|pas plus tard que (?:le )?){date}", make.relation_to("by"), signal=True),
    Rule("no earlier than", r"(?:au plus tôt|pas avant) (?:en |le |à )?{date}", make.relation_to("from then"), signal=True),
    Rule("or later", r"{date} (?:ou plus tard|ou après)", make.relation_to("from then"), where="phrase"),
    Rule("or before", r"{date} (?:ou plus tôt|ou avant)", make.relation_to("by"), where="phrase"),
    Rule("at the latest, after", r"{date},? au plus tard", make.relation_to("by"), signal=True),
    Rule("since", r"(?:depuis|dès|à partir de|à partir du|à compter de|à compter du) (?:le |la |l['’]|les )?{date}", make.relation_to("since"), signal=True),
    Rule("since a vowel", r"(?:à partir d|à compter d)['’]{date}", make.relation_to("since"), signal=True),
    Rule("until", r"jusqu(?:['’]en |['’]à la |['’]à l['’]|['’]à |['’]au |['’]aux ){date}", make.relation_to("until"), signal=True),
    common.OPEN_END,
    Rule("to the present", r"(?:de |depuis )?{date}(?:{dash}| à )(?:aujourd['’]hui|nos jours|présent)", make.relation_to("since"), where="phrase"),
    Rule("from to", r"(?:de|du|depuis|d['’]) ?(?:la |le |l['’])?{date} (?:à la |à l['’]|à |au |aux |jusqu['’]en |jusqu['’]à |jusqu['’]au ){date2}", make.either("interval"), signal=True),
    Rule("between", r"entre (?:le |la |l['’]|les )?{date} et (?:le |la |l['’]|les )?{date2}", make.either("between"), signal=True),
    common.DASH,
    Rule("or", r"{date} ou (?:le |en )?{date2}", make.either("or"), where="phrase"),
    Rule("and", r"{date} et (?:le |en )?{date2}", make.either("list"), where="phrase"),
)  # fmt: skip

RELATIVE: Final = (
    Rule("today", r"{deictic}", make.deictic),
    Rule("today, at length", r"(?P<deictic>aujourd['’]hui) même", make.deictic, where="phrase"),
    Rule("tonight", r"{daytime}", make.deictic_daypart),
    Rule("yesterday evening", r"{deictic} (?:au )?{daypart}", numerals.deictic_part),
    Rule("this week", r"(?P<which>ce|cet|cette) {unit}(?:-ci)?(?!-là)", make.this_unit),
    Rule("last week", _THE + r"{unit} (?P<which>derniere|dernière|dernier|passée|passé|prochaine|prochain|en cours)", make.this_unit),
    Rule("last weekday", r"(?:le )?{weekday} (?P<which>dernier|passé|prochain)", make.this_weekday),
    Rule("this weekday", r"(?P<which>ce) {weekday}", make.this_weekday),
    Rule("this November", r"(?P<which>ce) mois (?:de |d['’]){month}", make.this_named),
    Rule("last weekend", r"(?:le )?week-?end (?:dernier|passé)", make.weekend(-1)),
    Rule("night to a weekday", r"(?:dans )?la nuit (?:de |du ){wday} (?:à |au ){weekday}", make.night_to_weekday),
    Rule("Friday in a week", r"(?:le )?{weekday} en (?:huit|(?P<fifteen>quinze))", lambda match: make.weeks_from_weekday(match.supply(n=2 if "fifteen" in match else 1)), where="phrase"),
    Rule("10th of next month", r"(?:le )?{day} du mois {which}", make.day_of_which_month),
    Rule("last 3 May", r"(?:le )?{day} {month} {which}", make.this_day),
    Rule("past weeks", r"(?:au cours (?:de |des )|dans |pendant |durant |depuis )?(?:les |ces |des )?{n} (?:derniers|dernières) {unit}", make.last_units(-1), where="phrase"),
    Rule("next weeks", r"(?:au cours (?:de |des )|dans |pendant |durant )?(?:les |ces |des )?{n} (?:prochains|prochaines) {unit}", make.last_units(1), where="phrase"),
    Rule("last September", r"(?:en |le mois de |le mois d['’])?{month} (?P<which>dernier|prochain|passé)", make.this_named),
    Rule("last spring", _THE + r"{season} (?P<which>dernier|passé|prochain)", make.this_named),
    Rule("this spring", r"(?P<which>ce|cet) {season}", make.this_named),
    Rule("last Christmas", r"(?:à )?{holiday} (?P<which>dernier|prochain|dernière|prochaine)", make.this_named),
    Rule("that year", r"(?P<that>ce|cet|cette) {unit}-là", lambda match: make.that_unit(match.supply(whence=0))),
    Rule("same year", r"(?:la |le )même {unit}", lambda match: make.that_unit(match.supply(whence=0))),
    Rule("following year", _THE + r"{unit} {whence}", make.that_unit),
    Rule("following weekday", r"(?:le )?{weekday} {whence}", make.that_weekday),
    Rule("day after", r"(?:le )?lendemain", numerals.beside_day(1)),
    Rule("day before", r"la veille(?! d)", numerals.beside_day(-1)),
    Rule("ago", r"{ago} (?:environ |à peine |plus de |près de |presque |seulement )?{n} {unit}", make.ago),
    Rule("years ago", r"il y a (?:des )?{units}", lambda match: make.vague("PAST_REF")(match.supply(ago=-1)), where="prose"),
    Rule("later", r"{n} {unit} {later}(?! (?:le|la|les|l['’]|son|sa|leur))", make.later),
    Rule("days after", r"{n} {unit} {beside} (?:le |la |l['’])?{date}", make.offset_from),
    Rule("eve of", r"(?:à )?la veille (?:du |de |de la |de l['’]){date}", lambda match: make.offset_from(match.supply(n=1, unit="day", beside=-1))),
    Rule("morrow of", r"(?:au |le )lendemain (?:du |de |de la |de l['’]){date}", lambda match: make.offset_from(match.supply(n=1, unit="day", beside=1))),
    Rule("weekday of week", r"(?:le )?{weekday} (?:de )?(?:la semaine dernière|la semaine passée)", lambda match: make.weekday_of_week(match.supply(which=-1))),
)  # fmt: skip

TIMES: Final = (
    Rule("hours on date", _HOURS + r",? (?:le )?{date}", make.hours_of),
    Rule("date and hours", r"{date},? \(?" + _HOURS + r"\)?", make.hours_of, first=make.is_day),
    Rule("two hours", _HOURS, make.hours_of),
    Rule("clock", _CLOCK, make.clock, left=r"(?:à|vers|dès|de|et|jusqu['’]à|avant|après|depuis|il est|entre|,|\() ?"),
    Rule("clock and minutes", r"(?P<hour>2[0-4]|[01]?\d) ?[h:] ?(?P<minute>[0-5]\d)(?: {half})?(?:,? \(?{zone}\)?)?", make.clock),
    Rule("noon", r"(?:à )?{oclock}(?:,? \(?{zone}\)?)?", make.clock),
    Rule("date and time", r"{date},? (?:à |vers )?" + _CLOCK, make.at_clock),
    Rule("date and noon", r"{date},? à {oclock}", make.at_clock),
    Rule("time, date", r"(?:à )?" + _CLOCK + r",? (?:le )?{date}", make.at_clock, where="phrase"),
    Rule("date and part", r"{date} (?:au |dans la |en fin de |en )?{daypart}", make.at_daypart),
    Rule("part of date", r"(?:dans )?(?:la |le |l['’]|au |en )?{daypart} (?:du |de )(?:la )?{date}", make.at_daypart),
    Rule("part of day", r"(?:le |dans la |dans l['’]|l['’]|au |en )(?P<daypart>matinée|après-midi|soirée|matin|soir|nuit)", make.daypart, where="prose"),
)  # fmt: skip

AMOUNTS: Final = (
    Rule("every", r"(?:chaque|par) {unit}", make.each_unit),
    Rule("all the", r"(?:tous les |toutes les )(?:(?P<n>\d{1,3}|deux|trois|quatre|cinq|dix) )?{unit}", make.each_unit),
    Rule("every weekday", r"(?:chaque |tous les ){weekday}s?", make.each_weekday),
    Rule("every month", r"(?:chaque |tous les mois de |tous les ans en ){month}", make.each_month),
    Rule("daily", r"{frequency}", make.frequency),
    Rule("duration", r"(?:(?:environ|plus de|moins de|près de|presque|au moins) )?{n} {span}", make.duration),
    Rule("duration from one to another", r"{n}(?: à | ou |{dash}){n2} {span}", lambda match: make.duration(match.supply(n=match["n2"]))),
    Rule("duration, with an article", r"(?:les|ces|ses|des) {n} (?:derniers|dernières|prochains|prochaines|premiers|premières) {span}", make.duration),
    Rule("last years", r"(?:ces|les|aux) (?:derniers|dernières|prochains|prochaines) {units}", make.plural),
    Rule("plural", r"(?:des|de longs|de longues|ces|plusieurs) {units}", make.plural),
    Rule("now", r"(?:actuellement|maintenant|à l['’]heure actuelle|en ce moment|de nos jours|désormais)", make.constant("DATE", "PRESENT_REF"), where="prose"),
    Rule("recently", r"(?:récemment|dernièrement)", make.constant("DATE", "PAST_REF"), where="prose"),
    Rule("the future", r"(?:à l['’]avenir|prochainement)", make.constant("DATE", "FUTURE_REF"), where="prose"),
)  # fmt: skip

LAST: Final = (Rule("of a year", r"{date}" + _OF + r"{date2}", make.within, first=make.lacks_year),)

RULES: Final = (*DAYS, *MONTHS, *YEARS, *PARTS, *RELATIVE, *TIMES, *RELATIONS, *HEDGES, *AMOUNTS, *LAST)
LANGUAGE: Final = Language("fr", VOCABULARY, RULES)
