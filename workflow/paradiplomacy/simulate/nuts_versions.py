"""The NUTS version before that of the simulated world: one region was divided since, and two were joined.

The population of regions is published in that version, as real files are, so that every build converts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from paradiplomacy.simulate.parameters import stream
from paradiplomacy.simulate.units import Census

LEAST_REGIONS = 8  # a country of fewer regions keeps them
DIVIDED, JOINED = "9", ("7", "8")  # last digit of the codes that are no more; others of a NUTS 1 region end in 1 to 4
SLIVER = 7.0  # people whom two drawings of one boundary put on either side of it
COLUMNS = "code_v2016,code_v2021,uniqueID,areaKm,pop11,pop21,artif_surf12,artif_surf18,bu_vol"


@dataclass(frozen=True)
class EarlierVersion:
    """The changes: for each NUTS 3 region its code in the version before; its first four letters are the region."""

    codes: dict[str, str]

    def regions_of(self, region: str) -> list[str]:
        """Return the regions of the version before that a region is made of."""
        return sorted({before[:4] for now, before in self.codes.items() if now[:4] == region})


def draw_earlier_version(census: Census, seed: int) -> EarlierVersion:
    """Return the version before: in one country its first two regions were one, and its third was two."""
    sizes = census.regions["country"].value_counts()
    countries = sorted(sizes[sizes >= LEAST_REGIONS].index)
    country = str(stream(seed, "earlier version of nuts").choice(countries))
    first, second, third = census.regions.loc[census.regions["country"] == country, "region"].tolist()[:3]
    codes = {code: code for code in census.nuts3["nuts3"]}
    divided = [code for code in codes if code[:4] in (first, second)]
    codes |= {code: f"{first[:3]}{DIVIDED}{number}" for number, code in enumerate(divided, start=1)}
    joined = [code for code in codes if code[:4] == third]
    for number, code in enumerate(joined):
        codes[code] = f"{third[:3]}{JOINED[number % 2]}{number // 2 + 1}"
    return EarlierVersion(codes)


def earlier_counts(census: Census, version: EarlierVersion, people: Mapping[str, int]) -> dict[str, int]:
    """Return the people of NUTS 2 and 3 in the version before, from those of today's regions (`people`)."""
    counts = {version.codes[code]: people[code] for code in census.nuts3["nuts3"]}
    for region in census.regions["region"]:
        origins = version.regions_of(region)
        if len(origins) == 1:
            counts[origins[0]] = counts.get(origins[0], 0) + people[region]
            continue
        parts = {
            origin: sum(n for code, n in counts.items() if len(code) == 5 and code[:4] == origin) for origin in origins
        }
        first = round(people[region] * parts[origins[0]] / sum(parts.values()))
        counts |= {origins[0]: first, origins[1]: people[region] - first}
    return counts


def converter_csv(census: Census, seed: int) -> str:
    """Return the matrix of NUTS 2 as the JRC publishes it: overlaps with people of 2021, among them slivers."""
    version = draw_earlier_version(census, seed)
    rng = stream(seed, "nuts converter")
    people = dict(zip(census.regions["region"], census.regions["population"], strict=True))
    inside = dict(zip(census.nuts3["nuts3"], census.nuts3["population"], strict=True))
    pairs: list[tuple[str, str, float]] = []
    for region in census.regions["region"]:
        origins = version.regions_of(region)
        children = {code: before for code, before in version.codes.items() if code[:4] == region}
        total = sum(inside[code] for code in children)
        for origin in origins:
            share = sum(inside[code] for code, before in children.items() if before[:4] == origin) / total
            # counted on a grid of cells, which is near to the register, not equal to it
            pairs.append((origin, region, people[region] * share * float(np.exp(rng.normal(0, 0.002)))))
        neighbour = next((code for code in census.regions["region"] if code[:3] == region[:3] and code != region), None)
        if neighbour is not None:
            pairs.append((version.regions_of(neighbour)[0], region, SLIVER))
    table: dict[tuple[str, str], float] = {}
    for origin, region, count in pairs:
        table[origin, region] = table.get((origin, region), 0.0) + count
    lines = [COLUMNS]
    for (origin, region), count in sorted(table.items()):
        figures = [count / 110, count * 0.99, count, count / 90, count / 88, count * 450]
        lines.append(",".join([origin, region, origin + region, *(f"{figure:.1f}" for figure in figures)]))
    return "".join(line + "\n" for line in lines)
