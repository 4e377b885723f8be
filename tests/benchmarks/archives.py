"""Speed and memory of extract_pages, beside plain trafilatura on the same archive.

Run by `python tests/benchmarks/archives.py`. Also says which list items and table rows each tool keeps, on a page of
tests/unit/test_archive.py. Trafilatura and lxml, which the workflow does not need itself, must be installed for it.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
sys.path[:0] = [str(ROOT / "workflow"), str(ROOT / "tests" / "unit")]

from paradiplomacy.readers.warc import read_captures  # noqa: E402
from paradiplomacy.web.archive import Limits, extract_archive, open_tables  # noqa: E402
from paradiplomacy.web.decode import decode  # noqa: E402
from paradiplomacy.web.extract_html import blocks_of_html  # noqa: E402
from paradiplomacy.web.sites import SiteOwners, read_sites  # noqa: E402

KEPT = ("Qingdao", "Hafen", "Harbin", "Wuhan", "Jinan", "Akron", "Boston", "Chicago", "Columbus", "seit 1990")
LARGEST = 10_000_000


def extract(archive: Path) -> int:
    """Run the whole stage on an archive; return the number of pages."""
    sites = read_sites(DEMO / "sites.csv")
    units = {unit: ((unit,), unit[:2]) for unit in sites["unit_id"]}
    with tempfile.TemporaryDirectory() as folder:
        tables = open_tables(Path(folder) / "pages.csv", Path(folder) / "set_aside.csv")
        with (
            tables[0] as pages,
            tables[1] as aside,
            (Path(folder) / "pages.jsonl").open("w", encoding="utf-8") as texts,
        ):
            counts = extract_archive(
                archive, archive="a", owners=SiteOwners(sites), units=units, limits=Limits(), texts=texts, pages=pages,
                set_aside=aside,
            )  # fmt: skip
    return counts.rows_out


def html_of(archive: Path) -> list[str]:
    """Return the decoded HTML pages of an archive."""
    captures = read_captures(archive, LARGEST)
    return [decode(c.body, c.charset)[0] for c in captures if c.status == 200 and c.media_type == "text/html"]


def tools() -> dict[str, Callable[[str], str]]:
    """Return extractors by name: HTML to what they keep of it."""
    import lxml.html
    import resiliparse.extract.html2text
    import trafilatura

    def ours(html: str) -> str:
        blocks = blocks_of_html(html, deepest=300, most_blocks=20_000).blocks
        return "\n".join(text for block in blocks for text in (block.get("cells") or [block["text"]]))

    return {
        "this workflow (selectolax)": ours,
        "trafilatura": lambda html: trafilatura.extract(html) or "",
        "trafilatura, recall and tables": lambda html: (
            trafilatura.extract(html, favor_recall=True, include_tables=True) or ""
        ),
        "resiliparse, plain text": lambda html: resiliparse.extract.html2text.extract_plain_text(html),
        "resiliparse, main content": lambda html: resiliparse.extract.html2text.extract_plain_text(
            html, main_content=True
        ),
        "lxml, text_content": lambda html: lxml.html.fromstring(html.encode()).text_content(),
    }


def compare(archive: Path) -> None:
    """Print pages per second of one core and what is kept of lists and tables."""
    from test_archive import PAGE

    pages = html_of(archive)
    print(f"{len(pages)} HTML pages, {sum(map(len, pages)) / len(pages):.0f} letters each; one core")
    for name, tool in tools().items():
        began = time.process_time()
        for page in pages:
            tool(page)
        speed = len(pages) / (time.process_time() - began)
        kept = [word for word in KEPT if word in tool(PAGE)]
        print(f"{name:32} {speed:8.0f} pages/s   keeps {len(kept):2} of {len(KEPT)} list items, rows and terms")
    began = time.process_time()
    count = extract(archive)
    speed = count / (time.process_time() - began)
    print(f"{'the whole stage, files written':32} {speed:8.0f} pages/s")


def largest_memory() -> float:
    """Return the largest memory of this process alone, MB.

    Where the system tells it (Linux), as `getrusage` also counts what the parent held when it started this process.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        return float(re.findall(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Compare the tools, then measure memory at 1, 10 and 100 times the archive, each in a process of its own."""
    if len(sys.argv) > 1:
        count = extract(Path(sys.argv[1]))
        print(f"{count:6} pages, largest memory {largest_memory():.0f} MB, {time.process_time():.0f} s")
        return
    archive = DEMO / "pages.warc.gz"
    compare(archive)
    with tempfile.TemporaryDirectory() as folder:
        for times in (1, 10, 100):
            copy = Path(folder) / f"{times}.warc.gz"
            with copy.open("wb") as sink:
                for _ in range(times):
                    sink.write(archive.read_bytes())
            subprocess.run([sys.executable, __file__, str(copy)], check=True)


if __name__ == "__main__":
    main()
