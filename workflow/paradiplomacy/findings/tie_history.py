"""When ties began and ended, by which instruments, and how long they last; from ties of all sources.

Called by the rule of the history of ties; the periods are those between the milestones of the configuration.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.config.study import Study
from paradiplomacy.distributions import normal_quantile, wilson_interval
from paradiplomacy.findings.item_fields import FORM_LABELS
from paradiplomacy.findings.tie_history_fields import FOUNDING_YEARS, TIE_PERIODS, TIE_SPANS, TIE_SURVIVAL
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.findings.wave_answers import WaveAnswers
from paradiplomacy.survey.partner_words import FORMS

HALF_YEAR = 0.5  # a tie that began and ended in one year lasted half a year on average
ROUNDING = 1e-12  # of a product that is a half
MARKS = (10, 20, 30)  # years after which the share alive is a named value


def trace_ties(
    ties: pd.DataFrame,
    evidence: pd.DataFrame,
    units: pd.DataFrame,
    waves: Sequence[WaveAnswers],
    *,
    study: Study,
    milestones: Sequence[int],
    confidence_level: float,
) -> dict[str, pd.DataFrame]:
    """Return the tables on the history of a study's ties, by name (field tables in `tie_history_fields`).

    Parameters
    ----------
    ties, evidence, units
        `TIES`, `EVIDENCE` and `UNITS`, of all studies.
    waves
        answers of the study (`study_answers`); there may be none.
    """
    inside = units[units["level"].isin(study.levels)]
    if study.countries != "all":
        inside = inside[inside["country"].isin(study.countries)]
    own = ties[ties["partner"].isin(study.partners) & ties["unit_id"].isin(inside["unit_id"])]
    years = [_answer_years(wave) for wave in waves]
    answered = pd.concat(years) if years else pd.DataFrame(columns=["unit_id", "year", "source"])
    spans, survival = follow_ties(own, inside, last_observed(own, evidence, answered), study.partners, confidence_level)
    return {
        "founding_years": count_founding_years(own, inside),
        "tie_periods": count_instruments(waves, milestones, confidence_level),
        "tie_spans": spans,
        "tie_survival": survival,
    }


def _answer_years(wave: WaveAnswers) -> pd.DataFrame:
    """Return source, unit_id and year of each answer; one that was never submitted has the last year of its wave."""
    year = pd.to_numeric(wave.responses["submitted"].str[:4]).astype("Float64")
    year = year.fillna(year.max())
    return pd.DataFrame({"unit_id": year.index, "year": year.to_numpy(), "source": wave.wave.source})


def periods(milestones: Sequence[int]) -> list[str]:
    """Return the names of the periods between the milestones, in time; one for all years where there is none."""
    years = sorted(milestones)
    if not years:
        return ["all years"]
    between = [f"{first}–{last - 1}" for first, last in itertools.pairwise(years)]
    return [f"before {years[0]}", *between, f"{years[-1]} and later"]


def period_of(years: pd.Series[Any], milestones: Sequence[int]) -> pd.Series[Any]:
    """Return the place of the period of each year; missing where the year is."""
    known = years.to_numpy(dtype=float, na_value=0.0)
    places = pd.Series(np.searchsorted(sorted(milestones), known, side="right"), index=years.index)
    return places.astype("Float64").where(years.notna())


def count_founding_years(ties: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return ties by year of beginning and of end (`FOUNDING_YEARS`), every year from the first to the last."""
    known = ties[ties["status"] != "planned"].merge(units[["unit_id", "level"]], on="unit_id")
    rows = []
    for (partner, level), group in known.groupby(["partner", "level"]):
        began, ended = (group[name].dropna().astype(int).value_counts() for name in ("year_start", "year_end"))
        years = [*began.index, *ended.index]
        if not years:
            continue
        rows += [
            {"partner": partner, "level": level, "year": year}
            | {"began": int(began.get(year, 0)), "ended": int(ended.get(year, 0))}
            for year in range(min(years), max(years) + 1)
        ]
    return pd.DataFrame(rows).reindex(columns=FOUNDING_YEARS.columns)


