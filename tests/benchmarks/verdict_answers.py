"""Worlds in which answers of cities that cooperate are drawn: claims C6e, C7a, C7b, C8, C12, C14 and C18b.

Every city has answers, whether it gives them or not: those of a country have something in common, and large cities
answer otherwise and more often. Shares and means of all cities that cooperate stand at the margin exactly; then some
answer, and are weighted by the functions of the flow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from verdict_judging import PARTNERS, ROOT, STUDY, Drawn, Situation, judge, margin, settings, stream, units, world

from paradiplomacy.config.study import Study
from paradiplomacy.findings.cooperation_model import assemble_model, scale_table, share_naming
from paradiplomacy.findings.cooperation_values import enter_model
from paradiplomacy.findings.coordination import summarise_coordination
from paradiplomacy.findings.coordination_fields import COORDINATION_INDEX, COORDINATION_PAIRED
from paradiplomacy.findings.determinants import fit_determinants
from paradiplomacy.findings.item_fields import ITEM_PAIRS
from paradiplomacy.findings.items import compare_items, describe_items, enter_items
from paradiplomacy.findings.paired_order import superiority_of_units
from paradiplomacy.findings.success import INDEX, enter_success, score_success, success_categories
from paradiplomacy.findings.success_fields import SUCCESS, SUCCESS_DETERMINANTS, SUCCESS_RELIABILITY
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.findings.wave_answers import NOT_ASKED, WaveAnswers, among_cooperating
from paradiplomacy.frame.countries import read_countries
from paradiplomacy.models.fields import ESTIMATES
from paradiplomacy.simulate import answers, cooperation
from paradiplomacy.survey.codebook import Codebook, MultipleQuestion, OrderedQuestion, read_codebook
from paradiplomacy.survey.fields import NAMED_PARTNERS
from paradiplomacy.survey.weights import weigh_wave
from paradiplomacy.tables import typed

Vector = NDArray[np.float64]
Codes = NDArray[np.int64]

MEASURED = ("C6e", "C7a", "C7b", "C8", "C12", "C14", "C18b")
WAVES = {"CN": "china_cities_2021", "US": "us_cities_2024"}
COOPERATE = 0.45  # share of the cities
COUNTRY, SIZE = (
    0.4,
    0.2,
)  # what countries have in common, and what a standard deviation of log size does, on the log odds
STATE = ("coordination_ministry", "coordination_other_ministry", "coordination_embassy")
UNION = ("coordination_delegation", "coordination_commission")
SCALES = ("importance", "satisfaction")
BOXES = ("areas", "benefits", "success_factors")
NONE, PERSONAL = "benefits_none", "success_factors_personal"
TYPICAL = 0.35  # share of the other boxes
NO_ANSWER, OF_ITEMS = "no_answer", 0.03
FIRST_SEED = 50_000


@dataclass(frozen=True)
class Said:
    """What the cities that cooperate with a partner would answer, all of them.

    Parameters
    ----------
    state
        mean place of the coordination with the state, from 0 to 1; union: by how much less with the Union, in places.
    none, personal
        shares that see no benefit, and that name persons.
    size, coordination
        what success has to do with size, and with coordination, by standard deviations.
    fewer
        by how much fewer name each of the first two areas than with the other partner.
    """

    state: float
    union: float
    none: float
    personal: float
    size: float
    coordination: float
    fewer: float = 0.0


@cache
def cities() -> pd.DataFrame:
    """Return the cities with what weighting and models ask for."""
    own = units()[units()["level"] == "city"].sort_values("unit_id", ignore_index=True)
    regions = read_countries(ROOT / "resources/countries.csv").set_index("country")["macro_region"]
    own["macro_region"] = own["country"].map(regions)
    own["log_population"], own["log_gdp"] = np.log(own["population"]), np.log(own["gdp"])
    own["party_bloc"] = own[cooperation.bloc_facing("CN")]
    own["group"] = pd.factorize(own["country"], sort=True)[0]
    size = own["log_population"].to_numpy(dtype=float)
    own["size"] = (size - size.mean()) / size.std()
    return own


def shared(inside: NDArray[np.bool_], random: np.random.Generator) -> Vector:
    """Return what the answers of a country have in common, and of large cities; of those inside none on average."""
    own = cities()
    found: Vector = random.normal(scale=COUNTRY, size=own["group"].max() + 1)[own["group"].to_numpy()]
    found = found + SIZE * own["size"].to_numpy()
    return found - found[inside].mean()


def boxes(inside: NDArray[np.bool_], number: int, random: np.random.Generator) -> NDArray[np.bool_]:
    """Return who ticks a box: exactly `number` of those inside."""
    score = shared(inside, random) + random.logistic(size=len(inside))
    found = np.zeros(len(inside), dtype=bool)
    chosen = np.flatnonzero(inside)
    found[chosen[np.argsort(-score[chosen])[:number]]] = True
    return found


def scales(latent: Vector, places: int, random: np.random.Generator) -> Codes:
    """Return places on a scale of an answer that follows a latent number."""
    cuts = np.linspace(-1.5, 1.5, places - 1)
    found: Codes = np.searchsorted(cuts, latent + random.logistic(scale=0.7, size=latent.shape))
    return found


def moved_to(values: Codes, inside: NDArray[np.bool_], total: int, top: int, random: np.random.Generator) -> Codes:
    """Return values that are moved by one place each, at random, until those inside have this sum."""
    found = values.copy()
    while (gap := total - int(found[inside].sum())) != 0:
        room = np.argwhere(inside[:, None] & (found < top if gap > 0 else found > 0))
        chosen = room[random.permutation(len(room))[: abs(gap)]]
        found[chosen[:, 0], chosen[:, 1]] += np.sign(gap)
    return found


def coordinated(said: Said, inside: NDArray[np.bool_], random: np.random.Generator) -> tuple[Codes, Codes, Vector]:
    """Return the places of state and Union by body, and what both have in common by city."""
    top = len(settings().coordination.answers) - 1
    latent = shared(inside, random) + random.normal(scale=0.5, size=len(inside))
    state = scales(np.repeat(latent[:, None], len(STATE), axis=1), top + 1, random)
    union = scales(np.repeat(latent[:, None] - said.union, len(UNION), axis=1), top + 1, random)
    n = int(inside.sum())
    wanted = round(said.state * top * len(STATE) * n)
    # both levels are moved alike, so that what sets them apart stays
    like = union[inside].sum() + (wanted - state[inside].sum()) * len(UNION) / len(STATE)
    state = moved_to(state, inside, wanted, top, random)
    union = moved_to(union, inside, int(np.clip(like, 0, top * len(UNION) * n)), top, random)
    if said.union == 0:  # neither is closer: one answer after the other, until the state is just not closer
        for step, beyond in ((-1, lambda gap: gap < 0), (1, lambda gap: gap > 0)):
            while beyond(superiority_of_units(state[inside].astype(float), union[inside].astype(float)).mean()):
                union = moved_to(union, inside, int(union[inside].sum()) + step, top, random)
    return state, union, latent


def draw_answers(
    partner: str, said: Said, inside: NDArray[np.bool_], areas: NDArray[np.bool_], random: np.random.Generator
) -> tuple[dict[str, NDArray[np.str_]], list[list[str]]]:
    """Return the answer of every city to each column, and the columns of each question.

    Parameters
    ----------
    areas
        n by number of areas: who names each.
    """
    codebook, n = questions(partner), int(inside.sum())
    state, union, latent = coordinated(said, inside, random)
    size, common = cities()["size"].to_numpy(), (latent - latent[inside].mean()) / latent[inside].std()
    success = said.size * size + said.coordination * common
    success = success + random.normal(scale=COUNTRY, size=cities()["group"].max() + 1)[cities()["group"].to_numpy()]
    levels = list(settings().coordination.answers)
    given: dict[str, NDArray[np.str_]] = {}
    asked: list[list[str]] = []
    for question in codebook.fields:
        asked.append(list(question.tidy_columns))
        if isinstance(question, MultipleQuestion):
            for place, column in enumerate(question.tidy_columns):
                if question.name == "areas":
                    ticked = areas[:, place]
                elif column == NONE:  # at the margin half of them, or the first whole number above it
                    ticked = boxes(inside, int(np.ceil(said.none * n)), random)
                elif column == PERSONAL:
                    ticked = boxes(inside, int(np.floor(said.personal * n)), random)
                else:  # no matter of size or country, so that the index of success is none either
                    ticked = random.random(len(inside)) < TYPICAL
                given[column] = np.where(ticked, "yes", "no")
        elif question.name in SCALES:
            codes = np.array(question.tidy_codes) if isinstance(question, OrderedQuestion) else np.array([])
            given[question.name] = codes[scales(success, len(codes), random)]
    for fields, places in ((STATE, state), (UNION, union)):
        for place, field in enumerate(fields):
            given[field] = np.array(levels)[places[:, place]]
    return given, asked


@cache
def questions(partner: str) -> Codebook:
    """Return the questions of a wave that are drawn."""
    codebook = read_codebook(ROOT / f"config/waves/{WAVES[partner]}.yaml")
    asked = (*BOXES, *SCALES, *STATE, *UNION)
    return codebook.model_copy(update={"fields": [q for q in codebook.fields if q.name in asked]})


def draw_wave(
    partner: str, said: Said, inside: NDArray[np.bool_], areas: NDArray[np.bool_], seed: int,
    random: np.random.Generator,
) -> WaveAnswers:  # fmt: skip
    """Draw the answers of a wave, who gives them, and their weights."""
    own, name = cities(), WAVES[partner]
    given, asked = draw_answers(partner, said, inside, areas, random)
    for columns in asked:
        silent = random.random(len(inside)) < OF_ITEMS
        for column in columns:
            given[column] = np.where(inside, np.where(silent, NO_ANSWER, given[column]), NOT_ASKED)
    truth = world().truth.model_copy(update={"seed": seed})
    answers_of = answers.response_draws(truth, name, own.assign(cooperates=inside))
    responses = pd.DataFrame(given, dtype="string").assign(submitted="2021-03-01")
    responses = responses.set_axis(pd.Index(own["unit_id"], name="unit_id"))[answers_of]
    dispositions = own[["unit_id", "level", "country"]].assign(
        wave=name, disposition=np.where(answers_of, "complete", "none")
    )
    weights = weigh_wave(dispositions, responses.reset_index(), own, settings().nonresponse).weights
    named = typed(pd.DataFrame(columns=NAMED_PARTNERS.columns), NAMED_PARTNERS)
    return WaveAnswers(name, settings().waves[name], questions(partner), responses, weights, named)


def draw_areas(said: Mapping[str, Said], inside: Mapping[str, NDArray[np.bool_]], random: np.random.Generator) -> dict[str, NDArray[np.bool_]]:  # fmt: skip # noqa: E501
    """Return who names each area: of the cities that cooperate with both, as many for either partner, or fewer."""
    both = inside["CN"] & inside["US"]
    number = len(next(q for q in questions("CN").fields if q.name == "areas").tidy_columns)
    usual = round(0.5 * both.sum())
    found = {}
    for partner in PARTNERS:
        fewer = round(said[partner].fewer * both.sum())
        columns = [boxes(both, usual - (fewer if place < 2 else 0), random) for place in range(number)]
        others = random.random((len(both), number)) < 0.5
        found[partner] = np.where(both[:, None], np.column_stack(columns), others)
    return found


def narrowed(wave: WaveAnswers, field: str, column: str | None = None) -> WaveAnswers:
    """Return a wave with one of its questions, or one of its boxes: no claim reads the others."""
    question = wave.question(field)
    assert isinstance(question, MultipleQuestion)
    if column is not None:
        options = [option for option in question.options if f"{field}_{option.code}" == column]
        question = question.model_copy(update={"options": options})
    return replace(wave, codebook=wave.codebook.model_copy(update={"fields": [question]}))


def judge_answers(waves: list[WaveAnswers], analysis: pd.DataFrame) -> dict[str, str]:
    """Return the verdicts on the measured claims, by the functions of the flow."""
    configuration = settings()
    level, study = configuration.confidence_level, Study(
        title="-", partners=list(PARTNERS), levels=["city"], countries="all", outcomes=["cooperates", "n_ties"],
        models=["core"],
    )  # fmt: skip
    shared_settings = {
        "study": study,
        "factors": configuration.factors,
        "models": configuration.models,
        "confidence_level": level,
    }
    books = {name: ValueBook("verdicts", "") for name in ("item_values", "success_values", "cooperation_values")}
    pairs = compare_items([narrowed(wave, "areas") for wave in waves], PARTNERS, level)
    shares = describe_items([narrowed(wave, "benefits", NONE) for wave in waves], level)
    enter_items(books["item_values"], shares, pairs)
    inside = among_cooperating(waves, analysis, "cooperates")
    _, means, paired = summarise_coordination(inside, configuration.coordination, level)
    categories, order = success_categories(score_success(inside, configuration.success), configuration.success)
    determinants = fit_determinants(
        categories[["unit_id", "partner", INDEX]], {INDEX: order[INDEX]}, analysis, name=STUDY,
        inference=configuration.inference, **shared_settings,
    )  # fmt: skip
    nothing = [typed(pd.DataFrame(columns=table.columns), table) for table in (SUCCESS, SUCCESS_RELIABILITY)]
    enter_success(books["success_values"], *nothing, determinants)
    scored = scale_table(inside, configuration.typology, configuration.success)
    none = [typed(pd.DataFrame(columns=table.columns), table) for table in (ESTIMATES, SUCCESS_DETERMINANTS)]
    model = assemble_model(
        none[0], scored, analysis, none[1], outcomes=configuration.outcomes, **shared_settings
    )  # fmt: skip
    enter_model(books["cooperation_values"], model, share_naming(scored, level))
    tables = {
        "coordination_index": (means, COORDINATION_INDEX),
        "coordination_paired": (paired, COORDINATION_PAIRED),
        "item_pairs": (pairs, ITEM_PAIRS),
    }
    return judge(MEASURED, books=books, tables=tables)


def draw(name: str, said: Mapping[str, Said], number: int) -> Drawn:
    """Draw one world and judge it."""
    random, own = stream(name, number), cities()
    inside = {partner: random.random(len(own)) < COOPERATE for partner in PARTNERS}
    areas = draw_areas(said, inside, random)
    waves, tables = [], []
    for partner in PARTNERS:
        wave = draw_wave(partner, said[partner], inside[partner], areas[partner], FIRST_SEED + number, random)
        waves.append(wave)
        table = own.assign(study=STUDY, partner=partner, cooperates=inside[partner], n_ties=random.poisson(2, len(own)))
        tables.append(table[table["unit_id"].isin(wave.responses.index)])
    analysis = pd.concat(tables, ignore_index=True).astype({"cooperates": "boolean"})
    half, weak = margin("claims.margins.half"), margin("claims.margins.weak_coordination")
    of = list(said.values())
    known = {
        "C6e": all(one.size > 0 for one in of),
        "C7a": all(one.state < weak for one in of),
        "C7b": all(one.union > 0 for one in of),
        "C8": any(one.fewer > 0 for one in of),
        "C12": all(one.none < half for one in of),
        "C14": all(one.coordination > 0 for one in of),
        "C18b": all(one.personal > half for one in of),
    }
    return Drawn(known, judge_answers(waves, analysis))


AT_MARGIN = Said(
    state=margin("claims.margins.weak_coordination"), union=0.0, none=margin("claims.margins.half"),
    personal=margin("claims.margins.half"), size=0.0, coordination=0.0,
)  # fmt: skip
SURE = Said(state=0.3, union=1.5, none=0.1, personal=0.85, size=1.0, coordination=1.0)
MODERATE = Said(state=0.44, union=0.4, none=0.4, personal=0.6, size=0.4, coordination=0.4)
KINDS = {
    "China at the margins, the United States sure": {"CN": AT_MARGIN, "US": SURE},
    "the United States at the margins, China sure": {"CN": SURE, "US": AT_MARGIN},
    "true of both by a little": {"CN": MODERATE, "US": replace(MODERATE, fewer=0.2)},
}
SITUATIONS = [Situation(name, partial(draw, name, said)) for name, said in KINDS.items()]
