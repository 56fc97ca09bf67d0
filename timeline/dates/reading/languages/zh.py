"""Chinese, in simplified and traditional characters. Its rows are in `tests/dates/reading/zh.tsv`; what must not be read
stands in `zh-not.tsv`."""

from __future__ import annotations

from typing import Any, Final

from timeline.dates.reading import makers as make
from timeline.dates.reading import numerals, periods
from timeline.dates.reading.holidays import fixed, from_easter
from timeline.dates.reading.numerals import either_of
from timeline.dates.reading.rule import Language, Make, Rule, RuleMatch, Words
from timeline.dates.reading.statement import Ends, Statement
from timeline.dates.reading.statement import fixed as whole

_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "兩": 2,
    "元": 1,
    "正": 1,
}
_TEENS: Final = {"十": 10, "百": 100, "千": 1000}


def number(text: str) -> int | float | str:
    """2024, 二〇二四, 十九, 一百二十, 两; X for a number that is not told (几)."""
    if text in _FEW:
        return "X"
    if text == "半":
        return 0.5
    if text.isdecimal():
        return int(text)
    if not set(text) & _TEENS.keys():
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text.replace("廿", "二十").replace("卅", "三十"):
        if c in _TEENS:
            total, digit = total + (digit or 1) * _TEENS[c], 0
        else:
            digit = _DIGITS[c]
    return total + digit


_FEW: Final = ("几", "幾", "数", "數", "若干", "多", "好几", "数十", "几十", "數十", "幾十")
_SMALL: Final = r"(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二两兩三四五六七八九])"
_NUMBER: Final = (
    rf"(?:\d{{1,4}}|[一二三四五六七八九]?百[零〇]?(?:[一二三四五六七八九]?十)?[一二三四五六七八九]?|{_SMALL})"
)


def _int(text: str) -> int:
    return int(number(text))


_WEEKDAYS: Final = {name + day: n for name in ("星期", "周", "週", "礼拜", "禮拜") for n, days in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7"), 1)
                    for day in days}  # fmt: skip
