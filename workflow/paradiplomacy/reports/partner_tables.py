"""Printed tables and sentences on who cooperates with whom, and on the rank of partner countries."""

from __future__ import annotations

import pandas as pd

from paradiplomacy.findings.partner_fields import PARTNER_CONTRASTS, PARTNER_RANKING, UNIT_TYPES
from paradiplomacy.findings.values import Unit, printed
from paradiplomacy.reports.cells import count, interval, table_of
from paradiplomacy.reports.exhibits import PrintedTable, Report
from paradiplomacy.reports.labels import sentence_case
from paradiplomacy.reports.tables import LEVEL_NAMES

SHOWN_RANKS = 8  # partners in print; the table of findings holds all
MEASURE_NAMES = {"units": "units with a tie", "ties": "ties", "ends": "ties, from each unit's side"}
GROUP_NAMES = {"all": "All", "size": "Population", "country": "Country"}


def types_table(report: Report, level: str) -> PrintedTable:
    """Return units by the partners with which they cooperate: all, by size class and by country."""
    found = report.table("unit_types", UNIT_TYPES)
    found = found[found["level"] == level].sort_values("type_order")
    types = list(dict.fromkeys(found["type"]))
    rows: list[list[str]] = []
    for grouping, name in GROUP_NAMES.items():
        groups = found[found["grouping"] == grouping].sort_values("order", kind="stable")
        for place, group in enumerate(dict.fromkeys(groups["group"])):
            cells = groups[groups["group"] == group].set_index("type")
            row = [name if place == 0 else "", "" if group == "all" else group, count(cells["n"].iloc[0])]
            rows.append(row + [count(cells.loc[kind, "units"]) for kind in types])
    headings = [_type_name(report, kind) for kind in types]
    return table_of(report, ["By", "Group", "Units", *headings], rows, text_columns=2)


def _type_name(report: Report, kind: str) -> str:
    """Return "CN only" as "China only"."""
    words = [
        report.configuration.partners[word].name if word in report.study.partners else word for word in kind.split()
    ]
    return sentence_case(" ".join(words))


def ranking_table(report: Report, level: str) -> PrintedTable:
    """Return the leading partners among the groups, by units with a tie and by ties, each register by itself."""
    found = report.table("partner_ranking", PARTNER_RANKING)
    names = country_names(report)
    rows: list[list[str]] = []
    for register in report.configuration.ranking.registers:
        for measure in ("units", "ties"):
            chosen = (found["register"] == register) & (found["level"] == level) & (found["area"] == "all")
            cells = found[chosen & (found["comparison"] == "groups") & (found["measure"] == measure)]
            cells = cells.sort_values(["rank", "entity"]).head(SHOWN_RANKS)
            for place, row in enumerate(cells.itertuples()):
                share, low, high = (printed(float(v), "share") for v in (row.share, row.conf_low, row.conf_high))
                title = report.configuration.registers[register].title
                rows.append(
                    [
                        title if place == 0 and measure == "units" else "",
                        sentence_case(MEASURE_NAMES[measure]) if place == 0 else "",
                        sentence_case(names[row.entity]),
                        count(round(row.count)),
                        interval(share, low, high),
                        f"{row.rank:g}",
                        f"{row.rank_low:g} to {row.rank_high:g}",
                    ]
                )
    columns = ["Register", "Measure", "Partner", "Number", f"Share [{report.confidence} CI]", "Rank", "Interval"]
    return table_of(report, columns, rows, text_columns=3)


def contrasts_table(report: Report) -> PrintedTable:
    """Return the contrasts of partner countries on all units: difference, ratio, equivalence and verdict."""
    found = report.table("partner_contrasts", PARTNER_CONTRASTS)
    found = found[(found["kind"] == "partners") & (found["within"] == "all")]
    names, registers = country_names(report), report.configuration.ranking.registers
    found = found.assign(
        order=found["register"].map(registers.index), beside=~found["second"].isin(report.study.partners)
    )
    rows: list[list[str]] = []
    before: list[str] = []
    for row in found.sort_values(["level", "order", "measure", "beside", "first"]).itertuples():
        points = (printed(float(v), "percentage points") for v in (row.difference, row.conf_low, row.conf_high))
        ratio = "–"
        if not pd.isna(row.ratio):
            ratio = interval(*(f"{v:.2f}" for v in (row.ratio, row.ratio_low, row.ratio_high)))
        first, second = (sentence_case(names[code]) for code in (row.first, row.second))
        level = LEVEL_NAMES[row.level] + (" that it names" if row.base == "named" else "")
        where = [level, report.configuration.registers[row.register].title, MEASURE_NAMES[row.measure]]
        said = where == before
        before = where
        rows.append(
            [
                *([""] * len(where) if said else where),
                f"{first} – {second}",
                interval(*points),
                ratio,
                "–" if pd.isna(row.p_equivalence) else printed(float(row.p_equivalence), "p").removeprefix("= "),
                row.verdict.replace("first", first).replace("second", second),
            ]
        )
    columns = ["Level", "Register", "Measure", "Partners", "Difference, points", "Ratio", "p (not level)", "Verdict"]
    return table_of(report, columns, rows, text_columns=4)


