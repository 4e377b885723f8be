"""What every stage owes its reader: rows in = rows out + rows set aside, each of these with its reason."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field

SET_ASIDE = Dataset(
    name="set_aside",
    content="units",
    description="Rows of an input that a stage did not take on, each with its reason.",
    key=("file", "row", "record"),
    fields=(
        Field("file", "text", "source id of the input", required=True),
        Field("row", "integer", "row of the input, the header being row 1", minimum=1),
        Field("record", "text", "the row, in words", required=True),
        Field("reason", "text", "why it was set aside", required=True),
    ),
)

ACCOUNTING = Dataset(
    name="accounting",
    content="public",
    description="Rows that entered a stage, went on and were set aside.",
    key=("stage", "file"),
    fields=(
        Field("stage", "text", "rule that read the input", required=True),
        Field("file", "text", "source id of the input", required=True),
        Field("rows_in", "integer", "rows read", minimum=0, required=True),
        Field("rows_out", "integer", "rows taken on", minimum=0, required=True),
        Field("rows_set_aside", "integer", "rows set aside", minimum=0, required=True),
    ),
)
