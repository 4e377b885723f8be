"""Sites of some simulated units as a web archive (WARC), with what each page says of partner places: truth_pages.csv.

Lists, tables, prose, news and two PDFs state true ties; ended and planned partnerships, companies, exhibitions, menus
and partners elsewhere do not. The archive also holds what archives hold besides: redirects, errors, images, repeats.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from paradiplomacy.simulate.parameters import Truth, stream
from paradiplomacy.simulate.places import CITIES
from paradiplomacy.simulate.site_texts import LANGUAGE_OF, TEXTS, SiteTexts

WITH_TIES, WITHOUT_TIES = 92, 28  # units whose sites are archived
STATED = 0.8  # part of the true ties that a site lists
MOST_LISTED = 8
CAPTURED = "2023-03-01T10:00:00Z"
PDF_COUNTRIES = ("DE", "FR")  # one PDF in each: its font knows their letters
PARTNERS = ("CN", "US")


@dataclass
class Site:
    """A site under way: its unit, its pages (path, media type, header's character set, content) and what they say."""

    unit: Any
    language: str
    pages: list[tuple[str, str, str, bytes]] = field(default_factory=list)
    truth: list[tuple[str, str, str, str, str, int | None]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Address of the site."""
        return f"https://www.{self.unit.unit_id.lower()}.example/"

    @property
    def texts(self) -> SiteTexts:
        """Texts in the language of the site."""
        return TEXTS[self.language]

    def country(self, partner: str) -> str:
        """Return the name of a partner country in the language of the site."""
        return self.texts.china if partner == "CN" else self.texts.usa

    def says(self, path: str, partner: str, place: str, carrier: str, statement: str, year: int | None) -> None:
        """Note what a page says of a place."""
        self.truth.append((path, partner, place, carrier, statement, year))


def draw_sites(truth: Truth, units: pd.DataFrame, ties: pd.DataFrame) -> list[Site]:
    """Return the sites of `WITH_TIES` units that have ties with China or the US and `WITHOUT_TIES` that have none.

    Parameters
    ----------
    units
        unit_id, level, country and name of all units.
    ties
        true ties: unit_id, partner, place, kind, year.
    """
    rng = stream(truth.seed, "sites")
    own = ties[ties["partner"].isin(PARTNERS)]
    tied = units["unit_id"].isin(own["unit_id"])
    chosen = pd.concat([_some(units[tied], WITH_TIES, rng), _some(units[~tied], WITHOUT_TIES, rng)])
    names = units["name"].tolist()
    sites = [
        _draw_site(unit, own[own["unit_id"] == unit.unit_id], names, number, rng)
        for number, unit in enumerate(chosen.sort_values("unit_id").itertuples())
    ]
    for country in PDF_COUNTRIES:
        site = next(one for one in sites if one.unit.country == country and _first_dated(one) is not None)
        _add_pdf(site)
    return sites


def _some(units: pd.DataFrame, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return units of all countries in turn, so that each language is there."""
    shuffled = units.sort_values("unit_id").iloc[rng.permutation(len(units))]
    turn = shuffled.groupby("country").cumcount()
    return shuffled.assign(turn=turn).sort_values(["turn", "country"], kind="stable").head(count)


def _draw_site(unit: Any, ties: pd.DataFrame, names: list[str], number: int, rng: np.random.Generator) -> Site:
    site = Site(unit, LANGUAGE_OF[unit.country])
    texts = site.texts
    stated = ties[rng.random(len(ties)) < STATED].head(MOST_LISTED)
    entries = list(stated[["partner", "place", "year"]].itertuples(index=False, name=None))
    tied = set(ties["place"])
    others = [(partner, place.name) for partner in PARTNERS for place in CITIES[partner] if place.name not in tied]
    strangers = [others[int(at)] for at in rng.choice(len(others), 4, replace=False)]
    neighbours = [names[int(at)] for at in rng.choice(len(names), 2, replace=False)]
    site.pages.append(_page(site, "", texts.filler, [f"<p>{texts.filler}</p>"], number, strangers[3]))
    site.says("", *strangers[3], "menu", "none", None)
    path = ("partner.html", "international/list.html", "twin")[number % 3]
    body = _table(site, path, entries, neighbours) if number % 2 else _list(site, path, entries, neighbours)
    site.pages.append(_page(site, path, texts.heading, body, number))
    news = f"news/2022/{number}.html"
    site.pages.append(
        _page(site, news, texts.news_title, _news(site, news, entries, strangers, number), number, day=True)
    )
    if number % 2 == 0:
        site.pages.append(_page(site, "council.html", texts.filler, _council(site, strangers, number, rng), number))
    return site


def _list(site: Site, path: str, entries: list[tuple[str, str, int]], neighbours: list[str]) -> list[str]:
    lines = [f"<p>{site.texts.intro}</p>"]
    for partner in PARTNERS:
        own = [(place, year) for country, place, year in entries if country == partner]
        if own:
            items = "".join(f"<li>{_text(place)} ({year})</li>" for place, year in own)
            lines.append(f"<h2>{site.country(partner)}</h2><ul>{items}</ul>")
        for place, year in own:
            site.says(path, partner, place, "list", "active", year)
    return [*lines, "<h2>Europa</h2><ul>" + "".join(f"<li>{_text(name)}</li>" for name in neighbours) + "</ul>"]


def _table(site: Site, path: str, entries: list[tuple[str, str, int]], neighbours: list[str]) -> list[str]:
    header = "".join(f"<th>{cell}</th>" for cell in site.texts.header.split(";"))
    rows = [f"<tr>{header}</tr>"]
    for partner, place, year in entries:
        rows.append(f"<tr><td>{_text(place)}</td><td>{site.country(partner)}</td><td>{year}</td></tr>")
        site.says(path, partner, place, "table", "active", year)
    rows += [f"<tr><td>{_text(name)}</td><td>Europa</td><td></td></tr>" for name in neighbours]
    return [f"<p>{site.texts.intro}</p>", f"<table>{''.join(rows)}</table>"]


def _news(
    site: Site, path: str, entries: list[tuple[str, str, int]], strangers: list[tuple[str, str]], number: int
) -> list[str]:
    if not entries:
        partner, place = strangers[0]
        site.says(path, partner, place, "company", "none", None)
        return [f"<p>{_said(site, site.texts.company, partner, place)}</p>", f"<p>{site.texts.filler}</p>"]
    partner, place, year = entries[number % len(entries)]
    if number % 3:
        site.says(path, partner, place, "news", "active", None)
        return [f"<p>{_said(site, site.texts.news, partner, place)}</p>", f"<p>{site.texts.filler}</p>"]
    site.says(path, partner, place, "prose", "active", year)
    return [f"<p>{site.texts.filler}</p>", f"<p>{_said(site, site.texts.active, partner, place, year)}</p>"]


def _council(site: Site, strangers: list[tuple[str, str]], number: int, rng: np.random.Generator) -> list[str]:
    ended = int(rng.integers(1995, 2021))
    cases = (
        ("ended", site.texts.ended, ended, "prose"),
        ("planned", site.texts.planned, None, "prose"),
        ("none", site.texts.culture, None, "culture"),
    )
    lines: list[str] = []
    for (statement, text, year, carrier), (partner, place) in zip(cases, strangers, strict=False):
        if (number // 2 + len(lines)) % 3 != 2 or statement == "none":
            lines.append(f"<p>{_said(site, text, partner, place, year)}</p>")
            site.says("council.html", partner, place, carrier, statement, year)
    return lines


def _said(site: Site, text: str, partner: str, place: str, year: int | None = None) -> str:
    return _text(text.format(c=place, l=site.country(partner), u=site.unit.name, y=year))


def _text(text: str) -> str:
    return html.escape(text, quote=False)


def _page(
    site: Site,
    path: str,
    title: str,
    body: list[str],
    number: int,
    travel: tuple[str, str] | None = None,
    day: bool = False,
) -> tuple[str, str, str, bytes]:
    entries = [*site.texts.menu.split(";"), *([travel[1]] if travel else [])]
    menu = "".join(f"<li><a href='/{at}'>{_text(entry)}</a></li>" for at, entry in enumerate(entries))
    date = f"<meta name='dcterms.date' content='2022-{number % 12 + 1:02}-{number % 28 + 1:02}'>" if day else ""
    name = _text(site.unit.name)
    charset, header = _charset(site.language, number)
    meta = f"<meta charset='{charset}'>" if charset != "utf-8" and not header else ""
    content = (
        f"<!DOCTYPE html><html lang='{site.language}'><head>{meta}<title>{_text(title)} – {name}</title>"
        f"{date}</head><body>"
        f"<nav><ul>{menu}</ul></nav><main><h1>{_text(title)}</h1>{''.join(body)}</main>"
        f"<footer><p>{_text(site.texts.footer.format(u=site.unit.name))}</p></footer></body></html>"
    )
    return path, "text/html", header, content.encode(charset, errors="xmlcharrefreplace")


def _charset(language: str, number: int) -> tuple[str, str]:
    """Return the character set of a page and the one that its header declares: some old sites, declared or not."""
    if number % 9 == 4:
        old = {"el": "iso-8859-7", "bg": "windows-1251", "cs": "windows-1250", "pl": "iso-8859-2", "hu": "iso-8859-2"}
        charset = old.get(language, "utf-8")
        return charset, charset if number % 2 else ""
    return "utf-8", "utf-8"


def _first_dated(site: Site) -> tuple[str, str, str, str, str, int | None] | None:
    return next((row for row in site.truth if row[4] == "active" and row[5] is not None), None)


def _add_pdf(site: Site) -> None:
    """Add a PDF that states the first tie of a site once more."""
    first = _first_dated(site)
    if first is None:
        raise ValueError("the site states no tie")
    _, partner, place, _, _, year = first
    lines = [site.texts.heading, html.unescape(_said(site, site.texts.active, partner, place, year)), site.texts.filler]
    site.pages.append(("report.pdf", "application/pdf", "", pdf_of_lines(lines)))
    site.says("report.pdf", partner, place, "pdf", "active", year)


def pdf_of_lines(lines: list[str]) -> bytes:
    """Return a PDF of one page with the lines, in Helvetica."""
    escaped = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    drawn = "BT /F1 9 Tf 40 780 Td 16 TL " + " ".join(f"({line}) Tj T*" for line in escaped) + " ET"
    content = drawn.encode("cp1252", errors="replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /CreationDate (D:20210517090000Z) /Title (Report) >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for at, item in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n" % at + item + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(written),
    )
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def sites_csv(sites: list[Site]) -> str:
    """Return the list of sites."""
    return "unit_id,address\n" + "".join(f"{site.unit.unit_id},{site.address}\n" for site in sites)


def truth_pages_csv(sites: list[Site]) -> str:
    """Return what each page says of each place.

    Columns: address, unit_id, language, partner, place, carrier (list, table, prose, news, pdf, company, culture,
    menu), statement (active, ended, planned, none) and the year that the page states.
    """
    rows = [
        (site.address + path, site.unit.unit_id, site.language, partner, place, carrier, statement, year)
        for site in sites
        for path, partner, place, carrier, statement, year in site.truth
    ]
    columns = ["address", "unit_id", "language", "partner", "place", "carrier", "statement", "year"]
    table = pd.DataFrame(rows, columns=columns).astype({"year": "Int64"})
    return str(table.sort_values(columns[:6]).to_csv(index=False, lineterminator="\n"))


def sites_archive(sites: list[Site]) -> bytes:
    """Return the web archive of the sites, each record compressed by itself."""
    return b"".join(gzip.compress(record, 9, mtime=0) for record in _records(sites))


def _records(sites: list[Site]) -> Iterator[bytes]:
    yield _record("warcinfo", "", b"software: simulated\r\n", "application/warc-fields")
    for number, site in enumerate(sites):
        for path, media_type, charset, content in site.pages:
            kind = f"{media_type}; charset={charset}" if charset else media_type
            yield _answer(site.address + path, "200 OK", kind, content)
        if number % 20 == 0:
            yield _answer(site.address + "old", "301 Moved Permanently", "text/html", b"")
            yield _answer(site.address + "lost", "404 Not Found", "text/html", b"<p>404</p>")
            yield _answer(site.address + "logo.png", "200 OK", "image/png", b"\x89PNG\r\n")
            repeated = site.pages[0][3]
            headers = f"WARC-Refers-To-Target-URI: {site.address}\r\nWARC-Payload-Digest: {_digest(repeated)}\r\n"
            yield _record(
                "revisit", site.address + "index.html", b"HTTP/1.1 200 OK\r\n\r\n", "application/http", headers
            )
    yield _answer("https://elsewhere.example/", "200 OK", "text/html", b"<p>Elsewhere</p>")


def _answer(address: str, status: str, media_type: str, content: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(content)}\r\n\r\n"
    block = head.encode("ascii") + content
    digest = f"WARC-Payload-Digest: {_digest(content)}\r\n"
    return _record("response", address, block, "application/http; msgtype=response", digest)


def _record(kind: str, address: str, block: bytes, media_type: str, more: str = "") -> bytes:
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {address}")
    target = f"WARC-Target-URI: {address}\r\n" if address else ""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{name}>\r\n{target}WARC-Date: {CAPTURED}\r\n"
        f"Content-Type: {media_type}\r\n{more}Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode("utf-8") + block + b"\r\n\r\n"


def _digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()