_UNIT: Final = {
    "秒": "second", "秒钟": "second", "分钟": "minute", "分鐘": "minute", "小时": "hour", "小時": "hour", "个小时": "hour", "個小時": "hour",
    "天": "day", "日": "day", "周": "week", "週": "week", "星期": "week", "个星期": "week", "個星期": "week", "礼拜": "week", "个礼拜": "week",
    "周末": "weekend", "週末": "weekend", "月": "month", "个月": "month", "個月": "month", "季度": "quarter", "个季度": "quarter",
    "年": "year", "年代": "decade", "世纪": "century", "世紀": "century", "个世纪": "century", "個世紀": "century",
}  # fmt: skip
VOCABULARY: Final[dict[str, Any]] = {
    "month": Words(r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九正])", _int),
    "day": Words(r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])", lambda t: _int(t.replace("廿", "二十"))),
    "year": Words(r"(?:(?:1\d|20|21)\d\d(?!\d)|[一二][〇零○一二三四五六七八九]{3})", _int),
    "early": Words(r"(?:\d{1,4}(?!\d)|[〇零○一二三四五六七八九]{2,4}|元|" + _NUMBER + ")", _int),
    "weekday": _WEEKDAYS, "wday": _WEEKDAYS,
    "season": {"春": 21, "春天": 21, "春季": 21, "夏": 22, "夏天": 22, "夏季": 22, "秋": 23, "秋天": 23, "秋季": 23, "冬": 24, "冬天": 24, "冬季": 24},
    "unit": _UNIT, "span": {word: unit for word, unit in _UNIT.items() if unit not in ("quarter", "weekend") and word not in ("月", "日")},
    "n": Words(rf"(?:{_NUMBER}|好几|[数數几幾]十|[数數几幾半]|若干)", number),
    "nth": Words(rf"(?:\d{{1,2}}|{_SMALL})", _int),
    "tens": Words(r"(?:[1-9]0|[一二三四五六七八九]十)", _int),
    "decade": Words(r"(?:\d{3}0|[一二][〇零○一二三四五六七八九]{2}[〇零○])", _int),
    "era": {"公元前": "BC", "西元前": "BC", "公元": "AD", "西元": "AD"},
    "edge": {
        "初": "early", "初期": "early", "早期": "early", "前期": "early", "上旬": "early", "中": "mid", "中期": "mid", "中旬": "mid", "中叶": "mid",
        "中葉": "mid", "底": "end", "末": "end", "末期": "late", "晚期": "late", "后期": "late", "後期": "late", "下旬": "late", "末年": "end",
        "伊始": "start", "年初": "early", "年中": "mid", "年底": "end", "年末": "end", "月初": "early", "月中": "mid", "月底": "end", "月末": "end",
        "初年": "start", "开始": "start",
    },
    "which": {"今": 0, "本": 0, "这": 0, "這": 0, "这个": 0, "這個": 0, "上": -1, "上个": -1, "上個": -1, "去": -1, "下": 1, "下个": 1, "下個": 1, "明": 1},
    "whence": {"当": 0, "當": 0, "同": 0, "次": 1, "翌": 1, "第二": 1},
    "ago": {"前": -1, "之前": -1, "以前": -1, "后": 1, "後": 1, "之后": 1, "之後": 1, "以后": 1, "以後": 1},
    "deictic": {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "前日": -2, "明天": 1, "明日": 1, "后天": 2, "後天": 2, "大前天": -3, "大后天": 3},
    "years": {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2, "後年": 2, "上年": -1, "来年": 1, "來年": 1},
    "daytime": {"今晚": (0, "TEV"), "昨晚": (-1, "TEV"), "昨夜": (-1, "TNI"), "明晚": (1, "TEV"), "今早": (0, "TMO"), "明早": (1, "TMO"),
                "今晨": (0, "TMO"), "当晚": (0, "TEV")},
    "daypart": {"早上": "TMO", "早晨": "TMO", "清晨": "TMO", "凌晨": "TMO", "上午": "TMO", "中午": "TMI", "下午": "TAF", "傍晚": "TEV", "晚上": "TEV",
                "晚间": "TEV", "晚間": "TEV", "夜间": "TNI", "夜里": "TNI", "深夜": "TNI", "晚": "TEV", "夜": "TNI", "早": "TMO", "晨": "TMO"},
    "half": {"凌晨": "am", "清晨": "am", "早上": "am", "早晨": "am", "上午": "am", "中午": "noon", "下午": "pm", "傍晚": "pm", "晚上": "pm", "晚间": "pm", "晚": "pm", "晚間": "pm"},
    "zone": {"北京时间": "Asia/Shanghai", "北京時間": "Asia/Shanghai", "台北时间": "Asia/Taipei", "香港时间": "Asia/Hong_Kong", "格林尼治时间": "Z",
             "当地时间": None, "當地時間": None},
    "frequency": {"每天": "day", "每日": "day", "每周": "week", "每週": "week", "每月": "month", "每年": "year", "每季度": "quarter", "每小时": "hour", "每个月": "month"},
    "holiday": {
        "元旦": fixed(1, 1), "圣诞节": fixed(12, 25), "聖誕節": fixed(12, 25), "圣诞": fixed(12, 25), "平安夜": fixed(12, 24), "情人节": fixed(2, 14),
        "妇女节": fixed(3, 8), "劳动节": fixed(5, 1), "五一劳动节": fixed(5, 1), "青年节": fixed(5, 4), "儿童节": fixed(6, 1), "建党节": fixed(7, 1, 1921),
        "建军节": fixed(8, 1, 1927), "教师节": fixed(9, 10, 1985), "国庆节": fixed(10, 1, 1949), "国庆": fixed(10, 1, 1949), "双十节": fixed(10, 10, 1912),
        "万圣节": fixed(11, 1), "复活节": from_easter(0), "復活節": from_easter(0),
    },
}  # fmt: skip

_TO: Final = r"(?: ?[-–—~～－] ?|至|到)"
_Y: Final = r" ?年"
_D: Final = r" ?[日号號]"
_FROM: Final = r"(?:[从從由自])?"
_YEAR: Final = r"(?:(?:{era} ?)?{year}" + _Y + " ?)"


