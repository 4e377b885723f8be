"""The looks of DOCX: pandoc's reference document with our styles, a page number, and the stamp in the page header.

The document is made anew for each render from the one inside pandoc, so no binary file stands in the repository.
"""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date a zip archive can carry
BODY, HEADINGS = "Cambria", "Calibri"
INK, QUIET, RULE = "1A1A1A", "555555", "444444"
CALLOUTS = {
    "Note": ("3B6EA5", "EEF3F9"),
    "Tip": ("3F7D4E", "EEF6F0"),
    "Important": ("8A2B5B", "F8EEF4"),
    "Warning": ("A8650B", "FBF4E8"),
    "Caution": ("A33A22", "FAEFEC"),
}
STAMP = ("8A2B0E", "FBE9E2")
TEXT_WIDTH = 9000  # twentieths of a point between the margins of an A4 page

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _run_style(size: float, color: str = INK, font: str = BODY, flags: str = "") -> str:
    half = round(size * 2)
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>'
    return f'<w:rPr>{fonts}{flags}<w:color w:val="{color}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'


def _paragraph_style(before: int, after: int, extra: str = "", lead: str = "", line: int = 264) -> str:
    spacing = f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'
    return f"<w:pPr>{lead}{spacing}{extra}</w:pPr>"


_KEEP = "<w:keepNext/><w:keepLines/>"
_BOLD, _ITALIC = "<w:b/>", "<w:i/>"

# Style of pandoc's reference document -> its paragraph and run properties.
_STYLES = {
    "BodyText": _paragraph_style(80, 80),  # space after a table, too
    "Compact": _paragraph_style(20, 20, line=250),
    "Title": _paragraph_style(0, 80, '<w:jc w:val="left"/>', line=240)
    + _run_style(21, font=HEADINGS, flags=_BOLD),
    "Subtitle": _paragraph_style(0, 160, '<w:jc w:val="left"/>', line=240) + _run_style(14, QUIET, HEADINGS),
    "Author": _paragraph_style(0, 40, '<w:jc w:val="left"/>', _KEEP) + _run_style(11.5),
    "Date": _paragraph_style(0, 160, '<w:jc w:val="left"/>', _KEEP) + _run_style(10.5, QUIET),
    "AbstractTitle": _paragraph_style(200, 40, '<w:ind w:left="400" w:right="400"/>', _KEEP)
    + _run_style(10, QUIET, HEADINGS, _BOLD),
    "Abstract": _paragraph_style(0, 200, '<w:ind w:left="400" w:right="400"/>') + _run_style(10),
    "Bibliography": _paragraph_style(0, 80, '<w:ind w:left="400" w:hanging="400"/>') + _run_style(10),
    "Heading1": _paragraph_style(360, 120, '<w:outlineLvl w:val="0"/>', _KEEP)
    + _run_style(15, font=HEADINGS, flags=_BOLD),
    "Heading2": _paragraph_style(280, 100, '<w:outlineLvl w:val="1"/>', _KEEP)
    + _run_style(12.5, font=HEADINGS, flags=_BOLD),
    "Heading3": _paragraph_style(220, 80, '<w:outlineLvl w:val="2"/>', _KEEP)
    + _run_style(11, font=HEADINGS, flags=_BOLD),
    "Heading4": _paragraph_style(180, 60, '<w:outlineLvl w:val="3"/>', _KEEP)
    + _run_style(11, QUIET, HEADINGS, _ITALIC),
    "FootnoteText": _paragraph_style(0, 40, line=240) + _run_style(9),
    "Caption": _paragraph_style(80, 120, line=250) + _run_style(9.5),
    "TableCaption": _paragraph_style(240, 80, lead=_KEEP, line=250),
    "ImageCaption": _paragraph_style(60, 240, line=250),
    "CaptionedFigure": _paragraph_style(200, 60, '<w:jc w:val="center"/>', "<w:keepNext/>"),
    "TOCHeading": _paragraph_style(240, 80, lead=_KEEP) + _run_style(12.5, font=HEADINGS, flags=_BOLD),
}  # fmt: skip

_RULES = "".join(
    f'<w:{side} w:val="single" w:sz="{weight}" w:space="0" w:color="{RULE}"/>' for side, weight in
    (("top", 10), ("bottom", 10))
)  # fmt: skip


def _table_style(name: str, size: float, default: bool) -> str:
    """A table with rules above, below and under its header, set in type of `size` points."""
    half = round(size * 2)
    return f"""<w:style w:type="table" {'w:default="1"' if default else 'w:customStyle="1"'}
w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/><w:qFormat/>
<w:pPr><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/></w:pPr>
<w:rPr><w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>
<w:tblPr><w:jc w:val="center"/><w:tblBorders>{_RULES}</w:tblBorders><w:tblCellMar><w:top w:w="30" w:type="dxa"/>
<w:left w:w="80" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>
</w:tblPr><w:trPr><w:cantSplit/></w:trPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="6" w:space="0" w:color="{RULE}"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>
</w:tblStylePr></w:style>"""


def _own_style(name: str, properties: str, base: str = "BodyText") -> str:
    identifier = name.replace(" ", "")
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{base}"/><w:qFormat/>{properties}</w:style>'
    )


def _box(color: str, fill: str, sides: str = "left") -> str:
    border = f'<w:pBdr><w:{sides} w:val="single" w:sz="24" w:space="8" w:color="{color}"/></w:pBdr>'
    return f'{border}<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


