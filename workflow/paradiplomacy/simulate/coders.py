"""Simulated coders: they fill in the drawn coding sheets as people would, knowing what pages truly say, and err.

Stands beside the flow: reads the sheets that it drew, as a person with a spreadsheet does, and returns them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.simulate.context_files import plain_workbook
from paradiplomacy.simulate.parameters import Coder, Truth, stream
from paradiplomacy.simulate.world import TRUTH_FILE

SHEET = "coding"
TRUTH_PAGES = "truth_pages.csv"
ADJUDICATOR = "adjudicator"
# the word for a partner city in each language of the sites, as a coder sorts it
FORM_OF_LANGUAGE = {
    "bg": "twin", "cs": "partner", "da": "friendship", "de": "partner", "el": "twin", "en": "twin", "es": "twin",
    "et": "friendship", "fi": "friendship", "fr": "twin", "hr": "friendship", "hu": "sister", "it": "twin",
    "lt": "partner", "lv": "friendship", "nl": "partner", "pl": "partner", "pt": "twin", "ro": "twin", "sk": "partner",
    "sl": "twin", "sv": "friendship",
}  # fmt: skip
CONFUSED_FORMS = ("twin", "sister", "partner", "friendship", "agreement")
LISTS = ("list", "table", "menu")
CONFUSED_STATUSES = ("active", "ended", "planned")


@dataclass(frozen=True)
class TrueCodes:
    """What a page truly says of a place, in the codes of the sheets."""

    tie: bool
    form: str
    status: str
    year: int | None
    listed: bool = True  # in a list, table or menu, where nobody is in doubt


NOTHING_SAID = TrueCodes(False, "twin", "none", None)


def true_codes(truth_pages: pd.DataFrame) -> dict[tuple[str, str, str], TrueCodes]:
    """Return what each page says of each place, by address, partner country and place.

    Ended and planned partnerships are ties of that status. The year is that of the beginning: of an ended one the page
    states the end only.
    """
    table = truth_pages.astype(object).where(truth_pages.notna(), None)
    return {
        (row.address, row.partner, row.place): TrueCodes(
            row.statement != "none",
            FORM_OF_LANGUAGE[row.language],
            row.statement,
            None if row.year is None or row.statement != "active" else int(row.year),
            row.carrier in LISTS,
        )
        for row in table.itertuples()
    }


def draw_codes(known: TrueCodes, coder: Coder, rng: np.random.Generator) -> dict[str, str | int]:
    """Return what a coder enters for a passage: the truth, or one of the errors at the coder's rates."""
    slip, sure, other_form, other_status, other_year = rng.random(5)
    which_form, which_status, years = (int(rng.integers(n)) for n in (4, 2, 4))
    wrong = coder.miss if known.tie else coder.false_alarm
    tie = known.tie if slip >= wrong else not known.tie
    if wrong <= slip < wrong + coder.unclear:
        return {"tie": "unclear", "certainty": "low"}
    certainty = "medium" if not known.listed and sure < coder.doubt else "high"
    codes: dict[str, str | int] = {"tie": "yes" if tie else "no", "certainty": certainty}
    if not tie:
        return codes
    status = known.status if known.tie else "active"
    forms = [form for form in CONFUSED_FORMS if form != known.form]
    statuses = [one for one in CONFUSED_STATUSES if one != status]
    codes["form"] = forms[which_form] if other_form < coder.form else known.form
    codes["status"] = statuses[which_status] if other_status < coder.status else status
    if known.year is not None:
        codes["year_start"] = known.year + ((-2, -1, 1, 2)[years] if other_year < coder.year else 0)
    return codes


def fill_in(sheet: Path, name: str, truth: Truth, known: Mapping[tuple[str, str, str], TrueCodes]) -> bytes:
    """Return the sheet as the coder `name` returns it: every white column coded, saved by a program without styles.

    A place of which the truth says nothing was misread by the machine: the page states no tie with it.

    Raises
    ------
    BadInput
        when truth.yaml has no coder of this name.
    """
    if name not in truth.coders:
        expected = "the error rates of this coder under coders"
        raise BadInput([Problem(TRUTH_FILE, expected, "add them, or correct the name", value=name)])
    header, *rows = openpyxl.load_workbook(sheet)[SHEET].iter_rows(values_only=True)
    at = {str(column): place for place, column in enumerate(header)}
    filled: list[list[Any]] = [list(header)]
    for row in rows:
        cells = list(row)
        page = known.get((str(cells[at["address"]]), str(cells[at["partner"]]), str(cells[at["place"]])))
        codes = draw_codes(
            page or NOTHING_SAID,
            truth.coders[name],
            stream(truth.seed, f"coder {name} {cells[at['item']]}"),
        )
        for column, code in codes.items():
            cells[at[column]] = code
        filled.append(cells)
    return plain_workbook({SHEET: filled})


def read_known(folder: Path) -> dict[tuple[str, str, str], TrueCodes]:
    """Return what the pages of the simulated world in `folder` truly say (`true_codes`)."""
    return true_codes(pd.read_csv(folder / TRUTH_PAGES, keep_default_na=False, na_values=[""], encoding="utf-8"))
