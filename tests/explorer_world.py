"""Constructed tables for the explorer, and the page made of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy.analysis.build import analysis_dataset
from paradiplomacy.fields import Dataset
from paradiplomacy.frame.fields import COUNTRIES, COVARIATE_SOURCES, SUPPLIED, UNITS
from paradiplomacy.frame.size_classes import size_classes
from paradiplomacy.reports.explorer.contents import Evidence, ExplorerSettings, explorer_contents
from paradiplomacy.reports.explorer.page import write_explorer
from paradiplomacy.tables import typed
from paradiplomacy.ties.fields import EVIDENCE, STATUSES, TIES

NAMES = ("Köln", "Łódź", "Århus", "Nîmes", "A Coruña", "Plzeň", "Gießen", "Bacău", "Kraków", "Málaga")
PLACES = ("Chongqing", "Tianjin", "Columbus", "Québec Falls", "Xi'an", "Reno", "Ürümqi", "Mobile")
COUNTRY = {"DE": "Germany", "PL": "Poland", "ES": "Spain", "FR": "France"}
PARTNER = {"CN": ("China", "Chinese", "#b2182b"), "US": ("the United States", "American", "#3b8bc4")}
SOURCES = [
    {
        "id": name,
        "title": title,
        "publisher": "nobody",
        "vintage": "2024",
        "sensitivity": sensitivity,
    }
    for name, title, sensitivity in (
        ("a_list", "A list", "public"),
        ("pages", "Web pages", "public"),
        ("answers", "Answers to the survey", "restricted"),
    )
]
SETTINGS = ExplorerSettings.model_validate(
    {
        "world": {"name": "constructed", "simulated": True, "stamp": "SIMULATED for a test"},
        "results": "results",
        "partners": {
            code: {"name": name, "adjective": adjective, "labels": [name], "colour": colour}
            for code, (name, adjective, colour) in PARTNER.items()
        },
        "studies": {
            "study": {
                "title": "A study",
                "partners": list(PARTNER),
                "levels": ["city", "region"],
                "countries": "all",
                "outcomes": ["cooperates"],
                "models": ["size"],
            }
        },
        "outcomes": {"cooperates": {"label": "has a tie", "kind": "binary", "evidence": "ties"}},
        "waves": {},
        "registers": {},
        "archives": {},
    }
)
SQUARE = "M{x} {y}l400 0 0 400 -400 0z"


def constructed(n_units: int, n_ties: int, seed: int = 1) -> Evidence:
    """Return tables of so many units (one in five a region) and ties, each tie with one to three pieces of evidence."""
    draw = random.Random(seed)
    fields = analysis_dataset(SETTINGS.outcomes)
    units, analysis = [], []
    for number in range(n_units):
        level = "region" if number % 5 == 4 else "city"
        country = draw.choice(sorted(COUNTRY))
        population = None if draw.random() < 0.05 else round(draw.lognormvariate(12.5, 1)) + 50_000
        name = NAMES[number] if number < len(NAMES) else f"{draw.choice(NAMES)} {number}"
        unit = {
            "unit_id": f"{country}{number:04d}",
            "level": level,
            "name": name,
            "names": name,
            "country": country,
            "nuts_version": "2021",
            "latitude": draw.uniform(38, 60),
            "longitude": draw.uniform(-5, 24),
            "population": population,
            "gdp_pps": draw.randint(20_000, 60_000),
            "capital": number == 0,
            "macro_region": "West",
            "cee": False,
        }
        units.append(unit)
        analysis += [
            {key: unit[key] for key in ("unit_id", "level", "country", "population", "cee", "macro_region")}
            | {"study": "study", "partner": partner, "cooperates": draw.choice([True, False, None])}
            for partner in PARTNER
        ]
    ties: dict[str, dict[str, Any]] = {}
    while len(ties) < n_ties:
        unit = draw.choice(units[:-3])["unit_id"]  # the last three have none
        partner, place = draw.choice(sorted(PARTNER)), f"{draw.choice(PLACES)} {draw.randint(1, 400)}"
        key = f"{unit}:{partner}:{place.lower()}"
        year = draw.choice([None, draw.randint(1950, 2020)])
        ties[key] = {
            "tie_id": key,
            "unit_id": unit,
            "partner": partner,
            "place": place,
            "year_start": year,
            "status": draw.choice(STATUSES),
            "sources": "a_list",
            "n_sources": 1,
        }
    evidence = []
    for row, tie in enumerate(ties.values(), start=2):
        for number, source in enumerate(("a_list", "pages", "answers")[: draw.randint(1, 3)]):
            page = {"address": "https://town.example/partners", "date": "2024-05-01", "archive_offset": 10 * row}
            evidence.append(
                {"tie_id": tie["tie_id"], "source": source, "row": row, "column": f"column{number}"}
                | {"quote": f"Secret words {row}" if source == "answers" else f"twinned with {tie['place']}"}
                | (page if source == "pages" else {})
            )
    return Evidence(
        units=typed(pd.DataFrame(units), UNITS),
        covariate_sources=typed(
            pd.DataFrame(
                {
                    "unit_id": [unit["unit_id"] for unit in units],
                    "field": "population",
                    "source": "a_list",
                    "year": 2021,
                    "geographic_level": "city",
                }
            ),
            COVARIATE_SOURCES,
        ),
        supplied=typed(pd.DataFrame(), SUPPLIED),
        countries=typed(
            pd.DataFrame(
                [
                    {"country": code, "iso2": code, "iso3": code, "name": name, "macro_region": "West", "cee": False}
                    for code, name in COUNTRY.items()
                ]
            ),
            COUNTRIES,
        ),
        ties=typed(pd.DataFrame(ties.values()), TIES),
        evidence=typed(pd.DataFrame(evidence), EVIDENCE),
        decisions=None,
        analysis=typed(pd.DataFrame(analysis), fields),
        analysis_fields=fields,
    )


def contents_of(tables: Evidence, settings: ExplorerSettings = SETTINGS) -> dict[str, Any]:
    """Return the contents of the page; regions are squares, the land is one more."""
    regions = sorted(tables.units.loc[tables.units["level"] == "region", "unit_id"])
    squares = {unit: SQUARE.format(x=500 * (place % 12), y=500 * (place // 12)) for place, unit in enumerate(regions)}
    land = SQUARE.format(x=100, y=100)
    return explorer_contents(tables, settings=settings, supplied={}, sources=SOURCES, land=land, regions=squares)


def written(tables: Evidence, path: Path, settings: ExplorerSettings = SETTINGS) -> Path:
    """Write the page of these tables."""
    write_explorer(path, contents_of(tables, settings), settings)
    return path


def restricted(dataset: Dataset, name: str) -> Dataset:
    """Return a field table in which this column is restricted."""
    fields = (replace(f, sensitivity="restricted") if f.name == name else f for f in dataset.fields)
    return Dataset(dataset.name, dataset.description, dataset.key, tuple(fields))


@dataclass(frozen=True)
class FirstResult:
    """How long a page took from its request to the first filtered list (seconds), and how many units that shows."""

    processor: float
    clock: float
    shown: int


def time_to_first_result(browser: Any, file: Path) -> FirstResult:
    """Open a page and choose a partner and a country; the time of the page's thread comes from the browser."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(file.as_uri(), wait_until="commit")
    page.wait_for_selector("html[data-ready]")
    page.select_option("#partner", "US")
    clock = page.evaluate(
        """() => new Promise(done => {
          const control = document.getElementById('country');
          control.value = 'ES';
          control.dispatchEvent(new Event('change'));
          requestAnimationFrame(() => setTimeout(() => done(performance.now())));
        })"""
    )
    metrics = {entry["name"]: entry["value"] for entry in devtools.send("Performance.getMetrics")["metrics"]}
    shown = int(page.inner_text("#count").split(" of ")[0].replace(",", ""))
    context.close()
    return FirstResult(metrics["TaskDuration"], clock / 1000, shown)


def choices(tables: Evidence) -> pd.DataFrame:
    """Return for each unit what the filters ask, computed with pandas and without the library's own page."""
    units = tables.units.set_index("unit_id")
    wide = tables.analysis.pivot(index="unit_id", columns="partner", values="cooperates").reindex(units.index)
    words = {(True, True): "both", (True, False): "first", (False, True): "second", (False, False): "none"}
    kind = [
        "unknown" if pd.isna(first) or pd.isna(second) else words[bool(first), bool(second)]
        for first, second in zip(wide["CN"], wide["US"], strict=True)
    ]
    table = units[["name", "level", "country"]].assign(type=kind)
    for level, rows in units.groupby("level"):
        table.loc[rows.index, "size"] = size_classes(rows["population"], str(level)).astype("string")
    for partner in PARTNER:
        table[partner] = table.index.isin(tables.ties.loc[tables.ties["partner"] == partner, "unit_id"])
    return table
