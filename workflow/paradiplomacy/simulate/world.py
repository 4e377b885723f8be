"""The simulated world as a whole: draw it from truth.yaml and its seed, write its raw files, state its true effects.

No stage of the workflow imports this: the stages know the world only by its raw files, as they know the real one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from paradiplomacy.simulate import (
    answers,
    context_files,
    cooperation,
    exports,
    flaws,
    hand_entered,
    interviews,
    nuts_versions,
    partner_survey,
    politics,
    published_files,
    reference_files,
    sites,
    spss_files,
    survey_files,
    ties,
)
from paradiplomacy.simulate.answers import Answer
from paradiplomacy.simulate.basemap import read_outlines
from paradiplomacy.simulate.parameters import LEVELS, PARTNERS, WAVES, TieCoefficients, Truth, read_truth, stream
from paradiplomacy.simulate.partner_survey import PartnerSurvey
from paradiplomacy.simulate.register_spelling import spell_as_lists_do
from paradiplomacy.simulate.units import Census, draw_census

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
TRUTH_FILE = "truth.yaml"
WRITTEN_FILES = (
    "cabinets.csv", "cases.csv", "cee_china_2019.csv", "ches_keys.csv", "china_cities_2021.csv",
    "china_regions_2021.sav",
    "cities.geojson", "city_population.csv", "gdp.tsv", "interview_codes.qdc", "interview_codings.csv",
    "interview_documents.csv", "interview_names.csv", "interviews.qdpx", "invitations.csv",
    "local_parties.csv", "nuts.xlsx",
    "nuts_converter.csv", "pages.warc.gz", "parties.csv", "places.txt", "ports.csv", "region_population.csv",
    "regional_authority.csv", "regions.geojson", "sites.csv", "true_effects.csv", "truth_flaws.csv", "truth_pages.csv",
    "truth_units.csv", "twin_towns.csv",
    "us_cities_2024.csv", "us_partner_invitations.csv", "us_partners_2025.csv", "us_regions_2024.sav",
    "wikidata_2017.tsv", "wikidata_2022.tsv", "wikidata_keys.csv",
)  # fmt: skip
PARTNER_NAMES = {"CN": "China", "US": "the United States"}


@dataclass(frozen=True)
class World:
    """Everything that was drawn.

    Parameters
    ----------
    truth
        the parameters, with the seed that was used.
    census
        cities, regions, NUTS 3 regions, ports and small towns.
    units
        unit_id, level, country, name, population, gdp, cee, bloc_CN and bloc_US (at the day that counts for the
        partner), port_city, capital, latitude, longitude: the covariates as the model takes them.
    parties, cabinets, heads
        politics (`politics.draw_parties`, `draw_cabinets`, `draw_heads`).
    country_effects
        country by partner, log-odds.
    truth_units
        unit_id, partner, cooperates, n_ties, p.
    true_ties
        unit_id, partner, place, kind, year; Japan's among them.
    twin_towns
        the register's table.
    exports
        the vintages of the second list (`exports.draw_exports`).
    invitations
        wave, unit_id, token.
    answers
        the answers of each wave, as the respondents meant them.
    arrived
        the answers of each wave as they arrived, with flaws.
    flaws
        wave, unit_id, flaw, detail: what is wrong with which answer; that of the partner places among them.
    partners
        the wave of partner places (`partner_survey.PartnerSurvey`).
    """

    truth: Truth
    census: Census
    units: pd.DataFrame
    parties: pd.DataFrame
    cabinets: pd.DataFrame
    heads: pd.DataFrame
    country_effects: pd.DataFrame
    truth_units: pd.DataFrame
    true_ties: pd.DataFrame
    twin_towns: pd.DataFrame
    exports: dict[str, pd.DataFrame]
    invitations: pd.DataFrame
    answers: dict[str, list[Answer]]
    arrived: dict[str, list[Answer]]
    flaws: pd.DataFrame
    partners: PartnerSurvey


def simulate_world(seed: int | None = None, truth: Truth | None = None, basemap: Path | None = None) -> World:
    """Draw the world.

    Parameters
    ----------
    seed
        of all random streams; the seed of `truth` by default.
    truth
        parameters; those of resources/demo by default.
    basemap
        GeoJSON of country outlines; that of resources/basemap by default.
    """
    truth = truth or read_truth(RESOURCES / "demo" / TRUTH_FILE)
    if seed is not None:
        truth = truth.model_copy(update={"seed": seed})
    outlines, neighbours = read_outlines(basemap or RESOURCES / "basemap" / "europe.geojson")
    census = draw_census(truth, outlines, neighbours)
    units = _units(truth, census)
    parties = politics.draw_parties(truth)
    cabinets = politics.draw_cabinets(truth, parties)
    heads = politics.draw_heads(truth, units, parties)
    family = parties.set_index("party_id")["family"]
    for partner, day in truth.parties.dates.items():
        in_office = politics.parties_in_office(day, units, cabinets, heads)
        units[cooperation.bloc_facing(partner)] = in_office.map(family).map(truth.parties.blocs)
    country_effects = cooperation.draw_country_effects(truth, stream(truth.seed, "country effects"))
    truth_units = draw_truth(truth, units, country_effects)
    n_ties = pd.concat([truth_units[["unit_id", "partner", "n_ties"]], _ties_with_japan(truth, units)])
    true_ties = ties.draw_true_ties(truth, units, n_ties)
    cities = units[units["level"] == "city"]
    invitations = answers.draw_invitations(truth, units)
    given = {wave: answers.draw_answers(truth, wave, units, truth_units, true_ties, invitations) for wave in WAVES}
    names = unit_names(units)
    spoiled = {
        wave: flaws.spoil_answers(truth, wave, given[wave], names, by_link=level == "city")
        for wave, (_, level) in WAVES.items()
    }
    partners = partner_survey.draw_partner_survey(truth, units, true_ties)
    return World(
        truth=truth,
        census=census,
        units=units,
        parties=parties,
        cabinets=cabinets,
        heads=heads,
        country_effects=country_effects,
        truth_units=truth_units,
        true_ties=true_ties,
        twin_towns=spell_as_lists_do(
            truth,
            ties.draw_register(truth, cities, census.towns, true_ties),
            cities,
            units[units["level"] == "region"],
            true_ties,
        ),
        exports=exports.draw_exports(truth, cities, true_ties),
        invitations=invitations,
        answers=given,
        arrived={wave: arrived for wave, (arrived, _) in spoiled.items()},
        flaws=pd.concat([*(listed for _, listed in spoiled.values()), partners.flaws], ignore_index=True),
        partners=partners,
    )


def unit_names(units: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return name of each unit and of its country, as a respondent writes them."""
    countries = units["country"].map(ties.GUEST_LABELS)
    return dict(zip(units["unit_id"], zip(units["name"], countries, strict=True), strict=True))


