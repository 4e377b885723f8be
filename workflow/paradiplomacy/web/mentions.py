"""Which names on a page are places of a partner country: ambiguous names are decided by what stands around them.

Between scanner and decision. A name with a European namesake counts only with a word on the partner country nearby; an
adjacent name of another country refuses it; a province next to its city makes one mention, not two.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from paradiplomacy.web.cues import EXPLICIT, FORMAL
from paradiplomacy.web.folding import has_other_letters
from paradiplomacy.web.gazetteer import US_POSTAL, Gazetteer
from paradiplomacy.web.mention import COUNTY_BESIDE, IN_LISTS, PROVINCE_NEAR, REGIONS, Mention
from paradiplomacy.web.pages import HEADINGS
from paradiplomacy.web.place import Place
from paradiplomacy.web.scanner import NameHit, ScannedPage
from paradiplomacy.web.unlisted import towns_of_regions, unlisted_place
from paradiplomacy.web.within import join_regions

ADJACENT = 18  # letters between a place and the country or state that qualifies it
NEAR_IN_PROSE = 160  # letters within which a word on the country speaks for an ambiguous name
QUALIFIES = re.compile(r"\s*[(,/|–—:\[-]+[^,;.()]{0,12}|\s*|\s+(?!(?:and|und|och|oraz|ani)\s)\w{2,4}\s+")
POSTAL = re.compile(r"[\s,(/–-]{1,3}([A-Z]{2})\b(?![a-z])")
POSTAL_ANYWHERE = re.compile(f", (?:{'|'.join(sorted(US_POSTAL))})\\b")
LITERAL_PLACE = re.compile(r"[^\W\d_a-zà-ÿ][^\d,;:.(|/–—•\t（]{2,38}")
LONGER_NAME = re.compile(r"[ -](?:[A-ZÀ-ÞŠŽČ]\.? ?)?[A-ZÀ-ÞŠŽČΑ-ΩА-Я][^\W\d_A-Z]")
FIRST_NAME = re.compile(r"[A-ZÀ-ÞŠŽČΑ-ΩА-Я][^\W\d_]+ $")
SAINT = re.compile(r"(?<![^\W\d_])(?:Sint|Saint|Sankt|Svätý|Szent|Sveti|Sint|Nova|Bad)[ -]$")
NOUNS_CAPITALISED = "de"
LARGE = 100_000  # inhabitants of a place that is spoken of without its state
TOWN = 10_000  # ... when a word of tie stands right before its name
SHORTEST = 5  # letters of a name that may be a word
SMALLEST_UNBACKED = 5_000  # ... when ties are spoken of around it
TIE_NAMING = frozenset({*EXPLICIT, *FORMAL, "partnership"})
NAMES_OF_A_LIST = 3
FURNITURE = ("menu", "footer")  # "Borger" in a menu is the citizen, not the town in Texas


def find_mentions(scan: ScannedPage, gazetteer: Gazetteer, partners: frozenset[str]) -> list[Mention]:
    """Return the mentions of places in `partners` (ISO codes, territories included) in the order of the text."""
    hits = [hit for hit in scan.names if any(gazetteer.places[index].country in partners for index in hit.places)]
    context = _Context(scan, gazetteer, partners)
    found = [mention for hit in hits if (mention := context.resolve(hit)) is not None]
    found = towns_of_regions(scan, join_regions(found, scan, gazetteer), gazetteer)
    return sorted([*found, *context.unlisted_places(found)], key=lambda mention: mention.start)


class _Context:
    """What stands around the names of one page."""

    def __init__(self, scan: ScannedPage, gazetteer: Gazetteer, partners: frozenset[str]) -> None:
        self.scan = scan
        self.gazetteer = gazetteer
        self.partners = partners
        self.countries = [hit for hit in scan.names if hit.countries]
        self.country_starts = [hit.start for hit in self.countries]
        self.regions = [
            hit for hit in scan.names if any(gazetteer.places[index].kind in REGIONS for index in hit.places)
        ]
        self.cue_starts = [cue.start for cue in scan.cues]
        # ambiguous names need a word on the country, a state or a word of tie: without any, none is worth a look
        self.hopeful = bool(
            any(hit.countries & partners for hit in self.countries)
            or self.regions
            or any(cue.name in EXPLICIT for cue in scan.cues)
            or POSTAL_ANYWHERE.search(" ".join(block.text for block in scan.blocks))
        )
        self.headed = self._countries_of_headings()

    def _countries_of_headings(self) -> dict[int, frozenset[str]]:
        """Return for each block the countries that the heading above it names."""
        named: dict[int, set[str]] = {}
        for hit in self.countries:
            named.setdefault(self.scan.block_at(hit.start), set()).update(hit.countries)
        headed: dict[int, frozenset[str]] = {}
        current: frozenset[str] = frozenset()
        self.heading_of: dict[int, int] = {}
        heading = -1
        for index, block in enumerate(self.scan.blocks):
            headed[index] = current
            self.heading_of[index] = heading
            if block.kind in HEADINGS:
                current = frozenset(named.get(index, ()))
                heading = index
        return headed

    def between(self, start: int, end: int) -> list[NameHit]:
        """Return the names of countries that begin between two positions."""
        low = bisect_left(self.country_starts, start)
        high = bisect_left(self.country_starts, end)
        return self.countries[low:high]

    def resolve(self, hit: NameHit) -> Mention | None:
        """Return the mention that a name is, None where it means something else."""
        scan = self.scan
        if not (self.hopeful or hit.clear):
            return None
        block = scan.block_at(hit.start)
        in_list = scan.blocks[block].kind in IN_LISTS
        start, end = scan.span(block) if in_list else scan.sentence(hit.start)
        enumerated = False if in_list else self.is_enumeration(start, end)
        if enumerated:  # what qualifies a name in an enumeration stands between it and the next name, or right before
            end = self.next_place(hit, end)
        near = [other for other in self.between(start, end) if other.start != hit.start]
        if enumerated:
            near = [other for other in near if other.start >= hit.end or self._adjacent(hit, other)]
        adjacent = [other for other in near if self._adjacent(hit, other)]
        region = self._region_beside(hit, block)
        best: tuple[int, Mention] | None = None
        for rank, index in enumerate(self._candidates(hit, block)):
            place = self.gazetteer.places[index]
            if place.country not in self.partners:
                continue
            clear = any(meaning.value == index and meaning.clear for meaning in hit.meanings if meaning.kind == "place")
            given = region == place.admin1 and bool(region) and place.kind not in REGIONS
            given = given or (place.kind == "district" and self._beside_its_city(hit, place))
            beside = any(place.country in other.countries for other in adjacent)
            refused = not beside and any(
                other.countries - {place.country, "ZZ"} for other in adjacent if not other.places or in_list
            )
            if in_list and near and not any(place.country in other.countries for other in near):
                refused = refused or not given
            if enumerated and not near and hit.elsewhere and not clear and not given:
                refused = True  # "Coventry, Montclair, Darmstadt": the European reading is preferred
            if hit.countries and place.country not in hit.countries and not (beside or given):
                refused = True
            supported = given or beside or self._supported(hit, place, block, near, in_list)
            backed = clear or given or beside
            if not (given or beside) and self._is_word(hit, place):
                continue
            written = self._original_between(hit.start, hit.end)
            if not (clear or given) and has_other_letters(written, place.name):
                continue
            if (
                hit.elsewhere
                and not (hit.ending or given or beside)
                and index not in self.gazetteer.named(place.country, written)
            ):
                continue  # "Sachsen" is the German state, no form of Sachse
            if not backed:
                if self._in_a_name(hit) or scan.blocks[block].kind in FURNITURE:
                    continue
                backed = supported and (in_list or place.population >= LARGE or self._named_by_cue(hit, place))
            if (refused and not given) or not (backed or self._among_ties(hit, place, block, supported)):
                continue
            score = 8 * given + 4 * beside + 2 * supported + clear
            if best is None or score > best[0]:
                place = self._county(hit, place)
                mention = Mention(
                    block, hit.start, hit.end, place, clear, supported, beside, given, in_list, hit.ending, not backed
                )
                best = (score, mention)
            if rank > 40:
                break
        return best[1] if best else None

    def _candidates(self, hit: NameHit, block: int) -> list[int]:
        """Return the places that a name may be, the largest first.

        A name in another script is kept for the largest place only: where a state stands in the same item or sentence,
        its namesake there may be meant.
        """
        found = set(hit.places)
        start, end = (
            self.scan.sentence(hit.start) if self.scan.blocks[block].kind not in IN_LISTS else self.scan.span(block)
        )
        states = {
            self.gazetteer.places[index].name
            for other in self.regions
            if start <= other.start < end and other is not hit
            for index in other.places
        }
        if states:
            for index in hit.places:
                place = self.gazetteer.places[index]
                if place.country == "US" and place.kind == "city":
                    same = self.gazetteer.named("US", place.name)
                    found.update(i for i in same if self.gazetteer.places[i].admin1 in states)
        return sorted(found, key=lambda index: (-self.gazetteer.places[index].population, index))

    def _beside_its_city(self, hit: NameHit, district: Place) -> bool:
        """Tell whether the city of a district stands beside it: "Shanghain Pudong"."""
        return any(
            self.gazetteer.places[index].name == district.admin1
            for other in self.scan.names
            if 0 <= max(other.start - hit.end, hit.start - other.end) <= ADJACENT
            for index in other.places
        )

    def _county(self, hit: NameHit, place: Place) -> Place:
        """Return the county instead of the town of its name where a word for county stands beside it."""
        if place.country != "US" or place.kind != "city":
            return place
        low = bisect_left(self.cue_starts, hit.start - ADJACENT)
        beside = any(
            cue.name == "county" and max(hit.start - cue.end, cue.start - hit.end) <= COUNTY_BESIDE
            for cue in self.scan.cues[low : bisect_left(self.cue_starts, hit.end + ADJACENT)]
        )
        named = self.gazetteer.named("US", f"{place.name} County") if beside else ()
        start, end = self.scan.sentence(hit.start)
        states = {
            self.gazetteer.places[index].name
            for other in self.regions
            if start <= other.start < end
            for index in other.places
        } or {place.admin1}
        counties = (self.gazetteer.places[index] for index in named)
        return next((county for county in counties if county.admin1 in states), place)

    def is_enumeration(self, start: int, end: int) -> bool:
        """Tell whether a stretch of text enumerates places."""
        names = (other for other in self.scan.names if start <= other.start < end)
        return sum(bool(other.places or other.elsewhere) and not other.countries for other in names) >= NAMES_OF_A_LIST

    def next_place(self, hit: NameHit, end: int) -> int:
        """Return where the next place that is no country or state begins, `end` where there is none."""
        for other in self.scan.names:
            if other.start >= hit.end:
                if other.start >= end:
                    break
                if not other.countries and not self._is_region(other):
                    return other.start
        return end

    def _is_region(self, hit: NameHit) -> bool:
        return any(self.gazetteer.places[index].kind in REGIONS for index in hit.places)

    def _adjacent(self, hit: NameHit, other: NameHit) -> bool:
        """Tell whether a country qualifies a name: it stands beside it with nothing named between."""
        gap = other.start - hit.end if other.start > hit.start else hit.start - other.end
        if not 0 <= gap <= ADJACENT or self.scan.block_at(other.start) != self.scan.block_at(hit.start):
            return False
        low, high = sorted((hit.end, other.start)) if other.start > hit.start else (other.end, hit.start)
        if any(low <= third.start < high for third in self.scan.names):
            return False
        between = self._original_between(low, high)
        if other.start > hit.start:  # after: in brackets, after a comma, dash or slash, in the next cell, "in China"
            return bool(QUALIFIES.fullmatch(between))
        named = re.search(r"\s[A-ZÀ-ÞА-ЯΑ-Ω]", between)
        if named and self.scan.language == NOUNS_CAPITALISED:  # "in der amerikanischen Partnerstadt Boston"
            at = bisect_left(self.cue_starts, low)
            cued = any(cue.start < high for cue in self.scan.cues[at : at + 1])
            named = None if cued or self.scan.town_words & set(self.scan.plain[low:high].split()) else named
        if named:
            return False  # "the American singer Michael Jackson", "German American Heritage Center"
        return not re.search(r"[;).]|, ", between)

    def _original_between(self, low: int, high: int) -> str:
        block = self.scan.block_at(low)
        text = self.scan.blocks[block].text
        return text[self.scan.original(low, block) : self.scan.original(high, block)]

    def _region_beside(self, hit: NameHit, block: int) -> str:
        """Return the state or province that qualifies a name ("Duluth, MN"; "Chengdu (Sichuan)")."""
        text = self.scan.blocks[block].text
        postal = POSTAL.match(text, self.scan.original(hit.end, block))
        if postal and postal[1] in US_POSTAL:
            code = f"US-{postal[1]}"
            return self.gazetteer.region_names.get(code, "District of Columbia")
        for other in self.regions:
            gap = other.start - hit.end if other.start > hit.start else hit.start - other.end
            if other is not hit and 0 <= gap <= PROVINCE_NEAR and self.scan.block_at(other.start) == block:
                names = {
                    self.gazetteer.places[index].name
                    for index in other.places
                    if self.gazetteer.places[index].kind in REGIONS
                }
                within = {self.gazetteer.places[index].admin1 for index in self._candidates(hit, block)}
                if names & within:
                    return min(names & within)
        return ""

    def _supported(self, hit: NameHit, place: Place, block: int, near: Sequence[NameHit], in_list: bool) -> bool:
        """Tell whether a word on the place's country stands near enough to speak for it."""
        if in_list and near:
            return any(place.country in other.countries for other in near)
        close = sorted(near, key=lambda other: abs(other.start - hit.start))
        if close and abs(close[0].start - hit.start) <= NEAR_IN_PROSE:
            return place.country in close[0].countries
        if self._state_on_page(place) or self._named_by_cue(hit, place):
            return True
        if place.country in self.headed[block] or (
            place.population >= LARGE and not hit.elsewhere and self._is_list_of_ties(hit, block)
        ):
            return True
        if not in_list and not place.population >= LARGE:
            return False
        start, end = self.scan.span(block)
        others = self.between(start, end) or self.countries
        return bool(others) and all(other.countries <= {place.country} for other in others) and not hit.elsewhere

    def _in_a_name(self, hit: NameHit) -> bool:
        """Tell whether a name is part of a longer one that is no place: "Herbert Marcuse", "Austin Motor Company"."""
        block = self.scan.block_at(hit.start)
        text = self.scan.blocks[block].text
        after = LONGER_NAME.match(text, self.scan.original(hit.end, block))
        if SAINT.search(text[: self.scan.original(hit.start, block)]):
            return True  # "Sint-Petersburg"
        if after and (after[0][0] == "-" or not any(other.start == hit.end + 1 for other in self.scan.names)):
            return True
        before = FIRST_NAME.search(text[: self.scan.original(hit.start, block)])
        if before is None:
            return False
        known = {other.end for other in self.scan.names if other.countries or other.places}
        known |= {cue.end for cue in self.scan.cues}
        if (
            self.scan.language == NOUNS_CAPITALISED
        ):  # a noun before a name says little, but "Heritage Center" is no town
            large = max(self.gazetteer.places[index].population for index in hit.places) >= LARGE
            return not large and hit.start - 1 not in known
        return hit.start - 1 not in known and hit.start - len(before[0]) > self.scan.sentence(hit.start)[0]

    def _state_on_page(self, place: Place) -> bool:
        """Tell whether the page names the place's state or province."""
        return bool(place.admin1) and any(
            self.gazetteer.places[index].name == place.admin1 for other in self.regions for index in other.places
        )

    def _named_by_cue(self, hit: NameHit, place: Place) -> bool:
        """Tell whether a word of tie stands beside a name that Europe does not have: "Partnerstadt Sioux Falls"."""
        if hit.elsewhere or place.population < TOWN:
            return False
        low = bisect_left(self.cue_starts, hit.start - 2 * ADJACENT)
        near = self.scan.cues[low : bisect_left(self.cue_starts, hit.end + ADJACENT)]
        return any(cue.name in EXPLICIT and max(hit.start - cue.end, cue.start - hit.end) <= ADJACENT for cue in near)

    def _is_word(self, hit: NameHit, place: Place) -> bool:
        """Tell whether a name may be the first word of a sentence, capitalised: "Daje se suglasnost"."""
        written = self._original_between(hit.start, hit.end)
        opens = self.scan.original(hit.start, self.scan.block_at(hit.start)) - 1 <= 0
        opens = opens or hit.start - self.scan.sentence(hit.start)[0] <= 3
        return hit.end - hit.start <= SHORTEST and written != place.name and opens

    def _among_ties(self, hit: NameHit, place: Place, block: int, supported: bool) -> bool:
        """Tell whether a name stands where ties are spoken of: the classifier decides.

        A name that other countries have, too, needs a word on the country nearby.
        """
        if (hit.elsewhere and not supported) or 0 < place.population < SMALLEST_UNBACKED:
            return False
        start, end = self.scan.span(block)
        spans = [(max(start, hit.start - NEAR_IN_PROSE), min(end, hit.end + NEAR_IN_PROSE))]
        if self.heading_of[block] >= 0:
            spans.append(self.scan.span(self.heading_of[block]))
        return any(
            cue.name in TIE_NAMING
            for low, high in spans
            for cue in self.scan.cues[bisect_left(self.cue_starts, low) : bisect_left(self.cue_starts, high)]
        )

    def _is_list_of_ties(self, hit: NameHit, block: int) -> bool:
        """Tell whether a name stands in a list under a heading on ties, or among names in a sentence on ties."""
        start, end = self.scan.sentence(hit.start)
        if self.scan.blocks[block].kind in IN_LISTS:
            start, end = self.scan.span(self.heading_of[block]) if self.heading_of[block] >= 0 else (start, end)
        elif sum(start <= other.start < end for other in self.scan.names) < NAMES_OF_A_LIST:
            return False
        return any(cue.name in EXPLICIT and start <= cue.start < end for cue in self.scan.cues)

    def unlisted_places(self, found: Iterable[Mention]) -> list[Mention]:
        """Return places of list items that name a partner country and a place which the gazetteer does not have."""
        taken = {mention.block for mention in found}
        mentions = []
        for hit in self.countries:
            block = self.scan.block_at(hit.start)
            country = next(iter(hit.countries & self.partners), "")
            kind = self.scan.blocks[block].kind
            if not country or kind not in IN_LISTS or block in taken or not self._is_list_of_ties(hit, block):
                continue
            start, end = self.scan.span(block)
            inside = [name for name in self.scan.names if start <= name.start < end]
            if len(inside) != 1 or end - start > 90:
                continue
            literal = self._literal(block, hit)
            if literal:
                at, text = literal
                place = unlisted_place(country, text, "", self.gazetteer)
                mentions.append(Mention(block, at, at + len(text), place, False, True, True, False, True))
                taken.add(block)
        return mentions

    def _literal(self, block: int, country: NameHit) -> tuple[int, str] | None:
        """Return position and name of the capitalised words beside a country in a list item."""
        scan = self.scan
        text = scan.blocks[block].text
        low, high = scan.original(country.start, block), scan.original(country.end, block)
        for start, piece in ((0, text[:low]), (high, text[high:])):
            match = LITERAL_PLACE.search(piece)
            if match and match[0].strip():
                return scan.span(block)[0] + start + match.start(), match[0].strip()
        return None


def partner_of(place: Place, territories: Mapping[str, str]) -> str:
    """Return the partner country to which ties with a place are counted: that of its territory (HK: CN) or its own."""
    return territories.get(place.country, place.country)
