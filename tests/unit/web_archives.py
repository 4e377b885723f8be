"""Small web archives for tests, well-formed and hostile, written byte by byte."""

from __future__ import annotations

import gzip
from pathlib import Path

SITES = "unit_id,address\nDE001C,https://www.stadt.example/\nDE002C,https://region.example/ort/\n"


def answer(address: str, body: bytes, media_type: str = "text/html", status: int = 200, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status} Answer\r\nContent-Type: {media_type}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    return record("response", address, head.encode() + body)


def record(kind: str, address: str, block: bytes, more: str = "") -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"WARC-Target-URI: {address}\r\nWARC-Date: 2023-03-01T10:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\n{more}Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def write_archive(path: Path, records: list[bytes]) -> Path:
    path.write_bytes(b"".join(gzip.compress(one, mtime=0) for one in records))
    return path
