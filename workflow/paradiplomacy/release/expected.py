"""The expected results of a world: the committed record of a run that `verify` compares with.

They stand in `resources/expected/WORLD` and are written by `python -m paradiplomacy expect` (`make expected`), which
says what it replaces and does so only when it is told to.
"""

from __future__ import annotations

from pathlib import Path

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.release.changes import change_sentences, compare_records
from paradiplomacy.release.record import Record, read_record, write_record

FOLDER = Path("resources/expected")


def read_expected(folder: str | Path) -> Record:
    """Read the expected results of a world.

    Raises
    ------
    BadInput
        when there are none.
    """
    if not (Path(folder) / "flow.json").is_file():
        remedy = "build, check the results, and write them with `make expected`"
        raise BadInput([Problem(Path(folder).as_posix(), "the expected results of this world", remedy)])
    return read_record(folder)


def write_expected(results: str | Path, root: Path, replace: bool) -> list[str]:
    """Write the record of a run as the expected results of its world; return what was done, in sentences.

    Parameters
    ----------
    results
        folder of results, with the record of the run.
    root
        folder of expected results, by world.
    replace
        without it, expected results that are there and differ are left as they are.

    Raises
    ------
    BadInput
        when there is no record, or others are expected and `replace` is not set.
    """
    record = read_record(results)
    folder = root / record.manifest["world"]["name"]
    if (folder / "flow.json").is_file():
        before = read_record(folder)
        if before.manifest == record.manifest and before.flow.as_json() == record.flow.as_json():
            return [f"{folder.as_posix()}: these results are expected already."]
        said = change_sentences(compare_records(before, record))
        if not replace:
            changed = "; ".join(line.strip() for line in said if not line.startswith(" "))
            remedy = "read what changed with `snakemake diff`, then replace them with --replace"
            raise BadInput([Problem(folder.as_posix(), f"the results that are expected ({changed})", remedy)])
        write_record(record, folder)
        return [f"{folder.as_posix()}: replaced. What changed:", *said]
    write_record(record, folder)
    return [f"{folder.as_posix()}: written."]
