"""Spanish. Its rows are in `tests/dates/reading/es.tsv`; what must not be read stands in `es-not.tsv`."""

from __future__ import annotations

import re
from typing import Any, Final

from timeline.dates.reading import makers as make
from timeline.dates.reading import numerals, spelled_years
from timeline.dates.reading.holidays import fixed, from_easter
from timeline.dates.reading.languages import common
from timeline.dates.reading.numerals import ROMAN, either_of, forms, roman
from timeline.dates.reading.rule import Language, Rule, RuleMatch, Words
from timeline.dates.reading.spelled_years import spelled
from timeline.dates.reading.statement import Statement

MONTH: Final = forms((
    "enero ene", "febrero feb", "marzo", "abril abr", "mayo", "junio jun", "julio jul", "agosto ago",
    "septiembre setiembre sept sep", "octubre oct", "noviembre nov", "diciembre dic",
))  # fmt: skip
WEEKDAY: Final = forms((
    "lunes", "martes", "miércoles miercoles", "jueves", "viernes", "sábado sabado", "domingo",
))  # fmt: skip
SEASON: Final = {"primavera": 21, "verano": 22, "otoño": 23, "invierno": 24}
_UNITS: Final = {
    "segundo": "second", "minuto": "minute", "hora": "hour", "día": "day", "dia": "day", "semana": "week", "trimestre": "quarter",
    "año": "year", "década": "decade", "siglo": "century",
}  # fmt: skip
UNIT: Final = (
    _UNITS | {f"{word}s": unit for word, unit in _UNITS.items()}
    | {"mes": "month", "meses": "month", "fin de semana": "weekend", "fines de semana": "weekend"}
)  # fmt: skip
UNITS: Final = {"días": "day", "semanas": "week", "meses": "month", "años": "year", "décadas": "decade", "siglos": "century",
                "horas": "hour", "minutos": "minute"}  # fmt: skip
SPAN: Final = {word: unit for word, unit in UNIT.items() if unit not in ("quarter", "weekend")}

_SMALL: Final = (
    "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte"
).split()
_CARDINAL: Final = {word: n for n, word in enumerate(_SMALL, 1)} | {
    "una": 1, "uno": 1, "veinticuatro": 24, "veinticinco": 25, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60,
    "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100, "mil": 1000,
}  # fmt: skip
_FEW: Final = (
    "algunos",
    "algunas",
    "varios",
    "varias",
    "unos",
    "unas",
    "muchos",
    "muchas",
    "pocos",
    "unos pocos",
    "unas pocas",
    "unos cuantos",
)
_ORDINAL: Final = {
    word: n
    for n, words in enumerate((
        "primer primero primera primeros primeras", "segundo segunda", "tercer tercero tercera", "cuarto cuarta", "quinto quinta",
        "sexto sexta", "séptimo séptima", "octavo octava", "noveno novena", "décimo décima",
    ), 1)
    for word in words.split()
} | {"último": -1, "última": -1, "últimos": -1, "últimas": -1}  # fmt: skip


def number(text: str) -> int | float | str:
    """A number in figures or words; X for one that is not told."""
    text = re.sub(r"\s+", " ", text.lower())
    if text in _FEW:
        return "X"
    if text[0].isdigit():
        value = float(text.replace(",", "."))
        return int(value) if value == int(value) else value
    return _CARDINAL[text]


def ordinal(text: str) -> int:
    """XIX, 1.º, tercer."""
    text = text.lower()
    if text in _ORDINAL:
        return _ORDINAL[text]
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else roman(text)


