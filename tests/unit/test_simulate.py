"""The simulated world: reproducible bytes, a sound census, and a generator that recovers its own truth."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import shapely
from demo_census import published_cities, published_regions
from simulated_world import committed_world

from paradiplomacy.problems import BadInput
from paradiplomacy.simulate import cooperation
from paradiplomacy.simulate.basemap import read_outlines
from paradiplomacy.simulate.geography import great_circle_km
from paradiplomacy.simulate.parameters import BLOCS, LEVELS, PARTNERS, WAVES, read_truth, stream
from paradiplomacy.simulate.questionnaire import DONT_KNOW, NO_ANSWER
from paradiplomacy.simulate.world import (
    WRITTEN_FILES,
    World,
    draw_truth,
    true_average_effects,
    write_demo,
    write_world,
)

WRITTEN_BY_HAND = {"README.md", "truth.yaml"}
WRITTEN_BY_CODERS = {"coded_adjudication.xlsx", "coded_anna.xlsx", "coded_ben.xlsx"}  # after the flow drew sheets
WORLDS = 30


@pytest.fixture(scope="module")
def demo(root: Path) -> Path:
    return root / "resources" / "demo"


@pytest.fixture(scope="module")
def world() -> World:
    return committed_world()


@pytest.fixture(scope="module")
def regions(demo: Path) -> pd.DataFrame:
    return published_regions(demo)


@pytest.fixture(scope="module")
def cities(demo: Path) -> pd.DataFrame:
    return published_cities(demo)


def cee(world: World) -> set[str]:
    return {code for code, country in world.truth.countries.items() if country.cee}


# ---- bytes ----------------------------------------------------------------------------------------------------------


def test_the_committed_files_are_what_the_committed_truth_gives(world: World, demo: Path, tmp_path: Path) -> None:
    write_world(world, tmp_path)
    committed = {path.name for path in demo.iterdir()} - WRITTEN_BY_HAND - WRITTEN_BY_CODERS
    assert committed == set(WRITTEN_FILES) == {path.name for path in tmp_path.iterdir()}
    differing = [n for n in sorted(committed) if (demo / n).read_bytes() != (tmp_path / n).read_bytes()]
    assert not differing, f"run the command simulate again; these files differ: {', '.join(differing)}"


def test_all_files_together_stay_small(demo: Path) -> None:
    archive = (demo / "pages.warc.gz").stat().st_size
    assert archive < 500_000
    # six survey waves, three registers, and every other source
    assert sum(path.stat().st_size for path in demo.iterdir()) - archive < 4_000_000


def test_another_seed_gives_another_world(world: World, demo: Path, tmp_path: Path) -> None:
    (tmp_path / "truth.yaml").write_bytes((demo / "truth.yaml").read_bytes())
    write_demo(tmp_path, seed=world.truth.seed + 1)
    same = [name for name in WRITTEN_FILES if (demo / name).read_bytes() == (tmp_path / name).read_bytes()]
    # a choice by codes of units, a list of names and the meanings of codes are not drawn
    assert set(same) <= {"cases.csv", "interview_codes.qdc", "interview_names.csv"}


def test_streams_depend_on_seed_and_name_only() -> None:
    draws = {name: stream(seed, name).random() for seed, name in ((1, "a"), (2, "b"), (1, "c"))}
    assert len(set(draws.values())) == 3
    assert stream(1, "a").random() == draws["a"]
    assert stream(2, "a").random() != draws["a"]


def test_a_misspelt_parameter_is_named(demo: Path, tmp_path: Path) -> None:
    text = (demo / "truth.yaml").read_text(encoding="utf-8").replace("dont_know:", "do_not_know:")
    (tmp_path / "truth.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="do_not_know"):
        read_truth(tmp_path / "truth.yaml")


# ---- base map -------------------------------------------------------------------------------------------------------


def test_the_base_map_holds_the_union_and_its_neighbours(root: Path, world: World) -> None:
    path = root / "resources" / "basemap" / "europe.geojson"
    members, neighbours = read_outlines(path)
    assert set(members) == set(world.truth.countries)
    assert {"UK", "CH", "NO", "RS", "BA", "UA", "BY", "TR", "MA"} <= set(neighbours)
    outlines = np.array([*members.values(), *neighbours.values()])
    assert shapely.is_valid(outlines).all()
    assert neighbours["UA"].contains(shapely.Point(34.1, 45.3))
    west, south, east, north = shapely.total_bounds(outlines)
    assert west >= -25 and south >= 34 and east <= 62 and north <= 72
    assert path.stat().st_size < 350_000


# ---- the census -----------------------------------------------------------------------------------------------------


def test_the_census_has_the_published_size(world: World, cities: pd.DataFrame, regions: pd.DataFrame) -> None:
    eastern = cee(world)
    assert len(world.truth.countries) == 27 == cities["CNTR_CODE"].nunique() == regions["CNTR_CODE"].nunique()
    assert len(cities) == 745
    assert cities["CNTR_CODE"].isin(eastern).sum() == 218
    assert len(regions) == 240
    assert regions["CNTR_CODE"].isin(eastern).sum() == 64
    assert (regions["CNTR_CODE"] == "PL").sum() == 17
    assert cities.loc[cities["CITY_CPTL"] == "Y", "CNTR_CODE"].value_counts().eq(1).all()
    assert cities["CITY_CPTL"].eq("Y").sum() == 27


def test_ports_lie_by_the_sea_and_decide_who_is_a_port_city(world: World, demo: Path, root: Path) -> None:
    published = pd.read_csv(demo / "ports.csv", keep_default_na=False)
    assert published.shape == (140, 107)
    assert set(published["Harbor Size"]) == {"Large", "Medium", "Small", "Very Small"}
    assert (published["Alternate Port Name"] == " ").all()
    members, neighbours = read_outlines(root / "resources" / "basemap" / "europe.geojson")
    land = shapely.union_all([*members.values(), *neighbours.values()])
    points = shapely.points(published["Longitude"], published["Latitude"])
    assert shapely.distance(points, shapely.boundary(land)).max() < 1 / 60  # positions are whole minutes of arc
    big = published[published["Harbor Size"].isin(["Large", "Medium"])]
    units = world.units
    distance = great_circle_km(
        units["latitude"].to_numpy(),
        units["longitude"].to_numpy(),
        big["Latitude"].to_numpy(),
        big["Longitude"].to_numpy(),
    ).min(axis=1)
    assert (units["port_city"].to_numpy() == (distance <= 30)).all()
    assert 0.08 < units.loc[units["level"] == "city", "port_city"].mean() < 0.25


def test_gdp_keeps_the_quirks_of_the_bulk_file(world: World, demo: Path) -> None:
    lines = (demo / "gdp.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("freq,unit,geo\\TIME_PERIOD\t2015 \t")
    cells = {line.split("\t")[0]: line.split("\t")[1:] for line in lines[1:]}
    assert any(": " in row for row in cells.values())
    assert any(cell.endswith(" b") for row in cells.values() for cell in row)
    year = 2021 - 2015
    for code, gdp in world.census.regions.set_index("region")["gdp"].items():
        cell = cells[f"A,PPS_EU27_2020_HAB,{code}"][year]
        assert cell == ": " or float(cell.split(" ")[0]) == gdp
    assert float(cells["A,PPS_HAB_EU27_2020,EU27_2020"][year]) == 100
    last = [
        row[-1] for key, row in cells.items() if key.startswith("A,EUR_HAB,") and len(key) == len("A,EUR_HAB,PL213")
    ]
    assert 0.05 < np.mean([cell != ": " for cell in last]) < 0.20


def test_one_prime_minister_per_cabinet_and_one_head_per_day(world: World) -> None:
    assert world.cabinets.groupby("cabinet_id")["prime_minister"].sum().eq(1).all()
    assert set(world.cabinets.loc[world.cabinets["start_date"] < "2010-12-31", "country"]) == set(world.truth.countries)
    heads = world.heads.sort_values(["unit_id", "from"])
    following = heads.groupby("unit_id")["from"].shift(-1)
    ends = pd.to_datetime(heads["to"].where(heads["to"] != "")) + pd.Timedelta(days=1)
    assert (ends.dropna() == pd.to_datetime(following).dropna()).all()
    for partner in PARTNERS:
        assert world.units[cooperation.bloc_facing(partner)].isin([*BLOCS, "right"]).all()
    assert (world.units["bloc_CN"] != world.units["bloc_US"]).mean() > 0.1  # governments change between the waves


# ---- truth ----------------------------------------------------------------------------------------------------------


def fit_logit(design: np.ndarray, outcome: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """Maximum likelihood by Newton's method, written here so that the test does not rest on the models stage."""
    beta = np.zeros(design.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(design @ beta + offset)))
        step = np.linalg.solve(design.T @ (design * (p * (1 - p))[:, None]), design.T @ (outcome - p))
        beta += step
        if np.abs(step).max() < 1e-10:
            return beta
    raise AssertionError("no convergence")


