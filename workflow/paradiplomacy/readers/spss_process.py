"""Read a .sav file in a process of its own, since a damaged one can crash the C library that takes it apart.

The reader of SPSS exports (readers.spss) runs this file by its path and receives the content on standard output.
"""

from __future__ import annotations

import pickle
import sys
from typing import Any

UNREADABLE = 3  # exit code: the library says that the file cannot be read


def content_of_sav(path: str, most_rows: int) -> dict[str, Any]:
    """Return what a .sav file holds, as plain values.

    Returns
    -------
    columns (names in order), formats and wordings by name, values by name (lists; user-missing values kept, dates as
    numbers), labels (name to code to label), missing (name to lists of lowest and highest code), sets
    (multiple-response sets: counted value and variables) and rows, the number of cases.

    Raises
    ------
    ValueError
        when the library refuses the file, or its dictionary has holes.
    """
    import pyreadstat

    options: dict[str, Any] = {"user_missing": True, "disable_datetime_conversion": True, "output_format": "dict"}
    try:
        values, description = pyreadstat.read_sav(path, row_limit=most_rows, **options)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError, MemoryError) as error:
        raise ValueError(str(error)) from None
    names_and_formats = [*description.column_names, *description.original_variable_types.values()]
    if not all(isinstance(text, str) for text in names_and_formats):
        raise ValueError("the dictionary of the file has holes")
    spans = {
        name: [(span["lo"], span["hi"]) for span in declared] for name, declared in description.missing_ranges.items()
    }
    return {
        "columns": list(description.column_names),
        "formats": dict(description.original_variable_types),
        "wordings": {name: text or "" for name, text in description.column_names_to_labels.items()},
        "values": {name: list(cells) for name, cells in values.items()},
        "labels": {name: dict(labels) for name, labels in description.variable_value_labels.items()},
        "missing": spans,
        "sets": {
            name: {"counted": one["counted_value"], "variables": list(one["variable_list"])}
            for name, one in (description.mr_sets or {}).items()
        },
        "rows": description.number_rows,
    }


def main(path: str, most_rows: str) -> int:
    """Write the content of a file to standard output; return the exit code."""
    try:
        content = content_of_sav(path, int(most_rows))
    except ValueError:
        return UNREADABLE
    sys.stdout.buffer.write(pickle.dumps(content))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
