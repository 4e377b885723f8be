"""The crawl against a site of traps: what it fetches, what it refuses, and how it goes on after it was killed."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.resolver import CachingThreadedResolver
from trap_site import TrapSite
from twisted.internet.defer import succeed

from paradiplomacy.config.web import Crawl
from paradiplomacy.problems import BadInput
from paradiplomacy.readers.warc import read_captures
from paradiplomacy.tables import read_table
from paradiplomacy.web.archive_fields import CRAWL_CUES, CRAWL_LOG
from paradiplomacy.web.crawl import check_crawl, run_crawl, settings_of
from paradiplomacy.web.crawl_scope import Cues, Link, canonical, is_private, leads_to
from paradiplomacy.web.crawl_spider import PublicResolver

# a reactor runs once in a process, so each crawl has its own; they are forked from one that has imported what all need
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["paradiplomacy.web.crawl_robots", "paradiplomacy.web.crawl_spider", "paradiplomacy.web.crawl",
     "scrapy.core.engine", "scrapy.core.downloader.handlers.http11", "scrapy.downloadermiddlewares.cookies",
     "scrapy.extensions.remote_control", "scrapy.crawler", "pandera.backends.pandas.builtin_checks"]
)  # fmt: skip
SETTINGS = {
    "sites": "sites", "cues": "cues", "contact": "someone@example.org", "pages_per_site": 60, "depth": 3,
    "pages_per_pattern": 5, "redirects": 3, "attempts": 2, "largest_page_mb": 1, "seconds_per_page": 0.7,
    "delay_seconds": 0.01, "allow_loopback": True,
}  # fmt: skip


Log = dict[str, dict[str, Any]]


@pytest.fixture
def site() -> Iterator[TrapSite]:
    site = TrapSite()
    yield site
    site.close()


def begin(folder: Path, root: Path, address: str, **changes: Any) -> ForkServerProcess:
    (folder / "sites.csv").write_text(f"unit_id,address\nDE001C,{address}\n")
    settings = Crawl(**SETTINGS | {"folder": str(folder / "archives")} | changes)
    cues = root / "resources" / "web_cues" / "links.csv"
    process = PROCESSES.Process(target=run_crawl, args=(folder / "sites.csv", cues, settings, folder / "scrapy.log"))
    process.start()
    return process


def crawl(folder: Path, root: Path, address: str, **changes: Any) -> Log:
    process = begin(folder, root, address, **changes)
    process.join(timeout=120)
    assert process.exitcode == 0
    log = read_table(folder / "archives" / "crawl_log.csv", CRAWL_LOG)
    return {row["address"].replace(address, "/"): row for row in log.to_dict("records")}


def archived(folder: Path) -> list[str]:
    files = sorted((folder / "archives").glob("*.warc.gz"))
    return [capture.address for file in files for capture in read_captures(file, 10**7)]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[tuple[TrapSite, Path, Log]]:
    """A crawl of the whole site: the site, which counted, the folder, and the log."""
    site, folder = TrapSite(), tmp_path_factory.mktemp("undisturbed")
    yield site, folder, crawl(folder, root, site.address)
    site.close()


@pytest.mark.slow
def test_every_trap_is_survived_and_said(undisturbed: tuple[TrapSite, Path, Log]) -> None:
    site, folder, log = undisturbed
    state = {path: row["state"] for path, row in log.items()}
    reason = {path: str(row["reason"]) for path, row in log.items()}
    assert state["/"] == state["/news.html"] == state["/international/partnerstaedte.html"] == "archived"
    assert state["/broken.html"] == state["/report.pdf"] == "archived"
    assert state["/copy.html"] == "repeat"
    assert state["/sometimes.html"] == "archived" and site.asked["/sometimes.html"] == 2
    assert state["/error.html"] == "failed" and "500" in reason["/error.html"] and site.asked["/error.html"] == 2
    assert state["/slow.html"] == state["/endless.html"] == "failed" and "0.7 seconds" in reason["/endless.html"]
    assert state["/huge.html"] == "refused" and "larger than 1 MB" in reason["/huge.html"]
    assert state["/cut.html"] == "failed"
    assert "neither HTML nor PDF" in reason["/photo.html"]
    assert "robots.txt" in reason["/private/list.html"] and site.asked["/private/list.html"] == 0
    assert "archived" in reason["/noarchive.html"]
    calendar = [path for path in site.asked if path.startswith("/calendar/")]
    assert 0 < len(calendar) <= SETTINGS["depth"]
    assert [path for path in site.asked if path.startswith("/deep/")] == ["/deep/1", "/deep/2/x1", "/deep/3/x2"]
    assert sum(count for path, count in site.asked.items() if path.startswith("/loop/")) <= SETTINGS["redirects"] + 1
    assert all(path.startswith("/") for path in site.asked)
    assert not {"http://10.0.0.1/admin", "http://example.org/"} & set(log)
    assert "outside" in reason["http://example.org/far"]
    assert len(site.agents) == 1 and "contact: someone@example.org" in next(iter(site.agents))
    assert "Remote control" not in (folder / "scrapy.log").read_text("utf-8"), "nobody can send code to a crawl"


@pytest.mark.slow
@pytest.mark.parametrize("status", [404, 503, 0])
def test_without_robots_txt_a_site_is_open_and_with_a_failing_one_closed(
    status: int, tmp_path: Path, root: Path
) -> None:
    """RFC 9309, 2.3.1.3 and 2.3.1.4: what a status of robots.txt allows; 0 hangs up."""
    site = TrapSite(robots=status)
    try:
        log = crawl(tmp_path, root, site.address, pages_per_site=2, depth=1)
    finally:
        site.close()
    others = sum(count for path, count in site.asked.items() if path != "/robots.txt")
    assert site.asked["/robots.txt"] == 1
    if status == 404:
        assert log["/"]["state"] == "archived" and others >= 2
    else:
        assert log["/"]["state"] == "refused" and others == 0
        assert "RFC 9309" in log["/"]["reason"]


@pytest.mark.slow
def test_cue_words_lead(site: TrapSite, tmp_path: Path, root: Path) -> None:
    log = crawl(tmp_path, root, site.address, pages_per_site=2)
    assert {path for path, row in log.items() if row["state"] == "archived"} == {
        "/",
        "/international/partnerstaedte.html",
    }


@pytest.mark.slow
def test_without_loopback_nothing_is_asked(site: TrapSite, tmp_path: Path, root: Path) -> None:
    by_name = site.address.replace("127.0.0.1", "localhost")
    for address in (site.address, by_name):
        log = crawl(tmp_path, root, address, allow_loopback=False)
        assert "private network" in str(log["/"]["reason"])
    assert sum(site.asked.values()) == 0


@pytest.mark.slow
def test_after_a_kill_nothing_is_lost_and_nothing_is_there_twice(
    undisturbed: tuple[TrapSite, Path, Log], tmp_path: Path, root: Path
) -> None:
    site = TrapSite(pace=0.1)
    process = begin(tmp_path, root, site.address)
    until = time.monotonic() + 60
    while sum(site.asked.values()) < 8 and time.monotonic() < until:
        time.sleep(0.02)
    process.kill()
    process.join()
    fetched = set(archived(tmp_path))
    assert 0 < len(fetched) < 15
    last = max((tmp_path / "archives").glob("*.warc.gz"))
    with last.open("ab") as file:
        file.write(b"\x1f\x8b\x08 half a record")  # as if it had been killed while writing
    site.pace = 0.0  # it only held up the crawl that was killed
    log = crawl(tmp_path, root, site.address)
    site.close()
    after = archived(tmp_path)
    assert len(after) == len(set(after)) and fetched <= set(after)
    assert {row["state"] for row in log.values()} <= {"archived", "repeat", "refused", "failed", "waiting"}
    assert log["/international/partnerstaedte.html"]["state"] in ("archived", "repeat")
    assert site.asked["/"] == 1, "what was archived before the kill is not fetched again"
    assert {path for path, row in undisturbed[2].items() if row["state"] in ("archived", "repeat")} == {
        path for path, row in log.items() if row["state"] in ("archived", "repeat")
    }


@pytest.mark.slow
def test_a_second_crawl_notes_what_did_not_change(site: TrapSite, tmp_path: Path, root: Path) -> None:
    crawl(tmp_path, root, site.address, pages_per_site=3)
    second = crawl(tmp_path, root, site.address, pages_per_site=3)
    assert sum(row["state"] == "repeat" for row in second.values()) == 3
    captures = [c for file in sorted((tmp_path / "archives").glob("*.gz")) for c in read_captures(file, 10**7)]
    assert sum("repeat" in capture.refused for capture in captures) == 3


def test_a_name_that_leads_to_a_private_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {"inner.example": "10.0.0.5", "cloud.example": "169.254.169.254", "open.example": "93.184.215.14"}
    monkeypatch.setattr(CachingThreadedResolver, "getHostByName", lambda _, name, timeout: succeed(numbers[name]))
    resolver = PublicResolver(None, 10, 1.0)
    found: dict[str, str] = {}
    for name in numbers:
        asked = resolver.getHostByName(name)
        asked.addCallbacks(lambda number, name=name: found.update({name: number}), lambda failure: None)
    assert found == {"open.example": "93.184.215.14"}
    assert settings_of(Crawl(**SETTINGS | {"allow_loopback": False}), "agent")["DNS_RESOLVER"] is PublicResolver


@pytest.mark.parametrize(
    ("host", "private"),
    [("127.0.0.1", True), ("10.1.2.3", True), ("192.168.0.1", True), ("169.254.169.254", True), ("[::1]", True),
     ("localhost", True), ("a.localhost", True), ("2130706433", True), ("0x7f.1", True), ("::ffff:10.0.0.1", True),
     ("8.8.8.8", False), ("stadt.example", False)],
)  # fmt: skip
def test_private_hosts(host: str, private: bool) -> None:
    assert is_private(host) is private


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_link_has_one_form_or_none(page: str, link: str) -> None:
    address = leads_to("https://stadt.example/" + page, link)
    assert address is None or canonical(address) == address


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/A?utm_source=x&b=1#top", "https://stadt.example/A?b=1"),
        ("HTTPS://WWW.Stadt.example:443", "https://www.stadt.example/"),
        ("mailto:a@stadt.example", None),
        ("javascript:void(0)", None),
        ("/bild.JPG", None),
        ("https://user:word@stadt.example/", None),
    ],
)
def test_addresses_in_one_form(link: str, expected: str | None) -> None:
    assert leads_to("https://stadt.example/x/", link) == expected


def test_cues_count_in_words_and_addresses_without_accents() -> None:
    cues = Cues(["partnerstädte", "jumelage", "miasta partnerskie"])
    assert cues.count(Link("https://a.example/partnerstaedte", "Unsere Partnerstädte")) == 1
    assert cues.count(Link("https://a.example/miasta-partnerskie", "x")) == 1
    assert cues.count(Link("https://a.example/", "Wetter")) == 0


@pytest.mark.parametrize("contact", [None, "", "nobody", "some one@example.org"])
def test_no_crawl_without_a_contact(contact: str | None) -> None:
    with pytest.raises(BadInput, match="by which site owners can write to you"):
        check_crawl(Crawl(**SETTINGS | {"contact": contact}))


def test_the_cues_know_all_languages_of_the_union(root: Path) -> None:
    cues = read_table(root / "resources" / "web_cues" / "links.csv", CRAWL_CUES)
    assert set(cues["language"]) == {
        *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
        *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
    }
