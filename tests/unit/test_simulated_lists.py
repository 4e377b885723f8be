"""The simulated second list, and capture and recapture against the known number of ties of the simulated world.

The two simulated lists are independent by construction, as no two real ones are: only then does the estimate promise to
hold. The seeds below were written down before anything was drawn.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from simulated_world import committed_world as world

from paradiplomacy.findings.overlap import chapman
from paradiplomacy.frame.fields import UNITS
from paradiplomacy.readers.twin_towns import read_twin_towns
from paradiplomacy.readers.wikidata import read_wikidata_export
from paradiplomacy.simulate.exports import draw_exports
from paradiplomacy.simulate.ties import GUEST_LABELS, draw_register
from paradiplomacy.simulate.world import World
from paradiplomacy.survey.fields import NAMED_PARTNERS
from paradiplomacy.tables import typed
from paradiplomacy.ties.build import build_ties, joined
from paradiplomacy.web.register import read_register

SEEDS = range(1, 21)
PARTNERS = {"CN": ["China", "People's Republic of China"], "US": ["United States", "United States of America"]}


@pytest.mark.parametrize("partner", ["CN", "US", "JP"])
def test_the_vintages_hold_the_stated_parts_of_the_true_ties(partner: str) -> None:
    drawn = world()
    stated = drawn.truth.second_list
    label = {"CN": "People's Republic of China", "US": "United States of America", "JP": "Japan"}[partner]
    held = {}
    for vintage, table in drawn.exports.items():
        rows = table[table["destination_countryLabel"] == label]
        held[vintage] = set(zip(rows["origincityLabel"], rows["sistercityLabel"], strict=True))
    cities = drawn.units[drawn.units["level"] == "city"].set_index("unit_id")["name"]
    own = drawn.true_ties[(drawn.true_ties["partner"] == partner) & drawn.true_ties["unit_id"].isin(cities.index)]
    true = set(zip(own["unit_id"].map(cities), own["place"], strict=True))
    assert held["earlier"] | held["later"] <= true  # it invents none

    def close(part: set[tuple[str, str]], whole: set[tuple[str, str]], share: float) -> bool:
        return abs(len(part) / len(whole) - share) < 4 * np.sqrt(share * (1 - share) / len(whole))

    assert close(held["earlier"], true, stated.coverage[partner])
    assert close(held["earlier"] & held["later"], held["earlier"], stated.kept)
    assert close(held["later"] - held["earlier"], true - held["earlier"], stated.added)


def listed(drawn: World, seed: int, folder: Path) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the evidence of both lists, drawn with `seed` and read as the workflow reads it, and the true numbers."""
    truth = drawn.truth.model_copy(
        update={"seed": seed, "twin_towns": drawn.truth.twin_towns.model_copy(update={"false_rows": 0.0})}
    )
    cities = drawn.units[drawn.units["level"] == "city"]
    own = drawn.true_ties[drawn.true_ties["unit_id"].isin(cities["unit_id"])]
    draw_register(truth, cities, drawn.census.towns, own).to_csv(folder / "list.csv", index=False)
    draw_exports(truth, cities, own)["earlier"].to_csv(folder / "list.tsv", sep="\t", index=False)
    units = typed(cities[["unit_id", "level", "country", "name"]].rename(columns={"name": "names"}), UNITS)
    labels = {"IE": ["Ireland", "Republic of Ireland"]}
    countries = {code: [label] for code, label in GUEST_LABELS.items()} | labels
    tables = {"first": read_twin_towns(folder / "list.csv"), "second": read_wikidata_export(folder / "list.tsv")}
    mentions = [
        read_register(
            table, units, partners=PARTNERS, countries=countries, source=name, register=name, levels=["city"]
        )[0]
        for name, table in tables.items()
    ]
    ties, evidence = build_ties(joined([], NAMED_PARTNERS), pd.concat(mentions, ignore_index=True))
    return evidence.merge(ties[["tie_id", "partner"]], on="tie_id"), own["partner"].value_counts().to_dict()


def test_intervals_hold_the_true_number_of_ties_as_often_as_they_say(tmp_path: Path) -> None:
    held = []
    for seed in SEEDS:
        evidence, true = listed(world(), seed, tmp_path)
        for partner in PARTNERS:
            rows = evidence[evidence["partner"] == partner]
            first, second = (set(rows.loc[rows["source"] == name, "tie_id"]) for name in ("first", "second"))
            found = chapman(len(first), len(second), len(first & second), 0.95)
            assert found is not None
            held.append(found.conf_low <= true[partner] <= found.conf_high)
    # 40 intervals at 95%: fewer than 34 that hold have a probability of 0.3%
    assert sum(held) >= 34
