"""Printed tables on ties by country, what lists miss by country, and what changed between vintages of a list."""

from __future__ import annotations

import pandas as pd

from paradiplomacy.findings import fields
from paradiplomacy.reports.cells import count, interval, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case
from paradiplomacy.reports.tables import LEVEL_NAMES


def ties_by_country_table(report: Report) -> PrintedTable:
    """Return units with a tie and ties by country and partner, and the ties that each list shows.

    Lists stand as letters in the order of `list_key`; a dash is the silence of a list that covers none of the units.
    Countries without units of a level are left out.
    """
    found = report.table("ties_by_country", fields.TIES_BY_COUNTRY)
    letters = dict(zip(_titles(found), _letters(found), strict=True))
    rows = []
    for level in report.study.levels:
        for name, country in found[found["level"] == level].groupby("country_name"):
            every = country[country["list"] == "all"]
            if not every["units"].sum():
                continue
            for place, partner in enumerate(report.study.partners):
                cells = country[country["partner"] == partner].set_index("title")
                total = every[every["partner"] == partner].iloc[0]
                rows.append(
                    [
                        str(name) if place == 0 else "",
                        LEVEL_NAMES[level],
                        partner,
                        *map(count, (total["units"], total["units_with_tie"], total["ties"])),
                        *(_shown(cells, title) for title in letters),
                    ]
                )
    columns = ["Country", "Level", "Partner", "Units", "with a tie", "Ties", *letters.values()]
    return table_of(report, columns, rows, text_columns=3)


def _shown(cells: pd.DataFrame, title: str) -> str:
    """Return the ties that a list shows, by title; a zero only of a list that covers units, or of a wave."""
    if title not in cells.index:
        return "–"
    ties, units = cells.loc[title, "ties"], cells.loc[title, "units"]
    return "–" if ties == 0 and not pd.isna(units) and units == 0 else count(ties)


def list_key(report: Report) -> str:
    """Return what the letters of `ties_by_country_table` stand for, as running text."""
    found = report.table("ties_by_country", fields.TIES_BY_COUNTRY)
    return "; ".join(f"{letter}: {title}" for title, letter in zip(_titles(found), _letters(found), strict=True))


def _titles(found: pd.DataFrame) -> list[str]:
    """Return the titles of the lists, in the order of the configuration, registers before waves."""
    lists = found[found["list"] != "all"].drop_duplicates("list")
    return [str(title) for title in lists.sort_values("order")["title"]]


def _letters(found: pd.DataFrame) -> list[str]:
    return [chr(ord("A") + place) for place in range(len(_titles(found)))]


def recapture_by_country_table(report: Report) -> PrintedTable:
    """Return the estimated ties of each country by the leading pair of lists; countries without a tie are left out."""
    found = report.table("recapture_by_country", fields.RECAPTURE_BY_COUNTRY)
    found = found[found["leading"].astype(bool) & (found["seen"] > 0)]
    names = report.table("ties_by_country", fields.TIES_BY_COUNTRY).set_index("country")["country_name"].to_dict()
    found = found.assign(name=found["country"].map(names)).sort_values(["level", "partner", "name"])
    rows = []
    for (level, partner), cells in found.groupby(["level", "partner"]):
        for row in cells.itertuples():
            estimate = "too few in both"
            if row.computable:
                estimate = interval(*map(count, (row.estimate, row.conf_low, row.conf_high)))
            rows.append(
                [
                    str(partner),
                    LEVEL_NAMES[str(level)],
                    str(row.name),
                    *map(count, (row.units, row.ties_a, row.ties_b, row.both, row.seen)),
                    estimate,
                ]
            )
    columns = ["Partner", "Level", "Country", "Units", "Ties in first", "in second", "in both", "seen"]
    return table_of(report, [*columns, f"estimated [{report.confidence} CI]"], rows, text_columns=3)


def tie_vintages_table(report: Report) -> PrintedTable:
    """Return ties that are still shown, vanished and appeared between the vintages of a list, where it shows any."""
    found = report.table("tie_vintages", fields.TIE_VINTAGES)
    found = found[found["ties_earlier"] > 0].sort_values(["level", "partner", "list", "earlier_as_of", "earlier"])
    rows = [
        [
            sentence_case(report.configuration.partners[row.partner].name),
            f"{row.title_earlier}; {row.title_later}",
            LEVEL_NAMES[row.level],
            *map(count, (row.ties_earlier, row.still, row.vanished, row.vanished_elsewhere)),
            "–" if pd.isna(row.appeared) else count(row.appeared),
        ]
        for row in found.itertuples()
    ]
    columns = [
        "Partner",
        "Vintages",
        "Level",
        "Ties in earlier",
        "still there",
        "vanished",
        "of these elsewhere",
        "new",
    ]
    return table_of(report, columns, rows, text_columns=3)
