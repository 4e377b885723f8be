"""What the crawl may fetch and what first: one form of addresses, private networks, cue words, endless calendars.

Pure functions; the spider (web.crawl_spider) asks them of each link.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

LONGEST_ADDRESS = 1_000  # letters; longer ones are traps or searches
# parameters that tell who comes from where and not what is shown
TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|phpsessid|jsessionid|sid|sessionid|cf_chl\w*)$", re.I)
NUMBER = re.compile(r"\d+")
OTHER_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|json|xml|rss|zip|rar|7z|gz|docx?|xlsx?|pptx?|odt|ods|mp3|mp4|avi|mov|wmv|"
    r"exe|ics|kml|gpx|woff2?)$",
    re.I,
)
MOST_CUES = 9
KEPT_IN_PATH = "/%:=&~+!$,;'@()*"
ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:0x[0-9a-f]*|[0-9]+)$")  # "0x7f.1" is a number of the network, too


@dataclass(frozen=True)
class Link:
    """A link of a page: where it leads and its words."""

    address: str
    text: str


def canonical(address: str) -> str | None:
    """Return the one form of an address: small host, no fragment, no tracking; None where it cannot be asked for."""
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").lower().rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username or len(address) > LONGEST_ADDRESS:
        return None
    default = {"http": 80, "https": 443}[parts.scheme]
    place = f"[{host}]" if ":" in host else host
    if port and port != default:
        place += f":{port}"
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.match(name)]
    return urlunsplit((parts.scheme, place, quote(parts.path.strip(), safe=KEPT_IN_PATH) or "/", urlencode(kept), ""))


def leads_to(page: str, link: str) -> str | None:
    """Return the address to which a link of a page leads, in its one form; None for files of other kinds, mail ..."""
    try:
        address = canonical(urljoin(page, link.strip()))
    except ValueError:
        return None
    return None if address is None or OTHER_FILES.search(urlsplit(address).path) else address


def is_private(host: str) -> bool:
    """Tell whether a host is written as a number of a private, loopback or otherwise not public network.

    Names are checked when they are resolved (`crawl_spider.PublicResolver`), so that no name can hide such a number.
    """
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost") or ENDS_IN_NUMBER.search(host) is not None


def pattern_of(address: str) -> str:
    """Return the address with its numbers taken out: pages of an endless calendar share one."""
    parts = urlsplit(address)
    return NUMBER.sub("#", f"{parts.netloc}{parts.path}?{parts.query}")


def fold(text: str) -> str:
    """Return a text in small letters without accents, as words of links and of addresses are compared."""
    plain = unicodedata.normalize("NFKD", unquote(text).casefold())
    return " ".join(re.findall(r"\w+", "".join(letter for letter in plain if not unicodedata.combining(letter))))


class Cues:
    """Counts words in links and addresses that lead to partner cities and international affairs.

    Parameters
    ----------
    words
        beginnings of words or phrases, in any spelling.
    """

    def __init__(self, words: Iterable[str]) -> None:
        folded = sorted({fold(word) for word in words}, key=lambda word: (-len(word), word))
        self._pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, folded)) + ")") if folded else None

    def count(self, link: Link) -> int:
        """Return how many different cues a link holds, at most `MOST_CUES`."""
        if self._pattern is None:
            return 0
        parts = urlsplit(link.address)
        text = f"{fold(link.text)} {fold(parts.path.replace('_', ' '))} {fold(parts.query)}"
        return min(MOST_CUES, len(set(self._pattern.findall(text))))
