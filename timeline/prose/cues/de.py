"""German cues."""

from __future__ import annotations

from typing import Final

from timeline.prose.cues.shape import Cues, any_of, word_set

GERMAN: Final = Cues(
    code="de",
    common=word_set(
        """
        der die das und ist nicht ein eine mit von den dem im auf für sich auch wurde werden nach zum
        """
    ),
    connectors=word_set(
        """
        aber sondern denn weil dass als wenn während nachdem bevor obwohl der die das wo da wobei damit
        """
    ),
    expected=any_of(
        r"""
        wird(?! \w+ worden) | werden | soll | sollen | will | wollen | plant | planen | geplant | vorgesehen |
        erwartet | voraussichtlich | künftig
        """,
    ),
    conditional=any_of(
        """
        wenn | falls | würde | würden | könnte | könnten | sollte | dürfte | möglicherweise | angeblich |
        vielleicht
        """,
    ),
    denied=any_of("nicht | kein | keine | keinen | nie | niemals | bestritt | dementierte | bestreitet"),
    reporting=any_of(
        r"""
        sagte | sagten | sagt | erklärte | berichtete | berichteten | berichtet | teilte(?: \w+){0,3} mit | hieß
        es | laut | zufolge | schrieb | meldete | mitteilten? | bekannt gab |
        bekanntgab | meldeten | erklärten
        """,
    ),
    figures=any_of(
        """
        prozent | durchschnitt | umsatz | gewinn | verlust | stieg(?:en)? | sank(?:en)? | milliarden | millionen
        | zahl der | exporte | importe | rate | quote | wuchs
        """,
        r"\d\s?%",
        r"\d\s?€",
    ),
    comparison=any_of(
        """
        verglichen | im vergleich | gegenüber | als im | vorjahr | vorjahres(?:zeitraum)? | vormonat
        """,
    ),
    habit=any_of(
        """
        jedes jahr | jährlich | immer | üblicherweise | gewöhnlich | meist | jeweils | traditionell
        """,
    ),
    happening=any_of(
        """
        treffen | gipfel | besuch | wahl | wahlen | krieg | angriff | abkommen | vertrag | eröffnung | konferenz
        | unfall | erdbeben
        """,
    ),
    trailing=word_set(
        """
        der die das den dem des ein eine einen einem einer und oder aber in im am an auf mit von vom zu zum zur
        für bei nach vor seit über unter durch als dass wenn weil
        """
    ),
    ordinal_dot=True,
)
