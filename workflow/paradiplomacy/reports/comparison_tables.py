"""Printed tables and sentences on partners beside each other: models of both at once, and the periods.

Marginal effects, not coefficients, are set side by side: the scale of a logit differs between two outcomes.
"""

from __future__ import annotations

import pandas as pd

from paradiplomacy.findings.values import printed
from paradiplomacy.models.fields import ESTIMATES, PARTNER_TESTS
from paradiplomacy.reports.cells import count, interval, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case, term_label

JOINT = "all factors"
JACKKNIFE = "CV3 by country"
KINDS = ("CV1 by unit", "CV1 by country", JACKKNIFE)


def periods_sentence(report: Report) -> str:
    """Return in which periods the partners were seen, and what that means for their comparison.

    The waves that give a survey outcome have a field time each; ties of registers are those of the same lists for all
    partners, so that no difference of periods lies between them.
    """
    configuration, study = report.configuration, report.study
    if configuration.outcomes[report.leading_outcome].evidence != "survey":
        dates = sorted(register.as_of for register in configuration.registers.values() if register.as_of)
        span = f" of {dates[0]} to {dates[-1]}" if dates else ""
        return f"Ties with either partner come from the same lists{span}, so that the periods do not differ."
    periods: dict[str, list[str]] = {}
    for wave in study.asked_waves(configuration.waves).values():
        periods.setdefault(wave.partner, [])
        if wave.period not in periods[wave.partner]:
            periods[wave.partner].append(wave.period)
    named = "; ".join(
        f"{configuration.partners[partner].name} {' and '.join(found)}" for partner, found in periods.items()
    )
    if len({tuple(found) for found in periods.values()}) == 1:
        return f"The partners were asked about in one period ({named})."
    return f"The periods differ ({named}): a difference between the partners may be one between the years."


def stacked_table(report: Report, level: str, outcome: str) -> PrintedTable:
    """Return the Wald tests of the stacked model: F and p value of each factor and of all, by kind of clusters."""
    found = report.table("partner_tests", PARTNER_TESTS)
    found = found[(found["study"] == report.study_name) & (found["level"] == level) & (found["outcome"] == outcome)]
    kinds = [kind for kind in KINDS if kind in set(found["clusters"])]
    names = [JOINT, *report.configuration.factors]
    factors = sorted(dict.fromkeys(found["factor"]), key=names.index)
    rows = []
    for factor in factors:
        cells = found[found["factor"] == factor].set_index("clusters")
        row = ["All factors" if factor == JOINT else report.configuration.factors[factor].label]
        row.append(count(cells["n_restrictions"].iloc[0]))
        for kind in kinds:
            if kind not in cells.index:
                row += ["–", "–"]
                continue
            row += [
                f"{cells.loc[kind, 'statistic']:.2f} ({cells.loc[kind, 'df']:g})",
                _p_value(cells.loc[kind, "p_value"]),
            ]
        rows.append(row)
    columns = ["Factor", "Coefficients"]
    for kind in kinds:
        columns += [f"F (df), {kind}", "p"]
    return table_of(report, columns, rows)


def joint_test_sentence(report: Report, level: str, outcome: str) -> str:
    """Return what the joint test of the stacked model says, by the jackknife of countries; without it, that it is open.

    The sandwich by country rejects too often when a factor is told by few countries (MacKinnon, Nielsen and Webb 2023),
    which is when the jackknife has no estimate.
    """
    found = report.table("partner_tests", PARTNER_TESTS)
    chosen = (found["study"] == report.study_name) & (found["level"] == level) & (found["outcome"] == outcome)
    joint = found[chosen & (found["factor"] == JOINT)].set_index("clusters")
    tests = {
        kind: f"F({row['n_restrictions']:g}, {row['df']:g}) = {row['statistic']:.2f}, p {printed(row['p_value'], 'p')}"
        for kind, row in joint.iterrows()
    }
    if JACKKNIFE in tests:
        alpha = 1 - report.configuration.confidence_level
        alike = float(joint.loc[JACKKNIFE, "p_value"]) >= alpha
        verdict = "are not shown to count differently" if alike else "do not count alike"
        return f"Taken together the factors {verdict} for the two partners ({tests[JACKKNIFE]}, {JACKKNIFE})."
    if not tests:
        return "The stacked model cannot be tested here."
    others = "; ".join(f"{text} with {kind}" for kind, text in tests.items())
    return (
        "Whether the factors taken together count alike is not decided here: without some country a coefficient has no "
        f"estimate, so that there is no jackknife of countries, and the sandwich rejects too often then ({others})."
    )


