"""Worlds in which ties with places are drawn: claims on distance, regions and likeness (C18a, C19, C20a, C20b).

Cities of the demonstration choose among the largest places of each partner country: places differ in what they attract,
countries in what they like. Whether a city has a tie depends on its region's by an odds ratio that is the same in each
country; cities of a region share more than that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache, partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from verdict_judging import PARTNERS, ROOT, Drawn, Known, Situation, judge, margin, settings, stream, units

from paradiplomacy.findings.network import ORDER, measure_likeness
from paradiplomacy.findings.network_fields import NETWORK_SUMMARY
from paradiplomacy.findings.partner_places import PROVINCES, read_partner_places
from paradiplomacy.findings.region_ties import compare_with_region
from paradiplomacy.frame.distance import great_circle_km

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]

PLACES = 120  # largest cities of a partner country
COASTAL = 0.3  # share of them
TIES = {"CN": 745, "US": 480}  # as in the demonstration
TASTE = 0.5  # of countries for places, standard deviation on the log scale
OF_REGIONS = 0.5  # what cities of a region share, on the log odds
DRAWS = 199  # permutations and resamples; the p value of a permutation test holds with any number
LIKE = 0.4  # log odds of a place by one standard deviation of its size and of the city's, and by port and coast
KNOWN = 0.27  # share of the pairs of city and region of which both answers are known, in the demonstration
NODES, NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(30)


@dataclass(frozen=True)
class Effects:
    """What draws the cities of one partner to places, and to a tie at all.

    Parameters
    ----------
    distance, asymmetry
        elasticities.
    within, between
        likeness in size and coast within countries, and of whole countries.
    region
        log odds ratio of a city's tie by its region's.
    """

    distance: float = 0.0
    asymmetry: float = 0.0
    within: float = 0.0
    between: float = 0.0
    region: float = 0.0


@dataclass(frozen=True)
class Kind:
    """A kind of world: effects by partner, ties by those of the demonstration, share of the pairs that are known."""

    effects: Mapping[str, Effects]
    ties: int = 1
    known: float = KNOWN


@cache
def cities() -> pd.DataFrame:
    """Return the cities, with numbers of their countries and regions."""
    own = units()[units()["level"] == "city"].sort_values("unit_id", ignore_index=True)
    own["group"] = pd.factorize(own["country"], sort=True)[0]
    random = np.random.default_rng(len(own))
    # regions of about six cities of a country
    number = own.groupby("country")["unit_id"].transform("size").to_numpy() // 6 + 1
    own["region"] = own["country"] + "-" + pd.Series(random.integers(number)).astype(str)
    return own


@cache
def places(partner: str) -> pd.DataFrame:
    """Return the places, with what each attracts."""
    folder = ROOT / "resources/gazetteer"
    every = read_partner_places([folder / "places.csv", folder / "small_places.csv"], folder / "coordinates.csv")
    own = every[(every["country"] == partner) & ~every["kind"].isin(PROVINCES) & every["latitude"].notna()]
    own = own.nlargest(PLACES, "population").sort_values("place_id", ignore_index=True)
    random = np.random.default_rng(len(partner) + ord(partner[0]))
    own["attraction"] = 0.3 * np.log(own["population"]) + random.normal(scale=0.7, size=len(own))
    own["coastal"] = random.random(len(own)) < COASTAL
    return own


def standardised(numbers: Vector) -> Vector:
    """Return numbers with mean 0 and standard deviation 1."""
    found: Vector = (numbers - numbers.mean()) / numbers.std()
    return found


def draw_ties(partner: str, effects: Effects, ties: int, random: np.random.Generator) -> pd.DataFrame:
    """Return one row per tie, as the network of the flow has them."""
    own, there = cities(), places(partner)
    group = own["group"].to_numpy()
    size, size_there = (np.log(table["population"].to_numpy(dtype=float)) for table in (own, there))
    far = great_circle_km(
        own["latitude"].to_numpy(dtype=float)[:, None],
        own["longitude"].to_numpy(dtype=float)[:, None],
        there["latitude"].to_numpy(dtype=float)[None],
        there["longitude"].to_numpy(dtype=float)[None],
    )
    value = there["attraction"].to_numpy() + random.normal(scale=TASTE, size=(group.max() + 1, len(there)))[group]
    value += effects.distance * np.log(far) + effects.asymmetry * np.abs(size[:, None] - size_there[None])
    port, coast = own["port_city"].to_numpy(dtype=float), there["coastal"].to_numpy(dtype=float)
    for mine, theirs in ((standardised(size), standardised(size_there)), (2 * port, coast)):
        shared = np.bincount(group, mine)[group] / np.bincount(group)[group]
        like = effects.within * (mine - shared) + effects.between * standardised(shared)
        value += like[:, None] * theirs[None]
    weight = np.exp(value - value.max(axis=1, keepdims=True))
    chance = weight / weight.sum(axis=1, keepdims=True)
    number = random.poisson(random.gamma(0.5, 2 * ties * TIES[partner] / len(own), size=len(own)))
    unit = np.repeat(np.arange(len(own)), number)
    chosen = (random.random(len(unit))[:, None] > np.cumsum(chance[unit], axis=1)).sum(axis=1)
    chosen = np.minimum(chosen, len(there) - 1)
    held = there.iloc[chosen][["place_id", "kind", "population", "latitude", "longitude", "coastal"]]
    return pd.concat(
        [own.iloc[unit][["unit_id", "country"]].reset_index(drop=True), held.reset_index(drop=True)], axis=1
    )


@cache
def centre_of(chance: float) -> float:
    """Return the log odds that, with what regions share added, are this chance on average."""

    def mean(centre: float) -> float:
        drawn = 1 / (1 + np.exp(-(centre + OF_REGIONS * NODES)))
        return float((NODE_WEIGHTS * drawn).sum() / NODE_WEIGHTS.sum() - chance)

    return float(brentq(mean, -20, 20))


def draw_region_ties(effects: Effects, known: float, random: np.random.Generator) -> dict[str, NDArray[np.generic]]:
    """Return whether cities and their regions have ties, and the country, of the pairs that are known.

    In each country the odds of a city whose region has a tie are the same multiple of those of the others.
    """
    own = cities()
    names, region = np.unique(own["region"].to_numpy(dtype=str), return_inverse=True)
    tied = random.random(len(names)) < 0.5
    shared = random.normal(scale=OF_REGIONS, size=len(names))
    base = np.random.default_rng(1).uniform(-1, 0.5, size=own["group"].max() + 1)[own["group"]]
    odds = np.exp(base + effects.region * tied[region])
    centre = np.array([centre_of(float(chance)) for chance in np.round(odds / (1 + odds), 12)])
    city = random.random(len(own)) < 1 / (1 + np.exp(-(centre + shared[region])))
    kept = random.random(len(own)) < known
    return {"city": city[kept], "region": tied[region][kept], "country": own["group"].to_numpy()[kept]}


def truths(kind: Kind) -> Known:
    """Return which claims are true."""
    of = [kind.effects[partner] for partner in PARTNERS]
    elasticity, odds = margin("claims.margins.elasticity"), margin("claims.margins.log_odds")
    like = any(effects.within or effects.between for effects in of)
    alike = all(effects.within > 0 for effects in of)
    known = {"C19": all(abs(effects.region) < odds for effects in of)}
    # likeness in size and asymmetry of size are two ways to say one thing: where one is drawn, the other is not told
    if not like:
        known["C18a"] = all(max(abs(effects.distance), abs(effects.asymmetry)) < elasticity for effects in of)
    if not any(effects.asymmetry for effects in of):
        known |= {"C20a": alike, "C20b": alike}
    return known


def draw(name: str, kind: Kind, number: int) -> Drawn:
    """Draw one world and judge it."""
    random = stream(name, number)
    network = settings().network.model_copy(update={"draws": DRAWS})
    level = settings().confidence_level
    rows = []
    for partner in PARTNERS:
        # the permutations of a network are named after partner and level
        head, effects = {"partner": partner, "level": "city"}, kind.effects[partner]
        ties = draw_ties(partner, effects, kind.ties, random)
        found = measure_likeness(ties, cities().set_index("unit_id"), head, network, level)
        pairs = draw_region_ties(effects, kind.known, random)
        found["region tie"] = compare_with_region(**pairs, draws=DRAWS, confidence_level=level, rng=random)
        rows += [head | {"measure": name, "order": ORDER[name]} | asdict(tested) for name, tested in found.items()]
    table = pd.DataFrame(rows).reindex(columns=[name for name in NETWORK_SUMMARY.columns if name != "world"])
    known = truths(kind)
    return Drawn(known, judge(known, tables={"network_summary": (table, NETWORK_SUMMARY)}))


def both(effects: Effects) -> Mapping[str, Effects]:
    """Return the same effects for both partners."""
    return dict.fromkeys(PARTNERS, effects)


AT_MARGIN = Effects(asymmetry=margin("claims.margins.elasticity"), region=margin("claims.margins.log_odds"))
ALIKE = Effects(within=LIKE)
# countries of large cities like large places, their larger cities the smaller ones
CONTRARY = Effects(within=-LIKE / 4, between=2 * LIKE)
KINDS = {
    "no likeness, no effects": Kind(both(Effects())),
    "the same, four times the ties, all pairs known": Kind(both(Effects()), ties=4, known=1.0),
    "China at the margins, four times the ties, all known": Kind({"CN": AT_MARGIN, "US": Effects()}, ties=4, known=1.0),
    "alike in China within countries": Kind({"CN": ALIKE, "US": Effects()}),
    "alike within countries": Kind(both(ALIKE)),
    "alike among countries, unlike within them": Kind(both(CONTRARY)),
}
SITUATIONS = [Situation(name, partial(draw, name, kind)) for name, kind in KINDS.items()]
