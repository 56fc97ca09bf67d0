"""What a source says of a mention now, beside what it said before, or what a person put in its place."""

from __future__ import annotations

import msgspec

from timeline.dates import explain
from timeline.dates.reading import Reading
from timeline.merge.normalise import publication_day
from timeline.model.event import Claim


def keep_edits(claim: Claim, old: Claim) -> Claim:
    """The claim with what a person had put in place of the source's word."""
    if not old.edited:
        return claim
    fields = {name: getattr(old.mention, name) for name in old.edited if name != "when"}
    return msgspec.structs.replace(
        claim,
        mention=msgspec.structs.replace(claim.mention, **fields),
        when=old.when if "when" in old.edited else claim.when,
        edited=old.edited,
    )


def only_reading_differs(old: Claim, new: Claim) -> bool:
    """Whether two dates of one claim differ by our reading alone: in the same document, or by the same words.

    The words count where it is from them that the new date follows; a source may state another date beside the same
    words, and then it is the source that moved.
    """
    before, after = old.mention, new.mention
    if old.when == new.when or "when" in new.edited:
        return False
    if before.citation.digest and before.citation.digest == after.citation.digest:
        return True
    said = after.said_when
    same = (before.said_when, before.citation.published) == (said, after.citation.published)
    if not said or not same:
        return False
    reading = explain(said, publication_day(after.citation.published), after.language or None)
    return isinstance(reading, Reading) and reading.when.edtf == new.when.edtf


def with_date_of(claim: Claim, old: Claim) -> Claim:
    """The claim with the date as it was read before, by the rule that read it."""
    before = old.mention.citation
    citation = msgspec.structs.replace(claim.mention.citation, when=before.when, rule=before.rule)
    mention = msgspec.structs.replace(claim.mention, when=old.mention.when, citation=citation)
    return msgspec.structs.replace(claim, when=old.when, mention=mention)


def without_place(claim: Claim) -> Claim:
    """What a claim says, without where in which copy of the document it stands."""
    citation = msgspec.structs.replace(claim.mention.citation, digest="", retrieved=None, place="")
    return msgspec.structs.replace(claim, mention=msgspec.structs.replace(claim.mention, citation=citation))


def with_names_of(old: Claim, new: Claim) -> object:
    """What the old claim says, as if it had the names of the new one."""
    mention, citation = new.mention, old.mention.citation
    citation = msgspec.structs.replace(citation, key=mention.citation.key)
    return msgspec.structs.replace(
        old.mention, key=mention.key, uid=mention.uid, named_by=mention.named_by, citation=citation
    )
