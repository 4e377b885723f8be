"""How the library handles what it is given: nothing is run, no loader makes objects, no parser follows references."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

# where bytes that the library itself wrote are read back by a process of its own
OWN_PROCESS = {"readers/spss.py", "readers/spss_process.py"}
# publications are programs of the project, and run as such
PROGRAMS = {"reports/captions.py", "reports/printed_tables.py"}
PARSERS = {"fromstring", "parse", "iterparse", "XML", "XMLParser", "XMLPullParser"}


def calls(root: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of the library and its scripts with the file in which it stands."""
    library = root / "workflow" / "paradiplomacy"
    for path in sorted((root / "workflow").rglob("*.py")):
        name = path.relative_to(library).as_posix() if path.is_relative_to(library) else path.name
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call):
                yield name, node


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def test_no_shell_is_built_from_data(root: Path) -> None:
    for name, node in calls(root):
        shell = [word for word in node.keywords if word.arg == "shell"]
        assert not shell, name
        assert called(node) not in ("os.system", "os.popen", "subprocess.getoutput"), name
        if called(node) in ("eval", "exec", "compile"):
            assert name in PROGRAMS, name
    for path in [root / "Snakefile", *sorted((root / "workflow/rules").glob("*.smk"))]:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        assert not [line for line in lines if line.startswith(("shell:", "shell("))], path.name


def test_no_loader_makes_objects(root: Path) -> None:
    for name, node in calls(root):
        if called(node) in ("yaml.load", "yaml.load_all"):
            loaders = [ast.unparse(word.value) for word in node.keywords if word.arg == "Loader"]
            assert loaders in (["_PlainText"], ["LOADER"]), name  # a BaseLoader: every value is text; a SafeLoader
        assert called(node) not in ("yaml.unsafe_load", "yaml.full_load", "marshal.loads", "joblib.load"), name
        if called(node).startswith("pickle."):
            assert name in OWN_PROCESS, name
        allowed = [ast.unparse(word.value) for word in node.keywords if word.arg == "allow_pickle"]
        assert allowed in ([], ["False"]), name


def test_no_parser_follows_references(root: Path) -> None:
    """XML is read by defusedxml, or by expat with a handler that refuses document types; openpyxl finds the former."""
    assert openpyxl.DEFUSEDXML
    for path in sorted((root / "workflow" / "paradiplomacy").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xml."):
                names = {alias.name for alias in node.names}
                assert not names & PARSERS, path.name
                if "expat" in names:
                    assert "StartDoctypeDeclHandler" in path.read_text(encoding="utf-8"), path.name
            if isinstance(node, ast.Call) and called(node).rpartition(".")[0] in ("ET", "ElementTree", "etree"):
                assert called(node).rpartition(".")[2] not in PARSERS, path.name


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