def count_instruments(waves: Sequence[WaveAnswers], milestones: Sequence[int], confidence_level: float) -> pd.DataFrame:
    """Return the instruments of the places that units name, by period of the beginning (`TIE_PERIODS`)."""
    rows: list[dict[str, Any]] = []
    names = periods(milestones)
    for wave in waves:
        named = wave.named[wave.named["form"].notna() & wave.named["year_start"].notna()]
        named = named[named["status"].ne("planned").fillna(True)]
        if named.empty:
            continue
        place = period_of(named["year_start"].astype("Float64"), milestones)
        for number, period in enumerate(names):
            inside = named[place == number]
            for form in FORMS:
                count = int((inside["form"] == form).sum())
                row = {"partner": wave.wave.partner, "level": wave.wave.level, "period": period, "place": number}
                row |= {"form": form, "label": FORM_LABELS[form], "named": count, "of": len(inside)}
                if len(inside):
                    ends = wilson_interval(count, len(inside), confidence_level)
                    row |= {"share": count / len(inside), "conf_low": ends.low, "conf_high": ends.high}
                rows.append(row)
    return pd.DataFrame(rows).reindex(columns=TIE_PERIODS.columns)


def last_observed(ties: pd.DataFrame, evidence: pd.DataFrame, answered: pd.DataFrame) -> pd.Series[Any]:
    """Return the last year in which each tie is seen, by tie_id: by a register, or by a respondent.

    Parameters
    ----------
    ties, evidence
        `TIES` and `EVIDENCE`.
    answered
        source, unit_id and year of each answer to a survey wave.
    """
    register = pd.to_numeric(ties.set_index("tie_id")["last_seen"].str[:4]).astype("Float64")
    told = evidence[["tie_id", "source"]].merge(ties[["tie_id", "unit_id"]], on="tie_id")
    told = told.merge(answered, on=["source", "unit_id"])
    survey = told.groupby("tie_id")["year"].max().reindex(register.index).astype("Float64")
    return pd.concat([register, survey], axis=1).max(axis=1)


