"""Printed tables, sentences and figures on kinds of cooperation and the network, from small findings."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from paradiplomacy.config.model import Partner
from paradiplomacy.fields import Dataset
from paradiplomacy.findings.values import ValueBook, read_values
from paradiplomacy.reports import cooperation_tables as printed_tables
from paradiplomacy.reports.exhibits import Report
from paradiplomacy.reports.marks import Marked, unmarked
from paradiplomacy.reports.model_figures import draw_model, draw_profiles
from paradiplomacy.reports.network_figures import OTHERS, draw_flows, draw_tiles
from paradiplomacy.tables import typed

BASE = {"level": "city", "world": "t"}
PARTNERS = {
    "CN": Partner(name="China", adjective="Chinese", labels=["China"], colour="#b2182b"),
    "US": Partner(name="the United States", adjective="American", labels=["USA"], colour="#3b8bc4"),
}


def report(**rows: list[dict[str, Any]]) -> Any:
    """Return a report whose tables hold these rows."""

    def table(name: str, dataset: Dataset) -> pd.DataFrame:
        return typed(pd.DataFrame([BASE | row for row in rows[name]], columns=dataset.columns), dataset)

    return SimpleNamespace(
        table=table,
        simulated=False,
        confidence="95%",
        study=SimpleNamespace(levels=["city"], partners=["CN", "US"]),
        configuration=SimpleNamespace(partners=PARTNERS, confidence_level=0.95),
    )


def fitted(partner: str, classes: int, **values: Any) -> dict[str, Any]:
    known = {"n": 60, "cooperating": 61, "unanswered": 1, "items": 4, "parameters": 5, "chosen": False}
    known |= {"log_likelihood": -100.0, "bic": 250.0, "abic": 240.0, "smallest_share": 0.4}
    return {"partner": partner, "classes": classes, **known, **values}


def test_models_are_listed_and_the_chosen_one_is_marked() -> None:
    study = report(
        typology_fit=[
            fitted("CN+US", 1, smallest_share=1.0),
            fitted("CN+US", 2, chosen=True, entropy=0.8, stability=0.75),
            fitted("CN", 2, chosen=True, entropy=0.7, stability=0.5, agreement=0.25),
            fitted("CN", 3),
            {"partner": "US", "classes": 1, "n": 9, "cooperating": 9, "unanswered": 0, "items": 4, "chosen": False,
             "note": "few"},
        ]
    )  # fmt: skip
    table = printed_tables.fit_table(study, "city")
    assert [row[:3] for row in table.rows] == [
        ["All partners", "1", "60"],
        ["", "2 (chosen)", "60"],
        ["China", "2 (chosen)", "60"],
    ]
    assert table.rows[1][-3:] == ["0.80", "40.0%", "0.75"]
    assert table.rows[0][-1] == "–"
    words = printed_tables.kinds_by_partner(study, "city")
    assert (
        words == "China: 2 classes for 60 answers, which agree with these by 0.25; The United States: too few answers"
    )


def profile(number: int, item: str, order: int, probability: float) -> dict[str, Any]:
    field = "areas" if item in "ab" else "form"
    return {
        "partner": "CN+US", "class": number, "label": f"class {number}", "share": 0.6 if number == 1 else 0.4,
        "share_low": 0.3, "share_high": 0.7, "item": item, "field": field, "item_label": item.upper(), "order": order,
        "probability": probability, "conf_low": probability - 0.05, "conf_high": probability + 0.05, "overall": 0.5,
    }  # fmt: skip


PROFILES = [
    profile(k, item, order, p)
    for k, chances in ((1, (0.9, 0.2, 0.3)), (2, (0.1, 0.8, 0.35)))
    for order, (item, p) in enumerate(zip("abc", chances, strict=True))
]


def test_profiles_stand_item_by_item() -> None:
    study = report(typology_profiles=PROFILES)
    table = printed_tables.profiles_table(study, "city")
    assert table.columns == ["", "Item", "1: class 1", "2: class 2", "All"]
    assert [row[:2] for row in table.rows] == [["Share of the class", ""], ["Areas", "A"], ["", "B"], ["Forms", "C"]]
    assert table.rows[1][2].replace("\u00a0", " ") == "90.0 [85.0, 95.0]"
    assert printed_tables.kinds_in_words(study, "city") == "class 1 (60.0%); class 2 (40.0%)"
    assert "one class" in printed_tables.kinds_in_words(report(typology_profiles=[]), "city")


def condition(name: str, order: int, group: str, place: int, share: float, p: float) -> list[dict[str, Any]]:
    return [
        {"condition": name, "order": order, "group": group, "group_order": place, "class": k, "label": f"class {k}",
         "count": 1, "n": 50, "share": part, "chi_square": 1.0, "p_value": p, "p_holm": p,
         "permuted": "classes within countries"}
        for k, part in ((1, share), (2, 1 - share))
    ]  # fmt: skip


def test_conditions_name_only_what_is_clear() -> None:
    rows = [*condition("partner", 0, "CN", 0, 0.7, 0.01), *condition("partner", 0, "US", 1, 0.3, 0.01)]
    rows += [*condition("capital", 6, "not the capital", 0, 0.5, 0.4), *condition("capital", 6, "capital", 1, 0.5, 0.4)]
    study = report(typology_conditions=rows)
    table = printed_tables.conditions_table(study, "city")
    assert [row[:2] for row in table.rows] == [
        ["Partner", "China"], ["", "The United States"], ["Capital", "Not the capital"], ["", "Capital"],
    ]  # fmt: skip
    assert table.rows[0][2:] == ["50", "70.0", "30.0", "0.010"]
    assert printed_tables.conditions_in_words(study, "city") == "The kind goes with partner (p = 0.010)"
    assert printed_tables.conditions_in_words(report(typology_conditions=rows[4:]), "city").startswith("None of the")
    assert "one class" in printed_tables.conditions_in_words(report(typology_conditions=[]), "city")


def test_a_measure_that_cannot_be_computed_is_a_dash() -> None:
    rows = [
        {"partner": "CN", "measure": "gini", "order": 7, "n": 9, "estimate": 0.5, "conf_low": 0.4, "conf_high": 0.6},
        {"partner": "CN", "measure": "modularity", "order": 11, "n": 9, "estimate": 0.5, "null": 0.45, "p_value": 0.02},
        {"partner": "US", "measure": "coast", "order": 14, "n": 0, "note": "no port"},
    ]
    cells = {row[0]: row[1:] for row in printed_tables.network_table(report(network_summary=rows), "city").rows}
    assert [cell.replace("\u00a0", " ") for cell in cells["Gini index"]] == ["0.50 [0.40, 0.60]", "", "", "–", "", ""]
    assert cells["Modularity"][:3] == ["0.50", "0.45", "0.020"]
    assert cells["Likeness in coast (log odds ratio)"][3:] == ["–", "", ""]


def test_sentences_say_when_nothing_is_known(tmp_path: Any) -> None:
    book = ValueBook("r", "i")
    book.set("up", 0.5, "number", 0.1, 0.9)
    book.set("open", 0.5, "number", -0.1, 0.9)
    book.write(tmp_path / "v.json")
    values = read_values(tmp_path / "v.json")
    study = SimpleNamespace(has=values.__contains__, value=values.__getitem__, confidence="95%")
    study.marked = lambda text, name: Marked(text, "north", name)
    study.sign = lambda *args: Report.sign(study, *args)  # type: ignore[arg-type]
    study.ci = lambda name: Report.ci(study, name)  # type: ignore[arg-type]
    words = ("more", "less", "unclear", "not known")
    said = printed_tables.finding(study, "up", *words)  # type: ignore[arg-type]
    assert unmarked(said).startswith("more, +0.50 (95% CI +0.10")
    assert 'name="up"' in said  # the number leads to its origin out of a sentence, too
    assert printed_tables.finding(study, "open", *words).startswith("unclear, ")  # type: ignore[arg-type]
    assert printed_tables.finding(study, "absent", *words) == "not known"  # type: ignore[arg-type]


# ---- figures ------------------------------------------------------------------------------------------------------


def words_of(figure: Any) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


@pytest.mark.parametrize("within", [True, False])
def test_the_diagram_draws_the_arrows_that_there_are(within: bool) -> None:
    base = {"level": "city", "p_value": 0.01, "n": 9, "origin": "estimates", "order": 0, "world": "t"}
    rows = [
        base | {"partner": partner, "start": "size", "start_label": "Size", "end": "cooperation",
                "quantity": "marginal effect", "estimate": 0.1, "conf_low": low, "conf_high": 0.2}
        for partner, low in (("CN", 0.05), ("US", -0.05))
    ]  # fmt: skip
    if within:
        rows.append(base | {"partner": "CN", "start": "personal", "start_label": "Persons", "end": "success",
                            "quantity": "Somers' D", "estimate": 0.1, "conf_low": -0.1, "conf_high": 0.2})  # fmt: skip
    figure = draw_model(pd.DataFrame(rows), PARTNERS)
    words = words_of(figure)
    assert "CN +10.0 [+5.0, +20.0]" in words
    assert "US +10.0 [\u22125.0, +20.0]" in words
    assert ("Persons" in words) == within
    assert not any("ties" in word for word in words)  # no arrow leads to the number of ties
    bold = {text.get_text() for text in figure.axes[0].texts if text.get_fontweight() == "bold"}
    assert "CN +10.0 [+5.0, +20.0]" in bold
    assert "US +10.0 [\u22125.0, +20.0]" not in bold


def test_each_class_has_a_panel_of_its_own() -> None:
    figure = draw_profiles(pd.DataFrame([BASE | row for row in PROFILES]), 1234)
    assert "all units (n = 1,234)" in [text.get_text() for text in figure.legends[0].get_texts()]
    titles = [axes.get_title(loc="left") or axes.get_title() for axes in figure.axes]
    assert [title.split("\n")[0] for title in titles] == ["1: class 1", "2: class 2"]


def test_provinces_without_a_tile_are_listed_under_the_map() -> None:
    tiles = pd.DataFrame(
        {"country": "XX", "admin1": ["P", "Q"], "label": ["PP", "QQ"], "row": [0, 1], "column": [0, 1]}
    )
    places = pd.DataFrame({"admin1": ["P", "Island"], "ties": [5, 2]})
    words = words_of(draw_tiles(places, tiles, PARTNERS["CN"]))
    assert words == ["PP", "5", "QQ", "Also: Island 2"]


def test_flows_name_the_most_frequent_and_hold_all_ties() -> None:
    flows = pd.DataFrame(
        {"country_name": [f"C{place:02d}" for place in range(15)], "admin1": [f"P{place % 3}" for place in range(15)],
         "ties": range(15, 0, -1)}
    )  # fmt: skip
    words = words_of(draw_flows(flows, PARTNERS["CN"]))
    assert f"{OTHERS} 6" in words  # 3 + 2 + 1: countries beyond the twelve most frequent
    assert "C00 15" in words
    assert sum(int(word.split()[-1]) for word in words) == 2 * flows["ties"].sum()
