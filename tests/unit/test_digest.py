"""The code digest changes with what runs, and with nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy.digest import _parsed, code_digest, code_digests

SCRIPT = "from area.frame.build import build\n\nbuild()\n"
FILES = {
    "workflow/area/__init__.py": '"""The library."""\n',
    "workflow/area/ground.py": "RADIUS = 6371.0\n",
    "workflow/area/frame/__init__.py": "",
    "workflow/area/frame/build.py": (
        '"""Build."""\n'
        "from typing import TYPE_CHECKING\n\n"
        "import math\n"
        "from ..ground import RADIUS\n\n"
        "if TYPE_CHECKING:\n"
        "    from area.typed import Frame\n\n\n"
        "def build() -> 'Frame':\n"
        '    """Return it."""\n'
        "    from area.frame import later\n\n"
        "    return later.AREA * RADIUS + math.pi  # as published\n"
    ),
    "workflow/area/frame/later.py": "AREA = 1\n",
    "workflow/area/frame/apart.py": "APART = 1\n",
    "workflow/area/frame/styles/print.css": "p {}\n",
    "workflow/area/typed.py": "Frame = int\n",
    "workflow/area/web/__init__.py": "",
    "workflow/area/web/page.html": "<p>\n",
    "workflow/scripts/build_frame.py": SCRIPT,
    "config/config.yaml": "a: 1\n",
}
BUILD = "workflow/area/frame/build.py"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def digest(project: Path) -> str:
    return code_digest(project / "workflow/scripts/build_frame.py", project / "workflow")


def replaced(project: Path, file: str, old: str, new: str) -> str:
    """Return the digest after one replacement, which must find its text."""
    text = (project / file).read_text(encoding="utf-8")
    assert old in text
    (project / file).write_text(text.replace(old, new), encoding="utf-8")
    return digest(project)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (BUILD, "# as published", "# as computed, in km"),
        (BUILD, '"""Return it."""', '"""Return the frame of units."""'),
        (BUILD, '    """Return it."""\n', ""),
        (BUILD, '"""Build."""\n', '\n\n"""Build the frame."""\n\n'),
        (BUILD, "later.AREA * RADIUS + math.pi", "(\n        later.AREA * RADIUS\n        + math.pi\n    )"),
        (BUILD, "    from area.typed import Frame", "    from area.typed import Frame, Other"),
        ("workflow/area/typed.py", "int", "float"),
        ("workflow/area/frame/apart.py", "1", "2"),
        ("workflow/area/web/page.html", "<p>", "<div>"),
        ("config/config.yaml", "1", "2"),
        ("workflow/area/ground.py", "RADIUS = 6371.0\n", 'RADIUS = 6371.0\n"""Mean radius of the earth, km."""\n'),
    ],
)
def test_what_does_not_run_leaves_the_digest(project: Path, file: str, old: str, new: str) -> None:
    assert digest(project) == replaced(project, file, old, new)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (BUILD, "* RADIUS", "/ RADIUS"),
        (BUILD, "import math", "import cmath as math"),
        ("workflow/area/__init__.py", "library.", 'library."""\nVERSION = "2'),
        ("workflow/area/ground.py", "6371.0", "6371"),
        ("workflow/area/frame/later.py", "1", "True"),
        ("workflow/area/frame/styles/print.css", "p {}", "p { color: black }"),
        ("workflow/scripts/build_frame.py", "build()", "build(1)"),
    ],
)
def test_what_runs_changes_the_digest(project: Path, file: str, old: str, new: str) -> None:
    """The reach covers relative imports, imports in functions, packages' own files, and data files of a package."""
    assert digest(project) != replaced(project, file, old, new)


def test_a_new_data_file_beside_a_reached_module_counts(project: Path) -> None:
    before = digest(project)
    (project / "workflow/area/frame/.hidden.css").write_text("")
    (project / "workflow/area/frame/__pycache__").mkdir()
    (project / "workflow/area/frame/__pycache__/build.cpython-311.pyc").write_bytes(b"0")
    assert digest(project) == before
    (project / "workflow/area/frame/styles/screen.css").write_text("")
    assert digest(project) != before


