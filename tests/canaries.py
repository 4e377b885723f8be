"""Planted names, e-mail addresses, telephone numbers and tokens, in copies of the raw files that people wrote.

None of them may come out: of the survey in columns of contacts, in what the program of the survey notes and in free
text; of interviews in what is said, and in whatever else a project holds; of web pages in their text, their titles and
addresses, and in what no reader sees of them; of coded sheets in notes. docs/privacy.md lists what stands where.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paradiplomacy.survey.codebook import Codebook, PartnerListQuestion, PartnersQuestion, TextQuestion, read_codebook

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
NAME = "Zinovia Kanarienvogel"
MAIL, PHONE, ADDRESS = "zinovia.kanarienvogel@example.net", "+49 30 5550100", "203.0.113.77"
SPOT = "52.5163291"  # a latitude, to the house
CONTACT = f"{MAIL}, tel. {PHONE}"
SENTENCE = f"Ask {NAME}, {CONTACT}"
EVERYTHING = f"{NAME} {MAIL} {ADDRESS} {SPOT}"
CANARIES = ("Kanarienvogel", "kanarienvogel", "Zinovia", "zinovia", "5550100", ADDRESS, SPOT)

# sources of the demonstration in which people stand, and what is planted in them
SURVEYS = ("china_cities_2021", "us_cities_2024", "cee_china_2019", "us_partners_2025")
SPSS = ("china_regions_2021", "us_regions_2024")
SHEETS = ("coded_anna", "coded_ben")
PLANTED = (
    *(f"demo_{name.rpartition('_')[0]}" for name in (*SURVEYS, *SPSS)),
    *("demo_interview_documents", "demo_interviews", "demo_interview_codes", "demo_pages"),
)
CODED_SHEETS = tuple(f"demo_{name}" for name in SHEETS)
# where the tokens and names stand that are looked for as they are
NAMED = ("demo_invitations", "demo_us_partner_invitations", "demo_interview_names", "demo_interview_codings")
# no person stands in these: places, statistics, registers, parties; the project's own decisions; the simulated truth
OF_NOBODY = tuple(
    f"demo_{name}"
    for name in (
        *("cities", "city_population", "regions", "region_population", "places", "nuts", "nuts_converter", "gdp"),
        *("ports", "regional_authority", "parties", "cabinets", "local_parties", "wikidata_keys", "ches_keys"),
        *("twin_towns", "wikidata_2017", "wikidata_2022", "sites", "cases", "coded_adjudication"),
        *("true_effects", "truth_units", "truth_pages"),
    )
)


def plant_canaries(folder: Path) -> tuple[str, ...]:
    """Write the canaries into the raw files of a simulated world; return the sources that changed.

    Parameters
    ----------
    folder
        the project's folder.
    """
    raw = folder / "resources/demo"
    for name in SURVEYS:
        codebook = read_codebook(folder / "config/waves" / f"{name}.yaml")
        path = raw / f"{name}.csv"
        path.write_bytes(plant_in_survey(path.read_bytes(), codebook))
    for name in SPSS:
        plant_in_spss(raw / f"{name}.sav", read_codebook(folder / "config/waves" / f"{name}.yaml"))
    plant_in_interviews(raw / "interview_documents.csv", raw / "interview_codings.csv")
    plant_in_project(raw / "interviews.qdpx")
    plant_in_code_book(raw / "interview_codes.qdc")
    plant_on_pages(raw / "pages.warc.gz")
    return PLANTED


def plant_in_survey(content: bytes, codebook: Codebook) -> bytes:
    """Return an export with canaries in every contact, technical column and free text, and in one place of each kind.

    In wordings of the header of a contact they stand, too, and behind the name of every office.
    """
    encoding = codebook.encoding or ("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8")
    delimiter = DELIMITERS[codebook.delimiter]
    rows = list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter))
    cells = _Cells(codebook)
    head = 3 if codebook.format == "qualtrics" else 1
    for place, column in enumerate(rows[0]):
        if head == 3 and column in codebook.sensitive:
            rows[1][place] = f"{rows[1][place]} ({SENTENCE})"
        for row in rows[head:]:
            row[place] = cells.planted(column, row[place])
    lost = [row for row in rows[head:] if codebook.unit and not row[rows[0].index(str(codebook.token))]]
    if lost and codebook.unit:  # who writes an address where the name of the city is asked
        lost[0][rows[0].index(codebook.unit.name)] = CONTACT
    return _written(rows, delimiter).encode(encoding)


class _Cells:
    """Which cells of an export take a canary: once for each kind of question on partners."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        questions = codebook.fields
        self.texts = {question.column for question in questions if isinstance(question, TextQuestion)}
        self.once = [{question.column} for question in questions if isinstance(question, PartnerListQuestion)]
        self.once += [
            {entry.place for entry in question.entries}
            for question in questions
            if isinstance(question, PartnersQuestion)
        ]

    def planted(self, column: str, cell: str) -> str:
        if column in self.codebook.sensitive or column in self.codebook.technical:
            return EVERYTHING
        if column in self.texts and cell:
            return SENTENCE
        if column == self.codebook.office and cell:
            return f"{cell}, {SENTENCE}"
        for columns in [one for one in self.once if column in one and cell]:
            self.once.remove(columns)
            return f"{cell} ({CONTACT})"
        return cell


