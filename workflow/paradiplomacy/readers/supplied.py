"""Read a long table of covariates that a researcher supplies: place, field, value, year, source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.readers.published import read_delimited

if TYPE_CHECKING:
    import pandas as pd

SUPPLIED_TABLE = Dataset(
    name="supplied_table",
    description="Covariates by place and year, in a long table.",
    key=("place", "field", "year"),
    fields=(
        Field("place", "text", "code of a unit, of a NUTS region of level 1 to 3, or of a country", required=True),
        Field("field", "text", "name of the covariate", required=True),
        Field("value", "number", "value", required=True),
        Field("year", "integer", "year of the value", required=True),
        Field("source", "text", "where the value was found", required=True),
    ),
)


def read_supplied(path: str | Path) -> pd.DataFrame:
    """Return the columns of `SUPPLIED_TABLE` and row.

    Raises
    ------
    BadInput
        when the file is missing, lacks a column, a cell is empty, or a value or year is no number.
    """
    return read_delimited(path, SUPPLIED_TABLE)
