"""The truth of the simulated world as typed parameters, read from truth.yaml, and the random streams of its seed."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from paradiplomacy.config.load import load_model
from paradiplomacy.problems import BadInput, Problem

PARTNERS = ("CN", "US")
LEVELS = ("city", "region")
BLOCS = ("left", "centre", "other")  # against the right
WAVES = {
    "china_cities_2021": ("CN", "city"),
    "us_cities_2024": ("US", "city"),
    "china_regions_2021": ("CN", "region"),
    "us_regions_2024": ("US", "region"),
    "cee_china_2019": ("CN", "city"),
}
ONLY_CEE = ("cee_china_2019",)  # waves that ask the units of Central and Eastern Europe alone
PARTNER_WAVE = "us_partners_2025"  # which asks places of the United States about the cities paired with them


class Parameters(BaseModel):
    """Base of every group of parameters: unknown names are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CountryParameters(Parameters):
    """A country of the map."""

    cities: int
    regions: int
    gdp: float
    largest: int
    language: str
    cee: bool = False


class CityParameters(Parameters):
    """Sizes and places of the cities."""

    minimum_population: int
    tail: float
    second_largest: float
    coastal_share: float


class GdpParameters(Parameters):
    """Gross domestic product per inhabitant."""

    region_sd: float
    nuts3_sd: float
    capital: float
    growth: float
    year: int
    missing_cells: float
    missing_nuts3: int
    missing_nuts2: int


class PortParameters(Parameters):
    """Ports by harbour size, and what makes a port city."""

    inside: dict[str, int]
    outside: dict[str, int]
    harbour_sizes: list[str]
    port_city_km: float


class PartyParameters(Parameters):
    """Governing parties; by partner, the day at which the party in office counts."""

    dates: dict[str, str]
    local_known: float
    blocs: dict[str, str]


class Centre(Parameters):
    """Where the log terms are zero."""

    population: float
    gdp: float


class CountryEffects(Parameters):
    """Normal effects of countries on the log-odds of cooperation."""

    sd: dict[str, float]
    correlation: float


