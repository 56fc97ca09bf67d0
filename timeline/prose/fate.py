"""What became of a date that was set: the event is cancelled, or put off; the date of the act itself is neither."""

from __future__ import annotations

import re
from typing import Final

AROUND: Final = 140
"""Characters of the sentence before and after a date that are looked at."""


def fate(sentence: str, start: int, end: int) -> str:
    """`cancelled`, `postponed` (of the old date), or nothing. The words may be of any language that prose reads."""
    before, after = sentence[max(0, start - AROUND) : start], _clause(sentence[end : end + AROUND])
    for name, verb in _FATES.items():
        if verb.after.match(after) or verb.of.search(before):
            return name
    if _OFF.match(after):
        return "cancelled"
    if _ORIGINALLY.search(before) or _FROM.search(before) or (_VOM.search(before) and _AUF.match(after)):
        return "postponed"
    return ""


def _clause(after: str) -> str:
    stop = _STOP.search(after)
    return after[: stop.start()] if stop else after


class _Verb:
    """The words for one fate: after a date that is the subject's, or right before the date that is the object's."""

    def __init__(self, participles: str, chinese: str) -> None:
        passive = rf"[^.;\n]{{0,60}}?\b(?:{_BE})\b[^.;\n]{{0,40}}?\b(?:{participles})(?!\w)"
        self.after = re.compile(rf"{passive}|[^。；\n]{{0,30}}(?:{chinese})(?!到|至)", re.IGNORECASE)
        self.of = re.compile(
            rf"\b(?:{participles}) (?:the|its|their|his|her|this|der|die|das|le|la|el)\s*$", re.IGNORECASE
        )


_BE: Final = (
    r"is|are|was|were|has|have|had|been|being|will be|ist|sind|wurden?|wird|werden|est|sont|a été|ont été|sera|seront"
    r"|fue|fueron|ha sido|han sido|queda|se ha|fällt|fallen"
)
_FATES: Final = {
    "cancelled": _Verb(
        r"cancell?ed|called off|scrapped|axed|abgesagt|gestrichen|aus|annulée?s?|supprimée?s?|cancelad[oa]s?"
        r"|suspendid[oa]s?|anulad[oa]s?",
        "取消",
    ),
    "postponed": _Verb(
        r"postponed|delayed|adjourned|deferred|put off|put back|rescheduled|moved|pushed back|verschoben"
        r"|vertagt|verlegt"
        r"|reportée?s?|repoussée?s?|ajournée?s?|aplazad[oa]s?|pospuest[oa]s?|retrasad[oa]s?",
        "推迟|延期|改期",
    ),
}
_ORIGINALLY: Final = re.compile(
    r"\b(?:originally|initially|first|ursprünglich|initialement|inicialmente) "
    r"(?:set|scheduled|planned|due|slated|booked|für|geplant|prévue?s?|previst[oa]s?)"
    r"(?: (?:for|on|to|am|für|le|para))?(?: the| el)?\s*$"
    r"|原[定计][于在]?$",
    re.IGNORECASE,
)
_FROM: Final = re.compile(
    r"\b(?:moved|postponed|rescheduled|put back|pushed back|shifted|delayed|verschoben|verlegt|reportée?s?|aplaza\w*)"
    r" (?:from|vom|du|del)(?: the)?\s*$",
    re.IGNORECASE,
)
_OFF: Final = re.compile(r"[^.;,\n]{0,60}?\b(?:is|are) off(?=[ .,]|$)(?! to| the)", re.IGNORECASE)
_VOM: Final = re.compile(r"\bvom\s*$|从$")
_AUF: Final = re.compile(r"[^.;\n]{0,12} auf [^;\n]{0,40}(?:verschoben|verlegt)|推迟|延期|改")
_STOP: Final = re.compile(r"(?<!\d)[.!?]\s|[。；;\n]")
