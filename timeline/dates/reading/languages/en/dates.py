"""English: days, months, years and longer, with what is early, late or circa of them."""

from __future__ import annotations

from typing import Final

from timeline.dates.reading import makers as make
from timeline.dates.reading.languages import common
from timeline.dates.reading.rule import Rule
from timeline.dates.reading.spelled_years import spelled

# What may stand before and after a bare number that is a year. A year needs no helper from 1900 on.
_BEFORE_YEAR: Final = (
    r"(?<!\w)(?:in|since|until|till|by|from|to|of|and|between|during|throughout|after|before|through|around|about|circa|"
    r"c\.|ca\.|late|early|mid|for|into|as of|back in|or|than|the|year|end|with|on|fiscal|its|his|their|at) |[(\[–—,:/-] ?|^|[.\n] ?"
)
_NO_YEAR_BEFORE: Final = (
    r"(?:No\.?|number|nr\.?|pp?\.|page|room|flight|version|windows|office|boeing|airbus|resolution|article|section|"
    r"route|highway|model|[$£€#]) ?"
)
_COUNTED: Final = (
    r"(?! (?:people|men|women|troops|soldiers|miles|km|kilomet\w+|meters|metres|feet|ft|dollars|pounds|euros|tons|tonnes|"
    r"jobs|points|votes|seats|shares|members|units|employees|workers|years|days|hours|copies|cars|percent|per cent|"
    r"acres|hectares|square|megawatts|barrels|students|children|casualties|killed|dead|wounded|prisoners|ships|"
    r"aircraft|planes|guns|tanks|horses|cavalry|infantry|residents|homes|houses|schools|other|more|yen|yards|"
    r"million|billion|kg|lbs|gallons|watts|mm|cm|calories|degrees|species|victims|others|refugees|families|"
    r"delegates|passengers|flights|new|local|foreign|of (?:the|them|these|those|which|his|their))\b|-(?!c\.|ca\.|present|now|date|circa)[a-z]| ?°)"
)
_CALAMITY: Final = (
    r"\b(?:earthquake|tsunami|fires?|floods?|storm|hurricane|cyclone|typhoon|famine|plague|epidemic|eruption|war|massacre"
    r"|attacks?|bombings?|riots?|avalanche|explosion|disaster|accident|crash|heatwave|blizzard|winter) of "
)
_NOT_A_DAY: Final = (
    r"(?! century| centuries| [A-Z]|[- ](?:floor|hour|minute|anniversary|day|year|week|month|birthday|parallel|place|"
    r"largest|edition|time|annual|meeting|session|summit|round|infantry|division|army|regiment|battalion))"
)
_YEAR_TOO: Final = r"(?:,? (?:of )?{year}(?: ?{era})?)?"

_A_DAY: Final = r"(?:\d{1,2} [A-Za-z]{3,9}\.?|[A-Za-z]{3,9}\.? \d{1,2})"
_OLD_STYLE: Final = rf"(?:O\.? ?S\.?,? {_A_DAY}|{_A_DAY},? (?:O\.? ?S\.?|Old Style)|Old Style,? {_A_DAY})"

FIGURES: Final = (
    common.ISO_DATE,
    Rule("iso date and time", r"(?P<year>\d{4})-(?P<mm>0[1-9]|1[0-2])-(?P<dd>[0-3]\d)[T ](?P<hour>[01]\d|2[0-4]):(?P<minute>[0-5]\d)(?::(?P<sec>[0-5]\d)(?:\.\d{1,9})?)?(?: ?{offset})?", make.iso_time),
    Rule("iso date, short", r"(?P<year>[12]\d{3})-(?P<mm>0?[1-9]|1[0-2])-(?P<dd>[0-3]?\d)", make.iso),
    Rule("iso day of year", r"(?P<year>[12]\d{3})-(?P<ddd>[0-3]\d\d)", make.iso_ordinal, where="phrase"),
    Rule("iso weekday", r"(?P<year>\d{4})-?W(?P<week>[0-5]\d)-?(?P<iso>[1-7])", make.iso_weekday),
    Rule("iso week", r"(?P<year>\d{4})-?W(?P<week>[0-5]\d)", make.iso_week),
    Rule("figures, year first", r"(?P<year>[12]\d{3})(?P<sign>[./])(?P<mm>0?[1-9]|1[0-2])(?P=sign)(?P<dd>[0-3]?\d)", make.iso),
    Rule("date of a log", r"\[?{day}/{month}/(?P<year>\d{4}):(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d):(?P<sec>[0-5]\d)(?: ?{offset})?\]?", make.log_time),
    Rule("compact date", r"(?P<year>(?:19|20)\d\d)(?P<mm>0[1-9]|1[0-2])(?P<dd>[0-3]\d)", make.iso),
    Rule("figures with dots", r"(?P<dd>[0-3]?\d)\. ?(?P<mm>0?[1-9]|1[0-2])\. ?(?P<year>[12]\d{3})", make.iso),
    Rule("figures", r"(?P<a>[0-3]?\d)(?P<sign>[/-])(?P<b>[0-3]?\d)(?P=sign)(?P<year>[12]\d{3})", make.numeric),
    Rule("figures, short year", r"(?P<a>[0-3]?\d)(?P<sign>[/-])(?P<b>[0-3]?\d)(?P=sign)(?P<short>\d\d)", make.short_numeric),
    Rule("figures, short year, dots", r"(?P<b>[0-3]?\d)\.(?P<a>0?[1-9]|1[0-2])\.(?P<short>\d\d)", make.short_numeric),
    Rule("year/month", r"(?P<year>[12]\d{3})[/.](?P<mm>0[1-9]|1[0-2])", make.month_in_figures, where="phrase"),
    common.ROMAN_MONTH,
    Rule("month/year", r"(?P<mm>0?[1-9]|1[0-2])/{year}", make.month_in_figures, where="phrase"),
)  # fmt: skip

