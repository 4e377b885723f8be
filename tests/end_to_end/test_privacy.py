"""What respondents and interviewees were promised, from the outside: nothing of theirs that is planted comes out."""

from __future__ import annotations

import csv
import gzip
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import yaml

from canaries import CANARIES, CODED_SHEETS, NAMED, OF_NOBODY, PLANTED
from paradiplomacy.reports.validation_page import DATASETS
from paradiplomacy.sources.registry import load_registry
from stranger import reads_codebook, reads_findings
from workspace import Workspace

pytestmark = pytest.mark.slow
# the raw files themselves, which a simulated world passes on, and what invents the persons in them
RAW = ("results/sources/", "code/resources/demo/", "code/workflow/paradiplomacy/simulate/")
# waves of which a study takes all units: its findings and the codebook count the same answers
OF_ALL_UNITS = {
    "eu_us_vs_china": ("china_cities_2021", "china_regions_2021", "us_cities_2024", "us_regions_2024"),
    "cee_china": ("cee_china_2019",),
}


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every text that a build leaves behind: of results, logs and benchmarks, and of what is packed in zips."""
    for top in ("results", "logs", "benchmarks", ".snakemake/log"):
        for path in sorted((folder / top).rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not name.startswith(RAW):
                yield from unpacked(name, path.read_bytes())


def unpacked(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts of a file; of a zip (a package, a document, a workbook) those of its members."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                if not member.startswith(RAW):
                    yield from unpacked(f"{name}/{member}", archive.read(member))
    else:
        yield name, content.decode("utf-8", errors="replace")


def persons(raw: Path) -> set[str]:
    """Return the names of those who were interviewed, who coded, and of whom somebody spoke."""
    with zipfile.ZipFile(raw / "interviews.qdpx") as archive:
        project = archive.read("project.qde").decode("utf-8")
    documents, codings, others = (
        pd.read_csv(raw / f"interview_{name}.csv", dtype="string") for name in ("documents", "codings", "names")
    )
    found = re.findall(r'<(?:Case|User|TextSource) [^>]*?name="([^"]+)"', project)
    columns = (documents["document"], documents["name"], codings["coder"], others["name"])
    return {*found, *(name for column in columns for name in column.dropna())}


def test_no_canary_comes_out(built: Workspace) -> None:
    demo = built.folder / "resources/demo"
    tables = [pd.read_csv(demo / f"{name}.csv", dtype="string") for name in ("invitations", "us_partner_invitations")]
    tokens = {token for table in tables for token in table["token"]}
    assert len(tokens) > 300
    names = persons(demo)
    assert len(names) > 20
    known = re.compile("|".join(map(re.escape, [*CANARIES, *sorted(names)])))
    words = re.compile(r"[A-Za-z0-9]{15}")
    found, seen = [], 0
    for name, text in texts(built.folder):
        seen += 1
        found += [(name, match) for match in set(known.findall(text))]
        found += [(name, "a token") for word in set(words.findall(text)) & tokens if word]
    assert seen > 300
    assert found == []


def test_a_canary_stands_in_every_raw_file_of_people(built: Workspace) -> None:
    """Of each registered file of the demonstration it is decided whether people stand in it."""
    registry = load_registry(built.folder / "resources/sources.yaml")
    decided = [*PLANTED, *CODED_SHEETS, *NAMED, *OF_NOBODY]
    assert sorted(decided) == sorted(name for name in registry if name.startswith("demo_"))
    for source in (*PLANTED, *CODED_SHEETS):
        content = (built.folder / str(registry[source].path)).read_bytes()
        if content.startswith(b"PK"):
            content = "".join(text for _, text in unpacked(source, content)).encode()
        elif content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        assert b"anarienvogel" in content, source


def test_no_canary_is_printed(built: Workspace) -> None:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed (Debian package poppler-utils)")
    pages = sorted((built.folder / "results/reports").glob("*.pdf"))
    assert pages
    for page in pages:
        text = subprocess.run([program, page, "-"], capture_output=True, text=True, check=True).stdout
        assert [canary for canary in CANARIES if canary in text] == []


def test_a_place_that_only_respondents_name_is_on_no_page(built: Workspace) -> None:
    ties = built.folder / "results/ties"
    every, public = (pd.read_csv(ties / f"{name}.csv", dtype="string") for name in ("ties", "public_ties"))
    inside = set(every["tie_id"]) - set(public["tie_id"])
    assert inside
    assert set(public["tie_id"]) < set(every["tie_id"])
    waves = {"demo_china_cities", "demo_us_cities", "demo_cee_china"}
    assert not waves & {source for cell in public["sources"] for source in cell.split("|")}
    register = pd.read_csv(
        built.folder / "results/findings/eu_us_vs_china/unit_register.csv", dtype="string", keep_default_na=False
    )
    assert int(register["ties"].astype(int).sum()) < len(every)
    assert register["sources"].str.contains(r"china_cities_2021 \(yes\)").any()
    assert not register["sources"].str.contains(r"(?:china_cities_2021|us_cities_2024): \d").any()


def test_no_small_count_of_answers_is_published(built: Workspace) -> None:
    """Read as a reader would: the counts of the tables that count answers, without the library that withheld them."""
    folder = built.folder / "results/findings/eu_us_vs_china"
    withheld = 0
    for name, dataset in DATASETS.items():
        if dataset.content == "answers" and dataset.cells is not None:
            table = pd.read_csv(folder / f"{name}.csv")
            counts = table[[dataset.cells.total, *dataset.cells.parts]]
            withheld += int(counts.isna().to_numpy().sum())
            assert not (counts < 5).any(axis=None), name
    assert withheld > 20
    with (built.folder / "results/reports/validation.csv").open(encoding="utf-8", newline="") as source:
        verdicts = {row["verdict"] for row in csv.DictReader(source) if "answer" in row["check"]}
    assert verdicts == {"passed"}


def test_no_withheld_answer_is_computed_from_another_table(built: Workspace) -> None:
    """Read codebooks and findings together, as `stranger` does: no small count of answers is told by all of them."""
    results = built.folder / "results"
    settings = yaml.safe_load((built.folder / "config/config.yaml").read_text(encoding="utf-8"))
    small = sums = 0
    for study, waves in OF_ALL_UNITS.items():
        tables = {
            name: pd.read_csv(results / f"findings/{study}/{name}.csv")
            for name in ("item_shares", "coordination", "coordination_index")
        }
        for wave in waves:
            frequencies = pd.read_csv(results / f"survey/{wave}/frequencies.csv")
            stranger = reads_codebook(results / f"reports/codebook/{wave}.ddi.xml", frequencies, smallest=5)
            alone = len(stranger.sums)
            reads_findings(stranger, wave, tables, list(settings["coordination"]["answers"]))
            sums += len(stranger.sums) - alone
            small += sum(stranger.small.values())
            assert list(stranger.told()) == [], wave
    assert small > 50
    assert sums > 200


def test_no_mean_stands_beside_answers_that_are_withheld(built: Workspace) -> None:
    gaps = kept = 0
    for study in OF_ALL_UNITS:
        folder = built.folder / f"results/findings/{study}"
        for counts, means, of in (
            ("success_answers", "success", ["wave", "item"]),
            ("coordination", "coordination_index", ["wave", "government"]),
        ):
            answers, table = (pd.read_csv(folder / f"{name}.csv") for name in (counts, means))
            without = answers[answers["yes"].isna()][of].drop_duplicates().merge(table)
            gaps += len(without)
            assert without["mean"].isna().all()
            kept += int(table["mean"].notna().sum())
    assert gaps > 5
    assert kept > 5
