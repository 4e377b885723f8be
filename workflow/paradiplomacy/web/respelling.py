"""Places as languages respell them by ear: "Σαβάνα", "Klīvlenda", "Синсинати" by consonants, "Hangdžov" by syllables.

Only for names that the gazetteer lacks and whose country or state stands beside them (`mentions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from paradiplomacy.web.folding import fold
from paradiplomacy.web.place import Place

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
FEWEST_SOUNDS = 5  # signs of a Chinese name of which one may be amiss
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


# what a Chinese name sounds like in any transcription: one sign for each row of sounds, most letters first
CHINESE_SOUNDS = (
    ("čch", "c"), ("cch", "c"), ("tch", "t"), ("pch", "p"), ("kch", "k"), ("dž", "c"), ("dz", "c"), ("cs", "c"),
    ("hsz", "s"), ("sz", "s"), ("zs", "r"), ("zh", "c"), ("ch", "c"), ("sh", "s"), ("ts", "c"), ("tz", "c"),
    ("č", "c"), ("š", "s"), ("ž", "c"), ("đ", "c"), ("ť", "c"), ("ď", "c"), ("τζ", "c"), ("τσ", "c"), ("ντ", "t"),
    ("μπ", "p"), ("νγκ", "n"), ("γκ", "k"), ("ου", "u"), ("γι", "i"), ("дж", "c"), ("дз", "c"), ("ц", "c"), ("ч", "c"),
    ("ш", "s"), ("ж", "c"), ("ъ", "e"), ("ы", "i"), ("э", "e"), ("ь", ""), ("я", "ia"), ("ю", "iu"), ("х", "h"),
    ("χ", "h"), ("ng", "n"), ("j", "i"), ("q", "c"), ("x", "s"), ("z", "c"), ("b", "p"), ("d", "t"), ("g", "k"),
    ("v", "u"), ("w", "u"), ("y", "i"),
)  # fmt: skip
PINYIN_SOUNDS = (("zh", "c"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("j", "c"))
VOICELESS = str.maketrans("bdgv", "ptku")  # of letters of other scripts
SOUNDS_ALIKE = (("ie", "e"), ("ia", "e"), ("ou", "o"), ("ao", "o"), ("uo", "o"), ("ue", "e"), ("ii", "i"), ("uu", "u"))
CZECH_LETTERS = "čšžťďČŠŽŤĎ"  # who writes these writes ch for h


def chinese_sounds(name: str, *, pinyin: bool = False) -> str:
    """Return how a Chinese name sounds, roughly: "Hangzhou" and "Hangdžov" are both "hanco"."""
    text = "".join(sign for sign in name.lower() if sign.isalpha())
    marked = not pinyin and any(sign in CZECH_LETTERS for sign in name)
    for written, heard in (*(PINYIN_SOUNDS if pinyin else ()), *CHINESE_SOUNDS):
        text = text.replace(written, "h" if marked and written == "ch" else heard)
    text = fold(text).translate(SCRIPTS).translate(VOICELESS)
    for written, heard in SOUNDS_ALIKE:
        text = text.replace(written, heard)
    return TWICE.sub(r"\1", text)


def places_by_sound(places: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    """Return the Chinese cities by the sound of their names, the largest first."""
    found: dict[str, list[Place]] = {}
    for place in sorted(places, key=lambda place: -place.population):
        if place.country == "CN" and place.kind == "city":
            found.setdefault(chinese_sounds(place.name, pinyin=True), []).append(place)
    return {heard: tuple(cities) for heard, cities in found.items()}


def heard_in_china(name: str, cities: Mapping[str, Sequence[Place]], province: str) -> Place | None:
    """Return the Chinese city that a name writes in whatever transcription, None where none or several could be meant.

    With its province given one sign may be amiss (Levenshtein 1966); without it, the sounds must agree.

    Parameters
    ----------
    name
        as it is written, without ending.
    cities
        cities by the sound of their names.
    province
        in which the city lies; "" where that is not said.
    """
    heard = chinese_sounds(name)
    exact = [place for place in cities.get(heard, ()) if not province or place.admin1 == province]
    near = [
        place
        for sound, found in cities.items()
        if province and not exact and len(heard) >= FEWEST_SOUNDS and _one_amiss(heard, sound)
        for place in found
        if place.admin1 == province
    ]
    fitting = sorted(exact or near, key=lambda place: -place.population)
    if not fitting or (len(fitting) > 1 and fitting[1].population * RIVAL > fitting[0].population):
        return None
    return fitting[0]


def _one_amiss(one: str, other: str) -> bool:
    """Tell whether two words differ by one sign at most: changed, left out or put in."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]
