"""Who may import whom: the contracts of pyproject.toml hold, would be noticed when broken, and cover every import."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from paradiplomacy.digest import _modules, _Parser, _reached

HEAVY = ("scipy.stats.", "statsmodels.", "sklearn.", "pandera.", "seaborn.", "geopandas.")  # half a second and more
CELL = re.compile(r"^```\{python\}\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
OFFENCES = {
    "frame": "import paradiplomacy.survey",
    "survey": "def later():\n    from paradiplomacy import simulate",
    "readers": "import paradiplomacy.sources",
    "sources": "import snakemake",
    "simulate": "from paradiplomacy import readers",
}


def lint_imports(project: Path) -> subprocess.CompletedProcess[str]:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-logo", "--no-cache"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "workflow"), "COLUMNS": "400", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold(root: Path) -> None:
    run = lint_imports(root)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_breach_would_be_noticed(root: Path, tmp_path: Path) -> None:
    """Imports against the flow, within a function or not, are reported one by one."""
    shutil.copy(root / "pyproject.toml", tmp_path)
    library = tmp_path / "workflow" / "paradiplomacy"
    shutil.copytree(root / "workflow" / "paradiplomacy", library, ignore=shutil.ignore_patterns("__pycache__"))
    for part, code in OFFENCES.items():
        (library / part / "offence.py").write_text(code + "\n")
    run = lint_imports(tmp_path)
    assert run.returncode == 1, run.stderr
    silent = [part for part in OFFENCES if f"paradiplomacy.{part}.offence ->" not in run.stdout]
    assert not silent, run.stdout


def test_a_new_part_must_be_given_its_place(root: Path, tmp_path: Path) -> None:
    shutil.copy(root / "pyproject.toml", tmp_path)
    library = tmp_path / "workflow" / "paradiplomacy"
    shutil.copytree(root / "workflow" / "paradiplomacy", library, ignore=shutil.ignore_patterns("__pycache__"))
    (library / "weather.py").write_text("")
    assert "paradiplomacy.weather" in lint_imports(tmp_path).stdout


def test_no_module_is_named_at_run_time(root: Path) -> None:
    """The code digest reads import statements, so there must be no other way to import."""
    for path in sorted((root / "workflow").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            name = getattr(node, "id", getattr(node, "attr", getattr(node, "name", "")))
            star = isinstance(node, ast.alias) and node.name == "*"
            assert name not in ("import_module", "__import__", "run_module", "run_path"), path
            assert not star, path


def test_heavy_packages_are_imported_where_they_are_used(root: Path) -> None:
    """Every job of a run imports the modules that it reaches; what takes a second is imported by the function alone."""
    found = []
    for path in sorted((root / "workflow" / "paradiplomacy").rglob("*.py")):
        for node in ast.parse(path.read_bytes()).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            heavy = [name for name in names if f"{name}.".startswith(HEAVY)]
            found += [f"{path.relative_to(root).as_posix()}, line {node.lineno}: {name}" for name in heavy]
    assert found == [], "quantiles and tails stand in distributions.py; import others within the function"


def test_a_publication_begins_without_the_packages_that_only_estimate(root: Path) -> None:
    """It and its kernel import the same modules, nine times in a run, and print tables that others have estimated."""
    code = "import sys, paradiplomacy.reports.publication; print({'scipy', 'sklearn'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root / "workflow", capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_what_a_publication_imports_is_reached_by_the_rule_that_renders_it(root: Path, tmp_path: Path) -> None:
    """Otherwise a change there would leave a stale publication: its cells stand in no script."""
    sources = sorted((root / "reports").rglob("*.qmd"))
    if not sources:
        pytest.skip("there is no publication yet")
    cells = tmp_path / "cells.py"
    cells.write_text("\n".join("\n".join(CELL.findall(path.read_text(encoding="utf-8"))) for path in sources))
    modules, parser = _modules(root / "workflow"), _Parser(None)
    rule = _reached(root / "workflow" / "scripts" / "render_publication.py", modules, parser)
    imported = _reached(cells, modules, parser).keys() - {cells}
    assert imported, "the cells of the publications import nothing"
    assert {path.relative_to(root).as_posix() for path in imported - rule.keys()} == set()
