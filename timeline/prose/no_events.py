"""Dates of no event: how old a thing is, samples in forms, credits of pictures."""

from __future__ import annotations

import re
from typing import Final

from timeline.prose.cues import CAPTION
from timeline.prose.cues.shape import word_set
from timeline.prose.english import verbs
from timeline.prose.surroundings import Surroundings


def is_age(context: Surroundings) -> bool:
    """How old a thing is: "dating to the 1890s", "une grange du XIXe siècle", "a 19th-century barn"."""
    if _DATING.search(context.before):
        return True
    if context.precision != "decade":
        return False
    if _GENITIVE.match(context.words) and _THING.search(context.before):
        return True
    compound = context.words.lower().endswith("-century") and _NOUN.match(context.after)
    origin = _OF_ITS_TIME.search(context.before)
    return bool(compound or (origin and not verbs.is_past_form(origin[1])) or context.after.startswith("的"))


def is_vintage(context: Surroundings) -> bool:
    """The year that names a thing: "une église de 1754", "the Act of 2006"; "the war of 1812" happened then."""
    if context.precision not in ("year", "decade") or context.cues.happening.search(context.after[:24]):
        return False
    if context.after.startswith(("的", "版")):
        return True
    opening = _OPENING.match(context.words)
    thing = _OF_A_YEAR.search(context.before + (opening[0] if opening else ""))
    if thing is None:
        coarse = context.precision == "decade" and _ARTICLE.search(context.before) and _NOUN.match(context.after)
        return bool(coarse and context.words.endswith("s"))
    return (
        thing[1].lower() not in _NO_THINGS
        and not _NAMED_EVENT.search(context.before)
        and not (
            _CALAMITY.match(thing[1]) or (context.cues.happening.search(thing[1]) and not _DOCUMENT.match(thing[1]))
        )
    )


def is_sample(context: Surroundings) -> bool:
    """What a form shows as an example: "(e.g. 12/05/1985)"."""
    return bool(_FOR_EXAMPLE.search(context.before))


def is_credit(context: Surroundings) -> bool:
    """ "Photo: Jane Doe/Reuters, 2018": names and a date, and nothing that happened."""
    if len(context.sentence) > 100 or not (CAPTION.match(context.sentence) or _PHOTO.match(context.sentence)):
        return False
    told = _LOWER.findall(CAPTION.sub("", context.sentence[: context.start], count=1) + context.sentence[context.end :])
    return len(told) < 3 and not context.sentence.startswith(("图", "资料图"))


_DATING: Final = re.compile(
    r"\b(?:dating|dates|dated|date)(?: back)? (?:to|from|as far back as)(?: (?:the|about|around|before|at least))*\s*$"
    r"|\b(?:datant|datent|datait|remontant|remonte|date(?= d))(?: \w+)? ?(?:de|du|des|de la|de l['’]|à|au|aux)?\s*$"
    r"|\b(?:stammt|stammen|stammte|stammend|datiert|datieren)\b[^.,;]{0,20}$"
    r"|\b(?:data|datan|datada|datado|se remonta)\b[^.,;]{0,12}$|可追溯(?:至|到)$",
    re.IGNORECASE,
)
_GENITIVE: Final = re.compile(r"(?:du|des|del|de) ", re.IGNORECASE)
_THING: Final = re.compile(r"[^\W\d_]{3,} $")
_NOUN: Final = re.compile(r" [a-z]{3,}")
_OF_ITS_TIME: Final = re.compile(
    r"\b(?!(?:years?|half|part|end|beginning|turn|decades?|start|middle|first|hälfte|jahre?|ende|anfang|mitte)\b)"
    r"([^\W\d_]{3,}) (?:of(?: the)?|from(?: the)?|aus dem|aus|des|aus den)(?: (?:early|late|frühen|späten))? ?$",
    re.IGNORECASE,
)
_FOR_EXAMPLE: Final = re.compile(
    r"(?:\be\.g\.|\bfor example|\bfor instance|\bz\. ?B\.|\bp\. ?ex\.|\bpar exemple"
    r"|\bpor ejemplo|\bp\. ?ej\.|\bex\.|例如|比如|如：)"
    r"[,:：]?\s*$",
    re.IGNORECASE,
)
_PHOTO: Final = re.compile(r"\(?(?:Photo|Foto|Photograph|Bild|Imagen)s?\b")
_OPENING: Final = re.compile(r"(?:(?:de|del|du|von|dem|of)(?: (?:Jahre?|año|year))? |dem Jahre? )", re.IGNORECASE)
_ARTICLE: Final = re.compile(r"\b(?:a|an|the|its|his|her|their) $", re.IGNORECASE)
_OF_A_YEAR: Final = re.compile(
    r"\b([^\W\d_]{3,}) (?:of|de|del|du|von|aus)(?: dem)?(?: (?:Jahre?|año|year))? $", re.IGNORECASE
)
_DOCUMENT: Final = re.compile(
    r"(?:treat(?:y|ies)|agreements?|accords?|traités?|tratados?|acuerdos?|Vertrags?|Abkommens?)\Z", re.IGNORECASE
)
"""What was signed in that year and is spoken of since."""
_CALAMITY: Final = re.compile(
    r"(?:fires?|floods?|tsunami|earthquakes?|famine|plague|cris[ie]s|crash|strikes?|storms?|hurricane|uprising|revolts?|riots?|massacre|eruption"
    r"|drought|games|olympics|cup|championships?|census|incendies?|inondations?|famine|grève|révolte|tempête|éruption"
    r"|rising|uprising|truce|armistice|\w+day|offensive|movement|coup|putsch|mutiny|siege|battle|war|wars|campaign|protests?|demonstrations?"
    r"|incendio|inundación|huelga|terremoto|sequía|epidemia|Brand|Flut|Streik|Aufstand|Sturm|Krise|Putsch)\Z",
    re.IGNORECASE,
)
"""Nouns of what happened in the year that names it, beside the cues' own."""
_NAMED_EVENT: Final = re.compile(
    r"\b(?:Révolution|Revolución|Printemps|Primavera|Commune|Semana|Guerre|Guerra|Otoño|Automne)\b[^,.;]{0,30}$"
)
_NO_THINGS: Final = word_set(
    """
    year month months summer spring autumn fall winter end start beginning middle half quarter quarters part days out
    late early ahead instead because as most all much rest course events antes después partir largo fines finales
    mediados principios comienzos inicios alrededor año años verano otoño invierno primavera mes cours courant début
    fin milieu année années avant lors mois printemps automne hiver sommer herbst frühjahr jahr jahre ende anfang mitte
    """
)
"""Words before "of 1905" that name no thing: a part of the year, or a preposition's."""
_LOWER: Final = re.compile(r"\b[a-zß-ÿ]{3,}\b")
