"""The published codebook: what stands on the page and in the DDI file, and what must not."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
import yaml
from survey_answers import export_of, ingest, long_answer, short_answer, wave_codebook

from paradiplomacy.reports.codebook_page import write_codebook_page
from paradiplomacy.reports.codebook_tables import DescribedQuestion, condition_in_words, describe_wave
from paradiplomacy.reports.ddi import NAMESPACE, write_ddi
from paradiplomacy.reports.wave_facts import SurveySettings, WaveFacts, facts_of_wave
from paradiplomacy.survey.codebook import Codebook

HOSTILE = "<script>alert('x')</script> & \"quotes\" ]]> \x0b"
# order of elements in the published schema (DDI-Codebook 2.5, codebook.xsd), as far as this writer uses them
ORDER = {
    "codeBook": ["docDscr", "stdyDscr", "fileDscr", "dataDscr"],
    "docDscr": ["citation"],
    "stdyDscr": ["citation", "stdyInfo", "method", "dataAccs"],
    "citation": ["titlStmt", "rspStmt", "notes"],
    "titlStmt": ["titl", "IDNo"],
    "rspStmt": ["AuthEnty"],
    "stdyInfo": ["abstract", "sumDscr"],
    "sumDscr": ["collDate", "nation", "geogCover", "anlyUnit", "universe", "dataKind"],
    "method": ["dataColl", "anlyInfo"],
    "dataColl": ["sampProc", "collMode", "weight"],
    "anlyInfo": ["respRate"],
    "dataAccs": ["useStmt"],
    "useStmt": ["restrctn", "conditions"],
    "fileDscr": ["fileTxt"],
    "fileTxt": ["fileName", "fileCont", "dimensns", "fileType"],
    "dimensns": ["caseQnty", "varQnty"],
    "dataDscr": ["varGrp", "var"],
    "varGrp": ["labl"],
    "var": ["labl", "security", "qstn", "valrng", "invalrng", "universe", "sumStat", "catgry", "varFormat"],
    "qstn": ["qstnLit"],
    "valrng": ["item", "range"],
    "invalrng": ["item"],
    "catgry": ["catValu", "labl", "txt", "catStat"],
}
REQUIRED = {"var": {"name"}, "sumStat": {"type"}, "catStat": {"type"}, "item": {"VALUE"}}
PERMITTED = {
    ("sumStat", "type"): {"mean", "medn", "mode", "vald", "invd", "min", "max", "stdev", "other"},
    ("catStat", "type"): {"freq", "percent", "crosstab", "other"},
    ("var", "intrvl"): {"contin", "discrete"},
    ("var", "nature"): {"nominal", "ordinal", "interval", "ratio", "percent", "other"},
    ("catgry", "missing"): {"Y", "N"},
    ("varFormat", "type"): {"character", "numeric"},
    ("varGrp", "type"): {"multipleResp"},
    ("qstn", "responseDomainType"): {"text", "numeric", "code", "category", "multiple", "other"},
}


@pytest.fixture(scope="module")
def settings(root: Path) -> SurveySettings:
    whole = yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))
    return SurveySettings.model_validate({name: whole[name] for name in SurveySettings.model_fields})


@pytest.fixture(scope="module")
def codebook(root: Path) -> Codebook:
    return wave_codebook(root, "china_cities_2021")


def answers(codebook: Codebook, long: int, short: int) -> pd.DataFrame:
    """Return the responses of a wave of `long` and `short` answers, all of a kind alike."""
    export = export_of([long_answer(codebook), short_answer(codebook)], codebook)
    one = ingest(export, codebook).responses
    rows = pd.concat([one.iloc[[0]]] * long + [one.iloc[[1]]] * short, ignore_index=True)
    rows["unit_id"] = [f"U{number}" for number in range(len(rows))]
    return rows


@pytest.fixture(scope="module")
def described(codebook: Codebook) -> list[DescribedQuestion]:
    """The questions of a wave of thirty long and ten short answers; which counts may be printed takes long to find."""
    return describe_wave(answers(codebook, 30, 10), codebook, 5)


def facts(settings: SurveySettings, codebook: Codebook) -> WaveFacts:
    dispositions = pd.DataFrame(
        {"country": ["AT", "AT", "BG"], "disposition": ["complete", "partial", "none"], "unit_id": list("abc")}
    )
    countries = pd.DataFrame({"country": ["AT", "BG"], "name": ["Austria", "Bulgaria"]})
    source = {"licence": "CC0-1.0", "sensitivity": "restricted"}
    return facts_of_wave("china_cities_2021", settings, codebook, dispositions, countries, source)


def ddi(tmp_path: Path, settings: SurveySettings, codebook: Codebook, questions: list[DescribedQuestion]) -> ET.Element:
    path = tmp_path / "wave.ddi.xml"
    write_ddi(path, facts(settings, codebook), questions)
    return ET.parse(path).getroot()


def page(tmp_path: Path, settings: SurveySettings, codebook: Codebook, questions: list[DescribedQuestion]) -> str:
    path = tmp_path / "wave.html"
    write_codebook_page(path, facts(settings, codebook), questions, settings=settings)
    return path.read_text(encoding="utf-8")


def with_label(codebook: Codebook, label: str) -> Codebook:
    """Return the codebook with another wording of the first question and its first answer."""
    written = codebook.model_dump()
    written["fields"][0]["question"]["de"] = label
    next(iter(written["fields"][0]["codes"].values()))["label"] = label
    return Codebook.model_validate(written)


def test_counts_and_shares_are_those_of_the_answers(described: list[DescribedQuestion]) -> None:
    entries = {entry.question.name: entry for entry in described}
    cooperation = {count.code: count for count in entries["cooperation"].columns[0].counts}
    assert (cooperation["yes"].n, cooperation["yes"].share) == (None, None)
    importance = {count.code: count for count in entries["importance"].columns[0].counts}
    assert importance["not_asked"].share is None
    assert importance["1"].text == "< 5"
    assert entries["staff"].quartiles == (12, 12, 12)
    assert entries["comment"].columns == ()


def test_answers_without_small_cells_are_printed_in_full(codebook: Codebook) -> None:
    settings = codebook.model_dump()
    settings["fields"] = [settings["fields"][0] | {"codes": {"A1": {"code": "yes", "label": "Yes"},
                                                            "A2": {"code": "no", "label": "No"}}}]  # fmt: skip
    settings["branches"] = settings["questions"] = {}
    settings["keep_partial_when_answered"] = "cooperation"
    small = Codebook.model_validate(settings)
    responses = pd.DataFrame({"cooperation": ["yes"] * 30 + ["no"] * 10 + ["no_answer"] * 5}, dtype="string")
    counts = describe_wave(responses, small, 5)[0].columns[0].counts
    assert [(count.code, count.n, count.share) for count in counts] == [
        ("yes", 30, 30 / 45),
        ("no", 10, 10 / 45),
        ("no_answer", 5, 5 / 45),
    ]


def test_no_share_stands_where_the_number_of_those_asked_does_not(described: list[DescribedQuestion]) -> None:
    for entry in described:
        for column in entry.columns:
            for count in column.counts:
                assert count.share is None or (column.asked is not None and count.n is not None)


def test_quartiles_need_five_answers_in_each_quarter(codebook: Codebook) -> None:
    settings = codebook.model_dump()
    settings["fields"] = [field for field in settings["fields"] if field["name"] in ("cooperation", "staff")]
    settings["questions"] = {}
    short = Codebook.model_validate(settings)  # its other questions have no part in the quartiles of this one
    quartiles = {
        n: next(e for e in describe_wave(answers(codebook, n, 10), short, 5) if e.question.name == "staff").quartiles
        for n in (19, 20)
    }
    assert quartiles[19] is None
    assert quartiles[20] is not None


def test_the_condition_of_a_branch_is_in_words(codebook: Codebook) -> None:
    assert condition_in_words(codebook.question("cooperation"), codebook) == "everybody"
    assert condition_in_words(codebook.question("interest"), codebook) == "those who answered “No” to cooperation"


def test_the_page_has_an_anchor_a_heading_and_every_wording_of_each_field(
    tmp_path: Path, settings: SurveySettings, codebook: Codebook, described: list[DescribedQuestion]
) -> None:
    text = page(tmp_path, settings, codebook, described)
    for question in codebook.fields:
        assert f'<section class="question" id="{question.name}">' in text
        assert f'href="#{question.name}"' in text
    assert 'lang="de">Arbeitet Ihre Stadt mit Partnern in China zusammen?' in text
    assert "SIMULATED DATA" in text
    assert 'class="skip" href="#questions"' in text
    assert 'id="questions"' in text
    assert re.findall(r"<th(?! scope=)", text) == ["<th"] * text.count("<thead")  # every heading cell has its scope
    assert "fine" not in re.sub(r"<[^>]+>|\{[^}]*\}", " ", text)  # the comment that a respondent wrote
    identifiers = re.findall(r' id="([^"]+)"', text)
    assert len(identifiers) == len(set(identifiers))


def test_a_hostile_label_stays_text_on_the_page_and_in_the_ddi_file(
    tmp_path: Path, settings: SurveySettings, codebook: Codebook
) -> None:
    hostile = with_label(codebook, HOSTILE)
    questions = describe_wave(answers(codebook, 30, 10), hostile, 5)
    text = page(tmp_path, settings, hostile, questions)
    assert "<script" not in text
    tags = set()

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.add(tag)

    Tags().feed(text)
    assert "script" not in tags
    book = ddi(tmp_path, settings, hostile, questions)
    labels = {label.text for label in book.iter(f"{{{NAMESPACE}}}labl")}
    assert HOSTILE.replace("\x0b", "") in labels
    assert not list(book.iter(f"{{{NAMESPACE}}}script"))


@pytest.mark.parametrize("wave", ["china_cities_2021", "us_cities_2024", "china_regions_2021", "us_regions_2024"])
def test_the_ddi_file_has_the_elements_of_the_schema_in_its_order(
    root: Path, tmp_path: Path, settings: SurveySettings, wave: str
) -> None:
    """The schema is not part of the project (it is under the LGPL): its rules for these elements stand here."""
    codebook = wave_codebook(root, wave)
    book = ddi(tmp_path, settings, codebook, describe_wave(answers(codebook, 30, 10), codebook, 5))
    assert book.get("version") == "2.5"
    identifiers = [element.get("ID") for element in book.iter() if element.get("ID")]
    assert len(identifiers) == len(set(identifiers))
    for element in book.iter():
        name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        below = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]
        order = ORDER.get(name, [])
        assert set(below) <= set(order), name
        assert below == sorted(below, key=order.index), name
        assert set(element.attrib) >= REQUIRED.get(name, set()), name
        for attribute, value in element.attrib.items():
            assert value in PERMITTED.get((name, attribute), {value}), (name, attribute)
        for reference in (element.get("var") or "").split():
            assert reference in identifiers
        if name == "var":
            assert element.get("files") in identifiers
    assert {v.get("name") for v in book.iter(f"{{{NAMESPACE}}}var")} == {
        column for question in codebook.fields for column in question.tidy_columns
    }


def test_the_ddi_file_prints_no_count_that_the_page_withholds(
    tmp_path: Path, settings: SurveySettings, codebook: Codebook, described: list[DescribedQuestion]
) -> None:
    book = ddi(tmp_path, settings, codebook, described)
    names = {"n": NAMESPACE}
    frequencies = [int(found.text or "") for found in book.findall(".//n:catStat[@type='freq']", names)]
    assert frequencies
    assert min(frequencies) >= 5
    comment = book.find(".//n:var[@name='comment']", names)
    assert comment is not None
    assert comment.find("n:security", names) is not None
    assert comment.findall("n:catgry", names) == []
    missing = book.findall(".//n:var[@name='interest']/n:catgry[@missing='Y']/n:catValu", names)
    assert [value.text for value in missing] == ["no_answer", "not_asked"]
