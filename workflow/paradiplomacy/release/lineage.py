"""The jobs of a run: which rule makes which result from which files, for readers who have no Snakemake.

The Snakefile hands over its rules as plain values, and the jobs behind the results are found once, here. `paradiplomacy
trace` follows the written lineage from a number to raw files: it holds what depends on the configuration alone, and
digests are computed when somebody asks. The record of a run keeps the flow: the same jobs, each with a digest of its
settings.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from paradiplomacy.config.shards import is_part
from paradiplomacy.digest import DIGITS

WILDCARD = re.compile(r"\{(\w+)(?:,([^{}]*))?\}")
TAKES_RAW_FILES = "take_source"  # where the way ends: its input is wherever the registry says
OF_CODE = ("code", "all_code")  # parameters that are digests of code, which the manifest lists by rule


@dataclass(frozen=True)
class RuleFiles:
    """Inputs and outputs of a rule: patterns with wildcards, or functions of the wildcards; parameters, likewise."""

    name: str
    inputs: Sequence[str | Callable[[Any], Any]]
    outputs: Sequence[str]
    params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, rule: Any) -> RuleFiles:
        """Return the files of a rule of the workflow, which has a name, input, output and named params."""
        return cls(rule.name, list(rule.input), [str(path) for path in rule.output], dict(rule.params.items()))


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
    return [step for step, _, _ in _jobs_to(targets, rules)]


def _jobs_to(targets: Iterable[str], rules: Iterable[RuleFiles]) -> list[tuple[Step, RuleFiles, Mapping[str, str]]]:
    """Return the steps to `targets`, each with its rule and the values of its wildcards."""
    patterns = [(_expression(output), rule) for rule in rules for output in rule.outputs]
    patterns.sort(key=lambda pattern: pattern[0].groups)  # a file that a rule names is not one that another might make
    jobs: list[tuple[Step, RuleFiles, Mapping[str, str]]] = []
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
                jobs.append((step, rule, found.groupdict()))
                return

    for target in targets:
        follow(target)
    return jobs


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


def trace_flow(targets: Iterable[str], rules: Iterable[RuleFiles], results: str) -> dict[str, Any]:
    """Return the jobs behind `targets` as plain values, which a rule can take as a parameter.

    Parameters
    ----------
    targets
        paths of results.
    rules
        the rules of the workflow.
    results
        folder of the results; raw files below its folder `sources` are where the flow begins.

    Returns
    -------
    dict
        `jobs`, of which each names rule, inputs, outputs (paths without the folder of results) and settings (a digest);
        `files`, the paths of files of the project that jobs read.
    """
    targets = list(targets)
    jobs = _jobs_to(targets, rules)
    made = {output for step, _, _ in jobs for output in step.outputs}
    read = {path for step, _, _ in jobs for path in step.inputs}
    found = [
        {
            "rule": step.rule,
            "inputs": sorted({path.removeprefix(f"{results}/") for path in step.inputs}),
            "outputs": sorted(path.removeprefix(f"{results}/") for path in step.outputs),
            "settings": _settings(rule, wildcards),
        }
        for step, rule, wildcards in jobs
        if step.rule != TAKES_RAW_FILES
    ]
    return {"jobs": sorted(found, key=lambda job: "\n".join(job["outputs"])), "files": sorted({*targets, *read} - made)}


def _settings(rule: RuleFiles, wildcards: Mapping[str, str]) -> str:
    """Return a digest of the parameters of a job: not those of code, nor those that ask for more than wildcards."""
    values = SimpleNamespace(**wildcards)
    settings = {
        name: value(values) if callable(value) else value
        for name, value in rule.params.items()
        if name not in OF_CODE and (not callable(value) or len(inspect.signature(value).parameters) == 1)
    }
    text = json.dumps(settings, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def read_lineage(path: str | Path) -> list[Step]:
    """Read the steps that `lineage_text` gave."""
    return [Step(**entry) for entry in json.loads(Path(path).read_text(encoding="utf-8"))]
