"""Printed tables of the publications, made from the findings of their study."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from paradiplomacy.findings import fields
from paradiplomacy.findings.coverage import COVARIATES
from paradiplomacy.findings.values import Unit, printed
from paradiplomacy.models.fields import ESTIMATES
from paradiplomacy.reports.cells import NOT_TOLD
from paradiplomacy.reports.cells import count as _count
from paradiplomacy.reports.cells import interval as _interval
from paradiplomacy.reports.cells import table_of as _table
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case, term_label

LEVEL_NAMES = {"city": "Cities", "region": "Regions"}
GROUPING_NAMES = {
    "all": "All units",
    "size": "Population",
    "GDP per head": "GDP per head",
    "macro-region": "Macro-region",
    "capital": "Capital",
    "port city": "Port city",
    "governing party": "Governing party",
}
LOWEST_COVERED = 3  # countries that the table of coverage names


def frame_table(report: Report) -> PrintedTable:
    """Return the frame by macro-region and level."""
    frame = report.table("frame_by_country", fields.FRAME_BY_COUNTRY)
    rows = []
    for region, inside in frame.groupby("macro_region"):
        row = [str(region), str(inside.loc[inside["units"] > 0, "country"].nunique())]
        for level in report.study.levels:
            units = inside[inside["level"] == level]
            row += [_count(units["units"].sum()), _count(units["with_gdp"].sum())]
        rows.append(row)
    total = [sum(int(row[place].replace(",", "")) for row in rows) for place in range(1, len(rows[0]))]
    rows.append(["All", *(_count(value) for value in total)])
    columns = ["Macro-region", "Countries"]
    for level in report.study.levels:
        columns += [LEVEL_NAMES[level], "with GDP"]
    return _table(report, columns, rows)


def frame_by_country_table(report: Report) -> PrintedTable:
    """Return units of the frame by country."""
    frame = report.table("frame_by_country", fields.FRAME_BY_COUNTRY)
    wide = frame.pivot(index="country_name", columns="level", values="units")
    ties = report.table("ties_by_country", fields.TIES_BY_COUNTRY)
    ties = ties[ties["list"] == "all"]
    rows = []
    for name, units in wide.iterrows():
        row = [str(name)]
        for level in report.study.levels:
            row.append(_count(units[level]))
            for partner in report.study.partners:
                cell = ties[(ties["country_name"] == name) & (ties["level"] == level) & (ties["partner"] == partner)]
                row.append(_count(cell["units_with_tie"].sum()))
        rows.append(row)
    columns = ["Country"]
    for level in report.study.levels:
        columns += [LEVEL_NAMES[level], *(f"with {partner}" for partner in report.study.partners)]
    return _table(report, columns, rows)


def tie_sources_table(report: Report) -> PrintedTable:
    """Return ties and units with a tie by list, those that no other list shows, and the units that it turns."""
    found = report.table("tie_sources", fields.TIE_SOURCES).sort_values(["level", "partner", "order"])
    rows = [
        [
            sentence_case(report.configuration.partners[row.partner].name),
            LEVEL_NAMES[row.level],
            row.title,
            *map(_count, (row.units, row.units_with_tie, row.ties, row.ties_only_here)),
            *map(_count, (row.turned_in_order, row.turned_as_last)),
        ]
        for row in found.itertuples()
    ]
    columns = ["Partner", "Level", "List", "Units", "with a tie", "Ties", "only here", "No to yes", "as last"]
    return _table(report, columns, rows, text_columns=3)


def tie_overlap_table(report: Report) -> PrintedTable:
    """Return shared ties of each pair of lists and the estimated number of ties, by group of countries."""
    found = report.table("tie_overlap", fields.TIE_OVERLAP)
    found = found.sort_values(
        ["level", "partner", "leading", "list_a", "list_b", "order"], ascending=[1, 1, 0, 1, 1, 1]
    )
    rows = [
        [
            sentence_case(report.configuration.partners[row.partner].name) if row.group == "all" else "",
            f"{row.title_a}; {row.title_b}" if row.group == "all" else "",
            row.group,
            *map(_count, (row.ties_a, row.ties_b, row.both, row.seen)),
            "–" if pd.isna(row.estimate) else _interval(*map(_count, (row.estimate, row.conf_low, row.conf_high))),
        ]
        for row in found.itertuples()
    ]
    columns = ["Partner", "Lists", "Countries", "Ties in first", "in second", "in both", "seen"]
    return _table(report, [*columns, f"estimated [{report.confidence} CI]"], rows, text_columns=3)


def coverage_table(report: Report) -> PrintedTable:
    """Return the share of units with a value by covariate and level, and the countries with the lowest shares."""
    coverage = report.table("coverage", fields.COVERAGE)
    absent = set(report.covariates_without_source)
    rows = []
    supplied = {name: entry.label for name, entry in report.configuration.frame.supplied.items()}
    for covariate, name in (COVARIATES | supplied).items():
        cells = coverage[coverage["covariate"] == covariate]
        shares = []
        for level in report.study.levels:
            inside = cells[cells["level"] == level]
            known = inside["with_value"].sum() / max(inside["units"].sum(), 1)
            shares.append("–" if covariate in absent or inside.empty else printed(float(known), "share"))
        by_country = cells.groupby("country_name")[["units", "with_value"]].sum()
        part = (by_country["with_value"] / by_country["units"]).sort_values(kind="stable")
        lowest = [f"{country} {printed(float(value), 'share')}" for country, value in part[part < 1].items()]
        listed = ", ".join(lowest[:LOWEST_COVERED]) or "none below 100%"
        rows.append([name, "no source in this world" if covariate in absent else listed, *shares])
    columns = ["Covariate", "Lowest countries", *(LEVEL_NAMES[level] for level in report.study.levels)]
    return _table(report, columns, rows, text_columns=2)


def reconciliation_table(report: Report) -> PrintedTable:
    """Return published figures beside those of this run; figures that no run of the workflow computes are left out."""
    found = report.table("reconciliation", fields.RECONCILIATION).sort_values("order")
    shown = found[found["computed"].notna()] if report.simulated else found[found["computable"]]
    rows = []
    for row in shown.itertuples():
        rows.append(
            [
                row.title,
                row.published,
                "–" if pd.isna(row.computed) else f"{row.computed:,.{row.digits}f}",
                _difference(row.difference, row.digits),
                row.verdict,
            ]
        )
    columns = ["Figure", "Published", "Computed", "Difference", "Verdict"]
    return _table(report, columns, rows)


def response_table(report: Report) -> PrintedTable:
    """Return invitations, answers and response rates by wave."""
    response = report.table("response", fields.RESPONSE)
    rows = [
        [
            row.title,
            row.period,
            *(_count(value) for value in (row.invited, row.complete, row.partial)),
            printed(row.response_rate, "share"),
            printed(row.response_rate_partial, "share"),
        ]
        for row in response.itertuples()
    ]
    return _table(report, ["Wave", "Field time", "Invited", "Complete", "Partial", "RR1", "RR2"], rows, text_columns=2)


def cooperation_table(report: Report, level: str) -> PrintedTable:
    """Return the share of units with the leading outcome by group, with interval and n for each partner."""
    found = report.table("cooperation", fields.COOPERATION)
    found = found[found["level"] == level]
    rows: list[list[str]] = []
    for grouping, name in GROUPING_NAMES.items():
        groups = found[found["grouping"] == grouping].sort_values("order")
        for group in dict.fromkeys(groups["group"]):
            row = ["" if any(earlier[0] == name for earlier in rows) else name, group]
            for partner in report.study.partners:
                cell = groups[(groups["group"] == group) & (groups["partner"] == partner)]
                row += [_share(cell), _count(cell["n"].iloc[0] if len(cell) else 0)]
            rows.append(row)
    columns = ["By", "Group"]
    for partner in report.study.partners:
        name = sentence_case(report.configuration.partners[partner].name)
        columns += [f"{name}, % [{report.confidence} CI]", "n"]
    return _table(report, columns, rows, text_columns=2)


def effects_table(report: Report, level: str, outcome: str) -> PrintedTable:
    """Return average marginal effects of the leading model for each partner."""
    model = report.leading_model(level)
    unit: Unit = "percentage points" if report.configuration.outcomes[outcome].kind == "binary" else "number"
    return _model_table(
        report,
        level,
        outcome,
        [model],
        "marginal effect",
        lambda row: _interval(*(printed(end, unit) for end in (row.estimate, row.conf_low, row.conf_high))),
    )


def penalised_table(report: Report, level: str, outcome: str) -> PrintedTable:
    """Return average marginal effects of the leading model and of the same factors with Firth's penalty, side by side.

    With few units maximum likelihood overstates effects and may find none that is finite; the penalty mends both
    (Firth 1993). Without such a model in the study the leading one stands alone.
    """
    models = report.configuration.models
    leading = report.leading_model(level)
    beside = [
        name
        for name in report.study.further_models
        if (models[name].estimator, models[name].factors) == ("firth", models[leading].factors)
        and level in models[name].levels
    ]
    return _model_table(
        report,
        level,
        outcome,
        [leading, *beside],
        "marginal effect",
        lambda row: _interval(
            *(printed(end, "percentage points") for end in (row.estimate, row.conf_low, row.conf_high))
        ),
    )


def ladder_table(report: Report, level: str, outcome: str) -> PrintedTable:
    """Return odds or rate ratios of every step of the ladder for each partner."""
    models = [name for name in report.study.models if level in report.configuration.models[name].levels]
    return _model_table(
        report,
        level,
        outcome,
        models,
        "ratio",
        lambda row: _interval(*(f"{end:.2f}" for end in (row.estimate, row.conf_low, row.conf_high))),
    )


def paired_table(report: Report) -> PrintedTable:
    """Return the joint distribution of the leading outcome for pairs of partners on the same units."""
    rows = []
    for row in report.table("paired", fields.PAIRED).itertuples():
        names = [
            sentence_case(report.configuration.partners[partner].name) for partner in (row.partner_a, row.partner_b)
        ]
        rows.append(
            [
                LEVEL_NAMES[row.level],
                *(_count(value) for value in (row.n, row.both, row.only_a, row.only_b, row.neither)),
                NOT_TOLD
                if pd.isna(row.difference)
                else _interval(
                    *(printed(end, "percentage points") for end in (row.difference, row.conf_low, row.conf_high))
                ),
                NOT_TOLD if pd.isna(row.p_value) else printed(row.p_value, "p").removeprefix("= "),
            ]
        )
    columns = ["", "n", "Both", f"{names[0]} only", f"{names[1]} only", "Neither", "Difference, pp", "p"]
    return _table(report, columns, rows)


def recovery_table(report: Report) -> PrintedTable:
    """Return true and estimated marginal effects side by side (simulated world)."""
    rows = []
    for row in report.table("recovery", fields.RECOVERY).itertuples():
        estimate, low, high, truth = (
            printed(value, "percentage points") for value in (row.estimate, row.conf_low, row.conf_high, row.truth)
        )
        partner = sentence_case(report.configuration.partners[row.partner].name)
        covered = "yes" if row.covered else "no"
        rows.append(
            [partner, LEVEL_NAMES[row.level], _term(report, row.term), truth, _interval(estimate, low, high), covered]
        )
    return _table(report, ["Partner", "Level", "Factor", "Truth", "Estimate", "Covered"], rows, text_columns=3)


def flags_table(report: Report) -> PrintedTable:
    """Return what a codebook's rules found in answers that were kept: number of cells by wave, field and kind."""
    columns = ["Source", "Field", "Flag", "Cells"]
    parts = [table for table in report.tables("flags") if len(table)]
    if not parts:
        return _table(report, columns, [["all waves", "all fields", "nothing was flagged", "0"]], text_columns=3)
    counts = pd.concat(parts).groupby(["file", "field", "flag"]).size().reset_index(name="cells")
    rows = [[row.file, row.field, row.flag.replace("_", " "), _count(row.cells)] for row in counts.itertuples()]
    return _table(report, columns, rows, text_columns=3)


