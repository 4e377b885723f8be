"""Conditions matrix: which kinds of cooperation go with which characteristics of the units, tested by permutation."""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.findings.typology_fields import TYPOLOGY_CONDITIONS
from paradiplomacy.frame.size_classes import size_classes
from paradiplomacy.models.multiplicity import holm

PERMUTATIONS = 999
WITHIN, AMONG = "classes within countries", "values among countries"
TERCILES = ("poorest third", "middle third", "richest third")
COLUMNS = [name for name in TYPOLOGY_CONDITIONS.columns if name != "world"]


def find_conditions(units: pd.DataFrame, analysis: pd.DataFrame) -> pd.DataFrame:
    """Return the classes of the units by condition (`TYPOLOGY_CONDITIONS` without the world).

    Pearson's chi-square of each condition by class is set against permutations: of the classes among the units of a
    country, so that what countries share explains nothing; a condition that does not vary within any country is
    permuted among the countries instead.

    Parameters
    ----------
    units
        classes of the units (`TYPOLOGY_UNITS`).
    analysis
        rows of the study, one per partner and unit.
    """
    rows: list[dict[str, object]] = []
    assigned = units[units["assigned"].astype(bool)]
    for level, own in assigned.groupby("level"):
        labels = dict(zip(own["class"].astype(int), own["label"], strict=True))
        if len(labels) < 2:
            continue
        known = own.merge(analysis, on=["unit_id", "partner", "level"], validate="one_to_one")
        known = known.sort_values(["unit_id", "partner"], ignore_index=True)
        of_level: list[list[dict[str, object]]] = []
        for order, (condition, groups) in enumerate(_conditions(known, str(level))):
            used = groups.notna().to_numpy()
            values = [group for group in groups.cat.categories if (groups == group).any()]
            if len(values) < 2:
                continue
            code = pd.Categorical(groups[used], categories=values).codes.astype(int)
            kind = known.loc[used, "class"].to_numpy(dtype=int) - 1
            country = known.loc[used, "country"].to_numpy(dtype=str)
            rng = np.random.default_rng(crc32(f"conditions/{level}/{condition}".encode()))
            statistic, p, permuted = permutation_test(code, kind, country, rng)
            counts = np.zeros((len(values), len(labels)), dtype=int)
            np.add.at(counts, (code, kind), 1)
            of_level.append(
                [
                    {
                        "level": level, "condition": condition, "order": order, "group": group, "group_order": place,
                        "class": k + 1, "label": labels[k + 1], "count": counts[place, k],
                        "n": counts[place].sum(), "share": counts[place, k] / counts[place].sum(),
                        "chi_square": statistic, "p_value": p, "permuted": permuted,
                    }
                    for place, group in enumerate(values)
                    for k in range(len(labels))
                ]
            )  # fmt: skip
        if of_level:
            adjusted = holm(np.array([part[0]["p_value"] for part in of_level]))
            rows += [row | {"p_holm": p} for part, p in zip(of_level, adjusted, strict=True) for row in part]
    return pd.DataFrame(rows, columns=COLUMNS)


def permutation_test(
    code: NDArray[np.int64], kind: NDArray[np.int64], country: NDArray[np.str_], rng: np.random.Generator
) -> tuple[float, float, str]:
    """Return Pearson's chi-square of two codes (from 0), its p value, and what was permuted."""
    _, place = np.unique(country, return_inverse=True)
    constant = all(len(set(code[place == c])) == 1 for c in range(place.max() + 1))
    observed = _chi_square(code, kind)
    reached = 0
    first = np.array([code[place == c][0] for c in range(place.max() + 1)])
    for _ in range(PERMUTATIONS):
        if constant:
            found = _chi_square(rng.permutation(first)[place], kind)
        else:
            order = np.lexsort((rng.random(len(kind)), place))  # random within countries, countries as they stand
            shuffled = np.empty_like(kind)
            shuffled[np.argsort(place, kind="stable")] = kind[order]
            found = _chi_square(code, shuffled)
        reached += found >= observed - 1e-9
    return observed, (1 + reached) / (1 + PERMUTATIONS), AMONG if constant else WITHIN


def _chi_square(code: NDArray[np.int64], kind: NDArray[np.int64]) -> float:
    counts = np.zeros((code.max() + 1, kind.max() + 1))
    np.add.at(counts, (code, kind), 1)
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / counts.sum()
    return float(np.sum((counts - expected) ** 2 / np.where(expected > 0, expected, 1)))


def _conditions(known: pd.DataFrame, level: str) -> Iterator[tuple[str, pd.Series[str]]]:
    """Yield the name and the groups (ordered categories) of each condition."""
    yield "partner", known["partner"].astype("category")
    yield "population", size_classes(known["population"], level)
    wealth = known["log_gdp"].astype("Float64").astype(float)
    yield "GDP per head", pd.qcut(wealth.rank(method="first"), len(TERCILES), labels=list(TERCILES))
    yield "macro-region", known["macro_region"].astype("category")
    yield "governing party", known["party_bloc"].astype("category")
    for column, yes, no in (
        ("port_city", "port city", "no port city"),
        ("capital", "capital", "not the capital"),
    ):
        named = known[column].astype("boolean").map({True: yes, False: no})
        yield column.replace("_", " "), pd.Series(pd.Categorical(named, categories=[no, yes]), index=known.index)