DAYS: Final = (
    Rule("known attacks", r"(?P<once>sept(?:ember|\.) 11(?:th)?)(?= (?:terrorist |terror )?attacks?)", make.once),
    Rule("day month year", r"(?:the )?{day}(?: of)?{hyphen}{month},?{hyphen}(?:of )?(?:the year )?{year}(?:,? ?{era})?", make.year_month_day),
    Rule("month day year", r"{month}{hyphen}(?:the )?{day}(?:,| of| in|, in)? ?{year}(?:,? ?{era})?", make.year_month_day),
    Rule("day month year, joined", r"(?P<day>0?[1-9]|[12]\d|3[01]){month}(?P<year>[12]\d{3})", make.year_month_day),
    Rule("day, month, short year", r"{day}-{month}-(?P<short>\d\d)", make.day_short_year),
    Rule("year, month, day", r"{year}(?P<sign>[/-]){month}(?P=sign){day}", make.year_month_day),
    Rule("date of a clock", r"{wday} {month} {day} (?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<sec>[0-5]\d))?(?: {zone})? {year}", make.log_time),
    Rule("day, year in words", r"(?:the )?{day}(?: of)? {month},? {spelled}", spelled(make.year_month_day), where="phrase"),
    Rule("month day, year in words", r"{month} (?:the )?{day},? {spelled}", spelled(make.year_month_day), where="phrase"),
    Rule("day month, dual year", r"(?:the )?{day}(?: of)? {month},? {year}/(?P<to>\d{4}|\d{1,2})(?![\d/])", make.dual_day),
    Rule("month day, dual year", r"{month} {day},? {year}/(?P<to>\d{4}|\d{1,2})(?![\d/])", make.dual_day),
    Rule("day, Old Style beside it", r"{day} {month} [\[(]" + _OLD_STYLE + r"[\])],? {year}", make.year_month_day),
    Rule("month day, Old Style beside it", r"{month} {day} [\[(]" + _OLD_STYLE + r"[\])],? {year}", make.year_month_day),
    Rule("date, Old Style beside it", r"{day} {month},? {year} [\[(]" + _OLD_STYLE + r"[\])]", make.year_month_day),
    Rule("date, month first, Old Style beside it", r"{month} {day},? {year} [\[(]" + _OLD_STYLE + r"[\])]", make.year_month_day),
    Rule("day, New Style beside it", r"{day} {month} [\[(](?:(?:N\.? ?S\.?|New Style),? {day2} {month2}|{day3} {month3},? (?:N\.? ?S\.?|New Style))[\])],? {year}", make.other_style),
    Rule("style", r"{date},? [\[(]?(?:O\.? ?S\.?|N\.? ?S\.?|(?:Old|New) Style)[\])]?", make.same, where="phrase"),
    Rule("day month of a short year", r"(?:the )?{day}(?: of)? {month},? (?P<year>[1-9]\d\d)(?![\d,.:/%-]\d?|[a-z])(?! (?-i:[a-z]+s)\b)", make.year_month_day),
    Rule("day month of an early year", r"(?:the )?{day}(?: of)? {month},? (?P<year>\d{1,5}) ?{era}", make.year_month_day),
    Rule("day month AD year", r"(?:the )?{day}(?: of)? {month},? {era} ?(?P<year>\d{1,4})", make.year_month_day),
    Rule("month day of an early year", r"{month} {day},? (?P<year>\d{1,5}) ?{era}", make.year_month_day),
    Rule("year month day", r"{year},? {month} {day}", make.year_month_day, where="phrase"),
    Rule("year day month", r"{year},? (?:the )?{day}(?: of)? {month}", make.year_month_day, where="phrase"),
    Rule("month day", r"{month}{hyphen}(?:the )?{day}(?!\d| ?[ap]\.?m\b|:)", make.month_day),
    Rule("day month", r"(?:the )?{day}(?: of)?{hyphen}{month}", make.month_day),
    Rule("day of no month", r"the (?P<day>[0-3]?\d(?:st|nd|rd|th))" + _NOT_A_DAY, make.day_of_month,
         left=r"(?:on|until|by|from|to|since|and|before|after|between|night of|morning of) "),
    Rule("weekday and date", r"{wday},? (?:the )?{date}", make.weekday_and_date),
    Rule("date, weekday", r"{date},? \(?{wday}\)?", make.weekday_and_date, where="phrase"),
    Rule("days of a month", r"(?:from )?(?:the )?{day}(?:{dash}| to | through | until | till )(?:the )?{day2}(?: of)? {month}" + _YEAR_TOO, make.days_of_month("interval")),
    Rule("month and its days", r"(?:from )?{month} {day}(?:{dash}| to | through | until )(?:the )?{day2}(?![\d:])(?!,? {month2})" + _YEAR_TOO, make.days_of_month("interval")),
    Rule("two days of a month", r"(?:the )?{day}(?:,? and | & )(?:the )?{day2}(?: of)? {month}" + _YEAR_TOO, make.days_of_month("list")),
    Rule("either day, month first", r"{month} {day}(?:/| or ){day2}(?![\d/])" + _YEAR_TOO, make.days_of_month("or")),
    Rule("month and two days", r"{month} {day}(?:,? and | & )(?:the )?{day2}(?!\d)(?! [a-z]+s\b)" + _YEAR_TOO, make.days_of_month("list")),
    Rule("either day", r"{day}(?: or |/){day2}(?: of)? {month}" + _YEAR_TOO, make.days_of_month("or")),
    Rule("between days", r"between (?:the )?{day} and (?:the )?{day2}(?: of)? {month}" + _YEAR_TOO, make.days_of_month("between")),
    Rule("between days, month first", r"between {month} {day} and {day2}(?!\d)" + _YEAR_TOO, make.days_of_month("between")),
    Rule("night between days", r"(?:the )?night (?:of|between) (?:the )?{day}(?:{dash}|/| to | and )(?:the )?{day2}(?: of)? {month}" + _YEAR_TOO, make.days_of_month("interval")),
    Rule("night between days, month first", r"(?:the )?night (?:of|between) {month} {day}(?:{dash}|/| to | and ){day2}(?!\d)" + _YEAR_TOO, make.days_of_month("interval")),
    Rule("listed days", r"(?:the )?{day}, (?:the )?{day2}(?:, {day3})?(?:, {day4})?(?:, {day5})?(?:,? and |,? & )(?:the )?{day6}(?: of)? {month}" + _YEAR_TOO, make.days_listed("list")),
    Rule("month and listed days", r"{month} {day}, {day2}(?:, {day3})?(?:, {day4})?(?:, {day5})?(?:,? and |,? & ){day6}(?!\d)(?! [a-z]+s\b)" + _YEAR_TOO, make.days_listed("list")),
    Rule("days listed as choices", r"{day}, {day2}(?:, {day3})?(?:, {day4})?,? or {day5}(?: of)? {month}" + _YEAR_TOO, make.days_listed("or")),
    Rule("weekdays and days", r"(?:from )?{wday},? {day}(?:{dash}| to | until )(?:{wday2},? )?{day2}(?: of)? {month}" + _YEAR_TOO, make.days_of_month("interval")),
    Rule("two weekdays of one month", r"{wday},? {day}(?: and | & ){wday2},? {day2}(?: of)? {month}" + _YEAR_TOO, make.days_of_month("list")),
    Rule("weekdays before days", r"{wday}(?:{dash}|/| to | and | & ){wday2},? {date}", make.same, where="phrase", ranges=True),
    common.DAYS_BESIDE,
    Rule("nth weekday of", r"(?:the )?{nth} {weekday} (?:of|in) {date}", make.nth_weekday_of),
    Rule("weekday", r"(?:the )?{weekday}", make.weekday),
    Rule("weekday, short", r"{wday}", make.short_weekday, where="phrase"),
    Rule("holiday", r"(?:the )?{holiday}(?:(?:,| of| in)? (?:the year )?{year}(?: ?{era})?)?", make.holiday),
    Rule("holiday of an early year", r"(?:the )?{holiday},? (?:AD )?(?P<year>\d{1,4})(?: ?{era})?", make.holiday, where="phrase"),
    Rule("known day", r"{once}", make.once),
)  # fmt: skip

