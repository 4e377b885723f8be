"""Structure of the network of units and provinces or states: degree, density, components, communities, concentration.

Called by `network`. What could come of the degrees alone is seen in networks with the same degrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.cooperation import Network
from paradiplomacy.distributions import normal_quantile
from paradiplomacy.findings.partner_choice import Tested

Array = NDArray[np.float64]
TOP = 5


@dataclass(frozen=True)
class Sides:
    """One network: t ties between u units and p provinces or states, by number from 0.

    Parameters
    ----------
    unit, province
        number of the unit and of the province or state of each tie.
    units, provinces
        their names, sorted.
    """

    unit: NDArray[np.int64]
    province: NDArray[np.int64]
    units: list[str]
    provinces: list[str]

    def counts(self, unit: NDArray[np.int64] | None = None) -> Array:
        """Return u by p numbers of ties; with other units at the same ties, those of another network."""
        found = np.zeros((len(self.units), len(self.provinces)))
        np.add.at(found, (self.unit if unit is None else unit, self.province), 1)
        return found


def seeded(head: Mapping[str, str], purpose: str) -> np.random.Generator:
    """Return the random numbers of one purpose of one network: seeds come from names."""
    return np.random.default_rng(crc32(f"network/{head['partner']}/{head['level']}/{purpose}".encode()))


def counted(number: int) -> Tested:
    """Return a number as a measure of its own."""
    return Tested(number, float(number))


def sides_of(used: pd.DataFrame) -> Sides:
    """Return the network of ties with the columns unit_id and admin1, one row per tie."""
    units, unit = np.unique(used["unit_id"].to_numpy(dtype=str), return_inverse=True)
    provinces, province = np.unique(used["admin1"].to_numpy(dtype=str), return_inverse=True)
    return Sides(unit, province, [str(name) for name in units], [str(name) for name in provinces])


def _graph(counts: Array) -> nx.Graph:
    """Return units (0 to u - 1) and provinces (u onwards) as one graph, weighted by ties."""
    graph = nx.Graph()
    graph.add_nodes_from(range(sum(counts.shape)))
    rows, columns = np.nonzero(counts)
    graph.add_weighted_edges_from(
        (int(r), int(c) + counts.shape[0], float(counts[r, c])) for r, c in zip(rows, columns, strict=True)
    )
    return graph


def find_communities(sides: Sides, rng: np.random.Generator) -> list[set[int]]:
    """Return communities of units and provinces, the largest first (Blondel et al. 2008)."""
    graph = _graph(sides.counts())
    found = nx.community.louvain_communities(graph, weight="weight", seed=int(rng.integers(2**31)))
    return sorted(found, key=lambda members: (-len(members), min(members)))


def _modularity(counts: Array, rng: np.random.Generator) -> float:
    graph = _graph(counts)
    found = nx.community.louvain_communities(graph, weight="weight", seed=int(rng.integers(2**31)))
    return float(nx.community.modularity(graph, found, weight="weight"))


def _shared(counts: Array) -> float:
    """Return the share of the pairs of provinces that share a unit."""
    has = counts > 0
    both = (has.T.astype(float) @ has.astype(float)) > 0
    pairs = both.shape[0] * (both.shape[0] - 1)
    return float((both.sum() - np.trace(both)) / pairs) if pairs else float("nan")


def measure_structure(
    sides: Sides, communities: list[set[int]], head: Mapping[str, str], settings: Network
) -> dict[str, Tested]:
    """Return degree, density, components and, against networks with the same degrees, communities and shared pairs."""
    counts = sides.counts()
    graph = _graph(counts)
    parts = [len(part) for part in nx.connected_components(graph)]
    ties, pairs = len(sides.unit), len(sides.provinces) * (len(sides.provinces) - 1) // 2
    observed = {
        "modularity": float(nx.community.modularity(graph, communities, weight="weight")),
        "shared": _shared(counts),
    }
    rng = seeded(head, "null")
    drawn: dict[str, list[float]] = {name: [] for name in observed}
    for _ in range(settings.null_draws):
        other = sides.counts(rng.permutation(sides.unit))  # each unit and province keeps its number of ties
        drawn["modularity"].append(_modularity(other, rng))
        drawn["shared"].append(_shared(other))
    found = {
        "units": counted(len(sides.units)),
        "provinces": counted(len(sides.provinces)),
        "degree": Tested(len(sides.units), ties / len(sides.units)),
        "density": Tested(counts.size, float((counts > 0).mean())),
        "components": counted(len(parts)),
        "largest component": Tested(sum(parts), max(parts) / sum(parts)),
    }
    for name, value in observed.items():
        null = np.array(drawn[name])
        centre = float(null.mean())
        p = (1 + int(np.sum(np.abs(null - centre) >= abs(value - centre) - 1e-12))) / (1 + len(null))
        note = f"{len(communities)} communities" if name == "modularity" else ""
        found[name] = Tested(ties if name == "modularity" else pairs, value, null=centre, p_value=p, note=note)
    return found


# ---- concentration ------------------------------------------------------------------------------------------------


def gini(ties: Array) -> float:
    """Return the Gini index of numbers of ties, those of provinces without a tie among them."""
    ordered = np.sort(ties)
    n = len(ordered)
    return float(2 * (np.arange(1, n + 1) * ordered).sum() / (n * ordered.sum()) - (n + 1) / n)


def measure_concentration(
    sides: Sides, provinces: int, head: Mapping[str, str], settings: Network, confidence_level: float
) -> dict[str, Tested]:
    """Return how ties concentrate on few of all `provinces`, with normal intervals by resampled units."""

    def measures(ties: Array) -> list[float]:
        shares = ties / ties.sum()
        squared = float((shares**2).sum())
        return [gini(ties), squared, 1 / squared, float(np.sort(shares)[::-1][:TOP].sum())]

    counts = np.pad(sides.counts(), ((0, 0), (0, provinces - len(sides.provinces))))
    again = [measures(ties) for ties in resampled_ties(counts, head, settings)]
    # resamples are more concentrated than the sample, as they repeat units: only their spread is taken
    half = np.std(again, axis=0, ddof=1) * normal_quantile(0.5 + confidence_level / 2)
    names = ("gini", "herfindahl", "effective provinces", "top five")
    largest = (1.0, 1.0, float(provinces), 1.0)
    return {
        name: Tested(len(sides.unit), estimate, max(estimate - width, 0.0), min(estimate + width, top))
        for name, estimate, width, top in zip(names, measures(counts.sum(axis=0)), half.tolist(), largest, strict=True)
    }


def resampled_ties(counts: Array, head: Mapping[str, str], settings: Network) -> Array:
    """Return the ties of each province in resamples of the units, which come with all their ties."""
    rng = seeded(head, "resamples")
    times = rng.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=settings.draws)
    found: Array = times.astype(float) @ counts
    return found


def membership(communities: list[set[int]]) -> dict[int, int]:
    """Return the number of the community, from 1, of each unit and province."""
    return {node: number for number, members in enumerate(communities, start=1) for node in members}
