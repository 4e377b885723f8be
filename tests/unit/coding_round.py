"""A small round of human coding for tests: candidates, the sample drawn from them, and sheets that people filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd

from paradiplomacy.tables import typed
from paradiplomacy.web.coding import sheet_rows
from paradiplomacy.web.coding_fields import CODING_CANDIDATES
from paradiplomacy.web.coding_plan import draw_coding_sample
from paradiplomacy.web.coding_sheets import coding_workbook

CODERS = ["anna", "ben"]
TIE = {"tie": "yes", "certainty": "high", "form": "twin", "status": "active", "year_start": 2001}
NO_TIE = {"tie": "no", "certainty": "high"}
Codes = Callable[[str, str], Mapping[str, Any]]


def candidates_table(n: int = 40, seed: int = 1) -> pd.DataFrame:
    """Return candidates of which about half are ties for the classifier."""
    probability = np.random.default_rng(seed).random(n).round(3)
    table = pd.DataFrame(
        {
            "page_id": [f"pages:{100 * at}" for at in range(n)],
            "partner": "CN",
            "place": "Wuxi",
            "unit_id": [f"U{at % 7}" for at in range(n)],
            "probability": probability,
            "decision": np.where(probability >= 0.5, "tie", "no tie"),
            "form": "partner",
            "status": "active",
            "quote": [f"Passage {at}\nspeaks  of Wuxi." for at in range(n)],
            "address": [f"https://example.org/{at}" for at in range(n)],
            "date": "2015-05-05",
        }
    )
    return typed(table, CODING_CANDIDATES)


def draw(candidates: pd.DataFrame, unlikely: int = 5, double_share: float = 0.5) -> pd.DataFrame:
    """Return the sample of the round."""
    return draw_coding_sample(
        candidates, CODERS, likely_from=0.25, unlikely=unlikely, double_share=double_share, seed="test"
    )


def write_sheets(
    folder: Path, sample: pd.DataFrame, candidates: pd.DataFrame, codes: Codes = lambda *_: NO_TIE
) -> dict[str, Path]:
    """Write the sheet of each coder, filled in with `codes` of item and coder, and return the paths."""
    paths = {}
    for coder in CODERS:
        path = folder / f"{coder}.xlsx"
        path.write_bytes(coding_workbook(sheet_rows(sample, candidates, coder)))
        change_sheet(path, lambda item, _, coder=coder: codes(item, coder))
        paths[f"sheet_{coder}"] = path
    return paths


def change_sheet(path: Path, values: Callable[[str, int], Mapping[str, Any]]) -> None:
    """Write values, by column, into the rows of a sheet, given item and number of the row."""
    book = openpyxl.load_workbook(path)
    sheet = book["coding"]
    header = [cell.value for cell in sheet[1]]
    for number, row in enumerate(sheet.iter_rows(min_row=2), 2):
        for column, value in values(row[0].value, number).items():
            row[header.index(column)].value = value
    book.save(path)
