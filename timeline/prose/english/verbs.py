"""English verb forms, as far as a title and a tense need them: closed lists and endings, no model.

A word is looked at by its form and its neighbours; what is not known to be a verb is taken for a noun.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from timeline.prose.cues.shape import word_set

MODALS: Final = word_set("will would can could may might shall should must cannot won't wouldn't 'll ’ll")
BE: Final = word_set("is are was were am be been being isn't aren't wasn't weren't")
HAVE: Final = word_set("has have had having hasn't haven't hadn't")
DO: Final = word_set("do does did doesn't don't didn't")
AUXILIARIES: Final = MODALS | (BE - {"be", "been", "being"}) | (HAVE - {"having"}) | DO
PAST: Final = word_set(
    """
    was were did went came became began saw took gave wrote spoke chose froze drove rode rose flew grew knew threw
    withdrew drew broke woke arose fell swam sang rang sank shrank sprang bore wore swore tore forgot hid bit ate
    forgave undertook overtook mistook foresaw overthrew underwent outgrew overcame arose strove awoke fled said
    """
)
PAST_OR_PARTICIPLE: Final = word_set(
    """
    made held met led built sent told left won lost found brought bought sold paid kept set put cut hit let shut
    struck stood understood thought taught caught fought sought felt dealt meant spent lent bent heard laid read ran
    got had shot sat slept swept wept crept leapt burnt learnt spelt hung dug stuck stung swung spun clung won fed
    bled bred sped slid lit upset reset beat cast broadcast forecast cost hurt quit split spread burst thrust bid
    overheard withheld upheld oversaw undid redid rebuilt resold retold shed wed forbade outbid sued
    """
)
PARTICIPLE: Final = word_set(
    """
    been done gone taken given written spoken chosen frozen driven ridden risen flown grown known thrown withdrawn
    drawn broken woken fallen swum sung rung sunk shrunk borne worn sworn torn forgotten hidden bitten eaten
    forgiven undertaken overtaken mistaken foreseen overthrown undergone overcome become begun seen shown born
    beaten proven struck stolen stricken sewn mown awoken
    """
)
NOT_PAST: Final = word_set(
    """
    hundred need needed red bed speed seed breed indeed exceed proceed succeed feed weed deed creed greed bleed
    steed shed sled bred fed led wed united naked sacred wicked rugged kindred ed mohammed ahmed hamed saeed fred
    alfred jared ted reed reid embed biped aged limited unprecedented so-called advanced armed detailed mixed
    """
)
BASES: Final = word_set(
    """
    abandon abolish abound absorb accelerate accept accompany accumulate accuse achieve acquire act adapt add
    address adjourn adjust administer admit adopt advance advise affect agree aid aim allege allocate allow amend
    analyse announce anticipate apologise appeal appear appoint approve argue arrest arrive ascend ask aspire
    assemble assert assess assign assist assume attack attempt attend attract auction authorise avoid await award
    back ban bargain base beat become begin believe betray bid blame block bomb bombard boost borrow boycott break
    bring build burn bury buy calculate call campaign cancel carry cause cease celebrate challenge change charge
    charter choose christen circulate cite claim clash clear climb close collapse collect collide combine come
    command commemorate commission commit compete compile complete comply compose comprise conceal concede
    conclude condemn conduct confer confine confirm conquer consider consist construct consult contain continue
    control convene convert convey convict cooperate coordinate cover create criticise cross crown cure cut damage
    dash dazzle deal debut decide declare decline decree dedicate deem defeat defend delay deliberate deliver
    demand deny depart depend depict deploy deport deprive derive descend describe deserve design designate desire
    destroy detain detonate devastate develop devote dictate die differ dig diminish disagree disappear discharge
    disclose discover discuss dismantle dismiss dispatch disperse displace display dispute disrupt dissolve
    distribute divide dominate donate double draft draw drive drop drown dwell earn ease edit elect eliminate
    embark embrace emerge emigrate employ empower enable enact encounter encourage end endorse endure enforce
    engage enjoy enlarge enlist enrol ensure entail enter entitle erect erupt escape establish evacuate evolve
    examine exceed exchange exclude execute exhibit exile exist expand expect expel expire explain explode exploit
    explore export expose express extend extract face fail fall feature fell fight file fill finance find fine
    finish fire flee flood flow fly follow forbid force forecast foresee forge forget form found free frighten
    fulfil fund gain gather generate get give go govern grab graduate grant greet grind grow guarantee guide halt
    handle happen harm harvest head hear help hinder hinge hire hit hold honor honour hope host hurl identify
    ignore illustrate immigrate implement imply import impose imprison improve inaugurate incite include
    incorporate increase incur indicate induce inflict inform inhabit inherit initiate injure insert insist
    inspect inspire install institute integrate intend intensify intervene interview introduce invade invent
    invest invite invoke involve issue join judge keep kick kidnap kill kneel knock know lack lament land last
    launch lay lead learn lease leave liberate license lift like link live lobby locate loot lose love maintain
    make manage manifest manufacture march mark marry mean mediate meet mention merge merit migrate miss mobilise
    modernise modify monitor mourn move murder name narrow nationalise navigate need negotiate nominate note
    notice notify obey object oblige observe obstruct obtain occupy occur offer open operate oppose order organise
    organize oust outline overhaul overlook oversee overtake overthrow owe own parade pardon participate pass
    patrol pay perceive perform permit persist persuade pick pilot place plan play plead pledge plough plunge
    portray possess post postpone postulate praise pray preach predict prefer prepare present preserve preside
    press presume prevent privatise probe proceed proclaim produce progress prohibit proliferate promise promote
    promulgate propose prosecute prosper protect protest prove provide publish pull punish purchase pursue push
    put qualify quit quote raid raise rank ratify raze reach react read realise realize reappear rebuild recall
    receive reckon recognise recognize recommend reconsider reconstruct record recover recruit redesign reduce
    reelect refer reflect refurbish refuse refute regain regard rehearse reign reinforce reiterate reject rejoin
    relate relaunch release relocate rely remain remarry remember remind remove renew renounce renovate reopen
    reorganise repay repeal repel replace replenish reply report represent reproduce request require rescue
    research resemble reshape reside resign resolve respond restart restore restrict result resume retain retake
    retire retreat return reunite reveal revert revise revisit revive revoke revolt reward ring rise roam rob rule
    run rush sack safeguard sail sanction save say schedule scrap screen seal search secede secure see seek seem
    seize select sell send sentence separate serve set settle shake shelter shift shine shoot shoulder show shrink
    shut sign simplify sing sink sit skip slam slide slip smash smuggle soar solicit solve spark speak specify
    spend split sponsor spread squeeze stabilise stage stand start state stay steal stem step stop storm
    strengthen stretch strike strip strive struggle study submit subsidise substitute succeed succumb sue suffer
    suggest summon supervise supply support suppress surge surpass surprise surrender survive suspend swear sweep
    swim switch symbolise tackle take target teach tell tend test thank threaten thrive tie topple toss tour trace
    trade train transfer transform translate transmit transport trap travel treat trigger trust try tumble tunnel
    turn undergo unearth unfold unite unlock unravel unseat unveil update upgrade uphold urge use usher utilise
    utter vacate vanish vary venture veto violate visit vote vow wage wait walk wander want warn watch weaken
    weigh welcome widen win wipe withdraw witness work worship wreck write yield zoom
    """
)
REPORTING: Final = word_set(
    """
    said says say told tells reported reports stated states added adds noted notes wrote writes explained explains
    commented quoted cited citing according recalled remarked
    """
)
"""Verbs that only pass on words; an announcement, a warning or a promise is an event of its own."""

PREPOSITIONS: Final = word_set(
    """
    in on at of for from to with by about against between among into onto through during before after since until
    till under over above below near behind beyond within without across along around amid amidst upon via per as
    than like toward towards despite throughout off out up down including following concerning regarding alongside
    """
)
DETERMINERS: Final = word_set(
    """
    the a an this that these those its his her their our my your some any each every no another both all such
    """
)
PRONOUNS: Final = word_set("he she it they we i you who which that there this these those one")
CONJUNCTIONS: Final = word_set("and or but nor yet so")
ADVERBS: Final = word_set(
    """
    also later then soon first officially already just still never not now again recently reportedly initially
    finally formally previously originally once ever even only since largely mainly temporarily subsequently
    eventually usually often always normally generally typically successfully jointly publicly quickly significantly
    directly
    """
)

_ED: Final = re.compile(r"[a-z][a-z-]{1,20}ed$")
_ING: Final = re.compile(r"[a-z]{2,20}ing$")
_NOT_ING: Final = word_set(
    """
    king ring thing spring string wing bring sing swing during evening morning building ceiling meeting beijing
    nothing something anything everything including according following regarding concerning housing nanjing being
    """
)


@lru_cache(maxsize=8192)
def is_past_form(word: str) -> bool:
    """Whether the form can be a past tense or a past participle."""
    lower = word.lower()
    return lower in PAST or lower in PAST_OR_PARTICIPLE or lower in PARTICIPLE or is_ed(word)


@lru_cache(maxsize=8192)
def is_ed(word: str) -> bool:
    """A regular past form; names ("Ahmed", "United") and "hundred" are none."""
    return word.islower() and word not in NOT_PAST and bool(_ED.match(word))


@lru_cache(maxsize=8192)
def is_ing(word: str) -> bool:
    """A present participle or gerund, by its ending."""
    return word.islower() and word not in _NOT_ING and bool(_ING.match(word))


@lru_cache(maxsize=8192)
def is_third(word: str) -> bool:
    """A present tense in the third person singular of a common verb ("visits", "launches", "carries")."""
    if not word.islower() or not word.endswith("s"):
        return False
    if word.endswith("ies"):
        return word[:-3] + "y" in BASES
    return word[:-1] in BASES or (word.endswith("es") and word[:-2] in BASES)


_OFTEN: Final = word_set("now also still often never always usually already then soon currently")


_BEFORE_NOUN: Final = PREPOSITIONS | DETERMINERS - word_set("that this these those both all some")
_BEFORE_PARTICIPLE: Final = BE | HAVE | {",", "(", ""}


def finite(words: Sequence[str], at: int) -> bool:
    """Whether the word at `at` is a finite verb, judged by its form and the words beside it."""
    word, lower = words[at], words[at].lower()
    before = words[at - 1].lower() if at else ""
    after = words[at + 1].lower() if at + 1 < len(words) else ""
    if lower in AUXILIARIES:
        return not (lower in {"may", "will"} and word[0].isupper())  # the month, and the name
    if before in _BEFORE_NOUN:
        return False
    if lower in PAST:
        return True
    if before.endswith("ly") and at >= 2 and words[at - 2].lower() in DETERMINERS:
        return False  # "the internationally recognised republic"
    if lower in PAST_OR_PARTICIPLE or is_ed(word):
        # "was built", "has held", ", opened in" and "plans drawn by": the form is a participle there.
        return after != "by" and before not in _BEFORE_PARTICIPLE
    return word.endswith("s") and _is_present(word, before, after, early=at < 8)


def _is_present(word: str, before: str, after: str, *, early: bool) -> bool:
    """Whether a word in "s" is a present tense and no plural; `early` says that it may still be the first verb."""
    if before in _OFTEN and word.islower():
        return True
    if not is_third(word) or before in _COUNTS or before.isdecimal() or _is_verbal(after):
        return False
    # Far into a sentence "visits to", "claims of" are nouns; near its beginning a subject asks for its verb.
    return before not in _NO_SUBJECT and (early or after not in PREPOSITIONS)


_COUNTS: Final = word_set(
    """
    these those two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand
    million dozen many several few both most more all
    """
)
_NO_SUBJECT: Final = frozenset({"", ",", "’s", "'s"})


_NEW_CLAUSE: Final = CONJUNCTIONS | word_set(
    ", that who which where when what because after before how why whether while if"
)


def _is_verbal(word: str) -> bool:
    """Whether a verb follows, so that what stands before it was a noun: "forces culminated"."""
    return word in AUXILIARIES or word == "having" or is_past_form(word)


def first_finite(words: Sequence[str], start: int = 0) -> int | None:
    """The place of the first finite verb from `start`; a participle before a sure verb is passed over.

    "The talks held in Paris were long": "held" yields to "were" as long as no comma or conjunction parts them.
    """
    likely = None
    for at in range(start, len(words)):
        lower = words[at].lower()
        if likely is not None and (lower in _NEW_CLAUSE or is_ing(words[at])):
            return likely
        if finite(words, at):
            sure = lower in AUXILIARIES or lower in PAST
            if likely is None or (sure and words[at - 1].lower() not in PRONOUNS):
                if sure:
                    return at
                likely = at if likely is None else likely
    return likely
