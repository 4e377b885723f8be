"""Tables of a run beside each other: what one says must not contradict what another says.

The second half of the validation report; `paradiplomacy.reports.validation` holds each table against its own fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from paradiplomacy.config.names import PAGE_DECISIONS
from paradiplomacy.reports.validation import CheckResult, WrittenTable, check_table, of_rows


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
    results += _evidence(tables, set(partners))
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
    # a model of two partners at once stands under both
    pairs = {f"{first}+{second}" for first in partners for second in partners - {first}}
    results = []
    for table in tables.all():
        of_models = table.dataset.name in ("estimates", "fits", "diagnostics")
        of_answers = table.dataset.name in ("typology_fit", "typology_profiles")  # of several partners together
        for column, (check, values) in known.items():
            defines = (table.dataset.name, column) in {("units", "unit_id"), ("countries", "country")}
            if column in table.dataset.columns and not defines:
                allowed = values | pairs if of_models and column == "partner" else values
                known_to = _all_known if of_answers and column == "partner" else _known_or_empty
                results.append(_unless(table, check, [column], known_to, column, allowed))
    return results


def _evidence(tables: Tables, partners: set[str]) -> list[CheckResult]:
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
    pages = {cells[2] for cells in places}
    results += [
        _unless(table, "is evidence of a tie", ["page_id", "decision", "unit_id", "partner"], _enters, pages, partners)
        for table in tables.of(PAGE_DECISIONS)
    ]
    return results


def _enters(row: Mapping[str, object], pages: set[str], partners: set[str]) -> bool:
    """Tell whether a decided tie of a page with a unit and a configured partner is evidence."""
    stated = row["decision"] == "tie" and not _empty(row["unit_id"]) and row["partner"] in partners
    return not stated or row["page_id"] in pages


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
    for table in tables.of("partner_country_rows"):
        read = tables.beside(table, "accounting")
        counts = {row["file"]: _number(row["rows_in"]) for row in _stacked(read).to_dict("records")}
        sums: dict[object, float] = {}
        for row in table.cells().to_dict("records"):
            sums[row["source"]] = sums.get(row["source"], 0) + _number(row["rows"])
        results.append(
            _unless(
                table,
                "rows add up to those read",
                ["source", "rows"],
                lambda row, sums, counts: sums[row["source"]] == counts.get(row["source"]),
                sums,
                counts,
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
    for table in tables.of("weights"):
        answers = set(_column(_stacked(tables.beside(table, "responses")), "unit_id"))
        results.append(_unless(table, "weight has its answer", ["unit_id"], _known_or_empty, "unit_id", answers))
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
    for table in tables.of(
        "estimates",
        "predictions",
        "inference",
        "partner_differences",
        "partner_ranking",
        "cooperation",
        "recovery",
        "weighted_estimates",
        "nonresponse_bias",
    ):
        column = "share" if table.dataset.name in ("cooperation", "partner_ranking") else "estimate"
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
        return of_rows(table, check, columns, [])
    cells = table.cells()
    values = [cells[name].to_numpy(dtype=object) for name in columns]
    rows = (dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True))
    return of_rows(table, check, columns, [place for place, row in enumerate(rows) if not holds(row, *known)])


def _known_or_empty(row: Mapping[str, object], column: str, values: set[str]) -> bool:
    """An empty cell names nothing; whether it may be empty is a check of its own."""
    return _empty(row[column]) or row[column] in values


def _all_known(row: Mapping[str, object], column: str, values: set[str]) -> bool:
    return set(str(row[column]).split("+")) <= values


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
