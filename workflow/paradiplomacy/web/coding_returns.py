"""Coding sheets as they came back: read and checked all at once, joined to today's sample, and what is still open.

After the sample and before agreement and decisions. A row is known by its seal, not by today's sample, so that codes
given before a change of the classifier are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.spreadsheet import read_sheet
from paradiplomacy.tables import typed
from paradiplomacy.web.coding import ADJUDICATOR, adjudication_rows, as_codings, disagreements, settle
from paradiplomacy.web.coding_fields import CODED, CODES, CODINGS, STANDINGS
from paradiplomacy.web.coding_plan import items_of
from paradiplomacy.web.coding_sheets import (
    FILLED,
    FIRST_ROW,
    LOCKED,
    SEAL,
    SHEET,
    code_problems,
    coding_workbook,
    seal_of,
)

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("page_id", "partner", "place")
NEEDED = ("item", "coder", *KEYS, SEAL, *FILLED)
SAMPLED, NO_LONGER_SAMPLED, NO_LONGER_FOUND = STANDINGS
RULE = "measure_reliability"


def read_returned_sheets(sheets: Mapping[str, str | Path], adjudication: Mapping[str, str | Path]) -> pd.DataFrame:
    """Return the codings of all sheets: `CODINGS`, the key of the passage, source id and row.

    Parameters
    ----------
    sheets, adjudication
        path of each sheet of a coder, and of the adjudicator, by source id.

    Raises
    ------
    BadInput
        with everything that is wrong with all sheets: columns taken out, locked cells changed, codes absent or unknown,
        a sheet of an adjudicator among those of coders, a passage that a coder coded twice.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for source, path, ruling in (
        *((source, path, False) for source, path in sheets.items()),
        *((source, path, True) for source, path in adjudication.items()),
    ):
        try:
            header, records, found = read_sheet(Path(path), SHEET, ())
        except BadInput as bad:
            problems += bad.problems
            continue
        file = Path(path).as_posix()
        absent = [name for name in NEEDED if header.count(name) != 1]
        remedy = "copy the codes into the sheet as it was sent out"
        problems += found
        problems += [Problem(file, "this column once", remedy, row=1, column=name) for name in absent]
        if absent:
            continue
        for number, cells in enumerate(records, FIRST_ROW):
            if cells:
                row = dict(zip(header, cells, strict=True))
                problems += _row_problems(row, ruling, file, number)
                rows.append(row | {"source": source, "row": number, "file": file})
    problems += _repeated(rows)
    if problems:
        raise BadInput(problems)
    columns = [*CODINGS.columns, *KEYS, "source", "row"]
    text = pd.DataFrame(rows, columns=columns).replace("", pd.NA)
    return pd.concat([as_codings(text[list(CODINGS.columns)]), text[[*KEYS, "source", "row"]]], axis=1)


def _row_problems(row: Mapping[str, str], ruling: bool, file: str, number: int) -> list[Problem]:
    found = []
    if (row["coder"] == ADJUDICATOR) != ruling:
        expected = f"the name {ADJUDICATOR}" if ruling else "the pseudonym of a coder"
        remedy = "name the sheet under coding.sheets or coding.adjudication, where it belongs"
        found.append(Problem(file, expected, remedy, number, "coder", row["coder"]))
    if row[SEAL] != seal_of({name: row.get(name, "") for name in LOCKED}):
        remedy = "restore them from the sheet as it was sent out"
        found.append(
            Problem(file, "the locked cells of this row as they were sent out", remedy, number, "item", row["item"])
        )
    return found + code_problems(row, file, number)


def _repeated(rows: Sequence[Mapping[str, Any]]) -> list[Problem]:
    seen: dict[tuple[str, str], Mapping[str, Any]] = {}
    found = []
    for row in rows:
        first = seen.setdefault((row["item"], row["coder"]), row)
        if first is not row:
            expected = f"each passage once of a coder; {first['source']} has it in row {first['row']}"
            found.append(Problem(row["file"], expected, "take one of the two out", row["row"], "item", row["item"]))
    return found


