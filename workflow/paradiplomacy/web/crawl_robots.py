"""What an answer to the question for robots.txt means: no such file allows, a failing server forbids (RFC 9309, 2.3.1).

Runs within Scrapy beside the spider; Scrapy itself takes a failure for permission.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse

ALLOW_ALL, FORBID_ALL = b"", b"User-agent: *\nDisallow: /\n"
UNREAD = "robots.txt could not be read, so its site is left alone (RFC 9309)"


class RobotsMiddleware:
    """Turns answers to requests for robots.txt into rules that Scrapy reads.

    Status 4xx: there are no rules (RFC 9309, 2.3.1.3). Status 5xx, 429, or no answer at all: everything is forbidden
    (2.3.1.4), as for an overloaded server each further request is one too many.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Return the middleware of a crawl."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Return an answer as it is, for robots.txt what its status means."""
        if not _asks_for_rules(request) or response.status < 400:
            return response
        if response.status >= 500 or response.status == 429:
            return self._forbidden(request)
        return TextResponse(request.url, status=200, body=ALLOW_ALL, request=request)

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        """Forbid a site whose robots.txt gets no answer; what was refused before it was asked stays so."""
        if not _asks_for_rules(request) or isinstance(exception, IgnoreRequest):
            return None
        return self._forbidden(request)

    def _forbidden(self, request: Request) -> Response:
        spider = self._crawler.spider
        if spider is not None:
            spider.sites_without_rules.add(urlsplit(request.url).netloc)
        return TextResponse(request.url, status=200, body=FORBID_ALL, request=request)


def _asks_for_rules(request: Request) -> bool:
    """Tell whether Scrapy itself asks for robots.txt; the spider's own requests carry what waits."""
    return "waiting" not in request.meta and urlsplit(request.url).path == "/robots.txt"
