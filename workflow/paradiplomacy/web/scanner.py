"""One pass over a page: every name of the gazetteer and every cue of the lexicon, at its place in the text.

An Aho-Corasick automaton (Aho and Corasick 1975) meets all patterns at once. Blocks are folded, joined and scanned as
one text; a hit remembers its block and the offsets in the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from ahocorasick_rs import AhoCorasick, MatchKind

from paradiplomacy.web.cues import ANY_LANGUAGE, EXPLICIT, NOTHING, PREPOSITIONS, Cue, Lexicon, Preposition
from paradiplomacy.web.folding import fold_page_text
from paradiplomacy.web.gazetteer import Gazetteer, Meaning, ending_is_allowed
from paradiplomacy.web.layout import flags, lists_in_paragraphs
from paradiplomacy.web.pages import Block, Page
from paradiplomacy.web.unit_names import unit_mentions

NOT_IN_WORDS = re.compile(r"[\W_]")
MUTATIONS = tuple("bcdfgmnt")  # Irish letters before a capital
SHORTEST_ADJECTIVE = 6  # letters of a name that may be written small, as adjectives are: "pekingi", "šanghajský"
Pattern = tuple[tuple[Meaning, ...], tuple[Cue, ...]]
SEPARATOR = " \n "  # stands between blocks: no name or cue reaches over it
SENTENCE_END = re.compile(r"(?:(?<=[^\W\d_]{3})|(?<=\d{4})|(?<=[)\]”»]))[.!?…;]+[\"”»)]*\s+(?=[^\W_a-zà-ÿа-яα-ω])")


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name in the text: places (indices), countries, and countries elsewhere with a place of that name.

    `clear`: one of the places needs no word on its country nearby; `ending`: letters that inflect the name.
    """

    start: int
    end: int
    meanings: tuple[Meaning, ...]
    places: tuple[int, ...]
    countries: frozenset[str]
    elsewhere: frozenset[str]
    clear: bool
    ending: str = ""

    @classmethod
    def of(cls, start: int, end: int, meanings: Iterable[Meaning], ending: str = "") -> NameHit:
        """Return the hit of what a name may mean."""
        kept = tuple(dict.fromkeys(meanings))
        return cls(
            start,
            end,
            kept,
            tuple(dict.fromkeys(int(meaning.value) for meaning in kept if meaning.kind == "place")),
            frozenset(str(meaning.value) for meaning in kept if meaning.kind == "country"),
            frozenset(str(meaning.value) for meaning in kept if meaning.kind == "elsewhere"),
            any(meaning.clear for meaning in kept if meaning.kind == "place"),
            ending,
        )


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue in the text; start and end are those of its whole word."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class ScannedPage:
    """A page with what was found: the plain text (one letter per letter), starts of blocks, names and cues in order."""

    page: Page
    language: str
    blocks: tuple[Block, ...]
    plain: str
    starts: tuple[int, ...]
    offsets: tuple[Sequence[int], ...]
    names: tuple[NameHit, ...]
    cues: tuple[CueHit, ...]
    unit_hits: tuple[int, ...] = field(default=())
    unit_is_region: bool = False
    town_words: frozenset[str] = frozenset()
    with_words: Preposition = NOTHING
    at_words: Preposition = NOTHING

    def block_at(self, position: int) -> int:
        """Return the index of the block at a position of the plain text."""
        return bisect_right(self.starts, position) - 1

    def span(self, block: int) -> tuple[int, int]:
        """Return start and end of a block in the plain text."""
        after = self.starts[block + 1] - len(SEPARATOR) if block + 1 < len(self.starts) else len(self.plain) - 1
        return self.starts[block], after

    def original(self, position: int, block: int) -> int:
        """Return the offset in the block's original text of a position in the plain text."""
        offsets = self.offsets[block]
        return offsets[min(max(position - self.starts[block], 0), len(offsets) - 1)]

    @cached_property
    def _sentences(self) -> dict[int, tuple[int, ...]]:
        return {}

    def _starts_in(self, block: int) -> tuple[int, ...]:
        """Return the starts of the sentences of a block in the plain text."""
        if block not in self._sentences:
            text, offsets, start = self.blocks[block].text, self.offsets[block], self.starts[block]
            ends = (match.end() for match in SENTENCE_END.finditer(text))
            self._sentences[block] = (start, *(start + bisect_right(offsets, end - 1) for end in ends))
        return self._sentences[block]

    def sentence(self, position: int) -> tuple[int, int]:
        """Return start and end of the sentence at a position."""
        block = self.block_at(position)
        starts = self._starts_in(block)
        at = max(0, bisect_right(starts, position) - 1)
        return starts[at], starts[at + 1] if at + 1 < len(starts) else self.span(block)[1]


