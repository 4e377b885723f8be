"""Turn a merged configuration mapping into a checked `Configuration`, or say in one line per fault what to mend."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from paradiplomacy.config.model import Configuration
from paradiplomacy.problems import BadInput, Problem


def load_configuration(settings: Mapping[str, Any], file: str = "config/config.yaml") -> Configuration:
    """Return the typed configuration.

    Parameters
    ----------
    settings
        the mapping as Snakemake merged it from `config/config.yaml`, overlays and the command line.
    file
        name of the file for messages.

    Raises
    ------
    BadInput
        with one problem for each unknown key (and the nearest valid one), missing key or wrong value.
    """
    try:
        return Configuration.model_validate(dict(settings))
    except ValidationError as error:
        raise BadInput(_problem(dict(fault), file) for fault in error.errors()) from None


def _problem(fault: dict[str, Any], file: str) -> Problem:
    path = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        keys = _valid_keys(fault["loc"][:-1])
        near = get_close_matches(str(fault["loc"][-1]), keys, n=1, cutoff=0.5)
        advice = f'did you mean "{near[0]}"' if near else "remove it; valid keys are " + ", ".join(keys)
        return Problem(file, "no key of this name", advice, column=path)
    if fault["type"] == "missing":
        return Problem(file, "this key to be present", "add it", column=path)
    value = "" if isinstance(fault["input"], (dict, list)) else str(fault["input"])
    message = fault["msg"].removeprefix("Value error, ")
    return Problem(file, message[0].lower() + message[1:], "correct it", column=path or "", value=value)


def _valid_keys(path: tuple[Any, ...]) -> list[str]:
    """Return the keys that the section at `path` of the configuration may hold."""
    section: Any = Configuration
    for part in path:
        if isinstance(section, type) and issubclass(section, BaseModel):
            section = section.model_fields[str(part)].annotation
        else:  # an entry of a table: dict[Name, Section]
            section = get_args(section)[-1]
    return list(section.model_fields)
