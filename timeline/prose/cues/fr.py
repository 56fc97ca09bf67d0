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
        aura | auront | \w{2,}(?:era|eront|ira|iront) | prochaine?
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
    trailing=word_set(
        """
        le la les l un une des du de d et ou mais à au aux en dans par pour sur avec sans sous vers chez que qui
        dont où est sont était a ont ce cette ces son sa ses leur leurs
        """
    ),
)
