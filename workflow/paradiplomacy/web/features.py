"""What is known of a mention before it is decided: features that a reader can check, the same in every language.

A feature is 1 or 0: a cue in the same sentence, near the place, in the heading above, in the lines before; the kind of
block; whose tie it may be. `classifier` weighs them, `decision` names those that spoke for and against.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from paradiplomacy.web.actors import ACTOR_FEATURES, ACTORS_AGAINST, ACTORS_FOR, actor_facts
from paradiplomacy.web.cues import EVENTS, EXPLICIT, FORMAL, OTHER_MATTERS, TIE
from paradiplomacy.web.mention import IN_LISTS, Mention
from paradiplomacy.web.page_context import ISO, LONG_LIST, SMALL_WORDS, PageContext, Surroundings
from paradiplomacy.web.pages import HEADINGS
from paradiplomacy.web.scanner import CueHit

NEAR = 45  # letters within which a cue speaks of a place
ADJACENT = 22  # letters between a cue and the place that it names
BESIDE = 14  # letters between a holder (university, company) and the place or word of tie that it owns
CLASS_OF_CUE = {
    **dict.fromkeys(EXPLICIT, "explicit"), **dict.fromkeys(FORMAL, "formal"),
    **dict.fromkeys(("partnership", "partner", "cooperate", "contact"), "weak"),
}  # fmt: skip
OWNED = 14  # letters between a holder and the unit's name that belongs to it: "Universität zu Köln", "Kölner Messe"
PARTNERS = {"partner", "partnership", "cooperate", "list"}
ORGANISATIONS = ("university", "school", "company", "club", "chamber", "museum")
REGIONAL = ("province", "state", "region", "county")
WITHIN = ("district", "region")

SENTENCE = tuple(f"sentence:{name}" for name in (*TIE, *EVENTS))
HEADING = tuple(f"heading:{name}" for name in (*TIE, "list"))
LEAD = tuple(f"lead:{name}" for name in (*TIE, "delegation", "visit"))
CLAUSE = (
    "clause:explicit", "clause:formal", "clause:weak", "clause:sign", "clause:since", "clause:not", "clause:end",
    "clause:plan", "clause:also", "clause:approve", "not in another clause", "plan in another clause",
    "end in another clause", "explicit in another clause",
)  # fmt: skip
NEARBY = tuple(f"near:{name}" for name in (*TIE, "not", "end", "plan"))
STRUCTURE = (
    "kind:list", "kind:paragraph", "kind:heading", "kind:menu", "clear name", "country named", "country beside",
    "state or province given", "unlisted place", "unbacked name", "adjective", "enumeration",
    "enumeration after tie word", "several countries in list", "explicit beside", "formal and signed",
    "explicit in sentence",
    "explicit in heading", "explicit in lead", "explicit on page", "tie word in sentence", "no tie word around",
    "no tie word on page", "holder beside tie word", "holder beside place", "holder opens sentence",
    "holder within tie word", "holder without explicit", "other matter beside", "other matter without tie word",
    "holder in sentence", "university in sentence", "other matter in sentence", "two other matters in sentence",
    "other matter without explicit", "unit in sentence", "unit before place", "own words in sentence",
    "other town in sentence", "other town opens sentence", "other town in heading", "other town in row",
    "page names other matter", "denied", "list and explicit heading", "list without explicit heading",
    "visit without tie word", "region word and other town", "weak tie word with deed", "weak tie word alone",
    "list of partners", "list without tie word", "explicit in what follows", "tie word in what follows",
    "tie word between other place and this", "also and other place", "region and region", "region and town",
    "tie word in next clause", "tie word and unit in next clause", "signed at place alone", "denied in row",
    "planned in row", "proposal refused", "denied in heading of place", "row of another town",
    "foreign town in heading",
    "other municipality acts", "other municipality and region",
    *ACTOR_FEATURES,
)  # fmt: skip
# what must not speak against a tie, and what must not speak for one, whatever the training set says by chance
FOR = (
    *(f"{part}:{name}" for part in ("sentence", "near", "heading", "lead") for name in TIE), "sentence:anniversary",
    "sentence:since",
    "heading:list", "clear name", "country named", "country beside", "state or province given", "enumeration",
    "enumeration after tie word", "several countries in list", "explicit beside", "formal and signed",
    "explicit in sentence", "explicit in heading", "explicit in lead", "explicit on page", "tie word in sentence",
    "own words in sentence", "unit in sentence", "unit before place", "list and explicit heading",
    "clause:explicit", "clause:formal", "clause:weak", "clause:since", "clause:sign", "region and region",
    "explicit in what follows", "tie word in what follows", "sentence:self", "weak tie word with deed",
    "list of partners", "tie word in next clause", "tie word and unit in next clause", "signed at place alone",
    *ACTORS_FOR,
)  # fmt: skip
AGAINST = (
    "adjective", "unbacked name", "no tie word around", "no tie word on page", "holder beside tie word",
    "holder beside place",
    "holder opens sentence", "holder within tie word", "holder without explicit", "other matter beside",
    "other matter without tie word", "holder in sentence", "university in sentence", "other matter in sentence",
    "two other matters in sentence", "other matter without explicit", "other town in sentence", "kind:menu",
    "other town opens sentence", "other town in heading", "other town in row", "page names other matter", "denied",
    "list without explicit heading", "list without tie word", "weak tie word alone", "visit without tie word",
    "region word and other town", "near:not", "sentence:not", "tie word between other place and this",
    "clause:not", "clause:also", "region and town",
    "also and other place", "sentence:also", "sentence:visit", "sentence:delegation", "lead:visit", "lead:delegation",
    "denied in row", "planned in row", "proposal refused", "denied in heading of place", "row of another town",
    "foreign town in heading",
    "other municipality acts", "other municipality and region",
    *ACTORS_AGAINST,
)  # fmt: skip
# what speaks of a tie only where a word of tie stands around: a country beside a place is no sign by itself
WITH_STRONG_WORD = {
    *(f"{part}:{name}" for part in ("sentence", "near") for name in ("end", "plan", "approve")),
    "several countries in list", "kind:list", "country beside", "state or province given", "clear name",
    "enumeration after tie word",
}  # fmt: skip
WITH_ANY_WORD = {
    "sentence:since", "sentence:anniversary", "sentence:delegation", "sentence:visit", "sentence:list", "heading:list",
    "unit in sentence", "unit before place", "own words in sentence", "sentence:self", "country named",
}  # fmt: skip
# what a heading says of the whole list and an item takes back: it is another's, or there is no agreement
OF_THE_LIST = {
    "several countries in list", "list and explicit heading", "list of partners", "explicit in heading",
    "explicit in lead", "country beside", "state or province given", "enumeration after tie word",
}  # fmt: skip
FEATURES = (*SENTENCE, *HEADING, *LEAD, *NEARBY, *CLAUSE, *STRUCTURE)
POSITION = {name: index for index, name in enumerate(FEATURES)}


def mention_features(context: PageContext, mention: Mention) -> npt.NDArray[np.float64]:
    """Return the features of a mention in the order of `FEATURES`."""
    scan = context.scan
    around = context.surroundings(mention)
    on: set[str] = set()
    sentence = {cue.name for cue in around.in_sentence}
    if scan.unit_is_region and {"region", "body"} & sentence:
        sentence.add("self")
    heading = {cue.name for cue in around.in_headings}
    lead = {cue.name for cue in around.in_lead}
    near = {cue.name for cue in around.in_sentence if _distance(cue, mention) <= NEAR}
    on.update(f"sentence:{name}" for name in sentence)
    on.update(f"heading:{name}" for name in heading)
    on.update(f"lead:{name}" for name in lead)
    on.update(f"near:{name}" for name in near)
    inside, outside = _clause_cues(context, mention, around)
    on.update(f"clause:{name}" for name in inside)
    on.update(f"{name} in another clause" for name in outside - inside)
    explicit, ties = set(EXPLICIT), set(TIE) - {"contact", "sign"}
    kind = scan.blocks[mention.block].kind
    listed = kind in IN_LISTS
    start, end = around.sentence
    names_inside = context.names_between(start, end)
    tie_cues = [cue for cue in around.in_sentence if cue.name in ties]
    holders = [cue for cue in around.in_sentence if cue.name in ORGANISATIONS]
    others = [cue for cue in around.in_sentence if cue.name in OTHER_MATTERS]
    towns = [town for town in context.towns if start <= town < end]
    units = [
        unit
        for unit in scan.unit_hits
        if start <= unit < end and not any(cue.start - OWNED <= unit <= cue.end + OWNED for cue in holders)
    ]
    headings = [*context.headings[mention.block], *(context.lead[mention.block] if listed else ())]
    heading_towns = [town for town in context.towns if scan.block_at(town) in headings]
    heading_units = [unit for unit in scan.unit_hits if scan.block_at(unit) in headings]
    following = set() if listed else context.following_names(end, mention.block, mention.place)
    explicit_around = bool(explicit & (sentence | heading | lead | following))
    tie_around = bool(ties & (sentence | heading | lead | following))
    strong = explicit | set(FORMAL)
    first = min((cue.start for cue in (*holders, *(c for c in around.in_sentence if c.name == "self"))), default=end)
    weak_only = bool(ties & sentence) and not (strong | {"partnership"}) & (sentence | heading | lead)
    countries = context.list_countries.get(mention.block, 0)
    facts = {
        "kind:list": listed,
        "kind:paragraph": kind == "paragraph",
        "kind:heading": kind in HEADINGS,
        "kind:menu": kind in ("menu", "footer"),
        "clear name": mention.clear,
        "country named": mention.country_near,
        "country beside": mention.country_adjacent,
        "state or province given": mention.region_given,
        "unlisted place": not mention.place.place_id,
        "unbacked name": mention.unbacked,
        "adjective": scan.blocks[mention.block].text[scan.original(mention.start, mention.block)].islower(),
        "enumeration": len(names_inside) >= LONG_LIST and bool({*explicit, "partnership", "partner"} & sentence),
        "enumeration after tie word": not {"not", "end"} & sentence
        and sum(not hit.countries for hit in names_inside) >= LONG_LIST
        and bool(explicit & lead),
        "several countries in list": countries >= LONG_LIST,
        "explicit beside": any(_distance(cue, mention) <= ADJACENT for cue in tie_cues if cue.name in explicit),
        "formal and signed": bool(set(FORMAL) & sentence) and "sign" in sentence,
        "explicit in sentence": bool(explicit & sentence),
        "explicit in heading": bool(explicit & heading),
        "explicit in lead": bool(explicit & lead),
        "explicit on page": bool(explicit & context.page_cues),
        "tie word in sentence": bool(strong & sentence),
        "weak tie word with deed": weak_only and bool({"sign", "since", "anniversary"} & sentence),
        "weak tie word alone": weak_only and not {"sign", "since", "anniversary"} & sentence,
        "list of partners": listed and bool(PARTNERS & (heading | lead)) and countries >= LONG_LIST,
        "no tie word around": not tie_around,
        "no tie word on page": not ties & context.page_cues,
        "holder beside tie word": _beside(holders, tie_cues),
        "holder beside place": any(_distance(cue, mention) <= BESIDE for cue in holders),
        "holder opens sentence": bool(holders) and holders[0].start == first and not units,
        "holder within tie word": any(cue.start <= tie.start < cue.end for cue in holders for tie in tie_cues),
        "holder without explicit": bool(holders) and not explicit_around,
        "other matter beside": any(_distance(cue, mention) <= BESIDE for cue in others),
        "other matter without tie word": bool(others) and not tie_around,
        "holder in sentence": bool(holders),
        "university in sentence": bool({"university", "school"} & sentence),
        "other matter in sentence": bool(others),
        "two other matters in sentence": len({cue.name for cue in others}) > 1,
        "other matter without explicit": bool(others) and not explicit_around,
        "unit in sentence": bool(units),
        "unit before place": any(unit < mention.start for unit in units),
        "own words in sentence": "self" in sentence,
        "other town in sentence": bool(towns) and not units and not listed,
        "other town opens sentence": bool(towns) and towns[0] - start <= ADJACENT and not units and not listed,
        "other town in heading": bool(heading_towns) and not heading_units,
        "other town in row": bool(towns) and not units and listed,
        "page names other matter": bool(set(OTHER_MATTERS) & heading) and not explicit & heading,
        "denied": any(
            abs(cue.start - tie.start) <= NEAR for cue in around.in_sentence if cue.name == "not" for tie in tie_cues
        ),
        "list and explicit heading": listed and bool(explicit & (heading | lead)),
        "list without explicit heading": listed and not explicit & (heading | lead | sentence),
        "list without tie word": listed and not tie_around,
        "visit without tie word": bool({"visit", "delegation"} & sentence) and not tie_around,
        "region word and other town": bool(set(WITHIN) & sentence) and bool(towns) and not units,
    }
    facts["region and region"] = scan.unit_is_region and mention.place.kind in REGIONAL
    facts["region and town"] = scan.unit_is_region and mention.place.kind == "city" and not mention.listed
    home = ISO.get(scan.page.country, scan.page.country)
    abroad = [
        hit
        for hit in names_inside
        if hit.elsewhere and not hit.countries and hit.end <= mention.start
        and home not in hit.elsewhere and hit.start not in scan.unit_hits
    ]  # fmt: skip
    between = [
        cue
        for hit in abroad
        if not any(hit.end <= unit < mention.start for unit in units)
        for cue in tie_cues
        if hit.end <= cue.start and cue.end <= mention.start
    ]
    next_clause = set() if listed else context.next_clause(mention, end)
    facts["tie word in next clause"] = bool(strong & next_clause) and "not" not in next_clause
    facts["tie word and unit in next clause"] = facts["tie word in next clause"] and bool(
        {"self", "unit"} & next_clause
    )
    facts["denied in row"] = listed and "not" in sentence
    facts["planned in row"] = listed and "plan" in sentence
    facts["proposal refused"] = "not" in sentence and bool({"plan", "request"} & sentence)
    facts["denied in heading of place"] = context.is_denied_in_heading(mention, ties)
    latest = context.headings[mention.block][-1:]
    facts["foreign town in heading"] = bool(latest) and context.names_foreign_town(latest[0], home, mention)
    facts["other municipality acts"] = not listed and context.other_municipality_before(start, mention)
    facts["other municipality and region"] = facts["other municipality acts"] and scan.unit_is_region
    facts["row of another town"] = mention.block in context.rows_of_towns
    actors = actor_facts(
        scan, mention, context.mentions, start=start, sentence=around.in_sentence, headings=around.in_headings,
        following=following, units=units, abroad=abroad, holders=set(ORGANISATIONS),
    )  # fmt: skip
    states = not {"not", "plan"} & following and not actors["at place without explicit"]
    facts |= {
        "explicit in what follows": states and bool(following & explicit),
        "tie word in what follows": states and bool(following & strong),
        "tie word between other place and this": bool(between),
        "also and other place": "also" in sentence and bool(between),
    }
    facts |= actors
    facts["signed at place alone"] = (
        actors["at place"]
        and facts["formal and signed"]
        and bool(units or "self" in sentence)
        and not holders
        and not {"not", "plan"} & sentence
        and all(other.place == mention.place for other in context.mentions if start <= other.start < end)
    )
    on.update(name for name, true in facts.items() if true)
    if "not" in sentence:
        on.discard("sentence:approve")  # what was moved was refused
    if not strong & (sentence | heading | lead | following):
        on -= WITH_STRONG_WORD
    if not tie_around:
        on -= WITH_ANY_WORD
    denied_row = "denied in row" in on and "end" not in sentence
    if denied_row or on & {"row of another town", "foreign town in heading"}:
        on = {name for name in on if name not in OF_THE_LIST and not name.startswith(("heading:", "lead:"))}
    row = np.zeros(len(FEATURES))
    row[[POSITION[name] for name in on if name in POSITION]] = 1.0
    return row


def _clause_cues(context: PageContext, mention: Mention, around: Surroundings) -> tuple[set[str], set[str]]:
    """Return classes of cues in the clause of a mention, and in the other clauses of its sentence."""
    if mention.listed:
        return set(), set()
    low, high = context.clause(mention, *around.sentence)
    inside: set[str] = set()
    outside: set[str] = set()
    for cue in around.in_sentence:
        name = CLASS_OF_CUE.get(cue.name, cue.name)
        (inside if low <= cue.start < high else outside).add(name)
    return inside, outside


def _distance(cue: CueHit, mention: Mention) -> int:
    """Return the letters between a cue and a mention; 0 when they touch or overlap."""
    return max(0, cue.start - mention.end, mention.start - cue.end)


def _beside(holders: Iterable[CueHit], ties: Iterable[CueHit]) -> bool:
    ties = list(ties)
    return any(
        max(0, holder.start - tie.end, tie.start - holder.end) <= SMALL_WORDS for holder in holders for tie in ties
    )
