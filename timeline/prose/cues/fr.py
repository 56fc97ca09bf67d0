"""French cues."""

from __future__ import annotations

from typing import Final

from timeline.prose.cues.shape import Cues, any_of, word_set

FRENCH: Final = Cues(
    code="fr",
    common=word_set("le la les des et est une dans que pour qui sur pas plus par au du avec ce il été aux ont"),
    connectors=word_set("mais car que qui dont où lorsque quand alors tandis puisque après avant si comme et"),
    expected=any_of(
        r"""
        va | vont | doit | doivent | devrait | devraient | prévoit | prévu(?:e|es|s)? | compte | sera | seront |
        (?:fixé|programmé)(?:e|es|s)? | aura | auront | \w{2,}(?:era|eront|ira|iront) | prochaine?
        """,
    ),
    conditional=any_of(
        """
        si | pourrait | pourraient | serait | seraient | aurait | auraient | peut-être |
        éventuel(?:le)?(?:ment)?
        """,
    ),
    denied=any_of(
        r"""
        ne | n[’']\w+ pas | pas | jamais | dément(?:i|it)? | nie | nié | aucune?
        """,
        r"\bn[’']",
    ),
    reporting=any_of(
        """
        a déclaré | a dit | a indiqué | a expliqué | a rapporté | selon | d[’']après | a affirmé | a
        précisé | a ajouté | rapporte | a souligné
        """,
        r"\A\W*(?:a|ont) annoncé\b",
    ),
    figures=any_of(
        """
        pour cent | milliards? | millions? | moyenne | taux | chiffre d[’']affaires | bénéfices? | pertes? |
        hausse | baisse | augmenté | progressé | reculé | nombre de | exportations | importations
        """,
        r"\d\s?%",
        r"\d\s?€",
    ),
    comparison=any_of(
        """
        par rapport à | contre | comparé | que l[’']an | l[’']année précédente | un an plus tôt | même période
        """,
    ),
    habit=any_of(
        """
        chaque | tous les ans | toujours | généralement | habituellement | traditionnellement | souvent
        """,
    ),
    happening=any_of(
        """
        réunion | sommet | visite | élections? | guerre | attaque | accord | traité | ouverture | conférence |
        accident | séisme | rencontre
        """,
    ),
    past=any_of(
        r"""
        (?:a|ont|avait|avaient|eut|eurent)(?: été)? \w+ | (?:s[’']est|se sont|s[’']était|s[’']étaient) \w+ |
        fut | furent | était | étaient | (?:est|sont)
        (?:mort|né|parti|arrivé|venu|revenu|devenu|tombé|entré|sorti|allé|resté|décédé|survenu)(?:e?s?) |
        \w{3,}(?:èrent|irent|urent|aient)
        """,
        r"(?<![A-ZÀ-Þ])(?<!\w)(?:débuta|commença|ouvrit|signa|mourut|naquit|prit|mit|fit|vint|devint|éclata|abdiqua|quitta|fonda)(?!\w)",
    ),
    announced=any_of(
        r"""
        s[’']ouvr(?:e|ent) | ouvr(?:e|ent) | début(?:e|ent) | commenc(?:e|ent) | démarr(?:e|ent) | a lieu |
        ont lieu | se tien(?:t|nent) | reprend | reprennent | entre(?:nt)? en vigueur | se termin(?:e|ent) |
        se rend(?:ent)? | visit(?:e|ent) | organis(?:e|ent) | accueill(?:e|ent) | fête(?:nt)? | vot(?:e|ent) |
        se réuni(?:t|ssent) | arriv(?:e|ent) | part(?:ent)? | jou(?:e|ent) | lanc(?:e|ent) | revien(?:t|nent)
        | expos(?:e|ent) | propos(?:e|ent) | présent(?:e|ent) | célèbr(?:e|ent) | ferm(?:e|ent) |
        rouvr(?:e|ent)
        """,
    ),
    put_off=any_of(
        r"""
        report(?:é|ée|és|ées|e) | annul(?:é|ée|és|ées|e) | repouss(?:é|ée|és|ées|e) | ajourn(?:é|ée|és|ées)
        | déplac(?:é|ée|és|ées) | décal(?:é|ée|és|ées) | avanc(?:é|ée|és|ées) au
        """,
    ),
    put_off_to=any_of("au | à | en"),
    coming=any_of("(?:aura|auront) lieu | se (?:tiendra|tiendront|déroulera)"),
    trailing=word_set(
        """
        le la les l un une des du de d et ou mais à au aux en dans par pour sur avec sans sous vers chez que qui
        dont où est sont était a ont ce cette ces son sa ses leur leurs
        """
    ),
    pointing=word_set(
        """
        je nous vous il elle ils elles on son sa ses leur leurs mon ma mes notre nos ce cette ces cela ça c j
        """
    ),
)
