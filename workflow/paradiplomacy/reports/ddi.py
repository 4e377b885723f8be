"""The codebook of a wave as DDI-Codebook 2.5, the XML by which data archives exchange codebooks.

Beside the page (`codebook_page`), from the same description and under the same disclosure rule. Elements stand in the
order of the published schema (DDI Alliance, DDI-Codebook 2.5, 2012).
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from paradiplomacy.reports.codebook_tables import DescribedColumn, DescribedQuestion, PrintedCount
from paradiplomacy.reports.wave_facts import WaveFacts
from paradiplomacy.survey.codebook import CountQuestion, MultipleQuestion, OrderedQuestion, TextQuestion
from paradiplomacy.survey.recode import NOT_ASKED

NAMESPACE = "ddi:codebook:2_5"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SECURITY = {
    "restricted": "restricted: neither the answers nor counts of them are published",
    "aggregate": "aggregate: the answers are published only in counts and estimates",
}
RESPONSE_DOMAINS = {
    "single": "category",
    "ordered": "category",
    "multiple": "multiple",
    "count": "numeric",
    "text": "text",
    "partners": "text",
    "partner_list": "text",
}
FILE_ID = "F1"
UNITS = {"city": "City or town (administration)", "region": "Region (administration), NUTS 2"}


def write_ddi(path: str | Path, facts: WaveFacts, questions: list[DescribedQuestion]) -> None:
    """Write the codebook of a wave as one DDI-Codebook 2.5 file (UTF-8, the same bytes every time)."""
    book = ET.Element("codeBook", {"xmlns": NAMESPACE, "version": "2.5", "ID": facts.wave, LANGUAGE: "en"})
    _document(ET.SubElement(book, "docDscr"), facts)
    _study(ET.SubElement(book, "stdyDscr"), facts)
    _file(ET.SubElement(book, "fileDscr", {"ID": FILE_ID}), facts, questions)
    data = ET.SubElement(book, "dataDscr")
    for question in questions:
        if isinstance(question.question, MultipleQuestion):
            _group_of_boxes(data, question)
    for place, question in enumerate(questions, start=1):
        if question.columns:
            for column in question.columns:
                _variable(data, place, question, column, facts)
        else:
            _restricted_variable(data, place, question)
    ET.indent(book, " ")
    ET.ElementTree(book).write(path, encoding="UTF-8", xml_declaration=True)
    with Path(path).open("ab") as sink:
        sink.write(b"\n")


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    # XML knows no control characters; an export may hold some
    element.text = "".join(sign for sign in text if sign in "\t\n" or sign >= " ") or None
    return element


def _citation(parent: ET.Element, title: str, identifier: str, facts: WaveFacts) -> None:
    citation = _add(parent, "citation")
    statement = _add(citation, "titlStmt")
    _add(statement, "titl", title)
    _add(statement, "IDNo", identifier)
    responsible = _add(citation, "rspStmt")
    for author in facts.authors:
        _add(responsible, "AuthEnty", author)
    if facts.stamp:
        _add(citation, "notes", facts.stamp)


def _document(document: ET.Element, facts: WaveFacts) -> None:
    _citation(document, f"Codebook: {facts.title}", f"{facts.wave}.ddi", facts)


def _study(study: ET.Element, facts: WaveFacts) -> None:
    _citation(study, facts.title, facts.wave, facts)
    info = _add(study, "stdyInfo")
    _add(info, "abstract", facts.abstract)
    summary = _add(info, "sumDscr")
    _add(summary, "collDate", facts.period)
    for country in facts.countries:
        _add(summary, "nation", country)
    _add(summary, "geogCover", f"{len(facts.countries)} countries of Europe")
    _add(summary, "anlyUnit", UNITS[facts.level])
    _add(summary, "universe", facts.population)
    _add(summary, "dataKind", "survey data")
    method = _add(study, "method")
    collection = _add(method, "dataColl")
    _add(collection, "sampProc", "Census: every unit of the population was invited")
    _add(collection, "collMode", facts.mode)
    _add(collection, "weight", facts.weighting)
    _add(_add(method, "anlyInfo"), "respRate", facts.response)
    use = _add(_add(study, "dataAccs"), "useStmt")
    _add(use, "restrctn", facts.use)
    _add(use, "conditions", facts.disclosure)


def _file(file: ET.Element, facts: WaveFacts, questions: list[DescribedQuestion]) -> None:
    text = _add(file, "fileTxt")
    _add(text, "fileName", f"survey/{facts.wave}/responses.csv")
    _add(text, "fileCont", "One row per unit that answered; every answer is a code or a kind of missing answer")
    size = _add(text, "dimensns")
    _add(size, "caseQnty", str(facts.answered))
    _add(size, "varQnty", str(sum(len(question.question.tidy_columns) for question in questions)))
    _add(text, "fileType", "comma-separated values", charset="UTF-8")


def _group_of_boxes(data: ET.Element, question: DescribedQuestion) -> None:
    names = question.question.tidy_columns
    group = ET.SubElement(
        data, "varGrp", {"ID": f"G_{question.question.name}", "type": "multipleResp", "var": _ids(names)}
    )
    _add(group, "labl", question.question.question["en"])


def _ids(names: tuple[str, ...]) -> str:
    return " ".join(f"V_{name}" for name in names)


def _head(data: ET.Element, place: int, question: DescribedQuestion, column: str, label: str) -> ET.Element:
    asked = question.question
    number = isinstance(asked, CountQuestion)
    attributes = {"ID": f"V_{column}", "name": column, "files": FILE_ID, "intrvl": "contin" if number else "discrete"}
    if isinstance(asked, CountQuestion):
        attributes["measUnit"] = asked.unit
    if isinstance(asked, OrderedQuestion):
        attributes["nature"] = "ordinal"
    variable = ET.SubElement(data, "var", attributes)
    _add(variable, "labl", label)
    if asked.sensitivity in SECURITY:
        _add(variable, "security", SECURITY[asked.sensitivity])
    for language, wording in asked.question.items():
        attributes = {"seqNo": str(place), "responseDomainType": RESPONSE_DOMAINS[asked.type], LANGUAGE: language}
        literal = _add(ET.SubElement(variable, "qstn", attributes), "qstnLit", wording)
        literal.set(LANGUAGE, language)
    return variable


def _restricted_variable(data: ET.Element, place: int, question: DescribedQuestion) -> None:
    for column in question.question.tidy_columns:
        variable = _head(data, place, question, column, question.question.question["en"])
        _add(variable, "universe", question.asked_whom)
        if isinstance(question.question, TextQuestion):
            _add(variable, "varFormat", type="character")


def _variable(
    data: ET.Element, place: int, question: DescribedQuestion, column: DescribedColumn, facts: WaveFacts
) -> None:
    variable = _head(data, place, question, column.name, column.label)
    valid = [count for count in column.counts if not count.missing]
    invalid = [count for count in column.counts if count.missing]
    number = question.question.type in ("count", "partners")
    for name, counts in (("valrng", valid), ("invalrng", invalid)):
        if not counts:
            continue
        span = _add(variable, name)
        if number and name == "valrng":
            _add(span, "range", UNITS="INT", min="0")
        else:
            for count in counts:
                _add(span, "item", VALUE=count.code)
    _add(variable, "universe", question.asked_whom)
    _statistics(variable, column, question)
    for count in invalid if number else column.counts:
        _category(variable, count, facts)
    _add(variable, "varFormat", type="numeric" if number else "character")


def _statistics(variable: ET.Element, column: DescribedColumn, question: DescribedQuestion) -> None:
    known = [count.n for count in column.counts if not count.missing]
    shown = [n for n in known if n is not None]
    if len(shown) == len(known):
        _add(variable, "sumStat", str(sum(shown)), type="vald")
    if question.quartiles:
        low, middle, high = question.quartiles
        _add(variable, "sumStat", f"{middle:g}", type="medn")
        _add(variable, "sumStat", f"{low:g}", type="other", otherType="lowerQuartile")
        _add(variable, "sumStat", f"{high:g}", type="other", otherType="upperQuartile")


def _category(variable: ET.Element, count: PrintedCount, facts: WaveFacts) -> None:
    attributes = {"missing": "Y", "missType": count.code} if count.missing else {}
    category = _add(variable, "catgry", **attributes)
    _add(category, "catValu", count.code)
    _add(category, "labl", count.label)
    if count.n is None:
        _add(category, "txt", f"count not published: {facts.disclosure_short[count.mark]}")
        return
    _add(category, "catStat", str(count.n), type="freq")
    if count.share is not None and count.code != NOT_ASKED:
        _add(category, "catStat", f"{100 * count.share:.1f}", type="percent")
