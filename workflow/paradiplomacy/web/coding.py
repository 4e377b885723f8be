"""Human coding from plan to result: folders of sheets, their import, agreement of the coders, and adjudication.

What the commands `coding-sheet` and `read-coding` do, for a table of one's own; the flow reads its sheets in
`coding_returns.py`. The folder of a coding holds `sample.csv` (the plan), a workbook per coder, and after the import
codings, reliability, the sheet of the adjudicator and the coded passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.contact_details import without_contact_details
from paradiplomacy.tables import parse_table, read_table, read_text_table, typed, write_table
from paradiplomacy.web.coding_fields import (
    CODED,
    CODING_CANDIDATES,
    CODING_SAMPLE,
    CODINGS,
    FACTS,
    NO,
    NOTE,
    RELIABILITY,
    VARIABLES,
    YES,
    Variable,
)
from paradiplomacy.web.coding_plan import CLASSIFIER, draw_coding_sample
from paradiplomacy.web.coding_sheets import coding_workbook, read_coding_sheet
from paradiplomacy.web.reliability import REPLICATES, bootstrap_alpha, reliability_verdict

if TYPE_CHECKING:
    import pandas as pd

ADJUDICATOR = "adjudicator"
SAMPLE, ADJUDICATION = "sample.csv", "adjudication.xlsx"
SHOWN = ("unit_id", "date", "address", "quote")
NAMES = [variable.name for variable in VARIABLES]


def read_candidates(path: Path) -> pd.DataFrame:
    """Return `CODING_CANDIDATES` of a table of decisions, whose further columns are left alone.

    Raises
    ------
    BadInput
        when a column is absent or a cell does not serve.
    """
    table = read_text_table(path)
    file = path.as_posix()
    known = parse_table(table[[name for name in CODING_CANDIDATES.columns if name in table]], CODING_CANDIDATES, file)
    CODING_CANDIDATES.validate(known, file)
    return known


def write_coding_folder(candidates: Path, folder: Path, coders: Sequence[str], **plan: Any) -> list[Path]:
    """Draw the plan (`draw_coding_sample`), write it and a workbook per coder, and return their paths.

    Raises
    ------
    BadInput
        when candidates or plan do not serve, or the folder holds a plan already: what people coded is not overwritten.
    """
    if (folder / SAMPLE).exists():
        expected = "a folder without a plan of coding, as sheets in it may be filled in"
        raise BadInput([Problem((folder / SAMPLE).as_posix(), expected, "name another folder, or move the file away")])
    table = read_candidates(candidates)
    sample = draw_coding_sample(table, coders, **plan)
    write_table(sample, folder / SAMPLE, CODING_SAMPLE)
    written = [folder / SAMPLE]
    for coder in sorted(coders):
        path = _sheet_path(folder, coder)
        path.write_bytes(coding_workbook(sheet_rows(sample, table, coder)))
        written.append(path)
    return written


def sheet_rows(sample: pd.DataFrame, candidates: pd.DataFrame, coder: str) -> pd.DataFrame:
    """Return the locked columns of a coder's sheet, in the order of chance; nothing of them is the classifier's."""
    own = sample[sample["coders"].map(lambda coders: coder in coders.split("|")).astype(bool)].sort_values("order")
    key = list(CODING_CANDIDATES.key)
    rows = own[["item", *key]].merge(candidates[[*key, *SHOWN]], on=key, how="left", validate="one_to_one")
    return rows.assign(coder=coder)


def read_coding_folder(folder: Path, candidates: Path, confidence_level: float) -> list[Path]:
    """Read the sheets of a coding and write codings, reliability, what is to be adjudicated, and the coded passages.

    The adjudicator's sheet is written once and then read; the coded passages are written when nothing is open.

    Raises
    ------
    BadInput
        with everything that is wrong with all sheets: changed keys, unknown codes, passages without a coding or without
        their second one.
    """
    import pandas as pd

    table = read_candidates(candidates)
    sample = read_table(folder / SAMPLE, CODING_SAMPLE)
    codings, problems = _read_sheets(folder, sample, table)
    if problems:
        raise BadInput(problems)
    reliability = measure_reliability(codings, sample, table, confidence_level)
    open_items = disagreements(codings)
    written = [folder / "codings.csv", folder / "reliability.csv"]
    sheet = folder / ADJUDICATION
    decided = pd.DataFrame(columns=codings.columns)
    settled = open_items.empty
    if not settled:
        rows = adjudication_rows(open_items, codings, sample, table)
        if sheet.exists():
            decided, problems = read_coding_sheet(sheet, rows, ADJUDICATOR)
            if problems:
                raise BadInput(problems)
            settled = True
        else:
            sheet.write_bytes(coding_workbook(rows))
            written.append(sheet)
    every = typed(pd.concat([codings, as_codings(decided)], ignore_index=True), CODINGS)
    write_table(every, written[0], CODINGS)
    write_table(reliability, written[1], RELIABILITY)
    if settled:
        write_table(settle(every, sample), folder / "coded.csv", CODED)
        written.append(folder / "coded.csv")
    return written


def disagreements(codings: pd.DataFrame) -> pd.DataFrame:
    """Return item and variables (separated by |) on which two codings differ; empty differs from a code."""
    import pandas as pd

    rows = []
    for item, own in codings.groupby("item", sort=True):
        differing = [name for name in FACTS if len(own[name].drop_duplicates()) > 1]
        if differing:
            rows.append({"item": item, "variables": "|".join(differing)})
    return pd.DataFrame(rows, columns=["item", "variables"])


def adjudication_rows(
    open_items: pd.DataFrame, codings: pd.DataFrame, sample: pd.DataFrame, candidates: pd.DataFrame
) -> pd.DataFrame:
    """Return the locked columns of the adjudicator's sheet, with the codings of both coders side by side."""
    rows = sheet_rows(
        sample[sample["item"].isin(open_items["item"])].assign(coders=ADJUDICATOR), candidates, ADJUDICATOR
    )
    said: dict[str, list[str]] = {}
    for row in codings.astype(object).where(codings.notna(), "").sort_values("coder").to_dict("records"):
        codes = [f"{name} {row[name]}" for name in [*NAMES, "note"] if row[name] != ""]
        said.setdefault(row["item"], []).append(f"{row['coder']}: {', '.join(codes)}")
    return rows.assign(codings=["; ".join(said[item]) for item in rows["item"]])


