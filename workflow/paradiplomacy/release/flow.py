"""What every result was made from: the rules as jobs, from raw files to results.

First step of the release: the record of a run keeps this flow, so that a finding that moved can be followed back to the
inputs that changed.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol

from paradiplomacy.config.shards import is_part
from paradiplomacy.digest import DIGITS

OF_CODE = ("code", "all_code")  # parameters that are digests of code, which the manifest lists by rule


class Output(Protocol):
    """A pattern of output files, as the workflow holds it."""

    def match(self, target: str) -> re.Match[str] | None:
        """Return the match of a path, with the values of wildcards."""


class Rule(Protocol):
    """What is asked of a rule of the workflow."""

    name: str
    input: Iterable[Any]
    output: Iterable[Output]
    params: Any


@dataclass(frozen=True)
class Job:
    """One job: its rule, what it read and wrote, and a digest of its settings."""

    rule: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    settings: str

    @classmethod
    def of(cls, job: Mapping[str, Any]) -> Job:
        """Return a job from its plain values."""
        return cls(job["rule"], tuple(job["inputs"]), tuple(job["outputs"]), job["settings"])


@dataclass(frozen=True)
class Upstream:
    """Everything that a result rests on: registered sources, files of the project, and jobs."""

    sources: frozenset[str]
    files: frozenset[str]
    jobs: frozenset[Job]


class Flow:
    """The jobs behind the results; paths are relative to the folder of results, or to the project for its own files.

    Parameters
    ----------
    jobs
        every job, each output in one of them.
    files
        digest (sha256) of the files of the project that jobs read, such as codebooks.
    """

    def __init__(self, jobs: Iterable[Job], files: Mapping[str, str]) -> None:
        self.jobs = list(jobs)
        self.files = dict(files)
        self._by_output = {output: job for job in self.jobs for output in job.outputs}

    def rule_of(self, result: str) -> str:
        """Return the rule that wrote a result, which may stand in a folder that a rule wrote; "" for none."""
        job = self._job_of(result)
        return "" if job is None else job.rule

    def upstream(self, result: str) -> Upstream:
        """Return what a result rests on; nothing for a file that no job wrote."""
        sources: set[str] = set()
        files: set[str] = set()
        jobs: set[Job] = set()
        waiting = [result]
        while waiting:
            path = waiting.pop()
            if path.startswith("sources/"):
                sources.add(path.split("/")[1])
            elif path in self.files:
                files.add(path)
            else:
                job = self._job_of(path)
                if job is not None and job not in jobs:
                    jobs.add(job)
                    waiting += job.inputs
        return Upstream(frozenset(sources), frozenset(files), frozenset(jobs))

    def _job_of(self, result: str) -> Job | None:
        for path in (result, *(parent.as_posix() for parent in Path(result).parents)):
            if path in self._by_output:
                return self._by_output[path]
        return None

    def as_json(self) -> str:
        """Return the flow as JSON, sorted."""
        jobs = sorted((asdict(job) for job in self.jobs), key=lambda job: list(job["outputs"]))
        return json.dumps({"jobs": jobs, "files": self.files}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def read_flow(text: str) -> Flow:
    """Read what `Flow.as_json` wrote."""
    found = json.loads(text)
    return Flow((Job.of(job) for job in found["jobs"]), found["files"])


def file_digests(paths: Iterable[str | Path]) -> dict[str, str]:
    """Return the sha256 of each file by its path as it was given."""
    return {Path(path).as_posix(): hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in paths}


def trace_flow(rules: Iterable[Rule], targets: Iterable[str], results: str) -> dict[str, Any]:
    """Return the jobs behind `targets` as plain values, which a rule can take as a parameter.

    Parameters
    ----------
    rules
        the rules of the workflow.
    targets
        paths of results.
    results
        folder of the results; raw files below its folder `sources` are where the flow begins.

    Returns
    -------
    dict
        `jobs`, of which each names rule, inputs, outputs (paths without the folder of results) and settings (a digest);
        `files`, the paths of files of the project that jobs read.
    """
    known = [(rule, output) for rule in rules for output in rule.output]
    jobs: dict[str, dict[str, Any]] = {}
    files: set[str] = set()
    waiting, seen = list(targets), set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        if path.startswith(f"{results}/sources/"):
            continue
        made = next(((rule, found) for rule, output in known if (found := output.match(path))), None)
        if made is None:
            files.add(path)
            continue
        rule, match = made
        job = _job(rule, match.groupdict())
        waiting += job["inputs"]
        inputs, outputs = (
            sorted(item.removeprefix(f"{results}/") for item in job[key]) for key in ("inputs", "outputs")
        )
        jobs["\n".join(outputs)] = {**job, "inputs": inputs, "outputs": outputs}
    return {"jobs": [jobs[key] for key in sorted(jobs)], "files": sorted(files)}


def _job(rule: Rule, wildcards: dict[str, str]) -> dict[str, Any]:
    values = SimpleNamespace(**wildcards)
    inputs: set[str] = set()
    for item in rule.input:
        found = item(values) if callable(item) else item
        paths = (_filled(path, wildcards) for path in ([found] if isinstance(found, str) else found))
        inputs.update(path for path in paths if not is_part(path))
    settings = {
        name: value(values) if callable(value) else value
        for name, value in rule.params.items()
        if name not in OF_CODE and (not callable(value) or len(inspect.signature(value).parameters) == 1)
    }
    text = json.dumps(settings, sort_keys=True, ensure_ascii=False)
    return {
        "rule": rule.name,
        "inputs": sorted(inputs),
        "outputs": [_filled(str(output), wildcards) for output in rule.output],
        "settings": hashlib.sha256(text.encode()).hexdigest()[:DIGITS],
    }


def _filled(pattern: str, wildcards: Mapping[str, str]) -> str:
    return re.sub(r"\{\s*(\w+)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", lambda found: wildcards[found[1]], pattern)
