"""English: dates that lean on another, times of day, amounts of time, and what recurs."""

from __future__ import annotations

from typing import Final

from timeline.dates.reading import makers as make
from timeline.dates.reading.rule import Rule

_ABOUT: Final = (
    r"(?:(?:(?P<about>about|around|roughly|approximately|nearly|almost|some|close to)|over|more than|less than|fewer than|under|at least|at most|"
    r"up to|as many as|as much as|as little as|no more than|no less than|just|only|just over|just under|well over|"
    r"a little over|a little more than|a little less than|a further|an additional|an estimated|barely|"
    r"upwards of|another|only about|just about|not quite|a mere|exactly|a full|a whole|a good|a total of) )?"
)
_SPANNING: Final = (
    r"the (?:past|last|next|previous|first|coming|following|final|preceding|prior|remaining|entire|whole|full|"
    r"intervening|subsequent|ensuing|upcoming|initial|opening|closing|latest) (?:about |approximately |roughly )?"
)
_ALONE: Final = r"(?=[.,;:)\n’”\"]|$| (?:in|on|at|by|as|when|and|but|to|from|with)\b)"
_HOUR: Final = r"(?P<hour>2[0-4]|[01]?\d)"
_MINUTE: Final = r"(?P<minute>[0-5]\d)"
_SECOND: Final = r"(?::(?P<sec>[0-5]\d))?"
_ZONE: Final = r"(?:,? ?\(?{zone}\)?)?"
_CLOCK: Final = r"(?:{oclock}|(?P<hour>2[0-4]|[01]?\d)(?:(?P<sign>:)(?P<minute>[0-5]\d)|\.(?P<minute3>[0-5]\d)(?= ?[ap]\.?m|[-–—]| to| until| and))?(?: ?{half})?)"
_CLOCK_2: Final = r"(?:{oclock2}|(?P<hour2>2[0-4]|[01]?\d)(?:[:.](?P<minute2>[0-5]\d))?(?: ?(?:{half2}|(?P<sign2>hours|hrs|h)(?!\w)))?)"
_HOURS: Final = rf"(?:from |between )?(?P<first>{_CLOCK})(?:{{dash}}| to | until | till | and )(?P<second>{_CLOCK_2})(?![\d:]|[-–/.]\d){_ZONE}"

