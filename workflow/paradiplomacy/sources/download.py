"""Download a registered file; apart from `take`, so that the jobs that copy a file do without the code of networks."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from http.client import HTTPException, HTTPMessage
from typing import IO, BinaryIO
from urllib.error import URLError

TIMEOUT = 60.0  # seconds without an answer after which a download is given up


class HttpsRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only where it leads to https."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """Return the redirected request.

        Raises
        ------
        URLError
            when the new address is not https.
        """
        if not newurl.lower().startswith("https://"):
            raise URLError(f"redirect to {newurl}, which is not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def download(address: str) -> Iterator[BinaryIO]:
    """Yield the stream of an answer; `address` is one of the register, which takes https alone.

    Raises
    ------
    OSError
        when there is no answer (URLError, TimeoutError and ConnectionError are such).
    """
    opener = urllib.request.build_opener(HttpsRedirects)
    request = urllib.request.Request(address, headers={"User-Agent": "paradiplomacy"})  # noqa: S310 - https by the register
    try:
        with opener.open(request, timeout=TIMEOUT) as stream:
            yield stream
    except HTTPException as error:  # an answer that breaks off
        raise OSError(str(error)) from error
