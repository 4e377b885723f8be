"""Read articles of a MediaWiki XML dump as pages of blocks, so that the same decision can be tried on them.

Dumps are read as a stream, within bounds, by a parser that refuses document types and entities. Wikitext becomes
blocks: headings, list items, table rows, paragraphs. Flags and links leave their names, references and files nothing.
"""

from __future__ import annotations

import bz2
import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.web.pages import Block, Page

LARGEST_DUMP = 256 * 2**20  # bytes after decompression
LONGEST_ARTICLE = 5 * 10**6  # letters; MediaWiki itself allows 2 MB
CHUNK = 2**16
LONGEST_ITEM = 80  # letters of a line that is an item of a list made of line breaks

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
REFERENCE = re.compile(r"<ref[^>/]*/>|<ref[^>]*>.*?</ref\s*>", re.DOTALL | re.IGNORECASE)
NOT_TEXT = re.compile(r"<(math|gallery|timeline|score|syntaxhighlight)[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>|</?(?:li|p|div|td|tr)[^>]*>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,400}>")
INNER_TEMPLATE = re.compile(r"\{\{([^{}]*)\}\}")
LINK = re.compile(r"\[\[([^\[\]|]*)(?:\|([^\[\]]*))?\]\]")
EXTERNAL = re.compile(r"\[(?:https?:)?//\S+\s*([^\]]*)\]")
FILE_LINK = re.compile(r"^\s*[\w-]{2,14}:[^|]*\.(?:jpe?g|png|svg|gif|ogg|ogv|webm|tiff?|pdf)", re.IGNORECASE)
LANGUAGE_LINK = re.compile(r"^[a-z]{2,3}(?:-[a-z]+)*:\S")
HEADING = re.compile(r"^(={2,6})\s*(.*?)\s*\1\s*$")
TABLE_SIGNS = re.compile(r"^\s*(?:\{\||\|\}|\|-|\|\+|!)")
CELL_ATTRIBUTES = re.compile(r"^\s*(?:[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|\S+)\s*)+\|(?!\|)")
QUOTES = re.compile(r"'{2,5}")
LIST_SIGNS = re.compile(r"^[*#:;]+\s*")


def read_articles(path: str | Path, *, language: str = "", country: str = "", unit: str = "") -> Iterator[Page]:
    """Yield the articles of a dump (.xml or .xml.bz2), namespace 0 only, redirects left out.

    Parameters
    ----------
    language, country, unit
        of the pages; an article's own title is its unit where `unit` is empty.

    Raises
    ------
    BadInput
        when the file is missing, no MediaWiki dump, or larger than the bounds.
    """
    for number, (title, text) in enumerate(_articles(Path(path))):
        yield Page(
            page_id=f"{Path(path).name.split('.')[0]}-{number}", unit_id=unit or title, unit_names=(unit or title,),
            country=country, language=language, address="", date="", title=title, blocks=tuple(wikitext_blocks(text)),
        )  # fmt: skip


def _articles(path: Path) -> Iterator[tuple[str, str]]:
    """Yield title and wikitext of each article."""
    found: list[tuple[str, str]] = []
    values: dict[str, str] = {}
    stack: list[str] = []
    size = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        stack.append(name)
        if name == "page":
            values.clear()
        if name == "redirect":
            values["redirect"] = attributes.get("title", "yes")

    def text(data: str) -> None:
        if stack and stack[-1] in ("title", "ns", "text"):
            joined = values.get(stack[-1], "") + data
            values[stack[-1]] = joined[:LONGEST_ARTICLE]

    def end(name: str) -> None:
        stack.pop()
        if name == "page" and values.get("ns", "0") == "0" and "redirect" not in values:
            found.append((values.get("title", ""), values.get("text", "")))

    def refuse(*_: object) -> None:
        raise BadInput([Problem(path.as_posix(), "no document type or entity in the XML", "take another dump")])

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    try:
        with bz2.open(path, "rb") if path.suffix == ".bz2" else path.open("rb") as source:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                if size > LARGEST_DUMP:
                    expected = f"at most {LARGEST_DUMP // 2**20} MB of XML"
                    raise BadInput([Problem(path.as_posix(), expected, "split the dump")])
                parser.Parse(chunk, False)
                yield from found
                found.clear()
            parser.Parse(b"", True)
    except FileNotFoundError:
        raise BadInput([Problem(path.as_posix(), "this file to exist", "put it there, or correct its name")]) from None
    except (expat.ExpatError, OSError, EOFError) as error:
        expected = f"a MediaWiki dump, bz2 or XML ({error})"
        raise BadInput([Problem(path.as_posix(), expected, "download the file again")]) from None
    yield from found


