"""The guides: every command in them runs, and their recipes do what they promise."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from guides import PAGES, fences, recipe
from paradiplomacy.__main__ import main
from workspace import ROOT, Workspace

pytestmark = pytest.mark.slow


# commands that no test can run, by their beginning, and why
NOT_RUN = {
    ".venv/bin/": "needs a Slurm cluster and its plugin, and is run by `make slurm`",
    "snakemake --executor kubernetes": "needs a Kubernetes cluster",
    "conda ": "needs conda",
    "pip ": "needs the conda environment",
    "snakemake --sdm conda": "needs conda",
    "snakemake crawl": "needs the network, a contact and a list of sites; tests/unit/test_crawl.py crawls",
    "python -m paradiplomacy judge-passages de.xml.bz2": "needs a dump of several gigabytes",
    "py -3.11": "needs Windows",
    ".venv\\Scripts\\": "needs Windows",
}
# one process that imports Snakemake once and runs each command line of its input in a fork of its own
DRY_RUNS = """
import os, sys
import snakemake.cli, pandas, paradiplomacy.plan
failed = 0
for line in sys.stdin.read().splitlines():
    child = os.fork()
    if child == 0:
        import shlex
        snakemake.cli.main([*shlex.split(line), "--dry-run", "--quiet", "all", "--cores", "1"])
    if os.waitpid(child, 0)[1]:
        print("failed: snakemake", line, file=sys.stderr)
        failed += 1
sys.exit(failed)
"""


def commands() -> list[str]:
    """Return every command of the guides, each once, without what is said beside it."""
    found = []
    for page in PAGES:
        for language, _, text in fences(page):
            if language in ("sh", "powershell"):
                found += [re.sub(r"\s+# .*$", "", line) for line in text.splitlines() if line.strip()]
    return list(dict.fromkeys(found))


# commands that other tests carry out: of the wave below, of the partner in test_build.py
CARRIED_OUT = ("config/us_2026.yaml", "config/japan.yaml")


def of_program(program: str) -> list[str]:
    """Return the words of each command of a program that can be run here."""
    return [
        line.removeprefix(program).strip()
        for line in commands()
        if (line == program or line.startswith(program + " ")) and not line.startswith(tuple(NOT_RUN))
    ]


@pytest.fixture(scope="module")
def guided(built: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a copy of the built world as a reader of the guides has it, with the files that they tell to write."""
    folder = tmp_path_factory.mktemp("guided") / "project"
    shutil.copytree(built.folder, folder, symlinks=True)
    workspace = Workspace.__new__(Workspace)
    workspace.folder = folder
    for page in (ROOT / "docs").glob("*.md"):
        for language, file, text in fences(page):
            if file.startswith("config/") and language == "yaml":
                (folder / file).write_text(text, encoding="utf-8")
    with (folder / "resources/sources.yaml").open("a", encoding="utf-8") as registry:
        registry.write("\n" + recipe("add_wave.md", "resources/sources.yaml"))
    shutil.copy(folder / "resources/demo/us_cities_2024.csv", folder / "resources/us_cities_2026.csv")
    shutil.copy(folder / "config/waves/us_cities_2024.yaml", folder / "config/waves/us_cities_2026.yaml")
    invitations = folder / "resources/demo/invitations.csv"
    rows = invitations.read_text(encoding="utf-8").splitlines(keepends=True)
    again = [row.replace("us_cities_2024", "us_cities_2026") for row in rows if "us_cities_2024" in row]
    invitations.write_text("".join(rows + again), encoding="utf-8")
    shutil.copy(folder / "results/release/replication_package.zip", folder / "package.zip")
    (folder / "passages.jsonl").write_text(recipe("web_passages.md", "passages.jsonl"), encoding="utf-8")
    return workspace