RELATIVE: Final = (
    Rule("today", r"{deictic}", make.deictic),
    Rule("tonight", r"{daytime}", make.deictic_daypart),
    Rule("this week", r"{which} {unit}", make.this_unit),
    Rule("over the weekend", r"over (?:the|this past|last) weekend", make.weekend(-1), where="phrase"),
    Rule("the coming weekend", r"(?:the|this) (?:coming|upcoming) weekend|this weekend", make.weekend(1)),
    Rule("at the weekend", r"(?:at|on|during) the weekend", make.weekend(0), where="phrase"),
    Rule("the weekend", r"the weekend", make.weekend(0), where="prose", left=r"(?:at|over) "),
    Rule("week before last", r"the {unit} before last", lambda match: make.this_unit(match.supply(which=-2))),
    Rule("week after next", r"the {unit} after next", lambda match: make.this_unit(match.supply(which=2))),
    Rule("a week from Friday", r"(?:an?|one|{n}) weeks? (?:from|on) (?:next |this |this coming )?{weekday}", make.weeks_from_weekday),
    Rule("Friday week", r"{weekday} week", make.weeks_from_weekday, where="phrase"),
    Rule("a week ago Friday", r"(?:an?|one|{n}) weeks? ago (?:on |last )?{weekday}", make.weeks_before_weekday),
    Rule("fortnight ago", r"(?:an?|one|{n}) fortnights? {ago}", make.fortnights(make.ago)),
    Rule("in a fortnight", r"in (?:an?|one) fortnight(?:['’]s time)?", make.fortnights(make.from_reference), where="phrase"),
    Rule("a year ago today", r"(?:an?|one) {unit} {ago} today", make.single(make.ago_to_the_day)),
    Rule("years ago today", r"{n} {unit} {ago} today", make.ago_to_the_day),
    Rule("in two weeks", r"in " + _ABOUT + r"{n} {unit}", lambda match: make.ago(match.supply(ago=1)), where="phrase"),
    Rule("in a week", r"in " + _ABOUT + r"(?:an?|one) {unit}", lambda match: make.ago(match.supply(ago=1, n=1)), where="phrase"),
    Rule("past weeks", r"(?:over |in |during |for |within |throughout )?(?:the |these )?(?:past|last|previous) {n} {unit}", make.last_units(-1), where="phrase"),
    Rule("next weeks", r"(?:over |in |during |for |within |throughout )?(?:the |these )?(?:next|coming) {n} {unit}", make.last_units(1), where="phrase"),
    Rule("10th of next month", r"(?:the )?{day} of {date}", make.day_of_leaning_month),
    Rule("last 3 May", r"{which} {day} {month}", make.this_day),
    Rule("rest of this week", r"(?:the )?(?:rest|remainder|whole|course|balance) of {which} {unit}", make.this_unit),
    Rule("last weekday", r"{which} {weekday}", make.this_weekday),
    Rule("weekday of week", r"{weekday},? (?:of )?{which} week", make.weekday_of_week),
    Rule("last September", r"{which} {month}(?! \d)", make.this_named),
    Rule("next spring", r"{which} {season}", make.this_named),
    Rule("last Christmas", r"{which} {holiday}", make.this_named),
    Rule("that year", r"{whence} {unit}", make.that_unit),
    Rule("that weekday", r"{whence} {weekday}", make.that_weekday),
    Rule("that September", r"{whence} {month}(?! \d)", make.that_named),
    Rule("that spring", r"{whence} {season}", make.that_named),
    Rule("that Christmas", r"{whence} {holiday}", make.that_named),
    Rule("year before", r"the {unit} {aside}" + _ALONE, make.unit_beside),
    Rule("the spring", r"the (?!fall\b){season}(?! (?-i:[A-Z]))", make.season),
    Rule("spring", r"(?!fall\b|spring (?:up|from|into|out|open|back)\b){season}", make.season,
         not_left=r"(?:to|will|would|could|can|may|might|did|not|a|or) |n['’]t |[a-z]-"),
    Rule("the fall", r"the (?P<season>fall)(?! of\b|-| (?-i:[A-Z]))", make.season, left=r"(?:in|during|by|until|through|since|this|of|over) "),
    Rule("fall, of things", r"(?P<season>fall)(?= (?:campaign|semester|season|term|elections?|harvest|collection|classes|meetings?)\b)", make.season),
    Rule("ago", _ABOUT + r"{n} {unit} {ago}", make.ago),
    Rule("a year ago", _ABOUT + r"(?:an?|one) {unit} {ago}", make.single(make.ago)),
    Rule("years ago", r"{units} ago", make.vague("PAST_REF"), where="prose"),
    Rule("later", _ABOUT + r"{n} {unit} {later}", make.later),
    Rule("a year later", _ABOUT + r"(?:an?|one) {unit} {later}", make.single(make.later)),
    Rule("two years before", _ABOUT + r"{n} {unit} {aside}" + _ALONE, make.later_aside),
    Rule("a year before", _ABOUT + r"(?:an?|one) {unit} {aside}" + _ALONE, make.single(make.later_aside)),
    Rule("days later", r"{units} (?P<later>later|earlier)", make.vague(""), where="prose"),
    Rule("days after", _ABOUT + r"{n} {unit} {beside} {date}", make.offset_from),
    Rule("a day after", r"(?:the|an?|one) {unit} {beside} {date}", make.single(make.offset_from)),
    Rule("in two years", r"in {n} {unit}['’] time", make.from_reference, where="phrase"),
    Rule("in a year", r"in an? {unit}['’]s time", make.from_reference, where="phrase"),
    Rule("end of the year", r"(?:the )?(?P<edge>beginning|start|early part|middle|latter part|end|close) of the {unit}", make.part_of_this),
    Rule("year's end", r"(?P<unit>year|month|week|quarter)(?:['’]s |-| )(?P<edge>end)", make.part_of_this, where="prose", left=r"(?:by|at|until|before|the|since|of|for|from|to|with|from) "),
    Rule("the year", r"the (?P<unit>day|week|month|year|quarter|weekend)", make.the_unit, where="prose",
         left=r"(?:for|of|during|in|throughout|through|by|within|over|late|later|earlier|early|end|ended|ending|finish|close|closed|finished|before) "),
    Rule("same period last year", r"the same (?:quarter|period|month|time) (?:of |in )?(?:last year|(?:a|the|one) year (?:ago|earlier|before))",
         make.year_earlier, where="prose"),
    Rule("recent years", r"(?:the )?(?:coming|recent|past|next|last|previous|following|intervening|final|closing|early|later|ensuing|subsequent|preceding) {units}", make.plural, where="prose"),
)  # fmt: skip

