"""Ties on web pages as they are decided in the end: by people where they coded, by the classifier elsewhere.

The last step of the web stage; the stage of ties reads from here. Each tie says who decided it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.tables import typed
from paradiplomacy.web.coding import ADJUDICATOR
from paradiplomacy.web.coding_fields import NO, YES
from paradiplomacy.web.coding_plan import items_of
from paradiplomacy.web.coding_returns import NO_LONGER_FOUND, NO_LONGER_SAMPLED
from paradiplomacy.web.evidence_fields import PAGE_TIES

if TYPE_CHECKING:
    import pandas as pd

BY_CLASSIFIER, BY_CODER, BY_ADJUDICATOR = "classifier", "coder", "adjudicated"

TIE_DECISIONS = Dataset(
    name="tie_decisions",
    content="public",
    description="Ties that web pages state, one row per page and partner place, with who decided; people go first.",
    key=PAGE_TIES.key,
    fields=(
        *PAGE_TIES.fields,
        Field("decided_by", "text", "who decided whether it is a tie",
              allowed=(BY_CLASSIFIER, BY_CODER, BY_ADJUDICATOR), required=True),
        Field("coder", "text", "pseudonym of the coder, two who agree separated by |, or adjudicator"),
        Field("classifier_decision", "text", "what the classifier alone would have said", allowed=("tie", "no tie"),
              required=True),
    ),
)  # fmt: skip

CODING_COUNTS = Dataset(
    name="coding_counts",
    content="public",
    description="How far the human coding has come, and what it changed.",
    key=("step",),
    fields=(
        Field("step", "integer", "place in the order of work", minimum=1, required=True),
        Field("measure", "text", "what is counted", required=True),
        Field("count", "integer", "passages", minimum=0, required=True),
    ),
)


def decide_page_ties(ties: pd.DataFrame, coded: pd.DataFrame | None) -> pd.DataFrame:
    """Return `TIE_DECISIONS`.

    Where people coded yes or no, their decision counts, and for ties their form, status and year; the passage needs no
    review any more. Where they found it unclear, or two differ and nobody has adjudicated, the classifier's stands.

    Parameters
    ----------
    ties
        `PAGE_TIES`.
    coded
        `CODED`; None where nothing is coded.
    """
    table = ties.assign(classifier_decision=ties["decision"], decided_by=BY_CLASSIFIER, coder=None)
    if coded is None or coded.empty:
        return typed(table, TIE_DECISIONS)
    table["item"] = items_of(ties)
    human = coded[coded["tie"].isin([YES, NO])].set_index("item")
    told = table["item"].isin(human.index)
    codes = human.reindex(table["item"]).set_axis(table.index)
    table["decided_by"] = table["decided_by"].where(
        ~told, codes["coder"].eq(ADJUDICATOR).map({True: BY_ADJUDICATOR, False: BY_CODER})
    )
    table["coder"] = codes["coder"]
    table["decision"] = table["decision"].where(~told, codes["tie"].map({YES: "tie", NO: "no tie"}))
    table["review"] = table["review"] & ~told
    tie = told & codes["tie"].eq(YES)
    for name in ("form", "status", "year_start"):
        table[name] = table[name].where(~tie, codes[name])
    dated = tie & codes["year_start"].notna()
    undated = tie & codes["year_start"].isna()
    table["year_kind"] = table["year_kind"].mask(dated, "stated")
    # a year is stated or derived while there is one; of the ending people were not asked
    table["year_kind"] = table["year_kind"].mask(undated & table["year_end"].isna())
    return typed(table.drop(columns="item"), TIE_DECISIONS)


def count_coding(
    decisions: pd.DataFrame, sample: pd.DataFrame | None, codes: pd.DataFrame | None, coded: pd.DataFrame | None
) -> pd.DataFrame:
    """Return `CODING_COUNTS`; empty where nobody codes.

    Parameters
    ----------
    decisions, sample, codes, coded
        `TIE_DECISIONS`, `CODING_SAMPLE`, `CODES` and `CODED`.
    """
    import pandas as pd

    if sample is None or codes is None or coded is None:
        return typed(pd.DataFrame(columns=CODING_COUNTS.columns), CODING_COUNTS)
    people = codes[codes["coder"] != ADJUDICATOR]
    coders = people.groupby("item")["coder"].nunique()
    how = coded["decided_by"].value_counts()
    standing = codes.drop_duplicates("item")["standing"]
    twice = int((coders > 1).sum())
    by_people = decisions["decided_by"] != BY_CLASSIFIER
    rows = [
        ("places found on pages", len(decisions)),
        ("drawn: likely ties and the band of doubt, all", (sample["drawn_as"] == "likely").sum()),
        ("drawn: of the others, by chance", (sample["drawn_as"] == "unlikely").sum()),
        ("drawn and coded", sample["item"].isin(coders.index).sum()),
        ("coded by two", twice),
        ("of these, the coders differ", twice - int(how.get("agreement", 0))),
        ("of these, adjudicated", int(how.get("adjudication", 0))),
        ("decided by people", by_people.sum()),
        ("of these, against the classifier", (decisions["decision"] != decisions["classifier_decision"]).sum()),
        ("in the band of doubt and left to the classifier", decisions["review"].sum()),
        ("coded earlier, no longer drawn", (standing == NO_LONGER_SAMPLED).sum()),
        ("coded earlier, no longer found", (standing == NO_LONGER_FOUND).sum()),
    ]
    table = pd.DataFrame(rows, columns=["measure", "count"])
    return typed(table.assign(step=range(1, len(table) + 1), count=table["count"].astype(int)), CODING_COUNTS)
