"""The number of ties by capture and recapture in each country, where the two lists share enough of them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from paradiplomacy.findings.fields import RECAPTURE_BY_COUNTRY
from paradiplomacy.findings.overlap import TieList, chapman, independent_pairs

LEAST_SHARED = 7  # Robson and Regier (1964): from here on the estimate's bias is negligible, with 95% probability


def recapture_by_country(
    lists: Sequence[TieList], units: pd.DataFrame, partner: str, level: str, confidence_level: float
) -> pd.DataFrame:
    """Return, for each pair of lists and country that both cover, shared ties and Chapman's estimate.

    Parameters
    ----------
    lists
        lists of ties (`overlap.tie_lists`); two vintages of one list are no pair.
    units
        the frame of the study.
    partner, level
        partner country and level of the lists.
    confidence_level
        level of the intervals.

    Returns
    -------
    pandas.DataFrame
        `RECAPTURE_BY_COUNTRY`; where fewer than seven ties are in both lists the estimate is missing.
    """
    country = dict(zip(units["unit_id"], units["country"], strict=True))
    rows = []
    for one, other, leading in independent_pairs(lists):
        common = one.covered & other.covered
        for code in sorted({country[unit] for unit in common}):
            inside = {unit for unit in common if country[unit] == code}
            first, second = ({tie for tie, unit in each.tied.items() if unit in inside} for each in (one, other))
            both = len(first & second)
            found = chapman(len(first), len(second), both, confidence_level) if both >= LEAST_SHARED else None
            rows.append(
                {
                    "partner": partner,
                    "level": level,
                    "list_a": one.name,
                    "list_b": other.name,
                    "country": code,
                    "title_a": one.title,
                    "title_b": other.title,
                    "leading": leading,
                    "units": len(inside),
                    "ties_a": len(first),
                    "ties_b": len(second),
                    "both": both,
                    "seen": len(first | second),
                    "computable": found is not None,
                    "estimate": found.estimate if found else None,
                    "std_error": found.std_error if found else None,
                    "conf_low": found.conf_low if found else None,
                    "conf_high": found.conf_high if found else None,
                }
            )
    return pd.DataFrame(rows, columns=RECAPTURE_BY_COUNTRY.columns)
