"""What every result was made from: the rules as jobs, from raw files to results.

First step of the release: the record of a run keeps this flow, so that a finding that moved can be followed back to the
inputs that changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


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
