"""Times the batched fits against loops over single fits: a bootstrap, a jackknife, all specifications.

Run by `make speed`, on one core and one thread of BLAS. Ratios hold from machine to machine, seconds do not. Loops are
timed on a part of the resamples and scaled up; all are timed by the processor's clock, in one run.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf

from paradiplomacy.models.batch import fit_batch

RESAMPLES = 2000
COLUMNS = 13
UNITS = 900
LARGER = (900, 10_000, 100_000)


def draw_data(n: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return an outcome and a design: a constant, a logarithm of inhabitants, numbers, zeros and ones."""
    matrix = np.column_stack(
        [np.ones(n), random.normal(12, 1, n), random.normal(size=(n, 6)), random.random((n, COLUMNS - 8)) < 0.3]
    ).astype(float)
    eta = -0.5 + 0.8 * (matrix[:, 1] - 12) + matrix[:, 2:] @ random.normal(scale=0.2, size=COLUMNS - 2)
    return (random.random(n) < 1 / (1 + np.exp(-eta))).astype(float), matrix


def draw_weights(n: int, resamples: int, random: np.random.Generator) -> np.ndarray:
    """Return how often each unit is in each resample."""
    return random.multinomial(n, np.full(n, 1 / n), size=resamples).astype(float)


def seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """Return the least seconds of the processor."""
    taken = []
    for _ in range(repeats):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def compare(title: str, batch: float, loops: dict[str, float]) -> None:
    """Print one case with the ratios of the loops."""
    print(f"{title}: batch {batch:.3f} s")
    for name, loop in loops.items():
        print(f"    {name:34}{loop:9.2f} s{loop / batch:8.0f} times")


def bootstrap(random: np.random.Generator) -> None:
    """Refit a logit on resamples, by batch, by loops of statsmodels, and by R."""
    outcome, matrix = draw_data(UNITS, random)
    weights = draw_weights(UNITS, RESAMPLES, random)
    start = fit_batch("logit", outcome, matrix).coefficients[0]
    rows = [np.repeat(np.arange(UNITS), weights[one].astype(int)) for one in range(RESAMPLES)]
    frame = pd.DataFrame(matrix[:, 1:], columns=[f"x{column}" for column in range(1, COLUMNS)])
    formula = "y ~ " + " + ".join(frame.columns)
    frame.insert(0, "y", outcome)

    def by_formula(part: int) -> None:
        for one in rows[:part]:
            smf.logit(formula, frame.iloc[one]).fit(disp=0)

    def by_array(part: int) -> None:
        for one in rows[:part]:
            sm.Logit(outcome[one], matrix[one]).fit(disp=0)

    def by_started_array(part: int) -> None:
        for one in rows[:part]:
            sm.Logit(outcome[one], matrix[one]).fit(disp=0, start_params=start)

    def by_glm(part: int) -> None:
        for one in weights[:part]:
            sm.GLM(outcome, matrix, family=sm.families.Binomial(), freq_weights=one).fit()

    batch = seconds(lambda: fit_batch("logit", outcome, matrix, weights=weights, start=start), 5)
    loops = {
        "loop over formulas (logit)": seconds(lambda: by_formula(20)) * RESAMPLES / 20,
        "loop over arrays (GLM, weights)": seconds(lambda: by_glm(100)) * RESAMPLES / 100,
        "loop over arrays (Logit)": seconds(lambda: by_array(100)) * RESAMPLES / 100,
        "loop over arrays (Logit, started)": seconds(lambda: by_started_array(100)) * RESAMPLES / 100,
    }
    if shutil.which("Rscript"):
        with tempfile.TemporaryDirectory() as folder:
            frame.to_csv(Path(folder) / "data.csv", index=False)
            script = Path(__file__).with_name("speed.R")
            command = ["Rscript", str(script), f"{folder}/data.csv", "200"]
            answer = subprocess.run(command, capture_output=True, text=True, check=True)
            loops["R: boot over glm"] = float(answer.stdout) * RESAMPLES / 200
    compare(f"{RESAMPLES} resamples of a logit, {UNITS} units, {COLUMNS} columns", batch, loops)


def specifications(random: np.random.Generator) -> None:
    """Fit every subset of twelve columns."""
    outcome, matrix = draw_data(UNITS, random)
    chosen = np.array(list(product((True, False), repeat=COLUMNS - 1)))
    active = np.column_stack([np.ones(len(chosen), dtype=bool), chosen])
    batch = seconds(lambda: fit_batch("logit", outcome, matrix, active=active))

    def by_array() -> None:
        for one in active[:: len(active) // 64]:
            sm.Logit(outcome, matrix[:, one]).fit(disp=0)

    loop = seconds(by_array) * len(active) / len(active[:: len(active) // 64])
    compare(f"{len(active)} specifications, {UNITS} units", batch, {"loop over arrays (Logit)": loop})


def growth(random: np.random.Generator) -> None:
    """Print the time of 200 resamples as units become more."""
    print("200 resamples by units:")
    for n in LARGER:
        outcome, matrix = draw_data(n, random)
        weights = draw_weights(n, 200, random)
        start = fit_batch("logit", outcome, matrix).coefficients[0]
        for family in ("logit", "poisson", "linear"):
            first = start if family == "logit" else None
            work = partial(fit_batch, family, outcome, matrix, weights=weights, start=first)
            batch = seconds(work, 2)
            print(f"    {family:8} n = {n:7,}: {batch:7.3f} s, {1e9 * batch / (200 * n):6.0f} ns per unit and resample")


def main() -> None:
    """Print the tables."""
    random = np.random.default_rng(20260901)
    bootstrap(random)
    specifications(random)
    growth(random)


if __name__ == "__main__":
    main()
