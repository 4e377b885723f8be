"""The spider: fetches the addresses that the state of the crawl names, archives the answers, and enters their links.

Runs within Scrapy, which brings robots.txt, throttling and time limits; the queue is the state's, not Scrapy's.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    StopDownload,
)
from scrapy.http import Headers, Response
from scrapy.resolver import CachingThreadedResolver
from selectolax.lexbor import LexborHTMLParser
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError
from twisted.python.failure import Failure

from paradiplomacy.config.web import Crawl
from paradiplomacy.web.crawl_archive import ArchiveFiles
from paradiplomacy.web.crawl_robots import UNREAD
from paradiplomacy.web.crawl_scope import Cues, Link, canonical, is_private, leads_to
from paradiplomacy.web.crawl_state import CrawlState, Waiting
from paradiplomacy.web.decode import decode
from paradiplomacy.web.extract_html import TooMuch, refuse_deep_nesting
from paradiplomacy.web.sites import SiteOwners

PRIVATE = "its host belongs to a private network"
OUTSIDE = "it lies outside the sites of the unit"
TAKEN = ("text/html", "application/xhtml+xml", "application/pdf", "application/x-pdf", "")
MOST_LINKS = 3_000  # of one page
DEEPEST = 300  # nested elements


class PublicResolver(CachingThreadedResolver):  # type: ignore[misc]
    """Resolves names, and refuses those that lead to a private network, whoever answers for the name."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """Return the number of a host; a name of a private network fails like an unknown one."""

        def checked(number: str) -> str:
            if is_private(number):
                raise DNSLookupError(PRIVATE)
            return number

        return super().getHostByName(name, timeout).addCallback(checked)


class ScopeMiddleware:
    """Lets no request through that is not for a site of its unit, that of robots.txt included."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ScopeMiddleware:
        """Return the middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise `IgnoreRequest` for an address outside the sites or within a private network."""
        spider: Any = self._crawler.spider
        refused = spider.refusal_of(request.url, request.meta.get("unit_id"))
        if refused and not (refused == OUTSIDE and urlsplit(request.url).path == "/robots.txt"):
            raise IgnoreRequest(refused)


class StateScheduler:
    """Scrapy's queue, led by the state of the crawl."""

    def __init__(self) -> None:
        self._spider: Any = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StateScheduler:
        """Return the queue of a crawl."""
        return cls()

    def open(self, spider: Spider) -> None:
        """Take the spider, which holds the state."""
        self._spider = spider

    def close(self, reason: str) -> None:
        """End; the state is closed by who opened it."""

    def has_pending_requests(self) -> bool:
        """Tell whether an address waits."""
        return bool(self._spider.state_of_crawl.any_waiting())

    def enqueue_request(self, request: Request) -> bool:
        """Refuse requests that do not come from the state: there are none."""
        return False

    def next_request(self) -> Request | None:
        """Return the next request; None where each site is busy."""
        waiting = self._spider.state_of_crawl.next()
        return None if waiting is None else self._spider.request_of(waiting)


