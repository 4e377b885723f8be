"""The record of a run: small enough to be committed, full enough to compare with.

It holds the manifest, the flow, named values, estimates, verdicts, units, and every column of every tidy table in
short. `verify` holds the record of a rebuilt run against the expected one, `diff` two records of different runs.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy.digest import DIGITS
from paradiplomacy.fields import PANDAS_TYPES, Dataset
from paradiplomacy.findings.values import read_values
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.archives import read_member
from paradiplomacy.release.flow import Flow, read_flow
from paradiplomacy.release.record_fields import (
    RECORDED_COLUMNS,
    RECORDED_ESTIMATES,
    RECORDED_UNITS,
    RECORDED_VALUES,
    RECORDED_VERDICTS,
)
from paradiplomacy.reports.validation import WrittenTable
from paradiplomacy.tables import SIGNIFICANT_DIGITS, parse_table, read_table, typed, write_table

TABLES = (RECORDED_VALUES, RECORDED_ESTIMATES, RECORDED_VERDICTS, RECORDED_UNITS, RECORDED_COLUMNS)
STAGES = ("models/", "findings/")  # whose tables hold estimates and verdicts
ESTIMATED = ("estimate", "share", "difference", "alpha")  # columns with an interval or a p value beside them
MOST_ROWS = 1500  # longer tables (specification curve, influence of countries) are compared by column
FOLDER = "record"


@dataclass(frozen=True)
class Record:
    """The record of one run."""

    manifest: Mapping[str, Any]
    flow: Flow
    values: pd.DataFrame
    estimates: pd.DataFrame
    verdicts: pd.DataFrame
    units: pd.DataFrame
    columns: pd.DataFrame


def build_record(
    manifest: Mapping[str, Any], flow: Flow, tables: Sequence[WrittenTable], values: Mapping[str, str | Path]
) -> Record:
    """Take the record of a run.

    Parameters
    ----------
    manifest
        the manifest.
    flow
        the jobs behind the results.
    tables
        every tidy table. Of one that was made from a restricted file, and of restricted columns, nothing is kept but
        the digest of the file in the manifest.
    values
        files of named values by their path relative to the results.
    """
    open_tables = {table.file: _typed(table) for table in tables if table.public and table.text is not None}
    datasets = {table.file: table.dataset for table in tables}
    found = {file: frame for file, frame in open_tables.items() if file.startswith(STAGES)}
    unit_level = any(not table.public for table in tables)
    return Record(
        manifest=manifest,
        flow=flow,
        values=_rows(RECORDED_VALUES, (row for file, path in values.items() for row in _values(file, path))),
        estimates=_rows(
            RECORDED_ESTIMATES,
            (row for file, frame in found.items() for row in _estimates(file, frame, datasets[file])),
        ),
        verdicts=_rows(
            RECORDED_VERDICTS, (row for file, frame in found.items() for row in _verdicts(file, frame, datasets[file]))
        ),
        units=_rows(RECORDED_UNITS, _units(open_tables, types=not unit_level)),
        columns=_rows(
            RECORDED_COLUMNS,
            (row for file, frame in open_tables.items() for row in _columns(file, frame, datasets[file])),
        ),
    )


def write_record(record: Record, folder: str | Path) -> None:
    """Write a record as a folder of small files; what stood there is overwritten."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(record.manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    (folder / "flow.json").write_text(record.flow.as_json(), encoding="utf-8")
    for dataset in TABLES:
        write_table(getattr(record, dataset.name), folder / f"{dataset.name}.csv", dataset)


def read_record(place: str | Path) -> Record:
    """Read a record from its folder, from a folder of results that holds one, or from a replication package (zip).

    Raises
    ------
    BadInput
        when there is none.
    """
    place = Path(place)
    remedy = "name a record, a folder of results for which `snakemake release` ran, or its package"
    if place.is_file() and zipfile.is_zipfile(place):
        return _from_package(place, remedy)
    for folder in (place, place / "release" / FOLDER):
        if (folder / "flow.json").is_file():
            return Record(
                json.loads((folder / "manifest.json").read_text(encoding="utf-8")),
                read_flow((folder / "flow.json").read_text(encoding="utf-8")),
                *(read_table(folder / f"{dataset.name}.csv", dataset) for dataset in TABLES),
            )
    raise BadInput([Problem(place.as_posix(), "the record of a run", remedy)])


