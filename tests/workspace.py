"""A copy of the project in a folder of its own, in which tests and benchmarks may build, change and break things."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv",
    "results",
    "logs",
    "benchmarks",
    ".snakemake",
    "__pycache__",
    ".*_cache",
    ".hypothesis",
    "*.egg-info",
)
CODED = ("demo_coded_adjudication", "demo_coded_anna", "demo_coded_ben")
# draws and permutations of config.yaml, in its order, and what the reduced world has instead
FEWER = (
    *(("  draws: 2000", "200"), ("  draws: 999", "99"), ("permutations: 999", "99"), ("draws: 1999", "199")),
    *(("  draws: 499", "99"), ("null_draws: 49", "19")),
)
ARTICLES = ("cee_china_map", "cee_china_model", "eu_us_map")  # the dissertation and the book hold all their chapters
CONTENTS = (
    "CITATION.cff",
    "LICENSE",
    "Snakefile",
    "config",
    "envs",
    "profiles",
    "reports",
    "resources",
    "workflow",
    "pyproject.toml",
)


class Workspace:
    """A copy of the project at `folder`, run by the interpreter that runs the tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        for name in CONTENTS:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=LEFT_OUT)
            else:
                shutil.copy(source, folder / name)

    @classmethod
    def unpacked(cls, package: Path, folder: Path) -> Workspace:
        """Return the code of a replication package, unpacked at `folder`, as its receiver has it."""
        with zipfile.ZipFile(package) as archive:
            archive.extractall(folder)
        workspace = cls.__new__(cls)
        workspace.folder = folder / "code"
        return workspace

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m` with these words inside the copy; output and errors are kept as text."""
        return self._python("-m", *command)

    def run_code(self, code: str) -> subprocess.CompletedProcess[str]:
        """Run these lines of Python inside the copy."""
        return self._python("-c", code)

    def _python(self, *words: str) -> subprocess.CompletedProcess[str]:
        inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env=inherited | {"PYTHONPATH": str(self.folder / "workflow"), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            check=False,
        )

    def snakemake(self, *words: str, cores: int = 2) -> subprocess.CompletedProcess[str]:
        """Run Snakemake inside the copy."""
        return self.run("snakemake", "--cores", str(cores), *words)

    def build(self, *words: str, cores: int = 2) -> None:
        """Build; a failure shows what Snakemake said."""
        done = self.snakemake(*words, cores=cores)
        if done.returncode:
            raise AssertionError(f"the build failed:\n{done.stdout[-4000:]}\n{done.stderr[-8000:]}")

    def planned(self, *words: str) -> dict[str, int]:
        """Return the rules that Snakemake would run now, with the number of jobs of each."""
        done = self.snakemake("--dry-run", "--quiet", "rules", *words)
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)
        return job_counts(done.stdout + done.stderr)

    def accept(self, *sources: str) -> None:
        """Accept changed raw files, as a user does."""
        done = self.run("paradiplomacy", "accept", *sources)
        assert done.returncode == 0, done.stderr

    def shrink_world(self) -> None:
        """Write a world of a third of the cities and half of the regions, register its files, and draw less often."""
        truth = self.folder / "resources/demo/truth.yaml"
        text = truth.read_text(encoding="utf-8")

        def fewer(found: re.Match[str]) -> str:
            return f"cities: {max(1, int(found[1]) // 3)}, regions: {max(1, int(found[2]) // 2)}"

        text, countries = re.subn(r"cities: (\d+), regions: (\d+)", fewer, text)
        text, ports = re.subn(r"inside: {Large: \d+, Medium: \d+", "inside: {Large: 12, Medium: 16", text)
        assert (countries, ports) == (27, 1), "truth.yaml is not written as it was"
        truth.write_text(text, encoding="utf-8")
        written = self.run("paradiplomacy", "simulate")
        assert written.returncode == 0, written.stderr
        self.leave_out(*ARTICLES, "eu_us_coordination")
        for setting, fewer in FEWER:
            self.replace("config/config.yaml", setting, f"{setting.split(':')[0]}: {fewer}")
        registry = (self.folder / "resources/sources.yaml").read_text(encoding="utf-8")
        self.accept(*re.findall(r"^(demo_\w+):", registry, flags=re.MULTILINE))

    def leave_out(self, *publications: str) -> None:
        """Take publications out of the configuration of the copy."""
        path = self.folder / "config/config.yaml"
        text = path.read_text(encoding="utf-8")
        for publication in publications:
            text, found = re.subn(rf"^  {publication}:\n(?:    .*\n)+", "", text, count=1, flags=re.MULTILINE)
            assert found, publication
        path.write_text(text, encoding="utf-8")

    def code_pages(self) -> None:
        """Have the simulated coders fill in the sheets that are drawn from the pages of this world."""
        self.build("results/web/coding/coding_sample.csv")
        done = self.run("paradiplomacy", "simulate-coders")
        assert done.returncode == 0, done.stderr
        self.accept(*CODED)

    def replace(self, file: str, old: str, new: str) -> None:
        """Replace the first occurrence of a text in a file of the copy."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def digests(self, folder: str = "results") -> dict[str, bytes]:
        """Return the bytes of every result by its path."""
        base = self.folder / folder
        return {
            path.relative_to(base).as_posix(): path.read_bytes() for path in sorted(base.rglob("*")) if path.is_file()
        }

    def json(self, file: str) -> object:
        """Read a JSON file of the copy."""
        return json.loads((self.folder / file).read_text(encoding="utf-8"))


def job_counts(output: str) -> dict[str, int]:
    """Read Snakemake's table of jobs: rule and count."""
    counts = {}
    for line in output.splitlines():
        words = line.split()
        if len(words) == 2 and words[1].isdigit() and words[0] not in ("total", "all"):
            counts[words[0]] = int(words[1])
    return counts
