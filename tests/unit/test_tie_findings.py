"""Ties by country and list, what lists miss by country, and what changed between vintages, on hand-counted ties."""

from __future__ import annotations

import pandas as pd
import pytest

from paradiplomacy.config.registers import Register
from paradiplomacy.config.waves import Wave
from paradiplomacy.findings.fields import RECAPTURE_BY_COUNTRY, TIE_VINTAGES, TIES_BY_COUNTRY
from paradiplomacy.findings.overlap import TieList, chapman
from paradiplomacy.findings.recapture import LEAST_SHARED, recapture_by_country
from paradiplomacy.findings.ties import find_ties, ties_by_country
from paradiplomacy.findings.vintages import tie_vintages
from paradiplomacy.frame.fields import UNITS
from paradiplomacy.tables import typed

REGISTERS = {
    "old": Register(title="Old", sources=["o"], levels=["city"], as_of="2017-05", vintage_of="one"),
    "new": Register(title="New", sources=["n"], levels=["city"], countries=["IT"], as_of="2022-01", vintage_of="one"),
    "other": Register(title="Other", sources=["x1", "x2"], levels=["city"], as_of="2023-01"),
    "bits": Register(title="Bits", sources=["b"], levels=["city"], as_of="2016-09", vintage_of="one", partial=True),
}
WAVES = {"w": Wave(title="W", source="s", codebook="c", partner="CN", level="region", period="2021")}
UNIT_TABLE = typed(
    pd.DataFrame(
        [("i1", "city", "IT"), ("i2", "city", "IT"), ("p1", "city", "PL"), ("ir", "region", "IT")],
        columns=["unit_id", "level", "country"],
    ).assign(cee=False),
    UNITS,
)
COUNTRIES = pd.DataFrame([("IT", "Italy"), ("PL", "Poland")], columns=["country", "name"])
SHOWN = {
    "i1:a": "b o n",
    "i1:b": "o x1",
    "i2:c": "n x1 x2",
    "i2:d": "o",
    "p1:e": "o x2",
    "p1:f": "b",
    "ir:g": "s",
}
TIES = pd.DataFrame([(tie, tie.split(":")[0], "CN") for tie in SHOWN], columns=["tie_id", "unit_id", "partner"])
EVIDENCE = pd.DataFrame(
    [(tie, source) for tie, sources in SHOWN.items() for source in sources.split()], columns=["tie_id", "source"]
)


def test_ties_are_counted_by_country_and_list() -> None:
    table = ties_by_country(UNIT_TABLE, TIES, EVIDENCE, COUNTRIES, REGISTERS, WAVES, ["CN", "US"])
    typed_table = typed(table.assign(world="t"), TIES_BY_COUNTRY)
    TIES_BY_COUNTRY.validate(typed_table, "ties_by_country")
    rows = typed_table.set_index(["country", "level", "partner", "list"])[["units", "units_with_tie", "ties"]]
    cells = {key: values.fillna(-1).tolist() for key, values in rows.iterrows()}
    assert cells["IT", "city", "CN", "all"] == [2, 2, 4]
    assert cells["PL", "city", "CN", "all"] == [1, 1, 2]
    assert cells["IT", "city", "CN", "other"] == [2, 2, 2]  # two files of one register are one list
    assert cells["PL", "city", "CN", "new"] == [0, 0, 0]  # it does not cover Poland
    assert cells["IT", "city", "CN", "bits"] == [0, 1, 1]  # a part: evidence without coverage
    assert cells["IT", "region", "CN", "w"] == [-1, 1, 1]
    assert cells["IT", "city", "US", "all"] == [2, 0, 0]
    assert ("IT", "city", "CN", "w") not in cells
    assert ("IT", "region", "CN", "old") not in cells
    whole = typed_table[typed_table["list"] == "all"]
    assert whole["ties"].sum() == len(TIES)


def test_vintages_tell_what_stayed_vanished_and_appeared() -> None:
    table = typed(tie_vintages(UNIT_TABLE, TIES, EVIDENCE, REGISTERS, ["CN"]).assign(world="t"), TIE_VINTAGES)
    TIE_VINTAGES.validate(table, "tie_vintages")
    rows = table.set_index(["earlier", "later"])
    counts = ["ties_earlier", "still", "vanished", "vanished_elsewhere", "appeared"]
    # Poland is not covered by the new one, so that its tie did not vanish; of i1:b and i2:d the other list has one
    assert rows.loc[("old", "new"), counts].tolist() == [3, 1, 2, 1, 1]
    assert rows.loc[("bits", "old"), counts[:4]].tolist() == [2, 1, 1, 0]
    assert pd.isna(rows.loc[("bits", "old"), "appeared"])
    assert len(rows) == 2  # the other list has one vintage


def test_a_partial_vintage_is_never_the_later_one() -> None:
    late = {"old": REGISTERS["old"], "bits": REGISTERS["bits"].model_copy(update={"as_of": "2020-01"})}
    assert tie_vintages(UNIT_TABLE, TIES, EVIDENCE, late, ["CN"]).empty
    undated = {"old": REGISTERS["old"], "new": REGISTERS["new"].model_copy(update={"as_of": None})}
    assert tie_vintages(UNIT_TABLE, TIES, EVIDENCE, undated, ["CN"]).empty


@pytest.mark.parametrize("shared", [LEAST_SHARED - 1, LEAST_SHARED])
def test_a_country_has_an_estimate_from_seven_shared_ties_on(shared: int) -> None:
    units = typed(
        pd.DataFrame([("i", "city", "IT"), ("p", "city", "PL")], columns=["unit_id", "level", "country"]), UNITS
    )
    both = {f"i:{n}": "i" for n in range(shared)}
    first, second = both | {"i:a": "i", "p:a": "p"}, both | {"i:b": "i", "i:c": "i"}
    lists = [TieList(name, name, frozenset("ip"), tied, name) for name, tied in (("x", first), ("y", second))]
    table = typed(recapture_by_country(lists, units, "CN", "city", 0.95).assign(world="t"), RECAPTURE_BY_COUNTRY)
    RECAPTURE_BY_COUNTRY.validate(table, "recapture_by_country")
    rows = table.set_index("country")
    assert rows.loc["IT", ["units", "ties_a", "ties_b", "both", "seen"]].tolist() == [
        1, shared + 1, shared + 2, shared, shared + 3,
    ]  # fmt: skip
    expected = chapman(shared + 1, shared + 2, shared, 0.95)
    assert expected is not None
    assert rows["computable"].to_dict() == {"IT": shared >= LEAST_SHARED, "PL": False}
    if shared >= LEAST_SHARED:
        assert rows.loc["IT", "estimate"] == expected.estimate
    else:
        assert rows["estimate"].isna().all()


def test_the_tables_of_a_study_without_lists_are_empty_but_for_what_any_list_shows() -> None:
    found = find_ties(
        units=UNIT_TABLE,
        countries=COUNTRIES,
        dispositions=pd.DataFrame({"wave": [], "unit_id": [], "disposition": []}),
        ties=TIES,
        evidence=EVIDENCE,
        registers={},
        waves={},
        partners=["CN", "US"],
        levels=["city"],
        confidence_level=0.95,
    )
    empty = (found.tie_sources, found.tie_overlap, found.recapture_by_country, found.tie_vintages)
    assert [len(table) for table in empty] == [0, 0, 0, 0]
    assert set(found.ties_by_country["list"]) == {"all"}
