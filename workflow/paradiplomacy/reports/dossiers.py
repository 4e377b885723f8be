"""Dossiers: one page per case with its facts, ties, evidence, prediction, neighbours and reasons, and an index of them.

Answers to the survey stand on no page, but for the outcome where its question is public; of a list whose outcome is
not, no case is shown. Ties are those that may be shown of single units.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import exp
from os.path import relpath
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy.config.cases import Selection
from paradiplomacy.config.load import load_configuration
from paradiplomacy.config.model import Configuration
from paradiplomacy.findings.case_fields import CASE_NEIGHBOURS, CASE_TERMS, CASES, UNUSED_SUMMARY
from paradiplomacy.findings.interview_fields import CODE_BY_CASE, QUOTATIONS
from paradiplomacy.frame.fields import COVARIATE_SOURCES, UNITS
from paradiplomacy.models.design import CONSTANT
from paradiplomacy.reports.figures import house_style
from paradiplomacy.reports.labels import sentence_case, term_label
from paradiplomacy.reports.locator_map import draw_locator, simplified_land
from paradiplomacy.reports.result_pages import write_page
from paradiplomacy.tables import read_table
from paradiplomacy.ties.fields import PUBLIC_EVIDENCE, PUBLIC_TIES

Facts = dict[str, Any]
STRATEGY_WORDS = {
    "typical": "typical",
    "deviant": "deviant",
    "most_similar": "most similar",
    "diverse": "diverse",
    "researcher": "chosen by the researcher",
}
# fields of the census that a dossier prints, with the column of their words
FIELDS = {
    "population": "Inhabitants",
    "gdp_pps": "GDP per inhabitant, PPS",
    "party": "Governing party",
    "party_left_right": "Its position from left (0) to right (10)",
    "port_km": "Nearest sea port, km",
    "capital": "National capital",
    "coastal": "Coastal region",
    "border": "Border region",
    "airport_km": "Nearest airport with routes, km",
    "long_haul_airport_km": "Nearest airport with long routes, km",
    "tertiary_share": "Tertiary education, share",
    "regional_seat": "Seat of a region",
    "urban_rural": "Type of the region",
    "eu_accession_year": "Member of the Union since",
    "in_cn_cee": "In China's format with Central and Eastern Europe",
}
MOST_EVIDENCE = 6  # pieces of evidence of a tie that are printed; all stand in ties/evidence.csv
MOST_QUOTATIONS = 8


def write_dossiers(
    folder: str | Path,
    study: str,
    *,
    files: Mapping[str, str],
    interviews: Mapping[str, str],
    configuration: str,
    sources: Sequence[Mapping[str, Any]],
) -> None:
    """Write `folder`/index.html and a page for each selected unit of a study.

    Parameters
    ----------
    files
        paths of cases, case_terms, case_neighbours, unused_summary, units, covariate_sources, ties, evidence, basemap.
    interviews
        paths of code_by_case and quotations; none where there are no interviews.
    configuration
        the effective configuration as JSON.
    sources
        registry entries of the raw files.
    """
    import geopandas as gpd

    settings = load_configuration(json.loads(configuration))
    house_style()
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    cases = read_table(files["cases"], CASES)
    inside = set(cases.loc[~cases["shown"], "selection"])  # lists whose outcome may not be shown of single units
    cases = cases[cases["shown"]]
    chosen = cases[cases["selected"]]
    maker = DossierMaker(
        settings,
        cases,
        {
            name: read_table(files[name], dataset)
            for name, dataset in (
                ("case_terms", CASE_TERMS),
                ("case_neighbours", CASE_NEIGHBOURS),
                ("units", UNITS),
                ("covariate_sources", COVARIATE_SOURCES),
                ("ties", PUBLIC_TIES),
                ("evidence", PUBLIC_EVIDENCE),
            )
        },
        {
            name: read_table(interviews[name], dataset)
            for name, dataset in (("code_by_case", CODE_BY_CASE), ("quotations", QUOTATIONS))
            if name in interviews
        },
        {str(source["id"]): source for source in sources},
    )
    land = simplified_land(gpd.read_file(files["basemap"]))
    home = relpath(Path(settings.results) / "index.html", folder)
    for unit in dict.fromkeys(chosen["unit_id"]):
        facts = maker.dossier(unit)
        places = maker.places(unit)
        drawn = draw_locator(*places, land)
        write_page(folder / f"{unit}.html", "dossier.html", world=settings.world, home=home, map=drawn, **facts)
    summary = read_table(files["unused_summary"], UNUSED_SUMMARY).set_index("selection")
    lists = [
        {
            "title": selection.title,
            "about": maker.about(selection),
            "rows": maker.listed(name),
            "inside": name in inside,
            "left_out": maker.left_out(name),
            "unused": _unused_words(summary.loc[name]) if name in summary.index else "",
        }
        for name, selection in settings.cases.of_study(study).items()
    ]
    write_page(
        folder / "index.html",
        "dossier_index.html",
        world=settings.world,
        home=home,
        study=settings.studies[study].title,
        lists=lists,
    )


def _unused_words(row: Any) -> str:
    if pd.notna(row["note"]):
        return f"No prediction: {row['note']}."
    if not row["above"]:
        return "No unit is predicted to cooperate."
    words = (
        f"Of {row['known']} units whose outcome is known, {row['above']} are predicted at "
        f"{100 * row['threshold']:.0f}% or more; {row['unused']} of these do not cooperate "
        "and have no tie in any source. "
        f"By the predictions themselves {row['expected']:.0f} would not cooperate "
        f"({row['expected_low']:.0f} to {row['expected_high']:.0f})"
    )
    return f"{words}; had the factors told nothing, {row['permuted']:.0f}."


class DossierMaker:
    """Puts together what the pages show.

    Parameters
    ----------
    tables
        case_terms, case_neighbours, units, covariate_sources, ties and evidence.
    interviews
        code_by_case and quotations; empty where there are no interviews.
    sources
        registry entries by source id.
    """

    def __init__(
        self,
        settings: Configuration,
        cases: pd.DataFrame,
        tables: Mapping[str, pd.DataFrame],
        interviews: Mapping[str, pd.DataFrame],
        sources: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._settings, self._cases, self._tables = settings, cases, tables
        self._interviews, self._sources = interviews, sources
        self._units = tables["units"].set_index("unit_id")
        # what is written of cases may be of restricted answers; ties and evidence are shown only from these
        self._public = {name for name, source in sources.items() if source["sensitivity"] == "public"}

    def about(self, selection: Selection) -> str:
        """Return in words what a list is of."""
        partner = self._settings.partners[selection.partner].name
        level = {"city": "Cities", "region": "Regions"}[selection.level]
        study = self._settings.studies[selection.study]
        outcome = study.outcome_of_kind("binary", self._settings.outcomes)
        return f"{level} and {partner}; outcome: {self._settings.outcomes[outcome].label}"

    def listed(self, name: str) -> list[Facts]:
        """Return the cases of a list for the index."""
        rows = self._cases[(self._cases["selection"] == name) & self._cases["selected"]]
        return [self._case(row) for row in rows.to_dict("records")]

    def left_out(self, name: str) -> list[Facts]:
        """Return the units of a list that the researcher left out."""
        rows = self._cases[(self._cases["selection"] == name) & ~self._cases["selected"]]
        rows = rows[rows["decided_by"] == "researcher"].sort_values(["rank", "strategy"]).drop_duplicates("unit_id")
        return [self._case(row) for row in rows.to_dict("records")]

    def places(self, unit: str) -> tuple[pd.Series[Any], pd.DataFrame, pd.DataFrame]:
        """Return the places of a unit, its neighbours on the map and those by factors."""
        near = self._tables["case_neighbours"]
        near = near[near["unit_id"] == unit]
        spaces = [
            self._units.loc[near.loc[near["space"] == space, "neighbour"].unique()] for space in ("map", "factors")
        ]
        return self._units.loc[unit], spaces[0], spaces[1]

    def dossier(self, unit: str) -> Facts:
        """Return what the page of a unit shows."""
        row = self._units.loc[unit]
        own = self._cases[(self._cases["unit_id"] == unit) & self._cases["selected"]]
        ties = self._ties(unit, set(own["partner"]))
        return {
            "unit": {"id": unit, "name": row["name"], "country": row["country"], "region": row["macro_region"]},
            "cases": [self._case(entry) | self._prediction(entry) for entry in own.to_dict("records")],
            "facts": self._facts(unit),
            "ties": ties,
            "neighbours": self._neighbours(unit),
            "codes": self._codes(unit),
            "quotations": self._quotations(unit),
            "surveyed": bool(self._settings.waves),
        }

    def _case(self, row: Mapping[str, Any]) -> Facts:
        selection = self._settings.cases.selections[str(row["selection"])]
        known = {0: "no", 1: "yes"}
        pair = row["paired_with"]
        return {
            "unit_id": row["unit_id"],
            "name": row["name"],
            "country": row["country"],
            "list": selection.title,
            "about": self.about(selection),
            "strategy": STRATEGY_WORDS[str(row["strategy"])],
            "rank": "" if pd.isna(row["rank"]) else str(row["rank"]),
            "cooperates": "not known" if pd.isna(row["cooperates"]) else known[int(row["cooperates"])],
            "ties": row["ties"],
            "probability": _percent(row["probability"]),
            "interval": f"{_percent(row['probability_low'])} to {_percent(row['probability_high'])}",
            "reason": sentence_case(str(row["reason"])),
            "researcher_reason": "" if pd.isna(row["researcher_reason"]) else row["researcher_reason"],
            "paired_with": None if pd.isna(pair) else {"id": pair, "name": self._units.loc[pair, "name"]},
        }

    def _prediction(self, row: Mapping[str, Any]) -> Facts:
        terms = self._tables["case_terms"]
        terms = terms[(terms["selection"] == row["selection"]) & (terms["unit_id"] == row["unit_id"])].sort_values(
            "place"
        )
        if terms.empty:
            return {"terms": [], "total": "", "estimator": ""}
        widest = float(terms.loc[terms["term"] != CONSTANT, "contribution"].abs().max()) or 1.0
        parts = [
            {
                "label": "A unit with mean factors"
                if term.term == CONSTANT
                else term_label(term.term, self._settings.factors),
                "value": self._of_term(term.term, term.value),
                "mean": self._of_term(term.term, term.mean),
                "contribution": f"{term.contribution:+.2f}".replace("-", "\u2212"),
                "width": 0 if term.term == CONSTANT else round(100 * abs(term.contribution) / widest),
                "sign": "up" if term.contribution >= 0 else "down",
            }
            for term in terms.itertuples()
        ]
        total = f"{float(terms['contribution'].sum()):+.2f}".replace("-", "\u2212")
        return {"terms": parts, "total": total, "estimator": terms["estimator"].iloc[0]}

    def _of_term(self, term: str, value: float) -> str:
        """Return the value of a factor as it is printed; a logarithm as what it is the logarithm of."""
        if term == CONSTANT:
            return ""
        factor = self._settings.factors[term.partition(": ")[0]]
        return f"{exp(value):,.0f}" if factor.contrast == "doubling" else f"{value:,.2f}"

    def _facts(self, unit: str) -> list[Facts]:
        table = self._tables["covariate_sources"]
        rows = table[table["unit_id"] == unit].set_index("field")
        found = []
        for field, label in FIELDS.items():
            if field not in rows.index or pd.isna(self._units.loc[unit, field]):
                continue
            row = rows.loc[field]
            source = self._sources.get(str(row["source"]), {})
            found.append(
                {
                    "label": label,
                    "value": _fact(self._units.loc[unit, field], field),
                    "year": "" if pd.isna(row["year"]) else str(row["year"]),
                    "level": row["geographic_level"],
                    "source": source.get("title", row["source"]),
                    "link": _web_address(source.get("publisher_url")),
                }
            )
        return found

    def _ties(self, unit: str, partners: set[str]) -> list[Facts]:
        """Return the ties that public sources show."""
        ties = self._tables["ties"]
        ties = ties[(ties["unit_id"] == unit) & ties["partner"].isin(partners)]
        evidence = self._tables["evidence"]
        shown = []
        for tie in ties.itertuples():
            own = evidence[(evidence["tie_id"] == tie.tie_id) & evidence["source"].isin(self._public)]
            if own.empty:
                continue
            pieces = [
                {
                    "source": self._sources[row.source]["title"],
                    "place": row.date if pd.notna(row.date) else f"row {row.row}",
                    "quote": row.quote,
                    "link": _web_address(row.address) or _web_address(self._sources[row.source].get("publisher_url")),
                }
                for row in own.head(MOST_EVIDENCE).itertuples()
            ]
            seen = [month for month in (tie.first_seen, tie.last_seen) if pd.notna(month)]
            shown.append(
                {
                    "place": tie.place,
                    "partner": self._settings.partners[tie.partner].name,
                    "seen": " to ".join(dict.fromkeys(seen)),
                    "evidence": pieces,
                    "more": len(own) - len(pieces),
                }
            )
        return shown

    def _neighbours(self, unit: str) -> list[Facts]:
        table = self._tables["case_neighbours"]
        table = table[table["unit_id"] == unit]
        headings = {"factors": "By factors (Mahalanobis distance)", "map": "On the map (km)"}
        found = []
        for (selection, space), rows in table.groupby(["selection", "space"]):
            known = {0: "no", 1: "yes"}
            found.append(
                {
                    "title": f"{headings[str(space)]}, {self._settings.cases.selections[str(selection)].title}",
                    "rows": [
                        {
                            "name": row.name_,
                            "country": row.country,
                            "distance": f"{row.distance:.2f}" if space == "factors" else f"{row.distance:,.0f}",
                            "cooperates": "not known" if pd.isna(row.cooperates) else known[int(row.cooperates)],
                            "probability": _percent(row.probability),
                        }
                        for row in rows.rename(columns={"name": "name_"}).sort_values("rank").itertuples()
                    ],
                }
            )
        return found

    def _codes(self, unit: str) -> list[Facts]:
        if "code_by_case" not in self._interviews:
            return []
        table = self._interviews["code_by_case"]
        rows = table[(table["case"] == unit) & (table["passages"] > 0)].sort_values(
            ["passages", "code"], ascending=[False, True]
        )
        return list(rows[["code", "with_code", "interviews", "passages"]].to_dict("records"))

    def _quotations(self, unit: str) -> list[Facts]:
        if "quotations" not in self._interviews:
            return []
        table = self._interviews["quotations"]
        rows = table[(table["unit_id"] == unit).fillna(False)].drop_duplicates("code")
        return list(rows[["pseudonym", "code", "quotation"]].head(MOST_QUOTATIONS).to_dict("records"))


def _percent(share: Any) -> str:
    return "–" if pd.isna(share) else f"{100 * share:.0f}%"


def _fact(value: Any, field: str) -> str:
    if field.endswith("_year"):
        return str(value)
    if isinstance(value, (bool,)) or str(value) in ("True", "False"):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if field in ("tertiary_share", "party_left_right"):
        return f"{float(value):.2f}"
    return f"{float(value):,.0f}"


def _web_address(address: Any) -> str:
    """Return an address that a page may link to; nothing where it is none of the web."""
    return str(address) if isinstance(address, str) and address.startswith(("https://", "http://")) else ""