def settle(codings: pd.DataFrame, sample: pd.DataFrame) -> pd.DataFrame:
    """Return one code per passage and variable (`CODED`): the adjudicator's where there is one, else the coders'."""
    first = codings.assign(late=codings["coder"] != ADJUDICATOR).sort_values(["item", "late", "coder"])
    n_coders = first.groupby("item").size()
    together = first.groupby("item")["coder"].agg("|".join)
    chosen = first.drop_duplicates("item").set_index("item")
    table = sample.set_index("item").join(chosen[["coder", *FACTS]], how="inner")
    table["decided_by"] = [
        "adjudication" if coder == ADJUDICATOR else "agreement" if n_coders[item] > 1 else "one coder"
        for item, coder in table["coder"].items()
    ]
    table["coder"] = table["coder"].where(table["decided_by"] != "agreement", together.reindex(table.index))
    return typed(table.reset_index()[list(CODED.columns)], CODED)


def measure_reliability(
    codings: pd.DataFrame,
    sample: pd.DataFrame,
    candidates: pd.DataFrame,
    confidence_level: float,
    draws: int = REPLICATES,
) -> pd.DataFrame:
    """Return alpha of each variable among people, and of each person beside the classifier (`RELIABILITY`).

    A variable that is asked of ties only is compared where both coded one. The classifier is one more coder: alpha with
    it says how far it reads as people do, and no code of it enters the coded passages. Of certainty it has none.

    Parameters
    ----------
    codings
        `CODINGS` of people before adjudication.
    draws
        bootstrap draws of an interval.
    """
    import pandas as pd

    machine = classifier_codings(sample, candidates)
    people = sorted(codings["coder"].unique())
    groups = {"people": codings}
    groups |= {
        f"{person} and {CLASSIFIER}": pd.concat([codings[codings["coder"] == person], machine]) for person in people
    }
    rows = []
    for variable in VARIABLES:
        for name, group in groups.items():
            if name != "people" and variable.name == "certainty":
                continue
            # numbers of a variable are drawn from its name: another variable does not change them
            rng = np.random.default_rng(crc32(f"{variable.name}\t{name}".encode()))
            found = bootstrap_alpha(_matrix(group, variable), variable.scale, confidence_level, rng, draws)
            verdict = reliability_verdict(found.alpha, found.conf_low)
            row = {"variable": variable.name, "scale": variable.scale, "coders": name, "verdict": verdict}
            rows.append(row | vars(found))
    return typed(pd.DataFrame(rows), RELIABILITY)


