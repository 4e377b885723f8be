"""The surroundings of a mention on its page: sentence, clause, headings, lines before, and what takes it up again.

Between mentions and features; `statements` reads years and status from the same surroundings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from paradiplomacy.web.gazetteer import Gazetteer, plain
from paradiplomacy.web.mention import IN_LISTS, Mention
from paradiplomacy.web.pages import HEADINGS
from paradiplomacy.web.place import Place
from paradiplomacy.web.scanner import CueHit, NameHit, ScannedPage

FURNITURE = ("menu", "footer", "breadcrumb")
SMALL_WORDS = 4
LONG_LIST = 3  # names in a sentence or list that make an enumeration
CLAUSE_END = re.compile(r"[,;:(–—]\s|\s[–—-]\s|\)")
CLAUSE_OPENS = re.compile(r"[^\W\d_]*(?:\s?\([^)]{2,30}\))?,\s+(?=[^\W\d_A-Z])")  # what follows a place after a comma
SHORTEST_NOUN = 4  # letters of a word for municipality; what is shorter is an article
ADJECTIVES = frozenset(  # in the names of units, but no municipality by themselves
    {
        "della", "local", "lokali", "municipal", "urbaine", "hlavni", "statutarni", "hlavne", "mestska",
        "cast", "miejska", "miejski", "megyei", "jogu", "mestna", "столична", "cathrach",
    }
)  # fmt: skip
NOUN_BESIDE = ("de", "en")  # here another noun or an office may follow: "City Council", "Gemeinde Rat"
BEFORE_CELL = re.compile(r"\s[|]\s|\t")
QUALIFIED = 22  # letters after a place in which its state or country stands
WORDS_LED = 3  # words between a word for "with" and the name to which it leads
WORD = re.compile(r"[^\W_]+")
ISO = {"EL": "GR", "UK": "GB"}  # Eurostat's codes that are not those of ISO 3166


@dataclass(frozen=True)
class Surroundings:
    """The parts of a page that speak of a mention: cues of its sentence, headings, lead, and of the page."""

    sentence: tuple[int, int]
    in_sentence: Sequence[CueHit]
    in_headings: Sequence[CueHit]
    in_lead: Sequence[CueHit]


class PageContext:
    """A scanned page, indexed for the features of its mentions."""

    def __init__(self, scan: ScannedPage, mentions: Sequence[Mention], gazetteer: Gazetteer) -> None:
        self.scan = scan
        self.gazetteer = gazetteer
        self.mentions = mentions
        self.starts = [cue.start for cue in scan.cues]
        self.name_starts = [hit.start for hit in scan.names]
        self.page_cues = {cue.name for cue in scan.cues}
        self.headings, self.lead = self._paths()
        country = ISO.get(scan.page.country, scan.page.country)
        units = set(scan.unit_hits)
        found = {item.start for item in mentions if item.clear or item.region_given or item.country_adjacent}
        words = {word for name in scan.page.unit_names for word in plain(name).split()}
        short_names = {word for word in words if len(word) > SMALL_WORDS}
        self.towns = [  # a unit is also called by one of its names: "Qormi" is Ħal Qormi, "Saint-Lô" Saint-Lô-d'Armor
            hit.start
            for hit in scan.names
            if country in hit.elsewhere
            and hit.start not in units
            and hit.start not in found
            and not hit.countries
            and not short_names & set(scan.plain[hit.start : hit.end].split())
        ]
        self.rows_of_towns = self._rows_of_towns()
        self.list_countries = self._countries_of_lists()

    def _rows_of_towns(self) -> frozenset[int]:
        """Return the rows of tables that tell of a region's towns: their first column is headed "Gemeinde"."""
        rows: set[int] = set()
        below = False
        mentioned = [mention.start for mention in self.mentions]
        for index, block in enumerate(self.scan.blocks if self.scan.unit_is_region else ()):
            if block.kind != "table_row":
                below = False
                continue
            head = plain(BEFORE_CELL.split(block.text)[0]).strip()
            if index == 0 or self.scan.blocks[index - 1].kind != "table_row":
                below = head in self.scan.town_words
                continue
            first, last = self.scan.starts[index], self.scan.starts[index] + len(head)
            if below and not any(first <= start <= last for start in (*self.scan.unit_hits, *mentioned)):
                rows.add(index)
        return frozenset(rows)

    def next_clause(self, mention: Mention, end: int) -> set[str]:
        """Return the cues of the clause that follows a place and speaks of it: "Cleveland, kjer smo pobrateni".

        With "unit" where it names the unit; nothing where it names a place of its own before.
        """
        scan = self.scan
        text = scan.blocks[mention.block].text
        to = scan.original(mention.end, mention.block)
        opening = CLAUSE_OPENS.match(text, to)
        if opening is None:
            return set()
        offsets = scan.offsets[mention.block]
        first = scan.starts[mention.block]
        low = first + bisect_left(offsets, opening.end())
        closing = CLAUSE_END.search(text, opening.end(), scan.original(end, mention.block))
        high = first + bisect_left(offsets, closing.start()) if closing else end
        names = {hit.start for hit in self.names_between(low, high) if hit.elsewhere or hit.places or hit.countries}
        units = {unit for unit in scan.unit_hits if low <= unit < high}
        if names - units:
            return set()
        return {cue.name for cue in self.cues_between(low, high)} | ({"unit"} if units else set())

    def names_foreign_town(self, heading: int, home: str, mention: Mention) -> bool:
        """Tell whether a heading names a town abroad and not the unit: "Twin towns of our partner Saint-Malo"."""
        start, end = self.scan.span(heading)
        if self.scan.blocks[heading].kind != "heading" or any(start <= unit < end for unit in self.scan.unit_hits):
            return False
        return any(
            hit.elsewhere - {home} and not (hit.countries or hit.places) and home not in hit.elsewhere
            for hit in self.names_between(start, end)
        )

    def other_municipality_before(self, start: int, mention: Mention) -> bool:
        """Tell whether a sentence speaks of another municipality before a place: "Община Панагюрище"."""
        scan = self.scan
        block = mention.block
        text = scan.blocks[block].text
        own = {*scan.unit_hits, *(hit.start for hit in scan.names if hit.places or hit.countries)}
        words = list(WORD.finditer(scan.plain, start, mention.start))
        for word, name in pairwise(words):
            if len(word[0]) < SHORTEST_NOUN or word[0] not in scan.town_words - ADJECTIVES or name.start() in own:
                continue
            written = text[scan.original(name.start(), block) : scan.original(name.end(), block)]
            towns = {hit.start for hit in self.names_between(name.start(), name.end()) if hit.elsewhere}
            if written[:1].isupper() and len(written) > SMALL_WORDS and (scan.language not in NOUN_BESIDE or towns):
                return True
        return False

    def is_denied_in_heading(self, mention: Mention, ties: Set[str]) -> bool:
        """Tell whether a heading that names the place says that there is no tie."""
        return any(
            "not" in (names := {cue.name for cue in self.cues_between(*self.scan.span(other.block))}) and ties & names
            for other in self.mentions
            if other.place == mention.place and self.scan.blocks[other.block].kind in HEADINGS
        )

    def cues_between(self, start: int, end: int) -> Sequence[CueHit]:
        """Return the cues that begin between two positions."""
        return self.scan.cues[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def names_between(self, start: int, end: int) -> Sequence[NameHit]:
        """Return the names that begin between two positions."""
        return self.scan.names[bisect_left(self.name_starts, start) : bisect_left(self.name_starts, end)]

    def _paths(self) -> tuple[list[list[int]], list[list[int]]]:
        """Return for each block the headings above it (title and the latest) and the blocks that introduce it."""
        headings: list[list[int]] = []
        leads: list[list[int]] = []
        title: list[int] = []
        latest: list[int] = []
        before_list = -1
        for index, block in enumerate(self.scan.blocks):
            headings.append([*title, *latest])
            in_list = block.kind in IN_LISTS
            lead = before_list if in_list else self._before(index)
            leads.append([lead] if lead >= 0 and self.scan.blocks[lead].kind not in HEADINGS else [])
            if block.kind in ("title", "breadcrumb"):
                title.append(index)
            elif block.kind == "heading":
                latest = [*latest, index] if index and self.scan.blocks[index - 1].kind == "heading" else [index]
            if not in_list:
                before_list = index
        return headings, leads

    def _before(self, block: int) -> int:
        """Return the block before that is no menu or footer; -1 where there is none."""
        block -= 1
        while block >= 0 and self.scan.blocks[block].kind in FURNITURE:
            block -= 1
        return block

    def _after(self, block: int) -> int:
        """Return the paragraph that follows, past menus; -1 where something else follows."""
        block += 1
        while block < len(self.scan.blocks) and self.scan.blocks[block].kind in FURNITURE:
            block += 1
        return block if block < len(self.scan.blocks) and self.scan.blocks[block].kind == "paragraph" else -1

    def _countries_of_lists(self) -> dict[int, int]:
        """Return for each block of a run of list items how many countries the run names."""
        found: dict[int, int] = {}
        named: dict[int, set[str]] = {}
        for hit in self.scan.names:
            countries = hit.countries or hit.elsewhere
            if countries:
                named.setdefault(self.scan.block_at(hit.start), set()).add(min(countries))
        run: list[int] = []
        for index in range(len(self.scan.blocks) + 1):
            inside = index < len(self.scan.blocks) and self.scan.blocks[index].kind in IN_LISTS
            if inside:
                run.append(index)
            elif run:
                total = len(set().union(*(named.get(block, set()) for block in run)))
                found.update(dict.fromkeys(run, total))
                run = []
        return found

    def following_names(self, end: int, block: int, place: Place) -> set[str]:
        """Return the cues of what follows `end` and takes a place up again ("both towns").

        That is the next sentence, be it that of the next paragraph; below a heading, the paragraph there. Nothing where
        it names a place of its own: then it speaks of that.
        """
        heading = self.scan.blocks[block].kind in HEADINGS
        if heading or end + 1 >= self.scan.span(block)[1]:
            after = self._after(block)
            if after < 0:
                return set()
            start, stop = self.scan.span(after)
            if not heading:
                stop = self.scan.sentence(start)[1]
        else:
            start, stop = self.scan.sentence(end + 1)
        named = {
            hit.start for hit in self.names_between(start, stop) if not hit.countries and (hit.elsewhere or hit.clear)
        }
        places = self.gazetteer.places
        same = {
            hit.start
            for hit in self.names_between(start, stop)
            if any(places[index] == place or places[index].name == place.admin1 for index in hit.places)
        }
        if named - set(self.scan.unit_hits) - same or self._leads_elsewhere(start, stop, place):
            return set()
        return {cue.name for cue in self.cues_between(start, stop)}

    def _leads_elsewhere(self, start: int, stop: int, place: Place) -> bool:
        """Tell whether a word for "with" leads to a name that is neither the unit nor the place nor a country."""
        scan = self.scan
        block = scan.block_at(start)
        text = scan.blocks[block].text
        known = [
            *((unit, unit + 1) for unit in scan.unit_hits),
            *((hit.start, hit.end) for hit in scan.names if hit.countries),
        ]
        known += [(other.start, other.end) for other in self.mentions if other.place == place]
        for match in WORD.finditer(scan.plain, start, stop):
            if match[0] not in scan.with_words.before:
                continue
            for word in list(WORD.finditer(scan.plain, match.end(), stop))[:WORDS_LED]:
                written = text[scan.original(word.start(), block) : scan.original(word.end(), block)]
                if written[:1].isupper() and len(written) > SMALL_WORDS:
                    if not any(low < word.end() and word.start() < high for low, high in known):
                        return True
                    break
        return False

    def names_other_places(self, mention: Mention, start: int, end: int) -> bool:
        """Tell whether a stretch of text names places beside a mention and what says where it lies."""
        return any(
            (hit.places or hit.elsewhere) and not hit.countries and hit.start not in self.scan.unit_hits
            and not mention.start <= hit.start <= mention.end + QUALIFIED
            for hit in self.names_between(start, end)
        )  # fmt: skip

    def next_sentence(self, mention: Mention) -> tuple[int, int]:
        """Return the sentence after that of a mention, or of the next paragraph; empty where none is."""
        end = self.surroundings(mention).sentence[1]
        block_end = self.scan.span(mention.block)[1]
        if end + 1 < block_end:
            return self.scan.sentence(end + 1)
        after = self._after(mention.block)
        return (end, end) if after < 0 else self.scan.sentence(self.scan.span(after)[0])

    def clause(self, mention: Mention, start: int, end: int) -> tuple[int, int]:
        """Return the clause of a mention within its sentence; what qualifies its name does not end it."""
        scan = self.scan
        text = scan.blocks[mention.block].text
        low, high = (scan.original(position, mention.block) for position in (start, end))
        at, to = (scan.original(position, mention.block) for position in (mention.start, mention.end))
        before = [match.end() for match in CLAUSE_END.finditer(text, low, at)]
        if before and at - before[-1] <= 1:  # in brackets, or after a dash or a comma: the clause goes on
            before.pop()
        beyond = to + (QUALIFIED if mention.region_given or mention.country_adjacent else SMALL_WORDS)
        after = CLAUSE_END.search(text, min(beyond, high), high)
        first = scan.starts[mention.block]
        offsets = scan.offsets[mention.block]
        return (
            first + bisect_left(offsets, before[-1]) if before else start,
            first + bisect_left(offsets, after.start()) if after else end,
        )

    def year_scope(self, mention: Mention) -> tuple[int, int]:
        """Return where the year of a mention stands: its sentence; in an enumeration, up to the next place."""
        start, end = self.surroundings(mention).sentence
        inside = [
            hit.start for hit in self.names_between(start, end) if (hit.places or hit.elsewhere) and not hit.countries
        ]
        if len(inside) < LONG_LIST or mention.listed:
            return start, end
        later = [position for position in inside if position > mention.end + SMALL_WORDS]
        if mention.region_given and later:
            later = later[1:]
        return mention.start, later[0] if later else end

    def surroundings(self, mention: Mention) -> Surroundings:
        """Return the parts of the page that speak of a mention."""
        scan = self.scan
        start, end = scan.sentence(mention.start) if not mention.listed else scan.span(mention.block)
        lead: list[CueHit] = []
        block_start = scan.span(mention.block)[0]
        if start > block_start and not mention.listed:
            lead += self.cues_between(max(block_start, scan.sentence(start - 2)[0]), start)
        else:
            for block in self.lead[mention.block]:
                lead += self.cues_between(*scan.span(block))
        headings = [cue for block in self.headings[mention.block] for cue in self.cues_between(*scan.span(block))]
        return Surroundings((start, end), self.cues_between(start, end), headings, lead)
