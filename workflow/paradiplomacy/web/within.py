"""Places that only say where another lies: a province or state beside its city, the city of a district.

Beside `mentions`: such a pair is one tie, with the place that lies within the other.
"""

from __future__ import annotations

from paradiplomacy.web.actors import preposition_before
from paradiplomacy.web.gazetteer import Gazetteer
from paradiplomacy.web.mention import PROVINCE_BESIDE, PROVINCE_NEAR, REGIONS, Mention
from paradiplomacy.web.scanner import ScannedPage


def join_regions(mentions: list[Mention], scan: ScannedPage, gazetteer: Gazetteer) -> list[Mention]:
    """Leave out what only says where a place beside it lies: its province or state, or the city of a district.

    A state may be taken for a city of its name (New York).
    """
    regions = {
        hit.start: {gazetteer.places[i].name for i in hit.places if gazetteer.places[i].kind in REGIONS}
        for hit in scan.names
    }
    states = set(gazetteer.region_names.values())
    words = [cue for cue in scan.cues if cue.name == "state"]
    kept = []
    for mention in mentions:
        bare = mention.place.name.removesuffix(" City")
        named = {mention.place.name, bare, f"{bare} State"}  # as GeoNames calls the state of New York
        is_region = mention.place.kind in REGIONS
        if not is_region:
            named &= states | regions.get(mention.start, set())
        said = mention.listed or any(0 <= mention.start - word.end <= 1 for word in words)
        if any(
            city.place.country == mention.place.country
            and city.place != mention.place
            and _lies_within(city, mention, scan)
            and not _only_where(city, mention, scan)
            and (
                (city.place.admin1 in named and (is_region or (said and city.end <= mention.start)))
                or (city.place.kind == "district" and city.place.admin1 == mention.place.name)
            )
            for city in mentions
            if city.place.kind not in REGIONS
        ):
            continue
        kept.append(mention)
    return kept


def _only_where(city: Mention, region: Mention, scan: ScannedPage) -> bool:
    """Tell whether the region is the other side and the city where it met: "signed in Guiyang with Guizhou"."""
    if region.listed:
        return False
    start = scan.sentence(city.start)[0]
    return preposition_before(scan, city, start, scan.at_words, scan.with_words) and preposition_before(
        scan, region, max(start, city.end if region.start > city.end else start), scan.with_words, scan.at_words
    )


def _lies_within(city: Mention, region: Mention, scan: ScannedPage) -> bool:
    """Tell whether a region stands so near to a city that it may say where that lies."""
    if city.block != region.block:  # the next item of a list: "FOND DU LAC", "WISCONSIN/USA"
        return (
            region.listed
            and city.block == region.block - 1
            and region.start == scan.starts[region.block]
            and city.start == scan.starts[city.block]
            and scan.block_at(city.end + PROVINCE_NEAR) >= region.block
        )
    gap = min(abs(region.start - city.end), abs(city.start - region.end))
    return gap <= (PROVINCE_NEAR if region.listed else PROVINCE_BESIDE)
