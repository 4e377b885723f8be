"""Times the demonstration build as a user meets it, and says where its time goes and how short it could be.

Run by `make bench`. Prints one line per case: clean, nothing to do, one answer changed, one wave added, and the same
jobs as one sequential program; the machine's noise is seen in the spread of the repeated case.
"""

from __future__ import annotations

import ast
import csv
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from workspace import Workspace

ANSWERS = "resources/demo/china_cities_2021.csv"
SOURCE = "demo_china_cities"
REPEATS = 3  # of the case that takes seconds
SHOWN = 8  # of the slowest jobs
DRAWING = ("draw_figures", "render_publication", "build_front_page")
WAVE = """
waves:
  china_cities_2022:
    title: China, cities, again
    source: demo_china_cities_again
    codebook: config/waves/china_cities_2021.yaml
    partner: CN
    level: city
    period: May 2022 – May 2023
"""
# the scripts of the jobs one after the other in one process, where what one has imported the next need not import
IN_ONE_PROCESS = """
import runpy, sys, time
import snakemake.cli
from snakemake.script import PythonScript
spent = [0.0, 0.0]
def run(self, fname, edit=False):
    wall, processor = time.perf_counter(), time.process_time()
    runpy.run_path(fname, run_name="__main__")
    spent[0] += time.perf_counter() - wall
    spent[1] += time.process_time() - processor
    if self.bench_record is not None:
        self.bench_record.running_time = time.perf_counter() - wall
PythonScript.execute_script = run
try:
    snakemake.cli.main(["--cores", "1", "--quiet", "all"])
finally:
    print("SPENT", *spent)
"""


def timed(workspace: Workspace, cores: int, *words: str) -> float:
    """Return the seconds of one build."""
    start = time.perf_counter()
    workspace.build(*words, cores=cores)
    return time.perf_counter() - start


def change_one_answer(workspace: Workspace) -> None:
    """Raise one answer on satisfaction by a step, as a corrected export would."""
    path = workspace.folder / ANSWERS
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.reader(source))
    column = rows[0].index("SAT")
    row = next(row for row in rows[1:] if row[column] == "3")
    row[column] = "4"
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target, quoting=csv.QUOTE_ALL).writerows(rows)
    workspace.accept(SOURCE)


def add_wave(workspace: Workspace) -> str:
    """Register the export of a wave a second time, and return the overlay by which it is a wave of its own."""
    registry = workspace.folder / "resources/sources.yaml"
    text = registry.read_text(encoding="utf-8")
    entry = text[text.index(f"\n{SOURCE}:") :].split("\n\n")[0]
    registry.write_text(text.rstrip() + "\n" + entry.replace(SOURCE, f"{SOURCE}_again") + "\n", encoding="utf-8")
    overlay = workspace.folder / "config/one_more.yaml"
    overlay.write_text(WAVE, encoding="utf-8")
    return overlay.as_posix()


def check_coding(workspace: Workspace) -> None:
    """End with a sentence when the committed coding sheets are not those of the sample that the flow draws today."""
    with (workspace.folder / "results/web/coding_counts.csv").open(encoding="utf-8", newline="") as source:
        counts = {row["measure"]: int(row["count"]) for row in csv.DictReader(source)}
    drawn = sum(count for measure, count in counts.items() if measure.startswith("drawn: "))
    if counts["drawn and coded"] < drawn or counts["coded earlier, no longer drawn"]:
        raise SystemExit("the coding sheets of the demonstration are out of date: simulate-coders (CONTRIBUTING.md)")


def job_seconds(workspace: Workspace) -> dict[str, float]:
    """Return the seconds of each job by the path of Snakemake's benchmark, as "rule" or "rule/wildcards"."""
    found = {}
    for world in (workspace.folder / "benchmarks").iterdir():
        for path in sorted(world.rglob("*.tsv")):
            with path.open(encoding="utf-8") as source:
                seconds = float(next(csv.DictReader(source, delimiter="\t"))["s"])
            found[path.relative_to(world).with_suffix("").as_posix()] = seconds
    return found


