"""Set the workflow's own figures beside published ones; a mismatch is reported, never forced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from paradiplomacy.config.model import World
from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Outcome
from paradiplomacy.config.waves import Wave
from paradiplomacy.findings.fields import RECONCILIATION
from paradiplomacy.findings.published import Measure, PublishedFigure

INVENTED = (
    "The units and answers of this world are invented; only the numbers of units that it is drawn with are compared."
)
CHECK_OF_SIMULATOR = "A check of the simulator only, whose world is meant to have as many invented units."


def reconcile(
    published: Mapping[str, PublishedFigure],
    *,
    units: pd.DataFrame,
    ties: pd.DataFrame,
    analysis: pd.DataFrame,
    outcomes: Mapping[str, Outcome],
    waves: Mapping[str, Wave],
    registers: Mapping[str, Register],
    world: World,
) -> pd.DataFrame:
    """Return each published figure with the computed one, its base, the difference and a verdict (`RECONCILIATION`).

    Parameters
    ----------
    units, ties, analysis
        the tables of the earlier stages.
    outcomes, waves, registers
        of the configuration: what there is to compute a figure from.
    world
        in a simulated one only the numbers of units that the simulator was given are compared.

    Notes
    -----
    A computed figure agrees when, rounded to the decimals of the publication, it is one of the published values. Ties
    are those that a register shows; ties that only respondents named are another base.
    """
    evidence = _Evidence(units, ties, analysis, outcomes, waves, registers)
    rows: list[dict[str, Any]] = []
    for order, (key, figure) in enumerate(published.items()):
        computed, base, reason = None, None, figure.note
        if figure.measure is not None and world.simulated and not figure.given_to_simulator:
            reason = INVENTED
        elif figure.measure is not None:
            computed, base, gap = evidence.compute(figure.measure)
            reason = CHECK_OF_SIMULATOR if world.simulated else " ".join(filter(None, [gap, figure.note]))
        rows.append(
            {
                "key": key,
                "order": order,
                "computable": figure.measure is not None,
                "title": figure.title,
                "published": figure.text,
                "base": figure.base,
                "computed": computed,
                "computed_base": base if computed is not None else None,
                "difference": None if computed is None else computed - float(figure.value),
                "digits": figure.digits,
                "verdict": _verdict(figure, computed),
                "reason": reason,
                "publication": figure.source,
                "world": world.stamp or world.name,
            }
        )
    return pd.DataFrame(rows, columns=RECONCILIATION.columns)


def _verdict(figure: PublishedFigure, computed: float | None) -> str:
    if computed is None:
        return "cannot be computed here"
    accepted = {round(float(value), figure.digits) for value in (figure.value, *figure.also)}
    return "agrees" if round(computed, figure.digits) in accepted else "differs"


class _Evidence:
    """What figures are computed from."""

    def __init__(
        self,
        units: pd.DataFrame,
        ties: pd.DataFrame,
        analysis: pd.DataFrame,
        outcomes: Mapping[str, Outcome],
        waves: Mapping[str, Wave],
        registers: Mapping[str, Register],
    ) -> None:
        listed = {source for register in registers.values() for source in register.sources}
        self._units, self._analysis = units, analysis
        self._ties = ties[[bool(listed & set(sources.split("|"))) for sources in ties["sources"]]]
        self._outcome = next(
            (name for name, o in outcomes.items() if o.evidence == "survey" and o.kind == "binary"), ""
        )
        self._waves, self._registers = waves, registers

    def compute(self, measure: Measure) -> tuple[float | None, str, str]:
        """Return the figure, what it is counted in, and why there is none ("" where there is one)."""
        level = {"city": "cities", "region": "regions"}[measure.level]
        inside = self._units["level"] == measure.level
        if measure.country is not None:
            inside &= self._units["country"] == measure.country
        if measure.cee:
            inside &= self._units["cee"].astype(bool)
        ids = self._units.loc[inside, "unit_id"]
        if measure.count == "units":
            return len(ids), f"{level} of the frame", ""
        if measure.count == "share cooperating":
            return self._share(measure, ids, level)
        if not any(measure.level in register.levels for register in self._registers.values()):
            return None, "", f"No register of this run covers the ties of {level}."
        ties = self._ties[(self._ties["partner"] == measure.partner) & self._ties["unit_id"].isin(ids)]
        if measure.count == "ties":
            return len(ties), f"ties of {len(ids):,} {level} of the frame in registers, all years", ""
        return ties["unit_id"].nunique(), f"of {len(ids):,} {level} of the frame, in registers, all years", ""

    def _share(self, measure: Measure, ids: pd.Series[str], level: str) -> tuple[float | None, str, str]:
        asked = any(wave.partner == measure.partner and wave.level == measure.level for wave in self._waves.values())
        if not asked or not self._outcome:
            return None, "", f"This run has no survey of {level} on this partner."
        rows = self._analysis[(self._analysis["partner"] == measure.partner) & self._analysis["unit_id"].isin(ids)]
        known = rows.drop_duplicates("unit_id")[self._outcome].dropna()  # a unit stands there once for each study
        if known.empty:
            return None, "", f"No {measure.level} of this run answered yes or no."
        return float(known.mean()), f"{len(known):,} {level} that answered yes or no", ""
