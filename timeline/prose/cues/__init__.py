"""What the words around a date say of it, one table a language: its tense and mood, figures, comparisons, habits.

A language is added by one file here and its row in `CUES`.
"""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Final

from timeline.prose.cues.de import GERMAN
from timeline.prose.cues.en import ENGLISH
from timeline.prose.cues.es import SPANISH
from timeline.prose.cues.fr import FRENCH
from timeline.prose.cues.shape import Cues
from timeline.prose.cues.zh import CHINESE

__all__ = ["CAPTION", "CUES", "FURNITURE", "STAMP", "Cues", "detected"]

CUES: Final = {cues.code: cues for cues in (ENGLISH, CHINESE, GERMAN, FRENCH, SPANISH)}
FURNITURE: Final = re.compile(
    r"©|\(c\) ?\d{4}|\bcopyright\b|all rights reserved|alle rechte vorbehalten|tous droits réservés"
    r"|todos los derechos|版权所有",
    re.IGNORECASE,
)
"""What only a page's foot says."""
STAMP: Final = re.compile(
    r"\W*(?:(?:first |last )?(?:published|updated|modified|reviewed|posted|retrieved|accessed|filed|created|edited)\b"
    r"[^.]{0,12}?(?:\bon\b|\bat\b|:|\d)"
    r"|(?:sources?|(?:release |publication )?date|editor|edited by|by|stand|datum|quelle|fecha|fuente)\s?[:：|]"
    r"|(?:veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado)\b"
    r"|发布时间|更新时间|来源|责任编辑|编辑[:：])",
    re.IGNORECASE,
)
"""How a short line begins that says when and by whom the page was made."""
CAPTION: Final = re.compile(
    r"\(?(?:file |ai )?(?:photo|picture|image|video|foto|bild|photographie|imagen)s?\b"
    r" ?(?::|by|credit|courtesy|\(|/|von|de)"
    r"|图为|资料图|.{0,20}摄\W*$",
    re.IGNORECASE,
)
"""How a line begins that says whose picture stands beside it."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")


def detect_language(sample: str, among: Set[str] = CUES.keys()) -> str:
    """The language the words look like: Chinese by its script, others by their commonest words; else English."""
    letters = _WORD.findall(sample.lower())
    if "zh" in among and len(_HAN.findall(sample)) * 4 > sum(map(len, letters)):
        return "zh"
    spaced = [cues for code, cues in CUES.items() if cues.spaced and code in among]
    return max(spaced, key=lambda cues: sum(word in cues.common for word in letters)).code
