"""The register of all units: with which partners each cooperates, whether it answered, and what each source shows.

Reads frame, analysis table, ties, evidence and dispositions; nothing is modelled here. Counts are made of the full
tables; what is written unit by unit, of those that hold what may be shown of single units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Outcome, Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.findings.partner_fields import UNIT_REGISTER, UNIT_TYPES
from paradiplomacy.frame.size_classes import SIZE_CLASSES, size_classes

NOT_KNOWN, NONE, BOTH = "not known", "none", "both"

Row = dict[str, Any]


def unit_types(analysis: pd.DataFrame, outcome: str, partners: Sequence[str]) -> pd.Series[str]:
    """Return of each unit the partners with which it cooperates: none, "CN only", both (all of three), "CN and US".

    Parameters
    ----------
    analysis
        rows of one study; a unit is "not known" when the outcome is missing for one partner.
    outcome
        a binary outcome.
    """
    wide = analysis.pivot(index="unit_id", columns="partner", values=outcome).reindex(columns=list(partners))
    return wide.apply(lambda row: _type_of(dict(row), partners), axis=1).astype("string").rename("type")


def _type_of(says: Mapping[str, Any], partners: Sequence[str]) -> str:
    if any(pd.isna(value) for value in says.values()):
        return NOT_KNOWN
    with_whom = [partner for partner in partners if says[partner]]
    if len(with_whom) == len(partners) > 1:
        return BOTH if len(partners) == 2 else "all"
    if not with_whom:
        return NONE
    return " and ".join(with_whom) + (" only" if len(with_whom) == 1 else "")


def type_order(types: Sequence[str], partners: Sequence[str]) -> list[str]:
    """Return the types in the order of print: none, one partner only, several, not known."""
    singles = [f"{partner} only" for partner in partners]
    rest = sorted(set(types) - {NONE, NOT_KNOWN, *singles})
    return [NONE, *singles, *rest, NOT_KNOWN]


def register_units(
    *,
    units: pd.DataFrame,
    countries: pd.DataFrame,
    dispositions: pd.DataFrame,
    ties: pd.DataFrame,
    evidence: pd.DataFrame,
    analysis: pd.DataFrame,
    name: str,
    study: Study,
    outcome: str,
    outcomes: Mapping[str, Outcome],
    waves: Mapping[str, Wave],
    registers: Mapping[str, Register],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the register of the units of a study (`UNIT_REGISTER`) and its summary (`UNIT_TYPES`).

    Parameters
    ----------
    units, countries, dispositions, ties, evidence, analysis
        the tables of the earlier stages, for all studies.
    name, study, outcome, outcomes
        the study, its leading binary outcome, and all outcomes.
    waves, registers
        survey waves and registers of twin towns: the sources of ties.
    """
    if study.countries != "all":
        countries = countries[countries["country"].isin(study.countries)]
    units = units[units["country"].isin(countries["country"]) & units["level"].isin(study.levels)]
    ties = ties[ties["status"] != "planned"]  # which is no tie yet
    own = analysis[analysis["study"] == name]
    kinds = unit_types(own, outcome, study.partners)
    says = own.set_index(["unit_id", "partner"])[outcome]
    asked = study.asked_waves(waves) if outcomes[outcome].evidence == "survey" else {}
    shown = _shown(ties, evidence, waves, registers)
    counts = ties.groupby(["unit_id", "partner"]).size().to_dict()
    became = dispositions.sort_values("wave").assign(text=dispositions["wave"] + ": " + dispositions["disposition"])
    replies = became.groupby(["unit_id", "partner"])["text"].agg("|".join).to_dict()
    rows: list[Row] = []
    for level in study.levels:
        inside = units[units["level"] == level]
        classes = size_classes(inside["population"], level).astype("string")
        for partner in study.partners:
            wave = next((w for w, entry in asked.items() if (entry.partner, entry.level) == (partner, level)), None)
            for unit, size in zip(inside.itertuples(), classes, strict=True):
                key = (unit.unit_id, partner)
                cooperates = says.get(key, pd.NA)
                speaking, silent = _sources(unit, shown.get(key, {}), registers, level)
                if wave is not None and not pd.isna(cooperates):  # what it says, not whether it names a place
                    named = speaking.pop(wave, 0)
                    if cooperates:
                        speaking[f"{wave} (yes)"] = named
                    else:
                        silent.append(wave)
                rows.append(
                    {
                        "unit_id": unit.unit_id,
                        "partner": partner,
                        "name": unit.name,
                        "country": unit.country,
                        "level": level,
                        "size_class": size,
                        "type": kinds.get(unit.unit_id, NOT_KNOWN),
                        "cooperates": cooperates,
                        "response": replies.get(key),
                        "ties": int(counts.get(key, 0)),
                        "sources": "|".join(
                            f"{source}: {found}" if found else source for source, found in speaking.items()
                        )
                        or None,
                        "silent": "|".join(silent) or None,
                        "disagree": bool(speaking and silent),
                    }
                )
    register = pd.DataFrame(rows, columns=UNIT_REGISTER.columns)
    return register, summarise_types(register, countries, study.partners)


def _shown(
    ties: pd.DataFrame, evidence: pd.DataFrame, waves: Mapping[str, Wave], registers: Mapping[str, Register]
) -> dict[tuple[str, str], dict[str, int]]:
    """Return the number of ties that each register and wave shows, by unit and partner, in the order of the names."""
    owner = {source: name for name, register in registers.items() for source in register.sources}
    owner |= {wave.source: name for name, wave in waves.items()}
    listed = evidence[["tie_id"]].assign(list=evidence["source"].map(owner)).dropna().drop_duplicates()
    about = listed.merge(ties[["tie_id", "unit_id", "partner"]], on="tie_id")
    found: dict[tuple[str, str], dict[str, int]] = {}
    for (unit, partner, name), number in about.groupby(["unit_id", "partner", "list"]).size().items():
        found.setdefault((unit, partner), {})[name] = int(number)
    return found


def _sources(
    unit: Any, shown: Mapping[str, int], registers: Mapping[str, Register], level: str
) -> tuple[dict[str, int], list[str]]:
    """Return the sources that show ties of a unit, and the registers that could show one and do not."""
    silent = [name for name, entry in registers.items() if name not in shown and entry.covers(level, unit.country)]
    return dict(shown), silent


def summarise_types(register: pd.DataFrame, countries: pd.DataFrame, partners: Sequence[str]) -> pd.DataFrame:
    """Return units by type for all, by country and by size class (`UNIT_TYPES`), every type in every group."""
    units = register.drop_duplicates("unit_id")
    types = type_order(units["type"], partners)
    rows: list[Row] = []
    for level, inside in units.groupby("level"):
        groupings = {
            "all": (pd.Series("all", index=inside.index), ["all"]),
            "country": (inside["country"], list(countries["country"])),
            "size": (inside["size_class"], list(SIZE_CLASSES[str(level)].values())),
        }
        for grouping, (labels, groups) in groupings.items():
            for place, group in enumerate(groups):
                cell = inside.loc[(labels == group).fillna(False).astype(bool), "type"]
                if cell.empty:
                    continue
                counts = cell.value_counts()
                rows += [
                    {
                        "level": level,
                        "grouping": grouping,
                        "group": group,
                        "order": place,
                        "type": kind,
                        "type_order": number,
                        "units": int(counts.get(kind, 0)),
                        "n": len(cell),
                    }
                    for number, kind in enumerate(types)
                ]
    return pd.DataFrame(rows, columns=UNIT_TYPES.columns)