def failed_fits_table(report: Report) -> PrintedTable:
    """Return models that could not be fitted, with the reason."""
    estimates = report.table("estimates", ESTIMATES)
    failed = estimates[~estimates["converged"].astype(bool)]
    rows = [[row.study, row.partner, row.level, row.outcome, row.model, row.note] for row in failed.itertuples()]
    columns = ["Study", "Partner", "Level", "Outcome", "Model", "Reason"]
    return _table(report, columns, rows or [["none", "", "", "", "", "every model was fitted"]], text_columns=6)


def _model_table(
    report: Report, level: str, outcome: str, models: Sequence[str], quantity: str, cell: Callable[[Any], str]
) -> PrintedTable:
    """Return terms by partner and model, with the sample under them; a failed fit shows its reason."""
    estimates = report.table("estimates", ESTIMATES)
    estimates = estimates[
        (estimates["study"] == report.study_name) & (estimates["level"] == level) & (estimates["outcome"] == outcome)
    ]
    columns = ["Factor"]
    cells: dict[tuple[str, int], str] = {}
    below: dict[str, list[str]] = {"n": [], "with the outcome": [], "countries": []}
    order: dict[str, None] = {}
    for partner in report.study.partners:
        for model in models:
            columns.append(_model_heading(report, partner, model, models))
            fit = estimates[(estimates["partner"] == partner) & (estimates["model"] == model)]
            rows = fit[(fit["quantity"] == quantity) & (fit["term"] != "constant")]
            for row in rows.itertuples():
                cells[row.term, len(columns)] = cell(row)
            head = fit.iloc[0] if len(fit) else None
            if head is not None and not head["converged"]:
                cells["(failed)", len(columns)] = head["note"]
                order["(failed)"] = None
            for name, field in zip(below, ("n", "n_events", "n_clusters"), strict=True):
                below[name].append("" if head is None else _count(head[field]))
    # in the order of the ladder: an overlay's own factors stand first in the configuration
    for name in dict.fromkeys(name for model in models for name in report.configuration.models[model].factors):
        for term in sorted({term for term, _ in cells if term.partition(": ")[0] == name}):
            order[term] = None
    body = [
        ["Not fitted" if term == "(failed)" else _term(report, term)]
        + [cells.get((term, place), "") for place in range(2, len(columns) + 1)]
        for term in sorted(order, key=lambda term: (term == "(failed)", list(order).index(term)))
    ]
    return _table(report, columns, body + [[name, *values] for name, values in below.items()])


def _model_heading(report: Report, partner: str, model: str, models: Sequence[str]) -> str:
    name = sentence_case(report.configuration.partners[partner].name)
    label = report.configuration.models[model].label
    return name if len(models) == 1 else f"{name}: {label[:1].lower()}{label[1:]}"


def _term(report: Report, term: str) -> str:
    return term_label(term, report.configuration.factors)


def _difference(value: float, digits: int) -> str:
    if pd.isna(value):
        return "–"
    text = f"{value:+,.{digits}f}".replace("-", "\u2212")
    return text.lstrip("+\u2212") if not round(value, digits) else text  # no sign before zero


def _share(cell: pd.DataFrame) -> str:
    if cell.empty or pd.isna(cell["share"].iloc[0]):
        return NOT_TOLD
    row = cell.iloc[0]
    return _interval(*(printed(row[end], "share").removesuffix("%") for end in ("share", "conf_low", "conf_high")))
