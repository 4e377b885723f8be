"""The cases of tests/reference/estimators/referee.R, fitted by the workflow: quantity and term -> value."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from paradiplomacy.config.study import EstimatorName
from paradiplomacy.models.diagnosis import diagnose
from paradiplomacy.models.estimators import fit_model
from paradiplomacy.models.firth import profile_interval, profile_p_value
from paradiplomacy.models.fit import Fit, FitData, Vector, average_effect, clustered, robust
from paradiplomacy.models.inference import with_variance

FOLDER = Path(__file__).resolve().parents[1] / "reference" / "estimators"
Values = dict[tuple[str, str], float]


@cache
def table(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv")


def data_of(name: str, outcome: str, factors: list[str], frame: pd.DataFrame | None = None) -> FitData:
    frame = table(name) if frame is None else frame
    matrix = np.column_stack([np.ones(len(frame)), frame[factors]]).astype(float)
    clusters = (frame["country"] if "country" in frame else frame.index.to_series()).to_numpy()
    return FitData(frame[outcome].to_numpy(float), matrix, ["constant", *factors], clusters)


def values_of(fit: Fit) -> Values:
    """Return estimates, standard errors of the model and the log likelihood."""
    found = {("estimate", name): float(value) for name, value in zip(fit.names, fit.params, strict=True)}
    found |= {("std_error", name): float(value) for name, value in zip(fit.names, fit.errors, strict=True)}
    found["log_likelihood", "all"] = fit.log_likelihood
    if fit.zero_probability is not None:
        found["zeros", "all"] = float(fit.zero_probability.sum())
    return found


def _sandwiches(fit: Fit) -> Values:
    return {
        (kind, name): float(value)
        for kind, made in (("HC0", robust(fit)), ("CV1", clustered(fit)))
        for name, value in zip(fit.names, made.errors, strict=True)
    }


def _effect(fit: Fit, data: FitData, step: float, term: str) -> Values:
    """Return the average effect of `step` more of the first factor."""
    more = data.matrix.copy()
    more[:, 1] += step
    estimate, error = average_effect(fit, data.matrix, more)
    return {("effect", term): estimate, ("effect_error", term): error}


def _counts(name: str, data: FitData) -> dict[str, Values]:
    found = {}
    for estimator in ("poisson", "negative binomial", *(f"{f} {c}" for f in FORMS for c in COUNTS)):
        above = data.outcome > 0
        used = data
        if estimator.startswith("truncated"):
            used = replace(data, outcome=data.outcome[above], matrix=data.matrix[above], clusters=data.clusters[above])
        fit = fit_model(estimator, used)
        values = values_of(fit)
        if estimator in ("zero-inflated poisson", "hurdle negative binomial"):
            values |= _effect(fit, data, 1.0, "first")
        if estimator == "negative binomial":
            values["likelihood_ratio", "all"] = diagnose(fit, data)["test_statistic"]
        found[f"{name} {estimator}"] = values
    return found


def _weighted(estimator: EstimatorName, data: FitData, weights: Vector) -> dict[str, Values]:
    weighted = replace(data, weights=weights)
    plain = fit_model(estimator, weighted)
    made = {
        "survey_error": with_variance("CV1", clustered(plain), weighted)[0],
        "jackknife_error": with_variance("CV3", clustered(plain), weighted)[0],
    }
    found = values_of(plain) | {
        (kind, name): float(error)
        for kind, fit in made.items()
        for name, error in zip(fit.names, fit.errors, strict=True)
    }
    more = data.matrix.copy()
    more[:, 1] += np.log(2)
    estimate, error = average_effect(made["survey_error"], data.matrix, more, weights=weights)
    found |= {("effect", "doubling"): estimate, ("effect_error", "doubling"): error}
    return {f"cities {estimator} with weights": found}


FORMS = ("truncated", "hurdle", "zero-inflated")
COUNTS = ("poisson", "negative binomial")


def _firth(name: str, data: FitData) -> dict[str, Values]:
    fit, flac = fit_model("firth", data), fit_model("flac", data)
    values = values_of(fit)
    for place, term in enumerate(data.terms[1:], start=1):
        low, high = profile_interval(data, place, 0.95)
        values |= {("conf_low", term): low, ("conf_high", term): high}
        values["p_value", term] = profile_p_value(data, place)
    probability = fit.predict(data.matrix)
    shift = np.log(probability / (1 - probability)) - data.matrix @ fit.params
    assert np.ptp(shift) < 1e-9
    values["flic_shift", "constant"] = float(shift[0])
    return {f"{name} firth": values, f"{name} flac": values_of(flac)}


@cache
def ours() -> dict[str, Values]:
    """Return our numbers of every case."""
    cities = table("cities")
    bio = data_of("biochemists", "art", ["women", "married", "kid5", "phd", "ment"])
    core = data_of("cities", "china", ["size", "wealth", "port", "east"])
    inner = data_of("cities", "china", ["size", "wealth", "port"])
    centred = cities.assign(size=cities["size"] - 12, wealth=cities["wealth"] - 10)
    ties = data_of("cities", "ties", ["port", "east"])
    found = _counts("biochemists", bio) | _counts("cities", data_of("cities", "ties", ["size", "wealth", "port"]))
    moved = replace(ties, offset=cities["size"].to_numpy(float))
    shifted = fit_model("poisson", moved)
    found["cities poisson with offset"] = values_of(shifted) | _sandwiches(shifted)
    none, every = moved.matrix.copy(), moved.matrix.copy()
    none[:, 1], every[:, 1] = 0.0, 1.0
    estimate, error = average_effect(clustered(shifted), none, every)
    found["cities poisson with offset"] |= {("effect", "port"): estimate, ("effect_error", "port"): error}
    logit = fit_model("logit", core)
    found["cities logit"] = (
        values_of(logit) | _sandwiches(logit) | _effect(clustered(logit), core, np.log(2), "doubling")
    )
    linear = fit_model("linear probability", core)
    found["cities linear probability"] = values_of(linear) | _sandwiches(linear)
    found |= _weighted("logit", core, cities["weight"].to_numpy(float))
    found |= _weighted("linear probability", core, cities["weight"].to_numpy(float))
    counted = data_of("cities", "ties", ["size", "wealth", "port"])
    found |= _weighted("poisson", counted, cities["weight"].to_numpy(float))
    found |= _firth("endometrial", data_of("endometrial", "HG", ["NV", "PI", "EH"])) | _firth("cities", core)
    for estimator, data in (
        ("fixed-effects logit", inner),
        ("conditional logit", inner),
        ("random-intercept logit", data_of("cities", "china", ["size", "wealth", "port", "east"], centred)),
        ("within-between logit", data_of("cities", "china", ["size", "wealth", "port", "east"], centred)),
    ):
        found[f"cities {estimator}"] = values_of(fit_model(estimator, data))
    scale = replace(
        data_of("cities", "importance", ["size", "wealth", "port", "east"]), categories=("0", "1", "2", "3")
    )
    ordered = fit_model("ordered logit", scale)
    values = values_of(ordered)
    values["brant", "all"] = diagnose(ordered, scale)["test_statistic"]
    found["cities ordered logit"] = values
    types = ("neither", "CN only", "US only", "both")
    code = cities["china"].to_numpy(float) + 2 * cities["us"].to_numpy(float)
    found["cities multinomial logit"] = values_of(
        fit_model("multinomial logit", replace(inner, outcome=code, categories=types))
    )
    rounded = data_of("cities", "china", ["size", "port"], cities.assign(size=cities["size"].round() - 12))
    pair = replace(rounded, outcome=cities[["china", "us"]].to_numpy(float), categories=("CN", "US"))
    found["cities bivariate probit"] = values_of(fit_model("bivariate probit", pair))
    informants = data_of("informants", "says", ["size", "wealth", "port"])
    errs = fit_model("misclassified logit", informants)
    sandwiches = {key: value for key, value in _sandwiches(errs).items() if key[0] == "CV1"}
    found["informants misclassified logit"] = (
        values_of(errs) | sandwiches | _effect(errs, informants, np.log(2), "doubling")
    )
    known = fit_model("misclassified logit", replace(informants, misclassification=(0.06, 0.15)))
    found["informants misclassified logit with shares"] = values_of(known)
    return found