def follow_ties(
    ties: pd.DataFrame, units: pd.DataFrame, last: pd.Series[Any], partners: Sequence[str], confidence_level: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what is known of the life of ties (`TIE_SPANS`) and how many live on (`TIE_SURVIVAL`).

    A tie is followed from the year in which it began to that in which it ended, or in which it was last seen. Of one
    that ended in a year that nobody tells, the end is dated at the latest and at the earliest: how far the two curves
    differ is how much rests on the dating (they need not bound a curve of other dates at every time). Ties that ended
    before any list was made are known only where a source tells of them, so that lives are rather shorter than they
    seem. Kaplan and Meier (1958) with intervals on the log-log scale (Borgan and Liestøl 1990); log-rank test of all
    partners (Mantel 1966).

    Parameters
    ----------
    last
        year in which each tie was last seen, by tie_id (`last_observed`).
    """
    known = ties[(ties["status"] != "planned") & ties["partner"].isin(partners)]
    known = known.merge(units[["unit_id", "level"]], on="unit_id").assign(last=lambda t: t["tie_id"].map(last))
    spans: list[dict[str, Any]] = []
    curves: list[dict[str, Any]] = []
    for level, at_level in known.groupby("level"):
        for ends in ("latest", "earliest"):
            followed = {p: _followed(at_level[at_level["partner"] == p], ends) for p in partners}
            p_value = _log_rank({p: table for p, (table, _) in followed.items() if len(table)})
            for partner, (table, counts) in followed.items():
                curve = _kaplan_meier(table, confidence_level)
                key = {"level": level, "partner": partner, "ends": ends}
                below = curve[curve["survival"] <= 0.5 + ROUNDING]
                median = float(below["years"].iloc[0]) if len(below) else np.nan
                spans.append(key | counts | {"median": median, "log_rank_p": p_value})
                curves += [key | row for row in curve.to_dict("records")]
    return (
        pd.DataFrame(spans).reindex(columns=TIE_SPANS.columns),
        pd.DataFrame(curves).reindex(columns=TIE_SURVIVAL.columns),
    )


def _followed(ties: pd.DataFrame, ends: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return years and whether it ended of each tie that can be followed, and how many cannot, by reason."""
    start, end, last = (ties[name].astype("Float64") for name in ("year_start", "year_end", "last"))
    ended = end.notna() | (ties["status"] == "ended").fillna(False)
    undated = ended & end.isna()
    stop = end.where(~undated, last if ends == "latest" else np.minimum(start + 1, last)).fillna(last)
    no_beginning = start.isna()
    not_seen = ~no_beginning & stop.isna()
    wrong_order = ~no_beginning & ~not_seen & (stop < start).fillna(False)
    kept = ~no_beginning & ~not_seen & ~wrong_order
    table = pd.DataFrame({"years": (stop - start + HALF_YEAR)[kept].astype(float), "ended": ended[kept].astype(bool)})
    counts = {
        "ties": len(ties),
        "no_beginning": int(no_beginning.sum()),
        "not_seen": int(not_seen.sum()),
        "wrong_order": int(wrong_order.sum()),
        "n": len(table),
        "ended": int(table["ended"].sum()),
        "undated": int((undated & kept).sum()),
    }
    return table, counts


def _kaplan_meier(table: pd.DataFrame, confidence_level: float) -> pd.DataFrame:
    """Return the curve at its beginning, at each end of a tie, and at the longest time."""
    from statsmodels.duration.survfunc import SurvfuncRight

    columns = ["years", "at_risk", "ended", "survival", "conf_low", "conf_high"]
    if table.empty:
        return pd.DataFrame(columns=columns)
    rows = [[0.0, len(table), 0, 1.0, np.nan, np.nan]]
    if table["ended"].any():
        found = SurvfuncRight(table["years"].to_numpy(), table["ended"].to_numpy().astype(int))
        critical = normal_quantile(0.5 + confidence_level / 2)
        for years, alive, error, at_risk, ended in zip(
            found.surv_times, found.surv_prob, found.surv_prob_se, found.n_risk, found.n_events, strict=True
        ):
            low, high = _log_log(float(alive), float(error), critical)
            rows.append([float(years), int(at_risk), int(ended), float(alive), low, high])
    longest = float(table["years"].max())
    if rows[-1][0] < longest:
        rows.append([longest, int((table["years"] >= longest).sum()), 0, *rows[-1][3:]])
    return pd.DataFrame(rows, columns=columns)


def _log_log(alive: float, error: float, critical: float) -> tuple[float, float]:
    """Return the ends of an interval on the log-log scale; none where all ties have ended."""
    if not 0 < alive < 1:
        return float("nan"), float("nan")
    width = critical * error / (alive * abs(np.log(alive)))
    return float(alive ** np.exp(width)), float(alive ** np.exp(-width))


def _log_rank(groups: dict[str, pd.DataFrame]) -> float:
    """Return the p value of the log-rank test; not a number without two partners and an end."""
    from statsmodels.duration.survfunc import survdiff

    table = pd.concat([rows.assign(group=name) for name, rows in groups.items()]) if groups else pd.DataFrame()
    if len(groups) < 2 or not table["ended"].any():
        return float("nan")
    return float(
        survdiff(table["years"].to_numpy(), table["ended"].to_numpy().astype(int), table["group"].to_numpy())[1]
    )


def enter_history(book: ValueBook, years: pd.DataFrame, spans: pd.DataFrame, survival: pd.DataFrame) -> None:
    """Enter beginnings and survival.

    Names are built from the rows: `began.CN.city` (ties with a year), `began.CN.city.median` (year),
    `spans.CN.city.ties`, `.n`, `.ended`, `.undated`, `spans.city.latest.p`, `survival.CN.city.latest.20`.
    """
    for (partner, level), rows in years.groupby(["partner", "level"]):
        name = f"began.{partner}.{level}"
        book.set(name, int(rows["began"].sum()), "count")
        half = rows["began"].cumsum() >= rows["began"].sum() / 2
        book.set(f"{name}.median", str(int(rows.loc[half, "year"].iloc[0])), "text")
    for row in spans[spans["ends"] == "latest"].itertuples():
        for count in ("ties", "no_beginning", "n", "ended", "undated"):
            book.set(f"spans.{row.partner}.{row.level}.{count}", getattr(row, count), "count")
    for (level, ends), rows in spans.groupby(["level", "ends"]):
        book.set(f"spans.{level}.{ends}.p", rows["log_rank_p"].iloc[0], "p")
    for (partner, level, ends), rows in survival.groupby(["partner", "level", "ends"]):
        for mark in MARKS:
            before = rows[rows["years"] <= mark]
            if rows["years"].max() >= mark:
                row = before.iloc[-1]
                name = f"survival.{partner}.{level}.{ends}.{mark}"
                book.set(name, row["survival"], "share", row["conf_low"], row["conf_high"])
