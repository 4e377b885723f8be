"""Turn a mapping read from YAML into a checked model, or say in one line per fault what to mend.

The configuration and the codebooks of the survey waves are read this way.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError

from paradiplomacy.config.model import Configuration
from paradiplomacy.problems import BadInput, Problem

AnyModel = TypeVar("AnyModel", bound=BaseModel)


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
    return load_model(settings, Configuration, file)


def load_model(settings: Mapping[str, Any], model: type[AnyModel], file: str) -> AnyModel:
    """Return `settings` as an instance of `model`; `file` is its name in messages.

    Raises
    ------
    BadInput
        with one problem for each unknown key (and the nearest valid one), missing key or wrong value.
    """
    try:
        return model.model_validate(dict(settings))
    except ValidationError as error:
        raise BadInput(_problem(dict(fault), settings, model, file) for fault in error.errors()) from None


def _problem(fault: dict[str, Any], settings: Mapping[str, Any], model: type[BaseModel], file: str) -> Problem:
    path = _path(fault["loc"], settings)
    if fault["type"] == "extra_forbidden":
        keys = _valid_keys(fault["loc"][:-1], model)
        near = get_close_matches(str(fault["loc"][-1]), keys, n=1, cutoff=0.5)
        advice = f'did you mean "{near[0]}"' if near else "remove it; valid keys are " + ", ".join(keys)
        return Problem(file, "no key of this name", advice, column=path)
    if fault["type"] in ("missing", "union_tag_not_found"):
        key = path if fault["type"] == "missing" else f"{path}.{_discriminator(fault)}"
        return Problem(file, "this key to be present", "add it", column=key)
    if fault["type"] == "union_tag_invalid":
        context = fault["ctx"]
        expected = f"one of {context['expected_tags']} expected"
        return Problem(
            file, expected, "correct it", column=f"{path}.{_discriminator(fault)}", value=str(context["tag"])
        )
    value = "" if isinstance(fault["input"], (dict, list)) else str(fault["input"])
    message = fault["msg"].removeprefix("Value error, ")
    return Problem(file, message[0].lower() + message[1:], "correct it", column=path or "", value=value)


def _discriminator(fault: dict[str, Any]) -> str:
    return str(fault["ctx"]["discriminator"]).strip("'")


def _path(location: tuple[Any, ...], settings: Any) -> str:
    """Return the dotted path as the file shows it: list entries go by their name, pydantic's tags are left out."""
    parts: list[str] = []
    for position, part in enumerate(location):
        if isinstance(settings, Mapping):
            last = position == len(location) - 1
            if part not in settings and not last:
                if part == settings.get("type"):
                    continue  # the tag of a kind of entry, which stands in no file
                settings = None
            else:
                settings = settings.get(part)
            parts.append(str(part))
        elif isinstance(settings, list) and isinstance(part, int) and part < len(settings):
            settings = settings[part]
            name = settings.get("name") if isinstance(settings, Mapping) else None
            parts.append(str(name if name is not None else part))
        else:
            parts.append(str(part))
    return ".".join(parts)


def _valid_keys(path: tuple[Any, ...], model: type[BaseModel]) -> list[str]:
    """Return the keys that the section at `path` of `model` may hold."""
    section: Any = model
    for part in path:
        section = _step(section, part)
    return list(_bare(section).model_fields)


def _step(section: Any, part: Any) -> Any:
    """Return the type of what stands at `part` of a section, list, table of entries or choice between kinds."""
    section = _bare(section)
    if isinstance(section, type) and issubclass(section, BaseModel):
        return section.model_fields[str(part)].annotation
    if get_origin(section) in (Union, UnionType):
        return next(member for member in get_args(section) if part in _tags(member))
    return get_args(section)[-1]  # list[Section] or dict[Name, Section]


def _bare(section: Any) -> Any:
    """Return the type without `Annotated` and without "or null"."""
    if get_origin(section) is Annotated:
        return _bare(get_args(section)[0])
    if get_origin(section) in (Union, UnionType):
        members = [member for member in get_args(section) if member is not type(None)]
        if len(members) == 1:
            return _bare(members[0])
    return section


def _tags(member: Any) -> tuple[Any, ...]:
    """Return the values of `type` by which a choice between kinds of entries knows this one."""
    kind = _bare(member).model_fields["type"].annotation
    return get_args(kind) if get_origin(kind) is Literal else ()


def load_section(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return parts of an already checked configuration as typed values, by their top-level key.

    A rule hands its script only the parts that it depends on, as plain values; this gives them their types back.
    """
    types = get_type_hints(Configuration, include_extras=True)
    return {name: TypeAdapter(types[name]).validate_python(value) for name, value in settings.items()}
