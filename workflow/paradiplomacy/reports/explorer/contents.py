"""What the explorer holds: units, ties and evidence of the public tier, taken from the tables of the earlier stages.

It is made of the tables that hold what may be shown of single units (`public_analysis`, `public_ties`). What a field
table or the registry of sources calls restricted does not enter the page: where places that respondents named are
public, it tells that they named them, not their words nor the row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from paradiplomacy.config.model import Partner, Section, World
from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Outcome, Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.config.web import Archives
from paradiplomacy.fields import Dataset
from paradiplomacy.frame.fields import UNITS
from paradiplomacy.frame.size_classes import SIZE_CLASSES, size_classes
from paradiplomacy.reports.explorer.columns import coded, plain
from paradiplomacy.reports.explorer.facts import facts_of_units
from paradiplomacy.reports.explorer.outlines import map_points, window
from paradiplomacy.reports.labels import sentence_case
from paradiplomacy.reports.maps import TYPE_LABELS, cooperation_type
from paradiplomacy.reports.missing_evidence import missing_evidence
from paradiplomacy.ties.fields import EVIDENCE, TIES

WORDS_OF_EVIDENCE = ("row", "column", "quote", "address", "date", "archive_offset")  # where it stands and what it says
EVIDENCE_KEY = ["tie_id", "source", *WORDS_OF_EVIDENCE, "status", "decided"]


class ExplorerSettings(Section):
    """The parts of the configuration that the explorer rests on; its study is the first."""

    world: World
    results: str
    partners: dict[str, Partner]
    studies: dict[str, Study]
    outcomes: dict[str, Outcome]
    waves: dict[str, Wave]
    registers: dict[str, Register]
    archives: Archives

    @property
    def study(self) -> str:
        """The study whose partners are shown and whose leading outcome gives the types of units."""
        return next(iter(self.studies))

    @property
    def shown_partners(self) -> dict[str, Partner]:
        """Its partner countries."""
        return {code: self.partners[code] for code in self.studies[self.study].partners}

    @property
    def outcome(self) -> str:
        """Its leading outcome of yes and no."""
        return self.studies[self.study].outcome_of_kind("binary", self.outcomes)


@dataclass(frozen=True)
class Evidence:
    """The tables that the explorer is made of, each as its field table says.

    `ties`, `evidence` and `analysis` are those that may be shown of single units; `decisions` are `TIE_DECISIONS`,
    None where there is no archive of web pages.
    """

    units: pd.DataFrame
    covariate_sources: pd.DataFrame
    supplied: pd.DataFrame
    countries: pd.DataFrame
    ties: pd.DataFrame
    evidence: pd.DataFrame
    decisions: pd.DataFrame | None
    analysis: pd.DataFrame
    analysis_fields: Dataset


def explorer_contents(
    tables: Evidence,
    *,
    settings: ExplorerSettings,
    supplied: Mapping[str, str],
    sources: Sequence[Mapping[str, Any]],
    land: str,
    regions: Mapping[str, str],
) -> dict[str, Any]:
    """Return the contents of the page as plain values, columns in place of rows.

    Parameters
    ----------
    supplied
        names in print of the covariates that a researcher supplied.
    sources
        registry entries of the sources, with their ids.
    land, regions
        SVG paths of the base map and, by unit, of the regions.
    """
    units = without_restricted(tables.units, UNITS).sort_values(["level", "unit_id"], ignore_index=True)
    number = {str(source["id"]): place for place, source in enumerate(sources)}
    closed = {str(source["id"]) for source in sources if source["sensitivity"] == "restricted"}
    partners, outcome = settings.shown_partners, settings.outcome
    analysis = without_restricted(tables.analysis, tables.analysis_fields)
    analysis = analysis[analysis["study"] == settings.study]
    facts, origins = facts_of_units(units, tables.covariate_sources, tables.supplied, supplied, number)
    ties = _ties(without_restricted(tables.ties, TIES), units, list(partners))
    evidence = without_restricted(tables.evidence, EVIDENCE)
    return {
        "world": {"simulated": settings.world.simulated, "stamp": settings.world.stamp},
        "partners": [{"code": code, "name": partner.name} for code, partner in partners.items()],
        "outcome": sentence_case(settings.outcomes[outcome].label),
        "types": _type_labels([partner.name for partner in list(partners.values())[:2]]),
        "sizes": {level: list(classes.values()) for level, classes in SIZE_CLASSES.items()},
        "sources": [_source(source) for source in sources],
        "countries": dict(zip(tables.countries["country"], tables.countries["name"], strict=True)),
        "notes": _notes(settings),
        "window": window(),
        "land": land,
        "regions": [[place, regions[unit]] for place, unit in enumerate(units["unit_id"]) if unit in regions],
        "units": _units(units, analysis, outcome, list(partners)),
        "facts": facts,
        "origins": origins,
        "ties": {
            "unit": plain(ties["unit"]),
            "partner": plain(ties["partner"].map({code: place for place, code in enumerate(partners)})),
            "place": coded(ties["place"]),
            "status": coded(ties["status"]),
            **{name: plain(ties[name]) for name in ("year_start", "year_end")},
            **{name: coded(ties[name]) for name in ("first_seen", "last_seen")},
        },
        "evidence": _evidence(evidence, tables.decisions, ties, closed, number),
    }


def without_restricted(table: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Return the table with every column empty that its field table calls restricted."""
    restricted = [field.name for field in dataset.fields if field.sensitivity == "restricted"]
    return table.assign(**dict.fromkeys(restricted, pd.NA))


