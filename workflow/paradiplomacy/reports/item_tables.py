"""Printed tables on how units cooperate, with what success, how they coordinate, and what partner places say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from paradiplomacy.findings import coordination_fields, item_fields, success_fields, tie_history_fields
from paradiplomacy.findings.coordination_fields import ANY
from paradiplomacy.findings.success_fields import INDEX
from paradiplomacy.findings.values import Unit, printed
from paradiplomacy.reports.cells import NO_BREAK, count, interval, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case, term_label

UNKNOWN = "–"
LEVELS = {"city": "cities", "region": "regions"}
MEASURES = {"alpha": "Cronbach's alpha", "ordinal alpha": "Alpha of ranks"}


def items_table(report: Report, level: str, fields: Sequence[str]) -> PrintedTable:
    """Return the weighted share of each answer to some questions by partner, and the test on the same units."""
    shares = report.table("item_shares", item_fields.ITEM_SHARES)
    shares = shares[shares["level"] == level]
    pairs = report.table("item_pairs", item_fields.ITEM_PAIRS)
    pairs = pairs[pairs["level"] == level]
    partners = report.study.partners
    rows: list[list[str]] = []
    for field in fields:
        question = shares[shares["field"] == field].sort_values("order")
        for option, label in question.drop_duplicates("option")[["option", "label"]].itertuples(index=False):
            row = [sentence_case(field.replace("_", " ")) if not rows or rows[-1][-1] != field else "", label]
            for partner in partners:
                found = question[(question["partner"] == partner) & (question["option"] == option)]
                row += [_weighted(found), count(found["answered"].iloc[0]) if len(found) else UNKNOWN]
            same = pairs[(pairs["field"] == field) & (pairs["option"] == option)]
            if len(partners) > 1:
                row += [_difference(same), count(same["n"].iloc[0]) if len(same) else UNKNOWN]
                row.append(_p_value(same["p_holm"].iloc[0]) if len(same) else UNKNOWN)
            rows.append([*row, field])
    columns = ["Question", "Answer"]
    for partner in partners:
        columns += [_name(report, partner), "n"]
    if len(partners) > 1:
        columns += ["same units", "n", "p"]
    return table_of(report, columns, [row[:-1] for row in rows], text_columns=2)


def success_table(report: Report) -> PrintedTable:
    """Return the weighted means of the items and of the index by wave, and how far they measure one thing."""
    means = report.table("success", success_fields.SUCCESS)
    alphas = report.table("success_reliability", success_fields.SUCCESS_RELIABILITY)
    settings = report.configuration.success.items
    names = {name: item.label for name, item in settings.items()} | {INDEX: "Index"}
    columns, waves = ["Item"], []
    for level in report.study.levels:
        for partner in report.study.partners:
            columns.append(f"{_name(report, partner)}, {LEVELS[level]}")
            waves.append({"partner": partner, "level": level})
    rows = [
        [label, *(_number(_rows(means, wave | {"item": item}), "weighted", "weighted_low", "weighted_high")
                  for wave in waves)]
        for item, label in names.items()
    ]  # fmt: skip
    index = [_rows(means, wave | {"item": INDEX}) for wave in waves]
    rows.append(["n", *(count(found["answered"].iloc[0]) if len(found) else UNKNOWN for found in index)])
    for measure, label in MEASURES.items():
        found = [_rows(alphas, wave | {"measure": measure}) for wave in waves]
        rows.append([label, *(_number(one, "estimate", "conf_low", "conf_high") for one in found)])
    return table_of(report, columns, rows)


def success_models_table(report: Report, level: str) -> PrintedTable:
    """Return odds ratios of a higher class of the index and of higher answers, by partner."""
    table = report.table("success_determinants", success_fields.SUCCESS_DETERMINANTS)
    items = [INDEX, *report.configuration.success.items]
    labels = {name: item.label for name, item in report.configuration.success.items.items()} | {INDEX: "Index"}
    return _odds_ratios(report, table, level, {item: labels[item] for item in items if item in set(table["outcome"])})


def coordination_models_table(report: Report, level: str) -> PrintedTable:
    """Return odds ratios of closer coordination with each level of government, by partner."""
    table = report.table("coordination_determinants", coordination_fields.COORDINATION_DETERMINANTS)
    governments = report.configuration.coordination.governments
    return _odds_ratios(report, table, level, {name: one.label for name, one in governments.items()})


def _odds_ratios(report: Report, table: pd.DataFrame, level: str, outcomes: dict[str, str]) -> PrintedTable:
    """Return a row for each partner and outcome and a column for each term; a fit that failed is a dash."""
    factors = report.configuration.factors
    found = table[(table["level"] == level) & (table["quantity"] == "ratio")]
    present = set(found["term"])
    terms = sorted(present, key=lambda term: (list(factors).index(str(term).partition(": ")[0]), str(term)))
    rows = []
    for partner in report.study.partners:
        for outcome, label in outcomes.items():
            own = _rows(found, {"partner": partner, "outcome": outcome}).set_index("term")
            cells = [_ratio(own.loc[term]) if term in own.index else UNKNOWN for term in terms]
            if len(own):
                rows.append([_name(report, partner), label, *cells, count(own["n"].iloc[0])])
    return table_of(report, ["Partner", "Outcome", *(term_label(str(t), factors) for t in terms), "n"], rows, 2)


def coordination_table(report: Report) -> PrintedTable:
    """Return the weighted share of each answer, and the index, by partner, level of units and of government."""
    shares = report.table("coordination", coordination_fields.COORDINATION)
    means = report.table("coordination_index", coordination_fields.COORDINATION_INDEX)
    settings = report.configuration.coordination
    rows: list[list[str]] = []
    for level in report.study.levels:
        for partner in report.study.partners:
            for name, government in settings.governments.items():
                key = {"partner": partner, "level": level, "government": name}
                found = _rows(shares, key | {"field": ANY}).set_index("answer")
                if found.empty:
                    continue
                cells = [_plain(found.loc[answer, "weighted"]) for answer in settings.answers]
                heading = f"{_name(report, partner)}, {LEVELS[level]}"
                first = not rows or heading not in [row[0] for row in rows]
                index = _number(_rows(means, key), "weighted", "weighted_low", "weighted_high")
                rows.append(
                    [heading if first else "", government.label, *cells, index, count(found["answered"].iloc[0])]
                )
    return table_of(report, ["Partner", "With", *settings.answers.values(), "Index", "n"], rows, 2)


def coordination_compared_table(report: Report) -> PrintedTable:
    """Return the comparison of levels of government within units, by wave."""
    found = report.table("coordination_paired", coordination_fields.COORDINATION_PAIRED)
    governments = report.configuration.coordination.governments
    rows = [
        [
            f"{_name(report, row.partner)}, {LEVELS[row.level]}",
            f"{governments[row.first].label}, {governments[row.second].label}",
            *map(count, (row.n, row.closer_first, row.equal, row.closer_second)),
            UNKNOWN if pd.isna(row.superiority) else _signed(row.superiority, row.conf_low, row.conf_high),
            _p_value(row.p_value),
        ]
        for row in found.sort_values(["level", "partner"]).itertuples()
    ]
    columns = ["Partner", "Levels", "n", "first closer", "equal", "second closer", "superiority", "p"]
    return table_of(report, columns, rows, 2)


def pairs_table(report: Report) -> PrintedTable:
    """Return agreement and kappa within pairs of a unit and a partner place."""
    found = report.table("pair_agreement", item_fields.PAIR_AGREEMENT).sort_values(["wave", "order"])
    rows: list[list[str]] = []
    for _, row in found.iterrows():
        field = sentence_case(row["field"].replace("_", " "))
        first = not rows or all(field != earlier[0] for earlier in rows)
        rows.append(
            [
                field if first else "",
                sentence_case(row["label"]),
                *map(count, (row["unit_only"], row["place_only"], row["n"])),
                _percent(row, "agreement", "agreement_low", "agreement_high"),
                _number(row.to_frame().T, "kappa", "kappa_low", "kappa_high"),
            ]
        )
    return table_of(report, ["Topic", "Compared", "Unit only", "Place only", "Both", "Agreement, %", "Kappa"], rows, 2)


def spans_table(report: Report) -> PrintedTable:
    """Return what is known of the life of ties, and the share alive after twenty years by either dating of ends."""
    spans = report.table("tie_spans", tie_history_fields.TIE_SPANS)
    survival = report.table("tie_survival", tie_history_fields.TIE_SURVIVAL)
    rows = []
    for row in (
        spans[spans["n"] > 0].sort_values(["level", "partner", "ends"], ascending=[True, True, False]).itertuples()
    ):
        curve = _rows(survival, {"level": row.level, "partner": row.partner, "ends": row.ends}).sort_values("years")
        alive = UNKNOWN
        if len(curve) and curve["years"].max() >= 20:
            alive = _percent(curve[curve["years"] <= 20].iloc[-1], "survival", "conf_low", "conf_high")
        numbers = map(count, (row.ties, row.no_beginning, row.n, row.ended, row.undated))
        heading = f"{_name(report, row.partner)}, {LEVELS[row.level]}"
        rows.append([heading, row.ends, *numbers, alive, _p_value(row.log_rank_p)])
    columns = [
        "Partner",
        "End dated",
        "Ties",
        "no year",
        "followed",
        "ended",
        "undated",
        "alive after 20 years, %",
        "p",
    ]
    return table_of(report, columns, rows, 2)


def beginnings(report: Report, level: str) -> str:
    """Return in words of how many ties of units of a level the year of the beginning is known, and the middle one."""
    words = [
        f"{report.v(name)} ties of {LEVELS[level]} with {report.configuration.partners[partner].name}, half of which "
        f"began by {report.v(f'{name}.median')}"
        for partner in report.study.partners
        if report.has(name := f"began.{partner}.{level}")
    ]
    return ", and of ".join(words) or f"no tie of {LEVELS[level]}"


def leading_items(report: Report, partner: str, level: str, field: str, number: int = 3) -> str:
    """Return the most frequent answers to a question in words, with their weighted shares: text for a sentence."""
    found = report.table("item_shares", item_fields.ITEM_SHARES)
    found = _rows(found, {"partner": partner, "level": level, "field": field}).dropna(subset=["weighted"])
    top = found.sort_values(["weighted", "order"], ascending=[False, True]).head(number)
    words = [f"{row.label.lower()} ({printed(row.weighted, 'share')})" for row in top.itertuples()]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words) or "no answer known"


def distinct_items(report: Report, level: str, field: str) -> str:
    """Return, as a sentence, the answers in which the same units differ between the partners (after Holm)."""
    found = report.table("item_pairs", item_fields.ITEM_PAIRS)
    found = _rows(found, {"level": level, "field": field})
    limit = 1 - report.configuration.confidence_level
    apart = found[found["p_holm"] < limit]
    if apart.empty:
        return "On the same units, no answer differs clearly between the partners"
    words = ", ".join(f"{row.label.lower()} (p {printed(row.p_holm, 'p')})" for row in apart.itertuples())
    return f"On the same units, the partners differ in {words}"


def _rows(table: pd.DataFrame, values: dict[str, str]) -> pd.DataFrame:
    keep = pd.Series(True, index=table.index)
    for column, value in values.items():
        keep &= table[column] == value
    return table[keep]


def _name(report: Report, partner: str) -> str:
    return sentence_case(report.configuration.partners[partner].name)


def _weighted(found: pd.DataFrame) -> str:
    return UNKNOWN if found.empty else _percent(found.iloc[0], "weighted", "weighted_low", "weighted_high")


def _percent(row: Any, estimate: str, low: str, high: str) -> str:
    return _printed(row, (estimate, low, high), "share")


def _difference(found: pd.DataFrame) -> str:
    return (
        UNKNOWN
        if found.empty
        else _printed(found.iloc[0], ("difference", "conf_low", "conf_high"), "percentage points")
    )


def _printed(row: Any, names: tuple[str, str, str], unit: Unit) -> str:
    if pd.isna(row[names[0]]):
        return UNKNOWN
    cells = [UNKNOWN if pd.isna(row[name]) else printed(float(row[name]), unit).removesuffix("%") for name in names]
    return cells[0] if UNKNOWN in cells else interval(*cells)


def _plain(value: float) -> str:
    return UNKNOWN if pd.isna(value) else printed(float(value), "share").removesuffix("%")


def _number(found: pd.DataFrame, estimate: str, low: str, high: str) -> str:
    if found.empty or pd.isna(found[estimate].iloc[0]):
        return UNKNOWN
    cells = [f"{float(found[name].iloc[0]):.2f}".replace("-", "\u2212") for name in (estimate, low, high)]
    return interval(*cells)


def _signed(estimate: float, low: float, high: float) -> str:
    return interval(*(printed(float(value), "number") for value in (estimate, low, high)))


def _ratio(row: Any) -> str:
    return interval(*(f"{float(row[name]):.2f}" for name in ("estimate", "conf_low", "conf_high")))


def _p_value(value: float) -> str:
    return UNKNOWN if pd.isna(value) else printed(float(value), "p").removeprefix("= ").replace(" ", NO_BREAK)
