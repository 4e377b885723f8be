"""The maintainer's commands: what they call, what they say, and their exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from paradiplomacy.__main__ import main
from paradiplomacy.config.document import SETTINGS
from paradiplomacy.problems import BadInput, Problem

Calls = list[tuple[object, ...]]


@pytest.fixture
def project(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config").mkdir()
    (tmp_path / SETTINGS).write_bytes((root / SETTINGS).read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def replace(monkeypatch: pytest.MonkeyPatch, module: str, function: str, result: object) -> Calls:
    """Put a recorder in the place of a function that a command calls; `result` is returned, or raised."""
    calls: Calls = []

    def recorder(*arguments: object) -> object:
        calls.append(arguments)
        if isinstance(result, Exception):
            raise result
        return result

    stand_in = ModuleType(module)
    setattr(stand_in, function, recorder)
    monkeypatch.setitem(sys.modules, module, stand_in)
    return calls


def test_accept_passes_source_and_mirror_and_prints_the_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = replace(monkeypatch, "paradiplomacy.sources.accept", "accept_source", "gdp is registered.")
    assert main(["accept", "gdp"]) == 0
    assert main(["accept", "gdp", "--mirror", "a folder"]) == 0
    registry = Path("resources/sources.yaml")
    assert calls == [(registry, "gdp", None), (registry, "gdp", "a folder")]
    assert capsys.readouterr().out == "gdp is registered.\n" * 2


def test_simulate_passes_folder_and_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = replace(monkeypatch, "paradiplomacy.simulate.world", "write_demo", None)
    assert main(["simulate"]) == 0
    assert main(["simulate", "--folder", "elsewhere", "--seed", "7"]) == 0
    assert calls == [(Path("resources/demo"), None), (Path("elsewhere"), 7)]


def test_bad_input_is_sentences_on_stderr_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = BadInput([Problem("a.yaml", "b expected", "mend it"), Problem("a.yaml", "c expected", "mend it")])
    replace(monkeypatch, "paradiplomacy.sources.accept", "accept_source", bad)
    assert main(["accept", "gdp"]) == 1
    assert capsys.readouterr() == ("", "a.yaml: b expected; mend it.\na.yaml: c expected; mend it.\n")


def test_document_tells_drift_and_fix_mends_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["document"]) == 1
    assert "config/schema.json" in capsys.readouterr().err
    assert main(["document", "--fix"]) == 0
    assert "config/schema.json is written anew." in capsys.readouterr().out
    assert main(["document"]) == 0


@pytest.mark.parametrize("arguments", [[], ["accept"], ["simulate", "--seed", "x"], ["publish"]])
def test_a_wrong_command_line_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2


def test_it_runs_as_a_module_and_imports_no_pandas(root: Path) -> None:
    code = "import runpy, sys; sys.argv[1:] = ['document']\ntry: runpy.run_module('paradiplomacy', run_name='__main__')"
    code += "\nexcept SystemExit: assert 'pandas' not in sys.modules, 'pandas'"
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
