"""Writes what the crawl fetches as WARC 1.1 files: answers, and repeats of known content as revisit records.

Each record is on disk before the state of the crawl notes it; what stands behind the last noted one is cut off.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from paradiplomacy.web.crawl_state import CrawlState, Stored

# the body is kept as it came, but no longer in pieces
REWRITTEN = ("transfer-encoding", "content-length")


class ArchiveFiles:
    """The archive files of a crawl, of which the last is open.

    Parameters
    ----------
    folder
        where the files stand.
    state
        state of the crawl, which knows contents and sizes.
    largest
        size at which a new file is begun, bytes.
    operator
        user agent with contact, for the description at the head of each file.
    """

    def __init__(self, folder: Path, state: CrawlState, largest: int, operator: str) -> None:
        self._folder, self._state, self._largest, self._operator = folder, state, largest, operator
        self._cut()
        self._file: Any = None
        self._name = ""

    def _cut(self) -> None:
        """Cut off what a process that was ended left behind the last record that the state notes."""
        known = self._state.files()
        for path in sorted(self._folder.glob("pages-*.warc.gz")):
            size = known.get(path.name, 0)
            if size == 0:
                path.unlink()
            elif path.stat().st_size > size:
                os.truncate(path, size)

    def _open(self) -> None:
        from warcio.warcwriter import WARCWriter

        if self._file is not None and self._file.tell() < self._largest:
            return
        self.close()
        number = max((int(name[6:11]) for name in self._state.files()), default=0) + 1
        self._name = f"pages-{number:05}.warc.gz"
        self._file = (self._folder / self._name).open("wb")
        self._writer = WARCWriter(self._file, gzip=True, warc_version="WARC/1.1")
        info = {"software": "paradiplomacy crawl", "format": "WARC File Format 1.1", "robots": "obey"}
        self._writer.write_record(
            self._writer.create_warcinfo_record(self._name, {**info, "http-header-user-agent": self._operator})
        )

    def store(self, address: str, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> Stored:
        """Write an answer, or that it repeats a known content, and return where it stands.

        Parameters
        ----------
        address, status, headers
            address, status of HTTP and header fields.
        body
            content as it came.
        """
        from warcio.statusandheaders import StatusAndHeaders

        self._open()
        digest = hashlib.sha256(body).hexdigest()
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        kept = [(name, value) for name, value in headers if name.lower() not in REWRITTEN]
        http = StatusAndHeaders(
            f"{status} {'OK' if status == 200 else 'Answer'}",
            [*kept, ("Content-Length", str(len(body)))],
            protocol="HTTP/1.1",
        )
        offset = self._file.tell()
        known = self._state.known_content(digest) if body else None
        if known is not None:
            record = self._writer.create_revisit_record(
                address, digest=f"sha256:{digest}", refers_to_uri=known[0], refers_to_date=known[1], http_headers=http,
                warc_headers_dict={"WARC-Date": moment},
            )  # fmt: skip
        else:
            record = self._writer.create_warc_record(
                address, "response", payload=BytesIO(body), http_headers=http,
                warc_headers_dict={"WARC-Date": moment, "WARC-Payload-Digest": f"sha256:{digest}"},
            )  # fmt: skip
        self._writer.write_record(record)
        self._file.flush()
        os.fsync(self._file.fileno())
        return Stored(self._name, offset, self._file.tell(), digest, moment, known is not None)

    def close(self) -> None:
        """Close the open file."""
        if self._file is not None:
            self._file.close()
            self._file = None
