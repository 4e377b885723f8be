"""How the library handles what it is given: nothing is run, no loader makes objects, no parser follows references."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pytest

# where bytes that the library itself wrote are read back by a process of its own
OWN_PROCESS = {"readers/spss.py", "readers/spss_process.py"}
# publications are programs of the project, and run as such
PROGRAMS = {"reports/captions.py", "reports/printed_tables.py"}
PARSERS = {"fromstring", "parse", "iterparse", "XML", "XMLParser", "XMLPullParser"}


@dataclass(frozen=True)
class Call:
    """What is called in a file (below the library, or the name of a script), with its keywords, as it is written."""

    file: str
    called: str
    keywords: dict[str | None, str]


@cache
def code_of(root: Path) -> tuple[list[Call], list[tuple[Path, ast.ImportFrom]]]:
    """Return every call and every import from of the library and its scripts, which are taken apart once."""
    library = root / "workflow" / "paradiplomacy"
    calls, imports = [], []
    for path in sorted((root / "workflow").rglob("*.py")):
        name = path.relative_to(library).as_posix() if path.is_relative_to(library) else path.name
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call):
                keywords = {word.arg: ast.unparse(word.value) for word in node.keywords}
                calls.append(Call(name, ast.unparse(node.func), keywords))
            elif isinstance(node, ast.ImportFrom):
                imports.append((path, node))
    return calls, imports


def test_no_shell_is_built_from_data(root: Path) -> None:
    for call in code_of(root)[0]:
        assert "shell" not in call.keywords, call
        assert call.called not in ("os.system", "os.popen", "subprocess.getoutput"), call
        if call.called in ("eval", "exec", "compile"):
            assert call.file in PROGRAMS, call
    for path in [root / "Snakefile", *sorted((root / "workflow/rules").glob("*.smk"))]:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        assert not [line for line in lines if line.startswith(("shell:", "shell("))], path.name


def test_no_loader_makes_objects(root: Path) -> None:
    for call in code_of(root)[0]:
        if call.called in ("yaml.load", "yaml.load_all"):
            # a BaseLoader: every value is text; a SafeLoader
            assert call.keywords.get("Loader") in ("_PlainText", "LOADER"), call
        assert call.called not in ("yaml.unsafe_load", "yaml.full_load", "marshal.loads", "joblib.load"), call
        if call.called.startswith("pickle."):
            assert call.file in OWN_PROCESS, call
        assert call.keywords.get("allow_pickle", "False") == "False", call


def test_no_parser_follows_references(root: Path) -> None:
    """XML is read by defusedxml, or by expat with a handler that refuses document types; openpyxl finds the former."""
    assert openpyxl.DEFUSEDXML
    calls, imports = code_of(root)
    for path, node in imports:
        if (node.module or "").startswith("xml."):
            names = {alias.name for alias in node.names}
            assert not names & PARSERS, path.name
            if "expat" in names:
                assert "StartDoctypeDeclHandler" in path.read_text(encoding="utf-8"), path.name
    for call in calls:
        if call.called.rpartition(".")[0] in ("ET", "ElementTree", "etree"):
            assert call.called.rpartition(".")[2] not in PARSERS, call


@pytest.mark.parametrize("template", ["reports/result_pages.py", "reports/explorer/page.py"])
def test_pages_escape_what_they_are_given(root: Path, template: str) -> None:
    text = (root / "workflow" / "paradiplomacy" / template).read_text(encoding="utf-8")
    assert "autoescape=True" in text
    found = [
        path.relative_to(root).as_posix()
        for path in sorted((root / "workflow").rglob("*.py"))
        if "Environment(" in path.read_text(encoding="utf-8") and "jinja2" in path.read_text(encoding="utf-8")
    ]
    assert sorted(found) == [
        "workflow/paradiplomacy/reports/explorer/page.py",
        "workflow/paradiplomacy/reports/result_pages.py",
    ]
    markup = [
        f"{path.name}: {line.strip()}"
        for path in sorted((root / "workflow" / "paradiplomacy" / "reports").rglob("*.html"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "|safe" in line.replace(" ", "")
    ]
    assert [line for line in markup if "map" not in line] == []  # a drawing that the library makes of numbers


def test_every_table_says_what_it_tells_of_respondents() -> None:
    """A new table of findings needs `content` in its field table, and `cells` where it counts their answers."""
    from paradiplomacy.reports.validation_page import DATASETS

    assert [name for name, dataset in DATASETS.items() if dataset.content is None] == []
    assert [n for n, d in DATASETS.items() if d.content == "answers" and d.cells is None] == []
    for dataset in DATASETS.values():
        if dataset.cells is not None:
            cells = dataset.cells
            told = {cells.total, *cells.parts, *cells.adding_up, *cells.margins, *cells.tells}
            assert told <= set(dataset.columns), dataset.name
            assert not any(dataset[name].required for name in (cells.total, *cells.parts, *cells.tells) if cells.parts)


def test_every_test_that_the_page_on_privacy_names_is_there(root: Path) -> None:
    named = re.findall(r"`(test_\w+)`", (root / "docs/privacy.md").read_text(encoding="utf-8"))
    there = {
        name
        for path in (root / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }
    assert len(named) > 30
    assert set(named) <= there, sorted(set(named) - there)
