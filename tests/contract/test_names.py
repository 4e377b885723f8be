"""Names say what things are: rule = script = log = benchmark = digest, and no module is a drawer for odds and ends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / "workflow"
RULE_FILES = sorted((WORKFLOW / "rules").glob("*.smk"))
STAGES = ["sources", "frame", "survey", "web", "ties", "analysis", "models", "findings", "reports", "release"]
DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc", "tools", "stuff"}


def rules() -> dict[str, str]:
    """Return the text of each rule by its name."""
    found: dict[str, str] = {}
    for path in RULE_FILES:
        _, *rest = re.split(r"^(?:rule|checkpoint) (\w+):\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        found.update(zip(rest[::2], rest[1::2], strict=True))
    return found


RULES = rules()


def test_every_stage_has_a_rule_file_and_a_part_of_the_library() -> None:
    stems = [path.stem for path in RULE_FILES]
    assert set(STAGES) <= set(stems)
    assert {stem.partition("_")[0] for stem in stems} == set(STAGES)  # a large stage has further files, named after it
    assert all((WORKFLOW / "paradiplomacy" / stage / "__init__.py").is_file() for stage in STAGES)


def test_scripts_and_rules_have_the_same_names() -> None:
    assert sorted(RULES) == sorted(path.stem for path in (WORKFLOW / "scripts").glob("*.py"))


@pytest.mark.parametrize("name", RULES)
def test_a_rule_gives_its_name_to_script_log_benchmark_and_digest(name: str) -> None:
    text = RULES[name]
    assert re.findall(r"^    script:\n        \"(.+)\"$", text, flags=re.MULTILINE) == [f"../scripts/{name}.py"]
    for given in ("log", "benchmark", "code"):
        assert re.search(rf"PLAN\.{given}\(\s*\"{name}[\"/]", text), f"{given} of rule {name}"
    assert re.search(r"^    message:\n        \"[A-Z].{9,}\"$", text, flags=re.MULTILINE), f"message of rule {name}"


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_a_rule_file_opens_with_what_it_reads_and_writes(path: Path) -> None:
    opening = path.read_text(encoding="utf-8").split("\n\n")[0]
    assert all(line.startswith("#") for line in opening.splitlines())
    assert f"# {path.stem.replace('_', ', ').capitalize()}. Reads " in opening
    assert "writes " in opening


def test_no_module_is_a_drawer() -> None:
    modules = [*WORKFLOW.rglob("*.py"), *WORKFLOW.rglob("*.smk"), *(ROOT / "tests").rglob("*.py")]
    names = {path: {path.parent.name, *re.split(r"[_.]", path.stem)} for path in modules}
    assert [path.relative_to(ROOT).as_posix() for path, words in names.items() if words & DRAWERS] == []
