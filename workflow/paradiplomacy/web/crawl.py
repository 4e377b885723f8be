"""Runs a crawl: checks that it may begin, goes on where the last run ended, and writes the log.

The target `snakemake crawl`, which is no part of a run, calls it; its archive files are registered as sources by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

import paradiplomacy
from paradiplomacy.config.web import Crawl
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.tables import read_table, write_table
from paradiplomacy.web.archive_fields import CRAWL_CUES, CRAWL_LOG
from paradiplomacy.web.crawl_archive import ArchiveFiles
from paradiplomacy.web.crawl_scope import Cues, canonical
from paradiplomacy.web.crawl_state import CrawlState
from paradiplomacy.web.sites import SiteOwners, read_sites

STATE = "state.sqlite"


def check_crawl(crawl: Crawl) -> str:
    """Return the user agent of a crawl.

    Raises
    ------
    BadInput
        when there is no list of sites, or no contact by which site owners can write.
    """
    file = "the configuration"
    problems = []
    if crawl.sites is None:
        problems.append(
            Problem(file, "a source with the sites to fetch", "register one and name it", column="crawl.sites")
        )
    contact = (crawl.contact or "").strip()
    if not ("@" in contact or contact.startswith("https://")) or any(map(str.isspace, contact)):
        problems.append(
            Problem(file, "a mail or web address by which site owners can write to you", "enter yours",
                    column="crawl.contact", value=contact)
        )  # fmt: skip
    if problems:
        raise BadInput(problems)
    return f"paradiplomacy/{paradiplomacy.__version__} (research crawl; contact: {contact})"


def settings_of(crawl: Crawl, agent: str) -> dict[str, Any]:
    """Return Scrapy's settings."""
    from paradiplomacy.web.crawl_robots import RobotsMiddleware
    from paradiplomacy.web.crawl_spider import PublicResolver, ScopeMiddleware, StateScheduler

    settings: dict[str, Any] = {
        "USER_AGENT": agent,
        "ROBOTSTXT_OBEY": True,
        "SCHEDULER": StateScheduler,
        "DOWNLOADER_MIDDLEWARES": {ScopeMiddleware: 10, RobotsMiddleware: 20},
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": crawl.delay_seconds,
        "AUTOTHROTTLE_MAX_DELAY": max(60.0, crawl.delay_seconds),
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "DOWNLOAD_DELAY": crawl.delay_seconds,
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_TIMEOUT": crawl.seconds_per_page,
        "DOWNLOAD_MAXSIZE": int(crawl.largest_page_mb * 1_000_000),
        "DOWNLOAD_WARNSIZE": 0,
        "CLOSESPIDER_TIMEOUT": crawl.hours * 3600,
        # redirects, repeats and failures are the state's matter, compression stays as it came, and no cookie, proxy,
        # console or mail has a place in a crawl of public pages
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        "COMPRESSION_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,  # a server on loopback that runs the code that it is sent
        "REFERER_ENABLED": False,
        "LOG_LEVEL": "INFO",
    }
    return settings if crawl.allow_loopback else settings | {"DNS_RESOLVER": PublicResolver}


def crawl_sites(sites: pd.DataFrame, cues: Cues, crawl: Crawl, agent: str, log: str | Path | None = None) -> None:
    """Fetch sites until their limits are reached, nothing waits or time is up; write the log of all addresses.

    Parameters
    ----------
    sites
        unit_id and address of each site.
    cues
        words that lead to partner cities.
    crawl
        settings; in its folder stand the archive files, the state and crawl_log.csv.
    agent
        user agent (`check_crawl`).
    log
        file of Scrapy's own log; None: the screen.
    """
    from scrapy.crawler import CrawlerProcess

    from paradiplomacy.web.crawl_spider import SiteSpider

    folder = Path(crawl.folder)
    folder.mkdir(parents=True, exist_ok=True)
    state = CrawlState(folder / STATE, crawl.pages_per_site, crawl.pages_per_pattern)
    files = ArchiveFiles(folder, state, int(crawl.archive_file_mb * 1_000_000), agent)
    try:
        starts = sites.assign(address=[canonical(address) or address for address in sites["address"]])
        state.begin(starts)
        settings = settings_of(crawl, agent) | ({} if log is None else {"LOG_FILE": str(log), "LOG_FILE_APPEND": True})
        process = CrawlerProcess(settings)
        process.crawl(SiteSpider, state=state, files=files, owners=SiteOwners(starts), cues=cues, crawl=crawl)
        process.start()
        files.close()
        write_table(state.log(), folder / "crawl_log.csv", CRAWL_LOG)
    finally:
        files.close()
        state.close()


def run_crawl(sites: str | Path, cues: str | Path, crawl: Crawl, log: str | Path | None = None) -> None:
    """Read the lists and crawl (`crawl_sites`).

    Raises
    ------
    BadInput
        when the crawl may not begin, or a list is faulty.
    """
    agent = check_crawl(crawl)
    crawl_sites(read_sites(sites), Cues(read_table(cues, CRAWL_CUES)["cue"]), crawl, agent, log)
