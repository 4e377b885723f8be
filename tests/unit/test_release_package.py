"""The replication package: what it holds and leaves out, and how it is described for people and machines."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.problems import BadInput
from paradiplomacy.release import fetch
from paradiplomacy.release.crate import crate_metadata
from paradiplomacy.release.data_package import data_package
from paradiplomacy.release.flow import Flow, Job
from paradiplomacy.release.licences import as_released, licence_of
from paradiplomacy.release.package import gather_content, project_files, write_package
from paradiplomacy.release.record_fields import LEFT_OUT
from paradiplomacy.release.release import read_citation
from paradiplomacy.release.replication_readme import read_exhibits, replication_readme
from paradiplomacy.sources.registry import load_registry
from paradiplomacy.tables import write_table

CITATION: dict[str, Any] = {
    "title": "A study", "abstract": "What it does.", "version": "1.0", "date-released": "2020-01-02", "license": "MIT",
    "authors": [{"family-names": "Noether", "given-names": "Emmy"}], "keywords": ["cities"],
}  # fmt: skip
MANIFEST: dict[str, Any] = {
    "world": {"name": "open", "simulated": False, "stamp": ""},
    "results": {"models/estimates.csv": "1", "reports/figures/study/map.svg": "2"},
    "environment": {"packages": {"numpy": "2"}, "python": "3.11"},
    "engines": {"paper": {"engine": "builtin", "versions": {}}},
}


def source(name: str, licence: str, **other: Any) -> dict[str, Any]:
    return {
        "id": name, "title": f"Title of {name}", "publisher": "P", "citation": f"Cite {name}", "vintage": "2020",
        "licence": licence, "sensitivity": "public", "path": None, "mirror_path": f"m/{name}.csv",
        "address": f"https://example.org/{name}.csv",
    } | other  # fmt: skip


SOURCES = [
    source("free", "CC BY 4.0"),
    source("unnamed", "CC0-1.0 (data of Wikidata); the collection names no licence"),
    source(
        "closed", "by contract", sensitivity="restricted", path="resources/closed.csv", mirror_path=None, address=None
    ),
]
FLOW = Flow(
    (
        Job("ingest", ("sources/closed/closed.csv",), ("survey/w/answers.csv",), ""),
        Job("fit", ("survey/w/answers.csv", "sources/free/free.csv"), ("models/estimates.csv",), ""),
        Job("register", ("survey/w/answers.csv",), ("findings/s/register.csv", "findings/s/new.csv"), ""),
        Job("rate", ("survey/w/answers.csv",), ("survey/w/rates.csv", "explorer.html"), ""),
        Job("build", ("sources/free/free.csv",), ("frame/units.csv",), ""),
        Job("draw", ("models/estimates.csv",), ("reports/figures/study",), ""),
    ),
    {},
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {
        "Snakefile": "rules", "LICENSE": "MIT", "CITATION.cff": "cff", "resources/closed.csv": "secret",
        "resources/expected/open/values.csv": "old", "workflow/a.py": "pass", "workflow/__pycache__/a.pyc": "x",
        "results/sources/free/free.csv": "free", "results/sources/unnamed/unnamed.csv": "unnamed",
        "results/sources/closed/closed.csv": "secret", "results/survey/w/answers.csv": "unit_id,a\nA,1\n",
        "results/models/estimates.csv": "term,estimate\ngdp,0.5\n",
        "results/findings/s/register.csv": "unit_id,t\nA,1\n", "results/findings/s/new.csv": "unit_id\nA\n",
        "results/survey/w/rates.csv": "wave,rate\nw,0.5\n", "results/explorer.html": "<p>page</p>",
        "results/frame/units.csv": "unit_id\nA\n", "results/reports/figures/study/map.svg": "<svg/>",
        "results/release/manifest.json": "{}", "results/release/origins.html": "<p>",
        "results/release/record/values.csv": "new",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


DATASETS = {
    name: Dataset(Path(name).stem, "a table", ("unit_id",), (Field("unit_id", "text", "unit"),), content=content)
    for name, content in (
        ("survey/w/answers.csv", "units"),
        ("survey/w/rates.csv", "estimates"),
        ("findings/s/register.csv", "units"),
        ("findings/s/new.csv", None),
        ("models/estimates.csv", "estimates"),
        ("frame/units.csv", "public"),
    )
}


def content(sources: list[Any] = SOURCES) -> Any:
    results = ["sources/free/free.csv", "survey/w/answers.csv", "models/estimates.csv", "findings/s/register.csv"]
    results += ["survey/w/rates.csv", "findings/s/new.csv", "explorer.html"]
    return gather_content(
        project=project_files(Path()),
        results=[f"results/{name}" for name in (*results, "frame/units.csv", "reports/figures/study")],
        folder="results",
        record="results/release/record",
        world="open",
        sources=sources,
        flow=FLOW,
        datasets=DATASETS,
    )


def test_what_a_licence_or_an_owner_forbids_is_left_out_and_listed(project: Path) -> None:
    found = content()
    assert {"code/Snakefile", "data/m/free.csv", "results/frame/units.csv", "results/models/estimates.csv"} <= set(
        found.files
    )
    assert "results/reports/figures/study/map.svg" in found.files
    assert [name for name in found.files if "pycache" in name or name.startswith("results/sources")] == []
    left_out = found.left_out.set_index("file")
    assert set(left_out.index) == {
        "code/resources/closed.csv", "data/m/unnamed.csv", "results/survey/w/answers.csv",
        "results/findings/s/register.csv", "results/findings/s/new.csv",
    }  # fmt: skip
    # what holds no single unit may pass, wherever it lies; a table that does not say what it holds may not
    assert {"results/survey/w/rates.csv", "results/explorer.html"} <= set(found.files)
    assert set(left_out.index).isdisjoint(found.files)
    row = left_out.loc["data/m/unnamed.csv"]
    assert (row["address"], row["size"]) == ("https://example.org/unnamed.csv", 7)
    assert row["sha256"] == hashlib.sha256(b"unnamed").hexdigest()
    assert "names no licence" in row["reason"]


@pytest.mark.parametrize("place", ["docs/notes.txt", "config/waves/old.csv", "results/reports/figures/study/data.csv"])
def test_a_copy_of_the_answers_that_lies_about_is_refused(project: Path, place: str) -> None:
    (project / place).parent.mkdir(parents=True, exist_ok=True)
    (project / place).write_text("secret", encoding="utf-8")
    with pytest.raises(BadInput, match='no copy of the restricted source "closed"') as caught:
        content()
    assert [problem.file for problem in caught.value.problems] == [place]


def test_the_expected_results_in_a_package_are_its_own(project: Path) -> None:
    files = content().files
    assert files["code/resources/expected/open/values.csv"] == Path("results/release/record/values.csv")


def test_the_same_content_is_the_same_file(project: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_package(project / name, content(), {"README.md": "text"})
    assert (project / "a.zip").read_bytes() == (project / "b.zip").read_bytes()
    with zipfile.ZipFile(project / "a.zip") as archive:
        sums = dict(line.split("  ")[::-1] for line in archive.read("manifest-sha256.txt").decode().splitlines())
        assert {name: hashlib.sha256(archive.read(name)).hexdigest() for name in sums} == sums
        assert {*sums, "manifest-sha256.txt"} == set(archive.namelist())
        assert archive.testzip() is None


@pytest.mark.parametrize(
    ("licence", "spdx", "passed_on"),
    [
        ("CC BY 4.0", "CC-BY-4.0", True),
        ("CC BY 4.0 (Eurostat); the collection names no licence", "CC-BY-4.0", False),
        ("GISCO terms: reuse with attribution, no commercial use", "", False),
        ("ODbL 1.0 (database), DbCL 1.0 (contents); share alike", "ODbL-1.0", True),
        ("all rights reserved", "", False),
    ],
)
def test_only_a_known_licence_permits_passing_on(licence: str, spdx: str, passed_on: bool) -> None:
    found = licence_of(source("x", licence))
    assert (found.spdx, found.redistribution) == (spdx, passed_on)


def test_a_restricted_source_is_never_passed_on_unless_it_is_invented() -> None:
    closed = source("x", "CC0-1.0", sensitivity="restricted")
    assert not licence_of(closed).redistribution
    assert [entry["sensitivity"] for entry in as_released([closed], simulated=True)] == ["public"]
    assert as_released([closed], simulated=False) == [closed]


def test_every_licence_of_the_registry_is_judged(root: Path) -> None:
    entries = load_registry(root / "resources/sources.yaml").values()
    unknown = {
        entry.licence for entry in entries if licence_of(entry.model_dump()).duty.endswith("permits redistribution")
    }
    assert unknown == set()


TABLE = Dataset("estimates", "Effects.", ("term",), (
    Field("term", "text", "factor", label="Factor", allowed=("gdp", "size"), required=True),
    Field("estimate", "number", "effect", minimum=-1, maximum=1),
    Field("n", "integer", "units", minimum=0), Field("known", "boolean", "known or not", minimum=0, maximum=1),
))  # fmt: skip


def test_a_column_is_described_with_its_type_and_constraints(tmp_path: Path) -> None:
    path = tmp_path / "estimates.csv"
    write_table(pd.DataFrame({"term": ["gdp"], "estimate": [0.5], "n": [3], "known": [True]}), path, TABLE)
    found = json.loads(
        data_package(
            {"models/estimates.csv": TABLE, "not/there.csv": TABLE},
            {"results/models/estimates.csv": path},
            SOURCES,
            CITATION,
        )
    )
    (resource,) = found["resources"]
    assert (resource["name"], resource["bytes"]) == ("results-models-estimates", path.stat().st_size)
    assert resource["schema"]["primaryKey"] == ["term"]
    term, estimate, n, known = resource["schema"]["fields"]
    assert term["constraints"] == {"required": True, "enum": ["gdp", "size"]}
    assert estimate["constraints"] == {"minimum": -1, "maximum": 1}
    assert (n["type"], n["constraints"]) == ("integer", {"minimum": 0})
    assert (known["trueValues"], known["falseValues"]) == (["1"], ["0"])
    assert "constraints" not in known  # yes and no have no least and no most
    assert found["contributors"] == [{"title": "Emmy Noether", "role": "author"}]


def test_a_data_package_is_valid_for_frictionless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frictionless = pytest.importorskip("frictionless")
    path = tmp_path / "results/models/estimates.csv"
    write_table(pd.DataFrame({"term": ["gdp"], "estimate": [0.5], "n": [3], "known": [True]}), path, TABLE)
    text = data_package({"models/estimates.csv": TABLE}, {"results/models/estimates.csv": path}, SOURCES, CITATION)
    (tmp_path / "datapackage.json").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert frictionless.validate("datapackage.json").valid
    path.write_text(path.read_text("utf-8").replace("gdp", "wealth"), encoding="utf-8")
    assert not frictionless.validate("datapackage.json").valid


def test_a_crate_has_an_entity_for_everything_that_it_refers_to(project: Path) -> None:
    files = content().files
    text = crate_metadata(files, {"README.md": "text"}, SOURCES, CITATION, {"results/models/estimates.csv": "Effects."})
    graph = json.loads(text)["@graph"]
    entities = {entity["@id"]: entity for entity in graph}
    assert len(entities) == len(graph)
    assert entities["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    root = entities["./"]
    assert (root["datePublished"], root["license"]) == ("2020-01-02", {"@id": "code/LICENSE"})
    references = [value for entity in graph for value in references_of(entity)]
    outside = {"https://w3id.org/ro/crate/1.1"}
    assert set(references) - outside <= set(entities)
    data = [entity["@id"] for entity in graph if "File" in entity["@type"]]
    assert set(data) <= {*files, "README.md"}
    assert {name for name in files if not name.startswith("code/")} <= set(data)
    assert entities["results/models/estimates.csv"]["description"] == "Effects."
    assert entities["#source-free"]["license"] == {"@id": "https://spdx.org/licenses/CC-BY-4.0"}
    assert "In this package" not in json.dumps(entities["#source-unnamed"])


def references_of(value: object) -> list[str]:
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            return [value["@id"]]
        return [found for name, part in value.items() if name != "@context" for found in references_of(part)]
    return [found for part in value for found in references_of(part)] if isinstance(value, list) else []


def test_the_readme_says_what_is_left_out_and_which_program_made_each_table(project: Path) -> None:
    paper = project / "paper.qmd"
    paper.write_text('```{python}\n#| label: tbl-one\n#| tbl-cap: "One | two."\nx\n```\n', encoding="utf-8")
    found = content()
    readme = replication_readme(
        citation=CITATION,
        manifest=MANIFEST,
        flow=FLOW,
        sources=SOURCES,
        exhibits=read_exhibits([paper]),
        left_out=found.left_out,
        size=1_000_000,
    )
    assert "Some data **cannot be made** publicly available." in readme
    assert "`data/m/unnamed.csv` (7 bytes, sha256" in readme
    assert "make fetch MIRROR=../data" in readme
    assert "make verify WORLD=open MIRROR=../data" in readme
    assert "| `results/models/estimates.csv` | `fit` | `code/workflow/scripts/fit.py` |" in readme
    assert "| `tbl-one` | One \\| two. |" in readme
    assert "- Cite free" in readme


def test_what_citation_lacks_is_said_at_once(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "CITATION.cff"
    path.write_text("title: A\nabstract: B\nversion: 1\nlicense: MIT\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_citation(path)
    assert [problem.column for problem in caught.value.problems] == ["date-released", "authors", "keywords"]
    assert read_citation(root / "CITATION.cff")["title"]


REGISTRY = """{name}:
  title: T
  publisher: P
  licence: L
  citation: C
  vintage: V
  format: F
  sensitivity: public
  address: https://example.org/{name}.csv
  mirror_path: m/{name}.csv
  sha256: "{digest}"
  size: 4
