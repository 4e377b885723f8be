"""Take a registered raw file from the project, the mirror folder or its address, and check its digest.

First rule of the flow: every later stage reads only files that passed here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES
from pathlib import Path
from typing import BinaryIO, Protocol

from paradiplomacy.problems import BadInput, Problem, fault_of_place

BLOCK = 1 << 20  # bytes read at a time


class Wanted(Protocol):
    """What is asked of an entry of the register: its identifier, its address (None: of this project) and its bytes."""

    @property
    def id(self) -> str: ...  # noqa: D102

    @property
    def address(self) -> str | None: ...  # noqa: D102

    @property
    def sha256(self) -> str: ...  # noqa: D102

    @property
    def size(self) -> int: ...  # noqa: D102


def take_source(source: Wanted, origin: Path | None, target: Path) -> None:
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
def fetched(source: Wanted, origin: Path | None, folder: Path, limit: int | None) -> Iterator[tuple[Path, str, int]]:
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
def _opened(source: Wanted, origin: Path | None) -> Iterator[BinaryIO]:
    """Open the file for reading; what goes wrong, also while reading, is said in a sentence."""
    place = origin.as_posix() if origin is not None else str(source.address)
    try:
        if origin is not None:
            with origin.open("rb") as stream:
                yield stream
        else:
            from paradiplomacy.sources.download import download

            yield from download(str(source.address))
    except FileNotFoundError:
        remedy = "put it there, or correct its entry in the register of sources"
        raise BadInput([Problem(place, f'the file of source "{source.id}" to exist', remedy)]) from None
    except OSError as error:  # URLError and time-outs are OSErrors, too
        if error.errno != EACCES and fault_of_place(error) is not None:
            raise  # it is the disk to which the file goes
        expected = f'the file of source "{source.id}" to be readable ({error})'
        remedy = "try again, or set `mirror` to a folder that holds it"
        raise BadInput([Problem(place, expected, remedy)]) from None


def _copy(stream: BinaryIO, sink: BinaryIO, limit: int | None) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := stream.read(BLOCK if limit is None else min(BLOCK, limit + 1 - size)):
        digest.update(block)
        size += len(block)
        sink.write(block)
    return digest.hexdigest(), size


def _changed(source: Wanted, origin: Path | None, digest: str, size: int) -> Problem:
    place = origin.as_posix() if origin is not None else str(source.address)
    found = f"sha256 {digest}, {size} bytes" if size <= source.size else f"more than {source.size} bytes"
    return Problem(
        file=place,
        value=found,
        expected=f'the registered file of source "{source.id}" (sha256 {source.sha256}, {source.size} bytes)',
        remedy=f"restore it, or accept the new file with `python -m paradiplomacy accept {source.id}`",
    )