VOCABULARY: Final[dict[str, Any]] = {
    "month": MONTH, "weekday": WEEKDAY, "wday": WEEKDAY, "season": SEASON, "unit": UNIT, "units": UNITS, "span": SPAN,
    "n": Words(rf"\d{{1,7}}(?:,\d{{1,2}})?|{either_of(_CARDINAL)}|{either_of(_FEW)}", number),
    "nth": Words(rf"\d{{1,2}}(?:\.?[ºª°]|er|ro|do|to|a)|{either_of(_ORDINAL)}", ordinal),
    "day": Words(r"(?:0?[1-9]|[12]\d|3[01])(?:\.?[º°])?(?!\d)|primero|uno", lambda t: int(re.sub(r"\D", "", t)) if t[0].isdigit() else 1),
    "year": common.YEAR, "spelled": spelled_years.SPANISH, "worded": spelled_years.SPANISH_DAYS,
    "era": {
        **dict.fromkeys(("a. c.", "a. c", "a.c.", "a.c", "a. de c.", "a. e. c.", "a.e.c.", "antes de cristo", "antes de nuestra era",
                         "antes de la era común"), "BC"),
        **dict.fromkeys(("d. c.", "d. c", "d.c.", "d.c", "d. de c.", "después de cristo", "de nuestra era", "e. c."), "AD"),
    },
    "edge": {"principios": "early", "inicios": "start", "comienzos": "start", "mediados": "mid", "finales": "close", "fines": "close",
             "inicio": "start", "comienzo": "start", "final": "end", "fin": "end", "principio": "start"},
    "fraction": {"mitad": 2, "tercio": 3, "cuarto": 4},
    "which": {"este": 0, "esta": 0, "pasado": -1, "pasada": -1, "último": -1, "última": -1, "próximo": 1, "próxima": 1, "proximo": 1,
              "proxima": 1, "que viene": 1, "entrante": 1, "actual": 0, "en curso": 0, "presente": 0},
    "whence": {"siguiente": 1, "anterior": -1, "posterior": 1, "previo": -1, "previa": -1},
    "ago": {"hace": -1, "dentro de": 1},
    "later": {"después": 1, "más tarde": 1, "antes": -1, "atrás": -1},
    "beside": {"después de": 1, "después del": 1, "antes de": -1, "antes del": -1},
    "deictic": {"hoy": 0, "ayer": -1, "mañana": 1, "anteayer": -2, "antier": -2, "pasado mañana": 2},
    "daytime": {"anoche": (-1, "TNI"), "esta mañana": (0, "TMO"), "esta tarde": (0, "TAF"), "esta noche": (0, "TNI"),
                "ayer por la mañana": (-1, "TMO"), "ayer por la tarde": (-1, "TAF"), "ayer por la noche": (-1, "TNI"),
                "mañana por la mañana": (1, "TMO"), "mañana por la tarde": (1, "TAF"), "mañana por la noche": (1, "TNI"),
                "esta madrugada": (0, "TMO")},
    "daypart": {"mañana": "TMO", "tarde": "TAF", "noche": "TNI", "madrugada": "TMO", "mediodía": "TMI"},
    "oclock": {"mediodía": ("T12:00", "12:00"), "medianoche": ("T24:00", "00:00")},
    "half": {"de la mañana": "am", "de la madrugada": "am", "de la tarde": "pm", "de la noche": "pm", "a. m.": "am", "p. m.": "pm",
             "a.m.": "am", "p.m.": "pm", "am": "am", "pm": "pm"},
    "zone": {"hora de madrid": "Europe/Madrid", "hora peninsular": "Europe/Madrid", "hora de méxico": "America/Mexico_City",
             "hora local": None, "gmt": "Z", "utc": "Z", "cet": "+01:00", "cest": "+02:00"},
    "frequency": {"diariamente": "day", "semanalmente": "week", "mensualmente": "month", "anualmente": "year", "diario": "day",
                  "diaria": "day", "semanal": "week", "mensual": "month", "anual": "year"},
    "holiday": {
        "navidad": fixed(12, 25), "día de navidad": fixed(12, 25), "nochebuena": fixed(12, 24), "nochevieja": fixed(12, 31),
        "año nuevo": fixed(1, 1), "día de año nuevo": fixed(1, 1), "día de reyes": fixed(1, 6), "san valentín": fixed(2, 14),
        "día del trabajo": fixed(5, 1), "día de la hispanidad": fixed(10, 12), "día de todos los santos": fixed(11, 1),
        "todos los santos": fixed(11, 1), "día de muertos": fixed(11, 2), "día de los muertos": fixed(11, 2),
        "día de la constitución": fixed(12, 6), "inmaculada concepción": fixed(12, 8), "viernes santo": from_easter(-2),
        "jueves santo": from_easter(-3), "domingo de ramos": from_easter(-7), "domingo de resurrección": from_easter(0),
        "miércoles de ceniza": from_easter(-46), "lunes de pascua": from_easter(1), "pascua": from_easter(0),
        "pentecostés": from_easter(49), "corpus christi": from_easter(60),
    },
}  # fmt: skip

