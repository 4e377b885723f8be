"""The report engine: one source, three formats, numbers and links right, rendered by the engine that is there."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from report_sources import HEAD, render, row_of, stage

from paradiplomacy.problems import BadInput
from paradiplomacy.reports.engine.render import Engine, choose_engine, render_report

STAMP = 'SIMULATED DATA & "nothing" real'
PLOT = """\
import matplotlib.pyplot as plt
figure, axes = plt.subplots(figsize=(3, 2))
axes.plot([1, 2, 3])
"""
SOURCE = f"""\
---
title: "Ties of cities"
subtitle: A sample
author:
  - name: Ada O'Neil
    affiliation: University of Example
abstract: What the sample is about.
keywords: [cities, ties]
bibliography: references.bib
number-sections: true
format:
  html: {{toc: true}}
  typst: {{toc: false}}
  docx: {{}}
execute: {{echo: false}}
---

```{{python}}
#| label: setup
from IPython.display import Markdown
n = 218
word = "two *words*"
```

# Start {{#sec-start}}

There are `{{python}} n` units in `{{python}} word`, see [@fig-line; @tbl-long], number -@fig-line, [Fig @fig-map],
@tbl-small, @eq-logit, @sec-model [@kuznetsov2015].

::: {{.callout-warning title="Take care"}}
Inside the box stands @sec-start.
:::

# Methods

## Model {{#sec-model}}

