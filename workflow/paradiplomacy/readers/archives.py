"""What a zip file may unpack to: readers ask here before they unpack anything of one, an .xlsx among them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from paradiplomacy.problems import BadInput, Problem

MEGABYTE = 10**6
LARGEST_MEMBER = 2_000 * MEGABYTE  # all places of GeoNames are 1,600 MB
LARGEST_WORKBOOK = 200 * MEGABYTE  # the largest of Eurostat's workbooks unpacks to 10 MB


def refuse_bomb(path: str | Path, largest: int, remedy: str) -> None:
    """Refuse a zip file whose content, as it declares it, is larger than `largest` bytes.

    A member that unpacks to more than it declares is cut off by the zip reader, which then says that it is damaged;
    what is no zip file is left to the reader, which says what it expects.

    Raises
    ------
    BadInput
        when it is too large.
    """
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > largest:
        expected = f"at most {largest // MEGABYTE:,} MB after decompression"
        raise BadInput([Problem(Path(path).as_posix(), expected, remedy, value=f"{size // MEGABYTE:,} MB")])


def read_member(archive: zipfile.ZipFile, name: str, file: str, remedy: str, largest: int = LARGEST_MEMBER) -> bytes:
    """Return the bytes of a member of a zip file, of which never more than `largest` are unpacked.

    Raises
    ------
    BadInput
        when it is larger, locked or damaged.
    """
    try:
        with archive.open(name) as member:
            content = member.read(largest + 1)
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError) as error:
        raise BadInput([Problem(file, f"a member that can be unpacked ({error})", remedy, value=name)]) from None
    if len(content) > largest:
        expected = f"a member of at most {largest // MEGABYTE:,} MB after decompression"
        raise BadInput([Problem(file, expected, remedy, value=name)])
    return content
