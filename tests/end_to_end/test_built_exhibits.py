"""Every table, map and figure that the workflow owes is made, and every printed number leads to where it comes from."""

from __future__ import annotations

import json
import re
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from paradiplomacy.release.origins import EXHIBITS, FORMATS, exhibit_files
from paradiplomacy.tables import read_table
from workspace import Workspace

pytestmark = pytest.mark.slow

LINK = re.compile(r'<a href="\.\./release/origins\.html#([^"]+)"[^>]*class="(origin(?:-of|-said)?)"')


def test_every_exhibit_is_built_in_every_format(built: Workspace) -> None:
    results = json.loads((built.folder / "results/release/manifest.json").read_text("utf-8"))["results"]
    exhibits = read_table(Path("resources/exhibits.csv"), EXHIBITS)
    missing = []
    for row in exhibits.itertuples():
        for name in row.names.split():
            made = {Path(path).suffix[1:] for path in exhibit_files(results, row.id, name)}
            missing += [f"{row.id} {name}.{kind}" for kind in FORMATS[row.id[0]] if kind not in made]
    assert not missing


def test_numbers_figures_and_tables_lead_to_places_that_are_there(built: Workspace) -> None:
    reports = built.folder / "results/reports"
    places = {unescape(found) for found in re.findall(r'\bid="([^"]*)"', origins_of(built))}
    for publication in ("eu_us_vs_china", "data_and_methods", "claims"):
        page = (reports / f"{publication}.html").read_text("utf-8")
        linked = [(unquote(unescape(anchor)), kind) for anchor, kind in LINK.findall(page)]
        assert {anchor for anchor, _ in linked} <= places
        floats = re.findall(r'<figure id="((?:fig|tbl)-[^"]+)"', page)
        assert [anchor for anchor, kind in linked if kind == "origin-of"] == [
            f"exhibit.{publication}.{label}" for label in floats
        ]
    book = (reports / "eu_us_book.html").read_text("utf-8")
    assert "#value.eu_us_vs_china.share.CN.city.all.all" in book
    assert book.count('class="origin"') > 60


def test_links_to_origins_are_in_pages_only(built: Workspace) -> None:
    for latex in (built.folder / "results/reports/tables").rglob("*.tex"):
        assert ".value to=" not in latex.read_text("utf-8"), latex.name
    for table in (built.folder / "results/reports/tables").rglob("*.csv"):
        assert ".value to=" not in table.read_text("utf-8"), table.name
    for paper in (built.folder / "results/reports").glob("*.pdf"):
        assert b"origins.html" not in paper.read_bytes(), paper.name


def test_links_of_the_page_of_origins_lead_to_files(built: Workspace) -> None:
    release = built.folder / "results/release"
    files = {unescape(found) for found in re.findall(r'href="([^"#]+)"', origins_of(built))}
    assert {name for name in files if not (release / unquote(name)).exists()} == set()
    assert len(files) > 300


def origins_of(built: Workspace) -> str:
    return (built.folder / "results/release/origins.html").read_text("utf-8")


def test_every_style_that_a_word_file_names_is_in_it(built: Workspace) -> None:
    """Word and LibreOffice take a style that is not there for the plain one, and say nothing."""
    named = set()
    for path in sorted((built.folder / "results/reports").glob("*.docx")):
        with zipfile.ZipFile(path) as archive:
            document, styles = (archive.read(f"word/{part}.xml").decode("utf-8") for part in ("document", "styles"))
        there = set(re.findall(r'w:styleId="([^"]+)"', styles))
        used = set(re.findall(r'<w:(?:p|r|tbl)Style w:val="([^"]+)"', document))
        assert used - there == set(), path.name
        named |= used
    assert {"Table", "TableSmall", "TableTiny", "CalloutWarning"} <= named
