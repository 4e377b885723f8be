"""Read web archives (WARC) as a stream: one answer of a server at a time, bounded in size, whatever the archive holds.

The rule extract_pages takes pages from here. Reader: FastWARC (Bevendorff and others, 2018).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paradiplomacy.config.shards import WHOLE, Shard
from paradiplomacy.problems import BadInput, Problem

LONGEST_HEADER = 32_768  # bytes


@dataclass(frozen=True)
class Capture:
    """One answer of a server as the archive keeps it.

    Parameters
    ----------
    row
        number of the record among the answers of the archive, the first being 2, as if a header stood above.
    offset
        where its record begins in the file, bytes.
    address, captured
        address that was asked for, and when (ISO 8601, UTC).
    status, media_type, charset
        status of HTTP (0 where there is none), type of the content in small letters, declared character set or "".
    body
        content, decoded from its compression; empty where `refused` holds.
    refused
        why the record yields no content, in words; "" where it does.
    """

    row: int
    offset: int
    address: str
    captured: str
    status: int
    media_type: str
    charset: str
    body: bytes
    refused: str


def read_captures(path: str | Path, largest: int, shard: Shard = WHOLE) -> Iterator[Capture]:
    """Yield the answers of an archive in its order, each in memory alone.

    Parameters
    ----------
    path
        WARC file, plain or compressed record by record.
    largest
        most bytes of one content after decompression; a larger one is refused, and never held.
    shard
        which of the answers are yielded: each belongs to one shard; the others are passed over unread.

    Raises
    ------
    BadInput
        when the file is missing or is no WARC file. What breaks off in the middle is refused as the last capture.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    file = Path(path)
    if not file.is_file():
        raise BadInput([Problem(file.as_posix(), "this file to exist", "put it there, or correct its name")])
    row, records, end = 1, 0, 0
    wanted = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.warcinfo
    with file.open("rb") as stream:
        archive = iter(ArchiveIterator(stream, record_types=wanted, parse_http=False))
        while True:
            try:
                record = next(archive)
            except StopIteration:
                break
            except Exception as error:  # a damaged archive fails in many ways, and all mean that it ends here
                if shard.takes(row):
                    said = f"the archive is damaged from here on ({error})"
                    yield Capture(row + 1, end, "", "", 0, "", "", b"", said)
                return
            records += 1
            end = record.stream_pos
            if record.record_type == WarcRecordType.warcinfo:
                continue
            row += 1
            if shard.takes(row - 1):
                yield _capture(record, row, largest)
    if not records:
        raise BadInput([Problem(file.as_posix(), "a web archive (WARC) with records", "archive the pages again")])


def _capture(record: Any, row: int, largest: int) -> Capture:
    from fastwarc.warc import WarcRecordType

    headers = record.headers
    address = str(headers.get("WARC-Target-URI", "")).strip("<>")
    given = {"row": row, "offset": record.stream_pos, "address": address, "captured": headers.get("WARC-Date", "")}
    nothing: dict[str, Any] = {"status": 0, "media_type": "", "charset": "", "body": b""}
    if record.record_type == WarcRecordType.revisit:
        return Capture(**given, **nothing, refused="a repeat of an archived answer (revisit record)")
    try:
        record.parse_http(auto_decode="transfer", max_header_len=LONGEST_HEADER)
        http = record.http_headers
        status = int(http.status_code or 0) if http is not None else 0
        packed = str(http.get("Content-Encoding", "") if http is not None else "").strip().lower()
        media_type = str(record.http_content_type or "").partition(";")[0].strip().lower()
        raw = record.reader.read(largest + 1)
        in_pieces = http is not None and "chunked" in str(http.get("Transfer-Encoding", "")).lower()
        if status == 0:
            return Capture(**given, **nothing, refused="its record breaks off before the answer, or holds none")
        if not in_pieces and len(raw) < min(record.content_length, largest + 1):
            return Capture(**given, **nothing, refused="its record breaks off")
        body, refused = _unpacked(raw, packed, largest)
        return Capture(
            **given,
            status=status,
            media_type=media_type,
            charset=str(record.http_charset or ""),
            body=b"" if refused else body,
            refused=refused,
        )
    except Exception as error:  # whatever is wrong with one record must not stop the archive
        return Capture(**given, **nothing, refused=f"its record cannot be read ({type(error).__name__})")


def _unpacked(raw: bytes, packed: str, largest: int) -> tuple[bytes, str]:
    """Return content without its compression, and why it is refused; at most `largest` bytes are ever unpacked."""
    body, more = raw, False
    if len(raw) <= largest and packed in ("gzip", "x-gzip", "deflate"):
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS if _is_bare(raw, packed) else zlib.MAX_WBITS | 32)
        body = unpacker.decompress(raw, largest + 1)
        more = not unpacker.eof and len(body) <= largest
    elif packed not in ("", "identity", "gzip", "x-gzip", "deflate"):
        return b"", f"its compression ({packed}) is not read"
    if len(body) > largest:
        return b"", f"its content is larger than {largest} bytes"
    return (b"", "its compressed content breaks off") if more else (body, "")


def _is_bare(raw: bytes, packed: str) -> bool:
    """Tell whether "deflate" came without the frame of zlib, as some servers send it."""
    return packed == "deflate" and not (len(raw) > 1 and raw[0] & 15 == 8 and int.from_bytes(raw[:2]) % 31 == 0)
