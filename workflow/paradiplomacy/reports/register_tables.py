"""Printed tables with a row for every country: units with a tie that public sources show (T2), and response (T1)."""

from __future__ import annotations

from functools import partial

import pandas as pd

from paradiplomacy.findings.fields import FRAME_BY_COUNTRY
from paradiplomacy.findings.partner_fields import UNIT_REGISTER
from paradiplomacy.findings.values import printed
from paradiplomacy.reports.cells import NO_BREAK, count, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case
from paradiplomacy.survey.nonresponse_fields import RESPONSE_RATES
from paradiplomacy.tables import parse_table


def register_table(report: Report, level: str) -> PrintedTable:
    """Return by country the units of a level with a tie that a public source shows, by name, for each partner.

    Public are registers and web pages. What a unit answered to a survey is named in no printed table.
    """
    found = report.table("unit_register", UNIT_REGISTER)
    found = found[found["level"] == level]
    found = found.assign(shown=found["sources"].map(partial(_in_public, waves=set(report.configuration.waves))))
    names = _country_names(report)
    rows = []
    for code in sorted(found["country"].unique(), key=names.__getitem__):
        inside = found[found["country"] == code]
        row = [names[code], count(inside["unit_id"].nunique())]
        for partner in report.study.partners:
            shown = inside[(inside["partner"] == partner) & inside["shown"]]
            row.append(", ".join(sorted(shown["name"])) or "–")
        rows.append([*row, count((~inside.groupby("unit_id")["shown"].any()).sum())])
    partners = [sentence_case(report.configuration.partners[partner].name) for partner in report.study.partners]
    return table_of(report, ["Country", "Units", *partners, "None"], rows, text_columns=2 + len(partners))


def response_by_country_table(report: Report) -> PrintedTable:
    """Return by country and wave the answers, the units invited and RR2 in percent (AAPOR 2023)."""
    rates = pd.concat(
        [parse_table(table, RESPONSE_RATES, "response_rates") for table in report.tables("response_rates")]
    )
    names = _country_names(report)
    total = rates[rates["grouping"] == "all"].set_index("wave")
    by_country = rates[rates["grouping"] == "country"].set_index(["group", "wave"])
    waves = [wave for wave in report.configuration.waves if wave in total.index]
    rows = []
    for code in sorted(by_country.index.unique("group"), key=lambda known: names.get(known, known)):
        cells = [by_country.loc[(code, wave)] if (code, wave) in by_country.index else None for wave in waves]
        rows.append([names.get(code, code), *(_answered(cell) for cell in cells)])
    rows.append(["All", *(_answered(total.loc[wave]) for wave in waves)])
    return table_of(report, ["Country", *(report.configuration.waves[wave].title for wave in waves)], rows)


def _answered(cell: pd.Series[float] | None) -> str:
    if cell is None or not cell["invited"]:
        return "–"
    answers = f"{count(cell['complete'] + cell['partial'])} of {count(cell['invited'])}"
    return f"{answers} ({printed(float(cell['rr2']), 'share')})".replace(" ", NO_BREAK)


def _in_public(sources: str | None, waves: set[str]) -> bool:
    """Tell whether a source that is no survey wave shows a tie ("register: 3|wave (yes): 1")."""
    named = [] if pd.isna(sources) else str(sources).split("|")
    return any(name.partition(":")[0].partition(" ")[0] not in waves for name in named)


def _country_names(report: Report) -> dict[str, str]:
    frame = report.table("frame_by_country", FRAME_BY_COUNTRY)
    return dict(zip(frame["country"], frame["country_name"], strict=True))