_OTHER_CALENDAR: Final = r"(?:民[国國]|昭和|平成|令和|大正|明治) ?[\d元〇一二三四五六七八九十]{1,4} ?年 ?"
"""A year that counts from a reign or a republic: its days are none of ours."""


def _day_range(match: RuleMatch) -> Ends | None:
    """5月3日至5日: both days, each with its own words."""
    return make.days_of_month("interval")(match)  # type: ignore[return-value]


def _named_year(match: RuleMatch) -> Statement | None:
    """今年, 去年: so many years from the reference's."""
    offset = match["years"]
    return make.this_unit(match.supply(which=offset, unit="year"))


def _of_named_year(maker: Make) -> Make:
    """The date of this or last year: 去年11月."""

    def made(match: RuleMatch) -> Statement | Ends | None:
        outer, inner = _named_year(match), maker(match)
        if outer is None or not isinstance(inner, Statement):
            return None
        match.dates = [inner, outer]
        return make.within(match)

    return made


def _early_year(match: RuleMatch) -> Statement | None:
    """公元前44年, 公元800年."""
    return make.year(match.supply(year=match["early"]))


def _early_day(match: RuleMatch) -> Statement | None:
    return make.year_month_day(match.supply(year=match["early"]))


def _early_month(match: RuleMatch) -> Statement | None:
    return make.year_month(match.supply(year=match["early"]))


def _time(maker: Make) -> Make:
    """Hours with the part of the day before them: 下午2时30分 is 14:30, 晚上12点 midnight."""

    def made(match: RuleMatch) -> Statement | Ends | None:
        hour, half = int(number(match.text("hour"))), match.get("half", "")
        if half in ("pm", "noon") and hour < 12 and not (half == "noon" and hour > 9):
            hour += 12
        minute = match.text("minute")
        if "thirty" in match:
            minutes = 30
        else:
            minutes = int(number(minute)) if minute else 0
        return maker(_without_half(match, hour, minutes))

    return made


def _without_half(match: RuleMatch, hour: int, minutes: int) -> RuleMatch:
    return match.supply(hour=hour, minute=minutes, half="")


def _numbered(name: str, unit: str) -> Make:
    """第一季度, 上半年."""

    def made(match: RuleMatch) -> Statement | Ends | None:
        text = match.text(name)
        given = {"上": 1, "下": 2, "一": 1, "二": 2, "三": 3, "四": 4}.get(text) or int(text)
        return make.subyear(unit, name)(match.supply(**{name: given}))

    return made


def _figures(match: RuleMatch) -> Statement | None:
    return whole(periods.day(int(match.text("y")), int(match["mm"]), int(match["dd"])))


DAYS: Final = (
    Rule("iso date", r"(?P<y>\d{4})(?P<sign>[-./])(?P<mm>1[0-2]|0?[1-9])(?P=sign)(?P<dd>3[01]|[12]\d|0?[1-9])(?!\d)", _figures),
    Rule("year month day", _YEAR + r"{month} ?月 ?(?:份)?{day}" + _D, make.year_month_day),
    Rule("year month day of an early year", r"{era} ?{early}" + _Y + r" ?{month} ?月 ?{day}" + _D, _early_day),
    Rule("year month day without era", r"(?P<early>\d{3})年{month}月{day}" + _D, _early_day, not_left=r"民[国國]|[和成正治]"),
    Rule("days of a month", _FROM + _YEAR + r"?{month} ?月 ?{day}" + _D + "?" + _TO + r" ?{day2}" + _D, _day_range),
    Rule("two days of a month", _YEAR + r"?{month} ?月 ?{day}" + _D + r"?[、和与及]{day2}" + _D, make.days_of_month("list")),
    Rule("listed days", _YEAR + r"?{month} ?月 ?{day}" + _D + r"?、{day2}" + _D + r"?(?:、{day3}" + _D + r"?)?(?:[、和与及]{day6})" + _D, make.days_listed("list")),
    Rule("either day", _YEAR + r"?{month} ?月 ?{day}" + _D + r"?或{day2}" + _D, make.days_of_month("or")),
    Rule("month day", r"{month} ?月 ?{day}" + _D, make.month_day, not_left=_OTHER_CALENDAR),
    Rule("day of no month", r"(?P<day>3[01]|[12]\d|[1-9])[日号號](?!本|报|内|前|后|常|线|楼|院|文件)", make.day_of_month, where="prose", not_left=r"[\d月第每数几半一二三四五六七八九十]"),
    Rule("date and weekday", r"{date} ?[（(]?{wday}[)）]?", make.weekday_and_date),
    Rule("weekday", r"{weekday}", make.weekday, not_left=r"[上下本这這每]个?|[一二三四五六七八九十]"),
    Rule("holiday", r"(?:{year}" + _Y + r")?{holiday}", make.holiday),
    Rule("day of a named year", r"{years}{month} ?月 ?{day}" + _D, _of_named_year(make.month_day)),
)  # fmt: skip

