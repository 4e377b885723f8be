"""Read PDF files in a process of its own, since a damaged one can crash or hold up the C++ library that reads it.

The reader of PDF files (readers.pdf) runs this file by its path. Standard input: length (8 bytes) and content of a
file, again and again; standard output: length and JSON of what it says.
"""

from __future__ import annotations

import json
import struct
import sys
from typing import Any, BinaryIO

LENGTH = struct.Struct(">Q")
MEMORY = 2**31  # bytes of address space; a file that asks for more is refused, where the platform can tell


def text_of_pdf(content: bytes, most_pages: int, most_letters: int) -> dict[str, Any]:
    """Return title, created (as PDF writes it), and the text of each page; or error, in words."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        return {"error": f"its PDF cannot be read ({error})"}
    try:
        if len(document) > most_pages:
            return {"error": f"its PDF has more than {most_pages} pages"}
        described = document.get_metadata_dict()
        pages: list[str] = []
        letters = 0
        for page in document:
            text = page.get_textpage().get_text_bounded()
            letters += len(text)
            if letters > most_letters:
                return {"error": f"its PDF has more than {most_letters} letters"}
            pages.append(text)
        return {"title": described.get("Title", ""), "created": described.get("CreationDate", ""), "pages": pages}
    except (pypdfium2.PdfiumError, MemoryError, ValueError) as error:
        return {"error": f"its PDF cannot be read ({error})"}
    finally:
        document.close()


def serve(source: BinaryIO, sink: BinaryIO, most_pages: int, most_letters: int) -> None:
    """Answer each file on `source` until it ends."""
    while len(head := source.read(LENGTH.size)) == LENGTH.size:
        content = source.read(LENGTH.unpack(head)[0])
        answer = json.dumps(text_of_pdf(content, most_pages, most_letters)).encode("ascii")
        sink.write(LENGTH.pack(len(answer)) + answer)
        sink.flush()


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]), int(sys.argv[2]))
