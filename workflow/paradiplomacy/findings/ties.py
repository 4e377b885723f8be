"""Findings on ties: by country and list, how lists agree, what they miss, and what changed between vintages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from paradiplomacy.config.names import WEB_PAGES, WEB_PAGES_TITLE
from paradiplomacy.config.registers import Register
from paradiplomacy.config.waves import Wave
from paradiplomacy.fields import Dataset
from paradiplomacy.findings.fields import (
    RECAPTURE_BY_COUNTRY,
    TIE_OVERLAP,
    TIE_SOURCES,
    TIES_BY_COUNTRY,
)
from paradiplomacy.findings.overlap import PageList, tie_lists, tie_overlap, tie_sources
from paradiplomacy.findings.recapture import recapture_by_country
from paradiplomacy.findings.vintages import tie_vintages

ANY = "all"  # the list of ties that any list shows


@dataclass(frozen=True)
class TieFindings:
    """The tables of a study on its ties (field tables of their names)."""

    ties_by_country: pd.DataFrame
    tie_sources: pd.DataFrame
    tie_overlap: pd.DataFrame
    recapture_by_country: pd.DataFrame
    tie_vintages: pd.DataFrame


def find_ties(
    *,
    units: pd.DataFrame,
    countries: pd.DataFrame,
    dispositions: pd.DataFrame,
    ties: pd.DataFrame,
    evidence: pd.DataFrame,
    registers: Mapping[str, Register],
    waves: Mapping[str, Wave],
    partners: Sequence[str],
    levels: Sequence[str],
    confidence_level: float,
    pages: PageList | None = None,
) -> TieFindings:
    """Return the tables on the ties of all partners and levels of a study.

    Parameters
    ----------
    units, countries, dispositions
        those of the study.
    ties, evidence
        `TIES` and `EVIDENCE` of all studies.
    registers, waves
        registers, and waves of the study.
    pages
        web pages of the units; None where there are none.
    """
    shown, shared, recaptured = [], [], []
    for partner in partners:
        for level in levels:
            lists = tie_lists(units, dispositions, ties, evidence, registers, waves, partner, level, pages)
            shown.append(tie_sources(lists, partner, level))
            shared.append(tie_overlap(lists, units, partner, level, confidence_level))
            recaptured.append(recapture_by_country(lists, units, partner, level, confidence_level))
    return TieFindings(
        ties_by_country=ties_by_country(units, ties, evidence, countries, registers, waves, partners, pages),
        tie_sources=_stacked(shown, TIE_SOURCES),
        tie_overlap=_stacked(shared, TIE_OVERLAP),
        recapture_by_country=_stacked(recaptured, RECAPTURE_BY_COUNTRY),
        tie_vintages=tie_vintages(units, ties, evidence, registers, partners),
    )


def _stacked(parts: Sequence[pd.DataFrame], dataset: Dataset) -> pd.DataFrame:
    return pd.DataFrame([row for part in parts for row in part.to_dict("records")], columns=dataset.columns)


def ties_by_country(
    units: pd.DataFrame,
    ties: pd.DataFrame,
    evidence: pd.DataFrame,
    countries: pd.DataFrame,
    registers: Mapping[str, Register],
    waves: Mapping[str, Wave],
    partners: Sequence[str],
    pages: PageList | None = None,
) -> pd.DataFrame:
    """Return units with a tie and ties by country, level, partner and list (`TIES_BY_COUNTRY`).

    The list "all" counts ties that any list shows, of all units. Of a register, units are those of which it could show
    a tie (none of a partial one), of web pages those with archived ones, of a wave they are missing: who answered
    stands in its dispositions.
    """
    titles = {ANY: "any list"} | {name: register.title for name, register in registers.items()}
    titles |= {name: wave.title for name, wave in waves.items()}
    owner = {source: name for name, register in registers.items() for source in register.sources}
    owner |= {wave.source: name for name, wave in waves.items()}
    read: dict[tuple[str, str, str], int] = {}
    if pages is not None:
        titles[WEB_PAGES] = WEB_PAGES_TITLE
        owner |= dict.fromkeys(pages.sources, WEB_PAGES)
        archived = units.merge(pages.coverage, on="unit_id").groupby(["country", "level", "partner"]).size()
        read = {key: int(number) for key, number in archived.items()}
    listed = evidence[["tie_id", "source"]].assign(list=evidence["source"].map(owner)).dropna(subset=["list"])
    listed = pd.concat([listed[["tie_id", "list"]].drop_duplicates(), ties[["tie_id"]].assign(list=ANY)])
    place = units.set_index("unit_id")[["level", "country"]]
    about = ties.loc[ties["unit_id"].isin(place.index), ["tie_id", "unit_id", "partner"]].join(place, on="unit_id")
    cells = listed.merge(about, on="tie_id").groupby(["country", "level", "partner", "list"])["unit_id"]
    found = pd.DataFrame({"ties": cells.size(), "units_with_tie": cells.nunique()}).to_dict("index")
    order = {name: number for number, name in enumerate(titles)}
    size = place.groupby(["country", "level"]).size().to_dict()
    rows = []
    for country in countries.itertuples():
        for level in sorted(units["level"].unique()):
            inside = size.get((country.country, level), 0)
            for partner in partners:
                lists = _lists_of(registers, waves, partner, level)
                lists += [WEB_PAGES] if any(key[1:] == (level, partner) for key in read) else []
                for name in lists:
                    covered = None if name in waves else inside
                    if name in registers and not registers[name].covers(level, country.country):
                        covered = 0
                    if name == WEB_PAGES:
                        covered = read.get((country.country, level, partner), 0)
                    cell = found.get((country.country, level, partner, name), {"ties": 0, "units_with_tie": 0})
                    rows.append(
                        {
                            "country": country.country,
                            "country_name": country.name,
                            "level": level,
                            "partner": partner,
                            "list": name,
                            "title": titles[name],
                            "order": order[name],
                            "units": covered,
                            **cell,
                        }
                    )
    return pd.DataFrame(rows, columns=TIES_BY_COUNTRY.columns)


def _lists_of(registers: Mapping[str, Register], waves: Mapping[str, Wave], partner: str, level: str) -> list[str]:
    """Return the lists that can show ties with a partner at a level, that of any list first."""
    return [
        ANY,
        *(name for name, register in registers.items() if level in register.levels),
        *(name for name, wave in waves.items() if (wave.partner, wave.level) == (partner, level)),
    ]