def start_seconds(workspace: Workspace, jobs: Mapping[str, float]) -> float:
    """Return the processor time that all jobs need before they begin: Python, Snakemake's preamble, their imports."""
    total = 0.0
    for rule, count in Counter(job.partition("/")[0] for job in jobs).items():
        script = workspace.folder / "workflow/scripts" / f"{rule}.py"
        imports = [
            ast.unparse(node)
            for node in ast.walk(ast.parse(script.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        code = "\n".join(["from snakemake import script", *imports, "import time", "print(time.process_time())"])
        done = workspace.run_code(code)
        total += count * float(done.stdout.split()[-1])
    return total


def longest_chain(workspace: Workspace, jobs: Mapping[str, float]) -> tuple[float, list[str]]:
    """Return the seconds of the longest chain of jobs that wait for each other, and its rules: no build is shorter."""
    by_rule = Counter(job.partition("/")[0] for job in jobs)
    steps = json.loads((workspace.folder / "results/release/lineage.json").read_text(encoding="utf-8"))
    ends: dict[str, tuple[float, list[str]]] = {}
    best: tuple[float, list[str]] = (0.0, [])
    for step in steps:  # every job stands after those whose outputs it reads
        rule = step["rule"]
        own = [
            seconds
            for job, seconds in jobs.items()
            if job.partition("/")[0] == rule
            and (by_rule[rule] == 1 or any(job.partition("/")[2] in output for output in step["outputs"]))
        ]
        before = max((ends[path] for path in step["inputs"] if path in ends), default=(0.0, []))
        end = (before[0] + max(own, default=0.0), [*before[1], rule])
        ends |= dict.fromkeys(step["outputs"], end)
        best = max(best, end)
    return best


def report_clean_build(workspace: Workspace, cores: int) -> None:
    """Build from nothing, and print how long it took, where the time went and how short it could be."""
    jobs = sum(workspace.planned().values()) + 1
    before = os.times()
    wall = timed(workspace, cores)
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    print(f"clean build, {cores} cores, {jobs} jobs: {wall:.1f} s; processor time {processor:.1f} s")
    seconds = job_seconds(workspace)
    for name, spent in sorted(seconds.items(), key=lambda item: -item[1])[:SHOWN]:
        print(f"    {spent:5.1f} s  {name}")
    start = start_seconds(workspace, seconds)
    drawing = sum(spent for job, spent in seconds.items() if job.startswith(DRAWING))
    everything = sum(seconds.values())
    print(f"seconds of all jobs together: {everything:.1f}, of these")
    print(f"    {drawing:5.1f} s  figures and publications")
    print(f"    {start:5.1f} s  until jobs begin (Python, Snakemake's preamble, imports; processor time)")
    print(f"    {everything - drawing - start:5.1f} s  the rest: reading, computing, writing")
    chain, rules = longest_chain(workspace, seconds)
    print(f"no build on {cores} cores is shorter than {max(chain, everything / cores):.1f} s: all jobs / {cores} are")
    print(f"    {everything / cores:.1f} s, the longest chain {chain:.1f} s ({' > '.join(rules)})")


def report_one_process(workspace: Workspace) -> None:
    """Print what the same jobs take as one sequential program, with imports made once."""
    done = workspace.run_code(IN_ONE_PROCESS)
    if done.returncode:
        raise SystemExit(f"the jobs in one process failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    words = done.stdout.split()
    wall, processor = (float(word) for word in words[words.index("SPENT") + 1 :][:2])
    print(f"the same jobs one after the other in one process: {wall:.1f} s; its processor time {processor:.1f} s")


def main() -> None:
    """Print the table of times."""
    cores = min(2, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "project")
        report_clean_build(workspace, cores)
        check_coding(workspace)
        idle = [timed(workspace, cores) for _ in range(REPEATS)]
        print(f"nothing to do: {min(idle):.1f} s (of {REPEATS}: {', '.join(f'{s:.1f}' for s in idle)})")
        change_one_answer(workspace)
        jobs = sum(workspace.planned().values()) + 1
        print(f"one answer changed, {jobs} jobs: {timed(workspace, cores):.1f} s")
        overlay = ("--configfile", add_wave(workspace))
        jobs = sum(workspace.planned(*overlay).values()) + 1
        print(f"one wave added, {jobs} jobs: {timed(workspace, cores, *overlay):.1f} s")
        report_one_process(Workspace(Path(folder) / "sequential"))


if __name__ == "__main__":
    main()
