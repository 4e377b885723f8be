"""Field tables of the record of a run, and of what `verify` and `diff` say about two records."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field

FILE = Field("file", "text", "file, relative to the folder of results", label="File", required=True)
VERIFIED = ("identical", "within tolerance", "not compared", "differs", "missing", "not expected")
FAILED = ("differs", "missing", "not expected")

RECORDED_VALUES = Dataset(
    name="values",
    description="Named values that publications print.",
    key=("file", "name"),
    fields=(
        FILE,
        Field("name", "text", "name of the value", required=True),
        Field("unit", "text", "what it counts or measures", required=True),
        Field("text", "text", "as it is printed", required=True),
        Field("value", "number", "at full precision; empty for text"),
        Field("low", "number", "lower end of its interval"),
        Field("high", "number", "upper end of its interval"),
    ),
)

RECORDED_ESTIMATES = Dataset(
    name="estimates",
    description="Estimates, shares and differences in tables of models and findings.",
    key=("file", "row", "quantity"),
    fields=(
        FILE,
        Field("row", "text", "key of the row", required=True),
        Field("quantity", "text", "column: what is estimated", required=True),
        Field("value", "number", "the estimate"),
        Field("low", "number", "lower end of its interval"),
        Field("high", "number", "upper end of its interval"),
        Field("p_value", "number", "its p value", minimum=0, maximum=1),
    ),
)

RECORDED_VERDICTS = Dataset(
    name="verdicts",
    description="Verdicts in tables of models and findings.",
    key=("file", "row"),
    fields=(
        FILE,
        Field("row", "text", "key of the row", required=True),
        Field("verdict", "text", "the verdict"),
    ),
)

RECORDED_UNITS = Dataset(
    name="units",
    description="The units of the frame, with their type in each study.",
    key=("file", "unit_id"),
    fields=(
        FILE,
        Field("unit_id", "text", "identifier of the unit", required=True),
        Field("name", "text", "name of the unit"),
        Field("type", "text", "with which partners it cooperates, in a register of units of a study"),
    ),
)

RECORDED_COLUMNS = Dataset(
    name="columns",
    description="Every column of every tidy table in short, by which tables of other bytes are compared.",
    key=("file", "column"),
    fields=(
        FILE,
        Field("column", "text", "column", required=True),
        Field("kind", "text", "type", allowed=("text", "integer", "number", "boolean"), required=True),
        Field("rows", "integer", "rows of the table", minimum=0, required=True),
        Field("missing", "integer", "empty cells", minimum=0, required=True),
        Field("digest", "text", "digest of its cells in order", required=True),
        Field("mean", "number", "mean (numbers only)"),
        Field("spread", "number", "standard deviation (numbers only)"),
        Field("lowest", "number", "smallest number"),
        Field("highest", "number", "largest number"),
    ),
)

VERIFICATION = Dataset(
    name="verification",
    description="Each expected result beside the rebuilt one.",
    key=("position",),
    fields=(
        Field("position", "integer", "place in print", required=True),
        Field(
            "kind",
            "text",
            "what is compared",
            allowed=("circumstance", "file", "value", "estimate", "verdict", "unit", "column"),
            required=True,
        ),
        Field("file", "text", "file, relative to the folder of results"),
        Field("item", "text", "name of the value, key of the row or column"),
        Field("quantity", "text", "what of it"),
        Field("expected", "text", "what is expected"),
        Field("rebuilt", "text", "what this run has"),
        Field("difference", "number", "rebuilt less expected"),
        Field("tolerance", "number", "largest difference that libraries may cause; empty: none"),
        Field("verdict", "text", "verdict", allowed=VERIFIED, required=True),
        Field("reason", "text", "why a difference is allowed, or what a verdict rests on"),
    ),
)

CHANGES = Dataset(
    name="changes",
    description="What changed between two runs, and which changed inputs can be responsible.",
    key=("position",),
    fields=(
        Field("position", "integer", "place in print", required=True),
        Field(
            "kind",
            "text",
            "what changed; source, file, setting, code, package and circumstance are inputs",
            allowed=(
                *("source", "file", "setting", "code", "package", "circumstance"),
                *("value", "estimate", "verdict", "unit", "table"),
            ),
            required=True,
        ),
        Field("file", "text", "file, relative to the folder of results"),
        Field("item", "text", "input, name of the value, key of the row or unit"),
        Field("quantity", "text", "what of it"),
        Field("before", "text", "in the run to compare with"),
        Field("after", "text", "in this run"),
        Field("difference", "number", "after less before"),
        Field("in_intervals", "number", "difference by half the width of the interval before", minimum=0),
        Field(
            "change",
            "text",
            "what happened",
            allowed=("changed", "moved", "changed sides", "entered", "left"),
            required=True,
        ),
        Field("responsible", "text", "changed inputs that it rests on"),
    ),
)

LEFT_OUT = Dataset(
    name="left_out",
    description="Files that a replication package does not hold, with the reason and where they come from.",
    key=("file",),
    fields=(
        Field("file", "text", "place in the package where it belongs", required=True),
        Field("source", "text", "registered source; empty for a result"),
        Field("sha256", "text", "SHA-256 digest of the file", required=True),
        Field("size", "integer", "size", unit="bytes", minimum=0, required=True),
        Field("licence", "text", "terms of use"),
        Field("reason", "text", "why it is left out", required=True),
        Field("address", "text", "where it can be fetched"),
    ),
)
