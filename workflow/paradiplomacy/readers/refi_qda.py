"""Reads interviews as software for qualitative analysis exchanges them: REFI-QDA projects and code books.

Part of the ground floor. A project is a zip of project.qde (XML) and its texts; nothing of it is unpacked to a disk.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
FILE = "project.qde"
INTERNAL = "internal://"
FOLDERS = ("Sources", "sources")  # the standard's folder, and as some programs write it
VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
MOST_MEMBERS = 10_000
MEGABYTE = 1_000_000
EXPORT_AGAIN = "export the project again as REFI-QDA (.qdpx)"
UNSAFE = (
    ("document type", "DTDForbidden"),
    ("entity", "EntitiesForbidden"),
    ("outer entity", "ExternalReferenceForbidden"),
)


@dataclass(frozen=True)
class Coding:
    """A passage and its code: characters (Unicode codepoints) from 0, the end not included."""

    start: int
    end: int
    code: str
    coder: str


@dataclass(frozen=True)
class Document:
    """A text with its codings and the variables of its case.

    Parameters
    ----------
    key
        its identifier in the file.
    name
        its name, which may be that of a person.
    names
        names of its case, or its own where it has none: what must never be printed.
    text
        the plain text; empty where the project holds none.
    attributes
        values of its case, and of the source itself, by name of the variable.
    """

    key: str
    name: str
    names: tuple[str, ...]
    text: str
    attributes: Mapping[str, str]
    codings: tuple[Coding, ...] = ()


@dataclass(frozen=True)
class Code:
    """A code of the code book; the path leads from the outermost code to it."""

    key: str
    name: str
    path: tuple[str, ...]
    codable: bool = True
    description: str = ""


@dataclass(frozen=True)
class Project:
    """Codes, documents and the names of the coders of a project, and what could not be taken (record, reason)."""

    codes: tuple[Code, ...]
    documents: tuple[Document, ...]
    coders: tuple[str, ...]
    set_aside: tuple[tuple[str, str], ...] = field(default=())


def read_qdpx(path: str | Path, largest_mb: int = 500) -> Project:
    """Read a REFI-QDA project.

    Codings of texts are taken, with those of the text of a PDF; pictures, sound and films are set aside. A coding whose
    positions leave its text, or whose code is not in the code book, is set aside, too.

    Parameters
    ----------
    largest_mb
        largest content after decompression; a larger one is refused before it is unpacked.

    Raises
    ------
    BadInput
        for a file that is no zip, is locked, too large, names a member outside of itself or holds no project; and for
        XML with a document type or entities, which could reach for other files.
    """
    file = Path(path).as_posix()
    if not zipfile.is_zipfile(path):
        raise BadInput([Problem(file, "a REFI-QDA project, which is a zip file", EXPORT_AGAIN)])
    with zipfile.ZipFile(path) as archive:
        _refuse_unsafe_archive(archive, file, largest_mb)
        members = {entry.filename: entry for entry in archive.infolist()}
        if FILE not in members:
            raise BadInput([Problem(file, f"a member {FILE}", EXPORT_AGAIN)])
        root = parse_xml(_content(archive, members[FILE], file), f"{file}/{FILE}", PROJECT)
        return _Reader(root, archive, members, file).project()


def read_qdc(path: str | Path) -> tuple[Code, ...]:
    """Read the codes of a REFI-QDA code book; it raises `BadInput` as `read_qdpx` does."""
    root = parse_xml(Path(path).read_bytes(), Path(path).as_posix(), CODEBOOK)
    return tuple(_codes(root.find(f"{{{CODEBOOK}}}Codes"), CODEBOOK, ()))


def qdc_text(codes: tuple[Code, ...], origin: str) -> str:
    """Return a code book as REFI-QDA XML, for software for qualitative analysis; codes stand below their parents."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<CodeBook xmlns="{CODEBOOK}" origin={quoteattr(origin)}>',
        "<Codes>",
    ]

    def write(parent: tuple[str, ...]) -> None:
        for code in codes:
            if code.path[:-1] != parent:
                continue
            codable = str(code.codable).lower()
            lines.append(f'<Code guid={quoteattr(code.key)} name={quoteattr(code.name)} isCodable="{codable}">')
            if code.description:
                lines.append(f"<Description>{escape(code.description)}</Description>")
            write(code.path)
            lines.append("</Code>")

    write(())
    return "\n".join([*lines, "</Codes>", "</CodeBook>", ""])


