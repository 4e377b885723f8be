"""Codes and versions of NUTS: every code of a run is checked, and values of another version are converted.

Second stage of the flow. Weights are those of the JRC's NUTS converter: people of 2021 in both of two regions, and a
region's value is shared out by the part of its people that lives in each region of the other version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["extensive", "intensive"]

EXTRA_REGIO = re.compile(r"[A-Z]{2}(Z+|X+)")  # territory that belongs to no region, such as embassies
NUTS_CODE = re.compile(r"[A-Z]{2}[0-9A-Z]{1,3}")
# Pairs of regions that overlap by less than this part of either's people come from two drawings of one boundary.
SLIVER = 0.001
# A converted value needs the figures of regions with at least this part of its people.
COVERED = 0.99
# A place in a region of the other version lies in the region that holds at least this part of its people.
CERTAIN = 0.99


@dataclass(frozen=True)
class NutsCodes:
    """The codes of a version of NUTS, and what became of those of the version before it."""

    version: str
    current: frozenset[str]
    retired: Mapping[str, str] = field(default_factory=dict)

    def fault(self, code: str) -> str:
        """Return what is wrong with a code, "" where nothing is."""
        if code in self.current or EXTRA_REGIO.fullmatch(code):
            return ""
        became = self.retired.get(code)
        return f"no code of NUTS {self.version}" + (f": {became}" if became else "")


def nuts_codes(version: str, codes: pd.DataFrame, changes: pd.DataFrame | None) -> NutsCodes:
    """Return the codes of a version, with the successors of the codes that the table of changes knows.

    Parameters
    ----------
    version
        of `codes`.
    codes
        code.
    changes
        before, after, change; or None.
    """
    current = frozenset(codes["code"])
    retired: dict[str, str] = {}
    if changes is not None:
        for row in changes[changes["before"].notna()].itertuples():
            if row.before in current:
                continue
            words = [f"now {row.after}"] if isinstance(row.after, str) else []
            retired[row.before] = ", ".join([*words, *([row.change] if isinstance(row.change, str) else [])])
    return NutsCodes(version, current, retired)


def faulty_codes(found: Iterable[str], codes: NutsCodes, countries: Iterable[str]) -> dict[str, str]:
    """Return the codes of NUTS 1 to 3 regions of these countries that are wrong, with what is wrong with them."""
    studied = tuple(countries)
    checked = {code for code in found if NUTS_CODE.fullmatch(code) and code.startswith(studied)}
    return {code: fault for code in sorted(checked) if (fault := codes.fault(code))}


def conversion_weights(matrix: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of regions by which values are converted.

    Parameters
    ----------
    matrix
        origin, target, population.

    Returns
    -------
    pandas.DataFrame
        origin, target, population, share (part of the origin's people; these add up to 1), same (the pair is one
        region under one code in both versions). Slivers are left out, and regions without people.
    """
    parts = [
        matrix["population"] / matrix.groupby(side)["population"].transform("sum") for side in ("origin", "target")
    ]
    kept = matrix.loc[(parts[0] >= SLIVER) | (parts[1] >= SLIVER), ["origin", "target", "population"]]
    alone = ~(kept.duplicated("origin", keep=False) | kept.duplicated("target", keep=False))
    return kept.assign(
        share=kept["population"] / kept.groupby("origin")["population"].transform("sum"),
        same=alone & (kept["origin"] == kept["target"]),
    ).reset_index(drop=True)


def convert_values(series: pd.DataFrame, weights: pd.DataFrame, kind: Kind, version: str) -> pd.DataFrame:
    """Return a series in the regions of the other version.

    Parameters
    ----------
    series
        geo, year, value; one row per place and year.
    weights
        of `conversion_weights`; places without a weight are left out.
    kind
        extensive amounts (people, euros) are shared out and added; intensive ones (per inhabitant, shares) are averaged
        by the people in each pair.
    version
        of the series, for the note on its values.

    Notes
    -----
    Parts of a region that was divided get the same value per inhabitant. For people this is nearly exact; for wealth it
    is not where a capital was parted from its surroundings (GDP per inhabitant of 2014, from NUTS 2013 to 2021: median
    ratio to the published values 0.995, but 0.55 for Zagreb and 1.9 for the region around Warsaw).

    Returns
    -------
    pandas.DataFrame
        geo, year, value (missing where figures of more than 1 - `COVERED` of the people are missing), row (missing) and
        conversion (missing where the region is the same in both versions).
    """
    import pandas as pd

    held = series.loc[series["value"].notna(), ["geo", "year", "value"]]
    pairs = held.merge(weights, left_on="geo", right_on="origin")
    factor = pairs["share"] if kind == "extensive" else pairs["population"]
    amounts = pairs.assign(amount=pairs["value"].astype(float) * factor)
    sums = amounts.groupby(["target", "year"])[["amount", "population"]].sum().reset_index()
    everyone = sums["target"].map(weights.groupby("target")["population"].sum())
    value = sums["amount"] if kind == "extensive" else sums["amount"] / sums["population"]
    unchanged = set(weights.loc[weights["same"], "target"])
    note = pd.Series(f"converted from NUTS {version}", index=sums.index, dtype="string")
    return pd.DataFrame(
        {
            "geo": sums["target"].astype("string"),
            "year": sums["year"].astype("Int64"),
            "value": value.where(sums["population"] >= COVERED * everyone).astype("Float64"),
            "row": pd.array([pd.NA] * len(sums), dtype="Int64"),
            "conversion": note.mask(sums["target"].isin(unchanged)),
        }
    )


def successor(code: str, weights: pd.DataFrame) -> str | None:
    """Return the region of the other version that holds (nearly) all people of a region; None where none does."""
    own = weights[(weights["origin"] == code) & (weights["share"] >= CERTAIN)]
    return None if own.empty else str(own["target"].iloc[0])