class Coefficients(Parameters):
    """Linear predictor of cooperation: on the log-odds, the right being the reference of the blocs."""

    intercept: float
    log_population: float = 0.0
    log_gdp: float = 0.0
    cee: float = 0.0
    party_bloc: dict[str, float] = dict.fromkeys(BLOCS, 0.0)
    port_city: float = 0.0

    def vector(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return the coefficients in the order of `cooperation.TERMS`."""
        blocs = [self.party_bloc[bloc] for bloc in BLOCS]
        return np.array([self.intercept, self.log_population, self.log_gdp, self.cee, *blocs, self.port_city])


class TieCoefficients(Coefficients):
    """Log mean of the ties beyond the first, with the NB2 dispersion."""

    dispersion: float
    cooperates: Coefficients | None = None


class ResponseCoefficients(Parameters):
    """Log-odds of an answer."""

    intercept: float
    log_population: float
    cooperates: float
    country_sd: float


class Misreporting(Parameters):
    """False answers on cooperation."""

    false_positive: float
    false_negative: float


class MissingItem(Parameters):
    """Shown questions without an answer."""

    cooperation: float
    other: float


class OrderedAnswer(Parameters):
    """Ordered logistic answer."""

    thresholds: list[float]
    per_tie: float


class Staff(Parameters):
    """Poisson number of persons."""

    mean_at_centre: float
    log_population: float


class Kind(Parameters):
    """A kind of cooperation: its share and the probability of each area."""

    share: float
    areas: dict[str, float]


class AnswerParameters(Parameters):
    """The further answers."""

    importance: OrderedAnswer
    satisfaction: OrderedAnswer
    interest: OrderedAnswer
    reasons: dict[str, float]
    coordination: dict[str, list[float]]
    staff: Staff
    kinds: dict[str, Kind]


class Questionnaire(Parameters):
    """The further questions: shares of answers, chances of boxes, means of counts."""

    full: list[str]
    approached: float
    other_countries: float
    agreements_per_tie: float
    visits_per_tie: float
    offices: dict[str, float]
    forms: dict[str, float]
    initiators: dict[str, float]
    statuses: dict[str, float]
    benefits: dict[str, float]
    obstacles: dict[str, float]
    success_factors: dict[str, float]
    coordination: dict[str, list[float]]
    framework: OrderedAnswer


class Flaws(Parameters):
    """How often something is wrong with an answer, as a part of the answers (of the places: misspelt)."""

    repeated: float
    another_office: float
    without_token: float
    name_unknown: float
    misspelt: float
    impossible_year: float
    off_route: float


class PartnerSurvey(Parameters):
    """The wave of partner places: who of the pairs is invited and answers, and how the two sides agree."""

    invited: float
    response: float
    denies: float
    year_known: float
    year_differs: float


class RegisterParameters(Parameters):
    """The table of twin towns."""

    coverage: dict[str, float]
    false_rows: float
    partner_page: float
    host_page: float
    ties_inside: float
    ties_elsewhere: float
    towns_outside: int


class SecondListParameters(Parameters):
    """The second list of ties, of which two vintages are exported."""

    coverage: dict[str, float]
    kept: float
    added: float
    repeated: float


class Coder(Parameters):
    """How often a coder of web pages errs, as parts of the passages or, of form, status and year, of the coded ties."""

    miss: float
    false_alarm: float
    unclear: float
    form: float
    status: float
    year: float
    doubt: float


class InterviewCoder(Parameters):
    """How often a coder of interviews misses a sentence, takes another code, or marks up to the end of the turn."""

    miss: float
    other_code: float
    wider: float


class InterviewParameters(Parameters):
    """Coders of the interviews, and shares of the answers on consent."""

    coders: dict[str, InterviewCoder]
    consent: dict[str, float]


class Truth(Parameters):
    """Everything that the simulated world is drawn from; truth.yaml comments each value."""

    seed: int
    countries: dict[str, CountryParameters]
    cities: CityParameters
    gdp: GdpParameters
    ports: PortParameters
    parties: PartyParameters
    centres: dict[str, Centre]
    country_effects: CountryEffects
    cooperation: dict[str, dict[str, Coefficients]]
    ties: dict[str, dict[str, TieCoefficients]]
    province_share: dict[str, float]
    response: dict[str, ResponseCoefficients]
    partial: float
    misreporting: Misreporting
    negative_answers: dict[str, float]
    missing_item: MissingItem
    dont_know: float
    answers: AnswerParameters
    twin_towns: RegisterParameters
    second_list: SecondListParameters
    questionnaire: Questionnaire
    flaws: Flaws
    partner_survey: PartnerSurvey
    coders: dict[str, Coder]
    interviews: InterviewParameters

    @model_validator(mode="after")
    def _complete(self) -> Truth:
        for partner in PARTNERS:
            if set(self.cooperation.get(partner, {})) != set(LEVELS) or not set(LEVELS) <= set(self.ties[partner]):
                raise ValueError(f"cooperation and ties with {partner} need both levels, city and region")
        if set(self.response) != set(WAVES):
            raise ValueError(f"response needs the waves {', '.join(WAVES)}")
        if not math.isclose(sum(self.negative_answers.values()), 1.0):
            raise ValueError("negative_answers must sum to 1")
        return self


def read_truth(path: Path) -> Truth:
    """Return the parameters in `path`.

    Raises
    ------
    BadInput
        when the file is missing or a parameter is missing, unknown or of a wrong type.
    """
    try:
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput([Problem(path.name, "the parameters of the simulated world", "put the file there")]) from None
    return load_model(settings, Truth, path.name)


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the random numbers of `name`: adding another name later does not change them."""
    return np.random.default_rng([seed, crc32(name.encode())])