TIMES: Final = (
    Rule("clock", rf"{_HOUR}[:.]{_MINUTE}{_SECOND} ?{{half}}{_ZONE}", make.clock),
    Rule("hours on date", _HOURS + r"(?:,| on|, on)? (?:the )?{date}", make.hours_of),
    Rule("date and hours", r"{date}(?:,|:| at| from| between|, from| \()? ?" + _HOURS + r"\)?", make.hours_of, first=make.is_day),
    Rule("two hours", _HOURS, make.hours_of),
    Rule("clock of 24 hours", rf"{_HOUR}:{_MINUTE}{_ZONE}", make.clock),
    Rule("clock to the second", rf"(?P<hour>[01]\d|2[0-4]):{_MINUTE}:(?P<sec>[0-5]\d){_ZONE}", make.clock),
    Rule("clock of hours", rf"(?P<hour>[01]\d|2[0-4]):{_MINUTE} ?(?:hours|hrs|h){_ZONE}", make.clock),
    Rule("hours", rf"(?P<hour>[01]\d|2[0-4]){_MINUTE} ?(?:hours|hrs|h){_ZONE}", make.clock),
    Rule("hour", rf"(?P<hour>1[0-2]|[1-9]) ?{{half}}{_ZONE}", make.clock),
    Rule("o'clock", r"{count} o['’]clock(?: in the (?P<part>morning|afternoon|evening))?", make.hour_of_half),
    Rule("noon", rf"{{oclock}}{_ZONE}", make.clock),
    Rule("time and date", rf"{_HOUR}(?:[:.]{_MINUTE})?{_SECOND} ?{{half}}?{_ZONE},? {{date}}".replace("{half}?", "(?:{half})?"), make.clock_and_date),
    Rule("time on date", rf"{_HOUR}(?:[:.]{_MINUTE})?{_SECOND}(?: ?(?:{{half}}|hours|hrs|h))?{_ZONE},? on {{date}}", make.clock_and_date, where="phrase"),
    Rule("noon on date", rf"{{oclock}}{_ZONE}(?:,| on)? {{date}}", make.at_clock, where="phrase"),
    Rule("noon, date", r"{oclock} {date}", make.at_clock, where="prose"),
    Rule("date and time", rf"{{date}}(?:,| at|, at|T)? ?{_HOUR}[:.]{_MINUTE}{_SECOND}(?: ?{{half}})?(?:,? ?\(?{{zone}}\)?| ?{{offset}})?", make.at_clock, where="phrase"),
    Rule("date and clock", rf"{{date}},? {_HOUR}:{_MINUTE}{_SECOND}(?: ?{{half}})?{_ZONE}", make.at_clock, where="prose"),
    Rule("date and hour", rf"{{date}}(?:,| at|, at) (?P<hour>1[0-2]|[1-9]) ?{{half}}{_ZONE}", make.at_clock, where="phrase"),
    Rule("date and noon", rf"{{date}}(?:,| at|, at) {{oclock}}{_ZONE}", make.at_clock, where="phrase"),
    Rule("date in a zone", r"{date},? \(?{zone}\)?", make.date_in_zone),
    Rule("date and part", r"{date},? {daypart}", make.at_daypart),
    Rule("part of date", r"(?:early (?:in |on )?|late (?:in |on )?)?(?:the )?(?:early |late )?{daypart} (?:of|on) (?:the )?{date}", make.at_daypart),
    Rule("late on date", r"late {date}", make.at_late, where="prose"),
    Rule("that part", r"(?:early |late )?(?:this same|that same|that|the same) {daypart}", make.daypart),
    Rule("next part", r"(?:early |late )?{whence} {daypart}", make.next_daypart),
    Rule("part of day", r"(?:the )?(?:early |late )?(?P<daypart>morning|afternoon|evening)(?: hours)?", make.daypart),
    Rule("night", r"(?P<daypart>night|dawn|dusk|midday|nightfall|daytime)", make.some_daypart, left=r"(?:at|by|until|before|after|in|during|throughout|through)(?: the)? "),
)  # fmt: skip

