"""The panel: units that answered two waves, question by question, and how their answers differ.

Stands at the end of the survey stage, after the waves are ingested. The two waves of a panel differ in partner country
and in field time alike, so that neither alone can be said to make a difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any

import pandas as pd

from paradiplomacy.distributions import chi2_tail, normal_quantile, sign_test
from paradiplomacy.fields import Dataset, Field
from paradiplomacy.survey.codebook import (
    TICKED,
    UNTICKED,
    Codebook,
    Coded,
    CountQuestion,
    MultipleQuestion,
    OrderedQuestion,
    PartnersQuestion,
    Question,
)
from paradiplomacy.survey.fields import MISSING_KINDS
from paradiplomacy.tables import typed

PANEL = Dataset(
    name="panel",
    content="units",
    description="Answers of the units that answered both waves of a panel, for the questions that both ask.",
    key=("unit_id", "field"),
    fields=(
        Field("unit_id", "text", "unit that answered both waves", required=True),
        Field("level", "text", "level of the unit", allowed=("city", "region"), required=True),
        Field("field", "text", "column of the responses", required=True),
        Field("first", "text", "answer in the first wave, or its kind of missing", required=True),
        Field("second", "text", "answer in the second wave, or its kind of missing", required=True),
        Field("changed", "boolean", "the answers differ; empty where one of them is missing"),
        Field(
            "direction",
            "text",
            "up or down on the scale, a box ticked (up) or no longer (down); other where there is no order",
            allowed=("same", "up", "down", "other"),
        ),
    ),
)

PANEL_CHANGES = Dataset(
    name="panel_changes",
    content="units",
    description="Changes between the two waves of a panel, by question. Waves differ in partner and in field time.",
    key=("position",),
    fields=(
        Field("position", "integer", "place in the order of the questionnaire", minimum=1, required=True),
        Field("field", "text", "column of the responses, or an outcome that is made from one", required=True),
        Field("of", "text", "column of the responses that it is made from", required=True),
        Field("first_wave", "text", "the first wave", required=True),
        Field("second_wave", "text", "the second wave", required=True),
        Field("first_period", "text", "field time of the first wave", required=True),
        Field("second_period", "text", "field time of the second wave", required=True),
        Field("units", "integer", "units that answered both waves", minimum=0, required=True),
        Field("n", "integer", "units with an answer to the question in both waves", minimum=0, required=True),
        Field("first_only", "integer", "units with an answer in the first wave only", minimum=0, required=True),
        Field("second_only", "integer", "units with an answer in the second wave only", minimum=0, required=True),
        Field("same", "integer", "units with the same answer in both", minimum=0, required=True),
        Field("changed", "integer", "units with different answers", minimum=0, required=True),
        Field("up", "integer", "units whose answer is higher in the second wave; empty without an order", minimum=0),
        Field("down", "integer", "units whose answer is lower in the second wave; empty without an order", minimum=0),
        Field("difference", "number", "yes in the second wave less yes in the first, as shares", unit="share"),
        Field("conf_low", "number", "lower end of its interval (Agresti and Min 2005)", unit="share"),
        Field("conf_high", "number", "upper end of its interval (Agresti and Min 2005)", unit="share"),
        Field(
            "test",
            "text",
            "McNemar's exact test of yes and no; exact sign test of up and down; Stuart and Maxwell's test that the "
            "answers are distributed alike",
            allowed=("mcnemar", "sign", "stuart_maxwell"),
        ),
        Field("p_value", "number", "p-value of the test", minimum=0, maximum=1),
        Field("note", "text", "why the question is not compared"),
    ),
)

PANEL_TRANSITIONS = Dataset(
    name="panel_transitions",
    content="units",
    description="Answers in the first by answers in the second wave, for questions that are answered by a code.",
    key=("position",),
    fields=(
        Field("position", "integer", "place in the order of the questionnaire", minimum=1, required=True),
        Field("field", "text", "column of the responses", required=True),
        Field("first", "text", "answer in the first wave", required=True),
        Field("second", "text", "answer in the second wave", required=True),
        Field("n", "integer", "units", minimum=0, required=True),
    ),
)

Collapsed = Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]]
"""Name of a yes-or-no outcome -> column of the responses, codes that count as yes, codes that count as no."""


def link_panel(
    responses: tuple[pd.DataFrame, pd.DataFrame], codebooks: tuple[Codebook, Codebook], level: str
) -> pd.DataFrame:
    """Return the answers of the units that answered both waves (`PANEL`), for the questions that can be compared.

    These are the public questions that have the same name, kind and codes in both waves. A place named as a partner
    counts by the number of places.
    """
    first, second = (wave.set_index("unit_id") for wave in responses)
    units = sorted(set(first.index) & set(second.index))
    rows: list[list[object]] = []
    for column, question in _comparable(codebooks).items():
        order = _order(question)
        for unit in units:
            answers = str(first.loc[unit, column]), str(second.loc[unit, column])
            rows.append([unit, level, column, *answers, *_change(answers, question, order)])
    return typed(pd.DataFrame(rows, columns=PANEL.columns).sort_values(["unit_id", "field"]), PANEL)


def summarise_changes(
    panel: pd.DataFrame,
    codebooks: tuple[Codebook, Codebook],
    waves: tuple[str, str],
    periods: tuple[str, str],
    collapsed: Collapsed,
    confidence_level: float,
) -> pd.DataFrame:
    """Return changes by question (`PANEL_CHANGES`), with the questions that cannot be compared and why.

    Yes-or-no fields (boxes and `collapsed` outcomes) have McNemar's exact test (1947) and the interval for matched
    pairs of Agresti and Min (2005); scales and numbers the exact sign test of up against down, of which McNemar's is
    the case of two answers; other questions the test of marginal homogeneity of Stuart (1955) and Maxwell (1970).
    Many questions are tested here: a small p-value among them is no finding by itself.
    """
    rows = []
    known = {"first_wave": waves[0], "second_wave": waves[1], "first_period": periods[0], "second_period": periods[1]}
    known |= {"units": panel["unit_id"].nunique()}
    for column, question in _comparable(codebooks).items():
        answers = panel.loc[panel["field"] == column, ["first", "second", "direction"]]
        boxes = isinstance(question, MultipleQuestion)
        rows.append(
            {"field": column, "of": column}
            | known
            | _counts(answers, has_order=bool(_order(question)) or _is_number(question))
            | (
                _matched_pairs(answers, (TICKED,), (UNTICKED,), confidence_level)
                if boxes
                else _marginal_test(answers, question)
            )
        )
    for name, (column, yes, no) in collapsed.items():
        answers = panel.loc[panel["field"] == column, ["first", "second"]]
        if answers.empty:
            continue
        both = answers.map(lambda code, yes=yes, no=no: "yes" if code in yes else "no" if code in no else "no_answer")
        direction = [_change((a, b), None, ("no", "yes"))[1] for a, b in both.itertuples(index=False)]
        both = both.assign(direction=direction)
        rows.append(
            {"field": name, "of": column}
            | known
            | _counts(both, has_order=True)
            | _matched_pairs(both, ("yes",), ("no",), confidence_level)
        )
    for column, why in _not_comparable(codebooks).items():
        nothing = dict.fromkeys(("n", "first_only", "second_only", "same", "changed"), 0)
        rows.append({"field": column, "of": column} | known | nothing | {"note": why})
    table = pd.DataFrame(rows).assign(position=range(1, len(rows) + 1))
    return typed(table.reindex(columns=PANEL_CHANGES.columns), PANEL_CHANGES)


def transitions(panel: pd.DataFrame, codebooks: tuple[Codebook, Codebook]) -> pd.DataFrame:
    """Return answers by answers of both waves (`PANEL_TRANSITIONS`); every pair of codes has a row."""
    rows: list[list[object]] = []
    for column, question in _comparable(codebooks).items():
        if not isinstance(question, Coded):
            continue
        answers = panel[panel["field"] == column]
        found = answers.groupby(["first", "second"]).size().to_dict()
        rows += [
            [column, first, second, int(found.get((first, second), 0))]
            for first in question.tidy_codes
            for second in question.tidy_codes
        ]
    table = [[position, *row] for position, row in enumerate(rows, start=1)]
    return typed(pd.DataFrame(table, columns=PANEL_TRANSITIONS.columns), PANEL_TRANSITIONS)


def _columns(codebook: Codebook) -> dict[str, Question]:
    return {column: q for q in codebook.fields if q.sensitivity != "restricted" for column in q.tidy_columns}


def _comparable(codebooks: tuple[Codebook, Codebook]) -> dict[str, Question]:
    """Return the columns that both waves have in one meaning, with the question of the first wave."""
    apart = _not_comparable(codebooks)
    second = _columns(codebooks[1])
    return {name: q for name, q in _columns(codebooks[0]).items() if name in second and name not in apart}


def _not_comparable(codebooks: tuple[Codebook, Codebook]) -> dict[str, str]:
    second = _columns(codebooks[1])
    found = {}
    for column, question in _columns(codebooks[0]).items():
        other = second.get(column)
        if other is None:
            continue
        if question.type != other.type:
            found[column] = f"it is {question.type} in the first and {other.type} in the second wave"
        elif isinstance(question, Coded) and isinstance(other, Coded) and question.tidy_codes != other.tidy_codes:
            found[column] = "its codes differ between the waves"
    return found


def _order(question: Question | None) -> tuple[str, ...]:
    if isinstance(question, OrderedQuestion):
        return question.tidy_codes
    return (UNTICKED, TICKED) if isinstance(question, MultipleQuestion) else ()


def _is_number(question: Question | None) -> bool:
    return isinstance(question, (CountQuestion, PartnersQuestion))


def _change(
    answers: tuple[str, str], question: Question | None, order: tuple[str, ...]
) -> tuple[bool | None, str | None]:
    """Return whether and in which direction two answers differ; nothing where one of them is missing."""
    if set(answers) & set(MISSING_KINDS):
        return None, None
    if answers[0] == answers[1]:
        return False, "same"
    if _is_number(question):
        return True, "up" if float(answers[1]) > float(answers[0]) else "down"
    if order:
        return True, "up" if order.index(answers[1]) > order.index(answers[0]) else "down"
    return True, "other"


def _counts(answers: pd.DataFrame, *, has_order: bool) -> dict[str, Any]:
    first, second = (~answers[side].isin(MISSING_KINDS) for side in ("first", "second"))
    moves = answers["direction"].value_counts()
    same = int(moves.get("same", 0))
    n = int((first & second).sum())
    return {
        "n": n,
        "first_only": int((first & ~second).sum()),
        "second_only": int((second & ~first).sum()),
        "same": same,
        "changed": n - same,
        "up": int(moves.get("up", 0)) if has_order else None,
        "down": int(moves.get("down", 0)) if has_order else None,
    }


def _matched_pairs(
    answers: pd.DataFrame, yes: tuple[str, ...], no: tuple[str, ...], confidence_level: float
) -> dict[str, Any]:
    first, second = answers["first"], answers["second"]
    gained = int((first.isin(no) & second.isin(yes)).sum())
    lost = int((first.isin(yes) & second.isin(no)).sum())
    n = int((first.isin(yes + no) & second.isin(yes + no)).sum())
    if not n:
        return {}
    # Agresti and Min (2005): half a unit is added to each cell of the table
    plus_gained, plus_lost, plus_n = gained + 0.5, lost + 0.5, n + 2
    centre = (plus_gained - plus_lost) / plus_n
    spread = sqrt(plus_gained + plus_lost - (plus_gained - plus_lost) ** 2 / plus_n) / plus_n
    half = normal_quantile(0.5 + confidence_level / 2) * spread
    return {
        "difference": (gained - lost) / n,
        "conf_low": centre - half,
        "conf_high": centre + half,
        "test": "mcnemar",
        "p_value": _sign_test(gained, lost),
    }


def _sign_test(up: int, down: int) -> float:
    return sign_test(up, up + down) if up + down else 1.0


def _marginal_test(answers: pd.DataFrame, question: Question) -> dict[str, Any]:
    if _order(question) or _is_number(question):
        moves = answers["direction"].value_counts()
        return {"test": "sign", "p_value": _sign_test(int(moves.get("up", 0)), int(moves.get("down", 0)))}
    given = answers[~answers["first"].isin(MISSING_KINDS) & ~answers["second"].isin(MISSING_KINDS)]
    p_value = stuart_maxwell(pd.crosstab(given["first"].astype(str), given["second"].astype(str)))
    return {} if p_value is None else {"test": "stuart_maxwell", "p_value": p_value}


def stuart_maxwell(table: pd.DataFrame) -> float | None:
    """Return the p-value of Stuart and Maxwell's test that rows and columns are distributed alike (chi-squared).

    Answers of which nobody changed to or from say nothing on it and are left out; None where fewer than two remain
    or the changes do not suffice for a covariance.
    """
    import numpy as np

    codes = sorted(set(table.index) | set(table.columns))
    square = table.reindex(index=codes, columns=codes, fill_value=0).to_numpy(dtype=float).copy()
    np.fill_diagonal(square, 0)
    moving = square.sum(0) + square.sum(1) > 0
    square = square[np.ix_(moving, moving)]
    if len(square) < 2:
        return None
    surplus = (square.sum(1) - square.sum(0))[:-1]
    covariance = np.diag(square.sum(1) + square.sum(0)) - square - square.T
    covariance = covariance[:-1, :-1]
    if np.linalg.matrix_rank(covariance) < len(surplus):
        return None
    statistic = float(surplus @ np.linalg.solve(covariance, surplus))
    return chi2_tail(statistic, len(surplus))
