"""What the typed configuration says of itself: JSON schema, reference page, and the comments of config.yaml.

Ground floor, beside the model. Each description stands once, in `model.py`; `python -m paradiplomacy document --fix`
writes the three documents, and a contract test fails when one of them has drifted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from paradiplomacy.config.comments import COMMAND, commented_settings, yaml_value
from paradiplomacy.config.docstrings import describe_fields
from paradiplomacy.config.load import load_configuration
from paradiplomacy.config.model import Configuration
from paradiplomacy.problems import BadInput, Problem

SETTINGS = Path("config/config.yaml")
SCHEMA = Path("config/schema.json")
REFERENCE = Path("docs/configuration.md")

# what the patterns of the model mean to a reader: one, several, and how headings stand for one;
# a pattern that is not named here is shown as it is
PATTERNS = {
    r"^[a-z][a-z0-9_]*$": ("name", "names", "NAME"),
    r"^[A-Z]{2}$": ("two-letter code", "two-letter codes", "CODE"),
    r"^#[0-9a-fA-F]{6}$": ('colour "#rrggbb"', 'colours "#rrggbb"', "COLOUR"),
    r"^\d{4}-\d{2}-\d{2}$": ('date "YYYY-MM-DD"', 'dates "YYYY-MM-DD"', "DATE"),
}

REFERENCE_HEADER = f"""# Configuration

A run reads `config/config.yaml`. To change it for one run, give an overlay or single values; later ones win:

```yaml config/mine.yaml
confidence_level: 0.9
```

```sh
snakemake --configfile config/open.yaml config/mine.yaml --config results=results/mine
```

An overlay holds only the keys that differ. It cannot take a key away, so an entry of a table (partners, waves,
registers, outcomes, factors, models, studies, publications) is removed by setting it to `null`. An unknown or
misspelt key is an error that names the nearest valid one.

A *name* holds small letters, digits and underscores and begins with a letter. In the headings, NAME and CODE stand
for an entry of a table. This page is written by `{COMMAND}`.
"""


def documents(root: str | Path) -> dict[Path, str]:
    """Return what schema, reference page and commented settings should hold, by path.

    Parameters
    ----------
    root
        folder of the project; its `config/config.yaml` gives values and their order.

    Raises
    ------
    BadInput
        when config.yaml is missing, is not YAML, or does not fit the model.
    """
    root = Path(root)
    settings = _read_settings(root / SETTINGS)
    return {
        root / SETTINGS: commented_settings(settings),
        root / SCHEMA: json_schema(),
        root / REFERENCE: reference_page(),
    }


def write_documents(root: str | Path) -> list[Path]:
    """Write the documents that differ from what they should hold, and return their paths."""
    changed = []
    for path, text in documents(root).items():
        content = text.encode("utf-8")
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(path)
    return changed


def drifted(root: str | Path) -> list[Problem]:
    """Return one problem for each document that does not hold what it should."""
    return [
        Problem(path.relative_to(root).as_posix(), "the text that the configuration model gives", f"run `{COMMAND}`")
        for path, text in documents(root).items()
        if not path.exists() or path.read_bytes() != text.encode("utf-8")
    ]


def _read_settings(path: Path) -> dict[str, Any]:
    file = SETTINGS.as_posix()
    try:
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(
            [Problem(file, "this file to exist", "put it there, or start in the project's folder")]
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = str(getattr(error, "problem", None) or "characters that YAML does not know")
        row = None if mark is None else mark.line + 1
        raise BadInput([Problem(file, f"YAML expected ({what})", "correct this line", row=row)]) from None
    if not isinstance(settings, dict):
        raise BadInput([Problem(file, "keys and values expected", "restore the file")])
    load_configuration(settings, file)
    return settings


@cache  # the model is the same throughout a process
def json_schema() -> str:
    """Return the JSON schema (draft 2020-12) of a full configuration, by which editors check and complete it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _schema() -> dict[str, Any]:
    describe_fields(Configuration)
    schema = _readable(Configuration.model_json_schema())
    assert isinstance(schema, dict)
    return schema


