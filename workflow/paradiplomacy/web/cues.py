"""The lexicon of cues: words of 24 and more languages that tell a tie from what only looks like one.

A cue is a class of words ("twin", "sign", "company"); `resources/web_cues/cues.csv` holds its patterns by language:
`word`, `stem*`, `*part*`, and phrases of these. The language of a page is guessed from its function words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from paradiplomacy.web.gazetteer import plain
from paradiplomacy.web.tables_of_text import read_rows, values
from paradiplomacy.web.unit_names import Designations

FUNCTION_WORD = "function_word"
PREPOSITIONS = ("with", "at")
MUNICIPALITY, REGION = "municipality_word", "region_word"  # what a unit calls itself in its name
EXPLICIT = ("twin", "sister", "partner_city", "friendship")
FORMAL = ("agreement", "memorandum", "intent")
TIE = (*EXPLICIT, *FORMAL, "partnership", "partner", "cooperate", "contact", "sign")
EVENTS = ("delegation", "visit", "anniversary", "since", "end", "plan", "approve", "not", "also", "self", "list")
OTHER_MATTERS = (
    "street", "restaurant", "student", "fair", "sport", "art", "travel", "history", "ship", "trade", "speech",
)  # fmt: skip
AREAS = ("culture", "education", "economy", "environment", "science", "tourism")
HOME_LANGUAGE = 3  # function words that a language of the unit's country is ahead by
CLEAR_LANGUAGE = 4  # function words that show a language
ANY_LANGUAGE = frozenset({"twin", "sister", "partner_city"})  # words so much their own that every language may use them


@dataclass(frozen=True)
class Cue:
    """A pattern of the lexicon; `prefix`: letters may follow; `inner`: the full pattern where a * stands within."""

    language: str
    name: str
    prefix: bool
    inner: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Preposition:
    """How a language says "with" or "at" a place: words before the name, words after it, endings of the name."""

    before: frozenset[str]
    after: frozenset[str]
    endings: frozenset[str]


NO_DESIGNATIONS = Designations()
NOTHING = Preposition(frozenset(), frozenset(), frozenset())


@dataclass(frozen=True)
class Lexicon:
    """Cues by pattern; the function words, prepositions and number words of each language."""

    cues: Mapping[str, tuple[Cue, ...]]
    function_words: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    official: Mapping[str, tuple[str, ...]]
    prepositions: Mapping[tuple[str, str], Preposition]
    designations: Designations = NO_DESIGNATIONS

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the lexicon."""
        return tuple(self.function_words)

    def guess_language(self, plain: str, country: str) -> str:
        """Return the language of a plain text by its function words, its country's languages first; "": not clear."""
        words = plain.split()[:600]
        counts = {language: sum(word in known for word in words) for language, known in self.function_words.items()}
        official = self.official.get(country, ())
        best = max(counts, key=lambda language: counts[language] + HOME_LANGUAGE * (language in official))
        if counts[best] >= CLEAR_LANGUAGE or (best in official and counts[best] == max(counts.values())):
            return best
        return official[0] if len(official) == 1 else ""


def lexicon_files(folder: Path) -> dict[str, Path]:
    """Return the tables of the lexicon in one folder."""
    return {name: folder / f"{name}.csv" for name in ("cues", "numbers", "languages")}


def load_lexicon(files: Mapping[str, Path]) -> Lexicon:
    """Read the tables cues, numbers and languages.

    Raises
    ------
    BadInput
        when a table is missing or malformed.
    """
    cues: dict[str, dict[Cue, None]] = {}
    function_words: dict[str, frozenset[str]] = {}
    prepositions: dict[tuple[str, str], Preposition] = {}
    named: dict[str, set[str]] = {MUNICIPALITY: set(), REGION: set()}
    for row in read_rows(files["cues"], ("language", "cue", "patterns")):
        patterns = values(row["patterns"])
        if row["cue"] == FUNCTION_WORD:
            function_words[row["language"]] = frozenset(map(plain, patterns))
            continue
        if row["cue"] in (MUNICIPALITY, REGION):
            named[row["cue"]] |= {plain(text).strip() for text in patterns}
            continue
        if row["cue"] in PREPOSITIONS:
            prepositions[row["language"], row["cue"]] = _preposition(patterns)
            continue
        for text in patterns:
            bare = text.removeprefix("*")
            head, star, tail = bare.partition("*")
            inner = None
            if tail:
                parts = (re.escape(plain(part)) for part in bare.split("*"))
                inner = re.compile(" ?" + r"\w*".join(parts))
            key = plain(head) if text.startswith("*") else f" {plain(head).lstrip()}"
            cues.setdefault(key, {})[Cue(row["language"], row["cue"], bool(star) or head.endswith(" "), inner)] = None
    numbers = {
        plain(word): int(row["value"])
        for row in read_rows(files["numbers"], ("language", "value", "words"))
        for word in values(row["words"])
    }
    official = {
        row["country"]: tuple(values(row["languages"]))
        for row in read_rows(files["languages"], ("country", "languages"))
    }
    return Lexicon(
        {text: tuple(found) for text, found in cues.items()}, function_words, numbers, official, prepositions,
        Designations(frozenset(named[MUNICIPALITY]), frozenset(named[REGION])),
    )  # fmt: skip


def _preposition(patterns: Iterable[str]) -> Preposition:
    """Return a preposition from its patterns: `word` before the name, `~word` after it, `-ending` of the name."""
    kept = [(text[:1], plain(text.lstrip("~-")).strip()) for text in patterns]
    return Preposition(
        frozenset(word for sign, word in kept if sign not in "~-"),
        frozenset(word for sign, word in kept if sign == "~"),
        frozenset(word for sign, word in kept if sign == "-"),
    )
