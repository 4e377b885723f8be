"""Articles of a MediaWiki dump become blocks; a hostile or broken dump is a sentence."""

from __future__ import annotations

import bz2
from pathlib import Path

import pandas as pd
import pytest
from web_judge import judge, scanner, weights

from paradiplomacy.problems import BadInput
from paradiplomacy.web import wikitext
from paradiplomacy.web.decision import decide_pages
from paradiplomacy.web.evaluation import evaluate
from paradiplomacy.web.wikitext import read_articles, wikitext_blocks

DUMP = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/">
<page><title>Neustadt</title><ns>0</ns><revision><text>{text}</text></revision></page>
<page><title>Talk:Neustadt</title><ns>1</ns><revision><text>x</text></revision></page>
<page><title>Neustatt</title><ns>0</ns><redirect title="Neustadt"/><revision><text>x</text></revision></page>
</mediawiki>"""
ARTICLE = """'''Neustadt''' is a town.&lt;ref name="a"&gt;Not [[Boston]]&lt;/ref&gt; &lt;!-- nor [[Chicago]] --&gt;
[[File:View.jpg|thumb|A [[View]] of it]]
== Twin towns ==
{{Div col}}
* {{flagicon|USA}} [[Cleveland|Cleveland]], [[United States]] (1990)
* {{USA|Ziel=Boston}}, 1991
{{Div col end}}
{| class="wikitable"
! City !! Country
|-
| style="x" | [[Nanjing]] || [[China]]
|}
Lyon&lt;br /&gt;Prague
"""


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "en.xml.bz2"
    path.write_bytes(bz2.compress(DUMP.format(text=ARTICLE).encode()))
    return path


def test_articles_become_blocks_without_markup(dump: Path) -> None:
    (page,) = read_articles(dump, language="en", country="DE")
    assert (page.title, page.unit_names) == ("Neustadt", ("Neustadt",))
    assert [(block.kind, block.text) for block in page.blocks] == [
        ("paragraph", "Neustadt is a town."),
        ("heading", "Twin towns"),
        ("list_item", "USA Cleveland, United States (1990)"),
        ("list_item", "Boston (USA) , 1991"),
        ("table_row", "City | Country"),
        ("table_row", "Nanjing | China"),
        ("list_item", "Lyon"),
        ("list_item", "Prague"),
    ]


def test_deep_templates_and_unclosed_markup_end() -> None:
    assert isinstance(list(wikitext_blocks("{{a|" * 2_000 + "[[b|" * 2_000)), list)


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]><mediawiki><page><title>&a;</title></page></mediawiki>',
        "<mediawiki><page>",
        "no dump",
    ],
)
def test_a_broken_or_hostile_dump_is_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "en.xml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=r"no document type or entity|a MediaWiki dump"):
        list(read_articles(path))
    with pytest.raises(BadInput, match="this file to exist"):
        list(read_articles(tmp_path / "absent.xml.bz2"))


def test_a_dump_beyond_the_bounds_is_refused(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wikitext, "LARGEST_DUMP", 100)
    with pytest.raises(BadInput, match="split the dump"):
        list(read_articles(dump))


@pytest.mark.mirror
@pytest.mark.slow
def test_twin_towns_of_real_articles_are_found_in_every_language(mirror: Path) -> None:
    """The article on one city in 26 languages: those of el, hr and ga have no list of its twin towns."""
    pages = [
        page
        for path in sorted((mirror / "wikipedia_minidumps").glob("*.xml.bz2"))
        for page in read_articles(path, language=path.name.split(".")[0], country="DE")
    ]
    titles = {"Berlin", "Berlín", "Berlijn", "Berliini", "Berliin", "Berlim", "Berlino", "Berlynas", "Berlīne",
              "Берлин", "Берлін", "柏林"}  # fmt: skip
    truth = pd.DataFrame(
        [
            {"page_id": page.page_id, "partner": partner, "place": place}
            for page in pages
            if page.title in titles and page.language not in ("el", "hr", "ga")
            for partner, place in (("CN", "Beijing"), ("US", "Los Angeles"))
        ]
    )
    known = judge()
    found = decide_pages(pages, scanner(), weights(), known.settings)[1]
    index = pd.DataFrame({"page_id": [page.page_id for page in pages], "language": [page.language for page in pages]})
    scores = evaluate(index, found, truth, known.gazetteer, ["CN", "US"])[0].set_index("language")
    assert len(truth) == 46
    assert scores.loc["all", "recall"] > 0.9
    assert scores.loc["all", "precision"] > 0.7
    assert (scores.loc[["el", "hr", "ga"], "found"] == 0).all()
