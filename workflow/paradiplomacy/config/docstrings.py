"""Gives the fields of the configuration the docstrings below them as descriptions, for the documents made of the model.

Pydantic can do so itself, by parsing the source of each class whenever it is imported; every job of a run imports them,
and only `document.py` and `comments.py` ask what the fields mean.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel


@cache
def describe_fields(model: type[BaseModel]) -> None:
    """Set the description of each field of `model`, and of the models that it holds, from its docstring."""
    for field in model.model_fields.values():
        for below in _models(field.annotation):
            describe_fields(below)
    for ancestor in reversed(model.__mro__):
        if issubclass(ancestor, BaseModel) and ancestor is not BaseModel:
            for name, text in _docstrings(ancestor).items():
                model.model_fields[name].description = text
    model.model_rebuild(force=True)


def _models(annotation: Any) -> list[type[BaseModel]]:
    """Return the models that a type names, itself or inside."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def _docstrings(model: type[BaseModel]) -> dict[str, str]:
    """Return the string that stands below each annotated attribute in the source of a class, by its name."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(definition, ast.ClassDef)
    found = {}
    for line, below in zip(definition.body, definition.body[1:], strict=False):
        if (
            isinstance(line, ast.AnnAssign)
            and isinstance(line.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            found[line.target.id] = inspect.cleandoc(below.value.value)
    return found
