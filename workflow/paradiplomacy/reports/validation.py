"""Check the written tables of a run again: each against its field table, and against the tables beside it.

Every stage refuses to write a table that violates its field table. This is the check that does not trust that: it reads
the files as text, as a reader would, and finds what was changed after writing and what no single table can know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from paradiplomacy.fields import KEY_OF_ITS_OWN, VALUE_REQUIRED, Dataset
from paradiplomacy.problems import MOST_SHOWN, BadInput
from paradiplomacy.reports.fields import VALIDATION
from paradiplomacy.tables import parse_table, read_text_table

Verdict = Literal["passed", "failed", "counted", "not run"]
RESTRICTED = "(restricted)"
MADE_AGAIN = "find out what changed the file; delete it and run again"
CONTRADICTION = "find out which of the tables was changed, delete it and run again; if none was, report the fault"


@dataclass(frozen=True)
class WrittenTable:
    """A table of a run, with every cell as text.

    Parameters
    ----------
    file
        path relative to the folder of results.
    dataset
        its field table.
    text
        its cells; None where the file cannot be read.
    fault
        why it cannot be read.
    public
        False: made from a restricted file; then no cell of it is shown.
    """

    file: str
    dataset: Dataset
    text: pd.DataFrame | None
    fault: str = ""
    public: bool = True

    @property
    def folder(self) -> str:
        """Folder of the table, by which tables of one stage, wave or register belong together."""
        return Path(self.file).parent.as_posix()

    def has(self, *columns: str) -> bool:
        """Tell whether the table can be read and holds these columns."""
        return self.text is not None and set(columns) <= set(self.text.columns)

    def cells(self) -> pd.DataFrame:
        """Return the cells; a table that cannot be read has none."""
        return pd.DataFrame(columns=self.dataset.columns, dtype="string") if self.text is None else self.text

    def in_words(self, position: int, columns: Iterable[str]) -> str:
        """Return one row in words: its number as in a spreadsheet, its key, and the cells of `columns`."""
        words = f"row {position + 2}"
        if not self.public:
            return words
        shown = []
        for name in dict.fromkeys([*self.dataset.key, *columns]):
            if name in self.cells():
                value = self.cells()[name].iloc[position]
                known = name in self.dataset.columns and self.dataset[name].sensitivity == "public"
                shown.append(f"{name} {'empty' if pd.isna(value) else value}" if known else f"{name} {RESTRICTED}")
        return f"{words}: {', '.join(shown)}"


@dataclass(frozen=True)
class CheckResult:
    """What one check of one table found."""

    file: str
    table: str
    check: str
    column: str
    rows: int
    violations: int
    verdict: Verdict
    offending: tuple[str, ...] = ()
    remedy: str = ""
    missing: float | None = None


def read_written_table(path: str | Path, file: str, dataset: Dataset, public: bool = True) -> WrittenTable:
    """Read a table as text; a file that cannot be read becomes a table without cells, with the fault."""
    try:
        text = read_text_table(path)
    except BadInput as bad:
        return WrittenTable(file, dataset, None, f"expected: {bad.problems[0].expected}", public)
    if not isinstance(text.index, pd.RangeIndex):  # pandas takes cells without a heading for names of rows
        return WrittenTable(file, dataset, None, "expected: as many headings as cells in a row", public)
    return WrittenTable(file, dataset, text, public=public)


def check_table(table: WrittenTable) -> list[CheckResult]:
    """Return the checks of one table against its field table.

    Checked are the file, its columns and their order, and for each column required values, type, permitted values and
    range; then the key. Of a column that may be empty the share of missing values is counted.
    """
    dataset = table.dataset
    if table.text is None:
        return [_of_table(table, "file can be read", [table.fault])]
    found = list(table.text.columns)
    wrong = [f"column {name} is missing" for name in dataset.columns if name not in found]
    wrong += [f"column {name} is not of the field table" for name in found if name not in dataset.columns]
    if not wrong and found != dataset.columns:
        wrong = ["the columns stand in another order"]
    results = [_of_table(table, "file can be read", []), _of_table(table, "columns", wrong)]
    faults = _faults(table)
    for field in dataset.fields:
        checks = {
            "required": field.required,
            "type": field.kind != "text",
            "allowed": bool(field.allowed),
            "range": field.minimum is not None or field.maximum is not None,
        }
        for check in (name for name, applies in checks.items() if applies):
            rows = faults.get((check, field.name), [])
            results.append(_of_rows(table, check, [field.name], rows, MADE_AGAIN))
        if not field.required and table.has(field.name):
            results.append(_result(table, "missing", [field.name], "counted"))
    results.append(_of_rows(table, "key unique", list(dataset.key), faults.get(("key unique", ""), []), MADE_AGAIN))
    return results


def _faults(table: WrittenTable) -> dict[tuple[str, str], list[int]]:
    """Return the positions of rows that violate the field table, by check and column ("" for the key)."""
    dataset, text = table.dataset, table.cells().reindex(columns=table.dataset.columns).astype("string")
    faults: dict[tuple[str, str], list[int]] = {}
    try:
        parsed = parse_table(text, dataset, table.file)
    except BadInput as bad:  # note the cells that cannot be read, empty them and go on
        for problem in bad.problems:
            assert problem.row is not None  # no column is absent here
            faults.setdefault(("type", problem.column), []).append(problem.row - 2)
            text.loc[text.index[problem.row - 2], problem.column] = pd.NA
        parsed = parse_table(text, dataset, table.file)
    unread = {(row, column) for (_, column), rows in faults.items() for row in rows}
    for problem in dataset.problems(parsed, table.file):
        row = (problem.row or 0) - 2
        if problem.expected == KEY_OF_ITS_OWN:
            if not any((row, name) in unread for name in dataset.key):
                faults.setdefault(("key unique", ""), []).append(row)
        elif problem.expected.startswith(VALUE_REQUIRED):
            if (row, problem.column) not in unread:
                faults.setdefault(("required", problem.column), []).append(row)
        else:
            check = "allowed" if dataset[problem.column].allowed else "range"
            faults.setdefault((check, problem.column), []).append(row)
    return faults


def _of_rows(
    table: WrittenTable, check: str, columns: list[str], rows: Iterable[int], remedy: str = CONTRADICTION
) -> CheckResult:
    """Return a check that fails for these rows; it cannot be run where a column is absent."""
    if not table.has(*columns):
        return _result(table, check, columns, "not run", remedy="mend the columns first")
    positions = sorted(set(rows))
    shown = tuple(table.in_words(position, columns) for position in positions[:MOST_SHOWN])
    return _result(
        table, check, columns, "failed" if positions else "passed", len(positions), shown, remedy if positions else ""
    )


def _of_table(table: WrittenTable, check: str, faults: list[str]) -> CheckResult:
    verdict: Verdict = "failed" if faults else "passed"
    remedy = MADE_AGAIN if faults else ""
    return _result(table, check, [], verdict, len(faults), tuple(faults[:MOST_SHOWN]), remedy)


def _result(
    table: WrittenTable,
    check: str,
    columns: list[str],
    verdict: Verdict,
    violations: int = 0,
    offending: tuple[str, ...] = (),
    remedy: str = "",
) -> CheckResult:
    cells = table.cells()
    single = columns[0] if len(columns) == 1 else ""
    missing = float(cells[single].isna().mean()) if len(cells) and single in cells else None
    return CheckResult(
        table.file,
        table.dataset.name,
        check,
        ", ".join(columns),
        len(cells),
        violations,
        verdict,
        offending,
        remedy,
        missing,
    )


# ---- tables beside each other -----------------------------------------------------------------------------------


class Tables:
    """All tables of a run, by the name of their field table."""

    def __init__(self, tables: Iterable[WrittenTable]) -> None:
        self._tables = list(tables)

    def all(self) -> list[WrittenTable]:
        """Return all tables in the order of the flow."""
        return self._tables

    def of(self, *names: str) -> list[WrittenTable]:
        """Return the tables of these field tables."""
        return [table for table in self._tables if table.dataset.name in names]

    def beside(self, table: WrittenTable, name: str) -> list[WrittenTable]:
        """Return the tables of field table `name` in the folder of `table`."""
        return [other for other in self.of(name) if other.folder == table.folder]

    def rows(self, *names: str) -> pd.DataFrame:
        """Return the cells of all tables of these field tables, one below the other."""
        return _stacked(self.of(*names))


def _stacked(tables: list[WrittenTable]) -> pd.DataFrame:
    frames = [table.cells().reindex(columns=table.dataset.columns) for table in tables]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(dtype="string")


def check_tables(tables: Tables, *, partners: Iterable[str], sources: Iterable[str]) -> list[CheckResult]:
    """Return every check of every table: those of `check_table`, and what holds between the tables.

    Parameters
    ----------
    partners
        partner countries of the configuration.
    sources
        source ids of the run.
    """
    results = [result for table in tables.all() for result in check_table(table)]
    results += _references(tables, set(partners), set(sources))
    results += _evidence(tables)
    results += _accounts(tables)
    results += _answers(tables)
    results += _agreement(tables)
    return results


def _references(tables: Tables, partners: set[str], sources: set[str]) -> list[CheckResult]:
    """Units, countries, partners and sources that a table names must exist."""
    units = tables.rows("units")
    countries = tables.rows("countries")
    known = {
        "unit_id": ("unit is of the frame", set(_column(units, "unit_id"))),
        "country": ("country is studied", set(_column(countries, "country"))),
        "partner": ("partner is configured", partners),
        "source": ("source is registered", sources),
    }
    results = []
    for table in tables.all():
        for column, (check, values) in known.items():
            defines = (table.dataset.name, column) in {("units", "unit_id"), ("countries", "country")}
            if column in table.dataset.columns and not defines:
                results.append(_unless(table, check, [column], _known_or_empty, column, values))
    return results


def _evidence(tables: Tables) -> list[CheckResult]:
    """Every tie rests on evidence, every piece of evidence speaks for a tie, and none that was read is lost."""
    ties, evidence = tables.rows("ties"), tables.rows("evidence")
    places = {_cells(row, "source", "row", "column") for row in evidence.to_dict("records")}
    speaking: dict[str, set[str]] = {}
    for row in evidence.to_dict("records"):
        speaking.setdefault(str(row["tie_id"]), set()).add(str(row["source"]))
    known = set(_column(ties, "tie_id"))
    results = []
    for table in tables.of("ties"):
        results.append(_unless(table, "tie has evidence", ["tie_id"], lambda row: row["tie_id"] in speaking))
        results.append(
            _unless(
                table,
                "sources are those of its evidence",
                ["tie_id", "sources", "n_sources"],
                lambda row: (
                    set(str(row["sources"]).split("|")) == speaking.get(str(row["tie_id"]))
                    and str(row["n_sources"]) == str(len(str(row["sources"]).split("|")))
                ),
            )
        )
    for table in tables.of("evidence"):
        results.append(_unless(table, "evidence speaks for a tie", ["tie_id"], lambda row: row["tie_id"] in known))
    for table in tables.of("named_partners", "mentions"):
        columns = ["source", "row", "column"]
        results.append(
            _unless(
                table, "is evidence of a tie", columns, lambda row: _cells(row, "source", "row", "column") in places
            )
        )
    return results


def _accounts(tables: Tables) -> list[CheckResult]:
    """Rows in = rows out + rows set aside, and each row that was set aside is listed."""
    results = []
    for table in tables.of("accounting"):
        results.append(
            _unless(
                table,
                "rows in = rows out + set aside",
                ["rows_in", "rows_out", "rows_set_aside"],
                lambda row: _number(row["rows_in"]) == _number(row["rows_out"]) + _number(row["rows_set_aside"]),
            )
        )
        listed = _column(_stacked(tables.beside(table, "set_aside")), "file").value_counts().to_dict()
        results.append(
            _unless(
                table,
                "rows set aside are listed",
                ["file", "rows_set_aside"],
                lambda row, counts: _number(row["rows_set_aside"]) == counts.get(row["file"], 0),
                listed,
            )
        )
    return results


def _answers(tables: Tables) -> list[CheckResult]:
    """Who answered is recorded as having answered, and the reverse."""
    results = []
    for table in tables.of("responses"):
        invited = _stacked(tables.beside(table, "dispositions"))
        answering = {
            row["unit_id"] for row in invited.to_dict("records") if row["disposition"] in ("complete", "partial")
        }
        results.append(_unless(table, "answer has its disposition", ["unit_id"], _known_or_empty, "unit_id", answering))
    for table in tables.of("dispositions"):
        answered = set(_column(_stacked(tables.beside(table, "responses")), "unit_id"))
        results.append(
            _unless(
                table,
                "disposition has its answer",
                ["unit_id", "disposition"],
                lambda row, units: (row["disposition"] in ("complete", "partial")) == (row["unit_id"] in units),
                answered,
            )
        )
    return results


def _agreement(tables: Tables) -> list[CheckResult]:
    """The analysis table repeats the frame, estimates lie in their intervals, and shares are those of their counts."""
    repeated = ["level", "country", "population", "macro_region", "cee", "capital"]
    frame = {row["unit_id"]: _cells(row, *repeated) for row in tables.rows("units").to_dict("records")}
    results = []
    for table in tables.of("analysis"):
        results.append(
            _unless(
                table,
                "covariates are those of the frame",
                ["unit_id", *repeated],
                lambda row: _cells(row, *repeated) == frame.get(row["unit_id"]),
            )
        )
    for table in tables.of("estimates", "predictions", "cooperation", "recovery"):
        column = "share" if table.dataset.name == "cooperation" else "estimate"
        results.append(
            _unless(
                table,
                "estimate lies in its interval",
                [column, "conf_low", "conf_high"],
                _inside_or_empty,
                column,
            )
        )
    for table in tables.of("cooperation"):
        results.append(
            _unless(
                table,
                "share is that of its counts",
                ["n", "events", "share"],
                # written with 12 significant digits
                lambda row: abs(_number(row["events"]) - _number(row["share"]) * _number(row["n"])) < 1e-6,
            )
        )
    return results


def _unless(
    table: WrittenTable, check: str, columns: list[str], holds: Callable[..., bool], *known: object
) -> CheckResult:
    """Return a check that fails for the rows of which `holds(row, *known)` is false."""
    if not table.has(*columns):
        return _of_rows(table, check, columns, [])
    rows = table.cells().to_dict("records")
    return _of_rows(table, check, columns, [place for place, row in enumerate(rows) if not holds(row, *known)])


def _known_or_empty(row: Mapping[str, object], column: str, values: set[str]) -> bool:
    """An empty cell names nothing; whether it may be empty is a check of its own."""
    return _empty(row[column]) or row[column] in values


def _inside_or_empty(row: Mapping[str, object], column: str) -> bool:
    if any(_empty(row[name]) for name in (column, "conf_low", "conf_high")):
        return True
    return _number(row["conf_low"]) <= _number(row[column]) <= _number(row["conf_high"])


def _column(frame: pd.DataFrame, name: str) -> pd.Series[str]:
    return frame[name].dropna() if name in frame else pd.Series(dtype="string")


def _cells(row: Mapping[str, object], *names: str) -> tuple[str, ...]:
    return tuple("" if _empty(row[name]) else str(row[name]) for name in names)


def _empty(value: object) -> bool:
    return not isinstance(value, str)


def _number(value: object) -> float:
    """Return a cell as a number; what is none is not a number, which is equal to nothing."""
    try:
        return float(str(value))
    except ValueError:
        return float("nan")


# ---- the report -------------------------------------------------------------------------------------------------


def as_table(results: Iterable[CheckResult], world: str) -> pd.DataFrame:
    """Return the results as a table (`VALIDATION`)."""
    rows = [
        {
            "file": result.file,
            "table": result.table,
            "check": result.check,
            "column": result.column or None,
            "rows": result.rows,
            "missing": result.missing,
            "violations": result.violations,
            "verdict": result.verdict,
            "offending": " | ".join(result.offending) or None,
            "remedy": result.remedy or None,
            "world": world,
        }
        for result in results
    ]
    return pd.DataFrame(rows, columns=VALIDATION.columns)


def verdict_sentence(validation: pd.DataFrame) -> tuple[str, bool]:
    """Return the verdict on all checks in words, and whether any failed; what is only counted is no check."""
    checks = validation[validation["verdict"] != "counted"]
    failed, left = (int((checks["verdict"] == verdict).sum()) for verdict in ("failed", "not run"))
    if not failed and not left:
        return f"All {len(checks):,} checks passed.", False
    rest = f"; {left:,} could not be run" if left else ""
    return f"{failed:,} of {len(checks):,} checks failed{rest}.", True