MONTHS: Final = (
    Rule("month year", r"{month}(?:,|{hyphen}of|, of|{hyphen}in)?{hyphen}(?:the year )?{year}(?:,? ?{era})?", make.year_month),
    Rule("month, year in words", r"{month},? {spelled}", spelled(make.year_month), where="phrase"),
    Rule("month of an early year", r"{month},? (?:of )?(?P<year>\d{1,5}) ?{era}", make.year_month),
    Rule("month, dual year", r"{month},? {year}/(?P<to>\d{4}|\d{1,2})(?![\d/])", make.dual_month),
    Rule("month of a short year", r"{month},? (?P<year>[1-9]\d\d)(?![\d,.:/%-]\d?|[a-z])", make.year_month, where="phrase"),
    Rule("year-month", r"{year}-{month}", make.year_month, where="phrase"),
    Rule("month AD year", r"{month},? {era} ?(?P<year>\d{1,4})", make.year_month),
    Rule("year month", r"{year},? {month}", make.year_month, where="phrase"),
    Rule("months of a year", r"(?:from )?{month}(?:{dash}| to | through | until |/){month2},? (?:of )?{year}(?: ?{era})?", make.months_range("interval")),
    Rule("two months of a year", r"{month}(?: and | & ){month2},? (?:of )?{year}(?: ?{era})?", make.months_range("list")),
    Rule("either month", r"{month} or {month2},? (?:of )?{year}", make.months_range("or")),
    Rule("between months", r"between {month} and {month2},? (?:of )?{year}", make.months_range("between")),
    Rule("months", r"{month}(?:{dash}| to | through ){month2}", make.months_range("interval"), where="phrase"),
    Rule("month", r"(?:the month of )?(?!may\b|march\b){month}(?! \d)", make.month),
    Rule("March and May", r"(?:the month of )?(?P<month>march|may)(?! \d| to\b| on\b| for\b| through\b| of\b(?! (?:that|the same|the following|the next|last|this) ))", make.month,
         not_left=r"\b(?:the|a|an|his|her|their|our|its|this|long|death|peace|protest|\w+['’]s|\w+s['’]) |[\"“]"),
    Rule("winter of two years", r"(?:the )?{season}(?: of)?,? {year}(?:{dash}|/)(?P<short>\d{4}|\d{2})", make.winter),
    Rule("two seasons of a year", r"(?:the )?{season}/{season2}(?: of|,)? {year}", make.seasons("interval")),
    Rule("season year", r"(?:the )?{season}(?: of|,)? (?:the year )?{year}(?: ?{era})?", make.season),
    Rule("season of an early year", r"(?:the )?{season}(?: of)? (?P<year>\d{1,4}) ?{era}", make.season),
    Rule("year season", r"{year}[,:]? {season}", make.season, where="phrase"),
    Rule("year, two seasons", r"{year}[,:]? {season}(?:{dash}|/| to ){season2}", make.seasons("interval"), where="phrase"),
    Rule("quarters of a year", r"Q(?P<q>[1-4])(?:{dash}| to |/)Q?(?P<to>[1-4]),? (?:of )?{year}", make.quarters_range),
    Rule("month, short year", r"{month} ['’](?P<short>\d\d)", make.month_short_year),
    Rule("season, short year", r"(?:the )?{season}(?: of)? ['’](?P<short>\d\d)", make.season_short_year),
    Rule("quarter", r"(?:(?P<fiscal>fiscal) )?Q(?P<q>[1-4])(?:,? |/|-| of )(?:of )?(?P<fiscal2>FY ?|fiscal )?{year}", make.fiscal_if(make.subyear("quarter", "q"))),
    Rule("year quarter", r"{year}[ /-]?Q0?(?P<q>[1-4])", make.subyear("quarter", "q")),
    Rule("numbered quarter", r"quarter (?:no\.? ?)?(?P<q>[1-4])(?:,? |/|-| of )(?:of )?(?P<fiscal>FY ?|fiscal )?{year}", make.fiscal_if(make.subyear("quarter", "q"))),
    Rule("fiscal quarter of a short year", r"Q(?P<q>[1-4]) ?FY ?['’]?(?P<short>\d\d)(?!\d)", make.fiscal(make.short_year)),
    Rule("quarter, figure first", r"(?P<q>[1-4])Q(?:,? |/|-)?{year}", make.subyear("quarter", "q")),
    Rule("bare quarter", r"Q(?P<q>[1-4])", make.subyear("quarter", "q")),
    Rule("ordinal quarter", r"(?:the )?(?:(?P<fiscal>fiscal) )?{nth}[ -](?P<fiscal2>fiscal )?quarter(?! of (?:a|the (?:\d|\w+ century))\b)", make.fiscal_if(make.ordinal_quarter)),
    Rule("half-year", r"H(?P<h>[12])(?:,? |/|-| of ){year}", make.subyear("half", "h")),
    Rule("year half", r"{year}[ /-]?H(?P<h>[12])", make.subyear("half", "h")),
    Rule("half, figure first", r"(?P<h>[12])H(?:,? |/|-)?{year}", make.subyear("half", "h")),
    Rule("week of year", r"(?:calendar )?week (?:no\.? ?|number )?(?P<week>\d{1,2})(?:,? of|,)? {year}", make.iso_week),
)  # fmt: skip

