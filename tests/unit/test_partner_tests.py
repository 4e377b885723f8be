"""The stacked model of two partners: the tests are those of one model with every factor times the partner."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from test_comparison import settings, two_partners

from paradiplomacy.fields import Dataset
from paradiplomacy.models.fields import PARTNER_TESTS
from paradiplomacy.models.partner_tests import JACKKNIFE, JOINT, SANDWICH, UNIT, hotelling, stack_partners
from paradiplomacy.tables import typed


def stacked(analysis: pd.DataFrame) -> pd.DataFrame:
    given = settings(["CN", "US"], ["cooperates"])
    found = stack_partners(analysis, **{key: given[key] for key in ("studies", "outcomes", "factors", "models")})
    dataset: Dataset = PARTNER_TESTS
    dataset.validate(typed(found, dataset), "partner_tests")
    return found.set_index(["clusters", "factor"])


def sample(seed: int, *, same_units: bool = True) -> pd.DataFrame:
    table = two_partners(seed)
    half = len(table) // 2
    if same_units:  # the same units answer twice
        for column in ("country", "log_population", "port_city"):
            table.loc[table.index[half:], column] = table[column].iloc[:half].array
    return table.assign(unit_id=[f"u{place % half}" for place in range(len(table))])


@pytest.mark.parametrize(("kind", "groups"), [(UNIT, "unit_id"), (SANDWICH, "country")])
def test_the_statistics_are_those_of_one_stacked_logit(kind: str, groups: str) -> None:
    import statsmodels.api as sm

    table = sample(3)
    second = (table["partner"] == "US").to_numpy(dtype=float)
    factors = table[["log_population", "port_city"]].to_numpy(dtype=float)
    matrix = np.column_stack([np.ones(len(table)), factors, second, factors * second[:, None]])
    codes = pd.factorize(table[groups])[0]
    fit = sm.Logit(table["cooperates"].to_numpy(dtype=float), matrix).fit(
        disp=0, method="newton", tol=1e-12, cov_type="cluster", cov_kwds={"groups": codes, "use_correction": False}
    )
    clusters = codes.max() + 1
    covariance = fit.cov_params() * clusters / (clusters - 1)
    found = stacked(table)
    for factor, places in {JOINT: [4, 5], "log_population": [4], "port_city": [5]}.items():
        gap = fit.params[places]
        wald = gap @ np.linalg.solve(covariance[np.ix_(places, places)], gap)
        q = len(places)
        row = found.loc[(kind, factor)]
        assert row["statistic"] == pytest.approx((clusters - q) / (q * (clusters - 1)) * wald, rel=1e-6)
        assert row["p_value"] == pytest.approx(stats.f.sf(row["statistic"], q, clusters - q))
        assert row["n_clusters"] == clusters


def test_a_single_factor_by_the_jackknife_is_the_t_test_of_its_difference() -> None:
    from paradiplomacy.models.clusters import Clusters, delete_clusters, fit_scored

    table = sample(5)
    estimates, deleted = [], []
    for partner in ("CN", "US"):
        cell = table[table["partner"] == partner]
        matrix = np.column_stack([np.ones(len(cell)), cell[["log_population", "port_city"]].to_numpy(dtype=float)])
        fit = fit_scored("logit", cell["cooperates"].to_numpy(dtype=float), matrix)
        estimates.append(fit.coefficients[1])
        deleted.append(delete_clusters(fit, Clusters.of(cell["country"].to_numpy(dtype=str)))[:, 1])
    gap, without = estimates[0] - estimates[1], deleted[0] - deleted[1]
    groups = len(without)
    t = gap / np.sqrt((groups - 1) / groups * ((without - gap) ** 2).sum())
    row = stacked(table).loc[(JACKKNIFE, "log_population")]
    assert row["statistic"] == pytest.approx(t**2)
    assert row["p_value"] == pytest.approx(2 * stats.t.sf(abs(t), groups - 1))


def test_the_order_of_the_partners_does_not_matter() -> None:
    table = sample(7)
    turned = table.assign(partner=table["partner"].map({"CN": "US", "US": "CN"}))
    one, other = (stacked(entry)["statistic"] for entry in (table, turned))
    pd.testing.assert_series_equal(one, other)


def test_too_few_clusters_give_no_test() -> None:
    random = np.random.default_rng(1)
    assert hotelling(np.ones(3), random.normal(size=(3, 3)), 3, jackknife=False) is None
    assert hotelling(np.ones(3), random.normal(size=(9, 3)), 9, jackknife=False) is not None
    assert hotelling(np.ones(2), np.ones((9, 2)), 9, jackknife=False) is None  # one direction only


def test_under_no_difference_the_joint_test_rejects_about_as_often_as_it_says() -> None:
    """Draws of cluster influences with mean zero: Hotelling's F holds its level, W / q with q and G - 1 would not."""
    random = np.random.default_rng(11)
    clusters, q, n = 16, 5, 2000
    rejected = wald = 0
    for _ in range(n):
        moves = random.normal(size=(clusters, q))
        gap = moves.mean(axis=0)
        tested = hotelling(gap, (moves - gap) / clusters, clusters, jackknife=False)
        assert tested is not None
        rejected += tested[2] < 0.05
        plain = tested[0] * (clusters - 1) / tested[1]
        wald += stats.f.sf(plain, q, clusters - 1) < 0.05
    assert abs(rejected / n - 0.05) < 4 * np.sqrt(0.05 * 0.95 / n)
    assert wald / n > 0.1


def test_a_partner_that_cannot_be_fitted_leaves_no_row() -> None:
    table = sample(3)
    table.loc[table["partner"] == "US", "cooperates"] = True
    assert stacked(table).empty
