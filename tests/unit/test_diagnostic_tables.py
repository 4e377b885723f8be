"""What is printed of the checks of models: a sentence for each partner, all values, what to do; and what failed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from test_models_grid import FACTORS, OUTCOMES, grid, table

from paradiplomacy.config.model import Partner
from paradiplomacy.config.study import Model
from paradiplomacy.models import check_words as words
from paradiplomacy.models.check_fields import CELL_KEY, DIAGNOSTICS
from paradiplomacy.reports.count_figure import draw_rootograms
from paradiplomacy.reports.diagnostic_tables import advice_table, checks_of, checks_table
from paradiplomacy.reports.tables import effects_table

FOUND = {
    "CN": [
        words.fitted("", None),
        words.events(157, 7),
        words.leverage("DE", 0.15, 3.9, 0.8, "port_city"),
        words.detectable("port_city", 0.25, words.Bounds(0.05, 0.2, "s"), 0.8, True),
        words.detectable("log_population", 0.02, words.Bounds(0.05, 0.2, "s"), 0.8, True),
    ],
    "US": [words.fitted("study s, partner US, city, cooperates, model core", "port_city has the same value")],
}


class Page:
    """What a table asks of a report."""

    def __init__(self, tables: dict[str, pd.DataFrame]) -> None:
        models = {"core": Model(label="CORE", levels=["city"], factors=["log_population", "port_city"])}
        partners = {code: SimpleNamespace(name=f"country {code}") for code in ("CN", "US")}
        self.configuration = SimpleNamespace(models=models, factors=FACTORS, outcomes=OUTCOMES, partners=partners)
        self.study_name, self.simulated, self.confidence = "s", False, "95%"
        self.study = SimpleNamespace(outcomes=["cooperates"], partners=["CN", "US"])
        self.tables = tables

    def table(self, name: str, dataset: object) -> pd.DataFrame:
        return self.tables[name]

    def leading_model(self, level: str) -> str:
        return "core"


def page() -> Any:
    head = dict(zip(CELL_KEY, ("s", "", "city", "cooperates", "core"), strict=True)) | {"estimator": "logit"}
    rows = [head | {"partner": partner} | one.row() for partner, found in FOUND.items() for one in found]
    return Page({"diagnostics": pd.DataFrame(rows, columns=DIAGNOSTICS.columns)})


def test_a_sentence_tells_what_calls_for_caution_and_what_failed() -> None:
    assert checks_of(page(), "city", "cooperates") == (
        "Checks of this model. Country CN: 1 of 2 are fine; caution: leverage (3.9, DE). By factor, a true effect "
        "below 2 to 25 percentage points would be missed in more than one of five such studies. Country US: not "
        "fitted: study s, partner US, city, cooperates, model core: port_city has the same value."
    )
    assert checks_of(page(), "region", "cooperates") == "This model is not fitted in this run."


def test_values_stand_with_their_bounds_and_what_they_are_of() -> None:
    printed = checks_table(page(), "city")
    assert printed.columns == ["Check", "Of", "Caution from", "Country CN: cooperates", "Country US: cooperates"]
    rows = [[cell.replace("\u00a0", " ") for cell in row] for row in printed.rows]
    assert rows == [
        ["Events per parameter", "", "10", "22.4", "–"],
        ["Detectable effect", "Port", "", "0.25 (serious)", "–"],
        ["Detectable effect", "Population", "", "0.02", "–"],
        ["Leverage", "", "2", "3.9, DE (caution)", "–"],
    ]


def test_what_to_do_is_said_for_what_is_not_fine() -> None:
    rows = advice_table(page(), "city").rows
    assert [row[:3] for row in rows] == [
        ["Country CN", "cooperates", "caution"],
        ["Country US", "cooperates", "serious"],
    ]
    assert rows[0][4] == "Report the estimates without DE beside those with it."


def test_a_cell_that_failed_is_printed_as_not_fitted() -> None:
    frame = table(n=240)
    spoilt = frame.assign(port_city=frame["port_city"].where(frame["partner"] == "US", True))
    estimates = grid(spoilt, {"core": {"factors": ["log_population", "port_city"]}}, ["cooperates"])["estimates"]
    estimates = estimates.assign(converged=estimates["converged"].astype(bool))
    rows = {row[0]: row[1:] for row in effects_table(Page({"estimates": estimates}), "city", "cooperates").rows}  # type: ignore[arg-type]
    assert rows["Not fitted"] == ["port_city has the same value for every unit; take it out of the model", ""]
    assert rows["Port"][0] == "" and rows["Port"][1]


def test_a_bar_of_a_rootogram_hangs_from_what_is_expected() -> None:
    counts = pd.DataFrame(
        {"partner": "CN", "count": range(23), "observed": [25, 4, *[0] * 20, 1], "expected": [16.0, 9.0, *[0.25] * 21]}
    )
    partner = Partner(name="China", adjective="Chinese", colour="#aa0000", labels=["China"])
    axes = draw_rootograms(counts, {"CN": partner, "US": partner}).axes
    assert len(axes) == 1  # of partners with a model
    title = axes[0].get_title(loc="left") + axes[0].get_title()  # the place is the house style's affair
    assert title == "China\n30 units, 1 of them beyond 20"
    first, second = axes[0].patches[:2]
    ends = sorted((first.get_y(), first.get_y() + first.get_height()))
    np.testing.assert_allclose(ends, [-1, 4])  # five deep, from four: fewer expected than observed
    np.testing.assert_allclose(sorted((second.get_y(), second.get_y() + second.get_height())), [1, 3])
    plt.close("all")
