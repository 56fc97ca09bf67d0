"""English cues."""

from __future__ import annotations

from typing import Final

from timeline.prose.cues.shape import Cues, any_of, word_set

ENGLISH: Final = Cues(
    code="en",
    common=word_set("the of and to in a is that for was on with as it by at from has have said will not"),
    connectors=frozenset(),
    expected=any_of(
        """
        will | won't | shall | is to | are to | was to | were to | (?:is|are|was|were|be|been)
        (?:expected|scheduled|due|set|slated|planned|poised|about|supposed|likely|forecast|projected) |
        (?:is|are) going to | plans? to | planning to | aims? to | intends? to | expected | scheduled | upcoming
        | forthcoming | deadline
        """,
        r"[’']ll\b",
    ),
    conditional=any_of(
        """
        if | unless | would | could | might | (?-i:may) | considering | considers | possibly | perhaps
        | provided that | in case
        """,
    ),
    denied=any_of(
        """
        not(?! (?:only|just|least|yet known)) | never | no longer | denie[ds] | deny | denying | failed to |
        refused to | false(?:ly)?
        """,
        r"n[’']t\b",
    ),
    reporting=any_of(
        """
        said | says | told | reported | reports | stated | added | noted | quoted | according to | cited |
        citing | wrote | as reported by | in a statement | in an interview | told reporters | commented
        """,
    ),
    figures=any_of(
        """
        percent | per cent | percentage | points? | year-on-year | yoy | quarter-on-quarter | billion | trillion
        | average | total(?:ed|ing|led|ling)? | figures? | statistics | data | rate | revenues? | profits? |
        loss | losses | sales | exports | imports | trade | turnover | gdp | inflation | population | output |
        rose | fell | grew | increased? | decreased? | surged | dropped | climbed | soared | shrank | plunged |
        reach(?:ed|es|ing)? | exceed(?:ed|s|ing)? | amount(?:ed|s)? to | up from | down from | record high |
        accounted for | number of | units | trips | passengers
        """,
        r"\d\s?%",
        r"[$€£¥]\s?\d",
    ),
    comparison=any_of(
        r"""
        compared (?:to|with) | than in | than(?: \w+){0,2} | up from | down from | (?:the )?same period |
        (?:from|than|of) a year earlier | versus | vs\.? | levels? of
        """,
    ),
    habit=any_of(
        r"""
        usually | (?:every|each)
        (?:year|month|week|day|spring|summer|autumn|fall|winter|morning|evening|night|\w+day) | annually |
        always | traditionally | typically | often | falls? on | normally | generally
        """,
    ),
    happening=any_of(
        """
        meetings? | summits? | visits? | talks? | conferences? | elections? | wars? | battles? | attacks? |
        agreements? | treat(?:y|ies) | launch(?:es)? | openings? | closures? | signings? | deaths? | births? |
        hearings? | trials? | protests? | strikes? | earthquakes? | floods? | explosions? | crash(?:es)? |
        ceremon(?:y|ies) | filings? | speech(?:es)? | decisions? | withdrawals? | arrivals? | departures? | votes? |
        referend(?:um|ums|a) | invasions? | sieges? | ceasefires? | releases? | establishment | founding | creation |
        debates? | exhibitions? | festivals? | expos? | events? | operations? | resumption | trip | tour | sessions? |
        forums? | coups? | revolutions? | accidents? | bombings? | coronations? | armistices? | massacres? | famines? |
        great (?:fires?|plagues?) | editions?
        """,
    ),
    trailing=word_set(
        """
        a an the this that these those his her its their our my your of in on at by for from to with about
        between into and or but nor as than then when while where which who whose whom if because since after
        before during until under over against through amid via per is are was were be been being has have had
        will would can could may might must shall should not no also very more most so both either its such
        including like up
        """
    ),
    pointing=word_set(
        """
        i we you he she it they his her its their my our your this these those who which whose what how why when where
        """
    ),
    coming=any_of(r"(?<!\bhis )(?<!\bher )(?<!\bthe )(?<!\blast )will", r"[’']ll\b"),
)
