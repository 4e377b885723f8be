"""Archives to text: what is kept of pages, what hostile input meets, and that every answer is accounted for."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_archives import SITES, answer, record, write_archive

from paradiplomacy.accounting import SET_ASIDE
from paradiplomacy.problems import BadInput
from paradiplomacy.readers.pdf import PdfReader
from paradiplomacy.readers.warc import read_captures
from paradiplomacy.tables import read_table
from paradiplomacy.web.archive import Counts, Limits, extract_archive, open_tables, pages_of_archive
from paradiplomacy.web.archive_fields import PAGES
from paradiplomacy.web.decode import decode, tell_language
from paradiplomacy.web.extract_html import TooMuch, blocks_of_html
from paradiplomacy.web.extract_pdf import blocks_of_pages
from paradiplomacy.web.sites import SiteOwners, read_sites

PAGE = """<html lang="de"><head><title>Unsere&nbsp;Städte</title><meta name="dcterms.date" content="2019-05-01"></head>
<body class="has-menu"><nav><ul><li><a>Start</a></li><li>Reisen</li></ul></nav><div class="breadcrumb">Start</div>
<main><h1>Partner<b>städte</b></h1><p>Text <i>eins</i>.<p>Zwei
<h2><button>China</button></h2><ul><li>Qingdao (1997)<ul><li>Hafen</li></ul></li><li><p>Harbin</p></li></ul>
<table><caption>Liste</caption><tr><th>Stadt</th><th>Land</th></tr><tr><td>Wuhan</td><td rowspan=2>China</td></tr>
<tr><td>Jinan</td></tr><tr><td>Akron</td><td>USA</td></tr></table>
<p><strong>USA:</strong></p><p>Akron<br>Boston<br/>Chicago</p><dl><dt>Columbus</dt><dd>seit 1990</dd></dl></main>
<footer><p>Impressum</p></footer><script>var hidden;</script></body></html>"""


def texts(html: str) -> list[tuple[str, str, tuple[str, ...]]]:
    found = blocks_of_html(html, deepest=300, most_blocks=1000).blocks
    return [(b["kind"], b.get("text") or " | ".join(b["cells"]), tuple(b.get("heading_path", ()))) for b in found]


def test_lists_and_tables_keep_their_headings() -> None:
    top = ("Partnerstädte",)
    assert texts(PAGE) == [
        ("menu", "Start", ()),
        ("menu", "Reisen", ()),
        ("breadcrumb", "Start", ()),
        ("heading", "Partnerstädte", ()),
        ("paragraph", "Text eins.", top),
        ("paragraph", "Zwei", top),
        ("heading", "China", top),
        ("list_item", "Qingdao (1997)", (*top, "China")),
        ("list_item", "Hafen", (*top, "China", "Qingdao (1997)")),
        ("list_item", "Harbin", (*top, "China")),
        ("heading", "Liste", (*top, "China")),
        ("table_row", "Stadt | Land", (*top, "China", "Liste")),
        ("table_row", "Wuhan | China", (*top, "China", "Liste")),
        ("table_row", "Jinan | China", (*top, "China", "Liste")),
        ("table_row", "Akron | USA", (*top, "China", "Liste")),
        ("heading", "USA:", (*top, "China")),
        ("list_item", "Akron", (*top, "China", "USA:")),
        ("list_item", "Boston", (*top, "China", "USA:")),
        ("list_item", "Chicago", (*top, "China", "USA:")),
        ("heading", "Columbus", (*top, "China")),
        ("paragraph", "seit 1990", (*top, "China", "Columbus")),
        ("footer", "Impressum", ()),
    ]
    found = blocks_of_html(PAGE, deepest=300, most_blocks=1000)
    assert (found.title, found.language, found.date) == ("Unsere Städte", "de", "2019-05-01")


def test_a_table_for_layout_is_no_table_of_rows() -> None:
    html = "<table><tr><td><h2>Menschen</h2><ul><li>Qingdao</li></ul></td><td><p>Text</p></td></tr></table>"
    assert [(kind, text) for kind, text, _ in texts(html)] == [
        ("heading", "Menschen"),
        ("list_item", "Qingdao"),
        ("paragraph", "Text"),
    ]


PIECES = [
    *("<div>", "</div>", "<li>", "<td>", "<table>", "</table>", "<tr>", "<ul>", "</p>", "<h2>", "<b>", "</b>", "<nav>"),
    *("<br>", "<dt>", "<td rowspan=3>", "Wuhan ", "Harbin "),
]


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_no_word_is_lost_whatever_the_markup(pieces: list[str]) -> None:
    html = "".join(pieces)
    said = " ".join(text for _, text, _ in texts(html))
    for word in ("Wuhan", "Harbin"):
        assert said.count(word) >= html.count(word)


@pytest.mark.parametrize("piece", ["<div>", "<ul><li>x", "<table><tr><td>", "<b>", "<blockquote>"])
def test_deep_nesting_is_refused(piece: str) -> None:
    for depth in (400, 200_000):
        with pytest.raises(TooMuch, match="nested deeper than 100"):
            blocks_of_html(piece * depth, deepest=100, most_blocks=1000)


def test_too_many_blocks_are_refused() -> None:
    with pytest.raises(TooMuch, match="more than 10 blocks"):
        blocks_of_html("<p>x</p>" * 11, deepest=100, most_blocks=10)


@pytest.mark.parametrize(
    ("body", "charset", "expected"),
    [
        ("Łódź".encode(), "latin-1", "Łódź"),  # valid UTF-8 is UTF-8
        ("Łódź".encode("cp1250"), "windows-1250", "Łódź"),
        ("<meta charset='iso-8859-7'>Αθήνα".encode("iso-8859-7"), "", "<meta charset='iso-8859-7'>Αθήνα"),
        ("Plovdiv Пловдив".encode("utf-16"), "", "Plovdiv Пловдив"),
        ("München, Straße und Größe".encode("cp1252"), "no-such-set", "München, Straße und Größe"),
    ],
)
def test_character_sets(body: bytes, charset: str, expected: str) -> None:
    assert decode(body, charset)[0] == expected


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "latin-1", "nonsense", "utf-16", "base64", "idna"]))
def test_any_bytes_become_text(body: bytes, charset: str) -> None:
    assert isinstance(decode(body, charset)[0], str)


def test_a_wrong_declaration_does_not_hide_the_language() -> None:
    said = (
        "Das Rathaus teilt mit, dass die Straße vor der Schule im Sommer erneuert wird. Die Arbeiten beginnen "
        "im Juni und dauern voraussichtlich acht Wochen. Anwohner werden gebeten, ihre Wagen anderswo abzustellen. "
        "Fragen beantwortet das Tiefbauamt, das auch einen Plan der Umleitungen hat. Die Kosten trägt zum größten "
        "Teil das Land, den Rest übernimmt die Stadt aus ihren Rücklagen für den Bau von Straßen."
    )
    assert tell_language(said, "en") == tell_language(said, "") == "de"
    assert tell_language("Kurz", "de") == "de"


def test_lines_of_a_pdf_become_paragraphs_and_lists() -> None:
    page = (
        "Partnerstädte\n• Qingdao\n• Harbin\nDie Stadt pflegt seit vielen Jahren enge Beziehungen zu ihren Part\ufffe\n"
        "nern in China und tauscht Erfahrungen aus.\nEnde."
    )
    assert [(b["kind"], b["text"], b.get("heading_path")) for b in blocks_of_pages([page], 100)][:3] == [
        ("heading", "Partnerstädte", None),
        ("list_item", "Qingdao", ["Partnerstädte"]),
        ("list_item", "Harbin", ["Partnerstädte"]),
    ]


def run(
    folder: Path, records: list[bytes], **limits: Any
) -> tuple[Counts, list[dict[str, Any]], pd.DataFrame, pd.DataFrame]:
    sites = folder / "sites.csv"
    sites.write_text(SITES)
    written = io.StringIO()
    tables = open_tables(folder / "pages.csv", folder / "set_aside.csv")
    with tables[0] as pages, tables[1] as set_aside:
        counts = extract_archive(
            write_archive(folder / "a.warc.gz", records),
            archive="a",
            owners=SiteOwners(read_sites(sites)),
            units={"DE001C": (("Stadt", "Stätt"), "DE"), "DE002C": (("Ort",), "DE")},
            limits=Limits(**limits),
            texts=written,
            pages=pages,
            set_aside=set_aside,
        )
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    return counts, lines, read_table(folder / "pages.csv", PAGES), read_table(folder / "set_aside.csv", SET_ASIDE)


def test_every_answer_is_a_page_or_set_aside_with_its_reason(tmp_path: Path) -> None:
    bomb = gzip.compress(b"<p>" + b" " * 80_000_000)
    counts, lines, pages, set_aside = run(
        tmp_path,
        [
            answer("https://www.stadt.example/a", PAGE.encode()),
            answer("https://en.stadt.example/b", b"<p>Hello</p>"),
            answer("https://region.example/ort/c", b"<p>Ort</p>"),
            answer("https://region.example/other", b"<p>Else</p>"),
            answer("https://stadt.example/bomb", bomb, more="Content-Encoding: gzip\r\n"),
            answer("https://stadt.example/packed", gzip.compress(PAGE.encode()), more="Content-Encoding: gzip\r\n"),
            answer("https://stadt.example/torn", gzip.compress(PAGE.encode())[:99], more="Content-Encoding: gzip\r\n"),
            answer("https://stadt.example/brotli", b"xx", more="Content-Encoding: br\r\n"),
            answer("https://stadt.example/large", b" " * 30_000_000),
            answer("https://stadt.example/deep", b"<div>" * 3000),
            answer("https://stadt.example/photo", b"x", "image/png"),
            answer("https://stadt.example/gone", b"x", status=404),
            answer("https://stadt.example/void", b""),
            answer("https://stadt.example/paper", b"%PDF-1.4 rubbish", "application/pdf"),
            record("revisit", "https://stadt.example/again", b"HTTP/1.1 200 OK\r\n\r\n"),
            answer("https://stadt.example/z", b"<p>Last</p>"),
        ],
        largest=1_000_000,
    )
    assert counts == Counts(16, 5, 11) and len(pages) == 5 and len(set_aside) == 11
    reasons = set_aside.set_index("record")["reason"].str.lower()
    for page, said in {
        "region.example/other": "no unit has a site",
        "stadt.example/bomb": "larger than 1000000 bytes",
        "stadt.example/torn": "breaks off",
        "stadt.example/brotli": "compression (br)",
        "stadt.example/large": "larger than 1000000 bytes",
        "stadt.example/deep": "nested deeper",
        "stadt.example/photo": "neither html nor pdf",
        "stadt.example/gone": "status 404",
        "stadt.example/void": "empty",
        "stadt.example/paper": "cannot be read",
        "stadt.example/again": "repeat",
    }.items():
        assert said in reasons[f"https://{page}"]
    assert pages["unit_id"].tolist() == ["DE001C", "DE001C", "DE002C", "DE001C", "DE001C"]
    assert [line["page_id"] for line in lines] == pages["page_id"].tolist()
    assert lines[0]["unit_names"] == ["Stadt", "Stätt"] and lines[0]["date"] == "2019-05-01"
    assert pages["date"].tolist() == ["2019-05-01", "2023-03-01", "2023-03-01", "2019-05-01", "2023-03-01"]
    assert pages["date_stated"].tolist() == [True, False, False, True, False]
    offsets = [capture.offset for capture in read_captures(tmp_path / "a.warc.gz", 10**8)]
    assert set(pages["archive_offset"]) <= set(offsets)


def test_an_archive_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    whole = [answer(f"https://stadt.example/{n}", f"<p>Seite {n}</p>".encode() * 50) for n in range(3)]
    path = write_archive(tmp_path / "a.warc.gz", whole)
    path.write_bytes(path.read_bytes()[:-60])
    captures = list(read_captures(path, 10**6))
    assert [bool(capture.refused) for capture in captures][:2] == [False, False]
    assert all(capture.refused or b"Seite 2" in capture.body for capture in captures[2:])


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"PK\x03\x04", gzip.compress(b"text", mtime=0)])
def test_what_is_no_archive_is_said_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    try:
        captures = list(read_captures(path, 1000))
    except BadInput as bad:
        assert "a web archive (WARC)" in str(bad)
    else:
        assert captures and all("damaged" in capture.refused for capture in captures)


def test_a_missing_archive_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="this file to exist"):
        list(read_captures(tmp_path / "none.warc", 1000))


def test_a_pdf_that_takes_too_long_or_crashes_is_refused_and_the_next_one_read(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = (root / "resources" / "demo" / "pages.warc.gz", 10**7)
    pdf = next(capture.body for capture in read_captures(*pages) if capture.media_type == "application/pdf")
    with PdfReader(10, 10_000, 0.0001) as hasty:
        assert "takes longer" in hasty.read(pdf).refused
    with PdfReader(10, 10_000, 30) as reader:
        assert "cannot be read" in reader.read(b"%PDF-1.7 " + bytes(5000)).refused
        found = reader.read(pdf)
        assert found.title == "Report" and found.date == "2021-05-17" and len(found.pages) == 1
        reader._process.kill()  # as if the library had crashed
        assert "fail" in reader.read(pdf).refused
        assert reader.read(pdf) == found
    with PdfReader(10, 10, 30) as narrow:
        assert "more than 10 letters" in narrow.read(pdf).refused


def test_sites_of_two_units_unknown_units_and_wrong_addresses_are_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(
        "unit_id,address\nA,https://a.example/\nB,http://www.a.example/\nC,ftp://c.example\nZ,https://z.example/\n"
    )
    with pytest.raises(BadInput) as caught:
        read_sites(path, {"A", "B", "C"})
    assert [problem.row for problem in caught.value.problems] == [3, 4, 5]


@pytest.mark.parametrize(
    ("address", "unit"),
    [
        ("https://stadt.example/x", "DE001C"),
        ("https://kultur.stadt.example:443/x", "DE001C"),
        ("https://region.example/ort", "DE002C"),
        ("https://region.example/ortschaft", None),
        ("https://nostadt.example/", None),
        ("http://[broken", None),
    ],
)
def test_the_owner_of_an_address(tmp_path: Path, address: str, unit: str | None) -> None:
    (tmp_path / "sites.csv").write_text(SITES)
    assert SiteOwners(read_sites(tmp_path / "sites.csv")).unit_of(address) == unit


def test_the_simulated_sites_are_read_as_they_were_written(root: Path) -> None:
    """Every place that a simulated page names is in its text, and its language is told, from 22 languages."""
    demo = root / "resources" / "demo"
    truth = pd.read_csv(demo / "truth_pages.csv", keep_default_na=False)
    owners = SiteOwners(read_sites(demo / "sites.csv"))
    said: dict[str, str] = {}
    languages: dict[str, str] = {}
    for capture, unit, text in pages_of_archive(demo / "pages.warc.gz", Limits(), owners):
        if not text.refused:
            assert unit is not None and unit.lower() in capture.address
            said[capture.address] = "\n".join(t for b in text.blocks for t in (b.get("cells") or [b["text"]]))
            languages[capture.address] = text.language
    assert truth["language"].nunique() == 22 and truth["unit_id"].nunique() == 120
    assert set(truth["carrier"]) >= {"list", "table", "prose", "news", "pdf", "company", "culture", "menu"}
    missing = [row for row in truth.itertuples() if row.place not in said[row.address]]
    assert missing == []
    wrong = {row.address for row in truth.itertuples() if languages[row.address] != row.language}
    assert wrong == set()


def test_no_address_of_a_person_is_kept_whatever_part_of_a_page_holds_it(tmp_path: Path) -> None:
    said = "mayor@stadt.example, tel. +49 30 5550100"
    body = f"""<html lang="de"><head><title>Rathaus {said}</title><meta name="author" content="{said}"></head><body>
<h1>Kontakt {said}</h1><!-- {said} --><p title="{said}">Text {said}</p><ul><li>Punkt {said}<ul><li>darunter</li></ul>
</ul><table><caption>{said}</caption><tr><td>{said}</td></tr></table><script>var mail = "{said}"</script>
<form><input value="{said}"></form></body></html>"""
    _, lines, pages, set_aside = run(
        tmp_path,
        [
            answer("https://www.stadt.example/write/mayor@stadt.example", body.encode(), more=f"From: {said}\r\n"),
            answer("https://www.stadt.example/photo?to=mayor%40stadt.example&n=0012345678", b"x", "image/png"),
        ],
    )
    kept = json.dumps(lines) + pages.to_csv() + set_aside.to_csv()
    assert "mayor" not in kept
    assert "5550100" not in kept
    assert lines[0]["title"] == "Rathaus [e-mail], tel. [phone]"
    assert pages["address"].tolist() == ["https://www.stadt.example/write/[e-mail]"]
    assert set_aside["record"].tolist() == ["https://www.stadt.example/photo?to=[e-mail]&n=0012345678"]
