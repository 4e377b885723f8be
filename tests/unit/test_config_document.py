"""Schema and reference page say what the model says; the documents' faults are sentences."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from pydantic import BaseModel

from paradiplomacy.config.docstrings import describe_fields
from paradiplomacy.config.document import (
    REFERENCE,
    SCHEMA,
    SETTINGS,
    documents,
    drifted,
    json_schema,
    reference_page,
    write_documents,
)
from paradiplomacy.config.model import Configuration
from paradiplomacy.problems import BadInput


@pytest.fixture(scope="module")
def shipped(root: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((root / SETTINGS).read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def settings(shipped: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(shipped)


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Path:
    (tmp_path / "config").mkdir()
    (tmp_path / SETTINGS).write_bytes((root / SETTINGS).read_bytes())
    return tmp_path


def models(model: type[BaseModel] = Configuration) -> set[type[BaseModel]]:
    """Return the model and all models below it."""
    found = {model}
    for field in model.model_fields.values():
        for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(part, type) and issubclass(part, BaseModel):
                found |= models(part)
    return found


def test_every_key_of_the_model_is_described() -> None:
    describe_fields(Configuration)
    for model in models():
        assert model.__doc__
        assert all(field.description for field in model.model_fields.values()), model.__name__


def test_the_schema_is_valid_and_takes_the_settings(settings: dict[str, Any]) -> None:
    schema = json.loads(json_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(settings)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("worlds",), {}),
        (("frame", "gdp", "latest_yaer"), 2021),
        (("frame", "gdp", "latest_year"), 1800),
        (("confidence_level",), 1.0),
        (("partners", "china"), {"name": "a", "adjective": "a", "labels": [], "colour": "#000000"}),
        (("partners", "CN", "colour"), "red"),
        (("studies", "cee_china", "levels"), ["town"]),
    ],
)
def test_the_schema_refuses_what_the_model_refuses(settings: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    wrong = copy.deepcopy(settings)
    section = wrong
    for key in path[:-1]:
        section = section[key]
    section[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json.loads(json_schema())).validate(wrong)
    with pytest.raises(ValueError, match="validation error"):
        Configuration.model_validate(wrong)


def test_the_page_has_a_section_per_model_and_a_row_per_key() -> None:
    page = reference_page()
    assert page.count("\n## ") == len(models())
    rows = re.findall(r"^\| `(\w+)` \| .+ \| .+ \| .+ \|$", page, flags=re.MULTILINE)
    assert sorted(rows) == sorted(name for model in models() for name in model.model_fields)


def test_links_within_the_page_lead_to_a_heading() -> None:
    page = reference_page()
    anchors = {re.sub(r"[^\w -]", "", title.lower()) for title in re.findall(r"^## (.+)$", page, flags=re.MULTILINE)}
    links = set(re.findall(r"\]\(#([^)]+)\)", page))
    assert links
    assert links <= anchors


def test_types_and_defaults_are_in_words() -> None:
    page = reference_page()
    assert "| `confidence_level` | number, above 0.5, below 1 | `0.95` |" in page
    assert "| `engine` | one of `auto`, `quarto`, `builtin` | `auto` |" in page
    assert "| `countries` | `all` or list of two-letter codes | required |" in page
    assert "| `mirror` | text or `null` | `null` |" in page
    assert "| `models` | list of names | required |" in page


def test_documents_are_written_once_and_then_agree(project: Path) -> None:
    assert [problem.file for problem in drifted(project)][-2:] == [SCHEMA.as_posix(), REFERENCE.as_posix()]
    write_documents(project)
    assert drifted(project) == []
    assert write_documents(project) == []


def test_drift_says_what_to_do(project: Path) -> None:
    write_documents(project)
    text = (project / SETTINGS).read_text(encoding="utf-8")
    (project / SETTINGS).write_text(text.replace("# Level of every interval.\n", ""), encoding="utf-8")
    assert [problem.sentence() for problem in drifted(project)] == [
        "config/config.yaml: the text that the configuration model gives; run `python -m paradiplomacy document --fix`."
    ]


def test_writing_keeps_values_and_order(project: Path, settings: dict[str, Any]) -> None:
    (project / SETTINGS).write_text(yaml.safe_dump(settings, sort_keys=False, allow_unicode=True), encoding="utf-8")
    write_documents(project)
    after = yaml.safe_load((project / SETTINGS).read_text(encoding="utf-8"))
    assert json.dumps(after) == json.dumps(settings)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "config/config.yaml: this file to exist; "),
        ("a: [1\nb: 2\n", "config/config.yaml, row 2: YAML expected ("),
        ("- a\n", "config/config.yaml: keys and values expected; "),
        ("wrold: {}\n", 'config/config.yaml, column "wrold": no key of this name; did you mean "world".'),
    ],
)
def test_a_faulty_file_is_a_sentence(project: Path, text: str | None, sentence: str) -> None:
    (project / SETTINGS).unlink()
    if text is not None:
        (project / SETTINGS).write_text(text)
    with pytest.raises(BadInput) as bad:
        documents(project)
    assert any(line.startswith(sentence) for line in str(bad.value).splitlines())
