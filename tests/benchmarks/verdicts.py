"""Measures how often the verdicts of the claims ledger are right, in simulated worlds with a known truth.

Run by `make verdicts`. The map of units is drawn once; each world draws by the simulator's own functions effects of
countries, who cooperates, who answers and what, with non-response and false answers as in the demonstration. The
answers are modelled, compared and judged by the functions and the claims of the workflow. Claims on the cooperation of
cities by answers are measured; those on registers, coordination and areas are not.

Three kinds of worlds take turns: as in truth.yaml; with all slopes zero and the partners alike, where nothing that a
claim on factors says is true; and with all slopes reversed. Truths come from the parameters (true average marginal
effects, `simulate.cooperation.average_effects`) and from the drawn census, never from an estimate.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import yaml
from scipy import stats

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "workflow"))

from paradiplomacy.config.load import load_configuration  # noqa: E402
from paradiplomacy.config.model import Configuration  # noqa: E402
from paradiplomacy.config.study import Inference, Study  # noqa: E402
from paradiplomacy.findings import fields  # noqa: E402
from paradiplomacy.findings.claim_evidence import Evidence, setting_at  # noqa: E402
from paradiplomacy.findings.claim_lock import Lock  # noqa: E402
from paradiplomacy.findings.claim_model import load_claims  # noqa: E402
from paradiplomacy.findings.claim_tests import OPEN, REJECTED, SUPPORTED  # noqa: E402
from paradiplomacy.findings.claims import judge_claims, leading_names  # noqa: E402
from paradiplomacy.findings.describe import paired_partners  # noqa: E402
from paradiplomacy.findings.values import ValueBook, enter_findings  # noqa: E402
from paradiplomacy.models.comparison import compare_inference  # noqa: E402
from paradiplomacy.models.fields import PARTNER_DIFFERENCES  # noqa: E402
from paradiplomacy.models.ladder import fit_models  # noqa: E402
from paradiplomacy.simulate import answers, cooperation  # noqa: E402
from paradiplomacy.simulate.parameters import PARTNERS, Coefficients, Truth, stream  # noqa: E402
from paradiplomacy.simulate.world import draw_truth, simulate_world  # noqa: E402
from paradiplomacy.tables import typed, write_table  # noqa: E402

MEASURED = ("C3d", "C6a", "C6b", "C6c", "C6d", "C10c", "C15a", "C15b")
WAVES = {"CN": "china_cities_2021", "US": "us_cities_2024"}
OUTCOME, MODEL, STUDY = "cooperates", "core", "eu_us_vs_china"
KINDS = ("as in truth.yaml", "no slopes, partners alike", "slopes reversed")
NO_TIES = pd.DataFrame({"unit_id": [], "partner": [], "place": [], "kind": [], "year": []})


def changed(truth: Truth, kind: str, seed: int) -> Truth:
    """Return the parameters of a kind of world."""
    truth = truth.model_copy(update={"seed": seed})
    if kind == KINDS[0]:
        return truth
    sign = 0.0 if kind == KINDS[1] else -1.0
    slopes = {}
    for partner, levels in truth.cooperation.items():
        slopes[partner] = {
            level: Coefficients(
                intercept=truth.cooperation["CN"][level].intercept if sign == 0 else held.intercept,
                log_population=sign * held.log_population,
                log_gdp=sign * held.log_gdp,
                cee=sign * held.cee,
                party_bloc={bloc: sign * value for bloc, value in held.party_bloc.items()},
                port_city=sign * held.port_city,
            )
            for level, held in levels.items()
        }
    return truth.model_copy(update={"cooperation": slopes})


def true_claims(truth: Truth, units: pd.DataFrame, effects: pd.DataFrame, census: pd.DataFrame, margins: Any) -> Any:
    """Return which claims are true: by true average marginal effects, and by shares of the drawn census."""
    cities = effects[effects["level"] == "city"]
    by = {(row.partner, row.term): row.effect for row in cities.itertuples()}
    own = census[census["unit_id"].isin(units.loc[units["level"] == "city", "unit_id"])]
    shares = own.groupby("partner")["cooperates"].mean()
    apart = [abs(by["CN", term] - by["US", term]) for term in cities["term"].unique()]
    blocs = [by[partner, f"party_bloc: {bloc}"] for partner in PARTNERS for bloc in ("left", "centre")]
    return {
        "C3d": abs(shares["CN"] - shares["US"]) < setting_at(margins, "claims.margins.equal_shares", ": C3d"),
        **{
            claim: all(by[partner, term] > 0 for partner in PARTNERS)
            for claim, term in {"C6a": "log_population", "C6b": "log_gdp", "C6c": "port_city"}.items()
        },
        "C6d": any(effect != 0 for effect in blocs),
        "C10c": by["CN", "cee"] > 0 > by["US", "cee"],
        "C15a": any(difference != 0 for difference in apart),
        "C15b": any(difference < setting_at(margins, "inference.equivalence_margin", ": C15b") for difference in apart),
    }


def answered(truth: Truth, units: pd.DataFrame, census: pd.DataFrame) -> pd.DataFrame:
    """Return the analysis table of the cities that answered yes or no, as they answered."""
    parts = []
    for partner, wave in WAVES.items():
        invited = pd.DataFrame({"wave": wave, "unit_id": units["unit_id"], "token": units["unit_id"]})
        given = answers.draw_answers(truth, wave, units, census, NO_TIES, invited)
        said = {answer.unit_id: answer.answers.get("cooperation") for answer in given}
        part = units[units["level"] == "city"].assign(study=STUDY, partner=partner)
        part["party_bloc"] = part[cooperation.bloc_facing(partner)]
        # as config.yaml counts answers: no, past and planned are no cooperation
        part[OUTCOME] = part["unit_id"].map(said).map({"yes": True, "no": False, "past": False, "planned": False})
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    table["log_population"], table["log_gdp"] = np.log(table["population"]), np.log(table["gdp"])
    return table.astype({OUTCOME: "boolean"})


def judged(table: pd.DataFrame, units: pd.DataFrame, settings: Configuration, plain: Any) -> dict[str, str]:
    """Return the verdicts on the measured claims, by the functions of the flow."""
    study = Study(
        title="-", partners=list(PARTNERS), levels=["city"], countries="all", outcomes=[OUTCOME], models=[MODEL]
    )
    shared = {
        "studies": {STUDY: study},
        "outcomes": settings.outcomes,
        "factors": settings.factors,
        "models": settings.models,
        "confidence_level": settings.confidence_level,
    }
    estimates, _, _ = fit_models(table, **shared, inference=settings.inference)
    # what the bootstrap and the imputation add to the comparison is not read here
    few = Inference(
        draws=99, variance=settings.inference.variance, equivalence_margin=settings.inference.equivalence_margin
    )
    differences = compare_inference(table, **shared, inference=few).partner_differences
    paired = paired_partners(table, OUTCOME, PARTNERS, settings.confidence_level)
    empty = {
        name: typed(pd.DataFrame(), getattr(fields, name.upper()))
        for name in ("response", "cooperation", "ties_by_country", "tie_sources", "tie_overlap", "recovery")
    }
    book = ValueBook("verdicts", "")
    enter_findings(book, units=units[units["level"] == "city"], estimates=estimates, paired=paired, **empty)
    claims = {name: claim for name, claim in load_claims(ROOT / "resources/claims.yaml").items() if name in MEASURED}
    leading = leading_names(study, settings.outcomes, settings.models, settings.ranking)
    with TemporaryDirectory() as folder:
        files = {
            "values": Path(folder) / "values.json",
            "partner_differences": Path(folder) / "partner_differences.csv",
        }
        book.write(files["values"])
        write_table(differences, files["partner_differences"], PARTNER_DIFFERENCES)
        ledger, _ = judge_claims(
            claims,
            Evidence(files, leading, folder),
            file="resources/claims.yaml",
            lock=Lock(),
            settings=plain,
            study=study,
            waves=settings.waves,
            ranking=settings.ranking,
            confidence_level=settings.confidence_level,
            world=settings.world,
        )
    return dict(zip(ledger["claim"], ledger["verdict"], strict=True))


def interval(hits: int, worlds: int) -> str:
    """Return a share in percent with its exact interval (Clopper and Pearson 1934)."""
    found = stats.binomtest(hits, worlds).proportion_ci(0.95, "exact")
    return f"{100 * hits / worlds:5.1f} [{100 * found.low:4.1f}, {100 * found.high:5.1f}]"


def main() -> None:
    """Print, by claim and kind of world, how often the verdict was each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=200, metavar="N", help="most worlds; default 200")
    parser.add_argument("--minutes", type=float, default=15, metavar="N", help="none begins after; default 15")
    options = parser.parse_args()
    settings = load_configuration(yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8")))
    plain = settings.model_dump(mode="json")
    drawn = simulate_world()
    counts: Counter[tuple[str, str, bool, str]] = Counter()
    begun = time.monotonic()
    done: Counter[str] = Counter()
    units = drawn.units.assign(cee=drawn.units["cee"].astype(bool))
    for number in range(options.worlds):
        if time.monotonic() - begun > 60 * options.minutes:
            break
        kind = KINDS[number % len(KINDS)]
        truth = changed(drawn.truth, kind, 10_000 + number)
        effects = cooperation.draw_country_effects(truth, stream(truth.seed, "country effects"))
        if kind == KINDS[1]:
            effects["US"] = effects["CN"]
        census = draw_truth(truth, units, effects)
        known = true_claims(truth, units, cooperation.average_effects(truth, units, effects), census, plain)
        verdicts = judged(answered(truth, units, census), units, settings, plain)
        done[kind] += 1
        for claim, verdict in verdicts.items():
            counts[claim, kind, bool(known[claim]), verdict] += 1
    print(f"Worlds: {sum(done.values())} ({', '.join(f'{done[kind]} {kind}' for kind in KINDS)}).")
    print("Shares in percent with 95% intervals; support of a false claim should be at most 5 percent.\n")
    print(f"{'claim':<6}{'worlds':<27}{'truth':<7}{'n':>4}  {'supported':<21}{'not supported':<21}inconclusive")
    for claim in MEASURED:
        for kind in KINDS:
            for true in (False, True):
                found = {verdict: counts[claim, kind, true, verdict] for verdict in (SUPPORTED, REJECTED, OPEN)}
                worlds = sum(found.values())
                if worlds:
                    cells = "  ".join(interval(found[verdict], worlds) for verdict in (SUPPORTED, REJECTED, OPEN))
                    print(f"{claim:<6}{kind:<27}{'true' if true else 'false':<7}{worlds:>4}  {cells}")
    print()
    for title, truth_is, verdict in (("false support", False, SUPPORTED), ("power", True, SUPPORTED)):
        for claim in MEASURED:
            own = {key: value for key, value in counts.items() if key[0] == claim and key[2] is truth_is}
            if own:
                hits = sum(value for key, value in own.items() if key[3] == verdict)
                print(f"{title:<14}{claim:<6}{interval(hits, sum(own.values()))}  of {sum(own.values())}")


if __name__ == "__main__":
    main()
