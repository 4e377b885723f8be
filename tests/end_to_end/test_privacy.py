"""What respondents and interviewees were promised, from the outside: nothing of theirs that is planted comes out."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from canaries import CANARIES, CONTACT, SENTENCE
from paradiplomacy.reports.validation_page import DATASETS
from workspace import Workspace

pytestmark = pytest.mark.slow
RAW = ("results/sources/", "code/resources/demo/")  # the raw files themselves, which a simulated world passes on


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


def test_no_canary_comes_out(built: Workspace) -> None:
    raw = (built.folder / "resources/demo/china_cities_2021.csv").read_text(encoding="utf-8-sig")
    assert raw.count(SENTENCE) > 10
    assert CONTACT in (built.folder / "resources/demo/interview_documents.csv").read_text(encoding="utf-8")
    invitations = pd.read_csv(built.folder / "resources/demo/invitations.csv", dtype="string")
    tokens = set(invitations["token"])
    assert len(tokens) > 300
    known = re.compile("|".join(map(re.escape, CANARIES)))
    words = re.compile(r"[A-Za-z0-9]{15}")
    found, seen = [], 0
    for name, text in texts(built.folder):
        seen += 1
        found += [(name, match) for match in set(known.findall(text))]
        found += [(name, "a token") for word in set(words.findall(text)) & tokens if word]
    assert seen > 300
    assert found == []


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
