"""What is wrong with the answers of the simulated world is found, counted, and set right by the survey stage."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from simulated_world import committed_world as world

from paradiplomacy.config.load import load_configuration
from paradiplomacy.simulate.ties import GUEST_LABELS
from paradiplomacy.survey.codebook import read_codebook
from paradiplomacy.survey.export import read_export
from paradiplomacy.survey.fields import INVITATIONS, PAIR_INVITATIONS
from paradiplomacy.survey.ingest import Ingested, ingest_wave
from paradiplomacy.survey.pairs import IngestedPairs, ingest_pairs
from paradiplomacy.tables import read_table

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
FILES = {
    "china_cities_2021": "china_cities_2021.csv",
    "us_cities_2024": "us_cities_2024.csv",
    "china_regions_2021": "china_regions_2021.sav",
    "us_regions_2024": "us_regions_2024.sav",
    "cee_china_2019": "cee_china_2019.csv",
}
BY_LINK = ("china_cities_2021", "us_cities_2024", "cee_china_2019")


@cache
def frame() -> pd.DataFrame:
    units = world().units[["unit_id", "level", "country", "name"]]
    return units.assign(names=units["name"])


@cache
def ingested(wave: str) -> Ingested:
    import yaml

    entry = load_configuration(yaml.safe_load((ROOT / "config/config.yaml").read_text("utf-8"))).waves[wave]
    codebook = read_codebook(ROOT / entry.codebook)
    invitations = read_table(DEMO / "invitations.csv", INVITATIONS)
    export = read_export(DEMO / FILES[wave], codebook)
    return ingest_wave(export, codebook, invitations, frame(), wave, entry.partner, entry.level, entry.source)


@cache
def partners() -> IngestedPairs:
    codebook = read_codebook(ROOT / "config/waves/us_partners_2025.yaml")
    invitations = read_table(DEMO / "us_partner_invitations.csv", PAIR_INVITATIONS)
    export = read_export(DEMO / "us_partners_2025.csv", codebook)
    return ingest_pairs(export, codebook, invitations, frame(), "us_partners_2025", "US", "city", "demo_us_partners")


def flawed(wave: str, *flaws: str) -> set[str]:
    listed = pd.read_csv(DEMO / "truth_flaws.csv")
    return set(listed.loc[(listed["wave"] == wave) & listed["flaw"].isin(flaws), "unit_id"])


@pytest.mark.parametrize("wave", FILES)
def test_every_row_of_a_wave_is_an_answer_or_set_aside(wave: str) -> None:
    found = ingested(wave)
    count = found.accounting.iloc[0]
    assert count["rows_in"] == count["rows_out"] + count["rows_set_aside"] == len(world().arrived[wave])
    assert len(found.responses) == count["rows_out"]
    assert found.responses["unit_id"].is_unique


@pytest.mark.parametrize("wave", FILES)
def test_repeated_answers_are_told_apart_and_one_counts(wave: str) -> None:
    found = ingested(wave).duplicates
    assert flawed(wave, "repeated", "another_office") >= set(found["unit_id"])
    # a first attempt that ended before the question on cooperation is set aside as broken off, without a second
    unasked = {a.unit_id for a in world().arrived[wave] if a.answers.get("cooperation") in ("no answer", "don't know")}
    assert flawed(wave, "repeated", "another_office") - set(found["unit_id"]) <= unasked
    assert found.groupby("unit_id")["counts"].sum().eq(1).all()
    second = found[found["unit_id"].isin(flawed(wave, "another_office"))]
    assert second.loc[~second["counts"], "another_office"].all()


@pytest.mark.parametrize("wave", BY_LINK)
def test_answers_without_token_find_their_unit_by_name_or_are_set_aside(wave: str) -> None:
    found = ingested(wave)
    rows = {answer.unit_id: answer for answer in world().arrived[wave] if not answer.token}
    assert rows
    unknown = flawed(wave, "name_unknown")
    answered = {unit for unit, answer in rows.items() if answer.complete} - unknown
    assert answered <= set(found.responses["unit_id"])
    assert not unknown & set(found.responses["unit_id"])
    assert found.set_aside["reason"].str.startswith("no unit of the frame").sum() == len(unknown)
    # the country was written as respondents write it
    assert {answer.country_name for answer in rows.values()} <= set(GUEST_LABELS.values())


@pytest.mark.parametrize("wave", FILES)
def test_answers_off_the_route_and_impossible_years_are_flagged_and_kept_out(wave: str) -> None:
    found = ingested(wave)
    counted = set(found.responses["unit_id"])
    for flaw, flag in (("off_route", "off_route"), ("impossible_year", "impossible_year")):
        flags = set(found.flags.loc[found.flags["flag"] == flag, "unit_id"])
        assert flags == flawed(wave, flaw) & counted, flaw
    said_no = found.responses["cooperation"] == "no"
    assert (found.responses.loc[said_no, ["importance", "satisfaction"]] == "not_asked").all().all()
    assert found.named_partners["year_start"].dropna().between(1979, 2023).all()


@pytest.mark.parametrize("wave", FILES)
def test_misspelt_places_that_others_name_often_are_flagged_and_those_of_the_codebook_corrected(wave: str) -> None:
    found = ingested(wave)
    listed = pd.read_csv(DEMO / "truth_flaws.csv").query("wave == @wave and flaw == 'misspelt'")
    listed = listed[listed["unit_id"].isin(found.responses["unit_id"])]
    codebook = read_codebook(ROOT / f"config/waves/{wave}.yaml")
    corrections = codebook.question("partners").corrections
    slips = dict(detail.split(" for ") for detail in listed["detail"])
    assert corrections.items() <= slips.items()  # nothing is corrected that was written well
    assert not set(corrections) & set(found.named_partners["place"])
    corrected = found.flags.loc[found.flags["flag"] == "corrected_place", "unit_id"]
    assert len(corrected) == len(corrections) > 0
    left = set(slips) - set(corrections)
    assert left <= set(found.named_partners["place"])  # kept as written, and not guessed


def test_a_unit_is_asked_22_questions_or_7_and_the_other_branch_is_not_asked() -> None:
    for wave in ("china_cities_2021", "us_cities_2024"):
        codebook, answers = read_codebook(ROOT / f"config/waves/{wave}.yaml"), ingested(wave).responses
        for said, number in (("yes", 22), ("past", 22), ("planned", 22), ("no", 7)):
            rows = answers[answers["cooperation"] == said]
            asked = [q.name for q in codebook.fields if (rows[list(q.tidy_columns)] != "not_asked").any(axis=None)]
            assert len(rows) > 0
            assert len(asked) == number, (wave, said)


def test_planned_and_ended_partners_are_those_of_units_without_a_tie() -> None:
    named = ingested("china_cities_2021").named_partners
    answers = ingested("china_cities_2021").responses.set_index("unit_id")["cooperation"]
    for status, said in (("planned", "planned"), ("ended", "past")):
        units = named.loc[named["status"] == status, "unit_id"]
        assert len(units) > 0
        assert (answers[units] == said).all()
    assert named["form"].notna().mean() > 0.9
    assert named["initiator"].notna().mean() > 0.9


def test_the_places_answer_for_pairs() -> None:
    found = partners()
    count = found.accounting.iloc[0]
    assert count["rows_in"] == count["rows_out"] + count["rows_set_aside"]
    assert not found.pairs.duplicated(["unit_id", "place"]).any()
    assert len(found.pairs) == len(world().partners.invitations)
    assert (found.pairs["disposition"] != "none").sum() == len(found.answers)
    units = flawed("us_partners_2025", "out_of_range")
    assert set(found.flags.loc[found.flags["flag"] == "out_of_range", "unit_id"]) == units != set()
    assert set(found.duplicates["unit_id"]) == flawed("us_partners_2025", "repeated") != set()
    true = world().true_ties.query("partner == 'US'")
    tied = set(zip(true["unit_id"], true["place"], strict=True))
    asked = list(zip(found.answers["unit_id"], found.answers["place"], found.answers["exists"], strict=True))
    denied = [said == "no" for unit, place, said in asked if (unit, place) in tied]
    assert 0.02 < sum(denied) / len(denied) < 0.16
    assert all(said in ("no", "planned") for unit, place, said in asked if (unit, place) not in tied)
