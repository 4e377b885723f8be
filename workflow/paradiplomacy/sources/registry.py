"""The register of raw files: what each is, whose, under which terms, where it stands and its digest.

Ground of the first stage: no rule, script or reader holds an address. The Snakefile loads this module at each start, so
it imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from paradiplomacy.problems import BadInput, Problem

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # that in C, seven times as fast, where it is there
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
SourceId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class Source(BaseModel):
    """One raw file of the register."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: SourceId
    """Identifier, by which configuration, tables and evidence call the file."""
    title: Text
    """What the file holds."""
    publisher: Text
    """Who publishes it."""
    publisher_url: Text | None = None
    """The publisher's official page; null for files that were made for this project."""
    licence: Text
    """Terms of use."""
    citation: Text
    """How to cite it."""
    vintage: Text
    """State of the data, not of the download."""
    format: Text
    """File format, as the readers name it."""
    sensitivity: Literal["public", "restricted"]
    """restricted: personal or confidential; it never leaves the restricted tier."""
    path: Text | None = None
    """File within this project, relative to its root."""
    address: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] | None = None
    """Pinned address of the download."""
    mirror_path: Text | None = None
    """File within the mirror folder."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 digest of the file."""
    size: Annotated[int, Field(ge=1)]
    """Size of the file, bytes."""

    @model_validator(mode="after")
    def _stands_in_one_place(self) -> Self:
        if (self.path is None) == (self.address is None):
            raise ValueError("either path (a file of this project) or address (a download) must be given, not both")
        if (self.address is None) != (self.mirror_path is None):
            raise ValueError("mirror_path is given together with address, and only then")
        for place in (self.path, self.mirror_path):
            if place is not None and (PurePosixPath(place).is_absolute() or ".." in PurePosixPath(place).parts):
                raise ValueError(f'"{place}" must be a relative path without ".."')
        return self

    @property
    def file_name(self) -> str:
        """Name of the file, as its publisher calls it; results keep it in a folder of the source's identifier."""
        return PurePosixPath(self.path or self.mirror_path or "").name

    def origin(self, mirror: str | None) -> Path | None:
        """Return where the file stands on this machine: in the project or in the folder `mirror`; None = download."""
        if self.path is not None:
            return Path(self.path)
        if mirror is not None and self.mirror_path is not None:
            return Path(mirror) / self.mirror_path
        return None


def load_registry(path: str | Path) -> dict[str, Source]:
    """Return the sources of the register by identifier, in the order of the file.

    Raises
    ------
    BadInput
        with one problem for each unknown key (and the nearest valid one), missing key or wrong value.
    """
    file = Path(path).as_posix()
    try:
        entries = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - both are safe
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
    except yaml.YAMLError as error:
        fault = " ".join(str(error).split())
        raise BadInput([Problem(file, f"valid YAML ({fault})", "correct the line")]) from None
    if not isinstance(entries, dict) or not entries:
        raise BadInput([Problem(file, "a mapping of identifiers to sources", "write one entry per file")])
    registry: dict[str, Source] = {}
    problems: list[Problem] = []
    for source_id, entry in entries.items():
        if not isinstance(entry, Mapping):
            expected = "an entry with its keys"
            problems.append(Problem(file, expected, "write title, publisher and so on", column=str(source_id)))
            continue
        try:
            registry[str(source_id)] = Source.model_validate({**entry, "id": source_id})
        except ValidationError as error:
            problems += [_problem(dict(fault), str(source_id), file) for fault in error.errors()]
    if problems:
        raise BadInput(problems)
    return registry


def _problem(fault: dict[str, Any], source_id: str, file: str) -> Problem:
    key = ".".join(str(part) for part in fault["loc"])
    place = f"{source_id}.{key}" if key else source_id
    if fault["type"] == "extra_forbidden":
        keys = [name for name in Source.model_fields if name != "id"]
        near = get_close_matches(key, keys, n=1, cutoff=0.5)
        advice = f'did you mean "{near[0]}"' if near else "remove it; valid keys are " + ", ".join(keys)
        return Problem(file, "no key of this name", advice, column=place)
    if fault["type"] == "missing":
        return Problem(file, "this key to be present", "add it", column=place)
    value = "" if isinstance(fault["input"], (dict, list)) else str(fault["input"])
    message = str(fault["msg"]).removeprefix("Value error, ")
    return Problem(file, message[0].lower() + message[1:], "correct it", column=place, value=value)
