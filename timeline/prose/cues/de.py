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
        erwartet | angesetzt | anberaumt | terminiert | voraussichtlich | künftig
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
    past=any_of(
        r"""
        wurden? | waren? | hatten? | (?:hat|haben|habe)(?! (?:vor|geplant)) | worden | kam | kamen | ging |
        gingen | fand | fanden | begann | begannen | starb | starben | fiel | fielen | trat | traten | traf |
        trafen | gab | gaben | nahm | nahmen | schloss | schlossen | brach | brachen | zog | zogen | stieg |
        lief | liefen | gewann | gewannen | verlor | verloren | verließ | schrieb | sprach | hielt | hielten |
        stieß | stießen | ließ | ließen | entstand | entschied | unterschrieb | erschien | beschloss |
        beschlossen | stand | standen | ist \w+ge\w+(?:t|en) | ist ge\w+(?:t|en)(?! geplant)
        """,
        r"(?<!\w)(?!(?:heute|bitte|mitte|sollte|sollten|könnte|könnten|möchte|möchten|dürfte|dürften|würde|müsste|hätte"
        r"|dritte|dritten|zweite|zweiten|erste|ersten|letzte|letzten|nächste|nächsten|alte|alten|gute|guten|rechte|rechten"
        r"|beste|besten|weitere|seite|leute|unten|hinten|selten|gesamte|gesamten|bekannte|bekannten|geplante|geplanten"
        r"|vierte|vierten|fünfte|fünften|sechste|sechsten|achte|achten|zehnte|zehnten|größte|größten|erwarten|starten"
        r"|arbeiten|halten|treten|bieten|bitten|leisten|warten|beraten|streiten|reiten|antworten|gelten|bedeuten"
        r"|leiten|vorbereiten|gestalten|verwalten|erhalten|stattfinden|debattieren)(?!\w))(?-i:[a-zäöüß]{2,}t(?:e|en))(?!\w)",
    ),
    announced=any_of(
        r"""
        beginnt | beginnen | startet | starten | öffnet | öffnen | eröffnet | eröffnen | endet | enden |
        schließt | tagt | tagen | reist | reisen | kommt | kommen | tritt | treten | trifft | treffen | wählt
        | wählen | findet | finden | gastiert | spielt | spielen | streikt | streiken | steht | stehen | läuft
        | laufen | berät | beraten | feiert | feiern | geht | gehen | ist | sind | kommend\w+
        """,
        r"(?<!\w)(?!(?:nicht|erst|jetzt|seit|fast|mit|bereits|damit|zuletzt|gegen|neben|wegen|zwischen|seinen|ihren|einen)\b)"
        r"(?-i:[a-zäöüß]{3,}(?:t|en)) ?\x00",
    ),
    put_off=any_of(
        r"""
        verschoben | abgesagt | vertagt | verlegt | vorverlegt | aufgeschoben | fällt aus | verschiebt |
        gestrichen
        """,
    ),
    put_off_to=any_of("auf den | auf | bis zum"),
    trailing=word_set(
        """
        der die das den dem des ein eine einen einem einer und oder aber in im am an auf mit von vom zu zum zur
        für bei nach vor seit über unter durch als dass wenn weil
        """
    ),
    pointing=word_set(
        """
        ich wir du er sie es ihr ihre ihren sein seine seinen unser unsere mein meine dieser diese dieses dies
        """
    ),
    coming=any_of("findet | finden"),
    ordinal_dot=True,
    particles=word_set("ab an auf aus ein mit nach vor zu bei"),
)
