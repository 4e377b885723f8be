"""Write a Chinese name in the transcriptions of European languages: Suzhou is Su-čou, Szucsou, Суджоу, Sudžou.

Serves the building of the gazetteer. The tables (initials, finals, whole syllables) stand in resources/gazetteer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

PALATAL = ("j", "q", "x")  # after these pinyin writes u for ü
NULL_INITIAL = ("a", "o", "e")  # such a syllable opens a word or follows an apostrophe
HYPHENATED = ("czech",)


@dataclass(frozen=True)
class Transcriber:
    """Syllables of pinyin and how each system writes them."""

    systems: tuple[str, ...]
    syllables: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str]]) -> Transcriber:
        """Put syllables together from rows with part (initial, final, syllable), pinyin and one column per system."""
        table = list(rows)
        systems = tuple(name for name in table[0] if name not in ("part", "pinyin"))
        parts = {
            part: {row["pinyin"]: tuple(row[system] for system in systems) for row in table if row["part"] == part}
            for part in ("initial", "final", "syllable")
        }
        syllables: dict[str, tuple[str, ...]] = {
            final: forms for final, forms in parts["final"].items() if final.startswith(NULL_INITIAL)
        }
        for (initial, first), (final, second) in product(parts["initial"].items(), parts["final"].items()):
            written = final.replace("ü", "u") if initial in PALATAL else final
            if initial in PALATAL and final.startswith("u"):
                continue
            forms = tuple(a + b for a, b in zip(first, second, strict=True))
            syllables[initial + written] = tuple(_smooth(form) for form in forms)
        syllables.update(parts["syllable"])
        return cls(systems, syllables)

    def split(self, word: str) -> list[str]:
        """Return the syllables of a name in pinyin (apostrophes respected), nothing where it is none."""
        found: list[str] = []
        for piece in word.lower().replace("’", "'").split("'"):
            rest = self._split(piece, opening=True)
            if not rest:
                return []
            found += rest
        return found

    def _split(self, piece: str, *, opening: bool) -> list[str]:
        if not piece:
            return []
        for length in range(min(6, len(piece)), 0, -1):
            head = piece[:length]
            if head not in self.syllables or (head.startswith(NULL_INITIAL) and not opening):
                continue
            if length == len(piece):
                return [head]
            tail = self._split(piece[length:], opening=False)
            if tail:
                return [head, *tail]
        return []

    def write(self, word: str) -> list[str]:
        """Return the forms of a name in every system, capitalised; nothing where it is no pinyin of two syllables."""
        syllables = self.split(word)
        if len(syllables) < 2:
            return []
        forms: list[str] = []
        for at, system in enumerate(self.systems):
            pieces = [self.syllables[syllable][at] for syllable in syllables]
            forms.append("".join(pieces).capitalize())
            if system in HYPHENATED:
                forms.append("-".join(pieces).capitalize())
        return forms


def _smooth(form: str) -> str:
    """Join the soft initials of Latvian and Croatian with a following i or j: dzj + in = dzjin, sj + ja = sja."""
    return form.replace("jj", "j").replace("đj", "đ")