MONTHS: Final = (
    Rule("year month", _YEAR + r"{month} ?月(?:份)?", make.year_month),
    Rule("year month of an early year", r"{era} ?{early}" + _Y + r" ?{month} ?月", _early_month),
    Rule("months of a year", _FROM + _YEAR + r"{month} ?月?" + _TO + r"{month2} ?月(?:份)?", make.months_range("interval")),
    Rule("two months of a year", _YEAR + r"{month} ?月?[、和与及]{month2} ?月(?:份)?", make.months_range("list")),
    Rule("either month", _YEAR + r"{month} ?月?或{month2} ?月", make.months_range("or")),
    Rule("months", _FROM + r"{month} ?月?" + _TO + r"{month2} ?月(?:份)?", make.months_range("interval"), where="phrase"),
    Rule("month of a named year", r"{years}{month} ?月(?:份)?", _of_named_year(make.month)),
    Rule("month", r"{month} ?月(?:份)?(?![\d个])", make.month, not_left=r"[\d.年]|[一二三四五六七八九]"),
    Rule("season year", r"{year}" + _Y + r" ?(?:的)?{season}", make.season),
    Rule("season of a named year", r"{years}的?{season}", _of_named_year(make.season)),
    Rule("season", r"(?P<season>[春夏秋冬][天季])", make.season),
    Rule("season, typed", r"(?P<season>[春夏秋冬])", make.season, where="phrase"),
    Rule("quarter", r"(?:{year}" + _Y + r" ?(?:的)?)?第?(?P<q>[一二三四1-4]) ?季度", _numbered("q", "quarter")),
    Rule("quarter, letter", r"{year}(?: ?年 ?)?[ -]?Q(?P<q>[1-4])", make.subyear("quarter", "q")),
    Rule("quarter of a named year", r"{years}的?第?(?P<q>[一二三四1-4])季度", _of_named_year(_numbered("q", "quarter"))),
    Rule("half-year", r"(?:{year}" + _Y + r" ?(?:的)?)?(?P<h>[上下])半年", _numbered("h", "half")),
    Rule("half of a named year", r"{years}(?P<h>[上下])半年", _of_named_year(_numbered("h", "half"))),
    Rule("week of year", r"{year}" + _Y + r"第(?P<week>\d{1,2})[周週]", make.iso_week),
)  # fmt: skip