The model is
$$ y = \\alpha + \\beta x $$ {{#eq-first}}
and then

$$
p = \\frac{{1}}{{1 + e^{{-x}}}}
$$ {{#eq-logit}}

```{{python}}
#| label: fig-line
#| fig-cap: "A line, see [@kuznetsov2015]"
#| fig-alt: "A line that \\"rises\\""
{PLOT}```

![A map](map.svg){{#fig-map fig-alt="A square"}}

| a | b |
|:--|--:|
| 1 | 2 |

: Small {{#tbl-small}}

```{{python}}
#| label: tbl-long
#| tbl-cap: Long
rows = "\\n".join(f"| {{i}} | name{{i}} |" for i in range(120))
Markdown("| Row | Name |\\n|--:|:--|\\n" + rows + "\\n\\nNotes of the long table.")
```

```{{python}}
#| label: printed
#| echo: true
print("printed", n)
```

::: {{.callout-note}}
## Last words
Done.
:::
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return render(tmp_path_factory.mktemp("first"), SOURCE, ("html", "pdf", "docx"), {"stamp": STAMP})


@pytest.fixture(scope="module")
def html(report):
    return report["html"].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def word(report):
    with zipfile.ZipFile(report["docx"]) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


@pytest.fixture(scope="module")
def pdf_text(report):
    if not shutil.which("pdftotext"):
        pytest.skip("needs pdftotext of poppler-utils")
    command = ["pdftotext", "-layout", str(report["pdf"]), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.replace("\u00a0", " ")


def plain(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", markup).replace("\u00a0", " "))


NUMBERED = "see Figure 1, Table 2, number 1, Fig 2, Table 1, Equation 2, Section 2.1 (Kuznetsov 2015)."
CAPTIONS = ("Figure 1. A line, see (Kuznetsov 2015)", "Figure 2. A map", "Table 1. Small", "Table 2. Long")


def test_html_numbers_everything_and_every_link_has_its_target(html):
    text = plain(html.split("<body", 1)[1])
    assert "218 units in two words, " + NUMBERED in text
    for caption in CAPTIONS:
        assert caption in text
    identifiers = re.findall(r'\bid="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers))
    links = re.findall(r'href="#([^"]+)"', html)
    assert {"fig-line", "fig-map", "tbl-small", "tbl-long", "eq-logit", "sec-model", "ref-kuznetsov2015"} <= set(links)
    assert set(links) <= set(identifiers)


def test_html_is_one_file_with_figures_as_vectors_and_alternative_text(html):
    assert not re.findall(r'(?:src|href)="(?!#|data:|https://)', html)
    assert html.count("data:image/svg+xml") == 2
    assert 'alt="A line that &quot;rises&quot;"' in html
    assert "<math" in html and 'class="contents"' in html
    assert "plt.subplots" not in html and "print(" in html, "echo is false by default, true for one cell"
    assert "printed 218" in html


def test_callouts_keep_their_titles_out_of_the_contents(html):
    assert re.search(r'class="callout callout-warning".*?Take care', html, re.DOTALL)
    assert re.search(r'class="callout callout-note".*?Last words', html, re.DOTALL)
    contents = html.split('class="contents"')[1].split("</nav>")[0]
    assert "Model" in contents and "Last words" not in contents


def test_docx_has_captions_bookmarks_raster_figures_and_shaded_callouts(word):
    document = word["word/document.xml"]
    assert NUMBERED in plain(document)
    for caption in CAPTIONS:
        assert caption in plain(document)
    bookmarks = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', document)
    anchors = set(re.findall(r'<w:hyperlink w:anchor="([^"]+)"', document))
    assert {"fig-line", "fig-map", "tbl-small", "eq-logit", "sec-model"} <= anchors <= set(bookmarks)
    assert len(bookmarks) == len(set(bookmarks))
    media = [name for name in word if name.startswith("word/media/")]
    assert len(media) == 2 and all(name.endswith(".png") for name in media)
    assert 'w:val="CalloutWarning"' in document and 'w:styleId="CalloutWarning"' in word["word/styles.xml"]
    assert "<w:tblHeader" in document and "<m:oMath" in document


def test_pdf_says_the_same_and_repeats_the_header_of_a_long_table(pdf_text):
    text = re.sub(r"\s+", " ", pdf_text)
    assert NUMBERED in text
    for caption in CAPTIONS:
        assert caption in text
    pages = pdf_text.strip("\f").split("\f")
    with_rows = [page for page in pages if re.search(r"name\d+", page)]
    assert len(with_rows) > 1
    assert all(re.search(r"Row\s+Name", page) for page in with_rows)
    assert re.search(r"name119\s", pdf_text), "the last row is set too"


def test_stamp_stands_on_every_page(html, word, pdf_text):
    assert re.search(r'class="stamp"[^>]*>SIMULATED DATA &amp; (&quot;|")nothing(&quot;|") real<', html)
    pages = pdf_text.strip("\f").split("\f")
    assert len(pages) > 2
    assert all("SIMULATED DATA &" in page for page in pages)
    assert "SIMULATED DATA &amp; " in word["word/header1.xml"]
    assert plain(word["word/document.xml"]).strip().startswith("SIMULATED DATA")


def test_pdf_has_embedded_fonts_and_no_date_of_the_clock(report):
    if not shutil.which("pdffonts"):
        pytest.skip("needs pdffonts and pdfinfo of poppler-utils")
    fonts = subprocess.run(["pdffonts", str(report["pdf"])], capture_output=True, text=True, check=True).stdout
    assert "LibertinusSerif" in fonts
    assert all(re.search(r"\byes +yes +yes\b", line) for line in fonts.strip().splitlines()[2:])
    information = subprocess.run(["pdfinfo", str(report["pdf"])], capture_output=True, text=True, check=True).stdout
    assert "Title:           Ties of cities" in information and "Ada O'Neil" in information
    assert "CreationDate" not in information


def test_a_second_render_elsewhere_and_later_gives_the_same_bytes(report, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    again = render(tmp_path, SOURCE, ("html", "pdf", "docx"), {"stamp": STAMP})
    for fmt, path in again.items():
        first, second = (hashlib.sha256(made.read_bytes()).hexdigest() for made in (report[fmt], path))
        assert first == second, fmt
        assert str(tmp_path).encode() not in path.read_bytes()


def test_no_stamp_no_banner(tmp_path):
    made = render(tmp_path, HEAD + "Words.\n")["html"].read_text(encoding="utf-8")
    assert 'class="stamp"' not in made


def test_kernel_needs_no_home_and_no_installed_kernel(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("JUPYTER_PATH", "")
    text = (
        HEAD + "```{python}\n#| label: where\nimport sys, os\nplace = sys.executable\n```\n\nHere: `{python} place`.\n"
    )
    made = render(tmp_path, text)["html"].read_text(encoding="utf-8")
    assert Path(sys.executable).name in made
    assert not list(home.iterdir())


def test_wide_table_stands_on_its_side_within_the_page_and_the_text_goes_on(tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("needs pdftotext of poppler-utils")
    columns = 16
    row = "| " + " | ".join(["administration"] * columns) + " |\n"
    table = row + "|" + ":--|" * columns + "\n" + row + "\n: Wide {#tbl-wide}\n"
    made = render(tmp_path, f"{HEAD}Beforehand.\n\n{table}\nAfterwards.\n", ("pdf",))["pdf"]
    pages = subprocess.run(
        ["pdftotext", "-bbox", str(made), "-"], capture_output=True, text=True, check=True
    ).stdout.split("<page ")[1:]
    assert ">Beforehand.<" in pages[0] and ">Afterwards.<" in pages[0]
    height = float(re.search(r'height="([\d.]+)"', pages[1])[1])
    found = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">administration<', pages[1])
    assert len(found) == 2 * columns
    assert all(float(top) > 20 and float(foot) < height - 20 for top, foot in found)
    spans = sorted((float(top), float(foot)) for top, foot in found)
    for upper, lower in pairwise(spans[::2]):  # two rows: each column's two words stand side by side
        assert upper[1] < lower[0]


FAKE_QUARTO = """\
import json, pathlib, sys
if sys.argv[1] == "--version":
    print("{version}")
    raise SystemExit
with open(pathlib.Path(__file__).with_name("calls.jsonl"), "a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\\n")
said = {said!r}
sys.stderr.write(said)
if "ERROR" in said:
    raise SystemExit(1)
pathlib.Path(sys.argv[sys.argv.index("--output") + 1]).write_text("made by " + sys.argv[4])
"""


def fake_quarto(folder: Path, monkeypatch, version: str, said: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    script = folder / "fake.py"
    script.write_text(FAKE_QUARTO.format(version=version, said=said), encoding="utf-8")
    if os.name == "nt":
        program = folder / "quarto.cmd"
        program.write_text(f'@"{sys.executable}" "{script}" %*\n', encoding="utf-8")
    else:
        program = folder / "quarto"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("QUARTO", str(program))
    return folder / "calls.jsonl"


def test_auto_takes_quarto_from_1_9_on(tmp_path, monkeypatch):
    fake_quarto(tmp_path / "new", monkeypatch, "1.9.17")
    assert choose_engine("auto") == Engine("quarto", {"quarto": "1.9.17"})
    fake_quarto(tmp_path / "newer", monkeypatch, "1.10.2")
    assert choose_engine("auto").name == "quarto"
    assert choose_engine("builtin").name == "builtin"
    fake_quarto(tmp_path / "old", monkeypatch, "1.8.27")
    chosen = choose_engine("auto")
    assert chosen.name == "builtin" and {"pandoc", "typst", "nbclient"} <= set(chosen.versions)
    with pytest.raises(BadInput, match=r'"1\.8\.27" found, Quarto 1\.9 or later expected'):
        choose_engine("quarto")


def test_quarto_asked_for_and_absent_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("QUARTO", str(tmp_path / "nothing"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match="the Quarto program expected"):
        choose_engine("quarto")
    assert choose_engine("auto").name == "builtin"


def test_quarto_is_called_once_per_format_with_the_metadata(tmp_path, monkeypatch):
    import json

    calls = fake_quarto(tmp_path / "quarto", monkeypatch, "1.9.17")
    outputs = {fmt: tmp_path / "out" / f"paper.{fmt}" for fmt in ("html", "pdf")}
    source = stage(tmp_path / "staged", HEAD + "Words.\n")
    render_report(source, outputs, choose_engine("quarto"), tmp_path / "work", {"stamp": "SIMULATED", "empty": ""})
    first, second = (json.loads(line) for line in calls.read_text().splitlines())
    assert first[:6] == ["render", "report.qmd", "--to", "html", "--output", "report.html"]
    assert second[:6] == ["render", "report.qmd", "--to", "typst", "--output", "report.pdf"]
    assert "stamp:SIMULATED" in first and not any(argument.startswith("empty") for argument in first)
    banner = next(argument for argument in first if argument.startswith("include-before-body:"))
    assert "SIMULATED" in Path(banner.partition(":")[2]).read_text(encoding="utf-8")
    assert outputs["pdf"].read_text() == "made by typst"


def test_what_quarto_complains_of_becomes_a_sentence(tmp_path, monkeypatch):
    text = HEAD + "See @fig-none.\n"
    source = stage(tmp_path / "staged", text)
    outputs = {"html": tmp_path / "out" / "report.html"}
    warning = "\x1b[33mWARNING (main.lua:1) Unable to resolve crossref @fig-none\x1b[39m\n"
    for said, expected in (
        (warning, f'row {row_of(text, "@fig-none")}: "@fig-none"'),
        ("ERROR: no such thing", "no such thing"),
    ):
        fake_quarto(tmp_path / "quarto", monkeypatch, "1.9.17", said)
        with pytest.raises(BadInput) as caught:
            render_report(source, outputs, choose_engine("quarto"), tmp_path / "work")
        assert expected in caught.value.report()
        assert not outputs["html"].exists()
