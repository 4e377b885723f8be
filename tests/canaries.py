"""Planted names, e-mail addresses, telephone numbers and tokens, in copies of the raw files that people wrote.

None of them may come out: of the survey in columns of contacts and in free text, of interviews in what is said, and of
web pages in a paragraph of their text.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from paradiplomacy.survey.codebook import Codebook, PartnerListQuestion, TextQuestion, read_codebook

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
NAME = "Zinovia Kanarienvogel"
MAIL, PHONE, ADDRESS = "zinovia.kanarienvogel@example.net", "+49 30 5550100", "203.0.113.77"
CONTACT = f"{MAIL}, tel. {PHONE}"
SENTENCE = f"Ask {NAME}, {CONTACT}"
CANARIES = ("Kanarienvogel", "kanarienvogel", "Zinovia", "zinovia", "5550100", ADDRESS)
SURVEYS = ("china_cities_2021", "us_cities_2024", "cee_china_2019", "us_partners_2025")


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
    plant_in_interviews(raw / "interview_documents.csv", raw / "interview_codings.csv")
    plant_on_pages(raw / "pages.warc.gz")
    return (*(f"demo_{name.rpartition('_')[0]}" for name in SURVEYS), "demo_interview_documents", "demo_pages")


def plant_in_survey(content: bytes, codebook: Codebook) -> bytes:
    """Return an export with canaries in every contact and free text, and in one list of partners in free text."""
    encoding = codebook.encoding or ("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8")
    delimiter = DELIMITERS[codebook.delimiter]
    rows = list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter))
    texts = {question.column for question in codebook.fields if isinstance(question, TextQuestion)}
    lists = {question.column for question in codebook.fields if isinstance(question, PartnerListQuestion)}
    for row in rows[3 if codebook.format == "qualtrics" else 1 :]:
        for place, column in enumerate(rows[0]):
            if column in codebook.sensitive:
                row[place] = f"{NAME} {MAIL} {ADDRESS}"
            elif column in texts and row[place]:
                row[place] = SENTENCE
            elif column in lists and row[place]:
                row[place] += f" ({CONTACT})"
                lists = set()
    return _written(rows, delimiter).encode(encoding)


def plant_in_interviews(documents: Path, codings: Path) -> None:
    """Write contacts over the beginning of a coded passage of each interview, which is quoted; no letter moves."""
    rows = list(csv.reader(io.StringIO(documents.read_text(encoding="utf-8"), newline="")))
    text, document = rows[0].index("text"), rows[0].index("document")
    coded = list(csv.DictReader(io.StringIO(codings.read_text(encoding="utf-8"), newline="")))
    for row in rows[1:]:
        spans = [(int(one["start"]), int(one["end"])) for one in coded if one["document"] == row[document]]
        for start in [low for low, high in spans if high - low > len(CONTACT) + 5][:1]:
            row[text] = row[text][:start] + CONTACT + row[text][start + len(CONTACT) :]
    documents.write_text(_written(rows, ","), encoding="utf-8")


def plant_on_pages(path: Path) -> None:
    """Add a paragraph with contacts to every page of a web archive that is HTML."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    with path.open("rb") as source:
        for record in ArchiveIterator(source):
            body = record.content_stream().read()
            headers = record.http_headers
            if record.rec_type == "response" and b"</body>" in body:
                body = body.replace(b"</body>", f"<p>Contact: {CONTACT}</p></body>".encode("ascii"))
                kept = [(k, v) for k, v in headers.headers if k.lower() not in ("content-length", "content-encoding")]
                headers = StatusAndHeaders(headers.statusline, kept, protocol=headers.protocol)
            again = writer.create_warc_record(
                record.rec_headers.get_header("WARC-Target-URI") or "",
                record.rec_type,
                payload=io.BytesIO(body),
                http_headers=headers,
                warc_headers_dict={
                    name: record.rec_headers.get_header(name) for name in ("WARC-Date", "WARC-Record-ID")
                },
            )
            writer.write_record(again)
    path.write_bytes(out.getvalue())


def _written(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()