def _own_styles() -> str:
    """Styles that the filter names: callouts, smaller tables, equations, notes under tables, and the stamp."""
    styles = []
    for name, (color, fill) in CALLOUTS.items():
        indent = '<w:ind w:left="240" w:right="120"/>'
        text = _paragraph_style(0, 0, indent, _box(color, fill)) + _run_style(10)
        title = _paragraph_style(160, 0, indent, _KEEP + _box(color, fill)) + _run_style(10, color, HEADINGS, _BOLD)
        styles += [_own_style(f"Callout {name}", text), _own_style(f"Callout {name} Title", title)]
    styles += [_table_style("Table Small", 7.5, default=False), _table_style("Table Tiny", 6.5, default=False)]
    middle, right = TEXT_WIDTH // 2, TEXT_WIDTH
    tabs = f'<w:tabs><w:tab w:val="center" w:pos="{middle}"/><w:tab w:val="right" w:pos="{right}"/></w:tabs>'
    styles.append(_own_style("Equation", _paragraph_style(160, 160, lead=tabs)))
    styles.append(_own_style("Table Notes", _paragraph_style(60, 240, line=240) + _run_style(8.5, QUIET)))
    color, fill = STAMP
    stamp = _paragraph_style(0, 200, '<w:jc w:val="center"/>', f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>')
    styles.append(_own_style("Stamp", stamp + _run_style(9.5, color, HEADINGS, _BOLD), "Normal"))
    return "".join(styles)


def _restyled(styles: str) -> str:
    """Pandoc's style sheet with ours in the place of its own."""
    default = _run_style(11).replace("</w:rPr>", '<w:lang w:val="en-GB"/></w:rPr>')
    styles = re.sub(
        r"<w:rPrDefault>.*?</w:rPrDefault>",
        f"<w:rPrDefault>{default}</w:rPrDefault>",
        styles,
        count=1,
        flags=re.DOTALL,
    )
    for identifier, properties in _STYLES.items():
        found = re.search(rf'<w:style [^>]*w:styleId="{identifier}">.*?</w:style>', styles, re.DOTALL)
        if not found:
            raise ValueError(f"pandoc's reference document has no style {identifier}")
        bare = re.sub(r"\s*<w:(pPr|rPr)>.*?</w:\1>", "", found[0], flags=re.DOTALL)
        styles = styles.replace(found[0], bare.replace("</w:style>", f"{properties}</w:style>"))
    table = _table_style("Table", 8.5, default=True)
    styles = re.sub(r'<w:style [^>]*w:styleId="Table">.*?</w:style>', table, styles, count=1, flags=re.DOTALL)
    return styles.replace("</w:styles>", f"{_own_styles()}</w:styles>")


def _header(stamp: str) -> str:
    text = f'<w:pPr><w:pStyle w:val="Stamp"/></w:pPr><w:r><w:t xml:space="preserve">{escape(stamp)}</w:t></w:r>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<w:hdr xmlns:w="{_W}"><w:p>{text if stamp else ""}</w:p></w:hdr>'


def _footer() -> str:
    number = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<w:ftr xmlns:w="{_W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
        f"{number}</w:p></w:ftr>"
    )


def _section() -> str:
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/><w:footerReference w:type="default" '
        'r:id="rIdFooter"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1453" w:bottom="1440" '
        'w:left="1453" w:header="600" w:footer="600" w:gutter="0"/></w:sectPr>'
    )


def default_reference(pandoc: Sequence[str]) -> bytes:
    """The reference document inside pandoc, which is run by the command `pandoc`."""
    command = [*pandoc, "--print-default-data-file=reference.docx"]
    return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - a fixed program


def write_reference(default: bytes, target: Path, stamp: str) -> None:
    """Write the reference document for pandoc: `default` (pandoc's own) with our styles, page, header and footer.

    Parameters
    ----------
    default
        the reference document that pandoc carries.
    target
        the file to write; the same arguments give the same bytes.
    stamp
        text of the header of every page; empty for none.
    """
    with zipfile.ZipFile(io.BytesIO(default)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    def edit(name: str, pattern: str, replacement: str) -> None:
        text = re.sub(pattern, lambda _: replacement, parts[name].decode("utf-8"), count=1, flags=re.DOTALL)
        parts[name] = text.encode("utf-8")

    parts["word/styles.xml"] = _restyled(parts["word/styles.xml"].decode("utf-8")).encode("utf-8")
    parts["word/header1.xml"], parts["word/footer1.xml"] = _header(stamp).encode(), _footer().encode()
    edit("word/document.xml", r"<w:sectPr>.*?</w:sectPr>", _section())
    relations, types = "", ""
    for part in ("header", "footer"):
        relations += f'<Relationship Id="rId{part.title()}" Type="{_R}/{part}" Target="{part}1.xml"/>'
        kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{part}+xml"
        types += f'<Override PartName="/word/{part}1.xml" ContentType="{kind}"/>'
    edit("word/_rels/document.xml.rels", "</Relationships>", f"{relations}</Relationships>")
    edit("[Content_Types].xml", "</Types>", f"{types}</Types>")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), data)


def openxml_template(default: str) -> str:
    """Pandoc's template of the document part, with the stamp above the title, affiliations and keywords."""

    def paragraph(variable: str, style: str, lead: str = "") -> str:
        run = f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{lead}</w:t></w:r>' if lead else ""
        text = f'$for({variable})$${variable}$$sep$<w:r><w:t xml:space="preserve">, </w:t></w:r>$endfor$'
        style = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        return f"$if({variable})$\n<w:p>{style}{run}{text}</w:p>\n$endif$\n"

    template = default.replace("<w:body>", "<w:body>\n" + paragraph("stamp", "Stamp"), 1)
    template = template.replace("$if(date)$", paragraph("affiliation", "Date") + "$if(date)$", 1)
    return template.replace(
        "$for(include-before)$", paragraph("keywords", "Abstract", "Keywords: ") + "$for(include-before)$", 1
    )
