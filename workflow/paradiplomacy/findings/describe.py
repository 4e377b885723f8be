"""Descriptive findings: the frame, the response, who has ties, and the same units with two partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import sqrt
from typing import Any

import pandas as pd

from paradiplomacy.config.waves import Wave
from paradiplomacy.distributions import normal_quantile, sign_test, wilson_interval
from paradiplomacy.findings.fields import COOPERATION, FRAME_BY_COUNTRY, PAIRED, RESPONSE
from paradiplomacy.frame.size_classes import SIZE_CLASSES, size_classes

YES_NO = {True: "yes", False: "no"}
THIRDS = ("lowest third", "middle third", "highest third")


def frame_by_country(units: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Return units of the frame by country and level (`FRAME_BY_COUNTRY`); a country without units has zeros."""
    rows = []
    for country in countries.itertuples():
        for level in sorted(units["level"].unique()):
            inside = units[(units["country"] == country.country) & (units["level"] == level)]
            rows.append(
                {
                    "country": country.country,
                    "country_name": country.name,
                    "macro_region": country.macro_region,
                    "level": level,
                    "units": len(inside),
                    "with_gdp": int(inside["gdp_pps"].notna().sum()),
                    "with_party": int(inside["party_bloc"].notna().sum()),
                }
            )
    return pd.DataFrame(rows, columns=FRAME_BY_COUNTRY.columns)


def response_by_wave(dispositions: pd.DataFrame, waves: Mapping[str, Wave]) -> pd.DataFrame:
    """Return invitations, answers and response rates by wave (`RESPONSE`)."""
    rows = []
    for name, wave in waves.items():
        counts = dispositions.loc[dispositions["wave"] == name, "disposition"].value_counts()
        invited, complete, partial = int(counts.sum()), int(counts.get("complete", 0)), int(counts.get("partial", 0))
        rows.append(
            {
                "wave": name,
                "title": wave.title,
                "period": wave.period,
                "invited": invited,
                "complete": complete,
                "partial": partial,
                "response_rate": complete / invited,
                "response_rate_partial": (complete + partial) / invited,
            }
        )
    return pd.DataFrame(rows, columns=RESPONSE.columns)


def cooperation_by_group(analysis: pd.DataFrame, outcome: str, confidence_level: float) -> pd.DataFrame:
    """Return shares of units with a binary outcome by partner, level and group, with Wilson intervals (`COOPERATION`).

    Parameters
    ----------
    analysis
        rows of one study.
    outcome
        column of a binary outcome; units where it is missing do not count.
    """
    rows: list[dict[str, Any]] = []
    known = with_thirds(analysis).loc[analysis[outcome].notna()]
    for (partner, level), cell in known.groupby(["partner", "level"]):
        for grouping, (labels, order) in groupings_of(cell, str(level)).items():
            for place, group in enumerate(order):
                values = cell.loc[(labels == group).fillna(False).astype(bool), outcome]
                if values.empty:
                    continue
                events, n = int(values.sum()), len(values)
                interval = wilson_interval(events, n, confidence_level)
                rows.append(
                    {
                        "partner": partner,
                        "level": level,
                        "grouping": grouping,
                        "group": group,
                        "order": place,
                        "n": n,
                        "events": events,
                        "share": events / n,
                        "conf_low": interval.low,
                        "conf_high": interval.high,
                    }
                )
    return pd.DataFrame(rows, columns=COOPERATION.columns)


def with_thirds(analysis: pd.DataFrame) -> pd.DataFrame:
    """Return rows of one study with the column `wealth`: the third by GDP per head of all units, not of those known."""
    place = analysis.groupby(["partner", "level"])["log_gdp"].rank(pct=True).astype(float)
    return analysis.assign(wealth=pd.cut(place, [0, 1 / 3, 2 / 3, 1], labels=list(THIRDS)).astype("string"))


def groupings_of(cell: pd.DataFrame, level: str) -> dict[str, tuple[pd.Series[str], list[str]]]:
    """Return, for each grouping of the units of one level, the group of each row and the groups in their order.

    Parameters
    ----------
    cell
        rows with the column `wealth` that `with_thirds` adds.
    """
    return {
        "all": (pd.Series("all", index=cell.index), ["all"]),
        "size": (size_classes(cell["population"], level).astype("string"), list(SIZE_CLASSES[level].values())),
        "GDP per head": (cell["wealth"], list(THIRDS)),
        "macro-region": (cell["macro_region"], sorted(cell["macro_region"].dropna().unique())),
        "capital": (cell["capital"].map(YES_NO), ["yes", "no"]),
        "port city": (cell["port_city"].map(YES_NO), ["yes", "no"]),
        "governing party": (cell["party_bloc"], ["left", "centre", "right", "other"]),
    }


def paired_partners(analysis: pd.DataFrame, outcome: str, partners: Sequence[str], level: float) -> pd.DataFrame:
    """Return, for each level and pair of partners, the joint distribution on the same units (`PAIRED`).

    The test is McNemar's exact one (binomial on the discordant units); the interval of the difference of shares is
    the adjusted Wald interval for matched pairs of Agresti and Min (2005), with half a unit added to each cell.
    """
    rows = []
    critical = normal_quantile(0.5 + level / 2)
    for unit_level, cell in analysis.groupby("level"):
        wide = cell.pivot(index="unit_id", columns="partner", values=outcome)
        for first, second in combinations(partners, 2):
            pair = wide[[first, second]].dropna().astype(bool)
            a, b = pair[first], pair[second]
            both, only_a, only_b = int((a & b).sum()), int((a & ~b).sum()), int((~a & b).sum())
            n = len(pair)
            if n == 0:
                continue
            plus_a, plus_b, plus_n = only_a + 0.5, only_b + 0.5, n + 2
            centre = (plus_a - plus_b) / plus_n
            half = critical * sqrt(plus_a + plus_b - (plus_a - plus_b) ** 2 / plus_n) / plus_n
            discordant = only_a + only_b
            rows.append(
                {
                    "level": unit_level,
                    "partner_a": first,
                    "partner_b": second,
                    "n": n,
                    "both": both,
                    "only_a": only_a,
                    "only_b": only_b,
                    "neither": n - both - discordant,
                    "difference": (only_a - only_b) / n,
                    "conf_low": centre - half,
                    "conf_high": centre + half,
                    "p_value": sign_test(only_a, discordant) if discordant else 1.0,
                }
            )
    return pd.DataFrame(rows, columns=PAIRED.columns)
