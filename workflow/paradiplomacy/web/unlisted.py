"""Places that the gazetteer lacks: what stands before a named state or province, or in an item that names the country.

Beside `mentions`: "Shandan (Gansu)", "Weston, Connecticut", "Σαβάνα, Τζόρτζια, ΗΠΑ" is a place of that state; the place
counts, not its state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from paradiplomacy.web.cues import EXPLICIT
from paradiplomacy.web.folding import fold
from paradiplomacy.web.gazetteer import Gazetteer
from paradiplomacy.web.mention import COUNTY_BESIDE, PROVINCE_NEAR, REGIONS, Mention
from paradiplomacy.web.place import Place
from paradiplomacy.web.respelling import heard_in_china, respelled
from paradiplomacy.web.scanner import NameHit, ScannedPage

CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŐŘŚŞŠȘŢŤȚŪŮŰŲŹŻŽΑ-ΩΆΈΉΊΌΎΏА-Я]"
NAME = rf"{CAPITAL}[^\W\d_]*(?:['’.-][^\W\d_]+)*"
NAMES = rf"{NAME}(?:[ -](?:(?:du|de|del|la|of) )?{NAME}){{0,3}}"
# "Weston, Connecticut", "Shandan (provincie Gansu)", "Palmbīča, Florida"
BESIDE = re.compile(rf"({NAMES})(?:\s[a-zß-ÿа-яα-ωāčēėģīķļņšūų]+)?\s*[,(–/—-]\s*(?:[^\W\d_]+\.?\s+){{0,2}}$")
# "mit Shandan in Gansu", "z Bardstown w stanie Kentucky": where a word for "with" leads to the name
LED_TO = re.compile(rf"([^\W\d_]+)\s+(?:[a-zß-ÿа-яα-ω]+\s+)?({NAMES})\s+(?:[a-zß-ÿа-яα-ω]+\s+){{0,2}}$")
LED = 12  # letters between a word of tie and the name that it leads to
FARTHEST = 80  # letters before a state in which its town stands
SYLLABLE = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|uai|uan|iao|ian|ai|ei|ao|ou|an|en|er|ia|ie"
    "|iu|in|ua|uo|ui|un|ue|a|o|e|i|u)"
)
FEWEST_SYLLABLES = 2


def towns_of_regions(scan: ScannedPage, found: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions, with the town instead of the state or province that a text names behind it."""
    kept = []
    for mention in found:
        town = _town_before(scan, mention, found, gazetteer) if mention.place.kind in REGIONS else None
        kept.append(mention if town is None else town)
    towns = [(mention.start, mention.end, mention.place.admin1) for mention in kept if mention not in found]
    return [  # "Baojing (Hunan)" is not Baoying in Jiangsu
        mention
        for mention in kept
        if mention not in found
        or not any(
            start < mention.end and mention.start < end and mention.place.admin1 != state for start, end, state in towns
        )
    ]


def _town_before(scan: ScannedPage, region: Mention, found: Iterable[Mention], gazetteer: Gazetteer) -> Mention | None:
    block = region.block
    text = scan.blocks[block].text
    at = scan.original(region.start, block)
    low = max(0, at - FARTHEST)
    before = text[low:at]
    match = BESIDE.search(before)
    name, start = (match[1], match.start(1)) if match else ("", 0)
    if not match:
        match = LED_TO.search(before)
        if match is None:
            return None
        name, start = match[2], match.start(2)
        led = scan.starts[block] + low + start
        by_cue = any(cue.name in EXPLICIT and 0 <= led - cue.end <= LED and cue.start < led for cue in scan.cues)
        if not by_cue and fold(match[1]) not in scan.with_words.before:
            return None
    opening, _, bare = name.partition(" ")
    if bare and fold(opening) in scan.with_words.before | scan.at_words.before:  # "Su Ročesteriu"
        name, start = bare, start + len(opening) + 1
    first = scan.starts[block] + low + start
    last = first + len(name)
    inside = [hit for hit in scan.names if hit.start < last and first < hit.end]
    towns = [other for other in found if other.block == block and other.place.kind not in REGIONS]
    if any(hit.countries or _is_region(hit, gazetteer) for hit in inside) or any(
        region.start - PROVINCE_NEAR <= other.end <= region.start and other.place.admin1 == region.place.name
        for other in towns
    ):
        return None
    if any(first <= unit < last for unit in scan.unit_hits) or any(first <= cue.start < last for cue in scan.cues):
        return None
    place = unlisted_place(region.place.country, name, region.place.name, gazetteer)
    if any(cue.name == "county" and max(first - cue.end, cue.start - last) <= COUNTY_BESIDE for cue in scan.cues):
        counties = (gazetteer.places[i] for i in gazetteer.named("US", f"{name} County"))
        place = next((county for county in counties if county.admin1 == region.place.name), place)
    return replace(region, start=first, end=last, place=place, clear=False, region_given=True, ending="")


def _is_region(hit: NameHit, gazetteer: Gazetteer) -> bool:
    return any(gazetteer.places[index].kind in REGIONS for index in hit.places)


def unlisted_place(country: str, name: str, region: str, gazetteer: Gazetteer) -> Place:
    """Return the place that a name means: an American town that it respells, else one that the gazetteer lacks.

    Parameters
    ----------
    country
        ISO code.
    name
        as it is written.
    region
        state or province in which it lies; "" where that is not said.
    """
    town = respelled(name, gazetteer.heard_towns, region) if country == "US" else None
    if country == "CN":
        written, name = name, pinyin_of(name)
        namesakes = (gazetteer.places[i] for i in gazetteer.named(country, name))
        town = next((place for place in namesakes if place.admin1 in (region, "")), None)
        if town is None and not is_pinyin(name):
            town = heard_in_china(written, gazetteer.heard_cities, region)
    return town or Place("", country, "unlisted", name, region, 0)


def is_pinyin(name: str) -> bool:
    """Tell whether a name is written in syllables of pinyin: then it is that place, and no respelling of another."""
    return bool(re.fullmatch(f"(?:{SYLLABLE.pattern}){{{FEWEST_SYLLABLES},}}", name.lower().replace("'", "")))


def pinyin_of(name: str) -> str:
    """Return a Chinese name without the ending of a European language: "Baojingo" is Baojing."""
    at = count = 0
    lowered = name.lower()
    while match := SYLLABLE.match(lowered, at):
        at, count = match.end(), count + 1
        if not lowered[at:]:
            break
    rest = lowered[at:]
    if count > FEWEST_SYLLABLES and not rest and lowered[-1] in "aeou":  # "Bao-jing-o": the last vowel is an ending
        syllables = SYLLABLE.findall(lowered)
        if len(syllables[-1]) == 1:
            return name[: len(name) - 1]
    return name[:at] if count >= FEWEST_SYLLABLES and 0 < len(rest) <= FEWEST_SYLLABLES + 1 else name