_THE: Final = r"(?:el |la |los |las |en el |en la |en los |del |al )?"
_OF: Final = r"(?: de los | de las | de la | del | de )"
_YEAR: Final = r"(?:,? (?:de |del )?(?:año )?{year}(?: ?{era})?)?"
_COUNTED: Final = (
    r"(?! (?:personas|habitantes|euros|pesos|dólares|hombres|mujeres|soldados|muertos|heridos|metros|kilómetros|km|m|años|días|horas|"
    r"empleos|votos|plazas|toneladas|ejemplares|veces|millones|puntos|alumnos|estudiantes|viviendas|casos|trabajadores|kilos|empresas)\b| ?[€$%])"
)
_HOUR: Final = r"(?P<hour>2[0-4]|[01]?\d)"
# 12.30 alone may be any number.
_CLOCK_FOLLOWS: Final = r"(?=\d\d?:|\d\d?\.\d\d (?:horas?\b|h\b|de la |[ap]\.? ?m))"
_ZONE: Final = r"(?:,? \(?{zone}\)?)?"
_CENTURY: Final = r"(?P<nth>(?-i:" + ROMAN + r")|[12]?\d)"


def _tens(match: RuleMatch) -> Statement | None:
    """Los ochenta: of the century that is nearest."""
    return make.short_decade(match.supply(tens=_TENS[match.text("word").lower()]))


_TENS: Final = {
    "veinte": 20,
    "treinta": 30,
    "cuarenta": 40,
    "cincuenta": 50,
    "sesenta": 60,
    "setenta": 70,
    "ochenta": 80,
    "noventa": 90,
}

_HOURS: Final = (
    r"(?:de (?:las )?|desde las |entre las )?"
    r"(?P<first>(?P<hour>2[0-4]|[01]?\d)(?:(?:(?P<sign>:)|\.)(?P<minute>[0-5]\d))?(?: ?(?:horas|h)(?!\w))?(?: {half})?)"
    r"(?:{dash}| a (?:las )?| y (?:las )?| hasta las )"
    r"(?P<second>(?P<hour2>2[0-4]|[01]?\d)(?:[:.](?P<minute2>[0-5]\d))?(?: ?(?P<sign2>horas|h)(?!\w))?(?: {half2})?)(?![:.]?\d)"
) + _ZONE

DAYS: Final = (
    common.ISO_DATE,
    common.DAY_FIRST,
    Rule("day month year", r"(?:el |al )?(?:día )?{day}(?: de)? {month},? (?:(?:de|del) )?(?:año )?{year}(?: ?{era})?", make.year_month_day),
    Rule("day month of an early year", r"(?:el )?(?:día )?{day}(?: de)? {month},? (?:de |del )?(?:año )?(?P<year>\d{1,5}) ?{era}", make.year_month_day),
    Rule("day month of a short year", r"(?:el )?{day} de {month} de(?:l año)? (?P<year>[1-9]\d{2})(?!\d)", make.year_month_day),
    Rule("day in words", r"(?:el )?{worded} de {month} (?:de |del )?{year}", lambda match: make.year_month_day(match.supply(day=match["worded"])), where="phrase"),
    Rule("day, year in words", r"(?:el )?(?:{day}|{worded}) de {month} (?:de |del )?(?:año )?{spelled}",
         lambda match: spelled(make.year_month_day)(match if "day" in match else match.supply(day=match["worded"])), where="phrase"),
    Rule("listed days", r"(?:los días |el )?{day}, (?:el )?{day2}(?:, {day3})?(?:, {day4})?(?: y | & )(?:el )?{day6} de {month}" + _YEAR, make.days_listed("list")),
    common.DAYS_BESIDE,
    Rule("day month", r"(?:el |al )?(?:día )?{day} de {month}", make.month_day),
    Rule("weekday and date", r"(?:el )?{wday},? (?:el |día )?{date}", make.weekday_and_date),
    Rule("days of a month", r"(?:del |desde el |de )?{day}(?:{dash}| al | a | hasta el ){day2} de {month}" + _YEAR, make.days_of_month("interval")),
    Rule("two days of a month", r"(?:los días |el )?{day}(?: y | & )(?:el )?{day2} de {month}" + _YEAR, make.days_of_month("list")),
    Rule("either day", r"(?:el )?{day} o (?:el )?{day2} de {month}" + _YEAR, make.days_of_month("or")),
    Rule("between days", r"entre (?:el )?{day} y (?:el )?{day2} de {month}" + _YEAR, make.days_of_month("between")),
    Rule("night between days", r"(?:en )?la noche del {day} al {day2} de {month}" + _YEAR, make.days_of_month("interval")),
    Rule("weekday", r"(?:el |del |al )?{weekday}", make.weekday),
    Rule("holiday", r"(?:el |la |en )?{holiday}(?: (?:de |del )?{year})?", make.holiday),
)  # fmt: skip