def _from_package(package: Path, remedy: str) -> Record:
    def member(name: str) -> bytes:
        return read_member(archive, name, package.as_posix(), remedy)

    with zipfile.ZipFile(package) as archive:
        inside = f"results/release/{FOLDER}"
        if f"{inside}/flow.json" not in archive.namelist():
            raise BadInput([Problem(package.as_posix(), "a replication package with the record of its run", remedy)])
        return Record(
            json.loads(member(f"{inside}/manifest.json")),
            read_flow(member(f"{inside}/flow.json").decode()),
            *(_table_of(member(f"{inside}/{dataset.name}.csv"), dataset) for dataset in TABLES),
        )


def _table_of(content: bytes, dataset: Dataset) -> pd.DataFrame:
    text = io.BytesIO(content)
    frame = pd.read_csv(text, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8")
    return parse_table(frame, dataset, f"{dataset.name}.csv")


def _rows(dataset: Dataset, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    frame = typed(pd.DataFrame(list(rows), columns=dataset.columns), dataset)
    return frame.sort_values(list(dataset.key), kind="stable", ignore_index=True)


def _typed(table: WrittenTable) -> pd.DataFrame:
    assert table.text is not None
    return parse_table(table.text, table.dataset, table.file)


def _values(file: str, path: str | Path) -> Iterable[dict[str, Any]]:
    for name, value in read_values(path).items():
        number = None if isinstance(value.value, str) else float(value.value)
        yield {
            "file": file, "name": name, "unit": value.unit, "text": value.text,
            "value": number, "low": value.low, "high": value.high,
        }  # fmt: skip


def _row_names(frame: pd.DataFrame, dataset: Dataset) -> list[str]:
    """Return the key of each row in words, such as "CN · city · all"."""
    keys = [name for name in dataset.key if name in frame]
    cells = frame[keys].astype("string").fillna("").to_numpy(dtype=object)
    return [" · ".join(str(cell) for cell in row) for row in cells]


def _estimates(file: str, frame: pd.DataFrame, dataset: Dataset) -> Iterable[dict[str, Any]]:
    beside = {"low": "conf_low", "high": "conf_high", "p_value": "p_value"}
    if len(frame) > MOST_ROWS or not set(frame.columns) & set(beside.values()):
        return
    for quantity in (name for name in ESTIMATED if name in frame and dataset[name].kind == "number"):
        columns = {"value": quantity} | {end: name for end, name in beside.items() if name in frame}
        for row, cells in zip(_row_names(frame, dataset), frame[list(columns.values())].to_numpy(), strict=True):
            yield {"file": file, "row": row, "quantity": quantity, **dict(zip(columns, cells, strict=True))}


def _verdicts(file: str, frame: pd.DataFrame, dataset: Dataset) -> Iterable[dict[str, Any]]:
    if "verdict" in frame:
        for row, verdict in zip(_row_names(frame, dataset), frame["verdict"], strict=True):
            yield {"file": file, "row": row, "verdict": verdict}


def _units(tables: Mapping[str, pd.DataFrame], types: bool) -> Iterable[dict[str, Any]]:
    """Yield the units of the frame and, unless answers are restricted, their types in each register of units."""
    for file, frame in tables.items():
        if not file.endswith(("/units.csv", "/unit_register.csv")):
            continue
        for row in frame.drop_duplicates("unit_id").to_dict("records"):
            kind = row.get("type") if types else None
            yield {"file": file, "unit_id": row["unit_id"], "name": row.get("name"), "type": kind}


def _columns(file: str, frame: pd.DataFrame, dataset: Dataset) -> Iterable[dict[str, Any]]:
    for field in dataset.fields:
        if field.sensitivity == "restricted" or field.name not in frame:
            continue
        column = frame[field.name].astype(PANDAS_TYPES[field.kind])
        numbers = column.dropna().astype(float) if field.kind == "number" else pd.Series(dtype=float)
        digest = hashlib.sha256("\n".join(_cell(value) for value in column).encode()).hexdigest()[:DIGITS]
        yield {
            "file": file, "column": field.name, "kind": field.kind, "rows": len(column),
            "missing": int(column.isna().sum()), "digest": digest,
            **({
                "mean": numbers.mean(), "spread": numbers.std(ddof=0),
                "lowest": numbers.min(), "highest": numbers.max(),
            } if len(numbers) else {}),
        }  # fmt: skip


def _cell(value: object) -> str:
    """Return a cell as its table writes it, marked so that an empty cell is no empty text."""
    if value is pd.NA or value is None:
        return "-"
    return f"={value:.{SIGNIFICANT_DIGITS}g}" if isinstance(value, float) else f"={value}"
