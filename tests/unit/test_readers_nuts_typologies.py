"""Types of NUTS 3 regions from a workbook: legends and blank rows, faults as sentences, and the real one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from paradiplomacy.problems import BadInput
from paradiplomacy.readers.nuts_typologies import SHEETS, read_nuts_typologies

ROWS: dict[str, list[list[Any]]] = {
    "Coastal regions": [["NUTS_ID", "CATEGORY"], ["XX111", 1], ["XX112", 2, "label", None, 1, "legend"], ["XX121", 0]],
    "Border regions": [["NUTS_ID", "LABEL", "CODE"], ["XX111", "Hafen", 9], [None, None, None, 1], ["XX121", "B", 1]],
    "Metropolitan": [
        ["NUTS ID", "METRO", "METRO CODE"], ["XX111", "Y", "XX001MC"], ["XX112", "Y", "XX002M"], ["XX121", "N", None],
    ],
    "Urban-rural": [["NUTS_ID", "CATEGORY "], ["XX111", 1], ["XX112", 2], ["XX121", 3]],
}  # fmt: skip


def workbook(folder: Path, **changes: list[list[Any]]) -> Path:
    """Write a workbook of `ROWS`, with further rows by sheet."""
    book = Workbook()
    for name, rows in ROWS.items():
        sheet = book.create_sheet(name)
        for row in [*rows, *changes.get(name.split(" ")[0].split("-")[0].lower(), [])]:
            sheet.append(row)
    book.save(folder / "nuts.xlsx")
    return folder / "nuts.xlsx"


def test_types_are_read_beside_legends_and_a_region_that_a_sheet_leaves_out_has_none(tmp_path: Path) -> None:
    table = read_nuts_typologies(workbook(tmp_path)).set_index("nuts3")
    assert table["coastal"].tolist() == [True, True, False]
    assert table["border"].isna().tolist() == [False, True, False]
    assert table["border"].dropna().tolist() == [False, True]
    assert table["metropolitan_type"].tolist() == ["capital", "other", "none"]
    assert table["urban_rural"].tolist() == ["urban", "intermediate", "rural"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"coastal": [["XX111", 1]]},
            'sheet Coastal regions, row 5, column "code": "XX111" found, each region of NUTS 3',
        ),
        ({"coastal": [["XX13", 1]]}, '"XX13" found, each region of NUTS 3 once'),
        ({"border": [["XX131", None, 2]]}, '"2" found, a category of the legend for region XX131'),
        ({"metropolitan": [["XX131", "Y", None]]}, '"Y" found, a category of the legend for region XX131'),
        ({"urban": [["XX131", "1"]]}, "a category of the legend for region XX131"),
    ],
)
def test_a_faulty_row_is_a_sentence(tmp_path: Path, changes: dict[str, list[list[Any]]], said: str) -> None:
    with pytest.raises(BadInput) as bad:
        read_nuts_typologies(workbook(tmp_path, **changes))
    assert said in bad.value.report()


def test_a_file_that_is_no_such_workbook_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("NUTS_ID;1", encoding="utf-8")
    with pytest.raises(BadInput, match=r"a workbook \(.xlsx\)"):
        read_nuts_typologies(tmp_path / "text.xlsx")
    book = Workbook()
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(BadInput) as bad:
        read_nuts_typologies(tmp_path / "other.xlsx")
    assert [f'a sheet "{sheet.name}"' in bad.value.report() for sheet in SHEETS.values()] == [True] * 4


@pytest.mark.mirror
def test_the_real_workbook_agrees_with_gisco_on_the_coasts_of_the_union(root: Path, mirror: Path) -> None:
    types = read_nuts_typologies(mirror / "eurostat_nuts_codes/NUTS2021.xlsx").set_index("nuts3")
    points = json.loads((mirror / "gisco_nuts/NUTS_LB_2021_4326_LEVL_3.geojson").read_text(encoding="utf-8"))
    # GISCO: 1 on the coast, 2 at least half of the people within 50 km of it, 3 neither
    gisco = {f["properties"]["NUTS_ID"]: f["properties"]["COAST_TYPE"] in (1, 2) for f in points["features"]}
    assert {code for code in types.index if bool(types.loc[code, "coastal"]) != gisco[code]} == set()
    countries = (root / "resources/countries.csv").read_text(encoding="utf-8").splitlines()[1:]
    union = types[types.index.str[:2].isin([line[:2] for line in countries])]
    assert len(union) == 1166
    assert (int(union["coastal"].sum()), int(union["border"].sum())) == (339, 384)
    assert union["metropolitan_type"].value_counts().to_dict() == {"none": 717, "other": 370, "capital": 79}
    assert union["urban_rural"].value_counts().to_dict() == {"intermediate": 513, "rural": 412, "urban": 241}
    assert union.notna().all().all()