MONTHS: Final = (
    Rule("month year", r"(?:en |el mes de )?{month},? (?:(?:de|del) )?(?:año )?{year}(?: ?{era})?", make.year_month),
    Rule("month of an early year", r"{month},? (?:de |del )?(?:año )?(?P<year>\d{1,5}) ?{era}", make.year_month),
    common.MONTH_IN_FIGURES,
    Rule("months of a year", r"(?:de |desde )?{month}(?:{dash}| a | hasta ){month2} (?:de |del )?{year}", make.months_range("interval")),
    Rule("two months of a year", r"{month} y {month2} (?:de |del )?{year}", make.months_range("list")),
    Rule("either month", r"{month} o {month2} (?:de |del )?{year}", make.months_range("or")),
    Rule("between months", r"entre {month} y {month2} (?:de |del )?{year}", make.months_range("between")),
    Rule("months", r"(?:de )?{month}(?:{dash}| a ){month2}", make.months_range("interval"), where="phrase"),
    Rule("month", r"(?:en |el mes de )?(?!(?:ene|feb|abr|jun|jul|ago|sep|sept|oct|nov|dic)\b){month}(?! \d)", make.month),
    Rule("winter of two years", _THE + r"{season} (?:de )?{year}(?:{dash}|/)(?P<short>\d{4}|\d{2})", make.winter),
    Rule("two seasons of a year", _THE + r"{season}(?:{dash}|/){season2}(?: de| del)? {year}", make.seasons("interval")),
    Rule("year, two seasons", r"{year}[,:]? {season}(?:{dash}|/){season2}", make.seasons("interval"), where="phrase"),
    Rule("year season", r"{year}[,:]? {season}", make.season, where="phrase"),
    Rule("season year", _THE + r"{season} (?:(?:de|del) )?(?:año )?{year}(?: ?{era})?", make.season),
    Rule("season", r"(?:el |la |en |en el |en la |esta )?{season}", make.season),
    Rule("quarter", r"[QT](?P<q>[1-4])(?: |-|/)(?:de )?{year}", make.subyear("quarter", "q")),
    Rule("quarter, figure first", r"(?P<q>[1-4])T ?{year}", make.subyear("quarter", "q")),
    Rule("ordinal quarter", _THE + r"{nth} trimestre" + _YEAR, numerals.of_year("quarter")),
    Rule("roman quarter", _THE + r"(?P<nth>I{1,3}|IV) trimestre" + _YEAR, numerals.of_year("quarter")),
    Rule("ordinal half", _THE + r"{nth} semestre" + _YEAR, numerals.of_year("half")),
    Rule("week of year", r"(?:la )?semana (?P<week>\d{1,2}) (?:de |del )?(?:año )?{year}", make.iso_week),
)  # fmt: skip