YEARS: Final = (
    Rule("year", r"{year}" + _COUNTED, make.year, left=_BEFORE_YEAR, not_left=_NO_YEAR_BEFORE),
    Rule("year of a calamity", r"{year}(?= (?:killed|wounded|destroyed|left)\b)", make.year, left=_CALAMITY),
    Rule("recent year", r"(?P<year>(?:19|20)\d\d)" + _COUNTED, make.year, not_left=_NO_YEAR_BEFORE),
    Rule("early year", r"(?P<year>[3-9]\d\d)(?=,? (?:the|a|he|she|they|his|her|their|when|after|by|at)\b| (?-i:[A-Z])|,? (?-i:[A-Z])|[.;)](?!\d))", make.year,
         where="prose", left=r"(?<!\w)in ", not_left=r"(?:\d|\bone|\bonce|\btwo|\bthree|\bmaximum|\brooms?|\beach) in "),
    Rule("-ish", r"{year}[-‐‑ ]?ish(?!\w)", make.year_about),
    Rule("year, named", r"the year (?:of )?(?P<year>\d{3,4})", make.year),
    Rule("year of an era", r"(?:the year )?(?P<year>\d{1,3},\d{3}|\d{1,6}) ?{era}", make.year),
    Rule("AD year", r"(?:the year )?{era} ?(?P<year>\d{1,4})", make.year),
    Rule("short year", r"['’](?P<short>\d\d)(?!s)", make.short_year),
    Rule("fiscal year", r"(?:the )?(?:fiscal|financial)(?: year)? {year}", make.fiscal(make.year)),
    Rule("calendar year", r"(?:the )?calendar(?: year)? {year}", make.year),
    Rule("fiscal year, letters", r"FY ?{year}", make.fiscal(make.year)),
    Rule("fiscal year, short", r"FY ?['’]?(?P<short>\d\d)(?!\d)", make.fiscal(make.short_year)),
    Rule("fiscal year, after", r"(?:the )?{year} (?:fiscal|financial) year", make.fiscal(make.year)),
    Rule("calendar year, after", r"(?:the )?{year} calendar year", make.year),
    Rule("years", r"(?:the years )?{year}{dash}(?P<to>(?:1\d|20|21)\d\d|\d\d)(?![\d-])", make.years_range("interval")),
    Rule("either year, slash", r"{year}/(?P<to>\d)(?!\d)", make.years_range("or"), where="phrase"),
    Rule("year in words", r"(?:the year )?{spelled}", spelled(make.year), where="phrase"),
    Rule("roman year", r"{roman}", make.roman_year, where="phrase"),
    Rule("years, slash", r"(?:the )?(?:(?:academic|school)(?: year)? )?{year}/(?P<to>(?:1\d|20|21)\d\d|\d\d)(?![\d/-])", make.years_range("interval")),
    Rule("school years", r"(?:the )?(?:academic|school)(?: year)? {year}{dash}(?P<to>\d{4}|\d\d)(?!\d)", make.years_range("interval")),
    Rule("fiscal years", r"(?:the )?(?:FY ?|(?:fiscal|financial)(?: year)? ){year}(?:{dash}|/)(?P<to>\d{4}|\d\d)(?!\d)", make.fiscal(make.years_range("interval"))),
    Rule("years, in words", r"(?:from |the years )?{year} (?:to|through|until|till) (?P<to>\d\d(?!\d)|(?:1\d|20|21)\d\d)", make.years_range("interval")),
    Rule("either year", r"{year} or (?P<to>\d\d)(?!\d)", make.years_range("or")),
    Rule("between years", r"between {year} and (?P<to>\d\d)(?!\d)", make.years_range("between"), where="phrase"),
    Rule("years BC", r"(?:from )?(?P<year>\d{1,4})(?:{dash}| to | until )(?P<to>\d{1,4}) ?{era}", make.years_bc("interval")),
    Rule("between years BC", r"between (?P<year>\d{1,4}) and (?P<to>\d{1,4}) ?{era}", make.years_bc("between")),
    Rule("two years BC", r"(?P<year>\d{1,4}) and (?P<to>\d{1,4}) ?{era}", make.years_bc("list")),
    Rule("either year BC", r"(?P<year>\d{1,4})(?: or |/)(?P<to>\d{1,4}) ?{era}", make.years_bc("or")),
    Rule("years AD, era first", r"(?:from )?{era} ?(?P<year>\d{1,4})(?:{dash}| to | until )(?P<to>\d{1,4})(?!\d| ?[ABCabc]\.?[DCdc])", make.years_bc("interval")),
    Rule("between years, era first", r"between {era} ?(?P<year>\d{1,4}) and (?P<to>\d{1,4})(?!\d| ?[ABCabc]\.?[DCdc])", make.years_bc("between")),
    Rule("either year, era first", r"{era} ?(?P<year>\d{1,4})(?: or |/)(?P<to>\d{1,4})(?!\d| ?[ABCabc]\.?[DCdc])", make.years_bc("or")),
    Rule("decade, era first", r"(?:the )?{era} ?(?P<decade>\d{2,3}0)['’]?s", make.hundreds),
    Rule("decade", r"(?:the )?(?P<decade>\d{2,3}0)['’]?s(?: ?{era})?", make.hundreds),
    Rule("short decade", r"(?:the )?(?P<short>[2-9]0)s", lambda match: make.short_decade(match.supply(tens=int(match["short"]))), where="phrase"),
    Rule("decade of a hundred", r"(?:the )?{hundred}[- ]{tens}", lambda match: make.fixed(make.periods.decade(match["hundred"] + match["tens"]))),
    Rule("decade by name", r"(?:the )?{tens}", make.short_decade),
    Rule("hundreds", r"(?:the )?(?P<decade>\d\d(?P<hundreds>00))s(?:{dash}| to (?:the )?| and (?:the )?)(?P<to>\d\d00)s", make.decades_range),
    Rule("decades", r"(?:the )?(?P<decade>\d{3}0)s?(?:{dash}| to (?:the )?| and (?:the )?| through (?:the )?)['’]?(?P<to>\d{3}0|\d0)s", make.decades_range),
    Rule("century", r"(?:the )?{nth}[ -]?(?:century|cent\.?|c\.)(?:,? ?{era})?", make.century),
    Rule("century, letter", r"C\.?(?P<nth>1\d|2[01])(?:th)?", make.century, where="phrase"),
    Rule("centuries", r"(?:the )?{nth}(?: century)?(?:{dash}| to (?:the )?| and (?:the )?|/| or ){nth2}[ -]?(?:centuries|century|cent\.?|c\.)(?: ?{era})?", make.centuries_range),
    Rule("turn of the century", r"(?:the )?turn of the {nth}[ -]century", make.turn_of_century),
    Rule("parts of centuries", r"(?:the )?{edge}[ -](?:the )?{nth}(?:[ -]century)?(?:-? to |{dash}|-to-| or )(?:the )?{edge2}[ -]{nth2}[ -](?:century|cent\.?|c\.)(?: ?{era})?", make.parts_range("interval")),
    Rule("parts of one", r"(?:the )?{edge}(?:-? (?:to|or|and) |{dash}|-to-)(?:the )?{edge2}[ -](?:the )?{date}", make.parts_range("between")),
    Rule("millennia", r"(?:the )?{nth}(?:{dash}| to (?:the )?| and (?:the )?|/){nth2}[ -]millenni(?:um|a)(?: ?{era})?", make.millennia_range),
    Rule("millennium", r"(?:the )?{nth}[ -]millennium(?: ?{era})?", make.millennium),
    Rule("unknown digits", r"(?P<digits>1\d|20|1\d\d|20\d)(?:--?|__?|\?\??|\*\*?)(?!\d)", make.unknown_digits(""), where="phrase"),
    Rule("doubted digits", r"(?P<digits>1\d|20|1\d\d|20\d)--?\?", make.unknown_digits("?"), where="phrase"),
)  # fmt: skip

