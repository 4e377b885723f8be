"""Final dispositions of the invited units and the outcome rates of a wave, after the standard definitions of AAPOR.

Reads what ingesting a wave says of each invitation and of the answers that it set aside.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from paradiplomacy.frame.size_classes import SIZE_CLASSES, size_classes
from paradiplomacy.survey.nonresponse_fields import FINAL_CODES, FINAL_DISPOSITIONS, RESPONSE_RATES
from paradiplomacy.tables import typed

BEGUN = "answer of "  # how the rows that were set aside name the answer of a unit


def final_dispositions(dispositions: pd.DataFrame, set_aside: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return each invited unit with its final disposition code (`FINAL_DISPOSITIONS`).

    AAPOR (2023), internet surveys of specifically named persons. A unit without an answer that counts is a break-off
    (2.12) where an answer of it was set aside, else nothing was ever returned (3.19). No file says who refused, was not
    reached or is not eligible, so that the other codes of 2, 3 and 4 do not occur.

    Parameters
    ----------
    dispositions
        one row per unit invited to one wave (`DISPOSITIONS`).
    set_aside
        rows of the wave's export that do not count (`SET_ASIDE`).
    units
        the frame: unit_id, population.
    """
    begun = set(set_aside["record"].dropna().astype(str).str.removeprefix(BEGUN))
    codes = {"complete": "1.1", "partial": "1.2"}
    code = [codes.get(row.disposition, "2.12" if row.unit_id in begun else "3.19") for row in dispositions.itertuples()]
    population = dispositions["unit_id"].map(units.set_index("unit_id")["population"])
    level = str(dispositions["level"].iloc[0])
    found = dispositions[["unit_id", "wave", "country"]].assign(
        size_class=size_classes(population, level).astype("string"),
        code=code,
        meaning=[FINAL_CODES[each] for each in code],
    )
    return typed(found, FINAL_DISPOSITIONS)


def response_rates(final: pd.DataFrame, level: str) -> pd.DataFrame:
    """Return outcome rates of one wave by country and size class (`RESPONSE_RATES`); `final` is of one wave."""
    order = [*SIZE_CLASSES[level].values(), "unknown"]
    groupings = {
        "all": (pd.Series("all", index=final.index), ["all"]),
        "country": (final["country"], sorted(final["country"].unique())),
        "size": (final["size_class"].fillna("unknown"), order),
    }
    rows: list[dict[str, Any]] = []
    for grouping, (labels, groups) in groupings.items():
        for place, group in enumerate(groups):
            codes = final.loc[labels == group, "code"].value_counts()
            if codes.empty:
                continue
            counts = [int(codes.get(code, 0)) for code in FINAL_CODES]
            names = {"wave": final["wave"].iloc[0], "grouping": grouping, "group": group, "order": place}
            rows.append(names | outcome_rates(*counts))
    return typed(pd.DataFrame(rows), RESPONSE_RATES)


def outcome_rates(complete: int, partial: int, broken_off: int, silent: int) -> dict[str, Any]:
    """Return counts and outcome rates of a group; a rate without a denominator is missing."""
    begun = complete + partial + broken_off
    invited = begun + silent
    return {
        "invited": invited,
        "complete": complete,
        "partial": partial,
        "broken_off": broken_off,
        "silent": silent,
        "rr1": complete / invited,
        "rr2": (complete + partial) / invited,
        "rr5": complete / begun if begun else None,
        "rr6": (complete + partial) / begun if begun else None,
        "coop1": complete / begun if begun else None,
        "ref1": broken_off / invited,
        "con1": begun / invited,
    }