def parse_xml(content: bytes, file: str, namespace: str) -> Element:
    """Return the root of an XML document whose elements are of `namespace`.

    Raises
    ------
    BadInput
        for a document type, entities and references to other files, for XML that is not well-formed, and for another
        namespace.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        kind = next((words for words, name in UNSAFE if name == type(error).__name__), "something")
        expected = f"XML that declares nothing of its own (it has a {kind}, which could reach for other files)"
        raise BadInput([Problem(file, expected, EXPORT_AGAIN)]) from None
    except (ParseError, UnicodeDecodeError, ValueError) as error:
        raise BadInput([Problem(file, f"well-formed XML ({error})", EXPORT_AGAIN)]) from None
    if root.tag.partition("}")[0] != f"{{{namespace}":
        raise BadInput([Problem(file, f"elements of {namespace}", EXPORT_AGAIN, value=root.tag)])
    return root


def _refuse_unsafe_archive(archive: zipfile.ZipFile, file: str, largest_mb: int) -> None:
    found = []
    entries = archive.infolist()
    if len(entries) > MOST_MEMBERS:
        found.append(Problem(file, f"at most {MOST_MEMBERS} members", EXPORT_AGAIN, value=str(len(entries))))
    if sum(entry.file_size for entry in entries) > largest_mb * MEGABYTE:
        expected = f"at most {largest_mb} MB after decompression (interviews.largest_mb)"
        found.append(Problem(file, expected, "leave recordings out of the export, or raise the limit"))
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/"):
            found.append(Problem(file, "members inside of the project", EXPORT_AGAIN, value=entry.filename))
        if entry.flag_bits & 1:
            found.append(Problem(file, "members without a password", "export without a password", value=entry.filename))
    if found:
        raise BadInput(found)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> bytes:
    """Return the bytes of a member; no more are unpacked than it declares, which were counted before."""
    try:
        with archive.open(entry) as source:
            content = source.read(entry.file_size + 1)
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError) as error:
        raise BadInput(
            [Problem(file, f"a member that can be unpacked ({error})", EXPORT_AGAIN, value=entry.filename)]
        ) from None
    if len(content) > entry.file_size:
        raise BadInput([Problem(file, "a member as large as it declares", EXPORT_AGAIN, value=entry.filename)])
    return content


def _codes(parent: Element | None, namespace: str, path: tuple[str, ...]) -> Iterator[Code]:
    for element in [] if parent is None else parent.findall(f"{{{namespace}}}Code"):
        name = (element.get("name") or "").strip()
        own = (*path, name)
        description = element.findtext(f"{{{namespace}}}Description") or ""
        yield Code(_key(element.get("guid")), name, own, element.get("isCodable") != "false", description.strip())
        yield from _codes(element, namespace, own)


def _key(guid: str | None) -> str:
    """Return an identifier as it is compared: programs differ in case and braces."""
    return (guid or "").strip().strip("{}").lower()


class _Reader:
    def __init__(
        self, root: Element, archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], file: str
    ) -> None:
        self._root, self._archive, self._members, self._file = root, archive, members, file
        self._codes = tuple(_codes(root.find(f"{{{PROJECT}}}CodeBook/{{{PROJECT}}}Codes"), PROJECT, ()))
        self._coders = {_key(u.get("guid")): (u.get("name") or "").strip() for u in root.iter(f"{{{PROJECT}}}User")}
        self._variables = {
            _key(v.get("guid")): (v.get("name") or "").strip() for v in root.iter(f"{{{PROJECT}}}Variable")
        }
        self._set_aside: list[tuple[str, str]] = []

    def project(self) -> Project:
        cases = list(self._root.iter(f"{{{PROJECT}}}Case"))
        documents = []
        sources = self._root.find(f"{{{PROJECT}}}Sources")
        for number, source in enumerate([] if sources is None else list(sources), start=1):
            kind = source.tag.rpartition("}")[2]
            text = source if kind == "TextSource" else source.find(f"{{{PROJECT}}}Representation")
            if kind not in ("TextSource", "PDFSource") or text is None:
                self._set_aside.append((f"source {number}", f"{kind}: only texts are read"))
                continue
            document = self._document(number, source, text, cases)
            documents += [] if document is None else [document]
        return Project(self._codes, tuple(documents), tuple(sorted(self._coders.values())), tuple(self._set_aside))

    def _document(self, number: int, source: Element, text: Element, cases: list[Element]) -> Document | None:
        key = _key(source.get("guid"))
        own = [case for case in cases if key in self._references(case)]
        values = {name: value for element in (*own, source) for name, value in self._values(element)}
        names = [case.get("name") or "" for case in own] or [source.get("name") or ""]
        content = self._text(text)
        if content is None:
            places = range(1, len(list(text.iter(f"{{{PROJECT}}}Coding"))) + 1)
            records = [f"source {number}", *(f"source {number}, coding {place}" for place in places)]
            self._set_aside += [(record, "the text is not in the project") for record in records]
            return None
        return Document(
            key, (source.get("name") or "").strip(), tuple(filter(None, map(str.strip, names))), content, values,
            tuple(self._codings(text, content, number)),
        )  # fmt: skip

    def _references(self, case: Element) -> set[str]:
        return {_key(reference.get("targetGUID")) for reference in case.findall(f"{{{PROJECT}}}SourceRef")}

    def _values(self, element: Element) -> Iterator[tuple[str, str]]:
        for entry in element.findall(f"{{{PROJECT}}}VariableValue"):
            reference = entry.find(f"{{{PROJECT}}}VariableRef")
            name = self._variables.get(_key(None if reference is None else reference.get("targetGUID")))
            found = [entry.findtext(f"{{{PROJECT}}}{kind}") for kind in VALUES]
            value = next((text for text in found if text is not None), None)
            if name and value is not None:
                yield name, value.strip()

    def _text(self, element: Element) -> str | None:
        inline = element.findtext(f"{{{PROJECT}}}PlainTextContent")
        if inline is not None:
            return inline
        address = element.get("plainTextPath") or ""
        if not address.startswith(INTERNAL):
            return None
        name = posixpath.normpath(address.removeprefix(INTERNAL).replace("\\", "/"))
        member = next((self._members[f"{f}/{name}"] for f in FOLDERS if f"{f}/{name}" in self._members), None)
        if member is None:
            return None
        try:
            return _content(self._archive, member, self._file).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            expected = f"UTF-8 text (byte {error.start} is not)"
            raise BadInput([Problem(f"{self._file}/{member.filename}", expected, EXPORT_AGAIN)]) from None

    def _codings(self, element: Element, text: str, number: int) -> Iterator[Coding]:
        codes = {code.key: " / ".join(code.path) for code in self._codes}
        for place, selection in enumerate(element.findall(f"{{{PROJECT}}}PlainTextSelection"), start=1):
            record = f"source {number}, selection {place}"
            start, end = (self._number(selection.get(name)) for name in ("startPosition", "endPosition"))
            codings = selection.findall(f"{{{PROJECT}}}Coding")
            if codings and (start is None or end is None or not 0 <= start < end <= len(text)):
                self._set_aside += [
                    (f"{record}, coding {i}", "its positions leave the text") for i in range(1, len(codings) + 1)
                ]
                continue
            for order, coding in enumerate(codings, start=1):
                reference = coding.find(f"{{{PROJECT}}}CodeRef")
                code = codes.get(_key(None if reference is None else reference.get("targetGUID")))
                if code is None or start is None or end is None:
                    self._set_aside.append((f"{record}, coding {order}", "its code is not in the code book"))
                    continue
                user = _key(coding.get("creatingUser") or selection.get("creatingUser"))
                yield Coding(start, end, code, self._coders.get(user, "not named"))

    def _number(self, text: str | None) -> int | None:
        return int(text) if text is not None and text.strip().isdigit() else None