# "Schools close in June", "will end July 2025": the verb says nothing of which part of the month is meant.
_NOUN_OR_VERB: Final = "end|close|start|beginning|outset"
_INFINITIVE: Final = r"\b(?:will|would|to|may|might|can|could|should|must|shall|not|['’]ll) "

PARTS: Final = (
    Rule("early", r"(?:the )?(?!(?:" + _NOUN_OR_VERB + r")\b){edge}(?: in |[ ‐‑-])(?:the )?{date}", make.part_of),
    Rule("end, right before", r"(?:the )?(?P<edge>end|start|beginning)[ ‐‑-](?:the )?{date}", make.part_of, not_left=_INFINITIVE),
    Rule("end of", r"(?:the )?{edge} of (?:the month of |the year )?{date}", make.part_of),
    Rule("possessive end", r"{date}['’]s? {edge}", make.part_of),
    Rule("half of", r"(?:the )?{nth} {fraction} of (?:the )?{date}", make.fraction_of),
    Rule("half, after", r"{date},? \(?(?:the )?{nth}[ -]{fraction}\)?", make.fraction_of, where="phrase"),
    Rule("early, after", r"{date}(?:,| \() ?(?P<edge>early|mid|late|beginning|start|middle|end|close)\)?", make.part_of, where="phrase"),
    Rule("half of, hyphen", r"(?:the )?{nth}[ -]{fraction} {date}", make.fraction_of, where="phrase"),
    Rule("of a year", r"{date}(?: of|,| in)? {date2}", make.within, first=make.lacks_year),
    Rule("nth of", r"(?:the )?{nth} {unit} (?:of|in) (?:the )?{date}", make.nth_of),
    Rule("first few of", r"(?:the )?{nth} {n} {unit} of (?:the )?{date}", make.first_units_of),
    Rule("week of", r"(?:the )?week (?:of|commencing|beginning|starting|of the) (?:on )?{date}", make.week_holding),
    Rule("week ended", r"(?:the )?week (?:ended|ending) (?:on )?{date}", make.week_ending),
    Rule("weekend of", r"(?:the )?weekend of (?:the )?{date}", make.weekend_holding, ranges=True),
    Rule("earlier in", r"earlier (?:in |on )?{date}", make.so_far(-1)),
    Rule("later in", r"later (?:in |on )?{date}", make.so_far(1)),
)  # fmt: skip

