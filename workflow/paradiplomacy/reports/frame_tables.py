"""The printed table of the frame beside other definitions of a city or region, for the publications."""

from __future__ import annotations

import pandas as pd

from paradiplomacy.findings.fields import FRAME_COUNTS
from paradiplomacy.findings.frame_counts import GOVERNING, LOCAL, NUTS2, PLACES, PUBLISHED
from paradiplomacy.reports.cells import table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report

HEADINGS = {
    PLACES: "Places",
    LOCAL: "Local units",
    NUTS2: "NUTS 2",
    GOVERNING: "Self-governing",
    PUBLISHED: "Published",
}
FRAME = {"city": "Cities", "region": "Regions"}
TOTALS = ["CEE", "all"]


def frame_counts_table(report: Report) -> PrintedTable:
    """Return units by country: those of the frame, and those of each other definition that the run counts."""
    counts = report.table("frame_counts", FRAME_COUNTS)
    areas = [*sorted(set(counts["area"]) - set(TOTALS)), *TOTALS]
    columns: list[str] = []
    cells: list[pd.Series[int]] = []
    for level, heading in FRAME.items():
        own = counts[counts["level"] == level].sort_values("in_frame", ascending=False, kind="stable")
        for definition in own["definition"].drop_duplicates():
            rows = own[own["definition"] == definition]
            columns.append(heading if rows["in_frame"].all() else HEADINGS[definition])
            cells.append(rows.set_index("area")["units"].reindex(areas))
    names = {"CEE": "CEE", "all": "All"}
    body = [
        [names.get(area, area), *("–" if pd.isna(column[area]) else f"{column[area]:,}" for column in cells)]
        for area in areas
    ]
    return table_of(report, ["Country", *columns], body)