def fit_poisson(design: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Poisson quasi-likelihood, consistent for the log mean of the negative binomial."""
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(counts.mean())
    for _ in range(100):
        mean = np.exp(design @ beta)
        step = np.linalg.solve(design.T @ (design * mean[:, None]), design.T @ (counts - mean))
        beta += step
        if np.abs(step).max() < 1e-10:
            return beta
    raise AssertionError("no convergence")


@pytest.mark.parametrize("partner", PARTNERS)
@pytest.mark.parametrize("level", LEVELS)
def test_the_generator_recovers_its_own_coefficients(world: World, partner: str, level: str) -> None:
    """Over worlds with new answers on the same units, mean estimates lie within 3 Monte-Carlo standard errors."""
    units = world.units[world.units["level"] == level]
    design = cooperation.design_matrix(world.truth, units, partner)
    # 240 regions cannot carry the party and port terms (seven are port regions); the truth states them as zero there
    fitted = slice(0, 4) if level == "region" else slice(None)
    stated = world.truth.cooperation[partner][level].vector()
    stated_ties = world.truth.ties[partner][level].vector()
    if level == "region":
        assert not stated[4:].any() and not stated_ties[4:].any()
    logits, rates = [], []
    for number in range(WORLDS):
        rng = stream(number, f"recovery {partner} {level}")
        effects = cooperation.draw_country_effects(world.truth, rng)
        offset = units["country"].map(effects[partner]).to_numpy(dtype=float)
        draw = cooperation.draw_cooperation(world.truth, partner, level, design, offset, rng)
        logits.append(fit_logit(design[:, fitted], draw.cooperates.astype(float), offset))
        tied = draw.cooperates
        rates.append(fit_poisson(design[tied, fitted], draw.n_ties[tied] - 1.0))
        assert (draw.n_ties[~tied] == 0).all() and (draw.n_ties[tied] >= 1).all()
    for estimates, expected in ((np.array(logits), stated), (np.array(rates), stated_ties)):
        error = estimates.std(axis=0, ddof=1) / np.sqrt(WORLDS)
        distance = np.abs(estimates.mean(axis=0) - expected[fitted]) / error
        assert (distance < 3).all(), dict(zip(cooperation.TERMS, distance.round(2), strict=False))


def test_the_design_is_centred_and_in_the_order_of_its_coefficients(world: World) -> None:
    unit = pd.DataFrame(
        {
            "level": ["city"],
            "population": [200_000],
            "gdp": [90_000.0],
            "cee": [True],
            "bloc_CN": ["centre"],
            "port_city": [False],
        }
    )
    row = cooperation.design_matrix(world.truth, unit, "CN")[0]
    assert row == pytest.approx([1, np.log(2), np.log(3), 1, 0, 1, 0, 0])
    stated = world.truth.cooperation["CN"]["city"]
    by_name = stated.intercept + stated.log_population * np.log(2) + stated.log_gdp * np.log(3) + stated.cee
    assert row @ stated.vector() == pytest.approx(by_name + stated.party_bloc["centre"])


def test_country_effects_have_the_stated_spread_and_correlation(world: World) -> None:
    rng = stream(1, "country effects of many worlds")
    many = pd.concat([cooperation.draw_country_effects(world.truth, rng) for _ in range(200)])
    stated = world.truth.country_effects
    for partner in PARTNERS:
        assert many[partner].std() == pytest.approx(stated.sd[partner], rel=0.05)  # 5,400 draws: se about 1 %
    assert many.corr().iloc[0, 1] == pytest.approx(stated.correlation, abs=0.04)


def test_the_written_truth_is_that_of_the_model(world: World, demo: Path) -> None:
    written = pd.read_csv(demo / "truth_units.csv")
    assert list(written.columns) == ["unit_id", "partner", "cooperates", "n_ties", "p"]
    assert len(written) == 2 * (745 + 240)
    again = draw_truth(world.truth, world.units, world.country_effects)
    assert np.abs(written["p"] - again["p"]).max() < 1e-6
    assert ((written["n_ties"] > 0) == (written["cooperates"] == 1)).all()
    share = written[written["unit_id"].str.endswith("C")].groupby("partner")["cooperates"].mean()
    assert 0.45 < share["CN"] < 0.55


def test_true_effects_average_over_the_whole_frame(world: World) -> None:
    effects = true_average_effects(world).set_index(["partner", "level", "term"])["effect"]
    units = world.units[world.units["level"] == "city"]
    p = world.truth_units.merge(units[["unit_id", "cee"]], on="unit_id").query("partner == 'CN'")
    log_odds = np.log(p["p"] / (1 - p["p"])).to_numpy()
    stated = world.truth.cooperation["CN"]["city"]
    doubled = 1 / (1 + np.exp(-(log_odds + stated.log_population * np.log(2)))) - p["p"]
    assert effects["CN", "city", "log_population"] == pytest.approx(doubled.mean(), abs=1e-9)
    elsewhere = log_odds - stated.cee * p["cee"].to_numpy()
    present = 1 / (1 + np.exp(-(elsewhere + stated.cee))) - 1 / (1 + np.exp(-elsewhere))
    assert effects["CN", "city", "cee"] == pytest.approx(present.mean(), abs=1e-9)
    assert effects["CN", "region", "party_bloc: left"] == 0.0


# ---- survey and register --------------------------------------------------------------------------------------------


def test_responses_and_false_answers_have_the_stated_rates(world: World) -> None:
    cooperates = world.truth_units.set_index(["unit_id", "partner"])["cooperates"]
    false_no, false_yes = [], []
    for wave, (partner, level) in WAVES.items():
        answers = world.answers[wave]
        rate = len(answers) / (world.invitations["wave"] == wave).sum()
        assert (0.42 < rate < 0.58) if level == "city" else (0.50 < rate < 0.70), wave
        for answer in answers:
            said = answer.answers["cooperation"]
            if said not in (NO_ANSWER, DONT_KNOW):
                (false_no if cooperates[answer.unit_id, partner] else false_yes).append(said)
    stated = world.truth.misreporting
    for said, chance in (
        (np.array(false_no) != "yes", stated.false_negative),
        (np.array(false_yes) == "yes", stated.false_positive),
    ):
        # four standard errors of a share
        assert abs(said.mean() - chance) < 4 * np.sqrt(chance * (1 - chance) / len(said))


def test_named_partners_are_true_ties(world: World) -> None:
    for wave, (partner, _) in WAVES.items():
        own = world.true_ties[world.true_ties["partner"] == partner]
        true = set(zip(own["unit_id"], own["place"], own["year"], strict=True))
        named = [
            (answer.unit_id, place, year)
            for answer in world.answers[wave]
            if isinstance(answer.answers.get("partners"), list)
            for place, year, _, _, status in answer.answers["partners"]
            if status not in ("ended", "planned")
        ]
        assert len(named) > 40
        places = {key[:2] for key in true}
        assert all((n in true) if n[2] is not None else (n[:2] in places) for n in named)
        assert max(pd.Series([n[0] for n in named]).value_counts()) <= 4
        assert max(year for _, _, year in named if year is not None) <= int(wave[-4:])
    assert world.true_ties["year"].between(1979, 2023).all()


def test_the_limesurvey_export_keeps_its_form(world: World, demo: Path) -> None:
    raw = (demo / "china_cities_2021.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf" + b'"id","submitdate","lastpage","startlanguage","seed","token"')
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    answers = world.arrived["china_cities_2021"]
    tokens = world.invitations.query("wave == 'china_cities_2021'").set_index("token")["unit_id"]
    with_token = [(row["token"], answer.unit_id) for row, answer in zip(rows, answers, strict=True) if row["token"]]
    assert all(tokens[token] == unit for token, unit in with_token)
    assert 0 < len(rows) - len(with_token) == sum(row["UNITNAME"] != "" for row in rows)
    stray = set(world.flaws.query("wave == 'china_cities_2021' and flaw == 'off_route'")["unit_id"])
    assert {row["COOP"] for row in rows} <= {"", "A1", "A2", "A3", "A4"}
    assert sum(row["submitdate"] == "" for row in rows) == sum(not answer.complete for answer in answers) > 0
    for row, answer in zip(rows, answers, strict=True):
        if row["COOP"] == "A2":
            judged = () if answer.unit_id in stray else ("IMP", "SAT")
            long = ("PARTNER", "AREAS", "COORD", "STAFF", "AGREE", "VISITS", "BENEFIT", "OBSTACLE", "FACTOR", *judged)
            assert not any(row[c] for c in row if c.startswith(long))
        else:
            assert not any(row[c] for c in row if c.startswith(("REASON", "INTEREST", "APPROACH", "ELSEWHERE")))
        assert row["EMAIL"].endswith("@example.org")


def test_the_qualtrics_export_has_three_headers(world: World, demo: Path) -> None:
    rows = list(csv.reader(io.StringIO((demo / "us_cities_2024.csv").read_text(encoding="utf-8"))))
    assert rows[0][:3] == ["StartDate", "EndDate", "Status"]
    assert json.loads(rows[2][0]) == {"ImportId": "startDate"}
    assert len(rows) - 3 == len(world.arrived["us_cities_2024"]) > len(world.answers["us_cities_2024"])
    assert {len(row) for row in rows} == {len(rows[0])}
    assert {row[rows[0].index("Q1")] for row in rows[3:]} <= {"", "1", "2", "3", "4"}


def test_the_spss_files_hold_labels_missing_values_and_a_fixed_date(world: World, demo: Path) -> None:
    for wave in ("china_regions_2021", "us_regions_2024"):
        frame, meta = pyreadstat.read_sav(demo / f"{wave}.sav", user_missing=True)
        assert meta.creation_time.isoformat() == "2021-07-01T12:00:00"
        assert len(frame) == len(world.arrived[wave])
        assert frame.columns[0] == "TOKEN"
        assert meta.variable_value_labels["V1"][2.0] == "no"
        assert [span["lo"] for span in meta.missing_ranges["V4"]] == [98.0, 99.0]
        assert [span["lo"] for span in meta.missing_ranges["V9"]] == [999.0]
        assert meta.original_variable_types["DATE_SUBMITTED"] == "EDATE10"
        assert frame["DATE_SUBMITTED"].isna().sum() == sum(not answer.complete for answer in world.arrived[wave])
        stray = world.flaws.query("wave == @wave and flaw == 'off_route' and detail == 'importance'")
        assert frame.loc[frame["V1"] == 2, "V4"].notna().sum() == len(stray)
        assert frame.loc[frame["V1"] == 1, "V3"].isna().all()


def test_the_register_holds_each_tie_once_with_the_stated_coverage(world: World) -> None:
    table = world.twin_towns
    assert list(table.columns) == ["city1", "country1", "city2", "country2"]
    hosts = table["city1"] + "|" + table["country1"].replace("Republic of Ireland", "Ireland")
    ends = [frozenset(pair) for pair in zip(hosts, table["city2"] + "|" + table["country2"], strict=True)]
    assert len(set(ends)) == len(ends)
    names = world.units[world.units["level"] == "city"].set_index("unit_id")["name"]
    for partner, label in (("CN", "China"), ("US", "United States"), ("JP", "Japan")):
        here, there = table["country2"] == label, table["country1"] == label
        assert here.any() and there.any()
        register = set(zip(table.loc[here, "city1"], table.loc[here, "city2"], strict=True))
        register |= set(zip(table.loc[there, "city2"], table.loc[there, "city1"], strict=True))
        own = world.true_ties[(world.true_ties["partner"] == partner) & world.true_ties["unit_id"].isin(names.index)]
        found = np.mean(
            [(names[unit], place) in register for unit, place in zip(own["unit_id"], own["place"], strict=True)]
        )
        stated = world.truth.twin_towns.coverage[partner]
        assert abs(found - stated) < 4 * np.sqrt(stated * (1 - stated) / len(own))
    assert "Cyprus" not in set(table["country1"])
    assert "Ireland" not in set(table["country1"])
    assert "Republic of Ireland" not in set(table["country2"])


def test_the_register_is_written_as_lists_are(world: World) -> None:
    table = world.twin_towns
    labels = set(table["country1"]) | set(table["country2"])
    assert {"Grece", "in Italy", "Japa"} <= labels
    assert int((table["country2"] == "Grece").sum()) == 1
    units = world.units.set_index("unit_id")
    cities, regions = (set(units.loc[units["level"] == level, "name"]) for level in ("city", "region"))
    places = pd.concat([table["city1"], table["city2"]])
    for pattern in (r"^(.+) – Old Town$", r"^Harbour \((.+)\)$", r"^(.+) County$", r"^Province of (.+)$"):
        named = set(places.str.extract(pattern)[0].dropna())
        assert len(named & cities) == 3, pattern
    true = {(units.loc[tie.unit_id, "name"], tie.place) for tie in world.true_ties.itertuples()}
    of_regions = table[table["city2"].isin(regions - cities)]
    assert len(of_regions) > 0
    assert {(row.city2, row.city1) for row in of_regions.itertuples()} <= true  # none is made up