HEDGES: Final = (
    Rule("to an unknown end", r"(?:from )?{date}(?:{dash}| to | until )(?:unknown|an unknown date|\?)", make.relation_to("since, to an unknown end"), where="phrase"),
    Rule("from an unknown start", r"(?:from )?(?:unknown|an unknown date|\?)(?:{dash}| to | until ){date}", make.relation_to("until, from an unknown start"), where="phrase"),
    Rule("circa", r"(?:(?:circa|ca|cca|about|around|approximately|approx|roughly|near|on or about|in or (?:around|about)|at or about|c) |(?:c|ca|cca|approx|circa)\. ?|ca?(?=\d)){date}", make.hedge("~"), ranges=True),
    common.CIRCA,
    common.LIFE,
    Rule("circa, as genealogists write", r"(?:abt|est|cal|calc)\.? {date}", make.hedge("~"), where="phrase", ranges=True),
    Rule("some time about", r"some ?time (?:around|about) {date}", make.hedge("~"), ranges=True),
    Rule("circa, after", r"{date},? (?:or so|or thereabouts|approximately|approx\.?|\((?:circa|approx\.?|approximate)\))", make.hedge("~"), where="phrase", ranges=True),
    Rule("possibly", r"(?:possibly|perhaps|probably|maybe|likely|presumably|supposedly|reputedly|allegedly|prob\.?|poss\.?) (?:in |on |from )?{date}", make.hedge("?"), where="phrase", ranges=True),
    Rule("possibly, after", r"{date},? ?(?:\?|\((?:\?|probably|possibly|uncertain|probable|possible)\)|\[\?\])", make.hedge("?"), where="phrase", ranges=True),
    Rule("brackets", r"[\[(]{date}[\])]", make.same, where="phrase", ranges=True),
    Rule("as of", r"as of {date}", make.same, signal=True),
    Rule("some time in", r"(?:some ?time|some day|one day|at some point|at an unknown time|at some time) (?:in|on|during|within) (?:the )?{date}", make.same, where="phrase", ranges=True),
    Rule("throughout", r"(?:in|on|at|during|throughout|all through|within|over the course of|in the course of|all of|the whole of) {date}", make.same, where="phrase", ranges=True),
    Rule("with an article", r"the {date}", make.with_article, where="phrase", ranges=True),
    Rule("dated", r"(?<![,;:]\s)(?:dated|dating (?:from|to)|datable to|active|fl\.|flourished|made|built|painted|published|printed|issued|written|composed),? (?:in |on )?{date}", make.same, where="phrase", ranges=True),
    Rule("named year", r"(?:the )?(?:year|month|day) (?:of )?{date}", make.same, where="phrase", ranges=True),
)  # fmt: skip