def classifier_codings(sample: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
    """Return the classifier's decisions on the sample in the columns of `CODINGS`."""
    import pandas as pd

    key = list(CODING_CANDIDATES.key)
    table = sample[["item", *key]].merge(candidates, on=key, how="left", validate="one_to_one")
    tie = table["decision"] == "tie"
    found = pd.DataFrame({"item": table["item"], "coder": CLASSIFIER, "tie": tie.map({True: YES, False: NO})})
    for name in ("form", "status", "year_start"):
        found[name] = table[name].where(tie)
    return typed(found, CODINGS)


def _matrix(codings: pd.DataFrame, variable: Variable) -> Any:
    """Return coders by passages as numbers: places of codes in their order, or years; not a number where missing."""
    values = codings[variable.name]
    if variable.codes:
        values = values.map({code: place for place, code in enumerate(variable.codes)})
    wide = codings.assign(value=values.astype("Float64")).pivot(index="coder", columns="item", values="value")
    return wide.to_numpy(dtype=float, na_value=float("nan"))


def _read_sheets(folder: Path, sample: pd.DataFrame, candidates: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    import pandas as pd

    coders = sorted({coder for row in sample["coders"] for coder in row.split("|")})
    parts, problems = [], []
    key = list(CODING_CANDIDATES.key)
    unknown = sample[~sample.set_index(key).index.isin(candidates.set_index(key).index)]
    for row in unknown.itertuples():
        expected = "every passage of the plan among the candidates"
        value = f"{row.page_id}, {row.place}"
        problems.append(Problem(SAMPLE, expected, "name the table that the plan was drawn from", value=value))
    for coder in coders if not problems else []:
        path = _sheet_path(folder, coder)
        if not path.exists():
            twice = sum(coder in row.split("|") for row in sample["coders"] if "|" in row)
            expected = f"the sheet of {coder}, without which {twice} passages miss their second coding"
            problems.append(Problem(path.as_posix(), expected, "put it back, or wait for it"))
            continue
        part, found = read_coding_sheet(path, sheet_rows(sample, candidates, coder), coder)
        parts.append(part)
        problems += found
    if problems:
        return pd.DataFrame(), problems
    return as_codings(pd.concat(parts, ignore_index=True)), []


def as_codings(text: pd.DataFrame) -> pd.DataFrame:
    """Return the text of a sheet's cells as `CODINGS`, without e-mail addresses and telephone numbers in notes."""
    import pandas as pd

    notes = text[NOTE].map(without_contact_details, na_action="ignore")
    years = pd.to_numeric(text["year_start"]).astype("Int64")
    return typed(text.assign(year_start=years, **{NOTE: notes}), CODINGS)


def _sheet_path(folder: Path, coder: str) -> Path:
    return folder / f"coding_{coder}.xlsx"