def test_every_block_says_what_it_is_and_every_command_is_of_a_known_program() -> None:
    unnamed = [(page.name, text[:40]) for page in PAGES for language, _, text in fences(page) if not language]
    assert unnamed == []
    known = ("make", "snakemake", "python -m paradiplomacy")
    assert [line for line in commands() if not line.startswith((*known, *NOT_RUN))] == []
    assert [start for start in NOT_RUN if not any(line.startswith(start) for line in commands())] == []


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_knows_every_target_and_variable_of_the_guides() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for words in of_program("make"):
        done = subprocess.run(
            ["make", "--dry-run", *shlex.split(words)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"make {words}: {done.stderr}"
        for variable, value in re.findall(r"(\w+)=(\S+)", words):
            assert f"$({variable})" in makefile and value in done.stdout, f"make {words}"


def test_every_command_of_snakemake_finds_its_targets(guided: Workspace) -> None:
    lines = of_program("snakemake")
    assert len(lines) > 10
    if any("mirror=" in line for line in lines):
        mirror = Path(os.environ.get("PARADIPLOMACY_MIRROR", ROOT.parent / "shared/data"))
        if mirror.is_dir():
            (guided.folder.parent / "data").symlink_to(mirror.resolve())
        else:
            lines = [line for line in lines if "config/open.yaml" not in line]
    guided.accept("us_cities_2026", "demo_invitations")
    plain = [line for line in lines if "-" not in line and line]  # targets alone: one look at the graph serves them all
    rest = [line for line in lines if line not in ("", "--dry-run", *plain) and not line.endswith(CARRIED_OUT)]
    done = subprocess.run(
        [sys.executable, "-c", DRY_RUNS],
        cwd=guided.folder,
        env=os.environ | {"PYTHONPATH": str(guided.folder / "workflow"), "PYTHONUTF8": "1"},
        input="\n".join([" ".join(["all", *plain]), *rest]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:] + done.stdout[-2000:]


def test_every_command_of_the_library_does_its_work(
    guided: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(guided.folder)
    (guided.folder / "config/waves/us_cities_2026.yaml").unlink()  # the scaffold writes over nothing
    lines = of_program("python -m paradiplomacy")
    assert len(lines) > 8
    for words in lines:
        if words.startswith("evaluate-passages"):
            passage = json.loads((guided.folder / "passages.jsonl").read_text("utf-8"))
            ties = {"ties": [{"partner": "US", "place": "Boston"}]}
            (guided.folder / "passages.jsonl").write_text(json.dumps(passage | ties) + "\n", encoding="utf-8")
        refused = words.startswith("read-coding")  # nobody has coded the sheets yet, which it says cell by cell
        assert main(shlex.split(words)) == int(refused), words
        assert ('"tie": a code, one of yes, no, unclear; code it' in capsys.readouterr().err) == refused, words
    shutil.copy("config/waves/us_cities_2024.yaml", "config/waves/us_cities_2026.yaml")


def test_a_wave_is_added_as_the_guide_says(guided: Workspace) -> None:
    (command,) = [line for line in of_program("snakemake") if "us_2026.yaml" in line]
    guided.accept("us_cities_2026", "demo_invitations")
    guided.build(*shlex.split(command))
    answers = {}
    for wave in ("us_cities_2024", "us_cities_2026"):
        with (guided.folder / f"results/survey/{wave}/responses.csv").open(encoding="utf-8", newline="") as source:
            answers[wave] = [row | {"wave": ""} for row in csv.DictReader(source)]
    assert answers["us_cities_2026"]
    assert answers["us_cities_2026"] == answers["us_cities_2024"]  # the export is the same


def test_a_country_is_added_as_the_guide_says(guided: Workspace) -> None:
    folder = guided.folder
    with (folder / "resources/countries.csv").open("a", encoding="utf-8") as countries:
        countries.write(recipe("add_country.md", "resources/countries.csv"))
    place = {"type": "Point", "coordinates": [7.45, 46.95]}
    properties = {"URAU_CODE": "CH001C", "URAU_CATG": "C", "CNTR_CODE": "CH", "URAU_NAME": "Bernburg", "CITY_CPTL": "Y"}
    properties |= {"FUA_CODE": "CH001F", "AREA_SQM": 5e7, "NUTS3_2021": "CH021", "FID": "CH001C"}
    path = folder / "resources/demo/cities.geojson"
    cities = json.loads(path.read_text("utf-8"))
    cities["features"].append({"type": "Feature", "geometry": place, "properties": properties, "id": "CH001C"})
    path.write_text(json.dumps(cities), encoding="utf-8")
    with (folder / "resources/demo/city_population.csv").open("a", encoding="utf-8") as population:
        population.write("ESTAT:URB_CPOP1$DEFAULTVIEW(1.0),22/02/23 23:00:00,A,DE1001V,CH001C,2021,134000,\n")
    guided.accept("countries", "demo_cities", "demo_city_population")
    guided.build("results/frame/units.csv")
    with (folder / "results/frame/units.csv").open(encoding="utf-8", newline="") as source:
        (unit,) = [row for row in csv.DictReader(source) if row["country"] == "CH"]
    assert (unit["unit_id"], unit["population"], unit["capital"], unit["gdp_pps"]) == ("CH001C", "134000", "1", "")
    assert unit["macro_region"] == "West"


def test_the_drawn_graph_of_the_rules_is_that_of_this_run(built: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from paradiplomacy.release.rule_graph import RULES, rule_graph

    monkeypatch.chdir(built.folder)
    drawn = rule_graph(Path("results"), Path("workflow/rules"))
    assert (ROOT / RULES).read_text(encoding="utf-8") == drawn, "run `python -m paradiplomacy document-results`"
