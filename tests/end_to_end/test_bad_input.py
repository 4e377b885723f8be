"""Bad input is a sentence: file, row, column, value and remedy, exit code not 0, no traceback, no partial result."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from workspace import Workspace

pytestmark = pytest.mark.slow

WAVE = "resources/demo/china_cities_2021.csv"
CITIES = "resources/demo/cities.geojson"
POPULATION = "resources/demo/city_population.csv"
RESPONSES = "results/survey/china_cities_2021/responses.csv"
UNITS = "results/frame/units.csv"


def edit_csv(path: Path, change: Callable[[list[list[str]]], None], encoding: str = "utf-8-sig") -> None:
    with path.open(encoding=encoding, newline="") as source:
        rows = list(csv.reader(source))
    change(rows)
    with path.open("w", encoding=encoding, newline="") as target:
        csv.writer(target, quoting=csv.QUOTE_ALL).writerows(rows)


def wrong_delimiter(path: Path) -> None:
    path.write_text(path.read_text("utf-8-sig").replace('","', '";"'), encoding="utf-8-sig")


def missing_column(path: Path) -> None:
    edit_csv(
        path,
        lambda rows: [row.pop(rows[0].index("SAT") if row is not rows[0] else row.index("SAT")) for row in rows[::-1]],
    )


def unknown_code(path: Path) -> None:
    def change(rows: list[list[str]]) -> None:
        rows[6][rows[0].index("COOP")] = "A9"

    edit_csv(path, change)


def duplicate_unit(path: Path) -> None:
    cities = json.loads(path.read_text("utf-8"))
    cities["features"].insert(5, cities["features"][2])
    path.write_text(json.dumps(cities), encoding="utf-8")


def small_city(path: Path) -> None:
    def change(rows: list[list[str]]) -> None:
        place = rows[0].index("cities")
        city = next(row[place] for row in rows[1:] if row[place].endswith("C"))
        for row in rows[1:]:
            if row[place] == city:
                row[rows[0].index("OBS_VALUE")] = "49999"

    edit_csv(path, change, "utf-8")


@dataclass(frozen=True)
class Case:
    """An input, how it is spoiled, what is asked for, and words that the sentence must hold."""

    file: str
    spoil: Callable[[Path], None]
    source: str | None
    target: str
    words: tuple[str, ...]


CASES = {
    "missing raw file": Case(WAVE, Path.unlink, None, RESPONSES, (WAVE, "to exist", "put it back")),
    "changed raw file": Case(WAVE, unknown_code, None, RESPONSES, ("accept demo_china_cities", "sha256")),
    "wrong delimiter": Case(WAVE, wrong_delimiter, "demo_china_cities", RESPONSES, ("china_cities_2021.csv", "comma")),
    "missing column": Case(
        WAVE, missing_column, "demo_china_cities", RESPONSES, ('column "SAT"', "absent", "export it")
    ),
    "unknown answer code": Case(
        WAVE, unknown_code, "demo_china_cities", RESPONSES, ("row 7", 'column "COOP"', '"A9"', "A1", "codebook")
    ),
    "duplicate unit": Case(
        CITIES, duplicate_unit, "demo_cities", UNITS, ("cities.geojson, row 6", "URAU_CODE", "remove")
    ),
    "city below 50,000": Case(
        POPULATION, small_city, "demo_city_population", UNITS, ("49999", "50000", "below_minimum")
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_spoiled_input_is_a_sentence(scratch: Workspace, case: Case) -> None:
    path, registry = scratch.folder / case.file, scratch.folder / "resources/sources.yaml"
    before, registered = path.read_bytes(), registry.read_bytes()
    (scratch.folder / case.target).unlink(missing_ok=True)
    try:
        case.spoil(path)
        if case.source:
            scratch.accept(case.source)
        done = scratch.snakemake(case.target)
        said = done.stdout + done.stderr
        assert done.returncode != 0
        assert "Traceback" not in said
        missing = [word for word in case.words if word not in said]
        assert not missing, f"not said: {missing}\n{said[-3000:]}"
        assert not (scratch.folder / case.target).exists()
    finally:
        path.write_bytes(before)
        registry.write_bytes(registered)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--config", "confidence_levle=0.9"), 'did you mean "confidence_level"'),
        (("--config", "confidence_level=nine"), 'column "confidence_level": "nine" found'),
        (("--config", "basemap=no_such_source"), '"no_such_source" found, the id of a source'),
    ],
)
def test_a_mistyped_setting_is_a_sentence(scratch: Workspace, words: tuple[str, ...], said: str) -> None:
    done = scratch.snakemake("--dry-run", *words)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_quarto_asked_for_and_absent_is_a_sentence(scratch: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from paradiplomacy.problems import BadInput
    from paradiplomacy.reports.engine.render import choose_engine

    monkeypatch.setenv("QUARTO", str(scratch.folder / "no-quarto"))
    with pytest.raises(BadInput, match="Quarto"):
        choose_engine("quarto")
