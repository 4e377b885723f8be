"""Take a registered raw file from the project, the mirror folder or its address, and check its digest.

First rule of the flow: every later stage reads only files that passed here.
"""

from __future__ import annotations

import hashlib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, BinaryIO
from urllib.error import URLError

from paradiplomacy.problems import BadInput, Problem, fault_of_place
from paradiplomacy.sources.registry import Source

BLOCK = 1 << 20  # bytes read at a time
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


def take_source(source: Source, origin: Path | None, target: Path) -> None:
    """Write the file of `source` to `target` once its size and SHA-256 digest are those of the register.

    Parameters
    ----------
    source
        entry of the register.
    origin
        where the file stands on this machine; None: it is downloaded from `source.address`.
    target
        path of the copy; it appears whole or not at all.

    Raises
    ------
    BadInput
        when the file is missing, cannot be downloaded or is not the registered one.
    """
    with fetched(source, origin, target.parent, limit=source.size) as (taken, digest, size):
        if digest != source.sha256:
            raise BadInput([_changed(source, origin, digest, size)])
        taken.replace(target)


@contextmanager
def fetched(source: Source, origin: Path | None, folder: Path, limit: int | None) -> Iterator[tuple[Path, str, int]]:
    """Copy or download the file of `source` to a temporary file in `folder`; yield its path, digest and size.

    At most one byte more than `limit` is read: a longer file is not the registered one, whatever follows.
    The temporary file is removed at the end unless the caller moved it; the next run writes over that of a killed one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{source.id}.part"
    try:
        with temporary.open("wb") as sink, _opened(source, origin) as stream:
            digest, size = _copy(stream, sink, limit)
        temporary.chmod(0o644)
        yield temporary, digest, size
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _opened(source: Source, origin: Path | None) -> Iterator[BinaryIO]:
    """Open the file for reading; what goes wrong, also while reading, is said in a sentence."""
    place = origin.as_posix() if origin is not None else str(source.address)
    try:
        if origin is not None:
            with origin.open("rb") as stream:
                yield stream
        else:
            yield from _download(str(source.address))
    except FileNotFoundError:
        remedy = "put it there, or correct its entry in the register of sources"
        raise BadInput([Problem(place, f'the file of source "{source.id}" to exist', remedy)]) from None
    except (OSError, HTTPException) as error:  # URLError and time-outs are OSErrors, an answer that breaks off is not
        if isinstance(error, OSError) and error.errno != EACCES and fault_of_place(error) is not None:
            raise  # it is the disk to which the file goes
        expected = f'the file of source "{source.id}" to be readable ({error})'
        remedy = "try again, or set `mirror` to a folder that holds it"
        raise BadInput([Problem(place, expected, remedy)]) from None


def _download(address: str) -> Iterator[BinaryIO]:
    opener = urllib.request.build_opener(HttpsRedirects)
    request = urllib.request.Request(address, headers={"User-Agent": "paradiplomacy"})  # noqa: S310 - https by the register
    with opener.open(request, timeout=TIMEOUT) as stream:
        yield stream


def _copy(stream: BinaryIO, sink: BinaryIO, limit: int | None) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := stream.read(BLOCK if limit is None else min(BLOCK, limit + 1 - size)):
        digest.update(block)
        size += len(block)
        sink.write(block)
    return digest.hexdigest(), size


def _changed(source: Source, origin: Path | None, digest: str, size: int) -> Problem:
    place = origin.as_posix() if origin is not None else str(source.address)
    found = f"sha256 {digest}, {size} bytes" if size <= source.size else f"more than {source.size} bytes"
    return Problem(
        file=place,
        value=found,
        expected=f'the registered file of source "{source.id}" (sha256 {source.sha256}, {source.size} bytes)',
        remedy=f"restore it, or accept the new file with `python -m paradiplomacy accept {source.id}`",
    )
