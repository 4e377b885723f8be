"""Named values: every number that a publication prints in its text, with the rule and the inputs that it comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

Unit = Literal["count", "share", "percentage points", "number", "mean", "p", "text"]
PERCENT_DIGITS = 1  # of shares and effects in print


@dataclass(frozen=True)
class Value:
    """A number with its printed form.

    Parameters
    ----------
    value
        the number (or text) at full precision.
    text
        as it is printed.
    unit
        what it counts or measures.
    low, high
        ends of its interval, where it has one.
    rule
        rule that computed it.
    inputs
        digest of that rule's inputs.
    """

    value: float | int | str
    text: str
    unit: Unit
    rule: str
    inputs: str
    low: float | None = None
    high: float | None = None


def printed(value: float, unit: Unit) -> str:
    """Return a number as publications print it: thousands set off, shares as %, a p value never as zero."""
    if unit == "count":
        return f"{value:,.0f}"
    if unit == "share":
        return f"{100 * value:.{PERCENT_DIGITS}f}%"
    if unit == "percentage points":
        return f"{100 * value:+.{PERCENT_DIGITS}f}".replace("-", "\u2212")
    if unit == "mean":  # of a scale without negative values
        return f"{value:.2f}"
    if unit == "p":
        return "< 0.001" if value < 0.001 else f"= {value:.3f}"
    return f"{value:+.2f}".replace("-", "\u2212")


class ValueBook:
    """Collects named values of one rule; a name may be set once."""

    def __init__(self, rule: str, inputs: str) -> None:
        self._rule = rule
        self._inputs = inputs
        self._values: dict[str, Value] = {}

    def set(
        self, name: str, value: float | str, unit: Unit, low: float | None = None, high: float | None = None
    ) -> None:
        """Enter a value under a dotted name; a missing number is not entered.

        Raises
        ------
        ValueError
            when the name is taken.
        """
        if name in self._values:
            raise ValueError(f"the value {name} is set twice")
        if not isinstance(value, str) and pd.isna(value):
            return
        number: float | int | str = value
        if not isinstance(value, str):
            number = int(value) if unit == "count" else float(f"{value:.12g}")
        text = value if isinstance(value, str) else printed(float(value), unit)
        ends = [None if end is None or pd.isna(end) else float(f"{end:.12g}") for end in (low, high)]
        self._values[name] = Value(number, text, unit, self._rule, self._inputs, *ends)

    def write(self, path: str | Path) -> None:
        """Write the values as JSON, sorted by name."""
        text = json.dumps(
            {name: asdict(value) for name, value in self._values.items()}, indent=1, sort_keys=True, ensure_ascii=False
        )
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text + "\n", encoding="utf-8")


def read_values(path: str | Path) -> dict[str, Value]:
    """Read the values that `ValueBook.write` wrote."""
    return {name: Value(**entry) for name, entry in json.loads(Path(path).read_text(encoding="utf-8")).items()}


def enter_findings(
    book: ValueBook,
    *,
    units: pd.DataFrame,
    response: pd.DataFrame,
    cooperation: pd.DataFrame,
    paired: pd.DataFrame,
    ties_by_country: pd.DataFrame,
    tie_sources: pd.DataFrame,
    tie_overlap: pd.DataFrame,
    estimates: pd.DataFrame,
    recovery: pd.DataFrame,
) -> None:
    """Enter the values that the tables of one study hold.

    Names are built from the rows: `units.city`, `share.CN.city.all.all`, `paired.city.CN.US.difference`,
    `listed.CN.city.twin_towns.ties`, `estimated.CN.city.all`,
    `effect.CN.city.cooperates.core.log_population`, `ties.CN.city`, `recovery.covered`, ...
    """
    for level, inside in units.groupby("level"):
        book.set(f"units.{level}", len(inside), "count")
        book.set(f"units.{level}.cee", int(inside["cee"].sum()), "count")
        book.set(f"units.{level}.countries", inside["country"].nunique(), "count")
    for row in response.itertuples():
        book.set(f"response.{row.wave}.invited", row.invited, "count")
        book.set(f"response.{row.wave}.complete", row.complete, "count")
        book.set(f"response.{row.wave}.rate", row.response_rate_partial, "share")
    for row in cooperation.itertuples():
        name = f"share.{row.partner}.{row.level}.{row.grouping}.{row.group}"
        book.set(name, row.share, "share", row.conf_low, row.conf_high)
        book.set(f"{name}.n", row.n, "count")
        book.set(f"{name}.events", row.events, "count")
    for row in paired.itertuples():
        name = f"paired.{row.level}.{row.partner_a}.{row.partner_b}"
        for count in ("n", "both", "only_a", "only_b", "neither"):
            book.set(f"{name}.{count}", getattr(row, count), "count")
        book.set(f"{name}.difference", row.difference, "percentage points", row.conf_low, row.conf_high)
        book.set(f"{name}.p", row.p_value, "p")
    for (level, partner), found in ties_by_country[ties_by_country["list"] == "all"].groupby(["level", "partner"]):
        book.set(f"ties.{partner}.{level}", int(found["ties"].sum()), "count")
        book.set(f"ties.{partner}.{level}.units", int(found["units_with_tie"].sum()), "count")
    for row in tie_sources.itertuples():
        for count in ("ties", "ties_only_here", "units_with_tie", "turned_in_order", "turned_as_last"):
            book.set(f"listed.{row.partner}.{row.level}.{row.list}.{count}", getattr(row, count), "count")
    for row in tie_overlap[tie_overlap["leading"].astype(bool)].itertuples():
        name = f"estimated.{row.partner}.{row.level}.{row.group}"
        book.set(
            name, row.estimate if pd.isna(row.estimate) else round(row.estimate), "count", row.conf_low, row.conf_high
        )
        book.set(f"{name}.seen", row.seen, "count")
        book.set(f"{name}.both", row.both, "count")
    for row in estimates.itertuples():
        name = f"{row.partner}.{row.level}.{row.outcome}.{row.model}"
        if row.quantity == "marginal effect":
            unit: Unit = "percentage points" if row.estimator in ("logit", "ordered logit") else "number"
            book.set(f"effect.{name}.{row.term}", row.estimate, unit, row.conf_low, row.conf_high)
            book.set(f"effect.{name}.{row.term}.p", row.p_value, "p")
    for row in estimates.drop_duplicates(["partner", "level", "outcome", "model"]).itertuples():
        name = f"fit.{row.partner}.{row.level}.{row.outcome}.{row.model}"
        for count in ("n", "n_events", "n_clusters"):
            book.set(f"{name}.{count}", getattr(row, count), "count")
    if len(recovery):
        book.set("recovery.n", len(recovery), "count")
        book.set("recovery.covered", int(recovery["covered"].sum()), "count")


def enter_parties(book: ValueBook, parties: pd.DataFrame, days: Mapping[str, str], partners: Sequence[str]) -> None:
    """Enter of each partner the day at which the party in office counts, and how that day stands to the others.

    Names: `party.US.day`, `party.US.known` (units with a party), `party.US.changed` (units with another party than at
    the day of the first partner, of those with one at both) and `party.US.after_source` (units for which the last
    cabinet of a source that ends earlier is carried on).

    Parameters
    ----------
    parties
        the rows of `PARTIES_IN_OFFICE` of the units of the study.
    days
        the day of each partner.
    """
    by_day = {partner: parties[parties["date"] == days[partner]].set_index("unit_id") for partner in partners}
    first = by_day[partners[0]]["party"].dropna()
    for partner, table in by_day.items():
        known = table["party"].dropna()
        both = known.index.intersection(first.index)
        book.set(f"party.{partner}.day", days[partner], "text")
        book.set(f"party.{partner}.known", len(known), "count")
        book.set(f"party.{partner}.changed", int((known[both] != first[both]).sum()), "count")
        book.set(f"party.{partner}.after_source", int(table["source_ends"].notna().sum()), "count")