def _readable(node: Any) -> Any:
    """Return a node of pydantic's schema without its invented titles, and with tables that refuse misspelt names."""
    if isinstance(node, list):
        return [_readable(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _readable(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    return kept


@cache
def reference_page() -> str:
    """Return the reference page as Markdown: one section per section of the configuration, a row per key."""
    schema = _schema()
    parts = [REFERENCE_HEADER]
    for path, section, description in _sections(schema, schema, "", ""):
        title = f"`{path}`" if path else "Top level"
        required = section.get("required", [])
        rows = ["| key | type | default | meaning |", "| --- | --- | --- | --- |"]
        for key, node in section["properties"].items():
            default = "required" if key in required else f"`{yaml_value(node.get('default'))}`"
            place = f"{path}.{key}" if path else key
            cells = (f"`{key}`", _type_in_words(node, place), default, _description(node, schema))
            rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        parts.append("\n".join([f"## {title}", "", description, "", *rows, ""]))
    return "\n".join(parts)


def _sections(
    node: dict[str, Any], schema: dict[str, Any], path: str, description: str
) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield path, schema and description of a section and of those below it, in the order of the model."""
    section = _resolved(node, schema)
    if "properties" not in section:
        return
    yield path, section, description or _description(node, schema)
    for key, child in section["properties"].items():
        place = f"{path}.{key}" if path else key
        for option in (child, *child.get("anyOf", ())):  # an optional section is one of two: itself or null
            if "$ref" in option:
                yield from _sections(option, schema, place, _description(option, schema))
        for pattern, entry in child.get("patternProperties", {}).items():
            yield from _sections(entry, schema, f"{place}.{_placeholder(pattern)}", "")


def _resolved(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    target: dict[str, Any] = schema["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node
    return target


def _description(node: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return the description of a key; pydantic leaves it out where it is that of the section itself."""
    text: str = node["description"] if "description" in node else _resolved(node, schema)["description"]
    return text


def _placeholder(pattern: str) -> str:
    return PATTERNS[pattern][2] if pattern in PATTERNS else "ENTRY"


def _type_in_words(node: Mapping[str, Any], place: str) -> str:
    """Return the type of a value for a reader; `place` is the key's path, to which a section links."""
    if "$ref" in node:
        return f"[section](#{_anchor(place)})"
    if "anyOf" in node:
        return " or ".join(_type_in_words(option, place) for option in node["anyOf"])
    if "enum" in node:
        return "one of " + ", ".join(f"`{value}`" for value in node["enum"])
    if "const" in node:
        return f"`{node['const']}`"
    kind = node.get("type")
    if kind == "array":
        items = node["items"]
        if items.get("type") == "string" and "enum" not in items:
            return "list of " + (_pattern_in_words(items["pattern"], several=True) if "pattern" in items else "texts")
        return "list of " + _type_in_words(items, place).replace("one of", "any of")
    if kind == "object":
        for pattern, entry in node.get("patternProperties", {}).items():
            below = _type_in_words(entry, f"{place}.{_placeholder(pattern)}").replace("[section]", "[sections]")
            return f"table of {below} by {_pattern_in_words(pattern)}"
        return "table by name of " + _type_in_words(node["additionalProperties"], place)
    if kind == "string":
        return _pattern_in_words(node["pattern"]) if "pattern" in node else "text"
    words = {"integer": "whole number", "number": "number", "boolean": "`true` or `false`", "null": "`null`"}[str(kind)]
    bounds = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most", "exclusiveMaximum": "below"}
    limits = [f"{word} {node[key]:g}" for key, word in bounds.items() if key in node]
    return ", ".join([words, *limits])


def _pattern_in_words(pattern: str, several: bool = False) -> str:
    return PATTERNS[pattern][several] if pattern in PATTERNS else f"text of the form `{pattern}`"


def _anchor(heading: str) -> str:
    """Return the anchor that Markdown gives to a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
