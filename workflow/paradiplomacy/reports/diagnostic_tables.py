"""Checks of models as they are printed: a sentence beside a table of results, all values, and what to do."""

from __future__ import annotations

import pandas as pd

from paradiplomacy.models.check_fields import CHECKS, DIAGNOSTICS
from paradiplomacy.models.check_words import WHOLE
from paradiplomacy.reports.cells import NO_BREAK, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case, term_label

ENTRY = {"fine": "", "caution": " (caution)", "serious": " (serious)"}


def checks_of(report: Report, level: str, outcome: str) -> str:
    """Return what the checks of the leading model say, in a sentence or two for each partner."""
    found = _leading(report, level, outcome)
    binary = report.configuration.outcomes[outcome].kind == "binary"
    said = []
    for partner in report.study.partners:
        name = sentence_case(report.configuration.partners[partner].name)
        rows = found[found["partner"] == partner]
        failed = rows[(rows["check"] == "fitted") & (rows["verdict"] != "fine")]
        if len(failed):
            said.append(f"{name}: {failed['meaning'].iloc[0][:1].lower()}{failed['meaning'].iloc[0][1:]}")
        elif len(rows):
            said.append(f"{name}: {_verdicts(report, rows)}.{_detectable(rows, binary)}")
    return " ".join(["Checks of this model.", *said]) if said else "This model is not fitted in this run."


def _verdicts(report: Report, rows: pd.DataFrame) -> str:
    """Return how many checks are fine, and those that are not with their values and what these are of."""
    rows = rows[~rows["check"].isin(("fitted", "detectable effect"))]
    parts = [f"{int((rows['verdict'] == 'fine').sum())} of {len(rows)} are fine"]
    for verdict in ("caution", "serious"):
        listed = []
        for row in rows[rows["verdict"] == verdict].itertuples():
            value = "unknown" if pd.isna(row.value) else f"{row.value:.3g}"
            subject = "" if row.subject == WHOLE else f", {_subject(report, row.subject)}"
            listed.append(f"{row.check} ({value}{subject})")
        if listed:
            parts.append(f"{verdict}: {', '.join(listed)}")
    return "; ".join(parts)


def _detectable(rows: pd.DataFrame, binary: bool) -> str:
    """Return which effects would be missed, from the factor of which least is needed to that of which most is."""
    sizes = rows.loc[rows["check"] == "detectable effect", "value"].astype(float)
    if sizes.empty:
        return ""
    low, high = (f"{100 * end:.0f}" if binary else f"{end:.2f}" for end in (sizes.min(), sizes.max()))
    between = low if low == high else f"{low} to {high}"
    unit = "percentage points" if binary else "ties"
    return f" By factor, a true effect below {between} {unit} would be missed in more than one of five such studies."


def checks_table(report: Report, level: str) -> PrintedTable:
    """Return the values of all checks of the leading model, by outcome and partner, with the bounds of caution."""
    columns, tables = ["Check", "Of", "Caution from"], []
    for outcome in report.study.outcomes:
        found = _leading(report, level, outcome)
        for partner in report.study.partners:
            rows = found[(found["partner"] == partner) & (found["check"] != "fitted")]
            columns.append(f"{sentence_case(report.configuration.partners[partner].name)}: {outcome}")
            tables.append(rows)
    every = pd.concat(tables) if tables else pd.DataFrame(columns=DIAGNOSTICS.columns)
    rows = []
    for check in CHECKS:
        inside = every[every["check"] == check]
        # an effect is of a term; the subject of other checks is a result, and stands in their cells
        for subject in dict.fromkeys(inside["subject"]) if check == "detectable effect" else [None]:
            chosen = [t[(t["check"] == check) & (t["subject"].eq(subject) if subject else True)] for t in tables]
            if all(len(cell) == 0 for cell in chosen):
                continue
            bound = "" if subject else f"{inside['bound'].iloc[0]:g}"
            label = _subject(report, subject) if subject else ""
            rows.append(
                [sentence_case(check), label, bound, *(_cell(report, cell, subject is None) for cell in chosen)]
            )
    return table_of(report, columns, rows, text_columns=2)


def advice_table(report: Report, level: str) -> PrintedTable:
    """Return for each check of a leading model that is not fine what it means and what to do."""
    rows = []
    for outcome in report.study.outcomes:
        found = _leading(report, level, outcome)
        for row in found[found["verdict"] != "fine"].itertuples():
            if row.check != "detectable effect":  # one sentence for each term would say the same again and again
                partner = sentence_case(report.configuration.partners[row.partner].name)
                rows.append([partner, outcome, row.verdict, row.meaning, row.advice])
    columns = ["Partner", "Outcome", "Verdict", "What it means", "What to do"]
    return table_of(report, columns, rows or [["every partner", "", "fine", "nothing calls for caution", ""]], 5)


def _leading(report: Report, level: str, outcome: str) -> pd.DataFrame:
    found = report.table("diagnostics", DIAGNOSTICS)
    chosen = (found["study"] == report.study_name) & (found["level"] == level) & (found["outcome"] == outcome)
    return found[chosen & (found["model"] == report.leading_model(level))]


def _subject(report: Report, subject: str) -> str:
    """Return a term in words; a country as it is."""
    factors = report.configuration.factors
    known = subject.partition(": ")[0] in factors
    return term_label(subject, factors).removesuffix(" (doubling)") if known else subject


def _cell(report: Report, rows: pd.DataFrame, named: bool) -> str:
    if rows.empty:
        return "–"
    row = rows.iloc[0]
    value = "unknown" if pd.isna(row["value"]) else f"{row['value']:.3g}"
    subject = f", {row['subject']}" if named and row["subject"] != WHOLE else ""
    return f"{value}{subject}{ENTRY[row['verdict']]}".replace("-", "\u2212").replace(" ", NO_BREAK)