def plant_in_spss(path: Path, codebook: Codebook) -> None:
    """Write a .sav file again with canaries in its label, notes, answers, and all labels of variables and values."""
    import pyreadstat

    table, found = pyreadstat.read_sav(path, user_missing=True)
    cells = _Cells(codebook)
    for column in table:
        if found.readstat_variable_types[column] == "string":
            table[column] = [cells.planted(column, str(cell)) for cell in table[column]]
    pyreadstat.write_sav(
        table,
        path,
        file_label=f"{NAME} {MAIL}"[:64],
        column_labels=[f"{found.column_names_to_labels[name]} ({SENTENCE})" for name in table],
        note=[NAME, CONTACT],
        variable_value_labels={
            name: {code: f"{label} ({CONTACT})" for code, label in labels.items()}
            for name, labels in found.variable_value_labels.items()
        },
        missing_ranges=found.missing_ranges,
        variable_format=found.original_variable_types,
    )


def plant_in_interviews(documents: Path, codings: Path) -> None:
    """Write contacts over the beginning of a coded passage of each interview, which is quoted; no letter moves."""
    rows = list(csv.reader(io.StringIO(documents.read_text(encoding="utf-8"), newline="")))
    text, document = rows[0].index("text"), rows[0].index("document")
    coded = list(csv.DictReader(io.StringIO(codings.read_text(encoding="utf-8"), newline="")))
    for row in rows[1:]:
        spans = [(int(one["start"]), int(one["end"])) for one in coded if one["document"] == row[document]]
        row[text] = _over_a_passage(row[text], spans)
    documents.write_text(_written(rows, ","), encoding="utf-8")


def plant_in_project(path: Path) -> None:
    """Write canaries into a REFI-QDA project.

    In the texts at coded passages; in memos, descriptions, names of selections, users, variables of cases and their
    values, and the names of its members; and in members and comments that no reader opens.
    """
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    project = members.pop("project.qde")
    variable = "00000000-0000-4000-8000-000000000001"
    aside = f"<Description>{SENTENCE}</Description>"
    person = re.findall(r'<Case guid="[^"]*" name="([^"]*)"', project)[0]
    texts = {}
    for number, (old, text) in enumerate(members.items(), start=1):
        new = f"Sources/{NAME} {number}.txt"
        text_of = f"internal://{re.escape(Path(old).name)}"
        source = re.search(rf'<TextSource[^>]*"{text_of}".*?</TextSource>', project, re.DOTALL)
        assert source is not None, old
        ends = re.findall(r'startPosition="(\d+)" endPosition="(\d+)"', source[0])
        texts[new] = _over_a_passage(text, [(int(low), int(high)) for low, high in ends])
        project = project.replace(f"internal://{Path(old).name}", f"internal://{Path(new).name}")
    for pattern, replacement in (
        (r'(<Project [^>]*?name=)"[^"]*"', rf'\1"{SENTENCE}" basePath="/home/{MAIL}"'),
        (r"(<User [^>]*?)/>", rf'\1 id="{MAIL}"/>'),
        (r"(<Code [^>]*?)/>", rf"\1><Description>{person} told it, {CONTACT}</Description></Code>"),
        (r"(<Variables>)", rf'\1<Variable guid="{variable}" name="mail" typeOfVariable="Text"/>'),
        (r"(<Case [^>]*>)", rf'\1{aside}<VariableValue><VariableRef targetGUID="{variable}"/>'
                            rf"<TextValue>{MAIL}</TextValue></VariableValue>"),
        (r"(<PlainTextSelection [^>]*?)(/?)>", rf'\1 name="{SENTENCE}"\2>'),
        (r"(<PlainTextSelection [^>]*[^/]>)", rf"\1{aside}"),
        (r"(</Sources>)", rf'\1<Notes><Note guid="00000000-0000-4000-8000-000000000002" name="{SENTENCE}">'
                          rf"<PlainTextContent>{SENTENCE}</PlainTextContent></Note></Notes>{aside}"),
    ):  # fmt: skip
        project, found = re.subn(pattern, replacement, project)
        assert found, f"the project holds nothing like {pattern}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = SENTENCE.encode()
        for name, text in {"project.qde": project, **texts, f"{NAME}/{MAIL}.txt": SENTENCE}.items():
            archive.writestr(name, text.encode("utf-8"))


