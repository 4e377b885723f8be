"""Printed tables on kinds of cooperation and on the network of units and partner places."""

from __future__ import annotations

import pandas as pd

from paradiplomacy.findings.network_fields import NETWORK_PLACES, NETWORK_SUMMARY
from paradiplomacy.findings.typology_fields import TYPOLOGY_CONDITIONS, TYPOLOGY_FIT, TYPOLOGY_PROFILES, together
from paradiplomacy.findings.values import printed
from paradiplomacy.reports.cells import count, interval, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case

FIELDS = {"areas": "Areas", "benefits": "Benefits", "form": "Forms"}
LEADING = 12  # provinces or states in print
MEASURES = {
    "ties": "Ties with places that are found",
    "not located": "Ties with places that are not",
    "units": "Units",
    "provinces": "Provinces or states",
    "degree": "Ties per unit",
    "density": "Density",
    "largest component": "Largest component",
    "gini": "Gini index",
    "effective provinces": "Effective number of provinces or states",
    "top five": "Share of the first five",
    "modularity": "Modularity",
    "shared": "Pairs of provinces that share a unit",
    "size": "Likeness in size (rank correlation)",
    "coast": "Likeness in coast (log odds ratio)",
    "distance": "Distance (elasticity)",
    "asymmetry": "Asymmetry of size",
    "region tie": "Tie of the region (log odds ratio)",
}
SHARES = ("density", "largest component", "top five", "shared")
NONE = "–"


def _number(value: float, digits: int = 2) -> str:
    return NONE if pd.isna(value) else f"{value:,.{digits}f}".replace("-", "\u2212")


def fit_table(report: Report, level: str) -> PrintedTable:
    """Return the models of one to most classes of all partners together, and the chosen one of each partner."""
    fit = report.table("typology_fit", TYPOLOGY_FIT)
    fit = fit[(fit["level"] == level) & fit["bic"].notna()]
    rows = []
    for partner in dict.fromkeys([together(report.study.partners), *report.study.partners]):
        own = fit[fit["partner"] == partner]
        known = report.configuration.partners
        name = sentence_case(known[partner].name) if partner in known else "All partners"
        shown = own if partner == together(report.study.partners) else own[own["chosen"].astype(bool)]
        for row in shown.itertuples():
            rows.append(
                [
                    name if row.Index == shown.index[0] else "",
                    f"{row.classes}{' (chosen)' if row.chosen else ''}",
                    *(count(value) for value in (row.n, row.parameters)),
                    *(_number(value, 1) for value in (row.log_likelihood, row.bic, row.abic)),
                    _number(row.entropy),
                    printed(row.smallest_share, "share"),
                    _number(row.stability),
                ]
            )
    columns = ["Partner", "Classes", "n", "Parameters", "Log-likelihood", "BIC", "aBIC", "Entropy", "Smallest"]
    return table_of(report, [*columns, "Stability"], rows, text_columns=2)


def profiles_table(report: Report, level: str) -> PrintedTable:
    """Return the probability of each item in each class, in percent with intervals (table T15)."""
    profiles = report.table("typology_profiles", TYPOLOGY_PROFILES)
    own = profiles[(profiles["level"] == level) & (profiles["partner"] == together(report.study.partners))]
    classes = own.drop_duplicates("class").sort_values("class")
    share = [_percent(row.share, row.share_low, row.share_high) for row in classes.itertuples()]
    rows = [["Share of the class", "", *share, ""]]
    for _, cells in own.sort_values(["order", "class"]).groupby("item", sort=False):
        first = cells.iloc[0]
        field = FIELDS.get(first["field"], first["field"])
        earlier = own.loc[(own["field"] == first["field"]) & (own["order"] < first["order"]), "item"]
        rows.append(
            [
                field if earlier.empty else "",
                first["item_label"],
                *(_percent(row.probability, row.conf_low, row.conf_high) for row in cells.itertuples()),
                printed(first["overall"], "share").removesuffix("%"),
            ]
        )
    names = [f"{number}: {label}" for number, label in zip(classes["class"], classes["label"], strict=True)]
    return table_of(report, ["", "Item", *names, "All"], rows, text_columns=2)


def conditions_table(report: Report, level: str) -> PrintedTable:
    """Return the share of each class by condition, in percent, with the adjusted p value of the condition."""
    found = report.table("typology_conditions", TYPOLOGY_CONDITIONS)
    found = found[found["level"] == level].sort_values(["order", "group_order", "class"])
    rows = []
    for (condition, group), cells in found.groupby(["condition", "group"], sort=False):
        first = cells.iloc[0]
        name = report.configuration.partners[group].name if condition == "partner" else group
        starts = first["group_order"] == found.loc[found["condition"] == condition, "group_order"].min()
        rows.append(
            [
                sentence_case(condition) if starts else "",
                sentence_case(name),
                count(first["n"]),
                *(NONE if pd.isna(share) else printed(share, "share").removesuffix("%") for share in cells["share"]),
                printed(first["p_holm"], "p").removeprefix("= ") if starts else "",
            ]
        )
    names = list(dict.fromkeys(zip(found["class"], found["label"], strict=True)))
    columns = ["Condition", "Group", "n", *(f"{number}: {label}" for number, label in sorted(names)), "p"]
    return table_of(report, columns, rows, text_columns=2)


