"""The register of units: types of cooperation, what each source shows, and which sources disagree."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Outcome, Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.findings.partner_fields import UNIT_REGISTER, UNIT_TYPES
from paradiplomacy.findings.unit_register import register_units, unit_types
from paradiplomacy.frame.fields import UNITS
from paradiplomacy.survey.fields import DISPOSITIONS
from paradiplomacy.tables import typed
from paradiplomacy.ties.fields import EVIDENCE, TIES

SIZES = {"A1": 60_000, "A2": 120_000, "A3": 70_000, "A4": 80_000}
SAYS = {("A1", "CN"): True, ("A1", "US"): False, ("A2", "CN"): True, ("A2", "US"): True, ("A3", "CN"): False,
        ("A3", "US"): False, ("A4", "CN"): None, ("A4", "US"): True}  # fmt: skip
HELD = [("A1", "CN", "first"), ("A1", "CN", "second"), ("A3", "CN", "first"), ("A2", "US", "wave_us")]


def analysis(says: dict[tuple[str, str], bool | None]) -> pd.DataFrame:
    rows = [("s", partner, unit, answer) for (unit, partner), answer in says.items()]
    table = pd.DataFrame(rows, columns=["study", "partner", "unit_id", "yes"])
    return table.astype({"yes": "boolean"})


def registered() -> tuple[pd.DataFrame, pd.DataFrame]:
    units = pd.DataFrame(
        [(unit, "city", f"City {unit}", "AA", size) for unit, size in SIZES.items()],
        columns=["unit_id", "level", "name", "country", "population"],
    )
    ties = pd.DataFrame(
        [(f"{u}:{p}:{s}", u, p, "unknown") for u, p, s in HELD] + [("A4:US:planned", "A4", "US", "planned")],
        columns=["tie_id", "unit_id", "partner", "status"],
    )
    evidence = pd.DataFrame(
        [(f"{u}:{p}:{s}", s) for u, p, s in HELD] + [("A4:US:planned", "first")], columns=["tie_id", "source"]
    )
    dispositions = pd.DataFrame(
        [("A1", "cn", "CN", "complete"), ("A2", "cn", "CN", "partial"), ("A3", "cn", "CN", "none")],
        columns=["unit_id", "wave", "partner", "disposition"],
    )
    wave = {"codebook": "c.yaml", "level": "city", "period": "2021"}
    study = Study(title="s", partners=["CN", "US"], levels=["city"], countries="all", outcomes=["yes"], models=["m"])
    return register_units(
        units=typed(units, UNITS),
        countries=pd.DataFrame({"country": ["AA"]}),
        dispositions=typed(dispositions, DISPOSITIONS),
        ties=typed(ties, TIES),
        evidence=typed(evidence, EVIDENCE),
        analysis=analysis(SAYS),
        name="s",
        study=study,
        outcome="yes",
        outcomes={
            "yes": Outcome(
                label="y", kind="binary", evidence="survey", field="y", counts_as_yes=["yes"], counts_as_no=["no"]
            )
        },
        waves={
            "cn": Wave(title="CN", source="wave_cn", partner="CN", **wave),
            "us": Wave(title="US", source="wave_us", partner="US", **wave),
        },
        registers={
            "one": Register(title="One", sources=["first"], levels=["city"]),
            "two": Register(title="Two", sources=["second"], levels=["city"], countries=["BB"]),
        },
    )


def test_the_register_holds_type_response_and_evidence_of_each_unit_and_partner() -> None:
    register, _ = registered()
    UNIT_REGISTER.validate(typed(register.assign(world="w"), UNIT_REGISTER), "unit_register")
    rows = register.set_index(["unit_id", "partner"])
    assert rows.xs("CN", level="partner")["type"].to_dict() == {
        "A1": "CN only", "A2": "both", "A3": "none", "A4": "not known",
    }  # fmt: skip
    columns = ["response", "ties", "sources", "silent", "disagree"]
    said = rows[columns].astype(object).where(rows[columns].notna(), None)
    # the second register covers another country: what it shows counts, its silence does not
    assert said.loc[("A1", "CN")].tolist() == ["cn: complete", 2, "one: 1|two: 1|cn (yes)", None, False]
    assert said.loc[("A1", "US")].tolist() == [None, 0, None, "one|us", False]
    assert said.loc[("A2", "CN")].tolist() == ["cn: partial", 0, "cn (yes)", "one", True]
    assert said.loc[("A2", "US")].tolist() == [None, 1, "us (yes): 1", "one", True]
    assert said.loc[("A3", "CN")].tolist() == ["cn: none", 1, "one: 1", "cn", True]
    assert said.loc[("A4", "US"), "ties"] == 0  # a tie that is planned is none
    assert said.loc[("A4", "CN"), "sources"] is None


def test_the_summary_counts_each_unit_once_in_each_grouping() -> None:
    _, types = registered()
    UNIT_TYPES.validate(typed(types.assign(world="w"), UNIT_TYPES), "unit_types")
    every = types[types["grouping"] == "all"].set_index("type")["units"].to_dict()
    assert every == {"none": 1, "CN only": 1, "US only": 0, "both": 1, "not known": 1}
    assert (
        types.groupby(["grouping", "group"])["units"].sum() == types.groupby(["grouping", "group"])["n"].first()
    ).all()
    assert types.groupby("grouping")["units"].sum().to_dict() == {"all": 4, "country": 4, "size": 4}
    larger = types[(types["group"] == "100,000 to 250,000") & (types["units"] > 0)]
    assert larger["type"].tolist() == ["both"]


@pytest.mark.parametrize(
    ("says", "kind"),
    [((True, True, True), "all"), ((True, False, True), "CN and JP"), ((False, True, False), "US only"),
     ((False, False, False), "none"), ((True, None, False), "not known")],
)  # fmt: skip
def test_types_of_three_partners(says: tuple[bool | None, ...], kind: str) -> None:
    partners = ["CN", "US", "JP"]
    table = analysis({("A1", partner): answer for partner, answer in zip(partners, says, strict=True)})
    assert unit_types(table, "yes", partners).to_dict() == {"A1": kind}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([True, False, None]), st.sampled_from([True, False, None])), min_size=1))
def test_each_unit_has_one_type_and_turned_partners_turn_it(answers: list[tuple[bool | None, bool | None]]) -> None:
    says = {(f"A{n}", p): a for n, pair in enumerate(answers) for p, a in zip(("CN", "US"), pair, strict=True)}
    turned = {(unit, {"CN": "US", "US": "CN"}[partner]): answer for (unit, partner), answer in says.items()}
    types, other = (unit_types(analysis(table), "yes", ["CN", "US"]) for table in (says, turned))
    swap = {"CN only": "US only", "US only": "CN only"}
    assert len(types) == len(answers)
    assert [swap.get(kind, kind) for kind in types] == list(other.reindex(types.index))
