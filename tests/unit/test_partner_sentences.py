"""Sentences and tables on partners say what the values hold, and no more."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Outcome, Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.models.fields import ESTIMATES, PARTNER_TESTS
from paradiplomacy.reports import comparison_tables, partner_tables
from paradiplomacy.reports.exhibits import Report
from paradiplomacy.reports.slopes_figure import draw_slopes, paired_shares
from paradiplomacy.tables import typed

SURVEY = Outcome(label="y", kind="binary", evidence="survey", field="y", counts_as_yes=["yes"], counts_as_no=["no"])
TIES = Outcome(label="y", kind="binary", evidence="ties")
STUDY = Study(title="s", partners=["CN", "US"], levels=["city"], countries="all", outcomes=["y"], models=["m"])


class Page(Report):
    """A report of given tables and values."""

    def __init__(self, outcome: Outcome = SURVEY, periods: tuple[str, str] = ("2021", "2024"), **tables: Any) -> None:
        self.study, self.study_name = STUDY, "s"
        self._given = tables
        self._book: dict[str, Any] = {}
        wave = {"title": "w", "codebook": "c", "level": "city"}
        self.configuration = SimpleNamespace(  # type: ignore[assignment]
            outcomes={"y": outcome},
            waves={
                code: Wave(source=code.lower(), partner=code, period=period, **wave)
                for code, period in zip(("CN", "US"), periods, strict=True)
            },
            registers={
                name: Register(title=name, sources=[name], levels=["city"], as_of=date)
                for name, date in (("old", "2017-05"), ("new", "2026-02"), ("undated", None))
            },
            partners={"CN": SimpleNamespace(name="China"), "US": SimpleNamespace(name="the United States")},
            factors={"size": SimpleNamespace(label="Size")},
            ranking=SimpleNamespace(margin=1.25, registers=["new"]),
            confidence_level=0.95,
            world=SimpleNamespace(simulated=False),
        )

    @property
    def _values(self) -> dict[str, Any]:  # type: ignore[override]
        return self._book

    def set(self, name: str, value: float | str, unit: Any, *ends: float) -> None:
        book = ValueBook("rule", "digest")
        book.set(name, value, unit, *ends)
        self._book |= book._values

    def table(self, name: str, dataset: Any) -> pd.DataFrame:
        return typed(pd.DataFrame(self._given[name]), dataset)


def test_the_periods_of_the_partners_are_said_wherever_they_differ() -> None:
    said = comparison_tables.periods_sentence(Page())
    assert said == (
        "The periods differ (China 2021; the United States 2024): a difference between the partners may be one between "
        "the years."
    )
    assert "in one period" in comparison_tables.periods_sentence(Page(periods=("2021", "2021")))
    ties = comparison_tables.periods_sentence(Page(TIES))
    assert "same lists of 2017-05 to 2026-02" in ties


def joint(kind: str, p_value: float) -> dict[str, Any]:
    test = {"n_restrictions": 3, "statistic": 2.5, "df": 20, "n_units": 90, "n_clusters": 23}
    model = {"study": "s", "level": "city", "outcome": "y", "model": "m", "first": "CN", "second": "US"}
    return model | test | {"factor": "all factors", "clusters": kind, "p_value": p_value}


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ([joint("CV3 by country", 0.01), joint("CV1 by unit", 0.5)], "the factors do not count alike"),
        ([joint("CV3 by country", 0.2), joint("CV1 by country", 0.01)], "are not shown to count differently"),
        ([joint("CV1 by country", 0.01)], "is not decided here"),
    ],
)
def test_the_joint_test_goes_by_the_jackknife_or_leaves_it_open(tests: list[dict[str, Any]], said: str) -> None:
    page = Page(partner_tests=tests)
    assert said in comparison_tables.joint_test_sentence(page, "city", "y")
    assert "p = 0." in comparison_tables.joint_test_sentence(page, "city", "y")
    printed = comparison_tables.stacked_table(page, "city", "y")
    assert printed.rows[0][:3] == ["All factors", "3", "2.50 (20)"]
    assert len(printed.columns) == 2 + 2 * len(tests)
    PARTNER_TESTS.validate(page.table("partner_tests", PARTNER_TESTS), "tests")


@pytest.mark.parametrize(
    ("ends", "said"), [((0.1, 0.5), "do so with the other, too"), ((-0.2, 0.4), "nothing sure"), ((-0.6, -0.1), "less")]
)
def test_the_correlation_is_read_by_its_interval(ends: tuple[float, float], said: str) -> None:
    row = {
        "study": "s", "partner": "CN+US", "level": "city", "outcome": "y", "estimator": "bivariate probit", "n": 90,
        "quantity": "coefficient", "term": "rho", "estimate": sum(ends) / 2, "conf_low": ends[0], "conf_high": ends[1],
    }  # fmt: skip
    assert said in comparison_tables.correlation_sentence(Page(estimates=[row]), "city")
    other = Page(estimates=[row | {"estimator": "logit"}])
    assert "cannot be fitted" in comparison_tables.correlation_sentence(other, "city")
    assert set(row) <= set(ESTIMATES.columns)


def test_effects_of_types_stand_in_the_order_of_print() -> None:
    base = {"study": "s", "level": "city", "outcome": "y", "estimator": "multinomial logit"}
    rows = [
        base | {"quantity": "marginal effect", "term": f"size, {kind}", "estimate": place / 100}
        for place, kind in enumerate(("both", "US only", "neither", "CN only"))
    ]
    printed = comparison_tables.pair_table(Page(estimates=rows), "city", "multinomial logit")
    names = [column.split(" [")[0] for column in printed.columns[1:]]
    assert names == ["Neither", "China only", "The United States only", "Both"]
    assert [cell.split("\u00a0")[0] for cell in printed.rows[0][1:]] == ["+2.0", "+3.0", "+1.0", "+0.0"]


RANKED = [
    {"register": "new", "level": "city", "area": "all", "comparison": "groups", "measure": "units", "entity": entity,
     "name": name, "base": "covered", "n": 50, "count": number, "share": number / 50, "conf_low": 0.1, "conf_high": 0.9,
     "rank": rank, "rank_low": rank, "rank_high": rank + 1}
    for entity, name, number, rank in (("CN", "China", 20, 2), ("EU", "European Union", 40, 1))
]  # fmt: skip


def claims(page: Page, level: str, base: str) -> Page:
    for measure in ("units", "ties"):
        page.set(f"claim.second.{level}.{measure}", "undecided", "text")
        page.set(f"contrast.{level}.{measure}.CN.US", 0.02, "percentage points", -0.01, 0.05)
        page.set(f"contrast.{level}.{measure}.CN.US.verdict", "not told apart", "text")
    page.set(f"rank.{level}.units.any.base", base, "text")
    page.set(f"rank.{level}.units.any.n", 27, "count")
    page.set(f"rank.{level}.units.CN.count", 15, "count")
    return page


def test_second_place_is_claimed_for_covered_units_and_never_for_named_ones() -> None:
    page = claims(claims(Page(partner_ranking=RANKED), "city", "covered"), "region", "named")
    said = partner_tables.second_place_sentence(page)
    assert "For cities, by units with a tie the claim is undecided (China less the United States: +2.0" in said
    assert "Of the 27 regions that the register names, 15 have partners in China and 0 in the United States" in said
    assert "nothing follows for regions" in said
    assert "too few to rank" in partner_tables.second_place_sentence(Page(partner_ranking=RANKED))


def test_most_is_said_only_of_an_interval_above_one_half() -> None:
    page = Page()
    for low, said in ((0.9, "Most cities have"), (0.4, "Not surely most")):
        page.set("rank.city.units.any.share", 0.92, "share", low, 0.95)
        page.set("rank.city.units.any.base", "covered", "text")
        page.set("rank.city.units.any.n", 679, "count")
        assert partner_tables.anywhere_sentence(page, "city").startswith(said)
    page.set("rank.city.units.any.base", "named", "text")
    assert "cannot be said" in partner_tables.anywhere_sentence(page, "city")
    assert "too few" in partner_tables.anywhere_sentence(page, "region")


def test_the_share_inside_the_union_depends_on_how_ties_count() -> None:
    page = Page()
    page.set("rank.city.ties.EU.share", 0.43, "share", 0.41, 0.45)
    page.set("rank.city.ends.EU.share", 0.51, "share", 0.49, 0.53)
    said = partner_tables.union_sentence(page, "city")
    assert "less than half lie within the Union" in said
    assert "about half" in said
    assert said.endswith("depends on how a tie between two units is counted.")


def test_printed_ranks_and_contrasts_are_those_of_the_tables() -> None:
    contrast = {
        "register": "new", "level": "city", "base": "named", "measure": "units", "kind": "partners", "within": "all",
        "first": "CN", "second": "EU", "difference": -0.4, "conf_low": -0.5, "conf_high": -0.3, "margin": 1.25,
        "verdict": "second ahead",
    }  # fmt: skip
    page = Page(partner_ranking=RANKED, partner_contrasts=[contrast, contrast | {"kind": "areas", "within": "CN"}])
    rows = partner_tables.ranking_table(page, "city").rows
    assert [row[2:4] for row in rows] == [["European Union", "40"], ["China", "20"]]
    assert rows[1][-2:] == ["2", "2 to 3"]
    printed = partner_tables.contrasts_table(page).rows
    assert printed == [
        ["Cities that it names", "new", "units with a tie", "China – European Union",
         "−40.0\u00a0[−50.0,\u00a0−30.0]", "–", "–", "European Union ahead"]
    ]  # fmt: skip


def test_paired_shares_are_those_of_units_known_for_both() -> None:
    rows = [
        {"unit_id": f"u{n}", "partner": partner, "population": 60_000, "macro_region": "East" if n < 12 else "West",
         "y": None if (n == 0 and partner == "US") else n % (2 if partner == "CN" else 3) == 0}
        for n in range(15) for partner in ("CN", "US")
    ]  # fmt: skip
    analysis = pd.DataFrame(rows).astype({"y": "boolean", "population": "Int64"})
    shares = paired_shares(analysis, "y", ["CN", "US"], "city", 0.95).set_index("group")
    assert shares.loc["50,000 to 100,000", "n"] == 14
    assert shares.loc["East", ["n", "CN", "US"]].tolist() == [11, pytest.approx(5 / 11), pytest.approx(3 / 11)]
    low, high = stats.binomtest(5, 11).proportion_ci(0.95, method="wilson")
    assert shares.loc["East", ["CN_low", "CN_high"]].tolist() == [pytest.approx(low), pytest.approx(high)]
    assert "West" not in shares.index  # four units say little
    figure = draw_slopes(shares.reset_index(), Page().configuration.partners)
    drawn = [line.get_ydata().tolist() for axes in figure.axes for line in axes.lines]
    assert [100 * 5 / 11, 100 * 3 / 11] in [pytest.approx(line) for line in drawn]
    bars = [bar for axes in figure.axes for lines in axes.collections for bar in lines.get_segments()]
    ends = [bar[:, 1].tolist() for bar in bars]
    assert [100 * shares.loc["East", "CN_low"], 100 * shares.loc["East", "CN_high"]] in [pytest.approx(e) for e in ends]
    assert len(bars) == 4  # a group by population, one by macro-region, two partners each