YEARS: Final = (
    Rule("year", r"{year}" + _Y + r"(?![代级級]|[上下]?半)(?:度)?", make.year, not_left=r"\d"),
    Rule("year of an era", r"{era} ?{early}" + _Y + "(?!代)", _early_year),
    Rule("year of three digits", r"(?P<early>[1-9]\d{2})" + _Y + r"(?!代|前|后|後|来|來|间|間|历)", _early_year, where="phrase"),
    Rule("bare year", r"{year}", make.year, where="phrase"),
    Rule("years", _FROM + r"{year}(?: ?年)?" + _TO + r"(?P<to>\d{4})" + _Y, make.years_range("interval"), not_left=r"\d"),
    Rule("years, figures", r"(?P<year>\d{4}) ?[-–—~～] ?(?P<to>\d{4}|\d\d)", make.years_range("interval"), where="phrase"),
    Rule("fiscal year", r"{year}(?: ?年)? ?财(?:政)?年度?(?:第?[一二三四1-4]季度)?", make.fiscal(make.year)),
    Rule("years BC", r"(?P<era>公元前|西元前) ?(?P<year>\d{1,4})(?: ?年)?" + _TO + r"(?:公元前|前)?(?P<to>\d{1,4})" + _Y, make.years_bc("interval")),
    Rule("century", r"(?:{era} ?)?(?<!\d){nth} ?世[纪紀]", make.century),
    Rule("centuries", r"(?:{era} ?)?{nth}(?: ?世[纪紀])?(?:" + _TO + r"|[、和与及]){nth2} ?世[纪紀]", make.centuries_range),
    Rule("decade of a century", r"(?:上|{nth}) ?世[纪紀] ?{tens} ?年代", lambda match: _decade(match)),
    Rule("decade", r"{decade} ?年代", make.decade),
    Rule("short decade", r"{tens} ?年代", make.short_decade, not_left=r"[纪紀\d]"),
    Rule("millennium", r"(?:{era} ?)?第?{nth} ?千[纪紀]", make.millennium),
)  # fmt: skip