YEARS: Final = (
    Rule("year", r"{year}" + _COUNTED, make.year,
         left=r"(?<!\w)(?:en|de|del|desde|a|al|hasta|hacia|año|antes de|después de|y|o|entre|para|años|alrededor de|tras) |[(\[–—,/] ?|^|[.\n] ?"),
    Rule("recent year", r"(?P<year>(?:19|20)\d\d)" + _COUNTED, make.year, not_left=r"(?:n\.º|nº|\b(?:sala|habitación|vuelo)|núm\.|número|página|pág\.|artículo|art\.|ley|[€$]) ?"),
    Rule("the year", r"(?:el |en el |del )?año (?P<year>\d{3,4})", make.year),
    Rule("year of an era", r"(?:el año |en el año |año )?(?P<year>\d{1,6}) ?{era}", make.year),
    Rule("years", r"(?:los años )?{year}(?:{dash}|/)(?P<to>(?:1\d|20|21)\d\d|\d\d)(?![\d-])", make.years_range("interval")),
    Rule("years, in words", r"(?:de |desde ){year} (?:a|hasta) (?P<to>(?:1\d|20|21)\d\d)", make.years_range("interval")),
    Rule("years BC", r"(?:de |del )?(?P<year>\d{1,4})(?:{dash}| a | al )(?P<to>\d{1,4}) ?{era}", make.years_bc("interval")),
    Rule("between years BC", r"entre (?P<year>\d{1,4}) y (?P<to>\d{1,4}) ?{era}", make.years_bc("between")),
    Rule("either year BC", r"(?P<year>\d{1,4})(?: o |/)(?P<to>\d{1,4}) ?{era}", make.years_bc("or")),
    Rule("fiscal year", r"(?:el |del )?(?:ejercicio(?: fiscal| presupuestario)?|año fiscal) (?:de )?{year}(?:(?:/|{dash})(?:\d{4}|\d\d))?", make.fiscal(make.year)),
    Rule("year in words", r"(?:el año |año )?{spelled}", spelled(make.year), where="phrase"),
    Rule("decade", r"(?:(?:los|en los|la|en la) )?(?:años|década de los|década de) (?P<decade>\d{3}0)(?!\d|[-–]\d)", make.decade),
    Rule("decades", r"(?:los )?años (?P<decade>\d{3}0)(?:{dash}| y | a )(?P<to>\d{3}0|\d0)", make.decades_range),
    Rule("decade of a century", r"(?:(?:los|en los|la|en la) )?(?:años|década de los|década de) (?P<tens>\d0) del siglo " + _CENTURY, numerals.decade_of_century),
    Rule("short decade", r"(?:(?:los|en los|la|en la) )?(?:años|década de los|década de) (?P<short>\d0)(?!\d)", lambda match: make.short_decade(match.supply(tens=int(match["short"])))),
    Rule("decade by name", r"(?:(?:los|en los|la|en la) )?(?:años|década de los|década de) (?P<word>" + either_of(_TENS) + r")", _tens),
    Rule("century", r"(?:(?:el|en el|del) )?(?:siglo|s\.) " + _CENTURY + r"(?![\w-])(?: ?{era})?", make.century),
    Rule("centuries", r"(?:(?:los|en los|de los|del|el) )?siglos? (?P<nth>(?-i:" + ROMAN + r"))(?:{dash}| y | al | y el | a )(?P<nth2>(?-i:" + ROMAN + r"))(?!\w)(?: ?{era})?", make.centuries_range),
    Rule("millennium", r"(?:(?:el|en el|del) )?(?:(?P<nth>(?-i:" + ROMAN + r"))|{nth2}) milenio(?: ?{era})?", lambda match: make.millennium(match.supply(nth=match["nth"] if "nth" in match else match["nth2"]))),
)  # fmt: skip