def areas_table(report: Report, level: str) -> PrintedTable:
    """Return for each partner how CEE, and the members of China's format with it, differ from all other countries."""
    found = report.table("partner_contrasts", PARTNER_CONTRASTS)
    leading = report.configuration.ranking.registers[:1]
    found = found[(found["kind"] == "areas") & (found["level"] == level) & found["register"].isin(leading)]
    names = country_names(report)
    rows: list[list[str]] = []
    for row in found.sort_values(["within", "first", "measure"], ascending=[True, True, False]).itertuples():
        unit: Unit = "share" if row.measure == "units" else "number"
        values = [printed(float(v), unit).removeprefix("+") for v in (row.first_value, row.second_value)]
        points: Unit = "percentage points" if row.measure == "units" else "number"
        ends = (printed(float(v), points) for v in (row.difference, row.conf_low, row.conf_high))
        verdict = row.verdict.replace("first", row.first).replace("second", row.second)
        what = "units with a tie" if row.measure == "units" else "ties per unit"
        partner = sentence_case(names[row.within])
        rows.append(
            [
                "" if any(earlier[0] == partner for earlier in rows) else partner,
                row.first,
                what,
                *values,
                interval(*ends),
                verdict,
            ]
        )
    columns = [
        "Partner",
        "Countries",
        "Measure",
        "there",
        "elsewhere",
        f"Difference [{report.confidence} CI]",
        "Verdict",
    ]
    return table_of(report, columns, rows, text_columns=3)


def anywhere_sentence(report: Report, level: str) -> str:
    """Return what share of the units has a partner abroad at all; of units that were only named nothing can be said."""
    name = f"rank.{level}.units.any"
    plural = LEVEL_NAMES[level].lower()
    if not report.has(f"{name}.share"):
        return f"Of {plural} the register names too few for a statement."
    if report.v(f"{name}.base") == "named":
        return (
            f"Of {plural} the register names {report.v(name + '.n')} only; what share of them all has partners "
            "cannot be said."
        )
    low = report.value(f"{name}.share").low
    amount = "Most" if low is not None and low > 0.5 else "Not surely most"
    return (
        f"{amount} {plural} have partners abroad: {report.ci(name + '.share')} of the {report.v(name + '.n')} that the "
        "register covers have at least one."
    )


def union_sentence(report: Report, level: str) -> str:
    """Return what share of the ties lies within the Union, counted once and from each unit's side."""
    names = [f"rank.{level}.{measure}.EU.share" for measure in ("ties", "ends")]
    if not all(map(report.has, names)):
        return ""
    once, sides = (report.value(name) for name in names)
    words = []
    for value in (once, sides):
        assert value.low is not None
        assert value.high is not None
        words.append("most" if value.low > 0.5 else "less than half" if value.high < 0.5 else "about half")
    claim = "" if words[0] == words[1] else " The answer depends on how a tie between two units is counted."
    return (
        f"Of all ties of {LEVEL_NAMES[level].lower()}, {words[0]} lie within the Union: {report.ci(names[0])} when a "
        f"tie between two units counts once; from each unit's side, where it counts twice, {words[1]}: "
        f"{report.ci(names[1])}.{claim}"
    )


def second_place_sentence(report: Report) -> str:
    """Return whether the first two partners are second ex aequo after Europe, by units with a tie and by ties.

    Units that a register merely names are no sample of all; what it shows of them is told, and nothing follows.
    """
    first, second = report.study.partners[:2]
    names = country_names(report)
    sentences = [
        f"That {names[first]} and {names[second]} are second ex aequo after Europe would need that each is ahead of "
        "every other country, and that the larger is shown to be less than "
        f"{report.configuration.ranking.margin:g} times the smaller; it is rejected where it is shown to be more."
    ]
    for level, plural in LEVEL_NAMES.items():
        plural, parts = plural.lower(), []
        for measure in ("units", "ties"):
            claim, pair = f"claim.second.{level}.{measure}", f"contrast.{level}.{measure}.{first}.{second}"
            if report.has(claim) and report.has(pair):
                verdict = report.v(f"{pair}.verdict").replace("first", names[first]).replace("second", names[second])
                parts.append(
                    f"by {MEASURE_NAMES[measure]} the claim is {report.v(claim)} ({names[first]} less {names[second]}: "
                    f"{report.ci(pair)}; {verdict})"
                )
        if not parts:
            sentences.append(f"Of {plural} the register names too few to rank their partners.")
        elif report.v(f"rank.{level}.units.any.base") == "named":
            held = [
                report.v(name) if report.has(name) else "0"
                for name in (f"rank.{level}.units.{partner}.count" for partner in (first, second))
            ]
            sentences.append(
                f"Of the {report.v(f'rank.{level}.units.any.n')} {plural} that the register names, {held[0]} have "
                f"partners in {names[first]} and {held[1]} in {names[second]}; it may miss those of the others, so "
                f"that nothing follows for {plural}."
            )
        else:
            sentences.append(f"For {plural}, " + "; ".join(parts) + ".")
    return " ".join(sentences)


def country_names(report: Report) -> dict[str, str]:
    """Return the names of all ranked countries by their code, of partners as running text has them."""
    ranked = report.table("partner_ranking", PARTNER_RANKING)
    named = dict(zip(ranked["entity"], ranked["name"], strict=True))
    return named | {code: partner.name for code, partner in report.configuration.partners.items()}