class SiteSpider(Spider):  # type: ignore[misc]
    """Fetches the sites of units.

    Parameters
    ----------
    state, files
        state and archive files of the crawl.
    owners
        which addresses belong to which unit.
    cues
        words that lead to partner cities.
    crawl
        settings.
    """

    name = "sites"

    def __init__(
        self, state: CrawlState, files: ArchiveFiles, owners: SiteOwners, cues: Cues, crawl: Crawl, **rest: Any
    ) -> None:
        super().__init__(**rest)
        self.state_of_crawl = state
        self.sites_without_rules: set[str] = set()  # whose robots.txt could not be read
        self._files, self._owners, self._cues, self._crawl = files, owners, cues, crawl

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SiteSpider:
        """Return the spider of a crawl, which looks at the header of each answer before its content is taken."""
        spider: SiteSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.look_at_header, signal=signals.headers_received)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Begin with nothing: the state holds what is to be fetched."""
        nothing: tuple[Any, ...] = ()
        for request in nothing:
            yield request

    def refusal_of(self, address: str, unit: str | None) -> str:
        """Return why an address is not to be fetched for a unit; "" where it is."""
        if not self._crawl.allow_loopback and is_private(urlsplit(address).hostname or ""):
            return PRIVATE
        owner = self._owners.unit_of(address)
        return OUTSIDE if owner is None or (unit is not None and owner != unit) else ""

    def request_of(self, waiting: Waiting) -> Request:
        """Return Scrapy's request of an address that waits."""
        meta = {"waiting": waiting, "unit_id": waiting.unit_id, "handle_httpstatus_all": True}
        return Request(
            waiting.address, callback=self.take, errback=self.fail, meta=meta, dont_filter=True
        )  # fmt: skip

    def look_at_header(self, headers: Headers, body_length: int, request: Request, spider: Spider) -> None:
        """Break off an answer that is neither HTML nor PDF, before its content is sent."""
        if "waiting" not in request.meta:
            return  # robots.txt
        media_type = (headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip().lower()
        if media_type not in TAKEN:
            request.meta["other_type"] = media_type
            raise StopDownload(fail=True)

    def take(self, response: Response) -> None:
        """Archive an answer and enter its links; a server's failure is tried again."""
        waiting: Waiting = response.meta["waiting"]
        status = response.status
        if status == 429 or status >= 500:
            return self.state_of_crawl.again(waiting, f"status {status}", self._crawl.attempts)
        if status not in (200, 301, 302, 303, 307, 308):
            return self.state_of_crawl.refuse(waiting, f"status {status}", status)
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ]
        links = self._redirect(response, waiting) if status != 200 else self._links(response, waiting)
        if links is None:
            return self.state_of_crawl.refuse(waiting, "it asks not to be archived", status)
        stored = self._files.store(waiting.address, status, headers, response.body)
        return self.state_of_crawl.done(waiting, status, stored, links)

    def fail(self, failure: Failure) -> None:
        """Note why there is no answer."""
        waiting: Waiting = failure.request.meta["waiting"]
        if "other_type" in failure.request.meta:
            kind = failure.request.meta["other_type"]
            return self.state_of_crawl.refuse(waiting, f"its type {kind} is neither HTML nor PDF", 200)
        if failure.check(IgnoreRequest):
            said = str(failure.value) or "robots.txt"
            if "robots" in said:
                unread = urlsplit(waiting.address).netloc in self.sites_without_rules
                said = UNREAD if unread else "robots.txt forbids it"
            return self.state_of_crawl.refuse(waiting, said)
        if failure.check(DownloadTimeoutError):
            reason = f"no whole answer within {self._crawl.seconds_per_page:g} seconds"
        elif failure.check(CannotResolveHostError):
            reason = "its host is not known, or belongs to a private network"
        elif "size" in str(failure.value).lower() and not failure.check(DownloadFailedError):
            return self.state_of_crawl.refuse(waiting, f"it is larger than {self._crawl.largest_page_mb:g} MB")
        else:
            reason = f"the connection failed ({type(failure.value).__name__})"
        return self.state_of_crawl.again(waiting, reason, self._crawl.attempts)

    def _redirect(self, response: Response, waiting: Waiting) -> list[tuple[str, int, int, int, str]]:
        target = leads_to(response.url, (response.headers.get("Location") or b"").decode("latin-1"))
        if target is None:
            return []
        refused = self.refusal_of(target, waiting.unit_id)
        if waiting.redirects + 1 > self._crawl.redirects:
            refused = f"more than {self._crawl.redirects} redirects in a row lead to it"
        return [(target, waiting.depth, self._cues.count(Link(target, "")), waiting.redirects + 1, refused)]

    def _links(self, response: Response, waiting: Waiting) -> list[tuple[str, int, int, int, str]] | None:
        """Return the links of a page; None where its author asks not to archive it."""
        media_type = (response.headers.get("Content-Type") or b"").decode("latin-1").lower()
        if "html" not in media_type:
            return []
        body = _inflated(response, int(self._crawl.largest_page_mb * 1_000_000))
        text, _ = decode(body, media_type.partition("charset=")[2].strip(" \"'"))
        try:
            refuse_deep_nesting(text, DEEPEST)
        except TooMuch:
            return []
        tree = LexborHTMLParser(text)
        wishes = " ".join(
            str(node.attributes.get("content") or "").lower()
            for node in tree.css("meta[name=robots],meta[name=ROBOTS]")
        )
        if "noarchive" in wishes:
            return None
        if "nofollow" in wishes or waiting.depth >= self._crawl.depth:
            return []
        base = tree.css_first("base[href]")
        here = (
            response.url if base is None else leads_to(response.url, str(base.attributes.get("href"))) or response.url
        )
        found: dict[str, tuple[str, int, int, int, str]] = {}
        for node in tree.css("a[href], area[href], iframe[src]")[:MOST_LINKS]:
            address = leads_to(here, str(node.attributes.get("href") or node.attributes.get("src") or ""))
            if address is None or address == canonical(response.url):
                continue
            refused = self.refusal_of(address, waiting.unit_id)
            if refused == OUTSIDE:
                continue  # links to the rest of the web are no addresses of the crawl
            priority = self._cues.count(Link(address, node.text()))
            found.setdefault(address, (address, waiting.depth + 1, priority, 0, refused))
        return list(found.values())


def _inflated(response: Response, largest: int) -> bytes:
    """Return the content of an answer that came compressed although nobody asked for it, cut at `largest` bytes."""
    body: bytes = response.body
    if (response.headers.get("Content-Encoding") or b"").lower() not in (b"gzip", b"x-gzip", b"deflate"):
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, largest)
    except zlib.error:
        return b""
