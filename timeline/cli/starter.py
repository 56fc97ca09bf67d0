"""What `timeline init` writes."""

from typing import Final

FILES: Final = {
    "timeline.toml": """\
#:schema schemas/timeline.json
# The settings of this chronology. TIMELINE_TITLE, TIMELINE_BASE_URL and so on in the environment override them.

title = @TITLE@
description = "What it covers, in a sentence."
language = "en"
contact = ""
licence = "CC BY 4.0"

# A domain and a year in which it was yours. Every id that subscribers see is made of it, so it is set before anything
# is published and does not change afterwards, even if the address does or the domain goes to someone else.
authority = @AUTHORITY@

# Where readers reach the chronology; every link begins with it. It may have a path. Left out: this machine.
# base_url = "https://timeline.example/rivers"

# The IANA time zone in which its days begin ("coming", "on this day").
timezone = @TIMEZONE@

# By whose clock a time is that names no zone: an IANA zone such as "Europe/Paris", or "floating" for nobody's, and then
# calendars show only its day. `timeline check --fix` writes the zone beside such a time; changing it later re-dates
# nothing that was published.
local_times = @LOCAL_TIMES@

# Which half of the earth its seasons belong to (north or south).
hemisphere = "north"

# Stretches of time that the drawing shows under its axis, each an interval in EDTF.
# [eras]
# "Weimar Republic" = "1918-11-09/1933-01-30"
""",
    "events.yaml": """\
# yaml-language-server: $schema=schemas/events.json
#
# The events. To add one, copy an entry without `id` and `added`, say what happened and when, and save. With
# `timeline serve --fix --watch` running it is online within two seconds; otherwise run `timeline check --fix`. Both
# write `id` and `added`, which never change. Whatever else you edit becomes a change that subscribers are told of.
# More of them may stand in files of a folder `events/` (events/1990s.yaml), each of this form.
#
#   title    what happened, in a few words
#   summary  one to three sentences (optional, like all that follows but `when`)
#   when     plain words (`when: spring of 2013`), or EDTF, which says exactly how much is known:
#              2025-04-16  2025-04  2025    a day, a month, a year      2013-21      spring (22 summer, 23 autumn …)
#              198X                         the 1980s                   1860~        around 1860
#              2024-05-04?                  possibly that day           [..2025-09]  by September 2025
#              2024-05-05/2024-05-10        lasted from … to …          2024-05-05/..  from that day on
#              [2024-01..2024-04]           some time in early 2024     {1913,1914}  in each of them
#            or both: {edtf: "2013-21", text: "the spring of 2013", start_time: "09:00", timezone: Europe/Paris}
#   repeat   every Tuesday until 2027-06-30, of an exact day or time; `except` and `changed` name what departs
#   status   left out: scheduled where it lies ahead when it is added, else happened; or one of: happened, scheduled,
#            expected, tentative, postponed, cancelled, disputed, withdrawn, merged
#   reason   why it changed: subscribers read it
#   tags     [small-letters, digits-and-hyphens]; the feeds choose by them
#   places   a name, with latitude and longitude in degrees if it is one point
#   links    url and title of pages about it
#   image    url (images/NAME.jpg beside this file, or https://…), alt (what it shows) and credit (whose it is)
#   sources  who said so: title, publisher, published, words, url. Relative words in `when` ("last Friday") count from
#            the day on which the first source was published.
#
# To withdraw an event, set `status: withdrawn` and give a `reason`; an entry that is deleted is withdrawn without one.

@ENTRIES@""",
    "feeds/all.yaml": """\
# yaml-language-server: $schema=../schemas/feed.json
#
# One file is one feed, and its name is its address: /feeds/all.atom .rss .json .ics .csv
title: Everything
description: Every event of the chronology.
query: {}

# Another file beside this one is another feed. feeds/engineering.yaml, say, at /feeds/engineering.atom:
#
# title: Engineering
# description: What people built.
# query:
#   tag: [engineering]
#
# A query has the API's parameters: from, to, match, q, tag, place, status, feed, source, precision. In a list any value
# will do; different parameters must all hold. A file that is renamed keeps its subscribers with a line in the new one:
#
# formerly: [engineering]
""",
    ".gitattributes": """\
# Two branches that both recorded changes keep the lines of both.
events.history.jsonl merge=union
sources.history.jsonl merge=union
""",
    ".gitignore": "/data/\n/out/\n",
}
"""The files by name; what stands between two @ is filled in."""

EXAMPLES: Final = """\
events:
  - title: Eiffel Tower under construction
    summary: Two years, two months and five days after the first dig, the iron tower stands over Paris.
    when: {edtf: "1887-01-28/1889-03-31", text: "from 28 January 1887 to 31 March 1889"}
    tags: [engineering, europe]
    places:
      - {name: Paris, latitude: 48.8584, longitude: 2.2945}

  - title: Apollo 11 lands on the Moon
    summary: Two people set down in the Sea of Tranquility, and walk on another world.
    when: {edtf: "1969-07-20", text: "20 July 1969", start_time: "20:17", timezone: Z}
    tags: [space]
    links:
      - {url: "https://www.nasa.gov/mission/apollo-11/", title: Apollo 11 at NASA}

  - title: Home computers reach living rooms
    summary: No single day began it, so its date is a decade and nothing closer.
    when: {edtf: "198X", text: "the 1980s"}
    tags: [engineering]
"""
"""What stands for @ENTRIES@ where examples are asked for; where not, they are comments."""

EXAMPLE_FEEDS: Final = {
    "feeds/engineering.yaml": """\
# yaml-language-server: $schema=../schemas/feed.json
title: Engineering
description: What people built.

# The API's parameters: from, to, match, q, tag, place, status, feed, source, precision. In a list any value will do;
# different parameters must all hold.
query:
  tag: [engineering]

# Most entries in RSS, Atom and JSON Feed; the calendar and CSV carry every match.
limit: 50

# How the calendar treats vague dates (fuzzy: mark, span, omit), cancelled events (cancelled: prefix, keep, drop) and
# the past (past: all, none, P1Y); alarm: -P1D reminds a day ahead; color is a CSS3 name.
calendar:
  fuzzy: mark
  color: steelblue

# Slugs that this feed had before; their addresses lead here.
# formerly: [built]
""",
}
"""Feeds that come with the examples."""
