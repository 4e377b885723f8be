"""American towns as languages respell them by ear: "Σαβάνα", "Klīvlenda", "Синсинати", told by their consonants.

Only for names that the gazetteer lacks and whose country or state stands beside them (`mentions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from paradiplomacy.web.folding import fold

if TYPE_CHECKING:
    from paradiplomacy.web.gazetteer import Place

SCRIPTS = str.maketrans(
    {
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "t", "ι": "i", "κ": "k", "λ": "l",
        "μ": "m", "ν": "n", "ξ": "ks", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "u", "φ": "f",
        "χ": "k", "ψ": "ps", "ω": "o",
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i", "й": "i", "к": "k",
        "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "k",
        "ц": "s", "ч": "c", "ш": "s", "щ": "st", "ъ": "a", "ь": "", "ю": "u", "я": "a",
    }
)  # fmt: skip
# letters whose mark the folding would drop
SOFT_SIGNS = str.maketrans({"č": "ch", "š": "sh", "ž": "zh", "Č": "Ch", "Š": "Sh", "Ž": "Zh"})
# what is heard alike, most letters first
HEARD = (
    ("γου", "v"), ("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("τζ", "j"), ("дж", "j"), ("tch", "c"), ("ch", "c"),
    ("sh", "s"), ("dz", "j"), ("ph", "f"), ("ck", "k"), ("qu", "kv"), ("x", "ks"), ("w", "v"),
)  # fmt: skip
SOFT_C = re.compile("c(?=[eiy])")
HARD_C = re.compile("c(?=[aoulrt]|$)")
SILENT = re.compile("[aeiouyh \\-.']")
TWICE = re.compile(r"(.)\1+")
FEWEST = 3  # consonants that tell a name
SMALLEST = 20_000  # inhabitants of a town that is told without its state
RIVAL = 2  # a town is told when it has more than so many times the inhabitants of the next one


def consonants(name: str) -> str:
    """Return the consonants of a name as they are heard: "Savannah" and "Σαβάνα" are both "svn"."""
    text = fold(name.translate(SOFT_SIGNS))
    foreign = not text.isascii()
    for written, heard in HEARD[:6]:
        text = text.replace(written, heard)
    text = text.translate(SCRIPTS)
    if not foreign:
        for written, heard in HEARD[6:]:
            text = text.replace(written, heard)
        text = HARD_C.sub("k", SOFT_C.sub("s", text))
    text = text.replace("b", "v").replace("z", "s").replace("c", "s").replace("j", "g")
    return TWICE.sub(r"\1", TWICE.sub(r"\1", SILENT.sub("", text)).replace("ts", "s"))


def towns_by_consonants(places: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    """Return the American towns by their consonants, the largest first."""
    found: dict[str, list[Place]] = {}
    for place in sorted(places, key=lambda place: -place.population):
        heard = consonants(place.name) if place.country == "US" and place.kind == "city" else ""
        if len(heard) >= FEWEST:
            found.setdefault(heard, []).append(place)
    return {heard: tuple(towns) for heard, towns in found.items()}


def respelled(name: str, towns: Mapping[str, Sequence[Place]], state: str) -> Place | None:
    """Return the town that a name respells, None where none or several of like size could be meant.

    Parameters
    ----------
    name
        as it is written.
    towns
        towns by their consonants.
    state
        in which the town lies; "" where that is not said.
    """
    heard = consonants(name)
    fitting = [
        place
        for place in towns.get(heard) or towns.get(heard.removesuffix("s"), ())
        if (place.admin1 == state if state else place.population >= SMALLEST)
    ]
    if not fitting or (len(fitting) > 1 and fitting[1].population * RIVAL > fitting[0].population):
        return None
    return fitting[0]
