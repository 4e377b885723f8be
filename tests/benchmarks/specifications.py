"""Times the specification curve beside the packages specification-curve and robustipy, on the same grid.

Run by `make specifications`; all are timed by the processor's clock on one core, in one run. The packages are no part
of the environment: install them into one of their own that sees this library (PYTHONPATH=workflow), by
`pip install specification-curve robustipy pydantic pyyaml formulaic`, and run the script there. What is not installed
is left out, and the script says so.
"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd

from paradiplomacy.models.clusters import Clusters
from paradiplomacy.models.specification_fits import FittedSet, effects_with_errors, flip_countries

CONTROLS = 12
UNITS = 900
COUNTRIES = 27
LARGER = (900, 10_000, 100_000)
DRAWS = 999
FEW = 6  # controls: the packages are timed on 64 specifications and scaled up


def draw_data(n: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return an outcome of yes and no, a design of constant, focal factor and controls, and countries."""
    matrix = np.column_stack([np.ones(n), random.normal(size=(n, CONTROLS + 1))])
    eta = matrix @ np.r_[-0.3, 0.5, random.normal(scale=0.2, size=CONTROLS)]
    return (random.random(n) < 1 / (1 + np.exp(-eta))).astype(float), matrix, random.integers(COUNTRIES, size=n)


def subsets() -> np.ndarray:
    """Return 4,096 by 14: which columns take part; the constant and the focal factor always do."""
    chosen = np.array(list(product((True, False), repeat=CONTROLS)))
    return np.column_stack([np.ones((len(chosen), 2), dtype=bool), chosen])


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds of the processor, of this process and those that it started and waited for."""
    started = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        work()
    return time.process_time() - started


def run_here(data: tuple[np.ndarray, np.ndarray, np.ndarray], family: str, *, draws: int) -> None:
    """Fit all subsets, with errors by country, and draw signs of countries where `draws` is not zero."""
    from paradiplomacy.models.batch import fit_batch

    outcome, matrix, countries = data
    clusters, active = Clusters.of(countries), subsets()
    size = max(16, 4_000_000 // len(outcome))  # so that 100,000 units stay within memory
    for low in range(0, len(active), size):
        part = active[low : low + size]
        outcomes, weights = np.tile(outcome, (len(part), 1)), np.ones((len(part), len(outcome)))
        fitted = fit_batch(family, outcome, matrix, active=part).coefficients
        high = matrix.copy()
        high[:, 1] += 1
        fits = FittedSet(family, matrix, outcomes, weights, part, fitted)
        effects_with_errors(fits, clusters, [(matrix, high)], jackknife=True)
        if draws:
            without = part.copy()
            without[:, 1] = False
            null = fit_batch(family, outcome, matrix, active=without).coefficients
            signs = np.random.default_rng(1).choice([-1.0, 1.0], size=(draws, len(clusters)))
            flip_countries(FittedSet(family, matrix, outcomes, weights, part, null), clusters, 1, signs)


def by_specification_curve(data: tuple[np.ndarray, np.ndarray, np.ndarray], controls: int) -> None:
    """Fit the linear models of the subsets of the first controls."""
    import specification_curve as package

    frame, names = frame_of(data, controls)
    package.SpecificationCurve(frame, y_endog="y", x_exog="x", controls=names).fit()


def by_robustipy(data: tuple[np.ndarray, np.ndarray, np.ndarray], controls: int) -> None:
    """Fit the same with the fewest resamples that the package takes."""
    from robustipy.models import OLSRobust

    frame, names = frame_of(data, controls)
    frame["constant"] = 1.0
    OLSRobust(y=["y"], x=["x", "constant"], data=frame).fit(controls=names, draws=1, kfold=2, n_cpu=1, seed=1)


def frame_of(data: tuple[np.ndarray, np.ndarray, np.ndarray], controls: int) -> tuple[pd.DataFrame, list[str]]:
    """Return the data as the packages take them, with the names of the controls."""
    outcome, matrix, _ = data
    names = [f"c{number}" for number in range(controls)]
    return pd.DataFrame({"y": outcome, "x": matrix[:, 1], **dict(zip(names, matrix.T[2:], strict=False))}), names


def main() -> None:
    """Print the times."""
    random = np.random.default_rng(20260902)
    data = draw_data(UNITS, random)
    count = len(subsets())
    own = seconds(lambda: run_here(data, "linear", draws=0))
    print(f"{count} linear specifications, {UNITS} units, errors by country (CV3): {own:.2f} s")
    for name, work in (("specification-curve", by_specification_curve), ("robustipy", by_robustipy)):
        try:
            seconds(lambda work=work: work(data, 1))  # what is loaded once is not timed
            taken = seconds(lambda work=work: work(data, FEW)) * count / 2**FEW
        except ImportError:
            print(f"    {name}: not installed")
            continue
        print(f"    {name:22}{taken:8.1f} s{taken / own:8.0f} times")
    for family in ("linear", "logit"):
        joint = seconds(lambda family=family: run_here(data, family, draws=DRAWS))
        print(f"{count} {family} specifications with {DRAWS} draws of signs: {joint:.2f} s")
    for n in LARGER[1:]:
        larger = draw_data(n, random)
        taken = seconds(lambda larger=larger: run_here(larger, "logit", draws=0))
        print(f"{count} logit specifications, {n:,} units: {taken:.1f} s, {1e9 * taken / (count * n):.0f} ns per unit")


if __name__ == "__main__":
    main()
