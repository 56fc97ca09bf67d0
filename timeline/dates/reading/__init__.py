"""Words → dates: one ordered table of named rules a language.

`read` gives what a short phrase says, whole; `scan` finds the expressions along a document (`timeline.prose` resolves
them). Both use the same table.

**To add a language**: write `timeline/dates/reading/languages/<code>.py` with

* `VOCABULARY`: dicts from words in lower case to what they mean, under the names that `makers` ask for: `month` 1–12,
  `weekday` 1–7 (Monday 1), `season` 21–24, `unit` and `units` (plurals that mean "some") as in `makers.PER`, `nth` and
  `day` numbers, `year`, `era` "BC" or "AD", `edge` early mid late start end, `fraction` 2–4, `which` (from the
  reference: this 0, last -1, next 1), `whence` (from the story: that 0, the following 1), `ago`, `later`, `beside`
  ±1, `deictic` days from today, `daytime` (days, TIMEX3 part), `daypart` TIMEX3 part, `oclock` (TIMEX3, HH:MM), `half`
  am pm, `zone` IANA name, offset or None, `frequency` a unit, `holiday` a `Holiday`; or `Words(pattern, meaning)`;
* `RULES`: a tuple of `Rule(name, pattern, maker)`; the makers of `makers/` serve any language;
* `LANGUAGE = Language(code, VOCABULARY, RULES, proper=…, common=…, spaced=…)`;

and give it a row in `LANGUAGES` below, and its two files of rows in `tests/dates/reading/`.
"""

from __future__ import annotations

from timeline.dates.reading.phrase import LANGUAGES, NoDate, Reading, explain, read, table

__all__ = ["LANGUAGES", "NoDate", "Reading", "explain", "read", "table"]
