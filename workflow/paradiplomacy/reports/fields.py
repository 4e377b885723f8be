"""Field table of the validation report."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field

VALIDATION = Dataset(
    name="validation",
    description="Checks of the written tables: one row per table, check and column.",
    key=("file", "check", "column"),
    fields=(
        Field("file", "text", "table that was checked, relative to the folder of results", required=True),
        Field("table", "text", "its field table", required=True),
        Field("check", "text", "what was checked", required=True),
        Field("column", "text", "column or columns; empty where the check is of the whole table"),
        Field("rows", "integer", "rows of the table", minimum=0, required=True),
        Field("missing", "number", "share of empty cells of the column", unit="share", minimum=0, maximum=1),
        Field("violations", "integer", "rows (or columns) that fail the check", minimum=0, required=True),
        Field(
            "verdict",
            "text",
            "passed or failed; counted: missing values that are permitted; not run: the column cannot be read",
            allowed=("passed", "failed", "counted", "not run"),
            required=True,
        ),
        Field("offending", "text", "the first 20 rows that fail, separated by |; values of public columns only"),
        Field("remedy", "text", "what to do where it fails"),
        Field("world", "text", "stamp of a simulated world, or the name of the real one", required=True),
    ),
)
