"""Ranks of partner countries: counts by hand, what the draws must be, and when two partners are called level."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from paradiplomacy.config.load import load_configuration
from paradiplomacy.config.ranking import Ranking
from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Study
from paradiplomacy.findings.partner_fields import FIRST, LEVEL, OPEN, PARTNER_CONTRASTS, PARTNER_RANKING, SECOND
from paradiplomacy.findings.partner_ranking import draw_units, rank_interval, rank_partner_countries, verdict_of
from paradiplomacy.findings.partners import REJECTED, UNDECIDED, UPHELD, enter_ranking, second_ex_aequo, surely_beyond
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.frame.fields import UNITS
from paradiplomacy.problems import BadInput
from paradiplomacy.tables import typed
from paradiplomacy.web.fields import PARTNER_COUNTRIES

COUNTRIES = pd.DataFrame({"country": ["AA", "BB"], "cn_cee_joined": pd.array([pd.NA, "2012-04-26"], dtype="string")})
NAMES = {"AA": "Aland", "BB": "Beland", "CN": "China", "US": "the US", "GB": "Britain", "PE": "Peru"}
STUDY = Study(title="s", partners=["CN", "US"], levels=["city"], countries="all", outcomes=["y"], models=["m"])
RANKING = Ranking(registers=["list"], other_europe=["GB"])


def register(**given: object) -> Register:
    return Register(**({"title": "List", "sources": ["list"], "levels": ["city"]} | given))  # type: ignore[arg-type]


def frame(n: int) -> pd.DataFrame:
    """Return n cities of AA (A0, A1, ...) and n of BB, which is in Central and Eastern Europe."""
    rows = [(f"{c[0]}{place}", "city", c, c == "BB") for c in ("AA", "BB") for place in range(n)]
    return typed(pd.DataFrame(rows, columns=["unit_id", "level", "country", "cee"]), UNITS)


def shown(rows: list[tuple[str, str, int, int]]) -> pd.DataFrame:
    return typed(pd.DataFrame(rows, columns=["unit_id", "partner_country", "places", "units"]), PARTNER_COUNTRIES)


def ranked(
    rows: list[tuple[str, str, int, int]], n: int = 10, entry: Register | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    ranks, contrasts = rank_partner_countries(
        {"list": shown(rows)},
        frame(n),
        COUNTRIES,
        names=NAMES,
        study=STUDY,
        registers={"list": entry or register()},
        ranking=RANKING,
        confidence_level=0.95,
    )
    ranks, contrasts = (table.assign(world="w") for table in (ranks, contrasts))
    PARTNER_RANKING.validate(typed(ranks, PARTNER_RANKING), "ranking")
    PARTNER_CONTRASTS.validate(typed(contrasts, PARTNER_CONTRASTS), "contrasts")
    return ranks, contrasts


# three pairs between AA and BB, one of a city with a small town of BB, and ties elsewhere
ROWS = [
    ("A0", "BB", 3, 2), ("A1", "BB", 1, 1), ("B0", "AA", 2, 2), ("B1", "AA", 1, 1),
    ("A0", "CN", 2, 0), ("A2", "CN", 1, 0), ("B0", "US", 1, 0), ("B3", "GB", 4, 0), ("B4", "PE", 1, 0),
]  # fmt: skip


def table_of(ranks: pd.DataFrame, comparison: str, measure: str, area: str = "all") -> pd.DataFrame:
    chosen = (ranks["comparison"] == comparison) & (ranks["measure"] == measure) & (ranks["area"] == area)
    return ranks[chosen].set_index("entity")


def test_counts_and_ranks_are_those_by_hand() -> None:
    ranks, _ = ranked(ROWS)
    units = table_of(ranks, "groups", "units")
    assert units["count"].to_dict() == {"EU": 4, "other Europe": 1, "CN": 2, "US": 1, "PE": 1}
    assert units["rank"].to_dict() == {"EU": 1, "CN": 2, "other Europe": 3, "US": 3, "PE": 3}
    assert units.loc["CN", "share"] == 2 / 20
    ties = table_of(ranks, "groups", "ties")  # 7 ends inside, of which 6 are those of 3 pairs
    assert ties["count"].to_dict() == {"EU": 4, "other Europe": 4, "CN": 3, "US": 1, "PE": 1}
    assert ties["share"].sum() == pytest.approx(1)
    ends = table_of(ranks, "groups", "ends")
    assert ends.loc["EU", "count"] == 7
    assert table_of(ranks, "countries", "ends")["count"].to_dict() == {
        "BB": 4, "AA": 3, "CN": 3, "US": 1, "GB": 4, "PE": 1,
    }  # fmt: skip
    anywhere = table_of(ranks, "anywhere", "units").iloc[0]
    assert (anywhere["count"], anywhere["n"]) == (7, 20)
    assert pd.isna(anywhere["rank"])


def test_within_an_area_a_pair_with_the_rest_counts_whole() -> None:
    ranks, _ = ranked(ROWS)
    assert table_of(ranks, "groups", "ties", "CEE").loc["EU", "count"] == 3
    assert table_of(ranks, "groups", "ties", "other").loc["EU", "count"] == 4


def test_a_register_without_coverage_ranks_the_units_that_it_names_if_they_are_ten() -> None:
    few, _ = ranked(ROWS, entry=register(partial=True))
    assert few.empty
    rows = [(f"A{place}", "CN", 1, 0) for place in range(10)]
    ranks, _ = ranked(rows, entry=register(partial=True))
    row = table_of(ranks, "groups", "units").loc["CN"]
    assert (row["n"], row["base"], row["count"]) == (10, "named", 10)


def test_the_same_inputs_give_the_same_intervals() -> None:
    for one, two in zip(ranked(ROWS), ranked(ROWS), strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_the_interval_of_a_share_is_that_of_stratified_sampling() -> None:
    n = 40
    rows = [(f"A{place}", "CN", 1, 0) for place in range(20)] + [(f"B{place}", "CN", 1, 0) for place in range(10)]
    row = table_of(ranked(rows, n)[0], "groups", "units").loc["CN"]
    # variance of a mean of two strata of equal size, with n - 1 below (Cochran 1977, 5.6)
    variance = sum(p * (1 - p) / (n - 1) for p in (20 / n, 10 / n)) / 4
    assert (row["conf_high"] - row["conf_low"]) / 2 == pytest.approx(1.96 * variance**0.5, rel=0.06)


def test_two_partners_with_the_same_many_units_are_level_and_with_few_not_told_apart() -> None:
    def contrast(n: int, each: int) -> pd.Series:
        rows = [(f"{c}{place}", "CN", 1, 0) for c in "AB" for place in range(each)]
        rows += [(f"{c}{n - 1 - place}", "US", 1, 0) for c in "AB" for place in range(each)]
        found = ranked(rows, n)[1]
        keys = (found["kind"] == "partners") & (found["within"] == "all") & (found["measure"] == "units")
        return found[keys & (found["second"] == "US")].iloc[0]

    many, few = contrast(150, 110), contrast(12, 3)
    assert (many["verdict"], many["ratio"], many["difference"]) == (LEVEL, 1, 0)
    assert many["p_equivalence"] < 0.05
    assert few["verdict"] == OPEN
    assert few["difference"] == 0


def test_areas_are_set_against_all_other_countries() -> None:
    rows = [(f"B{place}", "CN", 1, 0) for place in range(36)] + [(f"A{place}", "CN", 2, 0) for place in range(4)]
    found = ranked(rows, 40)[1]
    areas = found[(found["kind"] == "areas") & (found["within"] == "CN")].set_index(["first", "measure"])
    assert set(areas.index) == {(area, measure) for area in ("CEE", "16+1") for measure in ("units", "ties")}
    row = areas.loc[("CEE", "units")]
    assert (row["first_value"], row["second_value"], row["verdict"]) == (0.9, 0.1, FIRST)
    assert areas.loc[("16+1", "ties"), "second_value"] == pytest.approx(0.2)


@profile(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=12), st.integers(0, 2**16))
def test_draws_keep_the_size_of_each_stratum_and_a_single_unit(strata: list[str], seed: int) -> None:
    names = np.array(strata)
    weights = draw_units(names, 50, np.random.default_rng(seed))
    for stratum in set(strata):
        members = weights[:, names == stratum]
        assert np.allclose(members.sum(axis=1), members.shape[1])
        if members.shape[1] == 1:
            assert (members == 1).all()


@profile(max_examples=40, deadline=None)
@given(arrays(float, st.tuples(st.integers(1, 15), st.integers(1, 6)), elements=st.integers(0, 4).map(float)))
def test_the_interval_of_ranks_holds_the_ranks_of_the_draws(drawn: np.ndarray) -> None:
    ranks = np.array([[1 + sum(other > value for other in row) for value in row] for row in drawn])
    low, high = rank_interval(drawn, 0.999999)
    assert (low == ranks.min(axis=0)).all()
    assert (high == ranks.max(axis=0)).all()


def test_level_goes_before_ahead() -> None:
    assert verdict_of(0.01, 0.02, 0.01, 0.05) == LEVEL
    assert verdict_of(0.01, 0.02, 0.3, 0.05) == FIRST
    assert verdict_of(-0.02, -0.01, 0.3, 0.05) == SECOND
    assert verdict_of(-0.02, 0.01, 0.3, 0.05) == OPEN


def test_second_ex_aequo_needs_all_three_contrasts() -> None:
    def claim(pair: str, *beside: str, beyond: bool = False) -> str:
        others = {(code, "JP"): verdict for code, verdict in zip(("CN", "US"), beside, strict=True)}
        apart = [("CN", "US")] if beyond else []
        return second_ex_aequo({("CN", "US"): pair, **others}, ["CN", "US"], apart)

    assert claim(LEVEL, FIRST, FIRST) == UPHELD
    assert claim(FIRST, FIRST, FIRST, beyond=True) == REJECTED
    assert claim(FIRST, FIRST, FIRST) == UNDECIDED, "ahead, but perhaps within the margin"
    assert claim(LEVEL, LEVEL, FIRST) == REJECTED
    assert claim(LEVEL, FIRST, SECOND) == REJECTED
    assert claim(OPEN, FIRST, FIRST) == UNDECIDED
    assert claim(LEVEL, OPEN, FIRST) == UNDECIDED


@pytest.mark.parametrize(
    ("low", "high", "verdict", "beyond"),
    [
        (1.3, 1.6, FIRST, True),
        (0.5, 0.7, SECOND, True),
        (1.1, 1.6, FIRST, False),
        (0.68, 0.92, SECOND, False),
        (0.9, 1.1, LEVEL, False),
        (float("nan"), float("nan"), FIRST, True),
        (float("nan"), float("nan"), OPEN, False),
    ],
)
def test_beyond_the_margin_is_more_than_ahead(low: float, high: float, verdict: str, beyond: bool) -> None:
    row = SimpleNamespace(ratio_low=low, ratio_high=high, margin=1.25, verdict=verdict)
    assert surely_beyond(row) is beyond


def test_named_values_are_those_of_the_tables() -> None:
    ranks, contrasts = ranked(ROWS)
    book = ValueBook("rule", "digest")
    enter_ranking(book, ranks, contrasts, ["CN", "US"], "list")
    values = {name: value.value for name, value in book._values.items()}
    assert values["rank.city.units.CN"] == 2
    assert values["rank.city.ties.EU.count"] == 4
    assert values["rank.city.units.any.share"] == 0.35
    assert values["contrast.city.units.CN.US"] == pytest.approx(0.05)
    assert values["claim.second.city.units"] in (REJECTED, UNDECIDED)


def test_without_registers_nothing_is_ranked() -> None:
    ranks, contrasts = rank_partner_countries(
        {},
        frame(3),
        COUNTRIES,
        names=NAMES,
        study=STUDY,
        registers={},
        ranking=Ranking(),
        confidence_level=0.95,
    )
    assert ranks.empty
    assert contrasts.empty


def test_an_unknown_register_of_the_ranking_is_named(root: Path) -> None:
    settings = yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))
    settings["ranking"]["registers"] = ["twin_town"]
    with pytest.raises(BadInput, match=r'ranking\.registers: "twin_town" is not defined'):
        load_configuration(settings)


def test_of_units_that_are_merely_named_nothing_follows() -> None:
    rows = [(f"{c}{place}", "CN", 1, 0) for c in "AB" for place in range(9)] + [("A0", "US", 1, 0), ("A9", "PE", 1, 0)]
    for entry, claim in ((register(), REJECTED), (register(partial=True), UNDECIDED)):
        ranks, contrasts = ranked(rows, entry=entry)
        book = ValueBook("rule", "digest")
        enter_ranking(book, ranks, contrasts, ["CN", "US"], "list")
        assert book._values["claim.second.city.units"].value == claim