def _units(truth: Truth, census: Census) -> pd.DataFrame:
    shared = ["country", "name", "population", "gdp", "port_city", "capital", "latitude", "longitude"]
    cities = census.cities.rename(columns={"city": "unit_id"})[["unit_id", *shared]].assign(level="city")
    regions = census.regions.rename(columns={"region": "unit_id"})[["unit_id", *shared]].assign(level="region")
    units = pd.concat([cities, regions], ignore_index=True)
    units["cee"] = units["country"].map({code: country.cee for code, country in truth.countries.items()})
    return units


def draw_truth(truth: Truth, units: pd.DataFrame, country_effects: pd.DataFrame) -> pd.DataFrame:
    """Return unit_id, partner, cooperates, n_ties and p of every unit and partner, sorted by both."""
    parts = []
    for partner in PARTNERS:
        for level in LEVELS:
            own = units[units["level"] == level]
            draw = cooperation.draw_cooperation(
                truth,
                partner,
                level,
                cooperation.design_matrix(truth, own, partner),
                own["country"].map(country_effects[partner]).to_numpy(dtype=float),
                stream(truth.seed, f"cooperation {partner} {level}"),
            )
            columns = {"cooperates": draw.cooperates.astype(int), "n_ties": draw.n_ties, "p": draw.p}
            parts.append(pd.DataFrame({"unit_id": own["unit_id"].to_numpy(), "partner": partner, **columns}))
    return pd.concat(parts).sort_values(["unit_id", "partner"], ignore_index=True)


def _ties_with_japan(truth: Truth, units: pd.DataFrame) -> pd.DataFrame:
    cities = units[units["level"] == "city"]
    model: TieCoefficients = truth.ties["JP"]["city"]
    if model.cooperates is None:
        raise ValueError("ties.JP.city needs cooperates")
    design = cooperation.design_matrix(truth, cities, "CN")  # Japan has no wave, so no day of its own
    rng = stream(truth.seed, "cooperation JP city")
    tied = rng.random(len(cities)) < cooperation.logistic(design @ model.cooperates.vector())
    counts = cooperation.draw_ties(model, design, rng) * tied
    return pd.DataFrame({"unit_id": cities["unit_id"].to_numpy(), "partner": "JP", "n_ties": counts})