AMOUNTS: Final = (
    Rule("duration", _ABOUT + r"{n} {span}(?: old| of age| long)?(?!-)", make.duration),
    Rule("duration, with an article", _SPANNING + r"{n} {span}", make.duration),
    Rule("quarters", r"(?:the (?:past|last|next|previous) )?{n} (?:consecutive |straight )?quarters(?! of)", make.quarters),
    Rule("hyphened duration", r"{count}[-‐‑]{unit}(?:[- ](?:long|old))?", make.compound_duration),
    Rule("plural, long", r"{units}[-‐‑]long", make.plural),
    Rule("long duration", r"{unit}[-‐‑]long", make.single(make.long_unit)),
    Rule("one unit", _ABOUT + r"(?:an?|one|a single|an entire|a whole|a full) (?!second\b|quarter\b){unit}(?![-‐‑]| of age)", make.half_or_one),
    Rule("half a unit", _ABOUT + r"(?:(?P<fraction>half) an?|a (?P<fraction2>half))[ -]{unit}", make.half_unit),
    Rule("the past year", r"the (?:past|last|coming|entire|whole) {unit}", make.half_or_one),
    Rule("plural", _ABOUT + r"{units}", make.plural,
         not_left=r"(?:\d|many|few|most|all|those|these|early|old|the|school|two|his|her|their|trading|working|office|business|opening|light) "),
)  # fmt: skip

SETS: Final = (
    Rule("every", r"(?:every|each)(?P<other> other)? (?:single )?{unit}", make.each_unit),
    Rule("every few", r"every {n} {unit}", make.each_unit),
    Rule("every weekday", r"(?:every|each)(?: other)? {weekday}", make.each_weekday),
    Rule("every month", r"(?:every|each) {month}", make.each_month),
    Rule("a year, of rates", r"an? {unit}", make.each_unit,
         left=r"(?:\d|[a-z]illion|thousand|hundred|percent|%|times|once|twice|cents|barrels|tons|tonnes|units|rate|tests|people|days|hours|shares|jobs) "),
    Rule("per year", r"per {unit}", make.each_unit),
    Rule("daily", r"{frequency}", make.frequency),
)  # fmt: skip

REFERENCES: Final = (
    Rule("now", r"(?:now|currently|presently|right now|at present|at the moment|nowadays|these days|as of now|current|present-day|present day|modern-day|modern day|for the time being)(?! that\b)",
         make.constant("DATE", "PRESENT_REF"), where="prose", not_left=r"(?:electric|ocean|alternating|water) "),
    Rule("recently", r"(?:(?:more|most|as|only|just|very) )?recently|recent", make.constant("DATE", "PAST_REF"), where="prose"),
    Rule("the past", r"the (?:recent |distant )?past", make.constant("DATE", "PAST_REF"), where="prose"),
    Rule("the future", r"the (?:near |foreseeable |not[- ]too[- ]distant |distant |immediate )?future|future(?! (?:contracts|prices))",
         make.constant("DATE", "FUTURE_REF"), where="prose"),
    Rule("former", r"former(?! and)", make.constant("DATE", "PAST_REF"), where="prose"),
    Rule("that time", r"(?:the same|that|this) (?:time|period|date|day|point)", make.that_time, where="prose",
         left=r"(?:at|by|from|during|throughout|until|since|on|in|of|around|for|to|after|before) "),
)  # fmt: skip