def wikitext_blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of an article's wikitext."""
    path: dict[int, str] = {}
    for line in plain_lines(text):
        heading = HEADING.match(line)
        if heading:
            level = len(heading[1])
            path = {depth: words for depth, words in path.items() if depth < level} | {level: heading[2]}
            yield Block("heading", heading[2])
        elif LIST_SIGNS.match(line):
            words = LIST_SIGNS.sub("", line).strip(" ;,")
            if words:
                yield Block("list_item", words)
        elif line.startswith("|"):
            words = line.strip("| ")
            if words:
                yield Block("table_row", words)
        elif len(line) <= LONGEST_ITEM and line.endswith(":"):
            yield Block("heading", line)
        elif len(line) <= LONGEST_ITEM and not line.endswith("."):
            yield Block("list_item", line)
        else:
            yield Block("paragraph", line)


def plain_lines(text: str) -> Iterator[str]:
    """Yield the lines of an article without markup; signs of lists, tables and headings stay in front."""
    text = REFERENCE.sub("", NOT_TEXT.sub("", COMMENT.sub("", text)))
    text = BREAK.sub("\n", text)
    for _ in range(12):  # from the innermost template outwards
        text, count = INNER_TEMPLATE.subn(_template, text)
        if not count:
            break
    for _ in range(4):  # captions of files hold links
        text, count = LINK.subn(_link, text)
        if not count:
            break
    text = QUOTES.sub("", TAG.sub("", EXTERNAL.sub(r"\1", text))).replace("&nbsp;", " ")
    for raw in text.split("\n"):
        line = raw.strip()
        if TABLE_SIGNS.match(line):
            line = re.sub(r"^\s*!\s*", "| ", line) if line.startswith("!") else ""
        if line.startswith("|"):
            cells = re.split(r"\|\||!!", line[1:])
            line = "| " + " | ".join(CELL_ATTRIBUTES.sub("", cell).strip() for cell in cells)
            inner = line[1:].strip()
            line = inner if inner.startswith(("*", "#")) else line if inner else ""
        if line:
            yield line


def _template(match: re.Match[str]) -> str:
    """Return what a template leaves on the page: its unnamed values, one per line where they are long lists."""
    name, *values = match[1].split("|")
    kept = []
    for value in values:
        key, sign, words = value.partition("=")
        if not sign:
            kept.append(value.strip())
        elif "\n" in words or LIST_SIGNS.match(words.strip()) or key.strip().lower() in NAMING:
            kept.append(words.strip())
    code = name.strip()
    if len(code) in (2, 3) and code.isupper() and code.isalpha():  # {{USA|Ziel=Los Angeles}}: a flag with its country
        return f"{' '.join(kept)} ({code}) " if kept else f"({code}) "
    return ("\n" if any("\n" in value for value in kept) else " ").join(kept)


NAMING = frozenset({"ziel", "name", "liste", "list", "content", "inhalt", "text", "1", "2", "3"})


def _link(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if FILE_LINK.match(target) or LANGUAGE_LINK.match(target):
        return ""
    return (label if label else target.split("#")[0]).split("|")[-1]