def pair_table(report: Report, level: str, estimator: str) -> PrintedTable:
    """Return the marginal effects of a model of both partners at once, a column for each outcome or type, in points."""
    found = _of_pair(report, level, estimator)
    effects = found[found["quantity"] == "marginal effect"]
    terms = effects["term"].str.rpartition(", ")
    columns = _ordered_types(report, list(dict.fromkeys(terms[2])))
    names = list(report.configuration.factors)
    factors = sorted(dict.fromkeys(terms[0]), key=lambda term: (names.index(term.partition(": ")[0]), term))
    rows = []
    for factor in factors:
        row = [term_label(factor, report.configuration.factors)]
        for column in columns:
            cell = effects[(terms[0] == factor) & (terms[2] == column)]
            row.append(_points(cell))
        rows.append(row)
    headings = [f"{_type_name(report, column)} [{report.confidence} CI]" for column in columns]
    return table_of(report, ["Factor", *headings], rows)


def correlation_sentence(report: Report, level: str) -> str:
    """Return the correlation of the two partners beyond the factors (bivariate probit), in words by its interval."""
    found = _of_pair(report, level, "bivariate probit")
    row = found[(found["quantity"] == "coefficient") & (found["term"] == "rho")]
    if row.empty or pd.isna(row["conf_low"].iloc[0]):
        return "The bivariate probit cannot be fitted here."
    low, high, rho = (float(row[end].iloc[0]) for end in ("conf_low", "conf_high", "estimate"))
    meaning = "what the factors leave unexplained of one partner tells nothing sure of the other"
    if low > 0:
        meaning = "units that cooperate with one partner beyond what the factors tell do so with the other, too"
    if high < 0:
        meaning = "units that cooperate with one partner beyond what the factors tell do so less with the other"
    low_text, high_text = (printed(end, "number") for end in (max(low, -1.0), min(high, 1.0)))
    return (
        f"The correlation of the two outcomes beyond the factors is {printed(rho, 'number')} "
        f"({report.confidence} CI {low_text} to {high_text}; {count(row['n'].iloc[0])} units): {meaning}."
    )


def _of_pair(report: Report, level: str, estimator: str) -> pd.DataFrame:
    """Return the estimates of the leading outcome by an estimator of two partners at once."""
    found = report.table("estimates", ESTIMATES)
    chosen = (found["study"] == report.study_name) & (found["level"] == level) & (found["estimator"] == estimator)
    return found[chosen & (found["outcome"] == report.leading_outcome)]


def _ordered_types(report: Report, types: list[str]) -> list[str]:
    partners = report.study.partners
    order = ["neither", *partners, *(f"{partner} only" for partner in partners), "both"]
    return sorted(types, key=order.index)


def _type_name(report: Report, kind: str) -> str:
    """Return "CN only" as "China only"."""
    code, _, rest = kind.partition(" ")
    partner = report.configuration.partners.get(code)
    return sentence_case(kind if partner is None else f"{partner.name} {rest}".strip())


def _points(cell: pd.DataFrame) -> str:
    if cell.empty:
        return "–"
    ends = [cell[name].iloc[0] for name in ("estimate", "conf_low", "conf_high")]
    texts = ["–" if pd.isna(end) else printed(float(end), "percentage points") for end in ends]
    return interval(*texts)


def _p_value(value: float) -> str:
    return "<0.001" if value < 0.001 else f"{value:.3f}"