class Scanner:
    """The automaton of all patterns."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self.gazetteer = gazetteer
        self.lexicon = lexicon
        patterns = sorted(gazetteer.meanings.keys() | lexicon.cues.keys())
        self._bare = [text.strip() for text in patterns]
        self._meanings = [gazetteer.meanings.get(text, ()) for text in patterns]
        self._cues = [lexicon.cues.get(text, ()) for text in patterns]
        self._names_only: list[Pattern | None] = [(found, ()) if found else None for found in self._meanings]
        self._cues_of: dict[str, list[tuple[int, Cue]]] = {}  # by language; "" for those that every language may use
        for index, cues in enumerate(self._cues):
            for cue in cues:
                shared = cue.name in ANY_LANGUAGE
                self._cues_of.setdefault("" if shared else cue.language, []).append((index, cue))
        self._by_language: dict[str, list[Pattern | None]] = {}
        self._automaton = AhoCorasick(patterns, matchkind=MatchKind.Standard)

    def scan(self, page: Page) -> ScannedPage:
        """Return a page with its names and cues."""
        blocks = tuple(lists_in_paragraphs(_with_headings(page)))
        texts, offsets = [], []
        for block in blocks:
            folded, origin = fold_page_text(block.text)
            texts.append(NOT_IN_WORDS.sub(" ", folded))
            offsets.append(origin)
        starts, position = [], 1
        for text in texts:
            starts.append(position)
            position += len(text) + len(SEPARATOR)
        plain = " " + SEPARATOR.join(texts) + " "
        language = page.language or self.lexicon.guess_language(plain, page.country)
        names, cues = self._hits(plain, language, blocks, starts, offsets)
        return ScannedPage(
            page, language, blocks, plain, tuple(starts), tuple(offsets), tuple(names), tuple(cues),
            tuple(unit_mentions(plain, page.unit_names, self.lexicon.designations)),
            self.lexicon.designations.is_region(page.unit_names),
            self.lexicon.designations.municipality,
            *(self.lexicon.prepositions.get((language, kind), NOTHING) for kind in PREPOSITIONS),
        )  # fmt: skip

    def _patterns_of(self, language: str) -> list[Pattern | None]:
        """Return the meanings and the cues of each pattern in a language; None where a pattern says nothing in it."""
        if language not in self._by_language:
            known = (language,) if language in self.lexicon.function_words else self.lexicon.languages
            table = self._names_only.copy()
            for index, cue in chain.from_iterable(self._cues_of.get(name, ()) for name in ("", *known)):
                have = table[index]
                table[index] = (self._meanings[index], (*have[1], cue) if have else (cue,))
            self._by_language[language] = table
        return self._by_language[language]

    def _hits(
        self,
        plain: str,
        language: str,
        blocks: Sequence[Block],
        starts: Sequence[int],
        offsets: Sequence[Sequence[int]],
    ) -> tuple[list[NameHit], list[CueHit]]:
        endings = self.gazetteer.endings.get(language, self.gazetteer.endings[""])
        adjectives = self.gazetteer.adjectives.get(language, self.gazetteer.adjectives[""])
        patterns = self._patterns_of(language)
        found: dict[tuple[int, int], tuple[list[Meaning], bool, str]] = {}
        cues: set[tuple[int, int, str]] = set()
        word_ends: dict[int, int] = {}
        for index, start, end in self._automaton.find_matches_as_indexes(plain, overlapping=True):
            pattern = patterns[index]
            if pattern is None:
                continue
            meanings, of_language = pattern
            word_end = word_ends.get(end, 0)
            if not word_end:
                word_end = word_ends[end] = plain.index(" ", end)
            if meanings:
                rest = plain[end:word_end]
                stem = self._bare[index]
                kept = [meaning for meaning in meanings if ending_is_allowed(meaning, stem, rest, endings)]
                if kept:
                    ending = "" if any(meaning.ending == rest for meaning in kept) else rest
                    place = found.get((start + 1, word_end))
                    if place is None:
                        found[start + 1, word_end] = (kept, rest in adjectives, ending)
                    else:
                        found[start + 1, word_end] = (place[0] + kept, place[1], min(place[2], ending, key=len))
            for cue in of_language:
                if cue.inner is not None:
                    match = cue.inner.match(plain, start)
                    if match is None:
                        continue
                    cues.add((start + 1, match.end(), cue.name))
                elif word_end == end or cue.prefix:
                    first = start + (plain[start] == " ")
                    while plain[first - 1].isalnum():
                        first -= 1
                    cues.add((first, word_end, cue.name))
        names = sorted(
            [*self._longest(found, blocks, starts, offsets), *_flags(blocks, starts, offsets)],
            key=lambda hit: hit.start,
        )
        return names, [CueHit(*cue) for cue in _beside_names(sorted(cues), names)]

    def _longest(
        self,
        found: dict[tuple[int, int], tuple[list[Meaning], bool, str]],
        blocks: Sequence[Block],
        starts: Sequence[int],
        offsets: Sequence[Sequence[int]],
    ) -> list[NameHit]:
        """Keep names that begin with a capital (adjectives need none) and lie within no longer one."""
        names: list[NameHit] = []
        reached = 0
        for (start, end), (meanings, adjective, ending) in sorted(
            found.items(), key=lambda item: (item[0][0], -item[0][1])
        ):
            if end <= reached:
                continue
            written = _written(start, end, blocks, starts, offsets)
            kept = [
                meaning
                for meaning in meanings
                if meaning.letters == "any"
                or (written[:1].isupper() and (meaning.letters == "capital" or written.isupper()))
                or _is_capital(written)
                or (meaning.kind == "place" and meaning.clear and adjective and end - start >= SHORTEST_ADJECTIVE)
            ]
            if kept:
                names.append(NameHit.of(start, end, kept, ending))
                reached = end
        return names


def _flags(blocks: Sequence[Block], starts: Sequence[int], offsets: Sequence[Sequence[int]]) -> Iterator[NameHit]:
    """Yield the flags as names of countries."""
    for block, start, origin in zip(blocks, starts, offsets, strict=True):
        for low, high, country in flags(block.text):
            at = start + bisect_right(origin, low) - 1
            yield NameHit.of(at, at + high - low, [Meaning("country", country, "")])


def _beside_names(cues: Iterable[tuple[int, int, str]], names: Sequence[NameHit]) -> Iterator[tuple[int, int, str]]:
    """Yield cues that are no part of a name: "Dania" is Denmark, not the dishes of a restaurant."""
    starts = [name.start for name in names]
    for start, end, cue in cues:
        at = bisect_right(starts, start) - 1
        if cue in EXPLICIT or at < 0 or names[at].end < end:
            yield start, end, cue


def _written(
    start: int, end: int, blocks: Sequence[Block], starts: Sequence[int], offsets: Sequence[Sequence[int]]
) -> str:
    """Return the original letters of a span of the plain text."""
    block = bisect_right(starts, start) - 1
    origin = offsets[block]
    return blocks[block].text[origin[start - starts[block]] : origin[end - starts[block]]]


def _is_capital(written: str) -> bool:
    """Tell whether a name begins with a capital after a mutation (Irish: mBostún) or in a script without case."""
    first, second = written[:1], written[1:2]
    return (first in MUTATIONS and second.isupper()) or not (first.islower() or first.isupper())


def _with_headings(page: Page) -> Iterable[Block]:
    """Yield title and blocks; headings that stand beside a block are put before it where they change."""
    if page.title:
        yield Block("title", page.title)
    above: tuple[str, ...] = ()
    for block in page.blocks:
        if block.headings and block.headings != above:
            above = block.headings
            for text in above:
                yield Block("heading", text)
        yield block