def _units(units: pd.DataFrame, analysis: pd.DataFrame, outcome: str, partners: Sequence[str]) -> dict[str, Any]:
    across, down = map_points(units["longitude"], units["latitude"])
    sizes = pd.concat([size_classes(rows["population"], str(level)) for level, rows in units.groupby("level")])
    answers = {
        code: analysis[analysis["partner"] == code].set_index("unit_id")[outcome].reindex(units["unit_id"])
        for code in partners
    }
    kinds = types_of_units(analysis, outcome, partners).reindex(units["unit_id"]).fillna("unknown")
    return {
        "id": plain(units["unit_id"]),
        "level": plain(units["level"]),
        "name": plain(units["name"]),
        "names": [_other_names(name, names) for name, names in zip(units["name"], units["names"], strict=True)],
        "country": plain(units["country"]),
        "x": across,
        "y": down,
        "population": plain(units["population"]),
        "size": coded(sizes.reindex(units.index).astype("string")),
        "type": plain(kinds),
        "answers": [plain(answers[code]) for code in partners],
    }


def types_of_units(analysis: pd.DataFrame, outcome: str, partners: Sequence[str]) -> pd.Series[str]:
    """Return the type of each unit, as the maps of the publications have it.

    By the first two partners of the study; where it has one, first means that the unit cooperates with it.
    """
    compared = list(partners[:2])
    if len(compared) == 2 and len(analysis):
        return cooperation_type(analysis, outcome, compared)
    answers = analysis[analysis["partner"] == compared[0]].set_index("unit_id")[outcome].astype("boolean")
    return answers.map({True: "first", False: "none"}).astype("object").fillna("unknown").rename("type")


def _type_labels(names: list[str]) -> list[dict[str, str]]:
    if len(names) == 1:
        labels = {"first": f"with {names[0]}", "none": f"not with {names[0]}", "unknown": TYPE_LABELS["unknown"]}
    else:
        labels = {key: text.format(first=names[0], second=names[1]) for key, text in TYPE_LABELS.items()}
    return [{"key": key, "label": sentence_case(text)} for key, text in labels.items()]


def _ties(ties: pd.DataFrame, units: pd.DataFrame, partners: Sequence[str]) -> pd.DataFrame:
    """Return the ties of the units with the partners of the study, with the number of their unit, in its order."""
    place = pd.Series(range(len(units)), index=units["unit_id"])
    shown = ties[ties["partner"].isin(list(partners))].assign(unit=lambda table: table["unit_id"].map(place))
    shown = shown[shown["unit"].notna()].astype({"unit": "int64"})
    return shown.sort_values(["unit", "tie_id"], ignore_index=True)


