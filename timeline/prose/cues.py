"""What the words around a date say of it, one row a language: its tense and mood, figures, comparisons, habits.

A language is added by one row here. Patterns are searched in one clause, so their input is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


def _any(words: str, *more: str, spaced: bool = True) -> re.Pattern[str]:
    """Any of the words (separated by " | "), whole where the script has spaces."""
    inner = "|".join(words.split(" | ")) if words else "(?!)"
    pattern = rf"(?<!\w)(?:{inner})(?!\w)" if spaced else rf"(?:{inner})"
    return re.compile("|".join([pattern, *more]), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cues:
    """The cue words of one language. `ordinal_dot`: it writes "3. Mai"; `spaced`: words are parted by spaces."""

    code: str
    common: frozenset[str]
    connectors: frozenset[str]
    prepositions: re.Pattern[str]
    expected: re.Pattern[str]
    conditional: re.Pattern[str]
    denied: re.Pattern[str]
    reporting: re.Pattern[str]
    figures: re.Pattern[str]
    comparison: re.Pattern[str]
    habit: re.Pattern[str]
    happening: re.Pattern[str]
    trailing: frozenset[str]
    ordinal_dot: bool = False
    spaced: bool = True


ENGLISH: Final = Cues(
    code="en",
    common=frozenset("the of and to in a is that for was on with as it by at from has have said will not".split()),
    connectors=frozenset(),
    prepositions=_any(
        "on | in | at | of | since | from | by | until | till | before | after | during | for | over | through | "
        "throughout | around | about | circa | between | within | following | as of | starting | beginning | effective | "
        "this | no later than | as early as | as late as | early | late | mid | and | to | dated"
    ),
    expected=_any(
        "will | won't | shall | is to | are to | was to | were to | (?:is|are|was|were|be|been) (?:expected|scheduled|due|"
        "set|slated|planned|poised|about|supposed|likely|forecast|projected) | (?:is|are) going to | plans? to | "
        "planning to | aims? to | intends? to | expected | scheduled | upcoming | forthcoming | deadline",
        r"[’']ll\b",
    ),
    conditional=_any(
        "if | unless | would | could | might | (?-i:may) | whether | considering | considers | possibly | perhaps | "
        "provided that | in case"
    ),
    denied=_any(
        "not(?! (?:only|just|least|yet known)) | never | no longer | denie[ds] | deny | denying | failed to | refused to | "
        "false(?:ly)?",
        r"n[’']t\b",
    ),
    reporting=_any(
        "said | says | told | reported | reports | stated | added | noted | quoted | according to | cited | citing | wrote | "
        "as reported by | in a statement | in an interview | told reporters | commented"
    ),
    figures=_any(
        "percent | per cent | percentage | points? | year-on-year | yoy | quarter-on-quarter | billion | trillion | average | "
        "total(?:ed|ing|led|ling)? | figures? | statistics | data | rate | revenues? | profits? | loss | losses | sales | "
        "exports | imports | trade | turnover | gdp | inflation | population | output | rose | fell | grew | increased? | "
        "decreased? | surged | dropped | climbed | soared | shrank | plunged | reach(?:ed|es|ing)? | exceed(?:ed|s|ing)? | "
        "amount(?:ed|s)? to | up from | down from | record high | accounted for | number of | units | trips | passengers",
        r"\d\s?%",
        r"[$€£¥]\s?\d",
    ),
    comparison=_any(
        "compared (?:to|with) | than in | than(?: \\w+){0,2} | up from | down from | (?:the )?same period | a year earlier | "
        "versus | vs\\.? | levels? of"
    ),
    habit=_any(
        "usually | (?:every|each) (?:year|month|week|day|spring|summer|autumn|fall|winter|morning|evening|night|\\w+day) | annually | "
        "always | traditionally | typically | often | falls? on | normally | generally"
    ),
    happening=_any(
        "meetings? | summits? | visits? | talks? | conferences? | elections? | wars? | battles? | attacks? | agreements? | "
        "treat(?:y|ies) | launch(?:es)? | openings? | closures? | signings? | deaths? | births? | hearings? | trials? | "
        "protests? | strikes? | earthquakes? | floods? | explosions? | crash(?:es)? | ceremon(?:y|ies) | decisions? | "
        "withdrawals? | arrivals? | departures? | votes? | referend(?:um|ums|a) | invasions? | sieges? | ceasefires? | "
        "releases? | establishment | founding | creation | debates? | exhibitions? | festivals? | expos? | events? | "
        "operations? | resumption | trips? | tours? | sessions? | forums? | coups? | revolutions? | accidents? | bombings?"
    ),
    trailing=frozenset(
        "a an the this that these those his her its their our my your of in on at by for from to with about between into "
        "and or but nor as than then when while where which who whose whom if because since after before during until "
        "under over against through amid via per is are was were be been being has have had will would can could may "
        "might must shall should not no also very more most so both either its such including like up".split()
    ),
)

GERMAN: Final = Cues(
    code="de",
    common=frozenset("der die das und ist nicht ein eine mit von den dem im auf für sich auch wurde werden nach zum".split()),
    connectors=frozenset("aber sondern denn weil dass als wenn während nachdem bevor obwohl der die das wo da wobei damit".split()),
    prepositions=_any("am | im | in | seit | vom | von | ab | bis | zum | vor | nach | während | um | gegen | anfang | mitte | ende | zwischen | der | dem | den"),
    expected=_any("wird(?! \\w+ worden) | werden | soll | sollen | will | wollen | plant | planen | geplant | vorgesehen | erwartet | voraussichtlich | künftig"),
    conditional=_any("wenn | falls | würde | würden | könnte | könnten | sollte | dürfte | möglicherweise | angeblich | vielleicht"),
    denied=_any("nicht | kein | keine | keinen | nie | niemals | bestritt | dementierte | bestreitet"),
    reporting=_any("sagte | sagten | sagt | erklärte | berichtete | berichteten | berichtet | teilte(?: \\w+){0,3} mit | hieß es | laut | zufolge | schrieb | meldete"),
    figures=_any("prozent | durchschnitt | umsatz | gewinn | verlust | stieg(?:en)? | sank(?:en)? | milliarden | millionen | zahl der | exporte | importe | rate | quote | wuchs", r"\d\s?%", r"\d\s?€"),
    comparison=_any("verglichen | im vergleich | gegenüber | als im | vorjahr | vorjahres(?:zeitraum)? | vormonat"),
    habit=_any("jedes jahr | jährlich | immer | üblicherweise | gewöhnlich | meist | jeweils | traditionell"),
    happening=_any("treffen | gipfel | besuch | wahl | wahlen | krieg | angriff | abkommen | vertrag | eröffnung | konferenz | unfall | erdbeben"),
    trailing=frozenset("der die das den dem des ein eine einen einem einer und oder aber in im am an auf mit von vom zu zum zur für bei nach vor seit über unter durch als dass wenn weil ist sind war waren wird werden hat haben".split()),
    ordinal_dot=True,
)

FRENCH: Final = Cues(
    code="fr",
    common=frozenset("le la les des et est une dans que pour qui sur pas plus par au du avec ce il été aux ont".split()),
    connectors=frozenset("mais car que qui dont où lorsque quand alors tandis puisque après avant si comme et".split()),
    prepositions=_any("le | en | à | au | depuis | du | de | dès | jusqu[’']au? | avant | après | pendant | vers | entre | début | fin | mi | courant | d[’']ici", r"\bl[’']", r"\bd[’']"),
    expected=_any("va | vont | doit | doivent | devrait | devraient | prévoit | prévu(?:e|es|s)? | compte | sera | seront | aura | auront | \\w{2,}(?:era|eront|ira|iront) | prochaine?"),
    conditional=_any("si | pourrait | pourraient | serait | seraient | aurait | auraient | peut-être | éventuel(?:le)?(?:ment)?"),
    denied=_any("ne | n[’']\\w+ pas | pas | jamais | dément(?:i|it)? | nie | nié | aucune?", r"\bn[’']"),
    reporting=_any("a déclaré | a dit | a annoncé | a indiqué | a expliqué | a rapporté | selon | d[’']après | a affirmé | a précisé | a ajouté | rapporte | a souligné"),
    figures=_any("pour cent | milliards? | millions? | moyenne | taux | chiffre d[’']affaires | bénéfices? | pertes? | hausse | baisse | augmenté | progressé | reculé | nombre de | exportations | importations", r"\d\s?%", r"\d\s?€"),
    comparison=_any("par rapport à | contre | comparé | que l[’']an | l[’']année précédente | un an plus tôt | même période"),
    habit=_any("chaque | tous les ans | toujours | généralement | habituellement | traditionnellement | souvent"),
    happening=_any("réunion | sommet | visite | élections? | guerre | attaque | accord | traité | ouverture | conférence | accident | séisme | rencontre"),
    trailing=frozenset("le la les l un une des du de d et ou mais à au aux en dans par pour sur avec sans sous vers chez que qui dont où est sont était a ont ce cette ces son sa ses leur leurs".split()),
)

SPANISH: Final = Cues(
    code="es",
    common=frozenset("el la los las de que y en un una por con para del se no es al su lo como más fue ha".split()),
    connectors=frozenset("pero que quien quienes cuando mientras donde porque aunque pues si como después antes y".split()),
    prepositions=_any("el | en | desde | a | al | del | de | hasta | antes | después | durante | hacia | entre | principios | mediados | finales | fines | este | tras | para"),
    expected=_any("va a | van a | prevé | prevén | previsto(?:s)? | prevista(?:s)? | planea | planean | deberá | deberán | será | serán | tendrá | tendrán | \\w{2,}(?:ará|erá|irá|arán|erán|irán) | próxim[oa]"),
    conditional=_any("si | podría | podrían | sería | serían | habría | habrían | quizás? | tal vez | posiblemente"),
    denied=_any("no | nunca | jamás | negó | niega | desmintió | ningún | ninguna"),
    reporting=_any("dijo | dijeron | afirmó | informó | declaró | señaló | explicó | indicó | según | aseguró | agregó | reportó | anunció que"),
    figures=_any("por ciento | millones | millón | billones | promedio | tasa | ventas | ganancias | pérdidas | aumentó | subió | cayó | creció | número de | exportaciones | importaciones | cifra", r"\d\s?%", r"\d\s?€"),
    comparison=_any("comparado | en comparación | frente a | respecto a | que en | año anterior | mismo período | mismo periodo"),
    habit=_any("cada | todos los años | siempre | generalmente | habitualmente | normalmente | suele | suelen"),
    happening=_any("reunión | cumbre | visita | elecciones | guerra | ataque | acuerdo | tratado | apertura | conferencia | accidente | terremoto | encuentro"),
    trailing=frozenset("el la los las un una unos unas de del y o pero a al en por para con sin sobre entre hacia desde hasta que quien donde cuando es son era fue ha han su sus este esta".split()),
)

CHINESE: Final = Cues(
    code="zh",
    common=frozenset("的 了 在 是 和 有 不 这 中 为".split()),
    connectors=frozenset(),
    prepositions=_any("在 | 于 | 自 | 从 | 到 | 至 | 截至 | 直到 | 约", spaced=False),
    expected=_any("将 | 计划 | 预计 | 拟 | 即将 | 有望 | 准备 | 打算 | 定于", spaced=False),
    conditional=_any("如果 | 若 | 可能 | 或将 | 据传 | 假如 | 一旦 | 也许", spaced=False),
    denied=_any("没有 | 并未 | 未能 | 否认 | 从未 | 不会 | 拒绝", spaced=False),
    reporting=_any("报道 | 表示 | 消息 | 记者 | 据 | 告诉 | 称", spaced=False),
    figures=_any("同比 | 环比 | 百分之 | 亿元 | 万元 | 增长 | 下降 | 平均 | 总额 | 数据 | 统计 | 达到 | 人口", r"\d[%％]", spaced=False),
    comparison=_any("相比 | 比去年 | 较 | 同期 | 上年", spaced=False),
    habit=_any("每年 | 通常 | 历来 | 往往 | 一般", spaced=False),
    happening=_any("会议 | 峰会 | 访问 | 选举 | 战争 | 袭击 | 协议 | 条约 | 开幕 | 地震 | 事故 | 会谈 | 成立 | 举行", spaced=False),
    trailing=frozenset(),
    spaced=False,
)

CUES: Final = {cues.code: cues for cues in (ENGLISH, CHINESE, GERMAN, FRENCH, SPANISH)}
FURNITURE: Final = re.compile(
    r"©|\(c\) ?\d{4}|\bcopyright\b|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos"
    r"|版权所有|^\W*(?:published|updated|last (?:updated|modified|reviewed)|posted|retrieved|accessed|source|release date"
    r"|date|created|edited|editor|byline|veröffentlicht|aktualisiert|stand|publié|mis à jour|publicado|actualizado"
    r"|发布时间|更新时间|来源|责任编辑|编辑)\b ?(?:on|at|by|le|el|am|：|:|\||\d)",
    re.IGNORECASE,
)
CAPTION: Final = re.compile(
    r"\(?(?:file |ai )?(?:photo|picture|image|video|foto|bild|photographie|imagen)s?\b ?(?::|by|credit|courtesy|\(|/|von|de)|图为|资料图|.{0,20}摄\W*$",
    re.IGNORECASE,
)
"""How a line begins that says whose picture stands beside it."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")


def detected(sample: str) -> str:
    """The language the words look like: Chinese by its script, others by their commonest words; else English."""
    letters = _WORD.findall(sample.lower())
    if len(_HAN.findall(sample)) * 4 > sum(map(len, letters)):
        return "zh"
    counts = {code: sum(word in cues.common for word in letters) for code, cues in CUES.items() if cues.spaced}
    return max(counts, key=lambda code: counts[code])


def found(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    """Whether one of the texts holds the pattern."""
    return any(pattern.search(text) for text in texts)
