"""The field tables: complete, of one voice, the only description of a column; and where addresses may stand."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import paradiplomacy
from paradiplomacy.fields import Dataset, Field
from paradiplomacy.problems import BadInput
from paradiplomacy.tables import read_table, typed, write_table


def declared() -> dict[str, Dataset]:
    """Return every dataset that a module of the library declares."""
    found: dict[str, Dataset] = {}
    for module in pkgutil.walk_packages(paradiplomacy.__path__, "paradiplomacy."):
        if module.name.endswith(("fields", "accounting")):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, Dataset):
                    found[value.name] = value
    return found


DATASETS = declared()


def test_every_tidy_contract_of_the_architecture_is_declared() -> None:
    assert {"units", "responses", "ties", "evidence", "estimates", "analysis", "mentions"} <= set(DATASETS)


@pytest.mark.parametrize("name", DATASETS)
def test_every_field_says_what_it_means(name: str) -> None:
    for field in DATASETS[name].fields:
        assert len(field.description) >= 4, field.name
        assert re.fullmatch(r"[a-z][a-z0-9_]*", field.name), field.name
    assert all(DATASETS[name][key].required or key == "row" for key in DATASETS[name].key if key != "column")


def test_no_rule_script_or_module_holds_the_address_of_a_source(root: Path) -> None:
    registry = (root / "resources" / "sources.yaml").read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://([\w.-]+)", registry))
    assert len(hosts) > 3
    files = [root / "Snakefile", *(root / "workflow").rglob("*.py"), *(root / "workflow").rglob("*.smk")]
    holding = {
        (path.relative_to(root).as_posix(), host)
        for path in files
        for host in hosts
        if host in path.read_text(encoding="utf-8")
    }
    assert holding == set()


TABLE = Dataset(
    "table",
    "a table for this test",
    ("key",),
    (
        Field("key", "text", "key", required=True),
        Field("share", "number", "share", minimum=0, maximum=1),
        Field("count", "integer", "count", minimum=0),
        Field("known", "boolean", "known"),
        Field("kind", "text", "kind", allowed=("a", "b")),
    ),
)
ROWS = st.lists(
    st.tuples(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=8),
        st.none() | st.floats(0, 1),
        st.none() | st.integers(0, 10**9),
        st.none() | st.booleans(),
        st.none() | st.sampled_from(["a", "b"]),
    ),
    unique_by=lambda row: row[0],
    max_size=20,
)


@settings(deadline=None)  # the first example imports pandas' reader
@given(rows=ROWS)
def test_a_table_reads_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple]) -> None:
    path = tmp_path_factory.mktemp("table") / "table.csv"
    write_table(pd.DataFrame(rows, columns=TABLE.columns), path, TABLE)
    found = read_table(path, TABLE)
    for row, (key, share, count, known, kind) in zip(found.itertuples(), sorted(rows, key=lambda r: r[0]), strict=True):
        assert row.key == key
        assert (share is None and pd.isna(row.share)) or row.share == pytest.approx(share, rel=1e-11, abs=1e-300)
        assert [value if pd.notna(value) else None for value in (row[3], row.known, row.kind)] == [count, known, kind]


ANY_ROWS = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["x", "y", ""]),
        st.none() | st.sampled_from([-0.5, 0.0, 1.0, 1.5, float("nan"), float("inf")]),
        st.none() | st.integers(-1, 2),
        st.none() | st.booleans(),
        st.none() | st.sampled_from(["a", "b", "c"]),
    ),
    max_size=3,
)
SHAPES = st.sampled_from([None, "untyped", "without kind", "one more", "another order"])


@settings(deadline=None)  # the first example imports pandera
@given(rows=ANY_ROWS, shape=SHAPES)
def test_a_table_fits_where_it_has_no_problems(rows: list[tuple], shape: str | None) -> None:
    frame = pd.DataFrame(rows, columns=TABLE.columns)
    if shape != "untyped":
        frame = typed(frame, TABLE)
    if shape == "without kind":
        frame = frame.drop(columns="kind")
    if shape == "one more":
        frame["more"] = 1
    if shape == "another order":
        frame = frame[TABLE.columns[::-1]]
    assert TABLE.fits(frame) == (not TABLE.problems(frame, "table.csv"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"share": 1.5}, 'row 3, column "share": "1.5" found, a number from 0 to 1 expected; correct the value'),
        ({"kind": "c"}, 'row 3, column "kind": "c" found, one of a, b expected'),
        ({"key": None}, 'column "key": a value is required'),
        ({"key": "x"}, '"x" found, each row to have a key of its own'),
    ],
)
def test_a_violation_names_row_column_and_value_and_nothing_is_written(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    rows = [{"key": "x", "share": 0.1, "kind": "a"}, {"key": "y", "share": 0.2, "kind": "b"} | change]
    with pytest.raises(BadInput) as caught:
        write_table(pd.DataFrame(rows), tmp_path / "table.csv", TABLE)
    assert said in str(caught.value)
    assert not (tmp_path / "table.csv").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a header and rows"),
        ("key,share\nx,0.5\n", 'column "count": this column to be present'),
        ("key,share,count,known,kind\nx,half,,,\n", 'row 2, column "share": "half" found, a number from 0 to 1'),
        ("key,share,count,known,kind\nx,,1.5,,\n", 'row 2, column "count": "1.5" found, a whole number'),
        ("key,share,count,known,kind\nx,,inf,,\n", 'row 2, column "count": "inf" found, a whole number'),
        ("key,share,count,known,kind\nx,,1e20,,\n", 'row 2, column "count": "1e20" found, a whole number'),
        ("key,share,count,known,kind\nx,,,yes,\n", 'row 2, column "known": "yes" found, 1 or 0 expected'),
    ],
)
def test_a_cell_that_cannot_be_read_is_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_table(path, TABLE)
    assert said in str(caught.value)