def _evidence(
    evidence: pd.DataFrame,
    decisions: pd.DataFrame | None,
    ties: pd.DataFrame,
    closed: set[str],
    number: Mapping[str, int],
) -> dict[str, Any]:
    """Return the evidence for the ties of the page; from a restricted source only that it names the place."""
    of_ties = ties.assign(tie=range(len(ties)))[["tie_id", "tie", "partner"]]
    shown = evidence.merge(of_ties, on="tie_id", validate="many_to_one")
    shown["decided"] = _deciders(shown, decisions)
    for name in WORDS_OF_EVIDENCE:
        shown[name] = shown[name].mask(shown["source"].isin(closed))
    shown = shown.drop_duplicates(EVIDENCE_KEY).sort_values(["tie", "source", "row", "column"], ignore_index=True)
    return {
        "tie": plain(shown["tie"]),
        "source": plain(shown["source"].map(number)),
        "row": plain(shown["row"]),
        "offset": plain(shown["archive_offset"]),
        **{name: coded(shown[name]) for name in ("column", "quote", "status", "address", "date", "decided")},
    }


def _deciders(evidence: pd.DataFrame, decisions: pd.DataFrame | None) -> pd.Series[str]:
    """Return for each passage of a web page who took it for a tie and, of the classifier, how sure it was."""
    empty = pd.Series(pd.NA, index=evidence.index, dtype="string")
    if decisions is None or decisions.empty:
        return empty
    keys = ["column", "row", "quote", "partner"]
    told = decisions[decisions["decision"] == "tie"].assign(row=decisions["block"] + 1, column=decisions["page_id"])
    told = told.sort_values("probability", ascending=False).drop_duplicates(keys)
    sure = told["probability"].map(lambda value: f"the classifier, probability {value:.2f}").astype("string")
    words = {"coder": "a coder", "adjudicated": "an adjudicator"}
    told["words"] = told["decided_by"].map(words).astype("string").fillna(sure)
    found = evidence[keys].merge(told[[*keys, "words"]], how="left", on=keys)["words"].astype("string")
    return found.set_axis(evidence.index)


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: source[name] for name in ("id", "title", "publisher", "vintage")}
    return told | {"closed": int(source["sensitivity"] == "restricted")}


def _other_names(name: str, names: Any) -> str:
    """Return the further names of a unit, separated by |; empty where it has none."""
    every = [] if pd.isna(names) else str(names).split("|")
    return "|".join(dict.fromkeys(other for other in every if other != name))


def _notes(settings: ExplorerSettings) -> list[str]:
    """Return what a reader must know: from when the evidence is, and what it does not tell."""
    asked = settings.studies[settings.study].asked_waves(settings.waves).values()
    notes = []
    if asked:
        waves = "; ".join(f"{wave.title} ({wave.period})" for wave in asked)
        notes.append(
            f"Answers: {waves}. Shown is what respondents were told may be shown of single units, such as whether one "
            "cooperates; other answers, and places that only respondents name, are not."
        )
    if settings.registers:
        lists = "; ".join(f"{register.title}" for register in settings.registers.values())
        notes.append(f"Lists of twin towns: {lists}.")
    if settings.archives.sources:
        notes.append("Web pages of the units: passages that a classifier or a coder took for a tie.")
    label = settings.outcomes[settings.outcome].label
    notes.append(
        f"Whether a unit cooperates is an outcome of the study “{settings.studies[settings.study].title}”: {label}."
    )
    notes.append(
        "Evidence of different years stands side by side: read each tie with the year and the source beside it. "
        "A unit without a listed tie may have ties that no source shows; “not known” means that the unit did not "
        "answer, or that no source covers it."
    )
    return notes + missing_evidence(settings.waves, settings.registers, settings.studies, settings.archives)
