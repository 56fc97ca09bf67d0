"""Spanish cues."""

from __future__ import annotations

from typing import Final

from timeline.prose.cues.shape import Cues, any_of, word_set

SPANISH: Final = Cues(
    code="es",
    common=word_set("el la los las de que y en un una por con para del se no es al su lo como más fue ha"),
    connectors=word_set("pero que quien quienes cuando mientras donde porque aunque pues si como después antes y"),
    expected=any_of(
        r"""
        va a | van a | prevé | prevén | previsto(?:s)? | prevista(?:s)? | planea | planean | deberá | deberán |
        será | serán |
        (?:señalad|fijad|convocad|programad|anunciad)[oa]s? para |
        tendrá | tendrán | \w{2,}(?:ará|erá|irá|arán|erán|irán) | próxim[oa]
        """,
    ),
    conditional=any_of(
        """
        si | podría | podrían | sería | serían | habría | habrían | quizás? | tal vez | posiblemente
        """,
    ),
    denied=any_of("no | nunca | jamás | negó | niega | desmintió | ningún | ninguna"),
    reporting=any_of(
        """
        dijo | dijeron | afirmó | informó | declaró | señaló | explicó | indicó | según | aseguró | agregó |
        reportó
        """,
        r"\A\W*anunci(?:ó|aron)\b",
    ),
    figures=any_of(
        """
        por ciento | millones | millón | billones | promedio | tasa | ventas | ganancias | pérdidas | aumentó |
        subió | cayó | creció | número de | exportaciones | importaciones | cifra
        """,
        r"\d\s?%",
        r"\d\s?€",
    ),
    comparison=any_of(
        """
        comparado | en comparación | frente a | respecto a | que en | año anterior | mismo período | mismo
        periodo
        """,
    ),
    habit=any_of(
        """
        cada | todos los años | siempre | generalmente | habitualmente | normalmente | suele | suelen
        """,
    ),
    happening=any_of(
        """
        reunión | cumbre | visita | elecciones | guerra | ataque | acuerdo | tratado | apertura | conferencia |
        accidente | terremoto | encuentro
        """,
    ),
    past=any_of(
        r"""
        fue | fueron | era | eran | había | habían | (?:ha|han|hubo)(?: sido)? \w+(?:ado|ido|to|cho) | estaba
        | estaban | tuvo | tuvieron | hizo | hicieron | dijo | vino | puso | murió | nació
        """,
        r"(?<!\w)(?-i:[a-záéíóúñ]{2,}(?:ó|aron|ieron|eron|yeron|aba|aban))(?!\w)",
    ),
    announced=any_of(
        r"""
        comienzan? | empiezan? | inician? | arrancan? | abren? | cierran? | se celebran? | tiene lugar |
        tienen lugar | se reúnen? | viajan? | visitan? | llegan? | vuelven? | regresan? | termina(?:n)? |
        entra(?:n)? en vigor | vota(?:n)? | juega(?:n)? | actúa(?:n)? | presenta(?:n)? | estrena(?:n)? |
        inaugura(?:n)? | organiza(?:n)? | reabren? | sale(?:n)?
        """,
    ),
    put_off=any_of(
        r"""
        aplaz(?:a|an|ó|ado|ada|ados|adas) | suspend(?:e|ido|ida|idos|idas) | cancel(?:a|ado|ada|ados|adas) |
        pospuest[oa]s? | pospone | traslad(?:a|ado|ada) | retras(?:a|ado|ada)
        """,
    ),
    put_off_to=any_of("al | a | para el | hasta el | hasta"),
    coming=any_of("tendrán? lugar | se (?:celebrará|realizará)n?"),
    trailing=word_set(
        """
        el la los las un una unos unas de del y o pero a al en por para con sin sobre entre hacia desde hasta
        que quien donde cuando es son era fue ha han su sus este esta
        """
    ),
    pointing=word_set(
        """
        yo nosotros tú él ella ellos ellas su sus mi mis nuestro nuestra esto esta este estos estas eso
        """
    ),
)
