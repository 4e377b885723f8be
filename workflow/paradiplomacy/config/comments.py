"""Writes the configuration as YAML with the description of each key as a comment above it.

Ground floor, beside the model: `document.py` holds config.yaml to this text. PyYAML writes no comments, so the small
part of YAML that the settings need is written here, and read back to prove that no value has changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from textwrap import wrap
from typing import Any, get_args

import yaml
from pydantic import BaseModel

from paradiplomacy.config.docstrings import describe_fields
from paradiplomacy.config.model import Configuration

COMMAND = "python -m paradiplomacy document --fix"
SCHEMA_NAME = "schema.json"  # beside the settings
WIDTH = 120

HEADER = f"""
The demonstration study set, and the default of a run: a bare `snakemake` reads this file.
Change values here, or keep your own in an overlay: snakemake --configfile config/mine.yaml
Comments are written from the model (workflow/paradiplomacy/config/model.py): after a change of keys run
{COMMAND}
and keep notes of your own in an overlay. Every key is explained in docs/configuration.md.
"""


def commented_settings(settings: Mapping[str, Any]) -> str:
    """Return the settings as YAML with the description of each key above it; values and their order are kept.

    In a table of like entries (partners, waves, ...) a key is explained where it first stands.

    Raises
    ------
    TypeError
        when a value is neither text, number, truth value, null, a list of these, nor a mapping.
    """
    describe_fields(Configuration)
    lines = [f"# yaml-language-server: $schema={SCHEMA_NAME}", "#"]
    lines += [f"# {line}" for line in HEADER.strip().splitlines()]
    for key, value in settings.items():
        lines += ["", *_keys({key: value}, Configuration, 0, set())]
    text = "\n".join(lines) + "\n"
    if yaml.safe_load(text) != settings:
        raise ValueError("the settings as written do not read back as the same values")
    return text


def _keys(values: Mapping[str, Any], section: type[BaseModel] | None, indent: int, explained: set[str]) -> list[str]:
    """Return the lines of all keys of one section; in a mapping that is none (`section` is None) nothing is explained.

    `explained` holds the keys that need no comment any more, and takes those that get theirs here.
    """
    margin = " " * indent
    lines = []
    for key, value in values.items():
        field = None if section is None else section.model_fields[key]
        if field is not None and key not in explained:
            explained.add(key)
            lines += [f"{margin}# {line}" for line in wrap(field.description or "", WIDTH - indent - 2)]
        head = f"{margin}{_scalar(key, '{}: x')}:"
        if not (isinstance(value, Mapping) and value):
            lines += _value(head, value, indent)
            continue
        lines.append(head)
        below, entries = (None, None) if field is None else _models_below(field.annotation)
        if entries is None:
            lines += _keys(value, below, indent + 2, set())
            continue
        explained_in_entries: set[str] = set()
        for name, entry in value.items():
            head = f"{margin}  {_scalar(name, '{}: x')}:"
            if entry is None:  # an entry that is switched off
                lines.append(f"{head} null")
            else:
                lines += [head, *_keys(entry, entries, indent + 4, explained_in_entries)]
    return lines


def _models_below(annotation: Any) -> tuple[type[BaseModel] | None, type[BaseModel] | None]:
    """Return the model of a section, and the model of the entries of a table; None for what the annotation is not."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, None
    last = (get_args(annotation) or (None,))[-1]
    return None, last if isinstance(last, type) and issubclass(last, BaseModel) else None


def _value(head: str, value: Any, indent: int) -> list[str]:
    """Return `key: value` for anything but a filled mapping; a long list is broken within its brackets."""
    if isinstance(value, Mapping):
        return [f"{head} {{}}"]
    if not isinstance(value, list):
        return [f"{head} {yaml_value(value)}"]
    items = [_scalar(item, "[{}]") for item in value]
    line = f"{head} [{', '.join(items)}]"
    if len(line) <= WIDTH:
        return [line]
    margin = " " * (indent + 2)
    return [f"{head} [", *(f"{margin}{item}," for item in items), f"{' ' * indent}]"]


def yaml_value(value: Any) -> str:
    """Return a default or a value as YAML writes it in a block."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return _scalar(value, "x: {}")


def _scalar(value: Any, place: str) -> str:
    """Return a scalar as YAML; text is quoted where it would otherwise be read as anything else at this place."""
    if value is None or isinstance(value, bool | int | float):
        return yaml.safe_dump(value).splitlines()[0]
    if not isinstance(value, str):
        raise TypeError(f"no way to write {type(value).__name__} in the settings")
    return value if _is_safe_unquoted(value, place) else _quoted(value)


@cache  # YAML is asked twice for each text, and the same settings are written several times
def _is_safe_unquoted(text: str, place: str) -> bool:
    if not text or not (text[0].isalpha() or text[0] in "/_") or text.lower() in ("y", "n"):
        return False  # numbers, dates and truth values are read differently by different versions of YAML
    try:
        read = yaml.safe_load(place.format(text))
    except yaml.YAMLError:
        return False
    return bool(read == yaml.safe_load(place.format(_quoted(text))))


def _quoted(text: str) -> str:
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=float("inf")).rstrip("\n")
