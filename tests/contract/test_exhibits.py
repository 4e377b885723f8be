"""The list of exhibits is whole, and what it names is printed by some source or drawn under that name."""

from __future__ import annotations

import re
from pathlib import Path

from paradiplomacy.release.origins import EXHIBITS
from paradiplomacy.reports.publication import FACTS
from paradiplomacy.tables import read_table

ROOT = Path(__file__).resolve().parents[2]
LIST = read_table(ROOT / "resources/exhibits.csv", EXHIBITS)
DELIVERED = {"T": 22, "M": 6, "F": 13}  # numbers of tables, maps and figures that the workflow owes


def test_every_number_is_there_with_one_title() -> None:
    owed = {f"{kind}{number}" for kind, last in DELIVERED.items() for number in range(1, last + 1)}
    assert set(LIST["id"]) == owed
    assert (LIST.groupby("id")["title"].nunique() == 1).all()


def test_every_table_is_printed_by_a_source() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "reports").rglob("*.qmd")))
    printed = set(re.findall(r"^#\| label: tbl-([\w-]+)$", sources, flags=re.MULTILINE))
    named = {name for names in LIST.loc[LIST["id"].str.startswith("T"), "names"] for name in names.split()}
    assert named - printed == set()


def test_what_an_exhibit_needs_is_what_a_source_may_ask_for() -> None:
    assert {need for needs in LIST["needs"].dropna() for need in needs.split()} <= set(FACTS)
