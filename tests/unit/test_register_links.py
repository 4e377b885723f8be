"""How right the register is read: places of the real table against two samples that were decided by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from open_frame import open_world

from paradiplomacy.config.model import Configuration
from paradiplomacy.web.inventory import list_country_labels
from paradiplomacy.web.knowledge import Knowledge
from paradiplomacy.web.register import read_register

World = tuple[Configuration, pd.DataFrame, Knowledge, pd.DataFrame]


@pytest.fixture(scope="module")
def world(root: Path, mirror: Path) -> World:
    return open_world(root, mirror)


def partners(configuration: Configuration) -> dict[str, list[str]]:
    return {code: partner.labels for code, partner in configuration.partners.items()}


@pytest.mark.mirror
def test_links_to_cities_are_precise_and_complete(root: Path, world: World) -> None:
    configuration, units, known, table = world
    mentions, _, _ = read_register(
        table,
        units,
        partners=partners(configuration),
        countries=known.countries,
        source="wikipedia_twin_towns",
        register="twin_towns",
        levels=["city"],
        resolver=known.resolver,
    )
    truth = pd.read_csv(root / "tests/reference/register_links.csv", keep_default_na=False).set_index("row")["unit_id"]
    linked = mentions.drop_duplicates("row").set_index("row")["unit_id"].reindex(truth.index).fillna("")
    right = int(((linked == truth) & (truth != "")).sum())
    precision, recall = right / int((linked != "").sum()), right / int((truth != "").sum())
    errors = {row: (linked[row], truth[row]) for row in truth.index[linked != truth]}
    print(f"precision {precision:.4f}, recall {recall:.4f}, errors {errors}")
    assert len(truth) == 330
    assert precision >= 0.99, errors
    assert recall >= 0.97, errors


@pytest.mark.mirror
@pytest.mark.parametrize("level", ["city", "region"])
def test_places_of_a_fresh_sample_are_what_a_person_says(root: Path, world: World, level: str) -> None:
    _, _, known, table = world
    truth = pd.read_csv(root / "tests/reference/register_places.csv", keep_default_na=False)
    raw = table.fillna("").set_index("row")
    right = linked = wanted = agreeing = 0
    errors = []
    for row in truth.itertuples():
        side = "1" if row.direction == "unit" else "2"
        found = known.resolver.resolve(raw.at[row.row, f"city{side}"], raw.at[row.row, f"country{side}"])
        assert found is not None, row
        agreeing += found.decision == row.decision
        linked += found.decision == level
        wanted += row.decision == level
        right += found.decision == row.decision == level and found.unit_id == row.unit_id
        if (found.decision, found.unit_id) != (row.decision, row.unit_id):
            errors.append((row.row, row.direction, row.decision, row.unit_id, found.decision, found.unit_id))
    print(f"{level}: precision {right / linked:.4f}, recall {right / wanted:.4f}; {agreeing} of {len(truth)} decisions")
    print(*errors, sep="\n")
    assert len(truth) == 205
    assert right / linked >= 0.99, errors
    assert right / wanted >= 0.97, errors


@pytest.mark.mirror
def test_every_label_of_the_real_table_is_accounted_for(world: World) -> None:
    configuration, _, known, table = world
    labels = list_country_labels(
        {"table": table}, countries=known.countries, partners=partners(configuration), others=known.others
    )
    assert labels["rows"].sum() == 2 * len(table)
    assert labels.loc[labels["taken_for"] == "unknown", "label"].tolist() == ["(empty)"]  # five cells
    georgia = labels[labels["label"].isin(["Georgia", "Georgia (country)", "Taiwan"])]
    assert set(zip(georgia["label"], georgia["taken_for"], georgia["code"], strict=True)) == {
        ("Georgia", "other", "GE"),
        ("Georgia (country)", "other", "GE"),
        ("Taiwan", "other", "TW"),
    }
