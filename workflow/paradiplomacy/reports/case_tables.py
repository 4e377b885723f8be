"""Printed tables and sentences on cases, unused potential and interviews."""

from __future__ import annotations

import pandas as pd

from paradiplomacy.findings.case_fields import CASES, UNUSED_SUMMARY
from paradiplomacy.findings.interview_fields import AGREEMENT, CODE_BY_CASE, CODE_LIST, QUOTATIONS
from paradiplomacy.findings.values import printed
from paradiplomacy.reports.cells import count, interval, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report, as_text
from paradiplomacy.reports.labels import sentence_case

UNKNOWN = "–"
KNOWN = {0: "no", 1: "yes"}
CHOSEN = "researcher"


def cases_table(report: Report) -> PrintedTable:
    """Return the selected cases of a study with rank, prediction and reason, where their outcome may be shown."""
    table = report.table("cases", CASES)
    rows = []
    for row in table[table["selected"] & table["shown"]].itertuples():
        words = sentence_case(row.reason)
        if not pd.isna(row.researcher_reason):
            words += f": “{row.researcher_reason}”"
        rows.append(
            [
                f"{row.name} ({row.country})",
                str(row.strategy).replace("_", " "),
                words,
                UNKNOWN if pd.isna(row.rank) else count(row.rank),
                UNKNOWN if pd.isna(row.cooperates) else KNOWN[int(row.cooperates)],
                _share(row.probability),
                count(row.ties),
            ]
        )
    columns = ["Case", "Strategy", "Reason", "Rank", "Cooperates", "Predicted, %", "Ties"]
    return table_of(report, columns, rows or [["none", *[UNKNOWN] * 6]], 3)


def unused_table(report: Report) -> PrintedTable:
    """Return how many units are predicted to cooperate and do not, beside what chance would leave."""
    rows = []
    for row in report.table("unused_summary", UNUSED_SUMMARY).itertuples():
        title = report.configuration.cases.selections[row.selection].title
        expected = UNKNOWN
        if not pd.isna(row.expected):
            expected = interval(*(f"{value:.0f}" for value in (row.expected, row.expected_low, row.expected_high)))
        rows.append(
            [
                title,
                *map(count, (row.known, row.above, row.unused, row.other_no)),
                expected,
                *(UNKNOWN if pd.isna(value) else f"{value:.0f}" for value in (row.calibrated, row.permuted)),
            ]
        )
    columns = ["List", "Known", "Predicted", "Unused", "No, with tie", "Expected no", "calibrated", "permuted"]
    return table_of(report, columns, rows or [["none", *[UNKNOWN] * 7]])


def unused_sentence(report: Report) -> str:
    """Return in words whether more units than expected are predicted to cooperate and say no."""
    sentences = []
    for row in report.table("unused_summary", UNUSED_SUMMARY).itertuples():
        title = report.configuration.cases.selections[row.selection].title
        if pd.isna(row.expected):
            sentences.append(f"{title}: there is no prediction, or no unit is predicted to cooperate.")
            continue
        number = int(row.unused + row.other_no)
        verdict = "about as many as"
        if number > row.expected_high:
            verdict = "more than"
        elif number < row.expected_low:
            verdict = "fewer than"
        sentences.append(
            f"{title}: of {count(row.above)} units predicted to cooperate {count(number)} say no, {verdict} the "
            f"{row.expected:.0f} that the predictions themselves expect; {count(row.unused)} of them have no tie in "
            "any source."
        )
    return " ".join(sentences) or "No list of cases belongs to this study."


def codes_table(report: Report) -> PrintedTable:
    """Return passages by code (rows) and case (columns): units with consent to be shown, and groups."""
    table = report.table("interview_code_by_case", CODE_BY_CASE)
    cases = table.drop_duplicates(["group", "case"])
    # cases of units first; the groups of their own stand last
    order = cases.assign(shown=(cases["group"] == cases["case"]).astype(int)).sort_values(["shown", "group", "case"])
    heads = [(row.group, row.case, f"{row.case} ({row.interviews})") for row in order.itertuples()]
    cells = table.set_index(["group", "case", "code"])["passages"]
    rows = [
        [
            code,
            *(count(cells[group, case, code]) for group, case, _ in heads),
            count(cells.xs(code, level="code").sum()),
        ]
        for code in sorted(table["code"].unique())
    ]
    return table_of(report, ["Code", *(head for *_, head in heads), "All"], rows)


def code_book_table(report: Report) -> PrintedTable:
    """Return what each code means, and in how many interviews and passages it was used."""
    table = report.table("interview_code_list", CODE_LIST)
    rows = [
        [row.code, UNKNOWN if pd.isna(row.description) else row.description, count(row.interviews), count(row.passages)]
        for row in table.itertuples()
    ]
    return table_of(report, ["Code", "What it means", "Interviews", "Passages"], rows, text_columns=2)


def code_agreement_table(report: Report) -> PrintedTable:
    """Return Krippendorff's alpha of each code, by paragraph and by character."""
    table = report.table("interview_agreement", AGREEMENT)
    rows = []
    for code, own in table.groupby("code"):
        by = own.set_index("basis")
        rows.append(
            [
                str(code),
                _alpha(by.loc["paragraph"]),
                str(by.loc["paragraph", "verdict"]),
                _alpha(by.loc["character"]),
            ]
        )
    return table_of(report, ["Code", "Alpha of paragraphs", "Verdict", "Alpha of characters"], rows)


def leading_quotation(report: Report, code: str) -> str:
    """Return a quotation with a code as a sentence of the text: the longest that the most coders mark alike."""
    table = report.table("interview_quotations", QUOTATIONS)
    own = table[table["code"].str.rpartition(" / ")[2] == code]
    if own.empty:
        return ""
    own = own.assign(length=own["quotation"].str.len())
    row = own.sort_values(["coders", "length", "pseudonym", "number"], ascending=[False, False, True, True]).iloc[0]
    return as_text(f"“{row['quotation']}” ({row['pseudonym']}, {row['group']})")


def _alpha(row: pd.Series) -> str:
    if pd.isna(row["alpha"]):
        return UNKNOWN
    values = [UNKNOWN if pd.isna(row[name]) else f"{row[name]:.2f}" for name in ("alpha", "conf_low", "conf_high")]
    return values[0] if UNKNOWN in values else interval(*values).replace("-", "\u2212")


def _share(value: float) -> str:
    return UNKNOWN if pd.isna(value) else printed(float(value), "share").removesuffix("%")
