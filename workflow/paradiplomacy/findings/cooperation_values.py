"""Named values on kinds of cooperation, the model of cooperation and the network, for the text of publications."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

import pandas as pd

from paradiplomacy.findings.values import Unit, ValueBook

if TYPE_CHECKING:
    from paradiplomacy.findings.network import NetworkTables
    from paradiplomacy.findings.typology import Typing

UNITS: dict[str, Unit] = {
    "ties": "count", "not located": "count", "units": "count", "provinces": "count", "components": "count",
    "density": "share", "largest component": "share", "top five": "share", "shared": "share",
    "degree": "mean", "gini": "mean", "herfindahl": "mean", "effective provinces": "mean",
}  # fmt: skip
MOST_NAMED = 5  # provinces or states whose ties are named values


def enter_typology(book: ValueBook, found: Typing, conditions: pd.DataFrame) -> None:
    """Enter the chosen models and their classes.

    Names: `typology.CN+US.city.classes`, `.n`, `.entropy`, `.stability`, `typology.CN+US.city.1.share`, `.1.label` and,
    of conditions, `typology.city.port city.p` (adjusted).
    """
    for row in found.fit[found.fit["chosen"].astype(bool)].itertuples():
        name = f"typology.{row.partner}.{row.level}"
        book.set(f"{name}.classes", row.classes, "count")
        book.set(f"{name}.n", row.n, "count")
        for measure in ("entropy", "stability", "stability_low", "agreement"):
            book.set(f"{name}.{measure}", getattr(row, measure), "mean")
    for row in found.profiles.drop_duplicates(["partner", "level", "class"]).to_dict("records"):
        name = f"typology.{row['partner']}.{row['level']}.{row['class']}"
        book.set(f"{name}.share", row["share"], "share", row["share_low"], row["share_high"])
        book.set(f"{name}.label", row["label"], "text")
    for row in conditions.drop_duplicates(["level", "condition"]).itertuples():
        book.set(f"typology.{row.level}.{row.condition}.p", row.p_holm, "p")


def enter_model(book: ValueBook, model: pd.DataFrame, personal: pd.DataFrame) -> None:
    """Enter the arrows that the model of cooperation adds to the estimates, and who names persons.

    Names: `arrow.CN.city.personal.success` with its p value, `personal.CN.city` with its n.
    """
    for row in model[model["origin"] == "answers"].itertuples():
        name = f"arrow.{row.partner}.{row.level}.{row.start}.{row.end}"
        book.set(name, row.estimate, "number", row.conf_low, row.conf_high)
        book.set(f"{name}.p", row.p_value, "p")
        book.set(f"{name}.n", row.n, "count")
    for row in personal.itertuples():
        book.set(f"personal.{row.partner}.{row.level}", row.share, "share", row.conf_low, row.conf_high)
        book.set(f"personal.{row.partner}.{row.level}.n", row.n, "count")


def enter_network(book: ValueBook, tables: NetworkTables) -> None:
    """Enter measures of the network and the leading provinces or states.

    Names: `network.CN.city.gini`, `.gini.p`, `.gini.null`, `.gini.n`; of the region's tie also the odds ratio
    `network.CN.city.region tie.ratio`; `network.CN.city.top.1.name`, `.top.1.ties`, `.top.1.share`.
    """
    for row in tables.summary.itertuples():
        name = f"network.{row.partner}.{row.level}.{row.measure}"
        unit = UNITS.get(row.measure, "number")
        book.set(name, row.estimate, unit, row.conf_low, row.conf_high)
        book.set(f"{name}.null", row.null, unit)
        book.set(f"{name}.p", row.p_value, "p")
        book.set(f"{name}.n", row.n, "count")
        if row.measure == "region tie" and pd.notna(row.estimate):
            book.set(f"{name}.ratio", exp(row.estimate), "mean", exp(row.conf_low), exp(row.conf_high))
    ranked = tables.places.sort_values(["ties", "admin1"], ascending=[False, True])
    for (partner, level), own in ranked.groupby(["partner", "level"]):
        for place, row in enumerate(own.head(MOST_NAMED).itertuples(), start=1):
            name = f"network.{partner}.{level}.top.{place}"
            book.set(f"{name}.name", row.admin1, "text")
            book.set(f"{name}.ties", row.ties, "count")
            book.set(f"{name}.share", row.share, "share", row.conf_low, row.conf_high)
