"""The lineage of a run: which rule makes which result from which files, for readers who have no Snakemake.

The Snakefile hands over its rules as plain values; `paradiplomacy trace` follows the written file from a number to raw
files. It holds what depends on the configuration alone; digests are computed when somebody asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from paradiplomacy.config.shards import is_part

WILDCARD = re.compile(r"\{(\w+)(?:,([^{}]*))?\}")
TAKES_RAW_FILES = "take_source"  # where the way ends: its input is wherever the registry says


@dataclass(frozen=True)
class RuleFiles:
    """Inputs and outputs of a rule: patterns with wildcards, or functions of the wildcards."""

    name: str
    inputs: Sequence[str | Callable[[Any], Any]]
    outputs: Sequence[str]


@dataclass(frozen=True)
class Step:
    """One job: a rule, the files that it reads, in the order in which it names them, and those that it writes."""

    rule: str
    inputs: list[str]
    outputs: list[str]


def steps_to(targets: Iterable[str], rules: Iterable[RuleFiles]) -> list[Step]:
    """Return the jobs that make `targets`, each once, every job after those whose outputs it reads.

    A file that no rule makes is a file of the project (a configuration, a template); the way ends there.
    """
    patterns = [(_expression(output), rule) for rule in rules for output in rule.outputs]
    steps: list[Step] = []
    seen: set[str] = set()

    def follow(target: str) -> None:
        if target in seen:
            return
        seen.add(target)
        for expression, rule in patterns:
            found = expression.fullmatch(target)
            if found is not None:
                step = _step(rule, found.groupdict())
                seen.update(step.outputs)
                for path in step.inputs:
                    follow(path)
                steps.append(step)
                return

    for target in targets:
        follow(target)
    return steps


def _expression(pattern: str) -> re.Pattern[str]:
    """Return the regular expression of a pattern; a wildcard that stands twice must be the same both times."""
    words: list[str] = []
    named: set[str] = set()
    end = 0
    for wildcard in WILDCARD.finditer(pattern):
        words.append(re.escape(pattern[end : wildcard.start()]))
        name, constraint = wildcard.groups()
        words.append(f"(?P={name})" if name in named else f"(?P<{name}>{constraint or '.+'})")
        named.add(name)
        end = wildcard.end()
    return re.compile("".join([*words, re.escape(pattern[end:])]))


def _step(rule: RuleFiles, wildcards: Mapping[str, str]) -> Step:
    outputs = [_filled(path, wildcards) for path in rule.outputs]
    if rule.name == TAKES_RAW_FILES:
        return Step(rule.name, [], outputs)
    inputs: list[str] = []
    for entry in rule.inputs:
        given = entry(SimpleNamespace(**wildcards)) if callable(entry) else _filled(str(entry), wildcards)
        paths = [given] if isinstance(given, str) else [str(path) for path in given]
        inputs += [path for path in paths if not is_part(path)]
    return Step(rule.name, inputs, outputs)


def _filled(pattern: str, wildcards: Mapping[str, str]) -> str:
    return WILDCARD.sub(lambda found: wildcards[found[1]], pattern)


def lineage_text(targets: Iterable[str], rules: Iterable[RuleFiles]) -> str:
    """Return the steps to `targets` as JSON, one job per line, so that a difference shows as a line."""
    lines = (json.dumps(asdict(step), ensure_ascii=False) for step in steps_to(targets, rules))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def read_lineage(path: str | Path) -> list[Step]:
    """Read the steps that `lineage_text` gave."""
    return [Step(**entry) for entry in json.loads(Path(path).read_text(encoding="utf-8"))]
