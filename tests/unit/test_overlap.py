"""Overlap of lists of ties and the number of ties in none of them, against hand-computed values and by simulation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy.config.load import load_configuration
from paradiplomacy.config.registers import Register
from paradiplomacy.config.waves import Wave
from paradiplomacy.findings.fields import TIE_OVERLAP, TIE_SOURCES
from paradiplomacy.findings.overlap import TieList, chapman, independent_pairs, tie_lists, tie_overlap, tie_sources
from paradiplomacy.frame.fields import UNITS
from paradiplomacy.reports.publication import facts_of_run
from paradiplomacy.tables import typed


def test_chapmans_estimate_is_the_hand_computed_one() -> None:
    # 10 marked, 15 caught, 5 of them marked: 11 * 16 / 6 - 1; Seber's variance is 11 * 16 * 5 * 10 / (36 * 7);
    # Chao's interval: 20 seen, 25/3 estimated unseen, exp(1.96 sqrt(log(1 + 34.92 / 69.44))) = 3.494
    found = chapman(10, 15, 5, 0.95)
    assert found is not None
    assert found.estimate == pytest.approx(28 + 1 / 3)
    assert found.std_error**2 == pytest.approx(8800 / 252)
    assert (found.conf_low, found.conf_high) == pytest.approx((20 + 8.3333 / 3.494, 20 + 8.3333 * 3.494), abs=0.01)


def test_one_list_within_the_other_leaves_nothing_unseen() -> None:
    found = chapman(4, 9, 4, 0.95)
    assert found is not None
    assert (found.estimate, found.std_error, found.conf_low, found.conf_high) == (9, 0, 9, 9)


def test_an_empty_list_tells_nothing_and_an_impossible_overlap_is_an_error() -> None:
    assert chapman(0, 9, 0, 0.95) is None
    with pytest.raises(ValueError, match="5 ties in both lists"):
        chapman(4, 9, 5, 0.95)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_the_interval_holds_the_estimate_and_never_ends_below_what_was_seen(
    first: int, second: int, data: st.DataObject
) -> None:
    both = data.draw(st.integers(0, min(first, second)))
    found = chapman(first, second, both, 0.95)
    assert found is not None
    assert found == chapman(second, first, both, 0.95)
    assert first + second - both <= found.conf_low <= found.estimate <= found.conf_high


def simulated(size: int, repeats: int, lift: float) -> tuple[float, float]:
    """Return mean estimate and share of intervals that hold the truth; `lift` is what being in one list adds."""
    draw = np.random.default_rng(3)
    estimates, held = [], 0
    for _ in range(repeats):
        first = draw.random(size) < 0.5
        second = draw.random(size) < 0.4 + lift * first
        found = chapman(int(first.sum()), int(second.sum()), int((first & second).sum()), 0.95)
        assert found is not None
        estimates.append(found.estimate)
        held += found.conf_low <= size <= found.conf_high
    return float(np.mean(estimates)), held / repeats


def test_under_independence_the_estimate_is_unbiased_and_its_interval_holds_its_level() -> None:
    mean, held = simulated(size=200, repeats=2000, lift=0)
    assert mean == pytest.approx(200, abs=1.6)  # four standard errors of the mean
    assert 0.93 < held < 0.975


def test_lists_that_depend_on_each_other_give_too_small_a_number() -> None:
    mean, held = simulated(size=200, repeats=500, lift=0.3)
    assert mean < 170
    assert held < 0.2


REGISTERS = {
    "english": Register(title="E", sources=["e1", "e2"], levels=["city"]),
    "italian": Register(title="I", sources=["i"], levels=["city"], countries=["IT"]),
}
WAVES = {"w": Wave(title="W", source="s", codebook="c", partner="CN", level="city", period="2021")}
UNIT_TABLE = typed(
    pd.DataFrame(
        {
            "unit_id": ["i1", "i2", "p1", "p2", "r"],
            "level": ["city"] * 4 + ["region"],
            "country": ["IT", "IT", "PL", "PL", "IT"],
            "cee": [False, False, True, True, False],
        }
    ),
    UNITS,
)
TIES = pd.DataFrame(
    [("i1:x", "i1"), ("i1:y", "i1"), ("i2:x", "i2"), ("p1:x", "p1"), ("p2:x", "p2"), ("p2:z", "p2")],
    columns=["tie_id", "unit_id"],
).assign(partner="CN")
EVIDENCE = pd.DataFrame(
    [("i1:x", "e1"), ("i1:x", "i"), ("i1:y", "i"), ("i2:x", "i"), ("p1:x", "e2"), ("p1:x", "s"), ("p2:x", "s")],
    columns=["tie_id", "source"],
)
ANSWERED = pd.DataFrame(
    [("w", "p1", "complete"), ("w", "p2", "partial"), ("w", "i2", "complete"), ("w", "i1", "none")],
    columns=["wave", "unit_id", "disposition"],
)


def lists() -> list[TieList]:
    return tie_lists(UNIT_TABLE, ANSWERED, TIES, EVIDENCE, REGISTERS, WAVES, "CN", "city")


def test_a_list_covers_its_countries_or_those_that_answered() -> None:
    covered = {one.name: sorted(one.covered) for one in lists()}
    assert covered == {"english": ["i1", "i2", "p1", "p2"], "italian": ["i1", "i2"], "w": ["i2", "p1", "p2"]}
    assert tie_lists(UNIT_TABLE, ANSWERED, TIES, EVIDENCE, REGISTERS, WAVES, "CN", "region") == []


def test_each_list_is_counted_with_what_it_alone_shows_and_turns() -> None:
    table = typed(tie_sources(lists(), "CN", "city").assign(world="t"), TIE_SOURCES).set_index("list")
    columns = ["ties", "units_with_tie", "ties_only_here", "turned_in_order", "turned_as_last"]
    assert table[columns].T.to_dict("list") == {
        "english": [2, 2, 0, 0, 0],  # the first list turns none: before it nobody had looked
        "italian": [3, 2, 2, 1, 1],
        "w": [2, 2, 1, 1, 1],
    }


def test_pairs_count_units_that_both_cover() -> None:
    table = typed(tie_overlap(lists(), UNIT_TABLE, "CN", "city", 0.95).assign(world="t"), TIE_OVERLAP)
    rows = table.set_index(["list_a", "list_b", "group"])
    counts = ["units", "ties_a", "ties_b", "both", "seen"]
    assert rows.loc[("english", "italian", "all"), counts].tolist() == [2, 1, 3, 1, 3]
    assert rows.loc[("english", "w", "CEE"), counts].tolist() == [2, 1, 2, 1, 2]
    assert rows.loc[("english", "w", "all"), counts].tolist() == [3, 1, 2, 1, 2]
    assert rows.loc[("italian", "w", "all"), counts].tolist() == [1, 1, 0, 0, 1]
    assert pd.isna(rows.loc[("italian", "w", "all"), "estimate"])
    assert ("english", "italian", "other") not in rows.index  # it is all that the two cover
    assert rows.loc[("english", "italian", "all"), "estimate"] == 3
    assert set(table.loc[table["leading"], "list_b"]) == {"italian"}  # 3 and 2 ties; of equals the earlier


def test_vintages_of_one_list_are_no_pair_and_the_leading_pair_is_of_two_lists() -> None:
    sizes = {"old": 5, "new": 9, "other": 3, "small": 1}
    lists = [
        TieList(
            name, name, frozenset("u"), {f"t{n}": "u" for n in range(size)}, "one" if name in ("old", "new") else name
        )
        for name, size in sizes.items()
    ]
    pairs = {(one.name, other.name): leading for one, other, leading in independent_pairs(lists)}
    assert ("old", "new") not in pairs
    assert len(pairs) == 5
    assert [pair for pair, leading in pairs.items() if leading] == [("new", "other")]
    assert independent_pairs(lists[:2]) == []


def test_a_partial_register_covers_nothing() -> None:
    partial = REGISTERS["english"].model_copy(update={"partial": True})
    found = tie_lists(UNIT_TABLE, ANSWERED, TIES, EVIDENCE, {"english": partial}, {}, "CN", "city")
    assert found == []


def test_the_passage_on_overlap_stands_where_two_lists_can_be_compared(root: Path) -> None:
    settings = yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))
    both = load_configuration(settings)
    assert "several_registers" in facts_of_run(both, both.studies["cee_china"])  # a register and the survey
    survey = load_configuration(settings | {"registers": {}, "ranking": {"registers": []}})
    assert "several_registers" not in facts_of_run(survey, survey.studies["cee_china"])


def test_the_passage_on_vintages_stands_where_a_list_has_two_dated_ones(root: Path) -> None:
    settings = yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))
    both = load_configuration(settings)
    assert "vintages" in facts_of_run(both, both.studies["cee_china"])
    one = {name: register for name, register in settings["registers"].items() if name != "wikidata_2017"}
    later = load_configuration(settings | {"registers": one})
    assert "vintages" not in facts_of_run(later, later.studies["cee_china"])
