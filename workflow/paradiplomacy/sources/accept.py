"""Accept a changed raw file: write its new digest and size into the register of sources, and nothing else."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.sources.registry import Source, load_registry
from paradiplomacy.sources.take import fetched


def accept_source(registry: Path, source_id: str, mirror: str | None) -> str:
    """Register the file of a source as it is now.

    Parameters
    ----------
    registry
        path of the register; only the lines `sha256` and `size` of the entry are rewritten, comments and order stay.
    source_id
        the entry.
    mirror
        folder of mirrored files, None to download what the project does not hold itself.

    Returns
    -------
    str
        a sentence that says what changed.

    Raises
    ------
    BadInput
        when there is no such entry, the file is missing or empty, or the entry lacks a line of its own for a value.
    """
    sources = load_registry(registry)
    if source_id not in sources:
        expected = "one of " + ", ".join(sources) + " expected"
        raise BadInput([Problem(registry.as_posix(), expected, "correct the identifier", value=source_id)])
    source = sources[source_id]
    with (
        tempfile.TemporaryDirectory() as folder,
        fetched(source, source.origin(mirror), Path(folder), limit=None) as (_, digest, size),
    ):
        if size == 0:
            expected = f'the file of source "{source_id}" not to be empty'
            raise BadInput([Problem(str(source.path or source.mirror_path), expected, "export or download it again")])
    if (digest, size) == (source.sha256, source.size):
        return f"{source_id}: the file is the registered one (sha256 {digest}, {size} bytes); nothing to accept."
    text = registry.read_text(encoding="utf-8")
    _replace(registry, _rewritten(text, source, registry.as_posix(), digest, size))
    return (
        f"{source_id}: accepted sha256 {digest}, {size} bytes "
        f"(before: sha256 {source.sha256}, {source.size} bytes) in {registry.as_posix()}."
    )


def _rewritten(text: str, source: Source, file: str, digest: str, size: int) -> str:
    """Return the text of the register with the two lines of the entry exchanged."""
    entry = re.search(rf"^{re.escape(source.id)}:[^\n]*\n(?:(?:[ \t#][^\n]*)?(?:\n|\Z))*", text, flags=re.MULTILINE)
    block = entry.group() if entry else ""
    for key, value in (("sha256", f'"{digest}"'), ("size", str(size))):
        block, count = re.subn(rf"^([ \t]+{key}:[ \t]*)[^\s#]+", rf"\g<1>{value}", block, flags=re.MULTILINE)
        if count != 1:
            expected = "one line of its own for this key"
            raise BadInput([Problem(file, expected, "write `key: value` on one line", column=f"{source.id}.{key}")])
    assert entry is not None  # without an entry no line was found above
    return text[: entry.start()] + block + text[entry.end() :]


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as sink:
            sink.write(text)
        Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
