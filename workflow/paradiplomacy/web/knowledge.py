"""Read what the places of a register are judged by: names of countries and territories, GeoNames, and decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.fields import Dataset
from paradiplomacy.frame.countries import labels_by_country
from paradiplomacy.readers.geonames import read_geonames
from paradiplomacy.tables import read_table
from paradiplomacy.web.decisions import read_place_decisions
from paradiplomacy.web.fields import OTHER_COUNTRIES, TERRITORIES
from paradiplomacy.web.resolve import PlaceResolver, build_resolver

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Knowledge:
    """Spellings of studied and of other countries by code, and what decides on places."""

    countries: Mapping[str, Sequence[str]]
    others: Mapping[str, Sequence[str]]
    resolver: PlaceResolver


def read_knowledge(
    countries: pd.DataFrame,
    units: pd.DataFrame,
    *,
    country_labels: str | Path,
    region_names: str | Path,
    place_decisions: str | Path | None,
    gazetteer: str | Path | None,
    registers: Sequence[str],
    register: str,
) -> Knowledge:
    """Return what one register is read with.

    Parameters
    ----------
    countries, units
        the table of countries (`COUNTRIES`) and the frame (`UNITS`).
    country_labels, region_names, place_decisions, gazetteer
        files (`OTHER_COUNTRIES`, `TERRITORIES`, `PLACE_DECISIONS`, GeoNames; the last two None for none).
    registers, register
        names of all registers, and of the one that is read.

    Raises
    ------
    BadInput
        when a file is missing or violates its field table, or a decision cannot be meant.
    """
    labels = labels_by_country(countries)
    decisions = None
    if place_decisions is not None:
        decisions = read_place_decisions(place_decisions, units, registers, labels)
        decisions = decisions[decisions["register"] == register]
    return Knowledge(
        labels,
        labels_by_country(_read(country_labels, OTHER_COUNTRIES)),
        build_resolver(
            units,
            labels,
            iso2=dict(zip(countries["country"], countries["iso2"], strict=True)),
            gazetteer=None if gazetteer is None else read_geonames(gazetteer),
            territories=_read(region_names, TERRITORIES),
            decisions=decisions,
        ),
    )


def _read(path: str | Path, dataset: Dataset) -> pd.DataFrame:
    table = read_table(path, dataset)
    dataset.validate(table, Path(path).as_posix())
    return table