def plant_in_code_book(path: Path) -> None:
    """Write canaries into the origin and every description of a REFI-QDA code book."""
    text = re.sub(r'origin="[^"]*"', f'origin="{SENTENCE}"', path.read_text(encoding="utf-8"))
    text, found = re.subn(r"</Description>", f" {CONTACT}</Description>", text)
    assert found
    path.write_text(text, encoding="utf-8")


def plant_on_pages(path: Path) -> None:
    """Write canaries on every page of a web archive, and one page more whose address holds some.

    Of HTML: title, heading, paragraph, item, cell of a table; what is not shown: meta, comment, script, hidden fields.
    Of PDF: title, author, a line. Of each answer: headers of HTTP and WARC; of one that is no page, the address.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)

    def write(kind: str, address: str, body: bytes, headers: Any, kept: dict[str, str]) -> None:
        kept |= {"WARC-Creator": SENTENCE}
        again = writer.create_warc_record(
            address, kind, payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=kept
        )
        writer.write_record(again)

    first = ""
    with path.open("rb") as source:
        for record in ArchiveIterator(source):
            body = record.content_stream().read()
            headers = record.http_headers
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type == "response":
                page = planted_page(body)
                address += "" if b"<" in body else f"?to={MAIL}"  # of pages the truth is known by their address
                first = first or (address if page != body else "")
                kept = [(k, v) for k, v in headers.headers if k.lower() not in ("content-length", "content-encoding")]
                kept += [("From", MAIL), ("Set-Cookie", f"user={MAIL}; name={NAME}"), ("X-Author", SENTENCE)]
                headers, body = StatusAndHeaders(headers.statusline, kept, protocol=headers.protocol), page
            elif record.rec_type == "warcinfo":
                body += f"operator: {SENTENCE}\r\n".encode("ascii")
            kept_of_warc = {name: record.rec_headers.get_header(name) for name in ("WARC-Date", "WARC-Record-ID")}
            write(record.rec_type, address, body, headers, kept_of_warc)
    for number, name in enumerate((MAIL, MAIL.replace("@", "%40"))):
        page = planted_page(f"<html><head><title>Page {number}</title></head><body></body></html>".encode("ascii"))
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        write("response", f"{first}contact/{name}", page, headers, {"WARC-Date": "2023-03-01T10:00:00Z"})
    path.write_bytes(out.getvalue())


def planted_page(body: bytes) -> bytes:
    """Return a page with canaries, HTML or PDF; anything else as it is."""
    said = f"Contact: {CONTACT}"
    if body[:5] == b"%PDF-":
        body = re.sub(rb"/Title \([^)]*\)", f"/Title ({said}) /Author ({NAME})".encode("ascii"), body)
        return re.sub(
            rb"<< /Length \d+ >>\nstream\n(.*?)ET\nendstream",
            lambda found: _pdf_stream(found[1] + f"({said}) Tj T*\n".encode("ascii")),
            body,
            flags=re.DOTALL,
        )
    shown = (
        f"<h2>{said}</h2><p>{said}</p><ul><li>{said}</li></ul>"
        f"<table><tr><td>{MAIL}</td><td>tel. {PHONE}</td></tr></table>"
    )
    unseen = (
        f"<!-- {SENTENCE} --><script>var editor = '{SENTENCE}';</script>"
        f"<form><input type='hidden' value='{SENTENCE}'></form><a href='mailto:{MAIL}' title='{NAME}'></a>"
    )
    body = body.replace(b"</title>", f" - {said}</title><meta name='author' content='{SENTENCE}'>".encode("ascii"))
    return body.replace(b"</body>", f"{shown}{unseen}</body>".encode("ascii"))


def _pdf_stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%sET\nendstream" % (len(content) + 3, content)


def plant_in_sheets(folder: Path) -> tuple[str, ...]:
    """Write canaries into the notes of coders and the properties of workbooks; return the sources that changed."""
    import openpyxl

    for name in SHEETS:
        path = folder / "resources/demo" / f"{name}.xlsx"
        book = openpyxl.load_workbook(path)
        book.properties.creator, book.properties.description = NAME, SENTENCE
        for sheet, row, column in _note_cells(book):
            sheet.cell(row, column).value = f"The page says: {CONTACT}"
        book.save(path)
    return CODED_SHEETS


def _note_cells(book: Any) -> Iterator[tuple[Any, int, int]]:
    for sheet in book:
        heads = {str(cell.value): cell for row in sheet.iter_rows(max_row=10) for cell in row}
        if "note" in heads and "item" in heads:
            for row in range(heads["note"].row + 1, sheet.max_row + 1):
                if sheet.cell(row, heads["item"].column).value:
                    yield sheet, row, heads["note"].column


def _over_a_passage(text: str, spans: list[tuple[int, int]]) -> str:
    """Return a text with contacts over the beginning of the first passage that is long enough; no letter moves."""
    for start in [low for low, high in spans if high - low > len(CONTACT) + 5][:1]:
        return text[:start] + CONTACT + text[start + len(CONTACT) :]
    return text


def _written(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()