def test_a_script_reaches_a_module_beside_it(project: Path) -> None:
    (project / "workflow/scripts/paths.py").write_text("FOLDER = 'a'\n")
    script = project / "workflow/scripts/build_frame.py"
    script.write_text("from paths import FOLDER\n" + SCRIPT)
    before = digest(project)
    assert replaced(project, "workflow/scripts/paths.py", "'a'", "'b'") != before


def test_modules_that_import_each_other_end(project: Path) -> None:
    (project / "workflow/area/ground.py").write_text("def f():\n    from area.frame import build\n")
    assert len(digest(project)) == 16


def test_the_place_of_the_project_does_not_count(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("another place") / "project"
    project.rename(other)
    moved = digest(other)
    other.rename(project)
    assert moved == digest(project)


def test_a_wrong_root_is_refused(project: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no package"):
        code_digest(project / "workflow/scripts/build_frame.py", project)


def test_a_fault_of_syntax_names_the_file(project: Path) -> None:
    (project / BUILD).write_text("def build(:\n")
    with pytest.raises(SyntaxError) as error:
        digest(project)
    assert str(error.value.filename).endswith("frame/build.py")


OPERATORS = st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "|", "&", "^", "<<", ">>"])
NUMBERS = st.one_of(st.integers(0, 99), st.floats(0, 1), st.booleans())
STATEMENTS = st.tuples(OPERATORS, NUMBERS)


def source(statements: list[tuple[str, object]], noise: list[str]) -> bytes:
    lines = ["def f(x):"]
    for position, (operator, number) in enumerate(statements):
        lines.append(f"    x = x {operator} {number!r}")
        lines.extend(noise[position : position + 1])
    return "\n".join([*lines, "    return x", ""]).encode()


NOISE = st.lists(
    st.sampled_from(["", "    # why", '    """A string that stands alone."""', "    "]), min_size=1, max_size=6
)


@given(st.lists(STATEMENTS, min_size=1, max_size=6), NOISE)
def test_comments_blank_lines_and_strings_never_count(statements: list[tuple[str, object]], noise: list[str]) -> None:
    assert _parsed(source(statements, noise), "noisy") == _parsed(source(statements, [""]), "plain")


@given(st.lists(STATEMENTS, min_size=1, max_size=6), st.lists(STATEMENTS, min_size=1, max_size=6))
def test_digests_agree_exactly_when_the_code_does(
    one: list[tuple[str, object]], other: list[tuple[str, object]]
) -> None:
    same = ast.dump(ast.parse(source(one, [""]))) == ast.dump(ast.parse(source(other, [""])))
    assert (_parsed(source(one, [""]), "") == _parsed(source(other, [""]), "")) is same


def test_what_was_parsed_is_kept_by_content_and_changes_no_digest(project: Path) -> None:
    script, root, memory = project / "workflow/scripts/build_frame.py", project / "workflow", project / "memory.json"
    first = code_digests([script], root, memory)
    kept = memory.read_bytes()
    assert first == code_digests([script], root, memory) == {"build_frame": digest(project)}
    assert memory.read_bytes() == kept
    changed = replaced(project, BUILD, "later.AREA", "2 * later.AREA")
    assert code_digests([script], root, memory) == {"build_frame": changed} != first
    assert memory.read_bytes() != kept


@pytest.mark.parametrize("text", ["", "{", "[]", '{"parser": "of another version", "modules": {}}', '{"modules": 1}'])
def test_a_memory_that_cannot_be_used_is_no_memory(project: Path, text: str) -> None:
    memory = project / "memory.json"
    memory.write_text(text, encoding="utf-8")
    script = project / "workflow/scripts/build_frame.py"
    assert code_digests([script], project / "workflow", memory) == {"build_frame": digest(project)}
