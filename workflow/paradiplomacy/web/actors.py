"""Who acts in what a page says of a place, and how the place stands to it: features beside those of `features`.

Whether the tie is a town's or that of its region, district or partner; whether something was done or is only wished or
told; whether the place is the other side ("with Ningbo") or only where it happened ("in Ningbo").
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from paradiplomacy.web.cues import EXPLICIT, FORMAL, Preposition
from paradiplomacy.web.mention import REGIONS, Mention
from paradiplomacy.web.scanner import CueHit, NameHit, ScannedPage

WORDS_BETWEEN = 5  # words between a preposition and its place: "mit der chinesischen Stadt Qingdao"
WORDS_AFTER = 2  # words between a place and the word that stands after it: "Zhuhai linnaga"
LETTERS_BETWEEN = 60
OF_PLACE = 20  # letters between a word on regions and the place whose region it may be: "Provinz Hunan"
SMALL_WORD = 4  # letters of a preposition between a word on regions and the name of one
OF_UNIT = 14  # letters between a word on regions and the unit that is one: "Regione Puglia"
NEAR_TIE = 70  # letters within which a word of wish or future speaks of a tie
FUTURE = 30  # letters between a word of wish or future and the deed that is still to be done
OWN_SENTENCE = 25  # letters after another place, from which on this one is no further member of a list
DEEDS = {"intent", "approve", "since", "anniversary", "end"}

ACTOR_FEATURES = (
    "with place", "at place", "at place without explicit", "both towns in sentence", "both towns and tie word",
    "both towns follow", "both towns and tie word follow", "other actor follows", "signed in what follows",
    "region acts", "region opens sentence", "region in heading", "region acts without unit", "district acts",
    "only wished", "only wished in heading", "deed in sentence",
    "wish follows", "denial follows", "partner town before", "region of other name", "place is region",
)  # fmt: skip
ACTORS_FOR = (
    "with place", "both towns in sentence", "both towns and tie word", "both towns follow",
    "both towns and tie word follow", "signed in what follows", "deed in sentence",
)  # fmt: skip
ACTORS_AGAINST = (
    "at place", "at place without explicit", "other actor follows", "region acts", "region opens sentence",
    "region in heading", "region acts without unit", "district acts", "only wished",
    "only wished in heading", "partner town before", "wish follows", "denial follows",
)  # fmt: skip


def preposition_before(scan: ScannedPage, mention: Mention, start: int, kind: Preposition, other: Preposition) -> bool:
    """Tell whether a preposition leads to a place, and no other one stands nearer; `start`: of the sentence."""
    if mention.ending and mention.ending in kind.endings:
        return True
    after = scan.plain[mention.end : mention.end + LETTERS_BETWEEN].split()[:WORDS_AFTER]
    if kind.after & set(after):
        return True
    before = scan.plain[max(start, mention.start - LETTERS_BETWEEN) : mention.start].split()
    for word in reversed(before[-WORDS_BETWEEN:]):
        if word in kind.before:
            return True
        if word in other.before:
            return False
    return False


def regions_acting(
    scan: ScannedPage, cues: Sequence[CueHit], mentions: Sequence[Mention], names: Sequence[str]
) -> list[CueHit]:
    """Return the cues on regions that are neither the partner place's nor the unit's own (`names`: names of a cue)."""
    if scan.unit_is_region:
        return []  # the region that acts is the unit
    partners = [other for other in mentions if other.place.kind in REGIONS or other.region_given]
    towns = {hit.start for hit in scan.names if hit.elsewhere}
    own = [unit for unit in scan.unit_hits if unit not in towns]  # a unit that is no town of that name is a region
    return [
        cue
        for cue in cues
        if cue.name in names
        and not any(max(0, other.start - cue.end, cue.start - other.end) <= OF_PLACE for other in partners)
        and not any(0 <= other.start - cue.end <= SMALL_WORD for other in mentions)  # "la provincia de Cantón"
        and not any(-OF_UNIT <= unit - cue.start <= cue.end - cue.start + OF_UNIT for unit in own)
    ]


def only_wished(cues: Sequence[CueHit], mention: Mention) -> bool:
    """Tell whether a tie is only wished for or announced: a word of it stands near, and no deed is told."""
    names = {cue.name for cue in cues}
    plans = [cue for cue in cues if cue.name == "plan"]
    ties = [cue for cue in cues if cue.name in (*EXPLICIT, *FORMAL, "partnership", "cooperate")]
    near = any(_gap(plan, tie) <= NEAR_TIE for plan in plans for tie in ties)
    return near and not DEEDS & names and not _is_done(cues, plans)


def _is_done(cues: Sequence[CueHit], plans: Sequence[CueHit]) -> bool:
    """Tell whether a signature is told that no word of the future stands beside."""
    signed = [cue for cue in cues if cue.name == "sign"]
    return any(all(_gap(cue, plan) > FUTURE for plan in plans) for cue in signed)


def actor_facts(
    scan: ScannedPage,
    mention: Mention,
    mentions: Sequence[Mention],
    *,
    start: int,
    sentence: Sequence[CueHit],
    headings: Sequence[CueHit],
    following: Set[str],
    units: Sequence[int],
    abroad: Sequence[NameHit],
    holders: Set[str],
) -> dict[str, bool]:
    """Return the features of `ACTOR_FEATURES`.

    Parameters
    ----------
    start
        where the sentence begins.
    sentence, headings
        cues of the sentence and of the headings above.
    following
        names of the cues of what follows and takes the place up again.
    units, abroad
        where the unit is named, and towns of third countries before the mention, both in the sentence.
    holders
        names of cues on organisations.
    """
    names = {cue.name for cue in sentence}
    ties = {*EXPLICIT, *FORMAL, "partnership", "cooperate"}
    explicit_beside = any(cue.name in EXPLICIT and _to(cue, mention) <= OF_PLACE for cue in sentence)
    at = not mention.listed and preposition_before(scan, mention, start, scan.at_words, scan.with_words)
    beside = not mention.listed and preposition_before(scan, mention, start, scan.with_words, scan.at_words)
    of_regions = regions_acting(scan, sentence, mentions, ("region", "body"))
    wished = only_wished(sentence, mention)
    both = "both" in names and not (at and not explicit_beside)
    follows = bool(ties & following) and not {"plan", "not"} & following and not holders & following
    both_follow = "both" in following and not holders & following
    opens = any(
        mention.start - hit.end > OWN_SENTENCE
        and any(cue.name in EXPLICIT and 0 <= hit.start - cue.end <= OF_PLACE for cue in sentence)
        for hit in (*abroad, *((o for o in mentions if start <= o.start and o.place != mention.place) if at else ()))
    )
    return {
        "with place": beside,
        "at place": at,
        "at place without explicit": at and not explicit_beside,
        "both towns in sentence": both,
        "both towns and tie word": both and bool(ties & names),
        "both towns follow": both_follow,
        "both towns and tie word follow": both_follow and follows,
        "other actor follows": bool((holders | {"body"}) & following) and "both" not in following,
        "signed in what follows": follows and "sign" in following,
        "wish follows": bool(ties & following) and "plan" in following,
        "denial follows": bool(ties & following) and "not" in following,
        "region acts": bool(of_regions) and not mention.listed,
        "region opens sentence": any(cue.start - start <= OF_PLACE for cue in of_regions) and not mention.listed,
        "region in heading": bool(regions_acting(scan, headings, mentions, ("body",))),
        "region acts without unit": bool(of_regions) and not units and not mention.listed,
        "district acts": bool(regions_acting(scan, sentence, mentions, ("district",))) and not mention.listed,
        "only wished": wished,
        "only wished in heading": only_wished(headings, mention) and not DEEDS & names,
        "deed in sentence": bool(ties & names) and _is_done(sentence, [c for c in sentence if c.name == "plan"]),
        "partner town before": opens and not units,
        "place is region": mention.place.kind in REGIONS and not scan.unit_is_region and not mention.listed,
        "region of other name": mention.place.kind in REGIONS and bool(of_regions) and not mention.listed,
    }


def _gap(one: CueHit, other: CueHit) -> int:
    return max(0, one.start - other.end, other.start - one.end)


def _to(cue: CueHit, mention: Mention) -> int:
    return max(0, cue.start - mention.end, mention.start - cue.end)
