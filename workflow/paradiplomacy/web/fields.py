"""Field tables of the web stage."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field

MENTIONS = Dataset(
    name="mentions",
    description="Rows of a register that join a unit of the frame to a place in a partner country.",
    key=("source", "row", "unit_id"),
    fields=(
        Field("unit_id", "text", "unit of the frame", required=True),
        Field("partner", "text", "partner country", required=True),
        Field("place", "text", "partner place as the register writes it", required=True),
        Field("register", "text", "register", required=True),
        Field("source", "text", "source id of the register", required=True),
        Field("row", "integer", "row of the register", minimum=1, required=True),
        Field("direction", "text", "on whose page the tie stands", allowed=("unit", "partner"), required=True),
        Field("column", "text", "column of the register in which the partner place stands", required=True),
        Field("cell", "text", "the unit's name as the register writes it", required=True),
        Field("year_start", "integer", "year in which the tie began", unit="year", minimum=1900, maximum=2100),
        Field("year_end", "integer", "year in which the tie ended", unit="year", minimum=1900, maximum=2100),
    ),
)