PARTS: Final = (
    Rule("early", r"(?:(?:a|hacia|para|el|al|en el) )?(?!fin(?:es)? de semana\b){edge}" + _OF + r"(?:mes de |año )?{date}", make.part_of),
    Rule("half of", _THE + r"{nth} {fraction}" + _OF + r"{date}", make.fraction_of),
    Rule("half, after", r"{date},? \(?{nth} {fraction}\)?", make.fraction_of, where="phrase"),
    Rule("fortnight", _THE + r"{nth} quincena" + _OF + r"{date}", lambda match: make.fraction_of(match.supply(fraction=2))),
    Rule("nth of", _THE + r"{nth} {unit}" + _OF + r"{date}", make.nth_of),
    Rule("nth weekday of", _THE + r"{nth} {weekday}" + _OF + r"{date}", make.nth_weekday_of),
    Rule("first few of", r"(?:los |las |en los |en las )?(?:{nth} {n}|{n2} {nth2}) {unit}" + _OF + r"(?:año )?{date}",
         lambda match: make.first_units_of(match if "nth" in match else match.supply(nth=match["nth2"], n=match["n2"]))),
    Rule("week of", r"(?:la )?semana del {date}", make.week_holding),
    Rule("end of the year", r"(?:(?:a|hasta|para|desde) )?{edge}(?: del | de la | de )(?P<unit>año|mes|semana)(?! \d| pas| próx| sig| ant| que)", numerals.unit_of_this, where="prose"),
    Rule("end of this year", r"(?:(?:a|el|al|para) )?(?!fin(?:es)? de semana\b){edge}(?: del | de la | de )(?P<unit>año|mes|semana)", numerals.unit_of_this, where="phrase"),
)  # fmt: skip

HEDGES: Final = (
    Rule("circa", r"(?:hacia|alrededor del|alrededor de|en torno al|en torno a|cerca de|circa|ca\.|c\.|aproximadamente en|aproximadamente|sobre) (?:el |el año |los |la |año )?{date}", make.hedge("~"), ranges=True),
    Rule("circa, after", r"{date} aproximadamente", make.hedge("~"), where="phrase", ranges=True),
    Rule("possibly", r"(?:posiblemente|probablemente|quizás|quizá|tal vez) (?:en |el |hacia )?{date}", make.hedge("?"), where="phrase", ranges=True),
    Rule("expected", r"(?:previst[oa]s?|esperad[oa]s?)(?: para| en)? (?:el )?{date}", make.same, where="phrase"),
    common.QUESTIONED,
    common.CIRCA,
    common.LIFE,
    Rule("in", r"(?:en|el|la|los|las|del|de|en el|en la|en los|durante|durante el|durante la|durante los|a lo largo de|a lo largo del|al|a) {date}", make.same, where="phrase", ranges=True),
)  # fmt: skip

RELATIONS: Final = (
    Rule("before", r"(?:antes de|antes del|previo a|anterior a) (?:el |la |los |año )?{date}", make.relation_to("before"), signal=True),
    Rule("after", r"(?:después de|después del|tras|posterior a|luego de) (?:el |la |los |año )?{date}", make.relation_to("after"), signal=True),
    Rule("by", r"(?:a más tardar|no más tarde de|no más tarde del|para antes de) (?:el |en |la )?{date}", make.relation_to("by"), signal=True),
    Rule("at the latest, after", r"{date},? (?:a más tardar|como muy tarde|como máximo)", make.relation_to("by"), signal=True),
    Rule("no earlier than", r"(?:no antes de|no antes del|como muy pronto) (?:el |en )?{date}", make.relation_to("from then"), signal=True),
    Rule("or later", r"{date} o (?:después|posterior|más tarde)", make.relation_to("from then"), where="phrase"),
    Rule("or before", r"{date} o (?:antes|anterior)", make.relation_to("by"), where="phrase"),
    Rule("since", r"(?:desde|a partir de|a partir del) (?:el |la |los |año )?{date}", make.relation_to("since"), signal=True),
    Rule("until", r"hasta (?:el |la |los )?{date}", make.relation_to("until"), signal=True),
    common.OPEN_END,
    Rule("to the present", r"(?:de |desde )?{date}(?:{dash}| a | hasta )(?:la actualidad|hoy|el presente|nuestros días)", make.relation_to("since"), where="phrase"),
    Rule("from to", r"(?:de|del|desde) (?:el |la )?{date} (?:a|al|hasta|hasta el) (?:la )?{date2}", make.either("interval"), signal=True),
    Rule("between", r"entre (?:el |la )?{date} y (?:el |la )?{date2}", make.either("between"), signal=True),
    common.DASH,
    Rule("or", r"{date} o (?:el |en )?{date2}", make.either("or"), where="phrase"),
    Rule("and", r"{date} y (?:el |en )?{date2}", make.either("list"), where="phrase"),
)  # fmt: skip