def join_codings(returned: pd.DataFrame, sample: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
    """Return the returned codings with their standing today, and the inclusion of those in the sample."""
    drawn = dict(zip(sample["item"], sample["inclusion"], strict=True))
    known = set(items_of(candidates))
    standing = [
        SAMPLED if item in drawn else NO_LONGER_SAMPLED if item in known else NO_LONGER_FOUND
        for item in returned["item"]
    ]
    return returned.assign(standing=standing, inclusion=returned["item"].map(drawn).astype("Float64"))


def codes_table(joined: pd.DataFrame) -> pd.DataFrame:
    """Return every code of the joined codings as a row of its own (`CODES`)."""
    kept = ["item", *KEYS, "coder", "standing", "source"]
    text = joined.assign(**{name: joined[name].astype("string") for name in FILLED})
    long = text.melt(id_vars=kept, value_vars=list(FILLED), var_name="variable", value_name="code")
    return typed(long.dropna(subset=["code"])[list(CODES.columns)], CODES)


def coded_passages(joined: pd.DataFrame) -> pd.DataFrame:
    """Return one code per passage and variable (`CODED`), without passages on which two coders differ unadjudicated."""
    codings = joined[list(CODINGS.columns)]
    open_items = set(unsettled(codings)["item"])
    passages = joined[["item", *KEYS, "inclusion"]].drop_duplicates("item")
    settled = codings[~codings["item"].isin(open_items)]
    return typed(settle(settled, passages[~passages["item"].isin(open_items)]), CODED)


def unsettled(codings: pd.DataFrame) -> pd.DataFrame:
    """Return item and variables on which two coders differ and no adjudicator has decided."""
    decided = codings.loc[codings["coder"] == ADJUDICATOR, "item"]
    return disagreements(codings[~codings["item"].isin(decided)])


def adjudication_workbook(
    joined: pd.DataFrame, sample: pd.DataFrame, candidates: pd.DataFrame, stamp: str = ""
) -> bytes:
    """Return the sheet in which an adjudicator decides the passages that are found today and that coders differ on."""
    import pandas as pd

    codings = joined[list(CODINGS.columns)]
    earlier = joined[joined["standing"] == NO_LONGER_SAMPLED].drop_duplicates("item")
    order = range(len(sample) + 1, len(sample) + len(earlier) + 1)
    passages = pd.concat([sample, earlier[["item", *KEYS]].assign(order=order)], ignore_index=True)
    return coding_workbook(adjudication_rows(unsettled(codings), codings, passages, candidates), stamp)


def passages_to_code(sample: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Return the passages of the sample that still need a coding; `coders` are those from whom it is awaited.

    A coding by anybody counts, so that a passage which a changed plan gives to another coder is not asked for again.
    """
    given = codings[codings["coder"] != ADJUDICATOR].groupby("item")["coder"].agg(set).to_dict()
    awaited = []
    for item, coders in zip(sample["item"], sample["coders"], strict=True):
        planned, have = coders.split("|"), given.get(item, set())
        left = [coder for coder in planned if coder not in have]
        awaited.append("|".join(left[: max(len(planned) - len(have), 0)]))
    table = sample.assign(coders=awaited)
    return table[table["coders"] != ""].reset_index(drop=True)


def rows_set_aside(joined: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of sheets that decide on nothing today, as no page has their place any more (`SET_ASIDE`)."""
    import pandas as pd

    lost = joined[joined["standing"] == NO_LONGER_FOUND]
    table = pd.DataFrame(
        {
            "file": lost["source"],
            "row": lost["row"],
            "record": [f"{row.place} on page {row.page_id}, by {row.coder}" for row in lost.itertuples()],
            "reason": "the place is no longer found on this page; the code is kept",
        }
    )
    return typed(table, SET_ASIDE)


def sheets_accounting(joined: pd.DataFrame, sources: Sequence[str]) -> pd.DataFrame:
    """Return the rows of each sheet that were read, taken on and set aside (`ACCOUNTING`)."""
    import pandas as pd

    rows = []
    for source in sources:
        own = joined[joined["source"] == source]
        lost = int((own["standing"] == NO_LONGER_FOUND).sum())
        counts = {"rows_in": len(own), "rows_out": len(own) - lost, "rows_set_aside": lost}
        rows.append({"stage": RULE, "file": source, **counts})
    return typed(pd.DataFrame(rows, columns=ACCOUNTING.columns), ACCOUNTING)