"""


def test_left_out_sources_are_fetched_into_the_mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = hashlib.sha256(b"text").hexdigest()
    registry = tmp_path / "sources.yaml"
    registry.write_text("".join(REGISTRY.format(name=name, digest=digest) for name in ("a", "b")), encoding="utf-8")
    rows = [
        {
            "file": f"data/m/{name}.csv",
            "source": name,
            "sha256": digest,
            "size": 4,
            "reason": "r",
            "address": "https://x",
        }
        for name in ("a", "b", "gone")
    ]
    write_table(pd.DataFrame(rows), tmp_path / "left_out.csv", LEFT_OUT)
    (tmp_path / "data/m").mkdir(parents=True)
    (tmp_path / "data/m/a.csv").write_bytes(b"text")

    def take(entry: Any, origin: Path | None, target: Path) -> None:
        assert (entry.id, origin) == ("b", None)
        target.write_bytes(b"text")

    monkeypatch.setattr(fetch, "take_source", take)
    with pytest.raises(BadInput, match='row 4, column "source": "gone" found'):
        fetch.fetch_left_out(tmp_path / "left_out.csv", tmp_path / "data", registry)
    assert (tmp_path / "data/m/b.csv").read_bytes() == b"text"
    write_table(pd.DataFrame(rows[:2]), tmp_path / "left_out.csv", LEFT_OUT)
    said = fetch.fetch_left_out(tmp_path / "left_out.csv", tmp_path / "data", registry)
    assert [line.rsplit("/", 1)[1] for line in said] == ["a.csv is there.", "b.csv is there."]
