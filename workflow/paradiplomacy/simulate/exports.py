"""Two vintages of a second list of the true ties, as an export of Wikidata's property P190 writes them.

The list is drawn independently of the table of twin towns: being in one says nothing on being in the other, which no
real pair of lists can promise. Only so is the truth the yardstick of capture and recapture.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from paradiplomacy.simulate.parameters import Truth, stream
from paradiplomacy.simulate.ties import GUEST_LABELS

VINTAGES = ("earlier", "later")
PARTNER_LABELS = {"CN": "People's Republic of China", "US": "United States of America", "JP": "Japan"}
COLUMNS = ["origincityLabel", "origincountry", "originpopulation", "sistercityLabel", "destination_countryLabel"]


def draw_exports(truth: Truth, cities: pd.DataFrame, ties: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return both vintages: place, country and population, place and country of the partner.

    The earlier vintage holds each tie with one probability; the later one still holds some of them, and adds some of
    the others.

    Parameters
    ----------
    cities
        unit_id, name, country, population.
    ties
        true ties of the cities (`ties.draw_true_ties`).
    """
    own = ties.merge(cities[["unit_id", "name", "country", "population"]], on="unit_id")
    own = own.sort_values(["country", "name", "partner", "place"], ignore_index=True)
    export = pd.DataFrame(
        {
            "origincityLabel": own["name"],
            "origincountry": own["country"].map(GUEST_LABELS),
            "originpopulation": own["population"],
            "sistercityLabel": own["place"],
            "destination_countryLabel": own["partner"].map(PARTNER_LABELS),
        }
    )[COLUMNS]
    rng = stream(truth.seed, "export of the second list")
    stated = truth.second_list
    held = rng.random(len(own)) < own["partner"].map(stated.coverage).to_numpy(float)
    again = rng.random(len(own))
    later = (again < stated.kept) & held | (again < stated.added) & ~held
    drawn = dict(zip(VINTAGES, (held, later), strict=True))
    return {vintage: _with_repeats(export[shown], stated.repeated, rng) for vintage, shown in drawn.items()}


def _with_repeats(export: pd.DataFrame, share: float, rng: np.random.Generator) -> pd.DataFrame:
    """Return the export with some rows twice, as where Wikidata gives two coordinates of a place."""
    twice = export[rng.random(len(export)) < share]
    return pd.concat([export, twice]).sort_index(kind="stable").reset_index(drop=True)
