"""Selection of cases from predictions: ranked by strategy, and overruled by the researcher where there is a reason.

Stands in the findings, after the models; its tables are the ground of the dossiers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.analysis.public import outcome_is_public
from paradiplomacy.config.cases import Cases, Selection
from paradiplomacy.config.study import Factor, Model, Study
from paradiplomacy.findings.case_choices import LEAVE, TAKE, eligible_units
from paradiplomacy.findings.case_fields import CASE_NEIGHBOURS, CASE_TERMS, CASES, UNUSED_POTENTIAL, UNUSED_SUMMARY
from paradiplomacy.findings.case_prediction import CasePredictions, mahalanobis, predict_cases
from paradiplomacy.findings.case_ranking import (
    Candidate,
    Distances,
    nearest_other,
    rank_deviant,
    rank_diverse,
    rank_most_similar,
    rank_typical,
)
from paradiplomacy.findings.unused import unused_potential
from paradiplomacy.frame.distance import great_circle_km
from paradiplomacy.models.design import DesignError
from paradiplomacy.models.estimators import FitError
from paradiplomacy.models.inference import Variance

Row = dict[str, Any]
RANKED, CHOSEN, NO_STRATEGY = "ranking", "researcher", "researcher"


@dataclass(frozen=True)
class Place:
    """A place in the list of cases: a unit, the strategy whose case it is, and who decided."""

    unit_id: str
    strategy: str
    decided_by: str
    paired_with: str | None = None


def select_cases(
    study: str,
    *,
    analysis: pd.DataFrame,
    public_analysis: pd.DataFrame,
    units: pd.DataFrame,
    ties: pd.DataFrame,
    public_ties: pd.DataFrame,
    choices: pd.DataFrame,
    cases: Cases,
    outcome: str,
    counted_ties: list[str],
    studies: Mapping[str, Study],
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
    variance: Variance,
    confidence_level: float,
) -> dict[str, pd.DataFrame]:
    """Return the tables `CASES`, `CASE_TERMS`, `CASE_NEIGHBOURS`, `UNUSED_POTENTIAL` and `UNUSED_SUMMARY` of a study.

    Parameters
    ----------
    public_analysis
        the same table without answers that may not be shown of single units: of a list whose outcome is not there the
        reports show no case, and those who work on the project see it in the tables.
    ties
        the table of ties: a unit with a tie in any source has no unused potential.
    public_ties
        ties that may be shown: their number stands beside each case.
    choices
        the researcher's choices (`CASE_CHOICES`).
    outcome
        leading binary outcome of the study.
    counted_ties
        states of ties that count.
    """
    tables: dict[str, list[Row]] = {name: [] for name in ("cases", "terms", "neighbours", "unused", "summary")}
    counted, shown = (table[table["status"].isin(counted_ties)] for table in (ties, public_ties))
    for name, selection in cases.of_study(study).items():
        cell = eligible_units(analysis, selection)
        number, seen = (
            table[table["partner"] == selection.partner].groupby("unit_id").size() for table in (counted, shown)
        )
        described = units.set_index("unit_id").assign(ties=seen).fillna({"ties": 0})
        public = outcome_is_public(cell, eligible_units(public_analysis, selection), outcome)
        own = choices[choices["selection"] == name]
        leading = models[studies[study].leading_model(selection.level, models)].factors
        found: CasePredictions | None = None
        note = None
        try:
            found = predict_cases(
                cell,
                outcome,
                selection.factors or leading,
                factors,
                variance=variance,
                confidence_level=confidence_level,
            )
        except (DesignError, FitError) as error:
            note = str(error)
        listing = CaseList(name, selection, cases, found, described, cell.set_index("unit_id")[outcome], own)
        tables["cases"] += [row | {"shown": public} for row in listing.rows()]
        tables["terms"] += listing.terms()
        tables["neighbours"] += listing.neighbours()
        potential, summary = unused_potential(
            found, number, threshold=cases.unused_from, draws=cases.draws, level=confidence_level, seed=name
        )
        head = {"selection": name, "partner": selection.partner, "level": selection.level}
        tables["unused"] += [head | row | _named(described, row["unit_id"]) for row in potential]
        if public:  # it counts units by their outcome
            tables["summary"].append(head | {"threshold": cases.unused_from, "note": note} | summary)
    datasets = (CASES, CASE_TERMS, CASE_NEIGHBOURS, UNUSED_POTENTIAL, UNUSED_SUMMARY)
    columns = {key: [c for c in dataset.columns if c != "world"] for key, dataset in zip(tables, datasets, strict=True)}
    return {
        dataset.name: pd.DataFrame(rows, columns=columns[key])
        for (key, rows), dataset in zip(tables.items(), datasets, strict=True)
    }


def _named(described: pd.DataFrame, unit_id: str) -> Row:
    return {"name": described.loc[unit_id, "name"], "country": described.loc[unit_id, "country"]}


class CaseList:
    """The cases of one list.

    Parameters
    ----------
    found
        the predictions; None where there are none, so that only the researcher's choices are left.
    described
        units by unit_id, with name, country, place and number of ties.
    outcomes
        leading outcome of the eligible units by unit_id.
    choices
        the researcher's choices of this list.
    """

    def __init__(
        self,
        name: str,
        selection: Selection,
        cases: Cases,
        found: CasePredictions | None,
        described: pd.DataFrame,
        outcomes: pd.Series[Any],
        choices: pd.DataFrame,
    ) -> None:
        self._name, self._selection, self._cases, self._found = name, selection, cases, found
        self._described, self._outcomes = described, outcomes
        self._choices = {row["unit_id"]: row for row in choices.to_dict("records")}
        self._distances = mahalanobis(found.matrix, found.matrix) if found else np.empty((0, 0))
        self._ids = list(found.table["unit_id"]) if found else []
        self._rankings = self._ranked()
        self.places = self._select()

    def _ranked(self) -> dict[str, list[Candidate]]:
        if self._found is None:
            return {}
        outcome = self._found.table["outcome"].to_numpy(dtype=float)
        probability = self._found.table["probability"].to_numpy(dtype=float)
        names = list(self._described.loc[self._ids, "name"])
        rankings = {
            "typical": lambda: rank_typical(outcome, probability),
            "deviant": lambda: rank_deviant(outcome, probability),
            "most_similar": lambda: rank_most_similar(outcome, self._distances, names),
            "diverse": lambda: rank_diverse(outcome, self._distances, self._selection.strategies["diverse"]),
        }
        return {strategy: rankings[strategy]() for strategy, number in self._selection.strategies.items() if number}

    def _select(self) -> list[Place]:
        """Return the cases: the researcher's first, each at the place of its strategy, then by rank what is left."""
        left: dict[str, int] = dict(self._selection.strategies.items())
        barred = {unit for unit, row in self._choices.items() if row["decision"] == LEAVE}
        chosen = [row for row in self._choices.values() if row["decision"] == TAKE]
        taken = {row["unit_id"] for row in chosen}
        places: list[Place] = []
        for row in chosen:
            strategy = row["strategy"] if pd.notna(row["strategy"]) else self._best_strategy(row["unit_id"], left)
            places.append(Place(row["unit_id"], strategy, CHOSEN))
            if left.get(strategy, 0):
                left[strategy] -= 1
        if left.get("most_similar", 0) % 2:  # one of a pair is chosen: the unit most like it completes the pair
            alone = next(place for place in places if place.strategy == "most_similar")
            partner = self._partner(alone.unit_id, barred | taken)
            if partner is not None:
                places.append(Place(partner, "most_similar", RANKED, alone.unit_id))
                places[places.index(alone)] = replace(alone, paired_with=partner)
                taken.add(partner)
            left["most_similar"] -= 1
        for strategy, ranking in self._rankings.items():
            for candidate in ranking:
                unit = self._ids[candidate.row]
                pair = None if candidate.paired_with is None else self._ids[candidate.paired_with]
                together = {unit} if pair is None else {unit, pair}
                if left[strategy] < len(together) or together & (taken | barred):
                    continue
                taken |= together
                left[strategy] -= len(together)
                places.append(Place(unit, strategy, RANKED, pair))
                if pair is not None:
                    places.append(Place(pair, strategy, RANKED, unit))
        return places

    def _best_strategy(self, unit: str, left: Mapping[str, int]) -> str:
        """Return the strategy with free places by which a unit ranks best; without any it stands beside them."""
        ranks = {strategy: self._rank(strategy, unit) for strategy in self._rankings if left.get(strategy, 0)}
        ranked = {strategy: rank for strategy, rank in ranks.items() if rank is not None}
        return min(ranked, key=lambda strategy: (ranked[strategy], strategy)) if ranked else NO_STRATEGY

    def _partner(self, unit: str, excluded: set[str]) -> str | None:
        row = self._found.row(unit) if self._found else None
        if self._found is None or row is None:
            return None
        free = np.array([other not in excluded and other != unit for other in self._ids])
        outcome = self._found.table["outcome"].to_numpy(dtype=float)
        other = nearest_other(row, outcome, self._distances, free)
        return None if other is None else self._ids[other]

    def _rank(self, strategy: str, unit: str) -> int | None:
        for place, candidate in enumerate(self._rankings.get(strategy, []), start=1):
            if self._ids[candidate.row] == unit:
                # both units of a pair share their rank
                return (place + 1) // 2 if strategy == "most_similar" else place
        return None

    def rows(self) -> list[Row]:
        """Return the rows of `CASES`: cases, candidates with the best ranks, and units that were left out."""
        selected = {(place.strategy, place.unit_id): place for place in self.places}
        found: list[Row] = []
        for place in self.places:
            found.append(self._row(place.strategy, place.unit_id, place))
        for strategy, ranking in self._rankings.items():
            for candidate in ranking:
                unit = self._ids[candidate.row]
                rank = self._rank(strategy, unit)
                left_out = self._choices.get(unit, {}).get("decision") == LEAVE
                near = rank is not None and rank <= self._cases.listed
                if (strategy, unit) not in selected and (near or left_out):
                    found.append(self._row(strategy, unit, None))
        unranked = {unit for unit, row in self._choices.items() if row["decision"] == LEAVE}
        unranked -= {row["unit_id"] for row in found}
        found += [self._row(NO_STRATEGY, unit, None) for unit in sorted(unranked)]
        return found

    def _row(self, strategy: str, unit: str, place: Place | None) -> Row:
        choice = self._choices.get(unit)
        by_choice = choice is not None and (
            choice["decision"] == LEAVE if place is None else place.decided_by == CHOSEN
        )
        candidate = next((c for c in self._rankings.get(strategy, []) if self._ids[c.row] == unit), None)
        row = self._found.row(unit) if self._found else None
        outcome = self._outcomes.get(unit)
        pair = None
        distance = candidate.distance if candidate else None
        if place is not None and place.paired_with is not None:
            pair = place.paired_with
            distance = float(self._distances[self._ids.index(unit), self._ids.index(pair)])
        elif place is None and candidate is not None and candidate.paired_with is not None:
            pair = self._ids[candidate.paired_with]
        elif strategy == "most_similar":
            distance = None
        described = self._described.loc[unit]
        predicted = self._found.table.iloc[row] if self._found is not None and row is not None else None
        numbers = {} if predicted is None else {
            "probability": predicted["probability"], "probability_low": predicted["low"],
            "probability_high": predicted["high"],
            "residual": None if np.isnan(predicted["residual"]) else predicted["residual"],
        }  # fmt: skip
        return {
            "selection": self._name,
            "strategy": strategy,
            "rank": self._rank(strategy, unit),
            "unit_id": unit,
            "name": described["name"],
            "country": described["country"],
            "level": self._selection.level,
            "partner": self._selection.partner,
            "cooperates": None if pd.isna(outcome) else int(outcome),
            "ties": int(described["ties"]),
            **numbers,
            "paired_with": pair,
            "distance": distance,
            "selected": place is not None,
            "decided_by": CHOSEN if by_choice else (RANKED if place is not None else None),
            "reason": self._reason(candidate, place, strategy, unit, choice if by_choice else None)
            + _against_sources(outcome, int(described["ties"])),
            "researcher_reason": choice["reason"] if choice is not None and by_choice else None,
        }

    def _reason(
        self, candidate: Candidate | None, place: Place | None, strategy: str, unit: str, choice: Row | None
    ) -> str:
        if place is not None and place.paired_with is not None and place.decided_by == RANKED:
            first, second = (self._outcomes.get(u) for u in (unit, place.paired_with))
            verbs = {1: "cooperates", 0: "does not cooperate"}
            other = self._described.loc[place.paired_with, "name"]
            return (
                f"{verbs[int(first)]} and {other} {verbs[int(second)].replace('does not cooperate', 'does not')}, "
                "though their factors are alike: what else differs?"
            )
        if choice is not None:
            verb = "chosen" if choice["decision"] == TAKE else "left out"
            rank = self._rank(strategy, unit)
            words = (
                "a rank that the model cannot give"
                if rank is None
                else f"rank {rank} among {strategy.replace('_', ' ')} units"
            )
            return f"{verb} by the researcher, against {words}" if rank != 1 else f"{verb} by the researcher at {words}"
        return candidate.reason if candidate else "selected"

    def terms(self) -> list[Row]:
        """Return the rows of `CASE_TERMS`: the log odds of each case by term, from the mean unit on."""
        if self._found is None:
            return []
        found: list[Row] = []
        for unit in dict.fromkeys(place.unit_id for place in self.places):
            row = self._found.row(unit)
            if row is None:
                continue
            values, means = self._found.matrix[row], self._found.means[row]
            coefficients = self._found.coefficients[row]
            for place, term in enumerate(self._found.terms):
                part = coefficients[place] * (values[place] - means[place])
                found.append(
                    {
                        "selection": self._name,
                        "unit_id": unit,
                        "term": term,
                        "place": place,
                        "value": values[place],
                        "mean": means[place],
                        "coefficient": coefficients[place],
                        # the constant takes the mean unit's log odds, so that all parts add up to the unit's own
                        "contribution": float(coefficients @ means) if place == 0 else part,
                        "estimator": self._found.estimators[row],
                    }
                )
        return found

    def neighbours(self) -> list[Row]:
        """Return the rows of `CASE_NEIGHBOURS`."""
        if self._found is None:
            return []
        found: list[Row] = []
        places = self._described.loc[self._ids]
        latitude, longitude = (places[name].to_numpy(dtype=float) for name in ("latitude", "longitude"))
        for unit in dict.fromkeys(place.unit_id for place in self.places):
            row = self._found.row(unit)
            if row is None:
                continue
            spaces: dict[str, Distances] = {
                "factors": self._distances[row],
                "map": great_circle_km(latitude[row], longitude[row], latitude, longitude),
            }
            for space, distances in spaces.items():
                order = [int(o) for o in np.argsort(distances, kind="stable") if o != row][: self._cases.neighbours]
                for rank, other in enumerate(order, start=1):
                    entry = self._found.table.iloc[other]
                    found.append(
                        {
                            "selection": self._name,
                            "unit_id": unit,
                            "space": space,
                            "rank": rank,
                            "neighbour": self._ids[other],
                            **_named(self._described, self._ids[other]),
                            "distance": float(distances[other]),
                            "cooperates": None if np.isnan(entry["outcome"]) else int(entry["outcome"]),
                            "probability": entry["probability"],
                        }
                    )
        return found


def _against_sources(outcome: Any, ties: int) -> str:
    """Return what the sources of ties add where they say other than the outcome."""
    if pd.isna(outcome) or bool(outcome) == bool(ties):
        return ""
    return f" (sources show {ties} {'tie' if ties == 1 else 'ties'})" if ties else " (no source shows a tie by name)"