def places_table(report: Report, level: str) -> PrintedTable:
    """Return the provinces and states with most ties of each partner, with years (table T4)."""
    places = report.table("network_places", NETWORK_PLACES)
    places = places[places["level"] == level].sort_values(["ties", "admin1"], ascending=[False, True])
    rows = []
    for partner in report.study.partners:
        for place, row in enumerate(places[places["partner"] == partner].head(LEADING).itertuples()):
            rows.append(
                [
                    sentence_case(report.configuration.partners[partner].name) if not place else "",
                    row.admin1,
                    *(count(value) for value in (row.ties, row.units, row.places)),
                    _percent(row.share, row.conf_low, row.conf_high),
                    *(NONE if pd.isna(year) else f"{year:.0f}" for year in (row.first_year, row.median_year)),
                    count(row.with_year),
                ]
            )
    columns = ["Partner", "Province or state", "Ties", "Units", "Places", "Share, %", "First", "Median", "Years known"]
    return table_of(report, columns, rows, text_columns=2)


def network_table(report: Report, level: str) -> PrintedTable:
    """Return the measures of the network of each partner, with intervals, null values and p values where they have."""
    summary = report.table("network_summary", NETWORK_SUMMARY)
    summary = summary[summary["level"] == level]
    columns = ["Measure"]
    for partner in report.study.partners:
        name = sentence_case(report.configuration.partners[partner].name)
        columns += [name, "Null", "p"]
    rows = []
    for measure, name in MEASURES.items():
        cells = [name]
        for partner in report.study.partners:
            found = summary[(summary["partner"] == partner) & (summary["measure"] == measure)]
            if found.empty or pd.isna(found.iloc[0]["estimate"]):
                cells += [NONE, "", ""]
                continue
            row = found.iloc[0]
            known = [_value(row[end], measure) for end in ("estimate", "conf_low", "conf_high") if pd.notna(row[end])]
            cells.append(interval(*known) if len(known) == 3 else known[0])
            cells.append("" if pd.isna(row["null"]) else _value(row["null"], measure))
            cells.append("" if pd.isna(row["p_value"]) else printed(row["p_value"], "p").removeprefix("= "))
        rows.append(cells)
    return table_of(report, columns, rows)


def _value(value: float, measure: str) -> str:
    if measure in SHARES:
        return printed(value, "share")
    whole = measure in ("ties", "not located", "units", "provinces")
    return count(value) if whole else _number(value)


def _percent(share: float, low: float, high: float) -> str:
    ends = [printed(end, "share").removesuffix("%") for end in (share, low, high) if pd.notna(end)]
    return interval(ends[0], ends[1], ends[2]) if len(ends) == 3 else ends[0]


def kinds_in_words(report: Report, level: str) -> str:
    """Return the classes of all partners together in words, each with its share."""
    profiles = report.table("typology_profiles", TYPOLOGY_PROFILES)
    own = profiles[(profiles["level"] == level) & (profiles["partner"] == together(report.study.partners))]
    classes = own.drop_duplicates("class").sort_values("class")
    if len(classes) < 2:
        return "no kinds can be told apart: one class fits best"
    named = [f"{row.label} ({printed(row.share, 'share')})" for row in classes.itertuples()]
    return "; ".join(named)


def kinds_by_partner(report: Report, level: str) -> str:
    """Return, for each partner alone, how many classes are chosen and how far they are those of all together."""
    fit = report.table("typology_fit", TYPOLOGY_FIT)
    chosen = fit[(fit["level"] == level) & fit["chosen"].astype(bool)]
    parts = []
    for partner in report.study.partners:
        own = chosen[chosen["partner"] == partner]
        name = sentence_case(report.configuration.partners[partner].name)
        if own.empty:
            parts.append(f"{name}: too few answers")
            continue
        row = own.iloc[0]
        word = "class" if row["classes"] == 1 else "classes"
        agreement = "" if pd.isna(row["agreement"]) else f", which agree with these by {row['agreement']:.2f}"
        parts.append(f"{name}: {row['classes']} {word} for {count(row['n'])} answers{agreement}")
    return "; ".join(parts)


def conditions_in_words(report: Report, level: str) -> str:
    """Return the conditions that go with the class after adjustment, or that none does."""
    found = report.table("typology_conditions", TYPOLOGY_CONDITIONS)
    own = found[found["level"] == level].drop_duplicates("condition").sort_values("order")
    alpha = 1 - report.configuration.confidence_level
    clear = [f"{row.condition} (p {printed(row.p_holm, 'p')})" for row in own[own["p_holm"] < alpha].itertuples()]
    if own.empty:
        return "Conditions cannot be compared, as there is one class"
    return "The kind goes with " + ", ".join(clear) if clear else "None of the conditions clearly goes with the kind"


def finding(report: Report, name: str, positive: str, negative: str, unclear: str, unknown: str) -> str:
    """Return the sentence that fits a value, with the value and its interval; `unknown` where the run has none.

    A value whose interval holds zero is unclear, which is not the same as none: the sentence must say so.
    """
    if not report.has(name):
        return unknown
    return f"{report.sign(name, positive, negative, unclear)}, {report.ci(name)}"


def leading_places(report: Report, partner: str, level: str) -> str:
    """Return the provinces or states with most ties and their shares, in words."""
    stem = f"network.{partner}.{level}.top"
    found = [
        f"{report.v(f'{stem}.{place}.name').removesuffix(' State')} ({report.v(f'{stem}.{place}.share')})"
        for place in range(1, 4)
        if report.has(f"{stem}.{place}.name")
    ]
    return ", ".join(found) or "none"