_AFTER: Final = (
    r"(?P<which>pasado|pasada|próximo|próxima|proximo|proxima|que viene|entrante|en curso|actual)(?! mañana)"
)
_PREPOSED: Final = r"(?:el |la |en el |en la |del |al )?(?P<which>próximo|próxima|pasado|pasada|último|última|presente)"
RELATIVE: Final = (
    Rule("tonight", r"{daytime}", make.deictic_daypart),
    Rule("today", r"{deictic}", make.deictic, not_left=r"(?:la|por la|de la|esta|una|cada|toda la|a la) "),
    Rule("last weekend", r"(?:el )?fin de semana pasado|(?:el )?pasado fin de semana", make.weekend(-1)),
    Rule("the coming weekend", r"(?:este|el) fin de semana(?! (?:pas|ant|sig|próx))", make.weekend(1)),
    Rule("night to a weekday", r"(?:en )?la noche del? {wday} al? {weekday}", make.night_to_weekday),
    Rule("10th of next month", r"(?:el )?{day} del (?:{which} mes|mes (?P<which2>pasado|próximo|que viene))",
         lambda match: make.day_of_which_month(match if "which" in match else match.supply(which=match["which2"]))),
    Rule("last 3 May", r"(?:el )?(?P<which>pasado|próximo) {day} de {month}", make.this_day),
    Rule("past weeks", r"(?:durante |en )?(?:las|los) (?:últimas|últimos|pasadas|pasados) {n} {unit}", make.last_units(-1), where="phrase"),
    Rule("past weeks, after", r"(?:durante |en )?(?:las|los) {n} (?:últimas|últimos) {unit}", make.last_units(-1), where="phrase"),
    Rule("next weeks", r"(?:durante |en )?(?:las|los) (?:próximas|próximos) {n} {unit}", make.last_units(1), where="phrase"),
    Rule("this week", r"(?:en |de )?(?P<which>este|esta) (?:mismo |misma |pasado |pasada )?{unit}", make.this_unit),
    Rule("last week", _THE + r"{unit} " + _AFTER, make.this_unit),
    Rule("next week", _PREPOSED + r" {unit}", make.this_unit),
    Rule("last weekday", r"(?:el )?{weekday} " + _AFTER, make.this_weekday),
    Rule("next weekday", _PREPOSED + r" {weekday}", make.this_weekday),
    Rule("this weekday", r"(?P<which>este) {weekday}", make.this_weekday),
    Rule("this November", r"(?:en )?(?P<which>este)(?: mes de)? {month}", make.this_named),
    Rule("last September", r"(?:en )?{month} (?:del? )?" + _AFTER, make.this_named),
    Rule("next September", _PREPOSED + r"(?: mes de)? {month}", make.this_named),
    Rule("last spring", _THE + r"{season} " + _AFTER, make.this_named),
    Rule("next spring", _PREPOSED + r" {season}", make.this_named),
    Rule("this spring", r"(?:en )?(?P<which>este|esta) {season}", make.this_named),
    Rule("last Christmas", r"(?:en )?(?:la |el )?{holiday} " + _AFTER, make.this_named),
    Rule("that year", r"(?:en )?(?:aquel|aquella|ese|esa) (?:mismo |misma )?{unit}", lambda match: make.that_unit(match.supply(whence=0))),
    Rule("same year", _THE + r"(?:mismo|misma) {unit}", lambda match: make.that_unit(match.supply(whence=0))),
    Rule("following year", _THE + r"{unit} {whence}", make.that_unit),
    Rule("following year, preposed", _THE + r"{whence} {unit}", make.that_unit),
    Rule("following weekday", r"(?:el )?{weekday} {whence}", make.that_weekday),
    Rule("ago", r"{ago} (?:unos |unas |casi |más de |apenas |aproximadamente )?{n} {unit}", make.ago),
    Rule("ago, after", r"(?:unos |unas |casi )?{n} {unit} (?:atrás)", lambda match: make.ago(match.supply(ago=-1))),
    Rule("years ago", r"hace {units}", lambda match: make.vague("PAST_REF")(match.supply(ago=-1)), where="prose"),
    Rule("later", r"{n} {unit} {later}(?! de)", make.later),
    Rule("days after", r"{n} {unit} {beside} (?:el |la )?{date}", make.offset_from),
    Rule("eve of", r"(?:en )?(?:la )?víspera de (?:la )?{date}", lambda match: make.offset_from(match.supply(n=1, unit="day", beside=-1))),
    Rule("weekday of week", r"(?:el )?{weekday} de la semana (?P<which>pasada|próxima)", make.weekday_of_week),
)  # fmt: skip