RELATIONS: Final = (
    Rule("close to a time", r"(?:shortly|just|soon|immediately|right|minutes|moments)? ?(?:before|after) {date}", make.within_day, signal=True),
    Rule("before", r"(?:(?:some ?time |shortly |just |well )?before|prior to|earlier than|ahead of|terminus ante quem|ante) {date}", make.relation_to("before"), signal=True),
    Rule("after", r"(?:(?:some ?time |shortly |just |soon |well )?after|later than|post|terminus post quem) {date}", make.relation_to("after"), signal=True),
    Rule("by", r"(?:by|no later than|not later than|at the latest by|at the latest|on or before|in or before|not after|up to and including) {date}(?:,? at the latest)?", make.relation_to("by"), signal=True),
    Rule("at the latest, after", r"{date},? at the latest", make.relation_to("by"), signal=True),
    Rule("before, as genealogists write", r"bef\.? {date}", make.relation_to("before"), where="phrase"),
    Rule("after, as genealogists write", r"aft\.? {date}", make.relation_to("after"), where="phrase"),
    Rule("between, as genealogists write", r"bet\.? {date}(?: and |{dash}){date2}", make.either("between"), where="phrase"),
    Rule("since at least", r"(?:since|from) at least {date}", make.relation_to("since"), signal=True),
    Rule("until at least", r"(?:(?:until|till|up to) at least|at least (?:until|till)) {date}", make.relation_to("until"), signal=True),
    Rule("expected", r"(?:expected|planned|scheduled|due) (?:for |in |on |by )?{date}", make.same, where="phrase"),
    Rule("before, prefixed", r"pre[- ]{date}", make.relation_to("before"), signal=True),
    Rule("after, prefixed", r"post-{date}", make.relation_to("after"), signal=True),
    Rule("to", r"to {date}", make.relation_to("until"), where="phrase"),
    Rule("by, after", r"{date}(?: or earlier| or before| and earlier|,? latest)", make.relation_to("by"), where="phrase"),
    Rule("no earlier than", r"(?:no earlier than|not earlier than|not before|at the earliest|on or after|in or after) {date}", make.relation_to("from then"), signal=True),
    Rule("no earlier, after", r"{date}(?:,? at the earliest| or later| or after| and later|,? earliest)", make.relation_to("from then"), where="phrase"),
    Rule("since", r"(?:(?:ever )?since|from|starting(?: in| on| from)?|beginning(?: in| on)?|as from|effective(?: from)?) {date}(?:,? (?:onwards?|on(?!\w)|forward))?", make.relation_to("since"), signal=True, not_left=r"(?:up|down|rise|rose|fell|fall|increase|decrease|change|\d|illion|percent|%) "),
    Rule("onwards", r"{date}(?: and)? onwards?", make.relation_to("since"), where="phrase"),
    Rule("to the present", r"(?:from |since )?{date}(?:{dash}| to | until | till )(?:the )?(?:present(?: day)?|now|today|date|ongoing|current)", make.relation_to("since"), where="phrase"),
    Rule("open end", r"{date}(?:{dash}|\+)", make.relation_to("since"), where="phrase"),
    Rule("until", r"(?:until|till|up to|up until|through|lasting until|ending(?: in| on)?) {date}", make.relation_to("until"), signal=True),
    Rule("open start", r"{dash}{date}", make.relation_to("until"), where="phrase"),
    Rule("between, dashed", r"between {date}{dash}{date2}", make.either("between"), signal=True),
    Rule("from to", r"from {date}(?:,? (?:to|until|till|through|up to|up until) |{dash}){date2}", make.either("interval"), signal=True),
    Rule("between", r"(?:some ?time |anywhere )?between {date} and {date2}", make.either("between"), signal=True),
    common.DASH,
    Rule("a to b", r"{date},? (?:to|through|until|till) {date2}", make.either("interval"), signal=True),
    Rule("one of three", r"{date}(?:,| or) {date2},? or {date3}", make.listed("or"), where="phrase"),
    Rule("one of four", r"{date}(?:,| or) {date2}(?:,| or) {date3},? or {date4}", make.listed("or"), where="phrase"),
    Rule("three", r"{date}, {date2}(?:,|,? and|,? &) {date3}", make.listed("list"), where="phrase"),
    Rule("four", r"{date}, {date2}, {date3}(?:,|,? and|,? &) {date4}", make.listed("list"), where="phrase"),
    Rule("or year", r"{season} {year} or (?P<year2>\d{4})", make.season_or, where="phrase"),
    Rule("or", r"(?:either )?{date},? or (?:in |on )?{date2}", make.either("or"), where="phrase"),
    Rule("and", r"(?:both )?{date}(?:,? and | & |, ){date2}", make.either("list"), where="phrase"),
)  # fmt: skip
