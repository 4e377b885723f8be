"""Input that means harm: formulas, markup, archives that burst, programs in data. It stays a text, or is refused."""

from __future__ import annotations

import csv
import subprocess
import zipfile
from pathlib import Path

import pandas as pd
import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.config.model import World
from paradiplomacy.fields import Dataset, Field
from paradiplomacy.problems import BadInput
from paradiplomacy.readers import geonames, nuts_codes, nuts_typologies
from paradiplomacy.readers.archives import read_member, refuse_bomb
from paradiplomacy.readers.contact_details import without_contact_details
from paradiplomacy.release.record import read_record
from paradiplomacy.reports.exhibits import PrintedTable, as_text
from paradiplomacy.reports.printed_tables import csv_text
from paradiplomacy.reports.result_pages import write_page
from paradiplomacy.tables import TableWriter, read_table, write_table

TABLE = Dataset(
    "t",
    "a table for this test",
    ("key",),
    (Field("key", "integer", "key", required=True), Field("text", "text", "text"), Field("n", "number", "number")),
)
FORMULAS = ('=HYPERLINK("https://x.example","y")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'=1")
MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](https://x.example/p)",
    "`<b>x</b>`{=html}", "$\\input{/etc/passwd}$", "@nobody2020", "x`<script>alert(1)</script>", "a | b",
)  # fmt: skip


def written_cells(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as source:
        return [row["text"] for row in csv.DictReader(source)]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.none() | st.text("'=+-@\t\r\nab", min_size=1, max_size=5) | st.sampled_from(FORMULAS), max_size=6))
def test_no_text_of_a_table_is_a_formula_and_each_reads_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str | None]
) -> None:
    rows = pd.DataFrame({"key": range(len(texts)), "text": pd.array(texts, dtype="string"), "n": -1.5})
    folder = tmp_path_factory.mktemp("formulas")
    write_table(rows, folder / "whole.csv", TABLE)
    with TableWriter(folder / "pieces.csv", TABLE) as writer:
        for row in rows.to_dict("records"):
            writer.add(row)
    assert (folder / "whole.csv").read_bytes() == (folder / "pieces.csv").read_bytes()
    assert [cell for cell in written_cells(folder / "whole.csv") if cell[:1] in "=+-@\t\r\n" and cell] == []
    found = read_table(folder / "whole.csv", TABLE)
    assert [None if pd.isna(text) else text for text in found["text"]] == [
        text and text.replace("\r\n", "\n").replace("\r", "\n") for text in texts
    ]
    assert (found["n"] == -1.5).all()  # a number below zero is none


def test_a_printed_table_as_csv_runs_nothing_and_keeps_its_numbers() -> None:
    table = PrintedTable(["Answer", "Difference"], [[FORMULAS[0], "\u22120.5 [\u22121.0, 0.1]"]])
    rows = list(csv.reader(csv_text(table).splitlines()))
    assert rows[1] == [f"'{FORMULAS[0]}", "-0.5 [-1.0, 0.1]"]


def as_html(markdown: str) -> str:
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "--from=markdown", "--to=html"], input=markdown, capture_output=True, text=True,
        check=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout


def test_markup_of_raw_files_is_text_in_a_publication() -> None:
    table = PrintedTable(["Place", "n"], [[words, "1"] for words in MARKUP])
    page = as_html(table._repr_markdown_() + "\n\n" + " ".join(f"({as_text(words)})." for words in MARKUP) + "\n")
    for harm in ("<script", "<img", "<b>", "href", 'class="math', "citation"):
        assert harm not in page, harm
    assert page.count("&lt;script&gt;") == 4
    assert page.count("<tr") == 1 + len(MARKUP)


def test_markup_of_raw_files_is_text_on_a_page(tmp_path: Path) -> None:
    row = dict.fromkeys(("strategy", "rank", "cooperates", "probability", "ties", "country"), "x")
    rows = [row | {"unit_id": "A1", "name": words, "reason": words, "researcher_reason": words} for words in MARKUP]
    part = {
        "title": MARKUP[0],
        "about": MARKUP[1],
        "rows": rows,
        "left_out": rows,
        "unused": MARKUP[0],
        "inside": False,
    }
    world = World(name="open", simulated=False, stamp=MARKUP[0])
    write_page(tmp_path / "p.html", "dossier_index.html", world=world, home="h", study=MARKUP[0], lists=[part])
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;") > 10


def bomb(path: Path, *names: str, size: int = 3_000_000) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"0" * size)
    assert path.stat().st_size < size / 100
    return path


def test_an_archive_that_bursts_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = bomb(tmp_path / "b.zip", "a.txt", "b.txt")
    with pytest.raises(BadInput, match=r"at most 5 MB after decompression"):
        refuse_bomb(path, 5_000_000, "export it again")
    refuse_bomb(path, 6_000_000, "export it again")
    with zipfile.ZipFile(path) as archive:
        with pytest.raises(BadInput, match=r"a member of at most 1 MB"):
            read_member(archive, "a.txt", "b.zip", "export it again", largest=1_000_000)
        assert len(read_member(archive, "a.txt", "b.zip", "export it again", largest=3_000_000)) == 3_000_000


@pytest.mark.parametrize(
    "read",
    [nuts_codes.read_nuts_codes, nuts_codes.read_nuts_changes, nuts_typologies.read_nuts_typologies],
)
def test_a_workbook_that_bursts_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read) -> None:  # type: ignore[no-untyped-def]
    for module in (nuts_codes, nuts_typologies):
        monkeypatch.setattr(module, "LARGEST_WORKBOOK", 2_000_000)
    path = bomb(tmp_path / "book.xlsx", "xl/workbook.xml")
    with pytest.raises(BadInput, match=r"at most 2 MB after decompression"):
        read(path)


def test_an_archive_in_place_of_a_text_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="UTF-8 text"):
        nuts_codes.read_converter(bomb(tmp_path / "matrix.csv", "x"))


def test_a_damaged_or_locked_member_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "places.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("places.txt", "x" * 1000)
    content = bytearray(path.read_bytes())
    content[200] ^= 1  # the check sum no longer fits
    path.write_bytes(content)
    with pytest.raises(BadInput, match="a member that can be unpacked"):
        geonames.read_geonames(path)


def test_a_package_of_another_is_not_unpacked_beyond_its_members(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paradiplomacy.release import record

    path = bomb(tmp_path / "p.zip", "results/release/record/flow.json", "results/release/record/manifest.json")
    monkeypatch.setattr(
        record, "read_member", lambda *words: read_member(*words, largest=1_000_000)
    )  # the limit of a test
    with pytest.raises(BadInput, match="a member of at most 1 MB"):
        read_record(path)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mail jane.doe@town.example or jane (at) town.example", "mail [e-mail] or [e-mail]"),
        ("+49 (30) 555-0100, tel. 030/5550100; 0033 1 55 50 10 20", "[phone], tel. [phone]; [phone]"),
        ("Since 1987-2003 with 12 000 000 inhabitants, 2020-05-12 16:38:07", None),
        ("Hotel 1990 2000 2010; 16+1; at town.example", None),
    ],
)
def test_addresses_and_numbers_are_taken_out_and_years_stay(text: str, left: str | None) -> None:
    assert without_contact_details(text) == (text if left is None else left)


@settings(max_examples=200)
@given(st.text(st.sampled_from("+00 12345/-.()telTEL:@aät\n")))
def test_taking_out_twice_is_taking_out_once(text: str) -> None:
    once = without_contact_details(text)
    assert without_contact_details(once) == once
