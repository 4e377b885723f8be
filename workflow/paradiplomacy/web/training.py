"""The invented training set: passages of our own writing in 24 languages, filled with places, towns and years.

No passage is taken from a real page. `resources/web_training/templates.csv` holds sentences and lists with slots (the
name begins with p where the places are ties of the unit, with n where not), `passages.jsonl` longer passages with
their ties. What a template says in all languages is one group, so that folds can hold it out.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from paradiplomacy.web.gazetteer import Gazetteer
from paradiplomacy.web.pages import Page, page_of
from paradiplomacy.web.tables_of_text import read_rows

COUNTRY_OF = {
    "cs": "CZ", "da": "DK", "el": "EL", "en": "IE", "et": "EE", "ga": "IE", "sl": "SI", "sv": "SE",
}  # fmt: skip
CHINESE = ("Nanjing", "Chengdu", "Wuhan", "Suzhou", "Ningbo", "Harbin", "Qingdao", "Shenzhen", "Hangzhou", "Tianjin",
           "Changsha", "Dalian", "Xiamen", "Kunming")  # fmt: skip
AMERICAN = ("Los Angeles", "Chicago", "Seattle", "Milwaukee", "Pittsburgh", "Minneapolis", "Atlanta", "Detroit",
            "Cincinnati", "Indianapolis", "Houston", "Boston")  # fmt: skip
EUROPEAN = {"Lyon": "FR", "Leipzig": "DE", "Bologna": "IT", "Zaragoza": "ES", "Gdańsk": "PL", "Tampere": "FI"}
SCRIPTS = {"bg": ("а", "я"), "el": ("α", "ω")}
BLOCKS = "//"
CODED = "coded "  # begins the group of a passage that another hand coded
CODED_SETS = {
    "coded_passages": f"{CODED}one ",
    "coded_passages_second": f"{CODED}two ",
    "coded_passages_third": f"{CODED}three ",
}  # each by a hand of its own


@dataclass(frozen=True)
class Example:
    """A page, the names of each place that is a tie of its unit (English), and the group of its template."""

    page: Page
    names: tuple[tuple[str, ...], ...]
    group: str
    language: str

    @property
    def ties(self) -> frozenset[str]:
        """All names of the ties."""
        return frozenset(name for names in self.names for name in names)


def training_examples(folder: Path, gazetteer: Gazetteer, towns: Mapping[str, Sequence[str]]) -> list[Example]:
    """Return the examples: each template alone, after another sentence, and among other paragraphs.

    Parameters
    ----------
    folder
        resources/web_training.
    gazetteer
        whose names in the script of a language are filled in.
    towns
        European towns by ISO code of the country: the units and their neighbours.
    """
    rows = read_rows(folder / "templates.csv", ("language", "template", "text"))
    by_language: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_language.setdefault(row["language"], []).append(row)
    examples = [*_free(folder / "passages.jsonl")]
    for name, prefix in CODED_SETS.items():
        examples += _coded(folder / f"{name}.jsonl", gazetteer, prefix)
    for language, templates in by_language.items():
        for row in templates:
            draw = random.Random(f"{language} {row['template']}")  # noqa: S311 - seeded by name, no secret
            for shape in ("alone", "after", "among"):
                examples.append(_example(row, shape, templates, gazetteer, towns, draw))
    return examples


def _example(
    row: Mapping[str, str],
    shape: str,
    templates: Sequence[Mapping[str, str]],
    gazetteer: Gazetteer,
    towns: Mapping[str, Sequence[str]],
    draw: random.Random,
) -> Example:
    language = row["language"]
    country = COUNTRY_OF.get(language, language.upper())  # most languages have the code of a country
    local = [name for name in towns[{"EL": "GR"}.get(country, country)] if name.isalpha()]
    unit, other = draw.sample(local[:12], 2)
    chinese, american = draw.sample(CHINESE, 4), draw.sample(AMERICAN, 4)
    ties = set[str]()
    pieces = [row]
    if shape != "alone":
        pieces.insert(0, draw.choice([item for item in templates if item["template"] != row["template"]]))
    filled = []
    for piece in pieces:
        cn, us = chinese.pop(), american.pop()
        slots = {
            "unit": unit, "other": other, "eu": draw.choice(sorted(EUROPEAN)), "year": str(draw.randint(1965, 2019)),
            "cn": _written(gazetteer, "CN", cn, language, draw), "us": _written(gazetteer, "US", us, language, draw),
        }  # fmt: skip
        filled.append(piece["text"].format(**slots))
        if piece["template"].startswith("p"):
            ties |= {name for slot, name in (("cn", cn), ("us", us)) if f"{{{slot}}}" in piece["text"]}
    joint = " " if shape == "after" and BLOCKS not in "".join(filled) else BLOCKS
    if joint == " ":
        filled = [text if text.endswith(".") else f"{text}." for text in filled]
    text = joint.join(filled).replace(BLOCKS, "\n")
    record = {
        "id": f"{language}-{row['template']}-{shape}", "unit": unit, "country": country, "language": language,
        "date": "2021-05-04", "text": text, "title": f"{unit}" if shape == "among" else "",
    }  # fmt: skip
    return Example(page_of(record, 0), tuple((name,) for name in sorted(ties)), row["template"], language)


def _written(gazetteer: Gazetteer, country: str, name: str, language: str, draw: random.Random) -> str:
    """Return a name in the script of the language."""
    low_high = SCRIPTS.get(language)
    if low_high is None:
        return name
    index = gazetteer.named(country, name)[0]
    spellings = [text for text in gazetteer.spellings[index] if text and low_high[0] <= text[-1].lower() <= low_high[1]]
    return draw.choice(spellings[:2]) if spellings else name


def _coded(path: Path, gazetteer: Gazetteer, prefix: str) -> Iterator[Example]:
    """Yield the coded passages, whose ties name partner country and place; each is a group of its own."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        record = json.loads(line)
        names = tuple(
            (
                tie["place"],
                *(gazetteer.places[index].name for index in gazetteer.named(tie["partner"], tie["place"])[:1]),
            )
            for tie in record["ties"]
        )
        yield Example(page_of(record, number), names, f"{prefix}{record['id']}", record["language"])


def _free(path: Path) -> Iterator[Example]:
    """Yield the longer passages with their ties; each is a group of its own."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        record = json.loads(line)
        page = page_of(record | {"id": f"passage-{number}"}, number)
        yield Example(page, tuple((name,) for name in record["ties"]), f"passage-{number}", record["language"])
