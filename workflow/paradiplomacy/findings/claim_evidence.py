"""Finds the figures to which the checks of claims lead: a named value of a study, or rows of a table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy.findings.claim_model import Check, Need
from paradiplomacy.findings.claim_tests import Figure
from paradiplomacy.findings.values import Value, read_values
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.tables import read_text_table

REASONS: dict[Need, str] = {
    "survey": "This world has no survey.",
    "region_survey": "This world has no survey of regions.",
    "ranking": "This world has no register of partners in all countries.",
}


class Evidence:
    """The files of a run, and the names of what leads in its study.

    Parameters
    ----------
    files
        stem of each file and its path: named values (JSON) and tables (CSV).
    leading
        what {outcome}, {city_model}, {region_model} and {register} stand for; one that is absent here is left out.
    root
        folder of the results, from which places are told.
    """

    def __init__(self, files: Mapping[str, str | Path], leading: Mapping[str, str], root: str | Path) -> None:
        self._files, self._leading, self._root = files, leading, root
        self._tables: dict[str, pd.DataFrame] = {}
        self._values: dict[str, dict[str, Value]] = {}

    def figures(self, check: Check, place: str) -> list[Figure]:
        """Return the figures of a check: one, or one for each entry of its column `every`.

        Parameters
        ----------
        place
            file and place of the check, for messages.

        Raises
        ------
        BadInput
            when the address leads nowhere; the nearest name is told.
        """
        if check.file not in self._files:
            near = get_close_matches(check.file, self._files, n=1, cutoff=0)
            raise BadInput([_problem(place, "file", check.file, "a file of the findings", near)])
        if check.value is not None:
            if check.absent and self.says(check.file, check.value) is None:
                return [Figure(note=check.absent.rstrip("."), label=check.label, address=self._filled(check.value))]
            return [self._value(check, check.value, place)]
        return self._rows(check, place)

    def path(self, file: str) -> str:
        """Return the path of a file within the results; of one that is not there its stem."""
        return Path(self._files[file]).relative_to(self._root).as_posix() if file in self._files else file

    def says(self, file: str, name: str) -> str | None:
        """Return what a named value says; None where it is not there."""
        path = self._files.get(file)
        value = None if path is None else self._book(file).get(self._filled(name))
        return None if value is None else str(value.value)

    def _value(self, check: Check, name: str, place: str) -> Figure:
        value, name = self._named(check.file, name, "value", place), self._filled(name)
        book = self._book(check.file)
        p, n, tost, null = (book.get(f"{name}.{end}") for end in ("p", "n", "p_equivalence", "null"))
        if check.n is not None:
            n = self._named(check.file, check.n, "n", place)
        word = str(value.value) if isinstance(value.value, str) else ""
        shown: Value | None = None if word else value
        if check.beside is not None:
            shown = self._named(check.file, check.beside, "beside", place)
            name = f"{name}; {self._filled(check.beside)}"
        return Figure(
            estimate=float("nan") if shown is None else float(shown.value),
            low=None if shown is None else shown.low,
            high=None if shown is None else shown.high,
            p=None if p is None else float(p.value),
            p_equivalence=None if tost is None else float(tost.value),
            null=None if null is None else float(null.value),
            n=None if n is None else int(n.value),
            word=word,
            unit=value.unit if shown is None else shown.unit,
            label=check.label,
            address=name,
        )

    def _named(self, file: str, name: str, key: str, place: str) -> Value:
        book, name = self._book(file), self._filled(name)
        if name not in book:
            near = get_close_matches(name, book, n=1, cutoff=0)
            raise BadInput([_problem(place, key, name, f"a value of {file}", near)])
        return book[name]

    def _rows(self, check: Check, place: str) -> list[Figure]:
        table, where = self._table(check.file), check.where or {}
        wanted = {column: self._filled(str(value)) for column, value in where.items()}
        used = [*wanted, check.estimate, *filter(None, (check.every, check.low, check.high, check.p))]
        used += list(filter(None, (check.p_equivalence, check.n)))
        absent = [column for column in used if column not in table]
        if absent:
            raise BadInput(
                _problem(place, "column", column, f"a column of {check.file}", get_close_matches(column, table, 1, 0))
                for column in absent
            )
        found = table
        for column, value in wanted.items():
            kept = found[found[column].fillna("") == value]
            if kept.empty and not table.empty:
                held = sorted(set(found[column].dropna()))
                near = get_close_matches(value, held, n=1, cutoff=0)
                raise BadInput([_problem(place, column, value, f"an entry of {check.file}", near)])
            found = kept
        if table.empty:
            return [Figure(note="its table has no rows", label=check.label, address=", ".join(wanted))]
        if check.every is None and len(found) > 1:
            expected = f"one row of {check.file}, not {len(found)}"
            raise BadInput([Problem(place, expected, "name further columns below where, or every")])
        address = ", ".join(f"{column}: {value}" for column, value in wanted.items())
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.itertuples(index=False)]
        if check.every is not None:
            rows.sort(key=lambda row: str(row[check.every]))
        return [self._figure(check, row, address) for row in rows]

    def _figure(self, check: Check, row: Mapping[str, Any], address: str) -> Figure:
        note = " ".join(str(row[name]) for name in ("note", "reason") if name in row and not pd.isna(row[name]))
        entry = str(row[check.every]) if check.every else ""
        n = _number(row, check.n)
        word = str(row[check.estimate]) if check.test == "says" else ""
        estimate = None if check.test == "says" else _number(row, check.estimate)
        return Figure(
            estimate=float("nan") if word or estimate is None else estimate,
            low=_number(row, check.low),
            high=_number(row, check.high),
            p=_number(row, check.p),
            p_equivalence=_number(row, check.p_equivalence),
            null=_number(row, "null" if "null" in row else None),
            n=None if n is None else int(n),
            word=word,
            note=note.rstrip("."),
            unit=check.unit,
            label=f"{check.label}: {entry}" if entry else check.label,
            address=f"{address}, {check.every}: {entry}".removeprefix(", ") if entry else address,
        )

    def _filled(self, name: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: self._leading.get(match[1], match[0]), name)

    def _book(self, file: str) -> dict[str, Value]:
        if file not in self._values:
            self._values[file] = read_values(self._files[file])
        return self._values[file]

    def _table(self, file: str) -> pd.DataFrame:
        if file not in self._tables:
            self._tables[file] = read_text_table(self._files[file])
        return self._tables[file]


def files_by_name(paths: Iterable[str], study: str) -> dict[str, str]:
    """Return the files by the names under which checks find them: their stem, of other studies STUDY/stem."""
    names = {}
    for path in paths:
        folder, stem = Path(path).parent, Path(path).stem
        other = folder.parent.name == "findings" and folder.name != study
        names[f"{folder.name}/{stem}" if other else stem] = path
    return names


def setting_at(settings: Mapping[str, Any], key: str, place: str) -> float:
    """Return the number at a dotted place of the configuration.

    Raises
    ------
    BadInput
        when there is none; the nearest key is told.
    """
    section: Any = settings
    for part in key.split("."):
        if not isinstance(section, Mapping) or part not in section:
            near = get_close_matches(part, list(section) if isinstance(section, Mapping) else [], n=1, cutoff=0)
            raise BadInput([_problem(place, "margin", key, "a number of the configuration", near)])
        section = section[part]
    if isinstance(section, bool) or not isinstance(section, int | float):
        raise BadInput([_problem(place, "margin", key, "a number of the configuration", [])])
    return float(section)


def digest_of(plain: Any) -> str:
    """Return 16 hexadecimal digits of plain values, the same for the same values in any order of keys."""
    from hashlib import sha256

    return sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def _number(row: Mapping[str, Any], column: str | None) -> float | None:
    return None if column is None or pd.isna(row[column]) else float(row[column])


def _problem(place: str, key: str, value: str, expected: str, near: list[str]) -> Problem:
    file, _, claim = place.partition(": ")
    advice = f'did you mean "{near[0]}"' if near else "correct it"
    return Problem(file, f"{expected} expected", advice, column=f"{claim}.{key}", value=value)
