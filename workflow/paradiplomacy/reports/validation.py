"""Check the written tables of a run again, each against its field table; `consistency` holds them beside each other.

Every stage refuses to write a table that violates its field table. This is the check that does not trust that: it reads
the files as text, as a reader would, and finds what was changed after writing and what no single table can know.
"""

from __future__ import annotations

from collections.abc import Iterable
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
        return [of_table(table, "file can be read", [table.fault])]
    found = list(table.text.columns)
    wrong = [f"column {name} is missing" for name in dataset.columns if name not in found]
    wrong += [f"column {name} is not of the field table" for name in found if name not in dataset.columns]
    if not wrong and found != dataset.columns:
        wrong = ["the columns stand in another order"]
    results = [of_table(table, "file can be read", []), of_table(table, "columns", wrong)]
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
            results.append(of_rows(table, check, [field.name], rows, MADE_AGAIN))
        if not field.required and table.has(field.name):
            results.append(_result(table, "missing", [field.name], "counted"))
    results.append(of_rows(table, "key unique", list(dataset.key), faults.get(("key unique", ""), []), MADE_AGAIN))
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


def of_rows(
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


def of_table(table: WrittenTable, check: str, faults: list[str]) -> CheckResult:
    """Return a check of a table as a whole; it fails for each fault."""
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