def _decade(match: RuleMatch) -> Statement | None:
    """20世纪80年代; 上世纪 is the one before the reference's."""
    if "nth" in match:
        return numerals.decade_of_century(match)
    tens = int(match["tens"])
    return Statement(
        find=lambda c: periods.decade(c.today().year // 100 * 100 - 100 + tens), leans="reference", grain="decade"
    )


PARTS: Final = (
    Rule("early", r"{date}(?:的)?{edge}(?![一二三四五六七八九十国國日东東心央学學华華])", lambda match: _part(match)),
    Rule("half of", r"{date}(?P<nth>[上下前后後])半[叶葉期]", lambda match: _half(match)),
    Rule("half of month", r"{date}(?P<nth>[上下])半月", lambda match: _half(match)),
    Rule("early this year", r"(?:今)?(?P<edge>年初|年中|年底|年末)", lambda match: numerals.unit_of_this(match.supply(unit="year"))),
    Rule("early this month", r"(?:本)?(?P<edge>月初|月中|月底|月末)", lambda match: numerals.unit_of_this(match.supply(unit="month"))),
    Rule("ten days of a month", r"(?:本月)?(?P<edge>[上中下]旬)", lambda match: numerals.unit_of_this(match.supply(unit="month")), where="prose"),
    Rule("first few of", r"{date}(?P<nth>[前后後最]){n}{span}", lambda match: _outer_units(match)),
    Rule("nth of", r"{date}的?第{nth}[个個]?{unit}", make.nth_of),
    Rule("last of", r"{date}的?最[后後]一[个個]?{unit}", lambda match: make.nth_of(match.supply(nth=-1))),
    Rule("nth weekday of", r"{date}的?第{nth}[个個]{weekday}", make.nth_weekday_of),
    Rule("last weekday of", r"{date}的?最[后後]一[个個]{weekday}", lambda match: make.nth_weekday_of(match.supply(nth=-1))),
    Rule("in the middle of", r"{date}(?:期间|期間|间|間|内|內|里|裡|当天|當天|全年|整年)", make.same, where="phrase", ranges=True),
)  # fmt: skip


def _part(match: RuleMatch) -> Statement | None:
    """A century or a decade has no end of two years where 末 is said: it is late."""
    date, edge = match.dates[0], match["edge"]
    if edge == "end" and date.grain not in ("year", "month"):
        return make.part_of(match.supply(edge="late"))
    return make.part_of(match)


def _half(match: RuleMatch) -> Statement | None:
    return make.fraction_of(match.supply(nth=1 if match.text("nth") in "上前" else 2, fraction=2))


def _outer_units(match: RuleMatch) -> Statement | None:
    sign = match.text("nth")
    if sign == "最":  # 最 alone says neither the first nor the last
        return None
    return make.first_units_of(match.supply(nth=1 if sign == "前" else -1, unit=match["span"]))


HEDGES: Final = (
    Rule("circa", r"(?:大约|大約|约于|約於|约|約|大概|大致)(?:在|于|於|是)?{date}", make.hedge("~"), ranges=True),
    Rule("circa, after", r"{date}(?:左右|前后|前後|上下|许)", make.hedge("~"), ranges=True),
    Rule("possibly", r"(?:可能|也许|也許|或许|或許|疑似)(?:在|于|於|是)?{date}", make.hedge("?"), where="phrase", ranges=True),
    Rule("possibly, after", r"{date} ?(?:[?？]|[(（][?？][)）])", make.hedge("?"), where="phrase", ranges=True),
    Rule("in", r"(?:在|于|於|当|當){date}", make.same, where="phrase", ranges=True),
)  # fmt: skip

RELATIONS: Final = (
    Rule("before", r"(?:在)?{date}(?:以前|之前|前)(?![\d后後半几幾数數一二两兩三四五六七八九十夕])", make.relation_to("before"), signal=True),
    Rule("after", r"(?:在)?{date}(?:以后|以後|之后|之後|后|後)(?![\d半几幾数數一二两兩三四五六七八九十期])", make.relation_to("after"), signal=True),
    Rule("since", r"(?:自从|自從|自|从|從|由)?{date}(?:以来|以來|开始|開始|至今|起)", make.relation_to("since"), signal=True),
    Rule("since, before", r"(?:自从|自從|自|从|從){date}", make.relation_to("since"), signal=True),
    Rule("until", r"(?:截至|截止|截止到|直到|直至|到|至){date}(?:为止|為止)?", make.relation_to("until"), signal=True),
    Rule("by", r"(?:最迟|最遲|最晚|不晚于|不晚於|不迟于|不遲於)(?:在|于)?{date}", make.relation_to("by"), signal=True),
    Rule("by, after", r"{date}(?:或更早|或之前|或以前)", make.relation_to("by"), where="phrase"),
    Rule("no earlier than", r"(?:最早|不早于|不早於)(?:在|于)?{date}", make.relation_to("from then"), signal=True),
    Rule("no earlier, after", r"{date}(?:或更晚|或之后|或以后|或之後)", make.relation_to("from then"), where="phrase"),
    Rule("to the present", r"(?:[从從由自])?{date}(?:至今|" + _TO + r"(?:今天|现在|現在|今))", make.relation_to("since"), where="phrase"),
    Rule("between", r"(?:在)?{date}(?:和|与|與|至|到|及|-|–){date2}(?:之间|之間)", make.either("between"), signal=True),
    Rule("from to", r"(?:[从從由自])?{date}" + _TO + r"{date2}(?:期间|止)?", make.either("interval"), signal=True),
    Rule("or", r"{date}或(?:者)?{date2}", make.either("or"), where="phrase"),
    Rule("and", r"{date}(?:和|与|與|及|、){date2}", make.either("list"), where="phrase"),
)  # fmt: skip

RELATIVE: Final = (
    Rule("today", r"{deictic}", make.deictic, not_left=r"[\d]|(?:以|之|大|每)"),
    Rule("tonight", r"{daytime}", make.deictic_daypart),
    Rule("this year", r"{years}(?!代)", _named_year),
    Rule("this week", r"(?P<which>本|这|這|上|下|这个|這個|上个|上個|下个|下個|这一|上一|下一)(?P<unit>周|週|星期|月|季度|个月|世纪|世紀|周末|週末)(?![一二三四五六日天末])", lambda match: make.this_unit(_which(match))),
    Rule("last weekday", r"(?P<which>本|这|這|上|下|这个|這個|上个|上個|下个|下個)(?P<weekday>(?:周|週|星期|礼拜|禮拜)[一二三四五六日天])", lambda match: make.weekday_of_week(_which(match))),
    Rule("day of this month", r"(?P<which>本|上|下|这个|上个|下个)月{day}" + _D, lambda match: _day_of_month(match)),
    Rule("that year", r"(?P<whence>当|當|同|次|翌)(?P<unit>年|月|日|天)(?!时|時|代|前)", make.that_unit),
    Rule("month of that year", r"(?P<whence>当|當|同|次|翌|第二)年 ?(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?: ?{day}" + _D + r")?", lambda match: _of_that_year(match)),
    Rule("the next day", r"第二(?P<unit>天|年)", lambda match: make.that_unit(match.supply(whence=1))),
    Rule("the year before", r"(?P<whence>前一|上一|后一|後一|下一|那一|同一)(?P<unit>年|天|日)", lambda match: _beside(match)),
    Rule("past weeks", r"(?:在)?(?:过去|最近|近)(?:的)?{n}(?:个)?{unit}(?:里|内|中|间)?", make.last_units(-1), where="phrase"),
    Rule("next weeks", r"(?:在)?(?:未来|今后|接下来)(?:的)?{n}(?:个)?{unit}(?:里|内|中|间)?", make.last_units(1), where="phrase"),
    Rule("ago", r"(?:大约|约|近)?(?![12]\d\d\d年){n}(?:多)?(?P<unit>" + either_of([w for w in _UNIT if w not in ("月", "日", "年代")]) + r"){ago}(?![后後])", lambda match: _ago(match), not_left=r"\d"),
    Rule("days after", r"{date}(?:的)?{n}(?P<unit>天|周|个月|個月|年)(?P<beside>前|后|後|之前|之后|之後)", lambda match: _days_after(match)),
)  # fmt: skip


def _ago(match: RuleMatch) -> Statement | None:
    """三天前 counts from the teller's day; 三天后 in a text from the day just told."""
    if match.prose and match["ago"] > 0:
        return make.later(match.supply(later=1))
    return make.ago(match)


def _which(match: RuleMatch) -> RuleMatch:
    return match.supply(which={"上": -1, "下": 1}.get(match.text("which")[0], 0))


def _of_that_year(match: RuleMatch) -> Statement | None:
    """次年10月, 同年9月2日: in the year told, or the one after it."""
    count = {"次": 1, "翌": 1, "第": 1}.get(match.text("whence")[0], 0)
    outer = make.that_unit(match.supply(whence=count, unit="year"))
    inner = make.month_day(match) if "day" in match else make.month(match)
    match.dates = [inner, outer] if inner and outer else []
    return make.within(match) if match.dates else None


def _beside(match: RuleMatch) -> Statement | None:
    return make.that_unit(
        match.supply(whence={"前": -1, "上": -1, "后": 1, "後": 1, "下": 1}.get(match.text("whence")[0], 0))
    )


def _days_after(match: RuleMatch) -> Statement | None:
    return make.offset_from(match.supply(beside=-1 if "前" in match.text("beside") else 1))


def _day_of_month(match: RuleMatch) -> Statement | None:
    """本月3日, 上月底 has a rule of its own."""
    month = make.this_unit(_which(match).supply(unit="month"))
    return make.nth_of(_standing(match, month)) if month else None


def _standing(match: RuleMatch, date: Statement) -> RuleMatch:
    match.dates = [date]
    return match.supply(nth=match["day"], unit="day")


_CLOCK: Final = (
    r"(?:{zone} ?)?(?:{half} ?)?(?P<hour>[01]?\d|2[0-4]|"
    + _SMALL
    + r")(?:[时時点點](?:钟|鐘|整)?(?:(?P<thirty>半)|(?P<minute>[0-5]?\d|"
    + _SMALL
    + r")(?:分)?)?|[:：](?P<minute2>[0-5]\d))"
)


def _minutes(maker: Make) -> Make:
    """The maker of a time, whose minutes stand after a colon or a word."""
    made = _time(maker)

    def chosen(match: RuleMatch) -> Statement | Ends | None:
        if "minute2" in match:
            hour, half = int(match.text("hour")), match.get("half", "")
            return maker(
                _without_half(match, hour + 12 if half == "pm" and hour < 12 else hour, int(match.text("minute2")))
            )
        return made(match)

    return chosen


_HOUR: Final = r"(?P<hour>2[0-4]|[01]?\d|" + _SMALL + r")"
_HOURS: Final = (
    rf"(?P<first>(?:{{half}} ?)?{_HOUR}(?:[:：](?P<minute>[0-5]\d)|[时時点點](?:(?P<minute3>[0-5]?\d)分)?)?)"
    + _TO
    + rf"(?P<second>(?:{{half2}} ?)?{_HOUR.replace('hour', 'hour2')}(?P<sign>[:：](?P<minute2>[0-5]\d)|[时時点點](?:(?P<minute4>[0-5]?\d)分)?))"
)


def _two_hours(match: RuleMatch) -> Ends | None:
    """下午3点到5点."""
    half, half2 = match.get("half", ""), match.get("half2", match.get("half", ""))
    hours = [_hour(match.text(name), each) for name, each in (("hour", half), ("hour2", half2))]
    minutes = [match.text(a) or match.text(b) or "0" for a, b in (("minute", "minute3"), ("minute2", "minute4"))]
    return make.hours_of(
        match.supply(hour=hours[0], hour2=hours[1], minute=int(minutes[0]), minute2=int(minutes[1]), half="", half2="")
    )


def _hour(text: str, half: str) -> int:
    hour = _int(text)
    return hour + 12 if hour < 12 and (half == "pm" or (half == "noon" and hour <= 9)) else hour


TIMES: Final = (
    Rule("hours on date", _HOURS + r"[,，]? ?{date}", _two_hours, where="phrase"),
    Rule("date and hours", r"{date} ?[,，]?(?:的)?" + _HOURS, _two_hours, first=make.is_day),
    Rule("two hours", _HOURS, _two_hours, not_left=r"[\d.]"),
    Rule("clock", _CLOCK, _minutes(make.clock), not_left=r"[\d.]"),
    Rule("date and time", r"{date} ?(?:的)?" + _CLOCK, _minutes(make.at_clock)),
    Rule("zone before", r"{zone} ?{date}", make.in_zone),
    Rule("date and part", r"{date}(?:的)?{daypart}", make.at_daypart),
    Rule("part of day", r"(?:当天|當天|当日|当)?(?P<daypart>早上|早晨|清晨|凌晨|上午|中午|下午|傍晚|晚上|晚间|深夜|夜间)", make.daypart, where="prose"),
)  # fmt: skip

AMOUNTS: Final = (
    Rule("daily", r"{frequency}", make.frequency),
    Rule("every weekday", r"每个?{weekday}", make.each_weekday),
    Rule("every few", r"每(?:隔)?{n}{unit}", make.each_unit),
    Rule("duration", r"(?:大约|约|近|超过|不到|长达|为期)?{n}(?:多)?{span}(?![代级前后後])", make.duration, not_left=r"[\d第月年.]"),
    Rule("last years", r"(?:过去|近|最近|未来|今后|此后|接下来)(?:的)?{n}(?:多)?{span}", make.duration),
    Rule("recent years", r"(?:近年来|近年|近几年|历年|多年来|多年)", make.constant("DURATION", "PXY"), where="prose"),
    Rule("now", r"(?:目前|现在|現在|如今|当前|眼下|此时|现今)", make.constant("DATE", "PRESENT_REF"), where="prose"),
    Rule("recently", r"(?:近日|日前|最近|近期|此前|不久前|过去)", make.constant("DATE", "PAST_REF"), where="prose"),
    Rule("the future", r"(?:未来|将来|今后|日后|不久后)", make.constant("DATE", "FUTURE_REF"), where="prose"),
)  # fmt: skip

LAST: Final = (Rule("of a year", r"{date}的?{date2}", make.within, first=make.lacks_year),)

RULES: Final = (*DAYS, *MONTHS, *YEARS, *PARTS, *RELATIVE, *TIMES, *RELATIONS, *HEDGES, *AMOUNTS, *LAST)
LANGUAGE: Final = Language("zh", VOCABULARY, RULES, spaced=False)
