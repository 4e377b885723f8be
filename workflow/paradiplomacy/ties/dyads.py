"""Set what a unit says of a partner beside what the partner says of the unit; the first table of agreement in pairs.

Beside ties.build; a wave of partner places asks again what units and registers showed, so that it is no evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from paradiplomacy.tables import typed
from paradiplomacy.ties.build import tie_id
from paradiplomacy.ties.fields import DYADS

if TYPE_CHECKING:
    import pandas as pd


def compare_dyads(
    pairs: pd.DataFrame,
    answers: pd.DataFrame,
    named_partners: pd.DataFrame,
    dispositions: pd.DataFrame,
    *,
    existence: str,
    began: str | None,
    names: Mapping[str, str],
) -> pd.DataFrame:
    """Return one row per invited pair with the answer of either side (`DYADS`).

    The unit's answer is "named" with a state where a respondent names the place, "not_named" where the unit answered
    and does not, and "no_answer" where it did not answer; a unit names a few partners only, so that "not_named" is no
    denial.

    Parameters
    ----------
    pairs, answers
        invited pairs (`PAIRS`) of one wave and the answers of the places (`pair_answers_dataset` of its codebook).
    named_partners, dispositions
        of the waves that asked the units of this level about this partner country (NAMED_PARTNERS, DISPOSITIONS).
    existence, began
        fields of the partner places' answers: whether they cooperate, and since which year (None: not asked).
    names
        names of places in other languages with the one under which ties are merged.
    """
    import pandas as pd

    table = pairs[["wave", "unit_id", "partner", "place", "disposition"]].copy()
    table["tie_id"] = _ids(table, names)
    named = named_partners.assign(tie_id=_ids(named_partners, names))
    said = named.assign(status=named["status"].fillna("active")).groupby("tie_id")["status"].agg(["nunique", "first"])
    state = said["first"].where(said["nunique"] == 1, "unknown")
    replied = set(dispositions.loc[dispositions["disposition"] != "none", "unit_id"])
    table["unit_status"] = table["tie_id"].map(state)
    not_named = table["unit_id"].isin(replied).map({True: "not_named", False: "no_answer"})
    table["unit_answer"] = not_named.mask(table["unit_status"].notna(), "named")
    table["unit_year"] = table["tie_id"].map(named.groupby("tie_id")["year_start"].min())
    given = answers.assign(
        partner_answer=answers[existence],
        partner_year=pd.to_numeric(answers[began], errors="coerce") if began else pd.NA,
    )
    columns = ["unit_id", "place", "partner_answer", "partner_year"]
    table = table.merge(given[columns], on=["unit_id", "place"], how="left")
    table["partner_answer"] = table["partner_answer"].fillna("no_answer")
    return typed(table.sort_values(["wave", "unit_id", "place"]), DYADS)


def _ids(table: pd.DataFrame, names: Mapping[str, str]) -> Sequence[str]:
    return [
        tie_id(unit, partner, names.get(place, place))
        for unit, partner, place in zip(table["unit_id"], table["partner"], table["place"], strict=True)
    ]
