"""Parties of heads: keys of four kinds, faults with a remedy, terms, and the party in office by day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from frame_evidence import CABINETS, evidence, settings
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from paradiplomacy.frame.build import build_frame
from paradiplomacy.frame.fields import PARTIES_IN_OFFICE
from paradiplomacy.frame.local_parties import PartyRegister, local_terms
from paradiplomacy.frame.parties import parties_in_office
from paradiplomacy.problems import BadInput
from paradiplomacy.readers.parties import (
    LOCAL_PARTIES,
    read_ches_keys,
    read_local_parties,
    read_parlgov_parties,
    read_wikidata_keys,
)

UNITS = {"AA001C", "AA002C", "EL001C"}
# Party Facts 11 leads to the Reds by the Chapel Hill survey, 12 to the Blues by their name; 13 leads nowhere
WIKIDATA = pd.DataFrame(
    [
        ("AAA", 11, "Q11", "Scarlets", None),
        ("AAA", 12, "Q12", "The Blues", "Blaue"),
        ("AAA", 13, "Q13", "Greens", "Grüne"),
    ],
    columns=["country", "partyfacts_id", "wikidata_id", "name", "name_native"],
)
CHES = pd.DataFrame({"party_id": [101, 999], "partyfacts_id": pd.array([11, None], dtype="Int64")})


def terms(*rows: tuple[str, str, str | None, str], **changes: Any) -> pd.DataFrame:
    table = pd.DataFrame(
        [(*row, number) for number, row in enumerate(rows, 2)], columns=[*LOCAL_PARTIES.columns[:4], "row"]
    )
    tables = {"wikidata": WIKIDATA, "ches": CHES} | changes
    return local_terms(evidence(local=table, **tables), UNITS, settings().parties)


@pytest.mark.parametrize(
    ("key", "party"), [("1", 1), ("r", 1), ("Reds", 1), ("Rote", 1), ("Q11", 1), ("partyfacts:12", 2), ("Q12", 2)]
)
def test_a_party_is_found_by_each_of_its_keys(key: str, party: int) -> None:
    assert terms(("AA001C", "2020-01-01", None, key))["party_id"].tolist() == [party]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("Redds", 'row 2, column "party": "Redds" found, a party_id of parties, or the name of a party of the '
         'country; did you mean "Reds"'),
        ("77", '"77" found, a party_id of parties, or the name of a party of the country; correct it'),
        ("4", '"4" found, a party of AAA; correct the key, or the unit'),
        ("Q13", "a party that Party Facts leads to ParlGov (frame.parties.keys names its lists); give"),
        ("partyfacts:99", "give its party_id"),
    ],
)  # fmt: skip
def test_an_unknown_party_is_a_sentence_with_a_remedy(key: str, said: str) -> None:
    with pytest.raises(BadInput) as bad:
        terms(("AA001C", "2020-01-01", None, key))
    assert said in bad.value.report()


def test_a_name_of_two_parties_asks_for_the_number() -> None:
    parties = evidence().parties.assign(party_name=["Rote", "Rote", "x", "y"])
    with pytest.raises(BadInput, match=r"a key that one party bears; give its party_id \(1, 2\)"):
        terms(("AA001C", "2020-01-01", None, "Rote"), parties=parties)


def test_all_faults_of_the_terms_are_told_at_once() -> None:
    with pytest.raises(BadInput) as bad:
        terms(
            ("AA001C", "2020-01-01", "2021-12-31", "1"),
            ("AA001C", "2021-12-31", None, "2"),
            ("AA002C", "2020-01-01", "2019-12-31", "1"),
            ("ZZ9", "2020-01-01", None, "1"),
        )
    assert [(problem.row, problem.column) for problem in bad.value.problems] == [(3, "from"), (4, "to"), (5, "unit_id")]
    assert "row 2 is in office, too" in bad.value.report()


@limits(deadline=None, max_examples=30)
@given(days=st.lists(st.dates(min_value=date(1950, 1, 1)).map(str), min_size=2, max_size=6, unique=True))
def test_terms_that_follow_one_another_are_taken_and_one_day_more_is_not(days: list[str]) -> None:
    days = sorted(days)
    pairs = list(pairwise(days))
    before = {day: str(pd.Period(day, "D") - 1) for day in days}
    rows = [("AA001C", first, max(first, before[last]), "1") for first, last in pairs]
    assert len(terms(*rows, ("AA001C", days[-1], None, "2"))) == len(days)
    with pytest.raises(BadInput, match="one party in office at a time"):
        terms(*[(unit, first, last, party) for (unit, first, _, party), (_, last) in zip(rows, pairs, strict=True)],
              ("AA001C", days[-1], None, "2"))  # fmt: skip


def test_the_party_of_each_day_with_its_beginning_source_and_end_of_the_source() -> None:
    configured = settings(parties={"dates": {"US": "2022-01-01"}}).parties
    units = pd.DataFrame({"unit_id": ["AA001C", "AA002C", "EL001C"], "country": ["AA", "AA", "EL"]})
    office = parties_in_office(units, evidence(), UNITS | {"AA003C"}, configured)
    assert PARTIES_IN_OFFICE.problems(office, "parties") == []
    table = office.set_index(["unit_id", "date"])
    assert sorted(table.index.get_level_values("date").unique()) == ["2021-01-01", "2022-01-01"]
    own = table.loc[("AA001C", "2022-01-01")]
    assert own[["party", "party_level", "since", "source"]].tolist() == ["Reds", "local", "2021-01-01", "local"]
    assert pd.isna(own["source_ends"])
    # the last cabinet of the source is of June 2021; it has no party at all
    assert table.loc[("AA002C", "2022-01-01")].isna().all()
    late = table.loc[("EL001C", "2022-01-01")]
    assert late[["party", "since", "source", "source_ends"]].tolist() == [
        "Hellas",
        "2019-01-01",
        "cabinets",
        "2021-06-01",
    ]
    assert pd.isna(table.loc[("EL001C", "2021-01-01"), "source_ends"])


def test_a_copartisan_is_of_a_party_of_the_cabinet_and_no_head_without_party_is_one() -> None:
    local = pd.DataFrame(
        [("AA001C", "2020-01-01", None, "1", 2), ("AA002C", "2020-01-01", None, "none", 3)],
        columns=[*LOCAL_PARTIES.columns[:4], "row"],
    )
    units = pd.DataFrame({"unit_id": ["AA001C", "AA002C", "EL001C"], "country": ["AA", "AA", "EL"]})

    def copartisans(day: str) -> list[Any]:
        found = parties_in_office(units, evidence(local=local), UNITS, settings(parties={"date": day}).parties)
        return found["copartisan"].tolist()

    # the Reds sit in the cabinet of 2020 beside a prime minister without party, in that of 2021 nobody of a party does
    assert copartisans("2021-01-01") == [True, False, pd.NA]
    assert copartisans("2021-07-01") == [False, False, pd.NA]
    alone = CABINETS[CABINETS["country_name_short"] == "GRC"]
    unknown = parties_in_office(units, evidence(local=local, cabinets=alone), UNITS, settings().parties)
    assert unknown["copartisan"].isna().all()  # no cabinet of the country is known


def test_the_census_takes_the_party_of_its_own_day() -> None:
    frame = build_frame(evidence(), settings(parties={"dates": {"US": "2020-12-31"}}))
    table = frame.units.set_index("unit_id")
    assert table.loc["AA001C", ["party", "copartisan"]].tolist() == ["Reds", True]
    then = frame.parties.set_index(["unit_id", "date"])
    assert then.loc[("AA001C", "2020-12-31"), "party"] == "Blues"
    sources = frame.covariate_sources.set_index(["unit_id", "field"])
    assert sources.loc[("AA001C", "copartisan"), ["source", "year"]].tolist() == ["local", 2021]
    assert ("AA002C", "copartisan") not in sources.index


def test_the_template_has_the_columns_of_the_table(root: Path) -> None:
    empty = read_local_parties(root / "resources/local_parties_template.csv")
    assert list(empty.columns) == [*LOCAL_PARTIES.columns, "row"]
    assert empty.empty


@pytest.mark.mirror
def test_the_lists_of_party_facts_lead_to_parlgov(mirror: Path) -> None:
    register = PartyRegister(
        evidence(
            parties=read_parlgov_parties(mirror / "parlgov/view_party.csv"),
            wikidata=read_wikidata_keys(mirror / "partyfacts/wikidata.csv"),
            ches=read_ches_keys(mirror / "partyfacts/ches.csv"),
        )
    )
    keys = {"Q49762": "DEU", "Q49768": "DEU", "CDU": "DEU", "Civic Platform": "POL"}
    found = {key: register.find(key, country)[0] for key, country in keys.items()}
    assert None not in found.values(), found
    assert found["Q49762"] == found["CDU"]  # not the alliance with the CSU, which bears the same number in the survey
    assert found["Q49768"] == register.find("SPD", "DEU")[0]
