"""The documents hold what the model, the field tables and the code say, and lead where they point."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from paradiplomacy.config.document import drifted
from paradiplomacy.reports.glossary import GLOSSARY, glossary_page
from paradiplomacy.reports.validation_page import DATASETS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TROUBLES = ROOT / "docs/troubleshooting.md"
OF_SNAKEMAKE = {
    "Directory cannot be locked",
    "Missing files after 5 seconds",
    "older modification time",
}  # sentences that are not ours


def test_schema_reference_and_comments_agree_with_the_model(root: Path) -> None:
    problems = drifted(root)
    assert not problems, "\n" + "\n".join(problem.sentence() for problem in problems)


def test_the_glossary_agrees_with_the_field_tables(root: Path) -> None:
    same = (root / GLOSSARY).read_text(encoding="utf-8") == glossary_page(DATASETS.values())
    assert same, "run `python -m paradiplomacy document-results`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_to_a_file_and_a_heading(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)", text):
        file = (page.parent / target).resolve() if target else page
        assert file.is_file(), f"{page.name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in anchors, f"{page.name}: {target}#{anchor}"


def said_by_the_code() -> str:
    """Return every text of the library, joined over lines as Python joins it, and what Makefile and Snakefile say."""
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", "Snakefile")]
    for module in sorted((ROOT / "workflow/paradiplomacy").rglob("*.py")):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        texts += [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
    return "\n".join(texts)


def test_every_sentence_of_the_troubleshooting_page_is_one_that_the_code_says() -> None:
    first_cells = re.findall(r"^\| `(.+?)` ", TROUBLES.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(first_cells) > 30
    said = said_by_the_code()
    pieces = [(cell, piece) for cell in first_cells if cell not in OF_SNAKEMAKE for piece in cell.split("…") if piece]
    assert [cell for cell, piece in pieces if piece not in said] == []