def true_average_effects(world: World) -> pd.DataFrame:
    """Return the true average marginal effects of the factors (`cooperation.average_effects`)."""
    return cooperation.average_effects(world.truth, world.units, world.country_effects)


def write_world(world: World, folder: Path) -> None:
    """Write the raw files of the world (`WRITTEN_FILES`) to `folder`; the same world gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    truth, census = world.truth, world.census
    archived = sites.draw_sites(truth, world.units, world.true_ties)
    china, america = PARTNER_NAMES["CN"], PARTNER_NAMES["US"]
    texts = {
        "cities.geojson": published_files.cities_geojson(census, truth.seed),
        "regions.geojson": published_files.regions_geojson(truth, census),
        "city_population.csv": published_files.city_population_csv(census),
        "region_population.csv": published_files.region_population_csv(census, truth.seed),
        "gdp.tsv": published_files.gdp_tsv(truth, census),
        "nuts_converter.csv": nuts_versions.converter_csv(census, truth.seed),
        "ports.csv": reference_files.ports_csv(census.ports, truth.seed),
        "parties.csv": reference_files.parties_csv(world.parties),
        "cabinets.csv": reference_files.cabinets_csv(world.cabinets, world.parties),
        "local_parties.csv": reference_files.local_parties_csv(world.heads, world.parties, truth.seed),
        "wikidata_keys.csv": reference_files.wikidata_keys_csv(world.parties),
        "ches_keys.csv": reference_files.ches_keys_csv(world.parties),
        "places.txt": context_files.places_txt(census),
        "regional_authority.csv": context_files.regional_authority_csv(truth, census),
        "twin_towns.csv": world.twin_towns.to_csv(index=False, lineterminator="\n"),
        "wikidata_2017.tsv": world.exports["earlier"].to_csv(sep="\t", index=False, lineterminator="\n"),
        "wikidata_2022.tsv": world.exports["later"].to_csv(sep="\t", index=False, lineterminator="\n"),
        "invitations.csv": world.invitations.to_csv(index=False, lineterminator="\n"),
        "china_cities_2021.csv": survey_files.limesurvey_csv(world.arrived["china_cities_2021"], truth.seed),
        "us_cities_2024.csv": survey_files.qualtrics_csv(world.arrived["us_cities_2024"], truth.seed, america, "city"),
        "truth_flaws.csv": world.flaws.to_csv(index=False, lineterminator="\n"),
        "us_partner_invitations.csv": world.partners.invitations.to_csv(index=False, lineterminator="\n"),
        "us_partners_2025.csv": partner_survey.partner_survey_csv(world.partners),
        "sites.csv": sites.sites_csv(archived),
        "truth_pages.csv": sites.truth_pages_csv(archived),
        "truth_units.csv": world.truth_units.to_csv(index=False, lineterminator="\n", float_format="%.6f"),
        "true_effects.csv": true_average_effects(world).to_csv(index=False, lineterminator="\n", float_format="%.6f"),
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("utf-8"))  # bytes, so that no platform changes the line ends
    spoken = interviews.draw_interviews(truth, world.units, world.truth_units)
    for name, text in {
        **interviews.interview_tables(truth, spoken),
        "interview_codes.qdc": interviews.code_book_qdc(),
        "cases.csv": interviews.case_choices_csv(spoken),
    }.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    (folder / "interviews.qdpx").write_bytes(interviews.interviews_qdpx(truth, spoken))
    (folder / "pages.warc.gz").write_bytes(sites.sites_archive(archived))
    (folder / "nuts.xlsx").write_bytes(context_files.nuts_workbook(truth, census))
    entered = hand_entered.hand_entered_csv(world.arrived["cee_china_2019"], unit_names(world.units), truth.seed)
    (folder / "cee_china_2019.csv").write_bytes(entered)
    spss_files.write_spss(world.arrived["china_regions_2021"], folder / "china_regions_2021.sav", china, "region")
    spss_files.write_spss(world.arrived["us_regions_2024"], folder / "us_regions_2024.sav", america, "region")


def write_demo(folder: Path, seed: int | None = None) -> None:
    """Draw the world from `folder`/truth.yaml (with `seed` instead of the one stated there) and write its files there.

    Raises
    ------
    BadInput
        when truth.yaml is missing or faulty.
    """
    write_world(simulate_world(seed, read_truth(folder / TRUTH_FILE)), folder)
