"""Takes names out of passages of interviews before anything is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from paradiplomacy.readers.contact_details import contact_details, without_contact_details

NAME, PLACE = "[name]", "[place]"
SHORTEST = 2  # letters of a part of a name that is looked for on its own
ENDING, STEM = r"\w{0,3}", 4  # names of so many letters take endings: Altmajer, Altmajerovi
LONG = 6  # names of so many lose their last letter before an ending: Novotný, Novotného


def pseudonyms(keys: Iterable[str], letter: str) -> dict[str, str]:
    """Return a pseudonym for each key (P01, P02, ...), in the order of their digests, which tells no names."""
    ordered = sorted(set(keys), key=lambda key: sha256(key.encode()).hexdigest())
    width = max(2, len(str(len(ordered))))
    return {key: f"{letter}{number:0{width}d}" for number, key in enumerate(ordered, start=1)}


class Redactor:
    """Replaces names in a text, whatever their case, their accents and their endings.

    Parameters
    ----------
    persons
        full names; each part of two letters and more is looked for on its own, too.
    others
        further names, with what stands for each; their parts become `NAME`.
    titles
        texts that hold names, such as titles of documents; they are looked for as a whole.
    """

    def __init__(
        self, persons: Iterable[str], others: Mapping[str, str] | None = None, titles: Iterable[str] = ()
    ) -> None:
        self._replacements: dict[str, str] = {}
        for title in filter(str.strip, titles):
            self._replacements[_folded(title.strip())] = NAME
        for person in persons:
            for text in filter(str.strip, (person, *_parts(person))):
                self._replacements.setdefault(_folded(text.strip()), NAME)
        for name, replacement in (others or {}).items():
            for part in _parts(name):
                self._replacements.setdefault(_folded(part), NAME)
            self._replacements[_folded(name)] = replacement

    def redacted(self, text: str, places: Sequence[str] = ()) -> str:
        """Return `text` without names, addresses and numbers; `places` are names of places that become `PLACE`."""
        text = without_contact_details(unicodedata.normalize("NFC", text))
        table = {_folded(place): PLACE for place in places if place.strip()} | self._replacements
        table = {_stem(name): replacement for name, replacement in table.items()} | table
        if not table:
            return text
        longest = sorted(table, key=lambda name: (-len(name), name))
        stems = [re.escape(name) for name in longest if len(name) >= STEM]
        others = [re.escape(name) for name in longest if len(name) < STEM]
        forms = [rf"({'|'.join(names)}){ending}" for names, ending in ((stems, ENDING), (others, "")) if names]
        pattern = re.compile(rf"\b(?:{'|'.join(forms)})(?!\w)")
        pieces, end = [], 0
        for match in pattern.finditer(_folded(text)):
            pieces += [text[end : match.start()], table[next(filter(None, match.groups()))]]
            end = match.end()
        return "".join([*pieces, text[end:]])


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the ends of a passage so that no word, address or telephone number is cut by either."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    for low, high in contact_details(text):
        start = low if low < start < high else start
        end = high if low < end < high else end
    return start, end


def _stem(name: str) -> str:
    return name[:-1] if len(name) >= LONG else name


def _parts(name: str) -> list[str]:
    return [part for part in re.findall(r"\w+", unicodedata.normalize("NFC", name)) if len(part) >= SHORTEST]


def _folded(text: str) -> str:
    """Return a text of the same length in small letters without accents, so that places in both are the same."""
    composed = unicodedata.normalize("NFC", text)
    return "".join((unicodedata.normalize("NFKD", sign)[0].lower() or sign)[0] for sign in composed)