TIMES: Final = (
    Rule("hours on date", _HOURS + r",? (?:del |el )?{date}", make.hours_of),
    Rule("date and hours", r"{date},? \(?" + _HOURS + r"\)?", make.hours_of, first=make.is_day),
    Rule("two hours", _HOURS, make.hours_of),
    Rule("clock", r"(?:a las |a la |las |" + _CLOCK_FOLLOWS + ")" + _HOUR + r"[:.](?P<minute>[0-5]\d)(?: (?:horas|h))?(?: {half})?" + _ZONE, make.clock),
    Rule("hours", r"(?:a las |a la |las )" + _HOUR + r"(?: (?:horas|h))?(?: {half})?" + _ZONE, make.clock),
    Rule("noon", r"(?:al |a la |a )?{oclock}", make.clock),
    Rule("date and time", r"{date},? (?:a las |a la |las )?" + _HOUR + r"[:.](?P<minute>[0-5]\d)(?: (?:horas|h))?(?: {half})?" + _ZONE, make.at_clock),
    Rule("date and hour", r"{date},? a las? " + _HOUR + r"(?: (?:horas|h))?(?: {half})?" + _ZONE, make.at_clock),
    Rule("time, date", r"(?:a las |a la )?" + _HOUR + r"[:.](?P<minute>[0-5]\d)(?: (?:horas|h))?(?: {half})?" + _ZONE + r",? (?:del |el )?{date}", make.at_clock, where="phrase"),
    Rule("date and part", r"{date} (?:por la |en la |de la |al ){daypart}", make.at_daypart),
    Rule("part of date", r"(?:en )?(?:la |el )?{daypart} (?:del |de ){date}", make.at_daypart),
    Rule("part of day", r"(?:por la |en la |de la )(?P<daypart>mañana|tarde|noche|madrugada)", make.daypart, where="prose"),
)  # fmt: skip

AMOUNTS: Final = (
    Rule("every", r"(?:cada|por) {unit}", make.each_unit),
    Rule("all the", r"(?:todos los|todas las) {unit}", make.each_unit),
    Rule("every few", r"cada {n} {unit}", make.each_unit),
    Rule("every weekday", r"(?:cada|todos los|los) {weekday}s?", make.each_weekday),
    Rule("every month", r"(?:cada|todos los meses de) {month}", make.each_month),
    Rule("daily", r"{frequency}", make.frequency),
    Rule("duration", r"(?:(?:unos|unas|más de|menos de|casi|al menos|cerca de) )?{n} {span}", make.duration),
    Rule("duration, with an article", r"(?:los|las|en los|en las) (?:últimos|últimas|próximos|próximas|primeros|primeras|pasados) {n} {span}", make.duration),
    Rule("last years", r"(?:los|las|en los|en las) (?:últimos|últimas|próximos|próximas) {units}", make.plural),
    Rule("now", r"(?:actualmente|ahora|en la actualidad|hoy en día|en este momento|hoy día)", make.constant("DATE", "PRESENT_REF"), where="prose"),
    Rule("recently", r"(?:recientemente|hace poco|últimamente)", make.constant("DATE", "PAST_REF"), where="prose"),
    Rule("the future", r"(?:en el futuro|próximamente|en breve)", make.constant("DATE", "FUTURE_REF"), where="prose"),
)  # fmt: skip

LAST: Final = (Rule("of a year", r"{date}" + _OF + r"(?:año )?{date2}", make.within, first=make.lacks_year),)

RULES: Final = (*DAYS, *MONTHS, *YEARS, *PARTS, *RELATIVE, *TIMES, *RELATIONS, *HEDGES, *AMOUNTS, *LAST)
LANGUAGE: Final = Language("es", VOCABULARY, RULES)
